//! Errors in Japanese.

#[cfg(feature = "check")]
mod adapters;
pub(super) mod files;
mod paths;
pub(super) mod pki;
#[cfg(feature = "scenario")]
pub(super) mod scenarios;
mod stores;
pub(super) mod values;

use std::io;

use super::Japanese;
use crate::actor::{ChainError, RequestError, TrustedRootsError};
use crate::bundle::BundleError;
use crate::certificate::{CertificateError, ThumbprintError};
#[cfg(feature = "check")]
use crate::check::AdapterError;
use crate::checker::Violation;
use crate::consumer::Refusal;
use crate::conversion::ConversionError;
use crate::digest::DigestError;
use crate::file::FileError;
#[cfg(feature = "fleet")]
use crate::fleet::FacilityRangeError;
use crate::inspection::Problem;
use crate::jks::JksError;
use crate::key::KeyError;
use crate::lab::EnrollError;
use crate::label::LabelError;
use crate::lifecycle::backup::ExportError;
use crate::lifecycle::import::ImportError;
use crate::lifecycle::power::PowerError;
use crate::lifecycle::renewal::RenewalError;
use crate::named::UnknownName;
use crate::path::PathError;
use crate::pin::PinError;
use crate::pkcs12::{IdentityError, OpenError};
use crate::pki::PkiError;
use crate::reason::{Reason, UnknownReason};
#[cfg(feature = "scenario")]
use crate::scenario::{
    PartitionError, PlayedStep, ScenarioError, SessionError, SourceError, WhenError,
};
use crate::specimen::SpecimenError;
use crate::store::{FileDamage, KeyUseError, StoreError, UnknownDisposition};
#[cfg(feature = "scenario")]
use crate::swarm::SwarmSeedError;
use crate::time::{
    CalendarError, DateRangeError, InstantError, MomentError, SpanError, Zone, ZoneError,
};
use crate::words::ErrorWords;
use crate::words::FactWords;
use crate::world::InThePast;

/// Errors that a function in a file of its own puts into words.
macro_rules! told {
    ($($method:ident: $error:ty => $function:path,)+) => {
        $(
            fn $method(&self, error: &$error, _: &Zone) -> String {
                $function(error)
            }
        )+
    };
    (in a zone: $($method:ident: $error:ty => $function:path,)+) => {
        $(
            fn $method(&self, error: &$error, zone: &Zone) -> String {
                $function(error, zone)
            }
        )+
    };
}

impl ErrorWords for Japanese {
    fn io(&self, error: &io::Error, _: &Zone) -> String {
        files::io(error.kind()).to_owned()
    }

    #[cfg(feature = "check")]
    told! {
        adapter: AdapterError => adapters::adapter,
    }

    told! {
        bundle: BundleError => files::bundle,
        calendar: CalendarError => values::calendar,
        certificate: CertificateError => files::certificate,
        conversion: ConversionError => files::conversion,
        date_range: DateRangeError => values::date_range,
        digest: DigestError => values::digest,
        enroll: EnrollError => stores::enroll,
        export: ExportError => stores::export,
        file: FileError => files::file,
        file_damage: FileDamage => stores::file_damage,
        identity: IdentityError => files::identity,
        import: ImportError => stores::import,
        instant: InstantError => values::instant,
        jks: JksError => files::jks,
        key: KeyError => files::key,
        key_use: KeyUseError => stores::key_use,
        label: LabelError => values::label,
        moment: MomentError => values::moment,
        open: OpenError => files::open,
        pin: PinError => values::pin,
        pki: PkiError => pki::pki,
        power: PowerError => values::power,
        problem: Problem => files::problem,
        refusal: Refusal => stores::refusal,
        span: SpanError => values::span,
        store: StoreError => stores::store,
        thumbprint: ThumbprintError => values::thumbprint,
        chain: ChainError => files::chain,
        request: RequestError => files::request,
        trusted_roots: TrustedRootsError => files::trusted_roots,
        unknown_disposition: UnknownDisposition => values::unknown_disposition,
        unknown_name: UnknownName => values::unknown_name,
        unknown_reason: UnknownReason => values::unknown_reason,
        zone: ZoneError => values::zone,
    }

    told! {
        in a zone:
        in_the_past: InThePast => paths::in_the_past,
        path: PathError => paths::path,
        renewal: RenewalError => paths::renewal,
        specimen: SpecimenError => paths::specimen,
        violation: Violation => paths::violation,
    }

    fn reason(&self, error: &Reason, _: &Zone) -> String {
        Japanese.sentence(*error).to_owned()
    }

    #[cfg(feature = "fleet")]
    told! {
        facility_range: FacilityRangeError => scenarios::facility_range,
    }

    #[cfg(feature = "scenario")]
    told! {
        partition: PartitionError => scenarios::partition,
        scenario: ScenarioError => scenarios::scenario,
        source: SourceError => scenarios::source,
        swarm_seed: SwarmSeedError => scenarios::swarm_seed,
        when: WhenError => scenarios::when,
    }

    #[cfg(feature = "scenario")]
    told! {
        in a zone:
        session: SessionError => scenarios::session,
        step_outcome: PlayedStep => scenarios::step_outcome,
    }
}
