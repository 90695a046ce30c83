//! The arguments of `kigen session`: one subcommand per action, and those that only look.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use crate::names;
use kigen::actor::{CertificateChoice, WizardEncryption};
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::lifecycle::application_channel::ApplicationChannel;
use kigen::lifecycle::deletion::DeleteWhich;
use kigen::lifecycle::selection::CertificateSelection;
use kigen::lifecycle::service::Service;
use kigen::report::Format;
use kigen::seed::Seed;
use kigen::time::parse_instant;

#[derive(Debug, clap::Args)]
pub(crate) struct SessionArgs {
    #[command(subcommand)]
    pub(crate) verb: Verb,

    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "KIGEN_SESSION",
        hide_env_values = true,
        default_value = "session.toml"
    )]
    pub(crate) file: PathBuf,

    #[arg(long, global = true, value_name = "PC")]
    pub(crate) pc: Option<Label>,

    #[arg(long, global = true, value_parser = names::any::<Format>(), default_value_t)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    New(NewArgs),
    #[command(flatten)]
    Act(Act),
    Fault {
        name: String,
        #[arg(value_name = "KEY=VALUE")]
        details: Vec<String>,
    },
    Advance {
        #[arg(value_name = "TIME", required = true)]
        time: Vec<String>,
    },
    Undo,
    List,
    Verify,
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    #[arg(value_name = "PC")]
    pub(crate) pcs: Vec<Label>,

    #[arg(long, value_name = "TIME", value_parser = parse_instant)]
    pub(crate) start: Option<DateTime<Utc>>,

    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: Seed,

    #[arg(long, value_name = "KIND", value_parser = names::any::<KeyAlgorithm>(), default_value = "p-256")]
    pub(crate) key: KeyAlgorithm,

    #[arg(long, value_name = "NAME", value_parser = names::any::<CertificateSelection>(), default_value_t)]
    pub(crate) selection: CertificateSelection,

    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
}

/// What an operator does. Each becomes an action of the scenario file in `act.rs`.
#[derive(Debug, Subcommand)]
pub(crate) enum Act {
    Apply {
        #[arg(long, value_name = "CHANNEL", value_parser = names::any::<ApplicationChannel>(), default_value = "portal")]
        via: ApplicationChannel,
    },
    OpenAccount,
    Inquire,
    Cancel,
    Download(SecretArgs),
    Enroll {
        #[arg(value_name = "FILE")]
        request: PathBuf,

        #[arg(long, value_name = "N")]
        renews: Option<u32>,
    },
    Show {
        #[arg(value_parser = names::any::<Service>())]
        service: Service,

        #[arg(value_name = "FILE")]
        certificates: Option<PathBuf>,
    },
    Import {
        #[arg(value_name = "FILE")]
        foreign: Option<PathBuf>,

        #[command(flatten)]
        secret: SecretArgs,

        #[command(flatten)]
        wizard: WizardArgs,
    },
    Restore {
        backup: Label,

        #[command(flatten)]
        secret: SecretArgs,

        #[command(flatten)]
        wizard: WizardArgs,
    },
    Check,
    Connect {
        #[arg(value_parser = names::any::<Service>())]
        service: Option<Service>,

        #[command(flatten)]
        key: KeyAnswerArgs,
    },
    Dismiss,
    Renew(KeyAnswerArgs),
    Choose {
        #[arg(value_parser = names::any::<CertificateChoice>())]
        which: CertificateChoice,
    },
    Delete {
        #[arg(value_parser = names::any::<DeleteWhich>())]
        which: DeleteWhich,
    },
    #[command(visible_alias = "export")]
    Backup {
        backup: Label,

        #[command(flatten)]
        secret: SecretArgs,

        #[arg(long, value_name = "NNNN")]
        pin_again: Option<String>,

        #[arg(
            long,
            value_name = "PROFILE",
            value_parser = names::any::<WizardEncryption>(),
            default_value_t
        )]
        encryption: WizardEncryption,
    },
    Replace,
    SignIn {
        user: Label,
    },
    Revoke,
}

// Secrets are texts here: clap repeats values that it cannot parse.
#[derive(Debug, clap::Args)]
#[group(required = true)]
pub(crate) struct SecretArgs {
    #[arg(long, value_name = "NNNN", conflicts_with = "password_file")]
    pub(crate) pin: Option<String>,

    #[arg(long, value_name = "F")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct WizardArgs {
    #[arg(long)]
    pub(crate) not_exportable: bool,

    #[arg(long)]
    pub(crate) decline_root: bool,

    #[arg(long, value_name = "NNNN")]
    pub(crate) strong_pin: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct KeyAnswerArgs {
    #[arg(long, value_name = "NNNN")]
    pub(crate) key_pin: Option<String>,

    #[arg(long, conflicts_with = "key_pin")]
    pub(crate) deny_key: bool,
}
