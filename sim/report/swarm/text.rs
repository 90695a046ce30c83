//! What random worlds have come to, for people.

use super::SwarmReport;
use crate::report::Report;
use crate::shown::Shown;
use crate::words::Voice;

/// The findings, what was reached, and what was not.
pub(super) fn text(report: &SwarmReport<'_>, voice: Voice<'_>) -> String {
    let words = voice.swarm_words();
    let tally = report.0;
    let mut out = String::new();
    for finding in &tally.findings {
        out += &format!("{}\n", words.finding(finding));
        out += &format!("  {}: {}\n", words.options(), finding.options);
        let seed = tally.swarm.seed();
        out += &format!(
            "  {}: kigen swarm --seed {seed} --show {}\n",
            words.drawn(),
            finding.world
        );
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
