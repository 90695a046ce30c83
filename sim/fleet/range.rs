//! A part of a fleet, by the numbers of its facilities.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// Numbers of facilities, from the first to before the second: `4096..8192`.
///
/// ```
/// use kigen::fleet::FacilityRange;
///
/// let part: FacilityRange = "4096..8192".parse()?;
/// assert_eq!(part.numbers(), 4096..8192);
/// # Ok::<(), kigen::fleet::FacilityRangeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityRange(Range<u32>);

/// That a text is no [`FacilityRange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write two numbers, the first no greater than the second: 4096..8192")]
pub struct FacilityRangeError;

impl FacilityRange {
    /// The numbers.
    pub fn numbers(&self) -> Range<u32> {
        self.0.clone()
    }
}

impl FromStr for FacilityRange {
    type Err = FacilityRangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<u32>().map_err(|_| FacilityRangeError);
        let (first, end) = text.split_once("..").ok_or(FacilityRangeError)?;
        let (first, end) = (number(first)?, number(end)?);
        match first <= end {
            true => Ok(FacilityRange(first..end)),
            false => Err(FacilityRangeError),
        }
    }
}

impl fmt::Display for FacilityRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.0.start, self.0.end)
    }
}
