//! One scenario of a page: what failed and where, its timeline, what happened.

use chrono::{DateTime, Duration, Utc};
use maud::{Markup, html};

use super::anchor::Anchor;
use super::{caption, events, sign};
use crate::report::run::text;
use crate::scenario::{PlayedStep, ScenarioRun};
use crate::shown::Shown;
use crate::timeline::{Place, Timeline, letter};
use crate::words::{Caption, Voice, with_commas};

/// How many days before a failure are magnified.
const DAYS_AROUND: i64 = 7;

pub(super) fn scenario(run: &ScenarioRun, anchor: &Anchor, voice: Voice<'_>) -> Markup {
    let title = Shown::text(run.scenario.title.text(voice.lang)).to_string();
    let failed = run.played.failure().is_some();
    folded(
        &run.name.to_string(),
        &title,
        failed,
        anchor,
        &played(run, voice),
        voice,
    )
}

/// What is folded up as long as nothing is wrong with it, under its name and its title.
pub(super) fn folded(
    name: &str,
    title: &str,
    failed: bool,
    anchor: &Anchor,
    inside: &Markup,
    voice: Voice<'_>,
) -> Markup {
    html! {
        details class={"scenario" @if failed { " failed" }} data-name={(name) " " (title)}
            data-failed[failed] open[failed] {
            summary {
                (sign(failed, voice))
                " " h3 { (name) } " "
                span { (title) }
            }
            // A link that leads to what is inside opens it.
            div id=(anchor.id()) { (inside) }
        }
    }
}

/// How a scenario went.
pub(super) fn played(run: &ScenarioRun, voice: Voice<'_>) -> Markup {
    let voice = voice.naming(&run.scenario.world.services.names);
    html! {
        @if let Some(step) = run.played.failure() { (failure(run, step, voice)) }
        figure tabindex="0" role="group" aria-label=(caption(Caption::Overview, voice)) {
            (Timeline::from(run).draw(Place::InPage, voice))
        }
        (outages(run, voice))
        ul class="measures" {
            @for line in text::measured(&run.played.measures, voice) { li { (line) } }
        }
        h4 { (caption(Caption::WhatHappened, voice)) }
        (events::table(&run.played.events, voice))
        (files(run, voice))
        (facts(run, voice))
    }
}

/// What failed: the sentence, the step as its file has it, and the days before.
fn failure(run: &ScenarioRun, step: &PlayedStep, voice: Voice<'_>) -> Markup {
    let told = text::failure(run, voice).unwrap_or_default();
    let whole = Timeline::from(run);
    let pcs = &run.scenario.world.pcs;
    let own: Vec<_> = match step.deed.pc() {
        Some(pc) => pcs.iter().filter(|one| one.name == *pc).cloned().collect(),
        None => pcs.clone(),
    };
    let around = Timeline {
        start: (step.at - Duration::days(DAYS_AROUND)).max(whole.start),
        // Where nothing has happened yet, there has to be something to see.
        end: step.at + Duration::hours(12),
        pcs: &own,
        ..whole
    };
    html! {
        div class="failure" { (told) }
        pre tabindex="0" {
            code {
                @for (number, line) in run.lines(step) { (format!("{number:>4} | {line}\n")) }
            }
        }
        h4 { (caption(Caption::Around, voice)) }
        figure tabindex="0" role="group" aria-label=(caption(Caption::Around, voice)) {
            (around.draw_even(Place::InPage, voice))
        }
        h4 { (caption(Caption::Overview, voice)) }
    }
}

/// The outages of each PC, by the letters that they have in the timeline.
fn outages(run: &ScenarioRun, voice: Voice<'_>) -> Markup {
    let measures = &run.played.measures;
    let clock = |at: DateTime<Utc>| voice.zone.clock(at);
    let any = measures.pcs.values().any(|pc| !pc.outages.is_empty());
    html! {
        @if any {
            ul class="outages" {
                @for (name, pc) in &measures.pcs {
                    @for (number, outage) in pc.outages.iter().enumerate() {
                        @let to = outage.to.map(clock);
                        li {
                            (name) " " b { (letter(number)) } " "
                            (voice.words().outage(outage.reason, &clock(outage.from), to.as_deref()))
                        }
                    }
                }
            }
        }
    }
}

/// The files that were made.
fn files(run: &ScenarioRun, voice: Voice<'_>) -> Markup {
    html! {
        @if !run.played.artefacts.is_empty() {
            h4 { (caption(Caption::Files, voice)) }
            p {
                @for (number, artefact) in run.played.artefacts.iter().enumerate() {
                    @if number > 0 { ", " }
                    (artefact.name) " (" (with_commas(artefact.bytes.len() as u64)) ")"
                }
            }
        }
    }
}

/// What the scenario is, and the command that plays it again.
fn facts(run: &ScenarioRun, voice: Voice<'_>) -> Markup {
    let fact = |name: Caption, value: &str| {
        html! {
            div {
                dt { (caption(name, voice)) }
                dd { (value) }
            }
        }
    };
    let clock = |at: DateTime<Utc>| voice.zone.format(at);
    html! {
        h4 { (caption(Caption::Again, voice)) }
        pre tabindex="0" { code { (command(run)) } }
        dl class="facts" {
            (fact(Caption::Begins, &clock(run.scenario.world.start)))
            (fact(Caption::Ends, &clock(run.played.end)))
            (fact(Caption::Seed, &run.played.seed.value().to_string()))
            @if !run.scenario.rows.is_empty() {
                (fact(Caption::Rows, &run.scenario.rows.join(", ")))
            }
        }
    }
}

/// The command that plays it again, for a POSIX shell.
fn command(run: &ScenarioRun) -> String {
    let what = match &run.path {
        Some(path) => quoted(&Shown::path(path).to_string()),
        None => format!("--filter {}", quoted(&run.name.to_string())),
    };
    match run.played.seed == run.scenario.world.seed {
        true => format!("kigen run {what}"),
        false => format!("kigen run {what} --seed {}", run.played.seed.value()),
    }
}

/// A word of a shell.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@,:".contains(c);
    match !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
