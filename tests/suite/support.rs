//! What several files of this binary build on: an authority with its clients, moments, PEM.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::LazyLock;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;

use chrono::{DateTime, Duration, Utc};
use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::certificate::Certificate;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::pin::Pin;
use kigen::pkcs12::Contents;
use kigen::pki::{self, RenewalWindow, Subject};
use kigen::seed::Seed;
use kigen::time::{Calendar, parse_instant};
use proptest::prelude::ProptestConfig;

pub(crate) const SEED: Seed = Seed::new(7);

/// The folder of the repository, as cargo tells the running test: the path known while compiling is
/// another checkout's where two of them share a target folder.
pub(crate) fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs the tests");
    let mut folders = Path::new(&package).ancestors();
    let root = folders.find(|folder| folder.join("fixtures").is_dir());
    root.expect("fixtures/ is in the repository").to_owned()
}

/// A page with what stands between two markers replaced; as it is, if they are not in it.
pub(crate) fn with_between(page: &str, [start, end]: [&str; 2], text: &str) -> String {
    let Some((before, rest)) = page.split_once(start) else {
        return page.to_owned();
    };
    let (_, after) = rest.split_once(end).expect("what a marker begins ends");
    format!("{before}{start}\n{text}\n{end}{after}")
}

/// The offsets every boundary is looked at from, in seconds.
pub(crate) const AROUND: [i64; 3] = [-1, 0, 1];

/// The period of a client certificate issued on the manual's example day.
pub(crate) fn client_validity() -> Validity {
    validity("2022-11-30T10:00:00+09:00", "2026-02-28T10:00:00+09:00")
}

/// The manual's renewal window.
pub(crate) fn window() -> RenewalWindow {
    pki::Pki::default().renewal_window
}

/// The validity of a certificate that is issued at `from`, by the manual.
pub(crate) fn validity_from(from: DateTime<Utc>) -> Validity {
    pki::Pki::default().validity_from(from, &Calendar::japan())
}

/// An authority that outlasts its clients, with P-256 keys.
pub(crate) static P256: LazyLock<Pki> = LazyLock::new(|| Pki::new(SEED, KeyAlgorithm::P256));

/// The same with RSA keys, which take a while to find.
pub(crate) static RSA: LazyLock<Pki> = LazyLock::new(|| Pki::new(SEED, KeyAlgorithm::Rsa2048));

/// Clients of [`P256`] with keys of both kinds.
pub(crate) static CLIENTS: LazyLock<[Client; 3]> = LazyLock::new(|| {
    let rsa = P256.client_with(KeyAlgorithm::Rsa2048, "受付03", client_validity());
    [P256.client("受付01"), P256.client("受付02"), rsa]
});

/// An authority and how it makes clients.
#[derive(Debug)]
pub(crate) struct Pki {
    pub(crate) seed: Seed,
    pub(crate) key: KeyAlgorithm,
    pub(crate) authority: Authority,
}

/// A client certificate and its key.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
}

impl Pki {
    pub(crate) fn new(seed: Seed, key: KeyAlgorithm) -> Self {
        let issuing = validity("2020-10-01T00:00:00Z", "2035-09-30T23:59:59Z");
        Self::with_issuing(seed, key, issuing)
    }

    pub(crate) fn with_issuing(seed: Seed, key: KeyAlgorithm, issuing: Validity) -> Self {
        let root = validity("2020-10-01T00:00:00Z", "2045-09-30T23:59:59Z");
        let settings = AuthoritySettings {
            pki: pki::Pki::default(),
            key,
            validities: vec![root, issuing],
        };
        let authority = Authority::new(seed, &settings).unwrap();
        Pki {
            seed,
            key,
            authority,
        }
    }

    /// The client of this name, valid in the usual period.
    pub(crate) fn client(&self, terminal: &str) -> Client {
        self.client_in(terminal, client_validity())
    }

    /// The client of this name: the same name always has the same key.
    pub(crate) fn client_in(&self, terminal: &str, validity: Validity) -> Client {
        self.client_with(self.key, terminal, validity)
    }

    /// The same with another kind of key than the authority's.
    pub(crate) fn client_with(
        &self,
        key: KeyAlgorithm,
        terminal: &str,
        validity: Validity,
    ) -> Client {
        let mut stream = self.seed.stream(&format!("test/{terminal}/key"));
        let key = PrivateKey::generate(key, &mut stream);
        let certificate = self.authority.issue(&Request {
            label: &format!("test/{terminal}"),
            subject: Subject {
                institution: "0000000000".into(),
                terminal: terminal.into(),
            },
            public_key: key.public(),
            validity,
        });
        Client {
            key,
            certificate: certificate.unwrap(),
        }
    }

    /// What the download site would put into a file for this client.
    pub(crate) fn contents(&self, client: &Client, friendly_name: &str) -> Contents {
        let Client { key, certificate } = client.clone();
        Contents::for_client(key, certificate, &self.authority.chain(), friendly_name)
    }
}

pub(crate) fn validity(not_before: &str, not_after: &str) -> Validity {
    Validity {
        not_before: time(not_before),
        not_after: time(not_after),
    }
}

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap()
}

pub(crate) fn seconds(count: i64) -> Duration {
    Duration::seconds(count)
}

pub(crate) fn pin(text: &str) -> Pin {
    text.parse().unwrap()
}

/// Not `eprintln!`, which the test harness keeps to itself when a test passes.
pub(crate) fn say(line: &str) {
    let line = format!("{line}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Ends the process when a test that takes seconds takes minutes. Work that never ends would
/// otherwise hang all tests, and nobody would hear which.
pub(crate) struct TimeLimit {
    /// Hangs up when dropped.
    _test: Sender<()>,
}

impl TimeLimit {
    const LIMIT: std::time::Duration = std::time::Duration::from_secs(300);

    pub(crate) fn begin() -> Self {
        let (test, ended) = channel();
        let name = thread::current().name().unwrap_or("a test").to_owned();
        thread::spawn(move || {
            if ended.recv_timeout(Self::LIMIT) == Err(RecvTimeoutError::Timeout) {
                say(&format!("{name} has not ended after {:?}", Self::LIMIT));
                process::exit(1);
            }
        });
        TimeLimit { _test: test }
    }
}

/// Few enough for every run of the tests, where a case costs much; `PROPTEST_CASES=2000` looks
/// further.
pub(crate) fn few_cases() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(32),
    }
}

/// One PEM block (RFC 7468).
pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let base64 = base64(der);
    let lines: Vec<&str> = (0..base64.len())
        .step_by(64)
        .map(|at| &base64[at..base64.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

pub(crate) fn certificate_pem(certificate: &Certificate) -> String {
    pem("CERTIFICATE", certificate.der())
}

/// RFC 4648 section 4, with padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let three = [
            chunk[0],
            *chunk.get(1).unwrap_or(&0),
            *chunk.get(2).unwrap_or(&0),
        ];
        let bits = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            text.push(match place <= chunk.len() {
                true => char::from(ALPHABET[index as usize]),
                false => '=',
            });
        }
    }
    text
}
