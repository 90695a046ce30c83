use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{kigen_in, run_in};
use crate::support::root;

/// Every file under `folder`, by its path from there.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let below = tree(&path).into_iter();
            files.extend(below.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

/// What the real binary writes for the scenario files of this repository.
fn written(folder: &Path, out: &str, more: &[&str], environment: &[(&str, &str)]) -> Tree {
    let scenarios = root().join("fixtures/scenarios");
    let status = kigen_in(folder)
        .arg("run")
        .arg(scenarios)
        .args(["--out", out])
        .args(more)
        .envs(environment.iter().copied())
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), Some(0), "{more:?}");
    tree(&folder.join(out))
}

type Tree = BTreeMap<String, Vec<u8>>;

/// The paths whose bytes are not the same on both sides.
fn differences(one: &Tree, other: &Tree) -> Vec<String> {
    let paths = one.keys().chain(other.keys());
    let mut paths: Vec<String> = paths
        .filter(|path| one.get(*path) != other.get(*path))
        .cloned()
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn processes_in_other_folders_time_zones_and_languages_write_the_same_bytes() {
    let [one, other]: [TempDir; 2] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
    let deep = other.path().join("another/日本語");
    fs::create_dir_all(&deep).unwrap();
    let here = written(
        one.path(),
        "A",
        &[],
        &[("TZ", "America/New_York"), ("LANG", "ja_JP.UTF-8")],
    );
    let there = written(
        &deep,
        "B",
        &["--lang", "en", "--format", "json"],
        &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C")],
    );
    // The page is for people, in the language of each; the record has its digest.
    let of_people = [".kigen-run.sha256", "report.html"];
    assert_eq!(differences(&here, &there), of_people);
    let environment = [("TZ", "UTC"), ("LANG", "C.UTF-8")];
    let again = written(one.path(), "C", &["--lang", "ja"], &environment);
    assert_eq!(differences(&here, &again), Vec::<String>::new());

    let stems = ["report.json", "junit.xml", "first-setup/root.cer"];
    assert!(
        stems.iter().all(|name| here.contains_key(*name)),
        "{:?}",
        here.keys()
    );
    let pkcs12: Vec<(&String, usize)> = here
        .iter()
        .filter(|(path, _)| path.ends_with(".p12") || path.ends_with(".pfx"))
        .map(|(path, bytes)| (path, bytes.len()))
        .collect();
    assert!(pkcs12.len() >= 7, "{pkcs12:?}");
    assert!(
        pkcs12.iter().all(|(_, length)| *length > 1_000),
        "{pkcs12:?}"
    );
}

#[test]
fn another_seed_writes_other_bytes_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let own = written(folder.path(), "own", &[], &[]);
    let other = written(folder.path(), "other", &["--seed", "2"], &[]);
    assert!(own.keys().eq(other.keys()), "the same files");
    let same: Vec<&String> = own
        .iter()
        .filter(|(path, bytes)| other[*path] == **bytes)
        .map(|(path, _)| path)
        .collect();
    assert!(same.is_empty(), "{same:?}");
}

#[test]
fn junit_counts_what_the_json_report_lists() {
    let folder = tempfile::tempdir().unwrap();
    let failing = r#"title = { ja = "失敗", en = "Failure" }
start = "2022-11-28T10:00:00+09:00"
pcs = ["受付&01"]
[[step]]
do.apply = { pc = "受付&01" }
[[step]]
do.check = { pc = "受付&01" }
[[step]]
do.check = { pc = "受付&01" }
"#;
    fs::write(folder.path().join("failing.toml"), failing).unwrap();
    let scenarios = root().join("fixtures/scenarios");
    let args = [
        "run",
        "failing.toml",
        scenarios.to_str().unwrap(),
        "--out",
        "out",
    ];
    let run = run_in(folder.path(), &args);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    let (xml, report) = (read("junit.xml"), read("report.json"));
    let report: Value = serde_json::from_str(&report).unwrap();
    let scenarios = report["scenarios"].as_array().unwrap();

    let count = |text: &str, needle: &str| text.matches(needle).count();
    let steps = |scenario: &Value| scenario["step_count"].as_u64().unwrap() as usize;
    assert_eq!(count(&xml, "<testsuites "), 1);
    assert_eq!(count(&xml, "<testsuite "), scenarios.len());
    assert_eq!(
        count(&xml, "<testcase "),
        scenarios.iter().map(steps).sum::<usize>()
    );
    assert_eq!((count(&xml, "<failure "), count(&xml, "<skipped ")), (1, 1));
    for scenario in scenarios {
        let name = scenario["name"].as_str().unwrap();
        let suite = xml
            .split("<testsuite ")
            .find(|suite| suite.starts_with(&format!("name=\"{name}\"")))
            .unwrap();
        assert!(
            suite.contains(&format!("tests=\"{}\"", steps(scenario))),
            "{suite}"
        );
        assert_eq!(count(suite, "<testcase "), steps(scenario), "{name}");
        let failed = scenario["outcome"] == "fail";
        assert_eq!(count(suite, "<failure "), usize::from(failed), "{name}");
    }
    // Names are escaped, and the message is the one people read.
    assert!(xml.contains("name=\"2 check 受付&amp;01\""), "{xml}");
    assert!(
        xml.contains("line 6: expected ok, got no-certificate"),
        "{xml}"
    );
}
