//! Arguments that are one of a closed list of names, which `--help` shows and clap corrects.

use clap::builder::{PossibleValuesParser, TypedValueParser};

use kigen::named::Named;

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
