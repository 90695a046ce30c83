//! A command is killed at any moment, runs twice at the same time, and is refused by the system;
//! random sessions are held against `run` on the file they leave.
//!
//! How often it is killed follows from `KIGEN_KILLS`; `scripts/kill-test.sh` asks for more.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use kigen::actor::{Action, Import, ImportSource, WizardChoices};
use kigen::digest::Digest;
use kigen::label::Label;
use kigen::lifecycle::deletion::DeleteWhich;
use kigen::lifecycle::fault::{CutPoint, PcFault};
use kigen::scenario::{
    Anchor, Replay, Session, SessionError, Source, StepAction, StepResult, StepTime, When, run,
};
use kigen::time::Span;
use proptest::prelude::*;

use crate::command::{kigen_in, run_in};
use crate::support::root;
use crate::support::{SEED, few_cases};

const NAME: &str = "session.toml";

fn begin(folder: &Path) {
    let new = [
        "session",
        "new",
        "受付01",
        "--start",
        "2022-11-28T10:00:00+09:00",
    ];
    let run = run_in(folder, &new);
    assert_eq!(run.code, Some(0), "{run:#?}");
}

fn foreign() -> String {
    let path = root().join("fixtures/foreign/openssl-aes256-sha256.p12");
    path.to_str().unwrap().to_owned()
}

fn steps(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join(NAME)).unwrap();
    let (_, steps) = text.split_once("\n[[step]]\n").unwrap_or_default();
    let steps = steps.split("\n[[step]]\n").filter(|step| !step.is_empty());
    steps.map(str::to_owned).collect()
}

/// What is typed over and over: a PC's life, with a file from elsewhere in it.
fn life(number: usize) -> Vec<String> {
    let backup = format!("控え{number}");
    let words = match number % 12 {
        0 => "apply".into(),
        1 => "advance 受付01.letter".into(),
        2 => "download --pin 0427".into(),
        3 => "import --pin 0472".into(),
        4 => "import --pin 0427".into(),
        5 => format!("import {} --pin 0427", foreign()),
        6 => format!("export {backup} --pin 0427"),
        7 => "delete old".into(),
        8 => "advance 受付01.renewal_opens".into(),
        9 => "renew".into(),
        10 => "connect".into(),
        _ => "delete old".into(),
    };
    words.split(' ').map(str::to_owned).collect()
}

#[test]
fn a_killed_step_is_in_the_file_whole_or_not_at_all() {
    let kills: usize = match std::env::var("KIGEN_KILLS") {
        Ok(kills) => kills.parse().unwrap(),
        Err(_) => 40,
    };
    let mut delays = SEED.stream("session/kill/delays");
    let (mut reported, mut cut_short, mut unreported, mut writing) = (0, 0, 0, 0);
    let mut longest = 40_000;
    let mut folder = tempfile::tempdir().unwrap();
    let mut number = 0;
    for kill in 0..kills {
        // Now and then from the beginning, as a long session takes long to play.
        if kill % 36 == 0 {
            folder = tempfile::tempdir().unwrap();
            begin(folder.path());
            number = 0;
        }
        let path = folder.path();
        let before = steps(path);
        let mut child = kigen_in(path)
            .arg("session")
            .args(life(number))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Whatever the machine and the length of the session: half of the kills come too early.
        sleep(Duration::from_micros(
            longest / 2 + delays.below(longest / 2),
        ));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert_eq!(complained, "", "kill {kill}");

        let after = steps(path);
        assert_eq!(
            after[..before.len()],
            before,
            "kill {kill}: nothing is lost"
        );
        match after.len() - before.len() {
            0 => {
                assert_eq!(said, "", "kill {kill}: it was reported and is not there");
                cut_short += 1;
                longest = longest * 5 / 4;
            }
            1 => {
                number += 1;
                longest = longest * 4 / 5;
                match said.is_empty() {
                    true => unreported += 1,
                    false => reported += 1,
                }
            }
            more => panic!("kill {kill}: {more} steps at once"),
        }
        let names = fs::read_dir(path).unwrap();
        let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        writing += usize::from(names.any(|name| name.starts_with(".kigen-")));
        // What is there is a scenario that passes, with all that it carries.
        let source = Source::read(&path.join(NAME)).unwrap_or_else(|error| {
            panic!("kill {kill}: {error}");
        });
        let played = run(&source.scenario, source.scenario.world.seed);
        assert_eq!(played.failure(), None, "kill {kill}");
    }
    println!(
        "{kills} kills: {cut_short} before the step was in the file ({writing} of them while it was \
         written), {unreported} after that and before it was reported, {reported} later"
    );
    assert!(
        cut_short > kills / 8 && reported > kills / 8,
        "the kills hit both sides"
    );
}

#[test]
fn two_processes_at_one_session_lose_no_step() {
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    let typing = |time: &'static str| {
        let folder = folder.path();
        move || {
            for _ in 0..8 {
                let run = run_in(folder, &["session", "advance", time]);
                assert_eq!(run.code, Some(0), "{run:#?}");
                // Who looks sees a whole file.
                let run = run_in(folder, &["session", "status"]);
                assert_eq!(run.code, Some(0), "{run:#?}");
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(typing("1d"));
        scope.spawn(typing("1h"));
    });
    let steps = steps(folder.path());
    let count = |step: &str| steps.iter().filter(|found| found.trim() == step).count();
    assert_eq!((count("after = \"1d\""), count("after = \"1h\"")), (8, 8));
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    let mode = |name: &str| {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(NAME), 0o600, "it holds PINs");
    fs::set_permissions(folder.path().join(NAME), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(NAME, folder.path().join("link.toml")).unwrap();
    let run = run_in(folder.path(), &["session", "--file", "link.toml", "apply"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert!(folder.path().join("link.toml").is_symlink());
    assert_eq!((steps(folder.path()).len(), mode(NAME)), (1, 0o640));

    // A file that nobody may write is not written, whoever asks.
    fs::set_permissions(folder.path().join(NAME), fs::Permissions::from_mode(0o440)).unwrap();
    let run = run_in(folder.path(), &["session", "apply"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{run:#?}");
    assert!(
        run.stderr.contains("session.toml was denied"),
        "{}",
        run.stderr
    );
    assert_eq!((steps(folder.path()).len(), mode(NAME)), (1, 0o440));
}

/// A disk of this many pages that is full but for a few, in a mount of the test's own. Where the
/// system does not let a process have one, this says so and passes.
#[test]
fn a_full_disk_and_one_that_is_read_only_leave_the_session_as_it_was() {
    const SCRIPT: &str = r#"
        mount -t tmpfs -o nr_blocks=24 none "$0"
        cp -r "$1"/. "$0"; cd "$0"
        seen() { find . -type f ! -name filler ! -name '*.lock' -exec sha256sum {} + | sort; }
        before=$(seen)
        for spare in 0 1 2 3; do
            for step in "check" "import $3 --pin 0427"; do
                rm -f filler; dd if=/dev/zero of=filler bs=4096 2>/dev/null || true
                truncate -s -$((4096 * spare)) filler
                code=0; "$2" session $step >"$0.out" 2>"$0.err" || code=$?
                rm -f filler
                case $code in
                0|1) "$2" session undo >"$0.out" ;;
                *) echo "spare $spare: $(cat "$0.err")" ;;
                esac
                test "$(seen)" = "$before" || { echo "changed: $spare $step"; ls -laR; exit 9; }
            done
        done
        mount -o remount,ro "$0"
        "$2" session apply || echo "code $?"
        "$2" session status
    "#;
    let folder = tempfile::tempdir().unwrap();
    let (mount, session) = (folder.path().join("mount"), folder.path().join("session"));
    fs::create_dir(&mount).unwrap();
    fs::create_dir(&session).unwrap();
    begin(&session);
    let apart = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec", script]);
        command
            .arg(&mount)
            .env_remove("KIGEN_SESSION")
            .env("LANG", "C");
        command
    };
    let allowed = apart(r#"mount -t tmpfs none "$0""#).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        println!("skipped: no mounts for this user");
        return;
    }
    let binary = env!("CARGO_BIN_EXE_kigen");
    let output = apart(SCRIPT)
        .arg(&session)
        .arg(binary)
        .arg(foreign())
        .output();
    let output = output.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let complained = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}\n{complained}");
    let full = said.matches("kigen: error: the disk is full; ").count();
    assert!(full >= 2, "{said}");
    assert!(said.contains("code 3\n"), "{said}");
    assert!(
        complained.contains("kigen: error: access to "),
        "{complained}"
    );
    assert!(
        said.contains("session.toml: it is 2022-11-28 10:00:00 JST, after 0 steps"),
        "{said}"
    );
}

/// A folder that this user may not write to: said so, and nothing is left in it.
#[cfg(unix)]
#[test]
fn a_folder_of_somebody_else_is_refused_and_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    begin(folder.path());
    let text = fs::read(folder.path().join(NAME)).unwrap();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.path().join(NAME), open.clone()).unwrap();
    // Even the administrator is somebody else here.
    let nobody = |program: &str, args: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]);
        command
            .args(args)
            .current_dir(folder.path())
            .env_remove("KIGEN_SESSION");
        command.output()
    };
    fs::set_permissions(folder.path(), open).unwrap();
    let binary = env!("CARGO_BIN_EXE_kigen");
    if !nobody(binary, &["--version"]).is_ok_and(|output| output.status.success()) {
        println!("skipped: only the administrator can become somebody else");
        return;
    }
    for args in [
        &["session", "apply"][..],
        &["session", "import", &foreign(), "--pin", "0427"],
        &["session", "new", "受付01", "--file", "other.toml"],
    ] {
        let output = nobody(binary, args).unwrap();
        let complained = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}: {complained}");
        assert!(
            complained.starts_with("kigen: error: access to "),
            "{args:?}: {complained}"
        );
    }
    let names = fs::read_dir(folder.path()).unwrap();
    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [NAME]);
    assert_eq!(fs::read(folder.path().join(NAME)).unwrap(), text);
    // Looking needs no rights but to read.
    assert!(
        nobody(binary, &["session", "status"])
            .unwrap()
            .status
            .success()
    );
}

/// What somebody at the terminal may do, with two PCs, one backup and a file from elsewhere.
fn deed() -> impl Strategy<Value = (StepTime, StepAction)> {
    let pc = prop::sample::select(vec!["受付01", "受付02"]);
    (pc, 0..24_usize, 0..2_usize, any::<bool>()).prop_map(|(name, kind, pin, flag)| {
        let pc: Label = name.parse().unwrap();
        let backup: Label = "控え".parse().unwrap();
        let pin = ["0427", "9999"][pin].parse().unwrap();
        let around = |anchor, seconds| {
            let offset = Span::seconds(seconds);
            StepTime::At(When::Around {
                pc: name.parse().unwrap(),
                anchor,
                offset,
            })
        };
        let waits = |when| (when, StepAction::Wait);
        let does = |action| (StepTime::Now, StepAction::Do(action));
        let breaks = |fault: PcFault| (StepTime::Now, StepAction::Fault(fault.into()));
        match kind {
            0..3 => does(Action::apply(pc)),
            3..6 => waits(around(Anchor::Letter, 0)),
            6..9 => does(Action::Download { pc, pin }),
            9..12 if flag => does(Action::restore(pc, backup, pin)),
            9..12 => does(Action::import(pc, pin)),
            12 => does(Action::Import(Import {
                pc,
                source: ImportSource::Elsewhere {
                    file: "other.p12".parse().unwrap(),
                    // It is brought before it is named.
                    sha256: Digest::of(&fs::read(foreign()).unwrap()),
                    password: pin.into(),
                },
                choices: WizardChoices {
                    exportable: flag,
                    ..WizardChoices::default()
                },
            })),
            13 => does(Action::backup(pc, backup, pin)),
            14 => waits(around(Anchor::RenewalOpens, -1)),
            15 => waits(around(Anchor::NotAfter, i32::from(flag))),
            16 => does(Action::renew(pc)),
            17 => does(Action::Delete {
                pc,
                which: if flag {
                    DeleteWhich::Old
                } else {
                    DeleteWhich::Expired
                },
            }),
            18 => does(Action::connect(pc)),
            19 => does(Action::Replace { pc }),
            20 => breaks(PcFault::CutPower {
                pc,
                at: CutPoint::Import,
            }),
            21 => breaks(if flag {
                PcFault::Break { pc }
            } else {
                PcFault::FillDisk { pc }
            }),
            22 => does(Action::Revoke { pc }),
            _ => waits(StepTime::After(Span::days(if flag { 200 } else { 3 }))),
        }
    })
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn whatever_is_typed_run_plays_it_again(deeds in prop::collection::vec(deed(), 1..24)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let new = ["session", "new", "受付01", "受付02", "--start", "2022-11-28T10:00:00+09:00"];
        prop_assert_eq!(run_in(folder.path(), &new).code, Some(0));
        let mut session = Session::open(&path).unwrap();
        let (mut outcomes, mut events) = (Vec::new(), Vec::new());
        let digest = Digest::of(&fs::read(foreign()).unwrap());
        for (when, deed) in deeds {
            let imports = deed.carried().is_some();
            let is_carried = |session: &Session| {
                let files = &session.replay().scenario().world.facility.files;
                files.get(&digest).is_some()
            };
            let before = fs::read(&path).unwrap();
            if imports && !is_carried(&session) {
                // Whoever forgets to bring the file is told so.
                let forgotten = session.step(when.clone(), deed.clone()).unwrap_err();
                prop_assert_eq!(forgotten, SessionError::NotBrought { digest });
                session.bring(foreign().as_ref()).unwrap();
            }
            match session.step(when, deed) {
                Ok((step, new)) => {
                    outcomes.push(step.result);
                    events.extend(new);
                }
                Err(SessionError::NotPlayed(step)) => {
                    let violation = matches!(step.result, StepResult::Violation(_));
                    prop_assert!(!violation, "{}", step.outcome());
                    prop_assert_eq!(fs::read(&path).unwrap(), before);
                }
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
        }
        let now = session.replay().world().now();
        drop(session);
        let source = Source::read(&path).unwrap();
        let played = run(&source.scenario, source.scenario.world.seed);
        prop_assert_eq!(played.failure(), None);
        let again: Vec<StepResult> = played.steps.iter().map(|step| step.result.clone()).collect();
        prop_assert_eq!(again, outcomes);
        prop_assert_eq!(played.events, events);
        prop_assert_eq!(played.end, now);
        prop_assert_eq!(Replay::read(&path).unwrap().world().now(), now);
    }
}
