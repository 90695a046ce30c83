//! Files that ask for work without end, and files of great depth.

use super::der::{integer, octets, oid, sequence, tlv};
use super::file::{
    MAC_SALT, SAFE_CONTENTS_BAG, SHA1, SHROUDED_KEY_BAG, aes, bag, digest, encrypted, hmac_sha256,
    hmac_sha512, mac_data, of_bags, pbes2, pbkdf2, pfx, shrouded, triple_des,
};
use super::make::{Corpus, Good};

pub(super) fn add(corpus: &mut Corpus, good: &Good) {
    let Good {
        key_bag: key,
        certificate_bag: certificate,
        safe: both,
        ..
    } = good;

    // Work without end.
    let half = sequence(&[&oid(SHA1)]);
    for (name, count, outcome) in [
        ("0", integer(0), "malformed"),
        ("minus-1", tlv(0x02, &[0xff]), "malformed"),
        ("16-million-and-1", integer(16_000_001), "limit-exceeded"),
        ("2-31-less-1", integer((1 << 31) - 1), "limit-exceeded"),
        ("2-31", integer(1 << 31), "limit-exceeded"),
        ("2-63", integer(1 << 63), "limit-exceeded"),
        ("2-100", tlv(0x02, &[0x10; 13]), "malformed"),
    ] {
        let mac = mac_data(&half, &digest(both), &MAC_SALT, &count);
        corpus.add(
            &format!("iterations-of-mac-{name}.p12"),
            "the MAC asks for this many iterations",
            outcome,
            pfx(both, &mac),
        );
    }
    let greedy = 1 << 31;
    let salt = [5; 8];
    corpus.add(
        "iterations-of-key-triple-des.p12",
        "a key asks for 2^31 iterations",
        "limit-exceeded",
        shrouded(&triple_des(&salt, greedy), &[9; 32]),
    );
    corpus.add(
        "iterations-of-key-pbes2.p12",
        "a key asks for 2^31 iterations of PBKDF2",
        "limit-exceeded",
        shrouded(&pbes2(&pbkdf2(greedy, &[]), &aes(&[0; 16])), &[9; 32]),
    );
    corpus.add(
        "iterations-of-certificates-triple-des.p12",
        "certificates ask for 2^31 iterations",
        "limit-exceeded",
        encrypted(&triple_des(&salt, greedy)),
    );
    corpus.add(
        "iterations-of-certificates-pbes2.p12",
        "certificates ask for 2^31 iterations of PBKDF2",
        "limit-exceeded",
        encrypted(&pbes2(&pbkdf2(greedy, &[&hmac_sha256()]), &aes(&[0; 16]))),
    );
    corpus.add(
        "iterations-none-of-key.p12",
        "a key asks for no iterations",
        "malformed",
        shrouded(&triple_des(&salt, 0), &[9; 32]),
    );
    let value = sequence(&[&triple_des(&salt, 1_900_000), &octets(&[9; 32])]);
    let patient = bag(SHROUDED_KEY_BAG, &value, &[]);
    corpus.add(
        "iterations-in-all.p12",
        "five keys ask for 1.9 million iterations of SHA-1 each",
        "limit-exceeded",
        of_bags(&[&patient[..]; 5]),
    );
    let slow = pbes2(&pbkdf2(2_000_000, &[&hmac_sha512()]), &aes(&[0; 16]));
    let value = sequence(&[&slow, &octets(&[9; 32])]);
    let slow = bag(SHROUDED_KEY_BAG, &value, &[]);
    corpus.add(
        "iterations-of-sha-512.p12",
        "five keys ask for two million iterations of HMAC-SHA-512 each",
        "limit-exceeded",
        of_bags(&[&slow[..]; 5]),
    );
    corpus.add(
        "salt-of-1025-bytes.p12",
        "a salt of 1025 bytes",
        "limit-exceeded",
        shrouded(&triple_des(&[5; 1025], 1), &[9; 32]),
    );
    let mac = mac_data(&half, &digest(both), &[5; 1025], &integer(1));
    corpus.add(
        "salt-of-mac-1025-bytes.p12",
        "the MAC has a salt of 1025 bytes",
        "limit-exceeded",
        pfx(both, &mac),
    );
    let no_bag = bag("1.2.3", &tlv(0x05, &[]), &[]);
    corpus.add(
        "bags-1001.p12",
        "1001 bags",
        "limit-exceeded",
        of_bags(&vec![&no_bag[..]; 1001]),
    );

    // Depth.
    let nested = |depth: usize| {
        (0..depth).fold(key.clone(), |inner, _| {
            bag(SAFE_CONTENTS_BAG, &sequence(&[&inner]), &[])
        })
    };
    corpus.add(
        "safes-8-deep.p12",
        "nothing: safes within safes, eight deep",
        "ok",
        of_bags(&[&nested(8), certificate]),
    );
    corpus.add(
        "safes-9-deep.p12",
        "safes within safes, nine deep",
        "limit-exceeded",
        of_bags(&[&nested(9), certificate]),
    );
    corpus.add(
        "sequences-4000-deep.p12",
        "4000 indefinite SEQUENCEs within one another",
        "limit-exceeded",
        [0x30, 0x80].repeat(4000),
    );
    corpus.add(
        "strings-4000-deep.p12",
        "4000 OCTET STRINGs in pieces within one another",
        "limit-exceeded",
        [&[0x30, 0x80][..], &[0x24, 0x80].repeat(4000)].concat(),
    );
    let deep = (0..200).fold(vec![], |inner, _| tlv(0x30, &inner));
    corpus.add(
        "bag-200-deep.p12",
        "a bag of another kind, 200 deep",
        "limit-exceeded",
        of_bags(&[&bag("1.2.3", &deep, &[])]),
    );
}
