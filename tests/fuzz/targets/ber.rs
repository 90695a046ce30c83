//! The structures of a file without any cryptography, which is where lengths and nesting are.

#![no_main]

use kigen::pkcs12::{Limits, describe, looks_like};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let described = describe(file, &Limits::default());
    assert_eq!(described, describe(file, &Limits::default()));
    if described.is_ok() {
        assert!(looks_like(file) || file.get(1).is_some_and(|length| *length > 0x80));
    }
});
