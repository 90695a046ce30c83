//! What was made, for people.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::MakeReport;
use crate::lifecycle::expiry::State;
use crate::reason::Reason;
use crate::shown::Shown;
use crate::specimen::{Period, Specimen, WrittenFile};
use crate::words::Voice;

/// Renders one paragraph for all consecutive specimens that differ only in their names.
pub(in crate::report) fn made(report: &MakeReport<'_>, voice: Voice<'_>) -> String {
    let MakeReport {
        specimens,
        files,
        shared,
        folder,
        ..
    } = *report;
    let words = voice.words();
    let mut out = String::new();
    let mut files = files;
    for alike in specimens.chunk_by(alike) {
        let (first, last) = (&alike[0], &alike[alike.len() - 1]);
        let state = first.state();
        let names = match alike.len() {
            1 => first.name().to_string(),
            _ => words.range(first.name().as_str(), last.name().as_str()),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{names}: {}",
            words.specimen_outcome(state.name(), state.outcome().into())
        );
        let _ = writeln!(out, "  {}", words.rule(state, first.holder().role()));
        for (at, stage) in first.stages().iter().enumerate() {
            let until = first.stages().get(at + 1).and_then(|next| next.from);
            let is_now = stage.from.is_none_or(|from| from <= first.made_for())
                && until.is_none_or(|until| first.made_for() < until);
            let _ = writeln!(
                out,
                "  {}{}",
                row(stage, until, voice),
                if is_now { words.now() } else { "" }
            );
        }
        let (own, rest) = files.split_at(alike.len());
        files = rest;
        let _ = writeln!(out, "  {}", list(&own[0], alike.len() > 1));
    }
    let count = specimens.len();
    let folder = Shown::path(folder);
    let manifest = MakeReport::FILE_NAME;
    let shared = list(shared, false);
    let beside = format!("{shared}, {manifest}");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "= {}", words.made(count, &folder, &beside));
    out
}

/// Whether two differ only in their names.
fn alike(a: &Specimen, b: &Specimen) -> bool {
    a.state() == b.state() && a.stages() == b.stages() && a.holder().server == b.holder().server
}

fn row(stage: &Period, until: Option<DateTime<Utc>>, voice: Voice<'_>) -> String {
    let code = stage.outcome.map_or_else(Reason::code, State::name);
    let [from, until] = [stage.from, until].map(|at| at.map(|at| voice.zone.format(at)));
    let words = voice.words();
    words.stage(from.as_deref(), until.as_deref(), code)
}

fn list(files: &[WrittenFile], and_more: bool) -> String {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    names.join(", ") + if and_more { ", …" } else { "" }
}
