//! What was found in files, for people: a paragraph a file, and a summary of many.

use std::cmp::Reverse;
use std::fmt::Write;

use crate::importer::{Importer, Verdict};
use crate::inspection::{Finding, Judge, Summary};
use crate::lang::Lang;
use crate::outcome::Outcome;
use crate::report::certificate;
use crate::revocation_list::RevocationList;
use crate::shown::Shown;
use crate::words::Voice;

/// One file.
pub(in crate::report) fn file(finding: &Finding, judge: &Judge, voice: Voice<'_>) -> String {
    let mut out = head(finding, voice);
    let other_bags: Vec<_> = finding.other_bags.counts().collect();
    if !other_bags.is_empty() {
        let listed = other_bags
            .iter()
            .map(|(name, count)| format!("{count} {name}"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        // Writing to a String cannot fail.
        let _ = match voice.lang {
            Lang::En => writeln!(out, "  other bags, passed over: {listed}"),
            Lang::Ja => writeln!(out, "  読み飛ばしたバッグ: {listed}"),
        };
    }
    if let Some((importer, verdict)) = &finding.verdict {
        out += &importer_lines(*importer, verdict, voice);
    }
    for certificate in &finding.certificates {
        out += &certificate::text::lines(certificate, judge, voice, 2);
    }
    for list in &finding.revocation_lists {
        out += &revocation_list(list, voice);
    }
    out
}

/// What a file is called, how it is, and what to do about it.
fn head(finding: &Finding, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let (certificates, keys) = (finding.certificates.len(), finding.private_keys);
    let contents = match voice.lang {
        Lang::En => format!("{keys} private key(s), {certificates} certificate(s)"),
        Lang::Ja => format!("秘密キー {keys}、証明書 {certificates}"),
    };
    let name = Shown::text(&finding.name);
    // Writing to a String cannot fail.
    let _ = match finding.outcome {
        Outcome::Ok if !finding.opened => match voice.lang {
            Lang::En => writeln!(out, "{name}: not opened: no password was given"),
            Lang::Ja => writeln!(out, "{name}: パスワードの指定がないため開いていません"),
        },
        Outcome::Ok => writeln!(out, "{name}: ok: {contents}"),
        Outcome::Refused(reason) => {
            let sentence = reason.sentence(voice.lang);
            let _ = writeln!(out, "{name}: {reason}: {sentence}");
            if let Some(problem) = &finding.problem {
                let _ = writeln!(out, "  {}", Shown::text(problem.to_string()));
            }
            if let Some(advice) = finding.advice() {
                let _ = writeln!(
                    out,
                    "  {}: {}",
                    what_to_do(voice),
                    advice.sentence(voice.lang)
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

/// What an importer's user sees, what to do about it, and who says so.
fn importer_lines(importer: Importer, verdict: &Verdict, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let sentence = match (verdict, voice.lang) {
        (Verdict::Reads, Lang::En) => "reads this file with the right password".to_owned(),
        (Verdict::Reads, Lang::Ja) => "正しいパスワードで読み込めます".to_owned(),
        (Verdict::Refuses(refusal), _) => refusal.sentence(voice.lang),
        (Verdict::NotKnown { algorithm }, Lang::En) => {
            format!("not known: no source says what it makes of {algorithm}")
        }
        (Verdict::NotKnown { algorithm }, Lang::Ja) => {
            format!("不明です（{algorithm} を読み込めるかどうかの資料がありません）")
        }
    };
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  {importer}: {sentence}");
    if let Verdict::Refuses(refusal) = verdict {
        let _ = writeln!(
            out,
            "    {}: {}",
            what_to_do(voice),
            refusal.advice(voice.lang)
        );
    }
    for source in importer.sources() {
        let label = match voice.lang {
            Lang::En => "source",
            Lang::Ja => "出典",
        };
        let _ = writeln!(out, "    {label}: {source}");
    }
    out
}

fn revocation_list(list: &RevocationList, voice: Voice<'_>) -> String {
    let (from, issuer) = (
        voice.zone.format(list.this_update),
        Shown::text(&list.issuer),
    );
    let to = list
        .next_update
        .map_or("-".to_owned(), |at| voice.zone.format(at));
    let revoked = list.revoked;
    match voice.lang {
        Lang::En => format!(
            "  revocation list of {issuer}\n    {revoked} certificate(s) revoked, issued {from}, next {to}\n"
        ),
        Lang::Ja => {
            format!("  失効リスト（発行者 {issuer}）\n    失効 {revoked}、発行 {from}、次回 {to}\n")
        }
    }
}

/// What all files came to; nothing for a single one, of which everything has been said.
pub(in crate::report) fn summary(summary: &Summary, voice: Voice<'_>) -> String {
    let mut out = String::new();
    let (files, passed_over) = (summary.files, summary.passed_over);
    if files + passed_over == 1 && summary.deadline.is_none() {
        return out;
    }
    let outcomes = summary.outcomes.iter();
    let outcomes = listed(outcomes.map(|(outcome, count)| (outcome.code(), *count)));
    let states = summary.states.iter();
    let states = listed(states.map(|(state, count)| (state.name(), *count)));
    let certificates: usize = summary.states.values().sum();
    // Writing to a String cannot fail.
    let _ = match voice.lang {
        Lang::En => writeln!(out, "= {files} file(s): {outcomes}"),
        Lang::Ja => writeln!(out, "= ファイル {files}件: {outcomes}"),
    };
    if passed_over > 0 {
        let _ = match voice.lang {
            Lang::En => writeln!(out, "= {passed_over} other file(s) passed over"),
            Lang::Ja => writeln!(out, "= 対象外のファイル {passed_over}件"),
        };
    }
    if certificates > 0 {
        let _ = match voice.lang {
            Lang::En => writeln!(out, "= {certificates} certificate(s): {states}"),
            Lang::Ja => writeln!(out, "= 証明書 {certificates}枚: {states}"),
        };
    }
    if let Some(deadline) = &summary.deadline {
        let (count, span, until) = (
            summary.late,
            deadline.span,
            voice.zone.format(deadline.until),
        );
        let _ = match voice.lang {
            Lang::En => writeln!(
                out,
                "= {count} certificate(s) expired or expiring within {span}, by {until}"
            ),
            Lang::Ja => writeln!(
                out,
                "= 期限切れ、または {span} 以内（{until} まで）に期限切れ: {count}枚"
            ),
        };
    }
    out + &soonest(summary, voice)
}

/// The certificates that run out first.
fn soonest(summary: &Summary, voice: Voice<'_>) -> String {
    let mut out = String::new();
    for one in summary.soonest() {
        if out.is_empty() {
            out += match voice.lang {
                Lang::En => "= next to expire:\n",
                Lang::Ja => "= 次に期限切れになる証明書:\n",
            };
        }
        let days = (one.not_after - summary.judge.time()).num_days();
        let until = voice.zone.format(one.not_after);
        let (subject, file) = (Shown::text(one.subject), Shown::text(one.file));
        // Writing to a String cannot fail.
        let _ = match voice.lang {
            Lang::En => writeln!(out, "    {until}  {days} days left  {subject}  {file}"),
            Lang::Ja => writeln!(out, "    {until}  残り{days}日  {subject}  {file}"),
        };
    }
    out
}

/// How often there is what, the most frequent first, then by name.
fn listed<'a>(counts: impl Iterator<Item = (&'a str, usize)>) -> String {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let counts = counts.iter().map(|(name, count)| format!("{count} {name}"));
    counts.collect::<Vec<_>>().join(", ")
}

fn what_to_do(voice: Voice<'_>) -> &'static str {
    match voice.lang {
        Lang::En => "what to do",
        Lang::Ja => "対処",
    }
}
