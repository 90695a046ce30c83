//! Scenario files and sessions.

use super::super::Japanese;
use super::files::file;
use super::paths::{in_the_past, violation};
use super::pki::pki;
use super::values::{instant, label, span, unknown_name};
#[cfg(feature = "fleet")]
use crate::fleet::FacilityRangeError;
use crate::reason::Reason;
use crate::scenario::{
    FILE_BYTES_MAX, PartitionError, PlayedStep, ScenarioError, SessionError, SourceError,
    StepResult, WhenError,
};
use crate::shown::Shown;
use crate::swarm::SwarmSeedError;
use crate::time::Zone;
use crate::words::FactWords;
use crate::words::MistakeWords;

pub(crate) fn partition(_: &PartitionError) -> String {
    "2/4 のように、何番目かと全体の数を書いてください".into()
}

#[cfg(feature = "fleet")]
pub(crate) fn facility_range(_: &FacilityRangeError) -> String {
    "4096..8192 のように、小さいほうを先にして番号を2つ書いてください".into()
}

pub(crate) fn swarm_seed(_: &SwarmSeedError) -> String {
    "シードは 2^64 未満の整数か、16進数で40桁または64桁のコミットです".into()
}

pub(crate) fn scenario(error: &ScenarioError) -> String {
    error.told(&Japanese.mistake(error.mistake()))
}

pub(crate) fn source(error: &SourceError) -> String {
    match error {
        SourceError::File(error) => file(error),
        SourceError::NotUtf8 { path } => {
            format!("{}: UTF-8 のテキストではありません", Shown::path(path))
        }
        SourceError::Wrong { path, error } | SourceError::Carried { path, error } => {
            format!("{}:{}", Shown::path(path), scenario(error))
        }
    }
}

pub(crate) fn when(error: &WhenError) -> String {
    match error {
        WhenError::Instant(error) => instant(error),
        WhenError::Span(error) => span(error),
        WhenError::Pc(error) => label(error),
        WhenError::BeforeStart => {
            "開始より前には実行できません。-31d ではなく +31d のように書いてください".into()
        }
        WhenError::Anchor(error) => unknown_name(error),
    }
}

pub(crate) fn session(error: &SessionError, zone: &Zone) -> String {
    match error {
        SessionError::Source(error) => source(error),
        SessionError::File(error) => file(error),
        SessionError::Pki(error) => pki(error),
        SessionError::Busy { path } => format!(
            "ほかのプログラムがセッション {} を使用中です",
            Shown::path(path)
        ),
        SessionError::Diverged { path, step } => {
            let (path, outcome) = (Shown::path(path), step_outcome(step, zone));
            format!(
                "{path}:{}: 手順 {}（{}）の結果が違います。予定 {}、実際 {outcome}",
                step.line,
                step.number,
                step.deed.title(),
                step.expected.code()
            )
        }
        SessionError::Step(error) => Japanese.mistake(error.mistake()),
        SessionError::NotBrought { digest } => {
            format!("ファイル {digest} が持ち込まれていません")
        }
        SessionError::NotPlayed(step) => step_outcome(step, zone),
        SessionError::TooLong => {
            format!("シナリオファイルは {FILE_BYTES_MAX} バイトまでです")
        }
        SessionError::NotOurs => {
            "最後の手順は手で書かれたものか、後に何か書き足されているため、取り消せません".into()
        }
        SessionError::NoStep => "取り消す手順がありません".into(),
    }
}

pub(crate) fn step_outcome(step: &PlayedStep, zone: &Zone) -> String {
    match &step.result {
        StepResult::Done(outcome) => outcome.to_string(),
        StepResult::TooLate(error) => format!("未実行（{}）", in_the_past(error, zone)),
        StepResult::NoMoment(Reason::LimitExceeded) => {
            "未実行（開始から200年を超えています）".into()
        }
        StepResult::NoMoment(reason) => {
            let sentence = Japanese.sentence(*reason);
            format!("未実行（{sentence} [{reason}]）")
        }
        StepResult::Violation(error) => format!("不整合（{}）", violation(error, zone)),
    }
}
