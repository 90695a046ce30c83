//! How reports are rendered: as text for people or as JSON for programs. No other module knows the
//! formats.

use schemars::JsonSchema;
use serde::Serialize;

use super::value::SchemaNumber;
use crate::words::Voice;

kigen_pkcs12::named! {
    /// How a report is given.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Format: "format" {
        /// For people.
        #[default]
        Text = "text",
        /// For programs.
        Json = "json",
    }
}

impl Format {
    /// Renders the whole report.
    pub fn render<R: Report>(self, report: &R, voice: Voice<'_>) -> String {
        match self {
            Format::Text => report.text(voice),
            Format::Json => document(&report.document()),
        }
    }
}

/// Something that is reported, whatever the format.
pub trait Report {
    /// What programs read.
    type Document: Serialize + JsonSchema;

    /// The report for programs.
    fn document(&self) -> Self::Document;

    /// The report for people.
    fn text(&self, voice: Voice<'_>) -> String;
}

/// A report that is rendered item by item, with a summary at its end, so that no report on many
/// files is ever in memory as a whole.
#[derive(Debug)]
pub struct Listing<'a> {
    format: Format,
    voice: Voice<'a>,
    items: &'static str,
    summary: &'static str,
    count: usize,
}

impl<'a> Listing<'a> {
    /// Creates one whose items and summary have these names in formats that have names.
    pub(super) fn new(
        format: Format,
        voice: Voice<'a>,
        items: &'static str,
        summary: &'static str,
    ) -> Self {
        Listing {
            format,
            voice,
            items,
            summary,
            count: 0,
        }
    }

    /// What comes before the first item.
    pub fn beginning(&self) -> String {
        match self.format {
            Format::Text => String::new(),
            Format::Json => {
                let (schema, items) = (pretty(&SchemaNumber), self.items);
                format!("{{\n  \"schema\": {schema},\n  \"{items}\": [")
            }
        }
    }

    /// The next item.
    pub fn item<R: Report>(&mut self, report: &R) -> String {
        self.count += 1;
        match self.format {
            Format::Text => report.text(self.voice),
            Format::Json => {
                let comma = if self.count == 1 { "" } else { "," };
                format!("{comma}\n    {}", indented(&report.document(), 4))
            }
        }
    }

    /// What comes after the last item.
    pub fn end<R: Report>(self, summary: &R) -> String {
        match self.format {
            Format::Text => summary.text(self.voice),
            Format::Json => {
                let close = if self.count == 0 { "" } else { "\n  " };
                let (name, summary) = (self.summary, indented(&summary.document(), 2));
                format!("{close}],\n  \"{name}\": {summary}\n}}\n")
            }
        }
    }
}

/// A document in JSON, ending with a newline.
pub(super) fn document<T: Serialize>(document: &T) -> String {
    pretty(document) + "\n"
}

fn pretty<T: Serialize>(document: &T) -> String {
    let text = serde_json::to_string_pretty(document);
    text.expect("a document of names, numbers and lists always serializes")
}

/// Renders a part of a document that is indented by `depth` spaces.
fn indented<T: Serialize>(part: &T, depth: usize) -> String {
    pretty(part).replace('\n', &format!("\n{}", " ".repeat(depth)))
}
