//! DER, put together by hand, so that it can be wrong in one place.

/// An element.
pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag], length(content.len()).as_slice(), content].concat()
}

/// A length in as few bytes as possible.
pub(crate) fn length(length: usize) -> Vec<u8> {
    match length {
        0..=0x7f => vec![length as u8],
        0x80..=0xff => vec![0x81, length as u8],
        0x100..=0xffff => vec![0x82, (length >> 8) as u8, length as u8],
        _ => [&[0x84], &(length as u32).to_be_bytes()[..]].concat(),
    }
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// `[0] EXPLICIT`.
pub(crate) fn explicit(content: &[u8]) -> Vec<u8> {
    tlv(0xa0, content)
}

/// An INTEGER that is not negative.
pub(crate) fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(7);
    let sign: &[u8] = if bytes[zeros] & 0x80 == 0 { &[] } else { &[0] };
    tlv(0x02, &[sign, &bytes[zeros..]].concat())
}

/// An OBJECT IDENTIFIER, from the text of its arcs.
pub(crate) fn oid(arcs: &str) -> Vec<u8> {
    let arcs: Vec<u64> = arcs.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = vec![(40 * arcs[0] + arcs[1]) as u8];
    for arc in &arcs[2..] {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        digits.reverse();
        content.extend(digits);
    }
    tlv(0x06, &content)
}

/// Where an element lies: its header, and its content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) at: usize,
    pub(crate) content: usize,
    pub(crate) end: usize,
}

/// Every element of `bytes`, also those within the OCTET STRINGs that hold elements.
pub(crate) fn places(bytes: &[u8]) -> Vec<Place> {
    let mut places = vec![];
    walk(bytes, 0, bytes.len(), &mut places);
    places
}

/// Whether `bytes[at..end]` are elements; adds them if so.
fn walk(bytes: &[u8], mut at: usize, end: usize, places: &mut Vec<Place>) -> bool {
    let before = places.len();
    while at < end {
        let Some(place) = place(bytes, at, end) else {
            places.truncate(before);
            return false;
        };
        places.push(place);
        let constructed = bytes[at] & 0x20 != 0;
        // Only the strings that hold the safes are long enough to be opened up.
        let string = bytes[at] == 0x04 && place.end - place.content > 100;
        let whole = !(constructed || string) || walk(bytes, place.content, place.end, places);
        if constructed && !whole {
            places.truncate(before);
            return false;
        }
        at = place.end;
    }
    true
}

fn place(bytes: &[u8], at: usize, limit: usize) -> Option<Place> {
    let known = [0x02, 0x04, 0x05, 0x06, 0x1e, 0x30, 0x31, 0x80, 0xa0];
    known.contains(bytes.get(at)?).then_some(())?;
    let (content, length) = match *bytes.get(at + 1)? {
        short @ 0..=0x7f => (at + 2, usize::from(short)),
        0x81 => (at + 3, usize::from(*bytes.get(at + 2)?)),
        0x82 => (
            at + 4,
            usize::from(*bytes.get(at + 2)?) << 8 | usize::from(*bytes.get(at + 3)?),
        ),
        _ => return None,
    };
    let end = content.checked_add(length).filter(|end| *end <= limit)?;
    Some(Place { at, content, end })
}
