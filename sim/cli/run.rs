//! `kigen run`: plays scenarios.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::{Complaint, Exit, output};
use kigen::file::FileError;
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::{NamedScenario, ScenarioRun, Source, run_all};

pub(super) fn run(args: &RunArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
    let scenarios = match args.paths.is_empty() {
        true => NamedScenario::catalogue(),
        false => read_all(&args.paths)?,
    };
    let runs = run_all(scenarios, args.seed);
    if let Some(folder) = &args.out {
        write_all(folder, &runs).map_err(|complaint| vec![complaint])?;
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
    let mut seen: BTreeMap<&str, &Option<PathBuf>> = BTreeMap::new();
    for source in &sources {
        if let Some(first) = seen.insert(&source.name, &source.path) {
            let path = |path: &Option<PathBuf>| match path {
                Some(path) => path.display().to_string(),
                None => source.name.clone(),
            };
            let message = format!(
                "{} and {} are both called {}",
                path(first),
                path(&source.path),
                source.name
            );
            let complaint = Complaint::new(Exit::Usage, message);
            complaints.push(complaint.hint("give each scenario file a name of its own"));
        }
    }
    if complaints.is_empty() {
        Ok(sources)
    } else {
        Err(complaints)
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
        name: name_of(path)?.to_string(),
        path: Some(path.to_owned()),
        scenario: source.scenario,
    })
}

/// What a scenario file is called. The name becomes a folder under `--out`, on whatever system that
/// is.
pub(super) fn name_of(path: &Path) -> Result<Label, Complaint> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.parse().map_err(|error| {
        let message = format!("{}: {error}", path.display());
        Complaint::new(Exit::Usage, message)
    })
}

/// Writes the reports, and each scenario's files to a folder of its name.
fn write_all(folder: &Path, chapters: &[ScenarioRun]) -> Result<(), Complaint> {
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

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Complaint> {
    let path = folder.join(name);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, bytes))
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                Complaint::unwritten(&path, &error)
                    .hint("a file is in a folder's place; name another --out")
            }
            _ => Complaint::unwritten(&path, &error),
        })
}
