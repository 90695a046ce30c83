//! How scenario files write what protects a file: `pin` for four digits, `password` for what a PKI
//! has instead.

use crate::label::Label;
use crate::password::Password;
use crate::pin::Pin;

/// What makes no PIN and no password.
#[derive(Debug, thiserror::Error)]
#[error("write `pin`, or `password` where the PKI has other passwords than four digits")]
pub(super) struct NotOne;

/// The one of two keys that is there.
pub(super) fn one(pin: Option<Pin>, password: Option<Password>) -> Result<Pin, NotOne> {
    match (pin, password) {
        (Some(pin), None) => Ok(pin),
        (None, Some(password)) => Ok(password.into()),
        _ => Err(NotOne),
    }
}

/// The two keys, one of which is there.
pub(super) fn both(pin: Pin) -> (Option<Pin>, Option<Password>) {
    match pin.is_four_digits() {
        true => (Some(pin), None),
        false => (None, Some(pin.into())),
    }
}

/// `do.download`
pub(super) mod download {
    use super::{Label, Password, Pin, both, one};

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(in crate::actor) struct DownloadTable {
        /// The PC it is for.
        pc: Label,
        /// The PIN to protect it with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<Pin>,
        /// The password instead, where the PKI has others than four digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<Password>,
    }

    pub(in crate::actor) fn serialize<S: serde::Serializer>(
        pc: &Label,
        pin: &Pin,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (pin, password) = both(pin.clone());
        let pc = pc.clone();
        serde::Serialize::serialize(&DownloadTable { pc, pin, password }, serializer)
    }

    pub(in crate::actor) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<(Label, Pin), D::Error> {
        let table: DownloadTable = serde::Deserialize::deserialize(deserializer)?;
        let pin = one(table.pin, table.password).map_err(serde::de::Error::custom)?;
        Ok((table.pc, pin))
    }
}

/// `do.backup`
pub(super) mod backup {
    use super::{Label, Password, Pin, both, one};
    use crate::actor::WizardEncryption;

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(in crate::actor) struct BackupTable {
        /// The PC whose certificate is exported.
        pc: Label,
        /// The name of the backup.
        backup: Label,
        /// The PIN to protect it with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<Pin>,
        /// The password instead, where the PKI has others than four digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<Password>,
        /// The PIN as typed the second time; the same, unless said otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin_again: Option<Pin>,
        /// The password as typed the second time, likewise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password_again: Option<Password>,
        /// How to encrypt it: `windows-triple-des-sha1`, unless said otherwise.
        #[serde(default, skip_serializing_if = "is_manuals_choice")]
        encryption: WizardEncryption,
    }

    /// The fields of the action, in their order.
    type Fields = (Label, Label, Pin, Option<Pin>, WizardEncryption);

    fn is_manuals_choice(encryption: &WizardEncryption) -> bool {
        *encryption == WizardEncryption::default()
    }

    pub(in crate::actor) fn serialize<S: serde::Serializer>(
        pc: &Label,
        backup: &Label,
        pin: &Pin,
        pin_again: &Option<Pin>,
        encryption: &WizardEncryption,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (pin, password) = both(pin.clone());
        let (pin_again, password_again) = pin_again.clone().map_or((None, None), both);
        let table = BackupTable {
            pc: pc.clone(),
            backup: backup.clone(),
            pin,
            password,
            pin_again,
            password_again,
            encryption: *encryption,
        };
        serde::Serialize::serialize(&table, serializer)
    }

    pub(in crate::actor) fn deserialize<'de, D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Fields, D::Error> {
        let table: BackupTable = serde::Deserialize::deserialize(deserializer)?;
        let wrong = serde::de::Error::custom;
        let pin = one(table.pin, table.password).map_err(wrong)?;
        let again = match (table.pin_again, table.password_again) {
            (None, None) => None,
            (pin, password) => Some(one(pin, password).map_err(wrong)?),
        };
        Ok((table.pc, table.backup, pin, again, table.encryption))
    }
}
