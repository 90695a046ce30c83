//! The options of a random world: which features are on, and how much each of them happens. They
//! are drawn before the world (swarm testing; Groce and others, ISSTA 2012): where everything may
//! happen a little, all worlds are alike, and much hides behind something else.

use std::collections::BTreeMap;
use std::fmt;

use super::Feature;
use crate::seed::{Seed, Stream};

/// The features that are on in a world, each with its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options(BTreeMap<Feature, u64>);

impl Options {
    /// Returns the options of the world of this seed.
    pub fn draw(seed: Seed) -> Self {
        let on = Feature::ALL.iter().filter_map(|feature| {
            let mut stream = seed.stream(&format!("swarm/option/{}", feature.name()));
            let is_on = stream.below(16) < feature.sixteenths();
            is_on.then(|| (*feature, 1 << stream.below(4)))
        });
        Options(on.collect())
    }

    /// Whether a feature is on.
    pub fn has(&self, feature: Feature) -> bool {
        self.0.contains_key(&feature)
    }

    /// The features that are on.
    pub fn features(&self) -> impl Iterator<Item = Feature> {
        self.0.keys().copied()
    }

    /// Draws one of the faults and actions that are on, by their weights; `None` if there are none.
    pub(super) fn deed(&self, stream: &mut Stream) -> Option<Feature> {
        let deeds = || self.0.iter().filter(|(feature, _)| feature.is_deed());
        let all: u64 = deeds().map(|(_, weight)| weight).sum();
        if all == 0 {
            return None;
        }
        let mut at = stream.below(all);
        let mut deeds = deeds();
        loop {
            let (feature, weight) = deeds.next()?;
            match at.checked_sub(*weight) {
                None => return Some(*feature),
                Some(rest) => at = rest,
            }
        }
    }
}

impl fmt::Display for Options {
    /// On one line, in the order of [`Feature`]: `lose-letter*4 several-pcs`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("-");
        }
        for (at, (feature, weight)) in self.0.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{feature}")?;
            if feature.is_deed() && *weight > 1 {
                write!(f, "*{weight}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::named::Named;

    #[test]
    fn every_feature_is_on_and_off_within_two_hundred_worlds() {
        let swarm = super::super::Swarm::new(Seed::new(1));
        let options = |world| Options::draw(swarm.world_seed(world));
        let all: Vec<Options> = (0..200).map(options).collect();
        for feature in Feature::ALL {
            assert!(all.iter().any(|one| one.has(*feature)), "{feature} is on");
            assert!(!all.iter().all(|one| one.has(*feature)), "{feature} is off");
        }
        let distinct: BTreeSet<String> = all.iter().map(Options::to_string).collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(Feature::COUNT, Feature::NAMES.len());
    }

    #[test]
    fn deeds_are_drawn_by_their_weights_and_only_those_that_are_on() {
        let weights = [
            (Feature::LoseLetter, 1),
            (Feature::Renew, 8),
            (Feature::Mails, 8),
        ];
        let options = Options(weights.into());
        let mut stream = Seed::new(1).stream("deeds");
        let drawn: Vec<Feature> = (0..900).filter_map(|_| options.deed(&mut stream)).collect();
        let renewals = drawn.iter().filter(|feature| **feature == Feature::Renew);
        let renewals = renewals.count();
        assert_eq!(drawn.len(), 900);
        assert!((750..850).contains(&renewals), "{renewals}");
        assert!(!drawn.contains(&Feature::Mails));
        assert_eq!(Options(BTreeMap::new()).deed(&mut stream), None);
        assert_eq!(options.to_string(), "lose-letter renew*8 mails");
    }
}
