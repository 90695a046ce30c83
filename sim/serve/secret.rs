//! Secrets that nobody can guess: the one thing here that does not follow from the seed, for they
//! protect the user's machine.

use super::ServeError;

/// A new one, in 32 hexadecimal digits.
pub(super) fn secret() -> Result<String, ServeError> {
    let mut bytes = [0; 16];
    let provider = rustls::crypto::ring::default_provider();
    let filled = provider.secure_random.fill(&mut bytes);
    filled.map_err(|_| ServeError::NotRun {
        kind: std::io::ErrorKind::Other,
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compares in a time that does not depend on where the two differ.
pub(super) fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).map(|(one, other)| one ^ other);
    one.len() == other.len() && differences.fold(0, |all, difference| all | difference) == 0
}
