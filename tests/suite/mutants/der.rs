//! DER as a tree that can be changed and written again, with the lengths that it then has.

use kigen::seed::Stream;

/// Deeper than this nothing is looked into; a change may nest further.
const DEPTH_MAX: usize = 24;

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    tag: u8,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Vec<u8>),
    /// Elements within, after some octets that are no part of them: the number of unused bits of a
    /// BIT STRING.
    Elements(Vec<u8>, Vec<Element>),
}

/// The elements that `bytes` are, if they are nothing else.
pub(super) fn parse(bytes: &[u8]) -> Option<Vec<Element>> {
    parse_within(bytes, 0)
}

fn parse_within(mut bytes: &[u8], depth: usize) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x83 => {
                let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let length = digits
                    .iter()
                    .fold(0, |length, digit| length << 8 | usize::from(*digit));
                (length, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        elements.push(Element {
            tag,
            content: look_into(tag, content, depth)?,
        });
        bytes = rest;
    }
    Some(elements)
}

fn look_into(tag: u8, content: &[u8], depth: usize) -> Option<Content> {
    let within = |bytes| parse_within(bytes, depth + 1);
    if depth == DEPTH_MAX {
        return Some(Content::Bytes(content.to_vec()));
    }
    Some(match tag {
        _ if tag & 0x20 != 0 => Content::Elements(Vec::new(), within(content)?),
        0x04 | 0x03 if content.len() > 4 => {
            let (before, rest) = content.split_at(usize::from(tag == 0x03));
            match within(rest) {
                Some(elements) => Content::Elements(before.to_vec(), elements),
                None => Content::Bytes(content.to_vec()),
            }
        }
        _ => Content::Bytes(content.to_vec()),
    })
}

pub(super) fn write(elements: &[Element]) -> Vec<u8> {
    elements.iter().flat_map(Element::write).collect()
}

impl Element {
    fn write(&self) -> Vec<u8> {
        let content = match &self.content {
            Content::Bytes(bytes) => bytes.clone(),
            Content::Elements(before, elements) => [before.clone(), write(elements)].concat(),
        };
        let digits = content.len().to_be_bytes();
        let digits = &digits[digits.iter().take_while(|digit| **digit == 0).count()..];
        let length = match content.len() {
            0..=0x7f => vec![content.len() as u8],
            _ => [&[0x80 | digits.len() as u8], digits].concat(),
        };
        [vec![self.tag], length, content].concat()
    }

    fn children(&mut self) -> Option<&mut Vec<Element>> {
        match &mut self.content {
            Content::Elements(_, elements) => Some(elements),
            Content::Bytes(_) => None,
        }
    }

    fn count(&self) -> u64 {
        match &self.content {
            Content::Elements(_, elements) => 1 + count(elements),
            Content::Bytes(_) => 1,
        }
    }
}

fn count(elements: &[Element]) -> u64 {
    elements.iter().map(Element::count).sum()
}

/// The list in which element `n` of the tree is, counted as it is written, and its place there.
fn find(elements: &mut Vec<Element>, mut n: u64) -> Option<(&mut Vec<Element>, usize)> {
    let mut at = 0;
    while at < elements.len() {
        let within = elements[at].count();
        if n == 0 {
            return Some((elements, at));
        }
        if n < within {
            return find(elements[at].children()?, n - 1);
        }
        n -= within;
        at += 1;
    }
    None
}

/// Contents that readers stumble over.
fn content(stream: &mut Stream) -> Vec<u8> {
    match stream.below(8) {
        0 => vec![],
        1 => vec![0],
        2 => vec![0xff; 1 + stream.below(40) as usize],
        3 => [&[0x7f][..], &vec![0xff; stream.below(300) as usize]].concat(),
        4 => b"99991231235959Z".to_vec(),
        5 => b"230229000000Z".to_vec(),
        6 => vec![0x80; 1 + stream.below(20) as usize],
        _ => stream.bytes::<9>()[..stream.below(10) as usize].to_vec(),
    }
}

/// Tags of every kind of value a certificate or a key store has, and some that they have not.
const TAGS: [u8; 24] = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e,
    0x30, 0x31, 0x80, 0x82, 0xa0, 0xa1, 0xa3, 0x1f,
];

/// Changes one element, wherever it is, and says how.
pub(super) fn change(elements: &mut Vec<Element>, stream: &mut Stream) -> &'static str {
    let all = count(elements);
    if all == 0 {
        return "nothing";
    }
    let (from, to) = (stream.below(all), stream.below(all));
    let graft = find(elements, from).map(|(list, at)| list[at].clone());
    let Some((list, at)) = find(elements, to) else {
        return "nothing";
    };
    match stream.below(9) {
        0 => {
            list.remove(at);
            "remove"
        }
        1 => {
            let times = [1, 2, 30][stream.below(3) as usize];
            let again = list[at].clone();
            list.splice(at..at, vec![again; times]);
            "repeat"
        }
        2 => {
            let other = stream.below(list.len() as u64) as usize;
            list.swap(at, other);
            "swap"
        }
        3 => {
            list[at].tag = TAGS[stream.below(TAGS.len() as u64) as usize];
            "tag"
        }
        4 | 5 => {
            list[at].content = Content::Bytes(content(stream));
            "content"
        }
        6 => {
            list.extend(graft);
            "graft"
        }
        7 => {
            for _ in 0..=stream.below(40) {
                let within = list[at].clone();
                list[at] = Element {
                    tag: 0x30,
                    content: Content::Elements(vec![], vec![within]),
                };
            }
            "nest"
        }
        _ => {
            if let Content::Bytes(bytes) = &mut list[at].content
                && !bytes.is_empty()
            {
                let place = stream.below(bytes.len() as u64) as usize;
                bytes[place] ^= 1 << stream.below(8);
            }
            "bit"
        }
    }
}
