//! What a facility, its PCs and its operator are like.

use super::trust::TrustedRoots;
use crate::actor::Names;
use crate::certificate::Certificate;
use crate::digest::Files;
use crate::label::Label;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::power::PowerCalendar;
use crate::lifecycle::selection::CertificateSelection;
use crate::lifecycle::service::Service;
use crate::pin::Pin;
use crate::pki::Subject;
use crate::time::{DateRange, Span};

/// The facility.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FacilitySettings {
    /// Its institution code (医療機関コード).
    pub institution: String,
    /// How it pays.
    pub payment: PaymentMethod,
    /// Whether it has an account on the portal. Without one it can only apply, through the closed
    /// network, and cannot inquire, cancel or ask for a revocation (found).
    pub portal_account: bool,
    /// What its operator does unasked; a table of its own in scenario files.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub policy: Policy,
    /// The files from elsewhere that are on its shelf; scenario files carry them along.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub files: Files,
}

impl Default for FacilitySettings {
    /// A facility with an account, whose operator is always there and does nothing unasked.
    fn default() -> Self {
        FacilitySettings {
            institution: "0000000000".to_owned(),
            payment: PaymentMethod::default(),
            portal_account: true,
            policy: Policy::default(),
            files: Files::default(),
        }
    }
}

/// A PC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PcSettings {
    /// Its name (端末名称).
    pub name: Label,
    /// Its institution code where it differs from the facility's (医科歯科併設).
    pub institution: Option<String>,
    /// The Windows user under whom the services run.
    pub user: Label,
    /// What it is used for.
    pub services: Vec<Service>,
    /// When it is on.
    pub power: PowerCalendar,
    /// How its client program selects the certificate that it sends.
    pub selection: CertificateSelection,
}

impl PcSettings {
    /// A PC that is always on and uses both services, under the Windows user that the field's own
    /// set-up scripts insist on (found).
    pub fn new(name: Label) -> Self {
        PcSettings {
            name,
            institution: None,
            user: "OqsComApp".parse().expect("it is a plain name"),
            services: Service::ALL.to_vec(),
            power: PowerCalendar::always(),
            selection: CertificateSelection::default(),
        }
    }

    /// Returns whom its certificates are for, in a facility with this institution code.
    pub(crate) fn subject(&self, facility: &str) -> Subject {
        let own = self.institution.as_deref();
        Subject {
            institution: own.unwrap_or(facility).to_owned(),
            terminal: self.name.to_string(),
        }
    }
}

/// The services.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceSettings {
    /// Whether they name the authorities that they accept when they ask a client for its
    /// certificate (RFC 8446 section 4.2.4). Chrome and Edge offer only certificates of these;
    /// Windows' own servers have named none since Windows 8 (dotnet/corefx#8631).
    pub ca_names: bool,
    /// Roots that they trust beside the world's own, as one text of PEM: files from elsewhere are
    /// untrusted otherwise.
    #[cfg_attr(
        feature = "serde",
        serde(skip_serializing_if = "TrustedRoots::is_empty")
    )]
    pub trust: TrustedRoots,
    /// What people call them, and the program that uses them, where it is not the manual's world.
    #[cfg_attr(
        feature = "serde",
        serde(skip_serializing_if = "Names::are_the_manuals")
    )]
    pub names: Names,
}

impl ServiceSettings {
    /// Returns the roots that they trust, the world's own first.
    pub(crate) fn roots(&self, own: &Certificate) -> Vec<Certificate> {
        [own]
            .into_iter()
            .chain(self.trust.iter())
            .cloned()
            .collect()
    }

    /// Returns the names, in DER, that they give of these roots.
    pub(crate) fn names(&self, roots: &[Certificate]) -> Vec<Vec<u8>> {
        let named = roots.iter().filter(|_| self.ca_names);
        named.map(|root| root.subject_der().to_vec()).collect()
    }
}

impl Default for ServiceSettings {
    /// Services that name their authorities (assumed: what the real ones do was not found), and
    /// trust the world's root alone.
    fn default() -> Self {
        ServiceSettings {
            ca_names: true,
            trust: TrustedRoots::default(),
            names: Names::default(),
        }
    }
}

/// What an operator does unasked. All of it happens while the PC is on and somebody is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Policy {
    /// Reads the notices of the MPKI client, and closes them.
    pub reads_notices: bool,
    /// When a notice makes them renew: at the first that is read with N days left or fewer.
    #[cfg_attr(feature = "serde", serde(rename = "renews_at_days_left"))]
    #[cfg_attr(feature = "schema", schemars(with = "Option<i64>"))]
    pub renews: RenewWhen,
    /// A program on each PC renews as soon as that is possible, whoever is there, and tries again
    /// every day.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub renews_automatically: bool,
    /// How long that program waits at most, by chance, so that not all of a fleet come at once.
    pub renewal_jitter: Span,
    /// Applies for a new certificate when the services stop, and sets it up when the letter comes;
    /// no more after two in a row that are refused because of who issued them.
    pub recovers: bool,
    /// Makes a backup after every set-up and renewal.
    pub backs_up: bool,
    /// How many wrong PINs are typed before the right one, at each import.
    pub wrong_pins: u32,
    /// The PIN that is chosen; if none is, `0000`, or as many zeros as the PKI's passwords take.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub pin: Option<Pin>,
    /// The days on which nobody is there.
    pub absent: Vec<DateRange>,
}

/// When a notice makes an operator renew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(from = "Option<i64>", into = "Option<i64>"))]
pub enum RenewWhen {
    /// Never.
    #[default]
    Never,
    /// At the first notice that is read with this many days left, or fewer.
    DaysLeft(i64),
}

impl From<Option<i64>> for RenewWhen {
    fn from(days: Option<i64>) -> Self {
        days.map_or(RenewWhen::Never, RenewWhen::DaysLeft)
    }
}

impl From<RenewWhen> for Option<i64> {
    fn from(renews: RenewWhen) -> Self {
        match renews {
            RenewWhen::Never => None,
            RenewWhen::DaysLeft(days) => Some(days),
        }
    }
}
