//! The names of a store's files: what a file is about, and check digits of its content.

use sha2::{Digest, Sha256};

use crate::certificate::Thumbprint;
use crate::store::KeyContainer;

/// The suffix of the names of all files but the index.
pub(super) const SUFFIX: &str = ".pem";

/// The beginning of the SHA-256 of a file: enough to notice damage, short enough to look at.
pub(super) fn check_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Returns the name of a file that holds `bytes` about something with that identity.
pub(super) fn name_of(identity: &impl std::fmt::Display, bytes: &[u8]) -> String {
    format!("{identity}-{}{}", check_of(bytes), SUFFIX)
}

/// A thumbprint in the name of a file.
pub(super) fn thumbprint_of(name: &str) -> Option<Thumbprint> {
    let (thumbprint, check) = name.strip_suffix(SUFFIX)?.split_once('-')?;
    is_check(check).then_some(())?;
    thumbprint.parse().ok()
}

/// A container in the name of a file: forty lower-case hexadecimal digits, as the store names it.
pub(super) fn container_of(name: &str) -> Option<KeyContainer> {
    let (container, check) = name.strip_suffix(SUFFIX)?.split_once('-')?;
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let fits = container.len() == 40 && container.bytes().all(digit);
    (is_check(check) && fits).then_some(())?;
    KeyContainer::named(container)
}

fn is_check(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
