//! Cuts Rust source into tokens, so that the rules see neither comments nor the insides of texts.
//!
//! It knows just enough of the language for that: a number is a word, `::` is one mark and every
//! other mark is one character.

/// A piece of source text and the line it begins on, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// The tokens of `source` without its comments. A text or character literal is one token.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = if first.is_whitespace() {
            (first.len_utf8(), false)
        } else if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = literal(rest) {
            (length, true)
        } else if first == '\'' {
            (1 + word(&rest[1..]), true) // a lifetime
        } else if is_word(first) {
            (word(rest), true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), true)
        };
        let (text, after) = rest.split_at(length);
        if keep {
            tokens.push(Token { text, line });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The index just after the bracket that closes the one at `open`.
pub(super) fn after_group(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The text of the token at `at`, or nothing past either end.
pub(super) fn text<'a>(tokens: &[Token<'a>], at: Option<usize>) -> &'a str {
    at.and_then(|at| tokens.get(at))
        .map_or("", |token| token.text)
}

pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn word(source: &str) -> usize {
    source
        .find(|character| !is_word(character))
        .unwrap_or(source.len())
}

/// Block comments nest.
fn block_comment(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < source.len() {
        let rest = &source.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

/// The length of the text or character literal that `source` begins with, if it does.
fn literal(source: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c"].into_iter().find(|prefix| {
        let after = source.strip_prefix(prefix).unwrap_or_default();
        let raw = prefix.ends_with('r');
        after.starts_with('"')
            || (raw && after.trim_start_matches('#').starts_with('"') && after.starts_with('#'))
            || (*prefix == "b" && after.starts_with('\''))
    });
    let start = prefix.map_or(0, str::len);
    let body = &source[start..];
    if prefix.is_some_and(|prefix| prefix.ends_with('r')) {
        let hashes = body.len() - body.trim_start_matches('#').len();
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = &body[hashes + 1..];
        let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
        return Some(start + hashes + 1 + length);
    }
    let quote = body
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let mut characters = body.char_indices().skip(1).peekable();
    if quote == '\'' {
        // 'a' and '\n' are characters, 'a without the second quote is a lifetime.
        let mut ahead = body.chars().skip(1);
        let first = ahead.next()?;
        if first != '\\' && ahead.next() != Some('\'') {
            return None;
        }
    }
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == quote {
            return Some(start + at + 1);
        }
    }
    Some(source.len())
}

#[test]
fn comments_vanish_and_literals_stay_whole() {
    let source = r##"
//! crate::doc
use crate::a; // crate::b
/* crate::c /* nested */ crate::d */
let t = "crate::e \" // not a comment";
let r = r#"crate::f " \"#; let b = b'\''; let c = '"'; let l: &'static str = br"g\";
"##;
    let found: Vec<(usize, &str)> = tokens(source)
        .iter()
        .map(|token| (token.line, token.text))
        .collect();
    assert_eq!(
        found[..5],
        [(3, "use"), (3, "crate"), (3, "::"), (3, "a"), (3, ";")]
    );
    let literals: Vec<&str> = found
        .iter()
        .map(|(_, text)| *text)
        .filter(|text| text.contains(['"', '\'']))
        .collect();
    assert_eq!(
        literals,
        [
            r#""crate::e \" // not a comment""#,
            r##"r#"crate::f " \"#"##,
            r"b'\''",
            "'\"'",
            "'static",
            r#"br"g\""#,
        ]
    );
    assert_eq!(found.iter().filter(|(_, text)| *text == "crate").count(), 1);
}
