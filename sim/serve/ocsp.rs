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

/// One of the two authorities.
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

/// Whether the authority issued such a certificate: the root, the one below it; the issuing one,
/// those of PCs.
fn is_issued(
    serial: &SerialNumber,
    (certificate, _): Signer<'_>,
    authority: &Authority,
    world: &World,
) -> bool {
    if certificate == authority.root() {
        return *serial == *authority.issuing().serial();
    }
    let mut issued = world.pcs().flat_map(|pc| world.issued(pc));
    issued.any(|(_, one)| *one.serial() == *serial)
}

fn time(at: DateTime<Utc>) -> Result<OcspGeneralizedTime, Error> {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let since = std::time::Duration::from_secs(seconds);
    Ok(OcspGeneralizedTime(GeneralizedTime::from_unix_duration(
        since,
    )?))
}
