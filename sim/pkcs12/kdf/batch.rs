//! Many key derivations at once, of one file or of many, whose runs share the lanes.
//!
//! A derivation that ends makes room for the next run in the queue, so lanes stay full even where
//! iteration counts differ: in each poll the first runs of a queue advance by as many steps as the
//! shortest of them has left.

use std::collections::VecDeque;

use fearless_simd::Level;

use super::partial_key::{Begun, PartialKey};
use super::run::{Kind, Run};
#[cfg(target_arch = "x86_64")]
use super::sha_ni;
use super::{Key, KeyDerivation, lanes};
use crate::widest::level;

/// The most steps of one poll: a millisecond or two of work, so that a caller can stop soon.
const STEPS_MAX: u32 = 8192;

/// Keys that are being derived. `T` says whose each is.
pub(crate) struct Batch<T> {
    level: Level,
    lanes: usize,
    /// The runs of each kind.
    queues: [Queue; Kind::ALL.len()],
    /// What the runs are for, in slots that are reused.
    partial_keys: Vec<Option<(T, PartialKey)>>,
    free: Vec<usize>,
    /// Keys that took no runs.
    done: Vec<(T, Key)>,
}

/// Runs of one kind, those to be advanced next in front.
#[derive(Default)]
struct Queue {
    runs: VecDeque<Run>,
    /// For each run, the slot of its partial key and the block of the key that it is for.
    tickets: VecDeque<(usize, usize)>,
}

impl<T> Batch<T> {
    /// An empty batch for the processor that this runs on.
    pub(crate) fn new() -> Self {
        Batch::on(level())
    }

    pub(super) fn on(level: Level) -> Self {
        Batch {
            level,
            lanes: lanes::count(level),
            queues: Kind::ALL.map(|_| Queue::default()),
            partial_keys: vec![],
            free: vec![],
            done: vec![],
        }
    }

    /// Adds a derivation.
    pub(crate) fn add(&mut self, owner: T, derivation: &KeyDerivation<'_>) {
        match PartialKey::begin(derivation) {
            Begun::Done(key) => self.done.push((owner, key)),
            Begun::Runs(partial, runs) => {
                let place = self.free.pop().unwrap_or_else(|| {
                    self.partial_keys.push(None);
                    self.partial_keys.len() - 1
                });
                self.partial_keys[place] = Some((owner, partial));
                for (block, run) in runs {
                    let queue = &mut self.queues[run.kind as usize];
                    queue.runs.push_back(run);
                    queue.tickets.push_back((place, block));
                }
            }
        }
    }

    /// Whether no derivation is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.queues.iter().all(|queue| queue.runs.is_empty())
    }

    /// Whether there are runs of one kind for every lane, so that more would not help.
    pub(crate) fn is_full(&self) -> bool {
        let full = |queue: &Queue| queue.runs.len() >= self.lanes;
        self.queues.iter().any(full)
    }

    /// Advances the runs of which there are most, and gives the keys that are complete.
    pub(crate) fn poll(&mut self) -> Vec<(T, Key)> {
        let mut complete = std::mem::take(&mut self.done);
        let queues = self.queues.iter_mut();
        let queue = queues
            .max_by_key(|queue| queue.runs.len())
            .expect("there is a queue for each kind");
        let count = queue.runs.len().min(self.lanes);
        advance(self.level, &mut queue.runs.make_contiguous()[..count]);
        // In reverse, so that taking a run out moves none that is still to be visited. What
        // continues goes to the front: what is nearly done should not wait for what has not begun.
        let mut further = vec![];
        for at in (0..count).rev() {
            if queue.runs[at].steps > 0 {
                continue;
            }
            let run = queue.runs.remove(at).expect("a run in the queue");
            let (place, block) = queue.tickets.remove(at).expect("a ticket for each run");
            let entry = &mut self.partial_keys[place];
            let (_, partial) = entry.as_mut().expect("a partial for each run");
            if let Some((block, run)) = partial.take_in(block, run.result()) {
                further.push((run, (place, block)));
            }
            if let Some(key) = partial.finish() {
                let (owner, _) = entry.take().expect("it was there");
                self.free.push(place);
                complete.push((owner, key));
            }
        }
        for (run, ticket) in further {
            queue.runs.push_front(run);
            queue.tickets.push_front(ticket);
        }
        complete
    }
}

/// Advances runs of one kind by as many steps as the shortest has left.
fn advance(level: Level, runs: &mut [Run]) {
    let Some(steps) = runs.iter().map(|run| run.steps).min() else {
        return;
    };
    let steps = steps.min(STEPS_MAX);
    let kind = runs[0].kind;
    #[cfg(target_arch = "x86_64")]
    if let Some(avx512) = level.as_avx512()
        && kind == Kind::Sha1Rehash
        && runs.len() <= sha_ni::FEW
    {
        return sha_ni::advance(avx512, runs, steps);
    }
    if runs.len() <= singles_max(level, kind) {
        runs.iter_mut().for_each(|run| run.advance(steps));
    } else {
        lanes::advance(level, kind, runs, steps);
    }
}

/// How many runs are better advanced one after another, by the processor's own instructions for the
/// hash, than in lanes that are mostly empty.
fn singles_max(level: Level, kind: Kind) -> usize {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("sha") {
        // Measured on Zen 4: a step in lanes takes 110 to 126 ns with SHA-1 and 250 to 265 ns with
        // SHA-256 at any width; one by itself takes 45 ns with either.
        return match kind {
            Kind::Sha1Rehash | Kind::Sha1Hmac => 2,
            Kind::Sha256Rehash | Kind::Sha256Hmac => 5,
        };
    }
    let _ = (level, kind);
    1
}
