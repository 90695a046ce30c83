//! Reasons, advice, rules, and the words of reports around them.

use super::Chapter;
use crate::actor::WizardEncryption;
use crate::consumer::{Consumer, Feature, Obstacle, Refusal, Unknown};
use crate::inspection::{Advice, Deadline, Remark};
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::pkcs12::{Algorithm, Cipher, EncryptionProfile, Hash};
use crate::pki::Role;
use crate::reason::Reason;
use crate::specimen::SpecimenState;
use crate::store::KeyState;
use crate::time::{Span, parse_instant};
use crate::words::{Caption, Failure, SiteButton, SiteText, Voice};

/// The codes that both languages share.
pub(super) fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = Outcome::all().map(Outcome::code).collect();
    codes.extend(State::ALL.iter().map(|state| state.name()));
    codes.extend(SpecimenState::ALL.iter().map(|state| state.name()));
    codes.extend(EncryptionProfile::ALL.iter().map(|profile| profile.name()));
    #[cfg(feature = "check")]
    codes.extend(
        crate::check::Verdict::ALL
            .iter()
            .map(|verdict| verdict.name()),
    );
    codes.extend(WizardEncryption::ALL.iter().map(|choice| choice.name()));
    codes
}

pub(super) fn chapters(voice: Voice<'_>) -> Vec<Chapter> {
    vec![
        reasons(voice),
        advice(voice),
        remarks(voice),
        consumers(voice),
        rules(voice),
        runs(voice),
        lives(voice),
        sessions(voice),
        pages(voice),
        labels(voice),
        site(voice),
        files(voice),
        #[cfg(feature = "check")]
        checks(voice),
        #[cfg(feature = "fleet")]
        fleets(voice),
    ]
}

#[cfg(feature = "fleet")]
fn fleets(voice: Voice<'_>) -> Chapter {
    use crate::words::FleetCaption;
    let words = voice.fleet_words();
    let mut chapter = Chapter::new("fleets");
    let four = ["1", "2", "3", "4"].map(str::to_owned);
    let three = || ["5", "6", "7"].map(str::to_owned);
    chapter.say("begun", words.begun("b-7", "7", "8"));
    chapter.say("offline", words.offline("7", "9", &four));
    chapter.say("worst", words.worst("2026-06-15", "7"));
    chapter.say("asked", words.asked("7", "1", "1,500"));
    chapter.say("busiest", words.busiest("2026-06-15", "7"));
    chapter.say("ends", words.ends("2026-06", "7"));
    let all = words.of_all("9", &three(), &three(), &three(), &three());
    chapter.say("of all", all);
    chapter.say("plays", words.plays("7"));
    chapter.say("title", words.title("7"));
    for caption in FleetCaption::ALL {
        chapter.say(caption.name(), words.caption(*caption));
    }
    chapter.say("most", words.most("7"));
    chapter.say("violation", words.violation("b-7", 7, "b-7"));
    chapter
}

#[cfg(feature = "check")]
fn checks(voice: Voice<'_>) -> Chapter {
    use crate::check::{Reply, Verdict};
    let words = voice.check_words();
    let mut chapter = Chapter::new("checks");
    let (id, verdict) = ("b-7", Verdict::Hang);
    chapter.say("failed", words.failed(id, verdict));
    chapter.say("known", words.known(id, verdict, &"a-1.p12"));
    chapter.say("mended", words.mended(id));
    let also = [
        Outcome::Refused(Reason::Empty),
        Outcome::Refused(Reason::Malformed),
    ];
    let right = words.right(Outcome::Ok, &also);
    chapter.say("right", format!("{} {right}", words.source_label()));
    let got = [
        Reply::Refused(None),
        Reply::Hung,
        Reply::Crashed("7".to_owned()),
        Reply::Skipped("7".to_owned()),
    ];
    for reply in &got {
        chapter.say(format!("{reply:?}"), words.got(reply));
    }
    let [first, then] = [words.got(&got[1]), words.got(&got[2])];
    chapter.say("got then", words.got_then(&first, &then));
    chapter.say("expected", words.expected(&right, &first));
    chapter.say("said", words.said_label());
    chapter.say("again", words.again_label());
    chapter.say("source", words.source_label());
    chapter.say("checked", words.checked("b-7", 1, "1 hang", 7));
    chapter.say("nothing changed", words.nothing_changed());
    for (before, after) in [
        (Some(verdict), None),
        (None, Some(verdict)),
        (Some(verdict), Some(verdict)),
    ] {
        let changed = words.changed(&"b-7", &"b-7", before, after, true);
        chapter.say(format!("{before:?} {after:?}"), changed);
    }
    for column in words.columns() {
        chapter.say("column", column);
    }
    chapter
}

fn reasons(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("reasons");
    for reason in Reason::all() {
        chapter.say(reason.code(), voice.words().sentence(reason));
    }
    chapter
}

fn advice(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("advice");
    for advice in [
        Advice::CheckName,
        Advice::CheckRights,
        Advice::GetAgain,
        Advice::GiveKnownKind,
        Advice::CheckPassword,
        Advice::ExportWithKnownAlgorithm,
        Advice::ConvertKeyStore,
        Advice::LeaveClosed,
        Advice::RaiseLimit { factor: 7 },
        Advice::SplitOrRaiseLimit { factor: 2 },
        Advice::GiveFile,
        Advice::ExportWithKey,
        Advice::ExportWithOwnKey,
        Advice::ExportWithCertificate,
    ] {
        chapter.say(format!("{advice:?}"), voice.words().advice(advice));
    }
    chapter
}

fn remarks(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("remarks");
    for remark in [Remark::NotVerified, Remark::UnreadableName] {
        chapter.say(remark.name(), voice.words().remark(remark));
    }
    chapter
}

fn consumers(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("consumers");
    let algorithm = || Algorithm::Pbes2 {
        prf: Hash::Sha256,
        cipher: Cipher::Aes256,
    };
    for &consumer in Consumer::ALL {
        let obstacles = [
            Obstacle::Algorithm(algorithm()),
            Obstacle::Iterations {
                found: 1_000_000,
                most: 600_000,
            },
        ];
        let features = Feature::ALL.iter().copied().map(Obstacle::Feature);
        for obstacle in obstacles.into_iter().chain(features) {
            let refusal = Refusal { consumer, obstacle };
            let (reason, remedy) = (Reason::from(&refusal), refusal.remedy());
            chapter.say(reason.code(), voice.words().seen(&refusal));
            chapter.say(format!("{remedy:?}"), voice.words().remedy(remedy));
        }
    }
    chapter.say("reads", voice.words().reads());
    for unknown in [
        Unknown::Algorithm(algorithm()),
        Unknown::Version {
            algorithm: algorithm(),
            from: "3.4",
        },
        Unknown::Feature(Feature::NoMac),
        Unknown::Contents,
    ] {
        chapter.say("not known", voice.words().not_known(&unknown));
    }
    chapter
}

fn rules(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("rules");
    for &state in SpecimenState::ALL {
        let [client, server] =
            [Role::Client, Role::Server].map(|role| voice.words().rule(state, role));
        if server != client {
            chapter.say(format!("{state}, server"), server);
        }
        chapter.say(state.name(), client);
    }
    chapter
}

fn runs(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("runs");
    chapter.say("zone", words.times_in(voice.zone));
    for count in [1, 2] {
        chapter.say(format!("passed {count}"), words.passed(count));
        let all = words.all(count, count, count, count);
        chapter.say(format!("all {count}"), all);
    }
    let failure = Failure {
        place: "t.toml:1",
        step: 1,
        steps: 2,
        title: "a-1.p12",
        expected: Outcome::Ok,
        got: Reason::Expired.code(),
    };
    chapter.say("failed", words.failed(&words.failure(&failure)));
    chapter.say(
        "passed in short",
        words.passed_in_short(&"t.toml", 5, &"a-1.p12"),
    );
    chapter.say("and broken", words.and_broken(&words.all(1, 1, 9, 80), 2));
    chapter.say("shown in", words.shown_in().to_owned());
    chapter
}

fn pages(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("pages");
    let [from, to] = ["2022-11-28", "2026-02-28"];
    for (passed, failed, broken) in [
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
        (2, 0, 2),
        (1, 1, 0),
        (0, 2, 1),
    ] {
        let verdict = words.verdict(passed, failed, broken);
        chapter.say(format!("{passed} {failed} {broken}"), verdict);
    }
    for count in [1, 2, 1_091] {
        chapter.say(format!("quiet {count}"), words.quiet(count));
    }
    for count in [1, 2] {
        chapter.say(format!("step {count}"), words.step(count));
        chapter.say(format!("more {count}"), words.more(count));
    }
    chapter.say("certificate", words.certificate_line(1, from, to));
    chapter.say("renewable", words.renewable_from(from));
    chapter.say("timeline", words.timeline("a-1.p12", from, to));
    for (about, to) in [("outage", Some(to)), ("outage without end", None)] {
        chapter.say(about, words.outage(Reason::Expired, from, to));
    }
    chapter
}

fn labels(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("labels");
    for &caption in Caption::ALL {
        chapter.say(caption.name(), voice.words().caption(caption));
    }
    chapter
}

fn site(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("site");
    for &text in SiteText::ALL {
        chapter.say(text.name(), words.site(text));
    }
    for &button in SiteButton::ALL {
        chapter.say(format!("button {button}"), words.button(button));
    }
    for rate in [1, 60] {
        let rate = std::num::NonZeroU32::new(rate).expect("it is not zero");
        chapter.say(
            format!("a clock that runs at {rate}"),
            words.clock_runs(rate),
        );
    }
    chapter.say("a letter", words.letter_arrived("2022-11-28 10:00:00 JST"));
    let sentence = words.sentence(Reason::Expired);
    chapter.say("a refusal", words.not_done(sentence));
    chapter
}

fn lives(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("lives");
    let [from, to] = ["2022-11-28 10:00:00 JST", "2026-02-28 10:00:00 JST"];
    for &state in State::ALL {
        for days in [0, 1, 2] {
            let days_left = if state == State::Expired { -days } else { days };
            let about = match state {
                State::NotYetValid | State::NeverValid => state.to_string(),
                _ => format!("{state} {days}"),
            };
            chapter.say(about, words.life(state, from, to, days_left));
        }
    }
    for &state in SpecimenState::ALL {
        let outcome = Outcome::from(state.outcome());
        // Refusals for the same reason have the same sentence.
        let about = outcome.reason().map_or(state.name(), Reason::code);
        let said = words.specimen_outcome(state.name(), outcome);
        chapter.say(format!("outcome {about}"), said);
    }
    for (about, until) in [("until", Some(to)), ("without end", None)] {
        let refused = words.refused(Reason::Untrusted, &"a-1.p12", until);
        chapter.say(format!("refused {about}"), refused);
    }
    chapter.say("nameless", words.nameless());
    for (about, from, until) in [
        ("from", Some(from), Some(to)),
        ("until", None, Some(to)),
        ("always", None, None),
    ] {
        chapter.say(about, words.stage(from, until, "expired"));
    }
    chapter.say("now", words.now());
    for count in [1, 2] {
        let made = words.made(count, &"folder", "root.pem");
        chapter.say(format!("made {count}"), made);
    }
    chapter
}

fn sessions(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("sessions");
    let time = "2022-11-28 10:00:00 JST";
    chapter.say("begun", words.begun(&"t.toml", time));
    chapter.say("undone", words.undone("a-1.p12"));
    chapter.say("empty", words.empty_stores());
    for key in [
        KeyState::Exportable,
        KeyState::NotExportable,
        KeyState::Missing,
    ] {
        chapter.say(format!("{key:?}"), words.private_key(key));
    }
    chapter.say("archived", words.archived());
    for outcome in Outcome::all() {
        chapter.say(outcome.code(), words.services(outcome));
    }
    for steps in [0, 1, 2] {
        let clock = words.clock(&"t.toml", time, steps);
        chapter.say(format!("clock {steps}"), clock);
    }
    chapter
}

fn files(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("files");
    let time = "2022-11-28 10:00:00 JST";
    let at = parse_instant("2022-11-28T10:00:00+09:00").expect("it is an instant");
    let deadline = Deadline::new(Span::days(30), at).expect("it is not far away");
    for count in [1, 2] {
        for (about, said) in [
            ("contents", words.contents(count, count)),
            ("revoked", words.revoked(count, time, time)),
            ("files", words.files(count, "1 ok")),
            ("passed over", words.passed_over(count)),
            ("certificates", words.certificates(count, "1 valid")),
            ("late", words.late(count, count, &deadline, time)),
        ] {
            chapter.say(format!("{about} {count}"), said);
        }
    }
    for days in [0, 1, 2] {
        chapter.say(format!("days left {days}"), words.days_left(days));
    }
    chapter.say("not opened", words.not_opened());
    chapter.say("other bags", words.other_bags("1 crl"));
    chapter.say("what to do", words.what_to_do());
    chapter.say("source", words.source_label());
    chapter.say("list", words.revocation_list(&"CN=d"));
    chapter.say("next", words.next_to_expire());
    chapter
}
