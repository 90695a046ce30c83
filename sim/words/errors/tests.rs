//! One specimen of every error, in both languages.

#[cfg(feature = "check")]
mod adapters;
#[cfg(feature = "scenario")]
mod scenarios;
mod specimens;

use std::error::Error;

use crate::lang::Lang;
use crate::named::Named;
use crate::time::{Zone, parse_instant};
use crate::words::{self, Voice};

/// One of every error.
fn specimens() -> specimens::Specimens {
    #[allow(unused_mut, reason = "without scenarios there are no more")]
    let mut all = specimens::of_library();
    #[cfg(feature = "scenario")]
    scenarios::scenarios(&mut all);
    #[cfg(feature = "check")]
    adapters::adapters(&mut all);
    all
}

fn told(error: &(dyn Error + 'static), lang: Lang) -> String {
    let zone = &Zone::JST;
    words::error(error, Voice::of(lang, zone))
}

/// What is the same in both languages: values of the specimens, names and notations.
const SAME: &[&str] = &[
    "JST",
    "UTC",
    "UTF-8",
    "SHA-256",
    "PKCS#12",
    "PKCS#8",
    "X.509",
    "RSA",
    "P-256",
    "P-384",
    "P-521",
    "Ed25519",
    "DER",
    "PEM",
    "MAC",
    "PIN",
    "TOML",
    "Java",
    "Windows",
    "macOS",
    "PC",
    "kigen",
    "IDEA-CBC",
    "PBES2",
    "PBKDF2-HMAC-SHA-256",
    "AES-256-CBC",
];

#[test]
fn every_error_is_told_in_japanese() {
    for error in specimens() {
        let japanese = told(error.as_ref(), Lang::Ja);
        let is_japanese = |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        assert!(japanese.contains(is_japanese), "{error:?}: {japanese}");
        assert_ne!(japanese, error.to_string());
        // English has articles and verbs; the words that are left are names.
        let words = japanese.split(|c: char| !c.is_ascii_alphanumeric() && !"-#.'".contains(c));
        for word in words.filter(|word| !SAME.contains(word)) {
            let is_english = [
                "the", "a", "is", "it", "not", "no", "of", "in", "and", "or", "to", "be", "was",
                "has", "cannot", "must", "write", "there", "with",
            ];
            assert!(!is_english.contains(&word), "{error:?}: {japanese}");
        }
    }
}

#[test]
fn every_error_is_a_fragment() {
    for error in specimens() {
        for lang in [Lang::En, Lang::Ja] {
            let sentence = told(error.as_ref(), lang);
            let end = sentence.lines().next().unwrap_or_default();
            assert!(!end.is_empty(), "{error:?}");
            assert!(!end.ends_with(['.', '。']), "{sentence}");
            assert!(
                !sentence.contains("  ") || sentence.contains(" | "),
                "{sentence}"
            );
        }
    }
}

#[test]
fn english_is_what_display_says_in_japans_time() {
    for error in specimens() {
        let english = told(error.as_ref(), Lang::En);
        match error.downcast_ref::<crate::reason::Reason>() {
            Some(reason) => assert_eq!(english, reason.sentence()),
            None => assert_eq!(english, error.to_string()),
        }
    }
}

#[test]
fn no_error_repeats_the_secret_in_its_line() {
    for error in specimens() {
        for lang in [Lang::En, Lang::Ja] {
            let sentence = told(error.as_ref(), lang);
            assert!(!sentence.contains("8605"), "{sentence}");
        }
    }
}

#[test]
fn times_are_those_of_the_zone() {
    let zone: Zone = "-05:30".parse().expect("it is one");
    let at = parse_instant("2022-11-28T10:00:00+09:00").expect("it is one");
    let (in_zone, in_japan) = (zone.format(at), Zone::JST.format(at));
    let mut with_times = 0;
    for error in specimens() {
        for lang in [Lang::En, Lang::Ja] {
            if told(error.as_ref(), lang).contains(&in_japan) {
                let sentence = words::error(error.as_ref(), Voice::of(lang, &zone));
                assert!(sentence.contains(&in_zone), "{sentence}");
                assert!(!sentence.contains("JST"), "{sentence}");
                with_times += 1;
            }
        }
    }
    assert!(with_times > 20, "{with_times}");
}

#[test]
fn every_closed_list_has_a_japanese_name() {
    fn kind<T: Named>() -> &'static str {
        T::KIND
    }
    for kind in [
        kind::<crate::actor::CertificateChoice>(),
        kind::<crate::lifecycle::selection::CertificateSelection>(),
        kind::<crate::actor::WizardEncryption>(),
        kind::<crate::format::Format>(),
        kind::<crate::consumer::Consumer>(),
        kind::<crate::key::KeyAlgorithm>(),
        kind::<crate::key::SignatureHash>(),
        kind::<Lang>(),
        kind::<crate::lifecycle::deletion::DeleteWhich>(),
        kind::<crate::lifecycle::application_channel::ApplicationChannel>(),
        kind::<crate::lifecycle::expiry::State>(),
        kind::<crate::lifecycle::fault::CutPoint>(),
        kind::<crate::lifecycle::fee::FeeKind>(),
        kind::<crate::lifecycle::fee::PaymentMethod>(),
        kind::<crate::lifecycle::service::Service>(),
        kind::<crate::pkcs12::EncryptionProfile>(),
        kind::<crate::specimen::FileFormat>(),
        kind::<crate::specimen::SpecimenState>(),
        kind::<crate::store::StoreName>(),
        kind::<crate::trace::ApplicationStatus>(),
    ] {
        let error = crate::named::UnknownName {
            kind,
            given: "x".into(),
            known: &["y"],
            near: None,
        };
        let sentence = told(&error, Lang::Ja);
        assert!(!sentence.contains("値はありません"), "{kind}: {sentence}");
    }
}
