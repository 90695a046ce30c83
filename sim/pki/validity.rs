//! When a certificate is valid.

use chrono::{DateTime, Utc};

/// A period, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub not_before: DateTime<Utc>,
    /// The last second.
    pub not_after: DateTime<Utc>,
}
