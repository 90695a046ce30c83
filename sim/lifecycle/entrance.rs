//! Where an application is made: on the portal, or through the closed network.

/// Where an application is made (found: the portal's manual of applications).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scenario", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "scenario", serde(rename_all = "kebab-case"))]
pub enum Entrance {
    /// The portal (医療機関等向け総合ポータルサイト): on the internet, and only with an account.
    #[default]
    Portal,
    /// The application site (電子証明書発行申請サイト): on the closed network, without an account.
    ClosedNetwork,
}

impl Entrance {
    /// The name that scenario files and reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Entrance::Portal => "portal",
            Entrance::ClosedNetwork => "closed-network",
        }
    }

    #[cfg(feature = "scenario")]
    pub(crate) fn is_portal(&self) -> bool {
        *self == Entrance::Portal
    }
}
