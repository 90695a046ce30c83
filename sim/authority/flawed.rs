//! Certificates that are wrong on purpose, so that others can be seen to refuse them.

use super::{Authority, Request, read_back};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::profile::CertificateProfile;

/// Where `signature` is in a `TBSCertificate` of version 3 (RFC 5280 section 4.1).
const SIGNATURE_FIELD: usize = 2;

impl Authority {
    /// Issues a certificate for server authentication.
    pub(crate) fn issue_for_server(&self, request: &Request<'_>) -> Certificate {
        let profile = CertificateProfile::Server(request.subject.clone());
        self.issue_as(&profile, request)
    }

    /// Issues a client certificate that only its owner vouches for.
    pub(crate) fn issue_self_signed(&self, request: &Request<'_>, key: &PrivateKey) -> Certificate {
        let profile = CertificateProfile::Client(request.subject.clone());
        let signed = self.params(&profile, request).self_signed(key);
        read_back(signed.expect("a stated profile can always be signed").der())
    }

    /// Issues a client certificate signed with SHA-1. rcgen rightly does not sign with it; what it
    /// wrote is taken apart and signed again.
    pub(crate) fn issue_with_sha1(&self, request: &Request<'_>) -> Certificate {
        let key = &self.issuing.key;
        let algorithm = key.family().sha1_signature();
        let good = self.issue(request);
        let [tbs, ..] = &elements(good.der())[..] else {
            unreachable!("a certificate begins with what is signed");
        };
        let mut fields = elements(tbs);
        fields[SIGNATURE_FIELD] = algorithm.to_vec();
        let tbs = sequence(&fields);
        let signature = key.sign_with_sha1(&tbs);
        let signature = yasna::construct_der(|w| {
            w.write_bitvec_bytes(&signature, signature.len() * 8);
        });
        read_back(&sequence(&[tbs, algorithm.to_vec(), signature]))
    }

    /// Issues a client certificate with one bit of its signature flipped.
    pub(crate) fn issue_with_bad_signature(&self, request: &Request<'_>) -> Certificate {
        let mut der = self.issue(request).der().to_vec();
        *der.last_mut().expect("a certificate has bytes") ^= 1;
        read_back(&der)
    }
}

/// Returns the DER of each element of a SEQUENCE of ours.
fn elements(sequence: &[u8]) -> Vec<Vec<u8>> {
    yasna::parse_der(sequence, |reader| {
        reader.collect_sequence_of(|reader| reader.read_der())
    })
    .expect("a certificate of ours is made of sequences")
}

fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            for element in elements {
                w.next().write_der(element);
            }
        });
    })
}
