//! The scenario file: TOML, in which every unknown key is an error at its own line and column.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::error::{ScenarioError, line_of};
use super::when::When;
use crate::actor::{Action, FacilitySettings, Fault, PcSettings, Policy, RenewWhen};
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::rules::Rules;
use crate::lifecycle::service::Service;
use crate::pin::Pin;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::time::{DateRange, Span, parse_instant};
use crate::world::WorldSettings;

/// How many steps a scenario may have; a generated file that has more has run away.
pub const STEPS_MAX: usize = 10_000;

/// A scenario that has been read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub title: Title,
    /// The rows of the manual it plays, such as `S11`.
    pub rows: Vec<String>,
    /// Its world, with the seed it is played with when nobody gives another.
    pub world: WorldSettings,
    /// What happens, in order.
    pub steps: Vec<Step>,
}

/// A title in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Title {
    /// The title in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The line of the file it begins on.
    pub line: usize,
    /// When it happens; right after the step before, if nothing is said.
    pub when: StepTime,
    /// What is done, or breaks.
    pub deed: Deed,
    /// How it is expected to end.
    pub expect: Expectation,
}

/// What a step is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// `do`: the operator does something.
    Do(Action),
    /// `fault`: something breaks.
    Fault(Fault),
    /// Neither: time passes.
    Wait,
}

impl Deed {
    /// The name of what is done or breaks; `wait` for nothing.
    pub const fn name(&self) -> &'static str {
        match self {
            Deed::Do(action) => action.name(),
            Deed::Fault(fault) => fault.name(),
            Deed::Wait => "wait",
        }
    }

    /// What it is about, as `import 受付01`.
    pub fn title(&self) -> String {
        match self.pc() {
            Some(pc) => format!("{} {pc}", self.name()),
            None => self.name().to_owned(),
        }
    }

    /// The PC it is about; none for nothing.
    pub const fn pc(&self) -> Option<&Label> {
        match self {
            Deed::Do(action) => Some(action.pc()),
            Deed::Fault(fault) => Some(fault.pc()),
            Deed::Wait => None,
        }
    }
}

/// When a step happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepTime {
    /// At once.
    Now,
    /// At a moment of its own.
    At(When),
    /// So long after the step before.
    After(Span),
}

/// How a step is expected to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expectation(pub Result<(), Reason>);

impl Expectation {
    /// `ok` or a reason code.
    pub fn code(self) -> &'static str {
        match self.0 {
            Ok(()) => "ok",
            Err(reason) => reason.code(),
        }
    }
}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    ///
    /// The first mistake, with its line and column.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let file: File = toml::from_str(text)
            .map_err(|error| ScenarioError::at(text, error.span(), error.message()))?;
        file.check(text)
    }
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Title,
    #[serde(default)]
    rows: Vec<String>,
    #[serde(default = "seed_unless_given")]
    seed: u64,
    start: Spanned<String>,
    #[serde(default)]
    key: KeyName,
    issuing_ends: Option<Spanned<When>>,
    #[serde(default)]
    facility: FacilityTable,
    #[serde(default)]
    operator: OperatorTable,
    #[serde(default)]
    rules: RulesTable,
    #[serde(default)]
    pcs: Vec<Spanned<Label>>,
    #[serde(default)]
    pc: Vec<PcTable>,
    #[serde(default)]
    step: Vec<Spanned<StepTable>>,
}

/// Where a table leaves something out, the defaults of the library's settings hold.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FacilityTable {
    institution: Option<String>,
    payment: Option<PaymentMethod>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorTable {
    #[serde(default)]
    reads_notices: bool,
    /// Renews at the first notice it reads with so many days left, or fewer.
    renews_at_days_left: Option<i64>,
    #[serde(default)]
    recovers: bool,
    #[serde(default)]
    backs_up: bool,
    #[serde(default)]
    wrong_pins: u32,
    pin: Option<Pin>,
    #[serde(default)]
    absent: Vec<DateRange>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesTable {
    validity_months: Option<u32>,
    renewal_days: Option<i64>,
    download_days: Option<i64>,
    letter_kept_days: Option<i64>,
    issue_yen: Option<u32>,
    letter_yen: Option<u32>,
    billing_months: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PcTable {
    name: Spanned<Label>,
    institution: Option<String>,
    user: Option<Label>,
    services: Option<Vec<Service>>,
    power: Option<PowerCalendar>,
    #[serde(default)]
    closed: Vec<DateRange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTable {
    at: Option<Spanned<When>>,
    after: Option<Spanned<Span>>,
    r#do: Option<Spanned<Action>>,
    fault: Option<Spanned<Fault>>,
    expect: Option<Spanned<Expectation>>,
}

/// The default is the quick one; files that other software shall read say `rsa-2048`.
#[derive(Clone, Copy, Default, Deserialize)]
enum KeyName {
    #[default]
    #[serde(rename = "p-256")]
    P256,
    #[serde(rename = "rsa-2048")]
    Rsa2048,
}

fn seed_unless_given() -> u64 {
    1
}

impl<'de> Deserialize<'de> for Expectation {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        match code.as_str() {
            "ok" => Ok(Expectation(Ok(()))),
            code => match code.parse() {
                Ok(reason) => Ok(Expectation(Err(reason))),
                Err(error) => Err(serde::de::Error::custom(error)),
            },
        }
    }
}

impl File {
    /// Checks what the types alone cannot.
    fn check(self, text: &str) -> Result<Scenario, ScenarioError> {
        let wrong =
            |span: Range<usize>, message: String| ScenarioError::at(text, Some(span), message);
        let start = parse_instant(self.start.get_ref())
            .map_err(|error| wrong(self.start.span(), error.to_string()))?;
        let issuing_ends = match self.issuing_ends {
            None => None,
            Some(when) => Some(match when.get_ref() {
                When::At(at) => *at,
                When::SinceStart(span) => span.after(start).ok_or_else(|| {
                    wrong(when.span(), "that is after the last year there is".into())
                })?,
                When::Around { .. } => {
                    let message = "write a date, or a time after the start such as `+500d`";
                    return Err(wrong(when.span(), message.into()));
                }
            }),
        };
        let pcs = pcs(self.pcs, self.pc, &wrong)?;
        if self.step.len() > STEPS_MAX {
            let message = format!("a scenario has at most {STEPS_MAX} steps");
            return Err(wrong(self.step[STEPS_MAX].span(), message));
        }
        let steps = self.step.into_iter();
        let steps = steps
            .map(|step| check_step(step, &pcs, text, &wrong))
            .collect::<Result<Vec<Step>, ScenarioError>>()?;
        Ok(Scenario {
            title: self.title,
            rows: self.rows,
            world: WorldSettings {
                seed: Seed::new(self.seed),
                start,
                key: match self.key {
                    KeyName::P256 => KeyAlgorithm::P256,
                    KeyName::Rsa2048 => KeyAlgorithm::Rsa2048,
                },
                issuing_ends,
                facility: facility(self.facility, self.operator),
                pcs,
                rules: self.rules.over_defaults(),
            },
            steps,
        })
    }
}

fn facility(facility: FacilityTable, operator: OperatorTable) -> FacilitySettings {
    let defaults = FacilitySettings::default();
    FacilitySettings {
        institution: facility.institution.unwrap_or(defaults.institution),
        payment: facility.payment.unwrap_or(defaults.payment),
        absent: operator.absent,
        policy: Policy {
            reads_notices: operator.reads_notices,
            renews: operator
                .renews_at_days_left
                .map_or(RenewWhen::Never, RenewWhen::DaysLeft),
            recovers: operator.recovers,
            backs_up: operator.backs_up,
            wrong_pins: operator.wrong_pins,
            pin: operator.pin,
        },
    }
}

impl RulesTable {
    fn over_defaults(self) -> Rules {
        let defaults = Rules::default();
        Rules {
            validity_months: self.validity_months.unwrap_or(defaults.validity_months),
            renewal_days: self.renewal_days.unwrap_or(defaults.renewal_days),
            download_days: self.download_days.unwrap_or(defaults.download_days),
            letter_kept_days: self.letter_kept_days.unwrap_or(defaults.letter_kept_days),
            issue_yen: self.issue_yen.unwrap_or(defaults.issue_yen),
            letter_yen: self.letter_yen.unwrap_or(defaults.letter_yen),
            billing_months: self.billing_months.unwrap_or(defaults.billing_months),
            ..defaults
        }
    }
}

/// The PCs of `pcs` and of the `[[pc]]` tables.
fn pcs(
    plain: Vec<Spanned<Label>>,
    tables: Vec<PcTable>,
    wrong: &impl Fn(Range<usize>, String) -> ScenarioError,
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
            name: defaults.name,
        };
        (span, settings)
    });
    let mut pcs: Vec<PcSettings> = Vec::new();
    for (span, settings) in plain.chain(tables) {
        if pcs.iter().any(|pc| pc.name == settings.name) {
            return Err(wrong(
                span,
                format!("there are two PCs `{}`", settings.name),
            ));
        }
        if settings.services.is_empty() {
            let message = format!(
                "`{}` is used for nothing; leave `services` out",
                settings.name
            );
            return Err(wrong(span, message));
        }
        pcs.push(settings);
    }
    Ok(pcs)
}

fn check_step(
    step: Spanned<StepTable>,
    pcs: &[PcSettings],
    text: &str,
    wrong: &impl Fn(Range<usize>, String) -> ScenarioError,
) -> Result<Step, ScenarioError> {
    let line = line_of(text, step.span().start);
    let whole = step.span();
    let table = step.into_inner();
    let known = |name: &Label, span: Range<usize>| {
        if pcs.iter().any(|pc| pc.name == *name) {
            return Ok(());
        }
        let names: Vec<String> = pcs.iter().map(|pc| format!("`{}`", pc.name)).collect();
        let message = match names.is_empty() {
            true => format!("there is no PC `{name}`; name it: pcs = [\"{name}\"]"),
            false => format!("there is no PC `{name}`; there are {}", names.join(", ")),
        };
        Err(wrong(span, message))
    };
    let (span, deed) = match (table.r#do, table.fault) {
        (Some(action), None) => (action.span(), Deed::Do(action.into_inner())),
        (None, Some(fault)) => (fault.span(), Deed::Fault(fault.into_inner())),
        (None, None) => (whole, Deed::Wait),
        (Some(_), Some(fault)) => {
            let message = "a step has `do` or `fault`, not both".to_owned();
            return Err(wrong(fault.span(), message));
        }
    };
    if let Some(pc) = deed.pc() {
        known(pc, span)?;
    }
    let expect = match (&deed, table.expect) {
        (_, None) => Expectation(Ok(())),
        (Deed::Do(_), Some(expect)) => expect.into_inner(),
        (Deed::Fault(_) | Deed::Wait, Some(expect)) => {
            let message = "only what is done can be expected to end somehow".to_owned();
            return Err(wrong(expect.span(), message));
        }
    };
    if let Some(at) = &table.at
        && let When::Around { pc, .. } = at.get_ref()
    {
        known(pc, at.span())?;
    }
    let when = match (table.at, table.after) {
        (None, None) => StepTime::Now,
        (Some(at), None) => StepTime::At(at.into_inner()),
        (None, Some(after)) if after.get_ref().as_seconds() < 0 => {
            let message = "a step cannot come before the one above".to_owned();
            return Err(wrong(after.span(), message));
        }
        (None, Some(after)) => StepTime::After(after.into_inner()),
        (Some(_), Some(after)) => {
            let message = "a step has `at` or `after`, not both".to_owned();
            return Err(wrong(after.span(), message));
        }
    };
    Ok(Step {
        line,
        when,
        deed,
        expect,
    })
}
