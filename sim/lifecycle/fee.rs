//! What an issue, a renewal or a letter costs, and the month it is collected in.

use chrono::{DateTime, Utc};

use super::rules::Rules;
use crate::time::Month;

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeeKind {
    /// A certificate issued on application.
    Issue,
    /// A certificate renewed in time.
    Renewal,
    /// Postage for a notice that was applied for after an expiry.
    Letter,
}

impl FeeKind {
    /// The name that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            FeeKind::Issue => "issue",
            FeeKind::Renewal => "renewal",
            FeeKind::Letter => "letter",
        }
    }
}

/// How fees are collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "scenario", serde(rename_all = "kebab-case"))]
pub enum PaymentMethod {
    /// 診療（調剤）報酬支払額から控除. Also where nothing was registered (found: the portal's FAQ).
    #[default]
    Deduction,
    /// 払込請求書による振込み.
    Invoice,
}

impl PaymentMethod {
    /// The name that scenario files and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            PaymentMethod::Deduction => "deduction",
            PaymentMethod::Invoice => "invoice",
        }
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

/// The fee for something that happened at `at`: collected in the month after next (翌々月).
pub fn fee(kind: FeeKind, method: PaymentMethod, at: DateTime<Utc>, rules: &Rules) -> Fee {
    Fee {
        kind,
        yen: match kind {
            FeeKind::Issue | FeeKind::Renewal => rules.issue_yen,
            FeeKind::Letter => rules.letter_yen,
        },
        month: Month::of(at).plus(rules.billing_months),
        method,
    }
}
