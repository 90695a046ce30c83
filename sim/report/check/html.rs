//! Programs beside one another as a page: the table, and each case in which one of them is wrong.

use maud::{Markup, html};

use super::text::{cells, title};
use super::{CheckReport, CheckedCase, CheckedProgram};
use crate::check::{Case, Corpus, Verdict};
use crate::page::Page;
use crate::report::html::{filter, sign};
use crate::shown::Shown;
use crate::words::Voice;

/// How much of a file is shown.
const DUMPED_BYTES: usize = 128;

impl CheckReport<'_> {
    /// Renders all programs and cases as a page.
    pub fn html(&self, voice: Voice<'_>) -> String {
        let programs: Vec<CheckedProgram> = self.programs.iter().map(|one| one.program()).collect();
        let again: Vec<&[String; 2]> = self.programs.iter().map(|one| &one.again).collect();
        let corpus = self.programs.first().map(|one| one.corpus);
        let cases = corpus.map_or(&[][..], Corpus::cases);
        let is_wrong = |at: usize| {
            programs
                .iter()
                .any(|program| program.cases[at].verdict.is_failure())
        };
        let wrong: Vec<usize> = (0..cases.len()).filter(|at| is_wrong(*at)).collect();
        let right: Vec<&Case> = (0..cases.len())
            .filter(|at| !is_wrong(*at))
            .map(|at| &cases[at])
            .collect();
        let words = voice.check_words();
        let sentence = words.page_title(programs.len(), cases.len(), wrong.len());
        let is_good = wrong.is_empty();
        let body = html! {
            header class={"verdict" @if !is_good { " failed" }} {
                h1 {
                    span class={"sign" @if !is_good { " failed" }} { (if is_good { "✓" } else { "✗" }) }
                    " " (sentence)
                }
            }
            main {
                section aria-labelledby="k-programs" {
                    h2 id="k-programs" { (words.programs_heading()) }
                    (table(&programs, voice))
                }
                @if !wrong.is_empty() {
                    section aria-labelledby="k-cases" {
                        h2 id="k-cases" { (words.cases_heading()) }
                        (filter(voice))
                        (matrix(cases, &wrong, &programs, voice))
                    }
                    @for at in &wrong {
                        (wrong_case(&cases[*at], *at, &programs, &again, corpus, voice))
                    }
                }
                @if !right.is_empty() {
                    details class="scenario" data-name="" {
                        summary { (sign(false, voice)) " " h3 { (words.all_right(right.len())) } }
                        ul class="measures" {
                            @for case in right { li { (case.id) ": " (case.what) } }
                        }
                    }
                }
            }
        };
        let (lang, title) = (voice.lang, format!("{sentence} – kigen"));
        let title = title.as_str();
        Page { lang, title, body }.render()
    }
}

/// How many of each verdict a program has.
fn table(programs: &[CheckedProgram], voice: Voice<'_>) -> Markup {
    let [program, columns @ ..] = voice.check_words().columns();
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(voice.check_words().programs_heading()) {
            table class="programs" {
                thead {
                    tr {
                        th scope="col" { (program) }
                        @for column in columns { th scope="col" class="number" { (column) } }
                    }
                }
                tbody {
                    @for program in programs {
                        tr {
                            th scope="row" { (Shown::text(title(program))) }
                            @for cell in cells(program) { td class="number" { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

/// The cases in which somebody is wrong, beside the verdict on each program.
fn matrix(
    cases: &[Case],
    wrong: &[usize],
    programs: &[CheckedProgram],
    voice: Voice<'_>,
) -> Markup {
    let words = voice.check_words();
    html! {
        div class="scroll" tabindex="0" role="group" aria-label=(words.cases_heading()) {
            table {
                thead {
                    tr {
                        th scope="col" { (words.case_column()) }
                        @for program in programs { th scope="col" { (Shown::text(&program.name)) } }
                    }
                }
                tbody {
                    @for &at in wrong {
                        tr data-name={(cases[at].id) " " (cases[at].what)} data-failed {
                            th scope="row" { a href={"#" (cases[at].id)} { (cases[at].id) } }
                            @for program in programs { td { (verdict(program.cases[at].verdict)) } }
                        }
                    }
                }
            }
        }
    }
}

/// A verdict, by a sign and its name.
fn verdict(verdict: Verdict) -> Markup {
    html! {
        @match verdict {
            Verdict::Pass => span class="sign" { "✓" },
            Verdict::Skipped => span class="soft" { "–" },
            _ => span class="sign failed" { "✗ " (verdict) },
        }
    }
}

/// A case in which somebody is wrong: what it is about, and what each made of it.
fn wrong_case(
    case: &Case,
    at: usize,
    programs: &[CheckedProgram],
    again: &[&[String; 2]],
    corpus: Option<&Corpus>,
    voice: Voice<'_>,
) -> Markup {
    let words = voice.check_words();
    let wrong = programs
        .iter()
        .filter(|one| one.cases[at].verdict.is_failure());
    let wrong: Vec<String> = wrong
        .map(|one| Shown::text(&one.name).to_string())
        .collect();
    html! {
        details class="scenario failed" data-name={(case.id) " " (case.what) " " (wrong.join(" "))}
            data-failed {
            summary {
                (sign(true, voice))
                " " h3 { (case.id) } " "
                span { (wrong.join(", ")) }
            }
            // A link that leads to what is inside opens it.
            div id=(case.id) {
                p { (case.what) }
                p class="soft" {
                    (words.right(case.expected, &case.also)) " · " (words.source_label()) ": " (case.source)
                }
                div class="scroll" {
                    table class="events" {
                        tbody {
                            @for (program, again) in programs.iter().zip(again) {
                                (answer(program, &program.cases[at], again, voice))
                            }
                        }
                    }
                }
                (file(case, corpus))
            }
        }
    }
}

/// What a program made of a case.
fn answer(
    program: &CheckedProgram,
    case: &CheckedCase,
    [again, end]: &[String; 2],
    voice: Voice<'_>,
) -> Markup {
    let words = voice.check_words();
    let failed = case.verdict.is_failure();
    html! {
        tr {
            th scope="row" { (Shown::text(title(program))) }
            td {
                (verdict(case.verdict))
            }
            td {
                @if let Some(answered) = case.answered { (answered) " " }
                @if let Some(problem) = &case.problem { (Shown::text(problem)) " " }
                @if let Some(said) = &case.said {
                    span class="soft" { (words.said_label()) ": " (Shown::text(said)) }
                }
                @if let Some(known) = &case.known { p class="soft" { (Shown::text(known)) } }
                @if failed {
                    p class="again" { code { (again) " --only " (case.id) (end) } }
                }
            }
            td class="number" {
                @if let Some(time) = case.time_ms { (time) " ms" }
            }
        }
    }
}

/// The beginning of a case's file.
fn file(case: &Case, corpus: Option<&Corpus>) -> Markup {
    let question = case.question();
    let name = question.map(|it| it.file.as_str()).unwrap_or_default();
    let bytes = corpus.and_then(|corpus| corpus.file(name));
    html! {
        @if let Some(bytes) = bytes {
            p class="soft" { (name) " (" (bytes.len()) ")" }
            pre tabindex="0" { code { (dump(&bytes[..bytes.len().min(DUMPED_BYTES)])) } }
        }
    }
}

/// Sixteen bytes a line, in hexadecimal and as ASCII.
fn dump(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(at, line)| {
        let hex: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let text = line.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '.',
        });
        let text: String = text.collect();
        format!("{:04x}  {:<47}  {text}\n", at * 16, hex.join(" "))
    });
    lines.collect()
}
