//! What was made, for people.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::MakeReport;
use crate::lang::Lang;
use crate::lifecycle::expiry::State;
use crate::reason::Reason;
use crate::specimen::{SpecimenState, Stage, Written};
use crate::time::format_jst;

/// One paragraph for all specimens in a row that differ in nothing but their names.
pub(in crate::report) fn made(report: &MakeReport<'_>, lang: Lang) -> String {
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
        let names = match (alike.len(), lang) {
            (1, _) => first.name().to_string(),
            (_, Lang::En) => format!("{} to {}", first.name(), last.name()),
            (_, Lang::Ja) => format!("{} ～ {}", first.name(), last.name()),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{names}: {}", outcome(first.state(), lang));
        let _ = writeln!(out, "  {}", first.state().rule(lang));
        for (at, stage) in first.stages().iter().enumerate() {
            let until = first.stages().get(at + 1).and_then(|next| next.from);
            let is_now = stage.from.is_none_or(|from| from <= first.made_for())
                && until.is_none_or(|until| first.made_for() < until);
            let _ = writeln!(out, "  {}{}", row(stage, until, lang), mark(is_now, lang));
        }
        let (own, rest) = files.split_at(alike.len());
        files = rest;
        let _ = writeln!(out, "  {}", list(&own[0], alike.len() > 1));
    }
    let count = specimens.len();
    let folder = folder.display();
    let manifest = MakeReport::FILE_NAME;
    let shared = list(shared, false);
    let _ = match lang {
        Lang::En => writeln!(out, "= {count} made in {folder}, with {shared}, {manifest}"),
        Lang::Ja => writeln!(
            out,
            "= {folder} に {count} 件を作成（ほかに {shared}, {manifest}）"
        ),
    };
    out
}

fn outcome(state: SpecimenState, lang: Lang) -> String {
    match (state.outcome(), lang) {
        (Ok(()), Lang::En) => format!("accepted [{state}]"),
        (Ok(()), Lang::Ja) => format!("受け入れられる [{state}]"),
        (Err(reason), Lang::En) => format!("refused: {} [{reason}]", reason.sentence(lang)),
        (Err(reason), Lang::Ja) => format!("拒否: {} [{reason}]", reason.sentence(lang)),
    }
}

fn row(stage: &Stage, until: Option<DateTime<Utc>>, lang: Lang) -> String {
    let code = stage.outcome.map_or_else(Reason::code, State::name);
    match (stage.from, until, lang) {
        (Some(from), _, Lang::En) => format!("from {}: {code}", format_jst(from)),
        (Some(from), _, Lang::Ja) => format!("{} から: {code}", format_jst(from)),
        (None, Some(until), Lang::En) => format!("before {}: {code}", format_jst(until)),
        (None, Some(until), Lang::Ja) => format!("{} より前: {code}", format_jst(until)),
        (None, None, Lang::En) => format!("always: {code}"),
        (None, None, Lang::Ja) => format!("常に: {code}"),
    }
}

fn mark(is_now: bool, lang: Lang) -> &'static str {
    match (is_now, lang) {
        (false, _) => "",
        (true, Lang::En) => "  (now)",
        (true, Lang::Ja) => "（現在）",
    }
}

fn list(files: &[Written], and_more: bool) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.join(", ") + if and_more { ", …" } else { "" }
}
