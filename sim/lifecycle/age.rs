//! Which of several certificates is the newest: the one that ends last; of those that end together,
//! the one that began last; and of those that are alike in both, the one that came last.
//!
//! Two issued at the end of a month may end together (39 months from the 28th and from the 30th of
//! November), and two that were issued in one second are alike.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::store::Entry;

/// What is compared first: the end, and the beginning.
pub(super) fn age(entry: &Entry) -> (DateTime<Utc>, DateTime<Utc>) {
    let certificate = &entry.certificate;
    (certificate.not_after(), certificate.not_before())
}

/// Returns the newest of a store's entries, given in its order: kigen's stores name first what came
/// last.
pub fn newest(entries: impl IntoIterator<Item = Entry>) -> Option<Entry> {
    entries.into_iter().min_by_key(|entry| Reverse(age(entry)))
}

/// Returns the oldest of a store's entries, given in its order.
pub fn oldest(entries: impl IntoIterator<Item = Entry>) -> Option<Entry> {
    entries.into_iter().max_by_key(|entry| Reverse(age(entry)))
}
