//! How what is needed for a download comes from the authority to the applicant.

kigen_pkcs12::named! {
    /// How the ID and the password for a download come to whoever applied.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Delivery: "delivery" {
        /// By registered mail, in an issuance letter (電子証明書発行通知書): the manual's way.
        #[default]
        Letter = "letter",
        /// Online, the moment the authority has decided: as enrolment protocols and most portals
        /// have it.
        Online = "online",
    }
}
