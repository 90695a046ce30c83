//! Certificates that are wrong on purpose, so that others can be seen to refuse them.

use super::signed::Signing;
use super::{Authority, Request, particulars, read_back};
use crate::certificate::Certificate;
use crate::key::{PrivateKey, SignatureHash};
use crate::pki::{PkiError, Role};

impl Authority {
    /// Issues a certificate for this part in TLS only, whatever else the PKI says.
    pub(crate) fn issue_for(
        &self,
        role: Role,
        request: &Request<'_>,
    ) -> Result<Certificate, PkiError> {
        let serial = self.serial(request.label);
        let particulars = particulars(request, &serial);
        let purposes = [role.purpose()];
        let contents = self
            .pki
            .end_entity(&request.subject, &purposes, &particulars)?;
        Ok(self.issue_with(self.pki.signature_hash, &contents, request))
    }

    /// Issues a client certificate that only its owner vouches for.
    pub(crate) fn issue_self_signed(
        &self,
        request: &Request<'_>,
        key: &PrivateKey,
    ) -> Result<Certificate, PkiError> {
        let contents = self.contents(request)?;
        let signing = Signing {
            issuer: None,
            key,
            hash: None,
        };
        Ok(read_back(signing.certificate(&contents, key.public())))
    }

    /// Issues a client certificate signed with SHA-1. The authority's key needs a choice of hash.
    pub(crate) fn issue_with_sha1(&self, request: &Request<'_>) -> Result<Certificate, PkiError> {
        let contents = self.contents(request)?;
        Ok(self.issue_with(Some(SignatureHash::Sha1), &contents, request))
    }

    /// Issues a client certificate with one bit of its signature flipped.
    pub(crate) fn issue_with_bad_signature(
        &self,
        request: &Request<'_>,
    ) -> Result<Certificate, PkiError> {
        let mut der = self.issue(request)?.der().to_vec();
        *der.last_mut().expect("a certificate has bytes") ^= 1;
        Ok(read_back(der))
    }
}
