//! Facilities that were played, and their table.

use std::ops::Range;
use std::sync::Arc;

use super::draw::Draws;
use super::numbers::Numbers;
use super::rollout::Rollout;
use super::tables::Table;

/// How many facilities a block has.
pub const BLOCK: u32 = 4_096;

/// Some facilities that were played, one after another.
#[derive(Debug)]
pub struct Block<'a> {
    pub(super) rollout: &'a Rollout,
    pub(super) policies: &'a [usize],
    pub(super) facilities: Vec<Facility>,
}

/// A facility that was played.
#[derive(Debug)]
pub(super) struct Facility {
    pub(super) number: u32,
    /// What it drew, and its numbers under each policy; nothing where it does not begin.
    pub(super) played: Option<(Draws, Vec<Arc<Numbers>>)>,
}

/// A facility under a policy.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Its number.
    pub facility: u32,
    /// What it drew.
    pub draws: &'a Draws,
    /// The place of the policy in the roll-out.
    pub policy: usize,
    /// Its numbers.
    pub numbers: &'a Numbers,
}

impl Block<'_> {
    /// The roll-out that they are of.
    pub fn rollout(&self) -> &Rollout {
        self.rollout
    }

    /// The numbers of the first facility and of the one after the last.
    pub fn range(&self) -> Range<u32> {
        let first = self.facilities.first().map_or(0, |one| one.number);
        let last = self.facilities.last().map_or(0, |one| one.number + 1);
        first..last
    }

    /// Every facility that began, under each policy.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let begun = self
            .facilities
            .iter()
            .filter_map(|one| Some((one.number, one.played.as_ref()?)));
        begun.flat_map(|(facility, (draws, numbers))| {
            let policies = self.policies.iter().zip(numbers);
            policies.map(move |(policy, numbers)| Row {
                facility,
                draws,
                policy: *policy,
                numbers,
            })
        })
    }

    /// The table of these facilities.
    pub fn csv(&self) -> String {
        let rows = self.rows().map(|row| line(self.rollout(), &row));
        [Table::Facilities.head().to_owned()]
            .into_iter()
            .chain(rows)
            .collect()
    }
}

fn line(rollout: &Rollout, row: &Row<'_>) -> String {
    let Row {
        facility,
        draws,
        policy,
        numbers,
    } = row;
    let kind = &rollout.kinds[usize::from(draws.kind)].name;
    let policy = &rollout.policies[*policy].name;
    let people = &rollout.people[usize::from(draws.people)].name;
    let violation = if numbers.violation.is_some() {
        "yes"
    } else {
        ""
    };
    format!(
        "{facility},{kind},{policy},{},{},{},{people},{},{},{},{},{},{},{},{},{},{},{violation}\n",
        draws.start,
        draws.pcs,
        draws.hours,
        draws.world,
        numbers.minutes_at_facility,
        numbers.minutes_at_pcs,
        numbers.outages,
        numbers.longest_days,
        numbers.notices_seen,
        numbers.notices_missed,
        numbers.letters,
        numbers.letters_undelivered,
        numbers.yen,
    )
}
