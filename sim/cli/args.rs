//! What can be typed.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};

use super::session::args::SessionArgs;
use crate::importer::Importer;
use crate::lang::Lang;
use crate::seed::Seed;
use crate::time::{Span, SpanError, parse_instant};

const EXIT_CODES: &str = "\
Exit codes:
  0  everything went as expected
  1  a scenario ended otherwise than expected, an inspected file is not what it should be, or a
     step of a session was refused
  2  the arguments or a scenario file are wrong
  3  a file or folder could not be read or written";

/// Test harness and simulator for the life of client certificates.
#[derive(Debug, Parser)]
#[command(name = "kigen", version, after_help = EXIT_CODES)]
pub(super) struct Args {
    /// Language of what people read; the system's, if not given
    #[arg(long, global = true, value_name = "ja|en")]
    pub(super) lang: Option<Lang>,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play scenarios: the given files and folders, or the built-in catalogue
    Run(RunArgs),
    /// Print the JSON Schema of scenario files
    Schema,
    /// Say what is in certificate and PKCS#12 files, and in which state
    Inspect(InspectArgs),
    /// Play a world step by step; its scenario file keeps what was done
    Session(SessionArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Scenario files, or folders of them (*.toml)
    #[arg(value_name = "FILE|DIR")]
    pub(super) paths: Vec<PathBuf>,

    /// Play with this seed instead of the scenarios' own
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<Seed>,

    /// Write report.json, junit.xml and every scenario's files to this folder
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct InspectArgs {
    /// PKCS#12 files, PEM bundles, DER certificates and revocation lists, or folders of them
    #[arg(value_name = "FILE|DIR", required = true)]
    pub(super) paths: Vec<PathBuf>,

    // A text, not a `Pin`: clap repeats values it cannot parse, and this one is a secret.
    /// The 4-digit PIN of the PKCS#12 files
    #[arg(long, value_name = "NNNN", conflicts_with = "password_file")]
    pub(super) pin: Option<String>,

    /// A file whose first line is the password of the PKCS#12 files
    #[arg(long, value_name = "F")]
    pub(super) password_file: Option<PathBuf>,

    /// Say what this program would make of the PKCS#12 files, such as windows-server-2016
    #[arg(long = "for", value_name = "IMPORTER")]
    pub(super) importer: Option<Importer>,

    /// Judge at this time, such as 2026-02-28T10:00:00+09:00, or +90d from now; now, if not given
    #[arg(long, value_name = "TIME", value_parser = parse_moment, allow_hyphen_values = true)]
    pub(super) at: Option<Moment>,

    /// Exit with 1 if a certificate runs out within this time, such as 30d, or has run out
    #[arg(long, value_name = "SPAN")]
    pub(super) expires_within: Option<Span>,

    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// A time, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    At(DateTime<Utc>),
    FromNow(Span),
}

/// Reads a time: an instant with its zone, or a span with its sign.
fn parse_moment(text: &str) -> Result<Moment, String> {
    if text.starts_with(['+', '-']) {
        let span = text.parse().map_err(|error: SpanError| error.to_string())?;
        return Ok(Moment::FromNow(span));
    }
    let instant = parse_instant(text).map_err(|error| error.to_string())?;
    Ok(Moment::At(instant))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}
