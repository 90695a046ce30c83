//! What a part of the facilities tells of all of them.

use super::numbers::Numbers;

/// Sums and sums of squares over facilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moments {
    minutes: Moment,
    offline: Moment,
    letters: Moment,
    yen: Moment,
}

/// The sum of something, and of its squares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moment {
    sum: u128,
    squares: u128,
}

impl Moment {
    fn add(&mut self, value: u64) {
        let value = u128::from(value);
        self.sum += value;
        self.squares += value * value;
    }

    fn add_moment(&mut self, other: Moment) {
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The sum over all facilities, from a sample without replacement.
    fn of_all(self, sampled: u64, all: u64) -> Interval {
        let (n, all) = (u128::from(sampled.max(1)), u128::from(all));
        let estimate = self.sum * all / n;
        // n squares less the square of the sum is n (n - 1) variances; the variance of the mean is
        // the variance by n, of which the part that was seen is none.
        let spread = (n * self.squares).saturating_sub(self.sum * self.sum);
        let unseen = all.saturating_sub(n);
        // Multiplied first: the variance of a part is less than one.
        let of_sum = spread.saturating_mul(all * unseen) / (n * n * (n - 1)).max(1);
        // 1.96 standard deviations to each side.
        let half = (of_sum.isqrt() * 196).div_ceil(100);
        let narrow = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
        Interval {
            estimate: narrow(estimate),
            low: narrow(estimate.saturating_sub(half).max(self.sum.min(estimate))),
            high: narrow(estimate + half),
        }
    }
}

impl Moments {
    pub(super) fn add(&mut self, numbers: &Numbers) {
        self.minutes.add(numbers.minutes_at_facility.unsigned_abs());
        self.offline.add(u64::from(numbers.minutes_at_facility > 0));
        self.letters.add(numbers.letters.into());
        self.yen.add(numbers.yen.into());
    }

    /// What so many facilities, whose sums these are, tell of all.
    pub(super) fn of_all(&self, sampled: u64, all: u64) -> Estimate {
        let of_all = |moment: Moment| moment.of_all(sampled, all);
        Estimate {
            minutes_at_facility: of_all(self.minutes),
            offline_ever: of_all(self.offline),
            letters: of_all(self.letters),
            yen: of_all(self.yen),
        }
    }

    pub(super) fn add_moments(&mut self, other: &Moments) {
        self.minutes.add_moment(other.minutes);
        self.offline.add_moment(other.offline);
        self.letters.add_moment(other.letters);
        self.yen.add_moment(other.yen);
    }
}

/// A number that was not counted, with the bounds between which it is in 95 of 100 samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The most likely one.
    pub estimate: u64,
    /// The lower bound. What was seen in the sample is no less.
    pub low: u64,
    /// The upper bound.
    pub high: u64,
}

/// What a sample tells of all facilities. It is taken for one drawn at random, which is on the safe
/// side: each kind has its share in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Minutes in which no PC of a facility could use the services.
    pub minutes_at_facility: Interval,
    /// How many facilities were offline at least once.
    pub offline_ever: Interval,
    /// Letters that were posted.
    pub letters: Interval,
    /// Yen in all.
    pub yen: Interval,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(values: &[u64]) -> Moment {
        let mut moment = Moment::default();
        values.iter().for_each(|value| moment.add(*value));
        moment
    }

    #[test]
    fn all_of_them_tell_exactly() {
        let all = moment(&[3, 5, 7]).of_all(3, 3);
        let sum = 15;
        assert_eq!((all.estimate, all.low, all.high), (sum, sum, sum));
    }

    /// Ten of a thousand, of which five: 0.527 / sqrt(10) * 1000 * sqrt(0.99) = 165.8.
    #[test]
    fn a_part_has_an_interval_too() {
        let values: Vec<u64> = (0..10).map(|at| at % 2).collect();
        let told = moment(&values).of_all(10, 1_000);
        assert_eq!(told.estimate, 500);
        assert!((823..=827).contains(&told.high), "{told:?}");
        assert!((173..=177).contains(&told.low), "{told:?}");
    }

    /// Ten of a thousand: the mean is 100 and the standard deviation 105.4, so the standard error
    /// of the sum is 105.4 / sqrt(10) * 1000 * sqrt(0.99) = 33,166.
    #[test]
    fn the_interval_is_that_of_the_books() {
        let values: Vec<u64> = (0..10).map(|at| 200 * (at % 2)).collect();
        let told = moment(&values).of_all(10, 1_000);
        assert_eq!(told.estimate, 100_000);
        assert!((164_900..=165_100).contains(&told.high), "{told:?}");
        assert!((34_900..=35_100).contains(&told.low), "{told:?}");
    }
}
