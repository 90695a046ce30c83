//! What follows from the table of programs.

#![cfg(test)]

use super::*;
use crate::pkcs12::{Contents, EncryptionProfile, Hash, Limits, describe, open, seal};
use crate::seed::Seed;

/// A file with nothing in it, as this profile protects it.
fn structure(profile: EncryptionProfile) -> Structure {
    let mut stream = Seed::new(7).stream("file");
    let file = seal(&Contents::default(), "0427", profile, &mut stream);
    let outside = Structure::outside(&describe(&file, &Limits::default()).unwrap());
    let mut whole = outside.opened(&open(&file, "0427", &Limits::default()).unwrap(), "0427");
    whole.features.clear();
    whole
}

fn usual() -> Structure {
    structure(EncryptionProfile::WindowsTripleDesSha1)
}

fn refusing(structure: &Structure) -> Vec<Consumer> {
    let all = Consumer::ALL.iter().copied();
    all.filter(|it| matches!(it.verdict(structure), Verdict::Refuses(_)))
        .collect()
}

#[test]
fn every_consumer_has_a_row_and_sources() {
    for consumer in Consumer::ALL {
        assert!(!consumer.sources().is_empty(), "{consumer}");
    }
    let error = "windows-95".parse::<Consumer>().unwrap_err();
    assert!(error.to_string().contains("windows-server-2016"), "{error}");
}

#[test]
fn everybody_reads_triple_des_and_two_do_not_read_aes() {
    assert_eq!(refusing(&usual()), []);
    let aes = structure(EncryptionProfile::WindowsAes256Sha256);
    let two = [Consumer::WindowsServer2016, Consumer::Java8];
    assert_eq!(refusing(&aes), two);
    for consumer in Consumer::ALL {
        assert_eq!(consumer.verdict(&usual()), Verdict::Reads, "{consumer}");
    }
}

#[test]
fn windows_takes_600_000_iterations_and_calls_more_a_wrong_password() {
    let mut mac = usual();
    mac.mac_iterations = 600_000;
    assert_eq!(refusing(&mac), []);
    mac.mac_iterations += 1;
    let windows = [Consumer::WindowsServer2016, Consumer::Windows10From1709];
    assert_eq!(refusing(&mac), windows);
    let mut key = usual();
    key.iterations = 600_001;
    assert_eq!(
        refusing(&key),
        [&windows[..], &[Consumer::DotNet8]].concat()
    );
    for consumer in refusing(&key) {
        let obstacle = Obstacle::Iterations {
            found: 600_001,
            most: 600_000,
        };
        let refusal = Refusal { consumer, obstacle };
        assert_eq!(refusal.answer(), Answer::Error(Reason::WrongPassword));
        assert_eq!(consumer.verdict(&key), Verdict::Refuses(refusal));
    }
}

#[test]
fn three_want_a_mac() {
    let mut without = usual();
    without.features.insert(Feature::NoMac);
    let three = [Consumer::Nss, Consumer::GnuTls, Consumer::Node20];
    assert_eq!(refusing(&without), three);
}

#[test]
fn an_error_comes_before_what_is_left_out() {
    let mut several = usual();
    several
        .features
        .extend([Feature::ClearKey, Feature::NameWithoutValue]);
    let refusal = Refusal {
        consumer: Consumer::Java17,
        obstacle: Obstacle::Feature(Feature::NameWithoutValue),
    };
    assert_eq!(refusal.answer(), Answer::Error(Reason::Malformed));
    assert_eq!(
        Consumer::Java17.verdict(&several),
        Verdict::Refuses(refusal)
    );
}

#[test]
fn what_no_source_speaks_of_is_not_guessed() {
    let mut odd = usual();
    odd.features.insert(Feature::NameOfOddLength);
    let unknown = Verdict::NotKnown(Unknown::Feature(Feature::NameOfOddLength));
    assert_eq!(Consumer::Java8.verdict(&odd), unknown);
    let mut unsound = usual();
    unsound.features.insert(Feature::Mismatch);
    for consumer in Consumer::ALL {
        let unknown = Verdict::NotKnown(Unknown::Feature(Feature::Mismatch));
        assert_eq!(consumer.verdict(&unsound), unknown);
    }
    let mut closed = usual();
    closed.opened = false;
    for consumer in Consumer::ALL {
        let unknown = Verdict::NotKnown(Unknown::Contents);
        assert_eq!(consumer.verdict(&closed), unknown);
    }
}

#[test]
fn pbmac1_depends_on_the_version_of_some() {
    let algorithm = Algorithm::Pbmac1 {
        prf: Hash::Sha256,
        hash: Hash::Sha256,
    };
    let mut modern = usual();
    modern.algorithms.push(algorithm.clone());
    for (consumer, verdict) in [
        (Consumer::PythonCryptography, Verdict::Reads),
        (
            Consumer::OpenSsl3,
            Verdict::NotKnown(Unknown::Version {
                algorithm: algorithm.clone(),
                from: "3.4",
            }),
        ),
        (
            Consumer::Java8,
            Verdict::NotKnown(Unknown::Algorithm(algorithm.clone())),
        ),
    ] {
        assert_eq!(consumer.verdict(&modern), verdict);
    }
    let Verdict::Refuses(refusal) = Consumer::DotNet8.verdict(&modern) else {
        panic!("it does not read it");
    };
    assert_eq!(refusal.answer(), Answer::Error(Reason::WrongPassword));
}
