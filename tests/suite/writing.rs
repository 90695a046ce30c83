//! What the command writes: whole or not at all, for their owner where there is a key, over nothing
//! that it did not write, through no link and after no pipe; names that are one file somewhere.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::thread;

use kigen::digest::Digest;
use serde_json::Value;

use crate::cli::{SCENARIO, folder};
use crate::command::{Run, run_in};
use crate::support::root;

/// The files of [`SCENARIO`] as `it.toml`.
const KEY: &str = "out/it/受付01-1.p12";
const MAKE: [&str; 7] = ["make", "--key", "p-256", "--at", AT, "--out", "out"];
const AT: &str = "2026-03-01T10:00:00+09:00";

fn run(folder: &Path, more: &[&str]) -> Run {
    run_in(
        folder,
        &[&["run", "it.toml", "--out", "out"], more].concat(),
    )
}

fn make(folder: &Path, more: &[&str]) -> Run {
    run_in(folder, &[&MAKE, more].concat())
}

#[track_caller]
fn expect(run: &Run, code: i32, said: &str) {
    assert_eq!(run.code, Some(code), "{run:#?}");
    assert!(run.stderr.contains(said), "{said}: {run:#?}");
}

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every file and folder, with `/` between their names.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let deeper = self::names(&entry.path());
            names.extend(deeper.iter().map(|deeper| format!("{name}/{deeper}")));
        }
        names.push(name);
    }
    names.sort();
    names
}

/// Whether nobody but its owner may read any file with a key.
pub(crate) fn keys_are_private(folder: &Path) {
    let names = names(folder).into_iter();
    let keys = names.filter(|name| {
        [".p12", ".pfx", ".key.pem"]
            .iter()
            .any(|end| name.ends_with(end))
    });
    for name in keys {
        assert_eq!(mode(&folder.join(&name)), 0o600, "{name}");
    }
}

/// Looks for everything that the reports of a folder list, and says whether there is one.
pub(crate) fn reports_are_true(folder: &Path) -> bool {
    let read = |name: &str| -> Option<Value> {
        let bytes = fs::read(folder.join(name)).ok()?;
        Some(serde_json::from_slice(&bytes).expect("a report is whole or not there"))
    };
    let check = |folder: &Path, files: &Value| {
        for file in files.as_array().unwrap() {
            let path = folder.join(file["name"].as_str().unwrap());
            let bytes =
                fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(
                file["sha256"],
                Digest::of(&bytes).to_string(),
                "{}",
                path.display()
            );
        }
    };
    let (report, manifest) = (read("report.json"), read("manifest.json"));
    for scenario in report
        .iter()
        .flat_map(|report| report["scenarios"].as_array().unwrap())
    {
        let folder = folder.join(scenario["name"].as_str().unwrap());
        check(&folder, &scenario["artefacts"]);
    }
    if let Some(manifest) = &manifest {
        check(folder, &manifest["shared"]);
        for specimen in manifest["specimens"].as_array().unwrap() {
            check(folder, &specimen["files"]);
        }
    }
    if report.is_some() {
        let junit = fs::read_to_string(folder.join("junit.xml")).unwrap();
        assert!(junit.trim_end().ends_with("</testsuites>"), "{junit}");
    }
    report.or(manifest).is_some()
}

#[test]
fn a_link_under_the_name_of_a_temporary_file_is_not_written_through() {
    let folder = folder(&[("victim", "mine"), ("in/it.toml", SCENARIO)]);
    let inside = folder.path().join("in");
    for name in [".kigen-session.toml.tmp", "session.toml.tmp"] {
        symlink("../victim", inside.join(name)).unwrap();
    }
    let new = [
        "session",
        "new",
        "受付01",
        "--start",
        "2022-11-28T10:00:00+09:00",
    ];
    for args in [&new[..], &["session", "apply"], &["session", "undo"]] {
        expect(&run_in(&inside, args), 0, "");
    }
    assert_eq!(fs::read(folder.path().join("victim")).unwrap(), b"mine");
    assert!(inside.join(".kigen-session.toml.tmp").is_symlink());
}

#[test]
fn a_session_makes_no_file_through_a_link_and_waits_for_no_pipe() {
    let other = root().join("fixtures/foreign/openssl-aes256-sha256.p12");
    let import = [
        "session",
        "import",
        other.to_str().unwrap(),
        "--pin",
        "0427",
    ];
    let begin = || {
        let folder = folder(&[("elsewhere/it", "mine")]);
        let new = [
            "session",
            "new",
            "受付01",
            "--start",
            "2022-11-28T10:00:00+09:00",
        ];
        expect(&run_in(folder.path(), &new), 0, "");
        folder
    };
    // The lock.
    let folder = begin();
    symlink("elsewhere/lock", folder.path().join("session.toml.lock")).unwrap();
    let refused = run_in(folder.path(), &["session", "apply"]);
    expect(&refused, 3, "in the place of ");
    assert!(!folder.path().join("elsewhere/lock").exists());
    fs::remove_file(folder.path().join("session.toml.lock")).unwrap();
    pipe(&folder.path().join("session.toml.lock"));
    expect(
        &run_in(folder.path(), &["session", "apply"]),
        3,
        "in the place of ",
    );

    // The folder of the files that it carries.
    let folder = begin();
    symlink("elsewhere", folder.path().join("session.files")).unwrap();
    expect(
        &run_in(folder.path(), &import),
        3,
        "in the place of session.files",
    );
    assert_eq!(names(&folder.path().join("elsewhere")), ["it"]);

    // One of these files, and the session itself.
    let folder = begin();
    expect(&run_in(folder.path(), &import), 0, "");
    let carried = folder.path().join("session.files");
    let carried = carried.join(&names(&carried)[0]);
    fs::remove_file(&carried).unwrap();
    pipe(&carried);
    for verb in ["status", "apply"] {
        expect(
            &run_in(folder.path(), &["session", verb]),
            3,
            "is no ordinary file",
        );
    }
    fs::remove_file(folder.path().join("session.toml")).unwrap();
    pipe(&folder.path().join("session.toml"));
    expect(
        &run_in(folder.path(), &["session", "apply"]),
        3,
        "is no ordinary file",
    );
}

#[test]
fn keys_are_for_their_owner_whatever_was_left_there() {
    let folder = folder(&[("it.toml", SCENARIO)]);
    let out = folder.path().join("out");
    type Command = fn(&Path, &[&str]) -> Run;
    for (command, key, more) in [
        (run as Command, KEY, &[][..]),
        (make, "out/valid.p12", &[]),
        (make, "out/valid.key.pem", &["--force"]),
    ] {
        expect(&command(folder.path(), more), 0, "");
        let stale = [
            "",
            &format!("{}/", Path::new(key).parent().unwrap().display()),
        ];
        let stale = stale.map(|within| match within {
            "" => out.join(".kigen-4711-0.tmp"),
            _ => folder.path().join(within).join(".kigen-abcdefghijkl.tmp"),
        });
        for path in stale.iter().chain([&folder.path().join(key)]) {
            fs::write(path, "half").unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o644)).unwrap();
        }
        expect(&command(folder.path(), &["--force"]), 0, "");
        keys_are_private(&out);
        assert!(reports_are_true(&out));
        assert!(!stale.iter().any(|path| path.exists()), "{:?}", names(&out));
    }
}

#[test]
fn run_keeps_what_it_did_not_write_and_what_was_changed_since() {
    let hint = "kigen: hint: nothing was written; move it away, name another --out, or replace it \
                with --force\n";
    let folder = folder(&[
        ("it.toml", SCENARIO),
        (KEY, "mine"),
        ("out/it/notes", "mine too"),
    ]);
    let path = |name: &str| folder.path().join(name);
    let refused = run(folder.path(), &[]);
    expect(&refused, 3, hint);
    expect(
        &refused,
        3,
        &format!("kigen: error: {KEY} is not what kigen wrote, and is kept\n"),
    );
    assert_eq!(names(&path("out")), ["it", "it/notes", "it/受付01-1.p12"]);
    assert_eq!(fs::read(path(KEY)).unwrap(), b"mine");

    expect(&run(folder.path(), &["--force"]), 0, "");
    assert!(reports_are_true(&path("out")));
    for changed in [KEY, "out/report.json", "out/junit.xml", "out/it/root.cer"] {
        let whole = fs::read(path(changed)).unwrap();
        fs::write(path(changed), "changed").unwrap();
        let refused = run(folder.path(), &["--seed", "9"]);
        expect(&refused, 3, changed);
        assert_eq!(fs::read(path(changed)).unwrap(), b"changed");
        fs::write(path(changed), whole).unwrap();
        assert!(reports_are_true(&path("out")), "nothing was written");
    }
    assert_eq!(fs::read(path("out/it/notes")).unwrap(), b"mine too");
}

#[test]
fn run_takes_the_place_of_its_last_run() {
    let folder = folder(&[("it.toml", SCENARIO), ("gone.toml", SCENARIO)]);
    let out = folder.path().join("out");
    let both = ["run", "it.toml", "gone.toml", "--out", "out"];
    expect(&run_in(folder.path(), &both), 0, "");
    let gone = |names: &[String]| names.iter().filter(|name| name.starts_with("gone")).count();
    assert_eq!(gone(&names(&out)), 6);
    // Another seed: other bytes under the same names, and nothing of a scenario that was not played.
    expect(&run(folder.path(), &["--seed", "9"]), 0, "");
    assert_eq!(gone(&names(&out)), 0);
    assert!(reports_are_true(&out));

    // What was changed in it stays, and so does its folder.
    expect(&run_in(folder.path(), &both), 0, "");
    fs::write(out.join("gone/root.cer"), "mine").unwrap();
    expect(&run(folder.path(), &[]), 0, "");
    let kept = names(&out)
        .into_iter()
        .filter(|name| name.starts_with("gone"));
    assert_eq!(kept.collect::<Vec<_>>(), ["gone", "gone/root.cer"]);

    // Equal files are ours, whoever says so: hidden ones are often left behind when folders are copied.
    fs::remove_file(out.join(".kigen-run.sha256")).unwrap();
    expect(&run(folder.path(), &[]), 0, "");
    let checked = Command::new("sha256sum")
        .args(["--check", "--strict", ".kigen-run.sha256"])
        .current_dir(&out)
        .output();
    assert!(checked.unwrap().status.success());
}

#[test]
fn what_is_no_file_is_refused_at_once_and_no_link_leads_out() {
    type Lay = fn(&Path);
    let to_victim: Lay =
        |path| symlink(path.ancestors().nth(3).unwrap().join("victim"), path).unwrap();
    let to_elsewhere: Lay = |path| symlink("../elsewhere", path).unwrap();
    let a_folder: Lay = |path| fs::create_dir(path).unwrap();
    for lay in [pipe, to_victim, a_folder] {
        for name in [
            "it/受付01-1.p12",
            "report.html",
            "report.json",
            "junit.xml",
            ".kigen-run.sha256",
        ] {
            in_the_way(run, name, lay);
        }
        for name in ["valid.p12", "manifest.json"] {
            in_the_way(make, name, lay);
        }
    }
    for lay in [to_elsewhere, pipe] {
        in_the_way(run, "it", lay);
    }

    fn in_the_way(command: fn(&Path, &[&str]) -> Run, name: &str, lay: fn(&Path)) {
        let files = [
            ("it.toml", SCENARIO),
            ("victim", "mine"),
            ("elsewhere/it", "mine"),
        ];
        let folder = folder(&files);
        let path = folder.path().join("out").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        lay(&path);
        let before = names(folder.path());
        expect(
            &command(folder.path(), &["--force"]),
            3,
            "kigen: hint: move it away, or",
        );
        assert_eq!(names(folder.path()), before, "{name}");
        assert_eq!(fs::read(folder.path().join("victim")).unwrap(), b"mine");
    }
}

/// On a disk that is full but for a few pages, in a mount of the test's own, there is no report, or it
/// is true. Where the system does not let a process have such a mount, this says so and passes.
#[test]
fn a_full_disk_leaves_no_half_a_file_and_no_report_of_what_is_not_there() {
    const SCRIPT: &str = r#"
        mount -t tmpfs -o nr_blocks=24 none "$0"; cd "$0"
        for spare in 0 1 2 3 4 5 6 7 8 9 10 11 12 14; do
            rm -f filler; dd if=/dev/zero of=filler bs=4096 2>/dev/null || true
            truncate -s -$((4096 * spare)) filler
            "$1" $3 --out out || echo "code $?"
            rm -f filler
            cp -r out "$2/$spare"
        done
    "#;
    let apart = |script: &str, folder: &Path| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script]);
        command.arg(folder.join("mount"));
        command
    };
    for (name, command) in [
        ("run", "run ../it.toml"),
        ("make", "make --state expired,revoked --key p-256 --force"),
    ] {
        let folder = folder(&[("it.toml", SCENARIO), ("mount/out/x", ""), ("copy/x", "")]);
        let allowed = apart(r#"mount -t tmpfs none "$0""#, folder.path()).output();
        if !allowed.is_ok_and(|output| output.status.success()) {
            println!("skipped: no mounts for this user");
            return;
        }
        let mut script = apart(SCRIPT, folder.path());
        script
            .arg(env!("CARGO_BIN_EXE_kigen"))
            .arg(folder.path().join("copy"))
            .arg(command);
        let output = Run::from(script.output().unwrap());
        assert_eq!(output.code, Some(0), "{name}: {output:#?}");
        assert!(
            output.stderr.contains("the disk is full; "),
            "{name}: {output:#?}"
        );
        let mut reported = 0;
        for spare in fs::read_dir(folder.path().join("copy")).unwrap() {
            let spare = spare.unwrap().path();
            if spare.is_file() {
                continue;
            }
            reported += usize::from(reports_are_true(&spare));
            let left = names(&spare)
                .into_iter()
                .filter(|name| name.ends_with(".tmp"));
            assert_eq!(left.count(), 0, "{}", spare.display());
            let halves = names(&spare).into_iter().filter(|name| {
                let path = spare.join(name);
                path.is_file() && fs::metadata(path).unwrap().len() == 0
            });
            assert_eq!(halves.collect::<Vec<_>>(), Vec::<String>::new());
        }
        assert!(
            reported > 0,
            "{name}: in the end there is room: {output:#?}"
        );
    }
}

#[test]
fn two_commands_at_one_folder_come_one_after_the_other() {
    let folder = folder(&[("it.toml", SCENARIO)]);
    thread::scope(|scope| {
        for seed in ["1", "2", "3", "4"] {
            let path = folder.path();
            scope.spawn(move || expect(&run(path, &["--seed", seed]), 0, ""));
        }
    });
    assert!(reports_are_true(&folder.path().join("out")));
}

#[test]
fn downloads_under_two_pins_are_two_files() {
    let again = "\n[[step]]\ndo.download = { pc = \"受付01\", pin = \"9999\" }\n";
    let folder = folder(&[("it.toml", &format!("{SCENARIO}{again}{again}"))]);
    expect(&run(folder.path(), &[]), 0, "");
    let out = folder.path().join("out");
    assert!(reports_are_true(&out));
    let names = names(&out.join("it"));
    let keys = names.iter().filter(|name| name.ends_with(".p12"));
    assert_eq!(
        keys.collect::<Vec<_>>(),
        ["受付01-1 (2).p12", "受付01-1.p12"]
    );
}

#[test]
fn names_that_would_be_one_file_somewhere_are_refused() {
    let pcs = |names: &str| {
        SCENARIO.replace(
            "pcs = [\"受付01\"]",
            &format!("pcs = [\"受付01\", {names}]"),
        )
    };
    for (names, said) in [
        (
            r#""a", "A""#,
            "the files of `a` and `A` would be the same on Windows or macOS",
        ),
        (
            r#""ガ", "カ\u3099""#,
            "would be the same on Windows or macOS; give one another name",
        ),
        (r#""COM¹""#, "`COM¹` is a device on Windows"),
        (r#""CONOUT$""#, "`CONOUT$` is a device on Windows"),
        (
            r#""\u202Ea""#,
            r"invisible character \u{202e}; type it again without it",
        ),
        (r#""a\uFEFF""#, r"invisible character \u{feff}"),
    ] {
        let folder = folder(&[("it.toml", &pcs(names))]);
        let refused = run(folder.path(), &[]);
        expect(&refused, 2, "kigen: error: it.toml:3:");
        expect(&refused, 2, said);
    }
    let files = [
        ("it.toml", SCENARIO),
        ("IT.toml", SCENARIO),
        ("Report.json.toml", SCENARIO),
    ];
    let folder = folder(&files);
    let refused = run(folder.path(), &["IT.toml", "Report.json.toml"]);
    expect(
        &refused,
        2,
        "the files of it.toml and IT.toml would be the same on Windows or macOS",
    );
    expect(
        &refused,
        2,
        "Report.json.toml: `report.json` is the name of a report",
    );
    expect(
        &refused,
        2,
        "kigen: hint: give each scenario file a name of its own",
    );
    let refused = run_in(folder.path(), &["session", "new", "a", "A"]);
    expect(&refused, 2, "the files of `a` and `A` would be the same");
    let refused = make(folder.path(), &["--name", "Root"]);
    expect(
        &refused,
        2,
        "Root.pem and root.pem would be one file on Windows or macOS",
    );
    expect(&refused, 2, "kigen: hint: choose another --name");
}
