//! Files that are cut off, whose lengths lie, or that are no files.

use super::der::{length, places};
use super::file::with_length;
use super::make::{Corpus, Good};

pub(super) fn add(corpus: &mut Corpus, good: &Good) {
    let file = &good.file;

    // Nothing wrong: what the others are to be compared with.
    corpus.add(
        "good.p12",
        "nothing: the file that most others are made of",
        "ok",
        file.clone(),
    );
    corpus.add(
        "good-windows.p12",
        "nothing: the file that is cut and whose lengths lie",
        "ok",
        good.windows.clone(),
    );

    // Bytes that are no file.
    corpus.add("empty.p12", "no bytes at all", "malformed", vec![]);
    corpus.add(
        "zeros.p12",
        "a thousand zero bytes",
        "malformed",
        vec![0; 1000],
    );
    corpus.add(
        "noise.p12",
        "a thousand bytes of noise",
        "malformed",
        good.seed.stream("noise").bytes::<1000>().to_vec(),
    );
    corpus.add(
        "text.p12",
        "text",
        "malformed",
        b"This is no PKCS#12 file.\n".to_vec(),
    );
    corpus.add(
        "certificate.p12",
        "a certificate instead of a file",
        "malformed",
        good.certificate.der().to_vec(),
    );

    // Cut off.
    for place in places(&good.windows).into_iter().skip(1) {
        let id = format!("cut-at-{:04}.p12", place.at);
        corpus.add(
            &id,
            "cut off before an element",
            "malformed",
            good.windows[..place.at].to_vec(),
        );
    }
    corpus.add(
        "cut-at-the-last-byte.p12",
        "the last byte is missing",
        "malformed",
        good.windows[..good.windows.len() - 1].to_vec(),
    );

    // Lengths that lie.
    for (position, place) in places(&good.windows).into_iter().take(12).enumerate() {
        let content = place.end - place.content;
        for (name, defect, bytes) in [
            (
                "more",
                "a length is one more than it should be",
                length(content + 1),
            ),
            (
                "less",
                "a length is one less than it should be",
                length(content.saturating_sub(1)),
            ),
            (
                "2-gib",
                "a length of 2 GiB less one",
                vec![0x84, 0x7f, 0xff, 0xff, 0xff],
            ),
            (
                "4-gib",
                "a length of 4 GiB less one",
                vec![0x84, 0xff, 0xff, 0xff, 0xff],
            ),
            (
                "2-64",
                "a length of 2^64 less one",
                [&[0x88][..], &[0xff; 8]].concat(),
            ),
            (
                "1000-bits",
                "a length of a thousand bits",
                [&[0xfd][..], &[0xff; 125]].concat(),
            ),
            ("reserved", "a length that X.690 reserves", vec![0xff]),
        ] {
            let id = format!("length-{name}-{position:02}.p12");
            corpus.add(
                &id,
                defect,
                "malformed",
                with_length(&good.windows, place, &bytes),
            );
        }
    }

    // Behind the end.
    for (name, tail) in [
        ("zero", &[0][..]),
        ("newline", b"\n"),
        ("end-of-contents", &[0, 0]),
        ("file", file),
    ] {
        let defect = "something follows the file";
        corpus.add(
            &format!("behind-the-end-{name}.p12"),
            defect,
            "ok",
            [&file[..], tail].concat(),
        );
    }
}
