//! The whole book except for errors and mistakes, read from end to end in both languages.

mod events;
mod others;

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Voice;
use crate::lang::Lang;

/// What is the same in both languages: names, codes, units, commands, and values of the specimens.
const SAME: &[&str] = &[
    // Values of the specimens.
    "a-1.p12",
    "b-7",
    "JST",
    "d",
    "p12",
    "s",
    "t.toml",
    "root.pem",
    "crl",
    "folder",
    "CN",
    // Names and units.
    "AES256-SHA256",
    "AES-256",
    "ASCII",
    "Brainpool",
    "DSA",
    "Ed448",
    "Firefox",
    "KeyBag",
    "NEW.p12",
    "NIST",
    "NSS",
    "OLD.p12",
    "P-224",
    "PBKDF2",
    "RSASSA-PSS",
    "SHA-256",
    "SafeContents",
    "SecretBag",
    "UTF-16",
    "UTF-8",
    "X.509",
    "X25519",
    "X448",
    "base64",
    "friendlyName",
    "localKeyId",
    "pk12util",
    "secp256k1",
    "BMPString",
    "CryptoAPI",
    "DER",
    "I005",
    "I006",
    "ID",
    "IT",
    "Java",
    "MPKI",
    "OpenSSL",
    "P-256",
    "P-384",
    "P-521",
    "Ed25519",
    "PBES2",
    "PBKDF2-HMAC-SHA-256",
    "AES-256-CBC",
    "PC",
    "PEM",
    "MAC",
    "PIN",
    "PKCS",
    "RFC",
    "RSA",
    "SHA-1",
    "TripleDES-SHA1",
    "Windows",
    "OK",
    "notAfter",
    "notBefore",
    "8u301",
    // Commands.
    "FILE",
    "FILE.p12",
    "PKCS12",
    "certs",
    "export",
    "openssl",
    "legacy",
    "print",
    "pkcs7",
    "pkcs12",
    "keytool",
];

/// Sentences about one kind of thing.
struct Chapter {
    name: &'static str,
    /// What each is about, and the sentence. A sentence may occur twice if both are about the same.
    sentences: Vec<(String, String)>,
}

impl Chapter {
    fn new(name: &'static str) -> Self {
        Chapter {
            name,
            sentences: Vec::new(),
        }
    }

    fn say(&mut self, about: impl Into<String>, sentence: impl Into<String>) {
        self.sentences.push((about.into(), sentence.into()));
    }
}

/// Everything that a language says.
fn book(lang: Lang) -> Vec<Chapter> {
    let voice = Voice::from(lang);
    let mut chapters = vec![events::event_lines(voice), events::measures(voice)];
    chapters.extend(others::chapters(voice));
    chapters
}

/// Calls `check` with the chapter, what it is about and the sentence.
fn each(lang: Lang, check: impl Fn(&str, &str, &str)) {
    for Chapter { name, sentences } in book(lang) {
        assert!(!sentences.is_empty(), "{name}");
        for (about, sentence) in &sentences {
            check(name, about, sentence);
        }
    }
}

#[test]
fn japanese_is_japanese() {
    let is_japanese = |c: char| matches!(c, 'ぁ'..='ヿ' | '一'..='鿿');
    let codes: Vec<&str> = others::codes();
    let unknown = RefCell::new(Vec::new());
    each(Lang::Ja, |chapter, about, sentence| {
        assert!(
            sentence.contains(is_japanese),
            "{chapter}: {about}: {sentence}"
        );
        // RFC 5280 has paragraphs (a) and (d).
        let sentence = sentence.replace("(a)", "").replace("(d)", "");
        let words = sentence.split(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c));
        let words = words.map(|word| word.trim_matches('.'));
        for word in words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())) {
            let known = SAME.contains(&word) || codes.contains(&word) || word.starts_with('-');
            if !known {
                let found = format!("{chapter}: {about}: `{word}` in {sentence}");
                unknown.borrow_mut().push(found);
            }
        }
    });
    let unknown = unknown.into_inner();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn english_is_ascii_but_for_yen() {
    each(Lang::En, |chapter, about, sentence| {
        let plain = |c: char| c.is_ascii_graphic() || c == ' ' || "¥–…".contains(c);
        assert!(
            sentence.chars().all(plain),
            "{chapter}: {about}: {sentence}"
        );
    });
}

#[test]
fn nothing_ends_in_a_full_stop_or_is_empty() {
    for lang in [Lang::En, Lang::Ja] {
        each(lang, |chapter, about, sentence| {
            assert!(!sentence.trim().is_empty(), "{chapter}: {about}");
            // The manual quotes what is on a screen with its full stop.
            let on_a_screen = sentence.ends_with("正しくインポートされました。")
                || sentence.ends_with("削除が完了しました。");
            let stops = sentence.ends_with(['.', '。']);
            assert!(!stops || on_a_screen, "{chapter}: {about}: {sentence}");
        });
    }
}

#[test]
fn one_of_a_thing_is_singular() {
    each(Lang::En, |chapter, about, sentence| {
        assert!(!sentence.contains("(s)"), "{chapter}: {about}: {sentence}");
        let words: Vec<&str> = sentence.split([' ', ',', ':', '(']).collect();
        for pair in words.windows(2) {
            let plural = pair[0] == "1" && pair[1].ends_with('s') && pair[1] != "was";
            assert!(!plural, "{chapter}: {about}: {sentence}");
        }
    });
}

#[test]
fn different_things_are_told_apart() {
    for lang in [Lang::En, Lang::Ja] {
        for Chapter { name, sentences } in book(lang) {
            let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
            for (about, sentence) in &sentences {
                if let Some(other) = seen.insert(sentence, about) {
                    assert_eq!(other, about, "{name}: both are told as: {sentence}");
                }
            }
        }
    }
}
