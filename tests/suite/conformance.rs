//! Our stores before the public suite, `kigen::conformance`.

use kigen::certificate::Thumbprint;
use kigen::conformance::{Conformance, Origin, cases, check};
use kigen::file::Durability;
use kigen::key::PrivateKey;
use kigen::seed::Seed;
use kigen::store::{
    CertificateStore, Change, Computer, Entry, FaultyStore, KeyContainer, KeyInfo, KeyPrompt,
    KeyUseError, MemoryStore, StoreError, StoreId, StoreLocation,
};

use crate::directory::Temporary;

#[test]
fn the_store_in_memory_is_like_windows() {
    check(MemoryStore::new);
    Conformance::new(MemoryStore::new).with_kigens_own().check();
}

#[test]
fn a_faulty_store_without_faults_is_like_windows() {
    let suite = Conformance::new(|| FaultyStore::new(MemoryStore::new()));
    suite.with_kigens_own().check();
}

/// Neither user of a computer is worse off than somebody alone.
#[test]
fn a_second_user_of_a_computer_has_a_store_like_windows() {
    let suite = Conformance::new(|| {
        let computer = Computer::new();
        computer.user(&"受付".parse().unwrap());
        computer.user(&"事務".parse().unwrap())
    });
    suite.with_kigens_own().check();
}

/// Three operations instead of four: the disk is a thousand times slower than memory, and
/// `scripts/kill-test.sh` tries the fourth.
#[test]
fn the_store_in_a_directory_is_like_windows() {
    let depth = match std::env::var_os("KIGEN_THOROUGH") {
        Some(_) => 4,
        None => 3,
    };
    Conformance::new(|| Temporary::new(Durability::ProcessCrash))
        .depth(depth)
        .runs(64)
        .with_kigens_own()
        .check();
}

/// Another user of the computer is as well off as the first.
#[test]
fn a_second_user_of_a_directory_has_a_store_like_windows() {
    let suite = Conformance::new(|| {
        let mut temporary = Temporary::new(Durability::ProcessCrash);
        temporary.store = temporary.store.of_user("受付 2".parse().unwrap());
        temporary
    });
    let suite = suite.depth(2).runs(32).seed(Seed::new(1));
    suite.with_kigens_own().check();
}

#[test]
fn cases_have_names_of_their_own_and_sources() {
    let mut names: Vec<&str> = cases().map(|case| case.name()).collect();
    assert!(names.len() >= 35, "{}", names.len());
    assert!(cases().all(|case| !case.source().is_empty()));
    // Nobody promises what is assumed, and what is Windows' can be looked up.
    for case in cases() {
        let source = case.source();
        match case.origin() {
            Origin::Windows => {
                let places = [
                    "learn.microsoft.com",
                    "Wine",
                    "dotnet/runtime",
                    "github.com",
                ];
                let wizard = ["the manual (NTT East), set-up", "the wizard's box"];
                let mut known = places.into_iter().chain(wizard);
                assert!(known.any(|place| source.starts_with(place)), "{source}");
                assert!(!source.contains("assumed"), "{source}");
            }
            Origin::Kigen => {
                let marks = [
                    "assumed",
                    "the trait",
                    "may not be preserved",
                    "not Windows'",
                ];
                assert!(marks.iter().any(|mark| source.contains(mark)), "{source}");
            }
        }
    }
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

/// A store that is like ours but for the order in which it enumerates, and of several copies picks
/// another one. It is moved round by one each time somebody looks.
struct Unordered {
    store: MemoryStore,
    looks: std::cell::Cell<usize>,
}

impl Unordered {
    fn new() -> Self {
        Unordered {
            store: MemoryStore::new(),
            looks: 1.into(),
        }
    }

    fn turned(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
        self.looks.set(self.looks.get() + 1);
        let length = entries.len();
        entries.rotate_left(self.looks.get() % length.max(1));
        entries
    }
}

impl CertificateStore for Unordered {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.turned(self.store.entries(store)?))
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        Ok(self.turned(self.store.entries_with_archived(store)?))
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        self.store.containers(location)
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        self.store.key_info(location, container)
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        self.store.sign(location, container, prompt, message)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        self.store.export(location, container, prompt)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.store.commit(changes)
    }

    fn find(&self, store: StoreId, thumbprint: Thumbprint) -> Result<Option<Entry>, StoreError> {
        let mut entries = self.entries_with_archived(store)?.into_iter();
        Ok(entries.rfind(|entry| entry.certificate.thumbprint() == thumbprint))
    }
}

/// Microsoft: the order may not be preserved within the store.
#[test]
fn a_store_that_keeps_no_order_is_like_windows_and_not_like_ours() {
    check(Unordered::new);
    let suite = Conformance::new(Unordered::new).depth(3).runs(64);
    let failures = suite.with_kigens_own().failures();
    assert!(!failures.is_empty());
    for failure in failures {
        assert_eq!(failure.origin, Origin::Kigen, "{failure}");
    }
}

#[test]
fn a_failure_says_whose_rule_is_broken_and_where_it_is_from() {
    let suite = Conformance::new(Unordered::new).depth(2).runs(16);
    let failures = suite.with_kigens_own().failures();
    let shown: Vec<String> = failures.iter().map(ToString::to_string).collect();
    let shown = shown.iter().find(|text| text.starts_with("the-newest"));
    let start = "the-newest-entry-comes-first-and-a-replaced-one-keeps-its-place [kigen: as Wine's";
    assert!(
        shown.is_some_and(|text| text.starts_with(start)),
        "{shown:?}"
    );
}
