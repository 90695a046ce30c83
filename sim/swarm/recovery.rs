//! What a world owes whoever has been out of service: once everything is repaired, an operator who
//! follows the manual is back within a time that follows from the rules and the calendars.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::deeds::DOWN_DAYS_MAX;
use crate::actor::{Action, CertificateChoice, PcSettings};
use crate::certificate::Certificate;
use crate::lifecycle::delivery::Delivery;
use crate::lifecycle::fault::{Fault, PcFault, WorldFault};
use crate::lifecycle::selection::CertificateSelection;
use crate::pki::Lifetime;
use crate::scenario::{Scenario, StepAction};
use crate::world::{World, WorldSettings};

/// How long somebody waits for a letter before applying again, and one day more.
const LETTER_PATIENCE_DAYS: i64 = 15;

/// How far the calendars are looked at: longer than any recovery takes.
const AHEAD_DAYS: i64 = 500;

/// Within how many days of `from` every PC has been in service, if everything is repaired then and
/// nothing breaks any more; `None` where nobody is owed that: a certificate for something else may
/// be sent for as long as it lives.
pub(super) fn days_to_recover(scenario: &Scenario, from: DateTime<Utc>) -> Option<i64> {
    let world = &scenario.world;
    let may_recover = world.facility.policy.recovers
        && world.issuing_ends.is_none()
        // It sends the first of the store, were it revoked or expired.
        && world.pcs.iter().all(|pc| pc.selection != CertificateSelection::DotnetAutomatic);
    if !may_recover
        || scenario
            .steps
            .iter()
            .any(|step| is_elsewhere(world, &step.deed) || step.deed.carried().is_some())
    {
        return None;
    }
    let zone = world.rules.calendar.zone();
    let first = zone.date(from);
    let nobody = world.pcs.iter().map(|pc| longest_without(world, pc, first));
    let nobody = nobody.max().unwrap_or(0);
    let absent = longest_absence(world, first);
    let rules = &world.rules;
    let (dispatch, mail) = (longest_dispatch(world, first), rules.mail_days.1 as i64);
    let in_hand = match rules.delivery {
        Delivery::Online => 0,
        Delivery::Letter => mail + absent.min(rules.letter_kept_days + 1),
    };
    let until_used = in_hand + nobody + 2;
    // What comes too late is of no use, however often somebody applies.
    let life = match world.pki.validity {
        Lifetime::Span(span) => (span.as_seconds() - world.pki.backdate.as_seconds()) / 86_400,
        Lifetime::Months(_) | Lifetime::NoExpiry => i64::MAX,
    };
    if until_used > life.min(rules.download_days) {
        return None;
    }
    let again = LETTER_PATIENCE_DAYS + nobody;
    let way = 1 + nobody + dispatch + until_used + absent;
    // Something may go wrong for the last time, and what was waited for may never come.
    let days = 2 * way + again + days_of_faults(scenario, way, again, nobody);
    // What somebody chooses on the last day may have ended before, and be replaced only after.
    let chooses = |pc: &PcSettings| choice(scenario, pc).is_some();
    match world.pcs.iter().any(chooses) && life <= days {
        true => None,
        false => Some(days),
    }
}

/// How much longer what broke before may take.
fn days_of_faults(scenario: &Scenario, way: i64, again: i64, nobody: i64) -> i64 {
    let mut days = 0;
    let broken = |is: fn(&Fault) -> bool| {
        let mut faults = scenario.steps.iter().filter_map(|step| match &step.deed {
            StepAction::Fault(fault) => Some(fault),
            _ => None,
        });
        faults.any(is)
    };
    if broken(|fault| matches!(fault, Fault::World(WorldFault::LoseLetter { .. }))) {
        days += way + again;
    }
    if broken(|fault| {
        matches!(
            fault,
            Fault::World(WorldFault::PortalDown { .. } | WorldFault::AuthorityDown { .. })
        )
    }) {
        days += DOWN_DAYS_MAX as i64 + 1 + nobody;
    }
    // The power may be cut once at each point; a PC that broke is replaced.
    if broken(|fault| {
        matches!(
            fault,
            Fault::Pc(PcFault::CutPower { .. } | PcFault::Break { .. })
        )
    }) {
        days += 5 * (1 + nobody) + way;
    }
    days
}

/// Whether every authority outlives that moment, or is renewed without harm: the one that issues
/// for whoever sends the newest certificate. What another had issued before it was renewed ends
/// with its old certificate.
pub(super) fn authorities_outlive(
    scenario: &Scenario,
    world: &World,
    until: DateTime<Utc>,
) -> bool {
    let sends_newest = |pc: &PcSettings| choice(scenario, pc).is_none();
    let all = world.authority().certificates();
    let issued_another = |one: &Certificate| {
        let mut others = all.iter().filter(|other| *other != one);
        others.any(|other| other.issuer_der() == one.subject_der())
    };
    let issuing = world.pki().authorities.last();
    let renews = issuing.is_some_and(|profile| profile.renewal_window.is_some());
    let may_end = renews && scenario.world.pcs.iter().all(sends_newest);
    all.iter()
        .filter(|one| !may_end || issued_another(one))
        .all(|certificate| certificate.not_after() > until)
}

/// Whether somebody signs in under whom the services do not run. An operator who sets a certificate
/// up there sees it work, and does not see that the services go on without one.
fn is_elsewhere(world: &WorldSettings, deed: &StepAction) -> bool {
    let StepAction::Do(Action::SignIn { pc, user }) = deed else {
        return false;
    };
    world
        .pcs
        .iter()
        .any(|one| one.name == *pc && one.user != *user)
}

/// The longest run of days on which nobody can do anything at a PC.
fn longest_without(world: &WorldSettings, pc: &PcSettings, first: NaiveDate) -> i64 {
    let power = pc.power.clone().on_calendar(world.rules.calendar.clone());
    longest_run(first, |date| {
        let zone = world.rules.calendar.zone();
        let on = zone.midnight(date).and_then(|from| {
            let on = power.next_on(from)?;
            Some(on.start < from + Duration::days(1))
        });
        !on.unwrap_or(false) || is_absent(world, date)
    })
}

fn longest_absence(world: &WorldSettings, first: NaiveDate) -> i64 {
    longest_run(first, |date| is_absent(world, date))
}

/// A program that renews by itself is never absent.
fn is_absent(world: &WorldSettings, date: NaiveDate) -> bool {
    let policy = &world.facility.policy;
    !policy.renews_automatically && policy.absent.iter().any(|days| days.contains(date))
}

fn longest_run(first: NaiveDate, is: impl Fn(NaiveDate) -> bool) -> i64 {
    let (mut longest, mut run) = (0, 0);
    for day in 0..AHEAD_DAYS {
        run = if is(first + Duration::days(day)) {
            run + 1
        } else {
            0
        };
        longest = longest.max(run);
    }
    longest
}

/// The most days that the business days until a dispatch take.
fn longest_dispatch(world: &WorldSettings, first: NaiveDate) -> i64 {
    let calendar = &world.rules.calendar;
    let most = world.rules.dispatch_business_days.1 as usize;
    let is_open = |day: &i64| calendar.is_business_day(first + Duration::days(*day));
    let open: Vec<i64> = (0..AHEAD_DAYS).filter(is_open).collect();
    // From the day after one that is open, until so many have passed.
    let waits = open.windows(most + 1).map(|days| days[most] - days[0]);
    waits.max().unwrap_or(0) + 1
}

/// What somebody does so that everything is well again.
pub(super) fn repairs(scenario: &Scenario) -> Vec<StepAction> {
    let mut repairs = Vec::new();
    for pc in &scenario.world.pcs {
        let name = || pc.name.clone();
        let deeds = || scenario.steps.iter().map(|step| &step.deed);
        let deeds = || deeds().filter(|deed| deed.pc() == Some(&pc.name));
        let is_full = |deed: &StepAction| {
            matches!(deed, StepAction::Fault(Fault::Pc(PcFault::FillDisk { .. })))
        };
        if deeds().any(is_full) {
            repairs.push(StepAction::Fault(PcFault::FreeDisk { pc: name() }.into()));
        }
        let is_clock = |deed: &StepAction| {
            let fault = PcFault::puts_the_clock_wrong;
            matches!(deed, StepAction::Fault(Fault::Pc(pc)) if fault(pc))
        };
        if deeds().any(is_clock) {
            repairs.push(StepAction::Fault(
                PcFault::RepairClock { pc: name() }.into(),
            ));
        }
        repairs.extend(choice(scenario, pc));
    }
    repairs
}

/// The choice of the newest certificate, where somebody has to choose it.
pub(super) fn choice(scenario: &Scenario, pc: &PcSettings) -> Option<StepAction> {
    let mut deeds = scenario.steps.iter().map(|step| &step.deed);
    let is_choice = |deed: &StepAction| {
        matches!(deed, StepAction::Do(Action::Choose { .. })) && deed.pc() == Some(&pc.name)
    };
    let chooses = pc.selection != CertificateSelection::Latest || deeds.any(is_choice);
    chooses.then(|| {
        StepAction::Do(Action::Choose {
            pc: pc.name.clone(),
            which: CertificateChoice::New,
        })
    })
}
