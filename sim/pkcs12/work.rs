//! Work in steps that wait for keys, so that many files can have theirs derived together.

use super::kdf::{Chain, Key, derive};

/// Something that is done in steps. Each step needs the keys of some chains.
pub(super) trait Work: Sized {
    /// What comes of it.
    type Outcome;

    /// The derivations that the next step needs.
    fn chains(&self) -> Vec<Chain<'_>>;

    /// How many that have their keys are better stepped together than sooner.
    const TOGETHER: usize = 1;

    /// Does the next step, with their keys in the same order.
    fn step(self, keys: &[Key]) -> Progress<Self>;

    /// Does the next step of each.
    fn step_together(ready: Vec<(Self, Vec<Key>)>) -> Vec<Progress<Self>> {
        let ready = ready.into_iter();
        ready.map(|(work, keys)| work.step(&keys)).collect()
    }
}

/// How far work has come.
pub(super) enum Progress<W: Work> {
    /// It needs keys.
    Waiting(W),
    /// It is done.
    Done(W::Outcome),
}

/// Does all of some work, deriving the keys of each step together.
pub(super) fn finish<W: Work>(mut progress: Progress<W>) -> W::Outcome {
    loop {
        match progress {
            Progress::Waiting(work) => {
                let keys = derive(&work.chains());
                progress = work.step(&keys);
            }
            Progress::Done(outcome) => return outcome,
        }
    }
}
