//! A certificate, for people.

use std::fmt::Write;

use crate::certificate::Certificate;
use crate::inspection::Judge;
use crate::lifecycle::expiry::State;
use crate::shown::Shown;
use crate::words::Voice;

/// Renders whose it is, its state and its numbers, a line each, the first with the given
/// indentation.
pub(in crate::report) fn lines(
    certificate: &Certificate,
    judge: &Judge,
    voice: Voice<'_>,
    indent: usize,
) -> String {
    let mut out = String::new();
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{outer}{}", Shown::text(certificate.subject()));
    let _ = writeln!(out, "{inner}{}", life(certificate, judge, voice));
    let _ = writeln!(out, "{inner}serial {}", certificate.serial());
    let _ = writeln!(out, "{inner}SHA-1  {}", certificate.thumbprint());
    out
}

/// Renders the state of a certificate, and how long it lasts.
pub(in crate::report) fn life(
    certificate: &Certificate,
    judge: &Judge,
    voice: Voice<'_>,
) -> String {
    let state = judge.state(certificate);
    let (from, to) = (
        voice.zone.format(certificate.not_before()),
        voice.zone.format(certificate.not_after()),
    );
    if certificate.has_no_expiry() && state == State::Valid {
        return format!("{state}: {}", voice.words().no_expiry());
    }
    let days = (certificate.not_after() - judge.time()).num_days();
    voice.words().life(state, &from, &to, days)
}
