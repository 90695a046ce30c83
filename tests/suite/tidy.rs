//! Holds the source text to the rules that neither rustc, rustfmt nor clippy knows.
//!
//! - [`floors`]: a module of sim/ uses only the floors beneath it.
//! - [`circles`]: nor do the modules within one use each other in a circle.
//! - [`size`]: functions that can be seen whole, comments that are no wider than code.
//! - [`text`]: how a source file opens, how long it is, what it must not say.
//! - [`names`]: file names that work on every system.
//!
//! Each rule is a function from text to findings. The tests here feed it this repository, the
//! tests beside it feed it planted mistakes.

mod circles;
mod floors;
mod names;
mod size;
mod text;
mod tokens;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

/// One breach of a rule, as `file:line: what is wrong` or `file: what is wrong`.
type Finding = String;

#[test]
fn modules_use_only_the_floors_beneath_them() {
    let sources = sources("sim");
    assert!(!sources.is_empty(), "sim/ was not found");
    expect_none(
        sources
            .iter()
            .flat_map(|(file, text)| floors::findings(file, text)),
    );
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    expect_none(circles::findings(&sources("sim")));
}

#[test]
fn functions_and_comments_are_short() {
    expect_none(size::findings(&sources("sim")));
}

#[test]
fn sources_of_the_crate_are_tidy() {
    expect_none(
        sources("sim")
            .iter()
            .flat_map(|(file, text)| text::findings_in_crate(file, text)),
    );
}

#[test]
fn sources_of_tests_and_benches_are_tidy() {
    let sources = [sources("tests"), sources("benches")].concat();
    expect_none(
        sources
            .iter()
            .flat_map(|(file, text)| text::findings(file, text)),
    );
}

#[test]
fn file_names_work_on_every_system() {
    let files = names::of_repository(&root());
    assert!(files.iter().any(|file| file == "Cargo.toml"), "{files:?}");
    expect_none(names::findings(&files));
}

/// Every Rust file under `folder`, as its path from the root with `/` and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = root();
    let mut files = Vec::new();
    walk(&root.join(folder), &mut files);
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .map(|file| {
            let text = fs::read_to_string(&file).expect("Rust sources are UTF-8 text");
            (relative(&file, &root), text)
        })
        .collect()
}

/// Collects the files under `folder` in the order of their names, without build output and git's own.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return; // a package from the registry has no tests/ and no benches/
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with(".git") {
                walk(&path, files);
            }
        } else {
            files.push(path);
        }
    }
}

fn relative(file: &Path, root: &Path) -> String {
    let parts = file
        .strip_prefix(root)
        .expect("the walk began at the root")
        .iter();
    parts
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

#[track_caller]
fn expect_none(findings: impl IntoIterator<Item = Finding>) {
    let findings: Vec<Finding> = findings.into_iter().collect();
    assert!(
        findings.is_empty(),
        "{} found:\n{}\n",
        findings.len(),
        findings.join("\n")
    );
}
