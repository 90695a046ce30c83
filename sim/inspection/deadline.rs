//! A time before which nothing should expire.

use chrono::{DateTime, Utc};

use crate::time::Span;

/// A time before which nothing should expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadline {
    /// How far away it was said to be.
    pub span: Span,
    /// When it is.
    pub until: DateTime<Utc>,
}

impl Deadline {
    /// The time `span` after `at`; `None` outside the years that this crate works with.
    pub fn new(span: Span, at: DateTime<Utc>) -> Option<Self> {
        let until = span.after(at)?;
        Some(Deadline { span, until })
    }

    /// Returns whether something whose last second is `not_after` has expired by then.
    pub fn is_missed_by(&self, not_after: DateTime<Utc>) -> bool {
        not_after < self.until
    }
}
