//! Files with a PKI in them: a table `[pki]` alone, or a scenario that has one.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::source::read_text;
use super::{Mistake, Scenario, ScenarioError, SourceError};
use crate::key::KeyAlgorithm;
use crate::pki::Pki;

/// A file that has nothing but a PKI.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PkiFile {
    pki: Spanned<Pki>,
}

/// Reads the table `[pki]` of a text that has nothing else, or of a scenario. All keys are of kind
/// `key` unless the PKI says otherwise.
///
/// ```
/// use kigen::scenario::parse_pki;
///
/// let pki = parse_pki("[pki]\nvalidity = '47d'\nrenewal_window = '1/3'", Default::default())?;
/// assert_eq!(pki.validity, "47d".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`ScenarioError`] says where it is wrong, and what verifiers would refuse of it.
pub fn parse_pki(text: &str, key: KeyAlgorithm) -> Result<Pki, ScenarioError> {
    let is_scenario = |text: &str| {
        let table = text.parse::<toml::Table>();
        table.is_ok_and(|table| table.contains_key("start"))
    };
    if is_scenario(text) {
        return Ok(Scenario::parse(text)?.world.pki);
    }
    let PkiFile { pki } = toml::from_str(text)
        .map_err(|error| ScenarioError::at(text, error.span(), Mistake::read(text, &error)))?;
    let span = pki.span();
    let pki = pki.into_inner();
    match pki.check(key) {
        Ok(()) => Ok(pki),
        Err(error) => Err(ScenarioError::at(text, Some(span), error.into())),
    }
}

/// Reads the PKI of a file; see [`parse_pki`].
///
/// # Errors
///
/// [`SourceError`] for the first thing that is wrong.
pub fn read_pki(path: &Path, key: KeyAlgorithm) -> Result<Pki, SourceError> {
    parse_pki(&read_text(path)?, key).map_err(|error| SourceError::Wrong {
        path: path.to_owned(),
        error,
    })
}
