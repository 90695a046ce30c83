//! A time by which nothing should have run out.

use chrono::{DateTime, Utc};

use crate::time::Span;

/// A time by which nothing should have run out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deadline {
    /// How far away it was said to be.
    pub span: Span,
    /// When it is.
    pub until: DateTime<Utc>,
}

impl Deadline {
    /// The time that lies `span` after `at`; none outside the years that this crate works with.
    pub fn new(span: Span, at: DateTime<Utc>) -> Option<Self> {
        let until = span.after(at)?;
        Some(Deadline { span, until })
    }

    /// Whether something whose last second is `not_after` has run out by then.
    pub fn is_missed_by(&self, not_after: DateTime<Utc>) -> bool {
        not_after < self.until
    }
}
