//! Rules on file names: whoever clones on Windows or macOS gets every file.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::{Finding, relative, walk};

/// The files of the repository with `/` between folders: those git knows or would add, or without
/// git every file there is.
pub(super) fn of_repository(root: &Path) -> Vec<String> {
    let listed = Command::new("git")
        .current_dir(root)
        // On a CI machine the checkout may belong to another user, which git refuses unless told.
        .arg("-c")
        .arg(format!("safe.directory={}", root.display()))
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .output();
    let listed = match &listed {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout),
        _ => "".into(),
    };
    if !listed.is_empty() {
        return listed.split_terminator('\0').map(str::to_owned).collect();
    }
    let mut files = Vec::new();
    walk(root, &mut files);
    files.iter().map(|file| relative(file, root)).collect()
}

/// Names that Windows refuses, and names that differ only in case.
pub(super) fn findings(files: &[String]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for file in files {
        for (start, part) in parts(file) {
            let path = &file[..start + part.len()];
            let first = *seen.entry(path.to_lowercase()).or_insert(path);
            if first != path {
                findings.push(format!("{path}: differs from {first} only in case"));
            } else if let Some(problem) = problem(part) {
                findings.push(format!("{path}: {problem}"));
            }
        }
    }
    findings.dedup();
    findings
}

/// Each folder and the name of a path, with where it begins.
fn parts(file: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    file.split('/').map(move |part| {
        let at = start;
        start += part.len() + 1;
        (at, part)
    })
}

fn problem(name: &str) -> Option<String> {
    let forbidden = |character: char| ":\\*?\"<>|".contains(character) || character.is_control();
    if let Some(character) = name.chars().find(|character| forbidden(*character)) {
        return Some(format!("Windows forbids {character:?} in a file name"));
    }
    if name.ends_with(['.', ' ']) {
        return Some("Windows drops the dot or the blank at the end of a file name".into());
    }
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_lowercase();
    let numbered = |device| {
        stem.strip_prefix(device)
            .is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
    {
        return Some(format!(
            "`{stem}` is a device on Windows, whatever follows the dot"
        ));
    }
    None
}

#[test]
fn a_planted_name_is_reported() {
    for (planted, problem) in [
        ("fixtures/12:00.toml", "forbids ':'"),
        ("fixtures/a\\b", "forbids '\\\\'"),
        ("fixtures/what?.toml", "forbids '?'"),
        ("fixtures/<a>", "forbids '<'"),
        ("fixtures/a|b", "forbids '|'"),
        ("fixtures/*.toml", "forbids '*'"),
        ("fixtures/\"a\"", "forbids '\"'"),
        ("fixtures/a\tb", "forbids '\\t'"),
        ("fixtures/dir./a.toml", "dot or the blank"),
        ("fixtures/a.toml ", "dot or the blank"),
        ("sim/aux.rs", "device"),
        ("sim/NUL", "device"),
        ("sim/con/mod.rs", "device"),
        ("sim/com1.tar.gz", "device"),
    ] {
        let found = findings(&["README.md".into(), planted.into()]);
        assert_eq!(found.len(), 1, "{planted}: {found:?}");
        assert!(found[0].contains(problem), "{planted}: {found:?}");
    }
}

#[test]
fn names_that_differ_only_in_case_are_reported() {
    for (one, other) in [
        ("README.md", "Readme.md"),
        ("sim/pin.rs", "Sim/pin2.rs"),
        ("fixtures/ＡＢ.toml", "fixtures/ａｂ.toml"),
    ] {
        let found = findings(&[one.into(), other.into()]);
        assert!(
            found.iter().any(|finding| finding.contains("only in case")),
            "{found:?}"
        );
    }
}

#[test]
fn ordinary_names_pass() {
    let files = [
        "sim/store/mod.rs",
        "sim/store/memory.rs",
        ".ci/run",
        "fixtures/期限切れ.p12",
        "sim/console.rs",
        "com10.txt",
        "a b.txt",
    ];
    assert_eq!(findings(&files.map(String::from)), [""; 0]);
}
