//! The two wizards of Windows: import and export.

use super::Pc;
use crate::actor::operator::OperatorMessage;
use crate::actor::{CutPoint, Message, Outbox, Ticket};
use crate::label::Label;
use crate::lifecycle::backup::{ExportOptions, export};
use crate::lifecycle::import::{ImportOptions, import};
use crate::password::Password;
use crate::pkcs12::{Limits, open};
use crate::reason::Reason;
use crate::trace::Happening;

impl Pc {
    pub(super) fn import(
        &mut self,
        ticket: Ticket,
        brought: Option<(Label, Vec<u8>)>,
        password: &Password,
        options: ImportOptions,
        alive: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let pc = self.settings.name.clone();
        let (file, result) = match brought.or_else(|| self.download.clone()) {
            None => (pc.clone(), Err(Reason::FileNotFound)),
            Some((file, bytes)) => {
                let result = alive
                    .and_then(|()| {
                        open(&bytes, password.as_str(), &Limits::default()).map_err(Reason::from)
                    })
                    // The wizard has read everything, and has written nothing yet.
                    .and_then(|contents| self.power_holds(CutPoint::Import).map(|()| contents))
                    .and_then(|contents| {
                        import(self.signed_in_mut(), &contents, options)
                            .map_err(|error| error.reason())
                    });
                (file, result)
            }
        };
        self.revision += 1;
        let root_warnings = match &result {
            Ok(imported) => imported.root_warnings,
            // The first 「いいえ」 ends the import.
            Err(Reason::RootDeclined) => 1,
            Err(_) => 0,
        };
        let happening = Happening::Import {
            file,
            root_warnings,
        };
        out.finish(ticket, &pc, happening, result.map(|_| ()));
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
                export(self.signed_in(), thumbprint, options, &mut stream)
                    .map_err(|error| error.reason())
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
                bytes,
            })),
            Err(reason) => {
                let file = backup;
                let happening = Happening::Backup { file, encryption };
                out.finish(ticket, &pc, happening, Err(reason));
            }
        }
    }
}
