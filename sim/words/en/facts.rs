//! Closed lists, in English.

use super::English;
use crate::consumer::{Answer, Feature, Obstacle, Refusal, Remedy, Unknown};
use crate::inspection::{Advice, Remark};
use crate::pki::Role;
use crate::reason::Reason;
use crate::specimen::SpecimenState;
use crate::words::FactWords;
use crate::words::number::with_commas;

impl FactWords for English {
    fn sentence(&self, reason: Reason) -> &'static str {
        reason.sentence()
    }

    fn rule(&self, state: SpecimenState, role: Role) -> &'static str {
        match state {
            SpecimenState::Valid => "every rule of RFC 5280 section 6.1 is met",
            SpecimenState::RenewalDue => {
                "every rule of RFC 5280 section 6.1 is met, and renewal is open from 90 days before the end"
            }
            SpecimenState::Expired => "RFC 5280 section 6.1.3 (a)(2): notAfter has passed",
            SpecimenState::NotYetValid => {
                "RFC 5280 section 6.1.3 (a)(2): notBefore has not been reached"
            }
            SpecimenState::Revoked => {
                "RFC 5280 section 6.1.3 (a)(3): its serial number is on the revocation list"
            }
            SpecimenState::StaleCrl => {
                "RFC 5280 section 6.3.3: the nextUpdate of its issuer's revocation list has passed, so that its status cannot be determined"
            }
            SpecimenState::ExpiredCa => {
                "RFC 5280 section 6.1.3 (a)(2): the notAfter of the issuing authority has passed"
            }
            SpecimenState::Untrusted => {
                "RFC 5280 section 6.1.1 (d): its root is not the trust anchor"
            }
            SpecimenState::SelfSigned => {
                "RFC 5280 section 6.1.1 (d): it is signed with its own key, and is not a trust anchor"
            }
            SpecimenState::IncompleteChain => {
                "RFC 5280 section 6.1.3 (a)(4): the issuer's certificate is missing"
            }
            SpecimenState::WrongPurpose => match role {
                Role::Client => {
                    "RFC 5280 section 4.2.1.12: the extended key usage is for servers only"
                }
                Role::Server => {
                    "RFC 5280 section 4.2.1.12: the extended key usage is for clients only"
                }
            },
            SpecimenState::BadSignature => {
                "RFC 5280 section 6.1.3 (a)(1): one bit of the issuer's signature was changed"
            }
            SpecimenState::WeakSignature => "RFC 9155: it is signed with SHA-1",
            SpecimenState::NoKey => {
                "RFC 8446 section 4.4.3: without a private key, possession cannot be proved"
            }
            SpecimenState::KeyMismatch => {
                "RFC 8446 section 4.4.3: the private key does not belong to the certificate"
            }
        }
    }

    fn remark(&self, remark: Remark) -> &'static str {
        match remark {
            Remark::NotVerified => {
                "not checked, as no password was given: only what needs none is shown"
            }
            Remark::UnreadableName => {
                "a friendly name is not readable text, and is left out: a BMPString of odd length, for example"
            }
            Remark::TrailingBytes => {
                "bytes behind the end of the file are passed over: zeros, or another file"
            }
            Remark::KeyWithoutCertificate => {
                "a private key belongs to none of the certificates beside it"
            }
        }
    }

    fn advice(&self, advice: Advice) -> String {
        let advice = match advice {
            Advice::RaiseLimit { factor } => {
                return format!(
                    "do not open it unless you know who made it: such files may be meant to keep programs busy. If you do, `kigen inspect --limit {factor}` reads it"
                );
            }
            Advice::SplitOrRaiseLimit { factor } => {
                return format!(
                    "split it into smaller files, or read it with `kigen inspect --limit {factor}`"
                );
            }
            Advice::GiveFile => "give an ordinary file, or `-` to read standard input",
            Advice::CheckName => "check the name; it is relative to the current folder",
            Advice::CheckRights => "check the permissions of the file or folder",
            Advice::GetAgain => {
                "get the file again: it was cut off or altered on the way, or was written incorrectly"
            }
            Advice::GiveKnownKind => {
                "give a PKCS#12 file, PEM blocks or DER; if it should be one, get it again"
            }
            Advice::CheckPassword => {
                "check the password with whoever made the file; leading zeros count. A file altered on the way looks the same"
            }
            Advice::ExportWithKnownAlgorithm => {
                "have it exported again with AES256-SHA256 or TripleDES-SHA1 and a key of RSA, P-256, P-384, P-521 or Ed25519"
            }
            Advice::ConvertKeyStore => {
                "convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12"
            }
            Advice::LeaveClosed => {
                "do not open it elsewhere unless you know who made it: such files may be meant to keep programs busy"
            }
            Advice::ExportWithKey => {
                "nothing, if it is a trust store; otherwise export it again together with the private key"
            }
            Advice::ExportWithCertificate => "export it again together with its certificate",
            Advice::ExportWithOwnKey => {
                "export it again from where the certificate was issued, with its own key"
            }
        };
        advice.to_owned()
    }

    fn seen(&self, refusal: &Refusal) -> String {
        let seen = match refusal.answer() {
            Answer::Error(reason) => format!("reported as {}", reported(reason)),
            Answer::Silence(Reason::NoPrivateKey) => {
                "takes it, and leaves a private key out".into()
            }
            Answer::Silence(Reason::CertificateMissing) => {
                "takes it, and leaves a certificate out".into()
            }
            Answer::Silence(Reason::KeyMismatch) => {
                "takes it, and gives the private key to another certificate too".into()
            }
            Answer::Silence(_) => "takes it, and finds nothing in it".into(),
        };
        let why = match &refusal.obstacle {
            Obstacle::Algorithm(algorithm) => format!("the file uses {algorithm}"),
            Obstacle::Iterations { found, most } => {
                format!(
                    "it has {} iterations, and {} is the most",
                    with_commas(*found),
                    with_commas(*most)
                )
            }
            Obstacle::Feature(feature) => self.feature(*feature).to_owned(),
        };
        format!("{seen}: {why}")
    }

    fn feature(&self, feature: Feature) -> &'static str {
        match feature {
            Feature::Wrapped => "it is text around a PKCS#12 file (base64 or PEM)",
            Feature::TrailingBytes => "bytes follow the end of the file",
            Feature::NoMac => "it has no MAC",
            Feature::ClearKey => "a private key is not encrypted by itself",
            Feature::NestedSafes => "it has safes within safes",
            Feature::Empty => "there is nothing in it",
            Feature::NoKey => "it has certificates and no private key",
            Feature::TrustStore => "it is a trust store: it has no private key",
            Feature::NoCertificate => "it has a private key and no certificate",
            Feature::Mismatch => "its private key and certificate do not belong together",
            Feature::SeveralKeys => "it has several private keys with certificates",
            Feature::ExtraKey => "it has a private key without a certificate",
            Feature::UnreadableKey => "a private key in it cannot be read",
            Feature::SharedKey => "several certificates belong to one private key",
            Feature::SameNames => "two certificates with private keys have one friendlyName",
            Feature::UnrelatedCertificate => {
                "a certificate is not in the chain of any that has a private key"
            }
            Feature::UntiedKey => {
                "a private key and its certificate do not have the same localKeyId"
            }
            Feature::TiedToAnother => {
                "another certificate has the localKeyId of the private key too"
            }
            Feature::RevocationListBag => "it has a revocation list in it",
            Feature::SecretBag => "it has a secret in it (SecretBag)",
            Feature::UnknownBag => "it has a bag of a kind that RFC 7292 does not know",
            Feature::OtherCertificateBag => "it has a certificate of another kind than X.509",
            Feature::NameOfOddLength => "a friendlyName has an odd number of bytes",
            Feature::NameOfHalfPair => "a friendlyName has half a surrogate pair",
            Feature::NameOfOtherType => "a friendlyName is not a BMPString",
            Feature::NameWithoutValue => "a friendlyName has no value",
            Feature::NistCurve => "a private key is on a curve of NIST",
            Feature::CurveP224 => "a private key is on the curve P-224",
            Feature::RareCurve => "a private key is on a curve of Brainpool or on secp256k1",
            Feature::EdwardsKey => "a private key is for Ed25519 or Ed448",
            Feature::AgreementKey => "a private key is for X25519 or X448, which cannot sign",
            Feature::PssKey => "a private key is for RSASSA-PSS alone",
            Feature::DsaKey => "a private key is for DSA",
            Feature::MultiPrimeKey => "an RSA key has more than two primes",
            Feature::OtherKey => "a private key is for another algorithm",
            Feature::Pkcs8Version2 => "a private key is in version 2 of PKCS#8 (RFC 5958)",
            Feature::NotRsaCertificate => "a certificate has another key or signature than RSA",
            Feature::EmptyPassword => "its password is empty",
            Feature::Utf16Password => "PBKDF2 was given its password in UTF-16, and not in UTF-8",
            Feature::NotAsciiPassword => "its password has characters beyond ASCII",
        }
    }

    fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::ExportAsTripleDes => {
                "export it again with TripleDES-SHA1, or convert it with OpenSSL 3: openssl pkcs12 -export -legacy"
            }
            Remedy::ExportAsAes => {
                "export it again with AES-256 and a MAC of SHA-256, as OpenSSL 3 does by itself"
            }
            Remedy::IterateLess => "export it again with fewer iterations, such as OpenSSL's 2,048",
            Remedy::PutTogetherAgain => {
                "have OpenSSL 3 put it together again: openssl pkcs12 -legacy -nodes -in OLD.p12 | openssl pkcs12 -export -out NEW.p12"
            }
            Remedy::CopyWithKeytool => {
                "have Java copy it: keytool -importkeystore -srckeystore OLD.p12 -destkeystore NEW.p12 -deststoretype PKCS12"
            }
            Remedy::UseRsaOrP256 => {
                "use another program, or have the certificate issued for an RSA or P-256 key"
            }
            Remedy::UseRsa => "use another program, or RSA for the key and for every certificate",
            Remedy::UseAsciiPassword => {
                "export it again under a password of ASCII letters and digits"
            }
            Remedy::ExportFromNss => {
                "import it with NSS (Firefox, pk12util), and export it from there"
            }
            Remedy::Decode => "decode it first: base64 -d (without the PEM lines)",
            Remedy::Separate => {
                "put each private key with its certificate and chain into a file of its own"
            }
            Remedy::ExportWithAll => {
                "export it again with the private key and its certificate together"
            }
            Remedy::UseNewerJava => {
                "use Java 8u301 or later, or export it again with TripleDES-SHA1"
            }
            Remedy::OpenAsLegacy => {
                "open it with `openssl pkcs12 -legacy`, or export it again with AES256-SHA256"
            }
        }
    }

    fn reads(&self) -> &'static str {
        "reads this file with the right password"
    }

    fn not_known(&self, unknown: &Unknown) -> String {
        match unknown {
            Unknown::Algorithm(algorithm) => {
                format!("not known: no source says whether it reads {algorithm}")
            }
            Unknown::Version { algorithm, from } => {
                format!("depends on its version: from {from} it reads {algorithm}")
            }
            Unknown::Feature(feature) => format!("not known: {}", self.feature(*feature)),
            Unknown::Contents => {
                "nothing is in its way outside; what is inside was not judged without the password"
                    .into()
            }
        }
    }
}

/// What a program says of a file, in a few words.
fn reported(reason: Reason) -> &'static str {
    match reason {
        Reason::WrongPassword => "a wrong password",
        Reason::Malformed => "a damaged file",
        Reason::NoPrivateKey => "a file without a private key",
        Reason::CertificateMissing => "a private key without its certificate",
        _ => "an unsupported algorithm",
    }
}
