//! Rules on the text of one source file.

use super::Finding;
use super::tokens::{Token, after_group, text, tokens};

/// Past this a file holds two nouns.
const LINES_MAX: usize = 500;

/// What every Rust file keeps to.
pub(super) fn findings(file: &str, source: &str) -> Vec<Finding> {
    let mut findings = blanks(file, source);
    let tokens = tokens(source);
    findings.extend(leftovers(file, &tokens));
    findings.extend(lints_without_reason(file, &tokens));
    findings
}

/// What a file of sim/ keeps to: all of the above, and more.
pub(super) fn findings_in_crate(file: &str, source: &str) -> Vec<Finding> {
    let mut findings = findings(file, source);
    if !source.starts_with("//!") {
        findings.push(format!(
            "{file}:1: a source file opens with `//!` and says what it holds"
        ));
    }
    let lines = source.lines().count();
    if lines > LINES_MAX {
        findings.push(format!(
            "{file}:{lines}: more than {LINES_MAX} lines; the file probably holds two nouns"
        ));
    }
    findings.extend(unwraps(file, &tokens(source)));
    findings
}

fn blanks(file: &str, source: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in (1..).zip(source.split('\n')) {
        if line.contains('\t') {
            findings.push(format!(
                "{file}:{number}: a tab; indent with spaces, write \\t in a text"
            ));
        }
        if line.ends_with('\r') {
            findings.push(format!(
                "{file}:{number}: a CR at the end of the line; lines end with LF"
            ));
        } else if line.ends_with(char::is_whitespace) {
            findings.push(format!("{file}:{number}: blanks at the end of the line"));
        }
    }
    findings
}

fn leftovers(file: &str, tokens: &[Token<'_>]) -> Vec<Finding> {
    let calls = tokens
        .iter()
        .zip(tokens.iter().skip(1))
        .filter(|(name, mark)| {
            matches!(name.text, "todo" | "unimplemented" | "dbg") && mark.text == "!"
        });
    calls
        .map(|(name, _)| format!("{file}:{}: `{}!` was left in", name.line, name.text))
        .collect()
}

/// `#[allow(…)]` and `#[expect(…)]`, also inside `cfg_attr`, without `reason = "…"`.
fn lints_without_reason(file: &str, tokens: &[Token<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for open in attributes(tokens) {
        let end = after_group(tokens, open);
        for at in open..end {
            let relaxes = matches!(tokens[at].text, "allow" | "expect")
                && text(tokens, Some(at + 1)) == "("
                && text(tokens, at.checked_sub(1)) != ".";
            if !relaxes {
                continue;
            }
            let inside = &tokens[at + 1..after_group(tokens, at + 1)];
            let reasoned = inside
                .windows(2)
                .any(|pair| (pair[0].text, pair[1].text) == ("reason", "="));
            if !reasoned {
                findings.push(format!(
                    "{file}:{}: `{}` of a lint without `reason = \"…\"`",
                    tokens[at].line, tokens[at].text
                ));
            }
        }
    }
    findings
}

/// `unwrap` outside of tests.
fn unwraps(file: &str, tokens: &[Token<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = after_tests(tokens, at) {
            at = end;
            continue;
        }
        let before = text(tokens, at.checked_sub(1));
        if tokens[at].text == "unwrap" && matches!(before, "." | "::") {
            findings.push(format!(
                "{file}:{}: `unwrap` outside `#[cfg(test)]`; return an error, or say in `expect` why this holds",
                tokens[at].line
            ));
        }
        at += 1;
    }
    findings
}

/// The index of the `[` of every attribute.
fn attributes(tokens: &[Token<'_>]) -> impl Iterator<Item = usize> {
    (0..tokens.len()).filter(|at| {
        let before = text(tokens, at.checked_sub(1));
        tokens[*at].text == "["
            && (before == "#" || (before == "!" && text(tokens, at.checked_sub(2)) == "#"))
    })
}

/// The index after the item that `#[cfg(test)]` at `at` guards; after `#![cfg(test)]`, which
/// guards the whole file, the end.
pub(super) fn after_tests(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    let spells = |at: usize, words: &[&str]| {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| text(tokens, Some(at + offset)) == *word)
    };
    if spells(at, &["#", "!", "[", "cfg", "(", "test", ")", "]"]) {
        return Some(tokens.len());
    }
    if !spells(at, &["#", "[", "cfg", "(", "test", ")", "]"]) {
        return None;
    }
    let mut at = at + 1;
    loop {
        match text(tokens, Some(at)) {
            "" | "}" => return Some(at),
            ";" => return Some(at + 1),
            "{" => return Some(after_group(tokens, at)),
            "(" | "[" => at = after_group(tokens, at),
            _ => at += 1,
        }
    }
}

#[test]
fn a_planted_mistake_is_reported_at_its_line() {
    let long = format!("//! Long.\n{}", "// A line.\n".repeat(LINES_MAX));
    for (planted, line, problem) in [
        ("use std::fmt;\n", 1, "opens with `//!`"),
        ("\n//! Late.\n", 1, "opens with `//!`"),
        (long.as_str(), 501, "more than 500 lines"),
        ("//! A blank. \n", 1, "blanks at the end"),
        ("//! A full-width blank.\u{3000}\n", 1, "blanks at the end"),
        ("//! From Windows.\r\n", 1, "a CR"),
        ("//! A tab.\n\tfn f() {}\n", 2, "a tab"),
        ("//! T.\nfn f() { todo!() }\n", 2, "`todo!`"),
        (
            "//! T.\nfn f() { unimplemented!(\"later\") }\n",
            2,
            "`unimplemented!`",
        ),
        (
            "//! T.\n#[cfg(test)]\nmod tests { fn f() { dbg!(1); } }\n",
            3,
            "`dbg!`",
        ),
        ("//! T.\nfn f() { g().unwrap(); }\n", 2, "`unwrap`"),
        (
            "//! T.\nfn f() { g().map(Option::unwrap); }\n",
            2,
            "`unwrap`",
        ),
        (
            "//! T.\nfn f() {\n    g()\n        .unwrap\n        ();\n}\n",
            4,
            "`unwrap`",
        ),
        (
            "//! T.\n#[cfg(test)]\nuse a::{b};\nfn f() { g().unwrap(); }\n",
            4,
            "`unwrap`",
        ),
        (
            "//! T.\n#[cfg(test)]\nconst A: [u8; 1] = [0; 1];\nfn f() { g().unwrap(); }\n",
            4,
            "`unwrap`",
        ),
        (
            "//! T.\n#[cfg(test)]\nmod tests {}\nfn f() { g().unwrap(); }\n",
            4,
            "`unwrap`",
        ),
        (
            "//! T.\n#[cfg(not(test))]\nfn f() { g().unwrap(); }\n",
            3,
            "`unwrap`",
        ),
        (
            "//! T.\n#[allow(dead_code)]\nfn f() {}\n",
            2,
            "`allow` of a lint",
        ),
        ("//! T.\n#![expect(dead_code)]\n", 2, "`expect` of a lint"),
        (
            "//! T.\n#[cfg_attr(windows, allow(dead_code))]\nfn f() {}\n",
            2,
            "`allow` of a lint",
        ),
        (
            "//! T.\n#[doc(alias = \"reason =\")]\n#[allow(dead_code)]\nfn f() {}\n",
            3,
            "`allow` of a lint",
        ),
    ] {
        let found = findings_in_crate("sim/x.rs", planted);
        assert_eq!(found.len(), 1, "{planted}: {found:?}");
        assert!(
            found[0].starts_with(&format!("sim/x.rs:{line}: ")),
            "{planted}: {found:?}"
        );
        assert!(found[0].contains(problem), "{planted}: {found:?}");
    }
}

#[test]
fn a_tidy_file_passes() {
    let source = r#"//! Tidy.

/// ```
/// kigen::f().unwrap(); // in an example this is fine; todo!() in a comment is no call
/// ```
#[expect(dead_code, reason = "the next floor uses it")]
#[should_panic(expected = "allow(…)")]
fn f() -> Option<()> {
    let unwrap = "x.unwrap() dbg!(x)";
    Some(()).expect("it is there").unwrap_or_default(unwrap)
}

#[cfg(test)]
#[derive(Debug)]
mod tests {
    fn g() {
        f().unwrap();
    }
}
"#;
    assert_eq!(findings_in_crate("sim/x.rs", source), [""; 0]);
    let tests = "//! Tests.\n#![cfg(test)]\nfn f() { g().unwrap(); }\n";
    assert_eq!(findings_in_crate("sim/x/tests.rs", tests), [""; 0]);
    let long = format!("//! L.\n{}", "// A line.\n".repeat(LINES_MAX - 1));
    assert_eq!(findings_in_crate("sim/x.rs", &long), [""; 0]);
}
