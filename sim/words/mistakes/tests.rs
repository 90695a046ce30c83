//! One line of TOML a mistake, and what is said of it in both languages.

use super::super::Voice;
use crate::lang::Lang;
use crate::scenario::{Mistake, Scenario};
use crate::time::Zone;

fn mistake(line: &str) -> Mistake {
    let head = "title = { ja = \"例\", en = \"Example\" }\nstart = \"2022-11-28T10:00:00+09:00\"\n";
    let text = match line.split_once(" => ") {
        // Something in the head is replaced.
        Some((from, to)) => head.replacen(from, to, 1),
        None => format!("{head}{line}\n"),
    };
    let Err(error) = Scenario::parse(&text) else { println!("NOERR {line}"); return Mistake::DoAndFault };
    error.mistake().clone()
}

#[test]
fn x_print() {
    for line in LINES {
        let mistake = mistake(line);
        println!("@{line:?}@{mistake:?}@{mistake}@{}", Voice { lang: Lang::Ja, zone: &Zone::UTC }.words().mistake(&mistake));
    }
}

const LINES: &[&str] = &[
    "sed = 7",
    "[[step]]\ndo.aply = {}",
    "[[step]]\ndo.apply = { pc = \"a\", vai = \"portal\" }",
    "[[step]]\ndo.apply = { }",
    "[[step]]\nfault.brake = { pc = \"a\" }",
    "[[step]]\nfault.cut-power = { pc = \"a\" }",
    "[[step]]\nfault.cut-power = { pc = \"a\", at = \"imprt\" }",
    "[[step]]\nfault.drift = { pc = \"a\", seconds_per_day = 99999 }",
    "[[step]]\nfault = \"break\"",
    "[[step]]\ndo = \"apply\"",
    "[[step]]\ndo.import = { pc = \"a\", pin = 0427 }",
    "[[step]]\ndo.import = { pc = \"a\", pin = 427 }",
    "[[step]]\ndo.import = { pc = \"a\", pin = true }",
    "[[step]]\ndo.import = { pc = \"a\", pin = \"42\" }",
    "[[step]]\ndo.import = { pc = \"a\", file = \"a.p12\", password = 427 }",
    "[[step]]\ndo.import = { pc = \"a\", file = \"a.p12\" }",
    "[[step]]\ndo.import = { pc = \"a\", backup = \"a.p12\" }",
    "[[step]]\ndo.import = { pc = \"a\", pin = \"0427\", file = \"a.p12\", sha256 = \"00\", password = \"x\" }",
    "[[step]]\nat = \"2022-11-28\"",
    "[[step]]\nat = 2022-11-28",
    "[[step]]\nat = \"-3d\"",
    "[[step]]\nat = \"a.leter\"",
    "[[step]]\nat = \"b.letter\"",
    "[[step]]\nafter = \"3x\"",
    "[[step]]\nafter = \"-3d\"",
    "[[step]]\nafter = 3",
    "[[step]]\nafter = \"3d\"\nat = \"+3d\"",
    "[[step]]\nexpect = \"ok\"",
    "pcs = [\"a\"]\n[[step]]\ndo.apply = { pc = \"a\" }\nexpect = \"wrong-pasword\"",
    "[[step]]\ndo.apply = { pc = \"a\" }\nfault.break = { pc = \"a\" }",
    "pcs = [\"a\"]\n[[step]]\ndo.apply = { pc = \"b\" }",
    "pcs = [\"a\", \"A\"]",
    "pcs = [\"a\", \"a\"]",
    "pcs = [\"a/b\"]",
    "pcs = \"a\"",
    "pcs = [7]",
    "[[pc]]\nname = \"a\"\nservices = []",
    "[[pc]]\nname = \"a\"\nservices = [\"klaims\"]",
    "[[pc]]\nname = \"a\"\npower = \"8-18\"",
    "[[pc]]\nname = \"a\"\nclosed = [\"2025-12-32\"]",
    "[[pc]]\nname = \"a\"\nclosed = [2025-12-31]",
    "key = \"rsa\"",
    "key = \"rsa-204\"",
    "seed = -1",
    "seed = 18446744073709551616",
    "seed = \"7\"",
    "seed = 1\nseed = 2",
    "issuing_ends = \"a.not_after\"",
    "\"2022-11-28T10:00:00+09:00\" => \"9990-01-01T00:00:00Z\"\nissuing_ends = \"+73050d\"",
    "issuing_ends = 2022-11-28T10:00:00+09:00",
    "rules.renewal_days = 5000",
    "rules.renewal_days = \"5\"",
    "rules.validity_days = 90",
    "rules.mail_days = [5, 2]",
    "rules.mail_days = [5]",
    "rules.mail_days = 5",
    "rules.notices = 5",
"[rules.notices]\ndays = [40000]",
    "rules.notices.days = [-1]",
    "rules.issue_yen = 1.5",
    "[operator]\npin = 42",
    "[operator]\nabsent = [\"2026-01-02..2026-01-01\"]",
    "[operator]\nwrong_pins = -1",
    "facility = { }\nfacility = { }",
    "[facility]\naccount = 1",
    "[facility]\npayment = \"cash\"",
    "[operator]\nrenew = \"never\"",
    "[[step]",
    "[step",
    "pcs = [\"a\"",
    "pcs = [\"a\" \"b\"]",
    "pcs = [\"a\",, \"b\"]",
    "key = ",
    "key",
    "= 3",
    "key == \"p-256\"",
    "key = p-256",
    "key = \"p-256",
    "key = 'p-256",
    "key = \"\"\"p-256",
    "key = \"\\p-256\"",
    "key = \"\\u12\"",
    "title = { ja = \"a\"",
    "seed = 7 key = \"p-256\"",
    "seed = 1__0",
    "seed = +-1",
    "# \u{1}",
    "key = \"a\u{1}\"",
    "title => titel",
    "ja = \"例\",  => ",
    "\"2022-11-28T10:00:00+09:00\" => 2022-11-28T10:00:00+09:00",
    "\"2022-11-28T10:00:00+09:00\" => \"2022-11-28\"",
    "\"2022-11-28T10:00:00+09:00\" => 2022-11-28",
    "\"2022-11-28T10:00:00+09:00\" => 10:00:00",
];
