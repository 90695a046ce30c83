//! `kigen run`: plays scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::args::{Format, RunArgs};
use super::{Complaint, Exit, not_written, output};
use kigen::file::{Access, ExistingFile, FileError, OutputFile, OutputFolder};
use kigen::label::{Label, LabelError};
use kigen::lang::Lang;
use kigen::report::{self, Chapter};
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, Scenario, Source};
use kigen::seed::Seed;
use kigen::trace::Artefact;

/// What is written beside the folders of the scenarios, in this order.
const REPORTS: [&str; 2] = ["junit.xml", "report.json"];

/// What kigen wrote into the folder.
const RECORD: &str = ".kigen-run.sha256";

/// A scenario and where it came from.
struct Tale {
    name: Label,
    path: Option<PathBuf>,
    scenario: Scenario,
}

pub(super) fn run(args: &RunArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
    let sources = if args.paths.is_empty() {
        catalogue()
    } else {
        read_all(&args.paths)?
    };
    let chapters = play_all(sources, args.seed);
    if let Some(folder) = &args.out {
        let existing = match args.force {
            true => ExistingFile::Replace,
            false => ExistingFile::Keep,
        };
        let written = write_all(folder, &chapters, existing);
        written.map_err(|error| vec![not_written(error)])?;
    }
    match args.format {
        Format::Json => output::print(&report::json(&chapters))?,
        Format::Text => {
            let mut text = String::new();
            for chapter in &chapters {
                text += &report::text(chapter, lang);
                text += "\n";
            }
            text += &report::summary(&chapters, lang);
            output::print(&(text + "\n"))?;
        }
    }
    let failed = chapters
        .iter()
        .any(|chapter| chapter.played.failure().is_some());
    Ok(if failed {
        Exit::Unexpected
    } else {
        Exit::Success
    })
}

fn catalogue() -> Vec<Tale> {
    let read = |entry: &scenario::catalogue::Entry| Tale {
        name: entry.name.parse().expect("the catalogue is tested"),
        path: None,
        scenario: Scenario::parse(entry.text).expect("the catalogue is tested"),
    };
    CATALOGUE.iter().map(read).collect()
}

/// Reads every scenario, or says everything that is wrong with any of them.
fn read_all(paths: &[PathBuf]) -> Result<Vec<Tale>, Vec<Complaint>> {
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
fn clashes(sources: &[Tale]) -> Vec<Complaint> {
    let mut seen: BTreeMap<String, &Tale> = BTreeMap::new();
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

fn shown(source: &Tale) -> String {
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

fn read(path: &Path) -> Result<Tale, Complaint> {
    let source = Source::read(path)?;
    Ok(Tale {
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

/// Plays the scenarios on all cores. The order of the chapters is that of the sources.
fn play_all(sources: Vec<Tale>, seed: Option<Seed>) -> Vec<Chapter> {
    let next = AtomicUsize::new(0);
    let played: Mutex<Vec<(usize, scenario::Played)>> = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(sources.len()) {
            scope.spawn(|| {
                while let Some((at, source)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    sources.get(at).map(|source| (at, source))
                } {
                    let seed = seed.unwrap_or(source.scenario.world.seed);
                    let result = scenario::run(&source.scenario, seed);
                    let mut played = played.lock().expect("no thread panics with the lock held");
                    played.push((at, result));
                }
            });
        }
    });
    let mut played = played
        .into_inner()
        .expect("no thread panics with the lock held");
    played.sort_by_key(|(at, _)| *at);
    sources
        .into_iter()
        .zip(played)
        .map(|(source, (_, played))| Chapter {
            name: source.name.to_string(),
            path: source.path,
            scenario: source.scenario,
            played,
        })
        .collect()
}

/// Writes each scenario's files to a folder of its name, and the reports after them.
fn write_all(folder: &Path, chapters: &[Chapter], existing: ExistingFile) -> Result<(), FileError> {
    let artefacts = chapters.iter().flat_map(|chapter| {
        let artefacts = chapter.played.artefacts.iter();
        artefacts.map(|artefact| (format!("{}/{}", chapter.name, artefact.name), artefact))
    });
    let artefacts: Vec<(String, &Artefact)> = artefacts.collect();
    let files = artefacts.iter().map(|(name, artefact)| OutputFile {
        name,
        bytes: &artefact.bytes,
        access: artefact.access,
    });
    let files: Vec<OutputFile> = files.collect();
    let (junit, json) = (report::junit(chapters), report::json(chapters));
    let texts = REPORTS.into_iter().zip([&junit, &json]);
    let reports = texts.map(|(name, text)| OutputFile {
        name,
        bytes: text.as_bytes(),
        access: Access::Default,
    });
    let reports: Vec<OutputFile> = reports.collect();
    OutputFolder::open(folder, existing)?.refill(RECORD, &files, &reports)
}
