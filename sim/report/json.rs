//! The report for programs: JSON, schema 1.

use std::num::NonZeroUsize;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::Chapter;
use crate::digest::Digest;
use crate::label::Label;
use crate::lifecycle::fault::{Fault, PcFault, WorldFault};
use crate::lifecycle::fee::Fee;
use crate::lifecycle::notice::Notice;
use crate::measure::{Measures, Outage};
use crate::scenario::PlayedStep;
use crate::time::jst;
use crate::trace::{ApplicationStatus, Artefact, Event, Happening};

/// The number of the format; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

/// Every chapter as one JSON document, ending with a newline.
///
/// `{"schema":1,"scenarios":[{"name","title":{"ja","en"},"rows","seed","start","end","outcome",
/// "steps":[…],"events":[…],"measures":{…},"artefacts":[{"name","size","sha256"}]}]}`; moments are RFC 3339 in
/// Japanese time.
pub fn json(chapters: &[Chapter]) -> String {
    let scenarios: Vec<Value> = chapters.iter().map(chapter).collect();
    let document = json!({ "schema": SCHEMA, "scenarios": scenarios });
    let text = serde_json::to_string_pretty(&document);
    text.expect("a document of strings and numbers always serializes") + "\n"
}

fn chapter(chapter: &Chapter) -> Value {
    let Chapter {
        name,
        path: _,
        scenario,
        played,
    } = chapter;
    json!({
        "name": name,
        "title": { "ja": scenario.title.ja, "en": scenario.title.en },
        "rows": scenario.rows,
        "seed": played.seed.value(),
        "start": moment(scenario.world.start),
        "end": moment(played.end),
        "outcome": if played.failure().is_none() { "pass" } else { "fail" },
        "step_count": played.step_count,
        "steps": played.steps.iter().map(step).collect::<Vec<_>>(),
        "events": played.events.iter().map(event).collect::<Vec<_>>(),
        "measures": measures(&played.measures),
        "artefacts": played.artefacts.iter().map(artefact).collect::<Vec<_>>(),
    })
}

/// How a step went.
pub fn step(step: &PlayedStep) -> Value {
    json!({
        "number": step.number,
        "line": step.line,
        "at": moment(step.at),
        "action": step.deed.name(),
        "pc": step.deed.pc().map(Label::as_str),
        "expected": step.expected.code(),
        "outcome": step.outcome(),
    })
}

/// What happened.
pub fn event(event: &Event) -> Value {
    let mut value = json!({
        "at": moment(event.at),
        "pc": event.pc.as_str(),
        "what": event.happening.name(),
        "outcome": event.outcome.code(),
    });
    for (key, detail) in details(&event.happening) {
        value[key] = detail;
    }
    value
}

/// What there is to say of it.
fn details(happening: &Happening) -> Vec<(&'static str, Value)> {
    let name = |file: Option<&Label>| ("file", file.map(Label::as_str).into());
    let number = |ordinal: u32| ("ordinal", Value::from(ordinal));
    match happening {
        Happening::Apply {
            via,
            still_good_until,
        } => vec![
            ("via", via.name().into()),
            ("still_good_until", still_good_until.map(moment).into()),
        ],
        Happening::Inquire { status } => {
            let status = status.map(ApplicationStatus::name);
            vec![("status", status.into())]
        }
        Happening::LetterIssued { ordinal } => vec![number(*ordinal)],
        Happening::Download { file } => vec![name(file.as_ref())],
        Happening::Issued {
            ordinal,
            serial,
            not_before,
            not_after,
        } => vec![
            number(*ordinal),
            ("serial", serial.to_string().into()),
            ("not_before", moment(*not_before).into()),
            ("not_after", moment(*not_after).into()),
        ],
        Happening::Import {
            file,
            root_warnings,
        } => vec![
            name(file.as_ref()),
            ("root_warnings", (*root_warnings).into()),
        ],
        Happening::Connect { service } => vec![("service", service.name().into())],
        Happening::Notice { notice } => {
            let days = match notice {
                Notice::Before { days } => Some(*days),
                Notice::Expired => None,
            };
            vec![("days_left", days.into())]
        }
        Happening::Renew { ordinal } => vec![("ordinal", (*ordinal).into())],
        Happening::Delete { which, count } => vec![
            ("which", which.name().into()),
            ("count", count.map(NonZeroUsize::get).into()),
        ],
        Happening::Backup { file, encryption } => vec![
            ("file", file.as_str().into()),
            ("encryption", encryption.name().into()),
        ],
        Happening::SignIn { user } => vec![("user", user.as_str().into())],
        Happening::Fault(fault) => vec![("fault", self::fault(fault))],
        Happening::OpenAccount
        | Happening::Cancel
        | Happening::LetterDelivery
        | Happening::Check
        | Happening::Dismiss
        | Happening::Replace
        | Happening::Revoke
        | Happening::ServiceUp
        | Happening::ServiceDown => Vec::new(),
        Happening::Fee { ordinal, fee } => [vec![number(*ordinal)], self::fee(fee)].concat(),
    }
}

fn fee(fee: &Fee) -> Vec<(&'static str, Value)> {
    vec![
        ("kind", fee.kind.name().into()),
        ("yen", fee.yen.into()),
        ("month", fee.month.to_string().into()),
        ("method", fee.method.name().into()),
    ]
}

/// What broke, as scenario files say it, but for the PC, which the event names.
fn fault(fault: &Fault) -> Value {
    let mut value = json!({ "name": fault.name() });
    let detail = match fault {
        Fault::Pc(PcFault::CutPower { pc: _, at }) => Some(("at", at.name().into())),
        Fault::Pc(PcFault::SetClock { pc: _, by }) => Some(("by", by.to_string().into())),
        Fault::Pc(PcFault::Drift {
            pc: _,
            seconds_per_day,
        }) => Some(("seconds_per_day", (*seconds_per_day).into())),
        Fault::Pc(
            PcFault::FillDisk { pc: _ }
            | PcFault::FreeDisk { pc: _ }
            | PcFault::Break { pc: _ }
            | PcFault::DrainBattery { pc: _ }
            | PcFault::RepairClock { pc: _ },
        )
        | Fault::World(WorldFault::LoseLetter { pc: _ }) => None,
        Fault::World(
            WorldFault::PortalDown { pc: _, lasts } | WorldFault::AuthorityDown { pc: _, lasts },
        ) => Some(("lasts", lasts.to_string().into())),
    };
    if let Some((key, detail)) = detail {
        value[key] = detail;
    }
    value
}

/// What it came to.
pub fn measures(measures: &Measures) -> Value {
    let outage = |outage: &Outage| {
        json!({
            "from": moment(outage.from),
            "to": outage.to.map(moment),
            "reason": outage.reason.code(),
        })
    };
    let pcs = measures.pcs.iter().map(|(name, pc)| {
        let value = json!({
            "minutes_without_service": pc.minutes_without_service,
            "days_until_recovery": pc.days_until_recovery,
            "notices_seen": pc.notices_seen,
            "notices_missed": pc.notices_missed,
            "outages": pc.outages.iter().map(outage).collect::<Vec<_>>(),
        });
        (name.to_string(), value)
    });
    let services = measures.services.iter().map(|(service, measured)| {
        let value = json!({
            "minutes_at_pcs": measured.minutes_at_pcs,
            "minutes_at_facility": measured.minutes_at_facility,
        });
        (service.name().to_owned(), value)
    });
    let yen = measures.yen.iter().map(|((month, method), yen)| {
        json!({ "month": month.to_string(), "method": method.name(), "yen": yen })
    });
    json!({
        "pcs": pcs.collect::<serde_json::Map<_, _>>(),
        "services": services.collect::<serde_json::Map<_, _>>(),
        "letters": measures.letters,
        "letters_undelivered": measures.letters_undelivered,
        "warnings": measures.warnings,
        "yen": yen.collect::<Vec<_>>(),
    })
}

fn artefact(artefact: &Artefact) -> Value {
    let digest = Digest::of(&artefact.bytes).to_string();
    json!({ "name": artefact.name, "size": artefact.bytes.len(), "sha256": digest })
}

fn moment(at: DateTime<Utc>) -> String {
    jst(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}
