//! Which scenarios are meant: files, whole folders, the catalogue, filtered and shared out.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::args::SelectArgs;
use super::error::{CliError, Exit};
use super::names::OWN_FILES;
use kigen::file::FileError;
use kigen::scenario::{BrokenScenario, NamedScenario, ScenarioName, ScenarioNameError, Source};

/// The deepest folder that is searched for scenarios.
const DEPTH_MAX: usize = 64;

/// The scenarios that were asked for, and the files among them that are none.
pub(super) struct Selected {
    pub(super) scenarios: Vec<NamedScenario>,
    pub(super) broken: Vec<BrokenScenario>,
}

/// A scenario before it is read.
enum Candidate {
    Catalogue(Box<NamedScenario>),
    File { name: ScenarioName, path: PathBuf },
}

impl Candidate {
    fn name(&self) -> &ScenarioName {
        match self {
            Candidate::Catalogue(scenario) => &scenario.name,
            Candidate::File { name, .. } => name,
        }
    }

    fn path(&self) -> PathBuf {
        match self {
            Candidate::Catalogue(scenario) => scenario.name.to_string().into(),
            Candidate::File { path, .. } => path.clone(),
        }
    }
}

/// Reads the scenarios that the arguments select; the catalogue's, if they name no path.
///
/// # Errors
///
/// What is wrong with the arguments. A file that is no scenario is among the broken ones.
pub(super) fn selected(args: &SelectArgs) -> Result<Selected, Vec<CliError>> {
    let mut candidates = match candidates(&args.paths) {
        Ok(candidates) => candidates,
        // Everything that is wrong is said at once.
        Err((candidates, errors)) => {
            let read = candidates
                .into_iter()
                .filter_map(|candidate| match candidate {
                    Candidate::File { path, .. } => Source::read(&path).err(),
                    Candidate::Catalogue(_) => None,
                });
            return Err(read.map(CliError::Source).chain(errors).collect());
        }
    };
    candidates.retain(|candidate| {
        let name = candidate.name().to_string();
        args.filter.is_empty() || args.filter.iter().any(|filter| name.contains(filter))
    });
    if candidates.is_empty() {
        return Err(vec![CliError::NothingSelected]);
    }
    if let Some(partition) = args.partition {
        partition.retain(&mut candidates);
    }
    let mut selected = Selected {
        scenarios: Vec::new(),
        broken: Vec::new(),
    };
    for candidate in candidates {
        match candidate {
            Candidate::Catalogue(scenario) => selected.scenarios.push(*scenario),
            Candidate::File { name, path } => match Source::read(&path) {
                Ok(source) => selected.scenarios.push(NamedScenario {
                    name,
                    path: Some(path),
                    text: source.text.into(),
                    scenario: source.scenario,
                }),
                Err(error) => selected.broken.push(BrokenScenario { name, path, error }),
            },
        }
    }
    Ok(selected)
}

/// Returns every scenario before it is read; with what is wrong, if anything is.
fn candidates(paths: &[PathBuf]) -> Result<Vec<Candidate>, (Vec<Candidate>, Vec<CliError>)> {
    if paths.is_empty() {
        let catalogue = NamedScenario::catalogue().into_iter();
        let boxed = catalogue.map(|scenario| Candidate::Catalogue(Box::new(scenario)));
        return Ok(boxed.collect());
    }
    let (mut candidates, mut errors) = (Vec::new(), Vec::new());
    for path in paths {
        match files_of(path) {
            Ok((folder, files)) => {
                for path in files {
                    match named(&folder, path) {
                        Ok(candidate) => candidates.push(candidate),
                        Err(error) => errors.push(error),
                    }
                }
            }
            Err(error) => errors.push(error),
        }
    }
    errors.extend(clashes(&candidates));
    match errors.is_empty() {
        true => Ok(candidates),
        false => Err((candidates, errors)),
    }
}

fn named(folder: &Path, path: PathBuf) -> Result<Candidate, CliError> {
    let below = path.strip_prefix(folder).unwrap_or(&path);
    match name_of(below) {
        Ok(name) => Ok(Candidate::File { name, path }),
        Err(ScenarioNameError::Label(error)) => Err(CliError::ScenarioName { path, error }),
        Err(_) => Err(CliError::NameNotUnicode { path }),
    }
}

/// Returns what a scenario file is called. The name becomes a folder under `--out`, on any system.
pub(super) fn name_of(path: &Path) -> Result<ScenarioName, ScenarioNameError> {
    ScenarioName::of(path)
}

/// Reports every scenario whose files would be in the same place as another's, on any system.
fn clashes(candidates: &[Candidate]) -> Vec<CliError> {
    let mut seen: BTreeMap<String, &Candidate> = BTreeMap::new();
    let mut errors = Vec::new();
    for candidate in candidates {
        let name = candidate.name();
        let folded = name.folded();
        if OWN_FILES.contains(&folded.as_str()) {
            errors.push(CliError::NameOfReport {
                path: candidate.path(),
                name: folded,
            });
        } else if let Some(first) = seen.insert(folded, candidate) {
            errors.push(CliError::SameName {
                name: (first.name() == name).then(|| name.to_string()),
                paths: [first.path(), candidate.path()],
            });
        }
    }
    errors
}

/// Returns the file itself, or the scenario files in a folder and those in it, by name; and the
/// folder below which their names begin.
fn files_of(path: &Path) -> Result<(PathBuf, Vec<PathBuf>), CliError> {
    let refused = |error: io::Error| CliError::from(FileError::reading(path, &error));
    let metadata = fs::metadata(path).map_err(refused)?;
    if !metadata.is_dir() {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        return Ok((folder, vec![path.to_owned()]));
    }
    let mut files = Vec::new();
    search(path, 0, &mut files).map_err(refused)?;
    files.sort();
    if files.is_empty() {
        return Err(CliError::NoScenarios {
            folder: path.to_owned(),
        });
    }
    Ok((path.to_owned(), files))
}

/// Finds scenario files. Links to folders are not followed, and hidden folders are left out.
fn search(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type()?.is_dir() {
            if !is_hidden && depth < DEPTH_MAX {
                search(&path, depth + 1, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// How a command ends that met files which are no scenarios.
pub(super) fn errors(broken: Vec<BrokenScenario>) -> Vec<CliError> {
    let broken = broken.into_iter();
    broken
        .map(|broken| CliError::Source(broken.error))
        .collect()
}

/// How a command ends that read everything.
pub(super) fn end(errors: Vec<CliError>) -> Result<Exit, Vec<CliError>> {
    match errors.is_empty() {
        true => Ok(Exit::Success),
        false => Err(errors),
    }
}
