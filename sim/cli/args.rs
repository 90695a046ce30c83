//! What can be typed. The texts of `--help` are in the book, [`words`](crate::words).

pub(super) mod check;
pub(super) mod fleet;
pub(super) mod make;
#[cfg(feature = "serve")]
pub(super) mod serve;
pub(super) mod session;
pub(super) mod swarm;

use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::{ArgGroup, Parser, Subcommand};
use clap_complete::Shell;

use super::names;
use check::CheckArgs;
use fleet::FleetArgs;
use kigen::consumer::Consumer;
use kigen::inspection::Limits;
use kigen::lang::Lang;
use kigen::reason::Reason;
use kigen::report::{Format, SchemaOf};
use kigen::scenario::Partition;
use kigen::seed::Seed;
use kigen::time::{Moment, Span, Zone};
use make::MakeArgs;
#[cfg(feature = "serve")]
use serve::{ClockArgs, ServeArgs};
use session::SessionArgs;
use swarm::SwarmArgs;

#[derive(Debug, Parser)]
#[command(name = "kigen", version)]
pub(super) struct Args {
    #[arg(long, global = true, value_name = "LANG", value_parser = names::any::<Lang>())]
    pub(super) lang: Option<Lang>,

    // West of UTC, an offset begins with a hyphen.
    #[arg(
        long,
        global = true,
        value_name = "ZONE",
        default_value_t,
        allow_hyphen_values = true
    )]
    pub(super) zone: Zone,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(RunArgs),
    List(ListArgs),
    Explain(ExplainArgs),
    Completions {
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
    Man {
        #[arg(value_name = "COMMAND")]
        path: Vec<String>,
    },
    Make(MakeArgs),
    Schema(SchemaArgs),
    Inspect(InspectArgs),
    Check(CheckArgs),
    Fleet(FleetArgs),
    Session(SessionArgs),
    Swarm(SwarmArgs),
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    #[cfg(feature = "serve")]
    Clock(ClockArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    #[arg(value_name = "FORMAT", value_parser = names::any::<SchemaOf>(), default_value_t)]
    pub(super) of: SchemaOf,
}

/// What is to protect a file, if not what is usual.
// Secrets are texts here: clap repeats values that it cannot parse.
#[derive(Debug, clap::Args)]
pub(super) struct ChosenSecretArgs {
    #[arg(long, value_name = "NNNN", conflicts_with = "password_file")]
    pub(super) pin: Option<String>,

    #[arg(long, value_name = "F")]
    pub(super) password_file: Option<PathBuf>,
}

/// Which scenarios are meant.
#[derive(Debug, clap::Args)]
pub(super) struct SelectArgs {
    #[arg(value_name = "FILE|DIR")]
    pub(super) paths: Vec<PathBuf>,

    #[arg(long, value_name = "TEXT")]
    pub(super) filter: Vec<String>,

    #[arg(long, value_name = "M/N")]
    pub(super) partition: Option<Partition>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    pub(super) select: SelectArgs,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    #[arg(value_name = "CODE", value_parser = codes())]
    pub(super) codes: Vec<Reason>,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

fn codes() -> impl TypedValueParser<Value = Reason> {
    names::one_of(Reason::all().map(Reason::code))
}

#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("written").args(["out", "html"]).multiple(true))]
pub(super) struct RunArgs {
    #[command(flatten)]
    pub(super) select: SelectArgs,

    #[arg(long, short)]
    pub(super) verbose: bool,

    #[arg(long, value_name = "N")]
    pub(super) seed: Option<Seed>,

    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    #[arg(long, value_name = "F")]
    pub(super) html: Option<PathBuf>,

    #[arg(long, requires = "written")]
    pub(super) force: bool,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, clap::Args)]
pub(super) struct InspectArgs {
    #[arg(value_name = "FILE|DIR", required = true)]
    pub(super) paths: Vec<PathBuf>,

    // A text, not a `Pin`: clap repeats values it cannot parse, and this one is a secret.
    #[arg(long, value_name = "NNNN", conflicts_with = "password_file")]
    pub(super) pin: Option<String>,

    #[arg(long, value_name = "F")]
    pub(super) password_file: Option<PathBuf>,

    #[arg(long = "for", value_name = "CONSUMER", value_parser = names::any::<Consumer>())]
    pub(super) consumer: Option<Consumer>,

    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(super) at: Option<Moment>,

    #[arg(long, value_name = "FILE|DIR")]
    pub(super) trust: Vec<PathBuf>,

    #[arg(long, value_name = "F", requires = "trust")]
    pub(super) trust_password_file: Option<PathBuf>,

    #[arg(long = "crl", value_name = "FILE|DIR", requires = "trust")]
    pub(super) crls: Vec<PathBuf>,

    #[arg(long, value_name = "FILE")]
    pub(super) pki: Option<PathBuf>,

    #[arg(long, value_name = "SPAN")]
    pub(super) expires_within: Option<Span>,

    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=i64::from(Limits::FACTOR_MAX)))]
    pub(super) limit: u32,

    #[arg(long, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}
