//! What people of a random world type into wizards and prompts, tick and answer.

use super::Feature;
use super::draw::{Draw, pin};
use crate::actor::{KeyAnswer, WizardChoices};
use crate::pin::Pin;
use crate::seed::Stream;
use crate::world::WorldSettings;

/// What the operator chooses for files, and people who do as the operator does.
pub(super) fn chosen(world: &WorldSettings, stream: &mut Stream) -> Pin {
    match (&world.facility.policy.pin, &world.pki.file_passwords) {
        (Some(pin), _) => pin.clone(),
        // Which one that is, the operator's settings cannot say.
        (None, Some(rule)) => Pin::other(&rule.example()),
        (None, None) => pin(stream),
    }
}

/// The password of keys that have one.
pub(super) fn strong_pin() -> Pin {
    "8642".parse().expect("it is four digits")
}

pub(super) fn pin_typed(draw: &Draw<'_>, chosen: &Pin, stream: &mut Stream) -> Pin {
    match draw.has(Feature::Mistyping) && stream.below(3) == 0 {
        true => pin(stream),
        false => chosen.clone(),
    }
}

pub(super) fn choices(others: bool, stream: &mut Stream) -> WizardChoices {
    match others {
        false => WizardChoices::default(),
        true => WizardChoices {
            exportable: stream.below(2) == 0,
            trust_root: stream.below(4) != 0,
            strong_pin: (stream.below(3) == 0).then(strong_pin),
        },
    }
}

pub(super) fn answer(others: bool, stream: &mut Stream) -> KeyAnswer {
    match (others, stream.below(4)) {
        (true, 0) => KeyAnswer::Deny,
        (true, 1) => KeyAnswer::Allow(pin(stream)),
        (true, 2) => KeyAnswer::Allow(strong_pin()),
        _ => KeyAnswer::Close,
    }
}
