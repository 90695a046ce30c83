//! Where notices appear.

kigen_pkcs12::named! {
    /// Where notices appear.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum NoticeChannel: "channel of notices" {
        /// On the PC's screen, while it is on, by the PC's clock: the MPKI client's.
        #[default]
        Screen = "screen",
        /// In mails from the authority, whatever the PC does.
        Mail = "mail",
    }
}

impl NoticeChannel {
    /// Whether notices are on the screen.
    #[cfg(feature = "report")]
    pub(crate) fn is_screen(&self) -> bool {
        *self == NoticeChannel::Screen
    }
}
