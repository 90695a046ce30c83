//! Text from outside, as people see it.
//!
//! File names, titles and the texts in certificates may hold anything: an escape sequence that
//! moves the cursor, a line feed that begins a new line, a mark that reverses the rest of the line.
//! Nobody who reads a report could tell it from what kigen says. So text that was not written here
//! goes into a sentence as [`Shown`], and whatever goes to a terminal goes through [`lines`].
//!
//! Escapes are those of JSON strings, so a JSON document that goes through [`lines`] means the
//! same.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::path::Path;

/// A text from outside, which displays on one line and without anything invisible.
///
/// ```
/// use kigen::shown::Shown;
///
/// let name = "受付01\n\u{1b}[32mok\u{202e}";
/// assert_eq!(Shown::text(name).to_string(), r"受付01\n\u001b[32mok\u202e");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// Any text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Shown(text.into())
    }

    /// Wraps the name of a file or folder. What is not Unicode in it is replaced by U+FFFD.
    pub fn path(path: &'a Path) -> Self {
        Shown(path.to_string_lossy())
    }

    /// The same, kept for longer.
    pub fn into_owned(self) -> Shown<'static> {
        Shown(Cow::Owned(self.0.into_owned()))
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| write(f, c, is_invisible(c)))
    }
}

/// Escapes a text of several lines for a terminal: only its line feeds stay as they are. It is the
/// last resort for text that nobody made [`Shown`].
///
/// ```
/// use kigen::shown::lines;
///
/// assert_eq!(lines("one\ntwo\u{1b}[2J\n"), "one\ntwo\\u001b[2J\n");
/// ```
pub fn lines(text: &str) -> Cow<'_, str> {
    let is_escaped = |c| c != '\n' && is_invisible(c);
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = write(&mut out, c, is_escaped(c));
    }
    Cow::Owned(out)
}

fn write(out: &mut impl Write, c: char, is_escaped: bool) -> fmt::Result {
    match c {
        _ if !is_escaped => out.write_char(c),
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        // All of them lie in the first plane, so four digits are enough.
        _ => write!(out, "\\u{:04x}", u32::from(c)),
    }
}

/// Returns whether a character moves, turns or hides others: controls, the marks of the
/// bidirectional algorithm (UAX 9), line separators, and a byte order mark.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_can_see_stays_as_it_is() {
        for text in [
            "",
            "受付01",
            "C:\\certificates\\a.p12",
            "a b\u{3000}é",
            "👩‍⚕️ \u{e9}",
        ] {
            assert_eq!(Shown::text(text).to_string(), text);
            assert!(matches!(lines(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn what_moves_or_turns_the_text_is_escaped() {
        for (text, shown) in [
            ("a\nb", "a\\nb"),
            ("a\r\tb", "a\\r\\tb"),
            ("\0\u{1b}[2J\u{7f}", "\\u0000\\u001b[2J\\u007f"),
            ("\u{9b}2J", "\\u009b2J"),
            ("p12.\u{202e}exe", "p12.\\u202eexe"),
            (
                "\u{2066}\u{2069}\u{61c}\u{200f}",
                "\\u2066\\u2069\\u061c\\u200f",
            ),
            ("\u{2028}\u{feff}", "\\u2028\\ufeff"),
        ] {
            assert_eq!(Shown::text(text).to_string(), shown);
            assert_eq!(lines(text), shown.replace("\\n", "\n"));
        }
    }
}
