//! A certificate as people and programs see it at a moment.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use kigen::certificate::Certificate;
use kigen::lang::Lang;
use kigen::lifecycle::expiry::{Revocation, State, state};
use kigen::lifecycle::rules::Rules;
use kigen::time::{format_jst, jst};

/// Whose it is, its state, its numbers; a line each, the first indented by so many blanks.
pub(super) fn as_text(
    certificate: &Certificate,
    at: DateTime<Utc>,
    lang: Lang,
    indent: usize,
) -> String {
    let mut out = String::new();
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{outer}{}", certificate.subject());
    let _ = writeln!(out, "{inner}{}", sentence(certificate, at, lang));
    let _ = writeln!(out, "{inner}serial {}", certificate.serial());
    let _ = writeln!(out, "{inner}SHA-1  {}", certificate.thumbprint());
    out
}

/// The same as JSON.
pub(super) fn as_json(certificate: &Certificate, at: DateTime<Utc>) -> Value {
    json!({
        "subject": certificate.subject(),
        "issuer": certificate.issuer(),
        "serial": certificate.serial().to_string(),
        "thumbprint": certificate.thumbprint().to_string(),
        "not_before": moment(certificate.not_before()),
        "not_after": moment(certificate.not_after()),
        "state": state_of(certificate, at).name(),
    })
}

/// A moment as programs read it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    jst(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// The state of a certificate of which no list speaks.
pub(super) fn state_of(certificate: &Certificate, at: DateTime<Utc>) -> State {
    state(certificate, Revocation::Good, at, &Rules::default())
}

/// The state of a certificate, and how long it lasts.
pub(super) fn sentence(certificate: &Certificate, at: DateTime<Utc>, lang: Lang) -> String {
    let state = state_of(certificate, at);
    let (from, to) = (
        format_jst(certificate.not_before()),
        format_jst(certificate.not_after()),
    );
    let days = (certificate.not_after() - at).num_days();
    match (state, lang) {
        (State::Expired, Lang::En) => format!("expired: ran out {} days ago, at {to}", -days),
        (State::Expired, Lang::Ja) => format!("expired: {}日前の {to} に期限切れ", -days),
        (State::NotYetValid, Lang::En) => format!("not-yet-valid: begins at {from}"),
        (State::NotYetValid, Lang::Ja) => format!("not-yet-valid: {from} から有効"),
        (_, Lang::En) => format!("{state}: {days} days left, until {to}"),
        (_, Lang::Ja) => format!("{state}: 残り{days}日、{to} まで"),
    }
}
