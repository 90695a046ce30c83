//! What can be typed behind `kigen session`: a subcommand an action, and those that look.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Subcommand;

use crate::names;
use kigen::actor::{Choice, WizardEncryption};
use kigen::key::KeyAlgorithm;
use kigen::label::Label;
use kigen::lifecycle::deletion::DeleteWhich;
use kigen::lifecycle::entrance::Entrance;
use kigen::lifecycle::service::Service;
use kigen::report::Format;
use kigen::seed::Seed;
use kigen::time::parse_instant;

const FAULTS: &str = "\
Faults:
  lose-letter              the next letter is lost in the mail
  portal-down lasts=2h     the portal cannot be reached for so long
  authority-down lasts=2h  nor can the authority and its download site
  cut-power at=import      the power fails at the next renewal-request, renewal-store, import or backup
  fill-disk                the disk that backups go to is full
  free-disk                and is tidied up
  break                    the PC breaks, and its store is gone
  set-clock by=-1d         somebody sets the PC's clock by so much
  drift seconds_per_day=5  it gains so many seconds a day, or loses them
  drain-battery            its battery dies
  repair-clock             it is right again";

#[derive(Debug, clap::Args)]
pub(crate) struct SessionArgs {
    #[command(subcommand)]
    pub(super) verb: Verb,

    /// The session's scenario file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "KIGEN_SESSION",
        hide_env_values = true,
        default_value = "session.toml"
    )]
    pub(super) file: PathBuf,

    /// The PC it is about, where there are several
    #[arg(long, global = true, value_name = "PC")]
    pub(super) pc: Option<Label>,

    /// What to print
    #[arg(long, global = true, value_parser = names::any::<Format>(), default_value_t)]
    pub(super) format: Format,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Begin a session: write its file
    New(NewArgs),
    #[command(flatten)]
    Act(Act),
    /// Break something, or repair it: fault cut-power at=import
    #[command(after_help = FAULTS)]
    Fault {
        /// The fault, as scenario files call it
        name: String,
        /// What there is to say about it, such as at=import, by=-1d, lasts=2h
        #[arg(value_name = "KEY=VALUE")]
        details: Vec<String>,
    },
    /// Let time pass: 3d, 2026-02-28T10:00:00+09:00, +31d after the start, 受付01.not_after + 1s
    Advance {
        /// How long, or until when
        #[arg(value_name = "TIME", required = true)]
        time: Vec<String>,
    },
    /// Take the last step back
    Undo,
    /// Say what is in the stores
    List,
    /// Ask whether the services would let the PCs in, without connecting
    Verify,
    /// Say what time it is, how the PCs stand, and what it has cost
    Status,
}

#[derive(Debug, clap::Args)]
pub(super) struct NewArgs {
    /// The names of the PCs
    #[arg(value_name = "PC")]
    pub(super) pcs: Vec<Label>,

    /// When it begins, such as 2022-11-28T10:00:00+09:00; now, if not given
    #[arg(long, value_name = "TIME", value_parser = parse_instant)]
    pub(super) start: Option<DateTime<Utc>>,

    /// What all randomness comes from
    #[arg(long, value_name = "N", default_value = "1")]
    pub(super) seed: Seed,

    /// The kind of every key: p-256 is quick, rsa-2048 is read by old software
    #[arg(long, value_name = "KIND", value_parser = names::any::<KeyAlgorithm>(), default_value = "p-256")]
    pub(super) key: KeyAlgorithm,
}

/// What an operator does. Each becomes an action of the scenario file in `act.rs`.
#[derive(Debug, Subcommand)]
pub(super) enum Act {
    /// Apply for a certificate
    Apply {
        /// Where
        #[arg(long, value_name = "ENTRANCE", value_parser = names::any::<Entrance>(), default_value = "portal")]
        via: Entrance,
    },
    /// Open the facility's account on the portal
    OpenAccount,
    /// Ask the portal how the application stands
    Inquire,
    /// Withdraw the application
    Cancel,
    /// Download the PKCS#12 file with the last notice, and choose its PIN
    Download(PinArgs),
    /// Import the last download, or a PKCS#12 file from elsewhere
    Import {
        /// The file from elsewhere; it is carried along with the session
        #[arg(value_name = "FILE")]
        foreign: Option<PathBuf>,

        #[command(flatten)]
        secret: SecretArgs,

        #[command(flatten)]
        wizard: WizardArgs,
    },
    /// Import a backup
    Restore {
        /// The name of the backup
        backup: Label,

        #[command(flatten)]
        pin: PinArgs,

        #[command(flatten)]
        wizard: WizardArgs,
    },
    /// Look at the certificate in the store
    Check,
    /// Use a service, or all that the PC is used for
    Connect {
        /// The service
        #[arg(value_parser = names::any::<Service>())]
        service: Option<Service>,

        #[command(flatten)]
        key: KeyPinArgs,
    },
    /// Read the notice on the screen and close it
    Dismiss,
    /// Renew with the MPKI client
    Renew(KeyPinArgs),
    /// Pick the certificate that is used from now on
    Choose {
        /// Which
        #[arg(value_parser = names::any::<Choice>())]
        which: Choice,
    },
    /// Delete certificates from the store
    Delete {
        /// Which
        #[arg(value_parser = names::any::<DeleteWhich>())]
        which: DeleteWhich,
    },
    /// Make a backup with the export wizard
    #[command(visible_alias = "export")]
    Backup {
        /// The name of the backup
        backup: Label,

        #[command(flatten)]
        pin: PinArgs,

        /// The PIN as typed the second time; the same, if not given
        #[arg(long, value_name = "NNNN")]
        pin_again: Option<String>,

        /// How to encrypt it
        #[arg(
            long,
            value_name = "PROFILE",
            value_parser = names::any::<WizardEncryption>(),
            default_value_t
        )]
        encryption: WizardEncryption,
    },
    /// Put a new, empty PC in the place of one that broke
    Replace,
    /// Sign in to Windows as another user
    SignIn {
        /// Who
        user: Label,
    },
    /// Ask for revocation on the portal
    Revoke,
}

// Secrets are texts here: clap repeats values that it cannot parse.
#[derive(Debug, clap::Args)]
pub(super) struct PinArgs {
    /// Four digits
    #[arg(long, value_name = "NNNN")]
    pub(super) pin: String,
}

#[derive(Debug, clap::Args)]
#[group(required = true)]
pub(super) struct SecretArgs {
    /// Four digits
    #[arg(long, value_name = "NNNN")]
    pub(super) pin: Option<String>,

    /// A file whose first line is the password of the file from elsewhere
    #[arg(long, value_name = "F", conflicts_with = "pin", requires = "foreign")]
    pub(super) password_file: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct WizardArgs {
    /// Do not tick 「このキーをエクスポート可能にする」
    #[arg(long)]
    pub(super) not_exportable: bool,

    /// Answer the security warning about the root with 「いいえ」
    #[arg(long)]
    pub(super) decline_root: bool,

    /// Tick 「秘密キーの保護を強力にする」, with this password of the key
    #[arg(long, value_name = "NNNN")]
    pub(super) strong_pin: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct KeyPinArgs {
    /// What is typed when Windows asks for the password of a strongly protected key
    #[arg(long, value_name = "NNNN")]
    pub(super) key_pin: Option<String>,
}
