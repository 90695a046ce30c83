//! What people of a random world type into wizards and prompts, tick and answer.

use super::Feature;
use super::draw::{Draw, pin};
use crate::actor::{KeyAnswer, WizardChoices};
use crate::pin::Pin;
use crate::pki::PasswordRule;
use crate::seed::Stream;

/// A password of files that keeps the rule, if there is another than four digits.
pub(super) fn password(rule: Option<&PasswordRule>, stream: &mut Stream) -> Pin {
    let digits = pin(stream);
    let Some(rule) = rule else { return digits };
    let digits = digits.as_str();
    let all = [
        String::new(),
        format!("{digits}42"),
        format!("correct horse {digits}"),
    ];
    let keeps = all.iter().find(|password| rule.admits(password));
    keeps.map_or_else(|| Pin::other(&rule.example()), |it| Pin::other(it))
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
