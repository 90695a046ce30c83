//! What happened in a world, and what it added up to.

use std::collections::BTreeMap;

use crate::lifecycle::fault::Fault;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::service::Service;
use crate::time::Month;
use crate::trace::EventKind;
use crate::words::Voice;

/// Events and measures in a language. Nothing ends with a full stop.
pub trait EventWords {
    /// What happened, or, if it was refused (`ok` is false), what was tried. Times are given in a
    /// zone, and services are called as in the world.
    fn event(&self, kind: &EventKind, ok: bool, voice: Voice<'_>) -> String;

    /// What broke, or was repaired.
    fn broken(&self, fault: &Fault) -> String;

    /// That a notice was shown several times, after its first line.
    fn shown_again(&self, times: usize) -> String;

    /// The name of a service in the manual's world.
    fn service(&self, service: Service) -> &'static str;

    /// How long a PC was without service, and the longest outage in full days.
    fn without_service(&self, minutes: u64, days: i64) -> String;

    /// How many notices were read and missed.
    fn notices(&self, seen: usize, missed: usize) -> String;

    /// How long a service could not be used: over all PCs, and from none of them.
    fn service_outage(&self, service: &str, at_pcs: u64, at_facility: u64) -> String;

    /// How many letters were posted, and how many of them did not arrive.
    fn letters(&self, letters: usize, undelivered: usize) -> String;

    /// What it cost, by month and method.
    fn cost(&self, yen: &BTreeMap<(Month, PaymentMethod), u32>) -> String;
}
