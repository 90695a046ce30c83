//! The page of random worlds: what was found, each with its smallest scenario as it plays, and what
//! was reached.

use maud::{Markup, html};

use super::anchor::{Anchor, anchors};
use super::{filter, scenario};
use crate::page::Page;
use crate::report::Report;
use crate::report::swarm::text::as_drawn;
use crate::report::swarm::{Swarm, SwarmReport};
use crate::shown::Shown;
use crate::swarm::Finding;
use crate::timeline;
use crate::words::{Caption, Voice, with_commas};

impl SwarmReport<'_> {
    /// Renders the findings and what was reached as a page.
    pub fn html(&self, voice: Voice<'_>) -> String {
        let tally = self.0;
        let findings = &tally.findings;
        let is_good = findings.is_empty();
        let sentence = voice.swarm_words().swarm(tally);
        let anchors = anchors(findings.iter().map(Finding::name));
        let listed: Vec<(&Finding, &Anchor)> = findings.iter().zip(&anchors).collect();
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
                @if !is_good {
                    (list(&listed, voice))
                    section class="card" {
                        h2 { (voice.words().caption(Caption::Legend)) }
                        (timeline::legend(voice))
                    }
                }
                @for (finding, anchor) in listed { (self.finding(finding, anchor, voice)) }
                (reached(&self.document(), voice))
            }
        };
        let (lang, title) = (voice.lang, format!("{sentence} – kigen"));
        let title = title.as_str();
        Page { lang, title, body }.render()
    }

    /// A finding, and how its scenario plays, unless that ends in a panic.
    fn finding(&self, finding: &Finding, anchor: &Anchor, voice: Voice<'_>) -> Markup {
        let words = voice.swarm_words();
        let run = finding.replay(self.0.swarm);
        let inside = html! {
            p { (Shown::text(&finding.flaw.said)) }
            p class="soft" { (words.options()) ": " (finding.options) }
            p class="soft" { (words.drawn()) ": " code { (as_drawn(self.0, finding)) } }
            @if let Some(run) = run { (scenario::played(&run, voice)) }
        };
        let (name, flaw) = (finding.name(), words.flaw(&finding.flaw));
        scenario::folded(&name, &flaw, true, anchor, &inside, voice)
    }
}

/// The table of all findings.
fn list(listed: &[(&Finding, &Anchor)], voice: Voice<'_>) -> Markup {
    let words = voice.swarm_words();
    let [findings, flaw, worlds, steps] = words.columns();
    html! {
        section aria-labelledby="k-findings" {
            h2 id="k-findings" { (findings) }
            (filter(voice))
            div class="scroll" tabindex="0" role="group" aria-label=(findings) {
                table {
                    thead {
                        tr {
                            th scope="col" { (findings) }
                            th scope="col" { (flaw) }
                            th scope="col" class="number" { (worlds) }
                            th scope="col" class="number" { (steps) }
                        }
                    }
                    tbody {
                        @for (finding, anchor) in listed {
                            @let flaw = words.flaw(&finding.flaw);
                            tr data-name={(finding.name()) " " (flaw)} data-failed {
                                th scope="row" { a href=(anchor.link()) { (finding.name()) } }
                                td { (flaw) }
                                td class="number" { (with_commas(finding.worlds)) }
                                td class="number" { (finding.steps) " / " (finding.steps_before) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How much of each kind was reached, and what was not.
fn reached(document: &Swarm, voice: Voice<'_>) -> Markup {
    let words = voice.swarm_words();
    let never = |kind| {
        document
            .never_reached
            .get(kind)
            .map_or(&[][..], Vec::as_slice)
    };
    html! {
        section aria-labelledby="k-reached" {
            h2 id="k-reached" { (words.reached()) }
            div class="scroll" tabindex="0" role="group" aria-label=(words.reached()) {
                table {
                    thead {
                        tr {
                            th scope="col" { (words.kind()) }
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
