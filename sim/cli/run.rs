//! `kigen run`: plays scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::{Complaint, Exit, not_written, output};
use kigen::file::{Access, ExistingFile, FileError, OutputFile, OutputFolder};
use kigen::label::{Label, LabelError};
use kigen::lang::Lang;
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::{NamedScenario, ScenarioRun, Source, run_all};
use kigen::trace::Artefact;

/// What is written beside the folders of the scenarios, in this order.
const REPORTS: [&str; 2] = ["junit.xml", "report.json"];

/// What kigen wrote into the folder.
const RECORD: &str = ".kigen-run.sha256";

pub(super) fn run(args: &RunArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
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
        written.map_err(|error| vec![not_written(error)])?;
    }
    output::print(&args.format.render(&RunReport(&runs), lang))?;
    let failed = runs.iter().any(|run| run.played.failure().is_some());
    Ok(if failed {
        Exit::Unexpected
    } else {
        Exit::Success
    })
}

/// Reads every scenario, or says everything that is wrong with any of them.
fn read_all(paths: &[PathBuf]) -> Result<Vec<NamedScenario>, Vec<Complaint>> {
    let mut sources = Vec::new();
    let mut complaints = Vec::new();
    for path in paths {
        match files_of(path) {
            Ok(files) => {
                for file in files {
                    match read(&file) {
                        Ok(source) => sources.push(source),
                        Err(complaint) => complaints.push(complaint),
                    }
                }
            }
            Err(complaint) => complaints.push(complaint),
        }
    }
    complaints.extend(clashes(&sources));
    if complaints.is_empty() {
        Ok(sources)
    } else {
        Err(complaints)
    }
}

/// Says of every scenario whose files would lie where others do, on whatever system.
fn clashes(sources: &[NamedScenario]) -> Vec<Complaint> {
    let mut seen: BTreeMap<String, &NamedScenario> = BTreeMap::new();
    let mut complaints = Vec::new();
    for source in sources {
        let name = &source.name;
        let folded = name.folded();
        let said = if [REPORTS[0], REPORTS[1], RECORD].contains(&folded.as_str()) {
            format!("{}: `{folded}` is the name of a report", shown(source))
        } else {
            let Some(first) = seen.insert(folded, source) else {
                continue;
            };
            let (one, other) = (shown(first), shown(source));
            match first.name == *name {
                true => format!("{one} and {other} are both called {name}"),
                false => {
                    format!("the files of {one} and {other} would be the same on Windows or macOS")
                }
            }
        };
        let complaint = Complaint::new(Exit::Usage, said);
        complaints.push(complaint.hint("give each scenario file a name of its own"));
    }
    complaints
}

fn shown(source: &NamedScenario) -> String {
    match &source.path {
        Some(path) => path.display().to_string(),
        None => source.name.to_string(),
    }
}

/// The file itself, or the scenario files in a folder, by name.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Complaint> {
    let refused = |error: io::Error| Complaint::from(FileError::reading(path, &error));
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
        let message = format!("{}: there are no scenarios in this folder", path.display());
        return Err(Complaint::new(Exit::File, message).hint("scenario files end in .toml"));
    }
    Ok(files)
}

fn read(path: &Path) -> Result<NamedScenario, Complaint> {
    let source = Source::read(path)?;
    Ok(NamedScenario {
        name: name_of(path)?,
        path: Some(path.to_owned()),
        scenario: source.scenario,
    })
}

/// What a scenario file is called. The name becomes a folder under `--out`, on whatever system that
/// is.
pub(super) fn name_of(path: &Path) -> Result<Label, Complaint> {
    let wrong = |error: &dyn std::fmt::Display| {
        let message = format!("{}: {error}", path.display());
        Complaint::new(Exit::Usage, message).hint("give the file another name")
    };
    let stem = path.file_stem().unwrap_or_default();
    let stem = stem
        .to_str()
        .ok_or_else(|| wrong(&"its name is not in UTF-8"))?;
    stem.parse().map_err(|error: LabelError| wrong(&error))
}

/// Writes each scenario's files to a folder of its name, and the reports after them.
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
