//! The jobs of one thread, and what they wait for.

use crate::job::{Job, Poll};
use crate::kdf::{Batch, Key};

/// The jobs of one thread, and the derivations that they are waiting for.
pub(super) struct Worker<J: Job> {
    /// Each derivation belongs to a job, by its place, and is one of those it waits for.
    batch: Batch<(usize, usize)>,
    jobs: Vec<Option<Waiting<J>>>,
    free: Vec<usize>,
    /// Those that have their keys: the numbers, and the jobs.
    ready: (Vec<u64>, Vec<(J, Vec<Key>)>),
}

struct Waiting<J> {
    number: u64,
    job: J,
    keys: Vec<Key>,
    missing: usize,
}

impl<J: Job> Worker<J> {
    pub(super) fn new() -> Self {
        Worker {
            batch: Batch::new(),
            jobs: vec![],
            free: vec![],
            ready: (vec![], vec![]),
        }
    }

    /// Returns whether there is nothing to do.
    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty() && self.ready.0.is_empty()
    }

    /// Whether another job would not help: every lane is in use.
    pub(super) fn is_full(&self) -> bool {
        self.batch.is_full()
    }

    /// Adds the derivations that a job waits for, or returns its outcome.
    pub(super) fn take(&mut self, number: u64, mut poll: Poll<J>) -> Option<(u64, J::Outcome)> {
        loop {
            let job = match poll {
                Poll::Pending(job) => job,
                Poll::Ready(outcome) => return Some((number, outcome)),
            };
            let derivations = job.derivations();
            if derivations.is_empty() {
                drop(derivations);
                poll = job.step(&[]);
                continue;
            }
            let place = self.free.pop().unwrap_or_else(|| {
                self.jobs.push(None);
                self.jobs.len() - 1
            });
            for (position, derivation) in derivations.iter().enumerate() {
                self.batch.add((place, position), derivation);
            }
            let missing = derivations.len();
            drop(derivations);
            self.jobs[place] = Some(Waiting {
                number,
                job,
                keys: vec![Key::default(); missing],
                missing,
            });
            return None;
        }
    }

    /// Derives for a while, then continues the jobs that have their keys.
    pub(super) fn poll(&mut self) -> Vec<(u64, J::Outcome)> {
        for ((place, position), key) in self.batch.poll() {
            let entry = &mut self.jobs[place];
            let waiting = entry.as_mut().expect("a derivation belongs to a job");
            waiting.keys[position] = key;
            waiting.missing -= 1;
            if waiting.missing == 0 {
                let waiting = entry.take().expect("it was there");
                self.free.push(place);
                self.ready.0.push(waiting.number);
                self.ready.1.push((waiting.job, waiting.keys));
            }
        }
        if self.ready.0.len() < J::TOGETHER && !self.batch.is_empty() {
            return vec![];
        }
        let (numbers, ready) = std::mem::take(&mut self.ready);
        let stepped = numbers.into_iter().zip(J::step_together(ready));
        stepped
            .filter_map(|(number, poll)| self.take(number, poll))
            .collect()
    }
}
