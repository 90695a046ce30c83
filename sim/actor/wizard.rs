//! What an operator tells Windows' two wizards for PKCS#12 files.

use crate::digest::Digest;
use crate::label::Label;
use crate::lifecycle::import::{ImportOptions, RootWarning};
use crate::password::Password;
use crate::pin::Pin;
use crate::pkcs12::EncryptionProfile;
use crate::store::{KeyExport, KeyProtection};

/// The import of a file: the PC's last download, or a file from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "ImportTable", into = "ImportTable")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Import {
    /// The PC to import into.
    pub pc: Label,
    /// Which file.
    pub source: ImportSource,
    /// What is ticked and answered.
    pub choices: WizardChoices,
}

/// Which file is imported, and what is typed to open it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportSource {
    /// The PC's last download.
    Download {
        /// The PIN that is typed.
        pin: Pin,
    },
    /// A file from elsewhere. The scenario carries it along, in the folder beside it with its name
    /// and the ending `.files`.
    Elsewhere {
        /// What the file is called.
        file: Label,
        /// Its SHA-256: its name in the folder, followed by `.p12`.
        sha256: Digest,
        /// The password that is typed.
        password: Password,
    },
}

/// The import of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "RestoreTable", into = "RestoreTable")
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restore {
    /// The PC to import into.
    pub pc: Label,
    /// The name of the backup.
    pub backup: Label,
    /// The PIN that is typed.
    pub pin: Pin,
    /// What is ticked and answered.
    pub choices: WizardChoices,
}

/// What is ticked and answered in the import wizard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WizardChoices {
    /// Whether 「このキーをエクスポート可能にする」 is ticked.
    pub exportable: bool,
    /// Whether the security warning about the root is answered with 「はい」.
    pub trust_root: bool,
    /// The password of the key, where 「秘密キーの保護を強力にする」 is ticked (the manual says not to).
    pub strong_pin: Option<Pin>,
}

impl Default for WizardChoices {
    /// As the manual has it done: the key may be exported, the root is trusted, and the key has no
    /// password of its own.
    fn default() -> Self {
        WizardChoices {
            exportable: true,
            trust_root: true,
            strong_pin: None,
        }
    }
}

impl From<WizardChoices> for ImportOptions {
    fn from(choices: WizardChoices) -> Self {
        let strong_pin = choices.strong_pin;
        ImportOptions {
            export: match choices.exportable {
                true => KeyExport::Allow,
                false => KeyExport::Deny,
            },
            root_warning: match choices.trust_root {
                true => RootWarning::Accept,
                false => RootWarning::Decline,
            },
            protection: strong_pin.map_or(KeyProtection::None, KeyProtection::Password),
            ..ImportOptions::default()
        }
    }
}

kigen_pkcs12::named! {
    /// How the export wizard encrypts a file.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum WizardEncryption: "encryption in the export wizard" {
        /// TripleDES-SHA1, which the manual says to choose.
        #[default]
        TripleDesSha1 = "windows-triple-des-sha1",
        /// AES256-SHA256, which Windows reads from Windows 10 1709 and Server 2019 on.
        Aes256Sha256 = "windows-aes256-sha256",
    }
}

impl From<WizardEncryption> for EncryptionProfile {
    fn from(encryption: WizardEncryption) -> Self {
        match encryption {
            WizardEncryption::TripleDesSha1 => EncryptionProfile::WindowsTripleDesSha1,
            WizardEncryption::Aes256Sha256 => EncryptionProfile::WindowsAes256Sha256,
        }
    }
}

#[cfg(feature = "serde")]
mod tables {
    //! How scenario files write imports: all on one line. (serde cannot flatten one struct into
    //! another and refuse unknown keys too, so what is ticked is in both tables.)

    use super::super::protection::{NotOne, both, one};
    use super::{Import, ImportSource, Restore, WizardChoices};
    use crate::digest::Digest;
    use crate::label::Label;
    use crate::password::Password;
    use crate::pin::Pin;

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct ImportTable {
        /// The PC to import into.
        pc: Label,
        /// The PIN that is typed, for the last download.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<Pin>,
        /// What a file from elsewhere is called; the last download, if not given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<Label>,
        /// Its SHA-256: its name beside the scenario, followed by .p12.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<Digest>,
        /// The password that is typed: for a file from elsewhere, or for the last download where
        /// the PKI has others than four digits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<Password>,
        /// Only to say what took its place.
        #[serde(default, skip_serializing)]
        #[cfg_attr(feature = "schema", schemars(skip))]
        backup: Option<Label>,
        /// Whether 「このキーをエクスポート可能にする」 is ticked; it is, unless said otherwise.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        exportable: bool,
        /// Whether the security warning about the root is answered with 「はい」; it is, unless said
        /// otherwise.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        trust_root: bool,
        /// The password of the key, where 「秘密キーの保護を強力にする」 is ticked (the manual says not
        /// to); not ticked, unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        strong_pin: Option<Pin>,
    }

    #[derive(serde::Deserialize, serde::Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct RestoreTable {
        /// The PC to import into.
        pc: Label,
        /// The name of the backup.
        backup: Label,
        /// The PIN that is typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin: Option<Pin>,
        /// The password that is typed instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<Password>,
        /// Whether 「このキーをエクスポート可能にする」 is ticked; it is, unless said otherwise.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        exportable: bool,
        /// Whether the security warning about the root is answered with 「はい」; it is, unless said
        /// otherwise.
        #[serde(default = "yes", skip_serializing_if = "is_yes")]
        trust_root: bool,
        /// The password of the key, where 「秘密キーの保護を強力にする」 is ticked (the manual says not
        /// to); not ticked, unless given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        strong_pin: Option<Pin>,
    }

    /// What makes no import of a table.
    #[derive(Debug, thiserror::Error)]
    pub(super) enum ImportError {
        #[error("a backup is restored: write `do.restore` for `do.import`")]
        Backup,
        #[error("write `pin` for the last download, or `file`, `sha256` and `password`")]
        Incomplete,
    }

    fn yes() -> bool {
        true
    }

    fn is_yes(answer: &bool) -> bool {
        *answer
    }

    impl TryFrom<ImportTable> for Import {
        type Error = ImportError;

        fn try_from(table: ImportTable) -> Result<Self, ImportError> {
            if table.backup.is_some() {
                return Err(ImportError::Backup);
            }
            let source = match (table.pin, table.file, table.sha256, table.password) {
                (pin, None, None, password) => ImportSource::Download {
                    pin: one(pin, password).map_err(|_| ImportError::Incomplete)?,
                },
                (None, Some(file), Some(sha256), Some(password)) => ImportSource::Elsewhere {
                    file,
                    sha256,
                    password,
                },
                _ => return Err(ImportError::Incomplete),
            };
            Ok(Import {
                pc: table.pc,
                source,
                choices: WizardChoices {
                    exportable: table.exportable,
                    trust_root: table.trust_root,
                    strong_pin: table.strong_pin,
                },
            })
        }
    }

    impl From<Import> for ImportTable {
        fn from(import: Import) -> Self {
            let (pin, file, sha256, password) = match import.source {
                ImportSource::Download { pin } => {
                    let (pin, password) = both(pin);
                    (pin, None, None, password)
                }
                ImportSource::Elsewhere {
                    file,
                    sha256,
                    password,
                } => (None, Some(file), Some(sha256), Some(password)),
            };
            ImportTable {
                pc: import.pc,
                pin,
                file,
                sha256,
                password,
                backup: None,
                exportable: import.choices.exportable,
                trust_root: import.choices.trust_root,
                strong_pin: import.choices.strong_pin,
            }
        }
    }

    impl TryFrom<RestoreTable> for Restore {
        type Error = NotOne;

        fn try_from(table: RestoreTable) -> Result<Self, NotOne> {
            Ok(Restore {
                pc: table.pc,
                backup: table.backup,
                pin: one(table.pin, table.password)?,
                choices: WizardChoices {
                    exportable: table.exportable,
                    trust_root: table.trust_root,
                    strong_pin: table.strong_pin,
                },
            })
        }
    }

    impl From<Restore> for RestoreTable {
        fn from(restore: Restore) -> Self {
            let (pin, password) = both(restore.pin);
            RestoreTable {
                pc: restore.pc,
                backup: restore.backup,
                pin,
                password,
                exportable: restore.choices.exportable,
                trust_root: restore.choices.trust_root,
                strong_pin: restore.choices.strong_pin,
            }
        }
    }
}

#[cfg(feature = "serde")]
use tables::{ImportTable, RestoreTable};
