//! What a file may ask for, and the account that is kept while it is read.

use super::error::{Limit, OpenError, Part};
use super::kdf::KeyDerivation;

/// What a file may ask for before it is refused. Every limit is checked before the work it bounds.
///
/// ```
/// use kigen_pkcs12::Limits;
///
/// let strict = Limits { iterations: 10_000, ..Limits::default() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file; [`FILE_BYTES`](Limits::FILE_BYTES) by default.
    pub file_bytes: usize,
    /// Bags of all kinds in the file; [`BAGS`](Limits::BAGS) by default.
    pub bags: usize,
    /// Iterations of one key derivation; [`ITERATIONS`](Limits::ITERATIONS) by default.
    pub iterations: u32,
    /// Iterations of all key derivations of the file, counted once for each hash-sized block of key
    /// material: 2000 iterations for a TripleDES key of 24 bytes and a vector of 8 by SHA-1, whose
    /// blocks have 20, count 6000. The MAC counts too. (The two meanings of the empty password may
    /// double the work.) [`ITERATIONS_TOTAL`](Limits::ITERATIONS_TOTAL) by default.
    pub iterations_total: u64,
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
    /// Two million. Windows writes 2000, OpenSSL 2048, Java 10,000; NSS writes 600,000 by default.
    /// A second or so of work.
    pub const ITERATIONS: u32 = 2_000_000;
    /// Ten million, so that a file of several keys from NSS still opens. Some seconds of work.
    pub const ITERATIONS_TOTAL: u64 = 10_000_000;
    /// 8. No maker is known to nest at all.
    pub const NESTING_DEPTH: usize = 8;
    /// 1024. Windows writes 8 and 20, others up to 64.
    pub const SALT_BYTES: usize = 1024;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: Limits::FILE_BYTES,
            bags: Limits::BAGS,
            iterations: Limits::ITERATIONS,
            iterations_total: Limits::ITERATIONS_TOTAL,
            nesting_depth: Limits::NESTING_DEPTH,
            salt_bytes: Limits::SALT_BYTES,
        }
    }
}

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
    total: u64,
}

impl Demands {
    /// Admits a derivation of `part`, or says why not.
    pub(super) fn admit(
        &mut self,
        derivation: &KeyDerivation<'_>,
        part: Part,
        limits: &Limits,
    ) -> Result<(), OpenError> {
        let Limits {
            iterations,
            iterations_total,
            salt_bytes,
            ..
        } = *limits;
        if derivation.iterations == 0 {
            // RFC 7292 section 4 and RFC 8018 appendix A.2: a positive number.
            return Err(OpenError::Malformed { part });
        }
        within(Limit::SaltBytes, derivation.salt.len(), salt_bytes)?;
        if derivation.iterations > u64::from(iterations) {
            return Err(OpenError::LimitExceeded {
                limit: Limit::Iterations,
                asked: derivation.iterations,
                allowed: iterations.into(),
            });
        }
        self.total = self.total.saturating_add(derivation.cost());
        if self.total > iterations_total {
            return Err(OpenError::LimitExceeded {
                limit: Limit::IterationsTotal,
                asked: self.total,
                allowed: iterations_total,
            });
        }
        Ok(())
    }
}
