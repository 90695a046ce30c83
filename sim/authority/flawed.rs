//! Certificates that are wrong on purpose, so that others can be seen to refuse them.

use super::signed::Signing;
use super::{Authority, Request, read_back};
use crate::certificate::Certificate;
use crate::key::{PrivateKey, SignatureHash};
use crate::profile::CertificateProfile;

impl Authority {
    /// Issues a certificate for server authentication.
    pub(crate) fn issue_for_server(&self, request: &Request<'_>) -> Certificate {
        let profile = CertificateProfile::Server(request.subject.clone());
        self.issue_as(&profile, request, None)
    }

    /// Issues a client certificate that only its owner vouches for.
    pub(crate) fn issue_self_signed(&self, request: &Request<'_>, key: &PrivateKey) -> Certificate {
        let profile = CertificateProfile::Client(request.subject.clone());
        let signing = Signing {
            issuer: None,
            key,
            hash: None,
        };
        read_back(signing.certificate(&self.params(&profile, request), key.public()))
    }

    /// Issues a client certificate signed with SHA-1. The authority's key needs a choice of hash.
    pub(crate) fn issue_with_sha1(&self, request: &Request<'_>) -> Certificate {
        let profile = CertificateProfile::Client(request.subject.clone());
        self.issue_as(&profile, request, Some(SignatureHash::Sha1))
    }

    /// Issues a client certificate with one bit of its signature flipped.
    pub(crate) fn issue_with_bad_signature(&self, request: &Request<'_>) -> Certificate {
        let mut der = self.issue(request).der().to_vec();
        *der.last_mut().expect("a certificate has bytes") ^= 1;
        read_back(der)
    }
}
