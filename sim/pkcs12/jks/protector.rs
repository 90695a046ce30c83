//! How keys are hidden in a key store: Sun's `KeyProtector`.

use sha1::{Digest, Sha1};
use yasna::models::ObjectIdentifier;
use zeroize::Zeroizing;

use super::{DIGEST_BYTES, JksError};
use crate::key::PrivateKey;

/// 1.3.6.1.4.1.42.2.17.1.1, the identifier of Sun's protector.
const KEY_PROTECTOR: &[u64] = &[1, 3, 6, 1, 4, 1, 42, 2, 17, 1, 1];

/// Hides or uncovers `bytes` under the digests that follow from password and salt.
fn cover(bytes: &mut [u8], password: &[u8], salt: &[u8]) {
    let mut last: [u8; DIGEST_BYTES] = Sha1::new_with_prefix(password)
        .chain_update(salt)
        .finalize()
        .into();
    for chunk in bytes.chunks_mut(DIGEST_BYTES) {
        chunk
            .iter_mut()
            .zip(last)
            .for_each(|(byte, by)| *byte ^= by);
        last = Sha1::new_with_prefix(password)
            .chain_update(last)
            .finalize()
            .into();
    }
}

/// The `EncryptedPrivateKeyInfo` of a key: salt, hidden key, and a digest of password and key.
pub(super) fn hide(pkcs8: &[u8], password: &[u8], salt: [u8; DIGEST_BYTES]) -> Vec<u8> {
    let mut hidden = Zeroizing::new(pkcs8.to_vec());
    cover(&mut hidden, password, &salt);
    let check = Sha1::new_with_prefix(password)
        .chain_update(pkcs8)
        .finalize();
    let data = [&salt[..], &hidden, &check].concat();
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next().write_sequence(|w| {
                w.next()
                    .write_oid(&ObjectIdentifier::from_slice(KEY_PROTECTOR));
                w.next().write_null();
            });
            w.next().write_bytes(&data);
        });
    })
}

pub(super) fn uncover(encrypted: &[u8], password: &[u8]) -> Result<PrivateKey, JksError> {
    let (algorithm, data) = yasna::parse_der(encrypted, |reader| {
        reader.read_sequence(|reader| {
            let algorithm = reader.next().read_sequence(|reader| {
                let oid = reader.next().read_oid()?;
                reader.read_optional(|reader| reader.read_der())?;
                Ok(oid)
            })?;
            Ok((algorithm, reader.next().read_bytes()?))
        })
    })
    .map_err(|_| JksError::Malformed)?;
    if algorithm.components() != KEY_PROTECTOR {
        return Err(JksError::UnsupportedAlgorithm);
    }
    let (salt, rest) = data
        .split_at_checked(DIGEST_BYTES)
        .ok_or(JksError::Malformed)?;
    let (hidden, check) = rest
        .split_last_chunk::<DIGEST_BYTES>()
        .ok_or(JksError::Malformed)?;
    let mut pkcs8 = Zeroizing::new(hidden.to_vec());
    cover(&mut pkcs8, password, salt);
    let computed = Sha1::new_with_prefix(password)
        .chain_update(&*pkcs8)
        .finalize();
    if computed.as_slice() != check {
        return Err(JksError::WrongKeyPassword);
    }
    PrivateKey::from_pkcs8(&pkcs8).map_err(|_| JksError::Malformed)
}
