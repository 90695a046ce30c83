//! What a PKCS#12 file holds, once it is open: keys, certificates and the attributes of their bags.

use std::collections::BTreeMap;

use super::algorithm::Algorithm;
use super::error::OpenError;
use crate::certificate::Certificate;
use crate::key::PrivateKey;

/// How many issuers a chain may have one above another. Verifiers stop earlier: webpki at six.
const CHAIN_MAX: usize = 16;

/// The `localKeyId` that Windows gives the first key of a file and its certificate.
const FIRST_LOCAL_KEY_ID: [u8; 4] = [1, 0, 0, 0];

/// Why a file holds no identity, which is a private key with its certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// There is nothing at all.
    #[error("there is no private key and no certificate")]
    Empty,
    /// There is a private key, and no certificate.
    #[error("there is a private key and no certificate")]
    NoCertificate,
    /// There is no private key.
    #[error("there is no private key")]
    NoPrivateKey,
    /// A private key that is needed cannot be read, or none of them can; this is what is wrong with
    /// it, or with the first.
    #[error(transparent)]
    UnreadableKey(OpenError),
    /// A safe cannot be read, and what is in it may be needed; this is what is wrong with it.
    #[error(transparent)]
    UnreadableSafe(OpenError),
    /// No certificate belongs to any key, or one was tied to the key of another.
    #[error("the private key does not belong to the certificate")]
    KeyMismatch,
}

/// The keys and certificates of a file, each in the order of the file, and how much else is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The private keys.
    pub keys: Vec<KeyBag>,
    /// The certificates.
    pub certificates: Vec<CertificateBag>,
    /// The private keys that cannot be read. [`missed_key`](Contents::missed_key) says whether a
    /// certificate needs one of them; [`seal`](super::seal()) leaves them out.
    pub unreadable_keys: Vec<UnreadableKey>,
    /// What is wrong with each safe that is encrypted as a whole and cannot be read: an algorithm
    /// that is not known, or another password. What other safes hold is above. Everybody else
    /// refuses such a file, and so do [`identity`](Contents::identity) and an import.
    pub unreadable_safes: Vec<OpenError>,
    /// What else the file holds. [`seal`](super::seal()) cannot write it.
    pub others: OtherBags,
    /// How it is put together, where that is not usual. [`seal`](super::seal()) writes what is.
    pub form: Form,
}

/// What is unusual about how a file is put together. All of it is read here; other programs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// Private keys that are not encrypted by themselves (`KeyBag`, RFC 7292 section 4.2.1).
    pub clear_keys: usize,
    /// `SafeContents` within others (section 4.2.6).
    pub nested_safes: usize,
    /// A `friendlyName` of an odd number of bytes, which is no BMPString.
    pub odd_names: usize,
    /// One with half a surrogate pair.
    pub half_names: usize,
    /// One that is a string of another type than RFC 2985 section 5.5.1 asks for.
    pub other_names: usize,
    /// One without a value.
    pub valueless_names: usize,
    /// Whether PBKDF2 was given the password in terminated UTF-16, as NSS once did, and not as RFC
    /// 8018 has it.
    pub utf16_password: bool,
}

/// How many bags of a file hold something other than a private key or an X.509 certificate. They
/// are counted, but not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherBags {
    /// Revocation lists (`CRLBag`, RFC 7292 section 4.2.4).
    pub revocation_lists: usize,
    /// Secrets (`SecretBag`, section 4.2.5), such as Java's passwords and symmetric keys.
    pub secrets: usize,
    /// Certificates of another kind than X.509 (`CertBag`, section 4.2.3).
    pub certificates: usize,
    /// Bags of a kind that RFC 7292 does not know.
    pub unknown: usize,
}

impl OtherBags {
    /// Name and count of each kind of bag present.
    pub fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let counts = [
            ("revocation-list", self.revocation_lists),
            ("secret", self.secrets),
            ("other-certificate", self.certificates),
            ("unknown", self.unknown),
        ];
        counts.into_iter().filter(|(_, count)| *count > 0)
    }
}

/// A private key and what its bag says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyBag {
    /// The key.
    pub key: PrivateKey,
    /// The bag's attributes.
    pub attributes: BagAttributes,
}

/// A private key that cannot be read, and what its bag says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableKey {
    /// Which key of the file it is, counted from 1.
    pub position: usize,
    /// What is wrong with it.
    pub error: OpenError,
    /// The name of its algorithm or curve, as
    /// [`PrivateKey::algorithm`](crate::key::PrivateKey::algorithm) has it, where that can be seen.
    pub algorithm: Option<String>,
    /// What it is encrypted with by itself, where it was not decrypted.
    pub encryption: Option<Algorithm>,
    /// The bag's attributes.
    pub attributes: BagAttributes,
}

/// A certificate and what its bag says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateBag {
    /// The certificate.
    pub certificate: Certificate,
    /// The bag's attributes.
    pub attributes: BagAttributes,
}

/// The attributes of a bag that mean something here; the others are passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BagAttributes {
    /// `friendlyName` (RFC 2985 section 5.5.1): what people see in the store.
    pub friendly_name: Option<String>,
    /// Whether there is a `friendlyName` that is no text: a BMPString of an odd length, which comes
    /// of writing another encoding, or another type. [`seal`](super::seal()) cannot write it.
    pub unreadable_name: bool,
    /// `localKeyId` (RFC 2985 section 5.5.2): the same bytes on a key and on its certificate.
    pub local_key_id: Option<Vec<u8>>,
    /// Microsoft's CSP name, 1.3.6.1.4.1.311.17.1: the provider that held the key, and into which
    /// Windows puts it back.
    pub csp_name: Option<String>,
    /// Microsoft's mark on a key of the computer's key set, 1.3.6.1.4.1.311.17.2
    /// (`szOID_LOCAL_MACHINE_KEYSET`, "LocalMachine Keyset"), which has no value. Windows puts such
    /// a key there again, unless it is told otherwise (`PFXImportCertStore`, `CRYPT_USER_KEYSET`);
    /// `openssl pkcs12 -export -LMK` writes it too.
    pub machine_key: bool,
    /// Microsoft's certificate properties, 1.3.6.1.4.1.311.17.3.N where N is the property: what
    /// 「すべての拡張プロパティ」 are in a file. Seen in dumps of files from Windows (71 the
    /// computer's name, 20 the key identifier).
    pub extended: BTreeMap<u16, Vec<u8>>,
    /// Java's mark on a certificate that is trusted (`trustedKeyUsage`,
    /// 2.16.840.1.113894.746875.1.1), for whatever usage. Java takes a certificate without it for a
    /// part of a key's chain.
    pub trusted: bool,
}

/// The key of a file with its certificate and the rest of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity<'a> {
    /// The private key.
    pub key: &'a KeyBag,
    /// The certificate with the key's public half.
    pub certificate: &'a CertificateBag,
    /// The other certificates: the issuer, the issuer's issuer and so on, then those that do not
    /// belong to the chain, in the order of the file.
    pub chain: Vec<&'a Certificate>,
}

impl Contents {
    /// What Windows' export wizard puts into a file for one client certificate.
    ///
    /// The key and the certificate carry the same `localKeyId` and `friendly_name` (none if it
    /// is empty), the certificate comes first and the rest of the chain has no attributes. Windows
    /// itself writes the name of the key container as the key's friendly name; here it is the
    /// certificate's, so that every reader shows it.
    ///
    /// The key also names the provider that held it, its family's
    /// [`windows_provider`](crate::key::KeyFamily::windows_provider).
    pub fn for_client(
        key: PrivateKey,
        certificate: Certificate,
        chain: &[Certificate],
        friendly_name: &str,
    ) -> Self {
        let csp_name = key.family().windows_provider();
        let shared = BagAttributes {
            friendly_name: Some(friendly_name.to_owned()).filter(|name| !name.is_empty()),
            local_key_id: Some(FIRST_LOCAL_KEY_ID.to_vec()),
            ..BagAttributes::default()
        };
        let mut certificates = vec![CertificateBag {
            certificate,
            attributes: shared.clone(),
        }];
        certificates.extend(chain.iter().map(|certificate| CertificateBag {
            certificate: certificate.clone(),
            attributes: BagAttributes::default(),
        }));
        Contents {
            keys: vec![KeyBag {
                key,
                attributes: BagAttributes {
                    csp_name: Some(csp_name.to_owned()),
                    ..shared
                },
            }],
            certificates,
            ..Contents::default()
        }
    }

    /// The same without a private key: what is left when a certificate is exported alone. Nothing
    /// carries a `localKeyId`, as there is nothing to tie a certificate to.
    pub fn without_key(
        certificate: Certificate,
        chain: &[Certificate],
        friendly_name: &str,
    ) -> Self {
        let named = BagAttributes {
            friendly_name: Some(friendly_name.to_owned()).filter(|name| !name.is_empty()),
            ..BagAttributes::default()
        };
        let own = CertificateBag {
            certificate,
            attributes: named,
        };
        let chain = chain.iter().map(|certificate| CertificateBag {
            certificate: certificate.clone(),
            attributes: BagAttributes::default(),
        });
        Contents {
            certificates: [own].into_iter().chain(chain).collect(),
            ..Contents::default()
        }
    }

    /// Whether this is a trust store: certificates without any key, each marked as trusted. A file
    /// that lost its key has no such marks.
    pub fn is_trust_store(&self) -> bool {
        self.keys.is_empty()
            && self.unreadable_keys.is_empty()
            && self.unreadable_safes.is_empty()
            && !self.certificates.is_empty()
            && self.certificates.iter().all(|bag| bag.attributes.trusted)
    }

    /// The first key that has a certificate, with it and its chain.
    ///
    /// A certificate belongs to a key when their `localKeyId`s are equal byte for byte, as on
    /// Windows; for a key without such a partner, when it holds the key's public half.
    ///
    /// # Errors
    ///
    /// [`IdentityError::Empty`] without keys and certificates, [`IdentityError::NoPrivateKey`] and
    /// [`IdentityError::NoCertificate`] without one of them, [`IdentityError::UnreadableKey`] where
    /// no key can be read, or one that is [missed](Contents::missed_key) cannot;
    /// [`IdentityError::KeyMismatch`] when no certificate belongs to any key, or when a
    /// `localKeyId` joins a key to a certificate of another key, which Windows imports without a
    /// word; [`IdentityError::UnreadableSafe`] where one cannot be read.
    pub fn identity(&self) -> Result<Identity<'_>, IdentityError> {
        if let Some(error) = self.unreadable_safes.first() {
            return Err(IdentityError::UnreadableSafe(error.clone()));
        }
        let all_unreadable = self
            .unreadable_keys
            .first()
            .filter(|_| self.keys.is_empty());
        if let Some(key) = self.missed_key().or(all_unreadable) {
            return Err(IdentityError::UnreadableKey(key.error.clone()));
        }
        match (self.keys.is_empty(), self.certificates.is_empty()) {
            (true, true) => return Err(IdentityError::Empty),
            (true, false) => return Err(IdentityError::NoPrivateKey),
            (false, true) => return Err(IdentityError::NoCertificate),
            (false, false) => {}
        }
        for key in &self.keys {
            let tied = self.tied_to(key);
            if let Some(at) = tied.or_else(|| self.holding(&key.key)) {
                let certificate = &self.certificates[at];
                if !certificate.certificate.holds(&key.key) {
                    return Err(IdentityError::KeyMismatch);
                }
                return Ok(Identity {
                    key,
                    certificate,
                    chain: self.chain_of(at),
                });
            }
        }
        Err(IdentityError::KeyMismatch)
    }

    /// What keeps the file from being used as a whole, if anything does: the first safe that cannot
    /// be read, or else the first [key that is missed](Contents::missed_key).
    pub fn missed(&self) -> Option<&OpenError> {
        let key = || self.missed_key().map(|key| &key.error);
        self.unreadable_safes.first().or_else(key)
    }

    /// The first key that cannot be read although a certificate needs it: the certificate claims it
    /// by its `localKeyId`, and none of the readable keys before it. Without any certificate every
    /// key is missed, so that somebody learns why there is none (ours).
    ///
    /// Windows 10 refuses such a file as a whole, and passes over other keys that cannot be read
    /// (from 1607; dotnet/runtime, PfxFormatTests, which run there). It does the latter in
    /// `OneCert_ExtraKeyWithUnknownAlgorithm` and `OneCert_ExtraKeyBadEncoding`, and the former,
    /// with `NTE_FAIL`, in `OneCert_EncryptedEmptyPassword_OneKey_EncryptedNullPassword_NoMac`,
    /// where key and certificate have one `localKeyId`. That a readable key of the same identifier
    /// before it takes its place follows from `OneCert_TwoKeys_FirstWins`; it was not seen there.
    pub fn missed_key(&self) -> Option<&UnreadableKey> {
        let mut unreadable = self.unreadable_keys.iter().enumerate();
        let missed = unreadable.find(|(number, key)| {
            let readable_before = key.position.saturating_sub(number + 1);
            let before = &self.keys[..readable_before.min(self.keys.len())];
            self.certificates.is_empty() || self.needs(key, before)
        });
        missed.map(|(_, key)| key)
    }

    /// Whether a certificate claims this key by its `localKeyId`, and none of the keys `before` it.
    fn needs(&self, key: &UnreadableKey, before: &[KeyBag]) -> bool {
        let id = &key.attributes.local_key_id;
        let mut certificates = self.certificates.iter();
        id.is_some()
            && certificates.any(|bag| bag.attributes.local_key_id == *id)
            && !before.iter().any(|bag| bag.attributes.local_key_id == *id)
    }

    /// The first certificate with the key's `localKeyId`.
    fn tied_to(&self, key: &KeyBag) -> Option<usize> {
        let id = key.attributes.local_key_id.as_ref()?;
        self.certificates
            .iter()
            .position(|bag| bag.attributes.local_key_id.as_ref() == Some(id))
    }

    /// The first certificate with the key's public half.
    fn holding(&self, key: &PrivateKey) -> Option<usize> {
        self.certificates
            .iter()
            .position(|bag| bag.certificate.holds(key))
    }

    /// Every certificate but the one at `end_entity`, issuers first.
    fn chain_of(&self, end_entity: usize) -> Vec<&Certificate> {
        let certificates = self.certificates.iter().map(|bag| &bag.certificate);
        let mut others: Vec<&Certificate> = certificates.collect();
        let mut last = others.remove(end_entity);
        let mut chain = Vec::with_capacity(others.len());
        // Names may form a ring, and each step may read every certificate.
        while !last.is_self_issued() && chain.len() < CHAIN_MAX {
            let Some(at) = last.issuer_among(&others) else {
                break;
            };
            last = others.remove(at);
            chain.push(last);
        }
        chain.extend(others);
        chain
    }
}
