//! The report for people: a paragraph a file, and a summary of many.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::advice::advice;
use super::finding::Finding;
use super::summary::Summary;
use crate::life;
use kigen::importer::{Importer, Verdict};
use kigen::lang::Lang;
use kigen::time::format_jst;

/// What an importer's user sees, what to do about it, and who says so.
fn importer_text(importer: Importer, verdict: &Verdict, lang: Lang) -> String {
    let mut out = String::new();
    let sentence = match (verdict, lang) {
        (Verdict::Reads, Lang::En) => "reads this file with the right password".to_owned(),
        (Verdict::Reads, Lang::Ja) => "正しいパスワードで読み込めます".to_owned(),
        (Verdict::Refuses(refusal), _) => refusal.sentence(lang),
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
        let _ = writeln!(out, "    {}: {}", what_to_do(lang), refusal.advice(lang));
    }
    for source in importer.sources() {
        let label = match lang {
            Lang::En => "source",
            Lang::Ja => "出典",
        };
        let _ = writeln!(out, "    {label}: {source}");
    }
    out
}

/// One file.
pub(super) fn file(finding: &Finding, at: DateTime<Utc>, lang: Lang) -> String {
    let mut out = String::new();
    let (certificates, keys) = (finding.certificates.len(), finding.private_keys);
    let contents = match lang {
        Lang::En => format!("{keys} private key(s), {certificates} certificate(s)"),
        Lang::Ja => format!("秘密キー {keys}、証明書 {certificates}"),
    };
    // Writing to a String cannot fail.
    let _ = match finding.outcome {
        Ok(()) if !finding.opened => match lang {
            Lang::En => writeln!(out, "{}: not opened: no password was given", finding.path),
            Lang::Ja => writeln!(
                out,
                "{}: パスワードの指定がないため開いていません",
                finding.path
            ),
        },
        Ok(()) => writeln!(out, "{}: ok: {contents}", finding.path),
        Err(reason) => {
            let sentence = reason.sentence(lang);
            let _ = writeln!(out, "{}: {reason}: {sentence}", finding.path);
            if let Some(detail) = &finding.detail {
                let _ = writeln!(out, "  {detail}");
            }
            if let Some(advice) = advice(reason, finding.format, lang) {
                let _ = writeln!(out, "  {}: {advice}", what_to_do(lang));
            }
            match certificates {
                0 => Ok(()),
                _ => writeln!(out, "  {contents}"),
            }
        }
    };
    let other_bags: Vec<_> = finding.other_bags.counts().collect();
    if !other_bags.is_empty() {
        let listed = other_bags
            .iter()
            .map(|(name, count)| format!("{count} {name}"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        let _ = match lang {
            Lang::En => writeln!(out, "  other bags, passed over: {listed}"),
            Lang::Ja => writeln!(out, "  読み飛ばしたバッグ: {listed}"),
        };
    }
    if let Some((importer, verdict)) = &finding.verdict {
        out += &importer_text(*importer, verdict, lang);
    }
    for certificate in &finding.certificates {
        out += &life::as_text(certificate, at, lang, 2);
    }
    for list in &finding.revocation_lists {
        let (from, issuer) = (format_jst(list.this_update), &list.issuer);
        let to = list.next_update.map_or("-".to_owned(), format_jst);
        let revoked = list.revoked;
        let _ = match lang {
            Lang::En => writeln!(
                out,
                "  revocation list of {issuer}\n    {revoked} certificate(s) revoked, issued {from}, next {to}"
            ),
            Lang::Ja => writeln!(
                out,
                "  失効リスト（発行者 {issuer}）\n    失効 {revoked}、発行 {from}、次回 {to}"
            ),
        };
    }
    out
}

/// What all files came to.
pub(super) fn summary(summary: &Summary, lang: Lang) -> String {
    let mut out = String::new();
    let listed = |counts: &std::collections::BTreeMap<&'static str, usize>| {
        let mut counts: Vec<_> = counts.iter().collect();
        // What is most frequent first, then by name.
        counts.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), **name));
        let counts = counts.iter().map(|(name, count)| format!("{count} {name}"));
        counts.collect::<Vec<_>>().join(", ")
    };
    let (files, passed_over) = (summary.files, summary.passed_over);
    let outcomes = listed(&summary.outcomes);
    let certificates: usize = summary.states.values().sum();
    let states = listed(&summary.states);
    // Writing to a String cannot fail.
    let _ = match lang {
        Lang::En => writeln!(out, "= {files} file(s): {outcomes}"),
        Lang::Ja => writeln!(out, "= ファイル {files}件: {outcomes}"),
    };
    if passed_over > 0 {
        let _ = match lang {
            Lang::En => writeln!(out, "= {passed_over} other file(s) passed over"),
            Lang::Ja => writeln!(out, "= 対象外のファイル {passed_over}件"),
        };
    }
    if certificates > 0 {
        let _ = match lang {
            Lang::En => writeln!(out, "= {certificates} certificate(s): {states}"),
            Lang::Ja => writeln!(out, "= 証明書 {certificates}枚: {states}"),
        };
    }
    if let Some(deadline) = &summary.deadline {
        let (count, span, until) = (
            deadline.certificates,
            deadline.span,
            format_jst(deadline.until),
        );
        let _ = match lang {
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
    if !summary.soonest.is_empty() {
        let _ = match lang {
            Lang::En => writeln!(out, "= next to expire:"),
            Lang::Ja => writeln!(out, "= 次に期限切れになる証明書:"),
        };
    }
    for ((not_after, _), (subject, path)) in &summary.soonest {
        let days = (*not_after - summary.at).num_days();
        let until = format_jst(*not_after);
        let _ = match lang {
            Lang::En => writeln!(out, "    {until}  {days} days left  {subject}  {path}"),
            Lang::Ja => writeln!(out, "    {until}  残り{days}日  {subject}  {path}"),
        };
    }
    out
}

fn what_to_do(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "what to do",
        Lang::Ja => "対処",
    }
}
