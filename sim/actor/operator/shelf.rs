//! The operator's shelf: letters, backups and files from elsewhere, on their way to a PC and back.

use std::sync::Arc;

use super::Operator;
use crate::actor::message::{AuthorityMessage, EnrollOn, PcMessage};
use crate::actor::{Enroll, Message, Outbox, Ticket};
use crate::digest::Digest;
use crate::file::Access;
use crate::label::Label;
use crate::lifecycle::import::ImportOptions;
use crate::password::Password;
use crate::pin::Pin;
use crate::reason::Reason;
use crate::trace::EventKind;

/// Where the file to import is.
#[derive(Debug)]
pub(super) enum Source {
    /// On the PC: its last download.
    Download,
    /// On the shelf: a backup.
    Backup(Label),
    /// On the shelf: a file of that name that came from elsewhere.
    Elsewhere(Label, Digest),
}

impl Operator {
    /// Puts a file from elsewhere on the shelf.
    pub(crate) fn bring(&mut self, bytes: Vec<u8>) -> Digest {
        self.files.insert(bytes)
    }

    /// Puts a backup on the shelf. One whose name is taken already, or that Windows would take for
    /// the same, is never replaced.
    pub(super) fn keep(
        &mut self,
        backup: Label,
        bytes: Arc<[u8]>,
        out: &mut Outbox<'_>,
    ) -> Result<(), Reason> {
        let folded = backup.folded();
        if self.backups.keys().any(|kept| kept.folded() == folded) {
            return Err(Reason::FileExists);
        }
        let name = format!("{backup}.pfx");
        out.keep(name, bytes.clone(), Access::OwnerOnly);
        self.backups.insert(backup, bytes);
        Ok(())
    }

    /// Types the ID and the password of the last letter into the download site.
    pub(super) fn download(&self, ticket: Ticket, pc: Label, pin: Pin, out: &mut Outbox<'_>) {
        match self.letters.get(&pc) {
            Some((_, letter)) => out.send(Message::Authority(AuthorityMessage::Download {
                ticket,
                pc,
                credentials: letter.credentials.clone(),
                pin,
            })),
            None => {
                let kind = EventKind::Download { file: None };
                out.finish(ticket, &pc, kind, Reason::NoLetter);
            }
        }
    }

    /// Asks for a certificate for a key of the client's own, with the last letter or with a
    /// certificate.
    pub(super) fn enroll(&self, ticket: Ticket, enroll: Enroll, out: &mut Outbox<'_>) {
        let Enroll {
            pc,
            request,
            renews,
        } = enroll;
        let letter = || {
            let (_, letter) = self.letters.get(&pc)?;
            Some(EnrollOn::Letter(letter.credentials.clone()))
        };
        match renews.map(EnrollOn::Certificate).or_else(letter) {
            Some(on) => out.send(Message::Authority(AuthorityMessage::Enroll {
                ticket,
                pc,
                request,
                on,
            })),
            None => {
                let kind = EventKind::Enroll {
                    ordinal: None,
                    renews,
                };
                out.finish(ticket, &pc, kind, Reason::NoLetter);
            }
        }
    }

    /// Takes a file to a PC and types the password into its import wizard.
    pub(super) fn import(
        &self,
        ticket: Ticket,
        pc: Label,
        password: Password,
        source: Source,
        options: ImportOptions,
        out: &mut Outbox<'_>,
    ) {
        let (name, bytes) = match source {
            Source::Download => (None, None),
            Source::Backup(name) => {
                let bytes = self.backups.get(&name).cloned();
                (Some(name), bytes)
            }
            Source::Elsewhere(name, digest) => {
                let bytes = self.files.get(&digest).map(Arc::from);
                (Some(name), bytes)
            }
        };
        let brought = match (name, bytes) {
            (None, _) => None,
            (Some(name), Some(bytes)) => Some((name, bytes)),
            (Some(file), None) => {
                let kind = EventKind::Import {
                    file: Some(file),
                    wizard: None,
                    root_warnings: None,
                    nothing: false,
                    keys_left_out: 0,
                };
                return out.finish(ticket, &pc, kind, Reason::FileNotFound);
            }
        };
        let message = PcMessage::Import {
            ticket,
            brought,
            password,
            options,
        };
        out.send(Message::Pc(pc, message));
    }
}
