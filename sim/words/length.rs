//! Lengths of time, split up for people.

use crate::time::Span;

/// What lengths are counted in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// Returns a length without its sign, from its largest unit on; an empty length is 0 seconds.
pub(super) fn parts(span: Span) -> impl Iterator<Item = (i64, Unit)> {
    let seconds = span.as_seconds().abs();
    let parts = [
        (seconds / 86_400, Unit::Days),
        (seconds / 3_600 % 24, Unit::Hours),
        (seconds / 60 % 60, Unit::Minutes),
        (seconds % 60, Unit::Seconds),
    ];
    let of_none = move |unit| seconds == 0 && unit == Unit::Seconds;
    parts
        .into_iter()
        .filter(move |(number, unit)| *number != 0 || of_none(*unit))
}
