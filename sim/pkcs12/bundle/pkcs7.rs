//! The certificates of a PKCS#7 or CMS message (RFC 5652): `.p7b` files and the like.

use yasna::models::ObjectIdentifier;
use yasna::{ASN1Result, BERReader, Tag};

use crate::ber;
use crate::oid;

/// signedData, RFC 5652 section 5.1.
const SIGNED_DATA: &[u64] = &[1, 2, 840, 113549, 1, 7, 2];

/// data, RFC 5652 section 4.
const DATA: &[u64] = &[1, 2, 840, 113549, 1, 7, 1];

/// Writes certificates, in DER, as a message that nobody signed: the certs-only form of RFC 5652
/// section 5.1, which EST answers with (RFC 7030 section 4.1.3). DER has sets sorted, so a reader
/// does not learn the order.
pub fn certs_only<'a>(certificates: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut certificates: Vec<&[u8]> = certificates.into_iter().collect();
    certificates.sort_unstable();
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            w.next()
                .write_oid(&ObjectIdentifier::from_slice(SIGNED_DATA));
            w.next().write_tagged(Tag::context(0), |w| {
                w.write_sequence(|w| {
                    w.next().write_u8(1);
                    w.next().write_set(|_| {});
                    w.next().write_sequence(|w| {
                        w.next().write_oid(&ObjectIdentifier::from_slice(DATA));
                    });
                    w.next().write_tagged_implicit(Tag::context(0), |w| {
                        w.write_set(|w| {
                            for certificate in certificates {
                                w.next().write_der(certificate);
                            }
                        });
                    });
                    w.next().write_set(|_| {});
                });
            });
        });
    })
}

/// The DER of the certificates of a message, in its order; `None` for bytes that are not a message.
pub(super) fn certificates(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let definite = ber::definite(bytes).ok()?;
    let bytes = definite.as_deref().map_or(bytes, Vec::as_slice);
    yasna::parse_ber(bytes, content_info).ok()?
}

/// `ContentInfo`: the DER of each certificate of signed data, `None` for other contents.
fn content_info(reader: BERReader<'_, '_>) -> ASN1Result<Option<Vec<Vec<u8>>>> {
    reader.read_sequence(|fields| {
        if !oid::is(&fields.next().read_oid()?, SIGNED_DATA) {
            fields.read_optional(|r| r.read_der())?;
            return Ok(None);
        }
        let content = fields.next();
        content.read_tagged(Tag::context(0), signed_data).map(Some)
    })
}

/// `SignedData`. Who signed what is not looked at.
fn signed_data(reader: BERReader<'_, '_>) -> ASN1Result<Vec<Vec<u8>>> {
    reader.read_sequence(|fields| {
        let _version = fields.next().read_der()?;
        let _digests = fields.next().read_der()?;
        let _content = fields.next().read_der()?;
        let certificates = fields.read_optional(|r| {
            r.read_tagged_implicit(Tag::context(0), |r| {
                r.collect_set_of(|certificate| certificate.read_der())
            })
        })?;
        fields.read_optional(|r| r.read_tagged_implicit(Tag::context(1), |r| r.read_der()))?;
        let _signers = fields.next().read_der()?;
        Ok(certificates.unwrap_or_default())
    })
}
