//! `kigen make`: files in a given state.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use super::args::{Format, MakeArgs, States};
use super::now::now;
use super::{Complaint, Exit, output};
use kigen::file::{Access, ExistingFile, FileError, OutputFolder};
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::lifecycle::expiry::State;
use kigen::pin::PinError;
use kigen::reason::Reason;
use kigen::report;
use kigen::specimen::{
    Authorities, Packing, Recipe, Specimen, SpecimenError, SpecimenState, Stage, Written, write_all,
};
use kigen::time::{Moment, format_jst};

/// What says what everything else is.
const MANIFEST: &str = "manifest.json";

/// What both halves of a pair are called behind the name they share.
const PAIR: [&str; 2] = ["before", "after"];

pub(super) fn make(args: &MakeArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
    make_all(args, lang).map_err(|complaint| vec![complaint])?;
    Ok(Exit::Success)
}

fn make_all(args: &MakeArgs, lang: Lang) -> Result<(), Complaint> {
    let packing = packing(args, lang)?;
    let recipes = recipes(args, args.at.unwrap_or_else(now))?;
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    let manifest = args.out.join(MANIFEST);
    if existing == ExistingFile::Keep && manifest.symlink_metadata().is_ok() {
        return Err(complaint(FileError::Exists { path: manifest }.into()));
    }

    let halves = if args.pair { PAIR.len() } else { 1 };
    // Each is made, then written. Nothing is drawn unless standard error is a terminal.
    let progress = ProgressBar::new((recipes.len() * halves * 2) as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}");
    progress.set_style(style.expect("the template is well-formed"));
    let progress = progress.with_finish(ProgressFinish::AndClear); // before an error too
    let authorities = Authorities::new(args.seed, args.key);
    let specimens = authorities.make_all(&recipes, &|| progress.inc(1));
    let mut specimens = specimens.map_err(complaint)?;
    if args.pair {
        let renewals = specimens.iter().map(|before| {
            let name = before.name().as_str();
            let name = name.strip_suffix(PAIR[0]).unwrap_or(name);
            let after = label(&format!("{name}{}", PAIR[1]))?;
            before.renewal(after).map_err(complaint)
        });
        let renewals: Vec<Recipe> = renewals.collect::<Result<_, _>>()?;
        let renewed = authorities.make_all(&renewals, &|| progress.inc(1));
        specimens.extend(renewed.map_err(complaint)?);
    }
    let file_complaint = |error: FileError| complaint(error.into());
    let mut folder = OutputFolder::open(&args.out, existing).map_err(file_complaint)?;
    let (files, shared) = write_all(
        &authorities,
        &specimens,
        &mut folder,
        &packing,
        &[MANIFEST],
        &|| progress.inc(1),
    )
    .map_err(complaint)?;
    drop(progress);

    let text = report::manifest(&authorities, packing.profile, &specimens, &files, &shared);
    // It comes last: where it is, all that it lists is.
    folder
        .write(MANIFEST, text.as_bytes(), Access::Default)
        .map_err(file_complaint)?;
    let printed = match args.format {
        Format::Json => text,
        Format::Text => as_text(&specimens, &files, &shared, &args.out, lang),
    };
    output::print(&printed).map_err(|mut complaints| complaints.remove(0))
}

fn packing(args: &MakeArgs, lang: Lang) -> Result<Packing, Complaint> {
    let pin = args.pin.parse().map_err(|error: PinError| {
        Complaint::new(Exit::Usage, format!("--pin: {}", error.sentence(lang)))
    })?;
    Ok(Packing {
        formats: args.formats.iter().copied().collect(),
        pin,
        profile: args.profile,
    })
}

/// What is to be made, in the order of the states, without what follows from a renewal.
fn recipes(args: &MakeArgs, now: DateTime<Utc>) -> Result<Vec<Recipe>, Complaint> {
    let given = args.states.iter().flat_map(|states| match states {
        States::All => SpecimenState::ALL,
        States::One(state) => std::slice::from_ref(state),
    });
    let mut seen = BTreeSet::new();
    let mut states: Vec<SpecimenState> = given.copied().filter(|one| seen.insert(*one)).collect();
    if args.pair && states == [SpecimenState::Valid] {
        states = vec![SpecimenState::RenewalDue]; // `valid` is the default, and cannot be renewed yet
    }
    let expires_at = args.expires_at.map(|moment| instant(moment, now));
    let begins_at = args.begins_at.map(|moment| instant(moment, now));
    let (expires_at, begins_at) = (expires_at.transpose()?, begins_at.transpose()?);
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
            let mut recipe = Recipe::new(*state, now)
                .named(label(&name)?)
                .for_terminal(label(&terminal)?);
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
            recipes.push(recipe);
        }
    }
    Ok(recipes)
}

fn instant(moment: Moment, now: DateTime<Utc>) -> Result<DateTime<Utc>, Complaint> {
    let at = moment.instant(now);
    at.ok_or_else(|| complaint(SpecimenError::OutOfYears))
}

fn label(text: &str) -> Result<Label, Complaint> {
    text.parse().map_err(|error| {
        Complaint::new(Exit::Usage, format!("{text}: {error}")).hint("choose another --name")
    })
}

fn complaint(error: SpecimenError) -> Complaint {
    let text = error.to_string();
    match error {
        SpecimenError::File(FileError::Exists { .. }) => {
            Complaint::new(Exit::File, text).hint("nothing was written; --force replaces files")
        }
        SpecimenError::File(FileError::Clash { .. }) => {
            Complaint::new(Exit::Usage, text).hint("choose another --name")
        }
        SpecimenError::File(error) => super::not_written(error),
        SpecimenError::Unproved { .. } => Complaint::new(Exit::Unexpected, text),
        SpecimenError::NotRenewable(_) => {
            Complaint::new(Exit::Usage, text).hint("--pair --state renewal-due gives one that can")
        }
        _ => Complaint::new(Exit::Usage, text)
            .hint("dates are given with --expires-in, --expires-at, --begins-in and --begins-at"),
    }
}

/// One paragraph for all specimens in a row that differ in nothing but their names.
fn as_text(
    specimens: &[Specimen],
    files: &[Vec<Written>],
    shared: &[Written],
    folder: &Path,
    lang: Lang,
) -> String {
    let mut out = String::new();
    let mut files = files;
    for alike in specimens.chunk_by(|a, b| a.state() == b.state() && a.stages() == b.stages()) {
        let (first, last) = (&alike[0], &alike[alike.len() - 1]);
        let names = match (alike.len(), lang) {
            (1, _) => first.name().to_string(),
            (_, Lang::En) => format!("{} to {}", first.name(), last.name()),
            (_, Lang::Ja) => format!("{} ～ {}", first.name(), last.name()),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{names}: {}", outcome(first.state(), lang));
        let _ = writeln!(out, "  {}", first.state().rule(lang));
        for (at, stage) in first.stages().iter().enumerate() {
            let until = first.stages().get(at + 1).and_then(|next| next.from);
            let is_now = stage.from.is_none_or(|from| from <= first.made_for())
                && until.is_none_or(|until| first.made_for() < until);
            let _ = writeln!(out, "  {}{}", row(stage, until, lang), mark(is_now, lang));
        }
        let (own, rest) = files.split_at(alike.len());
        files = rest;
        let _ = writeln!(out, "  {}", list(&own[0], alike.len() > 1));
    }
    let count = specimens.len();
    let folder = folder.display();
    let shared = list(shared, false);
    let _ = match lang {
        Lang::En => writeln!(out, "= {count} made in {folder}, with {shared}, {MANIFEST}"),
        Lang::Ja => writeln!(
            out,
            "= {folder} に {count} 件を作成（ほかに {shared}, {MANIFEST}）"
        ),
    };
    out
}

fn outcome(state: SpecimenState, lang: Lang) -> String {
    match (state.outcome(), lang) {
        (Ok(()), Lang::En) => format!("accepted [{state}]"),
        (Ok(()), Lang::Ja) => format!("受け入れられる [{state}]"),
        (Err(reason), Lang::En) => format!("refused: {} [{reason}]", reason.sentence(lang)),
        (Err(reason), Lang::Ja) => format!("拒否: {} [{reason}]", reason.sentence(lang)),
    }
}

fn row(stage: &Stage, until: Option<DateTime<Utc>>, lang: Lang) -> String {
    let code = stage.outcome.map_or_else(Reason::code, State::name);
    match (stage.from, until, lang) {
        (Some(from), _, Lang::En) => format!("from {}: {code}", format_jst(from)),
        (Some(from), _, Lang::Ja) => format!("{} から: {code}", format_jst(from)),
        (None, Some(until), Lang::En) => format!("before {}: {code}", format_jst(until)),
        (None, Some(until), Lang::Ja) => format!("{} より前: {code}", format_jst(until)),
        (None, None, Lang::En) => format!("always: {code}"),
        (None, None, Lang::Ja) => format!("常に: {code}"),
    }
}

fn mark(is_now: bool, lang: Lang) -> &'static str {
    match (is_now, lang) {
        (false, _) => "",
        (true, Lang::En) => "  (now)",
        (true, Lang::Ja) => "（現在）",
    }
}

fn list(files: &[Written], and_more: bool) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.join(", ") + if and_more { ", …" } else { "" }
}
