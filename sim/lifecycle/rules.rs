//! The numbers of the world, in one place, with the manual's values as defaults.

use chrono::{DateTime, Duration, Utc};

use super::notice::NoticeSchedule;
use crate::authority::Validity;
use crate::time::add_months;

/// Every number that the procedures depend on. Scenario files may set them.
///
/// Where a value is in the manual (NTT East, 電子証明書の有効期限が切れた場合 and the procedures
/// behind it) the line says so; where it was found elsewhere, or is assumed, the line says that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Validity in calendar months: 3 years 3 months (manual).
    pub validity_months: u32,
    /// Renewal opens this many days before expiry (found: support pages of two vendors).
    pub renewal_days: i64,
    /// Downloads close this many days after the issuance letter was issued (found: issuer's FAQ).
    pub download_days: i64,
    /// Business days from the application to the issuance letter's dispatch, fewest and most (found).
    pub dispatch_business_days: (u64, u64),
    /// Days the registered letter travels, fewest and most (assumed: about a week in all, manual).
    pub mail_days: (u64, u64),
    /// Days the post keeps a letter that nobody was in for (assumed: 保管期間).
    pub letter_kept_days: i64,
    /// When the MPKI client shows notices (found: support pages of two vendors).
    pub notices: NoticeSchedule,
    /// Yen for each issue and each renewal (manual).
    pub issue_yen: u32,
    /// Yen of postage for each letter after an expiry (manual).
    pub letter_yen: u32,
    /// Fees are collected this many months later (manual: 翌々月).
    pub billing_months: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            validity_months: 39,
            renewal_days: 90,
            download_days: 180,
            dispatch_business_days: (2, 3),
            mail_days: (2, 5),
            letter_kept_days: 7,
            notices: NoticeSchedule::default(),
            issue_yen: 1_500,
            letter_yen: 753,
            billing_months: 2,
        }
    }
}

impl Rules {
    /// The validity of a certificate whose issuance letter was issued, or which was renewed, at `from`.
    ///
    /// It ends 39 calendar months later in Japanese time, on the last day of the month where the
    /// day does not exist, and at the same time of day (the real time of day was not found).
    pub fn validity(&self, from: DateTime<Utc>) -> Validity {
        Validity {
            not_before: from,
            not_after: add_months(from, self.validity_months),
        }
    }

    /// The last second at which the download site takes the ID and password of an issuance letter.
    pub fn downloads_close(&self, letter_issued: DateTime<Utc>) -> DateTime<Utc> {
        letter_issued + Duration::days(self.download_days)
    }
}
