//! A certificate, as reports show it.

pub(super) mod text;

use schemars::JsonSchema;
use serde::Serialize;

use super::value::{Moment, Standing};
use crate::certificate::{self, AlternativeNameKind};
use crate::inspection::{Judge, Judgement};

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
    /// Who else it is for: the subject's alternative names. Only `kigen inspect` says it, as it
    /// does the usages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject_alternative_names: Vec<AlternativeName>,
    /// What its key may be used for, in the words of RFC 5280; absent where any use is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_usage: Option<Vec<&'static str>>,
    /// What it may be used for: names of RFC 5280, or object identifiers; absent where any purpose
    /// is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_key_usage: Option<Vec<String>>,
    /// Which private key of the file is its own, by its number among them, counted from 1; absent
    /// where none is known to be. Only `kigen inspect` says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_key: Option<usize>,
    /// The part of its life that it is in at the time of the report, or the reason code with which
    /// the relying party refuses it, where one was asked. Absent in a manifest, whose stages say it
    /// for all times.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Standing>,
    /// Why the relying party refuses it, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// An alternative name of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct AlternativeName {
    /// What kind of name it is.
    pub kind: AlternativeNameKind,
    /// The name.
    pub value: String,
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
            subject_alternative_names: Vec::new(),
            key_usage: None,
            extended_key_usage: None,
            private_key: None,
            state: None,
            detail: None,
        }
    }

    /// The certificate, with the state that it is in.
    pub fn judged(certificate: &certificate::Certificate, judge: &Judge) -> Self {
        Certificate {
            state: Some(Standing::from(judge.state(certificate))),
            ..Certificate::new(certificate)
        }
    }

    /// The certificate with what its extensions say, what it is to a judge, and which private key
    /// of its file is its own, counted from 0.
    pub fn inspected(
        certificate: &certificate::Certificate,
        judgement: &Judgement,
        key: Option<usize>,
    ) -> Self {
        let extensions = certificate.extensions();
        let names = extensions.subject_alternative_names.into_iter();
        Certificate {
            subject_alternative_names: names
                .map(|name| AlternativeName {
                    kind: name.kind,
                    value: name.value,
                })
                .collect(),
            key_usage: extensions.key_usage,
            extended_key_usage: extensions.extended_key_usage,
            private_key: key.map(|number| number + 1),
            state: Some(Standing::from(judgement)),
            detail: judgement.as_ref().err().map(ToString::to_string),
            ..Certificate::new(certificate)
        }
    }
}
