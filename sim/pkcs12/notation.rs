//! How values that have a text form of their own are serialized: as strings.
//!
//! One macro gives such a type serde's two traits and its place in the JSON Schema, from its
//! `FromStr` and its text form.

/// Implements `Deserialize`, `Serialize` and `JsonSchema` for a type that is written as a string.
///
/// The reading goes through `FromStr`; `$write` gives the text; the pattern and the description are
/// for editors that know the schema.
#[doc(hidden)]
#[macro_export]
macro_rules! written_as_string {
    ($type:ty, $name:literal, write: $write:expr, pattern: $pattern:literal, description: $description:literal) => {
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        $crate::written_as_string!(write only $type, $name, write: $write, pattern: $pattern, description: $description);
    };
    (write only $type:ty, $name:literal, write: $write:expr, pattern: $pattern:literal, description: $description:literal) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type) -> String = $write;
                serializer.serialize_str(&write(self))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $description,
                })
            }
        }
    };
}
