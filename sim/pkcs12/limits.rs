//! What a file may ask for, and the account that is kept while it is read.

use super::error::{Limit, OpenError, Part};
use super::kdf::KeyDerivation;

/// What a file may ask for before it is refused. Every limit is checked before the work it bounds.
///
/// ```
/// use kigen_pkcs12::Limits;
///
/// let strict = Limits { work: 100_000, ..Limits::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file; [`FILE_BYTES`](Limits::FILE_BYTES) by default.
    pub file_bytes: usize,
    /// Bags of all kinds in the file, and safes that hold them; [`BAGS`](Limits::BAGS) by default.
    pub bags: usize,
    /// [Parts](crate::certificate::Certificate::parts) of all certificates together;
    /// [`CERTIFICATE_PARTS`](Limits::CERTIFICATE_PARTS) by default.
    pub certificate_parts: usize,
    /// What all key derivations of the file may cost together, in compressions of SHA-1;
    /// [`WORK`](Limits::WORK) by default.
    ///
    /// An iteration is one compression (RFC 7292 appendix B) or two (HMAC in PBKDF2), and is made
    /// once for each hash-sized block of key material: 2000 iterations for a TripleDES key of 24
    /// bytes and a vector of 8 by SHA-1, whose blocks have 20, cost 6000. A compression of SHA-256
    /// counts as two of SHA-1, one of SHA-512 as five. The MAC counts, and so does what is derived
    /// again for another meaning of the password. The public half of a private key on P-521 counts
    /// as 12,000, the time that it takes; those of other keys take a tenth of that at most, and
    /// count for nothing.
    pub work: u32,
    /// `SafeContents` within `SafeContents`; [`NESTING_DEPTH`](Limits::NESTING_DEPTH) by default.
    pub nesting_depth: usize,
    /// Bytes of one salt; [`SALT_BYTES`](Limits::SALT_BYTES) by default.
    pub salt_bytes: usize,
}

impl Limits {
    /// 16 MiB. A file with one key and its chain has 3 to 10 kB; a trust store of a whole operating
    /// system stays under 1 MB.
    pub const FILE_BYTES: usize = 16 << 20;
    /// 1000. Enough for a trust store; a client certificate has three or four.
    pub const BAGS: usize = 1000;
    /// A quarter of a million: thousands of real certificates.
    pub const CERTIFICATE_PARTS: usize = 250_000;
    /// Sixteen million: less than two seconds of one processor. Windows' files of one key cost
    /// 14,000, OpenSSL's 21,000 and Java's 100,000; NSS, with three times 600,000 iterations of
    /// SHA-256, asks for six million, and three times a million are ten.
    pub const WORK: u32 = 16_000_000;
    /// 8. No maker is known to nest at all.
    pub const NESTING_DEPTH: usize = 8;
    /// 1024. Windows writes 8 and 20, others up to 64.
    pub const SALT_BYTES: usize = 1024;
}

impl Limits {
    /// Limits that allow so many times as much work and memory. Depth and salts stay as they are:
    /// no maker comes near.
    ///
    /// ```
    /// use kigen_pkcs12::Limits;
    ///
    /// assert_eq!(Limits::default().times(10).bags, 10_000);
    /// ```
    pub fn times(self, factor: u32) -> Self {
        let many = factor as usize;
        Limits {
            file_bytes: self.file_bytes.saturating_mul(many),
            bags: self.bags.saturating_mul(many),
            certificate_parts: self.certificate_parts.saturating_mul(many),
            work: self.work.saturating_mul(factor),
            ..self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: Limits::FILE_BYTES,
            bags: Limits::BAGS,
            certificate_parts: Limits::CERTIFICATE_PARTS,
            work: Limits::WORK,
            nesting_depth: Limits::NESTING_DEPTH,
            salt_bytes: Limits::SALT_BYTES,
        }
    }
}

/// The curve whose arithmetic is slow enough to count: the others are ring's.
const P521: &str = "p-521";

/// What the public half of a key on it costs, in compressions of SHA-1: a millisecond and a half.
const P521_WORK: u64 = 12_000;

/// Refuses `asked` when it is more than `allowed`.
pub(super) fn within(limit: Limit, asked: usize, allowed: usize) -> Result<(), OpenError> {
    if asked > allowed {
        return Err(OpenError::LimitExceeded {
            limit,
            asked: asked as u64,
            allowed: allowed as u64,
        });
    }
    Ok(())
}

/// The demands for key material that a file has made so far. A demand has to be admitted before it
/// is met, and all that are visible at once are admitted together before the first of them is met.
#[derive(Clone, Default)]
pub(super) struct Demands {
    /// What was admitted.
    total: u64,
    /// What was met since the file, or its password in another meaning, was begun.
    met: u64,
}

impl Demands {
    /// Admits a derivation of `part`, or says why not.
    pub(super) fn admit(
        &mut self,
        derivation: &KeyDerivation<'_>,
        part: Part,
        limits: &Limits,
    ) -> Result<(), OpenError> {
        if derivation.iterations == 0 {
            // RFC 7292 section 4 and RFC 8018 appendix A.2: a positive number.
            return Err(OpenError::Malformed { part });
        }
        within(Limit::SaltBytes, derivation.salt.len(), limits.salt_bytes)?;
        self.total = self.total.saturating_add(derivation.cost());
        Ok(())
    }

    /// Refuses what was admitted when it is too much. This is asked once for all that is in sight,
    /// so that the error says how much that is.
    pub(super) fn check(&self, limits: &Limits) -> Result<(), OpenError> {
        if self.total > limits.work.into() {
            return Err(OpenError::LimitExceeded {
                limit: Limit::Work,
                asked: self.total,
                allowed: limits.work.into(),
            });
        }
        Ok(())
    }

    /// Admits the public half of a private key of this algorithm, as
    /// [`algorithm_of_pkcs8`](crate::key::algorithm_of_pkcs8) names it.
    pub(super) fn admit_key(
        &mut self,
        algorithm: Option<&str>,
        limits: &Limits,
    ) -> Result<(), OpenError> {
        if algorithm == Some(P521) {
            self.total = self.total.saturating_add(P521_WORK);
        }
        self.check(limits)
    }

    /// Notes that keys of this cost were derived.
    pub(super) fn meet(&mut self, cost: u64) {
        self.met = self.met.saturating_add(cost);
    }

    /// Whether all that was admitted may be derived once more.
    pub(super) fn begin_again(&mut self, limits: &Limits) -> bool {
        self.total = self.total.saturating_add(std::mem::take(&mut self.met));
        self.check(limits).is_ok()
    }
}
