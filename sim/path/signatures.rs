//! Whether the signatures of a path are right, whatever else is wrong with it. webpki verifies
//! each.

use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;
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

/// What is signed of a certificate, and its signature (RFC 5280 section 4.1.1).
fn signed_data(reader: BERReader<'_, '_>) -> ASN1Result<(Vec<u8>, Vec<u8>)> {
    reader.read_sequence(|fields| {
        let signed = fields.next().read_der()?;
        fields.next().read_der()?;
        let (signature, _) = fields.next().read_bitvec_bytes()?;
        Ok((signed, signature))
    })
}
