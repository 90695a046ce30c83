//! Our stores before the public suite, `kigen::conformance`.

use kigen::conformance::{Conformance, cases, check};
use kigen::file::Durability;
use kigen::seed::Seed;
use kigen::store::{Computer, FaultyStore, MemoryStore};

use crate::directory::Temporary;

#[test]
fn the_store_in_memory_is_like_windows() {
    check(MemoryStore::new);
}

#[test]
fn a_faulty_store_without_faults_is_like_windows() {
    check(|| FaultyStore::new(MemoryStore::new()));
}

/// Neither user of a computer is worse off than somebody alone.
#[test]
fn a_second_user_of_a_computer_has_a_store_like_windows() {
    check(|| {
        let computer = Computer::new();
        computer.user(&"受付".parse().unwrap());
        computer.user(&"事務".parse().unwrap())
    });
}

/// Three operations instead of four: the disk is a thousand times slower than memory, and
/// `scripts/kill-test.sh` tries the fourth.
#[test]
fn the_store_in_a_directory_is_like_windows() {
    let depth = match std::env::var_os("KIGEN_THOROUGH") {
        Some(_) => 4,
        None => 3,
    };
    Conformance::new(|| Temporary::new(Durability::ProcessCrash))
        .depth(depth)
        .runs(64)
        .check();
}

/// Another user of the computer is as well off as the first.
#[test]
fn a_second_user_of_a_directory_has_a_store_like_windows() {
    let suite = Conformance::new(|| {
        let mut temporary = Temporary::new(Durability::ProcessCrash);
        temporary.store = temporary.store.of_user("受付 2".parse().unwrap());
        temporary
    });
    suite.depth(2).runs(32).seed(Seed::new(1)).check();
}

#[test]
fn cases_have_names_of_their_own_and_sources() {
    let mut names: Vec<&str> = cases().map(|case| case.name()).collect();
    assert!(names.len() >= 35, "{}", names.len());
    assert!(cases().all(|case| !case.source().is_empty()));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}
