//! A certificate, for people.

use std::fmt::Write;

use crate::bundle::FoundKey;
use crate::certificate::Certificate;
use crate::inspection::{Judge, Judgement};
use crate::lifecycle::expiry::State;
use crate::path::PathError;
use crate::reason::Reason;
use crate::shown::Shown;
use crate::words::{self, Voice};

/// How many alternative names or usages are named for people.
const NAMED_MAX: usize = 20;

/// Renders whose it is, its state and its numbers, a line each, the first with the given
/// indentation.
pub(in crate::report) fn lines(
    certificate: &Certificate,
    judge: &Judge,
    voice: Voice<'_>,
    indent: usize,
) -> String {
    let life = life(certificate, judge, voice);
    identified(certificate, &life, voice, indent)
}

/// Renders the same of a certificate in a file, with what it is to the judge, what its extensions
/// say, and which private key of the file is its own.
pub(in crate::report) fn inspected(
    certificate: &Certificate,
    judgement: &Judgement,
    key: Option<(usize, &FoundKey)>,
    judge: &Judge,
    voice: Voice<'_>,
) -> String {
    let life = match judgement {
        Ok(_) | Err(PathError::NotYetValid { .. } | PathError::Expired { .. }) => {
            life(certificate, judge, voice)
        }
        Err(error) => {
            let sentence = words::error(error, voice);
            let until = voice.zone.format(certificate.not_after());
            let until = (!certificate.has_no_expiry()).then_some(until);
            let reason = Reason::from(error);
            let words = voice.words();
            words.refused(reason, &Shown::text(sentence), until.as_deref())
        }
    };
    let mut out = identified(certificate, &life, voice, 2);
    let extensions = certificate.extensions();
    let names = extensions.subject_alternative_names;
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let purposes = extensions.extended_key_usage.unwrap_or_default();
    let usages = extensions.key_usage.unwrap_or_default();
    let usages: Vec<String> = usages.into_iter().map(str::to_owned).collect();
    for (label, listed) in [("SAN", names), ("KU", usages), ("EKU", purposes)] {
        if let Some(listed) = list(&listed) {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "    {label:<6} {}", Shown::text(listed));
        }
    }
    if let Some((number, key)) = key {
        let name = key.algorithm.as_deref().unwrap_or("-");
        let _ = writeln!(out, "    key    {} ({name})", number + 1);
    }
    out
}

/// Lists the first of some names; `None` if there is none.
fn list(names: &[String]) -> Option<String> {
    let more = if names.len() > NAMED_MAX { ", …" } else { "" };
    let first = &names[..names.len().min(NAMED_MAX)];
    (!names.is_empty()).then(|| first.join(", ") + more)
}

/// Renders whose it is, a line about its life, and its numbers.
fn identified(certificate: &Certificate, life: &str, voice: Voice<'_>, indent: usize) -> String {
    let mut out = String::new();
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let holder = certificate.holder();
    let holder = match holder.is_empty() {
        true => voice.words().nameless(),
        false => &holder,
    };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{outer}{}", Shown::text(holder));
    let _ = writeln!(out, "{inner}{life}");
    let _ = writeln!(out, "{inner}serial {}", certificate.serial());
    let _ = writeln!(out, "{inner}SHA-1  {}", certificate.thumbprint());
    out
}

/// Renders the state of a certificate, and how long it lasts.
pub(crate) fn life(certificate: &Certificate, judge: &Judge, voice: Voice<'_>) -> String {
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
