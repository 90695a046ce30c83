//! Turns what the reader of TOML says into a [`Mistake`].
//!
//! serde and toml report everything as English text, in a few known forms; a text in none of them
//! is passed on as it is. Quoted values are dropped here, since they may be secrets.

use super::value::recover;
use super::{Kind, Mistake, Syntax, ValueError};

/// Returns what `error` says is wrong with `text`.
pub(super) fn mistake(text: &str, error: &toml::de::Error) -> Mistake {
    let message = error.message().trim_end();
    let source = error.span().and_then(|span| text.get(span));
    let source = source.unwrap_or_default();
    structure(message, source)
        .or_else(|| number(message))
        .or_else(|| own(message))
        .or_else(|| value(source, message).map(Mistake::Value))
        .or_else(|| syntax(message, source).map(Mistake::Syntax))
        .unwrap_or_else(|| Mistake::Other {
            detail: without_values(message),
        })
}

/// Reads what serde says about keys, kinds and variants.
fn structure(message: &str, source: &str) -> Option<Mistake> {
    if message == "duplicate key" {
        let key = source.trim_matches(['"', '\'']).to_owned();
        return Some(Mistake::DuplicateKey { key });
    }
    if let Some(rest) = message.strip_prefix("missing field `") {
        let key = rest.trim_end_matches('`').to_owned();
        return Some(Mistake::MissingKey { key });
    }
    if let Some((key, known)) = unknown(message, "unknown field `") {
        return Some(Mistake::unknown_key(key, known));
    }
    if let Some((name, known)) = unknown(message, "unknown variant `") {
        return Some(Mistake::unknown_deed(name, known));
    }
    if message.starts_with("invalid length ") && message.ends_with("an array of length 2") {
        return Some(Mistake::NotTwo);
    }
    if let Some(rest) = message.strip_prefix("unexpected keys in table: ") {
        let (keys, known) = rest.split_once(", available keys: ")?;
        let key = keys.split(", ").next().unwrap_or(keys);
        let known = known.split(", ").map(str::to_owned).collect();
        return Some(Mistake::unknown_key(key, known));
    }
    if message == "wanted string or table" {
        let found = kind_of(source);
        let expected = Kind::Table;
        return Some(Mistake::WrongKind { found, expected });
    }
    let rest = message.strip_prefix("invalid type: ")?;
    let (found, expected) = rest.rsplit_once(", expected ")?;
    // A date is passed on as a table; in the file it begins with a digit.
    let found = match source.starts_with(|c: char| c.is_ascii_digit()) {
        true => kind_of(source),
        false => kind(found),
    };
    if expected.starts_with("a PIN in quotes") || rest.contains(", expected a PIN in quotes") {
        return Some(Mistake::UnquotedPin);
    }
    if expected.starts_with("a password in quotes") {
        return Some(Mistake::UnquotedPassword);
    }
    let is_bare = matches!(
        found,
        Kind::Date | Kind::Integer | Kind::Float | Kind::Boolean
    );
    Some(match self::expected(expected) {
        // Of the right kind, but too large for any TOML integer.
        Kind::Integer if found == Kind::Integer => {
            let (low, high) = bounds(expected)?;
            Mistake::OutOfRange { low, high }
        }
        Kind::Text if is_bare => Mistake::Unquoted { found },
        expected => Mistake::WrongKind { found, expected },
    })
}

/// The name and the list in `unknown field `a`, expected one of `b`, `c``.
fn unknown<'a>(message: &'a str, start: &str) -> Option<(&'a str, Vec<String>)> {
    let rest = message.strip_prefix(start)?;
    let (name, known) = rest
        .rsplit_once("`, expected ")
        .or_else(|| rest.rsplit_once("`, there are no "))?;
    let known = known.split('`').skip(1).step_by(2).map(str::to_owned);
    Some((name, known.collect()))
}

/// Returns the kind that serde names, which the value may follow.
fn kind(found: &str) -> Kind {
    let starts = [
        ("string", Kind::Text),
        ("character", Kind::Text),
        ("integer", Kind::Integer),
        ("floating point", Kind::Float),
        ("boolean", Kind::Boolean),
        ("sequence", Kind::List),
        ("map", Kind::Table),
    ];
    let kind = starts.iter().find(|(start, _)| found.starts_with(start));
    kind.map_or(Kind::Other, |(_, kind)| *kind)
}

/// Returns the expected kind, by the name of what was to be read.
fn expected(expected: &str) -> Kind {
    match expected {
        "a string" | "string" | "str" => Kind::Text,
        "a boolean" => Kind::Boolean,
        "a sequence" | "an array of length 2" => Kind::List,
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => Kind::Integer,
        _ if expected.starts_with("struct ") || expected == "a map" => Kind::Table,
        _ => Kind::Other,
    }
}

/// The kind of a value as it is written.
fn kind_of(source: &str) -> Kind {
    let digits = source.bytes().take_while(u8::is_ascii_digit).count();
    match source.bytes().next() {
        Some(b'"' | b'\'') => Kind::Text,
        Some(b'[') => Kind::List,
        Some(b'{') => Kind::Table,
        Some(b't' | b'f') => Kind::Boolean,
        Some(b'0'..=b'9') if matches!(source.as_bytes().get(digits), Some(b'-' | b':')) => {
            Kind::Date
        }
        Some(b'0'..=b'9' | b'+' | b'-') if source.contains('.') => Kind::Float,
        Some(b'0'..=b'9' | b'+' | b'-') => Kind::Integer,
        _ => Kind::Other,
    }
}

/// Reads about numbers out of their bounds: in our words (see `notation.rs`), and in serde's.
fn number(message: &str) -> Option<Mistake> {
    if let Some(bounds) = message.strip_prefix("write a number from ") {
        let (low, high) = bounds.split_once(" to ")?;
        let (low, high) = (low.parse().ok()?, high.parse().ok()?);
        return Some(Mistake::OutOfRange { low, high });
    }
    if let Some(high) = message.strip_prefix("write numbers from 0 to ") {
        let high = high.parse().ok()?;
        return Some(Mistake::OutOfRange { low: 0, high });
    }
    if let Some(most) =
        message.strip_prefix("write the fewest days and the most, such as [2, 5], up to ")
    {
        let most = most.parse().ok()?;
        return Some(Mistake::FewestAndMost { most });
    }
    if let Some(most) = message.strip_prefix("write at most ") {
        let most = most.strip_suffix(" days")?.parse().ok()?;
        return Some(Mistake::TooManyDays { most });
    }
    let (_, expected) = message
        .strip_prefix("invalid value: ")?
        .rsplit_once(", expected ")?;
    let (low, high) = bounds(expected)?;
    Some(Mistake::OutOfRange { low, high })
}

/// Returns what a Rust integer type can hold.
fn bounds(integer: &str) -> Option<(i128, i128)> {
    Some(match integer {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        // TOML's own numbers end there.
        "u64" => (0, i64::MAX.into()),
        _ => return None,
    })
}

/// Reads mistakes that our own deserializers report in our own words.
fn own(message: &str) -> Option<Mistake> {
    match message {
        "a PIN is written in quotes, or its leading zeros are lost" => Some(Mistake::UnquotedPin),
        "a password is written in quotes, also when it is a number" => {
            Some(Mistake::UnquotedPassword)
        }
        _ => [
            Mistake::BackupImported,
            Mistake::IncompleteImport,
            Mistake::PinOrPassword,
            Mistake::ClashingAnswers,
        ]
        .into_iter()
        .find(|own| own.to_string() == message),
    }
}

/// Returns the typed error of the text at the place of the error, or of an item of the list there.
fn value(source: &str, message: &str) -> Option<ValueError> {
    let value: toml::Table = format!("value = {source}").parse().ok()?;
    let value = value.get("value")?;
    let texts = match value.as_array() {
        Some(list) => list.as_slice(),
        None => std::slice::from_ref(value),
    };
    let texts = texts.iter().filter_map(|value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    });
    let mut errors = texts.filter_map(|text| recover(&text, message));
    errors.next()
}

/// Reads what the TOML parser says.
fn syntax(message: &str, source: &str) -> Option<Syntax> {
    let (what, _) = message.split_once(", expected ").unwrap_or((message, ""));
    Some(match what {
        "unclosed table" | "unclosed array table" => Syntax::OpenHeader,
        "unclosed array" => Syntax::OpenList,
        "unclosed inline table" => Syntax::OpenTable,
        "key with no value"
        | "missing value for key"
        | "missing value"
        | "missing assignment between key-value pairs" => Syntax::NoValue,
        "missing key for inline table element"
        | "invalid key"
        | "invalid key-value pair"
        | "invalid unquoted key"
        | "unquoted keys cannot be empty" => Syntax::NoKey,
        "extra `=`" | "unexpected `=` in array" | "extra assignment between key-value pairs" => {
            Syntax::ExtraEquals
        }
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            Syntax::NoComma
        }
        "extra comma in array" | "extra comma in inline table" => Syntax::ExtraComma,
        "string values must be quoted" if source.trim().is_empty() => Syntax::NoValue,
        "string values must be quoted" => Syntax::UnquotedText,
        "unexpected leading zero" => Syntax::LeadingZero,
        "redundant numeric sign"
        | "unexpected sign"
        | "`_` may only go between digits"
        | "integers with a radix cannot be signed"
        | "radix must be lowercase"
        | "redundant integer number prefix"
        | "integer number overflowed"
        | "floating-point number overflowed" => Syntax::Number,
        "missing escaped value" | "too few unicode value digits" | "invalid value" => {
            Syntax::Escape
        }
        "unexpected key or value" | "unexpected content" => Syntax::OneALine,
        "carriage return must be followed by newline" | "invalid comment character" => {
            Syntax::Invisible
        }
        "cannot recurse further; max recursion depth met" | "recursion limit" => Syntax::TooDeep,
        _ if what.starts_with("invalid ") && what.ends_with(" string") => Syntax::OpenText,
        _ => return None,
    })
}

/// What is quoted may be a secret.
fn without_values(message: &str) -> String {
    let mut quote = None;
    let mut said = String::with_capacity(message.len());
    for c in message.chars() {
        match quote {
            None => {
                said.push(c);
                quote = Some(c).filter(|c| matches!(c, '`' | '"'));
            }
            Some(end) if c == end => {
                said.push('…');
                said.push(c);
                quote = None;
            }
            Some(_) => {}
        }
    }
    said
}
