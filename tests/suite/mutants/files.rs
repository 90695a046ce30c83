//! What is changed, and how a file is made of it again.

use std::fs;
use std::sync::{Arc, LazyLock};

use kigen::key::KeyAlgorithm;
use kigen::seed::{Seed, Stream};
use kigen::specimen::{Authorities, FileFormat, OutputOptions, Recipe, SpecimenState};
use kigen::time::parse_instant;
use sha1::{Digest, Sha1};

use super::der::{self, Element};
use crate::hostile::file::{certificate_bag, key_bag, of_bags, under_mac};
use crate::support::{P256, pem, root};

pub(crate) const PASSWORD: &str = "0427";

/// Of the store that Java made, which wants six characters.
const KEY_STORE_PASSWORD: &str = "042700";

/// A changed file.
pub(crate) struct Mutant {
    pub(crate) bytes: Arc<[u8]>,
    /// What it was and what was done to it.
    pub(crate) says: String,
}

/// What a seed is, and so what has to be right again around a change.
enum Kind {
    /// DER as it is.
    Der(Vec<Element>),
    /// An AuthenticatedSafe, to be put under a MAC that fits.
    Safe(Vec<Element>),
    /// DER that is written as PEM.
    Pem(&'static str, Vec<Element>),
    /// Lines.
    Text(Vec<Vec<u8>>),
    /// A Java key store without the checksum at its end.
    KeyStore(Vec<u8>),
}

struct Seeded {
    name: String,
    kind: Kind,
}

static OURS: LazyLock<Vec<Seeded>> = LazyLock::new(made);

static OTHERS: LazyLock<Vec<Seeded>> = LazyLock::new(|| {
    let mut seeds = Vec::new();
    let mut add = |folder: &str, ending: &str, make: fn(Vec<u8>) -> Option<Kind>| {
        let folder = root().join("fixtures").join(folder);
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|found| found == ending));
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if let Some(kind) = make(fs::read(&path).unwrap()) {
                seeds.push(Seeded { name, kind });
            }
        }
    };
    let whole = |bytes: Vec<u8>| der::parse(&bytes).map(Kind::Der);
    add("foreign", "p12", whole);
    add("hostile", "der", whole);
    add("foreign", "pem", |bytes| {
        let lines = bytes.split_inclusive(|byte| *byte == b'\n');
        Some(Kind::Text(lines.map(<[u8]>::to_vec).collect()))
    });
    add("foreign", "jks", |bytes| {
        let (body, _) = bytes.split_last_chunk::<20>()?;
        Some(Kind::KeyStore(body.to_vec()))
    });
    seeds
});

/// Seeds that are ours, where most of a change is seen: nothing in them is encrypted.
fn made() -> Vec<Seeded> {
    let client = P256.client("受付01");
    let issuing = P256.authority.issuing();
    let bags: [&[u8]; 3] = [
        &key_bag(client.key.pkcs8()),
        &certificate_bag(client.certificate.der()),
        &certificate_bag(issuing.der()),
    ];
    let now = parse_instant("2025-01-01T00:00:00+09:00").unwrap();
    let authorities = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
    let revoked = authorities
        .make(&Recipe::new(SpecimenState::Revoked, now))
        .unwrap();
    let options = OutputOptions {
        formats: [FileFormat::Der].into(),
        ..OutputOptions::new(PASSWORD.parse().unwrap())
    };
    let folder = tempfile::tempdir().unwrap();
    revoked.write_to(folder.path(), &options).unwrap();
    let crl = fs::read(folder.path().join("revoked.crl")).unwrap();

    let tree = |bytes: &[u8]| der::parse(bytes).expect("it is DER");
    let seed = |name: &str, kind| Seeded {
        name: name.to_owned(),
        kind,
    };
    let safe = crate::hostile::file::safe(&bags);
    vec![
        seed("file", Kind::Der(tree(&of_bags(&bags)))),
        seed("safe", Kind::Safe(tree(&safe))),
        seed("client", Kind::Der(tree(client.certificate.der()))),
        seed(
            "client in PEM",
            Kind::Pem("CERTIFICATE", tree(client.certificate.der())),
        ),
        seed(
            "key in PEM",
            Kind::Pem("PRIVATE KEY", tree(client.key.pkcs8())),
        ),
        seed("issuing", Kind::Der(tree(issuing.der()))),
        seed("revocation list", Kind::Der(tree(&crl))),
        seed("revocation list in PEM", Kind::Pem("X509 CRL", tree(&crl))),
    ]
}

/// Mutant `n`: a seed with one to three changes.
pub(crate) fn mutant(n: u64) -> Mutant {
    let stream = &mut Seed::new(7).stream(&format!("mutants/{n}"));
    let seeds = if stream.below(3) < 2 { &OURS } else { &OTHERS };
    let seed = &seeds[stream.below(seeds.len() as u64) as usize];
    let times = stream.between(1, 3);
    let mut says = seed.name.clone();
    let tree = |tree: &[Element], stream: &mut Stream, says: &mut String| {
        let mut tree = tree.to_vec();
        for _ in 0..times {
            *says += ", ";
            *says += der::change(&mut tree, stream);
        }
        der::write(&tree)
    };
    let bytes = match &seed.kind {
        Kind::Der(elements) => tree(elements, stream, &mut says),
        Kind::Safe(elements) => under_mac(&tree(elements, stream, &mut says)),
        Kind::Pem(label, elements) => pem(label, &tree(elements, stream, &mut says)).into_bytes(),
        Kind::Text(lines) => text(lines, times, stream),
        Kind::KeyStore(body) => key_store(body, times, stream),
    };
    Mutant {
        bytes: bytes.into(),
        says,
    }
}

/// Lines taken out, repeated, swapped or run together.
fn text(lines: &[Vec<u8>], times: u64, stream: &mut Stream) -> Vec<u8> {
    let mut lines = lines.to_vec();
    for _ in 0..times {
        if lines.is_empty() {
            break;
        }
        let at = stream.below(lines.len() as u64) as usize;
        match stream.below(4) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            2 => {
                let other = stream.below(lines.len() as u64) as usize;
                lines.swap(at, other);
            }
            _ => drop(lines[at].pop()),
        }
    }
    lines.concat()
}

/// Bytes of a key store changed, where most of them are lengths and counts, under a checksum that
/// fits (the password in UTF-16, a phrase, the store).
fn key_store(body: &[u8], times: u64, stream: &mut Stream) -> Vec<u8> {
    let mut body = body.to_vec();
    for _ in 0..times {
        let reach = [24, body.len() as u64][stream.below(2) as usize];
        let at = stream.below(reach) as usize;
        body[at] = [0, 1, 0x7f, 0xff, stream.below(256) as u8][stream.below(5) as usize];
    }
    let password = KEY_STORE_PASSWORD.encode_utf16();
    let password: Vec<u8> = password.flat_map(u16::to_be_bytes).collect();
    let sum = Sha1::digest([&password, &b"Mighty Aphrodite"[..], &body].concat());
    [body, sum.to_vec()].concat()
}
