//! The two wizards of Windows: import and export.

use std::sync::Arc;

use super::Pc;
use crate::actor::operator::OperatorMessage;
use crate::actor::{Message, Outbox, Ticket};
use crate::label::Label;
use crate::lifecycle::backup::{ExportOptions, export};
use crate::lifecycle::fault::CutPoint;
use crate::lifecycle::import::{ImportError, ImportOptions, import};
use crate::password::Password;
use crate::pkcs12::{Limits, open};
use crate::reason::Reason;
use crate::trace::Happening;

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
        // What a dead PC has downloaded, nobody can see.
        let file = brought.or_else(|| self.download.clone().filter(|_| alive.is_ok()));
        let mut root_warnings = None;
        let result = alive.and_then(|()| {
            let (_, bytes) = file.as_ref().ok_or(Reason::FileNotFound)?;
            let contents = open(bytes, password.as_str(), &Limits::default())?;
            root_warnings = Some(0);
            // The wizard has read everything, and has written nothing yet.
            self.power_holds(CutPoint::Import)?;
            let imported = import(self.signed_in_mut(), &contents, options);
            root_warnings = Some(match &imported {
                Ok(imported) => imported.root_warnings,
                // The first 「いいえ」 ends the import.
                Err(ImportError::RootDeclined { .. }) => 1,
                Err(_) => 0,
            });
            imported?;
            Ok(())
        });
        self.revision += 1;
        let happening = Happening::Import {
            file: file.map(|(name, _)| name),
            root_warnings,
        };
        out.finish(ticket, &pc, happening, result);
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
        let result = alive
            .and_then(|()| self.current_of_user())
            .and_then(|entry| {
                let thumbprint = entry.certificate.thumbprint();
                let mut stream = self.seed.stream(&salt);
                Ok(export(self.signed_in(), thumbprint, options, &mut stream)?)
            })
            .and_then(|bytes| self.power_holds(CutPoint::Backup).map(|()| bytes))
            .and_then(|bytes| match self.disk_full {
                true => Err(Reason::DiskFull),
                false => Ok(bytes),
            });
        let encryption = options.encryption;
        match result {
            Ok(bytes) => out.send(Message::Operator(OperatorMessage::Keep {
                ticket,
                pc,
                backup,
                encryption,
                bytes: bytes.into(),
            })),
            Err(reason) => {
                let file = backup;
                let happening = Happening::Backup { file, encryption };
                out.finish(ticket, &pc, happening, reason);
            }
        }
    }
}
