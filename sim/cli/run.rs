//! `kigen run`: plays scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::args::{Format, RunArgs};
use super::error::{CliError, Exit};
use super::output;
use kigen::file::FileError;
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::report::{self, Chapter};
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, Scenario, Source};
use kigen::seed::Seed;

/// A scenario and where it came from.
struct Tale {
    name: String,
    path: Option<PathBuf>,
    scenario: Scenario,
}

pub(super) fn run(args: &RunArgs, lang: Lang) -> Result<Exit, Vec<CliError>> {
    let sources = if args.paths.is_empty() {
        catalogue()
    } else {
        read_all(&args.paths)?
    };
    let chapters = play_all(sources, args.seed);
    if let Some(folder) = &args.out {
        write_all(folder, &chapters)?;
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
        name: entry.name.to_owned(),
        path: None,
        scenario: Scenario::parse(entry.text).expect("the catalogue is tested"),
    };
    CATALOGUE.iter().map(read).collect()
}

/// Reads every scenario, or says everything that is wrong with any of them.
fn read_all(paths: &[PathBuf]) -> Result<Vec<Tale>, Vec<CliError>> {
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
    let mut seen: BTreeMap<&str, &Option<PathBuf>> = BTreeMap::new();
    for source in &sources {
        if let Some(first) = seen.insert(&source.name, &source.path) {
            let path = |path: &Option<PathBuf>| match path {
                Some(path) => path.clone(),
                None => PathBuf::from(&source.name),
            };
            errors.push(CliError::SameName {
                name: source.name.clone(),
                paths: [path(first), path(&source.path)],
            });
        }
    }
    if errors.is_empty() {
        Ok(sources)
    } else {
        Err(errors)
    }
}

/// The file itself, or the scenario files in a folder, by name.
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

fn read(path: &Path) -> Result<Tale, CliError> {
    let source = Source::read(path)?;
    Ok(Tale {
        name: name_of(path)?.to_string(),
        path: Some(path.to_owned()),
        scenario: source.scenario,
    })
}

/// What a scenario file is called. The name becomes a folder under `--out`, on whatever system that
/// is.
pub(super) fn name_of(path: &Path) -> Result<Label, CliError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.parse().map_err(|error| CliError::ScenarioName {
        path: path.to_owned(),
        error,
    })
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
            name: source.name,
            path: source.path,
            scenario: source.scenario,
            played,
        })
        .collect()
}

/// Writes the reports, and each scenario's files to a folder of its name.
fn write_all(folder: &Path, chapters: &[Chapter]) -> Result<(), CliError> {
    write(folder, "report.json", report::json(chapters).as_bytes())?;
    write(folder, "junit.xml", report::junit(chapters).as_bytes())?;
    for chapter in chapters {
        let folder = folder.join(&chapter.name);
        for artefact in &chapter.played.artefacts {
            write(&folder, &artefact.name, &artefact.bytes)?;
        }
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), CliError> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, bytes))
        .map_err(|error| CliError::Output(FileError::writing(&path, &error)))
}
