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

impl Validity {
    /// From 2000-01-01 00:00:00 until 2099-12-31 23:59:59 in UTC: that of authorities that are to
    /// be trusted once, for certificates of any date.
    pub(crate) const ALWAYS: Self = Validity {
        not_before: DateTime::from_timestamp(946_684_800, 0)
            .expect("the year 2000 is in chrono's range"),
        not_after: DateTime::from_timestamp(4_102_444_799, 0)
            .expect("the year 2099 is in chrono's range"),
    };
}
