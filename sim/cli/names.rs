//! Closed lists of names: arguments, which `--help` shows and clap corrects, and files of ours.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use kigen::named::Named;

/// The files beside the folders of the scenarios under `run --out`, in this order.
pub(crate) const REPORTS: [&str; 3] = ["junit.xml", "report.html", "report.json"];

/// The record of what kigen wrote into that folder.
pub(crate) const RECORD: &str = ".kigen-run.sha256";

/// The names there that no scenario can have.
pub(crate) const OWN_FILES: [&str; 4] = [REPORTS[0], REPORTS[1], REPORTS[2], RECORD];

/// Reads any name in the list.
pub(crate) fn any<T: Named + Send + Sync>() -> impl TypedValueParser<Value = T> {
    one_of(T::NAMES.iter().copied())
}

/// Reads some of the names in a list, or of a type that has others too.
pub(crate) fn one_of<T>(
    names: impl IntoIterator<Item = &'static str>,
) -> impl TypedValueParser<Value = T>
where
    T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>
        + Clone
        + Send
        + Sync
        + 'static,
{
    PossibleValuesParser::new(names).try_map(|name| name.parse())
}
