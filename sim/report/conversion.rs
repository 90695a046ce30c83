//! What a file became in other formats.

use schemars::JsonSchema;
use serde::Serialize;

use super::format::Report;
use super::make::File;
use super::value::SchemaNumber;
use crate::conversion;
use crate::format::Format;
use crate::shown::Shown;
use crate::specimen::WrittenFile;
use crate::words::Voice;

/// What a file became in other formats, as `kigen make --from` says it. It says nothing of
/// passwords.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Conversion {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// The file that was converted.
    pub from: String,
    /// What kind of file it is.
    pub format: Format,
    /// How many private keys it holds.
    pub keys: usize,
    /// How many certificates it holds.
    pub certificates: usize,
    /// How much of it has no place in the other formats, such as revocation lists.
    pub left_out: usize,
    /// The files that were made.
    pub files: Vec<File>,
}

/// The report on a conversion.
#[derive(Clone, Copy, Debug)]
pub struct ConversionReport<'a> {
    /// The file that was converted.
    pub from: &'a std::path::Path,
    /// What was in it.
    pub conversion: &'a conversion::Conversion,
    /// The files that were made.
    pub files: &'a [WrittenFile],
    /// The folder that they are in. Only the text for people mentions it.
    pub folder: &'a std::path::Path,
}

impl Report for ConversionReport<'_> {
    type Document = Conversion;

    fn document(&self) -> Conversion {
        Conversion {
            schema: SchemaNumber,
            from: self.from.to_string_lossy().into_owned(),
            format: self.conversion.format,
            keys: self.conversion.keys(),
            certificates: self.conversion.certificates(),
            left_out: self.conversion.left_out,
            files: self.files.iter().map(File::from).collect(),
        }
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let words = voice.words();
        let contents = words.found(self.conversion.keys(), self.conversion.certificates());
        let mut out = format!("{}: {contents}\n", Shown::path(self.from));
        if self.conversion.left_out > 0 {
            out += &format!("  {}\n", words.not_converted(self.conversion.left_out));
        }
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        let folder = Shown::path(self.folder);
        out += &format!("= {}\n", words.converted(&names.join(", "), &folder));
        out
    }
}
