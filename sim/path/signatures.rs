//! Whether the signatures of a path are right, whatever else is wrong with it. webpki verifies
//! each.

use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode, SliceReader};
use yasna::{ASN1Result, BERReader};

use super::Path;
use crate::certificate::Certificate;

/// Whether each certificate was signed by one of those that bear its issuer's name.
pub(super) fn all_verify(path: &Path<'_>) -> bool {
    let end_entity = std::iter::once(path.end_entity);
    end_entity.chain(path.intermediates).all(|certificate| {
        let mut authorities = path.intermediates.iter().chain(path.roots);
        authorities.any(|authority| is_signed_by(certificate, authority))
    })
}

/// Whether webpki verifies the signature of a certificate with the key of an authority that bears
/// its issuer's name.
pub(super) fn is_signed_by(certificate: &Certificate, authority: &Certificate) -> bool {
    if authority.subject_der() != certificate.issuer_der() {
        return false;
    }
    let Ok((signed, signature)) = yasna::parse_der(certificate.der(), signed_data) else {
        return false;
    };
    let mut algorithms = super::algorithms(std::slice::from_ref(authority)).iter();
    let authority = CertificateDer::from(authority.der());
    EndEntityCert::try_from(&authority).is_ok_and(|authority| {
        algorithms.any(|algorithm| {
            let verified = authority.verify_signature(*algorithm, &signed, &signature);
            verified.is_ok()
        })
    })
}

/// Whether keys with the one algorithm identifier make signatures with the other, accepted or not:
/// both are given as what is in their SEQUENCE. The identifiers of signatures stand beside those of
/// their keys, four arcs down: ECDSA's under 1.2.840.10045, RSA's under 1.2.840.113549, and those
/// of RFC 8410 are the keys' own.
pub(super) fn may_be_by(signature: &[u8], key: &[u8]) -> bool {
    let [signature, key] = [signature, key].map(|identifier| {
        let mut reader = SliceReader::new(identifier).ok()?;
        let oid = ObjectIdentifier::decode(&mut reader).ok()?;
        Some(oid.arcs().take(4).collect::<Vec<_>>())
    });
    signature == key
}

/// What is signed of a certificate, and its signature (RFC 5280 section 4.1.1).
fn signed_data(reader: BERReader<'_, '_>) -> ASN1Result<(Vec<u8>, Vec<u8>)> {
    reader.read_sequence(|fields| {
        let signed = fields.next().read_der()?;
        fields.next().read_der()?;
        let (signature, _) = fields.next().read_bitvec_bytes()?;
        Ok((signed, signature))
    })
}

#[cfg(test)]
mod tests {
    use rustls_pki_types::{AlgorithmIdentifier, alg_id};

    use super::*;

    #[test]
    fn a_signature_may_be_by_a_key_of_its_kind() {
        let kinds: [(AlgorithmIdentifier, &[AlgorithmIdentifier]); 3] = [
            (
                alg_id::ECDSA_P521,
                &[alg_id::ECDSA_SHA256, alg_id::ECDSA_SHA512],
            ),
            (
                alg_id::RSA_ENCRYPTION,
                &[alg_id::RSA_PKCS1_SHA256, alg_id::RSA_PSS_SHA512],
            ),
            (alg_id::ED25519, &[alg_id::ED25519]),
        ];
        for (key, _) in &kinds {
            for (own, signatures) in &kinds {
                for signature in *signatures {
                    let may_be = may_be_by(signature.as_ref(), key.as_ref());
                    assert_eq!(may_be, own == key, "{signature:?} by {key:?}");
                }
            }
        }
    }
}
