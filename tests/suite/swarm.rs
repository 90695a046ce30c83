//! `kigen swarm`: the same worlds however they are played, what is found and how far it shrinks,
//! and going on from where it stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use kigen::actor::Action;
use kigen::digest::Files;
use kigen::lang::Lang;
use kigen::report::Format;
use kigen::report::swarm::{SavedSwarm, SwarmReport};
use kigen::scenario::{Scenario, Source, StepAction, run};
use kigen::seed::Seed;
use kigen::swarm::{Class, Swarm, Tally, hunt};
use kigen::words::Voice;

use crate::command::run_in;

/// A commit, and the number that stands for it.
const COMMIT: &str = "42d6e7900000000000000000000000000000000c";
const NUMBER: &str = "12";

fn json(tally: &Tally) -> String {
    Format::Json.render(&SwarmReport(tally), Voice::from(Lang::En))
}

/// Plays worlds on so many threads until there are so many.
fn played(mut tally: Tally, worlds: u64, threads: usize) -> Tally {
    let from = tally.worlds;
    let swarm = tally.swarm;
    let _: ControlFlow<()> = hunt(swarm, from..worlds, threads, &|| true, |world| {
        tally.take(world, false);
        ControlFlow::Continue(())
    });
    tally
}

#[test]
fn threads_and_stops_change_nothing() {
    let new = || Tally::new(Swarm::new(Seed::new(12)));
    let at_once = played(new(), 4, 1);
    assert_eq!((at_once.worlds, at_once.played_again), (4, 1));
    let on_three = played(new(), 4, 3);
    assert_eq!(json(&on_three), json(&at_once));
    let stopped = json(&played(new(), 2, 2));
    let saved = SavedSwarm::from_json(&stopped).unwrap();
    assert!(saved.is_of_this_version());
    let resumed = played(saved.into_tally(), 4, 2);
    assert_eq!(json(&resumed), json(&at_once));
}

#[test]
fn worlds_begin_only_as_long_as_they_may() {
    let mut numbers = Vec::new();
    let begun = std::sync::atomic::AtomicU64::new(0);
    let may_begin = || begun.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 3;
    let swarm = Swarm::new(Seed::new(5));
    let _: ControlFlow<()> = hunt(swarm, 40..u64::MAX, 2, &may_begin, |world| {
        numbers.push(world.number);
        ControlFlow::Continue(())
    });
    assert_eq!(numbers, [40, 41, 42]);
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let within = files(&path).into_iter();
            found.extend(within.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else if !name.starts_with('.') {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_folder_is_gone_on_from_and_a_commit_is_a_seed() {
    let folder = tempfile::tempdir().unwrap();
    let swarm = |seed: &str, worlds: &str, jobs: &str, out: &str| {
        let line = [
            "--seed", seed, "--worlds", worlds, "--jobs", jobs, "--out", out,
        ];
        let line = [&["swarm", "--lang", "en"][..], &line].concat();
        run_in(folder.path(), &line)
    };
    let whole = swarm(COMMIT, "3", "1", "whole");
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(whole.stdout.starts_with("seed 12\n"), "{}", whole.stdout);
    assert!(whole.stdout.contains("= 3 worlds of seed 12: 0 findings;"));
    assert_eq!(swarm(NUMBER, "1", "2", "parts").code, Some(0));
    let resumed = swarm(NUMBER, "3", "2", "parts");
    assert_eq!(resumed.stdout, whole.stdout);
    let kept = files(&folder.path().join("whole"));
    assert_eq!(files(&folder.path().join("parts")), kept);
    assert!(kept.contains_key("junit.xml") && kept.contains_key("swarm.json"));

    // What reached something first is a scenario that goes as it says.
    let corpus = kept.keys().filter(|name| name.starts_with("corpus/"));
    let corpus: Vec<_> = corpus.filter(|name| name.ends_with(".toml")).collect();
    assert!(!corpus.is_empty());
    for name in corpus {
        let path = folder.path().join("whole").join(name);
        let scenario = Source::read(&path).unwrap().scenario;
        let played = run(&scenario, scenario.world.seed);
        assert_eq!(played.failure(), None, "{name}");
    }

    let other = swarm("13", "3", "1", "whole");
    assert_eq!(other.code, Some(2));
    assert!(
        other.stderr.contains("these worlds are of another seed"),
        "{}",
        other.stderr
    );
    let line = ["swarm", "--lang", "ja", "--canary", "--out", "whole"];
    let other = run_in(folder.path(), &line);
    assert_eq!(other.code, Some(2));
    assert!(other.stderr.contains("別の設定"), "{}", other.stderr);
}

/// The keys of a table and of those in it: `rules.calendar`. Those of lists have no number.
fn keys(table: &toml::Table, before: &str, found: &mut BTreeSet<String>) {
    for (key, value) in table {
        let key = format!("{before}{key}");
        let inner = format!("{key}.");
        match value {
            toml::Value::Table(table) => keys(table, &inner, found),
            toml::Value::Array(items) => {
                for item in items.iter().filter_map(toml::Value::as_table) {
                    keys(item, &inner, found);
                }
            }
            _ => {}
        }
        found.insert(key);
    }
}

/// What the schema of scenarios says of a definition.
fn properties(schema: &serde_json::Value, definition: &str) -> Vec<String> {
    let of = |one: &serde_json::Value| -> Vec<String> {
        let properties = one["properties"].as_object().into_iter().flatten();
        properties.map(|(name, _)| name.clone()).collect()
    };
    let definition = &schema["$defs"][definition];
    let ways = definition["oneOf"].as_array().into_iter().flatten();
    ways.flat_map(of).chain(of(definition)).collect()
}

#[test]
fn whatever_a_scenario_can_say_is_drawn() {
    let schema = kigen::scenario::schema();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let mut drawn = BTreeSet::new();
    let swarm = Swarm::new(Seed::new(12));
    for number in 0..400 {
        let text = swarm.draw(number).to_toml();
        keys(&text.parse().unwrap(), "", &mut drawn);
    }
    let parts = [
        ("step.do.", "Action"),
        ("step.fault.", "PcFault"),
        ("step.fault.", "WorldFault"),
        ("facility.", "FacilitySettings"),
        ("operator.", "Policy"),
        ("pc.", "PcTable"),
        ("pki.", "Pki"),
        ("pki.authority.", "AuthorityProfile"),
        ("rules.", "Rules"),
        ("services.", "ServiceSettings"),
    ];
    let can_be = parts.iter().flat_map(|(before, definition)| {
        let all = properties(&schema, definition);
        assert!(!all.is_empty(), "{definition}");
        all.into_iter().map(move |name| format!("{before}{name}"))
    });
    let missing: Vec<String> = can_be.filter(|key| !drawn.contains(key)).collect();
    assert_eq!(missing, [""; 0], "{drawn:?}");
}

/// One that imports files from elsewhere is of no use without them.
#[test]
fn a_world_is_shown_or_written_with_the_files_that_it_carries_along() {
    let folder = tempfile::tempdir().unwrap();
    let swarm = Swarm::new(Seed::new(12));
    let carries = |number: &u64| swarm.play(*number).scenario.carried() != Files::default();
    let number = (0..60).find(carries).expect("some of them do");
    let number = number.to_string();
    let line = ["swarm", "--seed", "12", "--lang", "en", "--show", &number];
    let shown = run_in(folder.path(), &line);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    let hint =
        "# It imports files from elsewhere: to play it, have it written with them by --out DIR";
    assert_eq!(shown.stdout.lines().last(), Some(hint));
    let written = run_in(folder.path(), &[&line[..], &["--out", "shown"]].concat());
    assert_eq!(
        (written.code, written.stdout.as_str()),
        (Some(0), ""),
        "{written:?}"
    );
    let path = format!("shown/{number}.toml");
    let text = fs::read_to_string(folder.path().join(&path)).unwrap();
    assert!(shown.stdout.starts_with(&text));
    let run = run_in(folder.path(), &["run", &path]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn the_canary_is_found_and_shrinks_to_what_it_sings_of() {
    let folder = tempfile::tempdir().unwrap();
    let line = [
        "swarm",
        "--canary",
        "--seed",
        CANARY_SEED,
        "--worlds",
        CANARY_WORLDS,
        "--out",
        "out",
    ];
    let found = run_in(folder.path(), &line);
    assert_eq!(found.code, Some(1), "{found:?}");
    let saved = fs::read_to_string(folder.path().join("out/swarm.json")).unwrap();
    let tally = SavedSwarm::from_json(&saved).unwrap().into_tally();
    let [finding] = &tally.findings[..] else {
        panic!("{:?}", tally.findings)
    };
    assert_eq!(finding.flaw.class, Class::Violation);
    assert_eq!(finding.flaw.kind, "canary own");
    let file = folder.path().join("out/findings").join(finding.file());
    let scenario = Scenario::parse(&fs::read_to_string(file).unwrap()).unwrap();
    let steps: Vec<&StepAction> = scenario.steps.iter().map(|step| &step.deed).collect();
    assert!(
        matches!(
            steps[..],
            [StepAction::Fault(_), StepAction::Do(Action::Revoke { .. })]
        ),
        "{steps:?}"
    );
    assert_eq!((finding.steps, scenario.world.pcs.len()), (2, 1));
    let junit = fs::read_to_string(folder.path().join("out/junit.xml")).unwrap();
    assert!(junit.contains("violation canary own"), "{junit}");

    // The page plays it, and does so too when worlds are gone on from.
    let page = || fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    let first = page();
    let name = finding.name();
    for part in [
        "<td>violation (canary own)</td>",
        &format!("<h3>{name}</h3>"),
    ] {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(first.contains("class=\"failure\""), "{first}");
    let again = run_in(
        folder.path(),
        &[&line[..], &["--html", "own.html"]].concat(),
    );
    assert_eq!(again.code, Some(1), "{again:?}");
    assert_eq!(page(), first);
    let own = fs::read_to_string(folder.path().join("own.html")).unwrap();
    assert_eq!(own, first);
}

/// A seed one of whose first worlds has the canary sing.
const CANARY_SEED: &str = "25";
const CANARY_WORLDS: &str = "2";

#[test]
fn a_world_is_shown_as_a_scenario() {
    let folder = tempfile::tempdir().unwrap();
    let shown = run_in(folder.path(), &["swarm", "--seed", "12", "--show", "3"]);
    assert_eq!(shown.code, Some(0));
    let scenario = Scenario::parse(&shown.stdout).unwrap();
    let swarm = Swarm::new(Seed::new(12));
    assert_eq!(scenario.world.seed, swarm.world_seed(3));
    let options = format!("# world 3: {}\n", swarm.options(3));
    assert!(shown.stdout.starts_with(&options), "{}", shown.stdout);
    let none = run_in(folder.path(), &["swarm", "--seed", "12", "--for", "0s"]);
    assert_eq!(none.code, Some(0));
    assert!(
        none.stdout.contains("= 0 worlds of seed 12"),
        "{}",
        none.stdout
    );
}
