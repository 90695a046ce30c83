//! What was found in files, for people: a paragraph a file, and a summary of many.

use std::cmp::Reverse;
use std::fmt::Write;

use super::{FileReport, standings};
use crate::certificate::NO_EXPIRY;
use crate::consumer::{Consumer, Verdict};
use crate::inspection::{Finding, Judge, Summary};
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::report::certificate;
use crate::revocation_list::RevocationList;
use crate::shown::Shown;
use crate::words::{self, Voice};

/// Renders the finding in one file.
pub(in crate::report) fn file(report: &FileReport<'_>, voice: Voice<'_>) -> String {
    let FileReport { finding, judge, .. } = *report;
    let mut out = head(finding, voice);
    let other_bags: Vec<_> = finding.other_bags.counts().collect();
    if !other_bags.is_empty() {
        let listed = other_bags
            .iter()
            .map(|(name, count)| format!("{count} {name}"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {}", voice.words().other_bags(&listed));
    }
    for remark in &finding.remarks {
        let _ = writeln!(out, "  {}", voice.words().remark(*remark));
    }
    for (number, key) in (1..).zip(&finding.private_keys) {
        if let Some(line) = voice.words().held_key(number, key) {
            let _ = writeln!(out, "  {line}");
        }
    }
    if !finding.passed_over.is_empty() {
        let blocks = finding.passed_over.iter();
        let listed: Vec<String> = blocks
            .map(|(label, count)| format!("{count} {}", Shown::text(label)))
            .collect();
        let _ = writeln!(
            out,
            "  {}",
            voice.words().passed_over_blocks(&listed.join(", "))
        );
    }
    if let Some((consumer, verdict)) = &finding.verdict {
        out += &consumer_lines(*consumer, verdict, voice);
    }
    let certificates = finding.certificates.iter().zip(report.judgements);
    for ((certificate, judgement), key) in certificates.zip(finding.keys_of_certificates()) {
        let key = key.map(|number| (number, &finding.private_keys[number]));
        out += &certificate::text::inspected(certificate, judgement, key, judge, voice);
    }
    for list in &finding.revocation_lists {
        out += &revocation_list(list, judge, voice);
    }
    out
}

/// Renders what a file is called, its outcome, and what to do about it.
fn head(finding: &Finding, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let (certificates, keys) = (finding.certificates.len(), finding.private_keys.len());
    let words = voice.words();
    let contents = words.contents(keys, certificates);
    let name = Shown::text(&finding.name);
    // Writing to a String cannot fail.
    let _ = match finding.outcome {
        Outcome::Ok if !finding.opened => writeln!(out, "{name}: {}", words.not_opened()),
        Outcome::Ok => writeln!(out, "{name}: ok: {contents}"),
        Outcome::Refused(reason) => {
            let sentence = voice.words().sentence(reason);
            let _ = writeln!(out, "{name}: {reason}: {sentence}");
            if let Some(problem) = &finding.problem {
                let _ = writeln!(out, "  {}", Shown::text(words::error(problem, voice)));
            }
            if let Some(advice) = finding.advice() {
                let _ = writeln!(
                    out,
                    "  {}: {}",
                    voice.words().what_to_do(),
                    voice.words().advice(advice)
                );
            }
            match certificates {
                0 => Ok(()),
                _ => writeln!(out, "  {contents}"),
            }
        }
    };
    out
}

/// Renders what a consumer's user sees, what to do about it, and who says so.
fn consumer_lines(consumer: Consumer, verdict: &Verdict, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let words = voice.words();
    let sentence = match verdict {
        Verdict::Reads => words.reads().to_owned(),
        Verdict::Refuses(refusal) => words.seen(refusal),
        Verdict::NotKnown(unknown) => words.not_known(unknown),
    };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  {consumer}: {sentence}");
    if let Verdict::Refuses(refusal) = verdict {
        let _ = writeln!(
            out,
            "    {}: {}",
            voice.words().what_to_do(),
            voice.words().remedy(refusal.remedy())
        );
    }
    for source in consumer.sources() {
        let _ = writeln!(out, "    {}: {source}", voice.words().source_label());
    }
    out
}

fn revocation_list(list: &RevocationList, judge: &Judge, voice: Voice<'_>) -> String {
    let words = voice.words();
    let issuer = words.revocation_list(&Shown::text(&list.issuer));
    let issued = voice.zone.format(list.this_update);
    let next = list.next_update.map(|at| match at {
        at if at == NO_EXPIRY => voice.words().no_expiry().to_owned(),
        at => voice.zone.format(at),
    });
    let next = next.as_deref().unwrap_or("-");
    let revoked = words.revoked(list.revoked, &issued, next);
    let stale = match list.is_stale(judge.time()) {
        true => {
            let reason = Reason::StaleRevocationList;
            format!("    {reason}: {}\n", words.sentence(reason))
        }
        false => String::new(),
    };
    format!("  {issuer}\n    {revoked}\n{stale}")
}

/// Renders what all files came to; nothing for a single file, about which everything has been said.
pub(in crate::report) fn summary(summary: &Summary, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let (files, passed_over) = (summary.files, summary.passed_over);
    if files + passed_over == 1 && summary.deadline.is_none() {
        return out;
    }
    let outcomes = summary.outcomes.iter();
    let outcomes = listed(outcomes.map(|(outcome, count)| (outcome.code(), *count)));
    let states = listed(standings(summary));
    let certificates: usize = standings(summary).map(|(_, count)| count).sum();
    let words = voice.words();
    let mut lines = vec![words.files(files, &outcomes)];
    if passed_over > 0 {
        lines.push(words.passed_over(passed_over));
    }
    if certificates > 0 {
        lines.push(words.certificates(certificates, &states));
    }
    if let Some(deadline) = &summary.deadline {
        let until = voice.zone.format(deadline.until);
        lines.push(words.late(summary.late, summary.late_lists, deadline, &until));
    }
    for line in lines {
        out += &format!("= {line}\n");
    }
    out + &soonest(summary, voice)
}

/// Renders the certificates that expire first.
fn soonest(summary: &Summary, voice: Voice<'_>) -> String {
    let mut out = String::new();
    for one in summary.soonest() {
        if out.is_empty() {
            out += &format!("= {}\n", voice.words().next_to_expire());
        }
        let days = (one.not_after - summary.judge.time()).num_days();
        let until = voice.zone.format(one.not_after);
        let (subject, file) = (Shown::text(one.subject), Shown::text(one.file));
        let left = voice.words().days_left(days);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "    {until}  {left}  {subject}  {file}");
    }
    out
}

/// Lists the counts, the most frequent first, then by name.
fn listed<'a>(counts: impl Iterator<Item = (&'a str, usize)>) -> String {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let counts = counts.iter().map(|(name, count)| format!("{count} {name}"));
    counts.collect::<Vec<_>>().join(", ")
}
