//! Billing: every issue, renewal and letter that costs anything becomes a fee, collected in the
//! month after next.

use std::sync::Arc;

use crate::actor::Outbox;
use crate::actor::message::BillingMessage;
use crate::lifecycle::fee::{PaymentMethod, fee};
use crate::lifecycle::rules::Rules;
use crate::outcome::Outcome;
use crate::trace::EventKind;

#[derive(Debug)]
pub(crate) struct Billing {
    rules: Arc<Rules>,
    method: PaymentMethod,
}

impl Billing {
    pub(crate) fn new(rules: Arc<Rules>, method: PaymentMethod) -> Self {
        Billing { rules, method }
    }

    pub(crate) fn handle(&mut self, message: BillingMessage, out: &mut Outbox<'_>) {
        let BillingMessage::Charge { pc, ordinal, kind } = message;
        let fee = fee(kind, self.method, out.now(), &self.rules);
        if fee.yen > 0 {
            out.record(&pc, EventKind::Fee { ordinal, fee }, Outcome::Ok);
        }
    }
}
