//! A roll-out of many facilities: parts are the whole, and each facility is a scenario.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fs;
use std::ops::Range;

use kigen::fleet::{Facilities, Fleet, Numbers, Rollout, Sums};
use kigen::key::KeyAlgorithm;
use kigen::lang::Lang;
use kigen::report::SchemaOf;
use kigen::scenario::{self, Scenario};
use kigen::time::{Month, Zone};
use kigen::words;

use crate::command::run_in;
use crate::schemas::Schema;
use crate::support::root;

/// Hospitals and clinics, across the place where one kind ends.
const PART: Range<u32> = 8_180..8_206;

fn built_in() -> Rollout {
    let path = root().join("fixtures/fleet/rollout.toml");
    let rollout = Rollout::read(&path).unwrap();
    assert_eq!(rollout, Rollout::built_in());
    rollout
}

/// The rows of the table, and the sums.
fn play(fleet: &Fleet<'_>, facilities: Facilities) -> (Vec<String>, Sums) {
    let mut rows = Vec::new();
    let Ok(sums) = fleet.play(facilities, |block| {
        rows.extend(block.csv().lines().skip(1).map(str::to_owned));
        Ok::<(), Infallible>(())
    });
    (rows, sums)
}

#[test]
fn parts_on_any_number_of_threads_are_the_whole() {
    let rollout = built_in();
    let policies = ["last-month", "program-two-thirds"];
    let fleet = || {
        let places = policies.map(|name| rollout.policy(name).unwrap());
        Fleet::new(&rollout).with_policies(places.to_vec())
    };
    let (whole, sums) = play(&fleet(), Facilities::Range(PART));
    assert_eq!(whole.len(), PART.len() * policies.len());
    for (parts, jobs) in [(1, 2), (2, 1), (7, 1), (13, 2)] {
        let length = PART.len() as u32;
        let bound = |at: u32| PART.start + length * at / parts;
        let (mut rows, mut added) = (Vec::new(), Sums::new(policies.len()));
        for at in 0..parts {
            // Each part for itself, as on another machine.
            let part = Facilities::Range(bound(at)..bound(at + 1));
            let (own, sums) = play(&fleet().with_jobs(jobs), part);
            rows.extend(own);
            added.add(&sums);
        }
        assert_eq!(rows, whole, "{parts} parts, {jobs} threads");
        assert_eq!(added, sums, "{parts} parts, {jobs} threads");
        assert_eq!(added.days_csv(&policies), sums.days_csv(&policies));
        assert_eq!(added.months_csv(&policies), sums.months_csv(&policies));
    }
}

#[test]
fn each_facility_is_the_scenario_that_it_shows() {
    let rollout = built_in();
    let fleet = Fleet::new(&rollout);
    for facility in [PART.start, PART.end - 1] {
        let part = Facilities::Range(facility..facility + 1);
        let mut rows = BTreeMap::new();
        let Ok(_) = fleet.play(part, |block| {
            rows.extend(block.rows().map(|row| (row.policy, row.numbers.clone())));
            Ok::<(), Infallible>(())
        });
        assert_eq!(rows.len(), rollout.policies.len());
        for (policy, numbers) in rows {
            let shown = rollout.scenario(facility, policy).unwrap().to_toml();
            let scenario = Scenario::parse(&shown).unwrap();
            let played = scenario::run(&scenario, scenario.world.seed);
            assert_eq!(Numbers::of(&played, &Zone::JST), numbers, "{shown}");
        }
    }
}

#[test]
fn real_keys_change_no_number() {
    let rollout = built_in();
    let part = || Facilities::Range(PART.start..PART.start + 2);
    let real = Fleet::new(&rollout).with_key(KeyAlgorithm::P256);
    assert_eq!(play(&Fleet::new(&rollout), part()), play(&real, part()));
}

/// Neither what else there is nor how many are played plays a part.
#[test]
fn a_facility_follows_from_the_seed_and_its_number() {
    let rollout = built_in();
    let mut other = rollout.clone();
    other.kinds[3].facilities = 1;
    other.policies.truncate(1);
    let all = |rollout: &Rollout| {
        let numbers = (0..200_000).step_by(9_973);
        numbers
            .map(|number| rollout.draws(number))
            .collect::<Vec<_>>()
    };
    assert_eq!(all(&rollout)[..16], all(&other)[..16]);
    other.seed = kigen::seed::Seed::new(2);
    assert_ne!(all(&rollout)[..16], all(&other)[..16]);
    assert_eq!(rollout.draws(rollout.facilities()), None);
}

/// The months are those that follow from the published numbers: who went into operation in the
/// spring of 2023 has a certificate that ends 39 months later.
#[test]
fn certificates_of_the_built_in_rollout_end_most_in_early_summer_2026() {
    let rollout = built_in();
    assert_eq!(rollout.facilities(), 229_717);
    let mut ends: BTreeMap<Month, u32> = BTreeMap::new();
    let drawn = (0..rollout.facilities()).step_by(23);
    for draws in drawn.filter_map(|number| rollout.draws(number)) {
        // The letter is issued two or three business days after the application.
        let issued = draws.start + chrono::Duration::days(3);
        let issued = Zone::JST.midnight(issued).unwrap();
        let end = Month::of(issued, &Zone::JST).plus(39);
        *ends.entry(end).or_default() += 1;
    }
    let all: u32 = ends.values().sum();
    assert!(all > 9_900, "everybody begins before the end: {all}");
    let most = ends.iter().max_by_key(|(_, count)| **count).unwrap();
    let months = ["2026-05", "2026-06", "2026-07"];
    assert!(months.contains(&most.0.to_string().as_str()), "{ends:?}");
}

#[test]
fn the_command_writes_tables_that_add_up_and_shows_what_it_played() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let fleet = |args: &[&str]| {
        let all = [
            &["fleet", "--policy", "never", "--range", "8191..8193"],
            args,
        ]
        .concat();
        run_in(folder, &all)
    };
    let text = fleet(&["--out", "out"]);
    assert_eq!((text.code, &*text.stderr), (Some(0), ""), "{text:#?}");
    assert!(
        text.stdout.contains("never: 2 of 2 facilities began"),
        "{}",
        text.stdout
    );
    let japanese = fleet(&["--lang", "ja"]).stdout;
    assert!(
        japanese.contains("2 施設のうち 2 施設が利用を開始"),
        "{japanese}"
    );
    let again = fleet(&["--out", "out"]);
    assert_eq!(again.code, Some(3), "{again:#?}");
    assert_eq!(fleet(&["--out", "out", "--force"]).code, Some(0));
    // Everything is in one block or the next, as it would be in the whole fleet.
    let read = |name: &str| fs::read_to_string(folder.join("out").join(name)).unwrap();
    let rows = read("facilities-0008191-0008192.csv") + &read("facilities-0008192-0008193.csv");
    let column = |text: &str, name: &str| -> u64 {
        let head = text.lines().next().unwrap();
        let at = head.split(',').position(|one| one == name).unwrap();
        let rows = text.lines().filter(|line| *line != head);
        rows.map(|row| row.split(',').nth(at).unwrap().parse::<u64>().unwrap())
            .sum()
    };
    let months = read("months-0008191-0008193.csv");
    assert_eq!(column(&rows, "yen"), column(&months, "yen"));
    assert!(
        column(&rows, "yen") >= 2 * 3 * 1_500,
        "three generations each"
    );
    let days = read("days-0008191-0008193.csv");
    assert_eq!(column(&rows, "letters"), column(&days, "letters"));
    let report = read("fleet-0008191-0008193.json");
    let json = fleet(&["--format", "json"]);
    Schema::of(SchemaOf::Fleet).expect(&json);
    assert_eq!(json.stdout, report);
    // What it shows can be played, and says the same.
    let shown = run_in(folder, &["fleet", "--policy", "never", "--show", "8191"]);
    fs::write(folder.join("one.toml"), &shown.stdout).unwrap();
    let played = run_in(folder, &["run", "one.toml", "--format", "json"]);
    let played: serde_json::Value = serde_json::from_str(&played.stdout).unwrap();
    let minutes = &played["scenarios"][0]["measures"]["services"]["claims"]["minutes_at_facility"];
    let own = read("facilities-0008191-0008192.csv");
    assert_eq!(minutes.as_u64(), Some(column(&own, "minutes_at_facility")));
    let page = fleet(&["--lang", "ja", "--html", "page.html"]);
    assert_eq!(page.code, Some(0), "{page:#?}");
    let page = fs::read_to_string(folder.join("page.html")).unwrap();
    let bars = page.matches("<rect").count();
    // Six months in which a certificate ends, six in which something is paid, four with an outage.
    assert_eq!(bars, 16);
    assert!(page.contains("期限を迎える証明書"));
    // Each bar says its number, and so does the table.
    assert!(page.contains("<title>2026-") && page.contains("<th scope=\"row\">2026-"));
    let sample = run_in(folder, &["fleet", "--policy", "program", "--sample", "3"]);
    assert_eq!(sample.code, Some(0), "{sample:#?}");
    assert!(
        sample.stdout.contains("of all 229,717"),
        "{}",
        sample.stdout
    );
}

#[test]
fn what_cannot_be_played_is_named_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = fs::read_to_string(root().join("fixtures/fleet/rollout.toml")).unwrap();
    let text = text.replace("reads_notices", "reads_notice");
    fs::write(folder.join("wrong.toml"), text).unwrap();
    for (args, english, japanese) in [
        (
            &["--range", "9..1"][..],
            "write two numbers, the first no greater than the second",
            "小さいほうを先にして番号を2つ",
        ),
        (
            &["--range", "0..229718"],
            "there is no facility 229717: they are numbered from 0 to 229716",
            "施設の番号は 0 から 229716 まで",
        ),
        (
            &["--show", "229717"],
            "there is no facility 229717",
            "施設 229717 はありません",
        ),
        (
            &["--policy", "nevr"],
            "there are first-notice, last-month",
            "nevr という方針はありません",
        ),
        (
            &["wrong.toml"],
            "wrong.toml:115:1: there is no key `reads_notice` here",
            "ここに reads_notice というキーはありません",
        ),
    ] {
        let run = |lang| run_in(folder, &[&["--lang", lang, "fleet"], args].concat());
        for (lang, sentence) in [("en", english), ("ja", japanese)] {
            let run = run(lang);
            assert_eq!(run.code, Some(2), "{args:?}: {run:#?}");
            assert!(run.stderr.contains(sentence), "{args:?}: {}", run.stderr);
        }
    }
}

/// What stands in the file, what it is replaced with, and what is said about that.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    (
        "name = \"hospital\"",
        "name = \"Hospital, big\"",
        "a name here has small letters, digits and hyphens, such as first-notice",
        "ここの名前に使えるのは英小文字と数字とハイフンです（例: first-notice）",
    ),
    (
        "name = \"dental\"",
        "name = \"clinic\"",
        "`clinic` is there twice",
        "clinic が2つあります",
    ),
    (
        "worlds = 4",
        "worlds = 0",
        "there are from 1 to 1000000 worlds",
        "worlds は 1 から 1000000 までです",
    ),
    (
        "[[2, 70], [8, 20], [44, 10]]",
        "[[2, 0]]",
        "the weights of `weeks_ahead` add up to a number from 1 to 1,000,000",
        "weeks_ahead の重みの合計を 1 以上 1,000,000 以下にしてください",
    ),
    (
        "[[2, 70], [8, 20], [44, 10]]",
        "[[300, 1]]",
        "a facility applies at most 260 weeks ahead",
        "申請は運用開始の 260 週前までです",
    ),
    (
        "pcs = [[1, 40]",
        "pcs = [[21, 40]",
        "a facility has from 1 to 20 PCs",
        "1施設の PC は1台から 20 台までです",
    ),
    (
        "facilities = 8192",
        "facilities = 10000001",
        "a roll-out has from 1 to 10000000 facilities",
        "展開計画の施設は1施設から 10000000 施設までです",
    ),
    (
        "on = \"2021-12-19\"",
        "on = \"2021-10-20\"",
        "2021-10-20 is not after the date above, or not between 1970 and 2200",
        "2021-10-20 は、上の日付より後、1970年から2200年までの日付にしてください",
    ),
    (
        "hospital = 200",
        "hospital = 100",
        "of every kind, from 0 to 1000 of a thousand were in operation, and never fewer than before: see `hospital`",
        "運用中の割合は施設の種類ごとに千分の0から千分の1000までで、前の日付より減らせません。hospital を直してください",
    ),
    (
        "hospital = 200",
        "hospitl = 200",
        "there is no kind `hospitl`",
        "hospitl という種類の施設はありません",
    ),
    (
        "end = \"2031-03-01T00:00:00+09:00\"",
        "end = \"2024-12-02T00:00:00+09:00\"",
        "the end is after the last date of `[[operating]]`, and by 2200",
        "end は [[operating]] の最後の日付より後、2200年までにしてください",
    ),
    (
        "[[people]]",
        "[[person]]",
        "there is no key `person` here",
        "ここに person というキーはありません",
    ),
];

#[test]
fn each_mistake_in_a_rollout_is_told_in_both_languages() {
    let text = fs::read_to_string(root().join("fixtures/fleet/rollout.toml")).unwrap();
    for (from, to, english, japanese) in MISTAKES {
        assert!(text.contains(from), "{from}");
        let error = Rollout::parse(&text.replace(from, to)).expect_err(to);
        let said = |lang: Lang| words::error(error.mistake(), lang.into());
        assert!(
            said(Lang::En).starts_with(english),
            "{to}: {}",
            said(Lang::En)
        );
        assert!(
            said(Lang::Ja).starts_with(japanese),
            "{to}: {}",
            said(Lang::Ja)
        );
        assert!(error.line() > 1, "{to}: {error}");
    }
    let nothing = Rollout::parse("end = 2031-01-01T00:00:00+09:00\nworlds = 1").unwrap_err();
    let said = |lang: Lang| words::error(nothing.mistake(), lang.into());
    assert_eq!(said(Lang::En), "a roll-out needs at least one `[[kind]]`");
    assert_eq!(
        said(Lang::Ja),
        "展開計画には [[kind]] が少なくとも1つ必要です"
    );
}
