//! What a client certificate is for: the two services.

kigen_pkcs12::named! {
    /// The two services a client certificate opens.
    #[non_exhaustive]
    pub enum Service: "service" {
        /// オンライン資格確認: online eligibility verification.
        Eligibility = "eligibility",
        /// オンライン請求: online claims.
        Claims = "claims",
    }
}
