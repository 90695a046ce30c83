//! What is computed with a hash function, whichever it is.

use std::marker::PhantomData;

use hmac::Mac;
use hmac::digest::core_api::BlockSizeUser;
use hmac::digest::{Digest, FixedOutput, KeyInit, Output, Update};
use pbkdf2::pbkdf2;
use zeroize::{Zeroize, Zeroizing};

/// What is computed with a hash function.
pub(crate) trait Compute: Sync {
    /// Bytes of a digest.
    fn length(&self) -> usize;

    /// Bytes of the blocks that are hashed.
    fn block_bytes(&self) -> usize;

    /// The digest of a message, which is given in parts; then the digest of that, until it was
    /// hashed this many times.
    fn iterated(&self, message: &[&[u8]], times: u32) -> Zeroizing<Vec<u8>>;

    /// HMAC, RFC 2104.
    fn hmac(&self, key: &[u8], content: &[u8]) -> Vec<u8>;

    /// Returns whether this is the HMAC, in a time that does not depend on it.
    fn is_hmac(&self, key: &[u8], content: &[u8], digest: &[u8]) -> bool;

    /// PBKDF2 (RFC 8018 section 5.2) with HMAC; fills `key`.
    fn pbkdf2(&self, password: &[u8], salt: &[u8], iterations: u32, key: &mut [u8]);
}

/// A hash function and its HMAC, by RustCrypto.
pub(super) struct By<D, M>(PhantomData<fn() -> (D, M)>);

impl<D, M> By<D, M> {
    pub(super) const NEW: Self = By(PhantomData);
}

impl<D, M> Compute for By<D, M>
where
    D: Digest + BlockSizeUser,
    M: Mac + KeyInit + Update + FixedOutput + Clone + Sync,
{
    fn length(&self) -> usize {
        <D as Digest>::output_size()
    }

    fn block_bytes(&self) -> usize {
        D::block_size()
    }

    fn iterated(&self, message: &[&[u8]], times: u32) -> Zeroizing<Vec<u8>> {
        let mut hash = D::new();
        message.iter().for_each(|part| hash.update(part));
        let mut digest: Output<D> = hash.finalize();
        for _ in 1..times {
            digest = D::digest(&digest);
        }
        let result = Zeroizing::new(digest.to_vec());
        digest.zeroize();
        result
    }

    fn hmac(&self, key: &[u8], content: &[u8]) -> Vec<u8> {
        started::<M>(key, content).finalize().into_bytes().to_vec()
    }

    fn is_hmac(&self, key: &[u8], content: &[u8], digest: &[u8]) -> bool {
        started::<M>(key, content).verify_slice(digest).is_ok()
    }

    fn pbkdf2(&self, password: &[u8], salt: &[u8], iterations: u32, key: &mut [u8]) {
        pbkdf2::<M>(password, salt, iterations, key).expect(ANY_LENGTH);
    }
}

const ANY_LENGTH: &str = "HMAC takes keys of any length";

fn started<M: Mac + KeyInit>(key: &[u8], content: &[u8]) -> M {
    let mac = <M as Mac>::new_from_slice(key).expect(ANY_LENGTH);
    mac.chain_update(content)
}
