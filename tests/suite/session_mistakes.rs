use std::fs;

use crate::session::{Desk, foreign};
use crate::support::root;

#[test]
fn bad_arguments_append_nothing() {
    let desk = Desk::set_up();
    fs::copy(foreign(), desk.path().join("other.p12")).unwrap();
    let missing = "missing.p12";
    for (args, code, message) in [
        (
            &["download", "--pin", "04270"][..],
            2,
            "--pin: the PIN has 5 digits",
        ),
        (&["download", "--pin", "８６０５"], 2, "full-width"),
        (&["download"], 2, "--pin"),
        (&["import"], 2, "--pin"),
        (&["import", "--password-file", "F"], 3, "there is no F"),
        (
            &["import", missing, "--pin", "0427"],
            3,
            "there is no missing.p12",
        ),
        (
            &["import", "session.toml", "--pin", "x"],
            2,
            "give --password-file F",
        ),
        (
            &["import", ".", "--pin", "0427"],
            2,
            "a name cannot be empty",
        ),
        (
            &["import", "--pin", "0427", "--strong-pin", "1"],
            2,
            "--strong-pin: ",
        ),
        (
            &["export", "a/b", "--pin", "0427"],
            2,
            "a name cannot contain '/'",
        ),
        (
            &["renew", "--deny-key", "--key-pin", "0427"],
            2,
            "--deny-key cannot be given together with --key-pin",
        ),
        (&["connect", "klaims"], 2, "did you mean `claims`?"),
        (&["delete", "all"], 2, "there are expired and old"),
        (
            &["backup", "控え", "--pin", "0427", "--encryption", "nss"],
            2,
            "there are windows-triple-des-sha1 and windows-aes256-sha256",
        ),
        (&["fault", "brake"], 2, "there are `cut-power`"),
        (&["fault", "cut-power"], 2, "`at` is missing"),
        (
            &["fault", "cut-power", "import"],
            2,
            "write it as at=import",
        ),
        (
            &["fault", "drift", "seconds_per_day=99999"],
            2,
            "fault drift: ",
        ),
        (
            &["apply", "--pc", "受付02"],
            2,
            "there is no PC `受付02`; there are `受付01`",
        ),
        (&["list", "--pc", "受付02"], 2, "there is no PC `受付02`"),
        (&["advance", "3x"], 2, "write 3d, "),
        (&["advance", "2022-11-28T10:00:00"], 2, "has no zone"),
        (&["advance", "2022-11-28T10:00:00+09:00"], 2, "is over"),
        (&["advance", "+1s"], 2, "is over"),
        (&["advance", "受付02.letter"], 2, "there is no PC `受付02`"),
        (&["advance", "受付01.leter"], 2, "did you mean `letter`?"),
        (&["new", "受付01"], 3, "session.toml exists and is kept"),
        (
            &["new", "受付01", "--file", "con.toml"],
            2,
            "device on Windows",
        ),
        (
            &["new", "受付01", "--file", "no/such/folder.toml"],
            3,
            "folder.toml",
        ),
        (
            &["apply", "--file", "other.toml"],
            3,
            "there is no other.toml",
        ),
        (&["status", "--file", "other.toml"], 3, "kigen session new"),
        (
            &["new", "--file", "another.toml"],
            2,
            "a session needs a PC",
        ),
        (&["aply"], 2, "aply"),
        (&["apply", "--file", "other.p12"], 2, "not a text in UTF-8"),
    ] {
        desk.wrong(args, code, message);
    }
    let empty = Desk::new();
    empty.wrong(&["advance", "受付01.letter"], 2, "no-letter");
    empty.wrong(&["advance", "受付01.not_after"], 2, "no-certificate");
    empty.wrong(&["undo"], 2, "there is no step");
}

#[test]
fn a_session_takes_its_pcs_by_place_or_by_option() {
    let desk = Desk::new();
    desk.done(&["new", "--pc", "受付02", "--file", "two.toml"]);
    let text = fs::read_to_string(desk.path().join("two.toml")).unwrap();
    assert!(text.contains("pcs = [\"受付02\"]"), "{text}");
}

#[test]
fn no_message_and_no_output_repeats_a_secret() {
    let desk = Desk::new();
    let mut said = String::new();
    let password = desk.path().join("password");
    fs::write(&password, "Geheim86\n").unwrap();
    let password = password.to_str().unwrap().to_owned();
    for args in [
        &["apply"][..],
        &["advance", "受付01.letter"],
        &["download", "--pin", "8605"],
        &["download", "--pin", "86051"],
        &["import", "--pin", "8605x"],
        &["import", "--pin", "8605", "--strong-pin", "8605"],
        &["connect", "--key-pin", "8605"],
        &["connect", "--key-pin", "8605 "],
        &["export", "控え", "--pin", "8605", "--pin-again", "8605"],
        &["import", &foreign(), "--password-file", &password],
        &["list"],
        &["status"],
        &["verify"],
        &["undo"],
    ] {
        for format in ["json", "text"] {
            let run = desk.session(&[args, &["--format", format]].concat());
            said += &(run.stdout + &run.stderr);
        }
    }
    assert!(said.contains("wrong-password"), "{said}");
    assert!(
        !said.contains("8605") && !said.contains("８６０５") && !said.contains("Geheim"),
        "{said}"
    );
    // As in every scenario they stand in the file; an error about its line blots them out.
    desk.refused(
        &["import", &foreign(), "--password-file", &password],
        "wrong-password",
    );
    assert!(desk.text().contains("password = \"Geheim86\""));
    desk.write(&desk.text().replace("password =", "passwort ="));
    let run = desk.session(&["status"]);
    assert!(
        run.stderr.contains("passwort = \"********\""),
        "{}",
        run.stderr
    );
}

#[test]
fn what_was_written_by_hand_stays_as_it_is() {
    for ends in ["\n", "\r\n"] {
        let desk = Desk::set_up();
        let text = desk.text().replace(
            "[[step]]\ndo.apply",
            "# 申請\n[[step]] # the first\ndo . apply",
        );
        let text = (text + "\n# to be continued").replace('\n', ends);
        desk.write(&text);
        desk.refused(&["import", "--pin", "0472"], "wrong-password");
        let step = "\n\n[[step]]\ndo.import = { pc = \"受付01\", pin = \"0472\" }\nexpect = \"wrong-password\"\n";
        assert_eq!(desk.text(), text.clone() + &step.replace('\n', ends));
        desk.play();
        desk.done(&["undo"]);
        assert_eq!(desk.text(), text + ends, "but for the end of the last line");
        // The step before it has a comment after it.
        desk.wrong(&["undo"], 2, "written by hand");
    }
}

#[test]
fn any_scenario_can_be_gone_on_with() {
    let desk = Desk(tempfile::tempdir().unwrap());
    let path = root().join("fixtures/scenarios/first-setup.toml");
    let text = fs::read_to_string(path).unwrap();
    desk.write(&text);
    desk.done(&["advance", "1d", "--pc", "受付01"]);
    assert!(desk.text().starts_with(&text));
    desk.play();
}

#[test]
fn a_file_that_is_no_scenario_is_reported_at_its_place_and_left_alone() {
    let desk = Desk::set_up();
    let text = desk.text();
    for (from, to, message) in [
        (
            "do.apply",
            "do.aply",
            "session.toml:8:4: there is no action `aply`",
        ),
        ("[[step]]", "[[step]", "session.toml:7:"),
        ("start = ", "start == ", "session.toml:3:"),
    ] {
        desk.write(&text.replacen(from, to, 1));
        for args in [&["check"][..], &["status"], &["undo"]] {
            desk.wrong(args, 2, message);
        }
    }
    // Torn in the middle of the last step.
    desk.write(&text[..text.len() - 9]);
    desk.wrong(&["check"], 2, "session.toml:17:");
    // A step that ends otherwise than it says.
    desk.write(&text.replace("pin = \"0427\" }\n\n", "pin = \"0428\" }\n\n"));
    let message = "session.toml:16: step 4, import 受付01, does not end as expected: expected ok, got wrong-password";
    desk.wrong(&["check"], 1, message);
    // Steps that are no `[[step]]`s cannot be appended to.
    desk.write(&(text[..text.find("\n[[step]]").unwrap()].to_owned() + "step = []\n"));
    desk.wrong(&["check"], 2, "kigen: error: ");
    fs::write(desk.path().join("session.toml"), b"title = \"\x8e\x8e\"").unwrap();
    desk.wrong(&["check"], 2, "not a text in UTF-8");
}
