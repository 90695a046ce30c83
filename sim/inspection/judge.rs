//! What certificates are judged by.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Deadline;
use crate::certificate::{Certificate, CertificateKind};
use crate::lifecycle::expiry::{self, Revocation, State};
use crate::path::{PathError, RelyingParty, StaleLists};
use crate::pki::{Pki, RenewalWindow};

/// What a certificate is to a judge: in a part of its life, or refused by the relying party.
pub type Judgement = Result<State, PathError>;

/// How many authorities of a file are tried for one of its certificates. A path of webpki's has six
/// of them at most, and it verifies a hundred signatures at most.
const AUTHORITIES_MAX: usize = 100;

/// A time, and when certificates can be renewed. Without a [`RelyingParty`] it judges nothing that
/// does not depend on the time.
#[derive(Clone, Debug)]
pub struct Judge {
    at: DateTime<Utc>,
    renewal_window: RenewalWindow,
    relying_party: Option<Arc<RelyingParty>>,
}

impl Judge {
    /// A judge that looks at that second, and knows the default PKI's renewal window.
    pub fn at(at: DateTime<Utc>) -> Self {
        Judge {
            at,
            renewal_window: Pki::default().renewal_window,
            relying_party: None,
        }
    }

    /// Has certificates be due for renewal by another window.
    pub fn renewing(mut self, renewal_window: RenewalWindow) -> Self {
        self.renewal_window = renewal_window;
        self
    }

    /// Has this relying party judge every end entity's certificate, as a service would.
    pub fn asking(mut self, relying_party: RelyingParty) -> Self {
        self.relying_party = Some(Arc::new(relying_party));
        self
    }

    /// The second that is looked at.
    pub fn time(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns the state of a certificate that no revocation list mentions, by its dates alone.
    pub fn state(&self, certificate: &Certificate) -> State {
        expiry::state(certificate, Revocation::Good, self.at, self.renewal_window)
    }

    /// Judges the certificates of a file, in their order. For the relying party, the authorities
    /// among them are what came with each end entity; they themselves are judged by their dates.
    pub fn judge(&self, certificates: &[Certificate]) -> Vec<Judgement> {
        let verdicts = self.verdicts(certificates, self.at, StaleLists::Refuse);
        let certificates = certificates.iter();
        certificates
            .zip(verdicts)
            .map(|(certificate, verdict)| verdict.map(|()| self.state(certificate)))
            .collect()
    }

    /// Returns for each of the certificates whether it will have run out by the deadline: itself,
    /// or, where there is a relying party, an authority above it. That lists are replaced until
    /// then is taken for granted.
    pub(super) fn late(&self, certificates: &[Certificate], deadline: Deadline) -> Vec<bool> {
        let verdicts = self.verdicts(certificates, deadline.until, StaleLists::Accept);
        let certificates = certificates.iter();
        certificates
            .zip(verdicts)
            .map(|(certificate, verdict)| {
                // What is never valid has run out, whatever its dates.
                deadline.is_missed_by(certificate.not_after())
                    || self.state(certificate) == State::NeverValid
                    || matches!(verdict, Err(PathError::AuthorityExpired { .. }))
            })
            .collect()
    }

    /// What the relying party says of each certificate; of those that it is not asked about,
    /// nothing.
    fn verdicts(
        &self,
        certificates: &[Certificate],
        at: DateTime<Utc>,
        stale_lists: StaleLists,
    ) -> Vec<Result<(), PathError>> {
        let Some(relying_party) = &self.relying_party else {
            return vec![Ok(()); certificates.len()];
        };
        let authorities = by_name(certificates);
        let verdict = |certificate: &Certificate| match certificate.kind() {
            CertificateKind::Authority => Ok(()),
            CertificateKind::EndEntity => {
                let above = above(certificate, &authorities);
                relying_party.verify(certificate, above, at, stale_lists)
            }
        };
        certificates.iter().map(verdict).collect()
    }
}

/// The authorities among some certificates, by their names.
fn by_name(certificates: &[Certificate]) -> BTreeMap<&[u8], Vec<&Certificate>> {
    let mut named: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for certificate in certificates {
        if certificate.kind() == CertificateKind::Authority {
            let name = certificate.subject_der();
            named.entry(name).or_default().push(certificate);
        }
    }
    named
}

/// The authorities that may stand above a certificate, by their names: in a file with thousands,
/// webpki need not try them all.
fn above<'a>(
    certificate: &'a Certificate,
    authorities: &BTreeMap<&'a [u8], Vec<&'a Certificate>>,
) -> Vec<&'a Certificate> {
    let mut above = Vec::new();
    let mut seen = BTreeSet::new();
    let mut names = vec![certificate.issuer_der()];
    while let Some(name) = names.pop() {
        if !seen.insert(name) {
            continue;
        }
        let found = authorities.get(name).into_iter().flatten();
        for authority in found.take(AUTHORITIES_MAX - above.len()) {
            above.push(*authority);
            names.push(authority.issuer_der());
        }
    }
    above
}
