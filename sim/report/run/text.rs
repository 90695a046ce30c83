//! The report for people: one line per event, and a summary.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::label::Label;
use crate::lifecycle::notice::Notice;
use crate::measure::Measures;
use crate::scenario::ScenarioRun;
use crate::shown::Shown;
use crate::time::Zone;
use crate::trace::{Event, EventKind};
use crate::words::{Failure, Voice};

/// Renders a run as text: its title, a line per event, and how it ended.
pub fn text(run: &ScenarioRun, voice: Voice<'_>) -> String {
    let voice = voice.naming(&run.scenario.world.services.names);
    let mut out = String::new();
    let ScenarioRun {
        name,
        path: _,
        text: _,
        scenario,
        played,
    } = run;
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{name}: {}{}",
        Shown::text(scenario.title.text(voice.lang)),
        zone_unless_japan(voice)
    );
    out += &event_lines(&played.events, voice);
    out += &measured_lines(&played.measures, voice);
    let words = voice.words();
    let end = match failure(run, voice) {
        None => words.passed(played.steps.len()),
        Some(failure) => words.failed(&failure),
    };
    let _ = writeln!(out, "  {end}");
    out
}

/// Renders a line on a run that passed.
pub(super) fn line(run: &ScenarioRun, voice: Voice<'_>) -> String {
    let title = Shown::text(run.scenario.title.text(voice.lang));
    let steps = run.played.steps.len();
    voice.words().passed_in_short(&run.name, steps, &title)
}

/// Says where and how a run failed, if it did.
pub fn failure(run: &ScenarioRun, voice: Voice<'_>) -> Option<String> {
    let played = &run.played;
    let step = played.failure()?;
    let file = match &run.path {
        Some(path) => Shown::path(path).to_string(),
        None => format!("{}.toml", run.name),
    };
    let words = voice.words();
    Some(words.failure(&Failure {
        place: &format!("{file}:{}", step.line),
        step: step.number,
        steps: played.step_count,
        title: &step.deed.title(),
        expected: step.expected,
        got: &words.step_outcome(step, voice.zone),
    }))
}

/// Names the zone of the times, unless it is the one that everybody expects.
fn zone_unless_japan(voice: Voice<'_>) -> String {
    match *voice.zone == Zone::JST {
        true => String::new(),
        false => voice.words().times_in(voice.zone),
    }
}

/// The indentation of what the screens showed, under its event: slightly more than the time.
const SCREEN_INDENT: usize = 25;

/// Renders a line for each thing that happened, and under it what the screens showed.
pub(in crate::report) fn event_lines(events: &[Event], voice: Voice<'_>) -> String {
    let mut out = String::new();
    let times_shown = times_shown(events);
    for (at, event) in events.iter().enumerate() {
        let again = match times_shown.get(&at) {
            // The first of them reports it.
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
        for line in voice.words().screens(&event.kind, voice) {
            let _ = writeln!(out, "{:SCREEN_INDENT$}{line}", "");
        }
    }
    out
}

/// Returns how many times each notice was shown, at the index of the first time; 0 at those of the
/// others. A notice that nobody reads appears every morning, and is one line.
pub(in crate::report) fn times_shown(events: &[Event]) -> BTreeMap<usize, usize> {
    let mut times = BTreeMap::new();
    let mut on_screen: BTreeMap<&Label, (Notice, usize)> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        match event.kind {
            EventKind::Notice { notice, .. } => match on_screen.get(&event.pc) {
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
            EventKind::Dismiss | EventKind::Renew { .. } | EventKind::Replace => {
                on_screen.remove(&event.pc);
            }
            _ => {}
        }
    }
    times
}

/// Renders what it cost, line by line.
pub(in crate::report) fn measured_lines(measures: &Measures, voice: Voice<'_>) -> String {
    let lines = measured(measures, voice).into_iter();
    lines.map(|line| format!("  = {line}\n")).collect()
}

/// Says what it cost: a line for each PC that lost service or was sent notices, and one for the
/// yen.
pub(in crate::report) fn measured(measures: &Measures, voice: Voice<'_>) -> Vec<String> {
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
    // With one PC, the line above says it all.
    if measures.pcs.len() > 1 {
        for (service, measured) in &measures.services {
            let at_pcs = measured.minutes_at_pcs.unsigned_abs();
            if measured.minutes_at_pcs > 0 {
                let at_facility = measured.minutes_at_facility.unsigned_abs();
                let service = Shown::text(voice.service(*service)).to_string();
                lines.push(words.service_outage(&service, at_pcs, at_facility));
            }
        }
    }
    if measures.letters > 0 {
        lines.push(words.letters(measures.letters, measures.letters_undelivered));
    }
    if measures.yen.values().any(|amount| *amount > 0) {
        lines.push(words.cost(&measures.yen));
    }
    lines
}

/// Renders one line for all runs, and for the files that could not be read.
pub fn summary(runs: &[ScenarioRun], broken: usize, voice: Voice<'_>) -> String {
    let steps: usize = runs.iter().map(|run| run.played.steps.len()).sum();
    let events: usize = runs.iter().map(|run| run.played.events.len()).sum();
    let failed = runs
        .iter()
        .filter(|run| run.played.failure().is_some())
        .count();
    let passed = runs.len() - failed;
    let words = voice.words();
    let all = words.all(passed, failed, steps, events);
    match broken {
        0 => all,
        _ => words.and_broken(&all, broken),
    }
}

/// Says what happened in a sentence; a refusal ends with its reason.
pub fn sentence(event: &Event, voice: Voice<'_>) -> String {
    voice.sentence(event)
}
