//! How something in a file is encrypted: what its `AlgorithmIdentifier` says.

use p12::{AlgorithmIdentifier, Pkcs12PbeParams};
use yasna::{ASN1Result, BERReader};

use super::algorithm::UnknownAlgorithm;
use super::cipher::Cipher;
use super::oid;
use super::pbes1::Pbes1;
use super::pbkdf2::{Pbkdf2, malformed, other};
use super::scheme::Scheme;

/// Reads from an `AlgorithmIdentifier` how something is encrypted: by a scheme that is known here,
/// or with an algorithm that is not, which may be a part of PBES2.
pub(super) fn read(algorithm: AlgorithmIdentifier) -> ASN1Result<Result<Scheme, UnknownAlgorithm>> {
    let algorithm = match algorithm {
        AlgorithmIdentifier::PbeWithSHAAnd3KeyTripleDESCBC(parameters) => {
            return Ok(Ok(pkcs12(Cipher::TripleDes, parameters)));
        }
        AlgorithmIdentifier::PbewithSHAAnd40BitRC2CBC(parameters) => {
            return Ok(Ok(pkcs12(Cipher::Rc2With40, parameters)));
        }
        AlgorithmIdentifier::Sha1 => return Ok(Err(UnknownAlgorithm(oid::of(oid::SHA1)))),
        AlgorithmIdentifier::OtherAlg(other) => other,
    };
    let id = algorithm.algorithm_type;
    let parameters = || algorithm.params.ok_or_else(malformed);
    if let Some(cipher) = Cipher::of_pkcs12(&id) {
        let parameters = yasna::parse_ber(&parameters()?, Pkcs12PbeParams::parse)?;
        Ok(Ok(pkcs12(cipher, parameters)))
    } else if let Some(scheme) = Pbes1::of(&id) {
        let parameters = yasna::parse_ber(&parameters()?, Pkcs12PbeParams::parse)?;
        Ok(Ok(Scheme::Pbes1 {
            scheme,
            salt: parameters.salt,
            iterations: parameters.iterations,
        }))
    } else if oid::is(&id, oid::PBES2) {
        yasna::parse_ber(&parameters()?, read_pbes2)
    } else {
        Ok(Err(UnknownAlgorithm(id)))
    }
}

fn pkcs12(cipher: Cipher, parameters: Pkcs12PbeParams) -> Scheme {
    Scheme::Pkcs12 {
        cipher,
        salt: parameters.salt,
        iterations: parameters.iterations,
    }
}

/// `PBES2-params`, RFC 8018 appendix A.4.
///
/// pkcs5 reads it too, but gives the same error for an algorithm that it does not know and for
/// damage, as soon as the unknown algorithm has parameters of another shape.
fn read_pbes2(reader: BERReader<'_, '_>) -> ASN1Result<Result<Scheme, UnknownAlgorithm>> {
    let (pbkdf2, cipher) = reader.read_sequence(|fields| {
        let pbkdf2 = Pbkdf2::read(fields.next())?;
        Ok((pbkdf2, AlgorithmIdentifier::parse(fields.next())?))
    })?;
    let (pbkdf2, parameters) = match (pbkdf2, other(cipher)) {
        (Ok(pbkdf2), Ok(parameters)) => (pbkdf2, parameters),
        (Err(unknown), _) | (_, Err(unknown)) => return Ok(Err(unknown)),
    };
    let stated = pbkdf2.key_bytes;
    let id = parameters.algorithm_type;
    let unknown = || Ok(Err(UnknownAlgorithm(id.clone())));
    let mut ciphers = Cipher::of_pbes2(&id).peekable();
    let Some(usual) = ciphers.peek().copied() else {
        return unknown();
    };
    let fits = |cipher: &Cipher| stated.is_none_or(|bytes| bytes == cipher.key_bytes() as u64);
    let mut with_key = ciphers.filter(fits);
    let (cipher, iv) = if usual.rc2_version().is_some() {
        let parameters = parameters.params.ok_or_else(malformed)?;
        let (version, iv) = yasna::parse_ber(&parameters, read_rc2)?;
        // Neither the cipher nor its version says how long the key is (RFC 8018 section 6.2).
        stated.ok_or_else(malformed)?;
        match with_key.find(|cipher| cipher.rc2_version() == version) {
            Some(cipher) => (cipher, iv),
            None => return unknown(),
        }
    } else {
        let cipher = match with_key.next() {
            Some(cipher) => cipher,
            None if usual.has_other_keys() => return unknown(),
            None => return Err(malformed()),
        };
        match (cipher.iv_bytes(), parameters.params) {
            (0, _) => (cipher, vec![]),
            (_, Some(iv)) => (cipher, yasna::parse_ber(&iv, read_iv)?),
            (_, None) => return Err(malformed()),
        }
    };
    if iv.len() != cipher.iv_bytes() {
        return Err(malformed());
    }
    Ok(Ok(Scheme::Pbes2 { cipher, iv, pbkdf2 }))
}

/// An initialisation vector; CAST5 may have the bits of its key beside it (RFC 2984 section 2),
/// which `keyLength` of PBKDF2 says too.
fn read_iv(reader: BERReader<'_, '_>) -> ASN1Result<Vec<u8>> {
    if reader.lookahead_tag()? == yasna::tags::TAG_OCTETSTRING {
        return reader.read_bytes();
    }
    reader.read_sequence(|fields| {
        let iv = fields.next().read_bytes()?;
        fields.read_optional(|r| r.read_u64())?;
        Ok(iv)
    })
}

/// `RC2-CBC-Parameter`, RFC 8018 appendix B.2.3: the version, which may be absent, and the
/// initialisation vector.
fn read_rc2(reader: BERReader<'_, '_>) -> ASN1Result<(Option<u64>, Vec<u8>)> {
    reader.read_sequence(|fields| {
        let version = fields.read_optional(|r| r.read_u64())?;
        Ok((version, fields.next().read_bytes()?))
    })
}
