//! Reports: what was played, as text for people, JSON for programs and JUnit for CI; and what was
//! made, as a manifest.
//!
//! The JSON and JUnit files do not depend on the language, the time zone or the directory; the
//! text depends on the language alone.

pub mod json;
mod junit;
mod manifest;
pub mod text;

use std::path::PathBuf;

use crate::scenario::{Played, Scenario};

pub use json::json;
pub use junit::junit;
pub use manifest::manifest;
pub use text::{sentence, summary, text};

/// One scenario and how it went.
#[derive(Clone, Debug)]
pub struct Chapter {
    /// The scenario's name: its file name without `.toml`.
    pub name: String,
    /// The file it was read from; none for the catalogue. Only the text for people says it.
    pub path: Option<PathBuf>,
    /// The scenario.
    pub scenario: Scenario,
    /// How it went.
    pub played: Played,
}
