//! Jobs in steps that wait for keys, so that many files can have theirs derived together.

use super::kdf::{Key, KeyDerivation, derive};

/// Something that is done in steps. Each step needs some keys.
pub(super) trait Job: Sized {
    /// Its result.
    type Outcome;

    /// The derivations that the next step needs.
    fn derivations(&self) -> Vec<KeyDerivation<'_>>;

    /// How many ready jobs to collect before stepping them as one batch.
    const TOGETHER: usize = 1;

    /// Does the next step, with their keys in the same order.
    fn step(self, keys: &[Key]) -> Poll<Self>;

    /// Does the next step of each.
    fn step_together(ready: Vec<(Self, Vec<Key>)>) -> Vec<Poll<Self>> {
        let ready = ready.into_iter();
        ready.map(|(job, keys)| job.step(&keys)).collect()
    }
}

/// How far a job has come.
pub(super) enum Poll<J: Job> {
    /// It needs keys.
    Pending(J),
    /// It is done.
    Ready(J::Outcome),
}

/// Does all of a job, deriving the keys of each step together.
pub(super) fn finish<J: Job>(mut poll: Poll<J>) -> J::Outcome {
    loop {
        match poll {
            Poll::Pending(job) => {
                let keys = derive(&job.derivations());
                poll = job.step(&keys);
            }
            Poll::Ready(outcome) => return outcome,
        }
    }
}
