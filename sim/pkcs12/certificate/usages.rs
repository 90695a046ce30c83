//! What a certificate's key may be used for: key usage and extended key usage.

use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;

use super::Certificate;

impl Certificate {
    /// Whether its key may sign, as a TLS client does in the handshake: the key usage has
    /// digitalSignature, or there is no key usage (RFC 5280 section 4.2.1.3). One that cannot be
    /// read allows nothing.
    pub fn allows_digital_signature(&self) -> bool {
        let Ok((_, parsed)) = X509CertificateParser::new().parse(self.der()) else {
            return false;
        };
        match parsed.key_usage() {
            Ok(Some(usage)) => usage.value.digital_signature(),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    /// Whether it may be used for TLS client authentication: the extended key usage has
    /// id-kp-clientAuth or anyExtendedKeyUsage, or there is none (RFC 5280 section 4.2.1.12). One
    /// that cannot be read allows nothing.
    pub fn allows_client_auth(&self) -> bool {
        let Ok((_, parsed)) = X509CertificateParser::new().parse(self.der()) else {
            return false;
        };
        match parsed.extended_key_usage() {
            Ok(Some(usage)) => usage.value.client_auth || usage.value.any,
            Ok(None) => true,
            Err(_) => false,
        }
    }
}
