//! A specimen proves its state: rustls-webpki, which did not make it, judges it over all time.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::Specimen;
use super::error::SpecimenError;
use super::state::SpecimenState;
use crate::lifecycle::expiry::{self, Revocation, State};
use crate::lifecycle::renewal;
use crate::pki::Validity;
use crate::reason::Reason;
use crate::revocation_list::RevocationList;
use crate::time::Span;

/// What a relying party has the owner of a key sign.
const CHALLENGE: &[u8] = b"kigen: prove that this key is yours";

/// A time over which nothing changes for a specimen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first second; `None` for the stage before the earliest date.
    pub from: Option<DateTime<Utc>>,
    /// The part of its life in which it is accepted, or why it is refused.
    pub outcome: Result<State, Reason>,
}

/// Returns the stages of a specimen if it is what it was made for.
pub(super) fn prove(specimen: &Specimen, validity: Validity) -> Result<Vec<Period>, SpecimenError> {
    let unproved = || SpecimenError::Unproved {
        name: specimen.name.to_string(),
    };
    let second = Duration::seconds(1);
    let bounds: Vec<DateTime<Utc>> = bounds(specimen).into_iter().collect();
    let first = bounds.first().ok_or_else(unproved)?;
    let mut outcome = judge(specimen, *first - second);
    let mut stages = vec![Period {
        from: None,
        outcome,
    }];
    for (at, bound) in bounds.iter().enumerate() {
        let before = outcome;
        outcome = judge(specimen, *bound);
        // If anything changes between two bounds, a bound is missing.
        if let Some(next) = bounds.get(at + 1)
            && judge(specimen, *next - second) != outcome
        {
            return Err(unproved());
        }
        if outcome != before {
            let from = Some(*bound);
            stages.push(Period { from, outcome });
        }
    }

    let found = judge(specimen, specimen.now);
    let is_wanted = match specimen.state {
        SpecimenState::Valid => found == Ok(State::Valid),
        SpecimenState::RenewalDue => found == Ok(State::RenewalDue),
        other => found.map(|_| ()) == other.outcome(),
    };
    if !is_wanted {
        return Err(SpecimenError::OtherState {
            state: specimen.state,
            found: found.map_or_else(Reason::code, State::name),
            at: specimen.now,
            validity,
        });
    }
    if !is_found(specimen) {
        return Err(unproved());
    }
    if possession(specimen) != specimen.state.outcome().err().filter(is_of_the_key) {
        return Err(unproved());
    }
    Ok(stages)
}

/// The seconds at which something may change: each certificate's first, the one after its last, the
/// first at which it can be renewed, and the first at which its revocation list is out of date.
fn bounds(specimen: &Specimen) -> BTreeSet<DateTime<Utc>> {
    let certificates = [&specimen.certificate].into_iter().chain(&specimen.chain);
    let dates = certificates.flat_map(|certificate| {
        let over = Span::seconds(1).after(certificate.not_after());
        [Some(certificate.not_before()), over]
    });
    let opens = renewal::opens(&specimen.certificate, specimen.pki.renewal_window);
    let opens = (opens > specimen.certificate.not_before()).then_some(opens);
    let list = specimen.crl.as_deref().map(RevocationList::from_der);
    let next_update = list.and_then(|list| list.ok()?.next_update);
    dates.chain([opens, next_update]).flatten().collect()
}

/// Returns the result of using the specimen at that second: of its file first, then of its path.
fn judge(specimen: &Specimen, at: DateTime<Utc>) -> Result<State, Reason> {
    specimen.contents().identity()?;
    let path = specimen.path();
    path.verify_as(specimen.holder.role(), at)?;
    Ok(expiry::state(
        &specimen.certificate,
        Revocation::Good,
        at,
        specimen.pki.renewal_window,
    ))
}

/// Returns why the owner of the file cannot prove possession of the certificate's key.
fn possession(specimen: &Specimen) -> Option<Reason> {
    let Some(key) = &specimen.key else {
        return Some(Reason::NoPrivateKey);
    };
    let verdict = specimen
        .path()
        .verify_possession(CHALLENGE, &key.sign(CHALLENGE));
    verdict.err().map(Reason::from)
}

/// Whether clients find a server by all of its names.
fn is_found(specimen: &Specimen) -> bool {
    let path = specimen.path();
    let mut hosts = specimen.holder.server.iter().flatten();
    // A wildcard stands for one label.
    hosts.all(|host| path.names_host(&host.as_str().replace('*', "any")))
}

fn is_of_the_key(reason: &Reason) -> bool {
    matches!(reason, Reason::NoPrivateKey | Reason::KeyMismatch)
}
