//! Certificates in every state of `kigen make`, at the time they were made for, and on both sides
//! of each second at which the answer changes.

use chrono::{DateTime, Duration, Utc};

use super::{Corpus, PIN, SEED};
use crate::check::case::{Case, Importance, Question, Suite, Task};
use crate::check::protocol::Op;
use crate::format::Format;
use crate::key::KeyAlgorithm;
use crate::outcome::Outcome;
use crate::pem;
use crate::pkcs12::{EncryptionProfile, seal};
use crate::reason::Reason;
use crate::specimen::{Authorities, Recipe, Specimen, SpecimenState};

/// When everything is made for: 2026-03-01 10:00:00 in Japan.
pub(in crate::check) const NOW: DateTime<Utc> =
    DateTime::from_timestamp(1_772_326_800, 0).expect("the year 2026 is in chrono's range");

pub(super) fn add(corpus: &mut Corpus) {
    let authorities = Authorities::new(SEED, KeyAlgorithm::P256);
    for state in SpecimenState::ALL {
        let made = authorities.make(&Recipe::new(*state, NOW));
        let specimen = made.expect("every state can be made with P-256");
        let files = Files::of(&specimen, corpus);
        if matches!(state, SpecimenState::NoKey | SpecimenState::KeyMismatch) {
            // That is seen by opening the file.
            let open = Question::open(&files.p12, Format::Pkcs12, PIN);
            corpus.add(case(*state, "file", Outcome::from(state.outcome()), open));
            continue;
        }
        for (moment, at) in moments(&specimen) {
            let expected = Outcome::from(specimen.outcome_at(at));
            corpus.add(case(*state, &moment, expected, files.question(at)));
        }
    }
}

/// The names of a specimen's files in the corpus.
struct Files {
    p12: String,
    root: String,
    crl: Option<String>,
}

impl Files {
    fn of(specimen: &Specimen, corpus: &mut Corpus) -> Self {
        let name = format!("states/{}", specimen.name());
        let files = Files {
            p12: format!("{name}.p12"),
            root: format!("{name}.root.pem"),
            crl: specimen.crl().map(|_| format!("{name}.crl.pem")),
        };
        let mut stream = SEED.stream(&format!("check/{name}"));
        let profile = EncryptionProfile::default();
        corpus.add_file(
            &files.p12,
            seal(&specimen.contents(), PIN, profile, &mut stream),
        );
        let root = pem::encode("CERTIFICATE", specimen.root().der());
        corpus.add_file(&files.root, root.as_bytes().to_vec());
        if let (Some(name), Some(list)) = (&files.crl, specimen.crl()) {
            let list = pem::encode("X509 CRL", list);
            corpus.add_file(name, list.as_bytes().to_vec());
        }
        files
    }

    fn question(&self, at: DateTime<Utc>) -> Question {
        Question {
            op: Op::Verify,
            root: Some(self.root.clone()),
            crl: self.crl.clone(),
            now: Some(at),
            ..Question::open(&self.p12, Format::Pkcs12, PIN)
        }
    }
}

/// When a specimen is asked about, and what the moment is called. Where several things are wrong at
/// once, implementations may name any of them first, so the seconds that decide are asked about
/// only where nothing else is wrong.
fn moments(specimen: &Specimen) -> Vec<(String, DateTime<Utc>)> {
    let mut moments = vec![("now".to_owned(), specimen.made_for())];
    if specimen.state() != SpecimenState::Valid {
        return moments;
    }
    let outcome = |at| Outcome::from(specimen.outcome_at(at));
    for start in specimen.stages().iter().filter_map(|stage| stage.from) {
        let before = start - Duration::seconds(1);
        let (old, new) = (outcome(before), outcome(start));
        if old != new {
            moments.push((format!("last-{}", old.code()), before));
            moments.push((format!("first-{}", new.code()), start));
        }
    }
    moments
}

fn case(state: SpecimenState, moment: &str, expected: Outcome, question: Question) -> Case {
    Case {
        id: format!("states::{state}/{moment}"),
        suite: Suite::States,
        importance: match (state, moment) {
            // OpenSSL takes the very last second for too late.
            (SpecimenState::Valid, "last-ok") | (SpecimenState::WeakSignature, _) => {
                Importance::Should
            }
            _ => Importance::Must,
        },
        what: match moment {
            "now" => format!("a certificate that is {state}"),
            "file" => format!("a file that is {state}"),
            _ => format!("a certificate made as {state}, at its {moment} second"),
        },
        source: source(expected).to_owned(),
        expected,
        also: also(expected)
            .iter()
            .copied()
            .map(Outcome::Refused)
            .collect(),
        task: Task::Ask(question),
    }
}

/// What other implementations call the same.
fn also(expected: Outcome) -> &'static [Reason] {
    match expected {
        Outcome::Refused(Reason::AuthorityExpired) => &[Reason::Expired],
        Outcome::Refused(Reason::StaleRevocationList | Reason::WrongPurpose) => {
            &[Reason::Untrusted]
        }
        Outcome::Refused(Reason::BadSignature) => &[Reason::Untrusted, Reason::Malformed],
        Outcome::Refused(Reason::UnsupportedAlgorithm) => {
            &[Reason::Untrusted, Reason::BadSignature]
        }
        _ => &[],
    }
}

fn source(expected: Outcome) -> &'static str {
    match expected {
        Outcome::Ok => "RFC 5280 section 4.1.2.5: both ends of a validity are inside it",
        Outcome::Refused(Reason::Revoked | Reason::StaleRevocationList) => "RFC 5280 section 6.3.3",
        Outcome::Refused(Reason::WrongPurpose) => "RFC 5280 section 4.2.1.12",
        Outcome::Refused(Reason::NoPrivateKey | Reason::KeyMismatch) => "RFC 7292 section 4.2",
        Outcome::Refused(Reason::UnsupportedAlgorithm) => "RFC 9155: no signatures with SHA-1",
        Outcome::Refused(_) => "RFC 5280 section 6.1.3",
    }
}
