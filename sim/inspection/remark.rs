//! What there is to say of a file besides its outcome.

kigen_pkcs12::named! {
    /// What there is to say of a file besides its outcome.
    #[non_exhaustive]
    pub enum Remark: "remark" {
        /// `not-verified`: the file is protected by a password, and none was given. What is shown
        /// needs none; nothing says that the file is whole, and keys were not opened.
        NotVerified = "not-verified",
        /// `unreadable-name`: a `friendlyName` of a PKCS#12 file is no text, such as a BMPString of
        /// an odd length (RFC 2985 section 5.5.1 asks for whole characters). It is left out.
        UnreadableName = "unreadable-name",
        /// `trailing-bytes`: bytes stand behind the end of a PKCS#12 file, and are passed over, as
        /// OpenSSL, Java and Windows do: zeros or a newline as a rule, but also a second file.
        TrailingBytes = "trailing-bytes",
        /// `key-without-certificate`: there are certificates, and one of the private keys belongs
        /// to none of them.
        KeyWithoutCertificate = "key-without-certificate",
    }
}
