//! `kigen make`: files in a given state.

mod convert;

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::args::make::{MakeArgs, States};
use super::error::{CliError, Exit};
use super::now::now;
use super::{output, secret};
use kigen::file::{Access, ExistingFile, FileError, OutputFolder};
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::pki::{Holder, HostName, Pki};
use kigen::report::make::MakeReport;
use kigen::scenario::{read_pki, read_recipes};
use kigen::seed::Seed;
use kigen::specimen::{
    Authorities, Batch, OutputOptions, Recipe, Specimen, SpecimenError, SpecimenState, write_all,
};
use kigen::time::{Moment, Span};
use kigen::words::Voice;

/// What keys and serial numbers follow from, unless somebody says so.
const SEED: Seed = Seed::new(1);

pub(super) fn make(args: &MakeArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    match &args.from {
        Some(from) => convert::convert(args, from, voice)?,
        None => make_all(args, voice)?,
    }
    Ok(Exit::Success)
}

fn make_all(args: &MakeArgs, voice: Voice<'_>) -> Result<(), CliError> {
    let order = order(args)?;
    order.authorities.check_may_leave()?;
    let packing = packing(args, order.authorities.pki())?;
    let manifest = args.out.join(MakeReport::FILE_NAME);
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    if existing == ExistingFile::Keep && manifest.symlink_metadata().is_ok() {
        return Err(SpecimenError::from(FileError::Exists { path: manifest }).into());
    }
    let (specimens, progress) = specimens(&order)?;
    let mut folder = OutputFolder::open(&args.out, existing).map_err(SpecimenError::from)?;
    let (files, shared) = write_all(
        &order.authorities,
        &specimens,
        &mut folder,
        &packing,
        &[MakeReport::FILE_NAME],
        &|| progress.inc(1),
    )?;
    drop(progress);

    let report = MakeReport {
        authorities: &order.authorities,
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

/// What is to be made, and by whom.
struct Order<'a> {
    authorities: Authorities,
    at: DateTime<Utc>,
    batches: Batches,
    /// The file that asks for it.
    recipe: Option<&'a Path>,
}

/// Reads what was asked for. Arguments come before what a file of recipes says.
fn order(args: &MakeArgs) -> Result<Order<'_>, CliError> {
    let recipes = match &args.recipe {
        None => None,
        Some(path) => Some(read_recipes(path, args.key)?),
    };
    let said = recipes.as_ref();
    let at = args.at.or_else(|| said?.at).unwrap_or_else(now);
    let key = args
        .key
        .or_else(|| said?.key)
        .unwrap_or(KeyAlgorithm::Rsa2048);
    let seed = args.seed.or_else(|| said?.seed).unwrap_or(SEED);
    let pki = match &args.pki {
        Some(path) => Some(read_pki(path, key)?),
        None => said.and_then(|said| said.pki.clone()),
    };
    let mut authorities = match pki {
        None => Authorities::new(seed, key),
        Some(pki) => Authorities::with_pki(seed, key, pki, at)?,
    };
    if let Some(length) = args.crl_expires_in {
        authorities = authorities.with_list_length(length)?;
    }
    let batches = match recipes {
        None => batches(args, &authorities)?,
        Some(recipes) => {
            let batches = recipes.batches.into_iter();
            batches.map(|(line, batch)| (Some(line), batch)).collect()
        }
    };
    Ok(Order {
        authorities,
        at,
        batches,
        recipe: args.recipe.as_deref(),
    })
}

/// Makes what was asked for, and returns how far that is; it is still to be written.
fn specimens(order: &Order<'_>) -> Result<(Vec<Specimen>, ProgressBar), CliError> {
    let Order {
        authorities, at, ..
    } = order;
    let mut recipes = Vec::new();
    let mut of = Vec::new();
    let mut names = BTreeSet::new();
    let mut is_new = |recipe: &Recipe| match names.insert(recipe.name().folded()) {
        true => Ok(()),
        false => Err(SpecimenError::Twice {
            name: recipe.name().clone(),
        }),
    };
    for (line, batch) in &order.batches {
        let asked = batch.recipes(authorities, *at);
        let asked = asked.and_then(|asked| asked.iter().try_for_each(&mut is_new).map(|()| asked));
        let asked = asked.map_err(|error| order.wrong(*line, error))?;
        of.extend(asked.iter().map(|_| (*line, batch.pair)));
        recipes.extend(asked);
    }
    let halves = of.iter().filter(|(_, pair)| *pair).count();
    // Each is made, then written. Nothing is shown unless standard error is a terminal.
    let progress = ProgressBar::new(((recipes.len() + halves) * 2) as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}");
    progress.set_style(style.expect("the template is well-formed"));
    let progress = progress.with_finish(ProgressFinish::AndClear); // also before an error
    let make = |recipes: &[Recipe], lines: &[Option<usize>]| {
        let made = authorities.make_all(recipes, &|| progress.inc(1));
        made.map_err(|(at, error)| order.wrong(lines[at], error))
    };
    let lines: Vec<_> = of.iter().map(|(line, _)| *line).collect();
    let mut specimens = make(&recipes, &lines)?;
    let pairs = specimens.iter().zip(&of).filter(|(_, (_, pair))| *pair);
    let renewals = pairs.map(|(before, (line, _))| {
        let renewal = Batch::renewal(before).and_then(|it| is_new(&it).map(|()| it));
        Ok((renewal.map_err(|error| order.wrong(*line, error))?, *line))
    });
    let renewals: Vec<_> = renewals.collect::<Result<_, CliError>>()?;
    let (renewals, lines): (Vec<Recipe>, Vec<_>) = renewals.into_iter().unzip();
    specimens.extend(make(&renewals, &lines)?);
    Ok((specimens, progress))
}

impl Order<'_> {
    /// What is wrong with what was asked for at this line of a file, or by the arguments.
    fn wrong(&self, line: Option<usize>, error: SpecimenError) -> CliError {
        match (self.recipe, line) {
            (Some(path), Some(line)) => CliError::Recipe {
                path: path.to_owned(),
                line,
                error,
            },
            _ => error.into(),
        }
    }
}

pub(super) fn packing(args: &MakeArgs, pki: &Pki) -> Result<OutputOptions, CliError> {
    let pin = secret::chosen(&args.secret, pki)?;
    Ok(OutputOptions {
        formats: args.formats.iter().copied().collect(),
        pin,
        profile: args.profile,
    })
}

/// What is asked for, each with its place in a file of recipes, if it is from one.
type Batches = Vec<(Option<usize>, Batch)>;

/// Returns what the arguments ask for, in the order of the states.
fn batches(args: &MakeArgs, authorities: &Authorities) -> Result<Batches, CliError> {
    let moment = |span: Option<Span>, at: Option<Moment>| span.map(Moment::FromNow).or(at);
    let batch = Batch {
        count: args.count,
        pair: args.pair,
        begins: moment(args.begins_in, args.begins_at),
        ends: moment(args.expires_in, args.expires_at),
        holder: Holder {
            subject: args.subject.clone(),
            subject_alt_names: args.alternative_names.clone(),
            server: None,
        },
        ..Batch::default()
    };
    let states = states(args, authorities);
    let mut batches = Vec::new();
    for state in &states {
        let name = match &args.name {
            Some(name) if states.len() > 1 => Some(label(&format!("{name}-{state}"))?),
            name => name.clone(),
        };
        let state = Some(*state);
        batches.push(Batch {
            state,
            name,
            ..batch.clone()
        });
    }
    if states.is_empty() {
        let name = args.name.clone();
        batches.push(Batch { name, ..batch });
    }
    batches.extend(args.server.as_ref().map(|hosts| Batch {
        holder: Holder {
            server: Some(match hosts.is_empty() {
                true => HostName::of_this_computer(),
                false => hosts.clone(),
            }),
            ..Holder::default()
        },
        ..Batch::default()
    }));
    Ok(batches.into_iter().map(|batch| (None, batch)).collect())
}

/// Returns the states that were asked for, each once, in the order in which they were given; none
/// if nobody asked.
fn states(args: &MakeArgs, authorities: &Authorities) -> Vec<SpecimenState> {
    let possible = SpecimenState::ALL.iter().copied();
    let possible = possible.filter(|state| authorities.can_make(*state));
    let given = args.states.iter().flat_map(|states| match states {
        States::All => possible.clone().collect(),
        States::One(state) => vec![*state],
    });
    let mut seen = BTreeSet::new();
    given.filter(|one| seen.insert(*one)).collect()
}

fn label(text: &str) -> Result<Label, SpecimenError> {
    text.parse().map_err(|error| SpecimenError::Name {
        name: text.to_owned(),
        error,
    })
}
