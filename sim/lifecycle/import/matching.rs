//! Which key of a file belongs to which certificate, as Windows decides it.
//!
//! Source: dotnet/runtime, PfxFormatTests.cs, whose tests run on Windows.

use super::{ImportError, KeyStorage};
use crate::pkcs12::{CertificateBag, Contents, KeyBag};

/// The key of each certificate, in the order of the certificates.
///
/// A certificate takes the first key with its `localKeyId`, byte for byte, so that `01` and
/// `01 00 00 00` are two; whether that key fits is not looked at. Without one it takes the first
/// key that its public key belongs to. Where keys are ephemeral, one that is taken twice makes the
/// file unusable.
pub(super) fn keys_of(
    contents: &Contents,
    storage: KeyStorage,
) -> Result<Vec<Option<&KeyBag>>, ImportError> {
    let mut taken = vec![false; contents.keys.len()];
    let certificates = contents.certificates.iter();
    certificates
        .map(|bag| {
            let Some(at) = key_of(bag, &contents.keys) else {
                return Ok(None);
            };
            if std::mem::replace(&mut taken[at], true) && storage == KeyStorage::Ephemeral {
                let thumbprint = bag.certificate.thumbprint();
                return Err(ImportError::AmbiguousKey { thumbprint });
            }
            Ok(Some(&contents.keys[at]))
        })
        .collect()
}

fn key_of(bag: &CertificateBag, keys: &[KeyBag]) -> Option<usize> {
    let by_id = bag.attributes.local_key_id.as_ref().and_then(|id| {
        keys.iter()
            .position(|key| key.attributes.local_key_id.as_ref() == Some(id))
    });
    by_id.or_else(|| {
        keys.iter()
            .position(|key| !key.key.public().bits().is_empty() && bag.certificate.holds(&key.key))
    })
}
