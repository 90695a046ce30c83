//! The arguments of `kigen serve` and `kigen clock`.

use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use crate::names;
use kigen::report::Format;
use kigen::seed::Seed;
use kigen::serve::{CaNames, Lists, Manner, ServerCertificate, TlsVersions};
use kigen::time::{Span, parse_instant};

#[derive(Debug, clap::Args)]
pub(crate) struct ServeArgs {
    #[arg(value_name = "FILE", conflicts_with_all = ["file", "start", "seed"])]
    pub(crate) scenario: Option<PathBuf>,

    #[arg(long, value_name = "FILE", conflicts_with_all = ["start", "seed"])]
    pub(crate) file: Option<PathBuf>,

    #[arg(long, value_name = "TIME", value_parser = parse_instant)]
    pub(crate) start: Option<DateTime<Utc>>,

    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: Seed,

    // A text, not a `Pin`: clap repeats values it cannot parse, and this one is a secret.
    #[arg(long, value_name = "NNNN", default_value = "0427")]
    pub(crate) pin: String,

    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,

    #[arg(
        long,
        value_name = "F",
        env = "KIGEN_READY",
        hide_env_values = true,
        default_value = "kigen-ready.json"
    )]
    pub(crate) ready_file: PathBuf,

    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[arg(long, value_name = "F")]
    pub(crate) log: Option<PathBuf>,

    #[arg(long = "at", value_name = "NAME=TIME")]
    pub(crate) times: Vec<String>,

    #[arg(long, value_name = "NAME", value_parser = names::any::<Manner>(), default_value_t)]
    pub(crate) manner: Manner,

    #[arg(long, value_name = "NAME", value_parser = names::any::<TlsVersions>(), default_value_t)]
    pub(crate) tls: TlsVersions,

    #[arg(long)]
    pub(crate) resumption: bool,

    #[arg(long, value_name = "NAME", value_parser = names::any::<CaNames>(), default_value_t)]
    pub(crate) ca_names: CaNames,

    #[arg(long = "server-cert", value_name = "NAME", value_parser = names::any::<ServerCertificate>(), default_value_t)]
    pub(crate) server_certificate: ServerCertificate,

    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) trust: Vec<PathBuf>,

    #[arg(long = "crl", value_name = "FILE|DIR")]
    pub(crate) crls: Vec<PathBuf>,

    #[arg(long, value_name = "NAME", value_parser = names::any::<Lists>(), default_value_t)]
    pub(crate) lists: Lists,

    #[arg(long, value_name = "RATE")]
    pub(crate) tick: Option<NonZeroU32>,

    #[arg(long, conflicts_with_all = ["trust", "crls"])]
    pub(crate) record: bool,

    #[arg(long)]
    pub(crate) until_eof: bool,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ClockArgs {
    #[command(subcommand)]
    pub(crate) verb: ClockVerb,

    #[arg(
        long,
        global = true,
        value_name = "F",
        env = "KIGEN_READY",
        hide_env_values = true,
        default_value = "kigen-ready.json"
    )]
    pub(crate) ready_file: PathBuf,

    #[arg(long, global = true, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClockVerb {
    Now,
    Settle,
    Advance {
        #[arg(value_name = "SPAN")]
        by: Span,
    },
    Set {
        #[arg(value_name = "TIME", required = true)]
        time: Vec<String>,
    },
}
