use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Run, kigen_in, run_in};
use crate::support::root;

/// A session in a folder of its own.
pub(crate) struct Desk(pub(crate) TempDir);

impl Desk {
    /// A session with one PC that begins at ten on a Monday.
    pub(crate) fn new() -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.done(&["new", "受付01", "--start", "2022-11-28T10:00:00+09:00"]);
        desk
    }

    /// One on which a certificate is imported.
    pub(crate) fn set_up() -> Self {
        let desk = Desk::new();
        desk.done(&["apply"]);
        desk.done(&["advance", "受付01.letter"]);
        desk.done(&["download", "--pin", "0427"]);
        desk.done(&["import", "--pin", "0427"]);
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn text(&self) -> String {
        fs::read_to_string(self.path().join("session.toml")).unwrap()
    }

    pub(crate) fn write(&self, text: &str) {
        fs::write(self.path().join("session.toml"), text).unwrap();
    }

    pub(crate) fn session(&self, args: &[&str]) -> Run {
        run_in(self.path(), &[&["session"], args].concat())
    }

    /// A subcommand that succeeds; gives what it printed.
    #[track_caller]
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let run = self.session(args);
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (Some(0), ""),
            "{args:?}: {run:#?}"
        );
        run.stdout
    }

    /// A step that is refused for this reason, and appended.
    #[track_caller]
    pub(crate) fn refused(&self, args: &[&str], reason: &str) {
        let run = self.session(args);
        assert_eq!(
            (run.code, run.stderr.as_str()),
            (Some(1), ""),
            "{args:?}: {run:#?}"
        );
        assert!(
            run.stdout.contains(&format!("[{reason}]")),
            "{args:?}: {}",
            run.stdout
        );
        let last = format!("expect = \"{reason}\"");
        assert_eq!(self.text().lines().last(), Some(&last[..]), "{args:?}");
    }

    /// A subcommand that complains with these words and changes no file.
    #[track_caller]
    pub(crate) fn wrong(&self, args: &[&str], code: i32, message: &str) {
        let before = self.files();
        let run = self.session(args);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(code), ""),
            "{args:?}: {run:#?}"
        );
        assert!(run.stderr.contains(message), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("panicked"), "{args:?}: {}", run.stderr);
        assert_eq!(self.files(), before, "{args:?}");
    }

    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let run = self.session(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
    }

    /// Plays the file as a scenario, which passes, and gives its report.
    #[track_caller]
    pub(crate) fn play(&self) -> Value {
        let run = run_in(self.path(), &["run", "session.toml", "--format", "json"]);
        assert_eq!(run.code, Some(0), "{run:#?}");
        serde_json::from_str::<Value>(&run.stdout).unwrap()["scenarios"][0].clone()
    }

    /// Every file but the session's lock.
    pub(crate) fn files(&self) -> BTreeSet<(String, Vec<u8>)> {
        let mut files = BTreeSet::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.ends_with("session.toml.lock") {
                    let name = path.strip_prefix(self.path()).unwrap();
                    let name = name.to_str().unwrap().replace('\\', "/");
                    files.insert((name, fs::read(&path).unwrap()));
                }
            }
        }
        files
    }
}

const FOREIGN: &str = "fixtures/foreign/openssl-aes256-sha256.p12";

pub(crate) fn foreign() -> String {
    root().join(FOREIGN).to_str().unwrap().to_owned()
}

#[test]
fn a_session_is_the_scenario_it_leaves() {
    let desk = Desk::new();
    let mut events = Vec::new();
    let mut outcomes = Vec::new();
    for args in [
        &["apply"][..],
        &["advance", "受付01.letter", "+", "2h"],
        &["inquire"],
        &["download", "--pin", "0427"],
        &["import", "--pin", "0472"],
        &["import", "--pin", "0427", "--decline-root"],
        &["import", "--pin", "0427"],
        &["renew"],
        &["export", "控え", "--pin", "0427"],
        &["advance", "受付01.renewal_opens"],
        &["dismiss"],
        &["renew"],
        &["connect"],
        &["delete", "old"],
        &["fault", "break"],
        &["check"],
        &["replace"],
        &["restore", "控え", "--pin", "0427"],
        &["advance", "受付01.not_after"],
        &["connect", "claims"],
        &["advance", "1s"],
        &["connect", "claims"],
        &["delete", "expired"],
    ] {
        let said = desk.json(args);
        assert_eq!(said["schema"], 1);
        outcomes.push(said["step"]["outcome"].clone());
        events.extend(said["events"].as_array().unwrap().clone());
    }
    let expected = [
        "ok",
        "ok",
        "ok",
        "ok",
        "wrong-password",
        "root-declined",
        "ok",
        "renewal-not-open",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "pc-dead",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "expired",
        "ok",
    ];
    assert_eq!(outcomes, expected);
    let report = desk.play();
    assert_eq!(report["outcome"], "pass");
    let played: Vec<&Value> = report["steps"].as_array().unwrap().iter().collect();
    let played: Vec<&Value> = played.iter().map(|step| &step["outcome"]).collect();
    assert_eq!(played, outcomes.iter().collect::<Vec<_>>());
    assert_eq!(report["events"], Value::from(events), "the same world");
    // Also from another folder, and under another name.
    let other = tempfile::tempdir().unwrap();
    fs::copy(
        desk.path().join("session.toml"),
        other.path().join("kept.toml"),
    )
    .unwrap();
    let run = run_in(other.path(), &["run", "kept.toml"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
}

#[test]
fn what_happens_is_told_in_the_words_of_the_report() {
    let desk = Desk::set_up();
    desk.refused(&["import", "--pin", "0472"], "wrong-password");
    let told = desk.done(&["advance", "受付01.not_after + 1s"]);
    let run = run_in(desk.path(), &["run", "session.toml"]);
    assert!(run.stdout.contains(&told), "{told}\nin\n{}", run.stdout);
    assert!(
        told.contains("SERVICE LOST: the certificate has expired [expired]"),
        "{told}"
    );
    // Where nothing happens, the clock is shown all the same.
    assert_eq!(
        desk.done(&["advance", "1h"]),
        "  2026-02-28 11:00:01  wait: ok\n"
    );
    let ja = desk.session(&["connect", "claims", "--lang", "ja"]);
    assert!(
        ja.stdout.contains("オンライン請求に接続できません"),
        "{ja:#?}"
    );
}

#[test]
fn a_file_from_elsewhere_is_carried_under_its_digest() {
    let desk = Desk::set_up();
    let password = desk.path().join("password.txt");
    fs::write(&password, "0427\nmore\n").unwrap();
    desk.refused(&["import", &foreign(), "--pin", "0000"], "wrong-password");
    desk.done(&[
        "import",
        &foreign(),
        "--password-file",
        "password.txt",
        "--not-exportable",
    ]);
    let carried: Vec<String> = desk
        .files()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("session.files/"))
        .collect();
    let digest = "eb95be37933cbf903833659e90ff329f96aebd7140c3db7221c7601331c9909d";
    assert_eq!(carried, [format!("session.files/{digest}.p12")]);
    let copy = desk.path().join(&carried[0]);
    let bytes = fs::read(&copy).unwrap();
    assert_eq!(bytes, fs::read(root().join(FOREIGN)).unwrap());
    let report = desk.play();
    let [.., import, down] = &report["events"].as_array().unwrap()[..] else {
        panic!("{report}");
    };
    assert_eq!(
        (&import["what"], &import["file"]),
        (&"import".into(), &"openssl-aes256-sha256.p12".into())
    );
    // It has the dates of the one that was there, and came last.
    assert_eq!(down["what"], "service-down");
    let list = desk.done(&["list"]);
    assert!(list.contains("private key, not exportable"), "{list}");

    // From any folder, and wherever both are moved to.
    let moved = tempfile::tempdir().unwrap();
    fs::rename(
        desk.path().join("session.toml"),
        moved.path().join("kept.toml"),
    )
    .unwrap();
    let run = run_in(
        desk.path(),
        &["run", moved.path().join("kept.toml").to_str().unwrap()],
    );
    assert_eq!(run.code, Some(3), "{run:#?}");
    let start = format!("kigen: error: {}", moved.path().join("kept.toml").display());
    assert!(run.stderr.starts_with(&start), "{}", run.stderr);
    let message = format!("{digest}.p12 is missing: a scenario and its folder ");
    assert!(
        run.stderr.contains(":20:93: ") && run.stderr.contains(&message),
        "{}",
        run.stderr
    );
    fs::rename(
        desk.path().join("session.files"),
        moved.path().join("kept.files"),
    )
    .unwrap();
    let run = run_in(
        desk.path(),
        &["run", moved.path().join("kept.toml").to_str().unwrap()],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");

    // One bit.
    let copy = moved.path().join(format!("kept.files/{digest}.p12"));
    let mut changed = bytes;
    changed[100] ^= 1;
    fs::write(&copy, changed).unwrap();
    for args in [
        &["run", "kept.toml"][..],
        &["session", "--file", "kept.toml", "check"],
    ] {
        let run = run_in(moved.path(), args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:#?}");
        let message = format!("kigen: error: kept.toml:20:93: kept.files/{digest}.p12 was changed");
        assert!(
            run.stderr.replace('\\', "/").starts_with(&message),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("password = \"****\""), "{}", run.stderr);
    }
}

#[test]
fn a_certificate_from_elsewhere_opens_no_service_and_is_not_renewed() {
    let desk = Desk::new();
    desk.done(&["advance", "2026-01-10T10:00:00+09:00"]);
    desk.done(&["import", &foreign(), "--pin", "0427"]);
    desk.refused(&["connect"], "untrusted");
    desk.refused(&["renew"], "untrusted");
    desk.play();
}

#[test]
fn the_session_is_where_it_is_said_to_be() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("deep")).unwrap();
    let run = |args: &[&str], variable: Option<&str>| -> Run {
        let mut command = kigen_in(desk.path());
        command.arg("session").args(args);
        if let Some(file) = variable {
            command.env("KIGEN_SESSION", file);
        }
        command.output().unwrap().into()
    };
    let new = [
        "new",
        "受付01",
        "受付02",
        "--start",
        "2022-11-28T10:00:00+09:00",
    ];
    assert_eq!(run(&new, Some("deep/other.toml")).code, Some(0));
    assert_eq!(
        run(&["apply", "--pc", "受付02"], Some("deep/other.toml")).code,
        Some(0)
    );
    let apply = run(&["apply"], Some("deep/other.toml"));
    assert_eq!(apply.code, Some(2));
    assert!(
        apply
            .stderr
            .contains("there are several PCs: 受付01 and 受付02"),
        "{}",
        apply.stderr
    );
    assert!(
        apply.stderr.contains("kigen: hint: say which: --pc 受付01"),
        "{}",
        apply.stderr
    );
    // What is typed counts more than the variable.
    let status = run(
        &["status", "--file", "session.toml"],
        Some("deep/other.toml"),
    );
    assert!(
        status
            .stdout
            .starts_with("session.toml: it is 2022-11-28 10:00:00 JST, after 0 steps")
    );
    let status = run(&["status"], Some("deep/other.toml"));
    assert!(
        status
            .stdout
            .starts_with("deep/other.toml: it is 2022-11-28 10:00:00 JST, after 1 step\n")
    );
}

/// As every other subcommand takes it.
#[test]
fn a_new_session_takes_its_pc_behind_an_option_too() {
    for pcs in [&["--pc", "受付02"][..], &["受付01", "--pc", "受付02"]] {
        let desk = Desk(tempfile::tempdir().unwrap());
        desk.done(&[&["new", "--start", "2022-11-28T10:00:00+09:00"], pcs].concat());
        desk.done(&["apply", "--pc", "受付02"]);
    }
}

#[test]
fn time_is_given_as_scenario_files_give_it() {
    for (time, at, written) in [
        (&["3d"][..], "2022-12-01T10:00:00+09:00", "after = \"3d\""),
        (
            &["1d", "12h"],
            "2022-11-29T22:00:00+09:00",
            "after = \"1d12h\"",
        ),
        (&["0s"], "2022-11-28T10:00:00+09:00", "after = \"0s\""),
        (&["+31d"], "2022-12-29T10:00:00+09:00", "at = \"+31d\""),
        (
            &["2023-01-01T00:00:00Z"],
            "2023-01-01T09:00:00+09:00",
            "at = \"2023-01-01T09:00:00+09:00\"",
        ),
    ] {
        let desk = Desk::new();
        let said = desk.json(&[&["advance"], time].concat());
        assert_eq!(said["now"], at, "{time:?}");
        assert!(
            desk.text().ends_with(&format!("\n[[step]]\n{written}\n")),
            "{}",
            desk.text()
        );
        assert_eq!(desk.play()["end"], at);
    }
}

#[test]
fn looking_changes_nothing() {
    let desk = Desk::set_up();
    desk.done(&["sign-in", "別の人"]);
    desk.done(&["import", "--pin", "0427", "--strong-pin", "1111"]);
    let before = desk.files();
    let list = desk.json(&["list"]);
    let entries = list["entries"].as_array().unwrap();
    let shown: Vec<(&str, &str, bool)> = entries
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap();
            (
                text("user"),
                text("store"),
                entry["private_key"] == "exportable",
            )
        })
        .collect();
    let of = |user| {
        [
            (user, "My", true),
            (user, "Root", false),
            (user, "CA", false),
        ]
    };
    assert_eq!(shown, [of("OqsComApp"), of("別の人")].concat());
    assert_eq!(desk.json(&["verify"])["pcs"]["受付01"], "ok");
    let status = desk.json(&["status"]);
    assert_eq!(status["now"], "2022-12-05T10:00:00+09:00");
    assert_eq!(status["step_count"], 6);
    assert_eq!(status["pcs"]["受付01"]["certificate"]["state"], "valid");
    assert_eq!(status["measures"]["yen"][0]["yen"], 1500);
    let ja = desk.done(&["status", "--lang", "ja"]);
    assert!(ja.contains("受付01: valid: 残り1181日"), "{ja}");
    assert!(
        desk.done(&["list", "--lang", "ja"])
            .contains("秘密キーあり（エクスポート可能）")
    );
    assert_eq!(desk.files(), before);
    desk.done(&["advance", "受付01.not_after + 1s"]);
    let run = desk.session(&["verify", "--format", "json"]);
    assert_eq!(run.code, Some(1), "who asks in a script can tell");
    assert!(
        run.stdout.contains("\"受付01\": \"expired\""),
        "{}",
        run.stdout
    );
    assert_eq!(
        desk.json(&["status"])["pcs"]["受付01"]["services"],
        "expired"
    );
}

/// The names of an enum's variants, as the schema of scenario files has them.
fn variants(of: &str) -> BTreeSet<String> {
    let schema: Value = serde_json::from_str(&kigen::scenario::schema()).unwrap();
    let variants = schema["$defs"][of]["oneOf"].as_array().unwrap();
    let names = variants.iter().map(|variant| {
        let properties = variant["properties"].as_object().unwrap();
        properties.keys().next().unwrap().clone()
    });
    names.collect()
}

/// The names of what the steps do, or of what breaks in them.
fn deeds(text: &str, key: &str) -> BTreeSet<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix(key));
    lines
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect()
}

/// A certification request that OpenSSL made.
fn request() -> String {
    let request = root().join("sim/actor/certification_request/p256.pem");
    request.to_str().unwrap().to_owned()
}

#[test]
fn every_action_has_a_subcommand() {
    let desk = Desk::new();
    for args in [
        &["apply"][..],
        &["inquire"],
        &["cancel"],
        &["open-account"],
        &["download", "--pin", "0427"],
        &["enroll", &request()],
        &["enroll", &request(), "--renews", "1"],
        &["show", "claims"],
        &["import", "--pin", "0427"],
        &["import", &foreign(), "--pin", "0427"],
        &["restore", "控え", "--pin", "0427"],
        &["check"],
        &["connect"],
        &["dismiss"],
        &["renew", "--key-pin", "0427"],
        &["renew", "--deny-key"],
        &["choose", "old"],
        &["delete", "old"],
        &[
            "backup",
            "控え",
            "--pin",
            "0427",
            "--encryption",
            "windows-aes256-sha256",
        ],
        &["replace"],
        &["sign-in", "別の人"],
        &["revoke"],
    ] {
        let run = desk.session(args);
        assert!(run.code.unwrap() < 2, "{args:?}: {run:#?}");
    }
    assert_eq!(deeds(&desk.text(), "do."), variants("Action"));
    desk.play();
}

#[test]
fn every_fault_can_happen() {
    let desk = Desk::new();
    for args in [
        &["lose-letter"][..],
        &["portal-down", "lasts=2h"],
        &["authority-down", "lasts=2h"],
        &["cut-power", "at=renewal-store"],
        &["fill-disk"],
        &["free-disk"],
        &["set-clock", "by=-1d"],
        &["drift", "seconds_per_day=-5"],
        &["drain-battery"],
        &["repair-clock"],
        &["break"],
    ] {
        desk.done(&[&["fault"], args].concat());
    }
    let faults = &variants("PcFault") | &variants("WorldFault");
    assert_eq!(deeds(&desk.text(), "fault."), faults);
    desk.play();
}
