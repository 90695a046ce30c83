//! PKCS#12 files (RFC 7292): a private key, its certificate and the chain, behind a password.
//!
//! [`seal()`] writes a file as Windows' export wizard does, or as other programs do, byte for byte
//! the same for the same contents, password, profile and stream. [`open()`] reads such files and
//! those of other makers, and never mistakes one kind of failure for another: the file is damaged,
//! the password is wrong, an algorithm is not known here, a limit is exceeded. [`describe()`] says
//! what can be said without a password, [`in_the_clear()`] gives what can be seen. [`Bulk`] opens
//! and seals many files at once.
//!
//! ```
//! use kigen_pkcs12::key::{KeyAlgorithm, PrivateKey};
//! use kigen_pkcs12::{self as pkcs12, BagAttributes, Contents, KeyBag};
//! use kigen_pkcs12::{EncryptionProfile, Limits, OpenError};
//! use kigen_pkcs12::seed::Seed;
//!
//! let seed = Seed::new(7);
//! let key = PrivateKey::generate(KeyAlgorithm::P256, &mut seed.stream("pc/受付01/key/1"));
//! let contents = Contents {
//!     keys: vec![KeyBag { key, attributes: BagAttributes::default() }],
//!     ..Contents::default()
//! };
//! let file = pkcs12::seal(
//!     &contents,
//!     "0427",
//!     EncryptionProfile::WindowsTripleDesSha1,
//!     &mut seed.stream("pc/受付01/pkcs12/1"),
//! );
//!
//! assert_eq!(pkcs12::open(&file, "0427", &Limits::default()), Ok(contents));
//! let error = pkcs12::open(&file, "0428", &Limits::default()).unwrap_err();
//! assert_eq!(error, OpenError::WrongPassword);
//! ```
//!
//! # Passwords
//!
//! The key derivation of RFC 7292 appendix B takes a password as UTF-16, big-endian, followed by
//! two zero bytes; characters outside the Basic Multilingual Plane become surrogate pairs, as in
//! Windows and OpenSSL. PBKDF2 takes the UTF-8 bytes. For the empty password, some files were made
//! with the two zero bytes and some with none; both are tried.
//!
//! # The way through a file
//!
//! What can be seen without a password is read first, so that damage, unknown algorithms and
//! unreasonable demands are found before any key is derived. Then the MAC is verified, and only
//! then is anything decrypted. If the MAC is right, so is the password, and what still does not
//! decrypt was encrypted under another one; in a file without a MAC, the decryption itself proves
//! the password.
//!
//! **Architecture invariant:** nothing here knows what a certificate is for, when it is valid or
//! what a store does with it. Randomness comes from the stream that is passed in, and only when
//! writing.

pub mod bundle;
pub mod certificate;
pub mod digest;
pub mod format;
pub mod jks;
pub mod key;
pub mod named;
mod notation;
pub mod pem;
pub mod revocation_list;
pub mod seed;

mod algorithm;
mod ber;
mod bulk;
mod cipher;
mod contents;
mod describe;
mod encryption;
mod error;
mod hash;
mod job;
mod kdf;
mod limits;
mod mac;
mod oid;
mod open;
mod password;
mod pbes1;
mod pbkdf2;
mod pfx;
mod profile;
mod rows;
mod scheme;
mod seal;
#[cfg(test)]
mod tests;
mod triple_des;
mod widest;
pub mod wrapped;

pub use algorithm::Algorithm;
pub use bulk::Bulk;
pub use cipher::Cipher;
pub use contents::{
    BagAttributes, CertificateBag, Contents, Form, Identity, IdentityError, KeyBag, OtherBags,
    UnreadableKey,
};
pub use describe::{
    Description, MacDescription, Protected, Protection, describe, looks_like, trailing_bytes,
};
pub use error::{Limit, OpenError, OpenErrorKind, Part};
pub use hash::Hash;
pub use limits::Limits;
pub use open::{InTheClear, in_the_clear, open};
pub use pbes1::Pbes1;
pub use profile::EncryptionProfile;
pub use seal::seal;
