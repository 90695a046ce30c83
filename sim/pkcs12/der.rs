//! What bytes have to pass before they are read: every length is definite and fits.
//!
//! The reader behind this, yasna, adds some lengths without looking for overflow, and panics or
//! reads the wrong bytes on hostile ones; it also has no say in how deep structures go. One walk
//! over the headers settles both. Behind it yasna reads in its BER mode, for the sake of files in
//! which a SET OF is not sorted.
//!
//! Indefinite lengths, which NSS and some others write, are refused here for now. This is the place
//! where they are to be made definite.

/// How deep elements may lie in one another. The deepest structure of RFC 7292 needs less than ten,
/// and three more for each `SafeContents` within another; yasna stops at a hundred.
const DEPTH: usize = 90;

/// Why bytes cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A length that is indefinite, missing or too large, or bytes that belong to nothing.
    Broken,
    /// Elements lie too deep in one another.
    TooDeep,
}

/// The tag of a SEQUENCE.
const SEQUENCE: u8 = 0x30;
/// The bit of a tag that says that there are elements inside.
const CONSTRUCTED: u8 = 0x20;

/// Checks that `bytes` are one SEQUENCE, and well nested.
pub(super) fn check(bytes: &[u8]) -> Result<(), Fault> {
    if bytes.first() != Some(&SEQUENCE) {
        return Err(Fault::Broken);
    }
    // Where the elements end that the walk is in, the innermost last.
    let mut ends = vec![];
    let mut at = 0;
    loop {
        let limit = ends.last().copied().unwrap_or(bytes.len());
        let (constructed, content, end) = header(bytes, at, limit).ok_or(Fault::Broken)?;
        if constructed {
            if ends.len() == DEPTH {
                return Err(Fault::TooDeep);
            }
            ends.push(end);
            at = content;
        } else {
            at = end;
        }
        while ends.last() == Some(&at) {
            ends.pop();
        }
        if ends.is_empty() {
            return if at == bytes.len() {
                Ok(())
            } else {
                Err(Fault::Broken)
            };
        }
    }
}

/// The element at `at`: whether it is constructed, where its content begins and where it ends,
/// which is not behind `limit`.
fn header(bytes: &[u8], mut at: usize, limit: usize) -> Option<(bool, usize, usize)> {
    let bytes = bytes.get(..limit)?;
    let mut next = || {
        let byte = bytes.get(at).copied();
        at += 1;
        byte
    };
    let tag = next()?;
    if tag & 0x1f == 0x1f {
        while next()? & 0x80 != 0 {}
    }
    let length = match next()? {
        short @ 0..=0x7f => usize::from(short),
        long @ 0x81..=0x84 => {
            let mut length: u32 = 0;
            for _ in 0..long & 0x7f {
                length = length << 8 | u32::from(next()?);
            }
            usize::try_from(length).ok()?
        }
        // 0x80 is an indefinite length; four bytes are enough for any file that is read.
        _ => return None,
    };
    let end = at.checked_add(length).filter(|end| *end <= limit)?;
    Some((tag & CONSTRUCTED != 0, at, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lengths_that_fit_are_let_through() {
        for (bytes, expected) in [
            (&[0x30, 0][..], Ok(())),
            (&[0x30, 2, 5, 0], Ok(())),
            (&[0x30, 4, 0x30, 0, 0x30, 0], Ok(())),
            (&[0x30, 0x81, 2, 5, 0], Ok(())),
            (&[0x30, 3, 0x1f, 0x87, 0], Err(Fault::Broken)),
            (&[0x30, 4, 0x1f, 0x87, 0x11, 0], Ok(())),
            (&[], Err(Fault::Broken)),
            (&[0x30], Err(Fault::Broken)),
            (&[0x30, 1], Err(Fault::Broken)),
            (&[4, 0], Err(Fault::Broken)),
            (&[0x30, 0, 0], Err(Fault::Broken)),
            (&[0x30, 0x80, 0, 0], Err(Fault::Broken)),
            (&[0x30, 2, 4, 1], Err(Fault::Broken)),
            (&[0x30, 3, 0x30, 2, 5, 0], Err(Fault::Broken)),
            (&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], Err(Fault::Broken)),
            (
                &[
                    0x30, 10, 4, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                ],
                Err(Fault::Broken),
            ),
        ] {
            assert_eq!(check(bytes), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn elements_lie_ninety_deep_and_no_deeper() {
        let nested = |depth: usize| {
            (0..depth).fold(vec![], |inner, _| {
                yasna::construct_der(|w| {
                    w.write_sequence(|w| {
                        if !inner.is_empty() {
                            w.next().write_der(&inner);
                        }
                    })
                })
            })
        };
        assert_eq!(check(&nested(DEPTH)), Ok(()));
        assert_eq!(check(&nested(DEPTH + 1)), Err(Fault::TooDeep));
    }
}
