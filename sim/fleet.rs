//! A whole roll-out: a facility at a time, under several policies, on the same draws.
//!
//! A [`Rollout`] is a file that says which kinds of facilities there are, when they began, who
//! works there, and which policies are compared. Facility `i` follows from the roll-out's seed and
//! `i` alone ([`Rollout::draws`]), whatever else is played and in which order. It is an ordinary
//! [scenario](crate::scenario) ([`Rollout::scenario`]), which is played, counted ([`Numbers`]) and
//! dropped; the sums over all facilities are [`Sums`].
//!
//! What is drawn is little, and discrete: a week, the rest of the facility's [`Draws`], and one of
//! a few worlds that the post and the authority draw from. So many facilities draw the same, and
//! the same is played once: the memo is exact, because everything that a play depends on is in its
//! key.
//!
//! Facilities share no authority and no post. A load is the sum of what independent worlds ask for;
//! nobody waits in a queue.
//!
//! ```
//! use std::convert::Infallible;
//!
//! use kigen::fleet::{Facilities, Fleet, Rollout};
//! use kigen::scenario;
//!
//! let rollout = Rollout::built_in();
//! let policy = rollout.policy("never")?;
//! let fleet = Fleet::new(&rollout).with_policies(vec![policy]);
//! let mut minutes = Vec::new();
//! let Ok(sums) = fleet.play(Facilities::Range(9_000..9_003), |block| {
//!     minutes.extend(block.rows().map(|row| row.numbers.minutes_at_facility));
//!     Ok::<(), Infallible>(())
//! });
//! assert_eq!(sums.policies[0].facilities, 3);
//!
//! // Any of them can be looked at: it is a scenario.
//! let scenario = rollout.scenario(9_001, policy).expect("it begins before the end");
//! let played = scenario::run(&scenario, scenario.world.seed);
//! let services = played.measures.services.values();
//! assert_eq!(services.map(|one| one.minutes_at_facility).max(), Some(minutes[1]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod block;
mod draw;
mod memo;
mod numbers;
mod play;
mod range;
mod read;
mod rollout;
mod sample;
mod sums;
mod tables;

pub use crate::scenario::RolloutMistake;
pub use block::{BLOCK, Block, Row};
pub use draw::Draws;
pub use numbers::{Deed, Numbers};
pub use play::{Facilities, Fleet};
pub use range::{FacilityRange, FacilityRangeError};
pub use rollout::{
    FACILITIES_MAX, FleetPolicy, FleetPolicyError, Hours, Kind, Operating, PCS_MAX, People, Rollout,
};
pub use sample::{Estimate, Interval};
pub use sums::{DaySums, MonthSums, PolicySums, Sums};
pub use tables::Table;
