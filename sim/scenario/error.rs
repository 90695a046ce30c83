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

/// The line with every quoted string behind a key that begins with `pin` blotted out: people paste
/// error messages into tickets.
fn blot_pins(line: &str) -> String {
    let mut blotted = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("pin") {
        let (before, key) = rest.split_at(at);
        blotted.push_str(before);
        let Some((name, value)) = key.split_once('=') else {
            rest = key;
            break;
        };
        let value_length = value.find([',', '}']).unwrap_or(value.len());
        blotted.push_str(name);
        blotted.push('=');
        let secret = value[..value_length].chars();
        blotted.extend(secret.map(|c| if c.is_ascii_digit() { '*' } else { c }));
        rest = &value[value_length..];
    }
    blotted + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_counts_characters_and_the_mark_counts_cells() {
        let text = "a = 1\n受付 = 2\n";
        let error = ScenarioError::at(text, Some(text.find('2').unwrap()..0), "no");
        assert_eq!((error.line(), error.column()), (2, 6));
        assert_eq!(error.to_string(), "2:6: no\n  2 | 受付 = 2\n    |        ^");
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
            (r#"spinning = 12"#, r#"spinning = **"#),
            ("at = \"+31d\"", "at = \"+31d\""),
            ("a pin", "a pin"),
        ] {
            assert_eq!(blot_pins(line), blotted);
        }
    }
}
