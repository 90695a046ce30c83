//! Random worlds: whatever breaks and whatever people do, nothing happens that must not be, and
//! once everything is repaired, an operator who follows the manual is back in service in time.
//!
//! They are those of `kigen swarm`. A failure prints the scenario that shows it: put the text
//! between the lines into a file and `kigen run` it.

use kigen::scenario::{Scenario, run};
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

/// Applications are answered in another order than they were made, and certificates end between
/// them.
const CROSSED: &str = r#"
title = { ja = "追い越された申請", en = "Answers that overtake one another" }
seed = 6346056530702107443
start = "2026-07-31T07:25:08+09:00"
key = "stand-in"

[pki]
backdate = "4d"
validity = "10d"

[operator]
recovers = true

[rules]
calendar = "weekdays UTC"
dispatch_business_days = [5, 9]
mail_days = [15, 23]

[[pc]]
name = "受付01"
power = "always"
closed = ["2026-08-20..2026-08-25", "2029-05-05..2029-05-24"]
selection = "dotnet-automatic"

[[pc]]
name = "受付02"
power = "always"

[[pc]]
name = "受付03"
power = "always"
selection = "pinned"

[[step]]
at = "+120d"
"#;

#[test]
fn an_answer_that_may_be_to_either_of_two_proves_nothing_about_the_other() {
    let scenario = Scenario::parse(CROSSED).unwrap();
    assert_eq!(run(&scenario, scenario.world.seed).failure(), None);
}
