//! What is known of one program, and what follows for a file.

use super::{Answer, Consumer, Feature, Obstacle, Remedy, Structure, Unknown};
use crate::pkcs12::Algorithm;
use crate::reason::Reason;

/// What one program reads.
pub(super) struct Row {
    pub(super) consumer: Consumer,
    /// The algorithms that it reads.
    pub(super) reads: &'static [&'static [Algorithm]],
    /// Those that it does not.
    pub(super) refuses: &'static [&'static [Algorithm]],
    /// What it says of them.
    pub(super) says: Reason,
    pub(super) remedy: Remedy,
    /// How it takes PBMAC1.
    pub(super) pbmac1: Pbmac1,
    /// The most iterations of a decryption.
    pub(super) iterations_max: Option<u64>,
    /// The most of a MAC.
    pub(super) mac_iterations_max: Option<u64>,
    pub(super) structure: Knowledge,
    pub(super) sources: &'static [&'static str],
}

/// How a program takes PBMAC1 (RFC 9579).
pub(super) enum Pbmac1 {
    Reads,
    /// It says this.
    Refuses(Reason),
    /// From this version on it reads it.
    From(&'static str),
    NotKnown,
}

/// What is known of a program and structure.
pub(super) enum Knowledge {
    /// It was given files of every feature: it expects all but these, and of some nothing general
    /// can be said.
    Tried {
        answers: &'static [(Feature, Answer)],
        unclear: &'static [Feature],
    },
    /// Sources speak only of these, which it reads.
    Told(&'static [Feature]),
}

impl Row {
    /// What it says of an algorithm that it does not read.
    pub(super) fn says_of(&self, algorithm: &Algorithm) -> Reason {
        match (algorithm, &self.pbmac1) {
            (Algorithm::Pbmac1 { .. }, Pbmac1::Refuses(reason)) => *reason,
            _ => self.says,
        }
    }

    /// What to do about an algorithm that it does not read.
    pub(super) fn remedy(&self, algorithm: &Algorithm) -> Remedy {
        match algorithm {
            Algorithm::Pbmac1 { .. } => Remedy::ExportAsAes,
            _ => self.remedy,
        }
    }

    /// What it says of a feature that it does not expect.
    pub(super) fn answer(&self, feature: Feature) -> Answer {
        let known = match self.structure {
            Knowledge::Tried { answers, .. } => answers,
            Knowledge::Told(_) => &[],
        };
        let known = known.iter().find(|(other, _)| *other == feature);
        known.map_or(Answer::Error(self.says), |(_, answer)| *answer)
    }

    /// What keeps it from reading a file, as far as that is known.
    pub(super) fn obstacle(&self, structure: &Structure) -> Option<Obstacle> {
        // What it says something about comes before what it leaves out.
        self.unread_algorithm(structure)
            .or_else(|| self.unexpected(structure, |answer| matches!(answer, Answer::Error(_))))
            .or_else(|| self.too_many_iterations(structure))
            .or_else(|| self.unexpected(structure, |_| true))
    }

    fn unread_algorithm(&self, structure: &Structure) -> Option<Obstacle> {
        let is_refused = |algorithm: &&Algorithm| {
            let pbmac1 = matches!(algorithm, Algorithm::Pbmac1 { .. });
            let refused = self.refuses.iter().any(|some| some.contains(algorithm));
            refused || pbmac1 && matches!(self.pbmac1, Pbmac1::Refuses(_))
        };
        let mut algorithms = structure.algorithms.iter();
        algorithms
            .find(is_refused)
            .cloned()
            .map(Obstacle::Algorithm)
    }

    fn unexpected(
        &self,
        structure: &Structure,
        is_meant: impl Fn(Answer) -> bool,
    ) -> Option<Obstacle> {
        let Knowledge::Tried { answers, unclear } = self.structure else {
            return None;
        };
        // Of files that are not sound nothing is known.
        if structure.features.contains(&Feature::Mismatch) {
            return None;
        }
        let answers = answers.iter().filter(|(feature, answer)| {
            structure.features.contains(feature) && is_meant(*answer) && !unclear.contains(feature)
        });
        let mut features = answers.map(|(feature, _)| *feature);
        features.next().map(Obstacle::Feature)
    }

    fn too_many_iterations(&self, structure: &Structure) -> Option<Obstacle> {
        let exceeds = |found: u64, most: Option<u64>| {
            let most = most.filter(|most| found > *most)?;
            Some(Obstacle::Iterations { found, most })
        };
        exceeds(structure.mac_iterations, self.mac_iterations_max)
            .or_else(|| exceeds(structure.iterations, self.iterations_max))
    }

    /// What it is not known to read, in a file in which nothing is known to be in its way.
    pub(super) fn unknown(&self, structure: &Structure) -> Option<Unknown> {
        let mut algorithms = structure.algorithms.iter();
        let algorithm = algorithms.find_map(|algorithm| self.unknown_algorithm(algorithm));
        let mut features = structure.features();
        algorithm
            .or_else(|| features.find(|it| !self.expects(*it)).map(Unknown::Feature))
            .or_else(|| (!structure.opened).then_some(Unknown::Contents))
    }

    fn unknown_algorithm(&self, algorithm: &Algorithm) -> Option<Unknown> {
        match (algorithm, &self.pbmac1) {
            (Algorithm::Pbmac1 { .. }, Pbmac1::Reads) => None,
            (Algorithm::Pbmac1 { .. }, Pbmac1::From(from)) => Some(Unknown::Version {
                algorithm: algorithm.clone(),
                from,
            }),
            _ if self.reads.iter().any(|some| some.contains(algorithm)) => None,
            _ => Some(Unknown::Algorithm(algorithm.clone())),
        }
    }

    /// Whether it is known to read a file with this feature.
    fn expects(&self, feature: Feature) -> bool {
        match self.structure {
            _ if matches!(
                feature,
                Feature::Mismatch | Feature::OtherKey | Feature::UnreadableKey
            ) =>
            {
                false
            }
            Knowledge::Tried { unclear, .. } => !unclear.contains(&feature),
            Knowledge::Told(read) => read.contains(&feature),
        }
    }
}
