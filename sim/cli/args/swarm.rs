//! What can be typed after `kigen swarm`.

use std::path::PathBuf;

use crate::names;
use kigen::report::Format;
use kigen::swarm::SwarmSeed;
use kigen::time::Span;

#[derive(Debug, clap::Args)]
pub(crate) struct SwarmArgs {
    #[arg(long, value_name = "N|COMMIT")]
    pub(crate) seed: Option<SwarmSeed>,

    #[arg(long = "for", value_name = "LENGTH")]
    pub(crate) length: Option<Span>,

    #[arg(long, value_name = "N", conflicts_with = "length")]
    pub(crate) worlds: Option<u64>,

    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=JOBS_MAX))]
    pub(crate) jobs: Option<u32>,

    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,

    #[arg(long, value_name = "N", requires = "seed", conflicts_with_all = ["length", "worlds", "html", "format"])]
    pub(crate) show: Option<u64>,

    #[arg(long)]
    pub(crate) canary: bool,

    #[arg(long, short)]
    pub(crate) verbose: bool,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}

/// The most threads.
const JOBS_MAX: i64 = 256;
