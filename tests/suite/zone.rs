use crate::cli::folder;
use crate::command::{Run, run_in};

/// A step at a time that is over, and before it one that is not.
const PAST: &str = r#"
title = { ja = "過去", en = "Past" }
start = "2022-11-28T10:00:00+09:00"
pcs = ["受付01"]

[[step]]
at = "+1d"
do.apply = { pc = "受付01" }

[[step]]
at = "2022-11-28T11:00:00+09:00"
do.apply = { pc = "受付01" }
"#;

/// What each zone is asked for with, and how 2022-11-28 11:00 in Japan is told there.
const ZONES: [(&[&str], &str); 3] = [
    (&[], "2022-11-28 11:00:00 JST"),
    (&["--zone", "UTC"], "2022-11-28 02:00:00 UTC"),
    (&["--zone", "-05:30"], "2022-11-27 20:30:00 -05:30"),
];

const LANGS: [&[&str]; 2] = [&["--lang", "en"], &["--lang", "ja"]];

/// Runs a command in both languages.
fn in_both(files: &[(&str, &str)], args: &[&str], zone: &[&str]) -> [Run; 2] {
    LANGS.map(|lang| run_in(folder(files).path(), &[args, lang, zone].concat()))
}

#[test]
fn a_step_in_the_past_is_told_in_the_readers_zone() {
    for (zone, told) in ZONES {
        for run in in_both(&[("past.toml", PAST)], &["run", "past.toml"], zone) {
            assert_eq!(run.code, Some(1), "{run:?}");
            assert!(run.stdout.contains(told), "{}", run.stdout);
            let other = ["JST", "UTC"].iter().find(|name| !told.contains(**name));
            let other = other.expect("a zone is not both");
            assert!(!run.stdout.contains(other), "{}", run.stdout);
        }
    }
}

#[test]
fn no_language_tells_a_step_in_the_past_in_words_of_another() {
    let [english, japanese] = in_both(&[("past.toml", PAST)], &["run", "past.toml"], &[]);
    let got = "got not played: 2022-11-28 11:00:00 JST is over: it is 2022-11-29 10:00:00 JST";
    assert!(english.stdout.contains(got), "{}", english.stdout);
    let got = "結果は 未実行（2022-11-28 11:00:00 JST はすでに過ぎています（現在 2022-11-29 10:00:00 JST））";
    assert!(japanese.stdout.contains(got), "{}", japanese.stdout);
    assert!(!japanese.stdout.contains("played"), "{}", japanese.stdout);
}

#[test]
fn what_cannot_be_made_is_refused_in_the_readers_zone() {
    let at = "2022-11-29T11:00:00+09:00";
    let args = [
        "make",
        "--state",
        "renewal-due",
        "--expires-in",
        "-1d",
        "--key",
        "p-256",
        "--at",
        at,
        "--out",
        "m",
    ];
    for (zone, told) in ZONES {
        for run in in_both(&[], &args, zone) {
            assert_eq!(run.code, Some(2), "{run:?}");
            assert!(run.stderr.contains(told), "{}", run.stderr);
        }
    }
}

#[test]
fn sessions_made_files_and_inspections_are_told_in_the_readers_zone() {
    let start = "2022-11-28T11:00:00+09:00";
    for (zone, told) in ZONES {
        for lang in LANGS {
            let folder = folder(&[]);
            let text = |args: &[&str]| {
                let run = run_in(folder.path(), &[args, lang, zone].concat());
                assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
                run.stdout
            };
            let make = |state: &str, expires_in: &str, out: &str| {
                let key = ["make", "--key", "p-256", "--at", start, "--out", out];
                let state = ["--state", state, "--expires-in", expires_in];
                text(&[&key[..], &state].concat())
            };
            // It is expired from then on, and the last second of the other is then.
            let made = make("expired", "-1s", "m");
            make("renewal-due", "0s", "v");
            let outputs = [
                made,
                text(&["inspect", "v/renewal-due.pem", "--at", start]),
                text(&["session", "new", "受付01", "--start", start]),
                text(&["session", "status"]),
            ];
            for output in outputs {
                assert!(output.contains(told), "{output}");
            }
        }
    }
}

#[test]
fn what_programs_read_is_in_japans_zone_whoever_asks() {
    let args = ["run", "past.toml", "--out", "out", "--format", "json"];
    let written = |more: &[&str]| {
        let folder = folder(&[("past.toml", PAST)]);
        let run = run_in(folder.path(), &[&args[..], more].concat());
        let read = |name: &str| std::fs::read(folder.path().join("out").join(name)).unwrap();
        (run.stdout, read("report.json"), read("junit.xml"))
    };
    let first = written(&[]);
    assert!(first.0.contains("T10:00:00+09:00"), "{}", first.0);
    for (zone, _) in ZONES {
        for lang in LANGS {
            assert_eq!(written(&[lang, zone].concat()), first);
        }
    }
}
