//! What can be typed.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use clap::builder::TypedValueParser;
use clap::{Parser, Subcommand};

use super::names;
use super::session::args::SessionArgs;
use kigen::importer::Importer;
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::named::{Named, UnknownName};
use kigen::pkcs12::EncryptionProfile;
use kigen::report::{Format, SchemaOf};
use kigen::seed::Seed;
use kigen::specimen::{FileFormat, SpecimenState};
use kigen::time::{Moment, Span, parse_instant};

const EXIT_CODES: &str = "\
Exit codes:
  0  everything went as expected
  1  a scenario ended otherwise than expected, a file is not what it should be, or a step of a
     session was refused
  2  the arguments or a scenario file are wrong
  3  a file or folder could not be read or written";

/// Test harness and simulator for the life of client certificates.
#[derive(Debug, Parser)]
#[command(name = "kigen", version, after_help = EXIT_CODES)]
pub(super) struct Args {
    /// Language of what people read; the system's, if not given
    #[arg(long, global = true, value_name = "LANG", value_parser = names::any::<Lang>())]
    pub(super) lang: Option<Lang>,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play scenarios: the given files and folders, or the built-in catalogue
    Run(RunArgs),
    /// Make certificates, keys and key stores in a given state
    Make(MakeArgs),
    /// Print a JSON Schema: of scenario files, or of what a command says with --format json
    Schema(SchemaArgs),
    /// Say what is in certificate and PKCS#12 files, and in which state
    Inspect(InspectArgs),
    /// Play a world step by step; its scenario file keeps what was done
    Session(SessionArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// Of what
    #[arg(value_name = "FORMAT", value_parser = names::any::<SchemaOf>(), default_value_t)]
    pub(super) of: SchemaOf,
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

    /// Replace files in that folder that kigen did not write, or that were changed since
    #[arg(long, requires = "out")]
    pub(super) force: bool,

    /// What to print
    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct MakeArgs {
    /// What it shall be an example of; several with commas, or all
    #[arg(
        long = "state",
        value_name = "STATE",
        value_delimiter = ',',
        value_parser = States::parser(),
        default_value = "valid"
    )]
    pub(super) states: Vec<States>,

    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,

    /// Its last second, from now: 30d, 5s, -1s
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    pub(super) expires_in: Option<Span>,

    /// Its last second: 23:59:59 (today, in Japanese time), or 2026-02-28T10:00:00+09:00
    #[arg(long, value_name = "TIME", conflicts_with = "expires_in")]
    pub(super) expires_at: Option<Moment>,

    /// Its first second, from now: -1d
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    pub(super) begins_in: Option<Span>,

    /// Its first second, written as for --expires-at
    #[arg(long, value_name = "TIME", conflicts_with = "begins_in")]
    pub(super) begins_at: Option<Moment>,

    /// Make them for this time instead of now: the same bytes on every run
    #[arg(long, visible_alias = "now", value_name = "TIME", value_parser = parse_instant)]
    pub(super) at: Option<DateTime<Utc>>,

    /// How many of each state
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=COUNT_MAX))]
    pub(super) count: u32,

    /// Make each as two, before and after its renewal
    #[arg(long)]
    pub(super) pair: bool,

    /// What files and subjects are called; the state, if not given
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<Label>,

    // A text, not a `Pin`: clap repeats values it cannot parse, and this one is a secret.
    /// The 4-digit PIN of PKCS#12 files and Java key stores
    #[arg(long, value_name = "NNNN", default_value = "0427")]
    pub(super) pin: String,

    /// How PKCS#12 files are encrypted
    #[arg(long, value_name = "PROFILE", value_parser = names::any::<EncryptionProfile>(), default_value_t)]
    pub(super) profile: EncryptionProfile,

    /// The kind of every key; old software reads rsa-2048
    #[arg(long, value_name = "KEY", value_parser = names::any::<KeyAlgorithm>(), default_value_t = KeyAlgorithm::Rsa2048)]
    pub(super) key: KeyAlgorithm,

    /// What keys and serial numbers follow from
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) seed: Seed,

    /// The formats, with commas
    #[arg(long = "as", value_name = "FORMAT", value_delimiter = ',', value_parser = names::any::<FileFormat>(), default_values_t = [FileFormat::Pkcs12, FileFormat::Pem])]
    pub(super) formats: Vec<FileFormat>,

    /// Replace files that exist
    #[arg(long)]
    pub(super) force: bool,

    /// What to print
    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

/// The most specimens of a state that are made at once: their keys and certificates stay in memory,
/// some kilobytes each.
const COUNT_MAX: i64 = 1_000_000;

/// What `--state` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum States {
    All,
    One(SpecimenState),
}

impl States {
    fn parser() -> impl TypedValueParser<Value = Self> {
        names::one_of(SpecimenState::NAMES.iter().copied().chain(["all"]))
    }
}

impl FromStr for States {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(States::All),
            _ => text.parse().map(States::One),
        }
    }
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

    /// Say what this program would make of the PKCS#12 files
    #[arg(long = "for", value_name = "IMPORTER", value_parser = names::any::<Importer>())]
    pub(super) importer: Option<Importer>,

    /// Judge at this time, such as 2026-02-28T10:00:00+09:00, 23:59:59, or +90d from now; now, if not given
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) at: Option<Moment>,

    /// Exit with 1 if a certificate runs out within this time, such as 30d, or has run out
    #[arg(long, value_name = "SPAN")]
    pub(super) expires_within: Option<Span>,

    /// What to print
    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}
