//! Java's own key stores (JKS): private keys with their chains, and trusted certificates.
//!
//! The format is that of `sun.security.provider.JavaKeyStore` in OpenJDK, which no standard
//! describes: big-endian numbers, names in Java's modified UTF-8, a SHA-1 digest over password and
//! contents at the end. Keys are hidden by a stream of SHA-1 digests (`KeyProtector`); it is no
//! good encryption, and Java itself says since version 9 that PKCS#12 should be used.
//!
//! No crate writes it here, because the salts have to come from a stream of ours.
//!
//! **Architecture invariant:** nothing here knows what a certificate is for. The time at which an
//! entry was made is an argument.

mod protector;
mod reader;
mod writer;

use chrono::{DateTime, Utc};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use self::protector::{hide, uncover};
use self::reader::Reader;
use self::writer::{put_bytes, put_certificate, put_count, put_number, put_text};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::seed::Stream;

/// What a file begins with.
const MAGIC: u32 = 0xFEED_FEED;
/// The version since JDK 1.2, in which each certificate says its type.
const VERSION: u32 = 2;
/// The tag of an entry with a private key.
const TAG_PRIVATE_KEY: u32 = 1;
/// The tag of an entry with a trusted certificate.
const TAG_TRUSTED: u32 = 2;
/// The one type of certificate there is.
const X509: &str = "X.509";
/// What is hashed between password and contents in the digest at the end.
const WHITENER: &[u8] = b"Mighty Aphrodite";
/// Bytes of a SHA-1 digest, and of a salt.
const DIGEST_BYTES: usize = 20;

/// How much is read of a key store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Certificates and keys; 20,000 by default. Java's own trust store has 150.
    pub entries: usize,
    /// Private keys; 1000 by default, as bags of a PKCS#12 file. Reading one takes up to one and a
    /// half milliseconds.
    pub keys: usize,
    /// [Parts](Certificate::parts) of all certificates together; by default those of
    /// [PKCS#12](crate::Limits::CERTIFICATE_PARTS).
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            entries: 20_000,
            keys: crate::Limits::BAGS,
            parts: crate::Limits::CERTIFICATE_PARTS,
        }
    }
}

/// One entry of a key store. Java takes upper and lower case in aliases for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A private key, its certificate and the chain above it, issuer first.
    PrivateKey {
        /// The entry's name.
        alias: String,
        /// The key.
        key: PrivateKey,
        /// Its certificate, then the rest of the chain.
        chain: Vec<Certificate>,
    },
    /// A certificate that is trusted.
    Trusted {
        /// The entry's name.
        alias: String,
        /// The certificate.
        certificate: Certificate,
    },
}

/// Why a file is not opened as a key store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JksError {
    /// The bytes are not a key store, or a damaged one.
    #[error("not a well-formed Java key store")]
    Malformed,
    /// The digest at the end does not fit the password.
    #[error("the password is wrong, or the key store was changed")]
    WrongPassword,
    /// A key has a password of its own, which `keytool` allows.
    #[error("a private key has another password than the key store")]
    WrongKeyPassword,
    /// A key is protected in another way, or is of a kind not known here.
    #[error("the key store uses an algorithm that is not supported")]
    UnsupportedAlgorithm,
    /// Names and extensions of its certificates are more than is read.
    #[error("{count} parts of names and extensions in the key store, the limit is {allowed}")]
    TooManyParts {
        /// How many there are, up to the certificate that exceeds the limit.
        count: usize,
        /// How many are read.
        allowed: usize,
    },
    /// It holds more private keys than are read.
    #[error("{found} private keys in the key store, the limit is {allowed}")]
    TooManyKeys {
        /// How many it holds.
        found: usize,
        /// How many are read.
        allowed: usize,
    },
    /// It holds more certificates and keys than are read.
    #[error("{found} certificates and keys in the key store, the limit is {allowed}")]
    TooManyEntries {
        /// How many it holds.
        found: usize,
        /// How many are read.
        allowed: usize,
    },
}

/// Writes a key store whose entries were made at `created`. The password protects the store and
/// every key in it; `stream` gives each key its salt. Equal arguments give equal bytes.
///
/// ```
/// use kigen_pkcs12::jks::{self, Entry, JksError};
/// use kigen_pkcs12::key::{KeyAlgorithm, PrivateKey};
/// use kigen_pkcs12::seed::Seed;
///
/// let key = PrivateKey::generate(KeyAlgorithm::P256, &mut Seed::new(7).stream("key"));
/// let entries = [Entry::PrivateKey { alias: "pc01".into(), key, chain: vec![] }];
/// let created = "2026-02-28T10:00:00+09:00".parse()?;
/// let file = jks::seal(&entries, "0427", created, &mut Seed::new(7).stream("jks"));
///
/// assert_eq!(jks::open(&file, "0427").as_deref(), Ok(&entries[..]));
/// assert_eq!(jks::open(&file, "0428"), Err(JksError::WrongPassword));
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn seal(
    entries: &[Entry],
    password: &str,
    created: DateTime<Utc>,
    stream: &mut Stream,
) -> Vec<u8> {
    let password = utf16(password);
    let mut file = Vec::new();
    put_number(&mut file, MAGIC);
    put_number(&mut file, VERSION);
    put_count(&mut file, entries.len());
    for entry in entries {
        let (tag, alias) = match entry {
            Entry::PrivateKey { alias, .. } => (TAG_PRIVATE_KEY, alias),
            Entry::Trusted { alias, .. } => (TAG_TRUSTED, alias),
        };
        put_number(&mut file, tag);
        put_text(&mut file, &alias.to_lowercase());
        file.extend(created.timestamp_millis().to_be_bytes());
        match entry {
            Entry::PrivateKey { key, chain, .. } => {
                let hidden = hide(key.pkcs8(), &password, stream.bytes());
                put_bytes(&mut file, &hidden);
                put_count(&mut file, chain.len());
                chain.iter().for_each(|one| put_certificate(&mut file, one));
            }
            Entry::Trusted { certificate, .. } => put_certificate(&mut file, certificate),
        }
    }
    let digest = digest(&password, &file);
    file.extend(digest);
    file
}

/// Reads a key store whose keys all have the store's password.
///
/// # Errors
///
/// [`JksError`] says whether the file, its password or its algorithms are at fault.
pub fn open(file: &[u8], password: &str) -> Result<Vec<Entry>, JksError> {
    open_within(file, password, Limits::default())
}

/// Reads a key store as [`open`] does, within other limits than the usual ones.
///
/// # Errors
///
/// As for [`open`].
pub fn open_within(file: &[u8], password: &str, limits: Limits) -> Result<Vec<Entry>, JksError> {
    let entries = read(file, Some(password), limits)?.into_iter();
    let uncovered = entries.map(|entry| {
        let Hidden {
            alias,
            key,
            mut chain,
        } = entry;
        Ok(match key {
            Some(hidden) => Entry::PrivateKey {
                alias,
                key: uncover(hidden, &utf16(password))?,
                chain,
            },
            None => Entry::Trusted {
                alias,
                certificate: chain.remove(0),
            },
        })
    });
    uncovered.collect()
}

/// Reads all certificates of a key store, whatever the passwords of its keys.
///
/// # Errors
///
/// As for [`open_within`], except those about keys.
pub fn certificates(
    file: &[u8],
    password: &str,
    limits: Limits,
) -> Result<Vec<Certificate>, JksError> {
    let entries = read(file, Some(password), limits)?.into_iter();
    Ok(entries.flat_map(|entry| entry.chain).collect())
}

/// What a key store shows without a password. Nothing says that it is whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct InTheClear {
    /// All certificates, in the order of the entries.
    pub certificates: Vec<Certificate>,
    /// How many private keys there are.
    pub encrypted_keys: usize,
}

/// Reads what a key store shows without a password.
///
/// # Errors
///
/// [`JksError::Malformed`] for bytes that are not a key store, and what exceeds the limits.
pub fn in_the_clear(file: &[u8], limits: Limits) -> Result<InTheClear, JksError> {
    let entries = read(file, None, limits)?;
    Ok(InTheClear {
        encrypted_keys: entries.iter().filter(|entry| entry.key.is_some()).count(),
        certificates: entries.into_iter().flat_map(|entry| entry.chain).collect(),
    })
}

/// An entry whose key has not been uncovered.
struct Hidden<'a> {
    alias: String,
    /// `None` for a trusted certificate, which is then alone.
    key: Option<&'a [u8]>,
    chain: Vec<Certificate>,
}

/// Reads the entries, which were changed if the digest at the end does not fit the password.
fn read<'a>(
    file: &'a [u8],
    password: Option<&str>,
    limits: Limits,
) -> Result<Vec<Hidden<'a>>, JksError> {
    let Limits {
        entries: entries_max,
        keys: keys_max,
        parts: parts_max,
    } = limits;
    let (contents, stated) = file
        .split_last_chunk::<DIGEST_BYTES>()
        .ok_or(JksError::Malformed)?;
    let mut reader = Reader(contents);
    if (reader.number()?, reader.number()?) != (MAGIC, VERSION) {
        return Err(JksError::Malformed);
    }
    if password.is_some_and(|password| digest(&utf16(password), contents) != *stated) {
        return Err(JksError::WrongPassword);
    }
    let count = reader.number()?;
    let mut entries = Vec::new();
    let (mut found, mut keys, mut parts) = (0, 0, 0);
    for _ in 0..count {
        let tag = reader.number()?;
        let alias = reader.text()?;
        reader.take(8)?; // when the entry was made
        let (key, count) = match tag {
            TAG_PRIVATE_KEY => (Some(reader.bytes()?), reader.number()?),
            TAG_TRUSTED => (None, 1),
            _ => return Err(JksError::Malformed),
        };
        keys += usize::from(key.is_some());
        found += usize::from(key.is_some());
        let mut chain = Vec::new();
        for _ in 0..count {
            found += 1;
            // What is beyond the limit is only counted.
            if found > entries_max {
                reader.skip_certificate()?;
                continue;
            }
            let certificate = reader.certificate()?;
            parts += certificate.parts();
            if parts > parts_max {
                return Err(JksError::TooManyParts {
                    count: parts,
                    allowed: parts_max,
                });
            }
            chain.push(certificate);
        }
        if found <= entries_max {
            entries.push(Hidden { alias, key, chain });
        }
    }
    match reader.0 {
        [] if found > entries_max => Err(JksError::TooManyEntries {
            found,
            allowed: entries_max,
        }),
        [] if keys > keys_max => Err(JksError::TooManyKeys {
            found: keys,
            allowed: keys_max,
        }),
        [] => Ok(entries),
        _ => Err(JksError::Malformed),
    }
}

/// A password as Java hashes it: UTF-16, big-endian, without a terminator.
fn utf16(password: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(password.encode_utf16().flat_map(u16::to_be_bytes).collect())
}

fn digest(password: &[u8], contents: &[u8]) -> [u8; DIGEST_BYTES] {
    let hash = Sha1::new_with_prefix(password);
    hash.chain_update(WHITENER)
        .chain_update(contents)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyAlgorithm;
    use crate::seed::Seed;

    fn sealed(alias: &str) -> Vec<u8> {
        let key = PrivateKey::generate(KeyAlgorithm::P256, &mut Seed::new(7).stream("key"));
        let entry = Entry::PrivateKey {
            alias: alias.into(),
            key,
            chain: vec![],
        };
        seal(
            &[entry],
            "0427",
            DateTime::UNIX_EPOCH,
            &mut Seed::new(7).stream("jks"),
        )
    }

    #[test]
    fn aliases_of_any_script_come_back_in_lower_case() {
        for (alias, read) in [("PC01", "pc01"), ("受付01", "受付01"), ("𠮷é\0", "𠮷é\0")]
        {
            let entries = open(&sealed(alias), "0427").unwrap();
            let [Entry::PrivateKey { alias, .. }] = &entries[..] else {
                panic!("{entries:?}");
            };
            assert_eq!(alias, read);
        }
        // The surrogates of 𠮷 (U+20BB7), each as three bytes.
        let mut written = Vec::new();
        put_text(&mut written, "𠮷");
        assert_eq!(written, [0, 6, 0xed, 0xa1, 0x82, 0xed, 0xbe, 0xb7]);
    }

    #[test]
    fn every_truncation_and_every_changed_byte_is_refused() {
        let file = sealed("pc01");
        for length in 0..file.len() {
            assert!(open(&file[..length], "0427").is_err(), "{length} bytes");
        }
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 0x40;
            let expected = match at {
                0..8 => JksError::Malformed,
                _ => JksError::WrongPassword,
            };
            assert_eq!(open(&changed, "0427"), Err(expected), "byte {at}");
        }
    }

    #[test]
    fn a_true_digest_over_lies_is_no_reason_to_believe_them() {
        let lie = |position: usize, number: u32| {
            let mut file = sealed("pc01");
            file.truncate(file.len() - DIGEST_BYTES);
            file[position..position + 4].copy_from_slice(&number.to_be_bytes());
            let digest = digest(&utf16("0427"), &file);
            file.extend(digest);
            open(&file, "0427").err()
        };
        for (position, number) in [(8, 0), (8, 2), (8, u32::MAX), (12, 3), (30, u32::MAX)] {
            let refused = lie(position, number);
            assert_eq!(refused, Some(JksError::Malformed), "{number} at {position}");
        }
    }
}
