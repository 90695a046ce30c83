//! Writing a scenario as a file, in the layout of the catalogue: one `[[step]]` a step, its action on
//! one line.

use std::fmt::{Display, Write};

use chrono::SecondsFormat;
use serde::Serialize;
use toml::Value;

use super::{Deed, Scenario, Step, StepTime};
use crate::actor::{FacilitySettings, PcSettings, RenewWhen};
use crate::lifecycle::rules::Rules;
use crate::time::jst;

/// The file's text. What is as it would be without being said is left out.
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
    let moment = |at| value(&jst(at).to_rfc3339_opts(SecondsFormat::Secs, false));
    line(&mut out, "start", moment(world.start));
    line(&mut out, "key", value(world.key.name()));
    if let Some(ends) = world.issuing_ends {
        line(&mut out, "issuing_ends", moment(ends));
    }
    let plain = |pc: &PcSettings| *pc == PcSettings::new(pc.name.clone());
    // The order of the PCs counts, so all are written the long way when one is.
    let all_plain = world.pcs.iter().all(plain);
    if all_plain && !world.pcs.is_empty() {
        let names: Vec<_> = world.pcs.iter().map(|pc| &pc.name).collect();
        line(&mut out, "pcs", value(&names));
    }
    write_facility(&mut out, &world.facility);
    write_rules(&mut out, &world.rules);
    if !all_plain {
        world.pcs.iter().for_each(|pc| write_pc(&mut out, pc));
    }
    for step in &scenario.steps {
        write_step(&mut out, step);
    }
    out
}

fn write_facility(out: &mut String, facility: &FacilitySettings) {
    let defaults = FacilitySettings::default();
    let said = |facility: &FacilitySettings| {
        let FacilitySettings {
            institution,
            payment,
            portal_account,
            absent: _,
            policy: _,
            files: _,
        } = facility;
        (institution.clone(), *payment, *portal_account)
    };
    if said(facility) != said(&defaults) {
        out.push_str("\n[facility]\n");
        line(out, "institution", value(&facility.institution));
        line(out, "payment", value(facility.payment.name()));
        line(out, "portal_account", facility.portal_account);
    }
    let policy = &facility.policy;
    if *policy == defaults.policy && facility.absent.is_empty() {
        return;
    }
    out.push_str("\n[operator]\n");
    line(out, "reads_notices", policy.reads_notices);
    if let RenewWhen::DaysLeft(days) = policy.renews {
        line(out, "renews_at_days_left", days);
    }
    line(out, "recovers", policy.recovers);
    line(out, "backs_up", policy.backs_up);
    line(out, "wrong_pins", policy.wrong_pins);
    if let Some(pin) = &policy.pin {
        line(out, "pin", value(pin));
    }
    if !facility.absent.is_empty() {
        line(out, "absent", value(&facility.absent));
    }
}

fn write_rules(out: &mut String, rules: &Rules) {
    let defaults = Rules::default();
    let lines = |rules: &Rules| {
        let notices = &rules.notices;
        let days = |(fewest, most): (u64, u64)| format!("[{fewest}, {most}]");
        [
            ("validity_months", rules.validity_months.to_string()),
            ("renewal_days", rules.renewal_days.to_string()),
            ("download_days", rules.download_days.to_string()),
            ("dispatch_business_days", days(rules.dispatch_business_days)),
            ("mail_days", days(rules.mail_days)),
            ("letter_kept_days", rules.letter_kept_days.to_string()),
            ("notices.days", value(&notices.days).to_string()),
            ("notices.daily_from", notices.daily_from.to_string()),
            ("notices.expired_every", notices.expired_every.to_string()),
            ("issue_yen", rules.issue_yen.to_string()),
            ("letter_yen", rules.letter_yen.to_string()),
            ("billing_months", rules.billing_months.to_string()),
        ]
    };
    let said = lines(rules).into_iter().zip(lines(&defaults));
    let changed: Vec<_> = said.filter(|(said, default)| said != default).collect();
    if !changed.is_empty() {
        out.push_str("\n[rules]\n");
    }
    for ((name, said), _) in changed {
        line(out, name, said);
    }
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
}

/// Writes a step, with an empty line in front.
pub(super) fn write_step(out: &mut String, step: &Step) {
    out.push_str("\n[[step]]\n");
    match &step.when {
        StepTime::Now => {}
        StepTime::At(when) => line(out, "at", value(when)),
        StepTime::After(span) => line(out, "after", value(span)),
    }
    match &step.deed {
        Deed::Do(action) => write_deed(out, "do", action),
        Deed::Fault(fault) => write_deed(out, "fault", fault),
        Deed::Wait => {}
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
        // Whose it is comes first.
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
    Value::try_from(value).expect("texts, numbers and lists of them are TOML")
}
