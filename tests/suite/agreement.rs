//! What is said of a file in one way is said in every other: by `inspect`, by an import, and by
//! `--for` each consumer.
//!
//! Where they may differ, the rule has a name here: see [`Rule`].

use std::collections::BTreeSet;
use std::fs;

use kigen::certificate::Certificate;
use kigen::consumer::{Consumer, Verdict};
use kigen::format::Format;
use kigen::inspection::{self, Finding, Inspector};
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::outcome::Outcome;
use kigen::pkcs12::{Contents, Limits, looks_like, open};
use kigen::reason::Reason;
use kigen::store::MemoryStore;
use proptest::prelude::*;

use crate::mutants::files::{PASSWORD, mutant};
use crate::support::root;

/// How an import may end otherwise than `inspect` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    /// There is none: they agree.
    Same,
    /// Windows imports what is of no use by itself: nothing, keys alone, certificates alone, a key
    /// beside the certificate of another.
    Incomplete,
    /// `inspect` goes by how a file begins, and reads what does not begin as PKCS#12 as DER.
    BeginsOtherwise,
}

impl Rule {
    fn of(finding: &Finding) -> Self {
        match (finding.format, finding.outcome.reason()) {
            (Some(Format::Pkcs12), Some(reason)) => match reason {
                Reason::Empty
                | Reason::NoPrivateKey
                | Reason::CertificateMissing
                | Reason::KeyMismatch => Rule::Incomplete,
                _ => Rule::Same,
            },
            (Some(Format::Pkcs12), None) => Rule::Same,
            _ => Rule::BeginsOtherwise,
        }
    }
}

/// No file asks for much.
fn limits() -> inspection::Limits {
    let mut limits = inspection::Limits::default();
    limits.container = Limits {
        work: 100_000,
        ..Limits::default()
    };
    limits
}

fn inspector() -> Inspector {
    let inspector = Inspector::new().with_password(PASSWORD.parse().unwrap());
    inspector.within(limits())
}

/// Imports a file as sessions and the library do. Gives its contents.
fn imported(bytes: &[u8]) -> Result<Contents, Reason> {
    let contents = open(bytes, PASSWORD, &limits().container)?;
    let mut store = MemoryStore::new();
    let done = import(&mut store, &contents, ImportOptions::default())?;
    let thumbprints = |certificates: Vec<&Certificate>| -> BTreeSet<_> {
        certificates
            .into_iter()
            .map(Certificate::thumbprint)
            .collect()
    };
    let bags = contents.certificates.iter().map(|bag| &bag.certificate);
    let stored: BTreeSet<_> = done.certificates.iter().map(|(_, one)| *one).collect();
    assert_eq!(stored, thumbprints(bags.collect()));
    Ok(contents)
}

fn agree(bytes: &[u8]) -> Result<(), TestCaseError> {
    let finding = inspector().inspect_bytes("it", bytes);
    match (imported(bytes), Rule::of(&finding)) {
        (Ok(contents), Rule::Same | Rule::Incomplete) => {
            let expected = match contents.is_trust_store() {
                true => Outcome::Ok,
                false => contents.identity().map(drop).into(),
            };
            prop_assert_eq!(finding.outcome, expected);
            let bags = contents.certificates.iter().map(|bag| &bag.certificate);
            prop_assert_eq!(
                finding.certificates.iter().collect::<Vec<_>>(),
                bags.collect::<Vec<_>>()
            );
            let keys = contents.keys.len() + contents.unreadable_keys.len();
            prop_assert_eq!(finding.private_keys.len(), keys);
        }
        (Err(reason), Rule::Same) => {
            prop_assert_eq!(finding.outcome, Outcome::Refused(reason));
        }
        (Err(reason), Rule::Incomplete) => {
            prop_assert!(false, "inspect: {}, import: {}", finding.outcome, reason);
        }
        (_, Rule::BeginsOtherwise) => prop_assert!(!looks_like(bytes)),
    }
    for &consumer in Consumer::ALL {
        let finding = inspector()
            .for_consumer(consumer)
            .inspect_bytes("it", bytes);
        if let Some((_, Verdict::Reads)) = finding.verdict {
            let malformed = Outcome::Refused(Reason::Malformed);
            prop_assert_ne!(finding.outcome, malformed, "{} reads it", consumer);
        }
    }
    Ok(())
}

#[test]
fn no_two_ways_contradict_each_other_about_a_file_of_the_corpora() {
    for folder in ["field", "foreign", "hostile"] {
        for entry in fs::read_dir(root().join("fixtures").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if let Err(error) = agree(&fs::read(&path).unwrap()) {
                panic!("{}: {error}", path.display());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_two_ways_contradict_each_other_about_a_changed_file(n in any::<u64>()) {
        let mutant = mutant(n);
        agree(&mutant.bytes).map_err(|error| {
            TestCaseError::fail(format!("mutant {n}, {}: {error}", mutant.says))
        })?;
    }
}
