//! What is wrong with a scenario file, and where.

use std::fmt;
use std::ops::Range;

use super::mistake::{Mistake, blotted_line};

/// A mistake in a scenario file. `Display` gives `line:column: message` and the line itself, with
/// PINs blotted out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    line: usize,
    column: usize,
    /// Boxed, because results carry it around.
    mistake: Box<Mistake>,
    source_line: String,
}

impl ScenarioError {
    /// A mistake at `span` of `text`, counted in bytes.
    pub(crate) fn at(text: &str, span: Option<Range<usize>>, mistake: Mistake) -> Self {
        let start = span.map_or(0, |span| span.start).min(text.len());
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ScenarioError {
            line: line_of(text, start),
            column: before[line_start..].chars().count() + 1,
            mistake: Box::new(mistake),
            source_line: blotted_line(text, line_start),
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
    pub fn mistake(&self) -> &Mistake {
        &self.mistake
    }

    /// Shows the mistake at its place, with `sentence` for what is wrong.
    pub fn told(&self, sentence: &str) -> String {
        let number = self.line.to_string();
        let place = format!("{}:{}: {sentence}", self.line, self.column);
        // Full-width characters take two columns of a terminal.
        let before = self.source_line.chars().take(self.column - 1);
        let width: usize = before.map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let margin = " ".repeat(number.len());
        let mark = " ".repeat(width);
        format!(
            "{place}\n  {number} | {}\n  {margin} | {mark}^",
            self.source_line
        )
    }
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(&self.mistake.to_string()))
    }
}

impl std::error::Error for ScenarioError {}

/// The line of the byte at `position`, counted from 1.
pub(crate) fn line_of(text: &str, position: usize) -> usize {
    text[..position].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_counts_characters_and_the_mark_counts_cells() {
        let text = "a = 1\n受付 = t\n";
        let error = ScenarioError::at(text, Some(text.find('t').unwrap()..0), Mistake::DoAndFault);
        assert_eq!((error.line(), error.column()), (2, 6));
        assert_eq!(
            error.to_string(),
            "2:6: a step has `do` or `fault`, not both\n  2 | 受付 = t\n    |        ^"
        );
    }
}
