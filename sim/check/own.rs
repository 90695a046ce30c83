//! kigen itself as an implementation.

mod life;
mod screen;
mod windows;

use std::collections::BTreeMap;
use std::fs;

use super::protocol::{Answer, Op, Request, SeenCertificate, VERSION};
use crate::bundle;
use crate::certificate::{Certificate, Thumbprint};
use crate::digest::Digest;
use crate::format::Format;
use crate::outcome::Outcome;
use crate::path::Path;
use crate::pkcs12::{Contents, Limits, open};
use crate::reason::Reason;
use crate::store::CertificateStore;

pub(super) use screen::Screen;

/// The kinds of file, and what decides a verdict, that kigen knows.
const FEATURES: [&str; 5] = ["crl", "der", "exportable", "kigens-own", "schedule"];

/// Makes an empty store.
pub(super) type Make = Box<dyn Fn() -> Box<dyn CertificateStore>>;

/// kigen with a store of its own.
pub(super) struct Own {
    pub(super) store: Box<dyn CertificateStore>,
    pub(super) screen: Screen,
    /// Makes its stores.
    make: Make,
    /// Every certificate that a commit ever named, by its SHA-256.
    known: BTreeMap<String, Thumbprint>,
    /// How many files it has written, so that each is encrypted otherwise.
    exports: u32,
}

impl Own {
    /// One with an empty store, which is made so now and whenever everything is forgotten.
    pub(super) fn new(make: Make) -> Self {
        Own {
            store: make(),
            screen: Screen::default(),
            make,
            known: BTreeMap::new(),
            exports: 0,
        }
    }

    /// The answer to a request.
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        let text = |member: &Option<String>| member.clone().unwrap_or_default();
        match request.op {
            Op::Hello => hello(),
            Op::Open => match request.format {
                Some(Format::Der) => certificate(&text(&request.file)),
                _ => opened(&text(&request.file), &text(&request.password)),
            },
            Op::Verify => outcome(verified(request)),
            Op::Reset => {
                self.store = (self.make)();
                self.screen = Screen::default();
                self.screen.schedule = request.schedule.clone().unwrap_or_default();
                ok()
            }
            Op::Import => outcome(self.import(request)),
            Op::List => self.list().unwrap_or_else(refused),
            Op::Export => outcome(self.export(request)),
            Op::Delete => outcome(self.delete(request)),
            Op::Connect => self.connect(request),
            Op::Renew => outcome(self.renew(request)),
            Op::Tick => self.tick(request).unwrap_or_else(refused),
            Op::Entries | Op::Containers | Op::Key | Op::Sign | Op::Take | Op::Commit => {
                self.in_windows_words(request)
            }
        }
    }
}

fn hello() -> Answer {
    let ops = Op::ALL.iter().filter(|op| **op != Op::Hello);
    Answer {
        name: Some("kigen".to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        language: Some(format!("Rust, protocol {VERSION}")),
        ops: Some(ops.map(|op| op.name().to_owned()).collect()),
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

fn verified(request: &Request) -> Result<(), Reason> {
    let text = |member: &Option<String>| member.clone().unwrap_or_default();
    let contents = contents(&text(&request.file), &text(&request.password))?;
    let identity = contents.identity().map_err(Reason::from)?;
    let chain: Vec<Certificate> = identity.chain.into_iter().cloned().collect();
    judged(&identity.certificate.certificate, &chain, request)
}

/// Whether a service takes a certificate that comes with this chain.
fn judged(
    end_entity: &Certificate,
    chain: &[Certificate],
    request: &Request,
) -> Result<(), Reason> {
    let text = |member: &Option<String>| member.clone().unwrap_or_default();
    let root = fs::read(text(&request.root)).map_err(|_| Reason::FileNotFound)?;
    let roots: Result<Vec<Certificate>, _> = bundle::read(&root).collect();
    let crls = match &request.crl {
        Some(file) => lists(&fs::read(file).map_err(|_| Reason::FileNotFound)?),
        None => vec![],
    };
    let path = Path {
        end_entity,
        intermediates: chain,
        roots: &roots.map_err(|_| Reason::Malformed)?,
        crls: &crls,
    };
    let now = text(&request.now).parse().map_err(|_| Reason::Malformed)?;
    path.verify(now).map_err(|error| Reason::from(&error))
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

pub(super) fn contents(file: &str, password: &str) -> Result<Contents, Reason> {
    let bytes = fs::read(file).map_err(|_| Reason::FileNotFound)?;
    open(&bytes, password, &Limits::default()).map_err(Reason::from)
}

fn seen_as(certificate: &Certificate, key: Option<bool>) -> SeenCertificate {
    SeenCertificate {
        sha256: Digest::of(certificate.der()).to_string(),
        key,
    }
}

/// An answer that says nothing else.
pub(super) fn ok() -> Answer {
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        ..Answer::default()
    }
}

fn outcome(how: Result<(), Reason>) -> Answer {
    match how {
        Ok(()) => ok(),
        Err(reason) => refused(reason),
    }
}

pub(super) fn refused(reason: Reason) -> Answer {
    Answer {
        outcome: Some(reason.code().to_owned()),
        ..Answer::default()
    }
}
