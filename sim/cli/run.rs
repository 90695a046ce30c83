//! `kigen run`: plays scenarios.

use std::path::Path;

use super::args::RunArgs;
use super::error::{CliError, Exit};
use super::names::{RECORD, REPORTS};
use super::output;
use super::selected::{self, Selected, selected};
use kigen::file::{Access, ExistingFile, FileError, OutputFile, OutputFolder};
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::{NamedScenario, run_all};
use kigen::trace::Artefact;
use kigen::words::Voice;

pub(super) fn run(args: &RunArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let Selected { scenarios, broken } = selected(&args.select)?;
    if args.out.is_some() {
        check_may_leave(&scenarios)?;
    }
    let runs = run_all(scenarios, args.seed);
    let report = RunReport {
        runs: &runs,
        broken: &broken,
        verbose: args.verbose,
    };
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    if args.out.is_some() || args.html.is_some() {
        let page = report.html(voice);
        if let Some(folder) = &args.out {
            write_all(folder, &report, &page, existing).map_err(CliError::Output)?;
        }
        if let Some(file) = &args.html {
            output::page(file, &page, existing).map_err(CliError::Output)?;
        }
    }
    // Where nothing could be played, what is wrong is all there is to say.
    if !runs.is_empty() {
        output::print(&args.format.render(&report, voice))?;
    }
    let failures = runs.iter().filter_map(|run| report::failure(run, voice));
    let failures: Vec<CliError> = failures.map(CliError::Failed).collect();
    let mut errors = selected::errors(broken);
    errors.extend(failures);
    selected::end(errors)
}

/// Finds out whether the files of scenarios may be written.
fn check_may_leave(scenarios: &[NamedScenario]) -> Result<(), Vec<CliError>> {
    let errors = scenarios.iter().filter_map(|named| {
        let error = named.scenario.world.check_may_leave().err()?;
        let name = named.name.clone();
        Some(CliError::MayNotLeave { name, error })
    });
    let errors: Vec<CliError> = errors.collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(errors),
    }
}

/// Writes each scenario's files to a folder of its name, and then the reports.
fn write_all(
    folder: &Path,
    report: &RunReport<'_>,
    page: &str,
    existing: ExistingFile,
) -> Result<(), FileError> {
    let artefacts = report.runs.iter().flat_map(|run| {
        let artefacts = run.played.artefacts.iter();
        artefacts.map(|artefact| (format!("{}/{}", run.name, artefact.name), artefact))
    });
    let artefacts: Vec<(String, &Artefact)> = artefacts.collect();
    let files = artefacts.iter().map(|(name, artefact)| OutputFile {
        name,
        bytes: &artefact.bytes,
        access: artefact.access,
    });
    let files: Vec<OutputFile> = files.collect();
    let (junit, json) = (report.junit(), report.json());
    let texts = REPORTS.into_iter().zip([&*junit, page, &*json]);
    let reports = texts.map(|(name, text)| OutputFile {
        name,
        bytes: text.as_bytes(),
        access: Access::Default,
    });
    let reports: Vec<OutputFile> = reports.collect();
    OutputFolder::open(folder, existing)?.refill(RECORD, &files, &reports)
}
