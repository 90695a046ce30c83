//! What programs made of the cases, for people.

use super::{CheckedProgram, ProgramReport, said};
use crate::check::{Case, CaseResult, Excuse, Verdict};
use crate::shown::Shown;
use crate::words::Voice;

/// Every failure of a program, and how many there are of each.
pub(super) fn text(report: &ProgramReport<'_>, voice: Voice<'_>) -> String {
    let words = voice.check_words();
    let mut out = String::new();
    for (case, result, excuse) in report.rows() {
        match excuse {
            Excuse::Known(known) => {
                let reason = Shown::text(&known.reason);
                out += &format!("{}\n", words.known(&case.id, result.verdict, &reason));
            }
            Excuse::Mended(_) => out += &format!("{}\n", words.mended(&case.id)),
            _ if result.verdict.is_failure() => {
                out += &failure(case, result, &report.again, voice);
            }
            _ => {}
        }
    }
    let program = report.program();
    let name = Shown::text(title(&program)).to_string();
    let counts = program.verdicts.iter();
    let counts: Vec<String> = counts
        .map(|(verdict, count)| format!("{count} {verdict}"))
        .collect();
    let cases = program.cases.len();
    let seconds = report.results.time.as_secs();
    out + &format!(
        "= {}\n",
        words.checked(&name, cases, &counts.join(", "), seconds)
    )
}

fn failure(
    case: &Case,
    result: &CaseResult,
    [again, end]: &[String; 2],
    voice: Voice<'_>,
) -> String {
    let words = voice.check_words();
    let right = words.right(case.expected, &case.also);
    let got = words.got(&result.reply);
    let got = match &result.again {
        Some(again) => words.got_then(&got, &words.got(again)),
        None => got,
    };
    let mut out = format!(
        "{}\n  {}\n  {}\n",
        words.failed(&case.id, result.verdict),
        case.what,
        words.expected(&right, &got),
    );
    if let Some(said) = said(result) {
        out += &format!("  {}: {}\n", words.said_label(), Shown::text(said));
    }
    out + &format!(
        "  {}: {again} --only {}{end}\n",
        words.again_label(),
        case.id
    )
}

fn title(program: &CheckedProgram) -> String {
    match &program.version {
        Some(version) => format!("{} {version}", program.name),
        None => program.name.clone(),
    }
}

/// Programs beside one another, as a table in Markdown.
pub fn table(programs: &[CheckedProgram], voice: Voice<'_>) -> String {
    let words = voice.check_words();
    let heads = words.columns();
    let rule = "---|".repeat(heads.len());
    let mut out = format!("| {} |\n|{rule}\n", heads.join(" | "));
    for program in programs {
        let count = |verdict: Verdict| program.verdicts.get(&verdict).copied().unwrap_or_default();
        let wrong = |taken: bool| {
            let wrong = program.cases.iter().filter(|case| {
                case.verdict == Verdict::WrongOutcome && (case.answered == Some("ok")) == taken
            });
            wrong.count()
        };
        let cells = [
            program.cases.len() - count(Verdict::Skipped),
            count(Verdict::Pass),
            wrong(true),
            wrong(false),
            count(Verdict::BlamesPassword),
            count(Verdict::WrongCode),
            count(Verdict::WrongContents),
            count(Verdict::Hang),
            count(Verdict::Crash),
            count(Verdict::Unsteady),
            count(Verdict::Skipped),
        ];
        let cells: Vec<String> = cells.iter().map(usize::to_string).collect();
        out += &format!(
            "| {} | {} |\n",
            Shown::text(title(program)),
            cells.join(" | ")
        );
    }
    out
}
