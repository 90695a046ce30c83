//! The facts of certificates, in PEM and DER, and the judge that looks at them.

#![no_main]

use kigen::bundle;
use kigen::path::Path;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let certificates: Vec<_> = bundle::read(bytes).flatten().collect();
    for certificate in &certificates {
        let _ = (certificate.holder(), certificate.issuer(), certificate.extensions());
        let _ = (certificate.serial().to_string(), certificate.kind());
        let path = Path {
            end_entity: certificate,
            intermediates: &certificates,
            roots: std::slice::from_ref(certificate),
            crls: &[],
        };
        let _ = path.verify(certificate.not_before());
    }
});
