use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

use kigen::scenario::catalogue::CATALOGUE;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Run, kigen_in, run_in};
use crate::support::root;

/// A scenario of three steps that ends as it expects. The tests change one thing in it.
pub(crate) const SCENARIO: &str = r#"title = { ja = "試験", en = "Test" }
start = "2022-11-28T10:00:00+09:00"
pcs = ["受付01"]

[[step]]
do.apply = { pc = "受付01" }

[[step]]
at = "受付01.letter"
do.download = { pc = "受付01", pin = "0427" }

[[step]]
do.import = { pc = "受付01", pin = "0427" }
"#;

/// A folder with these files in it.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The scenario with one thing changed, which has to be in it.
fn changed(from: &str, to: &str) -> String {
    assert!(SCENARIO.contains(from), "{from}");
    SCENARIO.replacen(from, to, 1)
}

/// Runs `kigen run` on one file of this text.
fn run_text(text: &str, more: &[&str]) -> Run {
    let folder = folder(&[("it.toml", text)]);
    run_in(folder.path(), &[&["run", "it.toml"], more].concat())
}

#[track_caller]
fn expect_exit(run: &Run, code: i32) {
    assert_eq!(run.code, Some(code), "{run:#?}");
    assert!(!run.stderr.contains("panicked"), "{run:#?}");
    if code < 2 {
        return;
    }
    assert_eq!(run.stdout, "", "nothing is played when something is wrong");
    assert!(run.stderr.starts_with("kigen: error: "), "{run:#?}");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_catalogue_plays_without_arguments_and_passes() {
    let folder = folder(&[]);
    let run = run_in(folder.path(), &["run"]);
    expect_exit(&run, 0);
    assert_eq!(run.stderr, "");
    let last = run.stdout.lines().last().unwrap();
    let passed = format!("{} passed, 0 failed (", CATALOGUE.len());
    assert!(last.starts_with(&passed), "{last}");
    let of_folder = root().join("fixtures/scenarios");
    let again = run_in(folder.path(), &["run", of_folder.to_str().unwrap()]);
    expect_exit(&again, 0);
    assert_eq!(
        again.stdout.lines().last(),
        Some(last),
        "the same scenarios"
    );
}

#[test]
fn a_wrong_expectation_says_where_it_stands_and_what_came_instead() {
    let text = changed("do.import", "expect = \"expired\"\ndo.import");
    let run = run_text(&text, &[]);
    expect_exit(&run, 1);
    let failure = "it.toml:12: step 3 of 3, import 受付01: expected expired, got ok\n";
    assert_eq!(run.stderr, format!("kigen: error: {failure}"));
    let line = format!("FAIL: {failure}");
    assert!(run.stdout.contains(&line), "{}", run.stdout);
    let text =
        changed("0427\" }\n\n", "1111\" }\n\n") + "\n[[step]]\ndo.check = { pc = \"受付01\" }\n";
    let run = run_text(&text, &["--lang", "ja"]);
    expect_exit(&run, 1);
    let line =
        "不合格: it.toml:12: 4手順中の3番目、import 受付01: 期待は ok、結果は wrong-password\n";
    assert!(run.stdout.contains(line), "{}", run.stdout);
}

#[test]
fn a_moment_that_is_over_or_never_comes_fails_its_step() {
    for (from, to, got) in [
        (
            "at = \"受付01.letter\"",
            "at = \"2022-11-28T09:59:59+09:00\"",
            "got not played: 2022-11-28 09:59:59 JST is over: it is 2022-11-28 10:00:00 JST",
        ),
        (
            "do.apply = {",
            "at = \"受付01.letter\"\ndo.apply = {",
            "got not played: no-letter",
        ),
        (
            "do.apply = {",
            "at = \"受付01.not_after\"\ndo.apply = {",
            "got not played: no-certificate",
        ),
        (
            "at = \"受付01.letter\"",
            "at = \"2300-01-01T00:00:00+09:00\"",
            "got not played: it is more than 200 years after the start",
        ),
    ] {
        let run = run_text(&changed(from, to), &[]);
        expect_exit(&run, 1);
        assert!(run.stdout.contains(got), "{to}: {}", run.stdout);
    }
}

#[test]
fn each_mistake_is_reported_at_its_own_line_and_column() {
    for (from, to, place, message) in [
        // Misspelt keys: at top level, in the step, in the title, in the action, and the action.
        ("pcs", "pcz", "3:1", "there is no key `pcz` here"),
        ("at =", "att =", "9:1", "there is no key `att` here"),
        (
            "at =",
            "  expct = \"ok\"\nat =",
            "9:3",
            "there is no key `expct` here",
        ),
        ("en =", "em =", "1:22", "there is no key `em` here"),
        ("pin =", "pni =", "10:30", "pni"),
        (
            "\"0427\" }\n\n",
            "\"0427\", forse = true }\n\n",
            "10:44",
            "forse",
        ),
        ("apply", "aply", "6:4", "there is no action `aply`"),
        // Values.
        (
            "受付01.letter",
            "受付01.leter",
            "9:6",
            "did you mean `letter`?",
        ),
        (
            "受付01.letter",
            "受付02.letter",
            "9:6",
            "there is no PC `受付02`",
        ),
        (
            "at = \"受付01.letter\"",
            "at = \"-1d\"",
            "9:6",
            "cannot come before the start",
        ),
        (
            "at = \"受付01.letter\"",
            "after = \"-1d\"",
            "9:9",
            "cannot come before",
        ),
        (
            "at = \"受付01.letter\"",
            "after = \"2mo\"",
            "9:9",
            "months and years are not lengths",
        ),
        (
            "at =",
            "after = \"1d\"\nat =",
            "9:9",
            "`at` or `after`, not both",
        ),
        ("+09:00", "", "2:9", "has no zone"),
        (
            "[\"受付01\"]",
            "[\"受付01\", \"受付01\"]",
            "3:16",
            "there are two PCs `受付01`",
        ),
        // toml gives the place of the array for what is wrong in an element.
        (
            "[\"受付01\"]",
            "[\"受/付01\"]",
            "3:7",
            "a name cannot contain '/'",
        ),
        (
            "{ pc = \"受付01\" }",
            "{ pc = \"受付09\" }",
            "6:1",
            "there is no PC `受付09`",
        ),
        (
            "do.import",
            "expect = \"expird\"\ndo.import",
            "13:10",
            "did you mean `expired`?",
        ),
        ("do.import =", "do.import", "13:11", ""),
        // Rules.
        (
            "pcs =",
            "rules.mail_days = [5, 2]\npcs =",
            "3:19",
            "write the fewest days and the most, such as [2, 5]",
        ),
        (
            "pcs =",
            "pki.serial_bytes = 7\npcs =",
            "3:20",
            "write a number from 8 to 20",
        ),
        (
            "pcs =",
            "rules.notices.dayly_from = 3\npcs =",
            "3:15",
            "dayly_from",
        ),
    ] {
        let run = run_text(&changed(from, to), &[]);
        expect_exit(&run, 2);
        let start = format!("kigen: error: it.toml:{place}: ");
        assert!(run.stderr.starts_with(&start), "{to}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{to}: {}", run.stderr);
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_the_worst_is_the_exit_code() {
    let a = changed("apply", "aply");
    let b = changed("pcs", "pcz");
    let folder = folder(&[("a.toml", &a), ("b.toml", &b), ("good.toml", SCENARIO)]);
    let run = run_in(folder.path(), &["run", "a.toml", "good.toml", "b.toml"]);
    assert_eq!(run.code, Some(2), "{run:#?}");
    let last = run.stdout.lines().last().unwrap();
    assert_eq!(
        last,
        "1 passed, 0 failed (3 steps, 8 events), 2 files not read"
    );
    for start in ["kigen: error: a.toml:6:4: ", "kigen: error: b.toml:3:1: "] {
        assert!(run.stderr.contains(start), "{}", run.stderr);
    }
    let run = run_in(folder.path(), &["run", "a.toml", "missing.toml"]);
    expect_exit(&run, 3);
    for start in [
        "kigen: error: a.toml:6:4: ",
        "kigen: error: there is no missing.toml\n",
    ] {
        assert!(run.stderr.contains(start), "{}", run.stderr);
    }
    assert!(
        run.stderr.contains("kigen: hint: check the path"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_folder_is_its_scenarios_by_name() {
    let folder = folder(&[
        ("some/b.toml", SCENARIO),
        ("some/a.toml", SCENARIO),
        ("some/deep/down/a.toml", SCENARIO),
        ("some/.hidden/c.toml", SCENARIO),
        ("some/notes.txt", "not a scenario"),
        ("empty/notes.txt", "not a scenario either"),
    ]);
    let run = run_in(folder.path(), &["run", "some", "--format", "json"]);
    expect_exit(&run, 0);
    let report = json(&run.stdout);
    let names: Vec<&str> = report["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scenario| scenario["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["a", "b", "deep/down/a"]);
    let run = run_in(folder.path(), &["run", "some", "--out", "made"]);
    expect_exit(&run, 0);
    for file in ["a/受付01-1.p12", "deep/down/a/受付01-1.p12"] {
        assert!(folder.path().join("made").join(file).is_file(), "{file}");
    }
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[2], "pass  deep/down/a: Test (3 steps)");
    let run = run_in(folder.path(), &["run", "some/b.toml", "--out", "made"]);
    expect_exit(&run, 0);
    assert!(
        !folder.path().join("made/deep").exists(),
        "old folders are ours"
    );

    let run = run_in(folder.path(), &["run", "empty"]);
    expect_exit(&run, 3);
    let said = "kigen: error: empty: there are no scenarios in this folder\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
}

#[test]
fn failures_come_last_and_what_passed_is_a_line() {
    let wrong = changed("do.import", "expect = \"expired\"\ndo.import");
    let folder = folder(&[
        ("all/a.toml", &wrong),
        ("all/b.toml", SCENARIO),
        ("all/c.toml", &changed("apply", "aply")),
    ]);
    let run = run_in(folder.path(), &["run", "all", "--out", "made"]);
    assert_eq!(run.code, Some(2), "{run:#?}");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[..3], ["pass  b: Test (3 steps)", "", "a: Test"]);
    assert!(lines[lines.len() - 3].starts_with("  FAIL: all/a.toml:12: step 3 of 3"));
    let last = "1 passed, 1 failed (6 steps, 16 events), 1 file not read";
    assert_eq!(lines.last(), Some(&last));
    let errors: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.starts_with("kigen: error"))
        .collect();
    assert!(
        errors[0].starts_with("kigen: error: all/c.toml:6:4: "),
        "{errors:?}"
    );
    assert!(
        errors[1].starts_with("kigen: error: all/a.toml:12: step 3"),
        "{errors:?}"
    );
    let verbose = run_in(folder.path(), &["run", "all", "-v"]);
    assert!(
        verbose.stdout.starts_with("b: Test\n  2022-11-28 10:00:00"),
        "{}",
        verbose.stdout
    );

    let junit = fs::read_to_string(folder.path().join("made/junit.xml")).unwrap();
    for part in [
        "<testsuite name=\"c\" tests=\"1\" skipped=\"0\" errors=\"1\" failures=\"0\" time=\"0.000\">",
        "file=\"all/c.toml\" line=\"6\"",
        "file=\"all/a.toml\" line=\"12\"",
        "<property name=\"seed\" value=\"1\"/>",
        "message=\"line 12: expected expired, got ok\" type=\"unexpected-outcome\">a: Test",
    ] {
        assert!(junit.contains(part), "{part}: {junit}");
    }
    let report = json(&fs::read_to_string(folder.path().join("made/report.json")).unwrap());
    assert_eq!(report["broken"][0]["name"], "c");
    assert_eq!(report["broken"][0]["line"], 6);
}

#[test]
fn scenarios_are_filtered_shared_out_and_listed() {
    let folder = folder(&[]);
    let names = |args: &[&str]| -> Vec<String> {
        let run = run_in(folder.path(), &[&["list"], args].concat());
        expect_exit(&run, 0);
        let lines = run.stdout.lines();
        lines
            .map(|line| line.split(": ").next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&[]).len(), CATALOGUE.len());
    let renewals = names(&["--filter", "renewal"]);
    assert!(
        renewals.contains(&"renewal-cut-off".to_owned()),
        "{renewals:?}"
    );
    let two = names(&["--filter", "fee-by-", "--filter", "ten-years"]);
    assert_eq!(two, ["fee-by-deduction", "fee-by-invoice", "ten-years"]);
    let shares = (1..=4).flat_map(|share| names(&["--partition", &format!("{share}/4")]));
    let mut shares: Vec<String> = shares.collect();
    shares.sort();
    let mut all = names(&[]);
    all.sort();
    assert_eq!(shares, all);

    let run = run_in(
        folder.path(),
        &["run", "--filter", "fee-by-", "--partition", "2/2"],
    );
    expect_exit(&run, 0);
    assert!(run.stdout.starts_with("fee-by-invoice: "), "{}", run.stdout);
    let run = run_in(folder.path(), &["run", "--filter", "nothing"]);
    expect_exit(&run, 2);
    let run = run_in(
        folder.path(),
        &["run", "--partition", "5/4", "--lang", "ja"],
    );
    expect_exit(&run, 2);
    assert!(run.stderr.contains("2/4 のように"), "{}", run.stderr);
}

#[test]
fn a_reason_code_is_explained_with_the_scenarios_that_show_it() {
    let folder = folder(&[]);
    let run = run_in(folder.path(), &["explain", "no-certificate-sent"]);
    expect_exit(&run, 0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "no-certificate-sent: the client sent no certificate"
    );
    let scenarios = "  scenarios: expired-and-no-prompt, pinned-thumbprint";
    assert_eq!(lines.last(), Some(&scenarios));
    let run = run_in(folder.path(), &["explain", "expired", "--lang", "ja"]);
    assert!(
        run.stdout.contains("CERT_E_EXPIRED (0x800B0101)"),
        "{}",
        run.stdout
    );
    let all = run_in(folder.path(), &["explain", "--format", "json"]);
    let all = json(&all.stdout)["reasons"].as_array().unwrap().len();
    assert_eq!(all, kigen::reason::Reason::all().count());
    let run = run_in(folder.path(), &["explain", "expird"]);
    expect_exit(&run, 2);
    assert!(
        run.stderr.contains("did you mean `expired`") || run.stderr.contains("expired"),
        "{}",
        run.stderr
    );
}

#[test]
fn shells_and_manual_readers_get_theirs() {
    let folder = folder(&[]);
    for (shell, part) in [
        ("bash", "complete -F _kigen"),
        ("zsh", "#compdef kigen"),
        ("fish", "complete -c kigen"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let run = run_in(folder.path(), &["completions", shell]);
        expect_exit(&run, 0);
        assert!(run.stdout.contains(part), "{shell}: {}", run.stdout);
        assert!(run.stdout.contains("expires-within"), "{shell}");
    }
    let page = run_in(folder.path(), &["man", "session", "import"]);
    expect_exit(&page, 0);
    assert!(
        page.stdout.contains(".TH kigen-session-import 1"),
        "{}",
        page.stdout
    );
    expect_exit(&run_in(folder.path(), &["man"]), 0);
    expect_exit(&run_in(folder.path(), &["man", "sesion"]), 2);
}

#[test]
fn two_files_of_one_name_are_refused() {
    let folder = folder(&[("a/same.toml", SCENARIO), ("b/same.toml", SCENARIO)]);
    let run = run_in(folder.path(), &["run", "a", "b/same.toml"]);
    expect_exit(&run, 2);
    assert!(
        run.stderr.contains("are both called same"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_file_that_is_no_utf_8_or_far_too_large_is_refused() {
    let folder = folder(&[]);
    fs::write(folder.path().join("sjis.toml"), b"title = \"\x8e\x8e\"").unwrap();
    let large = fs::File::create(folder.path().join("large.toml")).unwrap();
    large.set_len((8 << 20) + 1).unwrap();
    for (file, message) in [
        ("sjis.toml", "not a text in UTF-8"),
        ("large.toml", "more than 8388608 bytes"),
    ] {
        let run = run_in(folder.path(), &["run", file]);
        expect_exit(&run, 2);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}

#[test]
fn the_json_on_standard_output_is_the_file_that_is_written() {
    let folder = folder(&[("it.toml", SCENARIO)]);
    let args = ["run", "it.toml", "--format", "json", "--out", "made/here"];
    let run = run_in(folder.path(), &args);
    expect_exit(&run, 0);
    let written = fs::read_to_string(folder.path().join("made/here/report.json")).unwrap();
    assert_eq!(run.stdout, written);
    let report = json(&written);
    assert_eq!(report["schema"], 1);
    let scenario = &report["scenarios"][0];
    assert_eq!(scenario["outcome"], "pass");
    assert_eq!(scenario["steps"].as_array().unwrap().len(), 3);
    // What the report lists is what is in the folder.
    for artefact in scenario["artefacts"].as_array().unwrap() {
        let path = Path::new("made/here/it").join(artefact["name"].as_str().unwrap());
        let length = fs::metadata(folder.path().join(&path)).unwrap().len();
        assert_eq!(
            Some(length),
            artefact["size"].as_u64(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn another_seed_is_said_and_played() {
    let seed = |more: &[&str]| {
        let run = run_text(SCENARIO, &[&["--format", "json"], more].concat());
        expect_exit(&run, 0);
        let report = json(&run.stdout);
        let scenario = &report["scenarios"][0];
        (
            scenario["seed"].clone(),
            scenario["artefacts"][0]["sha256"].clone(),
        )
    };
    let (own, bytes) = seed(&[]);
    let (given, others) = seed(&["--seed", "42"]);
    assert_eq!((own, given), (1.into(), 42.into()));
    assert_ne!(bytes, others);
    expect_exit(&run_text(SCENARIO, &["--seed", "-1"]), 2);
    expect_exit(&run_text(SCENARIO, &["--seed", "0x1"]), 2);
}

#[test]
fn the_language_is_the_one_asked_for() {
    for (lang, line) in [("en", "it: Test"), ("ja", "it: 試験")] {
        let run = run_text(SCENARIO, &["--lang", lang]);
        expect_exit(&run, 0);
        assert_eq!(run.stdout.lines().next(), Some(line));
    }
    expect_exit(&run_text(SCENARIO, &["--lang", "fr"]), 2);
}

/// On Windows and macOS the system's setting counts, not the environment.
#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn without_being_asked_the_language_is_the_locales() {
    let folder = folder(&[("it.toml", SCENARIO)]);
    for (variable, locale, line) in [
        ("LANG", "ja_JP.UTF-8", "it: 試験"),
        ("LANG", "en_US.UTF-8", "it: Test"),
        ("LANG", "C", "it: Test"),
        ("LC_ALL", "ja_JP.UTF-8", "it: 試験"),
    ] {
        let run: Run = kigen_in(folder.path())
            .args(["run", "it.toml"])
            .env(variable, locale)
            .output()
            .unwrap()
            .into();
        expect_exit(&run, 0);
        assert_eq!(run.stdout.lines().next(), Some(line), "{variable}={locale}");
    }
}

#[test]
fn no_error_repeats_a_pin() {
    const DIGITS: &str = "8605";
    for text in [
        "\"86051\"",
        "\"８６０５\"",
        "\"8605 \"",
        "\"8605x\"",
        "8605",
        "8_605_860_586_058_605_860_586_058_605",
        "8605.5",
        "-8605",
        "0x8605",
        "[\"8605\"]",
        "{ a = \"8605\" }",
        "\"8605",
        "'8605\"",
        "08605",
    ] {
        let run = run_text(&changed("\"0427\"", text), &[]);
        expect_exit(&run, 2);
        expect_no_digits(&run.stderr, DIGITS, text);
    }
    // The key is what is misspelt.
    for pair in [
        "pni = \"8605\"",
        "PIN = \"8605\"",
        "pasword = \"8605\"",
        "pni = 8605",
    ] {
        let run = run_text(&changed("pin = \"0427\"", pair), &[]);
        expect_exit(&run, 2);
        expect_no_digits(&run.stderr, DIGITS, pair);
    }
    let folder = folder(&[("it.p12", "")]);
    for given in ["86051", "８６０５", "8605 ", "8605x", "860", ""] {
        for lang in ["ja", "en"] {
            let args = ["inspect", "it.p12", "--pin", given, "--lang", lang];
            let run = run_in(folder.path(), &args);
            expect_exit(&run, 2);
            expect_no_digits(&run.stderr, "860", given);
        }
    }
    let run = run_in(folder.path(), &["run", "--pin", DIGITS]);
    expect_exit(&run, 2);
    expect_no_digits(&run.stderr, DIGITS, "an option of the other subcommand");
}

/// Neither the digits themselves, nor full-width.
#[track_caller]
fn expect_no_digits(said: &str, digits: &str, given: &str) {
    let half_width: String = said
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            c => c,
        })
        .filter(|c| *c != '_')
        .collect();
    assert!(!half_width.contains(digits), "{given}: {said}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder(&[]);
    let mut child = kigen_in(folder.path())
        .arg("run")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Closed before the first scenario has been played, so that every write fails.
    drop(child.stdout.take());
    let mut stderr = String::new();
    let pipe = child.stderr.as_mut().unwrap();
    pipe.read_to_string(&mut stderr).unwrap();
    assert_eq!(
        (child.wait().unwrap().code(), stderr.as_str()),
        (Some(0), "")
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    let folder = folder(&[]);
    let version = run_in(folder.path(), &["--version"]);
    expect_exit(&version, 0);
    assert_eq!(
        version.stdout,
        format!("kigen {}\n", env!("CARGO_PKG_VERSION"))
    );
    for args in [
        &["--help"][..],
        &["-h"],
        &["run", "--help"],
        &["inspect", "--help"],
        &["session", "--help"],
        &["session", "import", "--help"],
    ] {
        let help = run_in(folder.path(), args);
        expect_exit(&help, 0);
        assert_eq!(help.stderr, "");
        assert!(help.stdout.contains("Usage: kigen"), "{args:?}");
    }
    let long = run_in(folder.path(), &["--help"]).stdout;
    for code in ["\n  0  ", "\n  1  ", "\n  2  ", "\n  3  "] {
        assert!(long.contains(code), "every exit code is explained: {long}");
    }
    let nothing = run_in(folder.path(), &[]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(2), ""));
    assert!(
        nothing.stderr.contains("Usage: kigen"),
        "{}",
        nothing.stderr
    );
    expect_exit(&run_in(folder.path(), &["runn"]), 2);
}

#[test]
fn an_out_folder_that_cannot_be_is_said_to_be_in_the_way() {
    let folder = folder(&[("it.toml", SCENARIO), ("taken", "a file")]);
    for out in ["taken", "taken/deeper"] {
        let run = run_in(folder.path(), &["run", "it.toml", "--out", out]);
        expect_exit(&run, 3);
        assert_eq!(
            run.stderr,
            format!(
                "kigen: error: something else is in the place of {out}: a folder, a file, a link or \
                 a pipe\n\
                 kigen: hint: move it away, or name another --out\n"
            )
        );
    }
    assert_eq!(
        fs::read_to_string(folder.path().join("taken")).unwrap(),
        "a file"
    );
}

#[test]
fn a_world_too_near_the_end_of_dates_is_refused_where_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |start: &str, at: &str| {
        let scenario = format!(
            "title = {{ ja = \"あ\", en = \"a\" }}\nstart = \"{start}\"\npcs = [\"a\"]\n\
             [[step]]\nat = \"{at}\"\ndo.apply = {{ pc = \"a\" }}\n"
        );
        std::fs::write(folder.path().join("a.toml"), scenario).unwrap();
    };
    let last = "9949-12-31T23:59:59Z";
    write(last, last);
    expect_exit(&run_in(folder.path(), &["run", "a.toml"]), 0);
    write("9950-01-01T00:00:00Z", "9950-01-01T00:00:00Z");
    let run = run_in(folder.path(), &["run", "a.toml", "--lang", "en"]);
    expect_exit(&run, 2);
    assert!(
        run.stderr
            .contains("a.toml:2:9: a world begins by 9949-12-31"),
        "{}",
        run.stderr
    );
    write("2022-11-28T10:00:00+09:00", "9999-12-31T00:00:00Z");
    let run = run_in(folder.path(), &["run", "a.toml", "--lang", "en"]);
    expect_exit(&run, 2);
    assert!(
        run.stderr
            .contains("a.toml:5:6: a world ends on 9949-12-31"),
        "{}",
        run.stderr
    );

    let start = |start| {
        run_in(
            folder.path(),
            &["session", "new", "a", "--lang", "en", "--start", start],
        )
    };
    let run = start("9990-01-01T00:00:00Z");
    expect_exit(&run, 2);
    assert!(run.stderr.contains("begin by 9949-12-31"), "{}", run.stderr);
    assert!(!folder.path().join("session.toml").exists());
    expect_exit(&start(last), 0);
    expect_exit(&run_in(folder.path(), &["session", "apply"]), 0);
}
