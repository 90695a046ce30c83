//! Which notice a clock that shows a certain time calls for, and since when.

use chrono::{DateTime, Duration, Utc};

use crate::checker::hours::{date, midnight};
use crate::lifecycle::notice::Notice;
use crate::lifecycle::rules::Rules;

/// The most urgent notice about a certificate when it is `shown`, and since when it is due.
pub(in crate::checker) fn in_force(
    rules: &Rules,
    not_after: DateTime<Utc>,
    shown: DateTime<Utc>,
) -> Option<(Notice, DateTime<Utc>)> {
    let (notices, calendar) = (&rules.notices, &rules.calendar);
    let today = date(calendar, shown);
    if shown > not_after {
        let over = not_after + Duration::seconds(1);
        let since = date(calendar, over);
        let days = (today - since).num_days();
        let every = notices.expired_every;
        let times = if every > 0 { days / every } else { 0 };
        let due = match times {
            0 => over,
            _ => midnight(calendar, since + Duration::days(times * every))?,
        };
        return Some((Notice::Expired, due));
    }
    let end = date(calendar, not_after);
    let left = (end - today).num_days();
    let mut all = notices.days.clone();
    all.extend(0..=notices.daily_from);
    // Of those that have come, the one for the fewest days.
    let days = all.into_iter().filter(|days| *days >= left.max(0)).min()?;
    let due = midnight(calendar, end - Duration::days(days))?;
    Some((Notice::Before { days }, due))
}
