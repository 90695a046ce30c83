//! What `kigen make` takes.

use std::path::PathBuf;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use clap::builder::TypedValueParser;

use super::ChosenSecretArgs;
use crate::names;
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::named::{Named, UnknownName};
use kigen::pkcs12::EncryptionProfile;
use kigen::pki::{AlternativeName, HostName, NameTemplate};
use kigen::report::Format;
use kigen::seed::Seed;
use kigen::specimen::{FileFormat, SpecimenState};
use kigen::time::{Moment, Span, parse_instant};

#[derive(Debug, clap::Args)]
pub(crate) struct MakeArgs {
    #[arg(
        long = "state",
        value_name = "STATE",
        value_delimiter = ',',
        value_parser = States::parser()
    )]
    pub(crate) states: Vec<States>,

    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    pub(crate) expires_in: Option<Span>,

    #[arg(long, value_name = "TIME", conflicts_with = "expires_in")]
    pub(crate) expires_at: Option<Moment>,

    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    pub(crate) begins_in: Option<Span>,

    #[arg(long, value_name = "TIME", conflicts_with = "begins_in")]
    pub(crate) begins_at: Option<Moment>,

    #[arg(long, visible_alias = "now", value_name = "TIME", value_parser = parse_instant)]
    pub(crate) at: Option<DateTime<Utc>>,

    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=COUNT_MAX))]
    pub(crate) count: u32,

    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    pub(crate) crl_expires_in: Option<Span>,

    #[arg(long)]
    pub(crate) pair: bool,

    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<Label>,

    #[arg(long, value_name = "DN")]
    pub(crate) subject: Option<NameTemplate>,

    #[arg(long = "san", value_name = "KIND:NAME", value_delimiter = ',')]
    pub(crate) alternative_names: Option<Vec<AlternativeName>>,

    #[arg(long, value_name = "HOST", num_args = 0.., value_delimiter = ',')]
    pub(crate) server: Option<Vec<HostName>>,

    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "states", "expires_in", "expires_at", "begins_in", "begins_at", "count", "pair",
        "crl_expires_in", "key", "pki", "subject", "alternative_names", "server", "recipe",
    ])]
    pub(crate) from: Option<PathBuf>,

    #[arg(
        long,
        value_name = "NNNN",
        requires = "from",
        conflicts_with = "from_password_file"
    )]
    pub(crate) from_pin: Option<String>,

    #[arg(long, value_name = "F", requires = "from")]
    pub(crate) from_password_file: Option<PathBuf>,

    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "states", "expires_in", "expires_at", "begins_in", "begins_at", "count", "pair", "name",
        "subject", "alternative_names", "server",
    ])]
    pub(crate) recipe: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) secret: ChosenSecretArgs,

    #[arg(long, value_name = "PROFILE", value_parser = names::any::<EncryptionProfile>(), default_value_t)]
    pub(crate) profile: EncryptionProfile,

    #[arg(long, value_name = "KEY", value_parser = names::any::<KeyAlgorithm>())]
    pub(crate) key: Option<KeyAlgorithm>,

    #[arg(long, value_name = "FILE")]
    pub(crate) pki: Option<PathBuf>,

    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<Seed>,

    #[arg(long = "as", value_name = "FORMAT", value_delimiter = ',', value_parser = names::any::<FileFormat>(), default_values_t = [FileFormat::Pkcs12, FileFormat::Pem])]
    pub(crate) formats: Vec<FileFormat>,

    #[arg(long)]
    pub(crate) force: bool,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}

/// The most specimens of a state made at once: their keys and certificates stay in memory, a few
/// kilobytes each.
const COUNT_MAX: i64 = 1_000_000;

/// What `--state` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum States {
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
