//! What a session says, for people and for programs.

use std::fmt::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::args::Format;
use crate::life::{self, moment};
use crate::{Complaint, Exit};
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::measure::Measures;
use kigen::outcome::Outcome;
use kigen::reason::Reason;
use kigen::report;
use kigen::scenario::{PlayedStep, Replay, Scenario, Step};
use kigen::store::{CertificateStore, Entry, KeyExport, StoreId, StoreLocation, StoreName};
use kigen::time::format_jst;
use kigen::trace::Event;
use kigen::world::World;

/// The number of the JSON format; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

fn document(mut value: Value) -> String {
    value["schema"] = SCHEMA.into();
    let text = serde_json::to_string_pretty(&value);
    text.expect("a document of strings and numbers always serializes") + "\n"
}

pub(super) fn begun(scenario: &Scenario, file: &Path, format: Format, lang: Lang) -> String {
    let start = scenario.world.start;
    match (format, lang) {
        (Format::Json, _) => document(json!({ "now": moment(start) })),
        (_, Lang::En) => format!("{}: begins at {}\n", file.display(), format_jst(start)),
        (_, Lang::Ja) => format!("{}: {} に開始\n", file.display(), format_jst(start)),
    }
}

pub(super) fn undone(step: &Step, format: Format, lang: Lang) -> String {
    let title = step.deed.title();
    match (format, lang) {
        (Format::Json, _) => document(json!({ "undone": title })),
        (_, Lang::En) => format!("taken back: {title}\n"),
        (_, Lang::Ja) => format!("取り消しました: {title}\n"),
    }
}

/// What happened, and when nothing did at last, how the step ended.
pub(super) fn step(
    step: &PlayedStep,
    events: &[Event],
    now: DateTime<Utc>,
    format: Format,
    lang: Lang,
) -> String {
    if let Format::Json = format {
        let events: Vec<Value> = events.iter().map(report::json::event).collect();
        return document(json!({
            "now": moment(now),
            "step": report::json::step(step),
            "events": events,
        }));
    }
    let mut text = report::text::happenings(events, lang);
    if events.last().is_none_or(|event| event.at < now) {
        let (title, outcome) = (step.deed.title(), step.outcome());
        text += &format!("  {}  {title}: {outcome}\n", report::text::moment(now));
    }
    text
}

/// The PCs that were asked for: one, or all.
fn pcs<'a>(replay: &'a Replay, named: Option<&Label>) -> Result<Vec<&'a Label>, Complaint> {
    let all: Vec<&Label> = replay.world().pcs().collect();
    let Some(named) = named else { return Ok(all) };
    let found: Vec<&Label> = all.iter().copied().filter(|pc| *pc == named).collect();
    if found.is_empty() {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        let message = format!("there is no PC `{named}`; there are {}", names.join(", "));
        return Err(Complaint::new(Exit::Usage, message));
    }
    Ok(found)
}

/// Every store of every Windows user.
pub(super) fn list(
    replay: &Replay,
    named: Option<&Label>,
    format: Format,
    lang: Lang,
) -> Result<String, Complaint> {
    let now = replay.world().now();
    let mut entries = Vec::new();
    for pc in pcs(replay, named)? {
        for (user, store) in replay.world().stores(pc) {
            for &name in StoreName::ALL {
                let found = store.entries(StoreId::current_user(name));
                let found = found.unwrap_or_default();
                entries.extend(
                    found
                        .into_iter()
                        .map(|entry| (pc, user, store, name, entry)),
                );
            }
        }
    }
    if let Format::Json = format {
        let entries = entries.iter().map(|(pc, user, store, name, entry)| {
            let mut value = life::as_json(&entry.certificate, now);
            value["pc"] = pc.as_str().into();
            value["user"] = user.as_str().into();
            value["store"] = name.to_string().into();
            value["friendly_name"] = entry.properties.friendly_name.clone().into();
            value["private_key"] = key(*store, entry).into();
            value
        });
        let entries: Vec<Value> = entries.collect();
        return Ok(document(json!({ "now": moment(now), "entries": entries })));
    }
    let mut text = String::new();
    for (pc, user, store, name, entry) in &entries {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{pc}, {user}, {name}");
        text += &life::as_text(&entry.certificate, now, lang, 2);
        let sentence = match (key(*store, entry), lang) {
            (None, _) => continue,
            (Some("exportable"), Lang::En) => "private key, exportable",
            (Some("exportable"), Lang::Ja) => "秘密キーあり（エクスポート可能）",
            (Some("not-exportable"), Lang::En) => "private key, not exportable",
            (Some("not-exportable"), Lang::Ja) => "秘密キーあり（エクスポート不可）",
            (Some(_), Lang::En) => "private key missing",
            (Some(_), Lang::Ja) => "秘密キーが見つかりません",
        };
        let _ = writeln!(text, "    {sentence}");
    }
    if entries.is_empty() {
        text = match lang {
            Lang::En => "the stores are empty\n".into(),
            Lang::Ja => "ストアは空です\n".into(),
        };
    }
    Ok(text)
}

/// Whether a certificate has a private key, and whether that may leave.
fn key(store: &dyn CertificateStore, entry: &Entry) -> Option<&'static str> {
    entry.properties.key_container.as_ref()?;
    let key = store.key_info_of(StoreLocation::CurrentUser, entry);
    Some(match key.ok().flatten().map(|key| key.export) {
        Some(KeyExport::Allow) => "exportable",
        Some(KeyExport::Deny) => "not-exportable",
        None => "missing",
    })
}

/// What the services would make of each PC.
pub(super) fn verify(
    replay: &Replay,
    named: Option<&Label>,
    format: Format,
    lang: Lang,
) -> Result<(String, Exit), Complaint> {
    let world = replay.world();
    let pcs = pcs(replay, named)?;
    let exit = match pcs.iter().all(|pc| world.verdict(pc).is_ok()) {
        true => Exit::Success,
        false => Exit::Unexpected,
    };
    if let Format::Json = format {
        let pcs = pcs.iter().map(|pc| {
            let outcome = Outcome::from(world.verdict(pc)).code();
            (pc.to_string(), Value::from(outcome))
        });
        let pcs: serde_json::Map<_, _> = pcs.collect();
        return Ok((
            document(json!({ "now": moment(world.now()), "pcs": pcs })),
            exit,
        ));
    }
    let mut text = String::new();
    for pc in pcs {
        let mark = if world.verdict(pc).is_ok() {
            ' '
        } else {
            '✗'
        };
        let at = report::text::moment(world.now());
        text += &format!("  {at}  {pc}  {mark} {}\n", verdict(world, pc, lang));
    }
    Ok((text, exit))
}

/// What the services would say, in a sentence.
fn verdict(world: &World, pc: &Label, lang: Lang) -> String {
    match (world.verdict(pc), lang) {
        (Ok(()), Lang::En) => "the services would let it in".into(),
        (Ok(()), Lang::Ja) => "サービスに接続できる状態です".into(),
        (Err(reason), Lang::En) => {
            format!(
                "the services would refuse it: {} [{reason}]",
                reason.sentence(lang)
            )
        }
        (Err(reason), Lang::Ja) => {
            format!(
                "サービスに接続できない状態です: {} [{reason}]",
                reason.sentence(lang)
            )
        }
    }
}

/// The clock, each PC's certificate, and what it has cost.
pub(super) fn status(replay: &Replay, file: &Path, format: Format, lang: Lang) -> String {
    let world = replay.world();
    let now = world.now();
    let steps = replay.scenario().steps.len();
    let measures = Measures::of(&world.trace().events, &replay.scenario().world.pcs, now);
    if let Format::Json = format {
        let pcs = world.pcs().map(|pc| {
            let certificate = world.certificate(pc);
            let value = json!({
                "certificate": certificate.map(|certificate| life::as_json(&certificate, now)),
                "services": Outcome::from(world.verdict(pc)).code(),
            });
            (pc.to_string(), value)
        });
        let pcs: serde_json::Map<_, _> = pcs.collect();
        return document(json!({
            "now": moment(now),
            "step_count": steps,
            "pcs": pcs,
            "measures": report::json::measures(&measures),
        }));
    }
    let (file, clock) = (file.display(), format_jst(now));
    let mut text = match lang {
        Lang::En if steps == 1 => format!("{file}: it is {clock}, after 1 step\n"),
        Lang::En => format!("{file}: it is {clock}, after {steps} steps\n"),
        Lang::Ja => format!("{file}: 現在 {clock}（手順 {steps}）\n"),
    };
    for pc in world.pcs() {
        let life = match world.certificate(pc) {
            Some(certificate) => life::sentence(&certificate, now, lang),
            None => Reason::NoCertificate.sentence(lang).to_owned(),
        };
        text += &format!("  {pc}: {life}\n    {}\n", verdict(world, pc, lang));
    }
    text + &report::text::measured(&measures, lang)
}
