//! When notices are shown: the table in fixtures/notices/, and random cases against a program that
//! does nothing but step through the seconds.

use std::collections::BTreeSet;

use chrono::DateTime;
use kigen::lifecycle::clock::PcClock;
use kigen::lifecycle::notice::{Notice, NoticeCase, NoticeSchedule, NoticeShown, notices_shown};
use kigen::time::Span;
use proptest::prelude::*;

use crate::support::time;

mod table {
    use crate::support::root;
    use std::collections::BTreeSet;
    use std::fs;

    use kigen::lifecycle::clock::PcClock;
    use kigen::lifecycle::notice::{Notice, NoticeCase, NoticeSchedule, notices_shown};
    use kigen::lifecycle::power::PowerCalendar;
    use kigen::time::{DateRange, Span, format_jst, parse_instant};
    use serde::Deserialize;
    use toml::value::Datetime;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Table {
        case: Vec<Case>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        id: String,
        about: String,
        #[serde(default)]
        schedule: Schedule,
        not_after: Datetime,
        power: Option<PowerCalendar>,
        #[serde(default)]
        closed: Vec<DateRange>,
        #[serde(default)]
        clock: Vec<Change>,
        #[serde(default)]
        dismissals: Vec<Datetime>,
        from: Datetime,
        until: Datetime,
        firings: Vec<Expected>,
    }

    #[derive(Default, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Schedule {
        days: Option<Vec<i64>>,
        daily_from: Option<i64>,
        expired_every: Option<i64>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        at: Datetime,
        step: Option<String>,
        drift: Option<i16>,
        reset_to: Option<Datetime>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Expected {
        at: Datetime,
        notice: String,
    }

    fn instant(at: &Datetime) -> chrono::DateTime<chrono::Utc> {
        parse_instant(&at.to_string()).expect("an instant with a zone")
    }

    fn cases() -> Vec<Case> {
        let file = root().join("fixtures/notices/cases.toml");
        let text = fs::read_to_string(file).expect("the table is there");
        let table: Table = toml::from_str(&text).expect("the table is as README.md says");
        table.case
    }

    impl Case {
        fn input(&self) -> NoticeCase {
            let manual = NoticeSchedule::default();
            let power = self.power.clone().unwrap_or(PowerCalendar::always());
            let clock = PcClock::right();
            NoticeCase {
                schedule: NoticeSchedule {
                    days: self.schedule.days.clone().unwrap_or(manual.days),
                    daily_from: self.schedule.daily_from.unwrap_or(manual.daily_from),
                    expired_every: self.schedule.expired_every.unwrap_or(manual.expired_every),
                },
                not_after: instant(&self.not_after),
                power: power.with_closed(self.closed.iter().copied()),
                clock: self.clock.iter().fold(clock, |clock, change| {
                    let at = instant(&change.at);
                    match (&change.step, change.drift, &change.reset_to) {
                        (Some(step), None, None) => {
                            clock.step(at, step.parse::<Span>().expect("a length"))
                        }
                        (None, Some(drift), None) => clock.with_drift(at, drift),
                        (None, None, Some(shown)) => clock.reset_to(at, instant(shown)),
                        _ => panic!("{}: one of step, drift and reset_to", self.id),
                    }
                }),
                dismissals: self.dismissals.iter().map(instant).collect(),
                from: instant(&self.from),
                until: instant(&self.until),
            }
        }
    }

    #[test]
    fn every_case_of_the_table_comes_out_as_it_says() {
        let mut wrong = Vec::new();
        for case in cases() {
            let line = |at, notice| format!("{} {notice}", format_jst(at));
            let expected = case.firings.iter();
            let expected: Vec<_> = expected
                .map(|firing| line(instant(&firing.at), firing.notice.clone()))
                .collect();
            let found = notices_shown(&case.input()).into_iter();
            let found: Vec<_> = found
                .map(|firing| line(firing.at, firing.notice.to_string()))
                .collect();
            if found != expected {
                wrong.push(format!(
                    "{} ({})\n  expected {expected:#?}\n  found {found:#?}",
                    case.id, case.about
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_case_has_a_name_of_its_own_and_sorted_instants() {
        let mut names = BTreeSet::new();
        for case in cases() {
            let input = case.input();
            assert!(names.insert(case.id.clone()), "{} stands twice", case.id);
            assert!(input.dismissals.is_sorted(), "{}", case.id);
            assert!(input.from < input.until, "{}", case.id);
        }
        assert!(names.len() >= 25);
    }

    #[test]
    fn no_case_expects_expiry_before_the_second_after_the_last() {
        for case in cases() {
            let input = case.input();
            for expected in &case.firings {
                if expected.notice == Notice::Expired.to_string() {
                    let shown = input.clock.shows(instant(&expected.at));
                    assert!(shown > input.not_after, "{}", case.id);
                }
            }
        }
    }
}

/// A case in plain numbers, so that the judge below shares no code with what it judges.
#[derive(Clone, Debug)]
struct Plain {
    days: Vec<i64>,
    daily_from: i64,
    expired_every: i64,
    /// Seconds since 1970, as all instants here.
    not_after: i64,
    hours: Hours,
    /// Steps in seconds.
    steps: Vec<(i64, i32)>,
    /// Seconds a day from the beginning on.
    drift: i16,
    dismissals: BTreeSet<i64>,
    from: i64,
    until: i64,
    /// How many seconds the judge goes on at a time; every instant above is a multiple.
    tick: i64,
}

/// Minutes of the Japanese day at which the PC is switched on and off, every day.
#[derive(Clone, Copy, Debug)]
enum Hours {
    Always,
    Daily(i64, i64),
}

const DAY: i64 = 86_400;

/// Days since 1970 in Japan.
fn japanese_day(at: i64) -> i64 {
    (at + 9 * 3_600).div_euclid(DAY)
}

fn is_on(hours: Hours, at: i64) -> bool {
    let minute = (at + 9 * 3_600).rem_euclid(DAY) / 60;
    match hours {
        Hours::Always => true,
        Hours::Daily(from, to) if from < to => from <= minute && minute < to,
        Hours::Daily(from, to) => from <= minute || minute < to,
    }
}

impl Plain {
    fn shows(&self, at: i64) -> i64 {
        let steps = self.steps.iter().filter(|(since, _)| *since <= at);
        let stepped: i64 = steps.map(|(_, step)| i64::from(*step)).sum();
        let gained = ((at - self.from) * i64::from(self.drift)).div_euclid(DAY);
        at + stepped + gained
    }

    /// Every notice there is: since when it is due, and what it says.
    fn all_due(&self) -> Vec<(i64, Option<i64>)> {
        let midnight = |day: i64| day * DAY - 9 * 3_600;
        let mut all = Vec::new();
        for days in 0..=120 {
            if self.days.contains(&days) || days <= self.daily_from {
                all.push((midnight(japanese_day(self.not_after) - days), Some(days)));
            }
        }
        let over = self.not_after + 1;
        all.push((over, None));
        for times in 1..=30 {
            if self.expired_every > 0 {
                let day = japanese_day(over) + times * self.expired_every;
                all.push((midnight(day), None));
            }
        }
        all
    }

    fn judge(&self) -> Vec<(i64, Option<i64>)> {
        let all_due = self.all_due();
        let mut firings = Vec::new();
        let mut screen = None;
        let mut dismissed = BTreeSet::new();
        let mut at = self.from;
        while at < self.until {
            if !is_on(self.hours, at) {
                screen = None;
            } else {
                let shown = self.shows(at);
                let in_force = all_due
                    .iter()
                    .filter(|(due, _)| *due <= shown)
                    .max()
                    .copied();
                for is_there_more in [self.dismissals.contains(&at), false] {
                    if let Some((due, notice)) = in_force
                        && !dismissed.contains(&due)
                        && screen.is_none_or(|shown| shown < due)
                    {
                        screen = Some(due);
                        firings.push((at, notice));
                    }
                    if is_there_more {
                        dismissed.extend(screen.take());
                    }
                }
            }
            at += self.tick;
        }
        firings
    }

    fn input(&self) -> NoticeCase {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).expect("a near year");
        let clock_time = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let power = match self.hours {
            Hours::Always => "always".to_owned(),
            Hours::Daily(from, to) => format!("{}-{} daily", clock_time(from), clock_time(to)),
        };
        let clock = PcClock::right().with_drift(at(self.from), self.drift);
        let steps = self.steps.iter();
        NoticeCase {
            schedule: NoticeSchedule {
                days: self.days.clone(),
                daily_from: self.daily_from,
                expired_every: self.expired_every,
            },
            not_after: at(self.not_after),
            power: power.parse().expect("hours and days"),
            clock: steps.fold(clock, |clock, (since, step)| {
                clock.step(at(*since), Span::seconds(*step))
            }),
            dismissals: self.dismissals.iter().copied().map(at).collect(),
            from: at(self.from),
            until: at(self.until),
        }
    }
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let odd = (0..24 * 60i64, 1..24 * 60i64);
    prop_oneof![
        Just(Hours::Always),
        Just(Hours::Daily(8 * 60 + 30, 18 * 60 + 30)),
        Just(Hours::Daily(22 * 60, 6 * 60)),
        Just(Hours::Daily(9 * 60, 0)),
        odd.prop_map(|(from, length)| Hours::Daily(from, (from + length) % (24 * 60))),
    ]
}

/// Some days around midnights, an expiry and steps. `tick` is 60 or 1; drift needs the latter.
fn any_case(
    tick: i64,
    days: i64,
    drift: impl Strategy<Value = i16>,
) -> impl Strategy<Value = Plain> {
    let start = time("2026-02-20T15:00:00Z").timestamp();
    let minutes = days * 24 * 60;
    let schedule = (prop::collection::vec(0..9i64, 0..4), -1..4i64, 0..3i64);
    // Often at midnight, and often soon: nothing is less interesting than a far end.
    let end = prop_oneof![
        (-2 * 24 * 60..minutes + 8 * 24 * 60).boxed(),
        (0..days + 6).prop_map(|day| day * 24 * 60).boxed(),
    ];
    // The second after the last one has to be on a tick.
    let second = (0..60 / tick).prop_map(|second| second - 1);
    let step = prop_oneof![
        -3 * 24 * 60..=3 * 24 * 60i32,
        (-3..=3i32).prop_map(|days| days * 24 * 60),
    ];
    let steps = prop::collection::vec((0..minutes, step), 0..3);
    let dismissals = prop::collection::btree_set(0..minutes, 0..8);
    (schedule, end, second, any_hours(), steps, drift, dismissals).prop_map(
        move |((days, daily_from, expired_every), end, second, hours, steps, drift, dismissals)| {
            Plain {
                days,
                daily_from,
                expired_every,
                not_after: start + end * 60 + second,
                hours,
                steps: steps
                    .iter()
                    .map(|(at, step)| (start + at * 60, step * 60))
                    .collect(),
                drift,
                dismissals: dismissals.iter().map(|at| start + at * 60).collect(),
                from: start,
                until: start + minutes * 60,
                tick,
            }
        },
    )
}

fn plain(firings: &[NoticeShown]) -> Vec<(i64, Option<i64>)> {
    let notice = |notice| match notice {
        Notice::Before { days } => Some(days),
        Notice::Expired => None,
    };
    firings
        .iter()
        .map(|firing| (firing.at.timestamp(), notice(firing.notice)))
        .collect()
}

proptest! {
    #[test]
    fn jumping_finds_what_stepping_by_the_minute_finds(case in any_case(60, 6, Just(0))) {
        prop_assert_eq!(plain(&notices_shown(&case.input())), case.judge());
    }

    #[test]
    fn notices_keep_their_promises(case in any_case(60, 12, -30_000..30_000i16)) {
        let input = case.input();
        let found = notices_shown(&input);
        for pair in found.windows(2) {
            prop_assert!(pair[0].at <= pair[1].at, "out of order: {:?}", pair);
        }
        for (place, firing) in found.iter().enumerate() {
            let NoticeShown { at, due, notice } = *firing;
            prop_assert!(is_on(case.hours, at.timestamp()), "shown while off: {firing:?}");
            prop_assert!(input.from <= at && at < input.until);
            let shown = input.clock.shows(at);
            prop_assert!(due <= shown, "shown before it is due: {firing:?}");
            if notice == Notice::Expired {
                prop_assert!(shown > input.not_after, "not expired yet: {firing:?}");
            }
            // A dismissal while it was on the screen was the end of it.
            let next = found.get(place + 1).map_or(input.until, |next| next.at);
            // The PC goes off on a full minute; a drifting clock fires on any second.
            let full_minute = (at.timestamp() / 60 + 1) * 60;
            let mut minutes = (full_minute..next.timestamp()).step_by(60);
            let off = minutes.find(|second| !is_on(case.hours, *second));
            let gone = off.unwrap_or(next.timestamp());
            let mut dismissals = case.dismissals.range(at.timestamp()..gone);
            let is_dismissed = dismissals.any(|dismissal| *dismissal > at.timestamp());
            let comes_back = found[place + 1..].iter().any(|other| other.due == due);
            prop_assert!(!(is_dismissed && comes_back), "dismissed, and back: {firing:?}");
        }
    }
}

proptest! {
    // Stepping by the second takes sixty times as long.
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn jumping_finds_what_stepping_by_the_second_finds(
        case in any_case(1, 2, prop_oneof![-300..300i16, -30_000..30_000i16]),
    ) {
        prop_assert_eq!(plain(&notices_shown(&case.input())), case.judge());
    }
}
