//! Passwords other than the manual's four digits: which a PKI has, where they are typed, and that
//! nothing shows them.

use std::fs;

use kigen::lab::{EnrollError, Lab};
use kigen::password::Password;
use kigen::pin::Pin;
use kigen::pkcs12::{self, Limits};
use kigen::pki::{PasswordRule, Pki, PkiError};
use kigen::reason::Reason;
use kigen::scenario::{Scenario, run};

use crate::command::run_in;
use crate::support::{SEED, time};

const SECRET: &str = "korrekt Pferd 電池";

/// A world whose files have long passwords: a wrong one, the right one, a backup and its way back.
fn world(rule: &str) -> String {
    format!(
        r#"
title = {{ ja = "x", en = "x" }}
start = "2022-11-28T10:00:00+09:00"
pcs = ["dev-01"]
rules = {{ delivery = "online" }}

[pki]
file_passwords = "{rule}"

[[step]]
do.apply = {{ pc = "dev-01" }}

[[step]]
after = "7d"
do.download = {{ pc = "dev-01", password = "{SECRET}" }}

[[step]]
do.import = {{ pc = "dev-01", pin = "0427" }}
expect = "wrong-password"

[[step]]
do.import = {{ pc = "dev-01", password = "{SECRET}" }}

[[step]]
do.backup = {{ pc = "dev-01", backup = "b", password = "{SECRET}", password_again = "{SECRET}!" }}
expect = "pins-differ"

[[step]]
do.backup = {{ pc = "dev-01", backup = "b", password = "{SECRET}" }}

[[step]]
do.restore = {{ pc = "dev-01", backup = "b", password = "{SECRET}" }}
"#
    )
}

#[test]
fn a_rule_says_how_long_and_of_what() {
    for (rule, good, bad) in [
        (
            "4 digits",
            &["0427", "0000"][..],
            &["", "427", "04270", "042a", "０４２７"][..],
        ),
        (
            "8-64 characters",
            &["12345678", SECRET],
            &["1234567", "12345\u{7}678"],
        ),
        (
            "32 hexadecimal",
            &["0123456789abcdefABCDEF0123456789"],
            &["0123456789abcdefABCDEF012345678g"],
        ),
        ("6 letters-and-digits", &["aB3dE6"], &["aB3-E6", "aB3dé6"]),
        (
            "3-4 ascii",
            &["a-!", "~~~~"],
            &["a b", "äöü", "aa", "aaaaa"],
        ),
        ("none", &[""], &[" ", "0"]),
    ] {
        let read: PasswordRule = rule.parse().unwrap();
        assert_eq!(read.to_string(), rule);
        for password in good {
            assert!(read.admits(password), "{rule}: {password}");
        }
        for password in bad {
            assert!(!read.admits(password), "{rule}: {password}");
        }
    }
    assert_eq!("4 digits".parse(), Ok(PasswordRule::default()));
    for (rule, said) in [
        ("", "is no rule for passwords"),
        ("digits", "is no rule for passwords"),
        ("0 digits", "is no rule for passwords"),
        ("9-8 digits", "is no rule for passwords"),
        ("1-1001 digits", "is no rule for passwords"),
        ("8 digit", "did you mean `digits`?"),
    ] {
        let error = rule.parse::<PasswordRule>().unwrap_err().to_string();
        assert!(error.contains(said), "{rule}: {error}");
    }
}

#[test]
fn a_world_has_the_passwords_of_its_pki_and_shows_none() {
    let text = world("8-64 characters");
    let scenario = Scenario::parse(&text).unwrap();
    let again = Scenario::parse(&scenario.to_toml()).unwrap();
    assert_eq!(again.world, scenario.world);
    assert_eq!(again.to_toml(), scenario.to_toml());
    let played = run(&scenario, SEED);
    for step in &played.steps {
        assert!(step.passed(), "{step:?}");
    }
    let files = played.artefacts.iter();
    let files: Vec<_> = files
        .filter(|file| file.name.ends_with(".p12") || file.name.ends_with(".pfx"))
        .collect();
    assert_eq!(files.len(), 2);
    for file in files {
        pkcs12::open(&file.bytes, SECRET, &Limits::default()).unwrap();
        assert!(pkcs12::open(&file.bytes, "0427", &Limits::default()).is_err());
    }
    for shown in [format!("{played:?}"), format!("{scenario:?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    // Everything that the command writes or prints of it, but the scenario itself.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("own.toml"), &text).unwrap();
    let run = run_in(
        folder.path(),
        &["run", "own.toml", "--verbose", "--out", "out"],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(!shown.contains(SECRET), "{shown}");
    for report in ["report.json", "report.html", "junit.xml"] {
        let report = fs::read_to_string(folder.path().join("out").join(report)).unwrap();
        assert!(!report.contains(SECRET), "{report}");
    }
}

#[test]
fn passwords_that_files_do_not_have_are_refused_at_their_place() {
    let text = world("8-64 characters");
    let line = 1 + text
        .lines()
        .position(|line| line.starts_with("do.download"))
        .unwrap();
    for (wrong, said) in [
        ("password = \"kurz\"", "files are: 8-64 characters"),
        ("pin = \"0427\"", "files are: 8-64 characters"),
        (
            "pin = \"0427\", password = \"lang genug\"",
            "write `pin`, or `password`",
        ),
    ] {
        let text = text.replacen(&format!("password = \"{SECRET}\""), wrong, 1);
        let error = Scenario::parse(&text).unwrap_err();
        assert_eq!(error.line(), line, "{error}");
        let error = error.to_string();
        assert!(error.contains(said), "{error}");
        assert!(
            !error.contains("kurz") && !error.contains("0427"),
            "{error}"
        );
        assert!(
            !error.contains("lang") && !error.contains("genug"),
            "{error}"
        );
    }
    // The manual's world has four digits.
    let manuals = text.replacen("file_passwords = \"8-64 characters\"", "", 1);
    let error = Scenario::parse(&manuals).unwrap_err();
    assert_eq!(error.line(), line, "{error}");
    assert!(error.to_string().contains("files are: 4 digits"), "{error}");
    // What an operator chooses alone.
    let operator = text.replacen("[pki]", "[operator]\npin = \"0427\"\n\n[pki]", 1);
    let error = Scenario::parse(&operator).unwrap_err().to_string();
    assert!(error.contains("files are: 8-64 characters"), "{error}");
}

#[test]
fn a_lab_and_its_operators_have_them_too() {
    let pki = Pki {
        file_passwords: Some("8-64 characters".parse().unwrap()),
        ..Pki::default()
    };
    let settings = |pki: Pki| kigen::world::WorldSettings {
        pki,
        ..kigen::world::WorldSettings::new(SEED, time("2022-11-28T10:00:00+09:00"))
    };
    let mut lab = Lab::with_settings(settings(pki.clone()), kigen::store::Stores::default());
    let refused = lab.enroll("dev-01", "0427".parse().unwrap());
    let rule = pki.password_rule();
    assert_eq!(refused, Err(EnrollError::Pki(PkiError::Password { rule })));
    let Ok(secret) = SECRET.parse::<Password>();
    let pc = lab.enroll("dev-02", Pin::from(secret)).unwrap();
    assert_eq!(lab.connect(&pc), Ok(()));

    // Without a choice, an operator takes as many zeros as it needs.
    let policy = "title = { ja = 'x', en = 'x' }\nstart = '2022-11-28T10:00:00+09:00'\npcs = ['a']\n\
        [operator]\nrecovers = true\nbacks_up = true\nwrong_pins = 1\n[pki]\nvalidity = '60d'\n\
        file_passwords = '12 letters-and-digits'\n[[step]]\ndo.apply = { pc = 'a' }\n[[step]]\nafter = '7d'\n\
        do.download = { pc = 'a', password = 'aaaaaaaaaaaa' }\n[[step]]\n\
        do.import = { pc = 'a', password = 'aaaaaaaaaaaa' }\n[[step]]\nat = 'a.not_after + 40d'";
    let played = run(&Scenario::parse(policy).unwrap(), SEED);
    let backups = played
        .artefacts
        .iter()
        .filter(|file| file.name.ends_with(".pfx"));
    let opened: Vec<_> = backups
        .map(|file| pkcs12::open(&file.bytes, "000000000000", &Limits::default()).is_ok())
        .collect();
    assert!(
        !opened.is_empty() && opened.iter().all(|opened| *opened),
        "{opened:?}"
    );
}

#[test]
fn the_command_makes_files_under_any_password_and_says_none() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("secret.txt", &format!("\u{feff}{SECRET}\r\nnot this"));
    write("short.txt", "kurz");
    write("long.toml", "[pki]\nfile_passwords = '8-64 characters'");
    write("none.toml", "[pki]\nfile_passwords = 'none'");
    let make = |out: &str, args: &[&str]| {
        let fixed = ["make", "--key", "p-256", "--as", "p12,jks", "--out", out];
        run_in(folder.path(), &[&fixed, args].concat())
    };
    for (out, args, password) in [
        ("any", &["--password-file", "secret.txt"][..], SECRET),
        (
            "long",
            &["--pki", "long.toml", "--password-file", "secret.txt"],
            SECRET,
        ),
        ("none", &["--pki", "none.toml"], ""),
        ("usual", &[], "0427"),
    ] {
        let run = make(out, args);
        assert_eq!(run.code, Some(0), "{out}: {run:#?}");
        let at = |name: &str| fs::read(folder.path().join(out).join(name)).unwrap();
        let contents = pkcs12::open(&at("valid.p12"), password, &Limits::default()).unwrap();
        assert_eq!(contents.keys.len(), 1);
        assert!(kigen::jks::open(&at("valid.jks"), password).is_ok());
        let wrong = pkcs12::open(&at("valid.p12"), "9999", &Limits::default());
        assert_eq!(
            wrong.map_err(Reason::from).unwrap_err(),
            Reason::WrongPassword
        );
        let shown = format!(
            "{}{}",
            run.stdout,
            String::from_utf8_lossy(&at("manifest.json"))
        );
        assert!(
            !shown.contains(SECRET) && !shown.contains("Pferd"),
            "{shown}"
        );
    }
    for (args, said) in [
        (&["--pki", "long.toml"][..], "files are: 8-64 characters"),
        (
            &["--pki", "long.toml", "--pin", "0427"],
            "files are: 8-64 characters",
        ),
        (
            &["--pki", "long.toml", "--password-file", "short.txt"],
            "files are: 8-64 characters",
        ),
        (&["--pki", "none.toml", "--pin", "0427"], "files are: none"),
        (
            &["--pin", "0427", "--password-file", "secret.txt"],
            "cannot",
        ),
    ] {
        let run = make("out", args);
        assert_eq!(run.code, Some(2), "{args:?}: {run:#?}");
        assert!(run.stderr.contains(said), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("kurz"), "{}", run.stderr);
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn a_session_takes_them_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let text = world("8-64 characters");
    let (head, _) = text.split_once("[[step]]").unwrap();
    fs::write(folder.path().join("session.toml"), head).unwrap();
    fs::write(folder.path().join("secret.txt"), SECRET).unwrap();
    let step = |args: &[&str]| run_in(folder.path(), &[&["session"], args].concat());
    let file = ["--password-file", "secret.txt"];
    for (args, code) in [
        (&["apply"][..], 0),
        (&["advance", "7d"], 0),
        (&["download", "--pin", "0427"], 2),
        (&[&["download"], &file[..]].concat(), 0),
        (&["import", "--pin", "0427"], 1),
        (&[&["import"], &file[..]].concat(), 0),
        (&[&["backup", "b"], &file[..]].concat(), 0),
        (&[&["restore", "b"], &file[..]].concat(), 0),
    ] {
        let run = step(args);
        assert_eq!(run.code, Some(code), "{args:?}: {run:#?}");
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert!(!shown.contains("Pferd"), "{shown}");
    }
    assert_eq!(
        run_in(folder.path(), &["run", "session.toml"]).code,
        Some(0)
    );
}
