//! Reports on what was played, made, found in files and done in a session: text and pages for
//! people, JSON for programs, JUnit for CI.
//!
//! A command builds a [`Report`], and [`Format`] renders it. Every JSON document is a type here,
//! with a JSON Schema: see [`SchemaOf`]. What does not apply is absent, moments are RFC 3339 in
//! Japanese time, and `schema` is the number of the format.
//!
//! The JSON and JUnit files do not depend on the language, the time zone or the directory; the
//! text and the page depend on the language and on the zone of times.

pub mod certificate;
#[cfg(feature = "check")]
pub mod check;
pub mod conversion;
pub mod event;
pub mod explain;
#[cfg(feature = "fleet")]
pub mod fleet;
mod format;
mod html;
pub mod inspect;
mod junit;
pub mod list;
pub mod make;
pub mod measures;
pub mod run;
mod schema;
pub mod serve;
pub mod session;
pub mod swarm;
pub mod value;

pub use format::{Format, Listing, Report};
pub use run::text::{failure, sentence, summary, text};
pub use schema::SchemaOf;
#[cfg(feature = "serve")]
pub(crate) use {certificate::text::life, html::event_table};
