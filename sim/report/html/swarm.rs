//! The page of random worlds: what was found, each with its smallest scenario as it plays, and what
//! was reached.

use maud::{Markup, html};

use super::anchor::anchors;
use super::scenario;
use crate::page::Page;
use crate::report::Report;
use crate::report::swarm::text::as_drawn;
use crate::report::swarm::{Swarm, SwarmReport};
use crate::scenario::ScenarioRun;
use crate::shown::Shown;
use crate::swarm::Finding;
use crate::timeline;
use crate::words::{Caption, Voice, with_commas};

impl SwarmReport<'_> {
    /// Renders the findings and what was reached as a page.
    pub fn html(&self, voice: Voice<'_>) -> String {
        let tally = self.0;
        let words = voice.swarm_words();
        let is_good = tally.findings.is_empty();
        let sentence = words.swarm(tally);
        let runs: Vec<Option<ScenarioRun>> = tally
            .findings
            .iter()
            .map(|finding| finding.replay(tally.swarm))
            .collect();
        let body = html! {
            (timeline::patterns())
            header class={"verdict" @if !is_good { " failed" }} {
                h1 {
                    span class={"sign" @if !is_good { " failed" }} { (if is_good { "✓" } else { "✗" }) }
                    " " (sentence)
                }
                p class="soft" { (voice.words().times_in(voice.zone)) }
            }
            main {
                @if runs.iter().any(Option::is_some) {
                    section class="card" {
                        h2 { (voice.words().caption(Caption::Legend)) }
                        (timeline::legend(voice))
                    }
                }
                @for (finding, run) in tally.findings.iter().zip(&runs) {
                    (self.finding(finding, run.as_ref(), voice))
                }
                (reached(&self.document(), voice))
            }
        };
        let (lang, title) = (voice.lang, format!("{sentence} – kigen"));
        let title = title.as_str();
        Page { lang, title, body }.render()
    }

    /// A finding, and how its scenario plays, unless that ends in a panic.
    fn finding(&self, finding: &Finding, run: Option<&ScenarioRun>, voice: Voice<'_>) -> Markup {
        let words = voice.swarm_words();
        html! {
            section {
                h2 { (words.flaw(&finding.flaw)) }
                p { (Shown::text(&finding.flaw.said)) }
                p class="soft" { (words.finding(finding)) }
                p class="soft" { (words.options()) ": " (finding.options) }
                pre tabindex="0" { code { (as_drawn(self.0, finding)) } }
                @if let Some(run) = run {
                    @for anchor in anchors(&[run]) { (scenario::scenario(run, &anchor, voice)) }
                }
            }
        }
    }
}

/// How much of each kind was reached, and what was not.
fn reached(document: &Swarm, voice: Voice<'_>) -> Markup {
    let words = voice.swarm_words();
    let never = |kind| document.never_reached.get(kind).map_or(&[][..], Vec::as_slice);
    html! {
        section aria-labelledby="k-reached" {
            h2 id="k-reached" { (words.reached()) }
            div class="scroll" tabindex="0" role="group" aria-label=(words.reached()) {
                table {
                    thead {
                        tr {
                            th scope="col" {}
                            th scope="col" class="number" { (words.reached()) }
                            th scope="col" { (words.never_reached()) }
                        }
                    }
                    tbody {
                        @for (kind, rows) in &document.reached {
                            tr {
                                th scope="row" { (kind) }
                                td class="number" { (with_commas(rows.len() as u64)) }
                                td { (never(kind).join(", ")) }
                            }
                        }
                    }
                }
            }
        }
    }
}
