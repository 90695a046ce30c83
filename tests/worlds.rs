//! Random worlds: whatever breaks and whatever people do, nothing happens that must not be, and
//! once everything is repaired, an operator who follows the manual is back in service in time.
//!
//! They are those of `kigen swarm`. A failure prints the scenario that shows it: put the text
//! between the lines into a file and `kigen run` it.

use kigen::seed::Seed;
use kigen::swarm::{Swarm, Tally};

/// How many worlds are played, unless `KIGEN_WORLDS` says otherwise.
const WORLDS: u64 = 8;

fn number(name: &str, unless: u64) -> u64 {
    let number = std::env::var(name).ok();
    number.map_or(unless, |text| text.parse().expect("a number"))
}

#[test]
fn whatever_breaks_service_comes_back_and_nothing_happens_that_must_not() {
    let mut tally = Tally::new(Swarm::new(Seed::new(number("KIGEN_SEED", 22))));
    for world in 0..number("KIGEN_WORLDS", WORLDS) {
        let played = tally.swarm.play(world);
        if let Some(flaw) = played.flaw.clone() {
            let kept = tally.swarm.smallest_with(&played, &flaw).to_toml();
            panic!("world {world}: {}\n----\n{kept}----", flaw.said);
        }
        tally.take(played, false);
    }
    assert!(
        tally.not_owed < tally.worlds,
        "nothing ever had to come back"
    );
}
