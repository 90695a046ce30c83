//! How a server says that it refuses a client: the alert of its TLS library, or an answer in HTTP.

use chrono::{DateTime, Utc};
use rustls::{CertificateError, OtherError};

use crate::path::PathError;
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// Whose manner of refusing clients it is.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum Manner: "manner" {
        /// OpenSSL's alerts, so Apache's too. Without a certificate, TLS 1.2 gets the alert of TLS
        /// 1.3: rustls cannot send the other, 40.
        #[default]
        OpenSsl = "openssl",
        /// rustls' alerts.
        Rustls = "rustls",
        /// nginx' answer in HTTP, after a handshake that succeeds.
        Nginx = "nginx",
        /// IIS' answer in HTTP, after a handshake that succeeds: from Microsoft's table of status
        /// codes, not from a server that was tried.
        Iis = "iis",
    }
}

/// An alert about a certificate (RFC 8446 section 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Alert {
    BadCertificate = 42,
    UnsupportedCertificate = 43,
    CertificateRevoked = 44,
    CertificateExpired = 45,
    CertificateUnknown = 46,
    UnknownCa = 48,
    DecryptError = 51,
    CertificateRequired = 116,
}

impl Alert {
    pub(super) const fn number(self) -> u8 {
        self as u8
    }

    /// An error that rustls says with this alert.
    pub(super) fn error(self, why: &PathError) -> rustls::Error {
        let error = match self {
            Alert::BadCertificate => CertificateError::BadEncoding,
            Alert::UnsupportedCertificate => CertificateError::InvalidPurpose,
            Alert::CertificateRevoked => CertificateError::Revoked,
            Alert::CertificateExpired => CertificateError::Expired,
            Alert::UnknownCa => CertificateError::UnknownIssuer,
            Alert::DecryptError => CertificateError::BadSignature,
            Alert::CertificateUnknown => {
                CertificateError::Other(OtherError(std::sync::Arc::new(why.clone())))
            }
            Alert::CertificateRequired => return rustls::Error::NoCertificatesPresented,
        };
        error.into()
    }
}

/// An answer in HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) body: String,
}

impl Manner {
    /// Returns whether the handshake succeeds all the same, and the refusal comes in HTTP.
    pub(super) const fn answers_in_http(self) -> bool {
        matches!(self, Manner::Nginx | Manner::Iis)
    }

    /// Returns the alert for a certificate that was refused at `at`.
    pub(super) fn alert(self, why: &PathError, at: DateTime<Utc>) -> Alert {
        match self {
            Manner::Rustls => rustls_alert(why),
            _ => openssl_alert(why, at),
        }
    }

    /// Returns the answer for a client that was refused for this reason.
    pub(super) fn page(self, why: Reason) -> Page {
        match self {
            Manner::Iis => iis_page(why),
            _ => nginx_page(why),
        }
    }
}

/// As `ssl_x509err2alert` of OpenSSL 3 translates what `X509_verify_cert` says.
fn openssl_alert(why: &PathError, at: DateTime<Utc>) -> Alert {
    match why {
        PathError::Expired { .. } | PathError::AuthorityExpired { .. } => Alert::CertificateExpired,
        PathError::StaleRevocationList { .. } => Alert::CertificateExpired,
        // It looks at the beginning first.
        PathError::NeverValid { not_before, .. } if at >= *not_before => Alert::CertificateExpired,
        PathError::NeverValid { .. }
        | PathError::NotYetValid { .. }
        | PathError::AuthorityNotYetValid { .. }
        | PathError::UnsupportedAlgorithm
        | PathError::Malformed { .. } => Alert::BadCertificate,
        PathError::Revoked => Alert::CertificateRevoked,
        PathError::Untrusted => Alert::UnknownCa,
        PathError::WrongPurpose => Alert::UnsupportedCertificate,
        PathError::BadSignature | PathError::KeyMismatch => Alert::DecryptError,
        PathError::UnsupportedVersion
        | PathError::NameNotPermitted
        | PathError::UnsupportedConstraint
        | PathError::UnsupportedPath => Alert::CertificateUnknown,
    }
}

/// As rustls 0.23 translates what webpki says.
fn rustls_alert(why: &PathError) -> Alert {
    match why {
        PathError::NotYetValid { .. }
        | PathError::Expired { .. }
        | PathError::AuthorityExpired { .. }
        | PathError::AuthorityNotYetValid { .. }
        | PathError::NeverValid { .. } => Alert::CertificateExpired,
        PathError::Revoked => Alert::CertificateRevoked,
        PathError::StaleRevocationList { .. } | PathError::Untrusted => Alert::UnknownCa,
        PathError::WrongPurpose => Alert::UnsupportedCertificate,
        PathError::UnsupportedPath
        | PathError::BadSignature
        | PathError::KeyMismatch
        | PathError::UnsupportedAlgorithm => Alert::DecryptError,
        PathError::Malformed { .. } => Alert::BadCertificate,
        PathError::UnsupportedVersion
        | PathError::NameNotPermitted
        | PathError::UnsupportedConstraint => Alert::CertificateUnknown,
    }
}

/// Word for word what nginx says with `server_tokens off`.
fn nginx_page(why: Reason) -> Page {
    let said = match why {
        Reason::NoCertificateSent => "No required SSL certificate was sent",
        _ => "The SSL certificate error",
    };
    Page {
        status: 400,
        body: format!(
            "<html>\r\n<head><title>400 {said}</title></head>\r\n<body>\r\n\
             <center><h1>400 Bad Request</h1></center>\r\n<center>{said}</center>\r\n\
             <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        ),
    }
}

/// The numbers behind the point are IIS' own, in its page and its log.
fn iis_page(why: Reason) -> Page {
    let (code, said) = match why {
        Reason::NoCertificateSent => ("403.7", "Client certificate required"),
        Reason::Revoked | Reason::StaleRevocationList => ("403.13", "Client certificate revoked"),
        // Windows calls all of these CERT_E_EXPIRED.
        Reason::Expired
        | Reason::NotYetValid
        | Reason::NeverValid
        | Reason::AuthorityExpired
        | Reason::AuthorityNotYetValid => (
            "403.17",
            "Client certificate has expired or is not yet valid",
        ),
        _ => ("403.16", "Client certificate is untrusted or invalid"),
    };
    Page {
        status: 403,
        body: format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n\
             <head><title>{code} - Forbidden: {said}</title></head>\n\
             <body><h1>HTTP Error {code} - Forbidden</h1><p>{said}</p></body>\n</html>\n"
        ),
    }
}
