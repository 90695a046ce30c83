//! What a session answers, for people.

use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::{ListReport, StatusReport};
use crate::label::Label;
use crate::reason::Reason;
use crate::report::{certificate, run};
use crate::scenario::{PlayedStep, Step};
use crate::shown::Shown;
use crate::trace::Event;
use crate::words::Voice;
use crate::world::World;

pub(in crate::report) fn begun(file: &Path, start: DateTime<Utc>, voice: Voice<'_>) -> String {
    let start = voice.zone.format(start);
    voice.words().begun(&Shown::path(file), &start) + "\n"
}

pub(in crate::report) fn undone(step: &Step, voice: Voice<'_>) -> String {
    voice.words().undone(&step.deed.title()) + "\n"
}

/// Renders what happened and, if nothing happened at the very end, how the step ended.
pub(in crate::report) fn step(
    step: &PlayedStep,
    events: &[Event],
    now: DateTime<Utc>,
    voice: Voice<'_>,
) -> String {
    let mut text = run::text::event_lines(events, voice);
    if events.last().is_none_or(|event| event.at < now) {
        let title = step.deed.title();
        let outcome = voice.words().step_outcome(step, voice.zone);
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
            let _ = writeln!(text, "    {}", voice.words().private_key(key));
        }
        if found.entry.properties.is_archived() {
            let _ = writeln!(text, "    {}", voice.words().archived());
        }
    }
    if text.is_empty() {
        text = format!("{}\n", voice.words().empty_stores());
    }
    text
}

/// What the services would make of each PC.
pub(in crate::report) fn verify(world: &World, pcs: &[&Label], voice: Voice<'_>) -> String {
    let mut text = String::new();
    let at = voice.zone.clock(world.now());
    for pc in pcs {
        let verdict = world.verdict(pc);
        let mark = if verdict.is_ok() { ' ' } else { '✗' };
        text += &format!(
            "  {at}  {pc}  {mark} {}\n",
            voice.words().services(verdict.into())
        );
    }
    text
}

/// The clock, each PC's certificate, and what it has cost.
pub(in crate::report) fn status(report: &StatusReport<'_>, voice: Voice<'_>) -> String {
    let judge = report.judge();
    let world = report.replay.world();
    let steps = report.replay.scenario().steps.len();
    let (file, clock) = (Shown::path(report.file), voice.zone.format(world.now()));
    let mut text = voice.words().clock(&file, &clock, steps) + "\n";
    for pc in world.pcs() {
        let life = match world.certificate(pc) {
            Some(one) => certificate::text::life(&one, &judge, voice),
            None => voice.words().sentence(Reason::NoCertificate).to_owned(),
        };
        let services = voice.words().services(world.verdict(pc).into());
        text += &format!("  {pc}: {life}\n    {services}\n");
    }
    text + &run::text::measured_lines(&report.measures(), voice)
}
