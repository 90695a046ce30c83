//! `kigen make --from`: a file in other formats.

use std::path::Path;

use super::{SEED, packing};
use crate::args::make::MakeArgs;
use crate::error::CliError;
use crate::now::now;
use crate::{output, secret};
use kigen::conversion::{Conversion, ConversionError};
use kigen::file::{self, ExistingFile};
use kigen::label::Label;
use kigen::pkcs12::Limits;
use kigen::pki::Pki;
use kigen::report::conversion::ConversionReport;
use kigen::specimen::{SpecimenError, write_files};
use kigen::words::Voice;

pub(super) fn convert(args: &MakeArgs, from: &Path, voice: Voice<'_>) -> Result<(), CliError> {
    let wrong = |error: ConversionError| CliError::Conversion {
        path: from.to_owned(),
        error,
    };
    let options = packing(args, &Pki::default())?;
    let password = match (&args.from_pin, &args.from_password_file) {
        (None, None) => options.pin.clone(),
        (pin, file) => secret::typed(pin.as_deref(), file.as_deref())?,
    };
    let bytes = file::read(from, Limits::FILE_BYTES as u64)?;
    let conversion = Conversion::read(&bytes, password.as_str()).map_err(wrong)?;
    let name = match &args.name {
        Some(name) => name.clone(),
        None => name_of(from)?,
    };
    let (at, seed) = (args.at.unwrap_or_else(now), args.seed.unwrap_or(SEED));
    let files = conversion.files(&name, &options, at, seed).map_err(wrong)?;
    let existing = match args.force {
        true => ExistingFile::Replace,
        false => ExistingFile::Keep,
    };
    let files = write_files(&args.out, &files, existing, at)?;
    let report = ConversionReport {
        from,
        conversion: &conversion,
        files: &files,
        folder: &args.out,
    };
    output::print(&args.format.render(&report, voice))
}

/// What the file is called, without what says its format.
fn name_of(from: &Path) -> Result<Label, CliError> {
    let stem = from.file_stem().unwrap_or_default().to_string_lossy();
    stem.parse().map_err(|error| {
        let name = stem.into_owned();
        SpecimenError::Name { name, error }.into()
    })
}
