//! Random worlds: whatever breaks, nothing happens that must not be, and after the last fault an
//! operator who follows the manual is back in service within a stated time.
//!
//! A failure prints the shrunk case as a scenario file that replays it: put the text between the
//! lines into a file and `kigen run` it.

use std::fmt;

use chrono::Duration;
use kigen::actor::{Action, FacilitySettings, PcSettings, Policy, RenewWhen};
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use kigen::lifecycle::fee::PaymentMethod;
use kigen::outcome::Outcome;
use kigen::scenario::{
    self, Played, Scenario, Step, StepAction, StepResult, StepTime, Title, When,
};
use kigen::seed::Seed;
use kigen::time::{DateRange, Span, parse_instant};
use kigen::trace::{Event, EventKind};
use kigen::world::WorldSettings;
use proptest::prelude::*;

use crate::support::few_cases;

/// Within this many days of the last fault every PC is back in service. The longest way: a letter
/// is lost (14 days until somebody applies again), the second falls into the New Year closing (3
/// business days in 10), travels for 5, finds nobody in for a week, and the set-up is put off for a
/// day wherever something cannot be reached.
const RECOVERY_DAYS: i16 = 45;

/// Faults happen within this many days of the start: a certificate's whole life, and one more year.
const FAULT_DAYS: i16 = 1_500;

fn pc_name(at: usize) -> Label {
    format!("受付{:02}", at + 1).parse().unwrap()
}

fn power() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("always"),
        Just("08:30-18:30 business"),
        Just("09:00-13:00 mon-sat"),
        Just("22:00-06:00 daily"),
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    (
        any::<bool>(),
        0..90i64,
        any::<bool>(),
        0..3u32,
        0..10_000u32,
        prop::bool::weighted(0.25),
    )
        .prop_map(
            |(reads_notices, days, backs_up, wrong_pins, pin, automatic)| Policy {
                reads_notices,
                renews: RenewWhen::DaysLeft(days),
                renews_automatically: automatic,
                renewal_jitter: Span::seconds(86_400),
                recovers: true,
                backs_up,
                wrong_pins,
                pin: Some(format!("{pin:04}").parse().unwrap()),
                absent: Vec::new(),
            },
        )
}

fn fault(pc: Label) -> impl Strategy<Value = Fault> {
    let lasts = || (1..10i16).prop_map(Span::days);
    let by = (-400..400i16).prop_map(Span::days);
    let at = prop_oneof![
        Just(CutPoint::RenewalRequest),
        Just(CutPoint::RenewalStore),
        Just(CutPoint::Import),
        Just(CutPoint::Backup),
    ];
    let (a, b, c, d, e, f, g, h, i) = (
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc.clone(),
        pc,
    );
    let around = prop_oneof![
        Just(WorldFault::LoseLetter { pc: a }),
        lasts().prop_map(move |lasts| WorldFault::PortalDown {
            pc: b.clone(),
            lasts
        }),
        lasts().prop_map(move |lasts| WorldFault::AuthorityDown {
            pc: c.clone(),
            lasts
        }),
    ];
    let in_pc = prop_oneof![
        at.prop_map(move |at| PcFault::CutPower { pc: d.clone(), at }),
        Just(PcFault::FillDisk { pc: e }),
        Just(PcFault::Break { pc: f }),
        by.prop_map(move |by| PcFault::SetClock { pc: g.clone(), by }),
        (-120..120i16).prop_map(move |seconds_per_day| PcFault::Drift {
            pc: h.clone(),
            seconds_per_day
        }),
        Just(PcFault::DrainBattery { pc: i }),
    ];
    prop_oneof![
        3 => around.prop_map(Fault::World),
        6 => in_pc.prop_map(Fault::Pc),
    ]
}

prop_compose! {
    /// A facility, its PCs and its operator, without faults.
    fn world()(
        seed in any::<u64>(),
        start_day in 0..3_000i64,
        powers in prop::collection::vec(power(), 1..=3),
        policy in policy(),
        (invoice, portal_account) in any::<(bool, bool)>(),
        away in prop::option::of(0..1_500i64),
    ) -> WorldSettings {
        let first: chrono::DateTime<chrono::Utc> =
            parse_instant("2020-11-02T09:00:00+09:00").unwrap();
        let start = first + Duration::days(start_day);
        let absent = away.and_then(|days| {
            let day = (start + Duration::days(days)).date_naive();
            DateRange::new(day, day + Duration::days(6)).ok()
        });
        let pcs = powers.into_iter().enumerate().map(|(at, power)| PcSettings {
            power: power.parse().unwrap(),
            ..PcSettings::new(pc_name(at))
        });
        WorldSettings {
            key: KeyAlgorithm::P256,
            facility: FacilitySettings {
                payment: if invoice { PaymentMethod::Invoice } else { PaymentMethod::Deduction },
                portal_account,
                policy: Policy {
                    absent: absent.into_iter().collect(),
                    ..policy
                },
                ..FacilitySettings::default()
            },
            pcs: pcs.collect(),
            ..WorldSettings::new(Seed::new(seed), start)
        }
    }
}

/// A scenario that proptest shows as the file it is.
#[derive(Clone)]
struct Story(Scenario);

impl fmt::Debug for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this file:\n----\n{}----", self.0.to_toml())
    }
}

fn story() -> impl Strategy<Value = Story> {
    world().prop_flat_map(|world| {
        let names: Vec<Label> = world.pcs.iter().map(|pc| pc.name.clone()).collect();
        let one = (0..FAULT_DAYS, prop::sample::select(names))
            .prop_flat_map(|(day, pc)| (Just(day), fault(pc)));
        let faults = prop::collection::vec(one, 0..8);
        (Just(world), faults).prop_map(|(world, faults)| Story(scenario_of(world, faults)))
    })
}

/// The faults in order of time, a look at the world now and then, everything repaired, and service.
fn scenario_of(world: WorldSettings, mut faults: Vec<(i16, Fault)>) -> Scenario {
    let step = |when: StepTime, deed: StepAction| Step {
        line: 0,
        when,
        deed,
        expect: Outcome::Ok,
    };
    let on_day = |day: i16| StepTime::At(When::SinceStart(Span::days(day)));
    faults.sort_by_key(|(day, _)| *day);
    let last = faults.last().map_or(60, |(day, _)| *day);
    let mut steps: Vec<(i16, Step)> = faults
        .into_iter()
        .map(|(day, fault)| (day, step(on_day(day), StepAction::Fault(fault))))
        .collect();
    let looks = (0..last).step_by(37);
    steps.extend(looks.map(|day| (day, step(on_day(day), StepAction::Wait))));
    steps.sort_by_key(|(day, _)| *day);
    let mut steps: Vec<Step> = steps.into_iter().map(|(_, step)| step).collect();
    for pc in &world.pcs {
        for repair in [
            PcFault::FreeDisk {
                pc: pc.name.clone(),
            },
            PcFault::RepairClock {
                pc: pc.name.clone(),
            },
        ] {
            steps.push(step(StepTime::Now, StepAction::Fault(repair.into())));
        }
    }
    // Somebody who replays a failure sees it here; an outage that has just begun fails too, and is
    // none of the property's business.
    for (at, pc) in world.pcs.iter().enumerate() {
        let pc = pc.name.clone();
        let when = match at {
            0 => StepTime::After(Span::days(RECOVERY_DAYS)),
            _ => StepTime::Now,
        };
        let connect = Action::connect(pc);
        steps.push(step(when, StepAction::Do(connect)));
    }
    Scenario {
        title: Title {
            ja: "でたらめな世界".into(),
            en: "A random world".into(),
        },
        rows: Vec::new(),
        world,
        steps,
    }
}

/// The PCs that have been out of service for longer than it takes, since the last fault or since
/// they went down, whichever was later; and those that never came up.
fn stranded(played: &Played) -> Vec<String> {
    let fault = |event: &&Event| matches!(event.kind, EventKind::Fault(_));
    let last_fault = played.events.iter().rfind(fault).map(|event| event.at);
    let patience = Duration::days(RECOVERY_DAYS.into());
    let mut stranded = Vec::new();
    for (name, pc) in &played.measures.pcs {
        for outage in &pc.outages {
            let since = last_fault.map_or(outage.from, |fault| fault.max(outage.from));
            if outage.to.unwrap_or(played.end) - since > patience {
                stranded.push(format!("{name} is down since {}", outage.from));
            }
        }
        let up = |event: &Event| event.pc == *name && event.kind == EventKind::ServiceUp;
        if !played.events.iter().any(up) {
            stranded.push(format!("{name} never came up"));
        }
    }
    stranded
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn whatever_breaks_service_comes_back_and_nothing_happens_that_must_not(story in story()) {
        let Story(story) = story;
        let played = scenario::run(&story, story.world.seed);
        for step in &played.steps {
            if let StepResult::Violation(violation) = &step.result {
                return Err(TestCaseError::fail(format!("step {}: {violation}", step.number)));
            }
        }
        prop_assert_eq!(stranded(&played), Vec::<String>::new());
        // What was played is what the file says.
        let read = Scenario::parse(&story.to_toml()).unwrap();
        let again = scenario::run(&read, read.world.seed);
        prop_assert_eq!(again.events, &played.events[..]);
        // Nothing that happens depends on what the keys are.
        let stood_in = Scenario { world: read.world.with_stand_ins(), ..read };
        let stood_in = scenario::run(&stood_in, stood_in.world.seed);
        prop_assert_eq!(&stood_in.events, &played.events);
        prop_assert_eq!(&stood_in.measures, &played.measures);
    }
}
