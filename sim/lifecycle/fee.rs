//! What an issue, a renewal or a letter costs, and the month in which it is collected.

use chrono::{DateTime, Utc};

use super::rules::Rules;
use crate::time::Month;

kigen_pkcs12::named! {
    /// What is paid for.
    #[non_exhaustive]
    pub enum FeeKind: "kind of fee" {
        /// A certificate issued on application.
        Issue = "issue",
        /// A certificate renewed in time.
        Renewal = "renewal",
        /// Postage for a notice that was applied for after an expiry.
        Letter = "letter",
    }
}

kigen_pkcs12::named! {
    /// How fees are collected.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum PaymentMethod: "way to pay" {
        /// 診療（調剤）報酬支払額から控除. Also where nothing was registered (found: the portal's FAQ).
        #[default]
        Deduction = "deduction",
        /// 払込請求書による振込み.
        Invoice = "invoice",
    }
}

/// One amount to pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// What for.
    pub kind: FeeKind,
    /// How much, tax included.
    pub yen: u32,
    /// When it is collected.
    pub month: Month,
    /// How it is collected.
    pub method: PaymentMethod,
}

/// Returns the fee for something that happened at `at`: collected in the month after next (翌々月).
pub fn fee(kind: FeeKind, method: PaymentMethod, at: DateTime<Utc>, rules: &Rules) -> Fee {
    Fee {
        kind,
        yen: match kind {
            FeeKind::Issue | FeeKind::Renewal => rules.issue_yen,
            FeeKind::Letter => rules.letter_yen,
        },
        month: Month::of(at, rules.calendar.zone()).plus(rules.billing_months),
        method,
    }
}
