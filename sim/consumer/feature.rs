//! What a PKCS#12 file has that some program does not expect.

use std::collections::BTreeSet;

use crate::pkcs12::{
    Algorithm, CertificateBag, Contents, Description, Form, IdentityError, KeyBag, OtherBags,
};

kigen_pkcs12::named! {
    /// Something about a PKCS#12 file that keeps some program from reading it.
    #[non_exhaustive]
    pub enum Feature: "feature" {
        /// It is base64 or PEM, and not DER.
        Wrapped = "wrapped",
        /// Bytes stand behind it.
        TrailingBytes = "trailing-bytes",
        /// It has no MAC.
        NoMac = "no-mac",
        /// A private key is not encrypted by itself.
        ClearKey = "clear-key",
        /// There are safes within safes.
        NestedSafes = "nested-safes",
        /// There is neither a key nor a certificate.
        Empty = "empty",
        /// There are certificates and no key.
        NoKey = "no-key",
        /// They are those of a trust store of Java.
        TrustStore = "trust-store",
        /// There is a key and no certificate.
        NoCertificate = "no-certificate",
        /// No certificate belongs to the key, or it is tied to another key's.
        Mismatch = "key-mismatch",
        /// Several keys have certificates.
        SeveralKeys = "several-keys",
        /// A key has no certificate, beside one that has.
        ExtraKey = "extra-key",
        /// A key cannot be read: it contradicts itself, for example.
        UnreadableKey = "unreadable-key",
        /// Several certificates belong to one key.
        SharedKey = "shared-key",
        /// Two certificates with keys have one name.
        SameNames = "same-names",
        /// A certificate is not in the chain of any that has a key.
        UnrelatedCertificate = "unrelated-certificate",
        /// A key and its certificate do not have the same `localKeyId`.
        UntiedKey = "untied-key",
        /// Another certificate has the key's `localKeyId` too.
        TiedToAnother = "tied-to-another",
        /// There is a revocation list.
        RevocationListBag = "revocation-list-bag",
        /// There is a secret.
        SecretBag = "secret-bag",
        /// There is a bag of a kind that RFC 7292 does not know.
        UnknownBag = "unknown-bag",
        /// There is a certificate of another kind than X.509.
        OtherCertificateBag = "other-certificate-bag",
        /// A `friendlyName` has an odd number of bytes.
        NameOfOddLength = "name-of-odd-length",
        /// A `friendlyName` has half a surrogate pair.
        NameOfHalfPair = "name-of-half-pair",
        /// A `friendlyName` is no BMPString.
        NameOfOtherType = "name-of-other-type",
        /// A `friendlyName` has no value.
        NameWithoutValue = "name-without-value",
        /// A key is on one of NIST's curves P-256, P-384 and P-521.
        NistCurve = "nist-curve",
        /// A key is on P-224.
        CurveP224 = "curve-p-224",
        /// A key is on a curve of Brainpool's or on secp256k1.
        RareCurve = "rare-curve",
        /// A key is for Ed25519 or Ed448.
        EdwardsKey = "edwards-key",
        /// A key is for X25519 or X448, and cannot sign.
        AgreementKey = "agreement-key",
        /// A key is for RSASSA-PSS alone.
        PssKey = "pss-key",
        /// A key is for DSA.
        DsaKey = "dsa-key",
        /// An RSA key has more than two primes.
        MultiPrimeKey = "multi-prime-key",
        /// A key is for another algorithm.
        OtherKey = "other-key",
        /// A key is a `OneAsymmetricKey` of version 2 (RFC 5958).
        Pkcs8Version2 = "pkcs8-version-2",
        /// A certificate is not RSA's, by its key or its signature.
        NotRsaCertificate = "not-rsa-certificate",
        /// The password is empty.
        EmptyPassword = "empty-password",
        /// The password has characters beyond ASCII.
        NotAsciiPassword = "not-ascii-password",
        /// PBKDF2 was given the password in UTF-16, and not as RFC 8018 has it.
        Utf16Password = "utf-16-password",
    }
}

/// What is to be said of a PKCS#12 file before anybody reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure {
    /// How it is encrypted, and then its MAC.
    pub(super) algorithms: Vec<Algorithm>,
    /// The most iterations of a decryption.
    pub(super) iterations: u64,
    /// The iterations of the MAC.
    pub(super) mac_iterations: u64,
    pub(super) features: BTreeSet<Feature>,
    /// Whether it was opened, so that all of its features are known.
    pub(super) opened: bool,
}

impl Structure {
    /// What can be seen without the password.
    pub fn outside(description: &Description) -> Self {
        let mac = description.mac.iter();
        let protections = description.protections.iter();
        let encryptions = protections.filter_map(|it| it.algorithm.clone());
        // The MAC is checked before anything is decrypted, but people want to hear about the
        // cipher.
        let algorithms = encryptions.chain(mac.map(|mac| mac.algorithm.clone()));
        let iterations = description
            .protections
            .iter()
            .filter_map(|it| it.iterations);
        let mut features = BTreeSet::new();
        let mut note = |is_so: bool, feature| {
            if is_so {
                features.insert(feature);
            }
        };
        note(description.mac.is_none(), Feature::NoMac);
        note(description.trailing_bytes > 0, Feature::TrailingBytes);
        Structure {
            algorithms: algorithms.collect(),
            iterations: iterations.max().unwrap_or(0),
            mac_iterations: description.mac.as_ref().map_or(0, |mac| mac.iterations),
            features,
            opened: false,
        }
    }

    /// All that matters, once the file was opened with its password.
    #[must_use]
    pub fn opened(self, contents: &Contents, password: &str) -> Self {
        let mut features = self.features;
        let mut note = |is_so: bool, feature| {
            if is_so {
                features.insert(feature);
            }
        };
        note(password.is_empty(), Feature::EmptyPassword);
        note(!password.is_ascii(), Feature::NotAsciiPassword);
        note_form(&contents.form, &mut note);
        note_others(contents.others, &mut note);
        note_identities(contents, &mut note);
        let rsa = |bag: &CertificateBag| {
            let signature = bag.certificate.signature_algorithm();
            bag.certificate.public_key_algorithm() == "rsa" && signature.starts_with(PKCS1)
        };
        let all_rsa = contents.certificates.iter().all(rsa);
        note(!all_rsa, Feature::NotRsaCertificate);
        Structure {
            features,
            opened: true,
            ..self
        }
    }

    /// The same as base64 or PEM, from which it was unwrapped.
    pub fn wrapped(mut self) -> Self {
        self.features.insert(Feature::Wrapped);
        self
    }

    /// What some program does not expect of it, as far as it was looked at.
    pub fn features(&self) -> impl Iterator<Item = Feature> + '_ {
        self.features.iter().copied()
    }
}

/// The arc of RSA's signatures, RFC 8017 appendix C.
const PKCS1: &str = "1.2.840.113549.1.1.";

fn note_form(form: &Form, note: &mut impl FnMut(bool, Feature)) {
    note(form.clear_keys > 0, Feature::ClearKey);
    note(form.nested_safes > 0, Feature::NestedSafes);
    note(form.odd_names > 0, Feature::NameOfOddLength);
    note(form.half_names > 0, Feature::NameOfHalfPair);
    note(form.other_names > 0, Feature::NameOfOtherType);
    note(form.valueless_names > 0, Feature::NameWithoutValue);
    note(form.utf16_password, Feature::Utf16Password);
}

fn note_others(others: OtherBags, note: &mut impl FnMut(bool, Feature)) {
    note(others.revocation_lists > 0, Feature::RevocationListBag);
    note(others.secrets > 0, Feature::SecretBag);
    note(others.unknown > 0, Feature::UnknownBag);
    note(others.certificates > 0, Feature::OtherCertificateBag);
}

fn note_key(bag: &KeyBag, note: &mut impl FnMut(bool, Feature)) {
    let algorithm = bag.key.algorithm();
    match algorithm.as_str() {
        "rsa" => note(has_many_primes(bag.key.pkcs8()), Feature::MultiPrimeKey),
        "p-256" | "p-384" | "p-521" => note(true, Feature::NistCurve),
        "p-224" => note(true, Feature::CurveP224),
        "ed25519" | "ed448" => note(true, Feature::EdwardsKey),
        "x25519" | "x448" => note(true, Feature::AgreementKey),
        "rsa-pss" => note(true, Feature::PssKey),
        "dsa" => note(true, Feature::DsaKey),
        curve if curve == "secp256k1" || curve.starts_with("brainpool") => {
            note(true, Feature::RareCurve);
        }
        _ => note(true, Feature::OtherKey),
    }
    note(has_version_2(bag.key.pkcs8()), Feature::Pkcs8Version2);
}

/// The INTEGER 1, which means the second version of a structure.
const ONE: &[u8] = &[2, 1, 1];

/// Whether it is a `OneAsymmetricKey` of version 2 (RFC 5958 section 2).
fn has_version_2(pkcs8: &[u8]) -> bool {
    element(pkcs8).is_some_and(|(info, _)| info.starts_with(ONE))
}

/// Whether the `RSAPrivateKey` in it has `otherPrimeInfos` (RFC 8017 appendix A.1.2).
fn has_many_primes(pkcs8: &[u8]) -> bool {
    let rsa = || {
        let (info, _) = element(pkcs8)?;
        let (_version, rest) = element(info)?;
        let (_algorithm, rest) = element(rest)?;
        let (octets, _) = element(rest)?;
        element(octets).map(|(rsa, _)| rsa)
    };
    rsa().is_some_and(|rsa| rsa.starts_with(ONE))
}

/// The content of the first element of some DER, and what stands behind it.
fn element(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&[_, first], rest) = der.split_first_chunk()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        _ => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let add = |sum: usize, byte: &u8| Some(sum.checked_mul(256)? + usize::from(*byte));
            (bytes.iter().try_fold(0, add)?, rest)
        }
    };
    rest.split_at_checked(length)
}

/// Looks at which certificate belongs to which key.
fn note_identities(contents: &Contents, note: &mut impl FnMut(bool, Feature)) {
    let Contents {
        keys, certificates, ..
    } = contents;
    note(!contents.unreadable_keys.is_empty(), Feature::UnreadableKey);
    match contents.identity() {
        Err(IdentityError::Empty) => return note(true, Feature::Empty),
        Err(IdentityError::NoCertificate) => {
            keys.iter().for_each(|bag| note_key(bag, note));
            return note(true, Feature::NoCertificate);
        }
        Err(IdentityError::NoPrivateKey) if contents.is_trust_store() => {
            return note(true, Feature::TrustStore);
        }
        Err(IdentityError::NoPrivateKey) => return note(true, Feature::NoKey),
        Err(IdentityError::UnreadableKey(_) | IdentityError::UnreadableSafe(_)) => return,
        Err(IdentityError::KeyMismatch) => return note(true, Feature::Mismatch),
        Ok(_) => {}
    }
    let mut own: Vec<&CertificateBag> = vec![];
    let mut names = BTreeSet::new();
    let mut with_certificates = 0;
    for (number, key) in keys.iter().enumerate() {
        if keys[..number].iter().any(|other| other.key == key.key) {
            continue;
        }
        let id = key.attributes.local_key_id.as_ref();
        let is_tied =
            |bag: &&CertificateBag| id.is_some() && bag.attributes.local_key_id.as_ref() == id;
        // The public half of some kinds of key is not known.
        let belongs = |bag: &&CertificateBag| match key.key.public().bits() {
            [] => is_tied(bag),
            bits => bag.certificate.public_key_bits() == bits,
        };
        let (its, others): (Vec<_>, Vec<_>) = certificates.iter().partition(belongs);
        let Some(first) = its.first() else {
            note(true, Feature::ExtraKey);
            continue;
        };
        with_certificates += 1;
        note_key(key, note);
        let several = its.iter().any(|bag| bag.certificate != first.certificate);
        note(several, Feature::SharedKey);
        note(!its.iter().any(is_tied), Feature::UntiedKey);
        note(others.iter().any(is_tied), Feature::TiedToAnother);
        let name = first.attributes.friendly_name.as_ref();
        let is_new = name.is_none_or(|name| names.insert(name.to_lowercase()));
        note(!is_new, Feature::SameNames);
        own.extend(its);
    }
    note(with_certificates > 1, Feature::SeveralKeys);
    note(
        !are_chained(&own, certificates),
        Feature::UnrelatedCertificate,
    );
}

/// Whether each certificate is one of these, or above one of them.
fn are_chained(own: &[&CertificateBag], all: &[CertificateBag]) -> bool {
    let (mut reached, mut rest): (Vec<_>, Vec<_>) = all.iter().partition(|bag| own.contains(bag));
    let mut issuers = BTreeSet::new();
    while !rest.is_empty() && !reached.is_empty() {
        issuers.extend(reached.iter().map(|bag| bag.certificate.issuer_der()));
        (reached, rest) = rest
            .into_iter()
            .partition(|bag| issuers.contains(bag.certificate.subject_der()));
    }
    rest.is_empty()
}
