//! How secrets are read from scenario files: as strings, and never repeated in an error.

/// Reads a secret, which is a string. A bare number of any size gets the error `bare`: serde's own
/// would repeat it.
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

struct SecretVisitor<T> {
    expected: &'static str,
    bare: &'static str,
    secret: std::marker::PhantomData<T>,
}

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
