//! What was on the screen, and what was answered.

#[cfg(test)]
mod tests;

use crate::trace::EventKind;
use crate::words::Voice;

/// Screens in a language.
pub trait ScreenWords {
    /// What the screens showed when something happened, one line each, and nothing if nothing is
    /// known of them. Each language decides what goes without saying. Times are given in a zone.
    fn screens(&self, kind: &EventKind, voice: Voice<'_>) -> Vec<String>;
}
