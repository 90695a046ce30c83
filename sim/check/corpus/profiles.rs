//! What kigen writes: every encryption profile and kind of key, with the right password and a wrong
//! one.

use super::{Corpus, PIN, SEED, states};
use crate::check::case::{Case, Importance, Question, Suite, Task};
use crate::format::Format;
use crate::key::KeyAlgorithm;
use crate::outcome::Outcome;
use crate::pkcs12::{Bulk, EncryptionProfile};
use crate::reason::Reason;
use crate::specimen::{Authorities, Recipe, Specimen, SpecimenState};

const WRONG_PIN: &str = "0428";

/// The kinds of key that have a file of their own. Larger RSA keys take seconds to make.
const KEYS: [KeyAlgorithm; 5] = [
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::P256,
    KeyAlgorithm::P384,
    KeyAlgorithm::P521,
    KeyAlgorithm::Ed25519,
];

pub(super) fn add(corpus: &mut Corpus) {
    let specimens = KEYS.map(valid);
    let [rsa, ..] = &specimens;
    let usual = EncryptionProfile::default();
    let mut files: Vec<(String, EncryptionProfile, &Specimen)> = vec![];
    for profile in EncryptionProfile::ALL {
        files.push((format!("profile/{profile}"), *profile, rsa));
    }
    for (key, specimen) in KEYS.iter().zip(&specimens).skip(1) {
        files.push((format!("key/{key}"), usual, specimen));
    }
    let jobs = files.iter().map(|(name, profile, specimen)| {
        let stream = SEED.stream(&format!("check/{name}"));
        (specimen.contents(), PIN, *profile, stream)
    });
    let sealed: Vec<Vec<u8>> = Bulk::default().seal(jobs.collect::<Vec<_>>()).collect();
    for ((name, profile, _), bytes) in files.iter().zip(sealed) {
        let file = format!("{name}.p12");
        corpus.add_file(&file, bytes);
        let of_key = name.starts_with("key/");
        corpus.add(case(name, &file, *profile, PIN, Outcome::Ok));
        if !of_key {
            let refused = Outcome::Refused(Reason::WrongPassword);
            let name = format!("{name}-wrong-password");
            corpus.add(case(&name, &file, *profile, WRONG_PIN, refused));
        }
    }
}

/// A client's key and certificate that are good.
fn valid(key: KeyAlgorithm) -> Specimen {
    let recipe = Recipe::new(SpecimenState::Valid, states::NOW);
    let made = Authorities::new(SEED, key).make(&recipe);
    made.expect("what is valid can be made of every key")
}

fn case(
    name: &str,
    file: &str,
    profile: EncryptionProfile,
    password: &str,
    expected: Outcome,
) -> Case {
    let is_usual = matches!(
        profile,
        EncryptionProfile::WindowsTripleDesSha1
            | EncryptionProfile::WindowsAes256Sha256
            | EncryptionProfile::OpenSsl3
    );
    // RC2, PBMAC1 and 600,000 iterations are not read everywhere, and nor is each kind of key.
    let is_known_to_all = is_usual && !name.starts_with("key/");
    let unknown = [Reason::UnsupportedAlgorithm, Reason::LimitExceeded].map(Outcome::Refused);
    let (importance, also) = match is_known_to_all {
        true => (Importance::Must, vec![]),
        false => (Importance::Should, unknown.into()),
    };
    let what = match password {
        WRONG_PIN => format!("written by kigen with the profile {profile}, a wrong password"),
        _ => format!("written by kigen with the profile {profile}"),
    };
    Case {
        id: format!("files::{name}"),
        suite: Suite::Files,
        importance,
        what,
        source: "RFC 7292; RFC 9579 for PBMAC1".to_owned(),
        expected,
        also,
        task: Task::Ask(Question::open(file, Format::Pkcs12, password)),
    }
}
