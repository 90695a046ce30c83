//! What is known of each PC's use of the services, and which PCs have to be asked about again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use crate::actor::message::ClientOffer;
use crate::label::Label;
use crate::reason::Reason;

/// What the services said about a PC.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) verdict: Result<(), Reason>,
    /// The last second for which the answer holds by itself.
    pub(super) holds_until: Option<DateTime<Utc>>,
    /// Whether they were really asked: a store that could not be read may be readable the next
    /// time.
    pub(super) sure: bool,
    /// What they were shown, if anything.
    pub(super) offer: Option<ClientOffer>,
}

#[derive(Debug)]
struct Known {
    verdict: Result<(), Reason>,
    holds_until: Option<DateTime<Utc>>,
    unsure: bool,
    /// What the answer was about, while it would be the same.
    offer: Option<ClientOffer>,
}

impl Known {
    /// What is known of a PC that nobody has set up.
    const NOTHING: Known = Known {
        verdict: Err(Reason::NoCertificate),
        holds_until: None,
        unsure: false,
        offer: None,
    };
}

/// The last answers, and the PCs whose answers may be out of date.
#[derive(Debug, Default)]
pub(super) struct Watch {
    pcs: BTreeMap<Label, Known>,
    /// The PCs to ask about again, in the order in which they are asked about.
    doubtful: BTreeSet<Label>,
    /// When answers with an end lapse.
    ends: BTreeSet<(DateTime<Utc>, Label)>,
}

impl Watch {
    /// Begins to watch a PC.
    pub(super) fn begin(&mut self, pc: Label) {
        self.pcs.insert(pc.clone(), Known::NOTHING);
        self.doubt(pc);
    }

    /// Something has happened to a PC.
    pub(super) fn doubt(&mut self, pc: Label) {
        debug_assert!(self.pcs.contains_key(&pc), "{pc} is not watched");
        self.doubtful.insert(pc);
    }

    /// Something has happened to the services: they may say something else to everybody.
    pub(super) fn forget_answers(&mut self) {
        for known in self.pcs.values_mut() {
            known.offer = None;
        }
        self.doubtful.extend(self.pcs.keys().cloned());
    }

    /// Returns what the services say to this at `now`, if they have said it to the same and nothing
    /// has begun or ended since.
    pub(super) fn answer_to(
        &self,
        pc: &Label,
        offer: &ClientOffer,
        now: DateTime<Utc>,
    ) -> Option<Result<(), Reason>> {
        let known = self.pcs.get(pc)?;
        let holds = known.holds_until.is_none_or(|end| now <= end);
        (holds && known.offer.as_ref() == Some(offer)).then_some(known.verdict)
    }

    /// Returns the first second at which an answer no longer holds.
    pub(super) fn next_lapse(&self) -> Option<DateTime<Utc>> {
        let (end, _) = self.ends.first()?;
        Some(*end + Duration::seconds(1))
    }

    /// Time has come to `now`: answers that ended before no longer hold.
    pub(super) fn lapse(&mut self, now: DateTime<Utc>) {
        while self.ends.first().is_some_and(|(end, _)| *end < now) {
            let ended = self.ends.pop_first();
            self.doubtful.extend(ended.map(|(_, pc)| pc));
        }
    }

    /// Takes the PCs to ask about again; each is followed by a [`note`](Self::note).
    pub(super) fn take_doubts(&mut self) -> BTreeSet<Label> {
        std::mem::take(&mut self.doubtful)
    }

    /// Keeps an answer.
    pub(super) fn note(&mut self, pc: Label, answer: Answer) {
        let known = self
            .pcs
            .get_mut(&pc)
            .expect("who is asked about is watched");
        if let Some(end) = known.holds_until {
            self.ends.remove(&(end, pc.clone()));
        }
        *known = Known {
            verdict: answer.verdict,
            holds_until: answer.holds_until,
            unsure: !answer.sure,
            offer: answer.offer,
        };
        if let Some(end) = answer.holds_until {
            self.ends.insert((end, pc.clone()));
        }
        if !answer.sure {
            self.doubtful.insert(pc);
        }
    }

    pub(super) fn is_up(&self, pc: &Label) -> bool {
        self.pcs.get(pc).is_some_and(|known| known.verdict.is_ok())
    }

    pub(super) fn is_unsure(&self, pc: &Label) -> bool {
        self.pcs.get(pc).is_some_and(|known| known.unsure)
    }

    /// Makes an impossible world: one that is wrong about the services.
    #[cfg(test)]
    pub(super) fn pretend(&mut self, pc: &Label, up: bool) {
        let known = self.pcs.get_mut(pc).expect("it is a PC");
        known.verdict = match up {
            true => Ok(()),
            false => Err(Reason::NoCertificate),
        };
        known.offer = None;
    }
}
