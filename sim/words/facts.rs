//! Words for closed lists: reasons, rules, advice.

use crate::consumer::{Feature, Refusal, Remedy, Unknown};
use crate::inspection::{Advice, Remark};
use crate::pki::Role;
use crate::reason::Reason;
use crate::specimen::SpecimenState;

/// Closed lists in a language. Nothing ends with a full stop.
pub trait FactWords {
    /// Why something was refused.
    fn sentence(&self, reason: Reason) -> &'static str;

    /// What a specimen is, and by what rule it is refused.
    fn rule(&self, state: SpecimenState, role: Role) -> &'static str;

    /// What to do about a file that is refused.
    fn advice(&self, advice: Advice) -> String;

    /// What there is to say of a file besides its outcome.
    fn remark(&self, remark: Remark) -> &'static str;

    /// What the user of a program that does not read a file sees, and what it really means.
    fn seen(&self, refusal: &Refusal) -> String;

    /// What to do about a file that a program does not read.
    fn remedy(&self, remedy: Remedy) -> &'static str;

    /// That a program reads a file.
    fn reads(&self) -> &'static str;

    /// What is special about a file.
    fn feature(&self, feature: Feature) -> &'static str;

    /// That it is not known what a program makes of a file, and why.
    fn not_known(&self, unknown: &Unknown) -> String;
}
