//! Whether time goes on: a world in which ever more happens, and the clock hardly moves, would
//! never come to an end.

use chrono::{DateTime, Duration, Utc};

/// The most messages within a day that nobody did anything on. A PC has a few dozen on its busiest
/// days.
const MESSAGES_A_DAY_MAX: usize = 1_000;

/// The same for each PC.
const MESSAGES_A_DAY_AND_PC_MAX: usize = 500;

/// How much has happened since somebody did something, or a day began.
#[derive(Debug, Default)]
pub(super) struct Pace {
    day_began: Option<DateTime<Utc>>,
    messages: usize,
    stands_still: Option<DateTime<Utc>>,
}

impl Pace {
    /// Somebody does something, or lets time pass.
    pub(super) fn begin(&mut self) {
        self.day_began = None;
    }

    /// A message was delivered in a world of so many PCs.
    pub(super) fn delivered(&mut self, at: DateTime<Utc>, pcs: usize) {
        if self
            .day_began
            .is_none_or(|began| at - began >= Duration::days(1))
        {
            self.day_began = Some(at);
            self.messages = 0;
        }
        self.messages += 1;
        if self.messages > MESSAGES_A_DAY_MAX + pcs * MESSAGES_A_DAY_AND_PC_MAX {
            self.stands_still = self.stands_still.or(Some(at));
        }
    }

    /// When it became too much.
    pub(super) fn stands_still(&self) -> Option<DateTime<Utc>> {
        self.stands_still
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many messages at one moment and another.
    fn deliver(pace: &mut Pace, seconds: i64, messages: usize) {
        let at = DateTime::from_timestamp(seconds, 0).expect("in the first days of 1970");
        (0..messages).for_each(|_| pace.delivered(at, 1));
    }

    #[test]
    fn a_day_has_a_limit_and_the_next_day_begins_anew() {
        let most = MESSAGES_A_DAY_MAX + MESSAGES_A_DAY_AND_PC_MAX;
        let mut pace = Pace::default();
        deliver(&mut pace, 0, most);
        deliver(&mut pace, 86_400, most);
        assert_eq!(pace.stands_still(), None);
        pace.begin();
        deliver(&mut pace, 86_400, most);
        assert_eq!(pace.stands_still(), None);
        deliver(&mut pace, 86_401, 1);
        let at = DateTime::from_timestamp(86_401, 0);
        assert_eq!(pace.stands_still(), at);
        deliver(&mut pace, 500_000, 1);
        assert_eq!(pace.stands_still(), at);
    }
}
