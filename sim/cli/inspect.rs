//! `kigen inspect`: what is in a file, and in which state.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::args::{Format, InspectArgs};
use super::now::now;
use super::{Complaint, Exit, life, output, secret};
use crate::bundle;
use crate::certificate::Certificate;
use crate::importer::{Importer, Verdict};
use crate::lang::Lang;
use crate::password::Password;
use crate::pkcs12::{self, Limits};
use crate::reason::Reason;

/// The number of the JSON format; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

/// What was found in one file.
struct Finding {
    path: String,
    outcome: Result<(), Reason>,
    /// Whether the contents were looked at; without a password they need not be for `--for`.
    opened: bool,
    /// What the importer would make of it, when one was named.
    verdict: Option<(Importer, Verdict)>,
    certificates: Vec<Certificate>,
    private_keys: usize,
}

pub(super) fn inspect(args: &InspectArgs, lang: Lang) -> Result<Exit, Vec<Complaint>> {
    let password = password(args, lang).map_err(|complaint| vec![complaint])?;
    let at = args.at.unwrap_or_else(now);
    let findings: Vec<Finding> = args
        .paths
        .iter()
        .map(|path| look_at(path, password.as_ref().map(Password::as_str), args.importer))
        .collect();
    match args.format {
        Format::Json => output::print(&as_json(&findings, at))?,
        Format::Text => {
            let shown = findings.iter().map(|finding| as_text(finding, at, lang));
            output::print(&shown.collect::<String>())?;
        }
    }
    if password.is_none()
        && findings
            .iter()
            .any(|finding| finding.outcome == Err(Reason::WrongPassword))
    {
        output::complain(&[
            Complaint::new(Exit::Unexpected, "a file needs its password")
                .hint("give --pin NNNN or --password-file F"),
        ]);
    }
    let exits = findings.iter().map(|finding| match finding.outcome {
        Ok(()) => match finding.verdict {
            Some((_, Verdict::Refuses(_))) => Exit::Unexpected,
            _ => Exit::Success,
        },
        Err(Reason::FileNotFound | Reason::Unreadable) => Exit::File,
        Err(_) => Exit::Unexpected,
    });
    Ok(exits.max().unwrap_or(Exit::Success))
}

/// The password that was given, if one was.
fn password(args: &InspectArgs, lang: Lang) -> Result<Option<Password>, Complaint> {
    if let Some(pin) = &args.pin {
        let pin = secret::pin("--pin", pin, lang).map_err(|complaint| {
            complaint.hint("for a password that is no PIN, give --password-file F")
        })?;
        return Ok(Some(pin.into()));
    }
    let file = args.password_file.as_deref();
    file.map(secret::password_in).transpose()
}

/// Reads one file. Whatever is wrong with it stays with it.
fn look_at(path: &Path, password: Option<&str>, importer: Option<Importer>) -> Finding {
    let mut finding = Finding {
        path: path.display().to_string(),
        outcome: Ok(()),
        opened: true,
        verdict: None,
        certificates: Vec::new(),
        private_keys: 0,
    };
    let limits = Limits::default();
    let bytes = match read(path, limits.file_bytes) {
        Ok(bytes) => bytes,
        Err(reason) => {
            finding.outcome = Err(reason);
            return finding;
        }
    };
    if pkcs12::looks_like(&bytes) {
        if let Some(importer) = importer {
            match pkcs12::describe(&bytes, &limits) {
                Ok(description) => {
                    finding.verdict = Some((importer, importer.verdict(&description)));
                }
                Err(error) => finding.outcome = Err(error.reason()),
            }
            if password.is_none() {
                finding.opened = false;
                return finding;
            }
        }
        match pkcs12::open(&bytes, password.unwrap_or_default(), &limits) {
            Ok(contents) => {
                finding.outcome = contents.identity().map(|_| ());
                finding.private_keys = contents.keys.len();
                let bags = contents.certificates.into_iter();
                finding.certificates = bags.map(|bag| bag.certificate).collect();
            }
            Err(error) => finding.outcome = Err(error.reason()),
        }
        return finding;
    }
    for certificate in bundle::read(&bytes) {
        match certificate {
            Ok(certificate) => finding.certificates.push(certificate),
            Err(_) => finding.outcome = Err(Reason::Malformed),
        }
    }
    if finding.certificates.is_empty() {
        finding.outcome = Err(Reason::Malformed);
    }
    finding
}

/// Reads a file, but not more of it than the limit allows.
fn read(path: &Path, bytes_max: usize) -> Result<Vec<u8>, Reason> {
    let reason = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Reason::FileNotFound,
        _ => Reason::Unreadable,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(bytes_max as u64 + 1).read_to_end(&mut bytes))
        .map_err(reason)?;
    if bytes.len() > bytes_max {
        return Err(Reason::LimitExceeded);
    }
    Ok(bytes)
}

fn as_json(findings: &[Finding], at: DateTime<Utc>) -> String {
    let certificate = |certificate: &Certificate| life::as_json(certificate, at);
    let file = |finding: &Finding| {
        let mut file = json!({
            "path": finding.path,
            "outcome": finding.outcome.map_or_else(Reason::code, |()| "ok"),
            "certificates": finding.certificates.iter().map(certificate).collect::<Vec<Value>>(),
            "private_keys": finding.private_keys,
        });
        if let Some((importer, verdict)) = &finding.verdict {
            file["importer"] = importer_json(*importer, verdict);
        }
        file
    };
    let files: Vec<Value> = findings.iter().map(file).collect();
    let text = serde_json::to_string_pretty(&json!({ "schema": SCHEMA, "files": files }));
    text.expect("a document of strings and numbers always serializes") + "\n"
}

fn importer_json(importer: Importer, verdict: &Verdict) -> Value {
    let (name, algorithm, reported) = match verdict {
        Verdict::Reads => ("reads", None, None),
        Verdict::Refuses(refusal) => (
            "refuses",
            Some(&refusal.algorithm),
            Some(refusal.reason().code()),
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
        let label = match lang {
            Lang::En => "what to do",
            Lang::Ja => "対処",
        };
        let _ = writeln!(out, "    {label}: {}", refusal.advice(lang));
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

fn as_text(finding: &Finding, at: DateTime<Utc>, lang: Lang) -> String {
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
            match certificates {
                0 => Ok(()),
                _ => writeln!(out, "  {contents}"),
            }
        }
    };
    if let Some((importer, verdict)) = &finding.verdict {
        out += &importer_text(*importer, verdict, lang);
    }
    for certificate in &finding.certificates {
        out += &life::as_text(certificate, at, lang, 2);
    }
    out
}
