//! kigen itself as an implementation.

use std::fs;

use super::protocol::{Answer, Op, Request, SeenCertificate, VERSION};
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

/// The answer to a request.
pub(super) fn answer(request: &Request) -> Answer {
    let text = |member: &Option<String>| member.clone().unwrap_or_default();
    let answer = match request.op {
        Op::Hello => hello(),
        Op::Open => match request.format {
            Some(Format::Der) => certificate(&text(&request.file)),
            _ => opened(&text(&request.file), &text(&request.password)),
        },
        Op::Verify => verified(request),
    };
    Answer {
        seq: Some(request.seq),
        ..answer
    }
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
        seen_as(certificate, Some(own == Some(certificate.thumbprint())))
    });
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        certificates: Some(seen.collect()),
        keys: Some(contents.keys.len()),
        ..Answer::default()
    }
}

/// Everything in a file, with every certificate as if it had its key.
pub(super) fn keyed(file: &str, password: &str) -> Answer {
    let Ok(contents) = contents(file, password) else {
        return refused(Reason::Malformed);
    };
    let seen = contents.certificates.iter();
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        certificates: Some(
            seen.map(|bag| seen_as(&bag.certificate, Some(true)))
                .collect(),
        ),
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
            certificates: Some(certificates.iter().map(|one| seen_as(one, None)).collect()),
            ..Answer::default()
        },
        Err(_) => refused(Reason::Malformed),
    }
}

fn verified(request: &Request) -> Answer {
    let text = |member: &Option<String>| member.clone().unwrap_or_default();
    let judge = || -> Result<(), Reason> {
        let contents = contents(&text(&request.file), &text(&request.password))?;
        let identity = contents.identity().map_err(Reason::from)?;
        let chain: Vec<Certificate> = identity.chain.into_iter().cloned().collect();
        let root = fs::read(text(&request.root)).map_err(|_| Reason::FileNotFound)?;
        let roots: Result<Vec<Certificate>, _> = bundle::read(&root).collect();
        let crls = match &request.crl {
            Some(file) => lists(&fs::read(file).map_err(|_| Reason::FileNotFound)?),
            None => vec![],
        };
        let path = Path {
            end_entity: &identity.certificate.certificate,
            intermediates: &chain,
            roots: &roots.map_err(|_| Reason::Malformed)?,
            crls: &crls,
        };
        let now = text(&request.now).parse().map_err(|_| Reason::Malformed)?;
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

fn seen_as(certificate: &Certificate, key: Option<bool>) -> SeenCertificate {
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
