//! What people care about, against figures worked out by hand.

use kigen::actor::PcSettings;
use kigen::label::Label;
use kigen::lifecycle::service::Service;
use kigen::measure::{Measures, ServiceMeasures};
use kigen::outcome::Outcome;
use kigen::reason::Reason;
use kigen::time::parse_instant;
use kigen::trace::{Event, EventKind};

fn label(name: &str) -> Label {
    name.parse().unwrap()
}

/// 4 April 2025, at `clock` in Japan.
fn event(clock: &str, pc: &str, kind: EventKind) -> Event {
    let outcome = match kind {
        EventKind::ServiceDown => Outcome::Refused(Reason::Expired),
        _ => Outcome::Ok,
    };
    Event {
        at: parse_instant(&format!("2025-04-04T{clock}:00+09:00")).unwrap(),
        pc: label(pc),
        kind,
        outcome,
    }
}

/// Two counters and an office PC that is used for claims alone. The first counter is without service
/// from 09:00 to 12:00, the second from 10:00 to 10:30, the office from 11:00 to the end at 13:00.
fn measured() -> Measures {
    let up = |clock, pc| event(clock, pc, EventKind::ServiceUp);
    let down = |clock, pc| event(clock, pc, EventKind::ServiceDown);
    let events = [
        up("08:00", "受付01"),
        // Until now the second counter was not set up: no outage, and no help either.
        up("08:30", "受付02"),
        up("08:30", "事務01"),
        down("09:00", "受付01"),
        down("10:00", "受付02"),
        up("10:30", "受付02"),
        down("11:00", "事務01"),
        up("12:00", "受付01"),
    ];
    let office = PcSettings {
        services: vec![Service::Claims],
        ..PcSettings::new(label("事務01"))
    };
    let counters = ["受付01", "受付02"].map(|name| PcSettings::new(label(name)));
    let pcs = [counters.as_slice(), &[office]].concat();
    let end = parse_instant("2025-04-04T13:00:00+09:00").unwrap();
    Measures::of(&events, &pcs, end)
}

#[test]
fn minutes_are_counted_for_each_pc() {
    let minutes = |name: &str| measured().pcs[&label(name)].minutes_without_service;
    assert_eq!(minutes("受付01"), 180);
    assert_eq!(minutes("受付02"), 30);
    assert_eq!(minutes("事務01"), 120);
}

#[test]
fn a_service_is_lost_to_the_facility_while_no_pc_that_is_used_for_it_has_it() {
    let services = measured().services;
    let eligibility = ServiceMeasures {
        minutes_at_pcs: 210,
        minutes_at_facility: 30, // 10:00 to 10:30, when both counters were down
    };
    assert_eq!(services[&Service::Eligibility], eligibility);
    let claims = ServiceMeasures {
        minutes_at_pcs: 330,
        minutes_at_facility: 0, // the office stood in for the counters, and they for the office
    };
    assert_eq!(services[&Service::Claims], claims);
}

#[test]
fn a_service_that_no_pc_is_used_for_has_no_figure() {
    let office = PcSettings {
        services: vec![Service::Claims],
        ..PcSettings::new(label("事務01"))
    };
    let end = parse_instant("2025-04-04T13:00:00+09:00").unwrap();
    let measures = Measures::of(&[], &[office], end);
    assert_eq!(
        measures.services.keys().collect::<Vec<_>>(),
        [&Service::Claims]
    );
}
