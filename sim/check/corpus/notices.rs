//! When which notice appears: the table in fixtures/notices, looked at second by second.
//!
//! A PC is looked at when something happens or should, and right before: whoever gives notices
//! only when it is asked, and whoever gives them by itself, can both be asked.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use toml::value::Datetime;

use super::store::case;
use super::{Corpus, PIN, SEED, wallet};
use crate::authority::Validity;
use crate::check::case::{Importance, Task};
use crate::check::protocol::{Op, PowerSwitch, Request};
use crate::check::script::{Right, Script, Step};
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::notice::NoticeSchedule;
use crate::lifecycle::power::PowerCalendar;
use crate::pkcs12::Contents;
use crate::time::{DateRange, Span, Zone, parse_instant};

static TABLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/notices");

/// How long a case is looked at; in longer ones, nothing happens afterwards.
const DAYS_MAX: i64 = 150;

#[derive(Deserialize)]
struct Table {
    case: Vec<Row>,
}

/// A case of the table, whose README explains the fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    about: String,
    schedule: Option<NoticeSchedule>,
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
    firings: Vec<Firing>,
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
struct Firing {
    at: Datetime,
    notice: String,
}

pub(super) fn add(corpus: &mut Corpus) {
    let table = TABLE.get_file("cases.toml");
    let table = table.and_then(|file| file.contents_utf8());
    let table: Table = toml::from_str(table.unwrap_or_default())
        .expect("the table is in the form that the tests keep");
    let authority = wallet::authority();
    let stream = &mut SEED.stream("check/notices");
    let key = PrivateKey::generate(KeyAlgorithm::P256, stream);
    for row in &table.case {
        let not_after = instant(&row.not_after);
        let validity = Validity {
            not_before: instant(&row.from).min(not_after) - Duration::days(1_000),
            not_after,
        };
        let certificate = wallet::issue(&authority, &row.id, &key, "受付01", validity);
        let contents = Contents::for_client(key.clone(), certificate, &authority.chain(), "受付01");
        let file = format!("notices/{}.p12", row.id);
        corpus.add_file(&file, wallet::sealed(&contents, &file));
        corpus.add(case(
            format!("notices::{}", row.id),
            match row.clock.is_empty() {
                true => Importance::Must,
                false => Importance::Should,
            },
            &row.about,
            "fixtures/notices/README.md",
            Task::Play(row.script(&file)),
        ));
    }
}

fn instant(at: &Datetime) -> DateTime<Utc> {
    parse_instant(&at.to_string()).expect("the table has instants with a zone")
}

impl Row {
    /// When nobody looks any more.
    fn until(&self) -> DateTime<Utc> {
        let until = instant(&self.until);
        until.min(instant(&self.from) + Duration::days(DAYS_MAX))
    }

    fn power(&self) -> PowerCalendar {
        let power = self.power.clone().unwrap_or(PowerCalendar::always());
        power.with_closed(self.closed.iter().copied())
    }

    fn clock(&self) -> PcClock {
        let changes = self.clock.iter();
        changes.fold(PcClock::right(), |clock, change| {
            let at = instant(&change.at);
            let step = change
                .step
                .as_ref()
                .and_then(|step| step.parse::<Span>().ok());
            match (step, change.drift, &change.reset_to) {
                (Some(step), ..) => clock.step(at, step),
                (_, Some(drift), _) => clock.with_drift(at, drift),
                (_, _, Some(shown)) => clock.reset_to(at, instant(shown)),
                (None, None, None) => clock,
            }
        })
    }

    /// When the PC is switched on and off from the first moment to the last.
    fn switches(&self) -> Vec<(DateTime<Utc>, PowerSwitch)> {
        let (power, from, until) = (self.power(), instant(&self.from), self.until());
        let mut switches = Vec::new();
        if !power.is_on(from) {
            switches.push((from, PowerSwitch::Off));
        }
        let mut next = power.next_on(from);
        while let Some(on) = next.filter(|on| on.start < until) {
            if on.start > from {
                switches.push((on.start, PowerSwitch::On));
            }
            if on.end < until {
                switches.push((on.end, PowerSwitch::Off));
            }
            next = power.next_on(on.end);
        }
        switches
    }

    /// The moments at which the PC is looked at.
    fn moments(&self) -> BTreeSet<DateTime<Utc>> {
        let (from, until) = (instant(&self.from), self.until());
        let second = Duration::seconds(1);
        let mut moments: BTreeSet<_> = [from, until - second].into();
        let firings = self.firings.iter().map(|firing| instant(&firing.at));
        moments.extend(firings.flat_map(|at| [at - second, at]));
        moments.extend(self.dismissals.iter().map(instant));
        moments.extend(self.clock.iter().map(|change| instant(&change.at)));
        moments.extend(self.switches().iter().map(|(at, _)| *at));
        // Everybody who gives a notice gives it when a day begins.
        let (jst, clock) = (Zone::JST, self.clock());
        let days = (until - from).num_days();
        let midnights = (0..=days).filter_map(|day| {
            let shown = clock.shows(from) + Duration::days(day);
            clock.when_shows(jst.midnight(jst.date(shown))?, from)
        });
        moments.extend(midnights);
        let end = clock.when_shows(instant(&self.not_after) + second, from);
        moments.extend(end.into_iter().flat_map(|at| [at - second, at]));
        moments.retain(|at| (from..until).contains(at));
        moments
    }

    fn script(&self, file: &str) -> Script {
        let (clock, power) = (self.clock(), self.power());
        let reset = Request {
            schedule: self.schedule.clone(),
            ..Request::of(Op::Reset).at(clock.shows(instant(&self.from)))
        };
        let import = Request::of(Op::Import).about(file, PIN);
        let mut steps = vec![Step::new(reset), Step::new(import)];
        let switches = self.switches();
        for at in self.moments() {
            let switch = switches.iter().find(|(moment, _)| *moment == at);
            let switch = switch.map(|(_, switch)| *switch);
            if !power.is_on(at) && switch.is_none() {
                continue;
            }
            let here = self
                .firings
                .iter()
                .filter(|firing| instant(&firing.at) == at);
            let is_dismissed = self.dismissals.iter().any(|it| instant(it) == at);
            let request = Request {
                power: switch,
                dismiss: is_dismissed.then_some(true),
                ..Request::of(Op::Tick).at(clock.shows(at))
            };
            let right = Right {
                notices: Some(here.map(|firing| firing.notice.clone()).collect()),
                ..Right::default()
            };
            steps.push(Step { request, right });
        }
        Script { steps }
    }
}
