//! `kigen run`: plays scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::error::{CliError, Exit};
use super::output;
use kigen::file::{Access, ExistingFile, FileError, OutputFile, OutputFolder};
use kigen::label::Label;
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::{NamedScenario, ScenarioRun, Source, run_all};
use kigen::trace::Artefact;
use kigen::words::Voice;

/// The files beside the folders of the scenarios, in this order.
const REPORTS: [&str; 2] = ["junit.xml", "report.json"];

/// The record of what kigen wrote into the folder.
const RECORD: &str = ".kigen-run.sha256";

pub(super) fn run(args: &RunArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let scenarios = match args.paths.is_empty() {
        true => NamedScenario::catalogue(),
        false => read_all(&args.paths)?,
    };
    let runs = run_all(scenarios, args.seed);
    if let Some(folder) = &args.out {
        let existing = match args.force {
            true => ExistingFile::Replace,
            false => ExistingFile::Keep,
        };
        let written = write_all(folder, &runs, existing);
        written.map_err(CliError::Output)?;
    }
    output::print(&args.format.render(&RunReport(&runs), voice))?;
    let failed = runs.iter().any(|run| run.played.failure().is_some());
    Ok(if failed {
        Exit::Unexpected
    } else {
        Exit::Success
    })
}

/// Reads every scenario, or returns everything that is wrong with any of them.
fn read_all(paths: &[PathBuf]) -> Result<Vec<NamedScenario>, Vec<CliError>> {
    let mut sources = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        match files_of(path) {
            Ok(files) => {
                for file in files {
                    match read(&file) {
                        Ok(source) => sources.push(source),
                        Err(error) => errors.push(error),
                    }
                }
            }
            Err(error) => errors.push(error),
        }
    }
    errors.extend(clashes(&sources));
    if errors.is_empty() {
        Ok(sources)
    } else {
        Err(errors)
    }
}

/// Reports every scenario whose files would be in the same place as another's, on any system.
fn clashes(sources: &[NamedScenario]) -> Vec<CliError> {
    let mut seen: BTreeMap<String, &NamedScenario> = BTreeMap::new();
    let mut errors = Vec::new();
    for source in sources {
        let name = &source.name;
        let folded = name.folded();
        if [REPORTS[0], REPORTS[1], RECORD].contains(&folded.as_str()) {
            errors.push(CliError::NameOfReport {
                path: path_of(source),
                name: folded,
            });
        } else if let Some(first) = seen.insert(folded, source) {
            errors.push(CliError::SameName {
                name: (first.name == *name).then(|| name.clone()),
                paths: [path_of(first), path_of(source)],
            });
        }
    }
    errors
}

fn path_of(source: &NamedScenario) -> PathBuf {
    let name = || PathBuf::from(source.name.as_str());
    source.path.clone().unwrap_or_else(name)
}

/// Returns the file itself, or the scenario files in a folder, by name.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    let refused = |error: io::Error| CliError::from(FileError::reading(path, &error));
    let metadata = fs::metadata(path).map_err(refused)?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = fs::read_dir(path)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<io::Result<Vec<PathBuf>>>()
        })
        .map_err(refused)?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "toml")
    });
    files.sort();
    if files.is_empty() {
        return Err(CliError::NoScenarios {
            folder: path.to_owned(),
        });
    }
    Ok(files)
}

fn read(path: &Path) -> Result<NamedScenario, CliError> {
    let source = Source::read(path)?;
    Ok(NamedScenario {
        name: name_of(path)?,
        path: Some(path.to_owned()),
        scenario: source.scenario,
    })
}

/// Returns what a scenario file is called. The name becomes a folder under `--out`, on any system.
pub(super) fn name_of(path: &Path) -> Result<Label, CliError> {
    let path = path.to_owned();
    let Some(stem) = path.file_stem().unwrap_or_default().to_str() else {
        return Err(CliError::NameNotUnicode { path });
    };
    stem.parse()
        .map_err(|error| CliError::ScenarioName { path, error })
}

/// Writes each scenario's files to a folder of its name, and then the reports.
fn write_all(folder: &Path, runs: &[ScenarioRun], existing: ExistingFile) -> Result<(), FileError> {
    let artefacts = runs.iter().flat_map(|run| {
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
    let (junit, json) = (report::junit(runs), report::json(runs));
    let texts = REPORTS.into_iter().zip([&junit, &json]);
    let reports = texts.map(|(name, text)| OutputFile {
        name,
        bytes: text.as_bytes(),
        access: Access::Default,
    });
    let reports: Vec<OutputFile> = reports.collect();
    OutputFolder::open(folder, existing)?.refill(RECORD, &files, &reports)
}
