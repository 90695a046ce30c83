//! All notices of one certificate at once: an oracle for other people's programs.

use chrono::{DateTime, Utc};

use super::{NoticeSchedule, NoticeShown, NoticeState, next};
use crate::lifecycle::clock::PcClock;
use crate::lifecycle::power::PowerCalendar;

/// Everything that decides when the notices of one certificate are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeCase {
    /// Which notices there are.
    pub schedule: NoticeSchedule,
    /// The certificate's last second.
    pub not_after: DateTime<Utc>,
    /// When the PC is on.
    pub power: PowerCalendar,
    /// What its clock shows.
    pub clock: PcClock,
    /// When somebody dismisses what is on the screen, sorted. It does nothing if the screen is
    /// empty. A notice that appears at that very second is dismissed.
    pub dismissals: Vec<DateTime<Utc>>,
    /// When the certificate comes into the store: the first second that is looked at.
    pub from: DateTime<Utc>,
    /// The first second that is not.
    pub until: DateTime<Utc>,
}

/// Returns every notice that appears on the screen, in chronological order.
///
/// ```
/// # use kigen::lifecycle::clock::PcClock;
/// # use kigen::lifecycle::notice::{NoticeSchedule, NoticeCase, notices_shown};
/// # use kigen::time::{format_jst, parse_instant};
/// let case = NoticeCase {
///     schedule: NoticeSchedule::default(),
///     not_after: parse_instant("2025-12-28T10:00:00+09:00")?,
///     power: "08:30-18:30 business".parse().unwrap(),
///     clock: PcClock::right(),
///     dismissals: vec![],
///     from: parse_instant("2025-12-26T00:00:00+09:00")?,
///     until: parse_instant("2026-01-06T00:00:00+09:00")?,
/// };
/// let shown = notices_shown(&case).into_iter();
/// let shown: Vec<_> = shown.map(|it| (format_jst(it.at), it.notice.to_string())).collect();
/// assert_eq!(shown, [
///     ("2025-12-26 08:30:00 JST".to_owned(), "before-2".to_owned()),
///     ("2026-01-05 08:30:00 JST".to_owned(), "expired".to_owned()),
/// ]);
/// # Ok::<(), kigen::time::InstantError>(())
/// ```
pub fn notices_shown(case: &NoticeCase) -> Vec<NoticeShown> {
    let mut state = NoticeState::default();
    let mut shown = Vec::new();
    let mut from = case.from;
    let in_time = |at: &&DateTime<Utc>| (case.from..case.until).contains(*at);
    let mut dismissals = case.dismissals.iter().filter(in_time).peekable();
    loop {
        let next = next(
            &case.schedule,
            case.not_after,
            &case.power,
            &case.clock,
            &state,
            from,
        );
        let next = next.filter(|next| next.at < case.until);
        match (next, dismissals.peek()) {
            (Some(next), None) => {
                state.shown(next);
                shown.push(next);
                from = next.at;
            }
            (Some(next), Some(dismissal)) if next.at <= **dismissal => {
                state.shown(next);
                shown.push(next);
                from = next.at;
            }
            (_, Some(dismissal)) => {
                state.dismissed(&case.power, **dismissal);
                from = **dismissal;
                dismissals.next();
            }
            (None, None) => return shown,
        }
    }
}
