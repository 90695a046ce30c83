//! The corpus: every file of it, made from a seed, with what is wrong with it and what has to come of
//! it.

use kigen::certificate::Certificate;
use kigen::key::PrivateKey;
use kigen::pkcs12::{Contents, EncryptionProfile, seal};
use kigen::seed::Seed;

use super::file::{PASSWORD, certificate_bag, key_bag, safe, under_mac};
use super::{contents, cut, protection, work};
use crate::support::P256;

/// A file of the corpus.
pub(super) struct Case {
    /// The file's name.
    pub(super) id: String,
    /// What is wrong with it.
    pub(super) defect: String,
    /// `ok`, or the reason code.
    pub(super) outcome: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// The files so far.
pub(super) struct Corpus {
    cases: Vec<Case>,
}

impl Corpus {
    pub(super) fn add(&mut self, id: &str, defect: &str, outcome: &'static str, bytes: Vec<u8>) {
        self.cases.push(Case {
            id: id.to_owned(),
            defect: defect.to_owned(),
            outcome,
            bytes,
        });
    }
}

/// A client and what belongs to it, with nothing wrong.
pub(super) struct Good {
    pub(super) seed: Seed,
    pub(super) key: PrivateKey,
    pub(super) certificate: Certificate,
    /// Somebody else's key.
    pub(super) stranger: PrivateKey,
    pub(super) key_bag: Vec<u8>,
    pub(super) certificate_bag: Vec<u8>,
    /// The AuthenticatedSafe of both bags.
    pub(super) safe: Vec<u8>,
    /// The file that most others are made of: nothing encrypted, a MAC of one iteration. Small, and
    /// quick to open.
    pub(super) file: Vec<u8>,
    /// A file as Windows protects it.
    pub(super) windows: Vec<u8>,
}

impl Good {
    fn new(seed: Seed) -> Self {
        let (client, stranger) = (P256.client("受付01"), P256.client("受付02"));
        let (key, certificate) = (client.key, client.certificate);
        let (key_bag, certificate_bag) = (key_bag(key.pkcs8()), certificate_bag(certificate.der()));
        let safe = safe(&[&key_bag, &certificate_bag]);
        let contents = Contents::for_client(key.clone(), certificate.clone(), &[], "受付01");
        let profile = EncryptionProfile::WindowsTripleDesSha1;
        Good {
            seed,
            key,
            certificate,
            stranger: stranger.key,
            key_bag,
            certificate_bag,
            file: under_mac(&safe),
            safe,
            windows: seal(&contents, PASSWORD, profile, &mut seed.stream("hostile")),
        }
    }
}

/// All files of the corpus, in the order of the index.
pub(super) fn corpus(seed: Seed) -> Vec<Case> {
    let good = Good::new(seed);
    let mut corpus = Corpus { cases: vec![] };
    for add in [cut::add, work::add, protection::add, contents::add] {
        add(&mut corpus, &good);
    }
    corpus.cases
}
