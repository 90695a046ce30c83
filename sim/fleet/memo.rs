//! What was played before: the numbers by everything that they depend on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::draw::Draws;
use super::numbers::Numbers;

/// The most results that are kept; further ones are played as often as they come. Each takes a few
/// hundred bytes.
const RESULTS_MAX: usize = 400_000;

/// The results so far, by the place of the policy and what was drawn: the roll-out and the keys are
/// the same for all.
#[derive(Debug, Default)]
pub(super) struct Memo(Mutex<BTreeMap<(usize, Draws), Arc<Numbers>>>);

impl Memo {
    /// Returns the numbers for these draws under a policy, which `play` finds if they are new. Two
    /// threads may play the same at the same time, and find the same.
    pub(super) fn numbers(
        &self,
        policy: usize,
        draws: &Draws,
        play: impl FnOnce() -> Numbers,
    ) -> Arc<Numbers> {
        let key = (policy, *draws);
        let results = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = results().get(&key) {
            return known.clone();
        }
        let numbers = Arc::new(play());
        let mut results = results();
        if results.len() < RESULTS_MAX {
            results.insert(key, numbers.clone());
        }
        numbers
    }

    /// How many different results there are.
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_anything_that_was_drawn_is_played_for_itself() {
        let first = Draws {
            kind: 0,
            pcs: 1,
            hours: 0,
            people: 0,
            world: 0,
            start: "2023-04-03".parse().unwrap(),
        };
        let all = [
            (0, first),
            (1, first),
            (0, Draws { kind: 1, ..first }),
            (0, Draws { pcs: 2, ..first }),
            (0, Draws { hours: 1, ..first }),
            (0, Draws { people: 1, ..first }),
            (0, Draws { world: 1, ..first }),
            (
                0,
                Draws {
                    start: "2023-04-10".parse().unwrap(),
                    ..first
                },
            ),
        ];
        let memo = Memo::default();
        let mut played = 0;
        for turn in ["at first", "again"] {
            for (yen, (policy, draws)) in (0..).zip(all) {
                let numbers = memo.numbers(policy, &draws, || {
                    played += 1;
                    Numbers {
                        yen,
                        ..Numbers::default()
                    }
                });
                assert_eq!(numbers.yen, yen, "{turn}: {policy}, {draws:?}");
            }
        }
        assert_eq!((played, memo.len()), (all.len(), all.len()));
    }
}
