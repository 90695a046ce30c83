//! Which key a renewed certificate has.

kigen_pkcs12::named! {
    /// Which key a renewed certificate has.
    #[derive(Default)]
    pub enum RenewalKey: "renewal key" {
        /// A new one.
        #[default]
        New = "new",
        /// That of the certificate before it.
        Same = "same",
    }
}
