//! What can be wrong with a scenario file.

#[cfg(test)]
mod tests;

use crate::scenario::Mistake;

/// Mistakes in scenario files in a language, as fragments without a full stop.
pub trait MistakeWords {
    /// What is wrong, and what to write.
    fn mistake(&self, mistake: &Mistake) -> String;
}
