//! Playing a fleet: block by block, on several threads, in memory that does not grow with it.

use std::ops::Range;
use std::sync::Arc;

use super::block::{BLOCK, Block, Facility};
use super::draw::Draws;
use super::memo::Memo;
use super::numbers::Numbers;
use super::rollout::Rollout;
use super::sums::Sums;
use crate::key::KeyAlgorithm;
use crate::parallel;
use crate::scenario;
use crate::seed::Seed;

/// How many blocks each thread has at a time.
const BLOCKS_A_THREAD: usize = 2;

/// Which facilities are played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facilities {
    /// Those with these numbers.
    Range(Range<u32>),
    /// So many, at equal distances over all numbers from a drawn one on, so that each kind has its
    /// share.
    Sample(u32),
}

/// A roll-out, and how it is played.
#[derive(Debug)]
pub struct Fleet<'a> {
    rollout: &'a Rollout,
    policies: Vec<usize>,
    key: KeyAlgorithm,
    jobs: usize,
    memo: Memo,
}

impl<'a> Fleet<'a> {
    /// A roll-out under all its policies, on one thread, with hashes that stand in for keys.
    pub fn new(rollout: &'a Rollout) -> Self {
        Fleet {
            policies: (0..rollout.policies.len()).collect(),
            key: KeyAlgorithm::StandIn,
            jobs: 1,
            memo: Memo::default(),
            rollout,
        }
    }

    /// The same under the policies at these places.
    #[must_use]
    pub fn with_policies(self, policies: Vec<usize>) -> Self {
        Fleet { policies, ..self }
    }

    /// The same with keys of another kind. No number depends on it.
    #[must_use]
    pub fn with_key(self, key: KeyAlgorithm) -> Self {
        Fleet { key, ..self }
    }

    /// The same on so many threads. No number depends on it.
    #[must_use]
    pub fn with_jobs(self, jobs: usize) -> Self {
        Fleet { jobs, ..self }
    }

    /// The places of the policies that are played.
    pub fn policies(&self) -> &[usize] {
        &self.policies
    }

    /// How many different facilities were played, each policy counted by itself.
    pub fn plays(&self) -> usize {
        self.memo.len()
    }

    /// Plays facilities and returns the sums. `each` gets one block after another, in order; what
    /// it keeps is all that stays in memory.
    ///
    /// # Errors
    ///
    /// That of `each`, with which playing ends.
    pub fn play<E>(
        &self,
        facilities: Facilities,
        mut each: impl FnMut(&Block<'_>) -> Result<(), E>,
    ) -> Result<Sums, E> {
        let mut sums = Sums::new(self.policies.len());
        let blocks = self.blocks(facilities);
        for wave in blocks.chunks(self.jobs.max(1) * BLOCKS_A_THREAD) {
            let played = parallel::map_on(self.jobs, wave, |numbers| self.block(numbers));
            for (block, own) in &played {
                each(block)?;
                sums.add(own);
            }
        }
        Ok(sums)
    }

    /// The numbers of the facilities, in blocks that begin where they do in the whole fleet.
    fn blocks(&self, facilities: Facilities) -> Vec<Numbered> {
        match facilities {
            Facilities::Range(range) => {
                let first = range.start / BLOCK * BLOCK;
                let starts = (first..range.end).step_by(BLOCK as usize);
                let blocks = starts.map(|start| {
                    let end = start.saturating_add(BLOCK).min(range.end);
                    Numbered::Range(start.max(range.start)..end)
                });
                blocks.collect()
            }
            Facilities::Sample(count) => {
                let numbers = sample(self.rollout.seed, self.rollout.facilities(), count);
                let blocks = numbers.chunks(BLOCK as usize);
                blocks.map(|block| Numbered::List(block.to_vec())).collect()
            }
        }
    }

    fn block(&self, numbers: &Numbered) -> (Block<'_>, Sums) {
        let numbers: Vec<u32> = match numbers {
            Numbered::Range(range) => range.clone().collect(),
            Numbered::List(list) => list.clone(),
        };
        let mut sums = Sums::new(self.policies.len());
        let facilities = numbers.into_iter().map(|number| {
            let played = self.rollout.draws(number).map(|draws| {
                let policies = self.policies.iter();
                let numbers = policies.map(|policy| self.numbers(*policy, &draws));
                (draws, numbers.collect::<Vec<_>>())
            });
            for (at, sums) in sums.policies.iter_mut().enumerate() {
                let numbers = played.as_ref().map(|(_, numbers)| &*numbers[at]);
                sums.add(number, numbers);
            }
            Facility { number, played }
        });
        let block = Block {
            rollout: self.rollout,
            policies: &self.policies,
            facilities: facilities.collect(),
        };
        (block, sums)
    }

    fn numbers(&self, policy: usize, draws: &Draws) -> Arc<Numbers> {
        self.memo.numbers(policy, draws, || {
            let scenario = self.rollout.played(draws, policy, self.key);
            let played = scenario::run(&scenario, scenario.world.seed);
            Numbers::of(&played, scenario.world.rules.calendar.zone())
        })
    }
}

/// Numbers of facilities.
#[derive(Clone, Debug)]
enum Numbered {
    Range(Range<u32>),
    List(Vec<u32>),
}

/// So many numbers below `all` at equal distances, from a drawn one on.
fn sample(seed: Seed, all: u32, count: u32) -> Vec<u32> {
    let (all, count) = (u64::from(all), u64::from(count.min(all)));
    if count == 0 {
        return Vec::new();
    }
    let offset = seed.stream("fleet/sample").between(0, all - 1);
    let numbers = (0..count).map(|at| ((at * all + offset) / count) as u32);
    numbers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all_numbers_and_has_none_twice() {
        for (all, count) in [(1, 1), (10, 3), (10, 10), (229_717, 20_000), (5, 9)] {
            let numbers = sample(Seed::new(7), all, count);
            assert_eq!(numbers.len(), count.min(all) as usize);
            assert!(numbers.is_sorted_by(|a, b| a < b), "{all} {count}");
            assert!(numbers.last() < Some(&all));
        }
        assert!(sample(Seed::new(7), 10, 0).is_empty());
    }
}
