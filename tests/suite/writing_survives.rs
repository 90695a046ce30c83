//! `run --out` and `make --force` are killed at any moment, again and again in the same folder: every
//! file is whole, a report lists nothing that is not there, keys are their owner's, and the next
//! command needs nobody's help.
//!
//! How often follows from `KIGEN_KILLS`; `scripts/kill-test.sh` asks for more.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use kigen::digest::Digest;

use crate::cli::{SCENARIO, folder};
use crate::command::{kigen_in, run_in};
use crate::support::SEED;
use crate::writing::{keys_are_private, names, reports_are_true};

#[test]
fn a_killed_run_leaves_whole_files_true_reports_and_private_keys() {
    let folder = folder(&[
        ("a.toml", SCENARIO),
        ("b.toml", SCENARIO),
        ("c.toml", SCENARIO),
    ]);
    // Scenarios and bytes change from one to the next.
    killed(
        folder.path(),
        &[
            &["run", "a.toml", "b.toml", "c.toml", "--seed", "1"],
            &["run", "a.toml", "c.toml", "--seed", "2"],
        ],
    );
}

#[test]
fn a_killed_make_leaves_whole_files_true_reports_and_private_keys() {
    let make = |seed| {
        [
            "make", "--force", "--key", "p-256", "--count", "4", "--seed", seed,
        ]
    };
    let at = |seed| [&make(seed)[..], &["--at", "2026-03-01T10:00:00+09:00"]].concat();
    killed(folder(&[]).path(), &[&at("1"), &at("2")]);
}

/// The files of these commands, by name and digest.
fn whole(folder: &Path, commands: &[&[&str]]) -> BTreeSet<(String, Digest)> {
    let mut whole = BTreeSet::new();
    for (number, command) in commands.iter().enumerate() {
        let out = format!("whole-{number}");
        let run = run_in(folder, &[command, &["--out", &out][..]].concat());
        assert_eq!(run.code, Some(0), "{run:#?}");
        whole.extend(files(&folder.join(out)));
    }
    whole
}

fn files(out: &Path) -> BTreeSet<(String, Digest)> {
    let names = names(out)
        .into_iter()
        .filter(|name| out.join(name).is_file());
    names
        .map(|name| {
            let digest = Digest::of(&fs::read(out.join(&name)).unwrap());
            (name, digest)
        })
        .collect()
}

fn killed(folder: &Path, commands: &[&[&str]]) {
    let kills: usize = match env::var("KIGEN_KILLS") {
        Ok(kills) => kills.parse().unwrap(),
        Err(_) => 20,
    };
    let whole = whole(folder, commands);
    let out = folder.join("out");
    let mut delays = SEED.stream("writing/kill/delays");
    let (mut early, mut within, mut late, mut writing) = (0, 0, 0, 0);
    let mut longest = 40_000;
    let mut before = BTreeSet::new();
    for kill in 0..kills {
        let command = commands[kill % commands.len()];
        let mut child = kigen_in(folder)
            .args(command)
            .args(["--out", "out"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        sleep(Duration::from_micros(
            longest / 2 + delays.below(longest / 2),
        ));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert_eq!(complained, "", "kill {kill}");

        let after = match out.exists() {
            true => files(&out),
            false => BTreeSet::new(),
        };
        for file in &after {
            let (name, _) = file;
            if name.starts_with(".kigen-") || name.contains("/.kigen-") {
                writing += usize::from(name.ends_with(".tmp"));
                continue;
            }
            assert!(whole.contains(file), "kill {kill}: {name} is torn");
        }
        let is_reported = out.exists() && {
            keys_are_private(&out);
            reports_are_true(&out)
        };
        if after == before {
            early += 1;
            longest = longest * 5 / 4;
        } else if is_reported {
            late += 1;
            longest = longest * 4 / 5;
        } else {
            within += 1;
        }
        before = after;
    }
    println!(
        "{kills} kills of {}: {early} before anything was written, {within} in between ({writing} \
         temporary files were left), {late} when all was",
        commands[0][0]
    );
    assert!(early > kills / 8 && late > 0, "the kills hit both sides");

    // The next one finds its way, and leaves what it would have left in an empty folder.
    for (number, command) in commands.iter().enumerate() {
        let run = run_in(folder, &[command, &["--out", "out"][..]].concat());
        assert_eq!(run.code, Some(0), "{run:#?}");
        assert_eq!(files(&out), files(&folder.join(format!("whole-{number}"))));
    }
}
