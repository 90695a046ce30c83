//! Files whose MAC is wrong, and algorithms that few know.

use super::der::{explicit, integer, octets, oid, sequence, tlv};
use super::file::{
    CERT_BAG, ENVELOPED_DATA, MAC_SALT, PBES2, PBMAC1, SHA1, SIGNED_DATA, aes, bag, content,
    digest, good_mac, hmac_sha256, mac_data, of_bags, pbes2, pbkdf2, pfx, safe, shrouded,
    under_mac,
};
use super::make::{Corpus, Good};

pub(super) fn add(corpus: &mut Corpus, good: &Good) {
    let Good {
        key_bag: key,
        certificate_bag: certificate,
        safe: both,
        ..
    } = good;
    let half = sequence(&[&oid(SHA1)]);
    let salt = [5; 8];
    let greedy = 1 << 31;
    let no_bag = bag("1.2.3", &tlv(0x05, &[]), &[]);
    // The MAC.
    let mut flipped = digest(both);
    flipped[0] ^= 1;
    let mac = |digest: &[u8]| mac_data(&half, digest, &MAC_SALT, &integer(1));
    corpus.add(
        "mac-wrong.p12",
        "one bit of the MAC is wrong",
        "wrong-password",
        pfx(both, &mac(&flipped)),
    );
    corpus.add(
        "mac-cut.p12",
        "the MAC has ten bytes instead of twenty",
        "wrong-password",
        pfx(both, &mac(&digest(both)[..10])),
    );
    corpus.add(
        "mac-empty.p12",
        "the MAC has no bytes",
        "wrong-password",
        pfx(both, &mac(&[])),
    );
    corpus.add(
        "mac-removed.p12",
        "the MAC was removed, which RFC 7292 allows",
        "ok",
        pfx(both, &[]),
    );
    corpus.add(
        "mac-of-another-file.p12",
        "the MAC of another file",
        "wrong-password",
        pfx(both, &mac(&digest(&safe(&[key])))),
    );
    corpus.add(
        "mac-md5.p12",
        "a MAC with MD5, which is wrong",
        "wrong-password",
        pfx(
            both,
            &mac_data(
                &sequence(&[&oid("1.2.840.113549.2.5")]),
                &[0; 16],
                &MAC_SALT,
                &integer(1),
            ),
        ),
    );
    corpus.add(
        "mac-twice.p12",
        "two MACs",
        "malformed",
        pfx(both, &good_mac(both).repeat(2)),
    );
    for (name, defect, parameters, outcome) in [
        (
            "no-key-length",
            "PBMAC1 without the length of its key, which RFC 9579 wants",
            pbkdf2(1, &[&hmac_sha256()]),
            "malformed",
        ),
        (
            "key-length-1",
            "PBMAC1 with a key of one byte",
            pbkdf2(1, &[&integer(1), &hmac_sha256()]),
            "malformed",
        ),
        (
            "key-length-2-31",
            "PBMAC1 with a key of 2 GiB",
            pbkdf2(1, &[&integer(1 << 31), &hmac_sha256()]),
            "malformed",
        ),
        (
            "iterations-2-31",
            "PBMAC1 with 2^31 iterations",
            pbkdf2(greedy, &[&integer(32), &hmac_sha256()]),
            "limit-exceeded",
        ),
        (
            "scrypt",
            "PBMAC1 with scrypt",
            sequence(&[&oid("1.3.6.1.4.1.11591.4.11")]),
            "unsupported-algorithm",
        ),
    ] {
        let algorithm = sequence(&[&oid(PBMAC1), &sequence(&[&parameters, &hmac_sha256()])]);
        let mac = mac_data(&algorithm, &[0; 32], b"NOT USED", &[]);
        corpus.add(
            &format!("pbmac1-{name}.p12"),
            defect,
            outcome,
            pfx(both, &mac),
        );
    }

    // Object identifiers.
    let other = |id: &[u8]| sequence(&[id, &explicit(&octets(both))]);
    let outer = |info: &[u8]| sequence(&[&integer(3), info, &good_mac(both)]);
    corpus.add(
        "oid-content-unknown.p12",
        "an unknown kind of content",
        "unsupported-algorithm",
        outer(&other(&oid("1.2.3.4"))),
    );
    corpus.add(
        "oid-content-signed.p12",
        "content that is signed by a certificate",
        "unsupported-algorithm",
        outer(&other(&oid(SIGNED_DATA))),
    );
    corpus.add(
        "oid-content-empty.p12",
        "an object identifier of no bytes",
        "malformed",
        outer(&other(&tlv(0x06, &[]))),
    );
    corpus.add(
        "oid-content-cut.p12",
        "an object identifier that stops in the middle of an arc",
        "malformed",
        outer(&other(&tlv(0x06, &[0x2a, 0x86]))),
    );
    corpus.add(
        "oid-content-huge.p12",
        "an object identifier with an arc of 200 bits",
        "malformed",
        outer(&other(&tlv(
            0x06,
            &[&[0x2a][..], &[0xff; 28], &[0x7f]].concat(),
        ))),
    );
    corpus.add(
        "oid-safe-enveloped.p12",
        "a safe that is encrypted to a certificate",
        "unsupported-algorithm",
        under_mac(&sequence(&[&content(ENVELOPED_DATA, &sequence(&[]))])),
    );
    corpus.add(
        "oid-bag-unknown.p12",
        "a bag of an unknown kind, which is passed over",
        "ok",
        of_bags(&[&no_bag, key, certificate]),
    );
    let sdsi = bag(
        CERT_BAG,
        &sequence(&[
            &oid("1.2.840.113549.1.9.22.2"),
            &explicit(&tlv(0x16, b"no")),
        ]),
        &[],
    );
    corpus.add(
        "oid-certificate-sdsi.p12",
        "a certificate that is not X.509, which is passed over",
        "certificate-missing",
        of_bags(&[key, &sdsi]),
    );
    corpus.add(
        "oid-encryption-unknown.p12",
        "a key under an unknown algorithm",
        "unsupported-algorithm",
        shrouded(&sequence(&[&oid("1.2.3.4")]), &[9; 16]),
    );
    corpus.add(
        "oid-encryption-rc4.p12",
        "bytes that are no key under RC4",
        "other-password",
        shrouded(
            &sequence(&[
                &oid("1.2.840.113549.1.12.1.1"),
                &sequence(&[&octets(&salt), &integer(1)]),
            ]),
            &[9; 16],
        ),
    );
    corpus.add(
        "pbes2-scrypt.p12",
        "PBES2 with scrypt",
        "unsupported-algorithm",
        shrouded(
            &pbes2(&sequence(&[&oid("1.3.6.1.4.1.11591.4.11")]), &aes(&[0; 16])),
            &[9; 16],
        ),
    );
    corpus.add(
        "pbes2-aes-gcm.p12",
        "PBES2 with AES-GCM",
        "unsupported-algorithm",
        shrouded(
            &pbes2(
                &pbkdf2(1, &[]),
                &sequence(&[&oid("2.16.840.1.101.3.4.1.46"), &sequence(&[])]),
            ),
            &[9; 16],
        ),
    );
    corpus.add(
        "pbes2-prf-md5.p12",
        "PBKDF2 with HMAC-MD5, for bytes that are no key",
        "other-password",
        shrouded(
            &pbes2(
                &pbkdf2(1, &[&sequence(&[&oid("1.2.840.113549.2.6")])]),
                &aes(&[0; 16]),
            ),
            &[9; 16],
        ),
    );
    corpus.add(
        "pbes2-short-vector.p12",
        "an initialisation vector of 15 bytes",
        "malformed",
        shrouded(&pbes2(&pbkdf2(1, &[]), &aes(&[0; 15])), &[9; 16]),
    );
    corpus.add(
        "pbes2-key-length.p12",
        "a length of key that is not the cipher's",
        "malformed",
        shrouded(
            &pbes2(&pbkdf2(1, &[&integer(16)]), &aes(&[0; 16])),
            &[9; 16],
        ),
    );
    corpus.add(
        "pbes2-no-parameters.p12",
        "PBES2 without parameters",
        "malformed",
        shrouded(&sequence(&[&oid(PBES2)]), &[9; 16]),
    );
}
