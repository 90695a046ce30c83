//! A certificate, as reports show it.

pub(super) mod text;

use schemars::JsonSchema;
use serde::Serialize;

use super::value::Moment;
use crate::certificate;
use crate::inspection::Judge;
use crate::lifecycle::expiry::State;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Certificate {
    /// Whose it is: a distinguished name as RFC 4514 writes it.
    pub subject: String,
    /// Who issued it, written in the same way.
    pub issuer: String,
    /// Its serial number, in hexadecimal.
    pub serial: String,
    /// SHA-1 over its bytes, in hexadecimal.
    pub thumbprint: String,
    /// Its first second.
    pub not_before: Moment,
    /// Its last second.
    pub not_after: Moment,
    /// The part of its life that it is in at the time of the report. Absent in a manifest, whose
    /// stages say it for all times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
}

impl Certificate {
    /// The certificate, at no particular time.
    pub fn new(certificate: &certificate::Certificate) -> Self {
        Certificate {
            subject: certificate.subject(),
            issuer: certificate.issuer(),
            serial: certificate.serial().to_string(),
            thumbprint: certificate.thumbprint().to_string(),
            not_before: Moment(certificate.not_before()),
            not_after: Moment(certificate.not_after()),
            state: None,
        }
    }

    /// The certificate, with the state that it is in.
    pub fn judged(certificate: &certificate::Certificate, judge: &Judge) -> Self {
        Certificate {
            state: Some(judge.state(certificate)),
            ..Certificate::new(certificate)
        }
    }
}
