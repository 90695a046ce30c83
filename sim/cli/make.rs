//! `kigen make`: files in a given state.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::args::{MakeArgs, States};
use super::error::{CliError, Exit};
use super::now::now;
use super::{output, secret};
use kigen::file::{Access, ExistingFile, FileError, OutputFolder};
use kigen::label::Label;
use kigen::pki::Pki;
use kigen::report::make::MakeReport;
use kigen::scenario::read_pki;
use kigen::shown::Shown;
use kigen::specimen::{
    Authorities, OutputOptions, Recipe, SpecimenError, SpecimenState, write_all,
};
use kigen::time::Moment;
use kigen::words::Voice;

/// The suffixes of the two halves of a pair.
const PAIR: [&str; 2] = ["before", "after"];

pub(super) fn make(args: &MakeArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    make_all(args, voice)?;
    Ok(Exit::Success)
}

fn make_all(args: &MakeArgs, voice: Voice<'_>) -> Result<(), CliError> {
    let packing = packing(args)?;
    let at = args.at.unwrap_or_else(now);
    let mut authorities = authorities(args, at)?;
    authorities.check_may_leave()?;
    let recipes = recipes(args, &authorities, at)?;
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    let manifest = args.out.join(MakeReport::FILE_NAME);
    if existing == ExistingFile::Keep && manifest.symlink_metadata().is_ok() {
        return Err(SpecimenError::from(FileError::Exists { path: manifest }).into());
    }

    let halves = if args.pair { PAIR.len() } else { 1 };
    // Each is made, then written. Nothing is shown unless standard error is a terminal.
    let progress = ProgressBar::new((recipes.len() * halves * 2) as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}");
    progress.set_style(style.expect("the template is well-formed"));
    let progress = progress.with_finish(ProgressFinish::AndClear); // also before an error
    if let Some(length) = args.crl_expires_in {
        authorities = authorities.with_list_length(length)?;
    }
    let specimens = authorities.make_all(&recipes, &|| progress.inc(1));
    let mut specimens = specimens?;
    if args.pair {
        let renewals = specimens.iter().map(|before| {
            let name = before.name().as_str();
            let name = name.strip_suffix(PAIR[0]).unwrap_or(name);
            let after = label(&format!("{name}{}", PAIR[1]))?;
            Ok(before.renewal(after)?)
        });
        let renewals: Vec<Recipe> = renewals.collect::<Result<_, CliError>>()?;
        let renewed = authorities.make_all(&renewals, &|| progress.inc(1));
        specimens.extend(renewed?);
    }
    let mut folder = OutputFolder::open(&args.out, existing).map_err(SpecimenError::from)?;
    let (files, shared) = write_all(
        &authorities,
        &specimens,
        &mut folder,
        &packing,
        &[MakeReport::FILE_NAME],
        &|| progress.inc(1),
    )?;
    drop(progress);

    let report = MakeReport {
        authorities: &authorities,
        profile: packing.profile,
        specimens: &specimens,
        files: &files,
        shared: &shared,
        folder: &args.out,
    };
    // It is written last: if it exists, so does everything that it lists.
    let text = report.manifest();
    folder
        .write(MakeReport::FILE_NAME, text.as_bytes(), Access::Default)
        .map_err(SpecimenError::from)?;
    output::print(&args.format.render(&report, voice))
}

/// Returns the authorities of the PKI that was asked for.
fn authorities(args: &MakeArgs, at: DateTime<Utc>) -> Result<Authorities, CliError> {
    Ok(match &args.pki {
        None => Authorities::new(args.seed, args.key),
        Some(path) => {
            let pki = read_pki(path, args.key)?;
            Authorities::with_pki(args.seed, args.key, pki, at)?
        }
    })
}

fn packing(args: &MakeArgs) -> Result<OutputOptions, CliError> {
    let pin = secret::pin("--pin", &args.pin)?;
    Ok(OutputOptions {
        formats: args.formats.iter().copied().collect(),
        pin,
        profile: args.profile,
    })
}

/// Returns what to make, in the order of the states, without what follows from a renewal.
fn recipes(
    args: &MakeArgs,
    authorities: &Authorities,
    now: DateTime<Utc>,
) -> Result<Vec<Recipe>, CliError> {
    let expires_at = args.expires_at.map(|moment| instant(moment, now));
    let begins_at = args.begins_at.map(|moment| instant(moment, now));
    let (expires_at, begins_at) = (expires_at.transpose()?, begins_at.transpose()?);
    let dated = |mut recipe: Recipe| {
        if let Some(span) = args.expires_in {
            recipe = recipe.expires_in(span);
        }
        if let Some(at) = expires_at {
            recipe = recipe.expires_at(at);
        }
        if let Some(span) = args.begins_in {
            recipe = recipe.begins_in(span);
        }
        if let Some(at) = begins_at {
            recipe = recipe.begins_at(at);
        }
        recipe
    };
    let pki = authorities.pki();
    let states = match states(args, authorities)? {
        _ if args.pair => {
            let recipe = dated(Recipe::new(SpecimenState::RenewalDue, now));
            vec![renewed(&recipe, pki)?]
        }
        states if !states.is_empty() => states,
        // Whoever asks for no state gets the one that the dates lead to.
        _ => vec![dated(Recipe::new(SpecimenState::Valid, now)).state_by_dates(pki)?],
    };
    let width = args.count.to_string().len();
    let mut recipes = Vec::new();
    for state in &states {
        let base = match (&args.name, states.len()) {
            (Some(name), 1) => name.to_string(),
            (Some(name), _) => format!("{name}-{state}"),
            (None, _) => state.to_string(),
        };
        for number in 1..=args.count {
            let terminal = match args.count {
                1 => base.clone(),
                _ => format!("{base}-{number:0width$}"),
            };
            let name = match args.pair {
                true => format!("{terminal}-{}", PAIR[0]),
                false => terminal.clone(),
            };
            let recipe = Recipe::new(*state, now)
                .named(label(&name)?)
                .for_terminal(label(&terminal)?);
            recipes.push(dated(recipe));
        }
    }
    Ok(recipes)
}

/// Returns the states that were asked for, each once, in the order in which they were given; none
/// if nobody asked. A pair is of a certificate that is due for renewal, and of no other.
fn states(args: &MakeArgs, authorities: &Authorities) -> Result<Vec<SpecimenState>, CliError> {
    let possible = SpecimenState::ALL.iter().copied();
    let possible = possible.filter(|state| authorities.can_make(*state));
    let given = args.states.iter().flat_map(|states| match states {
        States::All => possible.clone().collect(),
        States::One(state) => vec![*state],
    });
    let mut seen = BTreeSet::new();
    let states: Vec<SpecimenState> = given.filter(|one| seen.insert(*one)).collect();
    let other = states
        .iter()
        .find(|state| **state != SpecimenState::RenewalDue);
    match other {
        Some(state) if args.pair => Err(CliError::PairOf { state: *state }),
        _ => Ok(states),
    }
}

/// Returns the state of a certificate that is to be renewed, if its dates allow that.
fn renewed(recipe: &Recipe, pki: &Pki) -> Result<SpecimenState, CliError> {
    match recipe.state_by_dates(pki)? {
        SpecimenState::RenewalDue => Ok(SpecimenState::RenewalDue),
        state => Err(CliError::PairOf { state }),
    }
}

fn instant(moment: Moment, now: DateTime<Utc>) -> Result<DateTime<Utc>, CliError> {
    let at = moment.instant(now);
    Ok(at.ok_or(SpecimenError::OutOfYears)?)
}

fn label(text: &str) -> Result<Label, CliError> {
    text.parse().map_err(|error| CliError::SpecimenName {
        name: Shown::text(text.to_owned()),
        error,
    })
}
