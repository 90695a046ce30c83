//! How fast much is read: bundles of client certificates, and PKCS#12 files.
//!
//! `cargo bench --bench bulk -- --test` runs each once. What is read is made beforehand, from a few
//! keys, so that the set-up stays short.

use std::hint::black_box;
use std::num::NonZeroUsize;

use chrono::{DateTime, Duration, Utc};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::bundle;
use kigen::certificate::Certificate;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::pkcs12::{self, Bulk, Contents, EncryptionProfile, Limits};
use kigen::pki::{Pki, Subject};
use kigen::seed::Seed;

const SEED: Seed = Seed::new(7);
const PIN: &str = "0427";

/// Keys that the certificates share in turn.
const KEYS: usize = 8;
const CERTIFICATES: [usize; 2] = if TESTS { [10, 20] } else { [1_000, 10_000] };
const FILES: usize = if TESTS { 5 } else { 100 };

/// Without optimization nothing is measured: it is only seen that the benches run.
const TESTS: bool = cfg!(debug_assertions);

fn authority(key: KeyAlgorithm) -> Authority {
    let start = start();
    let years = |count: i64| Validity {
        not_before: start - Duration::days(365),
        not_after: start + Duration::days(365 * count),
    };
    let settings = AuthoritySettings {
        pki: Pki::default(),
        key,
        validities: vec![years(25), years(15)],
    };
    Authority::new(SEED, &settings).expect("the default PKI is sound")
}

fn start() -> DateTime<Utc> {
    "2022-11-30T01:00:00Z".parse().expect("it is an instant")
}

fn key(algorithm: KeyAlgorithm, number: usize) -> PrivateKey {
    PrivateKey::generate(algorithm, &mut SEED.stream(&format!("bench/key/{number}")))
}

fn client(authority: &Authority, key: &PrivateKey, number: usize) -> Certificate {
    let terminal = format!("受付{number:05}");
    let issued = authority.issue(&Request {
        label: &format!("bench/{terminal}"),
        subject: Subject {
            institution: "0000000000".into(),
            terminal,
        },
        public_key: key.public(),
        validity: Validity {
            not_before: start(),
            not_after: start() + Duration::days(1_186),
        },
    });
    issued.expect("the names fit into their places")
}

/// RFC 7468, as OpenSSL writes it.
fn pem(der: &[u8], out: &mut Vec<u8>) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.extend(b"-----BEGIN CERTIFICATE-----\n");
    for line in der.chunks(48) {
        for three in line.chunks(3) {
            let mut bytes = [0; 4];
            bytes[1..=three.len()].copy_from_slice(three);
            let bits = u32::from_be_bytes(bytes);
            for place in 0..4 {
                let index = (bits >> (18 - 6 * place)) as usize & 63;
                out.push(if place <= three.len() {
                    ALPHABET[index]
                } else {
                    b'='
                });
            }
        }
        out.push(b'\n');
    }
    out.extend(b"-----END CERTIFICATE-----\n");
}

fn certificates(c: &mut Criterion) {
    let authority = authority(KeyAlgorithm::P256);
    let keys: Vec<PrivateKey> = (0..KEYS).map(|at| key(KeyAlgorithm::P256, at)).collect();
    let most = CERTIFICATES.into_iter().max().unwrap_or_default();
    let all: Vec<Certificate> = (0..most)
        .map(|number| client(&authority, &keys[number % KEYS], number))
        .collect();
    let mut group = c.benchmark_group("certificates");
    group.sample_size(20);
    for count in CERTIFICATES {
        let (mut text, mut der) = (Vec::new(), Vec::new());
        for certificate in &all[..count] {
            pem(certificate.der(), &mut text);
            der.extend(certificate.der());
        }
        group.throughput(Throughput::Elements(count as u64));
        for (encoding, bytes) in [("pem", &text), ("der", &der)] {
            let good = bundle::read(bytes).filter(Result::is_ok).count();
            assert_eq!(good, count, "what is measured is reading, not refusing");
            group.bench_with_input(BenchmarkId::new(encoding, count), bytes, |b, bytes| {
                b.iter(|| bundle::read(black_box(bytes)).filter(Result::is_ok).count());
            });
        }
    }
    group.finish();
}

fn pkcs12_open(c: &mut Criterion) {
    let authority = authority(KeyAlgorithm::Rsa2048);
    let key = key(KeyAlgorithm::Rsa2048, 0);
    let mut group = c.benchmark_group("pkcs12/open");
    group.sample_size(20);
    for profile in EncryptionProfile::WINDOWS {
        let files: Vec<Vec<u8>> = (0..FILES)
            .map(|number| {
                let certificate = client(&authority, &key, number);
                let chain = authority.chain();
                let contents = Contents::for_client(key.clone(), certificate, &chain, "bench");
                let mut salts = SEED.stream(&format!("bench/salts/{number}"));
                pkcs12::seal(&contents, PIN, profile, &mut salts)
            })
            .collect();
        for count in [1, FILES] {
            group.throughput(Throughput::Elements(count as u64));
            let id = BenchmarkId::new(profile.name(), count);
            group.bench_with_input(id, &files[..count], |b, files| {
                b.iter(|| {
                    for file in files {
                        let contents = pkcs12::open(black_box(file), PIN, &Limits::default());
                        black_box(contents.expect("the PIN is right"));
                    }
                });
            });
        }
        let together = Bulk {
            threads: NonZeroUsize::MIN,
        };
        let id = BenchmarkId::new(format!("{} together", profile.name()), FILES);
        group.bench_with_input(id, &files, |b, files| {
            b.iter(|| {
                let files = files.clone().into_iter().map(|file| (file, PIN));
                for contents in together.open(files, &Limits::default()) {
                    black_box(contents.expect("the PIN is right"));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, certificates, pkcs12_open);
criterion_main!(benches);
