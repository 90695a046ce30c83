//! What can be typed after `kigen check`.

use std::path::PathBuf;

use crate::names;
use kigen::check::Suite;
use kigen::report::Format;
use kigen::time::Span;

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    #[arg(value_name = "ADAPTER")]
    pub(crate) adapters: Vec<String>,

    #[arg(long, requires = "command", conflicts_with = "adapters")]
    pub(crate) each: bool,

    #[arg(
        long = "suite",
        value_name = "SUITE",
        value_delimiter = ',',
        value_parser = names::any::<Suite>()
    )]
    pub(crate) suites: Vec<Suite>,

    #[arg(long, value_name = "CASE")]
    pub(crate) only: Vec<String>,

    #[arg(long, value_name = "F", requires = "command")]
    pub(crate) codes: Option<PathBuf>,

    #[arg(long, value_name = "F")]
    pub(crate) expect: Option<PathBuf>,

    #[arg(long, value_name = "F", conflicts_with = "expect")]
    pub(crate) write_known: Option<PathBuf>,

    #[arg(long, value_name = "LENGTH", default_value = "10s")]
    pub(crate) timeout: Span,

    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=JOBS_MAX))]
    pub(crate) jobs: Option<u32>,

    #[arg(long, conflicts_with_all = ["adapters", "command"])]
    pub(crate) list: bool,

    #[arg(long, value_name = "CASE", conflicts_with_all = ["adapters", "command", "list"])]
    pub(crate) show: Vec<String>,

    #[arg(long, value_name = "DIR")]
    pub(crate) export: Option<PathBuf>,

    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[arg(long)]
    pub(crate) matrix: bool,

    #[arg(long, value_name = "F")]
    pub(crate) html: Option<PathBuf>,

    #[arg(long, num_args = 2, value_names = ["F", "F"], conflicts_with_all = ["adapters", "command", "list", "show"])]
    pub(crate) compare: Vec<PathBuf>,

    // The other end of the pipe, for tests.
    #[arg(long, hide = true, exclusive = true, value_name = "NAME")]
    pub(crate) as_adapter: Option<String>,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,

    #[arg(last = true, value_name = "COMMAND", conflicts_with = "adapters")]
    pub(crate) command: Vec<String>,
}

/// The most programs at a time: each is a process of its own.
const JOBS_MAX: i64 = 256;
