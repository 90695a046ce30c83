//! The settings of a random world: its facility, its PCs and its numbers, as far as the features
//! that are on let them differ from the manual's.

use chrono::{DateTime, Duration, Utc};

use super::draw::{Draw, days, pick, pin};
use super::elsewhere::{Elsewhere, elsewhere};
use super::{Feature, pki};
use crate::actor::{FacilitySettings, Names, PcSettings, Policy, RenewWhen, ServiceSettings};
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lifecycle::delivery::Delivery;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::notice::{NoticeChannel, NoticeSchedule};
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::rules::Rules;
use crate::lifecycle::selection::CertificateSelection;
use crate::lifecycle::service::Service;
use crate::seed::Stream;
use crate::time::{Calendar, DateRange, Span};
use crate::world::WorldSettings;

/// The most PCs in a random world: enough that they get in one another's way.
const PCS_MAX: u64 = 3;

/// 2 November 2020, 00:00 JST: worlds begin within ten years of it.
const FIRST_START: i64 = 1_604_242_800;
const START_DAYS: u64 = 3_650;

/// When PCs are on, in the words of scenario files.
const HOURS: [&str; 6] = [
    "08:30-18:30 business",
    "09:00-13:00 mon-sat",
    "22:00-06:00 daily",
    "08:30-18:30 daily",
    "20:00-04:00 tue,thu",
    "07:00-12:00 mon,wed,fri",
];

/// How programs select certificates: most often those that depend on most.
const SELECTIONS: [CertificateSelection; 4] = [
    CertificateSelection::Browser,
    CertificateSelection::Browser,
    CertificateSelection::DotnetAutomatic,
    CertificateSelection::Pinned,
];

/// Draws the settings of a world.
pub(super) fn settings(draw: &Draw<'_>) -> WorldSettings {
    let mut stream = draw.seed.stream("swarm/start");
    let second = stream.below(START_DAYS * 86_400);
    let start = DateTime::from_timestamp(FIRST_START + second as i64, 0);
    let start = start.expect("ten years from 2020 are in chrono's range");
    let rules = rules(draw);
    let pcs = pcs(draw, start, &rules.calendar);
    let keys = [
        KeyAlgorithm::P384,
        KeyAlgorithm::Ed25519,
        KeyAlgorithm::P521,
    ];
    let key = draw.when(Feature::OtherKeys);
    let mut facility = facility(draw, start, &rules.calendar);
    let Elsewhere { files, trusted, .. } = elsewhere(draw, start);
    facility.files = files;
    WorldSettings {
        key: key.map_or(KeyAlgorithm::P256, |mut stream| pick(&mut stream, &keys)),
        pki: pki::pki(draw),
        issuing_ends: draw.when(Feature::IssuingEnds).map(|mut stream| {
            let days = stream.between(30, 2_000);
            start + Duration::days(days as i64)
        }),
        facility,
        services: ServiceSettings {
            ca_names: !draw.has(Feature::NoCaNames),
            trust: trusted,
            names: names(draw),
        },
        pcs,
        rules,
        ..WorldSettings::new(draw.seed, start)
    }
}

fn facility(draw: &Draw<'_>, start: DateTime<Utc>, calendar: &Calendar) -> FacilitySettings {
    let own = draw.when(Feature::OtherInstitution);
    let plain = FacilitySettings::default();
    FacilitySettings {
        institution: own.map_or(plain.institution, |mut stream| institution(&mut stream)),
        payment: match draw.has(Feature::Invoice) {
            true => PaymentMethod::Invoice,
            false => PaymentMethod::Deduction,
        },
        portal_account: !draw.has(Feature::NoAccount),
        policy: Policy {
            absent: away(draw.when(Feature::Absences), start, calendar),
            ..policy(draw)
        },
        files: plain.files,
    }
}

fn policy(draw: &Draw<'_>) -> Policy {
    let mut stream = draw.seed.stream("swarm/policy");
    let chosen = pin(&mut stream);
    let renews = draw.when(Feature::RenewsAtNotice);
    let jitter = draw.when(Feature::Jitter);
    let wrong = draw.when(Feature::WrongPins);
    Policy {
        reads_notices: draw.has(Feature::ReadsNotices),
        renews: renews.map_or(RenewWhen::Never, |mut stream| {
            RenewWhen::DaysLeft(stream.between(0, 90) as i64)
        }),
        renews_automatically: draw.has(Feature::RenewsByItself),
        renewal_jitter: jitter.map_or(Span::default(), |mut stream| days(stream.between(1, 10))),
        recovers: !draw.has(Feature::Careless),
        backs_up: draw.has(Feature::BacksUp),
        wrong_pins: wrong.map_or(0, |mut stream| stream.between(1, 2) as u32),
        pin: (!draw.has(Feature::OtherPasswords)).then_some(chosen),
        absent: Vec::new(),
    }
}

/// Runs of days in the first years, if there are any.
fn away(stream: Option<Stream>, start: DateTime<Utc>, calendar: &Calendar) -> Vec<DateRange> {
    let Some(mut stream) = stream else {
        return Vec::new();
    };
    let mut ranges: Vec<DateRange> = Vec::new();
    // A few weeks, or a day or two again and again.
    let (count, length) = match stream.below(4) {
        0 => (60, 3),
        _ => (stream.between(1, 3), 21),
    };
    for _ in 0..count {
        let day = calendar.zone().date(start) + Duration::days(stream.below(1_500) as i64);
        let last = day + Duration::days(stream.below(length) as i64);
        ranges.extend(DateRange::new(day, last));
    }
    ranges
}

fn pcs(draw: &Draw<'_>, start: DateTime<Utc>, calendar: &Calendar) -> Vec<PcSettings> {
    let several = draw.when(Feature::SeveralPcs);
    let count = several.map_or(1, |mut stream| stream.between(2, PCS_MAX));
    let names = (1..=count).map(|number| {
        let name = format!("受付{number:02}");
        name.parse().expect("it is a plain name")
    });
    names.map(|name| pc(draw, name, start, calendar)).collect()
}

fn pc(draw: &Draw<'_>, name: Label, start: DateTime<Utc>, calendar: &Calendar) -> PcSettings {
    let plain = PcSettings::new(name.clone());
    let hours = draw.when_at(Feature::OfficeHours, &name);
    let power = hours.map_or(PowerCalendar::always(), |mut stream| {
        pick(&mut stream, &HOURS)
            .parse()
            .expect("hours that scenario files know")
    });
    let closed = away(draw.when_at(Feature::ClosedDays, &name), start, calendar);
    let user = draw.when_at(Feature::OtherUser, &name);
    let own = draw.when_at(Feature::OwnInstitution, &name);
    let service = draw.when_at(Feature::OneService, &name);
    let selection = draw.when_at(Feature::OtherSelection, &name);
    PcSettings {
        institution: own.map(|mut stream| institution(&mut stream)),
        user: user.map_or(plain.user, |_| {
            "rececom".parse().expect("it is a plain name")
        }),
        services: service.map_or(plain.services, |mut stream| {
            vec![pick(&mut stream, Service::ALL)]
        }),
        power: power.with_closed(closed),
        selection: selection.map_or(plain.selection, |mut stream| pick(&mut stream, &SELECTIONS)),
        name,
    }
}

fn institution(stream: &mut Stream) -> String {
    format!("{:010}", stream.below(10_000_000_000))
}

/// What people call the services and their program.
fn names(draw: &Draw<'_>) -> Names {
    let Some(mut stream) = draw.when(Feature::OtherNames) else {
        return Names::default();
    };
    let mut name = |name: &str| {
        let name = name.parse().expect("it is a plain name");
        (stream.below(2) == 0).then_some(name)
    };
    Names {
        client: name("Acme-Agent"),
        eligibility: name("VPN"),
        claims: name("Mail"),
    }
}

fn rules(draw: &Draw<'_>) -> Rules {
    let manual = Rules::default();
    let range = |feature, most: u64, manual: (u64, u64)| {
        draw.when(feature).map_or(manual, |mut stream| {
            let fewest = stream.below(most);
            (fewest, stream.between(fewest, most))
        })
    };
    let fees = draw.when(Feature::OtherFees);
    let (issue_yen, letter_yen) =
        fees.map_or((manual.issue_yen, manual.letter_yen), |mut stream| {
            let yen = [0, 1, 550, 10_000];
            (pick(&mut stream, &yen), pick(&mut stream, &yen))
        });
    let number = |feature, values: &[i64], manual| {
        let stream = draw.when(feature);
        stream.map_or(manual, |mut stream| pick(&mut stream, values))
    };
    let billing = draw.when(Feature::OtherBilling);
    let calendar = draw.when(Feature::OtherCalendar);
    Rules {
        download_days: number(
            Feature::OtherDownloadDays,
            &[0, 1, 7, 30, 90, 365],
            manual.download_days,
        ),
        dispatch_business_days: range(Feature::OtherDispatch, 10, manual.dispatch_business_days),
        delivery: match draw.has(Feature::Online) {
            true => Delivery::Online,
            false => Delivery::Letter,
        },
        mail_days: range(Feature::OtherPost, 30, manual.mail_days),
        letter_kept_days: number(
            Feature::OtherKeptDays,
            &[0, 1, 3, 14, 30],
            manual.letter_kept_days,
        ),
        notices: notices(draw),
        notices_by: match draw.has(Feature::Mails) {
            true => NoticeChannel::Mail,
            false => NoticeChannel::Screen,
        },
        issue_yen,
        letter_yen,
        billing_months: billing.map_or(manual.billing_months, |mut stream| stream.below(14) as u32),
        calendar: calendar.map_or(manual.calendar, |mut stream| {
            let calendars = [
                "weekdays -05:00",
                "weekdays Z",
                "weekdays +13:00",
                "weekdays +05:30",
            ];
            let calendar = pick(&mut stream, &calendars);
            calendar
                .parse()
                .expect("calendars that scenario files know")
        }),
    }
}

fn notices(draw: &Draw<'_>) -> NoticeSchedule {
    let Some(mut stream) = draw.when(Feature::OtherNotices) else {
        return NoticeSchedule::default();
    };
    NoticeSchedule {
        days: (0..stream.below(5))
            .map(|_| stream.below(120) as i64)
            .collect(),
        daily_from: stream.below(12) as i64 - 1,
        expired_every: stream.below(9) as i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::Seed;
    use crate::swarm::Options;

    #[test]
    fn every_world_can_be_made_and_read_back() {
        let swarm = crate::swarm::Swarm::new(Seed::new(3));
        for number in 0..200 {
            let seed = swarm.world_seed(number);
            let options = Options::draw(seed);
            let draw = Draw {
                seed,
                options: &options,
            };
            let world = settings(&draw);
            assert_eq!(world.check(), Ok(()), "{options}");
            assert!(world.pcs.len() <= PCS_MAX as usize);
            assert_eq!(world.pcs.len() > 1, options.has(Feature::SeveralPcs));
        }
    }
}
