//! The portal (医療機関等向け総合ポータルサイト): takes applications, one a PC.

use crate::actor::authority::AuthorityMessage;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::seed::Seed;
use crate::time::add_business_days;
use crate::trace::Happening;

/// What the portal is asked.
#[derive(Debug)]
pub(crate) enum PortalMessage {
    /// An application for issue (電子証明書発行申請).
    Apply { pc: Label },
    /// A request for revocation (失効申請).
    Revoke { pc: Label },
}

#[derive(Debug)]
pub(crate) struct Portal {
    seed: Seed,
    rules: Rules,
    applications: u64,
}

impl Portal {
    pub(crate) fn new(seed: Seed, rules: Rules) -> Self {
        Portal {
            seed,
            rules,
            applications: 0,
        }
    }

    pub(crate) fn handle(&mut self, message: PortalMessage, out: &mut Outbox<'_>) {
        match message {
            PortalMessage::Apply { pc } => {
                self.applications += 1;
                let label = format!("portal/{pc}/{}/dispatch", self.applications);
                let (fewest, most) = self.rules.dispatch_business_days;
                let days = self.seed.stream(&label).between(fewest, most);
                let issued = add_business_days(out.now(), days as u32);
                let notice = AuthorityMessage::IssueNotice {
                    pc: pc.clone(),
                    applied: out.now(),
                };
                out.send_at(issued, Message::Authority(notice));
                out.finish(&pc, Happening::Apply, Ok(()));
            }
            PortalMessage::Revoke { pc } => {
                out.send(Message::Authority(AuthorityMessage::Revoke { pc }));
            }
        }
    }
}
