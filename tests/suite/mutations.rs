//! Random changes to files that are good or hostile: nothing panics, and what can be said of a file in
//! two ways is the same. `scripts/fuzz.sh` does the same for hours.

use crate::support::root;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use kigen::bundle;
use kigen::path::Path as CertificationPath;
use kigen::pkcs12::{Bulk, Limits, describe, open};
use proptest::prelude::*;
use proptest::sample::Index;

/// Low enough for many files in a second.
const LIMITS: Limits = Limits {
    work: 1000,
    file_bytes: Limits::FILE_BYTES,
    bags: Limits::BAGS,
    certificate_parts: Limits::CERTIFICATE_PARTS,
    nesting_depth: Limits::NESTING_DEPTH,
    salt_bytes: Limits::SALT_BYTES,
};

/// The files of some folders under fixtures/ with one of these endings.
fn seeds(folders: &[&str], endings: &[&str]) -> Vec<Vec<u8>> {
    let fixtures = root().join("fixtures");
    let ends_well = |path: &Path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| endings.contains(&ending))
    };
    let files = folders.iter().flat_map(|folder| {
        let entries = fs::read_dir(fixtures.join(folder)).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    });
    let files = files.filter(|path| ends_well(path));
    files.map(|path| fs::read(path).unwrap()).collect()
}

/// One change to the bytes of a file.
#[derive(Clone, Debug)]
enum Change {
    Byte(Index, u8),
    /// What a header is likely to stumble over.
    Interesting(Index, u8),
    Cut(Index),
    Remove(Index, u8),
    Repeat(Index, u8),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let interesting = prop::sample::select(vec![
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x24, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x84,
        0x88, 0xa0, 0xff,
    ]);
    let change = prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        4 => (any::<Index>(), interesting).prop_map(|(at, byte)| Change::Interesting(at, byte)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), 1..40_u8).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => (any::<Index>(), 1..40_u8).prop_map(|(at, count)| Change::Repeat(at, count)),
    ];
    prop::collection::vec(change, 1..6)
}

fn changed(seed: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut file = seed.to_vec();
    for change in changes {
        if file.is_empty() {
            break;
        }
        let span = |at: &Index, count: u8| {
            let at = at.index(file.len());
            at..file.len().min(at + usize::from(count))
        };
        match change {
            Change::Byte(at, byte) | Change::Interesting(at, byte) => {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            Change::Cut(at) => file.truncate(at.index(file.len())),
            Change::Remove(at, count) => drop(file.drain(span(at, *count))),
            Change::Repeat(at, count) => {
                let span = span(at, *count);
                let again = file[span.clone()].to_vec();
                file.splice(span.end..span.end, again);
            }
        }
    }
    file
}

static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds(&["hostile", "foreign"], &["p12"]));
static CERTIFICATES: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| seeds(&["hostile", "foreign"], &["der", "pem"]));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn changed_files_open_or_are_refused_alike_alone_and_in_bulk(
        seed in any::<Index>(), changes in changes(),
    ) {
        let file = changed(&FILES[seed.index(FILES.len())], &changes);
        let opened = open(&file, "0427", &LIMITS);
        if let Ok(contents) = &opened {
            let _ = contents.identity();
            prop_assert!(describe(&file, &LIMITS).is_ok());
        }
        let together = Bulk::default().open([(file, "0427")], &LIMITS).next();
        prop_assert_eq!(together, Some(opened));
    }

    #[test]
    fn changed_certificates_are_read_and_judged_or_refused(
        seed in any::<Index>(), changes in changes(),
    ) {
        let bytes = changed(&CERTIFICATES[seed.index(CERTIFICATES.len())], &changes);
        let certificates: Vec<_> = bundle::read(&bytes).flatten().collect();
        prop_assert!(bundle::items(&bytes).count() <= bytes.len());
        for certificate in &certificates {
            let _ = (certificate.subject(), certificate.issuer(), certificate.serial().to_string());
            let path = CertificationPath {
                end_entity: certificate,
                intermediates: &certificates,
                roots: std::slice::from_ref(certificate),
                crls: &[],
            };
            let _ = path.verify(certificate.not_before());
        }
    }
}

static SCENARIOS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds(&["scenarios"], &["toml"]));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn changed_scenarios_are_refused_or_written_as_they_were_read(
        seed in any::<Index>(), changes in changes(),
    ) {
        use kigen::scenario::Scenario;
        let bytes = changed(&SCENARIOS[seed.index(SCENARIOS.len())], &changes);
        let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
        match Scenario::parse(text) {
            Ok(scenario) => {
                let written = scenario.to_toml();
                let again = Scenario::parse(&written).map(|scenario| scenario.to_toml());
                prop_assert_eq!(again, Ok(written));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
