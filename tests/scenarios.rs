//! Every scenario file, played and held against its golden report.
//!
//! fixtures/reports/ holds the English text of every scenario, and some reports in Japanese and in
//! JSON: as many as a person can review. The rest is held by its SHA-256 in `digests.txt`, and
//! every file that a scenario makes by its SHA-256 in `artefacts.txt`. Nothing has redactions, so
//! one changed byte shows here. Accept a wanted change with
//! `INSTA_UPDATE=always cargo test -p kigen-cli --test scenarios`, and read the diff.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in its helpers"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::LazyLock;

use kigen::digest::Digest;
use kigen::lang::Lang;
use kigen::lifecycle::delivery::Delivery;
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, Scenario, ScenarioRun};
use kigen::seed::Seed;

/// The rows of the manual's table: nothing else may stand in `rows`.
const ROWS: std::ops::RangeInclusive<u32> = 1..=18;

/// The scenarios whose reports in Japanese are kept whole: together they have almost every sentence.
const JAPANESE: [&str; 8] = [
    "absence-slip",
    "application-status",
    "backup-and-restore",
    "before-renewing",
    "careful-clerk",
    "expiry-and-recovery",
    "no-account",
    "wrong-clock",
];

/// The scenarios whose reports in JSON are kept whole: together they have every kind of event.
const JSON: [&str; 5] = [
    "backup-interrupted",
    "before-renewing",
    "careful-clerk",
    "portal-unreachable",
    "wrong-clock",
];

/// The digests of the reports that are not kept whole.
const DIGESTS: &str = "digests.txt";

/// The digests of every certificate, PKCS#12 file and revocation list that a scenario makes.
const ARTEFACTS: &str = "artefacts.txt";

/// Every file of fixtures/scenarios, by name, as it is on disk.
static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = root().join("fixtures/scenarios");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
});

/// Every scenario, played with its own seed.
static RUNS: LazyLock<Vec<ScenarioRun>> = LazyLock::new(|| {
    let files = FILES.iter();
    files.map(|(file, text)| play(file, text, None)).collect()
});

/// The folder of the repository, as cargo tells the running test.
fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let mut folders = Path::new(&package).ancestors();
    let root = folders.find(|folder| folder.join("fixtures").is_dir());
    root.expect("fixtures/ is in the repository").to_owned()
}

fn play(file: &str, text: &str, seed: Option<Seed>) -> ScenarioRun {
    let mut scenario = Scenario::parse(text).unwrap_or_else(|error| panic!("{file}:{error}"));
    let carried = root()
        .join("fixtures/scenarios")
        .join(file)
        .with_extension("files");
    for entry in fs::read_dir(carried).into_iter().flatten() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        scenario.world.facility.files.insert(bytes);
    }
    let played = scenario::run(&scenario, seed.unwrap_or(scenario.world.seed));
    ScenarioRun {
        name: file.strip_suffix(".toml").unwrap_or(file).parse().unwrap(),
        path: None,
        text: text.into(),
        scenario,
        played,
    }
}

#[track_caller]
fn expect_pass(run: &ScenarioRun) {
    assert_eq!(
        run.played.failure(),
        None,
        "{}",
        report::text(run, Lang::En.into())
    );
    assert_eq!(run.played.steps.len(), run.scenario.steps.len());
}

fn artefacts(run: &ScenarioRun) -> Vec<(&str, &[u8])> {
    let artefacts = run.played.artefacts.iter();
    artefacts
        .map(|artefact| (artefact.name.as_str(), &*artefact.bytes))
        .collect()
}

#[test]
fn every_scenario_ends_as_it_expects() {
    assert!(!RUNS.is_empty(), "fixtures/scenarios was not found");
    RUNS.iter().for_each(expect_pass);
}

#[test]
fn a_hash_that_stands_in_for_every_key_changes_nothing_that_happens() {
    for run in RUNS.iter() {
        let scenario = Scenario {
            world: run.scenario.world.clone().with_stand_ins(),
            ..run.scenario.clone()
        };
        assert_eq!(scenario.world.check(), Ok(()), "{}", run.name);
        let played = scenario::run(&scenario, scenario.world.seed);
        assert_eq!(played.events, run.played.events, "{}", run.name);
        assert_eq!(played.steps, run.played.steps, "{}", run.name);
        assert_eq!(played.measures, run.played.measures, "{}", run.name);
        assert_eq!(played.end, run.played.end, "{}", run.name);
    }
}

#[test]
fn the_catalogue_holds_exactly_the_files_of_the_folder() {
    let catalogue: Vec<(String, String)> = {
        let entries = CATALOGUE.iter();
        let mut sorted: Vec<_> = entries
            .map(|entry| (format!("{}.toml", entry.name), entry.text.to_owned()))
            .collect();
        sorted.sort();
        sorted
    };
    let names = |files: &[(String, String)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&catalogue), names(&FILES));
    assert!(catalogue == *FILES, "the same names, but other texts");
}

#[test]
fn every_file_opens_with_its_goal_and_its_method() {
    for (file, text) in FILES.iter() {
        let mut heads = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .filter(|line| line.starts_with("# Goal: ") || line.starts_with("# Method: "))
            .map(|line| &line[..6]);
        assert!(text.starts_with("# Goal: "), "{file}");
        assert_eq!(
            (heads.next(), heads.next(), heads.next()),
            (Some("# Goal"), Some("# Meth"), None),
            "{file}"
        );
    }
}

#[test]
fn every_scenario_has_a_title_in_each_language_and_rows_of_the_manual() {
    let mut titles = BTreeSet::new();
    for ScenarioRun { name, scenario, .. } in RUNS.iter() {
        let is_japanese = |text: &str| text.chars().any(|c| ('ぁ'..='鿿').contains(&c));
        assert!(is_japanese(&scenario.title.ja), "{name}");
        assert!(
            scenario.title.en.is_ascii() && !scenario.title.en.is_empty(),
            "{name}"
        );
        assert!(titles.insert(&scenario.title.en), "{name}: a title twice");
        assert!(titles.insert(&scenario.title.ja), "{name}: a title twice");
        let numbers: Vec<u32> = scenario
            .rows
            .iter()
            .map(|row| {
                let number = row.strip_prefix('S').and_then(|digits| digits.parse().ok());
                number.unwrap_or_else(|| panic!("{name}: `{row}` is no row"))
            })
            .collect();
        // Other fleets than the manual's have no letters.
        let is_of_the_manual = scenario.world.rules.delivery == Delivery::Letter;
        assert_eq!(!numbers.is_empty(), is_of_the_manual, "{name}");
        assert!(numbers.is_sorted_by(|a, b| a < b), "{name}: {numbers:?}");
        assert!(numbers.iter().all(|row| ROWS.contains(row)), "{name}");
    }
}

#[test]
fn the_catalogue_plays_every_row_of_the_manual() {
    let played: BTreeSet<String> = RUNS
        .iter()
        .flat_map(|run| run.scenario.rows.iter().cloned())
        .collect();
    let missing: Vec<String> = ROWS
        .map(|row| format!("S{row}"))
        .filter(|row| !played.contains(row))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// A scenario's reports: what each is called, how `kigen run` shows it, and the report.
fn reports(run: &ScenarioRun) -> [(&'static str, &'static str, String); 3] {
    [
        ("en", "--lang en", report::text(run, Lang::En.into())),
        ("ja", "--lang ja", report::text(run, Lang::Ja.into())),
        (
            "json",
            "--format json",
            RunReport {
                runs: std::slice::from_ref(run),
                broken: &[],
                verbose: true,
            }
            .json(),
        ),
    ]
}

/// Whether a report is kept whole, and not by its digest only.
fn is_kept_whole(scenario: &str, kind: &str) -> bool {
    match kind {
        "en" => true,
        "ja" => JAPANESE.contains(&scenario),
        _ => JSON.contains(&scenario),
    }
}

#[test]
fn reports_are_the_golden_ones_byte_for_byte() {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(root().join("fixtures/reports"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut digests = Digests::new();
    let mut ways_to_see = BTreeMap::new();
    settings.bind(|| {
        for run in RUNS.iter() {
            for (kind, option, report) in reports(run) {
                let name = format!("{}.{kind}", run.name);
                if is_kept_whole(&run.name.to_string(), kind) {
                    insta::assert_snapshot!(name, report);
                } else {
                    let file = format!("fixtures/scenarios/{}.toml", run.name);
                    digests.insert(name.clone(), Digest::of(report.as_bytes()).to_string());
                    ways_to_see.insert(name, format!("kigen run {file} {option}"));
                }
            }
        }
    });
    if accepts() {
        write_digests(DIGESTS, &digests);
    }
    let changes = differences(&read_digests(DIGESTS), &digests, |name| {
        let way = ways_to_see.get(name).map_or("", String::as_str);
        format!("`{way}` shows it; compare it with that of the commit before")
    });
    assert!(
        changes.is_empty(),
        "reports are not those of fixtures/reports/{DIGESTS}; \
         `INSTA_UPDATE=always` accepts them:\n{changes}"
    );
}

/// A seed's bytes are a promise: `INSTA_UPDATE=always` adds the lines of new files, but it changes
/// none. Whoever means to break the promise deletes the line first.
#[test]
fn every_file_that_is_made_has_the_bytes_it_always_had() {
    let mut digests = Digests::new();
    for run in RUNS.iter() {
        let mut times = BTreeMap::new();
        for (file, bytes) in artefacts(run) {
            let times = times.entry(file).or_insert(0);
            *times += 1;
            let name = match times {
                1 => format!("{}/{file}", run.name),
                _ => format!("{}/{file} ({times})", run.name), // made more than once
            };
            digests.insert(name, Digest::of(bytes).to_string());
        }
    }
    if accepts() {
        let mut accepted = read_digests(ARTEFACTS);
        accepted.retain(|name, _| digests.contains_key(name));
        for (name, digest) in &digests {
            accepted.entry(name.clone()).or_insert(digest.clone());
        }
        write_digests(ARTEFACTS, &accepted);
    }
    let changes = differences(&read_digests(ARTEFACTS), &digests, |name| {
        let scenario = name.split('/').next().unwrap_or(name);
        let file = format!("fixtures/scenarios/{scenario}.toml");
        format!("`kigen run {file} --out FOLDER` writes it")
    });
    assert!(
        changes.is_empty(),
        "files are not those of fixtures/reports/{ARTEFACTS}; if that is meant, delete their lines \
         there, and `INSTA_UPDATE=always` writes them anew:\n{changes}"
    );
}

/// SHA-256 by the name of what has it. On disk one a line, as `sha256sum` writes it.
type Digests = BTreeMap<String, String>;

fn accepts() -> bool {
    std::env::var("INSTA_UPDATE").as_deref() == Ok("always")
}

fn read_digests(file: &str) -> Digests {
    let text = fs::read_to_string(root().join("fixtures/reports").join(file)).unwrap_or_default();
    let lines = text.lines().map(|line| line.split_once("  ").unwrap());
    lines
        .map(|(digest, name)| (name.to_owned(), digest.to_owned()))
        .collect()
}

fn write_digests(file: &str, digests: &Digests) {
    let lines = digests.iter();
    let text: String = lines
        .map(|(name, digest)| format!("{digest}  {name}\n"))
        .collect();
    fs::write(root().join("fixtures/reports").join(file), text).unwrap();
}

/// One line for each that changed, came or went; nothing where nothing did.
fn differences(was: &Digests, is: &Digests, hint: impl Fn(&str) -> String) -> String {
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let lines = names
        .into_iter()
        .filter_map(|name| match (was.get(name), is.get(name)) {
            (Some(was), Some(is)) if was == is => None,
            (Some(_), Some(_)) => Some(format!("changed: {name}: {}\n", hint(name))),
            (None, _) => Some(format!("new: {name}: {}\n", hint(name))),
            (_, None) => Some(format!("gone: {name}\n")),
        });
    lines.collect()
}

#[test]
fn no_golden_report_is_left_of_a_scenario_that_went() {
    let mut expected = BTreeSet::from([DIGESTS.to_owned(), ARTEFACTS.to_owned()]);
    for ScenarioRun { name, .. } in RUNS.iter() {
        let kinds = ["en", "ja", "json"].into_iter();
        let whole = kinds.filter(|kind| is_kept_whole(&name.to_string(), kind));
        expected.extend(whole.map(|kind| format!("{name}.{kind}.snap")));
    }
    for entry in fs::read_dir(root().join("fixtures/reports")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let pending = name.ends_with(".snap.new");
        assert!(pending || expected.contains(&name), "{name}");
    }
    let played: BTreeSet<String> = RUNS.iter().map(|run| run.name.to_string()).collect();
    for name in JAPANESE.iter().chain(&JSON) {
        assert!(played.contains(*name), "there is no scenario {name}");
    }
}

#[test]
fn a_scenario_played_again_is_the_same_to_the_byte() {
    for ((file, text), first) in FILES.iter().zip(RUNS.iter()) {
        let again = play(file, text, None);
        assert_eq!(again.played.steps, first.played.steps, "{file}");
        assert_eq!(again.played.events, first.played.events, "{file}");
        assert_eq!(again.played.end, first.played.end, "{file}");
        assert!(artefacts(&again) == artefacts(first), "{file}: other bytes");
    }
}

#[test]
fn every_seed_passes_and_no_two_make_a_file_alike() {
    for (file, text) in FILES.iter() {
        let mut seen = BTreeSet::new();
        for seed in 1..=8 {
            let run = play(file, text, Some(Seed::new(seed)));
            expect_pass(&run);
            let made = run.played.artefacts.into_iter();
            let made: BTreeSet<Arc<[u8]>> = made.map(|artefact| artefact.bytes).collect();
            assert!(seen.is_disjoint(&made), "{file}: seed {seed}");
            seen.extend(made);
        }
    }
}

#[test]
fn every_scenario_is_written_as_it_was_read() {
    for (file, text) in &*FILES {
        let read = Scenario::parse(text).unwrap();
        let written = read.to_toml();
        let mut again = Scenario::parse(&written).unwrap_or_else(|error| panic!("{file}:{error}"));
        // The lines are those of the file as it was.
        for (step, was) in again.steps.iter_mut().zip(&read.steps) {
            step.line = was.line;
        }
        assert_eq!(again, read, "{file}");
    }
}
