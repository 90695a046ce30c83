//! The numbers of the world, in one place, with the manual's values as defaults.

use chrono::{DateTime, Duration, Utc};

use super::delivery::Delivery;
use super::notice::{NoticeChannel, NoticeSchedule};
#[cfg(feature = "serde")]
use crate::notation::{fewest_and_most, within};
use crate::time::Calendar;

/// The largest number of days or months: 100 years in months, or about three years in days.
#[cfg(feature = "serde")]
const DAYS_MAX: i64 = 1_200;
/// The highest fee; the sum of all fees stays within what a bill can hold.
#[cfg(feature = "serde")]
const YEN_MAX: i64 = 1_000_000;

/// Every number that the procedures depend on, besides those of the certificates themselves, which
/// are the PKI's. Scenario files may set them, within the bounds given here.
///
/// Where a value is in the manual (NTT East, 電子証明書の有効期限が切れた場合 and the procedures
/// behind it) the line says so; where it was found elsewhere, or is assumed, the line says that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Downloads close this many days after the issuance letter was issued (found: issuer's FAQ).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, DAYS_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = DAYS_MAX)))]
    pub download_days: i64,
    /// Business days from the application to the issuance letter's dispatch, fewest and most
    /// (found).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "fewest_and_most::<_, { DAYS_MAX as u64 }>")
    )]
    pub dispatch_business_days: (u64, u64),
    /// How the ID and the password for a download come: by letter (manual).
    pub delivery: Delivery,
    /// Days the registered letter travels, fewest and most (assumed: about a week in all, manual).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "fewest_and_most::<_, { DAYS_MAX as u64 }>")
    )]
    pub mail_days: (u64, u64),
    /// Days the post keeps a letter that nobody was in for (assumed: 保管期間).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, DAYS_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = DAYS_MAX)))]
    pub letter_kept_days: i64,
    /// When the MPKI client shows notices (found: support pages of two vendors).
    pub notices: NoticeSchedule,
    /// Where they appear: on the screen (manual), or in mails.
    pub notices_by: NoticeChannel,
    /// Yen for each issue and each renewal (manual). What costs nothing is not billed.
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, YEN_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = YEN_MAX)))]
    pub issue_yen: u32,
    /// Yen of postage for each letter after an expiry (manual).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, YEN_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = YEN_MAX)))]
    pub letter_yen: u32,
    /// Fees are collected this many months later (manual: 翌々月).
    #[cfg_attr(
        feature = "serde",
        serde(deserialize_with = "within::<_, _, 0, DAYS_MAX>")
    )]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = DAYS_MAX)))]
    pub billing_months: u32,
    /// The calendar by which everything is counted: japan, or weekdays with an offset from UTC,
    /// such as weekdays -05:00.
    pub calendar: Calendar,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            download_days: 180,
            dispatch_business_days: (2, 3),
            delivery: Delivery::default(),
            mail_days: (2, 5),
            letter_kept_days: 7,
            notices: NoticeSchedule::default(),
            notices_by: NoticeChannel::default(),
            issue_yen: 1_500,
            letter_yen: 753,
            billing_months: 2,
            calendar: Calendar::japan(),
        }
    }
}

impl Rules {
    /// Returns the last second at which the download site accepts the ID and password of an
    /// issuance letter.
    pub fn downloads_close(&self, letter_issued: DateTime<Utc>) -> DateTime<Utc> {
        letter_issued + Duration::days(self.download_days)
    }
}
