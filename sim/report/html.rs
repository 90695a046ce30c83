//! The report for people who look: one self-contained page, with a timeline of each scenario.
//!
//! What failed comes first, and is open. Each event is in a table too.

mod anchor;
mod events;
#[cfg(feature = "fleet")]
mod fleet;
mod scenario;
mod swarm;

#[cfg(feature = "serve")]
pub(crate) use events::table as event_table;

use maud::{Markup, html};

use super::run::RunReport;
use super::run::text;
use crate::page::Page;
use crate::scenario::{BrokenScenario, ScenarioRun};
use crate::shown::Shown;
use crate::timeline;
use crate::words::{self, Caption, Voice, with_commas};
use anchor::{Anchor, anchors};

impl RunReport<'_> {
    /// Renders every run as a page.
    pub fn html(&self, voice: Voice<'_>) -> String {
        let mut runs: Vec<&ScenarioRun> = self.runs.iter().collect();
        runs.sort_by_key(|run| run.played.failure().is_none());
        let anchors = anchors(runs.iter().map(|run| run.name.to_string()));
        let listed: Vec<(&ScenarioRun, &Anchor)> = runs.into_iter().zip(&anchors).collect();
        let failed = listed
            .iter()
            .filter(|(run, _)| run.played.failure().is_some());
        let failed = failed.count();
        let passed = listed.len() - failed;
        let verdict = voice.words().verdict(passed, failed, self.broken.len());
        let is_good = failed + self.broken.len() == 0;
        let body = html! {
            (timeline::patterns())
            header class={"verdict" @if !is_good { " failed" }} {
                h1 {
                    span class={"sign" @if !is_good { " failed" }} { (if is_good { "✓" } else { "✗" }) }
                    " " (verdict)
                }
                p class="soft" {
                    (text::summary(self.runs, self.broken.len(), voice))
                    (voice.words().times_in(voice.zone))
                }
            }
            main {
                (broken(self.broken, voice))
                @if listed.len() > 1 { (list(&listed, voice)) }
                @if !listed.is_empty() {
                    section class="card" {
                        h2 { (caption(Caption::Legend, voice)) }
                        (timeline::legend(voice))
                    }
                }
                @for (run, anchor) in &listed {
                    (scenario::scenario(run, anchor, voice))
                }
            }
        };
        let lang = voice.lang;
        let title = format!("{verdict} – kigen");
        let title = title.as_str();
        Page { lang, title, body }.render()
    }
}

fn caption(caption: Caption, voice: Voice<'_>) -> &'static str {
    voice.words().caption(caption)
}

/// Says of a scenario whether it passed, by a sign and a word.
pub(super) fn sign(failed: bool, voice: Voice<'_>) -> Markup {
    html! {
        span class={"sign" @if failed { " failed" }} {
            @if failed { "✗ " (caption(Caption::Fail, voice)) }
            @else { "✓ " (caption(Caption::Pass, voice)) }
        }
    }
}

/// What the page's script shows: it hides what is not looked for.
pub(super) fn filter(voice: Voice<'_>) -> Markup {
    html! {
        form id="k-filter" hidden {
            input type="search" name="text" placeholder=(caption(Caption::Filter, voice))
                aria-label=(caption(Caption::Filter, voice));
            input type="button" name="failed" aria-pressed="false"
                value=(caption(Caption::OnlyFailed, voice));
            input type="button" name="open" value=(caption(Caption::OpenAll, voice));
            input type="button" name="close" value=(caption(Caption::CloseAll, voice));
        }
    }
}

/// The files that are no scenarios.
fn broken(broken: &[BrokenScenario], voice: Voice<'_>) -> Markup {
    html! {
        @if !broken.is_empty() {
            section {
                h2 { (caption(Caption::NotRead, voice)) }
                @for file in broken {
                    pre class="failure" tabindex="0" { (words::error(&file.error, voice)) }
                }
            }
        }
    }
}

/// The table of all scenarios.
fn list(listed: &[(&ScenarioRun, &Anchor)], voice: Voice<'_>) -> Markup {
    let number = |caption: Caption, class: &str| {
        html! { th scope="col" class={"number " (class)} { (voice.words().caption(caption)) } }
    };
    html! {
        section aria-labelledby="k-scenarios" {
            h2 id="k-scenarios" { (caption(Caption::Scenarios, voice)) }
            (filter(voice))
            table {
                thead {
                    tr {
                        th scope="col" { (caption(Caption::Result, voice)) }
                        th scope="col" { (caption(Caption::Scenario, voice)) }
                        (number(Caption::Steps, "wide"))
                        (number(Caption::WithoutService, ""))
                        (number(Caption::NoticesMissed, "wide"))
                        (number(Caption::Letters, "wide"))
                        (number(Caption::Yen, "wide"))
                    }
                }
                tbody {
                    @for (run, anchor) in listed { (row(run, anchor, voice)) }
                }
            }
        }
    }
}

fn row(run: &ScenarioRun, anchor: &Anchor, voice: Voice<'_>) -> Markup {
    let failed = run.played.failure().is_some();
    let measures = &run.played.measures;
    let minutes: i64 = measures
        .pcs
        .values()
        .map(|pc| pc.minutes_without_service)
        .sum();
    let missed: usize = measures.pcs.values().map(|pc| pc.notices_missed).sum();
    let yen: u64 = measures.yen.values().map(|yen| u64::from(*yen)).sum();
    let title = Shown::text(run.scenario.title.text(voice.lang)).to_string();
    html! {
        tr data-name={(run.name) " " (title)} data-failed[failed] {
            td { (sign(failed, voice)) }
            th scope="row" {
                a href=(anchor.link()) { (run.name) }
                " " span { (title) }
            }
            td class="number wide" { (run.played.steps.len()) }
            td class="number" { (with_commas(minutes.unsigned_abs())) }
            td class="number wide" { (missed) }
            td class="number wide" { (measures.letters) }
            td class="number wide" { (with_commas(yen)) }
        }
    }
}
