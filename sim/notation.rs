//! Reads values of scenario files for which serde alone would accept or reveal too much: numbers
//! within their bounds, dates with quotes or without, and secrets as strings that no error repeats.

/// Reads a whole number from `LOW` to `HIGH`.
pub(crate) fn within<'de, D, T, const LOW: i64, const HIGH: i64>(
    deserializer: D,
) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = <i64 as serde::Deserialize>::deserialize(deserializer)?;
    let number = Some(number).filter(|number| (LOW..=HIGH).contains(number));
    number
        .and_then(|number| T::try_from(number).ok())
        .ok_or_else(|| {
            serde::de::Error::custom(format_args!("write a number from {LOW} to {HIGH}"))
        })
}

/// Reads the smallest and the largest number of days, both at most `HIGH`.
pub(crate) fn fewest_and_most<'de, D, const HIGH: u64>(
    deserializer: D,
) -> Result<(u64, u64), D::Error>
where
    D: serde::Deserializer<'de>,
{
    match <[i64; 2] as serde::Deserialize>::deserialize(deserializer)?.map(u64::try_from) {
        [Ok(fewest), Ok(most)] if fewest <= most && most <= HIGH => Ok((fewest, most)),
        _ => Err(serde::de::Error::custom(format_args!(
            "write the fewest days and the most, such as [2, 5], up to {HIGH}"
        ))),
    }
}

/// Reads a list of at most `MOST` numbers of days, each no more than `HIGH`.
pub(crate) fn days<'de, D, const MOST: usize, const HIGH: i64>(
    deserializer: D,
) -> Result<Vec<i64>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    let days = <Vec<i64> as serde::Deserialize>::deserialize(deserializer)?;
    let wrong = |message| Err(serde::de::Error::custom(message));
    match days.iter().find(|days| !(0..=HIGH).contains(*days)) {
        _ if days.len() > MOST => wrong(format!("write at most {MOST} days")),
        Some(_) => wrong(format!("write numbers from 0 to {HIGH}")),
        None => Ok(days),
    }
}

/// Reads a value whose text may be a date or a moment, which TOML has a notation of its own for.
pub(crate) fn text_or_date<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    deserializer.deserialize_any(DateVisitor(std::marker::PhantomData))
}

struct DateVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: std::str::FromStr<Err: std::fmt::Display>> serde::de::Visitor<'de> for DateVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    #[cfg(feature = "scenario")]
    fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let map = serde::de::value::MapAccessDeserializer::new(map);
        let date = <toml::value::Datetime as serde::Deserialize>::deserialize(map)?;
        // A time of day alone is no date, and says so as a text.
        date.to_string().parse().map_err(serde::de::Error::custom)
    }
}

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
