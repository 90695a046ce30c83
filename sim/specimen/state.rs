//! The states a specimen can be made in, and how each ends.

use crate::lang::Lang;
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
        /// `weak-signature`: signed with SHA-1.
        WeakSignature = "weak-signature",
        /// `no-key`: its files hold no private key.
        NoKey = "no-key",
        /// `key-mismatch`: its files hold another private key than its own.
        KeyMismatch = "key-mismatch",
    }
}

impl SpecimenState {
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

    /// What it is and by what rule it is refused, for people; no full stop.
    pub const fn rule(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (SpecimenState::Valid, Lang::En) => "every rule of RFC 5280 section 6.1 is met",
            (SpecimenState::Valid, Lang::Ja) => "RFC 5280 6.1 の規則をすべて満たす",
            (SpecimenState::RenewalDue, Lang::En) => {
                "every rule of RFC 5280 section 6.1 is met, and renewal is open from 90 days before the end"
            }
            (SpecimenState::RenewalDue, Lang::Ja) => {
                "RFC 5280 6.1 の規則をすべて満たし、有効期限の90日前からの更新期間に入っている"
            }
            (SpecimenState::Expired, Lang::En) => "RFC 5280 section 6.1.3 (a)(2): notAfter is over",
            (SpecimenState::Expired, Lang::Ja) => "RFC 5280 6.1.3 (a)(2): notAfter を過ぎている",
            (SpecimenState::NotYetValid, Lang::En) => {
                "RFC 5280 section 6.1.3 (a)(2): notBefore is to come"
            }
            (SpecimenState::NotYetValid, Lang::Ja) => {
                "RFC 5280 6.1.3 (a)(2): notBefore にまだ達していない"
            }
            (SpecimenState::Revoked, Lang::En) => {
                "RFC 5280 section 6.1.3 (a)(3): its serial number is on the revocation list"
            }
            (SpecimenState::Revoked, Lang::Ja) => {
                "RFC 5280 6.1.3 (a)(3): シリアル番号が失効リストに載っている"
            }
            (SpecimenState::ExpiredCa, Lang::En) => {
                "RFC 5280 section 6.1.3 (a)(2): notAfter of the issuing authority is over"
            }
            (SpecimenState::ExpiredCa, Lang::Ja) => {
                "RFC 5280 6.1.3 (a)(2): 発行した認証局の notAfter を過ぎている"
            }
            (SpecimenState::Untrusted, Lang::En) => {
                "RFC 5280 section 6.1.1 (d): its root is not the trust anchor"
            }
            (SpecimenState::Untrusted, Lang::Ja) => {
                "RFC 5280 6.1.1 (d): ルートがトラストアンカーではない"
            }
            (SpecimenState::SelfSigned, Lang::En) => {
                "RFC 5280 section 6.1.1 (d): it is signed with its own key, and is no trust anchor"
            }
            (SpecimenState::SelfSigned, Lang::Ja) => {
                "RFC 5280 6.1.1 (d): 自己署名で、トラストアンカーではない"
            }
            (SpecimenState::IncompleteChain, Lang::En) => {
                "RFC 5280 section 6.1.3 (a)(4): the issuer's certificate is not there"
            }
            (SpecimenState::IncompleteChain, Lang::Ja) => {
                "RFC 5280 6.1.3 (a)(4): 発行者の証明書が入っていない"
            }
            (SpecimenState::WrongPurpose, Lang::En) => {
                "RFC 5280 section 4.2.1.12: the extended key usage is for servers only"
            }
            (SpecimenState::WrongPurpose, Lang::Ja) => {
                "RFC 5280 4.2.1.12: 拡張キー使用法がサーバー認証だけである"
            }
            (SpecimenState::BadSignature, Lang::En) => {
                "RFC 5280 section 6.1.3 (a)(1): one bit of the issuer's signature was changed"
            }
            (SpecimenState::BadSignature, Lang::Ja) => {
                "RFC 5280 6.1.3 (a)(1): 発行者の署名が1ビット変わっている"
            }
            (SpecimenState::WeakSignature, Lang::En) => "RFC 9155: it is signed with SHA-1",
            (SpecimenState::WeakSignature, Lang::Ja) => "RFC 9155: SHA-1 で署名されている",
            (SpecimenState::NoKey, Lang::En) => {
                "RFC 8446 section 4.4.3: without a private key nothing can be proved"
            }
            (SpecimenState::NoKey, Lang::Ja) => {
                "RFC 8446 4.4.3: 秘密鍵がないので本人であることを示せない"
            }
            (SpecimenState::KeyMismatch, Lang::En) => {
                "RFC 8446 section 4.4.3: the private key is not that of the certificate"
            }
            (SpecimenState::KeyMismatch, Lang::Ja) => "RFC 8446 4.4.3: 秘密鍵が証明書のものと違う",
        }
    }
}
