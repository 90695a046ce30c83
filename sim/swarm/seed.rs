//! The seed of a swarm: a number, or a commit, which is another one each time.

use std::fmt;
use std::str::FromStr;

use crate::seed::Seed;

/// The seed of a swarm: a number, or the hash of a commit in hexadecimal (40 digits for SHA-1, 64
/// for SHA-256), whose last 64 bits are the number.
///
/// ```
/// use kigen::swarm::SwarmSeed;
///
/// let commit: SwarmSeed = "4635329000000000000000000000000000000010".parse()?;
/// assert_eq!(commit.0.value(), 16);
/// # Ok::<(), kigen::swarm::SwarmSeedError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SwarmSeed(pub Seed);

/// A text that is no seed of a swarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed is a whole number below 2^64, or a commit of 40 or 64 hexadecimal digits")]
pub struct SwarmSeedError;

impl FromStr for SwarmSeed {
    type Err = SwarmSeedError;

    fn from_str(text: &str) -> Result<Self, SwarmSeedError> {
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = match text.len() {
            40 | 64 if is_hex => u64::from_str_radix(&text[text.len() - 16..], 16).ok(),
            _ => text.parse().ok(),
        };
        let number = number.ok_or(SwarmSeedError)?;
        Ok(SwarmSeed(Seed::new(number)))
    }
}

impl fmt::Display for SwarmSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_number_or_a_commit() {
        let seed = |text: &str| text.parse::<SwarmSeed>().map(|seed| seed.0.value());
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        assert_eq!(
            seed("871bf61c6f4e6c3c9c1b8d2ae0c15c3d0000000f"),
            Ok(0xe0c1_5c3d_0000_000f)
        );
        let sha256 = format!("{}ff", "0".repeat(62));
        assert_eq!(seed(&sha256), Ok(255));
        for wrong in [
            "",
            "871bf61",
            "-1",
            "1x",
            "18446744073709551616",
            &"g".repeat(40),
        ] {
            assert_eq!(seed(wrong), Err(SwarmSeedError), "{wrong}");
        }
    }
}
