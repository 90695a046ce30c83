//! The jobs of one thread, and what they wait for.

use crate::kdf::{Batch, Key};
use crate::work::{Progress, Work};

/// What jobs of one thread are waiting for.
pub(super) struct Worker<W: Work> {
    /// Each chain belongs to a job, by its place, and is one of the chains it waits for.
    batch: Batch<(usize, usize)>,
    jobs: Vec<Option<Waiting<W>>>,
    free: Vec<usize>,
    /// What has its keys: the numbers, and the work.
    ready: (Vec<u64>, Vec<(W, Vec<Key>)>),
}

struct Waiting<W> {
    number: u64,
    work: W,
    keys: Vec<Key>,
    missing: usize,
}

impl<W: Work> Worker<W> {
    pub(super) fn new() -> Self {
        Worker {
            batch: Batch::new(),
            jobs: vec![],
            free: vec![],
            ready: (vec![], vec![]),
        }
    }

    /// Whether nothing is in hand.
    pub(super) fn is_idle(&self) -> bool {
        self.batch.is_empty() && self.ready.0.is_empty()
    }

    /// Whether another job would not help: every lane is in use.
    pub(super) fn is_full(&self) -> bool {
        self.batch.is_full()
    }

    /// Adds the chains that some work waits for; or gives its outcome.
    pub(super) fn take(
        &mut self,
        number: u64,
        mut progress: Progress<W>,
    ) -> Option<(u64, W::Outcome)> {
        loop {
            let work = match progress {
                Progress::Waiting(work) => work,
                Progress::Done(outcome) => return Some((number, outcome)),
            };
            let chains = work.chains();
            if chains.is_empty() {
                drop(chains);
                progress = work.step(&[]);
                continue;
            }
            let place = self.free.pop().unwrap_or_else(|| {
                self.jobs.push(None);
                self.jobs.len() - 1
            });
            for (position, chain) in chains.iter().enumerate() {
                self.batch.add((place, position), chain);
            }
            let missing = chains.len();
            drop(chains);
            self.jobs[place] = Some(Waiting {
                number,
                work,
                keys: vec![Key::default(); missing],
                missing,
            });
            return None;
        }
    }

    /// Derives for a while, and goes on with what has its keys.
    pub(super) fn turn(&mut self) -> Vec<(u64, W::Outcome)> {
        for ((place, position), key) in self.batch.turn() {
            let entry = &mut self.jobs[place];
            let job = entry.as_mut().expect("a chain belongs to a job");
            job.keys[position] = key;
            job.missing -= 1;
            if job.missing == 0 {
                let job = entry.take().expect("it was there");
                self.free.push(place);
                self.ready.0.push(job.number);
                self.ready.1.push((job.work, job.keys));
            }
        }
        if self.ready.0.len() < W::TOGETHER && !self.batch.is_empty() {
            return vec![];
        }
        let (numbers, ready) = std::mem::take(&mut self.ready);
        let stepped = numbers.into_iter().zip(W::step_together(ready));
        stepped
            .filter_map(|(number, progress)| self.take(number, progress))
            .collect()
    }
}
