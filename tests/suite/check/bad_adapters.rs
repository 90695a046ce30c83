//! Adapters that make each of the usual mistakes: each is told what to mend. Programs that hang,
//! crash and leave children behind.

use std::path::Path;

use super::check;
use crate::command::Run;

const HELLO: &str = r#"{"seq":1,"name":"bad","ops":["open"]}"#;

/// Has a shell answer, with two cases to ask about.
fn shell(script: &str) -> Run {
    let args = ["--lang", "en", "--timeout", "1s", "--jobs", "1"];
    let only = [
        "--only",
        "files::hostile/good*.p12",
        "--only",
        "files::hostile/noise.p12",
    ];
    check(
        Path::new("."),
        &[&args[..], &only].concat(),
        &["sh", "-c", script],
    )
}

#[track_caller]
fn expect(script: &str, error: &str, hint: &str) {
    let run = shell(script);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert_eq!(run.stdout, "", "nothing was learned");
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(
        lines[0].starts_with("kigen: error: sh: the adapter "),
        "{run:#?}"
    );
    assert!(lines[0].contains(error), "{run:#?}");
    assert!(
        run.stderr.contains(&format!("kigen: hint: {hint}")),
        "{run:#?}"
    );
}

/// Answers the first request rightly, and does this for each other, with its number in `$n`.
fn after_hello(each: &str) -> String {
    format!("read line; echo '{HELLO}'; n=1; while read line; do n=$((n+1)); {each}; done")
}

#[test]
fn one_that_does_not_flush_is_told_so_at_hello_and_later() {
    // awk keeps what it prints until it ends.
    expect(
        &format!("exec awk '{{ print \"{}\" }}'", HELLO.replace('"', "\\\"")),
        "answers `hello` only when its input ends: it does not flush its output",
        "flush standard output after each answer",
    );
    let later = r#"out="$out{\"seq\":$n,\"outcome\":\"ok\"}
""#;
    expect(
        &format!("{}; printf %s \"$out\"", after_hello(later)),
        "answers `open` only when its input ends",
        "flush standard output after each answer",
    );
}

#[test]
fn one_that_answers_twice_or_out_of_order_is_told_so() {
    let answer = |seq: &str| format!(r#"echo "{{\"seq\":{seq},\"outcome\":\"ok\"}}""#);
    let twice = format!("{0}; {0}", answer("$n"));
    expect(
        &after_hello(&twice),
        "answered request 2 twice",
        "answer each request once",
    );
    let ahead = answer("$((n+1))");
    expect(
        &after_hello(&ahead),
        "answered request 3 when it was asked 2",
        "answer each request once, in the order in which they come",
    );
    let none = r#"echo "{\"outcome\":\"ok\"}""#;
    expect(&after_hello(none), "did not repeat `seq` 2", "copy `seq`");
}

#[test]
fn the_last_answer_is_not_to_be_given_twice_either() {
    let last = r#"echo "{\"seq\":$n,\"outcome\":\"ok\"}"; [ $n = 4 ] && echo "{\"seq\":$n,\"outcome\":\"ok\"}""#;
    expect(
        &after_hello(last),
        "answered request 4 twice",
        "answer each request once",
    );
}

#[test]
fn one_that_does_not_answer_is_given_up() {
    expect(
        "exec cat > /dev/null",
        "did not answer `hello` within 10 s",
        "answer each line of standard input with a line, and flush it",
    );
    expect(
        &after_hello(":"),
        "has not answered one of the first 3 cases",
        "answer a request by hand",
    );
}

#[test]
fn one_that_ends_is_told_when_and_how() {
    expect(
        "echo 'no module named acme' >&2; exit 7",
        "ended (exit code 7) before it answered `hello`; it wrote `no module named acme`",
        "run the command by hand",
    );
    expect(
        &format!("read line; echo '{HELLO}'; read line; exit 0"),
        "ended by itself instead of answering request 2",
        "answer requests in a loop until standard input ends",
    );
    expect(
        &after_hello("kill -SEGV $$"),
        "at last it crashed",
        "answer a request by hand",
    );
}

#[test]
fn one_that_writes_other_things_is_told_where_they_belong() {
    let hint = "standard output is for answers alone";
    expect(
        &format!("echo Loading; {}", after_hello(":")),
        "wrote `Loading` to its output",
        hint,
    );
    expect("exec yes", "wrote `y` to its output", hint);
    expect(
        "tr '\\0' x < /dev/zero",
        "wrote more than 1048576 bytes without an answer",
        "an answer is one line",
    );
    expect(
        "while :; do echo; done",
        "wrote more than",
        "an answer is one line",
    );
    let misspelt = r#"echo "{\"seq\":$n,\"outcom\":\"ok\"}""#;
    expect(&after_hello(misspelt), "unknown field `outcom`", hint);
}

#[test]
fn one_that_says_the_wrong_things_is_told_what_to_say() {
    let unknown = r#"echo "{\"seq\":$n,\"outcome\":\"bad-password\"}""#;
    expect(
        &after_hello(unknown),
        "with the outcome `bad-password`, which is no code",
        "say `ok`, a code of kigen explain, or `other`",
    );
    let neither = r#"echo "{\"seq\":$n}""#;
    expect(
        &after_hello(neither),
        "with neither `outcome` nor `skip`",
        "say how it ended",
    );
    expect(
        "read line; echo '{\"seq\":1,\"name\":\"bad\"}'; cat",
        "did not say `ops`",
        "answer hello with `name` and with `ops`",
    );
}

#[test]
fn one_that_is_not_there_is_an_error_before_any_case() {
    let args = ["--lang", "en", "--only", "files::hostile/noise.p12"];
    for each in [&["--each"][..], &[]] {
        let run = check(
            Path::new("."),
            &[each, &args].concat(),
            &["./no-such-program", "{p12}"],
        );
        assert_eq!(run.code, Some(3), "{run:#?}");
        assert!(
            run.stderr
                .contains("the program ./no-such-program cannot be started"),
            "{run:#?}"
        );
    }
    let run = check(
        Path::new("."),
        &[&args[..], &["no/such/adapter"]].concat(),
        &[],
    );
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("adapter.toml"), "{run:#?}");
}

#[test]
fn crashes_and_skips_are_verdicts_and_the_program_is_started_again() {
    let fine = r#"echo "{\"seq\":$n,\"outcome\":\"ok\"}""#;
    let crash = format!(
        "case $line in *noise*) kill -SEGV $$;; *windows*) echo \"{{\\\"seq\\\":$n,\\\"skip\\\":\\\"no TripleDES\\\"}}\";; *) {fine};; esac"
    );
    let script = format!(
        "while read line; do n=${{line#*:}}; n=${{n%%,*}}; case $line in *hello*) echo \"{{\\\"seq\\\":$n,\\\"name\\\":\\\"bad\\\",\\\"ops\\\":[\\\"open\\\"]}}\";; *) {crash};; esac; done"
    );
    let run = shell(&script);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(
        run.stdout.contains("FAIL files::hostile/noise.p12: crash"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("it said: signal 11"), "{run:#?}");
    assert!(
        run.stdout.contains("3 cases: 1 pass, 1 crash, 1 skipped"),
        "{run:#?}"
    );
}

/// A program that starts others and waits for them for ever.
#[cfg(target_os = "linux")]
#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    // Nobody else sleeps for so long.
    let marker = format!("86{}", std::process::id());
    let script = format!("sleep {marker} & sleep {marker}; :");
    let args = [
        "--each",
        "--lang",
        "en",
        "--timeout",
        "1s",
        "--only",
        "files::hostile/noise.p12",
    ];
    let run = check(Path::new("."), &args, &["sh", "-c", &script]);
    assert!(
        run.stdout.contains("FAIL files::hostile/noise.p12: hang"),
        "{run:#?}"
    );
    let hello = HELLO.replace('"', "\\\"");
    let hangs = format!("read line; echo \"{hello}\"; sleep {marker} & sleep {marker}; :");
    let run = shell(&hangs);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert_eq!(sleeping(&marker), 0);
}

/// Whoever is told to stop ends what it has started, hung or not.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_what_was_started() {
    // Nobody else sleeps for so long.
    let marker = format!("87{}", std::process::id());
    let hello = HELLO.replace('"', "\\\"");
    let hangs = format!("read line; echo \"{hello}\"; sleep {marker} & sleep {marker}; :");
    for (signal, code) in [("INT", 3), ("TERM", 3)] {
        let args = [
            "check",
            "--lang",
            "en",
            "--timeout",
            "1h",
            "--suite",
            "files",
            "--",
        ];
        let kigen = std::process::Command::new(super::KIGEN)
            .args(args)
            .args(["sh", "-c", &hangs])
            .stderr(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut looks = 0;
        while sleeping(&marker) < 2 {
            looks += 1;
            assert!(looks < 3_000, "it does not begin");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let id = kigen.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-s", signal, &id])
            .status();
        assert!(sent.unwrap().success());
        let ended = kigen.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{said}");
        assert!(said.contains("stopped before the end"), "{said}");
        assert_eq!(sleeping(&marker), 0, "{signal}");
    }
}

/// How many processes have this word among their arguments.
#[cfg(target_os = "linux")]
fn sleeping(marker: &str) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().filter(|entry| {
        let line = entry.as_ref().unwrap().path().join("cmdline");
        let line = std::fs::read(line).unwrap_or_default();
        let mut words = line.split(|byte| *byte == 0);
        words.any(|word| word == marker.as_bytes())
    });
    processes.count()
}
