//! Closed lists of names: each is an enum whose values have one public name apiece, the same in
//! files, reports and on the command line.
//!
//! The macro [`named!`](crate::named!) says a list once, and everything that depends on it follows:
//! the name of each value, the list of all, reading, writing and the JSON Schema.

use std::fmt;
use std::str::FromStr;

/// An enum whose values have public names.
pub trait Named: Copy + FromStr<Err = UnknownName> + 'static {
    /// What the names are of, such as `consumer`.
    const KIND: &'static str;
    /// Every name, in the order of the enum.
    const NAMES: &'static [&'static str];
}

/// A text that is not one of the names in a closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// What the names are of, such as `consumer`.
    pub kind: &'static str,
    /// What was given.
    pub given: String,
    /// Every name there is.
    pub known: &'static [&'static str],
    /// The name that was probably meant.
    pub near: Option<&'static str>,
}

impl UnknownName {
    /// The error for `given`, which is not one of the names of `T`.
    pub fn of<T: Named>(given: &str) -> Self {
        UnknownName {
            kind: T::KIND,
            given: given.to_owned(),
            known: T::NAMES,
            near: nearest(given, T::NAMES),
        }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {} `{}`; ", self.kind, self.given)?;
        match (self.near, self.known) {
            (Some(near), _) => write!(f, "did you mean `{near}`?"),
            (None, [names @ .., last]) if !names.is_empty() => {
                write!(f, "there are {} and {last}", names.join(", "))
            }
            (None, names) => write!(f, "there is {}", names.concat()),
        }
    }
}

impl std::error::Error for UnknownName {}

/// The name that was probably meant by `given`: the one with the fewest letters to insert, delete,
/// change or swap, if they are no more than a third of it. Capitals do not count.
///
/// ```
/// use kigen_pkcs12::named::nearest;
///
/// assert_eq!(nearest("expird", &["valid", "expired"]), Some("expired"));
/// assert_eq!(nearest("good", &["valid", "expired"]), None);
/// ```
pub fn nearest<'a>(given: &str, names: &[&'a str]) -> Option<&'a str> {
    // A text this long is not a mistyped name, and the comparison is quadratic.
    const GIVEN_BYTES_MAX: usize = 64;
    if given.len() > GIVEN_BYTES_MAX {
        return None;
    }
    let given = given.to_lowercase();
    let distances = names.iter().map(|name| {
        let distance = strsim::osa_distance(&given, &name.to_lowercase());
        (distance, *name)
    });
    let near = distances.filter(|(distance, name)| *distance <= (name.len() / 3).max(1));
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Lines of documentation as one text, for the JSON Schema.
#[doc(hidden)]
#[cfg(feature = "schema")]
pub fn joined(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ")
}

/// Declares an enum whose values have public names, as `Value = "name"`, and everything that
/// follows from the names: `ALL`, `name`, `Display`, `FromStr` and [`Named`]; with the features,
/// serde's traits and the JSON Schema, in which the lines of documentation describe the values.
///
/// The text after the enum's own name says what the names are of, in errors. A value may stand
/// under `#[cfg(…)]`, in an enum without a schema.
///
/// ```
/// # use kigen_pkcs12 as kigen;
/// kigen::named! {
///     /// A direction.
///     #[derive(Default)]
///     pub enum Turn: "direction" {
///         /// To the left.
///         #[default]
///         Left = "left",
///         /// To the right.
///         Right = "right",
///     }
/// }
///
/// assert_eq!("right".parse(), Ok(Turn::Right));
/// let error = "rihgt".parse::<Turn>().unwrap_err();
/// assert_eq!(error.to_string(), "there is no direction `rihgt`; did you mean `right`?");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! named {
    (
        $(#[$attribute:meta])*
        $vis:vis enum $type:ident: $kind:literal {
            $(
                $(#[doc = $doc:literal])*
                $(#[cfg($condition:meta)])?
                $(#[default] $default:vis)?
                $value:ident = $name:literal,
            )+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $type {
            $(
                $(#[doc = $doc])*
                $(#[cfg($condition)])?
                $(#[default] $default)?
                $value,
            )+
        }

        impl $type {
            /// All of them, in a fixed order.
            $vis const ALL: &'static [$type] = &[$($(#[cfg($condition)])? $type::$value),+];

            /// The name that files, reports and the command line use.
            $vis const fn name(self) -> &'static str {
                match self {
                    $($(#[cfg($condition)])? $type::$value => $name,)+
                }
            }
        }

        impl $crate::named::Named for $type {
            const KIND: &'static str = $kind;
            const NAMES: &'static [&'static str] = &[$($(#[cfg($condition)])? $name),+];
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::named::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($(#[cfg($condition)])? $name => Ok($type::$value),)+
                    _ => Err($crate::named::UnknownName::of::<$type>(text)),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                // One by one: a macro that takes them all is at its limit with a hundred.
                let values = vec![
                    $(schemars::json_schema!({
                        "const": $name,
                        "type": "string",
                        "description": $crate::named::joined(&[$($doc),*]),
                    }),)+
                ];
                schemars::json_schema!({ "oneOf": values })
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::named! {
        enum Sample: "sample" {
            /// One.
            Plain = "plain",
            /// Two.
            WithNumber = "p-256",
        }
    }

    #[test]
    fn every_name_reads_as_its_own_value() {
        for (value, name) in Sample::ALL.iter().zip(Sample::NAMES) {
            assert_eq!(value.to_string(), *name);
            assert_eq!(name.parse(), Ok(*value));
        }
    }

    #[test]
    fn what_is_near_is_proposed_and_what_is_far_gets_the_list() {
        for (given, sentence) in [
            ("P256", "there is no sample `P256`; did you mean `p-256`?"),
            ("plian", "there is no sample `plian`; did you mean `plain`?"),
            ("", "there is no sample ``; there are plain and p-256"),
            ("rsa", "there is no sample `rsa`; there are plain and p-256"),
        ] {
            let error = given.parse::<Sample>().unwrap_err();
            assert_eq!(error.to_string(), sentence);
        }
        assert_eq!(nearest(&"p".repeat(65), &["p"]), None);
    }
}
