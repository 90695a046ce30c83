//! What is wrong with a scenario file, and where.

use std::fmt;
use std::ops::Range;

/// A mistake in a scenario file. `Display` gives `line:column: message` and the line itself, with
/// PINs blotted out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    line: usize,
    column: usize,
    message: String,
    source_line: String,
}

impl ScenarioError {
    /// A mistake at `span` of `text`, counted in bytes.
    pub(crate) fn at(text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let start = span.map_or(0, |span| span.start).min(text.len());
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let source_line = text[line_start..].lines().next().unwrap_or_default();
        ScenarioError {
            line: line_of(text, start),
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            source_line: blot_pins(source_line),
        }
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The character in the line, counted from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.line.to_string();
        writeln!(f, "{}:{}: {}", self.line, self.column, self.message)?;
        writeln!(f, "  {number} | {}", self.source_line)?;
        // Full-width characters take two columns of a terminal.
        let before = self.source_line.chars().take(self.column - 1);
        let width: usize = before.map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        write!(f, "  {} | {}^", " ".repeat(number.len()), " ".repeat(width))
    }
}

impl std::error::Error for ScenarioError {}

/// The line that the byte at `position` stands in, counted from 1.
pub(crate) fn line_of(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

/// The line with all that may be a secret blotted out, because people paste error messages into
/// tickets: the value of every key that begins with `pin` or `pas`, and, since the key may be what
/// is misspelt, every other value of digits alone. A seed is no secret.
fn blot_pins(line: &str) -> String {
    let mut blotted = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('=') {
        let is_bare = |c: char| c.is_alphanumeric() || c == '_';
        let key = before.trim_end_matches([' ', '"', '\'']);
        let key = key.rsplit(|c| !is_bare(c)).next().unwrap_or_default();
        let is_pin = key.starts_with("pin") || key.starts_with("pas");
        let (value, next) = after.split_at(value_length(after, is_pin));
        let digits = value.trim_matches([' ', '"', '\'']);
        let may_be_pin = key != "seed" && digits.chars().all(char::is_numeric);
        blotted.push_str(before);
        blotted.push('=');
        blotted.extend(value.chars().map(|c| match c {
            c if (is_pin || may_be_pin) && c.is_alphanumeric() => '*',
            c => c,
        }));
        rest = next;
    }
    blotted + rest
}

/// How many bytes of `text`, which follows an equals sign, belong to the value. Of a table or an
/// array it is the bracket alone, unless the `whole` of it is wanted.
fn value_length(text: &str, whole: bool) -> usize {
    let start = text.len() - text.trim_start().len();
    let end_of = |from: usize, ends: &[char]| text[from..].find(ends).map(|at| from + at);
    let end = match text[start..].chars().next() {
        Some(quote @ ('"' | '\'')) => end_of(start + 1, &[quote]),
        Some('{' | '[') if !whole => return start + 1,
        _ => end_of(start, &[',', '}']),
    };
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_counts_characters_and_the_mark_counts_cells() {
        let text = "a = 1\n受付 = t\n";
        let error = ScenarioError::at(text, Some(text.find('t').unwrap()..0), "no");
        assert_eq!((error.line(), error.column()), (2, 6));
        assert_eq!(error.to_string(), "2:6: no\n  2 | 受付 = t\n    |        ^");
    }

    #[test]
    fn pins_are_blotted_out_and_nothing_else() {
        for (line, blotted) in [
            (
                r#"do.import = { pc = "受付01", pin = "0427" }"#,
                r#"do.import = { pc = "受付01", pin = "****" }"#,
            ),
            (
                r#"pin = 427, pin_again = "1""#,
                r#"pin = ***, pin_again = "*""#,
            ),
            (r#"pin = "０４２７""#, r#"pin = "****""#),
            (r#"pin = "12a4 ""#, r#"pin = "**** ""#),
            (r#"pin = ["0427"]"#, r#"pin = ["****"]"#),
            (r#"pin = "0427, "#, r#"pin = "****, "#),
            (r#""pin" = '0427'"#, r#""pin" = '****'"#),
            // The key is what is misspelt.
            (
                r#"do.download = { pc = "受付01", pni = "0427" }"#,
                r#"do.download = { pc = "受付01", pni = "****" }"#,
            ),
            ("pni = 427", "pni = ***"),
            ("seed = 427", "seed = 427"),
            ("at = \"+31d\"", "at = \"+31d\""),
            ("a pin", "a pin"),
            (
                r#"file = "a.pfx", password = "Geheim 1" }"#,
                r#"file = "a.pfx", password = "****** *" }"#,
            ),
            (r#"pasword = "a1""#, r#"pasword = "**""#),
        ] {
            assert_eq!(blot_pins(line), blotted);
        }
    }
}
