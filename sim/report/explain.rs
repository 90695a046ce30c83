//! What reason codes mean.

use schemars::JsonSchema;
use serde::Serialize;

use super::format::Report;
use super::value::SchemaNumber;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::scenario::catalogue::CATALOGUE;
use crate::words::Voice;

/// What reason codes mean, as `kigen explain` says it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Explanations")]
#[non_exhaustive]
pub struct Explain {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// Each code that was asked for, or all.
    pub reasons: Vec<Explanation>,
}

/// What a reason code means.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// What it says, in English.
    pub sentence: &'static str,
    /// More about it, in English.
    pub explanation: &'static str,
    /// What Windows calls it; absent where it has no code for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub win32: Option<Win32>,
    /// The scenarios of the catalogue that expect it.
    pub scenarios: Vec<&'static str>,
}

/// What Windows calls a failure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Win32 {
    /// The constant in its headers.
    pub name: &'static str,
    /// Its value as an HRESULT, in hexadecimal.
    pub hresult: String,
}

/// The report on reason codes.
#[derive(Clone, Debug)]
pub struct ExplainReport(Vec<Reason>);

impl ExplainReport {
    /// Explains these codes, or all if none is given.
    pub fn of(reasons: &[Reason]) -> Self {
        ExplainReport(match reasons.is_empty() {
            true => Reason::all().collect(),
            false => reasons.to_vec(),
        })
    }
}

impl Report for ExplainReport {
    type Document = Explain;

    fn document(&self) -> Explain {
        Explain {
            schema: SchemaNumber,
            reasons: self.0.iter().copied().map(Explanation::from).collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let words = voice.words();
        let paragraphs = self.0.iter().map(|reason| {
            let Explanation {
                code,
                win32,
                scenarios,
                ..
            } = Explanation::from(*reason);
            let mut out = format!("{code}: {}\n", words.sentence(*reason));
            out += &format!("  {}\n", words.explanation(*reason));
            if let Some(Win32 { name, hresult }) = win32 {
                out += &format!("  Windows: {name} ({hresult})\n");
            }
            if !scenarios.is_empty() {
                out += &format!("  {}: {}\n", words.shown_in(), scenarios.join(", "));
            }
            out
        });
        paragraphs.collect::<Vec<String>>().join("\n")
    }
}

impl From<Reason> for Explanation {
    fn from(reason: Reason) -> Self {
        let expects = |entry: &&crate::scenario::catalogue::Entry| {
            let steps = entry.scenario().steps;
            steps
                .iter()
                .any(|step| step.expect == Outcome::from(reason))
        };
        Explanation {
            code: reason.code(),
            sentence: reason.sentence(),
            explanation: reason.explanation(),
            win32: reason.win32().map(|win32| Win32 {
                name: win32.name,
                hresult: format!("0x{:08X}", win32.hresult),
            }),
            scenarios: CATALOGUE
                .iter()
                .filter(expects)
                .map(|entry| entry.name)
                .collect(),
        }
    }
}
