//! What scenarios are called: after their files.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use crate::label::{Label, LabelError};

/// The name of a scenario: the path of its file below the folder that was given, without `.toml`
/// and with `/` between its parts. `night.toml` is `night`; in a folder `winter`, it is
/// `winter/night`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScenarioName(Vec<Label>);

/// Why a path does not make a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioNameError {
    /// A part of it is not a name.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// A part of it is not Unicode.
    #[error("the name is not Unicode")]
    NotUnicode,
}

impl ScenarioName {
    /// The name of a file, by its path below the folder that was given.
    ///
    /// # Errors
    ///
    /// [`ScenarioNameError`] for a part that cannot be the name of a folder on every system.
    pub fn of(path: &Path) -> Result<Self, ScenarioNameError> {
        let path = path.with_extension("");
        let parts = path.iter().map(|part| {
            let part = part.to_str().ok_or(ScenarioNameError::NotUnicode)?;
            Ok(part.parse()?)
        });
        let parts: Vec<Label> = parts.collect::<Result<_, ScenarioNameError>>()?;
        match parts.is_empty() {
            true => Err(LabelError::Empty.into()),
            false => Ok(ScenarioName(parts)),
        }
    }

    /// The form that two names share if they are one on Windows or macOS.
    pub fn folded(&self) -> String {
        let parts = self.0.iter().map(Label::folded);
        parts.collect::<Vec<String>>().join("/")
    }
}

impl fmt::Display for ScenarioName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = self.0.iter().map(Label::as_str).collect();
        f.write_str(&parts.join("/"))
    }
}

impl FromStr for ScenarioName {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split('/').map(str::parse);
        parts.collect::<Result<_, LabelError>>().map(ScenarioName)
    }
}

kigen_pkcs12::written_as_string!(
    write only ScenarioName,
    "ScenarioName",
    write: |name| name.to_string(),
    pattern: "^[^/]+(/[^/]+)*$",
    description: "The path of a scenario's file below the folder that was given, without `.toml`"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_path_without_its_ending() {
        for (path, name) in [
            ("night.toml", "night"),
            ("winter/night.toml", "winter/night"),
            ("v1.2.toml", "v1.2"),
            ("冬/夜.toml", "冬/夜"),
        ] {
            assert_eq!(ScenarioName::of(Path::new(path)).unwrap().to_string(), name);
            assert_eq!(name.parse::<ScenarioName>().unwrap().to_string(), name);
        }
        for path in ["../night.toml", "a/con.toml", ""] {
            assert!(ScenarioName::of(Path::new(path)).is_err(), "{path}");
        }
    }
}
