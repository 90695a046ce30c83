//! Drawing: a stream for each thing, so that one draw more moves no other.

use super::{Feature, Options};
use crate::label::Label;
use crate::pin::Pin;
use crate::seed::{Seed, Stream};
use crate::time::Span;

/// What is drawn, and what from.
pub(super) struct Draw<'a> {
    pub(super) seed: Seed,
    pub(super) options: &'a Options,
}

impl Draw<'_> {
    /// The stream for something that a feature is about, if it is on.
    pub(super) fn when(&self, feature: Feature) -> Option<Stream> {
        let label = format!("swarm/{feature}");
        self.options.has(feature).then(|| self.seed.stream(&label))
    }

    /// The same for each PC.
    pub(super) fn when_at(&self, feature: Feature, pc: &Label) -> Option<Stream> {
        let label = format!("swarm/{feature}/{pc}");
        self.options.has(feature).then(|| self.seed.stream(&label))
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        self.options.has(feature)
    }
}

/// One of several values.
pub(super) fn pick<T: Clone>(stream: &mut Stream, values: &[T]) -> T {
    let at = stream.below(values.len() as u64);
    values[at as usize].clone()
}

/// Four digits.
pub(super) fn pin(stream: &mut Stream) -> Pin {
    let pin = format!("{:04}", stream.below(10_000));
    pin.parse().expect("it is four digits")
}

/// Days, of which there are few.
pub(super) fn days(days: u64) -> Span {
    Span::days(i16::try_from(days).unwrap_or(i16::MAX))
}
