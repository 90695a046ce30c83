//! What a session answers, for people.

use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{KeyState, ListReport, StatusReport};
use crate::label::Label;
use crate::lang::Lang;
use crate::reason::Reason;
use crate::report::{certificate, run};
use crate::scenario::{PlayedStep, Step};
use crate::shown::Shown;
use crate::trace::Event;
use crate::words::Voice;
use crate::world::World;

pub(in crate::report) fn begun(file: &Path, start: DateTime<Utc>, voice: Voice<'_>) -> String {
    let (file, start) = (Shown::path(file), voice.zone.format(start));
    match voice.lang {
        Lang::En => format!("{file}: begins at {start}\n"),
        Lang::Ja => format!("{file}: {start} に開始\n"),
    }
}

pub(in crate::report) fn undone(step: &Step, voice: Voice<'_>) -> String {
    let title = step.deed.title();
    match voice.lang {
        Lang::En => format!("taken back: {title}\n"),
        Lang::Ja => format!("取り消しました: {title}\n"),
    }
}

/// What happened, and when nothing did at last, how the step ended.
pub(in crate::report) fn step(
    step: &PlayedStep,
    events: &[Event],
    now: DateTime<Utc>,
    voice: Voice<'_>,
) -> String {
    let mut text = run::text::happenings(events, voice);
    if events.last().is_none_or(|event| event.at < now) {
        let (title, outcome) = (step.deed.title(), step.outcome());
        text += &format!("  {}  {title}: {outcome}\n", voice.zone.clock(now));
    }
    text
}

/// Every store of every Windows user.
pub(in crate::report) fn list(report: &ListReport<'_>, voice: Voice<'_>) -> String {
    let judge = report.judge();
    let mut text = String::new();
    for found in report.found() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}, {}, {}", found.pc, found.user, found.store);
        text += &certificate::text::lines(&found.entry.certificate, &judge, voice, 2);
        if let Some(key) = found.key {
            let _ = writeln!(text, "    {}", private_key(key, voice));
        }
    }
    if text.is_empty() {
        text = match voice.lang {
            Lang::En => "the stores are empty\n".into(),
            Lang::Ja => "ストアは空です\n".into(),
        };
    }
    text
}

fn private_key(key: KeyState, voice: Voice<'_>) -> &'static str {
    match (key, voice.lang) {
        (KeyState::Exportable, Lang::En) => "private key, exportable",
        (KeyState::Exportable, Lang::Ja) => "秘密キーあり（エクスポート可能）",
        (KeyState::NotExportable, Lang::En) => "private key, not exportable",
        (KeyState::NotExportable, Lang::Ja) => "秘密キーあり（エクスポート不可）",
        (KeyState::Missing, Lang::En) => "private key missing",
        (KeyState::Missing, Lang::Ja) => "秘密キーが見つかりません",
    }
}

/// What the services would make of each PC.
pub(in crate::report) fn verify(world: &World, pcs: &[&Label], voice: Voice<'_>) -> String {
    let mut text = String::new();
    let at = voice.zone.clock(world.now());
    for pc in pcs {
        let verdict = world.verdict(pc);
        let mark = if verdict.is_ok() { ' ' } else { '✗' };
        text += &format!("  {at}  {pc}  {mark} {}\n", services(verdict, voice));
    }
    text
}

/// What the services would say, in a sentence.
fn services(verdict: Result<(), Reason>, voice: Voice<'_>) -> String {
    match (verdict, voice.lang) {
        (Ok(()), Lang::En) => "the services would let it in".into(),
        (Ok(()), Lang::Ja) => "サービスに接続できる状態です".into(),
        (Err(reason), Lang::En) => {
            let sentence = reason.sentence(voice.lang);
            format!("the services would refuse it: {sentence} [{reason}]")
        }
        (Err(reason), Lang::Ja) => {
            let sentence = reason.sentence(voice.lang);
            format!("サービスに接続できない状態です: {sentence} [{reason}]")
        }
    }
}

/// The clock, each PC's certificate, and what it has cost.
pub(in crate::report) fn status(report: &StatusReport<'_>, voice: Voice<'_>) -> String {
    let judge = report.judge();
    let world = report.replay.world();
    let steps = report.replay.scenario().steps.len();
    let (file, clock) = (Shown::path(report.file), voice.zone.format(world.now()));
    let mut text = match voice.lang {
        Lang::En if steps == 1 => format!("{file}: it is {clock}, after 1 step\n"),
        Lang::En => format!("{file}: it is {clock}, after {steps} steps\n"),
        Lang::Ja => format!("{file}: 現在 {clock}（手順 {steps}）\n"),
    };
    for pc in world.pcs() {
        let life = match world.certificate(pc) {
            Some(one) => certificate::text::life(&one, &judge, voice),
            None => Reason::NoCertificate.sentence(voice.lang).to_owned(),
        };
        let services = services(world.verdict(pc), voice);
        text += &format!("  {pc}: {life}\n    {services}\n");
    }
    text + &run::text::measured(&report.measures(), voice)
}
