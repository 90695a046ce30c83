//! What it cost, as programs read it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::value::Moment;
use crate::label::Label;
use crate::lifecycle::fee::PaymentMethod;
use crate::measure;
use crate::outcome::Outcome;

/// What happened to a facility.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Measures {
    /// By PC.
    pub pcs: BTreeMap<Label, PcMeasures>,
    /// By service, of those that a PC is used for.
    pub services: BTreeMap<&'static str, ServiceMeasures>,
    /// Letters that were posted.
    pub letters: usize,
    /// How many of them were lost or returned.
    pub letters_undelivered: usize,
    /// Applications for a PC whose certificate was still good.
    pub warnings: usize,
    /// What was collected, by month and method.
    pub yen: Vec<Yen>,
}

/// What happened to one PC.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PcMeasures {
    /// Whole minutes without service, all outages together, nights too.
    pub minutes_without_service: i64,
    /// Whole days that the longest outage lasted.
    pub days_until_recovery: i64,
    /// Notices of the MPKI client that somebody read.
    pub notices_seen: usize,
    /// Notices that nobody read. One that comes up again every morning counts once.
    pub notices_missed: usize,
    /// The outages, in order. The time before the first set-up does not count.
    pub outages: Vec<Outage>,
}

/// A time during which the services could not be used.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Outage {
    /// The first second of it.
    pub from: Moment,
    /// The first second after it; absent when it lasts to the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Moment>,
    /// Why it began.
    pub reason: Outcome,
}

/// What happened to one service at a facility.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ServiceMeasures {
    /// Whole minutes without it, added up over the PCs that are used for it.
    pub minutes_at_pcs: i64,
    /// Whole minutes in which none of those PCs could use it.
    pub minutes_at_facility: i64,
}

/// What was collected in a month by a method.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Yen {
    /// The month: 2022-11.
    pub month: String,
    /// The method.
    pub method: PaymentMethod,
    /// How much.
    pub yen: u32,
}

impl From<&measure::Measures> for Measures {
    fn from(measures: &measure::Measures) -> Self {
        let pcs = measures.pcs.iter();
        let services = measures.services.iter();
        let yen = measures.yen.iter();
        Measures {
            pcs: pcs
                .map(|(name, pc)| (name.clone(), PcMeasures::from(pc)))
                .collect(),
            services: services
                .map(|(service, measured)| {
                    let measured = ServiceMeasures {
                        minutes_at_pcs: measured.minutes_at_pcs,
                        minutes_at_facility: measured.minutes_at_facility,
                    };
                    (service.name(), measured)
                })
                .collect(),
            letters: measures.letters,
            letters_undelivered: measures.letters_undelivered,
            warnings: measures.warnings,
            yen: yen
                .map(|((month, method), yen)| Yen {
                    month: month.to_string(),
                    method: *method,
                    yen: *yen,
                })
                .collect(),
        }
    }
}

impl From<&measure::PcMeasures> for PcMeasures {
    fn from(pc: &measure::PcMeasures) -> Self {
        let outages = pc.outages.iter();
        PcMeasures {
            minutes_without_service: pc.minutes_without_service,
            days_until_recovery: pc.days_until_recovery,
            notices_seen: pc.notices_seen,
            notices_missed: pc.notices_missed,
            outages: outages
                .map(|outage| Outage {
                    from: Moment(outage.from),
                    to: outage.to.map(Moment),
                    reason: Outcome::from(outage.reason),
                })
                .collect(),
        }
    }
}
