//! The operator: the person at the facility, with a pile of letters and a shelf of backup media.
//!
//! An operator does what an [`Action`] says and learns how it ended. Letters and backups are here
//! because they outlive a PC.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::actor::authority::AuthorityMessage;
use crate::actor::pc::PcMessage;
use crate::actor::portal::PortalMessage;
use crate::actor::post::Letter;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::import::{ImportOptions, RootWarning};
use crate::lifecycle::service::Service;
use crate::pin::Pin;
use crate::pkcs12::EncryptionProfile;
use crate::reason::Reason;
use crate::store::KeyExport;
use crate::trace::Happening;

/// One thing an operator does. In a scenario file: `do.import = { pc = "受付01", pin = "0427" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize))]
#[cfg_attr(
    feature = "scenario",
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum Action {
    /// Applies for a certificate on the portal (S2).
    Apply {
        /// The PC it is for.
        pc: Label,
    },
    /// Downloads the PKCS#12 file with the ID and password of the last notice, and chooses the PIN
    /// (S10).
    Download {
        /// The PC it is for.
        pc: Label,
        /// The PIN to protect it with.
        pin: Pin,
    },
    /// Imports a file with the import wizard (S11): the PC's last download, or a backup.
    Import {
        /// The PC to import into.
        pc: Label,
        /// The PIN that is typed.
        pin: Pin,
        /// The name of a backup; without it, the last download.
        #[cfg_attr(feature = "scenario", serde(default))]
        backup: Option<Label>,
        /// Whether 「このキーをエクスポート可能にする」 is ticked; it is, unless said otherwise.
        #[cfg_attr(feature = "scenario", serde(default = "ticked"))]
        exportable: bool,
        /// Whether the security warning about the root is answered with 「はい」; it is, unless
        /// said otherwise.
        #[cfg_attr(feature = "scenario", serde(default = "ticked"))]
        trust_root: bool,
    },
    /// Looks at the certificate in the store (S12).
    Check {
        /// The PC to look at.
        pc: Label,
    },
    /// Uses a service, or both when none is named.
    Connect {
        /// The PC that connects.
        pc: Label,
        /// The service.
        #[cfg_attr(feature = "scenario", serde(default))]
        service: Option<Service>,
    },
    /// Renews with the MPKI client (S15).
    Renew {
        /// The PC whose certificate is renewed.
        pc: Label,
    },
    /// Deletes certificates from the store (S9), or the old one after a renewal (S15, I006).
    Delete {
        /// The PC to delete from.
        pc: Label,
        /// Which.
        which: DeleteWhich,
    },
    /// Makes a backup with the export wizard (S17).
    Backup {
        /// The PC whose certificate is exported.
        pc: Label,
        /// The name of the backup.
        backup: Label,
        /// The PIN to protect it with.
        pin: Pin,
        /// The PIN as typed the second time; the same, unless said otherwise.
        #[cfg_attr(feature = "scenario", serde(default))]
        pin_again: Option<Pin>,
        /// How to encrypt it: `windows-triple-des-sha1`, unless said otherwise.
        #[cfg_attr(feature = "scenario", serde(default = "manuals_choice"))]
        encryption: EncryptionProfile,
    },
    /// Puts a new PC in the place of one that broke (S18). Its store and its files are gone.
    Replace {
        /// The PC that broke.
        pc: Label,
    },
    /// Asks for revocation on the portal.
    Revoke {
        /// The PC whose certificate is revoked.
        pc: Label,
    },
}

#[cfg(feature = "scenario")]
fn ticked() -> bool {
    true
}

#[cfg(feature = "scenario")]
fn manuals_choice() -> EncryptionProfile {
    EncryptionProfile::WindowsTripleDesSha1
}

impl Action {
    /// The action's name in scenario files.
    pub const fn name(&self) -> &'static str {
        match self {
            Action::Apply { .. } => "apply",
            Action::Download { .. } => "download",
            Action::Import { .. } => "import",
            Action::Check { .. } => "check",
            Action::Connect { .. } => "connect",
            Action::Renew { .. } => "renew",
            Action::Delete { .. } => "delete",
            Action::Backup { .. } => "backup",
            Action::Replace { .. } => "replace",
            Action::Revoke { .. } => "revoke",
        }
    }

    /// The PC it is about.
    pub const fn pc(&self) -> &Label {
        match self {
            Action::Apply { pc }
            | Action::Download { pc, .. }
            | Action::Import { pc, .. }
            | Action::Check { pc }
            | Action::Connect { pc, .. }
            | Action::Renew { pc }
            | Action::Delete { pc, .. }
            | Action::Backup { pc, .. }
            | Action::Replace { pc }
            | Action::Revoke { pc } => pc,
        }
    }
}

/// What reaches the operator.
#[derive(Debug)]
pub(crate) enum OperatorMessage {
    /// What to do next.
    Do(Action),
    /// A letter, from the post.
    Deliver(Letter),
    /// A backup file, from the PC's export wizard.
    Keep {
        pc: Label,
        backup: Label,
        encryption: EncryptionProfile,
        bytes: Vec<u8>,
    },
    /// How a request ended.
    Done(Result<(), Reason>),
}

#[derive(Debug, Default)]
pub(crate) struct Operator {
    /// Each with the moment it arrived.
    letters: Vec<(DateTime<Utc>, Letter)>,
    backups: BTreeMap<Label, Vec<u8>>,
    outcomes: Vec<Result<(), Reason>>,
}

impl Operator {
    /// When the last notice for a PC arrived, if one did.
    pub(crate) fn last_letter(&self, pc: &Label) -> Option<DateTime<Utc>> {
        let mut letters = self.letters.iter().rev();
        letters
            .find(|(_, letter)| letter.pc == *pc)
            .map(|(arrived, _)| *arrived)
    }

    /// How the last action ended: with the first refusal among its answers.
    pub(crate) fn take_outcome(&mut self) -> Option<Result<(), Reason>> {
        let answers = std::mem::take(&mut self.outcomes);
        let refused = answers.iter().find(|answer| answer.is_err()).copied();
        refused.or_else(|| answers.last().copied())
    }

    pub(crate) fn handle(&mut self, message: OperatorMessage, out: &mut Outbox<'_>) {
        match message {
            OperatorMessage::Do(action) => self.act(action, out),
            OperatorMessage::Deliver(letter) => {
                out.record(&letter.pc, Happening::Letter, Ok(()));
                self.letters.push((out.now(), letter));
            }
            OperatorMessage::Keep {
                pc,
                backup,
                encryption,
                bytes,
            } => self.keep(&pc, backup, encryption, bytes, out),
            OperatorMessage::Done(outcome) => self.outcomes.push(outcome),
        }
    }

    fn act(&mut self, action: Action, out: &mut Outbox<'_>) {
        match action {
            Action::Apply { pc } => out.send(Message::Portal(PortalMessage::Apply { pc })),
            Action::Revoke { pc } => out.send(Message::Portal(PortalMessage::Revoke { pc })),
            Action::Download { pc, pin } => self.download(pc, pin, out),
            Action::Import {
                pc,
                pin,
                backup,
                exportable,
                trust_root,
            } => {
                let options = ImportOptions {
                    export: match exportable {
                        true => KeyExport::Allow,
                        false => KeyExport::Deny,
                    },
                    root_warning: match trust_root {
                        true => RootWarning::Accept,
                        false => RootWarning::Decline,
                    },
                    ..ImportOptions::default()
                };
                self.import(pc, pin, backup, options, out);
            }
            Action::Check { pc } => out.send(Message::Pc(pc, PcMessage::Check)),
            Action::Connect { pc, service } => {
                for each in Service::ALL {
                    if service.is_none_or(|service| service == each) {
                        let connect = PcMessage::Connect { service: each };
                        out.send(Message::Pc(pc.clone(), connect));
                    }
                }
            }
            Action::Renew { pc } => out.send(Message::Pc(pc, PcMessage::Renew)),
            Action::Delete { pc, which } => {
                out.send(Message::Pc(pc, PcMessage::Delete { which }));
            }
            Action::Backup {
                pc,
                backup,
                pin,
                pin_again,
                encryption,
            } => {
                let pin_again = pin_again.unwrap_or_else(|| pin.clone());
                let message = PcMessage::Backup {
                    backup,
                    pin,
                    pin_again,
                    encryption,
                };
                out.send(Message::Pc(pc, message));
            }
            Action::Replace { pc } => out.send(Message::Pc(pc, PcMessage::Replace)),
        }
    }

    fn download(&self, pc: Label, pin: Pin, out: &mut Outbox<'_>) {
        let mut letters = self.letters.iter().rev();
        match letters.find(|(_, letter)| letter.pc == pc) {
            Some((_, letter)) => out.send(Message::Authority(AuthorityMessage::Download {
                credentials: letter.credentials.clone(),
                pin,
            })),
            None => {
                let file = pc.clone();
                out.finish(&pc, Happening::Download { file }, Err(Reason::NoLetter));
            }
        }
    }

    fn import(
        &self,
        pc: Label,
        pin: Pin,
        backup: Option<Label>,
        options: ImportOptions,
        out: &mut Outbox<'_>,
    ) {
        let from_backup = match backup {
            None => None,
            Some(name) => match self.backups.get(&name) {
                Some(bytes) => Some((name, bytes.clone())),
                None => {
                    let happening = Happening::Import {
                        file: name,
                        root_warnings: 0,
                    };
                    return out.finish(&pc, happening, Err(Reason::FileNotFound));
                }
            },
        };
        let message = PcMessage::Import {
            from_backup,
            pin,
            options,
        };
        out.send(Message::Pc(pc, message));
    }

    /// Puts a backup on the shelf. One that is there already is never replaced.
    fn keep(
        &mut self,
        pc: &Label,
        backup: Label,
        encryption: EncryptionProfile,
        bytes: Vec<u8>,
        out: &mut Outbox<'_>,
    ) {
        let happening = Happening::Backup {
            file: backup.clone(),
            encryption,
        };
        if self.backups.contains_key(&backup) {
            return out.finish(pc, happening, Err(Reason::FileExists));
        }
        out.keep(format!("{backup}.pfx"), bytes.clone());
        self.backups.insert(backup, bytes);
        out.finish(pc, happening, Ok(()));
    }
}
