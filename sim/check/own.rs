//! kigen itself as an implementation, in process and, so that the protocol is seen to carry
//! everything, as an adapter at the other end of a pipe.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path;

use serde_json::Value;

use super::adapter_error::AdapterError;
use super::case::Question;
use super::codes::Codes;
use super::piped::Identity;
use super::protocol::{Answer, Op, SeenCertificate, VERSION};
use super::reply::{Asked, Reply};
use super::stopwatch::Stopwatch;
use crate::bundle;
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::format::Format;
use crate::outcome::Outcome;
use crate::path::Path;
use crate::pkcs12::{Contents, Limits, open};
use crate::reason::Reason;

/// The kinds of file, and what decides a verdict, that kigen knows.
const FEATURES: [&str; 2] = ["crl", "der"];

/// Answers every request until the input ends.
///
/// # Errors
///
/// What the operating system says of the pipes.
pub fn serve(requests: impl BufRead, mut answers: impl Write) -> io::Result<()> {
    for line in requests.lines() {
        let answer = serde_json::to_string(&answer(&line?));
        let answer = answer.expect("an answer of texts and numbers always serializes");
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    Ok(())
}

/// The answer to a line.
pub(super) fn answer(line: &str) -> Answer {
    let request: Value = serde_json::from_str(line).unwrap_or_default();
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    let seq = request["seq"].as_u64();
    let answer = match text("op").parse() {
        Ok(Op::Hello) => hello(),
        Ok(Op::Open) => match text("format").parse() {
            Ok(Format::Der) => certificate(text("file")),
            _ => opened(text("file"), text("password")),
        },
        Ok(Op::Verify) => verified(&request),
        Err(_) => Answer {
            skip: Some("no such operation".to_owned()),
            ..Answer::default()
        },
    };
    Answer { seq, ..answer }
}

/// Who answers.
pub(super) fn identity() -> Identity {
    let Answer {
        name,
        version,
        language,
        ..
    } = hello();
    Identity {
        name: name.unwrap_or_default(),
        version,
        language,
    }
}

/// Asks in this process what is asked of others through a pipe.
pub(super) fn ask(question: &Question, folder: &path::Path) -> Result<Asked, AdapterError> {
    const SEQ: u64 = 1;
    let stopwatch = Stopwatch::start();
    let path_of = |file: &str| folder.join(file).to_string_lossy().into_owned();
    let answer = answer(&question.request(SEQ, path_of).line());
    let time = stopwatch.elapsed();
    let (reply, native) = Reply::of(answer, SEQ, &Codes::default())?;
    Ok(Asked {
        reply,
        native,
        time,
        memory: None,
    })
}

fn hello() -> Answer {
    let ops = [Op::Open, Op::Verify].map(|op| op.name().to_owned());
    Answer {
        name: Some("kigen".to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        language: Some(format!("Rust, protocol {VERSION}")),
        ops: Some(ops.into()),
        features: Some(FEATURES.map(str::to_owned).into()),
        ..Answer::default()
    }
}

fn opened(file: &str, password: &str) -> Answer {
    let contents = match contents(file, password) {
        Ok(contents) => contents,
        Err(reason) => return refused(reason),
    };
    let own = match contents.identity() {
        Ok(identity) => Some(identity.certificate.certificate.thumbprint()),
        // A trust store has no key, and is not meant to have one.
        Err(_) if contents.is_trust_store() => None,
        Err(error) => return refused(Reason::from(error)),
    };
    let seen = contents.certificates.iter().map(|bag| {
        let certificate = &bag.certificate;
        seen(certificate, Some(own == Some(certificate.thumbprint())))
    });
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        certificates: Some(seen.collect()),
        keys: Some(contents.keys.len()),
        ..Answer::default()
    }
}

fn certificate(file: &str) -> Answer {
    let Ok(bytes) = fs::read(file) else {
        return refused(Reason::FileNotFound);
    };
    let read: Result<Vec<Certificate>, _> = bundle::read(&bytes).collect();
    match read {
        Ok(certificates) => Answer {
            outcome: Some(Outcome::Ok.code().to_owned()),
            certificates: Some(certificates.iter().map(|one| seen(one, None)).collect()),
            ..Answer::default()
        },
        Err(_) => refused(Reason::Malformed),
    }
}

fn verified(request: &Value) -> Answer {
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    let judge = || -> Result<(), Reason> {
        let contents = contents(text("file"), text("password"))?;
        let identity = contents.identity().map_err(Reason::from)?;
        let chain: Vec<Certificate> = identity.chain.into_iter().cloned().collect();
        let root = fs::read(text("root")).map_err(|_| Reason::FileNotFound)?;
        let roots: Result<Vec<Certificate>, _> = bundle::read(&root).collect();
        let crls = match request["crl"].as_str() {
            Some(file) => lists(&fs::read(file).map_err(|_| Reason::FileNotFound)?),
            None => vec![],
        };
        let path = Path {
            end_entity: &identity.certificate.certificate,
            intermediates: &chain,
            roots: &roots.map_err(|_| Reason::Malformed)?,
            crls: &crls,
        };
        let now = text("now").parse().map_err(|_| Reason::Malformed)?;
        path.verify(now).map_err(|error| Reason::from(&error))
    };
    match judge() {
        Ok(()) => Answer {
            outcome: Some(Outcome::Ok.code().to_owned()),
            ..Answer::default()
        },
        Err(reason) => refused(reason),
    }
}

/// The DER of the revocation lists in a file.
fn lists(bytes: &[u8]) -> Vec<Vec<u8>> {
    let items = bundle::items(bytes).filter_map(Result::ok);
    let lists = items.filter_map(|item| match item {
        bundle::Item::RevocationList(list) => Some(list.der().to_vec()),
        _ => None,
    });
    lists.collect()
}

fn contents(file: &str, password: &str) -> Result<Contents, Reason> {
    let bytes = fs::read(file).map_err(|_| Reason::FileNotFound)?;
    open(&bytes, password, &Limits::default()).map_err(Reason::from)
}

fn seen(certificate: &Certificate, key: Option<bool>) -> SeenCertificate {
    SeenCertificate {
        sha256: Digest::of(certificate.der()).to_string(),
        key,
    }
}

fn refused(reason: Reason) -> Answer {
    Answer {
        outcome: Some(reason.code().to_owned()),
        ..Answer::default()
    }
}
