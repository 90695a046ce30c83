//! What is read in the comparison, and making it in comparison.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use chrono::{DateTime, Duration, Utc};
use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::certificate::Certificate;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::pkcs12::{Contents, EncryptionProfile};
use kigen::pki::{Pki, Subject};
use kigen::seed::Seed;

use crate::{Contender, PIN, medians, one_core, ratios};

const SEED: Seed = Seed::new(7);
/// RSA keys take a while to find, so files share a few.
const KEYS: usize = 4;

/// An authority with RSA keys, and keys for its clients.
pub struct World {
    authority: Authority,
    keys: Vec<PrivateKey>,
}

impl World {
    pub fn new() -> Self {
        World {
            authority: authority(KeyAlgorithm::Rsa2048),
            keys: (0..KEYS)
                .map(|number| key(KeyAlgorithm::Rsa2048, number))
                .collect(),
        }
    }

    pub fn certificates(&self, count: usize) -> Vec<Certificate> {
        let keys = self.keys.iter().cycle();
        let numbered = keys.zip(0..count);
        numbered
            .map(|(key, number)| client(&self.authority, key, number))
            .collect()
    }

    pub fn files(&self, count: usize, profile: EncryptionProfile) -> Vec<Vec<u8>> {
        let keys = self.keys.iter().cycle().cloned();
        let numbered = keys.zip(self.certificates(count)).zip(0..count);
        let jobs = numbered.map(|((key, certificate), number)| {
            let contents = Contents::for_client(key, certificate, &self.authority.chain(), "bench");
            let salts = SEED.stream(&format!("bench/salts/{number}"));
            (contents, PIN, profile, salts)
        });
        one_core().seal(jobs).collect()
    }
}

fn start() -> DateTime<Utc> {
    "2022-11-30T01:00:00Z".parse().expect("it is an instant")
}

fn authority(key: KeyAlgorithm) -> Authority {
    let years = |count: i64| Validity {
        not_before: start() - Duration::days(365),
        not_after: start() + Duration::days(365 * count),
    };
    let settings = AuthoritySettings {
        pki: Pki::default(),
        key,
        validities: vec![years(25), years(15)],
    };
    Authority::new(SEED, &settings).expect("the default PKI is sound")
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

/// Making clients with P-256 keys, a certificate each, and a file of Windows' profile.
pub fn clients(_: &World, count: usize, rounds: usize) {
    let authority = authority(KeyAlgorithm::P256);
    let folder = std::env::temp_dir().join(format!("kigen-peers-{}", std::process::id()));
    fs::create_dir(&folder).expect("a folder for OpenSSL can be made");
    openssl_authority(&folder);
    let mut contenders: Vec<Contender<'_>> = vec![
        ("kigen", Box::new(|| by_kigen(&authority, count))),
        ("openssl-command", Box::new(|| by_openssl(&folder, count))),
        ("rcgen+p12-keystore", Box::new(|| by_rcgen(count))),
    ];
    let times = medians(rounds, &mut contenders);
    ratios(&format!("make-{count}"), &contenders, &times);
    drop(contenders);
    fs::remove_dir_all(&folder).expect("the folder can be removed");
}

fn by_kigen(authority: &Authority, count: usize) {
    let jobs = (0..count).map(|number| {
        let key = key(KeyAlgorithm::P256, number);
        let certificate = client(authority, &key, number);
        let contents = Contents::for_client(key, certificate, &authority.chain(), "bench");
        let salts = SEED.stream(&format!("bench/salts/{number}"));
        (
            contents,
            PIN,
            EncryptionProfile::WindowsTripleDesSha1,
            salts,
        )
    });
    one_core().seal(jobs).for_each(|file| {
        black_box(file);
    });
}

fn by_rcgen(count: usize) {
    use p12_keystore::{
        Certificate, EncryptionAlgorithm, KeyStore, KeyStoreEntry, MacAlgorithm, PrivateKey,
        PrivateKeyChain,
    };
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

    let mut root = CertificateParams::default();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.distinguished_name.push(DnType::CommonName, "root");
    let root_key = KeyPair::generate().expect("rcgen draws a key");
    let root_certificate = root.self_signed(&root_key).expect("rcgen signs");
    let issuer = Issuer::new(root, root_key);
    for number in 0..count {
        let key = KeyPair::generate().expect("rcgen draws a key");
        let mut parameters = CertificateParams::default();
        let name = format!("受付{number:05}");
        parameters.distinguished_name.push(DnType::CommonName, name);
        let certificate = parameters.signed_by(&key, &issuer).expect("rcgen signs");
        let chain = [certificate.der(), root_certificate.der()]
            .map(|der| Certificate::from_der(der).expect("p12-keystore reads it"));
        let key = PrivateKey::from_der(&key.serialize_der()).expect("p12-keystore reads it");
        let mut store = KeyStore::new();
        let chain = PrivateKeyChain::new(vec![1, 0, 0, 0], key, chain);
        store.add_entry("bench", KeyStoreEntry::PrivateKeyChain(chain));
        let file = store
            .writer(PIN)
            .encryption_algorithm(EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc)
            .encryption_iterations(2000)
            .mac_algorithm(MacAlgorithm::HmacSha1)
            .mac_iterations(2000)
            .write();
        black_box(file.expect("p12-keystore writes it"));
    }
}

/// Runs the command line of OpenSSL, the words of which have no spaces in them.
fn openssl(folder: &Path, line: &str) {
    let output = Command::new("openssl")
        .args(line.split(' '))
        .current_dir(folder)
        .output()
        .expect("the command openssl is installed");
    assert!(output.status.success(), "openssl {line}: {output:?}");
}

fn openssl_authority(folder: &Path) {
    openssl(
        folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj /CN=root -days 30",
    );
}

fn by_openssl(folder: &Path, count: usize) {
    for number in 0..count {
        openssl(
            folder,
            &format!(
                "req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out request.pem -subj /CN={number}"
            ),
        );
        openssl(
            folder,
            "x509 -req -in request.pem -CA root.pem -CAkey root.key -days 30 -out certificate.pem",
        );
        openssl(
            folder,
            &format!(
                "pkcs12 -export -inkey key.pem -in certificate.pem -certfile root.pem -out file.p12 -passout pass:{PIN} -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -iter 2000"
            ),
        );
    }
}
