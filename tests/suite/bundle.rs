use std::sync::LazyLock;

use kigen::bundle::{BundleError, Encoding, read};
use kigen::certificate::{Certificate, CertificateError};
use proptest::prelude::*;

use crate::support::{P256, certificate_pem, pem};

static CERTIFICATES: LazyLock<Vec<Certificate>> = LazyLock::new(|| {
    let clients = ["受付01", "受付02", "受付03"].map(|name| P256.client(name).certificate);
    clients.into_iter().chain(P256.authority.chain()).collect()
});

fn all(bytes: &[u8]) -> Vec<Result<Certificate, BundleError>> {
    read(bytes).collect()
}

fn good(at: usize) -> Result<Certificate, BundleError> {
    Ok(CERTIFICATES[at].clone())
}

fn block(at: usize) -> String {
    certificate_pem(&CERTIFICATES[at])
}

#[test]
fn a_damaged_block_costs_itself_only() {
    let without_end = block(3).replace("-----END CERTIFICATE-----\n", "");
    let not_base64 = block(1).replacen("MII", "M!I", 1);
    let no_certificate = pem("CERTIFICATE", b"no certificate");
    let damaged = Err(BundleError::Certificate(CertificateError::Malformed));
    let bundle = [
        "a heading nobody reads\n",
        &block(0),
        &no_certificate,
        &pem("PRIVATE KEY", b"passed over, whatever it holds"),
        "between two blocks\n",
        &block(1),
        &without_end,
        &not_base64,
        &pem("X509 CRL", b""),
        &block(2),
    ]
    .concat();
    let expected = vec![
        good(0),
        damaged,
        good(1),
        Err(BundleError::Pem),
        Err(BundleError::Pem),
        good(2),
    ];
    assert_eq!(all(bundle.as_bytes()), expected);
    let windows = bundle.replace('\n', "\r\n");
    assert_eq!(
        all(windows.as_bytes()),
        expected,
        "with the line ends of Windows"
    );
}

#[test]
fn a_bundle_that_breaks_off_gives_what_was_whole() {
    let bundle = block(0) + &block(1);
    let short = &bundle[..bundle.len() - 40];
    assert_eq!(all(short.as_bytes()), [good(0), Err(BundleError::Pem)]);
    assert_eq!(all(b""), []);
    assert_eq!(all(b"\n"), []);
    assert_eq!(all(b"no PEM at all"), []);
    assert_eq!(all(b"-----BEGIN "), [Err(BundleError::Pem)]);
}

#[test]
fn der_is_read_one_behind_another_up_to_the_first_damage() {
    let der = |at: usize| CERTIFICATES[at].der();
    let bundle = [der(0), der(1), der(2)].concat();
    assert_eq!(Encoding::of(&bundle), Encoding::Der);
    assert_eq!(all(&bundle), [good(0), good(1), good(2)]);

    let malformed = || Err(BundleError::Certificate(CertificateError::Malformed));
    let short = &bundle[..bundle.len() - 1];
    assert_eq!(all(short), [good(0), good(1), malformed()]);
    let garbage_between = [der(0), b"\x00", der(1)].concat();
    assert_eq!(all(&garbage_between), [good(0), malformed()]);
    // A SEQUENCE that ends where it says, and is no certificate: what follows is not trusted.
    let sequence_between = [der(0), b"\x30\x03\x02\x01\x00", der(1)].concat();
    assert_eq!(all(&sequence_between), [good(0), malformed()]);
    // A length that does not end in the file.
    assert_eq!(
        all(&[der(0), b"\x30\x84\xff\xff\xff\xff"].concat()),
        [good(0), malformed()]
    );
    assert_eq!(all(b"\x30"), [malformed()]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_in_its_order(
        order in prop::collection::vec(0..5_usize, 0..12), windows in any::<bool>(),
    ) {
        let expected: Vec<_> = order.iter().map(|at| good(*at)).collect();
        let text: String = order.iter().map(|at| block(*at)).collect();
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        prop_assert_eq!(all(text.as_bytes()), expected.clone());
        let der: Vec<u8> = order.iter().flat_map(|at| CERTIFICATES[*at].der()).copied().collect();
        prop_assert_eq!(all(&der), expected);
    }

    #[test]
    fn no_bytes_make_the_reader_panic_or_go_on_for_ever(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..400),
            "(-----BEGIN |CERTIFICATE|-----|-----END |\n|MII|=|[ -~]{0,5}){0,40}"
                .prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..40).prop_map(|tail| [b"\x30\x82".to_vec(), tail].concat()),
        ],
    ) {
        prop_assert!(read(&bytes).count() <= bytes.len());
    }

    #[test]
    fn one_changed_byte_never_hides_the_next_pem_block(
        at in any::<prop::sample::Index>(), change in 1..=255_u8,
    ) {
        let (first, second) = (block(0), block(1));
        let mut bytes = first.clone().into_bytes();
        let at = at.index(first.len());
        bytes[at] ^= change;
        bytes.extend(second.bytes());
        prop_assert_eq!(read(&bytes).last(), Some(good(1)));
    }
}
