//! What was made, for people.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::MakeReport;
use crate::lang::Lang;
use crate::lifecycle::expiry::State;
use crate::reason::Reason;
use crate::shown::Shown;
use crate::specimen::{SpecimenState, Stage, Written};
use crate::words::Voice;

/// One paragraph for all specimens in a row that differ in nothing but their names.
pub(in crate::report) fn made(report: &MakeReport<'_>, voice: Voice<'_>) -> String {
    let MakeReport {
        specimens,
        files,
        shared,
        folder,
        ..
    } = *report;
    let mut out = String::new();
    let mut files = files;
    for alike in specimens.chunk_by(|a, b| a.state() == b.state() && a.stages() == b.stages()) {
        let (first, last) = (&alike[0], &alike[alike.len() - 1]);
        let names = match (alike.len(), voice.lang) {
            (1, _) => first.name().to_string(),
            (_, Lang::En) => format!("{} to {}", first.name(), last.name()),
            (_, Lang::Ja) => format!("{} ～ {}", first.name(), last.name()),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{names}: {}", outcome(first.state(), voice));
        let _ = writeln!(out, "  {}", first.state().rule(voice.lang));
        for (at, stage) in first.stages().iter().enumerate() {
            let until = first.stages().get(at + 1).and_then(|next| next.from);
            let is_now = stage.from.is_none_or(|from| from <= first.made_for())
                && until.is_none_or(|until| first.made_for() < until);
            let _ = writeln!(out, "  {}{}", row(stage, until, voice), mark(is_now, voice));
        }
        let (own, rest) = files.split_at(alike.len());
        files = rest;
        let _ = writeln!(out, "  {}", list(&own[0], alike.len() > 1));
    }
    let count = specimens.len();
    let folder = Shown::path(folder);
    let manifest = MakeReport::FILE_NAME;
    let shared = list(shared, false);
    let _ = match voice.lang {
        Lang::En => writeln!(out, "= {count} made in {folder}, with {shared}, {manifest}"),
        Lang::Ja => writeln!(
            out,
            "= {folder} に {count} 件を作成（ほかに {shared}, {manifest}）"
        ),
    };
    out
}

fn outcome(state: SpecimenState, voice: Voice<'_>) -> String {
    match (state.outcome(), voice.lang) {
        (Ok(()), Lang::En) => format!("accepted [{state}]"),
        (Ok(()), Lang::Ja) => format!("受け入れられる [{state}]"),
        (Err(reason), Lang::En) => format!("refused: {} [{reason}]", reason.sentence(voice.lang)),
        (Err(reason), Lang::Ja) => format!("拒否: {} [{reason}]", reason.sentence(voice.lang)),
    }
}

fn row(stage: &Stage, until: Option<DateTime<Utc>>, voice: Voice<'_>) -> String {
    let code = stage.outcome.map_or_else(Reason::code, State::name);
    match (stage.from, until, voice.lang) {
        (Some(from), _, Lang::En) => format!("from {}: {code}", voice.zone.format(from)),
        (Some(from), _, Lang::Ja) => format!("{} から: {code}", voice.zone.format(from)),
        (None, Some(until), Lang::En) => format!("before {}: {code}", voice.zone.format(until)),
        (None, Some(until), Lang::Ja) => format!("{} より前: {code}", voice.zone.format(until)),
        (None, None, Lang::En) => format!("always: {code}"),
        (None, None, Lang::Ja) => format!("常に: {code}"),
    }
}

fn mark(is_now: bool, voice: Voice<'_>) -> &'static str {
    match (is_now, voice.lang) {
        (false, _) => "",
        (true, Lang::En) => "  (now)",
        (true, Lang::Ja) => "（現在）",
    }
}

fn list(files: &[Written], and_more: bool) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.join(", ") + if and_more { ", …" } else { "" }
}
