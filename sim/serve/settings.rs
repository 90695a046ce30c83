//! What is served, and how.

use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::{DateTime, Duration, Utc};

use super::{Manner, ServerCertificate};
use crate::actor::{Action, PcSettings};
use crate::certificate::Certificate;
use crate::label::Label;
use crate::pin::Pin;
use crate::scenario::{Anchor, Scenario, Source, Step, StepAction, StepTime, Title, When};
use crate::seed::Seed;
use crate::time::Span;
use crate::world::WorldSettings;

kigen_pkcs12::named! {
    /// Which versions of TLS are spoken. In TLS 1.3 a client learns only with its first read that
    /// its certificate was refused.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum TlsVersions: "version of TLS" {
        /// Both.
        #[default]
        Both = "both",
        /// TLS 1.2 (RFC 5246) alone.
        Tls12 = "1.2",
        /// TLS 1.3 (RFC 8446) alone.
        Tls13 = "1.3",
    }
}

kigen_pkcs12::named! {
    /// Whether the names of the trusted authorities are sent (RFC 8446 section 4.2.4). Java sends
    /// no certificate of another authority then; servers on Windows send none since Windows 8.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum CaNames: "names of authorities" {
        /// Those of the trusted roots.
        #[default]
        Roots = "root",
        /// None.
        None = "none",
    }
}

kigen_pkcs12::named! {
    /// What becomes of who asks for a revocation list, or with OCSP. The endpoints themselves know
    /// what was revoked all the same.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Lists: "kind of revocation lists" {
        /// Answers are of now, and hold for a week.
        #[default]
        Fresh = "fresh",
        /// Answers are a week and a day old, and no longer hold.
        Stale = "stale",
        /// Nobody answers: connections are closed.
        Unreachable = "unreachable",
    }
}

/// Whether clients may go on with what was agreed earlier: sessions of TLS and open connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resumption {
    /// They may not, so that a certificate is looked at after each move of the clock.
    #[default]
    Refuse,
    /// They may, as with most servers by default: a certificate that has expired meanwhile is let
    /// in.
    Allow,
}

/// A time at which further endpoints stand, whatever the clock says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedTime {
    /// Its name: the endpoint is called `claims@name`.
    pub name: Label,
    /// The time.
    pub when: When,
}

/// How a server is to be.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How it refuses clients.
    pub manner: Manner,
    /// Which versions of TLS it speaks.
    pub tls: TlsVersions,
    /// Whether clients may go on with what was agreed earlier.
    pub resumption: Resumption,
    /// Whether it names the authorities that it trusts.
    pub ca_names: CaNames,
    /// What its own certificate is like.
    pub server_certificate: ServerCertificate,
    /// Further endpoints that stand at times of their own.
    pub times: Vec<FixedTime>,
    /// How many seconds pass in each real one; `None` for a clock that stands until it is moved.
    pub tick: Option<NonZeroU32>,
    /// Whether each connection to a service is a step of the session: what was shown, and what came
    /// of it. The world's services judge it, which know nothing of `trust` and `revocation_lists`.
    pub record: bool,
    /// The admin interface's port; the endpoints have those behind it. 0: any that are free.
    pub port: u16,
    /// Roots that are trusted beside the world's.
    pub trust: Vec<Certificate>,
    /// Authorities that are known, and not trusted for that.
    pub intermediates: Vec<Certificate>,
    /// Revocation lists in DER beside the world's. They go out of date.
    pub revocation_lists: Vec<Vec<u8>>,
    /// What becomes of who asks for revocation lists, to begin with.
    pub lists: Lists,
    /// A folder for the files: roots, clients' certificates and keys.
    pub out: Option<PathBuf>,
    /// A file for the log; what it held is gone.
    pub log: Option<PathBuf>,
}

/// The world that is served.
#[derive(Clone, Debug)]
pub enum Served {
    /// A session, or any scenario, in a file: each step is appended to it.
    Session(PathBuf),
    /// A scenario that is in memory alone.
    Scenario(Box<Source>),
}

/// How long before it is served a world begins, so that a PC has its certificate by then: a letter
/// takes less than half of it, holidays included.
const SET_UP_DAYS: i64 = 30;

impl Served {
    /// A world at `now` in which a PC has been set up: it has applied, and downloaded and imported
    /// its certificate with this PIN.
    pub fn enrolled(seed: Seed, now: DateTime<Utc>, pc: Label, pin: Pin) -> Self {
        let start = now - Duration::days(SET_UP_DAYS);
        let mut world = WorldSettings::new(seed, start);
        world.pcs.push(PcSettings::new(pc.clone()));
        let arrived = StepTime::At(When::Around {
            pc: pc.clone(),
            anchor: Anchor::Letter,
            offset: Span::default(),
        });
        let download = Action::Download {
            pc: pc.clone(),
            pin: pin.clone(),
        };
        let steps = [
            (StepTime::Now, StepAction::Do(Action::apply(pc.clone()))),
            (arrived, StepAction::Do(download)),
            (StepTime::Now, StepAction::Do(Action::import(pc, pin))),
            (StepTime::At(When::At(now)), StepAction::Wait),
        ];
        let scenario = Scenario {
            title: Title {
                ja: "サーバー".into(),
                en: "A server".into(),
            },
            rows: Vec::new(),
            world,
            steps: steps.map(|(when, deed)| Step::new(when, deed)).into(),
        };
        let text = scenario.to_toml();
        Served::Scenario(Box::new(Source { text, scenario }))
    }
}
