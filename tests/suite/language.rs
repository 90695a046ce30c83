use crate::cli::{SCENARIO, folder};
use crate::command::{Run, kigen_in, run_in};

fn is_japanese(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

#[test]
fn help_is_in_the_language_asked_for_wherever_that_stands() {
    let folder = folder(&[]);
    for args in [
        &["--lang", "ja", "--help"][..],
        &["--help", "--lang=ja"],
        &["-h", "--lang", "ja"],
        &["--lang", "ja", "run", "--help"],
        &["run", "--help", "--lang", "ja"],
        &["session", "import", "--lang", "ja", "-h"],
        &["--lang", "ja", "help"],
        &["--lang", "ja", "help", "session", "import"],
        &["--lang", "ja", "session", "help", "import"],
    ] {
        let run = run_in(folder.path(), args);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{args:?}");
        assert!(run.stdout.contains("\n使い方: kigen"), "{}", run.stdout);
        assert!(!run.stdout.contains("OPTIONS"), "{}", run.stdout);
        assert!(is_japanese(run.stdout.lines().next().unwrap()));
    }
    let run = run_in(folder.path(), &["--lang", "ja"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let said = "kigen: error: kigen のコマンドを指定してください\n";
    assert!(run.stderr.starts_with(said), "{}", run.stderr);
}

/// On Windows and macOS the system's setting counts, not the environment.
#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn help_and_errors_follow_the_locale() {
    let folder = folder(&[]);
    for (args, said) in [
        (&["--help"][..], "使い方: kigen"),
        (&[], "使い方: kigen"),
        (&["make", "--help"], "使い方: kigen make"),
        (&["runn"], "というコマンドはありません"),
        (&["--lang", "en", "runn"], "has no command"),
    ] {
        let mut command = kigen_in(folder.path());
        command.args(args).env("LANG", "ja_JP.UTF-8");
        let run: Run = command.output().unwrap().into();
        let all = run.stdout + &run.stderr;
        assert!(all.contains(said), "{args:?}: {all}");
    }
}

#[test]
fn each_mistake_in_the_arguments_says_what_it_is_and_what_to_do() {
    let folder = folder(&[]);
    let (see_run, see_run_ja) = (
        "see kigen run --help",
        "kigen run --help を参照してください",
    );
    for (args, english, japanese) in [
        (
            &["run", "--formt", "json"][..],
            [
                "kigen run has no option `--formt`",
                "did you mean `--format`?",
            ],
            [
                "kigen run に「--formt」というオプションはありません",
                "「--format」ではありませんか？",
            ],
        ),
        (
            &["run", "--zzz=8605"],
            ["kigen run has no option `--zzz`", see_run],
            [
                "kigen run に「--zzz」というオプションはありません",
                see_run_ja,
            ],
        ),
        (
            &["runn"],
            ["kigen has no command `runn`", "did you mean `run`?"],
            [
                "kigen に「runn」というコマンドはありません",
                "「run」ではありませんか？",
            ],
        ),
        (
            &["session", "improt", "--pin", "8605"],
            [
                "kigen session has no command `improt`",
                "did you mean `import`?",
            ],
            [
                "kigen session に「improt」というコマンドはありません",
                "「import」ではありませんか？",
            ],
        ),
        (
            &["run", "--format", "jsno"],
            ["--format <FORMAT> cannot be `jsno`", "did you mean `json`?"],
            [
                "--format <形式> に「jsno」は指定できません",
                "「json」ではありませんか？",
            ],
        ),
        (
            &["run", "--format", "x"],
            ["--format <FORMAT> cannot be `x`", "there are text and json"],
            [
                "--format <形式> に「x」は指定できません",
                "指定できる値: text、json",
            ],
        ),
        (
            &["run", "--out"],
            ["--out <DIR> has no value", see_run],
            ["--out <フォルダー> の値がありません", see_run_ja],
        ),
        (
            &["make"],
            ["--out <DIR> is missing", "see kigen make --help"],
            [
                "--out <フォルダー> がありません",
                "kigen make --help を参照してください",
            ],
        ),
        (
            &[
                "make",
                "--out",
                "x",
                "--expires-in",
                "1d",
                "--expires-at",
                "23:59:59",
            ],
            [
                "--expires-in <LENGTH> cannot be given together with --expires-at <TIME>",
                "see kigen make --help",
            ],
            [
                "--expires-in <期間> は --expires-at <日時> と同時に指定できません",
                "kigen make --help を参照してください",
            ],
        ),
        (
            &["run", "--out", "a", "--out", "b"],
            ["--out <DIR> was given twice", see_run],
            ["--out <フォルダー> が2回指定されています", see_run_ja],
        ),
        (
            &["session", "check", "y", "8605"],
            [
                "`y` is one argument too many for kigen session check",
                "see kigen session check --help",
            ],
            [
                "kigen session check の引数が多すぎます: 「y」",
                "kigen session check --help を参照してください",
            ],
        ),
        (
            &["session", "download", "8605"],
            [
                "there is one argument too many for kigen session download",
                "see kigen session download --help",
            ],
            [
                "kigen session download の引数が多すぎます",
                "kigen session download --help を参照してください",
            ],
        ),
    ] {
        for (lang, [error, hint]) in [("en", english), ("ja", japanese)] {
            let run = run_in(folder.path(), &[args, &["--lang", lang]].concat());
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
            let said = format!("kigen: error: {error}\nkigen: hint: {hint}\n");
            assert_eq!(run.stderr, said);
        }
    }
}

#[test]
fn no_mistake_repeats_what_may_be_a_pin() {
    let folder = folder(&[]);
    for args in [
        &["8605"][..],
        &["run", "--pin", "8605"],
        &["run", "--pin=8605"],
        &["schema", "8605"],
        &["session", "8605"],
        &["session", "check", "8605x"],
        &["session", "choose", "8605"],
        &["session", "connect", "８６０５"],
        &["session", "download", "8605"],
        &["session", "download", "--pin", "0427", "8605"],
        &["session", "download", "--pin", "8605", "--pin", "8605"],
        &["session", "import", "--pni", "8605"],
        &["session", "import", "--pin", "8605", "--password-file", "x"],
        &["session", "restore", "控え", "8605"],
    ] {
        for lang in ["en", "ja"] {
            let run = run_in(folder.path(), &[args, &["--lang", lang]].concat());
            assert_eq!(run.code, Some(2), "{args:?}: {run:?}");
            let repeats = run.stderr.contains("860") || run.stderr.contains("８６");
            assert!(!repeats, "{args:?}: {}", run.stderr);
        }
    }
}

#[test]
fn a_value_that_cannot_be_read_says_why() {
    let folder = folder(&[]);
    let run = run_in(folder.path(), &["run", "--seed", "x"]);
    assert_eq!(run.code, Some(2));
    let start = "kigen: error: --seed <N> cannot be `x`: ";
    assert!(run.stderr.starts_with(start), "{}", run.stderr);
}

#[test]
fn errors_have_no_english_around_the_names_of_things() {
    let folder = folder(&[
        ("it.toml", SCENARIO),
        ("two/it.toml", SCENARIO),
        ("none/notes.txt", ""),
        ("it.p12", ""),
        ("sjis", ""),
    ]);
    std::fs::write(folder.path().join("sjis"), b"\x8e\x8e").unwrap();
    for args in [
        &["run", "none"][..],
        &["run", "it.toml", "two/it.toml"],
        &["inspect", "it.p12", "--pin", "12"],
        &["inspect", "it.p12", "--password-file", "sjis"],
        &["session", "new"],
        &["session", "new", "受付01", "--seed"],
        &["make", "--out"],
        &["make", "--pin", "1", "--out", "x"],
    ] {
        let run = run_in(folder.path(), &[args, &["--lang", "ja"]].concat());
        assert!(run.code.is_some_and(|code| code >= 2), "{run:?}");
        for line in run.stderr.lines() {
            assert!(is_japanese(&line.replace("受付01", "")), "{line}");
        }
    }
}

/// A name stays on the line of its sentence, whatever it holds.
#[cfg(unix)]
#[test]
fn no_name_moves_the_cursor_or_begins_a_line_of_its_own() {
    let name = "a\n\u{1b}[32mkigen: hint: all is well\u{202e}\u{9b}2J";
    let folder = folder(&[(name, "not a scenario"), ("it.toml", SCENARIO)]);
    let missing = format!("{name}.toml");
    let hostile = format!("title = {{ ja = {name:?}, en = \"A\\nkigen: b\\u001b[2J\" }}");
    let titled = SCENARIO.replacen("title = { ja = \"試験\", en = \"Test\" }", &hostile, 1);
    let titled = titled
        .replace("\\u{1b}", "\\u001b")
        .replace("\\u{202e}", "\\u202e");
    std::fs::write(
        folder.path().join("titled.toml"),
        titled.replace("\\u{9b}", "\\u009b"),
    )
    .unwrap();
    for args in [
        &["run", &missing][..],
        &["run", name],
        &["run", "titled.toml"],
        &["inspect", name],
        &["inspect", "."],
        &["session", "status", "--file", name],
        &[
            "session", "import", name, "--pin", "0427", "--file", "it.toml",
        ],
        &["make", "--out", name],
        &["run", "it.toml", "--out", name],
        &[name],
        &["run", "--format", name],
        &["run", "--seed", name],
        &[&format!("--{name}")],
    ] {
        for lang in ["en", "ja"] {
            let run = run_in(folder.path(), &[args, &["--lang", lang]].concat());
            let said = run.stdout + &run.stderr;
            let moves = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
            assert!(!said.contains(moves), "{args:?}: {said:?}");
            for line in said.lines() {
                let forged = line.starts_with("kigen: hint: all") || line.starts_with("kigen: b");
                assert!(!forged && !line.contains("[32m\u{1b}"), "{args:?}: {said}");
            }
            assert!(!said.contains("\n\\u001b[32mkigen"), "{args:?}: {said}");
        }
    }
}
