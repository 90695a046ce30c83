//! The arguments of `kigen fleet`.

use std::path::PathBuf;

use clap::ArgGroup;

use crate::names;
use kigen::fleet::FacilityRange;
use kigen::report::Format;

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("written").args(["out", "html"]).multiple(true))]
pub(crate) struct FleetArgs {
    #[arg(value_name = "FILE")]
    pub(crate) rollout: Option<PathBuf>,

    #[arg(long = "policy", value_name = "NAME")]
    pub(crate) policies: Vec<String>,

    #[arg(long, value_name = "M..N")]
    pub(crate) range: Option<FacilityRange>,

    #[arg(long, value_name = "N", conflicts_with = "range", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) sample: Option<u32>,

    #[arg(long, value_name = "N", conflicts_with_all = ["range", "sample", "written", "real_keys"])]
    pub(crate) show: Option<u32>,

    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_024))]
    pub(crate) jobs: Option<u32>,

    #[arg(long)]
    pub(crate) real_keys: bool,

    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[arg(long, value_name = "F")]
    pub(crate) html: Option<PathBuf>,

    #[arg(long, requires = "written")]
    pub(crate) force: bool,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}
