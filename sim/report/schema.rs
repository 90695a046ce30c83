//! The JSON Schemas of all formats, for editors and for programs that read and write them.

use std::fmt;
use std::str::FromStr;

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use super::format::document;
use super::inspect::Inspect;
use super::make::Manifest;
use super::run::Run;
use super::session::Session;
use crate::scenario;

/// A format that has a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaOf {
    /// `scenario`: scenario files. They are TOML; editors hold them against the schema all the same.
    #[default]
    Scenario,
    /// `run`: what `kigen run` reports.
    Run,
    /// `make`: the manifest of `kigen make`.
    Make,
    /// `inspect`: what `kigen inspect` reports.
    Inspect,
    /// `session`: what `kigen session` answers.
    Session,
}

impl SchemaOf {
    /// Every format that has one.
    pub const ALL: [SchemaOf; 5] = [
        SchemaOf::Scenario,
        SchemaOf::Run,
        SchemaOf::Make,
        SchemaOf::Inspect,
        SchemaOf::Session,
    ];

    /// The name that the command line uses.
    pub const fn name(self) -> &'static str {
        match self {
            SchemaOf::Scenario => "scenario",
            SchemaOf::Run => "run",
            SchemaOf::Make => "make",
            SchemaOf::Inspect => "inspect",
            SchemaOf::Session => "session",
        }
    }

    /// The schema, as a JSON document that ends with a newline.
    pub fn schema(self) -> String {
        match self {
            SchemaOf::Scenario => scenario::schema(),
            SchemaOf::Run => written::<Run>(),
            SchemaOf::Make => written::<Manifest>(),
            SchemaOf::Inspect => written::<Inspect>(),
            SchemaOf::Session => written::<Session>(),
        }
    }
}

impl fmt::Display for SchemaOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no format with a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there are schemas of {}", SchemaOf::ALL.map(SchemaOf::name).join(", "))]
pub struct SchemaOfError;

impl FromStr for SchemaOf {
    type Err = SchemaOfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        SchemaOf::ALL
            .into_iter()
            .find(|one| one.name() == text)
            .ok_or(SchemaOfError)
    }
}

/// The schema of a document as it is written.
fn written<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(without_null));
    document(&settings.into_generator().into_root_schema_for::<T>())
}

/// Takes `null` out of the types: what does not apply is absent in our documents, and never null.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    let Some(Value::Array(options)) = object.get_mut("anyOf") else {
        return;
    };
    options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
    if let [Value::Object(only)] = &options[..] {
        let only = only.clone();
        object.remove("anyOf");
        object.extend(only);
    }
}
