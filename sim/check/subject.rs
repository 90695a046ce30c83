//! An implementation under test, and how it is reached.

use super::built_in::BuiltIn;
use super::codes::Codes;
use super::process::CommandLine;

/// How an implementation is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Program {
    /// By an adapter that answers line by line.
    Adapter(CommandLine),
    /// By a command that is run once a case.
    Each(CommandLine),
    /// It is kigen, or kigen with a mistake, in this process.
    BuiltIn(BuiltIn),
}

/// An implementation under test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// How it is reached.
    pub program: Program,
    /// What its words mean.
    pub codes: Codes,
}
