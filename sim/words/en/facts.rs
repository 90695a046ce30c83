//! Closed lists, in English.

use super::English;
use crate::consumer::{Obstacle, Refusal, Remedy};
use crate::inspection::Advice;
use crate::reason::Reason;
use crate::specimen::SpecimenState;
use crate::words::FactWords;
use crate::words::number::with_commas;

impl FactWords for English {
    fn sentence(&self, reason: Reason) -> &'static str {
        reason.sentence()
    }

    fn rule(&self, state: SpecimenState) -> &'static str {
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
            SpecimenState::WrongPurpose => {
                "RFC 5280 section 4.2.1.12: the extended key usage is for servers only"
            }
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

    fn advice(&self, advice: Advice) -> &'static str {
        match advice {
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
        }
    }

    fn seen(&self, refusal: &Refusal) -> String {
        let seen = match Reason::from(refusal) {
            Reason::WrongPassword => "a wrong password",
            Reason::Malformed => "a damaged file",
            _ => "an unsupported algorithm",
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
            Obstacle::NoMac => "it has no MAC".to_owned(),
        };
        format!("reported as {seen}: {why}")
    }

    fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::ExportAsTripleDes => {
                "export it again with TripleDES-SHA1, or convert it with OpenSSL 3: openssl pkcs12 -export -legacy"
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

    fn not_known(&self, algorithm: &str) -> String {
        format!("not known: no source says whether it reads {algorithm}")
    }
}
