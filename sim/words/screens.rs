//! What was on the screen, and what was answered.

#[cfg(test)]
mod tests;

use crate::time::Zone;
use crate::trace::EventKind;

/// Screens in a language.
pub trait ScreenWords {
    /// What the screens showed when something happened, one line each, and nothing if nothing is
    /// known of them. Each language decides what goes without saying. Times are given in a zone.
    fn screens(&self, kind: &EventKind, zone: &Zone) -> Vec<String>;
}
