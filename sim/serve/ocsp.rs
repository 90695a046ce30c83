//! OCSP (RFC 6960): the authorities themselves say of each certificate what they know at a time.
//!
//! The crate x509-ocsp knows the format; what is signed, and with which key, is decided here. Equal
//! requests at equal times get equal bytes.

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};
use x509_cert::der::asn1::{BitString, GeneralizedTime, Null, OctetString};
use x509_cert::der::{Decode, Encode, Error};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspRequest, OcspResponse,
    ResponderId, ResponseData, RevokedInfo, SingleResponse, Version,
};

use crate::authority::{Authority, CRL_DAYS};
use crate::certificate::{Certificate, SerialNumber};
use crate::key::PrivateKey;
use crate::world::World;

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");

/// One of the authorities.
type Signer<'a> = (&'a Certificate, &'a PrivateKey);

/// Returns the answer to a request, as of `at`.
pub(super) fn answer(request: &[u8], world: &World, at: DateTime<Utc>) -> Vec<u8> {
    let response = match OcspRequest::from_der(request) {
        Err(_) => Ok(OcspResponse::malformed_request()),
        Ok(request) => respond(&request, world, at),
    };
    let response = response.unwrap_or_else(|_| OcspResponse::internal_error());
    response
        .to_der()
        .expect("an answer without bytes can always be written")
}

fn respond(request: &OcspRequest, world: &World, at: DateTime<Utc>) -> Result<OcspResponse, Error> {
    let asked = &request.tbs_request.request_list;
    let signers = world.authority().signers();
    let mut signer = asked.first().into_iter();
    let signer = signer.find_map(|first| issuer(&first.req_cert, &signers));
    let Some(signer) = signer else {
        return Ok(match asked.is_empty() {
            true => OcspResponse::malformed_request(),
            false => OcspResponse::unauthorized(), // nothing of ours
        });
    };
    let single = |one: &x509_ocsp::Request| {
        Ok(SingleResponse {
            cert_status: status(&one.req_cert, signer, world, at)?,
            cert_id: one.req_cert.clone(),
            this_update: time(at)?,
            next_update: Some(time(at + Duration::days(CRL_DAYS))?),
            single_extensions: None,
        })
    };
    let responses = asked.iter().map(single).collect::<Result<_, Error>>()?;
    let extensions = request.tbs_request.request_extensions.iter().flatten();
    let nonce: Extensions = extensions
        .filter(|one| one.extn_id == NONCE)
        .cloned()
        .collect();
    let (_, key) = signer;
    let data = ResponseData {
        version: Version::V1,
        responder_id: ResponderId::ByKey(OctetString::new(key.public().identifier())?),
        produced_at: time(at)?,
        responses,
        response_extensions: (!nonce.is_empty()).then_some(nonce),
    };
    let algorithm = key.family().signature_algorithm();
    let algorithm = algorithm.expect("authorities have keys that sign");
    OcspResponse::successful(BasicOcspResponse {
        signature: BitString::from_bytes(&key.sign(&data.to_der()?))?,
        signature_algorithm: AlgorithmIdentifierOwned::from_der(algorithm)?,
        tbs_response_data: data,
        certs: None,
    })
}

/// Returns the authority that a request says is the issuer. Its key alone identifies it.
fn issuer<'a>(id: &CertId, signers: &[Signer<'a>]) -> Option<Signer<'a>> {
    let is_it = |(_, key): &&Signer<'a>| {
        let hash = id.issuer_key_hash.as_bytes();
        match id.hash_algorithm.oid {
            SHA1 => hash == key.public().identifier(),
            SHA256 => hash == Sha256::digest(key.public().bits()).as_slice(),
            _ => false,
        }
    };
    signers.iter().find(is_it).copied()
}

/// What is known of a certificate of this authority.
fn status(
    id: &CertId,
    signer: Signer<'_>,
    world: &World,
    at: DateTime<Utc>,
) -> Result<CertStatus, Error> {
    let authority = world.authority();
    let serial = SerialNumber::from_bytes(id.serial_number.as_bytes());
    let is_of_signer = issuer(id, &[signer]).is_some();
    if !is_of_signer || !is_issued(&serial, signer, authority, world) {
        return Ok(CertStatus::Unknown(Null));
    }
    match authority
        .revoked_since(&serial)
        .filter(|since| *since <= at)
    {
        None => Ok(CertStatus::Good(Null)),
        Some(since) => Ok(CertStatus::Revoked(RevokedInfo {
            revocation_time: time(since)?,
            revocation_reason: Some(CrlReason::CessationOfOperation),
        })),
    }
}

/// Whether the authority issued such a certificate, be it a PC's or that of an authority below it.
fn is_issued(
    serial: &SerialNumber,
    (certificate, _): Signer<'_>,
    authority: &Authority,
    world: &World,
) -> bool {
    let of_pcs = world.pcs().flat_map(|pc| world.issued(pc));
    let of_pcs = of_pcs.map(|(_, one)| one);
    let mut issued = authority.certificates().into_iter().chain(of_pcs);
    issued.any(|one| {
        let by_itself = one.is_self_issued();
        *one.serial() == *serial && !by_itself && one.issuer_der() == certificate.subject_der()
    })
}

fn time(at: DateTime<Utc>) -> Result<OcspGeneralizedTime, Error> {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let since = std::time::Duration::from_secs(seconds);
    Ok(OcspGeneralizedTime(GeneralizedTime::from_unix_duration(
        since,
    )?))
}

#[cfg(test)]
mod tests {
    use x509_ocsp::{OcspResponseStatus, Request, TbsRequest};

    use super::*;
    use crate::lab::Lab;
    use crate::pki::{AuthorityProfile, Pki};
    use crate::seed::Seed;
    use crate::store::Stores;
    use crate::world::WorldSettings;

    /// A world with so many authorities, in which one PC has a certificate.
    fn world(authorities: usize) -> (Lab, SerialNumber) {
        let start = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let names = (0..authorities).map(|at| AuthorityProfile::named(&format!("CA {at}")));
        let pki = Pki {
            authorities: names.collect(),
            ..Pki::default()
        };
        let settings = WorldSettings {
            pki,
            ..WorldSettings::new(Seed::new(7), start)
        };
        let mut lab = Lab::with_settings(settings, Stores::default());
        let pin = "0427".parse().expect("four digits are a PIN");
        let pc = lab.enroll("pc", pin).expect("nothing is in the way");
        let serial = pc.certificate().serial().clone();
        (lab, serial)
    }

    /// What an authority says of a serial number.
    fn status(world: &World, (_, key): Signer<'_>, serial: &SerialNumber) -> CertStatus {
        let bytes = |bytes: &[u8]| OctetString::new(bytes).unwrap();
        let id = CertId {
            hash_algorithm: AlgorithmIdentifierOwned {
                oid: SHA1,
                parameters: None,
            },
            issuer_name_hash: bytes(&[0; 20]),
            issuer_key_hash: bytes(&key.public().identifier()),
            serial_number: x509_cert::serial_number::SerialNumber::new(serial.as_bytes()).unwrap(),
        };
        let request = OcspRequest {
            tbs_request: TbsRequest {
                version: Version::V1,
                requestor_name: None,
                request_list: vec![Request {
                    req_cert: id,
                    single_request_extensions: None,
                }],
                request_extensions: None,
            },
            optional_signature: None,
        };
        let response = respond(&request, world, world.now()).unwrap();
        assert_eq!(response.response_status, OcspResponseStatus::Successful);
        let bytes = response.response_bytes.unwrap().response;
        let basic = BasicOcspResponse::from_der(bytes.as_bytes()).unwrap();
        basic.tbs_response_data.responses[0].cert_status
    }

    #[test]
    fn each_authority_answers_for_what_it_issued_and_for_nothing_else() {
        for authorities in 1..=3 {
            let (lab, client) = world(authorities);
            let world = lab.world();
            let signers = world.authority().signers();
            let below = signers.iter().map(|(one, _)| one.serial());
            let below: Vec<_> = [&client].into_iter().chain(below).collect();
            for (of, signer) in signers.iter().enumerate() {
                for (at, serial) in below.iter().enumerate() {
                    let status = status(world, *signer, serial);
                    let is_good = matches!(status, CertStatus::Good(_));
                    assert_eq!(is_good, of == at, "{of} of {authorities} about {at}");
                }
            }
        }
    }
}
