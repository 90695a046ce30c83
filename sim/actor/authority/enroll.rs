//! Certificates for keys that clients have made themselves, as EST (RFC 7030) has them. Letters,
//! windows and fees are the same as for any other certificate.

use super::{AuthorityActor, Origin};
use crate::actor::message::EnrollOn;
use crate::actor::{CertificationRequest, Outbox, Ticket};
use crate::label::Label;
use crate::lifecycle::renewal;
use crate::pki::RenewalKey;
use crate::reason::Reason;
use crate::trace::EventKind;

impl AuthorityActor {
    /// Answers a client that asks for a certificate for its own key.
    pub(super) fn answer_request(
        &mut self,
        ticket: Ticket,
        pc: &Label,
        request: &CertificationRequest,
        on: &EnrollOn,
        reachable: Result<(), Reason>,
        out: &mut Outbox<'_>,
    ) {
        let renews = match on {
            EnrollOn::Letter(_) => None,
            EnrollOn::Certificate(ordinal) => Some(*ordinal),
        };
        let enrolled = reachable.and_then(|()| self.enroll(pc, request, on, out));
        let kind = EventKind::Enroll {
            ordinal: enrolled.ok(),
            renews,
        };
        out.finish(ticket, pc, kind, enrolled.map(drop));
    }

    /// Issues a certificate, and returns its number. The same request gets the same certificate
    /// again, and nothing is charged twice.
    fn enroll(
        &mut self,
        pc: &Label,
        request: &CertificationRequest,
        on: &EnrollOn,
        out: &mut Outbox<'_>,
    ) -> Result<u32, Reason> {
        request.verify()?;
        let key = Some(request.key());
        match on {
            EnrollOn::Letter(credentials) => {
                let letter = self.letters.get(credentials);
                let letter = letter.expect("letters carry what was printed").clone();
                if out.now() > self.rules.downloads_close(letter.issued) {
                    return Err(Reason::DownloadClosed);
                }
                let validity = self.validity(letter.issued);
                let origin = Origin::Application(letter.application);
                self.issue_once(pc, letter.ordinal, origin, key, validity, out)?;
                Ok(letter.ordinal)
            }
            EnrollOn::Certificate(ordinal) => {
                let issued = self.accounts.get(pc).map(|account| &account.issued);
                let old = issued.and_then(|issued| issued.get(ordinal));
                let old = old.ok_or(Reason::NoCertificate)?.certificate.clone();
                renewal::check(&old, out.now(), self.pki().renewal_window)?;
                if self.authority.is_revoked(old.serial()) {
                    return Err(Reason::Revoked);
                }
                let keeps = self.pki().renewal_key == RenewalKey::Same;
                if keeps && request.key().bits() != old.public_key_bits() {
                    return Err(Reason::KeyMismatch);
                }
                let ordinal = self.successor(pc, &old, out);
                let validity = self.validity(out.now());
                self.issue_once(pc, ordinal, Origin::Renewal(&old), key, validity, out)?;
                Ok(ordinal)
            }
        }
    }
}
