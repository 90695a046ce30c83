//! What programs made of the cases, for people.

use super::{CheckedProgram, ProgramReport, said};
use crate::check::{Case, CaseResult, Exchange, Excuse, Trouble, Verdict};
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
        "{}\n  {}\n",
        words.failed(&case.id, result.verdict),
        case.what
    );
    match &result.trouble {
        None => out += &format!("  {}\n", words.expected(&right, &got)),
        Some(trouble) => out += &told(trouble, &result.trace, voice),
    }
    if let Some(said) = said(result) {
        out += &format!("  {}: {}\n", words.said_label(), Shown::text(said));
    }
    out + &format!(
        "  {}: {again} --only {}{end}\n",
        words.again_label(),
        case.id
    )
}

/// What is not right after several requests, and the requests.
fn told(trouble: &Trouble, trace: &[Exchange], voice: Voice<'_>) -> String {
    /// What people read before they open the file.
    const SHOWN_MAX: usize = 12;
    let words = voice.check_words();
    let mut out = String::new();
    if trace.len() > SHOWN_MAX {
        out += &format!("  {}\n", words.long_way(trace.len()));
    }
    let last = trace.len().saturating_sub(SHOWN_MAX);
    for exchange in &trace[last..] {
        out += &format!("  > {}\n", Shown::text(exchange.request.line()));
    }
    let got = Shown::text(&trouble.got).to_string();
    let got = match trouble.expected.is_empty() {
        true => got,
        false => words.expected(&trouble.expected, &got),
    };
    out + &format!("  {got}\n")
}

pub(super) fn title(program: &CheckedProgram) -> String {
    match &program.version {
        Some(version) => format!("{} {version}", program.name),
        None => program.name.clone(),
    }
}

/// How many cases of each kind a program has, as
/// [`columns`](crate::words::CheckWords::columns) calls them.
pub(super) fn cells(program: &CheckedProgram) -> [usize; 12] {
    let count = |verdict: Verdict| program.verdicts.get(&verdict).copied().unwrap_or_default();
    let wrong = |taken: bool| {
        let wrong = program.cases.iter().filter(|case| {
            case.verdict == Verdict::WrongOutcome && (case.answered == Some("ok")) == taken
        });
        wrong.count()
    };
    [
        program.cases.len() - count(Verdict::Skipped),
        count(Verdict::Pass),
        wrong(true),
        wrong(false),
        count(Verdict::BlamesPassword),
        count(Verdict::WrongCode),
        count(Verdict::WrongContents),
        count(Verdict::BrokenRule),
        count(Verdict::Hang),
        count(Verdict::Crash),
        count(Verdict::Unsteady),
        count(Verdict::Skipped),
    ]
}

/// Programs beside one another, as a table in Markdown.
pub fn table(programs: &[CheckedProgram], voice: Voice<'_>) -> String {
    let words = voice.check_words();
    let heads = words.columns();
    let rule = "---|".repeat(heads.len());
    let mut out = format!("| {} |\n|{rule}\n", heads.join(" | "));
    for program in programs {
        let cells: Vec<String> = cells(program).iter().map(usize::to_string).collect();
        out += &format!(
            "| {} | {} |\n",
            Shown::text(title(program)),
            cells.join(" | ")
        );
    }
    out
}
