//! Specimens of what can be wrong with scenario files and sessions.

use std::error::Error;
use std::path::PathBuf;

use super::specimens::{Specimens, all, at};
use crate::actor::{Action, ChainError, RequestError, TrustedRootsError};
use crate::digest::{Digest, DigestError};
use crate::file::FileError;
use crate::label::{Label, LabelError};
use crate::lifecycle::power::PowerError;
use crate::named::UnknownName;
use crate::outcome::Outcome;
use crate::pin::PinError;
use crate::pki::PkiError;
use crate::reason::{Reason, UnknownReason};
use crate::scenario::{
    Kind, Mistake, PartitionError, PlayedStep, RolloutMistake, Scenario, ScenarioError,
    SessionError, SourceError, StepAction, StepActionKind, StepResult, Syntax, ValueError,
    WhenError,
};
use crate::time::{CalendarError, DateRangeError, InstantError, MomentError, SpanError};
use crate::world::InThePast;

fn pc() -> Label {
    "受付01".parse().expect("it is one")
}

fn path() -> PathBuf {
    "夜間.toml".into()
}

fn unknown_name() -> UnknownName {
    UnknownName {
        kind: "service",
        given: "x".into(),
        known: &["y"],
        near: None,
    }
}

fn scenario_error() -> ScenarioError {
    Scenario::parse("pin = \"8605\"").expect_err("it is none")
}

fn step(result: StepResult) -> Box<PlayedStep> {
    Box::new(PlayedStep {
        number: 1,
        line: 9,
        deed: StepAction::Do(Action::apply(pc())),
        at: at(),
        expected: Outcome::Ok,
        result,
    })
}

pub(super) fn scenarios(out: &mut Specimens) {
    syntax(out);
    values(out);
    mistakes(out);
    all!(out, WhenError: Instant(InstantError::NoZone("x".into())), Span(SpanError::Empty), Pc(LabelError::Empty), BeforeStart, Anchor(unknown_name()),);
    out.push(Box::new(scenario_error()));
    out.push(Box::new(PartitionError));
    all!(out, RequestError: NotPem, TooLong, Malformed,);
    all!(out, ChainError: None, TooMany, Unreadable(crate::bundle::BundleError::Pem),);
    all!(out, SourceError: File(FileError::NotFound { path: path() }), NotUtf8 { path: path() }, Wrong { path: path(), error: scenario_error() }, Carried { path: path(), error: scenario_error() },);
    let late = StepResult::TooLate(InThePast {
        at: at(),
        now: at(),
    });
    let refused = StepResult::Done(Outcome::Refused(Reason::Expired));
    let no_moment = StepResult::NoMoment(Reason::NoLetter);
    all!(out, SessionError: Source(SourceError::NotUtf8 { path: path() }), File(FileError::NotFound { path: path() }), Pki(PkiError::StandInLeaves), Busy { path: path() }, Diverged { path: path(), step: step(refused) }, Step(scenario_error()), NotBrought { digest: Digest::of(b"") }, NotPlayed(step(late)), TooLong, NotOurs, NoStep,);
    out.push(Box::new(SessionError::NotPlayed(step(no_moment))));
}

fn push(out: &mut Specimens, mistakes: impl IntoIterator<Item = Mistake>) {
    out.extend(
        mistakes
            .into_iter()
            .map(|mistake| Box::new(mistake) as Box<dyn Error>),
    );
}

fn syntax(out: &mut Specimens) {
    let mut list: Vec<Box<Syntax>> = Vec::new();
    all!(list, Syntax: OpenHeader, OpenList, OpenTable, OpenText, NoValue, NoKey, ExtraEquals, NoComma, ExtraComma, UnquotedText, LeadingZero, Number, Escape, OneALine, Invisible, TooDeep, Other("x".into()),);
    push(out, list.into_iter().map(|error| Mistake::Syntax(*error)));
}

fn values(out: &mut Specimens) {
    let mut list: Vec<Box<ValueError>> = Vec::new();
    let unknown = UnknownReason {
        code: "x".into(),
        near: None,
    };
    all!(list, ValueError: Pin(PinError::Empty), Label(LabelError::Empty), Span(SpanError::Empty), Instant(InstantError::NoZone("x".into())), Moment(MomentError::Span(SpanError::Empty)), When(WhenError::BeforeStart), DateRange(DateRangeError::Malformed("x".into())), Power(PowerError::NoDays("x".into())), Roots(TrustedRootsError::None), Request(RequestError::NotPem), Chain(ChainError::None), Calendar(CalendarError("x".into())), Pki(PkiError::Brace), Digest(DigestError), Outcome(unknown), Name(unknown_name()),);
    push(out, list.into_iter().map(|error| Mistake::Value(*error)));
}

fn mistakes(out: &mut Specimens) {
    let mut kinds: Vec<Box<Kind>> = Vec::new();
    all!(kinds, Kind: Text, Integer, Float, Boolean, Date, List, Table, Other,);
    for kind in kinds {
        let (found, expected) = (*kind, Kind::Other);
        push(out, [Mistake::WrongKind { found, expected }]);
        let (found, expected) = (Kind::Other, *kind);
        push(out, [Mistake::WrongKind { found, expected }]);
    }
    for of in [
        StepActionKind::Action,
        StepActionKind::Fault,
        StepActionKind::Other,
    ] {
        let (name, near) = ("x".to_owned(), None);
        let known = vec!["y".to_owned()];
        let unknown = Mistake::UnknownDeed {
            of,
            name,
            known,
            near,
        };
        push(out, [unknown]);
    }
    let near = Some("y".to_owned());
    let (one, other) = (pc(), pc());
    let file = FileError::NotFound { path: path() };
    let found = Digest::of(b"");
    all!(out, Mistake: Syntax(Syntax::NoKey), DuplicateKey { key: "x".into() }, UnknownKey { key: "x".into(), known: vec![], near: near }, UnknownDeed { of: StepActionKind::Fault, name: "x".into(), known: vec![], near: None }, MissingKey { key: "x".into() }, WrongKind { found: Kind::Text, expected: Kind::Integer }, Unquoted { found: Kind::Date }, UnquotedPin, UnquotedPassword, OutOfRange { low: 0, high: 9 }, StartTooLate, StepTooLate, FewestAndMost { most: 9 }, NotTwo, TooManyDays { most: 9 }, Value(ValueError::Digest(DigestError)), Pki(PkiError::NoName), BackupImported, IncompleteImport, PinOrPassword, ClashingAnswers, AfterLastYear, EndAroundEvent, TooManySteps, SamePc { name: pc() }, ClashingPcs { one: one, other: other }, IdlePc { name: pc() }, UnknownPc { name: pc(), known: vec![] }, DoAndFault, AtAndAfter, BeforeStepAbove, NothingToExpect, CarriedMissing { path: path(), folder: path() }, CarriedChanged { path: path(), found: found }, Carried(file), Rollout(RolloutMistake::Name), Other { detail: "x".into() },);
    let (name, kind) = ("x".to_owned(), "x".to_owned());
    let (most, on, list) = (9, at().date_naive(), "kind");
    let rollouts = [
        RolloutMistake::Empty { list },
        RolloutMistake::TooMany { list, most: 9 },
        RolloutMistake::SameName { name },
        RolloutMistake::Weights { of: "pcs" },
        RolloutMistake::Pcs { most: 9 },
        RolloutMistake::WeeksAhead { most },
        RolloutMistake::Facilities { most },
        RolloutMistake::Date { on },
        RolloutMistake::Operating { kind: kind.clone() },
        RolloutMistake::UnknownKind { kind },
        RolloutMistake::End,
        RolloutMistake::Worlds { most },
    ];
    push(out, rollouts.map(Mistake::Rollout));
}
