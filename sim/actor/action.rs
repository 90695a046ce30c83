//! What an operator can do.

use super::certificate_chain::CertificateChain;
use super::certification_request::CertificationRequest;
use super::key_use::{Connect, KeyAnswer, Renew};
use super::wizard::{Import, ImportSource, Restore, WizardChoices, WizardEncryption};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::service::Service;
use crate::pin::Pin;

/// One thing an operator does. In a scenario file: `do.import = { pc = "受付01", pin = "0427" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "scenario",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Action {
    /// Applies for a certificate (S2).
    Apply {
        /// The PC it is for.
        pc: Label,
        /// Where; on the portal, unless said otherwise.
        #[cfg_attr(
            feature = "scenario",
            serde(default, skip_serializing_if = "ApplicationChannel::is_portal")
        )]
        via: ApplicationChannel,
    },
    /// Opens the facility's account on the portal.
    OpenAccount {
        /// The PC it is opened from.
        pc: Label,
    },
    /// Asks the portal how the last application stands (S5).
    #[cfg_attr(feature = "scenario", serde(alias = "status"))]
    Inquire {
        /// The PC it is for.
        pc: Label,
    },
    /// Withdraws the last application.
    Cancel {
        /// The PC it is for.
        pc: Label,
    },
    /// Downloads the PKCS#12 file with the ID and password of the last letter, and chooses the PIN
    /// (S10).
    #[cfg_attr(feature = "scenario", serde(with = "super::protection::download"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "super::protection::download::DownloadTable")
    )]
    Download {
        /// The PC it is for.
        pc: Label,
        /// The PIN to protect it with.
        pin: Pin,
    },
    /// Gets a certificate for a key of the client's own, as with EST (RFC 7030): with the ID and
    /// password of the last letter, or in the place of a certificate that the client has.
    Enroll(Enroll),
    /// Shows a certificate from elsewhere to a service, as any program at the facility may. The
    /// PC's own store and programs have no part in it.
    Show(Show),
    /// Imports the PC's last download with the import wizard (S11), or a file from elsewhere.
    #[cfg_attr(feature = "scenario", serde(alias = "import-file"))]
    Import(Import),
    /// Imports a backup with the import wizard (S18).
    Restore(Restore),
    /// Looks at the certificate in the store (S12).
    Check {
        /// The PC to look at.
        pc: Label,
    },
    /// Uses a service, or all that the PC is used for when none is named.
    Connect(Connect),
    /// Reads the notice on the screen and closes it (S13).
    Dismiss {
        /// The PC it is on.
        pc: Label,
    },
    /// Renews with the MPKI client (S15).
    Renew(Renew),
    /// Picks the certificate that the PC uses from now on, where there are several.
    Choose {
        /// The PC.
        pc: Label,
        /// Which.
        which: CertificateChoice,
    },
    /// Deletes certificates from the store (S9), or the old one after a renewal (S15, I006).
    Delete {
        /// The PC to delete from.
        pc: Label,
        /// Which.
        which: DeleteWhich,
    },
    /// Makes a backup with the export wizard (S17).
    #[cfg_attr(feature = "scenario", serde(with = "super::protection::backup"))]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "super::protection::backup::BackupTable")
    )]
    Backup {
        /// The PC whose certificate is exported.
        pc: Label,
        /// The name of the backup.
        backup: Label,
        /// The PIN to protect it with.
        pin: Pin,
        /// The PIN as typed the second time; the same, unless said otherwise.
        pin_again: Option<Pin>,
        /// How to encrypt it: `windows-triple-des-sha1`, unless said otherwise.
        encryption: WizardEncryption,
    },
    /// Replaces a PC that broke with a new one (S18). Its store and its files are lost.
    Replace {
        /// The PC that broke.
        pc: Label,
    },
    /// Signs in to Windows as another user, who has a store of their own.
    SignIn {
        /// The PC.
        pc: Label,
        /// Who signs in.
        user: Label,
    },
    /// Asks for revocation on the portal.
    Revoke {
        /// The PC whose certificate is revoked.
        pc: Label,
    },
}

/// A certificate for a key that the authority does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enroll {
    /// The PC that it is for.
    pub pc: Label,
    /// The request, whose key is certified.
    pub request: CertificationRequest,
    /// Which of the PC's certificates it takes the place of, counted from 1; none, if not given.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub renews: Option<u32>,
}

/// What somebody shows to a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Show {
    /// The PC beside which it happens.
    pub pc: Label,
    /// The service.
    pub service: Service,
    /// The certificate, and those above it that are sent along; nothing is sent, if not given.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub certificates: Option<CertificateChain>,
}

kigen_pkcs12::named! {
    /// Which of several certificates a PC uses.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum CertificateChoice: "choice of a certificate" {
        /// The one that expires last.
        #[default]
        New = "new",
        /// The one that expires first.
        Old = "old",
    }
}

impl Action {
    /// An application on the portal.
    pub fn apply(pc: Label) -> Self {
        Action::Apply {
            pc,
            via: ApplicationChannel::Portal,
        }
    }

    /// The import of the PC's last download, with the manual's settings.
    pub fn import(pc: Label, pin: Pin) -> Self {
        Action::Import(Import {
            pc,
            source: ImportSource::Download { pin },
            choices: WizardChoices::default(),
        })
    }

    /// The import of a backup, with the manual's settings.
    pub fn restore(pc: Label, backup: Label, pin: Pin) -> Self {
        Action::Restore(Restore {
            pc,
            backup,
            pin,
            choices: WizardChoices::default(),
        })
    }

    /// The use of all the services a PC is used for; a prompt of the key is closed.
    pub fn connect(pc: Label) -> Self {
        Action::Connect(Connect {
            pc,
            service: None,
            answer: KeyAnswer::Close,
        })
    }

    /// A renewal; a prompt of the key is closed.
    pub fn renew(pc: Label) -> Self {
        Action::Renew(Renew {
            pc,
            answer: KeyAnswer::Close,
        })
    }

    /// A backup with the manual's settings.
    pub fn backup(pc: Label, backup: Label, pin: Pin) -> Self {
        Action::Backup {
            pc,
            backup,
            pin,
            pin_again: None,
            encryption: WizardEncryption::default(),
        }
    }

    /// The password that is chosen for a file, if one is.
    pub const fn chosen_password(&self) -> Option<&Pin> {
        match self {
            Action::Download { pin, .. } | Action::Backup { pin, .. } => Some(pin),
            _ => None,
        }
    }

    /// The action's name in scenario files.
    pub const fn name(&self) -> &'static str {
        match self {
            Action::Apply { .. } => "apply",
            Action::OpenAccount { .. } => "open-account",
            Action::Inquire { .. } => "inquire",
            Action::Cancel { .. } => "cancel",
            Action::Download { .. } => "download",
            Action::Enroll(_) => "enroll",
            Action::Show(_) => "show",
            Action::Import(_) => "import",
            Action::Restore(_) => "restore",
            Action::Check { .. } => "check",
            Action::Connect(_) => "connect",
            Action::Dismiss { .. } => "dismiss",
            Action::Renew(_) => "renew",
            Action::Choose { .. } => "choose",
            Action::Delete { .. } => "delete",
            Action::Backup { .. } => "backup",
            Action::Replace { .. } => "replace",
            Action::SignIn { .. } => "sign-in",
            Action::Revoke { .. } => "revoke",
        }
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            Action::Apply { pc, .. }
            | Action::OpenAccount { pc }
            | Action::Inquire { pc }
            | Action::Cancel { pc }
            | Action::Download { pc, .. }
            | Action::Enroll(Enroll { pc, .. })
            | Action::Show(Show { pc, .. })
            | Action::Import(Import { pc, .. })
            | Action::Restore(Restore { pc, .. })
            | Action::Check { pc }
            | Action::Connect(Connect { pc, .. })
            | Action::Dismiss { pc }
            | Action::Renew(Renew { pc, .. })
            | Action::Choose { pc, .. }
            | Action::Delete { pc, .. }
            | Action::Backup { pc, .. }
            | Action::Replace { pc }
            | Action::SignIn { pc, .. }
            | Action::Revoke { pc } => pc,
        }
    }
}
