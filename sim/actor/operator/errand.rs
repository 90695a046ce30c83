//! What the operator asks of others to carry out an action.

use super::shelf::Source;
use super::{Operator, Origin};
use crate::actor::message::{AuthorityMessage, PcMessage, PortalMessage, ServicesMessage};
use crate::actor::{Action, Connect, ImportSource, Message, Outbox, Renew, Show};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::service::Service;
use crate::store::KeyPrompt;

impl Operator {
    pub(super) fn act(&mut self, action: Action, origin: Origin, out: &mut Outbox<'_>) {
        let services = match &action {
            Action::Connect(connect) => self.services(&connect.pc, connect.service),
            _ => Vec::new(),
        };
        // Each service answers by itself, everything else once.
        let ticket = self.ticket(origin, services.len().max(1));
        match action {
            Action::Apply { pc, via } => out.send(match via {
                ApplicationChannel::Portal => {
                    Message::Portal(PortalMessage::Apply { ticket, pc, via })
                }
                ApplicationChannel::ClosedNetwork => {
                    Message::Authority(AuthorityMessage::Apply { ticket, pc })
                }
            }),
            Action::OpenAccount { pc } => {
                out.send(Message::Portal(PortalMessage::OpenAccount { ticket, pc }));
            }
            Action::Inquire { pc } => {
                out.send(Message::Portal(PortalMessage::Status { ticket, pc }));
            }
            Action::Cancel { pc } => {
                out.send(Message::Portal(PortalMessage::Cancel { ticket, pc }));
            }
            Action::Revoke { pc } => {
                out.send(Message::Portal(PortalMessage::Revoke { ticket, pc }));
            }
            Action::Download { pc, pin } => self.download(ticket, pc, pin, out),
            Action::Enroll(enroll) => self.enroll(ticket, enroll, out),
            Action::Show(Show {
                pc,
                service,
                certificates,
            }) => out.send(Message::Services(ServicesMessage::Show {
                ticket,
                pc,
                service,
                certificates,
            })),
            Action::Import(import) => {
                let (source, password) = match import.source {
                    ImportSource::Download { pin } => (Source::Download, pin.into()),
                    ImportSource::Elsewhere {
                        file,
                        sha256,
                        password,
                    } => (Source::Elsewhere(file, sha256), password),
                };
                let options = import.choices.into();
                self.import(ticket, import.pc, password, source, options, out);
            }
            Action::Restore(restore) => {
                let source = Source::Backup(restore.backup);
                let options = restore.choices.into();
                self.import(ticket, restore.pc, restore.pin.into(), source, options, out);
            }
            Action::Check { pc } => out.send(Message::Pc(pc, PcMessage::Check { ticket })),
            Action::Connect(Connect { pc, answer, .. }) => {
                let prompt = KeyPrompt::from(answer);
                for service in services {
                    let connect = PcMessage::Connect {
                        ticket,
                        service,
                        prompt: prompt.clone(),
                    };
                    out.send(Message::Pc(pc.clone(), connect));
                }
            }
            Action::Dismiss { pc } => out.send(Message::Pc(pc, PcMessage::Dismiss { ticket })),
            Action::Renew(Renew { pc, answer }) => {
                let prompt = answer.into();
                out.send(Message::Pc(pc, PcMessage::Renew { ticket, prompt }));
            }
            Action::Choose { pc, which } => {
                out.send(Message::Pc(pc, PcMessage::Choose { ticket, which }));
            }
            Action::Delete { pc, which } => {
                out.send(Message::Pc(pc, PcMessage::Delete { ticket, which }));
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
                    ticket,
                    backup,
                    pin,
                    pin_again,
                    encryption: encryption.into(),
                };
                out.send(Message::Pc(pc, message));
            }
            Action::Replace { pc } => out.send(Message::Pc(pc, PcMessage::Replace { ticket })),
            Action::SignIn { pc, user } => {
                out.send(Message::Pc(pc, PcMessage::SignIn { ticket, user }));
            }
        }
    }

    /// The services that are meant: the named one, or all that the PC is used for.
    fn services(&self, pc: &Label, named: Option<Service>) -> Vec<Service> {
        match (named, self.desks.get(pc)) {
            (Some(service), _) => vec![service],
            (None, Some(desk)) => desk.services.clone(),
            (None, None) => Service::ALL.to_vec(),
        }
    }
}
