//! Opening: nothing panics, alone or with others, and both ways give the same.

#![no_main]

use std::num::NonZeroUsize;

use kigen::pkcs12::{Bulk, Limits, describe, open};
use libfuzzer_sys::fuzz_target;

/// Low enough for thousands of files in a second.
const LIMITS: Limits = Limits {
    work: 1000,
    file_bytes: 1 << 16,
    bags: Limits::BAGS,
    certificate_parts: Limits::CERTIFICATE_PARTS,
    nesting_depth: Limits::NESTING_DEPTH,
    salt_bytes: Limits::SALT_BYTES,
};

fuzz_target!(|file: &[u8]| {
    let opened = open(file, "0427", &LIMITS);
    if let Ok(contents) = &opened {
        let _ = contents.identity();
        assert!(describe(file, &LIMITS).is_ok(), "what opens describes itself");
    }
    let alone = Bulk {
        threads: NonZeroUsize::MIN,
    };
    let files = [(file.to_vec(), "0427")];
    assert_eq!(alone.open(files, &LIMITS).next(), Some(opened));
});
