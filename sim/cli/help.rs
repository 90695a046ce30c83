//! `--help` in the user's language: the texts of the book on the tree of commands.

use std::fmt::Write;

use clap::builder::Str;
use clap::builder::styling::Style;
use clap::{Arg, Command};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::words::{Note, Words};

/// How wide help is, in columns.
const WIDTH: usize = 100;

/// The widest name with its text beside it; the text of a wider one goes below.
const NAME_WIDTH_MAX: usize = 30;

/// The space around the columns of a list.
const INDENT: usize = 2;

/// Returns the command with everything that it says about itself in the words of a language.
pub(super) fn localise(mut command: Command, words: &dyn Words) -> Command {
    // Adds what clap adds itself: `--help`, `--version`, the command `help`, global arguments.
    command.build();
    worded(command, "", "", words)
}

/// Words one command and everything below it. `path` is its names without the first, `kigen`, and
/// `within` those before the names below it.
fn worded(command: Command, path: &str, within: &str, words: &dyn Words) -> Command {
    let help = words.help();
    let mut command = command
        .mut_args(|argument| worded_argument(argument, path, words))
        .mut_subcommands(|one| match one.get_name() {
            // It repeats the tree below it, and is the same everywhere.
            "help" => worded(one, "help", within, words),
            name => {
                let path = format!("{within} {name}");
                worded(one, path.trim_start(), path.trim_start(), words)
            }
        })
        .subcommand_value_name(words.headings().command);
    if let Some(text) = help.find(path) {
        command = command.about(text);
    }
    if let Some(text) = help.find(&format!("{path}#end")) {
        command = command.after_help(text);
    }
    let page = page(&mut command, words);
    command.override_help(page)
}

fn worded_argument(argument: Arg, path: &str, words: &dyn Words) -> Arg {
    let names = argument.get_value_names().unwrap_or_default();
    let names = names.iter().map(|name| {
        let known = words.placeholders().find(name);
        known.map_or_else(|| name.clone(), Str::from)
    });
    let names: Vec<Str> = names.collect();
    let text = text_of(&argument, path, words);
    let argument = match argument.get_action().takes_values() && !names.is_empty() {
        true => argument.value_names(names),
        false => argument,
    };
    match text {
        Some(text) => argument.help(text),
        None => argument,
    }
}

/// Returns the text of an argument: under its own command, or under one around it.
fn text_of(argument: &Arg, path: &str, words: &dyn Words) -> Option<&'static str> {
    let mut path = path;
    loop {
        let key = format!("{path}/{}", argument.get_id());
        if let Some(text) = words.help().find(&key) {
            return Some(text);
        }
        if path.is_empty() {
            return None;
        }
        path = path.rsplit_once(' ').map_or("", |(outer, _)| outer);
    }
}

/// Returns everything that `--help` says about a command.
fn page(command: &mut Command, words: &dyn Words) -> String {
    let headings = words.headings();
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let usage = usage.replace("[OPTIONS]", headings.any_options);
    let styles = command.get_styles();
    let (header, literal) = (styles.get_header(), styles.get_literal());
    let mut out = String::new();
    // Writing to a String cannot fail.
    if let Some(about) = command.get_about() {
        let _ = writeln!(out, "{about}\n");
    }
    let _ = writeln!(out, "{header}{}:{header:#} {usage}", headings.usage);
    let commands = command.get_subcommands().filter(|one| !one.is_hide_set());
    let commands = commands.map(|one| {
        let about = one.get_about().map(ToString::to_string);
        let aliases: Vec<&str> = one.get_visible_aliases().collect();
        let notes = match aliases.is_empty() {
            true => Vec::new(),
            false => vec![words.note(Note::Aliases(&aliases.join(", ")))],
        };
        Row {
            name: one.get_name().to_owned(),
            text: about.unwrap_or_default(),
            notes,
        }
    });
    let shown = command.get_arguments().filter(|one| !one.is_hide_set());
    let (places, mut options): (Vec<&Arg>, Vec<&Arg>) = shown.partition(|one| one.is_positional());
    // Options that every command has come last.
    options.sort_by_key(|one| matches!(one.get_id().as_str(), "help" | "version"));
    let rows = |arguments: Vec<&Arg>| {
        let rows = arguments.into_iter().map(|one| row(one, words));
        rows.collect::<Vec<_>>()
    };
    for (heading, rows) in [
        (headings.commands, commands.collect()),
        (headings.arguments, rows(places)),
        (headings.options, rows(options)),
    ] {
        if !rows.is_empty() {
            let _ = writeln!(out, "\n{header}{heading}:{header:#}");
            write_rows(&mut out, &rows, literal);
        }
    }
    if let Some(end) = command.get_after_help() {
        let _ = writeln!(out, "\n{end}");
    }
    out
}

/// A name in a list, its text, and further notes.
struct Row {
    name: String,
    text: String,
    notes: Vec<String>,
}

fn write_rows(out: &mut String, rows: &[Row], literal: &Style) {
    let column = column(rows);
    for row in rows {
        let name = &row.name;
        let gap = column.saturating_sub(INDENT + name.width());
        let mut lines = fold(&row.text, WIDTH - column);
        for note in &row.notes {
            let last = lines.last_mut().expect("a text has a line");
            if last.width() + 1 + note.width() <= WIDTH - column {
                last.push(' ');
                last.push_str(note);
            } else {
                lines.extend(fold(note, WIDTH - column));
            }
        }
        // Writing to a String cannot fail.
        let _ = write!(out, "{:INDENT$}{literal}{name}{literal:#}", "");
        for (number, line) in lines.iter().enumerate() {
            let _ = match (number, gap) {
                (0, 2..) => writeln!(out, "{:gap$}{line}", ""),
                (0, _) => writeln!(out, "\n{:column$}{line}", ""),
                _ => writeln!(out, "{:column$}{line}", ""),
            };
        }
    }
}

/// Returns the name of an argument, and everything there is to say about it.
fn row(argument: &Arg, words: &dyn Words) -> Row {
    let name = match argument.get_short() {
        Some(short) => format!("-{short}, {argument}"),
        None if argument.is_positional() => argument.to_string(),
        None => format!("    {argument}"),
    };
    let help = argument.get_help().map(ToString::to_string);
    let mut notes = Vec::new();
    if let Some(variable) = argument.get_env()
        && !argument.is_hide_env_set()
    {
        notes.push(words.note(Note::Environment(&variable.to_string_lossy())));
    }
    let aliases = argument.get_visible_aliases().unwrap_or_default();
    if !aliases.is_empty() {
        let aliases: Vec<String> = aliases.iter().map(|name| format!("--{name}")).collect();
        notes.push(words.note(Note::Aliases(&aliases.join(", "))));
    }
    if argument.get_action().takes_values() {
        let values = argument.get_possible_values();
        let values = values.iter().filter(|value| !value.is_hide_set());
        let values: Vec<&str> = values.map(|value| value.get_name()).collect();
        if !values.is_empty() && !argument.is_hide_possible_values_set() {
            notes.push(words.note(Note::Values(&values.join(", "))));
        }
        let defaults = argument.get_default_values().iter();
        let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() && !argument.is_hide_default_value_set() {
            let between = argument.get_value_delimiter().unwrap_or(' ').to_string();
            notes.push(words.note(Note::Default(&defaults.join(&between))));
        }
    }
    Row {
        name,
        text: help.unwrap_or_default(),
        notes,
    }
}

/// Returns the column at which the texts of a list begin.
fn column(rows: &[Row]) -> usize {
    let widths = rows.iter().map(|row| row.name.width());
    let widest = widths.filter(|width| *width <= NAME_WIDTH_MAX).max();
    INDENT + widest.unwrap_or(NAME_WIDTH_MAX / 2) + INDENT
}

/// Breaks a text into lines of at most `width` columns, if its words allow it.
fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("it begins with one line");
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            line.truncate(line.trim_end().len());
            lines.push(piece.to_owned());
        } else {
            line.push_str(piece);
        }
    }
    lines
}

/// Splits a text into pieces that no line may break: words, and Japanese letters with what belongs
/// to them.
fn pieces(text: &str) -> Vec<&str> {
    // By the rules of Japanese typesetting, no line begins with one of these or ends with one of
    // those.
    const NOT_FIRST: &str = "、。，．・）」』】！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.:)]";
    const NOT_LAST: &str = "（「『【([";
    let is_wide = |c: char| c.width() == Some(2);
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, None);
    for (at, c) in text.char_indices() {
        let may_end = match before {
            Some(' ') => c != ' ',
            Some(before) => {
                (is_wide(before) || is_wide(c))
                    && c != ' '
                    && !NOT_FIRST.contains(c)
                    && !NOT_LAST.contains(before)
            }
            None => false,
        };
        if may_end {
            pieces.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::super::args::Args;
    use super::super::words::{HelpTexts, Placeholders, words};
    use super::*;
    use kigen::lang::Lang;

    const LANGS: [Lang; 2] = [Lang::En, Lang::Ja];

    /// Collects every command with its path, without what `help` repeats.
    fn commands(command: &Command, path: &str, found: &mut Vec<(String, Command)>) {
        found.push((path.to_owned(), command.clone()));
        for inner in command.get_subcommands() {
            match inner.get_name() {
                "help" => found.push(("help".to_owned(), inner.clone())),
                name => commands(inner, format!("{path} {name}").trim(), found),
            }
        }
    }

    fn tree(lang: Lang) -> Vec<(String, Command)> {
        let mut found = Vec::new();
        let command = localise(Args::command(), words(lang));
        commands(&command, "", &mut found);
        found
    }

    /// Returns the names under which a key is looked up, the nearest first.
    fn keys(path: &str, id: &str) -> Vec<String> {
        let words: Vec<&str> = path.split_whitespace().collect();
        let paths = (0..=words.len())
            .rev()
            .map(|count| words[..count].join(" "));
        paths.map(|path| format!("{path}/{id}")).collect()
    }

    #[test]
    fn every_command_and_argument_has_a_text_and_every_text_is_shown() {
        let mut shown = BTreeSet::new();
        let mut values = BTreeSet::new();
        let mut raw = Args::command();
        raw.build();
        let mut raw_commands = Vec::new();
        commands(&raw, "", &mut raw_commands);
        let texts = words(Lang::En).help();
        for (path, command) in raw_commands {
            assert!(texts.find(&path).is_some(), "`{path}` has no text");
            shown.insert(path.clone());
            shown.insert(format!("{path}#end"));
            for argument in command.get_arguments().filter(|one| !one.is_hide_set()) {
                let keys = keys(&path, argument.get_id().as_str());
                let key = keys.iter().find(|key| texts.find(key).is_some());
                let key = key.unwrap_or_else(|| panic!("{} has no text", keys[0]));
                shown.insert(key.clone());
                if argument.get_action().takes_values() {
                    let names = argument.get_value_names().unwrap_or_default();
                    assert!(!names.is_empty(), "{}", keys[0]);
                    values.extend(names.iter().map(ToString::to_string));
                }
            }
        }
        let forgotten = |known: &[&'static str], shown: &BTreeSet<String>| {
            let known = known.iter().filter(|key| !shown.contains(**key));
            known.copied().collect::<Vec<_>>()
        };
        assert_eq!(
            forgotten(HelpTexts::KEYS, &shown),
            [""; 0],
            "nobody sees these"
        );
        assert_eq!(forgotten(Placeholders::KEYS, &values), [""; 0]);
        for value in values {
            assert!(
                Placeholders::KEYS.contains(&&*value),
                "{value} has no words"
            );
        }
    }

    #[test]
    fn no_line_of_help_is_in_another_language_or_too_wide() {
        let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        for lang in LANGS {
            for (path, command) in tree(lang) {
                let about = command.get_about().expect("tested above").to_string();
                assert_eq!(about.contains(is_japanese), lang == Lang::Ja, "{about}");
                for argument in command.get_arguments().filter(|one| !one.is_hide_set()) {
                    let help = argument.get_help().expect("tested above").to_string();
                    let text = help.replace("受付01", "");
                    let name = argument.get_id();
                    assert_eq!(
                        text.contains(is_japanese),
                        lang == Lang::Ja,
                        "{path}/{name}"
                    );
                }
                let page = command.get_override_help_text();
                for line in page.lines() {
                    assert!(line.width() <= WIDTH, "{path}: {line}");
                    // Three lower-case words in a row, and no comma-separated list of names.
                    let words: Vec<&str> = line.split(' ').collect();
                    let is_word = |word: &&str| {
                        !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())
                    };
                    let is_usage = line.contains(": kigen");
                    let is_english =
                        !is_usage && words.windows(3).any(|three| three.iter().all(is_word));
                    assert!(lang == Lang::En || !is_english, "{path}: {line}");
                    assert!(
                        lang == Lang::En || !line.contains("OPTIONS"),
                        "{path}: {line}"
                    );
                }
            }
        }
    }

    #[test]
    fn lines_end_between_words_and_beside_japanese_letters() {
        assert_eq!(fold("one two three", 8), ["one two", "three"]);
        assert_eq!(fold("12345678901", 8), ["12345678901"]);
        assert_eq!(fold("期限が、切れた", 6), ["期限", "が、切", "れた"]);
        assert_eq!(fold("PIN（4桁の数字）", 9), ["PIN（4桁", "の数字）"]);
        assert_eq!(fold("", 8), [""]);
    }

    /// clap shows what it overrides, but has no getter for it.
    trait OverriddenHelp {
        fn get_override_help_text(&self) -> String;
    }

    impl OverriddenHelp for Command {
        fn get_override_help_text(&self) -> String {
            self.clone().render_help().to_string()
        }
    }
}
