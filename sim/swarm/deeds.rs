//! The steps of a random world: what breaks, what people do, and when.

use super::application::{another_certificate, enroll, enrollment, set_up};
use super::draw::{Draw, days, pick};
use super::typing::{answer, choices, chosen, pin_typed};
use super::{Feature, elsewhere};
use crate::actor::{
    Action, CertificateChain, CertificateChoice, Connect, Import, ImportSource, Renew, Restore,
    Show, WizardEncryption,
};
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::lifecycle::service::Service;
use crate::pki::Lifetime;
use crate::scenario::{Anchor, Step, StepAction, StepTime, When};
use crate::seed::Stream;
use crate::time::Span;
use crate::world::WorldSettings;

/// The most things that are done or break in a random world, besides what the operator does
/// unasked.
const DEEDS_MAX: u64 = 24;

/// The longest that a world lasts, in days: a certificate's whole life, and one more year.
const DAYS_MAX: u64 = 1_500;

/// The longest that something is down, in days.
pub(super) const DOWN_DAYS_MAX: u64 = 9;

/// Draws the steps of a world. Those whose moment is over or never comes are among them.
pub(super) fn deeds(draw: &Draw<'_>, world: &WorldSettings) -> Vec<Step> {
    let mut stream = draw.seed.stream("swarm/deeds");
    let count = stream.between(1, DEEDS_MAX);
    // A few lives of a certificate, if it is short.
    let life = match world.pki.validity {
        Lifetime::Months(months) => u64::from(months) * 30,
        Lifetime::Span(span) => u64::try_from(span.as_seconds() / 86_400).unwrap_or(0),
        Lifetime::NoExpiry => DAYS_MAX,
    };
    let lasts = stream.between(30, (life * 3 + 60).min(DAYS_MAX));
    let mut steps = match draw.has(Feature::Careless) {
        true => set_up(draw, world),
        false => Vec::new(),
    };
    for number in 0..count {
        // A stream of its own, so that one step more in a later version moves no other.
        let mut stream = draw.seed.stream(&format!("swarm/deed/{number}"));
        let pace = (2 * lasts / count).max(1);
        if stream.below(3) == 0 {
            let wait = days(stream.between(1, pace));
            steps.push(Step::new(StepTime::After(wait), StepAction::Wait));
        }
        let when = moment(draw, world, pace, &mut stream);
        let asked = asked_for(draw, &when, &mut stream);
        let any = || {
            draw.options
                .deed(&mut stream)
                .map(|feature| (feature, None))
        };
        let Some((feature, pc)) = asked.or_else(any) else {
            steps.push(Step::new(when, StepAction::Wait));
            continue;
        };
        let pc = pc.unwrap_or_else(|| pick(&mut stream, &world.pcs).name);
        // Whoever applies mostly means to have it, as well as the one that is there.
        if feature == Feature::Apply && stream.below(3) != 0 {
            let enrolls = draw.has(Feature::Enroll) && stream.below(2) == 0;
            steps.extend(match enrolls {
                true => enrollment(world, when, &pc, &mut stream),
                false => another_certificate(draw, world, when, &pc, &mut stream),
            });
            continue;
        }
        let Some(deed) = deed(draw, world, feature, pc, &mut stream) else {
            continue;
        };
        steps.push(Step::new(when, deed));
    }
    steps
}

/// When the next thing happens: mostly a while after the last, of any length; sometimes in the very
/// second of something, or beside it.
fn moment(draw: &Draw<'_>, world: &WorldSettings, pace: u64, stream: &mut Stream) -> StepTime {
    if draw.has(Feature::OnTheSecond) && stream.below(3) == 0 {
        let pc = pick(stream, &world.pcs).name;
        let anchor = pick(stream, Anchor::ALL);
        // What never ends is over in no life of anybody.
        let never = world.pki.validity == Lifetime::NoExpiry
            && matches!(anchor, Anchor::NotAfter | Anchor::RenewalOpens);
        let anchor = if never { Anchor::NotBefore } else { anchor };
        let offsets = [-86_400, -1, 0, 0, 1, 60, 86_400];
        let beside = pick(stream, &offsets);
        // A letter is of use from one second to another, too.
        let later = match anchor == Anchor::Letter && stream.below(2) == 0 {
            true => i32::try_from(world.rules.download_days * 86_400).unwrap_or(0),
            false => 0,
        };
        let offset = Span::seconds(later + beside);
        return StepTime::At(When::Around { pc, anchor, offset });
    }
    let day = i32::try_from(stream.between(1, pace) * 86_400).unwrap_or(i32::MAX);
    match stream.below(8) {
        0 => StepTime::Now,
        1 => StepTime::After(Span::seconds(stream.between(1, 3_600) as i32)),
        2 => StepTime::After(Span::seconds(stream.between(1, 86_400) as i32)),
        3 => StepTime::After(days(stream.between(1, 14))),
        _ => StepTime::After(Span::seconds(day)),
    }
}

/// What is asked of the PC for which something begins or ends then: mostly something that depends
/// on it, if such a thing is on.
fn asked_for(
    draw: &Draw<'_>,
    when: &StepTime,
    stream: &mut Stream,
) -> Option<(Feature, Option<Label>)> {
    let StepTime::At(When::Around { pc, anchor, .. }) = when else {
        return None;
    };
    let asked = match anchor {
        Anchor::Letter => &[Feature::Download, Feature::Enroll][..],
        _ => &[
            Feature::Check,
            Feature::Connect,
            Feature::Delete,
            Feature::Enroll,
            Feature::Renew,
        ],
    };
    let on: Vec<Feature> = asked.iter().copied().filter(|one| draw.has(*one)).collect();
    let is_asked = !on.is_empty() && stream.below(4) != 0;
    is_asked.then(|| (pick(stream, &on), Some(pc.clone())))
}

/// What a feature does to a PC.
fn deed(
    draw: &Draw<'_>,
    world: &WorldSettings,
    feature: Feature,
    pc: Label,
    stream: &mut Stream,
) -> Option<StepAction> {
    if let Some(fault) = fault(feature, &pc, stream) {
        return Some(StepAction::Fault(fault));
    }
    let action = match feature {
        Feature::Apply => Action::Apply {
            pc,
            via: pick(stream, ApplicationChannel::ALL),
        },
        Feature::OpenAccount => Action::OpenAccount { pc },
        Feature::Inquire => Action::Inquire { pc },
        Feature::Cancel => Action::Cancel { pc },
        Feature::Check => Action::Check { pc },
        Feature::Dismiss => Action::Dismiss { pc },
        Feature::Replace => Action::Replace { pc },
        Feature::Revoke => Action::Revoke { pc },
        Feature::Enroll => {
            let renews = pick(stream, &[None, Some(1), Some(1), Some(2)]);
            enroll(pc, renews, stream)
        }
        Feature::Show => Action::Show(Show {
            pc,
            service: pick(stream, Service::ALL),
            certificates: shown(draw, world, stream),
        }),
        Feature::Choose => Action::Choose {
            pc,
            which: pick(stream, CertificateChoice::ALL),
        },
        Feature::Delete => Action::Delete {
            pc,
            which: pick(stream, DeleteWhich::ALL),
        },
        Feature::SignIn => Action::SignIn {
            user: sign_in(world, &pc, stream),
            pc,
        },
        _ => typed(draw, world, feature, pc, stream)?,
    };
    Some(StepAction::Do(action))
}

/// The user of the services, or somebody else.
fn sign_in(world: &WorldSettings, pc: &Label, stream: &mut Stream) -> Label {
    let mut own = world.pcs.iter().filter(|one| one.name == *pc);
    match (stream.below(2), own.next()) {
        (0, Some(own)) => own.user.clone(),
        _ => "jimu".parse().expect("it is a plain name"),
    }
}

/// A certificate from elsewhere, with its chain, or none.
fn shown(draw: &Draw<'_>, world: &WorldSettings, stream: &mut Stream) -> Option<CertificateChain> {
    let mut all: Vec<_> = elsewhere::elsewhere(draw, world.start)
        .chains
        .into_iter()
        .map(Some)
        .collect();
    all.push(None);
    pick(stream, &all)
}

/// What a fault does to a PC, or around it.
fn fault(feature: Feature, pc: &Label, stream: &mut Stream) -> Option<Fault> {
    let pc = pc.clone();
    Some(match feature {
        Feature::LoseLetter => WorldFault::LoseLetter { pc }.into(),
        Feature::PortalDown => WorldFault::PortalDown {
            pc,
            lasts: days(stream.between(1, DOWN_DAYS_MAX)),
        }
        .into(),
        Feature::AuthorityDown => WorldFault::AuthorityDown {
            pc,
            lasts: days(stream.between(1, DOWN_DAYS_MAX)),
        }
        .into(),
        Feature::CutPower => PcFault::CutPower {
            pc,
            at: pick(stream, CutPoint::ALL),
        }
        .into(),
        Feature::FillDisk => PcFault::FillDisk { pc }.into(),
        Feature::FreeDisk => PcFault::FreeDisk { pc }.into(),
        Feature::Break => PcFault::Break { pc }.into(),
        Feature::SetClock => PcFault::SetClock {
            pc,
            by: Span::seconds(stream.below(800 * 86_400) as i32 - 400 * 86_400),
        }
        .into(),
        Feature::Drift => PcFault::Drift {
            pc,
            seconds_per_day: stream.below(240) as i16 - 120,
        }
        .into(),
        Feature::DrainBattery => PcFault::DrainBattery { pc }.into(),
        Feature::RepairClock => PcFault::RepairClock { pc }.into(),
        _ => return None,
    })
}

/// What people do with PINs and wizards.
fn typed(
    draw: &Draw<'_>,
    world: &WorldSettings,
    feature: Feature,
    pc: Label,
    stream: &mut Stream,
) -> Option<Action> {
    let chosen = chosen(world, stream);
    let typed = pin_typed(draw, &chosen, stream);
    let others = draw.has(Feature::OtherChoices);
    // What the operator's own backups are called, and one of the scenario's.
    let names = ["-backup-1", "-backup-2", "-backup"];
    let backup = pc.with_suffix(pick(stream, &names));
    Some(match feature {
        Feature::Download => Action::Download { pc, pin: chosen },
        Feature::Import => Action::Import(Import {
            pc,
            source: ImportSource::Download { pin: typed },
            choices: choices(others, stream),
        }),
        Feature::ImportElsewhere => Action::Import(Import {
            pc,
            source: {
                let typed = pin_typed(draw, &elsewhere::pin(), stream);
                elsewhere::source(world, typed, stream)?
            },
            choices: choices(others, stream),
        }),
        Feature::Restore => Action::Restore(Restore {
            pc,
            backup,
            pin: typed,
            choices: choices(others, stream),
        }),
        Feature::Connect => Action::Connect(Connect {
            pc,
            service: match stream.below(2) {
                0 => None,
                _ => Some(pick(stream, Service::ALL)),
            },
            answer: answer(others, stream),
        }),
        Feature::Renew => Action::Renew(Renew {
            pc,
            answer: answer(others, stream),
        }),
        Feature::Backup => Action::Backup {
            pc,
            backup,
            pin: chosen,
            pin_again: Some(typed),
            encryption: match others {
                true => pick(stream, WizardEncryption::ALL),
                false => WizardEncryption::default(),
            },
        },
        _ => return None,
    })
}
