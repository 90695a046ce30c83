//! The bugs, as the files in `bugs/` list them, and what each must hold true for the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A bug and the test that has to find it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bug {
    /// What is wrong with the code that has it.
    pub(crate) what: String,
    /// The source file, from the root of the checkout.
    pub(crate) file: String,
    /// A text that is in the file exactly once.
    pub(crate) find: String,
    /// What takes its place.
    pub(crate) replace: String,
    /// The target, a space, and the test as libtest calls it.
    pub(crate) test: String,
    /// The bug makes the test hang, so that its time limit finds it.
    #[serde(default)]
    pub(crate) hangs: bool,
    /// A program without which the test is skipped.
    pub(crate) needs: Option<String>,
    /// Why no random world can show it, if none can: `--by` passes over it then.
    pub(crate) no_world: Option<String>,
    /// One of the few that CI plants each time.
    #[serde(default)]
    pub(crate) quick: bool,
    /// The name of the file in `bugs/` without its ending.
    #[serde(skip)]
    pub(crate) area: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    bug: Vec<Bug>,
}

impl Bug {
    /// The target and the test's path in it.
    pub(crate) fn target_and_test(&self) -> (&str, &str) {
        self.test
            .split_once(' ')
            .unwrap_or_else(|| panic!("{self}: `{}` is not `target test`", self.test))
    }

    /// The file's text with the bug in it.
    ///
    /// # Errors
    ///
    /// The text to find is not in it exactly once.
    pub(crate) fn plant(&self, text: &str) -> Result<String, String> {
        match text.matches(&self.find).count() {
            1 if self.find == self.replace => Err(format!("{self}: changes nothing")),
            1 => Ok(text.replacen(&self.find, &self.replace, 1)),
            count => Err(format!(
                "{self}: this is {count} times in {}, not once:\n{}",
                self.file, self.find
            )),
        }
    }
}

impl std::fmt::Display for Bug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.area, self.what)
    }
}

/// All bugs, by area and in the order of each file.
pub(crate) fn read_all(root: &Path) -> Vec<Bug> {
    let folder = root.join("tests/planted/bugs");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("the folder was opened").path())
        .collect();
    files.sort();
    let mut bugs = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("the folder lists it");
        let table: Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let area = file.file_stem().expect("it has a name").to_string_lossy();
        bugs.extend(table.bug.into_iter().map(|bug| Bug {
            area: area.clone().into_owned(),
            ..bug
        }));
    }
    bugs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{TARGETS, root};

    /// The names of all functions in the Rust files under a folder.
    fn functions(folder: &Path, names: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                functions(&path, names);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let found = text
                    .lines()
                    .filter_map(|line| line.trim_start().strip_prefix("fn "));
                names.extend(
                    found.filter_map(|rest| Some(rest.split_once(['(', '<'])?.0.to_owned())),
                );
            }
        }
    }

    #[test]
    fn every_bug_can_still_be_planted() {
        let bugs = read_all(&root());
        let planted = bugs.iter().map(|bug| {
            let text = fs::read_to_string(root().join(&bug.file))
                .map_err(|error| format!("{bug}: {}: {error}", bug.file))?;
            bug.plant(&text)
        });
        let faults: Vec<String> = planted.filter_map(Result::err).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn every_bug_names_a_test_that_exists() {
        let mut names = BTreeSet::new();
        functions(&root().join("sim"), &mut names);
        functions(&root().join("tests"), &mut names);
        for bug in read_all(&root()) {
            let (target, test) = bug.target_and_test();
            assert!(
                TARGETS.iter().any(|(name, ..)| *name == target),
                "{bug}: there is no target `{target}`"
            );
            let name = test.rsplit("::").next().unwrap();
            assert!(names.contains(name), "{bug}: there is no test `{test}`");
        }
    }

    #[test]
    fn no_two_bugs_have_one_name() {
        let mut names = BTreeSet::new();
        for bug in read_all(&root()) {
            assert!(names.insert(bug.to_string()), "{bug}: twice");
        }
    }
}
