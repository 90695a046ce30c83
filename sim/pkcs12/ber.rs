//! Checks bytes before they are parsed: every length must fit, and is made definite.
//!
//! The parser that comes next, yasna, adds some lengths without checking for overflow, and panics
//! or reads the wrong bytes on hostile ones; nor does it let callers limit the nesting depth. One
//! walk over the headers settles both.
//!
//! NSS, Java's older tools and some versions of Windows write BER that is not DER: lengths that are
//! indefinite, and strings in pieces (X.690 sections 8.1.3.6 and 8.7.3). A second walk, for them
//! alone, writes the same with definite lengths and whole strings. Other liberties of BER are left
//! to yasna, which reads in its BER mode: lengths that are longer than need be, a SET OF that is
//! not sorted, and `[0] IMPLICIT OCTET STRING` in pieces, which only its place tells from `[0]
//! EXPLICIT`.

use std::ops::Range;

use zeroize::Zeroizing;

/// The deepest nesting of elements allowed. The deepest structure of RFC 7292 needs fewer than ten
/// levels, and three more for each `SafeContents` within another; yasna stops at a hundred.
const DEPTH: usize = 90;

/// Why bytes cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A length that is missing or too large, a string in pieces that are not strings, or stray
    /// bytes.
    Broken,
    /// Elements are nested too deeply.
    TooDeep,
}

/// The tag of a SEQUENCE.
const SEQUENCE: u8 = 0x30;
/// The tag bit of an element that contains elements.
const CONSTRUCTED: u8 = 0x20;
/// The tag of an OCTET STRING, and so of the pieces of any string.
const OCTET_STRING: u8 = 0x04;
/// The end of an element of indefinite length.
const END: [u8; 2] = [0, 0];

/// Checks that `bytes` are one well-nested SEQUENCE. Returns them with definite lengths and whole
/// strings, or `None` if they already are like that.
pub(super) fn definite(bytes: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Fault> {
    if bytes.first() != Some(&SEQUENCE) {
        return Err(Fault::Broken);
    }
    let mut walk = Walk::new(bytes, None);
    walk.go()?;
    if !walk.indefinite {
        return Ok(None);
    }
    // Definite lengths are rarely longer than what they replace.
    let output = Zeroizing::new(Vec::with_capacity(bytes.len() + DEPTH));
    let mut walk = Walk::new(bytes, Some(output));
    walk.go()?;
    Ok(walk.output)
}

/// Returns where the SEQUENCE at the start of `bytes` ends; `None` unless it is well nested.
pub(super) fn first(bytes: &[u8]) -> Option<usize> {
    if bytes.first() != Some(&SEQUENCE) {
        return None;
    }
    let mut walk = Walk::new(bytes, None);
    walk.element().ok()?;
    Some(walk.at)
}

/// A walk over the elements of some bytes.
struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The open elements, the innermost last.
    frames: Vec<Frame>,
    /// Whether there was anything to rewrite.
    indefinite: bool,
    /// The output, if there is any.
    output: Option<Zeroizing<Vec<u8>>>,
}

/// An open element.
struct Frame {
    tag: Range<usize>,
    /// Where the element ends; `None` if two zero bytes mark its end.
    end: Option<usize>,
    /// Where it must have ended.
    limit: usize,
    /// The tag of the string that it is, or is a piece of.
    string: Option<u8>,
    /// Where its content begins in the output.
    written: usize,
}

/// The header of an element.
struct Header {
    tag: Range<usize>,
    content: usize,
    /// `None` for an indefinite length.
    end: Option<usize>,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], output: Option<Zeroizing<Vec<u8>>>) -> Self {
        Walk {
            bytes,
            at: 0,
            frames: vec![],
            indefinite: false,
            output,
        }
    }

    fn go(&mut self) -> Result<(), Fault> {
        self.element()?;
        let whole = self.at == self.bytes.len();
        whole.then_some(()).ok_or(Fault::Broken)
    }

    /// Steps over one element and everything in it.
    fn element(&mut self) -> Result<(), Fault> {
        loop {
            self.step()?;
            while self.leaves() {
                self.close();
            }
            if self.frames.is_empty() {
                return Ok(());
            }
        }
    }

    /// Steps over a primitive element, or into a constructed one.
    fn step(&mut self) -> Result<(), Fault> {
        let outer = self.frames.last();
        let limit = outer.map_or(self.bytes.len(), |outer| outer.limit);
        let header = header(self.bytes, self.at, limit).ok_or(Fault::Broken)?;
        let tag = self.bytes[header.tag.start];
        let within = outer.and_then(|outer| outer.string);
        if within.is_some_and(|string| ![string, OCTET_STRING].contains(&(tag & !CONSTRUCTED))) {
            return Err(Fault::Broken);
        }
        if tag & CONSTRUCTED == 0 {
            // The two zero bytes of an end are an error where there is nothing to end.
            let end = header.end.filter(|_| tag != 0).ok_or(Fault::Broken)?;
            if let Some(output) = &mut self.output {
                let from = if within.is_some() {
                    header.content
                } else {
                    self.at
                };
                output.extend_from_slice(&self.bytes[from..end]);
            }
            self.at = end;
            return Ok(());
        }
        if self.frames.len() == DEPTH {
            return Err(Fault::TooDeep);
        }
        let string = within.or_else(|| Some(tag & !CONSTRUCTED).filter(|tag| is_string(*tag)));
        self.indefinite |= header.end.is_none() || string.is_some();
        self.frames.push(Frame {
            limit: header.end.unwrap_or(limit),
            tag: header.tag,
            end: header.end,
            string,
            written: self.output.as_ref().map_or(0, |output| output.len()),
        });
        self.at = header.content;
        Ok(())
    }

    /// Returns whether the innermost element ends here; steps over the mark of its end.
    fn leaves(&mut self) -> bool {
        let Some(frame) = self.frames.last() else {
            return false;
        };
        match frame.end {
            Some(end) => self.at == end,
            None => {
                let ends = self.bytes[self.at..frame.limit].starts_with(&END);
                self.at += if ends { END.len() } else { 0 };
                ends
            }
        }
    }

    /// Leaves the innermost element, and puts a header before its content.
    fn close(&mut self) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let piece = self
            .frames
            .last()
            .is_some_and(|outer| outer.string.is_some());
        let Some(output) = self.output.as_mut().filter(|_| !piece) else {
            return;
        };
        let mut header = self.bytes[frame.tag].to_vec();
        if let Some(string) = frame.string {
            header[0] = string;
        }
        write_length(&mut header, output.len() - frame.written);
        output.splice(frame.written..frame.written, header);
    }
}

/// Whether a tag, taken as primitive, is that of a string that BER may cut into pieces. (Bit
/// strings are left alone; no file has one outside a certificate.)
fn is_string(tag: u8) -> bool {
    matches!(tag, OCTET_STRING | 12 | 18..=22 | 25..=30)
}

/// Writes a length in as few bytes as possible (X.690 section 10.1).
fn write_length(output: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        output.push(length as u8);
        return;
    }
    let bytes = length.to_be_bytes();
    let bytes = &bytes[length.leading_zeros() as usize / 8..];
    output.push(0x80 | bytes.len() as u8);
    output.extend_from_slice(bytes);
}

/// Reads the header of the element at `at`, which must not end after `limit`.
fn header(bytes: &[u8], mut at: usize, limit: usize) -> Option<Header> {
    let bytes = bytes.get(..limit)?;
    let start = at;
    let mut next = || {
        let byte = bytes.get(at).copied();
        at += 1;
        byte
    };
    let tag = next()?;
    let mut tag_bytes = 1;
    if tag & 0x1f == 0x1f {
        tag_bytes += 1;
        while next()? & 0x80 != 0 {
            tag_bytes += 1;
        }
    }
    let length = match next()? {
        short @ 0..=0x7f => Some(usize::from(short)),
        0x80 => None,
        long @ 0x81..=0x84 => {
            let mut length: u32 = 0;
            for _ in 0..long & 0x7f {
                length = length << 8 | u32::from(next()?);
            }
            Some(usize::try_from(length).ok()?)
        }
        // Four bytes are enough for any file that is read.
        _ => return None,
    };
    let end = match length {
        Some(length) => Some(at.checked_add(length).filter(|end| *end <= limit)?),
        None => None,
    };
    Some(Header {
        tag: start..start + tag_bytes,
        content: at,
        end,
    })
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
            (&[0x30, 0x80], Err(Fault::Broken)),
            (&[0x30, 0x80, 0], Err(Fault::Broken)),
            (&[0x30, 0x80, 0, 0, 0], Err(Fault::Broken)),
            (&[0x30, 0x80, 4, 0x80, 0, 0, 0, 0], Err(Fault::Broken)),
            (&[0x30, 4, 0x30, 0x80, 0, 0, 0, 0], Err(Fault::Broken)),
            (&[0x30, 2, 0, 0], Err(Fault::Broken)),
            (&[0x30, 4, 0x24, 2, 5, 0], Err(Fault::Broken)),
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
            assert_eq!(definite(bytes).map(|_| ()), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn lengths_become_definite_and_strings_whole() {
        let long = |tag: u8, header: &[u8]| [&[tag][..], header, &[7; 200]].concat();
        let whole = [&[0x30, 0x81, 203][..], &long(4, &[0x81, 200])].concat();
        let cut = [&[0x30, 0x80][..], &long(4, &[0x81, 200]), &[0, 0]].concat();
        for (bytes, expected) in [
            (&[0x30, 0x80, 0, 0][..], &[0x30, 0][..]),
            (&[0x30, 0x80, 5, 0, 0, 0], &[0x30, 2, 5, 0]),
            (
                &[0x30, 0x80, 0xbf, 0x87, 0x11, 0x80, 5, 0, 0, 0, 0, 0],
                &[0x30, 6, 0xbf, 0x87, 0x11, 2, 5, 0],
            ),
            (
                &[0x30, 9, 0x24, 7, 4, 1, 1, 4, 2, 2, 3],
                &[0x30, 5, 4, 3, 1, 2, 3],
            ),
            (
                &[
                    0x30, 0x80, 0x24, 0x80, 0x24, 0x80, 4, 1, 1, 0, 0, 4, 0, 4, 1, 2, 0, 0, 0, 0,
                ],
                &[0x30, 4, 4, 2, 1, 2],
            ),
            // A BMPString in pieces tagged as such, and in pieces tagged OCTET STRING.
            (
                &[0x30, 10, 0x3e, 8, 30, 2, 0, 65, 4, 2, 0, 66],
                &[0x30, 6, 30, 4, 0, 65, 0, 66],
            ),
            (&cut, &whole),
        ] {
            let definite = definite(bytes).unwrap().unwrap();
            assert_eq!(*definite, expected, "{bytes:02x?}");
            assert_eq!(super::definite(&definite), Ok(None), "{bytes:02x?}");
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
        assert_eq!(definite(&nested(DEPTH)), Ok(None));
        assert_eq!(definite(&nested(DEPTH + 1)), Err(Fault::TooDeep));
    }
}
