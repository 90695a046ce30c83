//! The report for programs, written file by file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::finding::Finding;
use super::summary::Summary;
use crate::life::{self, moment};
use kigen::importer::{Importer, Verdict};
use kigen::reason::Reason;

/// The number of the JSON format; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

/// What comes before the first file.
pub(super) const BEGINNING: &str = "{\n  \"files\": [";

/// One file of the list.
pub(super) fn file(finding: &Finding, at: DateTime<Utc>, first: bool) -> String {
    let certificates = finding.certificates.iter();
    let certificates = certificates.map(|certificate| life::as_json(certificate, at));
    let mut file = json!({
        "path": finding.path,
        "outcome": finding.outcome.map_or_else(Reason::code, |()| "ok"),
        "certificates": certificates.collect::<Vec<Value>>(),
        "private_keys": finding.private_keys,
    });
    if let Some(detail) = &finding.detail {
        file["detail"] = json!(detail);
    }
    if !finding.revocation_lists.is_empty() {
        let lists = finding.revocation_lists.iter().map(|list| {
            json!({
                "issuer": list.issuer,
                "this_update": moment(list.this_update),
                "next_update": list.next_update.map(moment),
                "revoked": list.revoked,
            })
        });
        file["revocation_lists"] = lists.collect();
    }
    let other_bags: BTreeMap<_, _> = finding.other_bags.counts().collect();
    if !other_bags.is_empty() {
        file["other_bags"] = json!(other_bags);
    }
    if let Some((importer, verdict)) = &finding.verdict {
        file["importer"] = importer_json(*importer, verdict);
    }
    let comma = if first { "" } else { "," };
    format!("{comma}\n    {}", indented(&file, 4))
}

/// What comes behind the last file.
pub(super) fn end(summary: &Summary) -> String {
    let soonest = summary.soonest.iter();
    let soonest = soonest.map(|((not_after, thumbprint), (subject, path))| {
        json!({
            "not_after": moment(*not_after),
            "thumbprint": thumbprint.to_string(),
            "subject": subject,
            "path": path,
        })
    });
    let mut value = json!({
        "files": summary.files,
        "passed_over": summary.passed_over,
        "outcomes": summary.outcomes,
        "states": summary.states,
        "soonest": soonest.collect::<Vec<Value>>(),
    });
    if let Some(deadline) = &summary.deadline {
        value["expire_by"] = json!({
            "until": moment(deadline.until),
            "certificates": deadline.certificates,
        });
    }
    let close = if summary.files == 0 { "" } else { "\n  " };
    format!(
        "{close}],\n  \"schema\": {SCHEMA},\n  \"summary\": {}\n}}\n",
        indented(&value, 2)
    )
}

fn indented(value: &Value, depth: usize) -> String {
    let text = serde_json::to_string_pretty(value);
    let text = text.expect("a document of strings and numbers always serializes");
    text.replace('\n', &format!("\n{}", " ".repeat(depth)))
}

fn importer_json(importer: Importer, verdict: &Verdict) -> Value {
    let (name, algorithm, reported) = match verdict {
        Verdict::Reads => ("reads", None, None),
        Verdict::Refuses(refusal) => (
            "refuses",
            Some(&refusal.algorithm),
            Some(Reason::from(refusal).code()),
        ),
        Verdict::NotKnown { algorithm } => ("not-known", Some(algorithm), None),
    };
    json!({
        "name": importer.name(),
        "verdict": name,
        "algorithm": algorithm,
        "reported_as": reported,
        "sources": importer.sources(),
    })
}
