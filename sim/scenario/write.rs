//! Writes a scenario as a file, in the layout of the catalogue: one `[[step]]` per step, with its
//! action on one line.

use std::fmt::{Display, Write};

use serde::Serialize;
use toml::Value;

use super::{Scenario, Step, StepAction, StepTime};
use crate::actor::PcSettings;
use crate::time::Zone;

/// Returns the file's text. Values that are the default are left out.
pub(super) fn to_toml(scenario: &Scenario) -> String {
    let mut out = String::new();
    let world = &scenario.world;
    let title = [("ja", &scenario.title.ja), ("en", &scenario.title.en)];
    let title = title.map(|(lang, text)| format!("{lang} = {}", value(text)));
    line(&mut out, "title", format!("{{ {} }}", title.join(", ")));
    if !scenario.rows.is_empty() {
        line(&mut out, "rows", value(&scenario.rows));
    }
    line(&mut out, "seed", world.seed);
    let moment = |at| value(&Zone::JST.rfc3339(at));
    line(&mut out, "start", moment(world.start));
    line(&mut out, "key", value(world.key.name()));
    if let Some(ends) = world.issuing_ends {
        line(&mut out, "issuing_ends", moment(ends));
    }
    let plain = |pc: &PcSettings| *pc == PcSettings::new(pc.name.clone());
    // The order of the PCs matters, so all are written in the long form if one is.
    let all_plain = world.pcs.iter().all(plain);
    if all_plain && !world.pcs.is_empty() {
        let names: Vec<_> = world.pcs.iter().map(|pc| &pc.name).collect();
        line(&mut out, "pcs", value(&names));
    }
    write_table(&mut out, "facility", &world.facility);
    write_table(&mut out, "pki", &world.pki);
    write_table(&mut out, "services", &world.services);
    write_table(&mut out, "operator", &world.facility.policy);
    write_table(&mut out, "rules", &world.rules);
    if !all_plain {
        world.pcs.iter().for_each(|pc| write_pc(&mut out, pc));
    }
    for step in &scenario.steps {
        write_step(&mut out, step);
    }
    out
}

/// Writes what differs from the defaults as a table, if anything does.
fn write_table<T: Serialize + Default>(out: &mut String, name: &str, settings: &T) {
    let changed = changed(&value(settings), &value(&T::default()));
    if !changed.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "\n[{name}]");
    }
    for (key, said) in changed {
        line(out, &key, said);
    }
}

/// Returns the keys of a table whose values differ from another's, with dotted keys for nested
/// tables.
fn changed(said: &Value, default: &Value) -> Vec<(String, Value)> {
    let said = said.as_table().expect("settings are tables");
    let keys = said
        .iter()
        .filter(|(key, said)| default.get(key) != Some(said));
    keys.flat_map(|(key, said)| match default.get(key) {
        Some(default @ Value::Table(_)) => changed(said, default)
            .into_iter()
            .map(|(inner, said)| (format!("{key}.{inner}"), said))
            .collect(),
        _ => vec![(key.clone(), said.clone())],
    })
    .collect()
}

fn write_pc(out: &mut String, pc: &PcSettings) {
    let defaults = PcSettings::new(pc.name.clone());
    out.push_str("\n[[pc]]\n");
    line(out, "name", value(&pc.name));
    if let Some(institution) = &pc.institution {
        line(out, "institution", value(institution));
    }
    if pc.user != defaults.user {
        line(out, "user", value(&pc.user));
    }
    if pc.services != defaults.services {
        line(out, "services", value(&pc.services));
    }
    if pc.power != defaults.power {
        line(out, "power", value(&pc.power));
    }
    if !pc.power.closed().is_empty() {
        line(out, "closed", value(&pc.power.closed()));
    }
    if pc.selection != defaults.selection {
        line(out, "selection", value(&pc.selection));
    }
}

/// Writes a step, preceded by an empty line.
pub(super) fn write_step(out: &mut String, step: &Step) {
    out.push_str("\n[[step]]\n");
    match &step.when {
        StepTime::Now => {}
        StepTime::At(when) => line(out, "at", value(when)),
        StepTime::After(span) => line(out, "after", value(span)),
    }
    match &step.deed {
        StepAction::Do(action) => write_deed(out, "do", action),
        StepAction::Fault(fault) => write_deed(out, "fault", fault),
        StepAction::Wait => {}
    }
    if !step.expect.is_ok() {
        line(out, "expect", value(step.expect.code()));
    }
}

/// `do.import = { pc = "受付01", pin = "0427" }`
fn write_deed(out: &mut String, key: &str, deed: &impl Serialize) {
    let deed = Value::try_from(deed).expect("an action is a table");
    let table = deed.as_table().expect("an action is a table");
    for (name, fields) in table {
        let fields = fields.as_table().expect("an action has fields");
        // The PC comes first.
        let (pc, rest): (Vec<_>, Vec<_>) = fields.iter().partition(|(name, _)| *name == "pc");
        let fields = pc.into_iter().chain(rest);
        let fields = fields.map(|(name, value)| format!("{name} = {value}"));
        let fields: Vec<String> = fields.collect();
        line(
            out,
            &format!("{key}.{name}"),
            format!("{{ {} }}", fields.join(", ")),
        );
    }
}

fn line(out: &mut String, key: &str, value: impl Display) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{key} = {value}");
}

fn value(value: &(impl Serialize + ?Sized)) -> Value {
    Value::try_from(value).expect("texts, numbers, lists and tables of them are TOML")
}
