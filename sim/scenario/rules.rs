//! The `[rules]` of a scenario file: the numbers of the world, where they differ from the manual's.

use std::ops::{Range, RangeInclusive};

use serde::Deserialize;
use toml::Spanned;

use super::error::ScenarioError;
use crate::lifecycle::notice::NoticeSchedule;
use crate::lifecycle::rules::Rules;

/// No number of days or months may be more: it is a hundred years of months, and three of days.
const RULE_MAX: u32 = 1_200;
/// A schedule of notices may name so many single days; one for each day of a year.
const NOTICE_DAYS_MAX: usize = 366;
/// No fee is more; the sum of all of them stays within what a bill can hold.
const YEN_MAX: u32 = 1_000_000;

/// Where the table leaves something out, the manual's value holds.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RulesTable {
    /// Validity in calendar months; 39.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    validity_months: Option<Spanned<u32>>,
    /// Renewal opens so many days before expiry; 90.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    renewal_days: Option<Spanned<u32>>,
    /// Downloads close so many days after the issuance letter was issued; 180.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    download_days: Option<Spanned<u32>>,
    /// Business days from the application to the issuance letter, fewest and most; [2, 3].
    #[cfg_attr(feature = "schema", schemars(with = "Option<[u32; 2]>"))]
    dispatch_business_days: Option<Spanned<[u32; 2]>>,
    /// Days the letter travels, fewest and most; [2, 5].
    #[cfg_attr(feature = "schema", schemars(with = "Option<[u32; 2]>"))]
    mail_days: Option<Spanned<[u32; 2]>>,
    /// Days the post keeps a letter nobody was in for; 7.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    letter_kept_days: Option<Spanned<u32>>,
    /// When the MPKI client shows notices.
    #[serde(default)]
    notices: NoticesTable,
    /// Yen for each issue and renewal; 1500.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    issue_yen: Option<Spanned<u32>>,
    /// Yen for each letter after an expiry; 753.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    letter_yen: Option<Spanned<u32>>,
    /// Fees are collected so many months later; 2.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>"))]
    billing_months: Option<Spanned<u32>>,
}

#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct NoticesTable {
    /// Single days before expiry; [90, 60, 30, 15].
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<u32>>"))]
    days: Option<Spanned<Vec<u32>>>,
    /// From so many days before expiry there is one a day; 7, and -1 for none.
    daily_from: Option<i32>,
    /// After expiry there is one each so many days; 1, and 0 for only the first.
    expired_every: Option<u32>,
}

impl RulesTable {
    /// The rules of the world.
    ///
    /// # Errors
    ///
    /// Where a number is out of its range.
    pub(super) fn over_defaults(
        self,
        wrong: &impl Fn(Range<usize>, String) -> ScenarioError,
    ) -> Result<Rules, ScenarioError> {
        let within = |number: Option<Spanned<u32>>, allowed: RangeInclusive<u32>, default: u32| {
            let Some(number) = number else {
                return Ok(default);
            };
            match allowed.contains(number.get_ref()) {
                true => Ok(*number.get_ref()),
                false => {
                    let (low, high) = (allowed.start(), allowed.end());
                    let message = format!("write a number from {low} to {high}");
                    Err(wrong(number.span(), message))
                }
            }
        };
        let days = |number, default: i64| {
            let default = u32::try_from(default).unwrap_or(RULE_MAX);
            within(number, 0..=RULE_MAX, default).map(i64::from)
        };
        let pair = |pair: Option<Spanned<[u32; 2]>>, default: (u64, u64)| {
            let Some(pair) = pair else {
                return Ok(default);
            };
            match *pair.get_ref() {
                [fewest, most] if fewest <= most && most <= RULE_MAX => {
                    Ok((fewest.into(), most.into()))
                }
                _ => {
                    let message = format!(
                        "write the fewest days and the most, such as [{}, {}], up to {RULE_MAX}",
                        default.0, default.1
                    );
                    Err(wrong(pair.span(), message))
                }
            }
        };
        let defaults = Rules::default();
        Ok(Rules {
            validity_months: within(self.validity_months, 1..=RULE_MAX, defaults.validity_months)?,
            renewal_days: days(self.renewal_days, defaults.renewal_days)?,
            download_days: days(self.download_days, defaults.download_days)?,
            dispatch_business_days: pair(
                self.dispatch_business_days,
                defaults.dispatch_business_days,
            )?,
            mail_days: pair(self.mail_days, defaults.mail_days)?,
            letter_kept_days: days(self.letter_kept_days, defaults.letter_kept_days)?,
            notices: self.notices.over_defaults(wrong)?,
            issue_yen: within(self.issue_yen, 0..=YEN_MAX, defaults.issue_yen)?,
            letter_yen: within(self.letter_yen, 0..=YEN_MAX, defaults.letter_yen)?,
            billing_months: within(self.billing_months, 0..=RULE_MAX, defaults.billing_months)?,
        })
    }
}

impl NoticesTable {
    fn over_defaults(
        self,
        wrong: &impl Fn(Range<usize>, String) -> ScenarioError,
    ) -> Result<NoticeSchedule, ScenarioError> {
        let defaults = NoticeSchedule::default();
        let days = match self.days {
            None => defaults.days,
            Some(days) if days.get_ref().len() > NOTICE_DAYS_MAX => {
                let message = format!("write at most {NOTICE_DAYS_MAX} days");
                return Err(wrong(days.span(), message));
            }
            Some(days) => days.get_ref().iter().copied().map(i64::from).collect(),
        };
        Ok(NoticeSchedule {
            days,
            daily_from: self.daily_from.map_or(defaults.daily_from, i64::from),
            expired_every: self.expired_every.map_or(defaults.expired_every, i64::from),
        })
    }
}
