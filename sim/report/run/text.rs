//! The report for people: one line an event, and a summary.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::notice::Notice;
use crate::measure::Measures;
use crate::outcome::Outcome;
use crate::scenario::ScenarioRun;
use crate::shown::Shown;
use crate::trace::{Event, Happening};
use crate::words::Voice;

/// A run as text: its title, a line an event, and how it ended.
pub fn text(run: &ScenarioRun, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let ScenarioRun {
        name,
        path,
        scenario,
        played,
    } = run;
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{name}: {}",
        Shown::text(scenario.title.text(voice.lang))
    );
    out += &happenings(&played.events, voice);
    out += &measured(&played.measures, voice);
    let file = match path {
        Some(path) => Shown::path(path).to_string(),
        None => format!("{name}.toml"),
    };
    let _ = match (played.failure(), voice.lang) {
        (None, Lang::En) => writeln!(out, "  pass: {} steps as expected", played.steps.len()),
        (None, Lang::Ja) => writeln!(out, "  合格: {}手順すべて期待どおり", played.steps.len()),
        (Some(step), Lang::En) => writeln!(
            out,
            "  FAIL: {file}:{}: step {} of {}, {}: expected {}, got {}",
            step.line,
            step.number,
            played.step_count,
            step.deed.title(),
            step.expected.code(),
            step.outcome()
        ),
        (Some(step), Lang::Ja) => writeln!(
            out,
            "  不合格: {file}:{}: {}手順中の{}番目、{}: 期待は {}、結果は {}",
            step.line,
            played.step_count,
            step.number,
            step.deed.title(),
            step.expected.code(),
            step.outcome()
        ),
    };
    out
}

/// A line for each thing that happened.
pub(in crate::report) fn happenings(events: &[Event], voice: Voice<'_>) -> String {
    let mut out = String::new();
    let times_shown = times_shown(events);
    for (at, event) in events.iter().enumerate() {
        let again = match times_shown.get(&at) {
            // It is told with the first of them.
            Some(0) => continue,
            None | Some(1) => String::new(),
            Some(times) => voice.words().shown_again(*times),
        };
        let mark = if event.outcome.is_ok() { ' ' } else { '✗' };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "  {}  {}  {mark} {}{again}",
            voice.zone.clock(event.at),
            event.pc,
            sentence(event, voice)
        );
    }
    out
}

/// How often each notice was shown, at the place of the first time; 0 at the places of the others.
/// A notice that nobody reads comes up every morning, and is one line.
fn times_shown(events: &[Event]) -> BTreeMap<usize, usize> {
    let mut times = BTreeMap::new();
    let mut on_screen: BTreeMap<&Label, (Notice, usize)> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        match event.happening {
            Happening::Notice { notice } => match on_screen.get(&event.pc) {
                Some((same, first)) if *same == notice => {
                    *times.entry(*first).or_default() += 1;
                    times.insert(at, 0);
                }
                _ => {
                    on_screen.insert(&event.pc, (notice, at));
                    times.insert(at, 1);
                }
            },
            // Whatever comes after these is news.
            Happening::Dismiss | Happening::Renew { .. } | Happening::Replace => {
                on_screen.remove(&event.pc);
            }
            _ => {}
        }
    }
    times
}

/// What it cost: a line for each PC that lost service or was sent notices, and one for the yen.
pub(in crate::report) fn measured(measures: &Measures, voice: Voice<'_>) -> String {
    let words = voice.words();
    let mut lines = Vec::new();
    for (name, pc) in &measures.pcs {
        let minutes = pc.minutes_without_service;
        if minutes > 0 {
            let line = words.without_service(minutes.unsigned_abs(), pc.days_until_recovery);
            lines.push(format!("{name}: {line}"));
        }
        let (seen, missed) = (pc.notices_seen, pc.notices_missed);
        if seen + missed > 0 {
            lines.push(format!("{name}: {}", words.notices(seen, missed)));
        }
    }
    // With one PC the line above says it all.
    if measures.pcs.len() > 1 {
        for (service, measured) in &measures.services {
            let at_pcs = measured.minutes_at_pcs.unsigned_abs();
            if measured.minutes_at_pcs > 0 {
                let at_facility = measured.minutes_at_facility.unsigned_abs();
                lines.push(words.service_outage(*service, at_pcs, at_facility));
            }
        }
    }
    if measures.letters > 0 {
        lines.push(words.letters(measures.letters, measures.letters_undelivered));
    }
    if measures.yen.values().any(|amount| *amount > 0) {
        lines.push(words.cost(&measures.yen));
    }
    let lines = lines.into_iter().map(|line| format!("  = {line}\n"));
    lines.collect()
}

/// One line for all runs.
pub fn summary(runs: &[ScenarioRun], voice: Voice<'_>) -> String {
    let steps: usize = runs.iter().map(|run| run.played.steps.len()).sum();
    let events: usize = runs.iter().map(|run| run.played.events.len()).sum();
    let failed = runs
        .iter()
        .filter(|run| run.played.failure().is_some())
        .count();
    let passed = runs.len() - failed;
    match voice.lang {
        Lang::En => format!("{passed} passed, {failed} failed ({steps} steps, {events} events)"),
        Lang::Ja => format!("合格 {passed}、不合格 {failed}（手順 {steps}、出来事 {events}）"),
    }
}

/// What happened, in a sentence; a refusal ends with its reason.
pub fn sentence(event: &Event, voice: Voice<'_>) -> String {
    let (words, ok) = (voice.words(), event.outcome.is_ok());
    let happened = words.happening(&event.happening, ok, voice.zone);
    match event.outcome {
        Outcome::Ok => happened,
        Outcome::Refused(reason) => {
            format!("{happened}: {} [{reason}]", reason.sentence(voice.lang))
        }
    }
}
