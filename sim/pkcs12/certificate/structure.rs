//! What the parser does not look at: that nothing follows what an element is to hold, and that
//! there is no more of anything than is worth reading.
//!
//! x509-parser passes over what is behind the last field it knows; OpenSSL refuses such a
//! certificate. And it takes a hundred bytes and more for each attribute of a name and each
//! extension, so these are counted before it sees them.

use super::CertificateError;
use super::dates::{Element, element};

/// The most parts of one certificate. Real ones have about thirty, one with the longest attribute
/// that RFC 5280 appendix A.1 allows a few thousand.
const PARTS_MAX: usize = 4_500;
/// How many bytes of a name count as a part.
const BYTES_A_PART: usize = 8;

/// `[0] EXPLICIT`, which holds the version.
const VERSION: u8 = 0xa0;
/// `[1]` and `[2] IMPLICIT`, the unique identifiers, as DER and as some BER writes them; and `[3]
/// EXPLICIT`, which holds the extensions.
const OPTIONAL: [u8; 5] = [0x81, 0xa1, 0x82, 0xa2, EXTENSIONS];
const EXTENSIONS: u8 = 0xa3;

/// Checks the structure of a certificate (RFC 5280 section 4.1), and counts its parts: see
/// [`parts`](super::Certificate::parts).
pub(super) fn check(der: &[u8]) -> Result<usize, CertificateError> {
    let (certificate, _) = element(der).ok_or(CertificateError::Malformed)?;
    let [tbs, _algorithm, _signature] = exactly(certificate.content)?;
    let mut fields = elements(tbs.content)?.into_iter().peekable();
    if let Some(version) = fields.next_if(|field| field.tag == VERSION) {
        exactly::<1>(version.content)?;
    }
    let mut next = || fields.next().ok_or(CertificateError::Malformed);
    let (_serial, algorithm) = (next()?, next()?);
    algorithm_identifier(algorithm)?;
    let issuer = next()?;
    exactly::<2>(next()?.content)?; // validity
    let (subject, public_key) = (next()?, next()?);
    let [algorithm, _bits] = exactly(public_key.content)?;
    algorithm_identifier(algorithm)?;
    let mut count = name(issuer.content)? + name(subject.content)?;
    for field in fields {
        if !OPTIONAL.contains(&field.tag) {
            return Err(CertificateError::Malformed);
        }
        if field.tag == EXTENSIONS {
            let [list] = exactly(field.content)?;
            count += extensions(list.content)?;
        }
    }
    within(count)
}

/// Checks the content of a name that stands alone.
pub(crate) fn check_name(content: &[u8]) -> Result<(), CertificateError> {
    name(content).and_then(within).map(drop)
}

/// Counts the parts of a name: each attribute, and every few bytes.
fn name(content: &[u8]) -> Result<usize, CertificateError> {
    let mut count = content.len() / BYTES_A_PART;
    for set in elements_one_by_one(content) {
        for attribute in elements_one_by_one(set?.content) {
            exactly::<2>(attribute?.content)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Counts extensions: each an identifier, perhaps whether it is critical, and a value.
fn extensions(content: &[u8]) -> Result<usize, CertificateError> {
    let mut count = 0;
    for extension in elements_one_by_one(content) {
        let fields = elements_one_by_one(extension?.content);
        let fields = fields.take(4).collect::<Result<Vec<_>, _>>()?.len();
        if !(2..=3).contains(&fields) {
            return Err(CertificateError::Malformed);
        }
        count += 1;
    }
    Ok(count)
}

/// An `AlgorithmIdentifier`: an identifier, and perhaps parameters.
fn algorithm_identifier(algorithm: Element<'_>) -> Result<(), CertificateError> {
    match elements(algorithm.content)?.len() {
        1 | 2 => Ok(()),
        _ => Err(CertificateError::Malformed),
    }
}

fn within(count: usize) -> Result<usize, CertificateError> {
    if count > PARTS_MAX {
        return Err(CertificateError::TooManyParts {
            count,
            allowed: PARTS_MAX,
        });
    }
    Ok(count)
}

/// The most fields of a structure here: those of `TBSCertificate` are ten.
const FIELDS_MAX: usize = 10;

/// The elements that `bytes` are, which must be so many.
fn exactly<const COUNT: usize>(bytes: &[u8]) -> Result<[Element<'_>; COUNT], CertificateError> {
    let elements = elements(bytes)?.try_into();
    elements.map_err(|_| CertificateError::Malformed)
}

/// The few elements that `bytes` are.
fn elements(bytes: &[u8]) -> Result<Vec<Element<'_>>, CertificateError> {
    let elements = elements_one_by_one(bytes).take(FIELDS_MAX + 1);
    let elements = elements.collect::<Result<Vec<_>, _>>()?;
    match elements.len() {
        0..=FIELDS_MAX => Ok(elements),
        _ => Err(CertificateError::Malformed),
    }
}

/// The elements that `bytes` are, and an error where they cannot be read on.
fn elements_one_by_one(
    mut bytes: &[u8],
) -> impl Iterator<Item = Result<Element<'_>, CertificateError>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let Some((element, rest)) = element(bytes) else {
            bytes = &[];
            return Some(Err(CertificateError::Malformed));
        };
        bytes = rest;
        Some(Ok(element))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, &content].concat()
    }

    /// A certificate with these parts, as far as its structure goes.
    fn certificate(version: &[u8], subject: &[u8], extensions: &[u8]) -> Vec<u8> {
        let algorithm = tlv(0x30, &[&[6, 1, 0x2a]]);
        let issuer = tlv(0x30, &[]);
        let validity = tlv(0x30, &[&[0x17, 0], &[0x17, 0]]);
        let key = tlv(0x30, &[&algorithm, &[3, 1, 0]]);
        let tbs = tlv(
            0x30,
            &[
                &tlv(VERSION, &[version]),
                &[2, 1, 1],
                &algorithm,
                &issuer,
                &validity,
                &tlv(0x30, &[subject]),
                &key,
                &tlv(EXTENSIONS, &[&tlv(0x30, &[extensions])]),
            ],
        );
        tlv(0x30, &[&tbs, &algorithm, &[3, 1, 0]])
    }

    const ATTRIBUTE: &[u8] = &[0x31, 9, 0x30, 7, 6, 3, 0x55, 4, 3, 0x0c, 0];
    const EXTENSION: &[u8] = &[0x30, 5, 6, 1, 0x2a, 4, 0];

    #[test]
    fn parts_are_attributes_bytes_and_extensions() {
        let counted = |subject: &[u8], extensions: &[u8]| {
            check(&certificate(&[2, 1, 2], subject, extensions))
        };
        assert_eq!(counted(&[], &[]), Ok(0));
        assert_eq!(counted(ATTRIBUTE, EXTENSION), Ok(3), "eleven bytes are one");
        assert_eq!(counted(&[], &EXTENSION.repeat(4500)), Ok(4500));
        let error = CertificateError::TooManyParts {
            count: 4501,
            allowed: 4500,
        };
        assert_eq!(counted(&[], &EXTENSION.repeat(4501)), Err(error));
    }

    #[test]
    fn nothing_follows_what_an_element_is_to_hold() {
        let good = certificate(&[2, 1, 2], ATTRIBUTE, EXTENSION);
        assert_eq!(check(&good), Ok(3));
        for behind in [&[4, 0][..], &[0], &[0x30, 0x80]] {
            let version = [&[2, 1, 2][..], behind].concat();
            let mut attribute = [ATTRIBUTE, behind].concat();
            attribute[1] += behind.len() as u8;
            attribute[3] += behind.len() as u8;
            let mut extension = [EXTENSION, &[4, 0], behind].concat();
            extension[1] += 2 + behind.len() as u8;
            for bad in [
                certificate(&version, ATTRIBUTE, EXTENSION),
                certificate(&[2, 1, 2], &attribute, EXTENSION),
                certificate(&[2, 1, 2], ATTRIBUTE, &extension),
            ] {
                assert_eq!(check(&bad), Err(CertificateError::Malformed), "{behind:?}");
            }
        }
    }
}
