//! What a client certificate is for: the two services.

/// The two services a client certificate opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "scenario", serde(rename_all = "kebab-case"))]
pub enum Service {
    /// オンライン資格確認: online eligibility verification.
    Eligibility,
    /// オンライン請求: online claims.
    Claims,
}

impl Service {
    /// Both, in a fixed order.
    pub const ALL: [Service; 2] = [Service::Eligibility, Service::Claims];

    /// The name that scenario files and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Service::Eligibility => "eligibility",
            Service::Claims => "claims",
        }
    }
}
