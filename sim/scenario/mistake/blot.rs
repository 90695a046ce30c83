//! Hides secrets in the lines of a scenario file: people paste error messages into tickets.
//!
//! Blotted out are the value of every key that begins with `pin` or `pas`, and, since the key may
//! be what is misspelt, every other value of digits alone; but not a seed, nor the number of a key
//! that ends in a unit, which is not a PIN.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Units that keys of numbers end in.
const UNITS: [&str; 6] = ["days", "months", "yen", "hours", "minutes", "seconds"];

/// Returns the line of `text` that begins at `start`, with everything that may be a secret blotted
/// out.
///
/// TOML itself tells where values are, over as many lines as they take. A text that is not TOML may
/// hide one, so the line is also examined by itself.
pub(in crate::scenario) fn blotted_line(text: &str, start: usize) -> String {
    let line = text[start..].lines().next().unwrap_or_default();
    let (root, _) = DeTable::parse_recoverable(text);
    let mut secrets = Vec::new();
    in_table(root.get_ref(), false, &mut secrets);
    let is_secret = |at| {
        secrets
            .iter()
            .any(|secret: &Range<usize>| secret.contains(&at))
    };
    let characters = line.char_indices().map(|(at, c)| match c {
        c if c.is_alphanumeric() && is_secret(start + at) => '*',
        c => c,
    });
    blot_values(&characters.collect::<String>())
}

/// Returns whether a key's value is a secret whatever it is.
fn is_secret_key(key: &str) -> bool {
    key.starts_with("pin") || key.starts_with("pas")
}

/// Returns whether a key's number is known not to be a secret.
fn is_number_key(key: &str) -> bool {
    let last = key.rsplit('_').next().unwrap_or_default();
    key == "seed" || UNITS.contains(&last)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_numeric)
}

fn in_table(table: &DeTable<'_>, whole: bool, secrets: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        let key: &Cow<'_, str> = key.get_ref();
        in_value(key, value, whole, secrets);
    }
}

fn in_value(key: &str, value: &Spanned<DeValue<'_>>, whole: bool, secrets: &mut Vec<Range<usize>>) {
    let whole = whole || is_secret_key(key);
    let may_be_pin = match value.get_ref() {
        DeValue::Table(table) => return in_table(table, whole, secrets),
        DeValue::Array(items) => {
            return items
                .iter()
                .for_each(|item| in_value(key, item, whole, secrets));
        }
        DeValue::String(text) => is_digits(text.trim()),
        DeValue::Integer(_) => true,
        _ => false,
    };
    if whole || (may_be_pin && !is_number_key(key)) {
        secrets.push(value.span());
    }
}

/// Blots a line by itself, in which a value begins after an equals sign.
fn blot_values(line: &str) -> String {
    let mut blotted = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('=') {
        let is_bare = |c: char| c.is_alphanumeric() || c == '_';
        let key = before.trim_end_matches([' ', '"', '\'']);
        let key = key.rsplit(|c| !is_bare(c)).next().unwrap_or_default();
        let is_secret = is_secret_key(key);
        let (value, next) = after.split_at(value_length(after, is_secret));
        let digits = value.trim_matches([' ', '"', '\'']);
        let may_be_pin = !is_number_key(key) && digits.chars().all(char::is_numeric);
        blotted.push_str(before);
        blotted.push('=');
        blotted.extend(value.chars().map(|c| match c {
            c if (is_secret || may_be_pin) && c.is_alphanumeric() => '*',
            c => c,
        }));
        rest = next;
    }
    blotted + rest
}

/// Returns how many bytes of `text`, which follows an equals sign, belong to the value. Of a table
/// or an array that is only the bracket, unless the `whole` of it is wanted.
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
            assert_eq!(blotted_line(line, 0), blotted);
        }
    }

    #[test]
    fn numbers_with_a_unit_are_no_pins() {
        for line in [
            "validity_days = 90",
            "billing_months = 39",
            "issue_yen = 1500",
        ] {
            assert_eq!(blotted_line(line, 0), line);
        }
    }

    #[test]
    fn a_secret_is_blotted_out_on_each_of_its_lines() {
        let text = "pin = \"\"\"\n0427 and\nmore\"\"\"\n";
        assert_eq!(blotted_line(text, 10), "**** ***");
        assert_eq!(blotted_line("pin = [\n \"0427\",\n]", 8), " \"****\",");
        assert_eq!(blotted_line("[password]\nof = \"a1\"", 11), "of = \"**\"");
    }
}
