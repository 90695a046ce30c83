//! Keys and certificates that are wrong or do not belong together, strings of other types, and BER.

use super::certificates;
use super::der::{explicit, integer, octets, oid, sequence, tlv};
use super::file::{
    CERT_BAG, DATA, FRIENDLY_NAME, KEY_BAG, X509, attribute, bag, certificate_bag, content,
    good_mac, key_bag, of_bags, patched, shrouded, triple_des, under_mac,
};
use super::make::{Corpus, Good};

pub(super) fn add(corpus: &mut Corpus, good: &Good) {
    let Good {
        key_bag: key,
        certificate_bag: certificate,
        safe: both,
        file,
        ..
    } = good;
    let salt = [5; 8];
    // Keys and certificates that do not belong together.
    let stranger = key_bag(good.stranger.pkcs8());
    corpus.add(
        "key-swapped.p12",
        "the certificate's localKeyId is that of a stranger's key",
        "key-mismatch",
        of_bags(&[&stranger, certificate]),
    );
    corpus.add(
        "key-missing.p12",
        "a certificate without its key",
        "no-private-key",
        of_bags(&[certificate]),
    );
    corpus.add(
        "certificate-missing.p12",
        "a key without its certificate",
        "certificate-missing",
        of_bags(&[key]),
    );
    corpus.add(
        "nothing.p12",
        "neither keys nor certificates",
        "empty",
        of_bags(&[]),
    );
    corpus.add(
        "no-safes.p12",
        "an empty list of safes",
        "empty",
        under_mac(&sequence(&[])),
    );
    corpus.add(
        "bags-twice.p12",
        "every bag twice, which harms nobody",
        "ok",
        of_bags(&[key, key, certificate, certificate]),
    );

    // Keys that are none.
    for (name, defect, bytes, outcome) in [
        ("empty", "a key of no bytes", tlv(0x30, &[]), "malformed"),
        (
            "cut",
            "a key that ends early",
            tlv(0x30, &good.key.pkcs8()[3..60]),
            "malformed",
        ),
        (
            "ed25519",
            "a key for Ed25519",
            sequence(&[
                &integer(0),
                &sequence(&[&oid("1.3.101.112")]),
                &octets(&octets(&[7; 32])),
            ]),
            "key-mismatch",
        ),
        (
            "zero",
            "an elliptic key that is zero",
            patched(good.key.pkcs8(), &[0; 32]),
            "malformed",
        ),
        (
            "above-the-order",
            "an elliptic key above the order of its group",
            patched(good.key.pkcs8(), &[0xff; 32]),
            "malformed",
        ),
    ] {
        corpus.add(
            &format!("key-{name}.p12"),
            defect,
            outcome,
            of_bags(&[&key_bag(&bytes), certificate]),
        );
    }
    for (name, length) in [("none", 0), ("7-bytes", 7), ("9-bytes", 9)] {
        let bytes = shrouded(&triple_des(&salt, 1), &[9; 16][..length]);
        corpus.add(
            &format!("ciphertext-{name}.p12"),
            "a ciphertext that is no whole number of blocks",
            "malformed",
            bytes,
        );
    }
    corpus.add(
        "ciphertext-noise.p12",
        "a key that decrypts to noise under a good MAC",
        "other-password",
        shrouded(&triple_des(&salt, 1), &[9; 32]),
    );

    // BER that is not DER, where no MAC or signature reaches.
    let rest = &file[4..];
    corpus.add(
        "ber-long-length.p12",
        "the length has more bytes than it needs, as BER allows",
        "ok",
        [&[0x30, 0x84, 0, 0, file[2], file[3]], rest].concat(),
    );
    corpus.add(
        "ber-indefinite.p12",
        "an indefinite length, as BER allows",
        "ok",
        [&[0x30, 0x80], rest, &[0, 0]].concat(),
    );
    corpus.add(
        "ber-indefinite-without-end.p12",
        "an indefinite length that does not end",
        "malformed",
        [&[0x30, 0x80], rest].concat(),
    );
    corpus.add(
        "ber-end-in-definite.p12",
        "the end of an indefinite length within a definite one",
        "malformed",
        tlv(0x30, &[rest, &[0, 0]].concat()),
    );
    let pieces: Vec<u8> = both.chunks(100).flat_map(octets).collect();
    let info = |string: &[u8]| sequence(&[&integer(3), &content(DATA, string), &good_mac(both)]);
    corpus.add(
        "ber-string-in-pieces.p12",
        "the content in pieces, as BER allows",
        "ok",
        info(&tlv(0x24, &pieces)),
    );
    corpus.add(
        "ber-string-of-integers.p12",
        "the content in pieces that are no strings",
        "malformed",
        info(&tlv(0x24, &integer(1))),
    );
    corpus.add(
        "version-long.p12",
        "the version has a leading zero byte, as neither DER nor BER allows",
        "malformed",
        tlv(0x30, &[&[2, 2, 0, 3], &rest[3..]].concat()),
    );
    for version in [0, 1, 2, 4, 255] {
        corpus.add(
            &format!("version-{version}.p12"),
            "another version than 3",
            "malformed",
            tlv(0x30, &[&integer(version), &rest[3..]].concat()),
        );
    }

    // Strings of another type.
    let bmp: Vec<u8> = "受付01".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, defect, value) in [
        (
            "utf8",
            "a friendlyName as UTF8String, which is taken",
            tlv(0x0c, "受付01".as_bytes()),
        ),
        (
            "odd",
            "a friendlyName of an odd number of bytes, which is passed over",
            tlv(0x1e, &bmp[1..]),
        ),
        (
            "surrogate",
            "a friendlyName with half a surrogate pair",
            tlv(0x1e, &[0xd8, 0x00]),
        ),
        (
            "integer",
            "a friendlyName that is a number, which is passed over",
            integer(1),
        ),
        (
            "none",
            "a friendlyName without a value, which is passed over",
            vec![],
        ),
    ] {
        let named = bag(
            KEY_BAG,
            good.key.pkcs8(),
            &[&attribute(FRIENDLY_NAME, &value)],
        );
        corpus.add(
            &format!("name-{name}.p12"),
            defect,
            "ok",
            of_bags(&[&named, certificate]),
        );
    }
    let bits = |der: &[u8]| tlv(0x03, &[&[0], der].concat());
    corpus.add(
        "string-content-bits.p12",
        "the content in a BIT STRING",
        "malformed",
        info(&bits(both)),
    );
    let value = sequence(&[&oid(X509), &explicit(&bits(good.certificate.der()))]);
    corpus.add(
        "string-certificate-bits.p12",
        "a certificate in a BIT STRING",
        "malformed",
        of_bags(&[key, &bag(CERT_BAG, &value, &[])]),
    );
    let value = sequence(&[&oid(X509), &explicit(good.certificate.der())]);
    corpus.add(
        "string-certificate-none.p12",
        "a certificate without its OCTET STRING",
        "malformed",
        of_bags(&[key, &bag(CERT_BAG, &value, &[])]),
    );

    // Certificates, by themselves and in a file.
    for (name, defect, outcome, der) in certificates::corpus(good.certificate.der()) {
        // What follows a certificate is passed over at the end of a file, and not in a bag.
        let is_ok = outcome == "ok" && name != "zero-behind";
        let of_file = if is_ok { "ok" } else { "malformed" };
        corpus.add(
            &format!("certificate-{name}.der"),
            defect,
            outcome,
            der.clone(),
        );
        corpus.add(
            &format!("certificate-{name}.p12"),
            defect,
            of_file,
            of_bags(&[key, &certificate_bag(&der)]),
        );
    }
}
