//! A share of the scenarios, so that several machines play all of them together.

use std::fmt;
use std::num::NonZeroUsize;
use std::str::FromStr;

/// One of several shares: `2/4` is the second of four. The first item goes to the first share, the
/// second to the second, and so on in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    share: NonZeroUsize,
    of: NonZeroUsize,
}

/// A text that is not a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the share and how many there are, such as 2/4")]
pub struct PartitionError;

impl Partition {
    /// Leaves the items of this share.
    pub fn retain<T>(self, items: &mut Vec<T>) {
        let mut at = 0;
        items.retain(|_| {
            at += 1;
            at % self.of == self.share.get() % self.of
        });
    }
}

impl FromStr for Partition {
    type Err = PartitionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (share, of) = text.split_once('/').ok_or(PartitionError)?;
        let number = |text: &str| text.parse().map_err(|_| PartitionError);
        let (share, of) = (number(share)?, number(of)?);
        match share <= of {
            true => Ok(Partition { share, of }),
            false => Err(PartitionError),
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.share, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_together_are_everything_once() {
        let all: Vec<usize> = (0..10).collect();
        for of in 1..=12 {
            let mut together = Vec::new();
            for share in 1..=of {
                let partition: Partition = format!("{share}/{of}").parse().unwrap();
                let mut items = all.clone();
                partition.retain(&mut items);
                assert!(items.len().abs_diff(10 / of) <= 1, "{partition}");
                together.extend(items);
            }
            together.sort_unstable();
            assert_eq!(together, all, "{of}");
        }
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in ["", "1", "0/4", "5/4", "1/0", "a/b", "1/2/3", "-1/2"] {
            assert_eq!(text.parse::<Partition>(), Err(PartitionError), "{text}");
        }
    }
}
