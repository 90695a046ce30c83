//! Errors, as people read them.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::io;

use super::Voice;
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
    Mistake, PartitionError, PlayedStep, ScenarioError, SessionError, SourceError, WhenError,
};
use crate::specimen::SpecimenError;
use crate::store::{FileDamage, KeyUseError, StoreError, UnknownDisposition};
#[cfg(feature = "scenario")]
use crate::swarm::SwarmSeedError;
use crate::time::{
    CalendarError, DateRangeError, InstantError, MomentError, SpanError, Zone, ZoneError,
};
use crate::world::InThePast;

/// Declares the trait, and the way to it from an error of any type.
macro_rules! errors {
    ($($(#[$attribute:meta])* $method:ident: $error:ty,)+) => {
        /// Errors in a language: each is a fragment that begins a sentence and has no full stop, so
        /// that text can come before and after it. Times are given in a zone.
        pub trait ErrorWords {
            $(
                $(#[$attribute])*
                #[doc = concat!("A [`", stringify!($error), "`].")]
                fn $method(&self, error: &$error, zone: &Zone) -> String;
            )+

            /// Says how a step ended: `ok`, a reason code, or what kept it from being played.
            #[cfg(feature = "scenario")]
            fn step_outcome(&self, step: &PlayedStep, zone: &Zone) -> String;
        }

        /// Says what an error means. One that the book does not know says what its `Display` says.
        pub fn error(error: &(dyn Error + 'static), voice: Voice<'_>) -> String {
            $(
                $(#[$attribute])*
                if let Some(error) = error.downcast_ref::<$error>() {
                    return voice.words().$method(error, voice.zone);
                }
            )+
            #[cfg(feature = "scenario")]
            if let Some(mistake) = error.downcast_ref::<Mistake>() {
                return voice.words().mistake(mistake);
            }
            error.to_string()
        }
    };
}

errors! {
    bundle: BundleError,
    calendar: CalendarError,
    certificate: CertificateError,
    chain: ChainError,
    date_range: DateRangeError,
    digest: DigestError,
    conversion: ConversionError,
    enroll: EnrollError,
    export: ExportError,
    file: FileError,
    file_damage: FileDamage,
    identity: IdentityError,
    import: ImportError,
    in_the_past: InThePast,
    instant: InstantError,
    io: io::Error,
    jks: JksError,
    key: KeyError,
    key_use: KeyUseError,
    label: LabelError,
    moment: MomentError,
    open: OpenError,
    path: PathError,
    pin: PinError,
    pki: PkiError,
    power: PowerError,
    problem: Problem,
    reason: Reason,
    refusal: Refusal,
    request: RequestError,
    renewal: RenewalError,
    span: SpanError,
    specimen: SpecimenError,
    store: StoreError,
    thumbprint: ThumbprintError,
    trusted_roots: TrustedRootsError,
    unknown_disposition: UnknownDisposition,
    unknown_name: UnknownName,
    unknown_reason: UnknownReason,
    violation: Violation,
    zone: ZoneError,
    #[cfg(feature = "check")]
    adapter: AdapterError,
    #[cfg(feature = "fleet")]
    facility_range: FacilityRangeError,
    #[cfg(feature = "scenario")]
    scenario: ScenarioError,
    #[cfg(feature = "scenario")]
    partition: PartitionError,
    #[cfg(feature = "scenario")]
    session: SessionError,
    #[cfg(feature = "scenario")]
    source: SourceError,
    #[cfg(feature = "scenario")]
    swarm_seed: SwarmSeedError,
    #[cfg(feature = "scenario")]
    when: WhenError,
}
