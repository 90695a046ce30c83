//! The states a specimen can be made in, and how each ends.

use crate::key::{KeyAlgorithm, SignatureHash};
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// What a specimen is to be an example of, at the time it is made for.
    #[non_exhaustive]
    pub enum SpecimenState: "state" {
        /// `valid`: accepted.
        Valid = "valid",
        /// `renewal-due`: accepted, and the renewal window is open.
        RenewalDue = "renewal-due",
        /// `expired`: its last second is over.
        Expired = "expired",
        /// `not-yet-valid`: its first second is to come.
        NotYetValid = "not-yet-valid",
        /// `revoked`: on the revocation list that comes with it.
        Revoked = "revoked",
        /// `stale-crl`: good, but the revocation list of its issuer is out of date.
        StaleCrl = "stale-crl",
        /// `expired-ca`: the issuing authority's certificate has expired, its own has not.
        ExpiredCa = "expired-ca",
        /// `untrusted`: issued under another root than the one that is trusted.
        Untrusted = "untrusted",
        /// `self-signed`: nobody issued it.
        SelfSigned = "self-signed",
        /// `incomplete-chain`: the issuing authority's certificate was left out of its files.
        IncompleteChain = "incomplete-chain",
        /// `wrong-purpose`: it is for servers.
        WrongPurpose = "wrong-purpose",
        /// `bad-signature`: one bit of the issuer's signature was changed.
        BadSignature = "bad-signature",
        /// `weak-signature`: signed with SHA-1. Not with Ed25519, which has no choice of hash.
        WeakSignature = "weak-signature",
        /// `no-key`: its files hold no private key.
        NoKey = "no-key",
        /// `key-mismatch`: its files hold another private key than its own.
        KeyMismatch = "key-mismatch",
    }
}

impl SpecimenState {
    /// Whether it can be made with keys of this kind.
    pub fn is_possible_with(self, key: KeyAlgorithm) -> bool {
        let weak = || key.family().signature_algorithm_with(SignatureHash::Sha1);
        self != SpecimenState::WeakSignature || weak().is_some()
    }

    /// What using it has to end with, at the time it is made for.
    ///
    /// # Errors
    ///
    /// The code with which it has to be refused, for all states but `valid` and `renewal-due`.
    pub const fn outcome(self) -> Result<(), Reason> {
        Err(match self {
            SpecimenState::Valid | SpecimenState::RenewalDue => return Ok(()),
            SpecimenState::Expired => Reason::Expired,
            SpecimenState::NotYetValid => Reason::NotYetValid,
            SpecimenState::Revoked => Reason::Revoked,
            SpecimenState::StaleCrl => Reason::StaleRevocationList,
            SpecimenState::ExpiredCa => Reason::AuthorityExpired,
            SpecimenState::Untrusted
            | SpecimenState::SelfSigned
            | SpecimenState::IncompleteChain => Reason::Untrusted,
            SpecimenState::WrongPurpose => Reason::WrongPurpose,
            SpecimenState::BadSignature => Reason::BadSignature,
            SpecimenState::WeakSignature => Reason::UnsupportedAlgorithm,
            SpecimenState::NoKey => Reason::NoPrivateKey,
            SpecimenState::KeyMismatch => Reason::KeyMismatch,
        })
    }
}
