//! Files for which no password was given, or a wrong one: what they show all the same.

use std::fs;

use kigen::inspection::{Finding, Inspector, Remark};
use kigen::outcome::Outcome;
use kigen::reason::Reason;

use crate::command::run_in;
use crate::support::root;

fn inspected(file: &str, password: Option<&str>) -> Finding {
    let mut inspector = Inspector::new();
    if let Some(password) = password {
        inspector = inspector.with_password(password.parse().unwrap());
    }
    let bytes = fs::read(root().join("fixtures").join(file)).unwrap();
    inspector.inspect_bytes(file, bytes)
}

#[test]
fn what_needs_no_password_is_shown_without_one() {
    let no_password = Outcome::Refused(Reason::NoPassword);
    for (file, outcome, certificates, keys, verified) in [
        ("foreign/java-17.jks", Outcome::Ok, 3, 1, false),
        ("field/no-certificate-privacy.p12", Outcome::Ok, 2, 1, false),
        ("field/nomac-openssl.p12", Outcome::Ok, 1, 1, false),
        (
            "foreign/openssl-no-mac-in-the-clear.p12",
            Outcome::Ok,
            3,
            1,
            true,
        ),
        ("foreign/openssl-default.p12", no_password, 0, 1, false),
        (
            "foreign/openssl-empty-password.p12",
            Outcome::Ok,
            3,
            1,
            true,
        ),
    ] {
        let finding = inspected(file, None);
        assert_eq!(finding.outcome, outcome, "{file}");
        assert_eq!(finding.certificates.len(), certificates, "{file}");
        assert_eq!(finding.private_keys.len(), keys, "{file}");
        let remark = finding.remarks.contains(&Remark::NotVerified);
        assert_eq!(remark, !verified, "{file}");
        assert_eq!(finding.opened, outcome.is_ok(), "{file}");
    }
}

#[test]
fn a_wrong_password_hides_nothing_that_needs_none() {
    for (file, certificates) in [
        ("foreign/java-17.jks", 3),
        ("field/no-certificate-privacy.p12", 2),
        ("foreign/openssl-default.p12", 0),
    ] {
        let finding = inspected(file, Some("0000"));
        assert_eq!(finding.outcome, Outcome::Refused(Reason::WrongPassword));
        assert_eq!(finding.certificates.len(), certificates, "{file}");
        assert!(!finding.opened, "{file}");
    }
}

#[test]
fn nobody_who_gave_no_password_is_told_that_it_was_wrong() {
    let folder = root().join("fixtures");
    let run = run_in(&folder, &["inspect", "foreign/java-17.jks"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let line = "  not checked, as no password was given: only what needs none is shown\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    let run = run_in(&folder, &["inspect", "foreign/openssl-default.p12"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let line = ": no-password: the file needs a password, and none was given\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
    assert!(run.stderr.contains("give --pin NNNN"), "{}", run.stderr);
    let run = run_in(&folder, &["inspect", "foreign"]);
    assert!(!run.stdout.contains("wrong-password"), "{}", run.stdout);
}

#[test]
fn a_name_that_is_no_text_is_told_and_the_rest_of_the_file_shown() {
    let finding = inspected("field/friendly-cp1252.p12", Some("0427"));
    assert_eq!(finding.outcome, Outcome::Ok);
    assert_eq!(
        finding.remarks.iter().collect::<Vec<_>>(),
        [&Remark::UnreadableName]
    );
    assert_eq!(finding.certificates.len(), 2);
}
