//! The only place where anything is left to chance: a seed that nobody gave. It is printed before
//! anything follows from it.

use std::hash::{BuildHasher, RandomState};

use kigen::seed::Seed;

/// Another seed each time.
pub(super) fn seed() -> Seed {
    // The standard library's hash maps get their keys from the system.
    Seed::new(RandomState::new().hash_one("kigen swarm"))
}
