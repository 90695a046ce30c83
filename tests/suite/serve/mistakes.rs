//! What is wrong with how `kigen serve` and `kigen clock` were called, in both languages.

use std::fs;
use std::net::TcpListener;

use super::{NOW, Process};
use crate::command::run_in;

#[test]
fn mistakes_are_told_with_what_to_do_and_nothing_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    fs::write(folder.path().join("text.txt"), "text").unwrap();
    let cases: [(&[&str], i32, &str, &str); 9] = [
        (
            &["serve", "--port", &port],
            3,
            "cannot be used",
            "使えません",
        ),
        (
            &["serve", "--at", "after"],
            2,
            "a name and a time are needed",
            "名前と日時",
        ),
        (
            &["serve", "--at", "a=tomorrow"],
            2,
            "--at a=tomorrow: ",
            "--at a=tomorrow: ",
        ),
        (
            &["serve", "--at", "a=+1d", "--at", "a=+2d"],
            2,
            "two times are called `a`",
            "「a」という日時が2つ",
        ),
        (
            &["serve", "--at", "a=受付02.not_after"],
            2,
            "`a` is not known",
            "「a」の日時がまだ",
        ),
        (
            &["serve", "--trust", "text.txt"],
            3,
            "--trust text.txt: ",
            "--trust text.txt: ",
        ),
        (&["serve", "--pin", "12"], 2, "--pin: ", "--pin: "),
        (
            &["serve", "none.toml"],
            3,
            "there is no none.toml",
            "none.toml が",
        ),
        (
            &["clock", "now"],
            3,
            "there is no kigen-ready.json",
            "kigen-ready.json が",
        ),
    ];
    for (args, code, en, ja) in cases {
        for (lang, part) in [("en", en), ("ja", ja)] {
            let run = run_in(folder.path(), &[args, &["--lang", lang]].concat());
            assert_eq!(run.code, Some(code), "{args:?}: {run:#?}");
            assert_eq!(run.stdout, "", "{args:?}");
            assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
        }
    }
    let left = fs::read_dir(folder.path()).unwrap();
    let left = left.map(|file| file.unwrap().file_name());
    assert_eq!(left.collect::<Vec<_>>(), ["text.txt"]);
}

#[test]
fn clock_says_what_the_server_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Process::start(folder.path(), &["--start", NOW]);
    let clock = |args: &[&str]| {
        let ready = ["--ready-file", "ready.json"];
        run_in(folder.path(), &[&["clock"], args, &ready].concat())
    };
    assert_eq!(clock(&["now"]).stdout, "2026-03-05 10:00:00 JST\n");
    assert_eq!(
        clock(&["advance", "90d"]).stdout,
        "2026-06-03 10:00:00 JST\n"
    );
    let utc = clock(&["set", "受付01.not_after", "+", "1s", "--zone", "UTC"]);
    assert_eq!(utc.stdout, "2029-05-05 01:00:01 UTC\n", "{utc:#?}");
    let back = clock(&["set", NOW, "--lang", "ja"]);
    assert_eq!(back.code, Some(1));
    assert!(back.stderr.contains("[in-the-past]"), "{}", back.stderr);
    assert!(!back.stderr.contains("not played"), "{}", back.stderr);
    let json: serde_json::Value =
        serde_json::from_str(&clock(&["now", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["answer"], "clock");
    server.child.kill().unwrap();
    server.end();
    let gone = clock(&["now"]);
    assert_eq!(gone.code, Some(3), "{gone:#?}");
    assert!(
        gone.stderr.contains("kigen: hint: the server has ended"),
        "{}",
        gone.stderr
    );
}
