//! What random worlds have come to, for people.

use super::SwarmReport;
use crate::report::Report;
use crate::shown::Shown;
use crate::swarm::{Finding, Tally};
use crate::words::Voice;

/// The findings, what was reached, and what was not.
pub(super) fn text(report: &SwarmReport<'_>, voice: Voice<'_>) -> String {
    let words = voice.swarm_words();
    let tally = report.0;
    let mut out = String::new();
    for finding in &tally.findings {
        out += &format!("{}\n", words.finding(finding));
        out += &format!("  {}: {}\n", words.options(), finding.options);
        out += &format!("  {}: {}\n", words.drawn(), as_drawn(tally, finding));
    }
    let document = report.document();
    let reached = document.reached.iter();
    let reached: Vec<String> = reached
        .map(|(kind, rows)| format!("{kind} {}", rows.len()))
        .collect();
    if !reached.is_empty() {
        out += &format!("{}: {}\n", words.reached(), reached.join(", "));
    }
    if !document.never_reached.is_empty() {
        out += &format!("{}:\n", words.never_reached());
    }
    for (kind, rows) in &document.never_reached {
        for row in rows {
            out += &format!("  {kind:<8}  {}\n", Shown::text(row));
        }
    }
    out + &format!("= {}\n", words.swarm(tally))
}

/// The command that shows a world as it was drawn.
pub(in crate::report) fn as_drawn(tally: &Tally, finding: &Finding) -> String {
    let seed = tally.swarm.seed();
    format!("kigen swarm --seed {seed} --show {}", finding.world)
}
