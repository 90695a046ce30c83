use kigen::authority::Request;
use kigen::certificate::Certificate;
use kigen::key::KeyAlgorithm;
use kigen::lifecycle::backup::chain_above;
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::pkcs12::{
    BagAttributes, CertificateBag, Contents, EncryptionProfile, KeyBag, Limits, open, seal,
};
use kigen::pki::Subject;
use kigen::seed::Seed;
use kigen::store::MemoryStore;

use crate::support::{Client, P256, Pki, SEED, client_validity, validity};

/// The certificates of one subject before and after its renewal, each with a key of its own.
pub(crate) fn renewal() -> [Client; 2] {
    let renewed = validity("2026-02-01T10:00:00+09:00", "2029-05-01T10:00:00+09:00");
    let old = P256.client_in("受付01", client_validity());
    let other = Pki::new(Seed::new(8), KeyAlgorithm::P256);
    let key = other.client("受付01").key;
    let certificate = P256.authority.issue(&Request {
        label: "test/受付01/renewed",
        subject: Subject {
            institution: "0000000000".into(),
            terminal: "受付01".into(),
        },
        public_key: key.public(),
        validity: renewed,
    });
    let certificate = certificate.unwrap();
    [old, Client { key, certificate }]
}

fn bag(certificate: &Certificate, local_key_id: Option<&[u8]>) -> CertificateBag {
    CertificateBag {
        certificate: certificate.clone(),
        attributes: BagAttributes {
            local_key_id: local_key_id.map(<[u8]>::to_vec),
            ..BagAttributes::default()
        },
    }
}

/// What comes back from a file with this key and these certificates.
fn reopened(client: &Client, id: Option<&[u8]>, certificates: Vec<CertificateBag>) -> Contents {
    let attributes = bag(&client.certificate, id).attributes;
    let key = client.key.clone();
    let contents = Contents {
        keys: vec![KeyBag { key, attributes }],
        certificates,
        ..Contents::default()
    };
    let profile = EncryptionProfile::default();
    let file = seal(&contents, "0427", profile, &mut SEED.stream("same names"));
    open(&file, "0427", &Limits::default()).unwrap()
}

#[test]
fn the_key_says_which_certificate_of_a_subject_is_meant() {
    let clients = renewal();
    let [old, new] = &clients;
    assert_eq!(old.certificate.subject_der(), new.certificate.subject_der());
    let ids: [Option<&[u8]>; 2] = [None, Some(&[1, 0, 0, 0])];
    for (meant, other) in [(old, new), (new, old)] {
        for id in ids {
            let own = || bag(&meant.certificate, id);
            let stray = || bag(&other.certificate, None);
            for certificates in [vec![own(), stray()], vec![stray(), own()]] {
                let contents = reopened(meant, id, certificates);
                let identity = contents.identity().unwrap();
                assert_eq!(
                    identity.certificate.certificate, meant.certificate,
                    "{id:?}"
                );
                assert_eq!(identity.chain, [&other.certificate], "{id:?}");
            }
        }
    }
}

/// Two authorities of the same names with different keys, as after a change of keys.
fn authorities() -> [Pki; 2] {
    let pkis = [7, 8].map(|seed| Pki::new(Seed::new(seed), KeyAlgorithm::P256));
    let [one, other] = pkis.each_ref().map(|pki| pki.authority.issuing());
    assert_eq!(one.subject_der(), other.subject_der());
    assert_ne!(one.public_key_bits(), other.public_key_bits());
    pkis
}

#[test]
fn the_chain_goes_through_the_authority_whose_key_signed() {
    let pkis = authorities();
    let [old, new] = pkis.each_ref().map(|pki| pki.authority.chain());
    for (pki, own, others) in [(&pkis[0], &old, &new), (&pkis[1], &new, &old)] {
        let client = pki.client("受付01");
        for authorities in [[own.clone(), others.clone()], [others.clone(), own.clone()]] {
            let authorities = authorities.concat();
            let mut certificates = vec![bag(&client.certificate, None)];
            certificates.extend(authorities.iter().map(|authority| bag(authority, None)));
            let contents = reopened(&client, None, certificates);
            let chain = contents.identity().unwrap().chain;
            let (chain, left) = chain.split_at(2);
            assert_eq!(chain.iter().copied().cloned().collect::<Vec<_>>(), *own);
            assert_eq!(left.iter().copied().cloned().collect::<Vec<_>>(), *others);
        }
    }
}

#[test]
fn a_backup_takes_the_authority_whose_key_signed() {
    let pkis = authorities();
    let mut store = MemoryStore::new();
    let clients = pkis.each_ref().map(|pki| pki.client("受付01"));
    for (pki, client) in pkis.iter().zip(&clients) {
        import(
            &mut store,
            &pki.contents(client, ""),
            ImportOptions::default(),
        )
        .unwrap();
    }
    for (pki, client) in pkis.iter().zip(&clients) {
        let chain = chain_above(&store, &client.certificate).unwrap();
        assert_eq!(chain, pki.authority.chain());
    }
}
