//! A PKI: what its certificates say, how long they are valid, and who issues them.
//!
//! The default is the world of the manual. The profile of its real authority was not found in any
//! public source, so everything in it is simulated, and says so in its names. Any other is a table
//! `[pki]`, which scenarios, `kigen make --pki` and the library share.
//!
//! Every field of a certificate is stated: nothing is left to rcgen's defaults, which may change
//! and would put dates and names that nobody chose into a certificate.

mod alternative_name;
mod authority_profile;
mod contents;
mod date;
mod error;
mod holder;
mod host_name;
mod lifetime;
mod name;
mod oid;
mod password_rule;
mod renewal_key;
mod renewal_window;
mod subject;
mod template;
mod url;
mod usages;
mod validity;

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use crate::key::{KeyAlgorithm, KeyFamily, SignatureHash};
use crate::time::{Calendar, Span};

pub use alternative_name::{AlternativeName, AlternativeNameKind};
pub use authority_profile::AuthorityProfile;
pub(crate) use contents::{Contents, Particulars, offset};
pub use date::Date;
pub use error::PkiError;
pub use holder::{Holder, Role};
pub use host_name::HostName;
pub use lifetime::Lifetime;
pub use name::NameTemplate;
pub use oid::Oid;
pub use password_rule::{Alphabet, PASSWORD_MAX, PasswordRule};
pub use renewal_key::RenewalKey;
pub use renewal_window::RenewalWindow;
pub use subject::Subject;
pub use template::{Placeholder, Template};
pub use url::Url;
pub use usages::{ExtendedKeyUsage, KeyUsage};
pub use validity::Validity;

/// The organization in every name of the default PKI, so that nobody takes a certificate for a real
/// one.
pub const ORGANIZATION: &str = "kigen (simulated)";

/// Where the issuing authority's list is supposed to be, unless a PKI says otherwise. `.invalid`
/// never resolves (RFC 6761).
pub const CRL_URL: &str = "http://crl.kigen.invalid/issuing.crl";

/// The most authorities from the root to a client: webpki follows no more intermediates.
pub const AUTHORITIES_MAX: usize = 6;

/// How long serial numbers can be: long enough that no two are drawn alike, and no longer than RFC
/// 5280 section 4.1.2.2 allows.
pub const SERIAL_BYTES: RangeInclusive<u8> = 8..=20;

/// A PKI. In a scenario it is the table `[pki]`, and what is not said is as in the manual's world.
///
/// ```
/// use kigen::pki::Pki;
///
/// let pki = Pki {
///     subject: "CN={pc},O=Example (simulated)".parse()?,
///     subject_alt_names: vec!["email:{pc}@example.test".parse()?],
///     validity: "47d".parse()?,
///     renewal_window: "1/3".parse()?,
///     ..Pki::default()
/// };
/// assert_eq!(pki.check(Default::default()), Ok(()));
/// # Ok::<(), kigen::pki::PkiError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(description = "A PKI. What is not said is as in the manual's world.")
)]
pub struct Pki {
    /// The subject of a client's certificate (RFC 5280 section 4.1.2.6), with {pc} and
    /// {institution} for the names of the PC and its institution.
    pub subject: NameTemplate,
    /// Its alternative names (section 4.2.1.6), such as email:{pc}@example.test.
    pub subject_alt_names: Vec<AlternativeName>,
    /// The kind of clients' keys, if not that of all keys.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub key: Option<KeyAlgorithm>,
    /// The hash function of all signatures on certificates and lists, if not the one that goes with
    /// the signing key.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub signature_hash: Option<SignatureHash>,
    /// What a client's key may be used for (section 4.2.1.3); if not given, digital-signature, and
    /// key-encipherment where the key can encrypt.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub key_usages: Option<Vec<KeyUsage>>,
    /// The purposes of a client's certificate (section 4.2.1.12); none allows all.
    pub extended_key_usages: Vec<ExtendedKeyUsage>,
    /// The policies of a client's certificate (section 4.2.1.4), by object identifier.
    pub policies: Vec<Oid>,
    /// Where the list that may revoke it is said to be (section 4.2.1.13).
    pub crl_distribution_points: Vec<Url>,
    /// Where its status is said to be answered for (OCSP, section 4.2.2.1).
    pub ocsp: Vec<Url>,
    /// Where its issuer's certificate is said to be (section 4.2.2.1).
    pub ca_issuers: Vec<Url>,
    /// How many bytes serial numbers have (section 4.1.2.2).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "crate::notation::within::<_, _, 8, 20>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 8, max = 20)))]
    pub serial_bytes: u8,
    /// How long a client's certificate is valid: 3 years 3 months (manual).
    pub validity: Lifetime,
    /// How long before its issue it begins, for clocks that are behind.
    pub backdate: Span,
    /// How long before its end it can be renewed (found: support pages of two vendors say 90 days).
    pub renewal_window: RenewalWindow,
    /// Which key a renewed certificate has.
    pub renewal_key: RenewalKey,
    /// Which passwords PKCS#12 files have; 4 digits (manual), if not given.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub file_passwords: Option<PasswordRule>,
    /// The authorities, from the root to the one that issues clients' certificates.
    #[cfg_attr(feature = "serde", serde(rename = "authority"))]
    pub authorities: Vec<AuthorityProfile>,
}

impl Default for Pki {
    /// The PKI of the manual's world.
    fn default() -> Self {
        let subject = format!("CN={{pc}},OU={{institution}},O={ORGANIZATION},C=JP");
        Pki {
            subject: subject.parse().expect("a name of ours"),
            subject_alt_names: Vec::new(),
            key: None,
            signature_hash: None,
            key_usages: None,
            extended_key_usages: vec![ExtendedKeyUsage::CLIENT_AUTH],
            policies: Vec::new(),
            crl_distribution_points: vec![CRL_URL.parse().expect("an address of ours")],
            ocsp: Vec::new(),
            ca_issuers: Vec::new(),
            serial_bytes: 16,
            validity: Lifetime::Months(39),
            backdate: Span::default(),
            renewal_window: RenewalWindow::Span(Span::days(90)),
            renewal_key: RenewalKey::default(),
            file_passwords: None,
            authorities: AuthorityProfile::pair("kigen Simulated"),
        }
    }
}

impl Pki {
    /// Returns the validity of a certificate that is issued, or renewed, at `at`.
    ///
    /// It ends at the time of day at which it begins (that of the real authority was not found).
    /// What remains of a renewed one is not carried over: the whole lifetime begins anew.
    pub fn validity_from(&self, at: DateTime<Utc>, calendar: &Calendar) -> Validity {
        let not_before = (-self.backdate).after(at).unwrap_or(at);
        Validity {
            not_before,
            not_after: self.validity.end(not_before, calendar),
        }
    }

    /// The kind of clients' keys, where all keys are of kind `key` unless the PKI says otherwise.
    pub fn client_key(&self, key: KeyAlgorithm) -> KeyAlgorithm {
        self.key.unwrap_or(key)
    }

    /// The kind of the issuing authority's key, likewise.
    pub fn issuing_key(&self, key: KeyAlgorithm) -> KeyAlgorithm {
        let issuing = self.authorities.last();
        issuing.and_then(|issuing| issuing.key).unwrap_or(key)
    }

    /// Finds what a real verifier would refuse, before anything is made. All keys are of kind
    /// `key` unless the PKI says otherwise.
    ///
    /// # Errors
    ///
    /// [`PkiError`] says what, and what to write.
    pub fn check(&self, key: KeyAlgorithm) -> Result<(), PkiError> {
        self.check_named()?;
        let purposes = &self.extended_key_usages;
        if !purposes.is_empty() && !purposes.contains(&ExtendedKeyUsage::CLIENT_AUTH) {
            return Err(PkiError::NoClientAuth);
        }
        let mut usages = self.key_usages.iter();
        if usages.any(|usages| !usages.contains(&KeyUsage::DigitalSignature)) {
            return Err(PkiError::NoDigitalSignature);
        }
        if !SERIAL_BYTES.contains(&self.serial_bytes) {
            return Err(PkiError::SerialBytes);
        }
        if self.backdate.as_seconds() < 0 {
            return Err(PkiError::Backdate);
        }
        self.check_stand_ins(key)?;
        self.check_authorities(key)
    }

    /// A hash stands in for all keys or for none: nobody who knows real keys accepts one.
    fn check_stand_ins(&self, key: KeyAlgorithm) -> Result<(), PkiError> {
        let authorities = self.authorities.iter();
        let authorities = authorities.map(|authority| authority.key.unwrap_or(key));
        let mut others = authorities.filter(|one| is_stand_in(*one) != is_stand_in(key));
        let client = Some(self.client_key(key));
        let client = client.filter(|one| is_stand_in(*one) != is_stand_in(key));
        match others.next().or(client) {
            Some(other) => Err(PkiError::StandIn {
                key: if is_stand_in(key) { other } else { key },
            }),
            None => Ok(()),
        }
    }

    /// Whether hashes stand in for its keys, where all are of kind `key` unless it says otherwise.
    pub fn stands_in(&self, key: KeyAlgorithm) -> bool {
        is_stand_in(self.client_key(key))
    }

    /// Finds out whether files with its keys may be written, and servers be asked with them.
    ///
    /// # Errors
    ///
    /// [`PkiError::StandInLeaves`] where hashes stand in for its keys.
    pub fn check_may_leave(&self, key: KeyAlgorithm) -> Result<(), PkiError> {
        match self.stands_in(key) {
            true => Err(PkiError::StandInLeaves),
            false => Ok(()),
        }
    }

    /// Finds out whether certificates say whose they are.
    pub(crate) fn check_named(&self) -> Result<(), PkiError> {
        match self.subject.is_empty() && self.subject_alt_names.is_empty() {
            true => Err(PkiError::NoName),
            false => Ok(()),
        }
    }

    /// The same PKI with the key that all keys are of, unless it says otherwise, for all.
    #[must_use]
    pub fn with_one_key(mut self) -> Self {
        self.key = None;
        for authority in &mut self.authorities {
            authority.key = None;
        }
        self
    }

    fn check_authorities(&self, key: KeyAlgorithm) -> Result<(), PkiError> {
        if !(1..=AUTHORITIES_MAX).contains(&self.authorities.len()) {
            return Err(PkiError::Authorities);
        }
        let nobody = Subject::default();
        for (at, authority) in self.authorities.iter().enumerate() {
            if authority.subject.is_empty() || !authority.subject.is_fixed() {
                return Err(PkiError::AuthorityName);
            }
            let name = authority.subject.to_string();
            let der = authority.subject.fill(&nobody)?;
            let before = &self.authorities[..at];
            if before
                .iter()
                .any(|one| one.subject.fill(&nobody) == Ok(der.clone()))
            {
                return Err(PkiError::SameAuthority { name });
            }
            let below = self.authorities.len() - at - 1;
            if let Some(path_length) = authority.path_length
                && usize::from(path_length) < below
            {
                return Err(PkiError::PathLength {
                    name,
                    path_length,
                    below,
                });
            }
            authority.check_renewal(at == 0)?;
            let key = authority.key.unwrap_or(key);
            if let Some(hash) = self.signature_hash
                && !is_verified(key.family(), hash)
            {
                return Err(PkiError::Hash { key, hash });
            }
        }
        Ok(())
    }

    /// Which passwords files have.
    pub fn password_rule(&self) -> PasswordRule {
        self.file_passwords.clone().unwrap_or_default()
    }

    /// Finds out whether a file may have this password.
    ///
    /// # Errors
    ///
    /// [`PkiError::Password`], which does not repeat it.
    pub fn check_password(&self, password: &str) -> Result<(), PkiError> {
        let rule = self.password_rule();
        match rule.admits(password) {
            true => Ok(()),
            false => Err(PkiError::Password { rule }),
        }
    }

    /// Finds out whether a subject's names fit into their places.
    ///
    /// # Errors
    ///
    /// [`PkiError`] says which does not.
    pub fn check_subject(&self, subject: &Subject) -> Result<(), PkiError> {
        self.subject.fill(subject)?;
        let mut names = self.subject_alt_names.iter();
        names.try_for_each(|name| name.fill(subject).map(|_| ()))
    }
}

fn is_stand_in(key: KeyAlgorithm) -> bool {
    key == KeyAlgorithm::StandIn
}

/// Whether common verifiers accept such a signature: webpki with ring has these, and OpenSSL,
/// Java and .NET have them too.
fn is_verified(family: KeyFamily, hash: SignatureHash) -> bool {
    use SignatureHash::{Sha256, Sha384, Sha512};
    match family {
        KeyFamily::Rsa | KeyFamily::P521 | KeyFamily::StandIn => {
            matches!(hash, Sha256 | Sha384 | Sha512)
        }
        KeyFamily::P256 | KeyFamily::P384 => matches!(hash, Sha256 | Sha384),
        _ => false,
    }
}
