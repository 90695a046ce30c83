//! The kinds of key that can be made, and their names.

crate::named! {
    /// The kinds of key that can be made.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum KeyAlgorithm: "kind of key" {
        /// ECDSA on NIST P-256 with SHA-256. Quick to make; the default of a world.
        #[default]
        P256 = "p-256",
        /// RSA with a modulus of 2048 bits and exponent 65537, SHA-256. What old software reads.
        Rsa2048 = "rsa-2048",
    }
}
