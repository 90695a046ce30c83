//! Certificates that are wrong in one place. Their signatures no longer fit, which no reader of facts
//! looks at.

use super::der::tlv;

/// Name, defect, outcome and DER of each.
pub(super) fn corpus(good: &[u8]) -> Vec<(&'static str, &'static str, &'static str, Vec<u8>)> {
    let utc = |text: &str| tlv(0x17, text.as_bytes());
    let general = |text: &str| tlv(0x18, text.as_bytes());
    let dated = |dates: Vec<u8>| with_validity(good, &dates);
    let until = |date: Vec<u8>| dated([utc("221130010000Z"), date].concat());
    vec![
        (
            "good",
            "nothing: the certificate that the others are made of",
            "ok",
            good.to_vec(),
        ),
        (
            "month-13",
            "not_after in the month 13",
            "malformed",
            until(utc("261328010000Z")),
        ),
        (
            "month-0",
            "not_after in the month 0",
            "malformed",
            until(utc("260028010000Z")),
        ),
        (
            "february-30",
            "not_after on 30 February",
            "malformed",
            until(utc("260230010000Z")),
        ),
        (
            "february-29",
            "not_after on 29 February of a common year",
            "malformed",
            until(utc("260229010000Z")),
        ),
        (
            "day-0",
            "not_after on the day 0",
            "malformed",
            until(utc("260200010000Z")),
        ),
        (
            "hour-24",
            "not_after at 24 o'clock",
            "malformed",
            until(utc("260228240000Z")),
        ),
        (
            "minute-60",
            "not_after at the minute 60",
            "malformed",
            until(utc("260228016000Z")),
        ),
        (
            "letters",
            "a date of letters",
            "malformed",
            until(utc("ABCDEFGHIJKLZ")),
        ),
        (
            "empty",
            "a date of no characters",
            "malformed",
            until(utc("")),
        ),
        (
            "no-date",
            "a number instead of a date",
            "malformed",
            until(vec![2, 1, 1]),
        ),
        (
            "one-date",
            "only one date",
            "malformed",
            dated(utc("221130010000Z")),
        ),
        (
            "year-9999",
            "nothing: not_after at the end of 9999, as RFC 5280 has it for ever",
            "ok",
            until(general("99991231235959Z")),
        ),
        (
            "backwards",
            "not_after before not_before, which only a judge minds",
            "ok",
            dated([utc("260228010000Z"), utc("221130010000Z")].concat()),
        ),
        (
            "cut",
            "a certificate without its last byte",
            "malformed",
            good[..good.len() - 1].to_vec(),
        ),
        (
            "zero-behind",
            "a zero byte behind the certificate",
            "ok",
            [good, &[0]].concat(),
        ),
        (
            "name-unreadable",
            "a subject that ends in something that is no name",
            "malformed",
            with_unreadable_name(good),
        ),
        (
            "no-signature",
            "a certificate without its signature",
            "malformed",
            without_signature(good),
        ),
    ]
}

/// Where the two dates are: the only SEQUENCE that begins with a UTCTime.
fn validity_at(good: &[u8]) -> usize {
    let at = good
        .windows(4)
        .position(|window| matches!(window, [0x30, 0x1e, 0x17, 0x0d]));
    at.unwrap()
}

/// The headers of the certificate and of what is signed have four bytes each.
fn rebuilt(good: &[u8], signed: &[u8]) -> Vec<u8> {
    let length = usize::from(good[6]) << 8 | usize::from(good[7]);
    let behind = &good[8 + length..];
    tlv(0x30, &[&tlv(0x30, signed)[..], behind].concat())
}

fn with_validity(good: &[u8], dates: &[u8]) -> Vec<u8> {
    let at = validity_at(good);
    let length = usize::from(good[6]) << 8 | usize::from(good[7]);
    let signed = [&good[8..at], &tlv(0x30, dates), &good[at + 32..8 + length]].concat();
    rebuilt(good, &signed)
}

/// A boolean where an attribute of the subject should be.
fn with_unreadable_name(good: &[u8]) -> Vec<u8> {
    let at = validity_at(good) + 32;
    let length = usize::from(good[6]) << 8 | usize::from(good[7]);
    let name = usize::from(good[at + 1]);
    let strange = [&good[at + 2..at + 2 + name], &[0x31, 3, 1, 1, 0]].concat();
    let rest = &good[at + 2 + name..8 + length];
    rebuilt(good, &[&good[8..at], &tlv(0x30, &strange), rest].concat())
}

fn without_signature(good: &[u8]) -> Vec<u8> {
    let length = usize::from(good[6]) << 8 | usize::from(good[7]);
    tlv(0x30, &good[4..8 + length])
}
