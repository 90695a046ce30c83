//! The files that every program is asked about: one for each structure that some program may trip
//! over. Those of this file are under the password 0427 and made from a seed; those of
//! fixtures/foreign/ and fixtures/field/ join them.

mod keys;

use std::fs;
use std::sync::LazyLock;

use kigen::authority::Request;
use kigen::certificate::Certificate;
use kigen::key::PrivateKey;
use kigen::pkcs12::{EncryptionProfile, Limits, describe, seal};
use kigen::pki::Subject;

use super::pfx::{Lock, certificate, clear, clear_key, id, name, name_of, without_mac};
use crate::hostile::der::{explicit, integer, octets, oid, sequence, tlv};
use crate::hostile::file::{SAFE_CONTENTS_BAG, attribute, bag};
use crate::support::{Client, RSA, SEED, client_validity, root};

const PIN: &str = "0427";

/// Programs are not kept busy with more than this, but where it matters.
const ITERATIONS_MAX: u64 = 100_000;

/// Clients with RSA throughout, which every program reads.
static OWN: LazyLock<[Client; 3]> =
    LazyLock::new(|| ["受付01", "受付02", "関係のない人"].map(|name| RSA.client(name)));

/// A file with its password.
pub(super) struct Case {
    /// What is special about it, or what it is called under fixtures/.
    pub(super) name: String,
    pub(super) password: String,
    pub(super) bytes: Vec<u8>,
}

/// All files, in the order of the table.
pub(super) fn corpus() -> Vec<Case> {
    let mut cases = Cases::default();
    protection(&mut cases);
    ties(&mut cases);
    several(&mut cases);
    same_names(&mut cases);
    contents(&mut cases);
    other_bags(&mut cases);
    names(&mut cases);
    keys::add(&mut cases);
    encoding(&mut cases);
    passwords(&mut cases);
    for folder in ["foreign", "field"] {
        fixtures(&mut cases, folder);
    }
    cases.0
}

#[derive(Default)]
struct Cases(Vec<Case>);

impl Cases {
    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        self.under(PIN, name, bytes);
    }

    fn under(&mut self, password: &str, name: &str, bytes: Vec<u8>) {
        self.0.push(Case {
            name: name.to_owned(),
            password: password.to_owned(),
            bytes,
        });
    }
}

fn lock() -> Lock {
    Lock::new(PIN)
}

/// What most files are made of: a client and its chain, and the attributes that tie them.
struct Usual {
    client: &'static Client,
    tied: Vec<Vec<u8>>,
    chain: Vec<Vec<u8>>,
}

fn usual() -> Usual {
    let chain = RSA.authority.chain();
    Usual {
        client: &OWN[0],
        tied: vec![id(&[1, 0, 0, 0]), name("受付01")],
        chain: chain
            .iter()
            .map(|one| certificate(one.der(), &[]))
            .collect(),
    }
}

impl Usual {
    fn key(&self, attributes: &[Vec<u8>]) -> Vec<u8> {
        lock().key(self.client.key.pkcs8(), attributes)
    }

    fn own(&self, attributes: &[Vec<u8>]) -> Vec<u8> {
        certificate(self.client.certificate.der(), attributes)
    }

    /// The key in one safe, the certificates in another, as in files from Windows.
    fn safes(&self, key: &[Vec<u8>], own: &[Vec<u8>]) -> Vec<Vec<u8>> {
        let certificates = [vec![self.own(own)], self.chain.clone()].concat();
        vec![clear(&[self.key(key)]), lock().hidden(&certificates)]
    }

    fn file(&self, key: &[Vec<u8>], own: &[Vec<u8>]) -> Vec<u8> {
        lock().file(&self.safes(key, own))
    }
}

/// Encryption and MAC.
fn protection(cases: &mut Cases) {
    for profile in EncryptionProfile::ALL {
        let contents = RSA.contents(&OWN[0], "受付01");
        let mut stream = SEED.stream("readers");
        let file = seal(&contents, PIN, *profile, &mut stream);
        cases.add(&format!("profile-{profile}"), file);
    }
    let it = usual();
    let safes = it.safes(&it.tied, &it.tied);
    cases.add("no-mac", without_mac(&safes));
    for iterations in [1, 600_001] {
        let file = lock().iterating(iterations).file(&safes);
        cases.add(&format!("mac-iterations-{iterations}"), file);
    }
    let key = |iterations| {
        lock()
            .iterating(iterations)
            .key(it.client.key.pkcs8(), &it.tied)
    };
    let certificates = || lock().hidden(&[vec![it.own(&it.tied)], it.chain.clone()].concat());
    for iterations in [1, 600_001] {
        let file = lock().file(&[clear(&[key(iterations)]), certificates()]);
        cases.add(&format!("key-iterations-{iterations}"), file);
    }
    let clear_certificates = [&[it.own(&it.tied)][..], &it.chain].concat();
    cases.add(
        "certificates-clear",
        lock().file(&[clear(&[it.key(&it.tied)]), clear(&clear_certificates)]),
    );
    let plain = clear_key(it.client.key.pkcs8(), &it.tied);
    cases.add(
        "key-clear",
        lock().file(&[clear(std::slice::from_ref(&plain)), certificates()]),
    );
    let all = [&[plain.clone()][..], &clear_certificates].concat();
    cases.add("all-clear", lock().file(&[clear(&all)]));
    cases.add("all-clear-no-mac", without_mac(&[clear(&all)]));
    cases.add(
        "key-clear-in-encrypted-safe",
        lock().file(&[lock().hidden(&all)]),
    );
    let twice = [&[it.key(&it.tied)][..], &clear_certificates].concat();
    cases.add("key-encrypted-twice", lock().file(&[lock().hidden(&twice)]));
}

/// What ties a key to its certificate.
fn ties(cases: &mut Cases) {
    let it = usual();
    let (first, other) = (id(&[1, 0, 0, 0]), id(&[2, 0, 0, 0]));
    let named = |id: &[u8]| vec![id.to_vec(), name("受付01")];
    let unnamed = vec![name("受付01")];
    cases.add("local-key-id-none", it.file(&unnamed, &unnamed));
    cases.add(
        "local-key-id-on-key-only",
        it.file(&named(&first), &unnamed),
    );
    cases.add(
        "local-key-id-on-certificate-only",
        it.file(&unnamed, &named(&first)),
    );
    cases.add(
        "local-key-ids-differ",
        it.file(&named(&first), &named(&other)),
    );
    let long = id(&[7; 20]);
    cases.add(
        "local-key-id-of-20-bytes",
        it.file(&named(&long), &named(&long)),
    );
    let empty = id(&[]);
    cases.add(
        "local-key-id-empty",
        it.file(&named(&empty), &named(&empty)),
    );
    let chain = RSA.authority.chain();
    let tagged = |one: &Certificate| certificate(one.der(), std::slice::from_ref(&first));
    let authorities: Vec<_> = chain.iter().map(tagged).collect();
    let own = it.own(&it.tied);
    for (name, certificates) in [
        (
            "local-key-id-on-authorities-too",
            [&[own.clone()][..], &authorities].concat(),
        ),
        (
            "local-key-id-on-authorities-first",
            [&authorities[..], std::slice::from_ref(&own)].concat(),
        ),
        (
            "authorities-first",
            [&it.chain[..], std::slice::from_ref(&own)].concat(),
        ),
    ] {
        let safes = [clear(&[it.key(&it.tied)]), lock().hidden(&certificates)];
        cases.add(name, lock().file(&safes));
    }
}

/// Several keys, several certificates of a key, and what does not belong together.
fn several(cases: &mut Cases) {
    let it = usual();
    let own = it.own(&it.tied);
    let second = &OWN[1];
    let tied = [id(&[2, 0, 0, 0]), name("受付02")];
    let two = |first: &[Vec<u8>], second_attributes: &[Vec<u8>], keys: [&PrivateKey; 2]| {
        let keys = [
            lock().key(keys[0].pkcs8(), first),
            lock().key(keys[1].pkcs8(), second_attributes),
        ];
        let others = certificate(second.certificate.der(), &tied);
        let certificates = [&[own.clone(), others][..], &it.chain].concat();
        lock().file(&[clear(&keys), lock().hidden(&certificates)])
    };
    let (one, another) = (&it.client.key, &second.key);
    cases.add("two-keys", two(&it.tied, &tied, [one, another]));
    cases.add("two-keys-swapped", two(&it.tied, &tied, [another, one]));
    let renewed = RSA.authority.issue(&Request {
        label: "readers/renewed",
        subject: Subject {
            institution: "0000000000".into(),
            terminal: "受付01".into(),
        },
        public_key: it.client.key.public(),
        validity: client_validity(),
    });
    let renewed = renewed.unwrap();
    for (name, copy) in [
        ("two-certificates-of-one-key", &renewed),
        ("certificate-twice", &it.client.certificate),
    ] {
        let copy = certificate(copy.der(), &it.tied);
        let certificates = [&[own.clone(), copy][..], &it.chain].concat();
        let safes = [clear(&[it.key(&it.tied)]), lock().hidden(&certificates)];
        cases.add(name, lock().file(&safes));
    }
    let keys = [it.key(&it.tied), it.key(&it.tied)];
    let certificates = [&[own][..], &it.chain].concat();
    cases.add(
        "key-twice",
        lock().file(&[clear(&keys), lock().hidden(&certificates)]),
    );
    let strangers = certificate(second.certificate.der(), &it.tied);
    let certificates = [&[strangers][..], &it.chain].concat();
    let safes = [clear(&[it.key(&it.tied)]), lock().hidden(&certificates)];
    cases.add("certificate-of-another-key", lock().file(&safes));
}

/// Two keys whose certificates have one name.
fn same_names(cases: &mut Cases) {
    let it = usual();
    let second = &OWN[1];
    let tied = [id(&[2, 0, 0, 0]), name("受付01")];
    let keys = [it.key(&it.tied), lock().key(second.key.pkcs8(), &tied)];
    let others = certificate(second.certificate.der(), &tied);
    let certificates = [&[it.own(&it.tied), others][..], &it.chain].concat();
    let file = lock().file(&[clear(&keys), lock().hidden(&certificates)]);
    cases.add("two-keys-of-one-name", file);
}

/// What is in the file, and what is not.
fn contents(cases: &mut Cases) {
    let it = usual();
    let key = || clear(&[it.key(&it.tied)]);
    let own = it.own(&it.tied);
    let file = |certificates: &[Vec<u8>]| lock().file(&[key(), lock().hidden(certificates)]);
    cases.add("no-chain", file(std::slice::from_ref(&own)));
    let stranger = certificate(OWN[2].certificate.der(), &[]);
    cases.add("certificate-of-nobody-too", file(&[own.clone(), stranger]));
    cases.add("key-only", lock().file(&[key()]));
    cases.add(
        "certificate-only",
        lock().file(&[lock().hidden(std::slice::from_ref(&own))]),
    );
    cases.add(
        "certificate-only-unnamed",
        lock().file(&[lock().hidden(&[it.own(&[])])]),
    );
    cases.add("authorities-only", lock().file(&[lock().hidden(&it.chain)]));
    let any_usage = attribute("2.16.840.1.113894.746875.1.1", &oid("2.5.29.37.0"));
    let root = RSA.authority.root().der();
    let trusted = certificate(root, &[name("root"), any_usage]);
    cases.add(
        "trust-store-of-java",
        lock().file(&[lock().hidden(&[trusted])]),
    );
    cases.add("nothing", lock().file(&[clear(&[])]));
    cases.add("no-safes", lock().file(&[]));
    let nested =
        |bags: &[Vec<u8>]| bag(SAFE_CONTENTS_BAG, &sequence(&super::pfx::slices(bags)), &[]);
    let certificates = [&[own.clone()][..], &it.chain].concat();
    cases.add(
        "nested-safes",
        lock().file(&[
            clear(&[nested(&[it.key(&it.tied)])]),
            lock().hidden(&[nested(&certificates)]),
        ]),
    );
    let each = certificates
        .iter()
        .map(|one| lock().hidden(std::slice::from_ref(one)));
    let safes: Vec<_> = [key()].into_iter().chain(each).collect();
    cases.add("safe-for-each-bag", lock().file(&safes));
    let safes = [lock().hidden(&certificates), key()];
    cases.add("certificates-before-key", lock().file(&safes));
}

/// Bags of other kinds than keys and certificates.
fn other_bags(cases: &mut Cases) {
    let it = usual();
    let own = it.own(&it.tied);
    let key = || clear(&[it.key(&it.tied)]);
    let file = |certificates: &[Vec<u8>]| lock().file(&[key(), lock().hidden(certificates)]);
    let all = |extra: Vec<u8>| {
        let certificates = [&[own.clone()][..], &it.chain, &[extra]].concat();
        file(&certificates)
    };
    let crl = sequence(&[
        &oid("1.2.840.113549.1.9.23.1"),
        &explicit(&octets(
            &RSA.authority
                .crl(crate::support::time("2023-01-01T00:00:00Z")),
        )),
    ]);
    cases.add(
        "bag-of-revocation-list",
        all(bag("1.2.840.113549.1.12.10.1.4", &crl, &[])),
    );
    let secret = sequence(&[
        &oid("1.2.840.113549.1.9.16.12.12"),
        &explicit(&octets(b"secret")),
    ]);
    cases.add(
        "bag-of-secret",
        all(bag("1.2.840.113549.1.12.10.1.5", &secret, &[])),
    );
    cases.add("bag-unknown", all(bag("1.2.3.4", &octets(b"?"), &[])));
    let sdsi = sequence(&[
        &oid("1.2.840.113549.1.9.22.2"),
        &explicit(&tlv(0x16, b"AAAA")),
    ]);
    cases.add(
        "bag-of-sdsi-certificate",
        all(bag("1.2.840.113549.1.12.10.1.3", &sdsi, &[])),
    );
}

/// `friendlyName` and attributes of other kinds.
fn names(cases: &mut Cases) {
    let it = usual();
    let tie = id(&[1, 0, 0, 0]);
    let mut add = |what: &str, key: Vec<Vec<u8>>, own: Vec<Vec<u8>>| {
        cases.add(what, it.file(&key, &own));
    };
    add("name-none", vec![tie.clone()], vec![tie.clone()]);
    let long = "名".repeat(1000);
    let bmp = |bytes: &[u8]| tlv(0x1e, bytes);
    for (what, value) in [
        ("name-empty", bmp(&[])),
        ("name-of-odd-length", bmp(&[0, 0x61, 0])),
        ("name-with-zero-at-the-end", bmp(&[0, 0x61, 0, 0])),
        ("name-of-half-a-surrogate-pair", bmp(&[0xd8, 0])),
        ("name-in-utf8-string", tlv(0x0c, "受付01".as_bytes())),
        ("name-in-printable-string", tlv(0x13, b"reception 1")),
        ("name-without-value", vec![]),
    ] {
        let named = name_of(&value);
        add(
            what,
            vec![tie.clone(), named.clone()],
            vec![tie.clone(), named.clone()],
        );
        if what != "name-empty" && what != "name-without-value" {
            add(
                &format!("{what}-on-key"),
                vec![tie.clone(), named.clone()],
                vec![tie.clone()],
            );
            add(
                &format!("{what}-on-certificate"),
                vec![tie.clone()],
                vec![tie.clone(), named],
            );
        }
    }
    for (what, on_key, on_own) in [
        ("name-with-emoji", "🔑", "🔑"),
        ("name-of-1000-characters", long.as_str(), long.as_str()),
        ("names-differ", "key", "certificate"),
    ] {
        add(
            what,
            vec![tie.clone(), name(on_key)],
            vec![tie.clone(), name(on_own)],
        );
    }
    add(
        "name-on-key-only",
        vec![tie.clone(), name("受付01")],
        vec![tie.clone()],
    );
    add(
        "name-on-certificate-only",
        vec![tie.clone()],
        vec![tie.clone(), name("受付01")],
    );
    let unknown = attribute("1.2.3.4", &octets(b"?"));
    add(
        "attribute-unknown",
        [it.tied.clone(), vec![unknown.clone()]].concat(),
        [it.tied.clone(), vec![unknown]].concat(),
    );
}

/// BER, and what stands behind a file.
fn encoding(cases: &mut Cases) {
    let it = usual();
    let file = it.file(&it.tied, &it.tied);
    let header = if file[1] == 0x82 { 4 } else { 3 };
    let indefinite = [&[0x30, 0x80], &file[header..], &[0, 0]].concat();
    cases.add("ber-indefinite", indefinite);
    let safe = sequence(&super::pfx::slices(&it.safes(&it.tied, &it.tied)));
    let pieces: Vec<u8> = safe.chunks(100).flat_map(octets).collect();
    let whole = octets(&safe);
    let at = file
        .windows(whole.len())
        .position(|it| it == whole)
        .unwrap();
    let mac = &file[at + whole.len()..];
    let info = sequence(&[
        &oid(crate::hostile::file::DATA),
        &explicit(&tlv(0x24, &pieces)),
    ]);
    cases.add(
        "ber-content-in-pieces",
        sequence(&[&integer(3), &info, mac]),
    );
    cases.add("behind-the-end-8-zeros", [&file[..], &[0; 8]].concat());
}

/// Passwords out of the ordinary.
fn passwords(cases: &mut Cases) {
    let it = usual();
    let long = "0427".repeat(30);
    for (what, password, lock) in [
        ("password-empty", "", Lock::new("")),
        ("password-none", "", Lock::without()),
        ("password-of-120-characters", &long, Lock::new(&long)),
        ("password-in-japanese", "暗証番号", Lock::new("暗証番号")),
        ("password-in-latin-1", "contraseña", Lock::new("contraseña")),
        ("password-with-emoji", "🔑", Lock::new("🔑")),
    ] {
        let certificates = [&[it.own(&it.tied)][..], &it.chain].concat();
        let key = lock.key(it.client.key.pkcs8(), &it.tied);
        let file = lock.file(&[clear(&[key]), lock.hidden(&certificates)]);
        cases.under(password, what, file);
    }
}

/// The PKCS#12 files of a folder of fixtures that have a password in their index, or 0427.
fn fixtures(cases: &mut Cases, folder: &str) {
    let path = root().join("fixtures").join(folder);
    let index: toml::Table = fs::read_to_string(path.join("index.toml"))
        .unwrap()
        .parse()
        .unwrap();
    for row in index["file"].as_array().unwrap() {
        let file = row["file"].as_str().unwrap();
        let password = row.get("password").map_or(PIN, |it| it.as_str().unwrap());
        if let Some(stem) = file.strip_suffix(".p12") {
            let bytes = fs::read(path.join(file)).unwrap();
            let description = describe(&bytes, &Limits::default()).unwrap();
            let iterations = description
                .protections
                .iter()
                .filter_map(|it| it.iterations);
            if iterations.max().is_none_or(|most| most <= ITERATIONS_MAX) {
                cases.under(password, stem, bytes);
            }
        }
    }
}
