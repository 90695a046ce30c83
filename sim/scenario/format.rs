//! The scenario file as it is written: TOML, in which every unknown key is an error at its own line
//! and column. The descriptions here are those of the JSON Schema.

use std::ops::Range;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::error::{ScenarioError, line_of};
use super::mistake::Mistake;
use super::when::When;
use super::{STEPS_MAX, Scenario, Step, StepAction, StepTime, Title};
use crate::actor::{Action, FacilitySettings, PcSettings, Policy, ServiceSettings};
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lifecycle::fault::Fault;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::rules::Rules;
use crate::lifecycle::selection::CertificateSelection;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::pki::Pki;
use crate::seed::Seed;
use crate::time::{DateRange, InstantError, Span, parse_instant};
use crate::world::{LAST, WorldSettings};

/// Reads a scenario file.
pub(super) fn parse(text: &str) -> Result<Scenario, ScenarioError> {
    let file: File = toml::from_str(text)
        .map_err(|error| ScenarioError::at(text, error.span(), Mistake::read(text, &error)))?;
    file.check(text)
}

/// Reads one step.
pub(super) fn parse_step(text: &str, pcs: &[PcSettings]) -> Result<Step, ScenarioError> {
    let table: StepTable = toml::from_str(text)
        .map_err(|error| ScenarioError::at(text, error.span(), Mistake::read(text, &error)))?;
    let wrong = |span: Range<usize>, mistake: Mistake| ScenarioError::at(text, Some(span), mistake);
    check_step(Spanned::new(0..text.len(), table), pcs, None, text, &wrong)
}

/// A scenario: what happens in a simulated facility, when, and how each step is expected to end.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// What it is called, in both languages.
    title: Title,
    /// The rows of the manual it plays, such as S11.
    #[serde(default)]
    rows: Vec<String>,
    /// The seed it is played with when nobody gives another.
    #[serde(default = "seed_unless_given")]
    seed: u64,
    /// When it begins, such as 2022-11-28T10:00:00+09:00.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    start: Spanned<Start>,
    /// The kind of every key, unless the PKI says otherwise; p-256 is quick, RSA is read by old
    /// software.
    #[serde(default)]
    key: KeyAlgorithm,
    /// When the issuing authority's certificate ends; if not given, long after everything else.
    #[cfg_attr(feature = "schema", schemars(with = "Option<When>"))]
    issuing_ends: Option<Spanned<When>>,
    /// The facility.
    #[serde(default)]
    facility: FacilitySettings,
    /// What the operator does unasked; nothing, if not given.
    #[serde(default)]
    operator: Policy,
    /// The numbers of the world, where they differ from the manual's.
    #[serde(default)]
    rules: Rules,
    /// The certificates: what they say, how long they are valid, and who issues them, where that
    /// differs from the manual's.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Pki"))]
    pki: Option<Spanned<Pki>>,
    /// The services: what they name and trust.
    #[serde(default)]
    services: ServiceSettings,
    /// The names of PCs that are always on and use both services.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Label>"))]
    pcs: Vec<Spanned<Label>>,
    /// PCs with more to say about them.
    #[serde(default)]
    pc: Vec<PcTable>,
    /// What happens, in order.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<StepTable>"))]
    step: Vec<Spanned<StepTable>>,
}

/// The moment at which a scenario begins.
struct Start(DateTime<Utc>);

impl FromStr for Start {
    type Err = InstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_instant(text).map(Start)
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::notation::text_or_date(deserializer)
    }
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PcTable {
    /// Its name (端末名称).
    #[cfg_attr(feature = "schema", schemars(with = "Label"))]
    name: Spanned<Label>,
    /// Its institution code, where it differs from the facility's.
    institution: Option<String>,
    /// The Windows user under whom the services run; OqsComApp, if not given.
    user: Option<Label>,
    /// What it is used for; both services, if not given.
    services: Option<Vec<Service>>,
    /// When it is on, such as 08:30-18:30 business; always, if not given.
    power: Option<PowerCalendar>,
    /// The days on which it stays off.
    #[serde(default)]
    closed: Vec<DateRange>,
    /// How its client program selects the certificate that it sends; latest, if not given.
    #[serde(default)]
    selection: CertificateSelection,
}

#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StepTable {
    /// When it happens; right after the step above, if not given.
    #[cfg_attr(feature = "schema", schemars(with = "Option<When>"))]
    at: Option<Spanned<When>>,
    /// How long after the step above it happens.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Span>"))]
    after: Option<Spanned<Span>>,
    /// What the operator does.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Action>"))]
    r#do: Option<Spanned<Action>>,
    /// What breaks.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Fault>"))]
    fault: Option<Spanned<Fault>>,
    /// How it is expected to end: ok, if not given, or a reason code.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Outcome>"))]
    expect: Option<Spanned<Outcome>>,
}

fn seed_unless_given() -> u64 {
    1
}

impl File {
    /// Checks what the types alone cannot.
    fn check(self, text: &str) -> Result<Scenario, ScenarioError> {
        let wrong =
            |span: Range<usize>, mistake: Mistake| ScenarioError::at(text, Some(span), mistake);
        let start = self.start.get_ref().0;
        if start > LAST {
            return Err(wrong(self.start.span(), Mistake::StartTooLate));
        }
        let issuing_ends = match self.issuing_ends {
            None => None,
            Some(when) => Some(match when.get_ref() {
                When::At(at) => *at,
                When::SinceStart(span) => span
                    .after(start)
                    .ok_or_else(|| wrong(when.span(), Mistake::AfterLastYear))?,
                When::Around { .. } => return Err(wrong(when.span(), Mistake::EndAroundEvent)),
            }),
        };
        let pcs = pcs(self.pcs, self.pc, &wrong)?;
        if self.step.len() > STEPS_MAX {
            let first_too_many = self.step[STEPS_MAX].span();
            return Err(wrong(first_too_many, Mistake::TooManySteps));
        }
        let pki_at = self.pki.as_ref().map_or(0..0, Spanned::span);
        let pki = self.pki.map(Spanned::into_inner).unwrap_or_default();
        let steps = self.step.into_iter();
        let steps = steps
            .map(|step| check_step(step, &pcs, Some(&pki), text, &wrong))
            .collect::<Result<Vec<Step>, ScenarioError>>()?;
        let world = WorldSettings {
            seed: Seed::new(self.seed),
            start,
            key: self.key,
            pki,
            issuing_ends,
            facility: FacilitySettings {
                policy: self.operator,
                ..self.facility
            },
            services: self.services,
            pcs,
            rules: self.rules,
        };
        world
            .check()
            .map_err(|error| wrong(pki_at, Mistake::Pki(error)))?;
        Ok(Scenario {
            title: self.title,
            rows: self.rows,
            world,
            steps,
        })
    }
}

/// The PCs of `pcs` and of the `[[pc]]` tables.
fn pcs(
    plain: Vec<Spanned<Label>>,
    tables: Vec<PcTable>,
    wrong: &impl Fn(Range<usize>, Mistake) -> ScenarioError,
) -> Result<Vec<PcSettings>, ScenarioError> {
    let plain = plain.into_iter().map(|name| {
        let span = name.span();
        (span, PcSettings::new(name.into_inner()))
    });
    let tables = tables.into_iter().map(|table| {
        let span = table.name.span();
        let defaults = PcSettings::new(table.name.into_inner());
        let power = table.power.unwrap_or(defaults.power);
        let settings = PcSettings {
            institution: table.institution,
            user: table.user.unwrap_or(defaults.user),
            services: table.services.unwrap_or(defaults.services),
            power: power.with_closed(table.closed),
            selection: table.selection,
            name: defaults.name,
        };
        (span, settings)
    });
    let mut pcs: Vec<PcSettings> = Vec::new();
    for (span, settings) in plain.chain(tables) {
        let folded = settings.name.folded();
        if let Some(first) = pcs.iter().find(|pc| pc.name.folded() == folded) {
            let (one, other) = (first.name.clone(), settings.name);
            let mistake = match one == other {
                true => Mistake::SamePc { name: one },
                false => Mistake::ClashingPcs { one, other },
            };
            return Err(wrong(span, mistake));
        }
        if settings.services.is_empty() {
            let name = settings.name;
            return Err(wrong(span, Mistake::IdlePc { name }));
        }
        pcs.push(settings);
    }
    Ok(pcs)
}

fn check_step(
    step: Spanned<StepTable>,
    pcs: &[PcSettings],
    pki: Option<&Pki>,
    text: &str,
    wrong: &impl Fn(Range<usize>, Mistake) -> ScenarioError,
) -> Result<Step, ScenarioError> {
    let line = line_of(text, step.span().start);
    let whole = step.span();
    let table = step.into_inner();
    let known = |name: &Label, span: Range<usize>| {
        if pcs.iter().any(|pc| pc.name == *name) {
            return Ok(());
        }
        let known = pcs.iter().map(|pc| pc.name.clone()).collect();
        let name = name.clone();
        Err(wrong(span, Mistake::UnknownPc { name, known }))
    };
    let (span, deed) = match (table.r#do, table.fault) {
        (Some(action), None) => (action.span(), StepAction::Do(action.into_inner())),
        (None, Some(fault)) => (fault.span(), StepAction::Fault(fault.into_inner())),
        (None, None) => (whole, StepAction::Wait),
        (Some(_), Some(fault)) => {
            return Err(wrong(fault.span(), Mistake::DoAndFault));
        }
    };
    if let (StepAction::Do(action), Some(pki)) = (&deed, pki)
        && let Some(password) = action.chosen_password()
    {
        let checked = pki.check_password(password.as_str());
        checked.map_err(|error| wrong(span.clone(), Mistake::Pki(error)))?;
    }
    if let Some(pc) = deed.pc() {
        known(pc, span)?;
    }
    let expect = match (&deed, table.expect) {
        (_, None) => Outcome::Ok,
        (StepAction::Do(_), Some(expect)) => expect.into_inner(),
        (StepAction::Fault(_) | StepAction::Wait, Some(expect)) => {
            return Err(wrong(expect.span(), Mistake::NothingToExpect));
        }
    };
    if let Some(at) = &table.at
        && let When::Around { pc, .. } = at.get_ref()
    {
        known(pc, at.span())?;
    }
    let when = match (table.at, table.after) {
        (None, None) => StepTime::Now,
        (Some(at), None) if matches!(at.get_ref(), When::At(at) if *at > LAST) => {
            return Err(wrong(at.span(), Mistake::StepTooLate));
        }
        (Some(at), None) => StepTime::At(at.into_inner()),
        (None, Some(after)) if after.get_ref().as_seconds() < 0 => {
            return Err(wrong(after.span(), Mistake::BeforeStepAbove));
        }
        (None, Some(after)) => StepTime::After(after.into_inner()),
        (Some(_), Some(after)) => {
            return Err(wrong(after.span(), Mistake::AtAndAfter));
        }
    };
    Ok(Step {
        line,
        when,
        deed,
        expect,
    })
}
