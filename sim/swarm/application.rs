//! Applications in a random world, and what follows each of them up to service.

use super::Feature;
use super::draw::Draw;
use super::typing::{choices, chosen};
use crate::actor::{Action, CertificationRequest, Enroll, Import, ImportSource};
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::scenario::{Anchor, Step, StepAction, StepTime, When};
use crate::seed::Stream;
use crate::time::Span;
use crate::world::WorldSettings;

/// What makes a PC ready where the operator does nothing unasked: without it, next to nothing that
/// comes later would be of any consequence.
pub(super) fn set_up(draw: &Draw<'_>, world: &WorldSettings) -> Vec<Step> {
    let pcs = world.pcs.iter().map(|settings| &settings.name);
    pcs.flat_map(|pc| {
        let mut stream = draw.seed.stream(&format!("swarm/set-up/{pc}"));
        another_certificate(draw, world, StepTime::Now, pc, &mut stream)
    })
    .collect()
}

/// Everything from an application to service.
pub(super) fn another_certificate(
    draw: &Draw<'_>,
    world: &WorldSettings,
    when: StepTime,
    pc: &Label,
    stream: &mut Stream,
) -> Vec<Step> {
    let pc = || pc.clone();
    let pin = chosen(world, stream);
    let import = Import {
        pc: pc(),
        source: ImportSource::Download { pin: pin.clone() },
        choices: choices(draw.has(Feature::OtherChoices), stream),
    };
    let download = Action::Download { pc: pc(), pin };
    let deeds = [
        (when, apply(world, pc())),
        (at_the_letter(pc()), download),
        (StepTime::Now, Action::Import(import)),
        (StepTime::Now, Action::connect(pc())),
    ];
    let steps = deeds.map(|(when, action)| Step::new(when, StepAction::Do(action)));
    steps.into()
}

/// An application, and a program that gets the certificate for a key of its own.
pub(super) fn enrollment(
    world: &WorldSettings,
    when: StepTime,
    pc: &Label,
    stream: &mut Stream,
) -> Vec<Step> {
    let apply = StepAction::Do(apply(world, pc.clone()));
    let enroll = StepAction::Do(enroll(pc.clone(), None, stream));
    vec![
        Step::new(when, apply),
        Step::new(at_the_letter(pc.clone()), enroll),
    ]
}

/// A program that gets a certificate for a key of its own, with the last letter or in the place of
/// one of the PC's.
pub(super) fn enroll(pc: Label, renews: Option<u32>, stream: &mut Stream) -> Action {
    let key = PrivateKey::generate(KeyAlgorithm::P256, stream);
    Action::Enroll(Enroll {
        pc,
        request: CertificationRequest::new(&key).expect("P-256 signs"),
        renews,
    })
}

fn apply(world: &WorldSettings, pc: Label) -> Action {
    let via = match world.facility.portal_account {
        true => ApplicationChannel::Portal,
        false => ApplicationChannel::ClosedNetwork,
    };
    Action::Apply { pc, via }
}

fn at_the_letter(pc: Label) -> StepTime {
    StepTime::At(When::Around {
        pc,
        anchor: Anchor::Letter,
        offset: Span::seconds(0),
    })
}
