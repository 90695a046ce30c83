//! The dates of a certificate or a revocation list, in the two forms that RFC 5280 sections
//! 4.1.2.5 and 5.1.2.4 allow: `YYMMDDHHMMSSZ` as UTCTime and `YYYYMMDDHHMMSSZ` as GeneralizedTime.
//!
//! Parsers are often more lenient: they take dates without seconds, with fractions or with an
//! offset. Here such a date is refused and named.

use chrono::NaiveDateTime;

use super::CertificateError;

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// `[0] EXPLICIT`, which holds the version of a certificate.
const VERSION: u8 = 0xa0;

/// Checks the dates of a certificate. Whether the rest is well-formed is not checked: dates that
/// cannot be found are not an error here.
pub(super) fn check_certificate(der: &[u8]) -> Result<(), CertificateError> {
    let Some(validity) = validity(der) else {
        return Ok(());
    };
    let Some((not_before, rest)) = element(validity) else {
        return Ok(());
    };
    check("notBefore", not_before)?;
    element(rest).map_or(Ok(()), |(not_after, _)| check("notAfter", not_after))
}

/// Checks the dates of a revocation list, in the same way.
pub(crate) fn check_list(der: &[u8]) -> Result<(), CertificateError> {
    let Some(mut rest) = updates(der) else {
        return Ok(());
    };
    for field in ["thisUpdate", "nextUpdate"] {
        match element(rest) {
            Some((date, after)) if matches!(date.tag, UTC_TIME | GENERALIZED_TIME) => {
                check(field, date)?;
                rest = after;
            }
            _ => break,
        }
    }
    Ok(())
}

/// The content of `Validity`, the fourth field of a `TBSCertificate` after its version.
fn validity(der: &[u8]) -> Option<&[u8]> {
    let certificate = element(der)?.0.sequence()?;
    let mut rest = element(certificate)?.0.sequence()?;
    if element(rest)?.0.tag == VERSION {
        rest = element(rest)?.1;
    }
    for _ in 0..3 {
        rest = element(rest)?.1; // serialNumber, signature, issuer
    }
    element(rest)?.0.sequence()
}

/// What follows the issuer in a `TBSCertList`.
fn updates(der: &[u8]) -> Option<&[u8]> {
    let list = element(der)?.0.sequence()?;
    let mut rest = element(list)?.0.sequence()?;
    if element(rest)?.0.tag == INTEGER {
        rest = element(rest)?.1;
    }
    for _ in 0..2 {
        rest = element(rest)?.1; // signature, issuer
    }
    Some(rest)
}

fn check(field: &'static str, date: Element<'_>) -> Result<(), CertificateError> {
    let text = || String::from_utf8_lossy(date.content).into_owned();
    let digits = match date.tag {
        UTC_TIME => 12,
        GENERALIZED_TIME => 14,
        _ => return Ok(()),
    };
    let allowed = match date.content.split_last() {
        Some((b'Z', number)) => number.len() == digits && number.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !allowed {
        let date = text();
        return Err(CertificateError::ForbiddenDate { field, date });
    }
    // The century of a UTCTime matters only for leap years, which are the same in both.
    let century = if date.tag == UTC_TIME { "20" } else { "" };
    let whole = format!("{century}{}", text());
    match NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ") {
        // chrono accepts leap seconds, which a certificate must not contain.
        Ok(_) if &whole[12..14] != "60" => Ok(()),
        _ => Err(CertificateError::ImpossibleDate {
            field,
            date: text(),
        }),
    }
}

/// An element of definite length.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
}

impl<'a> Element<'a> {
    fn sequence(self) -> Option<&'a [u8]> {
        (self.tag == SEQUENCE).then_some(self.content)
    }
}

/// The first element of `bytes`, and what follows it.
pub(crate) fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x88 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = octets
                .iter()
                .fold(0, |length, octet| length << 8 | u64::from(*octet));
            (usize::try_from(length).ok()?, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((Element { tag, content }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_forms_of_rfc_5280_are_dates() {
        let forbidden = |date: &str| {
            let date = date.to_owned();
            Err(CertificateError::ForbiddenDate {
                field: "notAfter",
                date,
            })
        };
        let impossible = |date: &str| {
            let date = date.to_owned();
            Err(CertificateError::ImpossibleDate {
                field: "notAfter",
                date,
            })
        };
        for (tag, date, expected) in [
            (UTC_TIME, "280101000000Z", Ok(())),
            (UTC_TIME, "000229235959Z", Ok(())),
            (GENERALIZED_TIME, "20280101000000Z", Ok(())),
            (GENERALIZED_TIME, "99991231235959Z", Ok(())),
            (UTC_TIME, "2801010000Z", forbidden("2801010000Z")),
            (
                UTC_TIME,
                "280101000000+0900",
                forbidden("280101000000+0900"),
            ),
            (UTC_TIME, "280101000000", forbidden("280101000000")),
            (
                GENERALIZED_TIME,
                "20280101000000.5Z",
                forbidden("20280101000000.5Z"),
            ),
            (
                GENERALIZED_TIME,
                "280101000000Z",
                forbidden("280101000000Z"),
            ),
            (UTC_TIME, "280230000000Z", impossible("280230000000Z")),
            (UTC_TIME, "230229000000Z", impossible("230229000000Z")),
            (UTC_TIME, "280101235960Z", impossible("280101235960Z")),
            (UTC_TIME, "280101240000Z", impossible("280101240000Z")),
            (
                GENERALIZED_TIME,
                "20281301000000Z",
                impossible("20281301000000Z"),
            ),
        ] {
            let content = date.as_bytes();
            assert_eq!(
                check("notAfter", Element { tag, content }),
                expected,
                "{date}"
            );
        }
    }
}
