//! Where an application is made: on the portal, or through the closed network.

kigen_pkcs12::named! {
    /// Where an application is made (found: the portal's manual of applications).
    #[derive(Default)]
    #[non_exhaustive]
    pub enum ApplicationChannel: "application channel" {
        /// The portal (医療機関等向け総合ポータルサイト): on the internet, and only with an account.
        #[default]
        Portal = "portal",
        /// The application site (電子証明書発行申請サイト): on the closed network, without an account.
        ClosedNetwork = "closed-network",
    }
}

impl ApplicationChannel {
    #[cfg(feature = "scenario")]
    pub(crate) fn is_portal(&self) -> bool {
        *self == ApplicationChannel::Portal
    }
}
