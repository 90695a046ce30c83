//! How long functions and lines of comments may be.
//!
//! Functions that are longer are listed, each a `match` with one short arm for each of many kinds.
//! An exception that is no longer needed is a finding too.

use super::Finding;
use super::text::after_tests;
use super::tokens::{Token, after_group, is_word, text, tokens};

/// Past this nobody sees a function whole.
const FUNCTION_LINES_MAX: usize = 70;

/// As wide as rustfmt lets code be, which leaves comments alone.
const COMMENT_COLUMNS_MAX: usize = 100;

/// Functions that are longer, by file.
const LONG_FUNCTIONS: &[(&str, &str)] = &[
    ("sim/actor/operator/errand.rs", "act"),
    ("sim/actor/pc.rs", "handle"),
    ("sim/cli/words/en/error.rs", "error"),
    ("sim/cli/words/ja/error.rs", "error"),
    ("sim/report/event.rs", "from"),
    ("sim/words/en/events.rs", "event"),
    ("sim/words/ja/events.rs", "event"),
    ("sim/words/ja/facts.rs", "reason"),
];

/// What is too long in the sources, but for what is listed, and what is listed without need.
pub(super) fn findings(sources: &[(String, String)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut long = Vec::new();
    for (file, source) in sources {
        let is_test = file.ends_with("/tests.rs") || file.contains("/tests/");
        let functions = match is_test {
            true => vec![], // tables of cases
            false => long_functions(&tokens(source)),
        };
        for (name, line, lines) in functions {
            long.push((file.as_str(), name));
            if !LONG_FUNCTIONS.contains(&(file, name)) {
                findings.push(format!(
                    "{file}:{line}: `{name}` has {lines} lines, and {FUNCTION_LINES_MAX} is the most"
                ));
            }
        }
        for (line, columns) in wide_comments(source) {
            findings.push(format!(
                "{file}:{line}: a comment of {columns} columns, and {COMMENT_COLUMNS_MAX} is the most"
            ));
        }
    }
    let needless = LONG_FUNCTIONS.iter().filter(|one| !long.contains(one));
    findings.extend(needless.map(|(file, name)| {
        format!("{file}: `{name}` is not too long any more; take it out of LONG_FUNCTIONS")
    }));
    findings
}

/// Name, first line and number of lines of every function that has too many, without tests.
fn long_functions<'a>(tokens: &[Token<'a>]) -> Vec<(&'a str, usize, usize)> {
    let mut long = Vec::new();
    let mut next = 0;
    while next < tokens.len() {
        let at = next;
        next = after_tests(tokens, at).unwrap_or(at + 1);
        let name = text(tokens, Some(at + 1));
        let is_function = tokens[at].text == "fn" && name.starts_with(is_word);
        if !is_function {
            continue;
        }
        let Some(open) = body(tokens, at + 2) else {
            continue;
        };
        let last = tokens[after_group(tokens, open) - 1].line;
        let lines = last + 1 - tokens[at].line;
        if lines > FUNCTION_LINES_MAX {
            long.push((name, tokens[at].line, lines));
        }
    }
    long
}

/// The `{` of the body of a function whose name ends before `at`, unless it has none.
fn body(tokens: &[Token<'_>], mut at: usize) -> Option<usize> {
    loop {
        match text(tokens, Some(at)) {
            "{" => return Some(at),
            "(" | "[" => at = after_group(tokens, at),
            ";" | "" => return None,
            _ => at += 1,
        }
    }
}

/// Line and width of every comment that is too wide, unless it is one long word, as an address is.
fn wide_comments(source: &str) -> Vec<(usize, usize)> {
    let comments = (1..).zip(source.lines()).filter(|(_, line)| {
        let text = line.trim_start().trim_start_matches(['/', '!']).trim();
        // A row of a table cannot be wrapped.
        line.trim_start().starts_with("//") && text.contains(' ') && !text.starts_with('|')
    });
    comments
        .map(|(number, line)| (number, line.chars().count()))
        .filter(|(_, columns)| *columns > COMMENT_COLUMNS_MAX)
        .collect()
}

#[test]
fn a_planted_long_function_is_reported_with_its_length() {
    let body = "    f();\n".repeat(FUNCTION_LINES_MAX - 1);
    for (head, long) in [
        ("fn g() {\n", true),
        (
            "impl A {\n    fn g<T>(a: [u8; 4]) -> T where T: B {\n",
            true,
        ),
        ("impl A {\n    fn g();\n    fn h() {}\n", false),
    ] {
        let source = format!("{head}{body}}}\n}}\n");
        let found = long_functions(&tokens(&source));
        let names: Vec<_> = found
            .iter()
            .map(|(name, _, lines)| (*name, *lines))
            .collect();
        let expected = [("g", FUNCTION_LINES_MAX + 1)];
        assert_eq!(names, expected[..usize::from(long)], "{head}");
    }
    let source = format!(
        "fn g() {{\n{}}}\n",
        "    f();\n".repeat(FUNCTION_LINES_MAX - 2)
    );
    assert_eq!(long_functions(&tokens(&source)), []);
}

#[test]
fn a_planted_wide_comment_is_reported_and_a_long_address_is_not() {
    let wide = format!(
        "fn f() {{}}\n    /// {} b\n",
        "a".repeat(COMMENT_COLUMNS_MAX)
    );
    assert_eq!(wide_comments(&wide), [(2, COMMENT_COLUMNS_MAX + 10)]);
    let address = format!("// https://{}\n", "a".repeat(COMMENT_COLUMNS_MAX));
    assert_eq!(wide_comments(&address), []);
    let code = format!(
        "let a = \"{}\"; // short\n",
        "a b".repeat(COMMENT_COLUMNS_MAX)
    );
    assert_eq!(wide_comments(&code), []);
}
