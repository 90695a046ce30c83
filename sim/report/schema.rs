//! The JSON Schemas of all formats, for editors and for programs that read and write them.

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

#[cfg(feature = "check")]
use super::check::{CaseList, Check, Comparison};
use super::conversion::Conversion;
use super::explain::Explain;
#[cfg(feature = "fleet")]
use super::fleet::Fleet;
use super::format::document;
use super::inspect::Inspect;
use super::list::List;
use super::make::Manifest;
use super::run::Run;
use super::serve::Serve;
use super::session::Session;
use super::swarm::Swarm;
#[cfg(feature = "check")]
use crate::check::ProtocolLine;
use crate::scenario;

kigen_pkcs12::named! {
    /// A format that has a schema.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum SchemaOf: "schema" {
        /// Scenario files. They are TOML; editors hold them against the schema all the same.
        #[default]
        Scenario = "scenario",
        /// What `kigen make --recipe` reads, likewise.
        Recipe = "recipe",
        /// What `kigen run` reports.
        Run = "run",
        /// What `kigen list` reports.
        List = "list",
        /// What `kigen explain` reports.
        Explain = "explain",
        /// The manifest of `kigen make`.
        Make = "make",
        /// What `kigen make --from` reports.
        Conversion = "conversion",
        /// What `kigen inspect` reports.
        Inspect = "inspect",
        /// What `kigen session` answers.
        Session = "session",
        /// What `kigen check` reports.
        #[cfg(feature = "check")]
        Check = "check",
        /// What `kigen check --list` and `--export` say.
        #[cfg(feature = "check")]
        CheckCases = "check-cases",
        /// What `kigen check --compare` says.
        #[cfg(feature = "check")]
        CheckComparison = "check-comparison",
        /// What `kigen check` says to an adapter, and what it answers.
        #[cfg(feature = "check")]
        CheckProtocol = "check-protocol",
        /// What `kigen fleet` reports.
        #[cfg(feature = "fleet")]
        Fleet = "fleet",
        /// What `kigen swarm` reports, and keeps.
        Swarm = "swarm",
        /// What `kigen serve` says: the ready file, answers, and the lines of its log.
        Serve = "serve",
    }
}

impl SchemaOf {
    /// The schema, as a JSON document that ends with a newline.
    pub fn schema(self) -> String {
        match self {
            SchemaOf::Scenario => scenario::schema(),
            SchemaOf::Recipe => scenario::recipe_schema(),
            SchemaOf::Run => written::<Run>(),
            SchemaOf::List => written::<List>(),
            SchemaOf::Explain => written::<Explain>(),
            SchemaOf::Make => written::<Manifest>(),
            SchemaOf::Conversion => written::<Conversion>(),
            SchemaOf::Inspect => written::<Inspect>(),
            SchemaOf::Session => written::<Session>(),
            #[cfg(feature = "check")]
            SchemaOf::Check => written::<Check>(),
            #[cfg(feature = "check")]
            SchemaOf::CheckCases => written::<CaseList>(),
            #[cfg(feature = "check")]
            SchemaOf::CheckComparison => written::<Comparison>(),
            #[cfg(feature = "check")]
            SchemaOf::CheckProtocol => written::<ProtocolLine>(),
            #[cfg(feature = "fleet")]
            SchemaOf::Fleet => written::<Fleet>(),
            SchemaOf::Swarm => written::<Swarm>(),
            SchemaOf::Serve => written::<Serve>(),
        }
    }
}

/// Returns the schema of a document as it is written.
fn written<T: JsonSchema>() -> String {
    let settings = SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(without_null));
    document(&settings.into_generator().into_root_schema_for::<T>())
}

/// Removes `null` from the types: what does not apply is absent in our documents, and never null.
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
