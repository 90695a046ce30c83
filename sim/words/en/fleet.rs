//! What is said of a fleet, in English.

use super::English;
use crate::words::{FleetCaption, FleetWords};

impl FleetWords for English {
    fn begun(&self, policy: &str, begun: &str, facilities: &str) -> String {
        format!("{policy}: {begun} of {facilities} facilities began")
    }

    fn offline(&self, ever: &str, minutes: &str, at_most: &[String; 4]) -> String {
        let [half, of_100_90, of_100_99, most] = at_most;
        format!(
            "  offline: {ever} facilities at least once, {minutes} minutes together; half of all at \
             most {half}, 90 % at most {of_100_90}, 99 % at most {of_100_99}, the longest {most}"
        )
    }

    fn worst(&self, date: &str, facilities: &str) -> String {
        format!("  worst day: {date}, {facilities} facilities offline")
    }

    fn asked(&self, letters: &str, undelivered: &str, yen: &str) -> String {
        format!("  letters: {letters}, of which {undelivered} did not arrive; ¥{yen}")
    }

    fn busiest(&self, date: &str, renewals: &str) -> String {
        format!("  busiest day: {date}, {renewals} renewals")
    }

    fn ends(&self, month: &str, certificates: &str) -> String {
        format!("  most certificates end in {month}: {certificates}")
    }

    fn of_all(
        &self,
        facilities: &str,
        offline: &[String; 3],
        minutes: &[String; 3],
        letters: &[String; 3],
        yen: &[String; 3],
    ) -> String {
        let bounds = |[estimate, low, high]: &[String; 3]| format!("{estimate} ({low} to {high})");
        format!(
            "  of all {facilities}, in 95 of 100 samples between the bounds: {} offline at least \
             once, {} minutes, {} letters, ¥{}",
            bounds(offline),
            bounds(minutes),
            bounds(letters),
            bounds(yen),
        )
    }

    fn plays(&self, plays: &str) -> String {
        format!("= {plays} different plays; all others drew the same")
    }

    fn title(&self, facilities: &str) -> String {
        format!("A roll-out of {facilities} facilities")
    }

    fn caption(&self, caption: FleetCaption) -> &'static str {
        match caption {
            FleetCaption::Offline => "Facilities offline on the worst day of each month",
            FleetCaption::Renewals => "Renewals",
            FleetCaption::Ends => "Certificates that end, renewed or not",
            FleetCaption::Yen => "Yen collected",
            FleetCaption::Month => "Month",
        }
    }

    fn most(&self, count: &str) -> String {
        format!("at most {count}")
    }

    fn violation(&self, policy: &str, facility: u32, rule: &str) -> String {
        format!("facility {facility} under {policy}: violation of {rule}")
    }
}
