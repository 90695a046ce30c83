//! How values that have a text form of their own are written in scenario files: as strings.
//!
//! One macro gives such a type serde's two traits and its place in the JSON Schema, from its
//! `FromStr` and its text form.

/// Implements `Deserialize`, `Serialize` and `JsonSchema` for a type that is written as a string.
///
/// The reading goes through `FromStr`; `$write` gives the text; the pattern and the description are
/// for editors that know the schema.
macro_rules! written_as_string {
    ($type:ty, $name:literal, write: $write:expr, pattern: $pattern:literal, description: $description:literal) => {
        #[cfg(feature = "scenario")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        $crate::notation::written_as_string!(write only $type, $name, write: $write, pattern: $pattern, description: $description);
    };
    (write only $type:ty, $name:literal, write: $write:expr, pattern: $pattern:literal, description: $description:literal) => {
        #[cfg(feature = "scenario")]
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

pub(crate) use written_as_string;

/// Reads a secret, which is a string. A bare number of any size gets the error `bare`: serde's own
/// would repeat it.
#[cfg(feature = "scenario")]
pub(crate) fn read_secret<'de, D, T>(
    deserializer: D,
    expected: &'static str,
    bare: &'static str,
) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    deserializer.deserialize_str(SecretVisitor {
        expected,
        bare,
        secret: std::marker::PhantomData,
    })
}

#[cfg(feature = "scenario")]
struct SecretVisitor<T> {
    expected: &'static str,
    bare: &'static str,
    secret: std::marker::PhantomData<T>,
}

#[cfg(feature = "scenario")]
impl<T: std::str::FromStr<Err: std::fmt::Display>> serde::de::Visitor<'_> for SecretVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<T, E> {
        Err(E::custom(self.bare))
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<T, E> {
        Err(E::custom(self.bare))
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<T, E> {
        Err(E::custom(self.bare))
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<T, E> {
        Err(E::custom(self.bare))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<T, E> {
        Err(E::custom(self.bare))
    }
}
