//! Errors in English: what their `Display` says, except for times, which are given in a zone.

use std::io;

use super::English;
use crate::actor::{ChainError, RequestError, TrustedRootsError};
use crate::bundle::BundleError;
use crate::certificate::{CertificateError, ThumbprintError};
#[cfg(feature = "check")]
use crate::check::AdapterError;
use crate::checker::{Breach, Violation};
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
    PartitionError, PlayedStep, ScenarioError, SessionError, SourceError, StepResult, WhenError,
};
#[cfg(feature = "scenario")]
use crate::shown::Shown;
use crate::specimen::SpecimenError;
use crate::store::{FileDamage, KeyUseError, StoreError, UnknownDisposition};
#[cfg(feature = "scenario")]
use crate::swarm::SwarmSeedError;
use crate::time::{
    CalendarError, DateRangeError, InstantError, MomentError, SpanError, Zone, ZoneError,
};
use crate::words::ErrorWords;
use crate::world::InThePast;

/// Errors without times.
macro_rules! displayed {
    ($($method:ident: $error:ty,)+) => {
        $(
            fn $method(&self, error: &$error, _: &Zone) -> String {
                error.to_string()
            }
        )+
    };
}

impl ErrorWords for English {
    displayed! {
        bundle: BundleError,
        calendar: CalendarError,
        certificate: CertificateError,
        conversion: ConversionError,
        date_range: DateRangeError,
        digest: DigestError,
        enroll: EnrollError,
        export: ExportError,
        file: FileError,
        file_damage: FileDamage,
        identity: IdentityError,
        import: ImportError,
        instant: InstantError,
        jks: JksError,
        key: KeyError,
        key_use: KeyUseError,
        label: LabelError,
        moment: MomentError,
        open: OpenError,
        pin: PinError,
        pki: PkiError,
        power: PowerError,
        problem: Problem,
        refusal: Refusal,
        span: SpanError,
        store: StoreError,
        thumbprint: ThumbprintError,
        chain: ChainError,
        request: RequestError,
        trusted_roots: TrustedRootsError,
        unknown_disposition: UnknownDisposition,
        unknown_name: UnknownName,
        unknown_reason: UnknownReason,
        zone: ZoneError,
    }

    #[cfg(feature = "check")]
    displayed! {
        adapter: AdapterError,
    }

    #[cfg(feature = "scenario")]
    displayed! {
        partition: PartitionError,
    }

    #[cfg(feature = "fleet")]
    displayed! {
        facility_range: FacilityRangeError,
    }

    fn io(&self, error: &io::Error, _: &Zone) -> String {
        error.kind().to_string()
    }

    fn reason(&self, error: &Reason, _: &Zone) -> String {
        error.sentence().to_owned()
    }

    fn in_the_past(&self, InThePast { at, now }: &InThePast, zone: &Zone) -> String {
        let (at, now) = (zone.format(*at), zone.format(*now));
        format!("{at} is over: it is {now}")
    }

    fn path(&self, error: &PathError, zone: &Zone) -> String {
        let time = |at| zone.format(at);
        match *error {
            PathError::NeverValid {
                not_before,
                not_after,
            } => {
                let (from, until) = (time(not_before), time(not_after));
                format!("a certificate is never valid: it begins at {from} and ends at {until}")
            }
            PathError::NotYetValid { at, not_before } => {
                let (at, from) = (time(at), time(not_before));
                format!("the certificate is valid from {from}, and it is {at}")
            }
            PathError::Expired { at, not_after } => {
                let (at, until) = (time(at), time(not_after));
                format!("the certificate was valid until {until}, and it is {at}")
            }
            PathError::AuthorityExpired { at, not_after } => {
                let (at, until) = (time(at), time(not_after));
                format!("an authority's certificate was valid until {until}, and it is {at}")
            }
            PathError::AuthorityNotYetValid { at, not_before } => {
                let (at, from) = (time(at), time(not_before));
                format!("an authority's certificate is valid from {from}, and it is {at}")
            }
            PathError::StaleRevocationList { at, next_update } => {
                let (at, next) = (time(at), time(next_update));
                format!("the revocation list was to be replaced by {next}, and it is {at}")
            }
            ref other => other.to_string(),
        }
    }

    fn renewal(&self, error: &RenewalError, zone: &Zone) -> String {
        match *error {
            RenewalError::NotOpen { at, opens } => {
                let (at, opens) = (zone.format(at), zone.format(opens));
                format!("renewal opens at {opens}, and it is {at}")
            }
            RenewalError::Closed { at, not_after } => {
                let (at, until) = (zone.format(at), zone.format(not_after));
                format!("the certificate expired at {until}, and it is {at}")
            }
        }
    }

    fn specimen(&self, error: &SpecimenError, zone: &Zone) -> String {
        let time = |at| zone.format(at);
        match error {
            SpecimenError::EndsBeforeItBegins(validity) => format!(
                "it would end at {} and begin at {}: choose an end that is later, or a beginning \
                 that is earlier",
                time(validity.not_after),
                time(validity.not_before)
            ),
            SpecimenError::OtherState {
                state,
                found,
                at,
                validity,
            } => format!(
                "with these dates it would be `{found}` and not `{state}` at {}: it would be valid \
                 from {} to {}",
                time(*at),
                time(validity.not_before),
                time(validity.not_after)
            ),
            SpecimenError::NotRenewable(error) => {
                let error = self.renewal(error, zone);
                format!("{error}: a pair takes a certificate that can be renewed")
            }
            other => other.to_string(),
        }
    }

    fn violation(&self, Violation { checker, breach }: &Violation, zone: &Zone) -> String {
        match breach {
            Breach::CameUpWithoutValid { pc, at } => {
                let at = zone.format(*at);
                format!("{checker}: {pc} came up at {at} with a certificate that is not valid then")
            }
            Breach::RenewedOutOfTime { pc, at } => {
                let at = zone.format(*at);
                format!("{checker}: {pc} renewed at {at}, when no certificate could be")
            }
            Breach::WrongNotice { pc, at, notice } => {
                let at = zone.format(*at);
                format!(
                    "{checker}: {pc} at {at}: the notice {notice} should have been shown, or \
                     should not"
                )
            }
            Breach::SentAnother { pc, at } => {
                let at = zone.format(*at);
                format!(
                    "{checker}: {pc} at {at}: its client program would have selected another \
                     certificate"
                )
            }
            Breach::NotRead { pc, at } => {
                let at = zone.format(*at);
                format!("{checker}: {pc}: nobody has read the notice of {at}")
            }
            Breach::AppliedWithLetter { pc, at } => {
                let at = zone.format(*at);
                format!("{checker}: {pc} at {at}: somebody applied again with the letter in hand")
            }
            Breach::StandsStill { at } => {
                format!("{checker}: what happens at {} never ends", zone.format(*at))
            }
            breach => format!("{checker}: {breach}"),
        }
    }

    #[cfg(feature = "scenario")]
    fn scenario(&self, error: &ScenarioError, _: &Zone) -> String {
        error.to_string()
    }

    #[cfg(feature = "scenario")]
    displayed! {
        source: SourceError,
        swarm_seed: SwarmSeedError,
        when: WhenError,
    }

    #[cfg(feature = "scenario")]
    fn session(&self, error: &SessionError, zone: &Zone) -> String {
        match error {
            SessionError::Diverged { path, step } => {
                let (path, outcome) = (Shown::path(path), self.step_outcome(step, zone));
                format!(
                    "{path}:{}: step {}, {}, does not end as expected: expected {}, got {outcome}",
                    step.line,
                    step.number,
                    step.deed.title(),
                    step.expected.code()
                )
            }
            SessionError::NotPlayed(step) => self.step_outcome(step, zone),
            other => other.to_string(),
        }
    }

    #[cfg(feature = "scenario")]
    fn step_outcome(&self, step: &PlayedStep, zone: &Zone) -> String {
        match &step.result {
            StepResult::Done(outcome) => outcome.to_string(),
            StepResult::TooLate(error) => {
                format!("not played: {}", self.in_the_past(error, zone))
            }
            StepResult::NoMoment(_) => step.outcome(),
            StepResult::Violation(violation) => {
                format!("violation of {}", self.violation(violation, zone))
            }
        }
    }
}
