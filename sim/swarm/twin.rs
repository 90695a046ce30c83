//! The same world once more: played again, written and read, continued as a session, and with
//! hashes in the place of its keys. All have to be the same.

use super::play::caught;
use super::{Class, Flaw};
use crate::scenario::{Played, Scenario, Session, Source, Step, run};
use crate::seed::Seed;

/// Plays a world that was played in another way, and says where it goes otherwise.
type Way = fn(&Scenario, &Played) -> Result<(), String>;

/// Finds where a world that was played goes otherwise in another way.
pub(super) fn difference(scenario: &Scenario, played: &Played) -> Option<Flaw> {
    let ways: [(&str, Way); 4] = [
        ("played-twice", twice),
        ("written-and-read", written),
        ("continued-as-session", continued),
        ("with-stand-ins", with_stand_ins),
    ];
    ways.into_iter().find_map(|(kind, way)| {
        let said = match caught(|| way(scenario, played)) {
            Ok(Ok(())) => return None,
            Ok(Err(said)) => said,
            Err(panic) => return Some(panic),
        };
        Some(Flaw {
            class: Class::Difference,
            kind: kind.to_owned(),
            said: format!("{kind}: {said}"),
        })
    })
}

fn twice(scenario: &Scenario, played: &Played) -> Result<(), String> {
    compare(played, &run(scenario, scenario.world.seed))
}

fn written(scenario: &Scenario, played: &Played) -> Result<(), String> {
    let read = read(scenario)?.scenario;
    let without_lines = |steps: &[Step]| -> Vec<Step> {
        let steps = steps.iter().cloned();
        steps.map(|step| Step { line: 0, ..step }).collect()
    };
    if without_lines(&read.steps) != without_lines(&scenario.steps) || read.world != scenario.world
    {
        return Err("what was written is read as something else".into());
    }
    compare(played, &run(&read, read.world.seed))
}

/// A scenario as it is read once it has been written, with the files that it carries along.
fn read(scenario: &Scenario) -> Result<Source, String> {
    let text = scenario.to_toml();
    let mut read = Scenario::parse(&text).map_err(|error| error.to_string())?;
    read.world.facility.files = scenario.world.facility.files.clone();
    Ok(Source {
        text,
        scenario: read,
    })
}

/// Cuts the scenario at a step that its seed leads to, and has a session play the rest.
fn continued(scenario: &Scenario, played: &Played) -> Result<(), String> {
    let mut stream = Seed::new(scenario.world.seed.value()).stream("swarm/cut");
    let cut = stream.between(0, scenario.steps.len() as u64) as usize;
    let begun = Scenario {
        steps: scenario.steps[..cut].to_vec(),
        ..scenario.clone()
    };
    let mut session = Session::in_memory(read(&begun)?).map_err(|error| error.to_string())?;
    for step in &scenario.steps[cut..] {
        let (ended, _) = session
            .step(step.when.clone(), step.deed.clone())
            .map_err(|error| error.to_string())?;
        if ended.expected != step.expect {
            let (number, got) = (ended.number, ended.expected);
            return Err(format!("step {number}: {} and {got}", step.expect));
        }
    }
    match session.replay().world().trace().events == played.events {
        true => Ok(()),
        false => Err("other events".into()),
    }
}

/// Nothing that happens depends on what the keys are; only files do.
fn with_stand_ins(scenario: &Scenario, played: &Played) -> Result<(), String> {
    let scenario = Scenario {
        world: scenario.world.clone().with_stand_ins(),
        ..scenario.clone()
    };
    let other = Played {
        artefacts: played.artefacts.clone(),
        ..run(&scenario, scenario.world.seed)
    };
    compare(played, &other)
}

fn compare(one: &Played, other: &Played) -> Result<(), String> {
    if let Some(step) = other.failure() {
        return Err(format!("step {}: {}", step.number, step.outcome()));
    }
    let differs = [
        ("events", one.events != other.events),
        ("measures", one.measures != other.measures),
        ("files", one.artefacts != other.artefacts),
        ("steps", one.steps.len() != other.steps.len()),
    ];
    match differs.iter().find(|(_, differs)| *differs) {
        Some((what, _)) => Err(format!("other {what}")),
        None => Ok(()),
    }
}
