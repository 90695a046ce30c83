//! Making a scenario smaller, as long as it keeps what it is kept for.
//!
//! It is the scenario that shrinks, not what it was drawn from. Steps go from the end, because what
//! comes later depends on what came before; then PCs, settings, times and PINs. Everything is tried
//! in a fixed order, and counted, so that the same scenario always becomes the same.

use crate::actor::{
    Action, FacilitySettings, Import, ImportSource, PcSettings, Policy, Restore, ServiceSettings,
    WizardChoices,
};
use crate::key::KeyAlgorithm;
use crate::lifecycle::rules::Rules;
use crate::pin::Pin;
use crate::pki::Pki;
use crate::scenario::{Scenario, Step, StepAction, StepTime, When};
use crate::seed::Seed;
use crate::time::Span;
use crate::world::WorldSettings;

/// Returns the smallest scenario that `keeps` accepts, of those tried with so many calls of it.
/// `keeps` returns the scenario as it was played.
pub(super) fn shrink(
    scenario: Scenario,
    calls_max: usize,
    keeps: impl FnMut(&Scenario) -> Option<Scenario>,
) -> Scenario {
    let mut shrinking = Shrinking {
        best: scenario,
        calls_left: calls_max,
        keeps,
    };
    loop {
        let before = shrinking.best.clone();
        shrinking.steps();
        shrinking.pcs();
        // Shorter worlds are played faster.
        shrinking.times();
        shrinking.settings();
        shrinking.deeds();
        if shrinking.best == before || shrinking.calls_left == 0 {
            break;
        }
    }
    shrinking.seed();
    shrinking.best
}

struct Shrinking<F> {
    best: Scenario,
    calls_left: usize,
    keeps: F,
}

impl<F: FnMut(&Scenario) -> Option<Scenario>> Shrinking<F> {
    /// Takes a smaller scenario if it will do.
    fn attempt(&mut self, smaller: Scenario) -> bool {
        if smaller == self.best || self.calls_left == 0 {
            return false;
        }
        // It has to be a scenario still: other passwords keep no rule for four digits.
        if Scenario::parse(&smaller.to_toml()).is_err() {
            return false;
        }
        self.calls_left -= 1;
        let Some(played) = (self.keeps)(&smaller) else {
            return false;
        };
        self.best = played;
        true
    }

    fn change(&mut self, change: impl FnOnce(&mut Scenario)) -> bool {
        let mut smaller = self.best.clone();
        change(&mut smaller);
        self.attempt(smaller)
    }

    /// Takes out steps from the end, in halves, quarters and so on.
    fn steps(&mut self) {
        let mut size = self.best.steps.len();
        while size > 0 {
            let mut end = self.best.steps.len();
            while end > 0 && self.calls_left > 0 {
                let start = end.saturating_sub(size);
                self.change(|scenario| {
                    scenario.steps.drain(start..end);
                });
                end = start.min(self.best.steps.len());
            }
            size /= 2;
        }
    }

    /// Takes out PCs with everything that is about them.
    fn pcs(&mut self) {
        let names = self.best.world.pcs.iter().map(|pc| pc.name.clone());
        let names: Vec<_> = names.collect();
        for name in names.iter().rev() {
            if self.best.world.pcs.len() == 1 {
                break;
            }
            self.change(|scenario| {
                scenario.world.pcs.retain(|pc| pc.name != *name);
                scenario.steps.retain(|step| !is_about(step, name));
            });
        }
    }

    /// Sets everything back to the manual's world: first all, then each.
    fn settings(&mut self) {
        let plain_pcs = |scenario: &mut Scenario| {
            for pc in &mut scenario.world.pcs {
                *pc = PcSettings::new(pc.name.clone());
            }
        };
        // What changes nothing is not tried, so that all at once saves trying each.
        self.change(|scenario| {
            plain_pcs(scenario);
            let world = &mut scenario.world;
            let policy = &world.facility.policy;
            let policy = Policy {
                recovers: policy.recovers,
                pin: policy.pin.clone(),
                ..Policy::default()
            };
            let files = std::mem::take(&mut world.facility.files);
            *world = WorldSettings {
                facility: FacilitySettings {
                    policy,
                    files,
                    ..FacilitySettings::default()
                },
                pcs: std::mem::take(&mut world.pcs),
                ..WorldSettings::new(world.seed, world.start)
            };
        });
        self.change(|scenario| scenario.world.rules = Rules::default());
        self.change(|scenario| scenario.world.pki = Pki::default());
        self.change(plain_pcs);
        self.change(|scenario| scenario.world.key = KeyAlgorithm::P256);
        self.change(|scenario| scenario.world.issuing_ends = None);
        self.change(|scenario| scenario.world.services = ServiceSettings::default());
        self.change(|scenario| {
            let FacilitySettings { policy, files, .. } = scenario.world.facility.clone();
            scenario.world.facility = FacilitySettings {
                policy,
                files,
                ..FacilitySettings::default()
            };
        });
        self.change(|scenario| {
            let policy = &mut scenario.world.facility.policy;
            *policy = Policy {
                recovers: policy.recovers,
                pin: policy.pin.clone(),
                ..Policy::default()
            };
        });
        for reset in resets() {
            self.change(reset);
        }
        self.change(|scenario| {
            // 28 November 2022, a Monday, 10:00 JST.
            scenario.world.start = "2022-11-28T01:00:00Z".parse().expect("it is a date");
        });
    }

    /// Moves steps to whole days after the start, or to the one before.
    fn times(&mut self) {
        for at in 0..self.best.steps.len() {
            self.change(|scenario| {
                if let Some(step) = scenario.steps.get_mut(at) {
                    step.when = StepTime::Now;
                }
            });
            for unit in [86_400 * 10, 86_400, 3_600] {
                self.change(|scenario| {
                    if let Some(Step { when, .. }) = scenario.steps.get_mut(at)
                        && let StepTime::At(When::SinceStart(since)) = when
                    {
                        let whole = (since.as_seconds() + unit - 1) / unit * unit;
                        *since = Span::try_seconds(whole).unwrap_or(*since);
                    }
                });
            }
        }
    }

    /// Does what the manual says, with the simplest of PINs.
    fn deeds(&mut self) {
        for at in 0..self.best.steps.len() {
            self.change(|scenario| {
                if let Some(Step {
                    deed: StepAction::Do(action),
                    ..
                }) = scenario.steps.get_mut(at)
                {
                    *action = plain(action.clone());
                }
            });
        }
        self.change(|scenario| scenario.world.facility.policy.pin = None);
    }

    fn seed(&mut self) {
        self.change(|scenario| scenario.world.seed = Seed::new(1));
    }
}

fn is_about(step: &Step, name: &crate::label::Label) -> bool {
    let at = match &step.when {
        StepTime::At(When::Around { pc, .. }) => Some(pc),
        _ => None,
    };
    step.deed.pc() == Some(name) || at == Some(name)
}

/// The action with the manual's choices and the PIN of whoever has not chosen one.
fn plain(action: Action) -> Action {
    let pin: Pin = "0000".parse().expect("it is four digits");
    match action {
        Action::Download { pc, .. } => Action::Download { pc, pin },
        Action::Import(Import {
            pc,
            source: ImportSource::Download { .. },
            ..
        }) => Action::import(pc, pin),
        Action::Restore(Restore { pc, backup, .. }) => Action::Restore(Restore {
            pc,
            backup,
            pin,
            choices: WizardChoices::default(),
        }),
        Action::Backup { pc, backup, .. } => Action::backup(pc, backup, pin),
        Action::Renew(renew) => Action::renew(renew.pc),
        Action::Connect(connect) => Action::connect(connect.pc),
        other => other,
    }
}

/// What sets one setting back.
fn resets() -> Vec<fn(&mut Scenario)> {
    macro_rules! reset {
        ($($($field:ident).+ = $value:expr;)+) => {
            vec![$(|scenario: &mut Scenario| scenario.world.$($field).+ = $value,)+]
        };
    }
    reset! {
        rules.download_days = Rules::default().download_days;
        rules.dispatch_business_days = Rules::default().dispatch_business_days;
        rules.delivery = Rules::default().delivery;
        rules.mail_days = Rules::default().mail_days;
        rules.letter_kept_days = Rules::default().letter_kept_days;
        rules.notices = Rules::default().notices;
        rules.notices_by = Rules::default().notices_by;
        rules.issue_yen = Rules::default().issue_yen;
        rules.letter_yen = Rules::default().letter_yen;
        rules.billing_months = Rules::default().billing_months;
        rules.calendar = Rules::default().calendar;
        pki.subject = Pki::default().subject;
        pki.subject_alt_names = Vec::new();
        pki.key = None;
        pki.signature_hash = None;
        pki.key_usages = None;
        pki.extended_key_usages = Pki::default().extended_key_usages;
        pki.policies = Vec::new();
        pki.crl_distribution_points = Pki::default().crl_distribution_points;
        pki.ocsp = Vec::new();
        pki.ca_issuers = Vec::new();
        pki.serial_bytes = Pki::default().serial_bytes;
        pki.validity = Pki::default().validity;
        pki.backdate = Pki::default().backdate;
        pki.renewal_window = Pki::default().renewal_window;
        pki.renewal_key = Pki::default().renewal_key;
        pki.authorities = Pki::default().authorities;
        pki.file_passwords = None;
        facility.institution = FacilitySettings::default().institution;
        facility.payment = Default::default();
        facility.portal_account = true;
        facility.policy.reads_notices = false;
        facility.policy.renews = Default::default();
        facility.policy.renews_automatically = false;
        facility.policy.renewal_jitter = Span::default();
        facility.policy.backs_up = false;
        facility.policy.wrong_pins = 0;
        facility.policy.absent = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Title;

    /// Steps that wait until these days.
    fn waits(days: &[i16]) -> Scenario {
        let wait = |day: &i16| {
            let at = When::SinceStart(Span::days(*day));
            Step::new(StepTime::At(at), StepAction::Wait)
        };
        let start = "2024-05-01T03:04:05Z".parse().unwrap();
        let mut world = WorldSettings::new(Seed::new(77), start);
        let names = ["受付01", "受付02"];
        world.pcs = names
            .map(|name| PcSettings::new(name.parse().unwrap()))
            .into();
        world.rules.mail_days = (1, 9);
        world.rules.issue_yen = 5;
        Scenario {
            title: Title {
                ja: "待つ".into(),
                en: "Waiting".into(),
            },
            rows: Vec::new(),
            world,
            steps: days.iter().map(wait).collect(),
        }
    }

    fn days(scenario: &Scenario) -> Vec<i64> {
        let steps = scenario.steps.iter();
        steps
            .filter_map(|step| match step.when {
                StepTime::At(When::SinceStart(since)) => Some(since.as_seconds() / 86_400),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn only_what_is_needed_is_left() {
        let needs = |scenario: &Scenario| {
            let days = days(scenario);
            let keeps =
                days.contains(&7) && days.contains(&400) && scenario.world.rules.issue_yen == 5;
            keeps.then(|| scenario.clone())
        };
        let all: Vec<i16> = (0..500).collect();
        let small = shrink(waits(&all), 1_000, needs);
        assert_eq!(days(&small), [7, 400]);
        assert_eq!(small.world.pcs.len(), 1);
        assert_eq!(small.world.rules.mail_days, Rules::default().mail_days);
        assert_eq!(small.world.seed, Seed::new(1));
    }

    #[test]
    fn the_calls_are_limited() {
        let mut calls = 0;
        let all: Vec<i16> = (0..500).collect();
        shrink(waits(&all), 20, |_| {
            calls += 1;
            None
        });
        assert_eq!(calls, 20);
    }
}
