//! How a fault is read: its name says which of the two kinds it is, and that kind reads the rest.
//!
//! serde's `untagged` would do the same, but report every mistake as "no variant matched".

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, VariantAccess,
    Visitor,
};

use super::{Fault, PcFault, WorldFault};

/// All names: those of faults in a PC, then those of the world.
const NAMES: [&str; 11] = [
    "cut-power",
    "fill-disk",
    "free-disk",
    "break",
    "set-clock",
    "drift",
    "drain-battery",
    "repair-clock",
    "lose-letter",
    "portal-down",
    "authority-down",
];

/// How many of them belong to faults in a PC.
const IN_PC: usize = 8;

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("Fault", &NAMES, ByName)
    }
}

struct ByName;

impl<'de> Visitor<'de> for ByName {
    type Value = Fault;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Fault, A::Error> {
        let (name, fields) = data.variant::<String>()?;
        match NAMES.iter().position(|known| *known == name) {
            None => Err(A::Error::unknown_variant(&name, &NAMES)),
            Some(at) if at < IN_PC => PcFault::deserialize(Named { name, fields }).map(Fault::Pc),
            Some(_) => WorldFault::deserialize(Named { name, fields }).map(Fault::World),
        }
    }
}

/// A fault whose name has been read and will be read once more.
struct Named<F> {
    name: String,
    fields: F,
}

impl<'de, F: VariantAccess<'de>> Deserializer<'de> for Named<F> {
    type Error = F::Error;

    fn deserialize_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, F::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

impl<'de, F: VariantAccess<'de>> EnumAccess<'de> for Named<F> {
    type Error = F::Error;
    type Variant = F;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, F), F::Error> {
        let name: StringDeserializer<F::Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.fields))
    }
}
