//! The two wizards of Windows: import and export.

use std::sync::Arc;

use super::{MY, Pc};
use crate::actor::message::OperatorMessage;
use crate::actor::{Message, Outbox, Ticket};
use crate::label::Label;
use crate::lifecycle::backup::{ExportOptions, export};
use crate::lifecycle::fault::CutPoint;
use crate::lifecycle::import::{ImportError, ImportOptions, RootWarning, import};
use crate::password::Password;
use crate::pkcs12::{Limits, open};
use crate::reason::Reason;
use crate::store::KeyExport;
use crate::trace::{EventKind, ExportWizard, ImportWizard, PromptAnswer};

impl Pc {
    pub(super) fn import(
        &mut self,
        ticket: Ticket,
        brought: Option<(Label, Arc<[u8]>)>,
        password: &Password,
        options: ImportOptions,
        alive: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        // A file that a dead PC has downloaded cannot be seen.
        let file = brought.or_else(|| self.download.clone().filter(|_| alive.is_ok()));
        let (mut wizard, mut root_warnings) = (None, None);
        let (mut nothing, mut keys_left_out) = (false, 0);
        let result = alive.and_then(|()| {
            let (_, bytes) = file.as_ref().ok_or(Reason::FileNotFound)?;
            let opened = open(bytes, password.as_str(), &Limits::default()).map_err(Reason::from);
            wizard = match &opened {
                Ok(_) => Some(ImportWizard::whole(&options)),
                Err(Reason::WrongPassword) => Some(ImportWizard::until_password(&options)),
                // On which page the wizard says so is not known.
                Err(_) => None,
            };
            let contents = opened?;
            root_warnings = Some(Vec::new());
            // The wizard has read everything, and has written nothing yet.
            self.power_holds(CutPoint::Import)?;
            let answer = options.root_warning;
            let imported = import(self.signed_in_mut(), &contents, options);
            root_warnings = Some(match &imported {
                Ok(imported) => vec![answer; imported.root_warnings],
                // The first 「いいえ」 ends the import.
                Err(ImportError::RootDeclined { .. }) => vec![RootWarning::Decline],
                Err(_) => Vec::new(),
            });
            let imported = imported?;
            nothing = imported.certificates.is_empty() && contents.certificates.is_empty();
            keys_left_out = imported.keys_left_out;
            Ok(())
        });
        self.revision += 1;
        let kind = EventKind::Import {
            file: file.map(|(name, _)| name),
            wizard,
            root_warnings,
            nothing,
            keys_left_out,
        };
        out.finish(ticket, &pc, kind, result);
    }

    pub(super) fn backup(
        &mut self,
        ticket: Ticket,
        backup: Label,
        options: &ExportOptions<'_>,
        alive: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let salt = format!("pc/{pc}/backup/{backup}/{}", out.now().timestamp());
        let (mut wizard, mut key_prompt) = (None, None);
        let result = alive
            .and_then(|()| self.current_of_user())
            .and_then(|entry| {
                let key = self.signed_in().key_info_of(MY.location, &entry)?;
                if let Some(key) = key.filter(|key| key.export == KeyExport::Allow) {
                    wizard = Some(ExportWizard::from(options));
                    let typed_well = options.pin == options.pin_again;
                    key_prompt =
                        PromptAnswer::to(key.protection, options.prompt).filter(|_| typed_well);
                }
                let thumbprint = entry.certificate.thumbprint();
                let mut stream = self.seed.stream(&salt);
                Ok(export(self.signed_in(), thumbprint, options, &mut stream)?)
            })
            .and_then(|bytes| self.power_holds(CutPoint::Backup).map(|()| bytes))
            .and_then(|bytes| match self.disk_full {
                true => Err(Reason::DiskFull),
                false => Ok(bytes),
            });
        match result {
            Ok(bytes) => out.send(Message::Operator(OperatorMessage::Keep {
                ticket,
                pc,
                backup,
                wizard,
                key_prompt,
                bytes: bytes.into(),
            })),
            Err(reason) => {
                let file = backup;
                let kind = EventKind::Backup {
                    file,
                    wizard,
                    key_prompt,
                };
                out.finish(ticket, &pc, kind, reason);
            }
        }
    }
}
