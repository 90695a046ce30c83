//! Stores that are wrong on purpose. Each breaks one rule, and the suite has to notice, by name.

use kigen::check::{Mutant, WrongStore};
use kigen::conformance::{Conformance, Failure, Origin};
use kigen::file::FileError;
use kigen::key::PrivateKey;
use kigen::store::{
    CertificateStore, Change, Entry, KeyContainer, KeyInfo, KeyPrompt, KeyUseError, StoreError,
    StoreId, StoreLocation,
};

/// The checks that a store with this bug does not pass.
fn failed(bug: Mutant) -> Vec<Failure> {
    let make = || WrongStore::new(bug);
    let suite = Conformance::new(make).depth(3).runs(64);
    suite.with_kigens_own().failures()
}

/// One test a bug: whose rules it breaks, and the checks that have to fail. What breaks one of
/// Windows' is caught without asking for kigen's own.
macro_rules! wrong {
    ($($test:ident: $bug:ident, $origin:ident, $($check:literal),+;)+) => {$(
        #[test]
        fn $test() {
            let failed = failed(Mutant::$bug);
            let checks: Vec<&str> = failed.iter().map(|failure| failure.check.as_str()).collect();
            for check in [$($check),+] {
                assert!(checks.contains(&check), "{check} passes: {checks:?}");
            }
            let windows = failed.iter().any(|failure| failure.origin == Origin::Windows);
            let origin = if windows { Origin::Windows } else { Origin::Kigen };
            assert_eq!(origin, Origin::$origin, "{checks:?}");
        }
    )+};
}

wrong! {
    a_store_that_keeps_nothing_on_replace_is_caught: KeepsNothingOnReplace, Windows,
        "replace-inherit-keeps-the-old-properties", "every-short-sequence", "random-sequences";
    a_store_that_matches_by_issuer_and_serial_is_caught: MatchesByIssuerAndSerial, Windows,
        "certificates-of-one-issuer-and-serial-number-are-two", "every-short-sequence";
    a_store_that_loses_the_key_on_reimport_is_caught: LosesTheKeyOnReimport, Windows,
        "importing-the-same-file-again-changes-nothing";
    a_store_that_commits_half_is_caught: CommitsHalf, Kigen,
        "a-commit-happens-as-a-whole-or-not-at-all", "every-short-sequence", "random-sequences";
    a_store_that_deletes_the_key_with_the_certificate_is_caught: DeletesTheKeyWithTheCertificate, Windows,
        "a-key-outlives-its-certificate", "a-renewal-lies-beside-the-old-one-until-that-is-deleted";
    a_store_that_ignores_exportable_is_caught: IgnoresExportable, Windows,
        "a-key-imported-as-not-exportable-stays", "a-key-is-kept-with-what-may-be-done-with-it";
    a_store_that_matches_containers_by_prefix_is_caught: MatchesContainersByPrefix, Windows,
        "the-first-key-of-an-identifier-wins-and-others-are-left-out";
    a_store_that_shows_the_computers_my_is_caught: ShowsTheComputersMy, Windows,
        "every-store-of-the-user-but-my-shows-the-computers", "random-sequences";
    a_store_that_hides_the_computers_roots_is_caught: HidesTheComputersRoots, Windows,
        "every-store-of-the-user-but-my-shows-the-computers",
        "a-root-the-computer-trusts-is-not-warned-about";
    a_store_that_puts_the_oldest_first_is_caught: OldestFirst, Kigen,
        "the-newest-entry-comes-first-and-a-replaced-one-keeps-its-place";
    a_store_whose_new_replaces_is_caught: NewReplaces, Windows,
        "new-refuses-a-match-and-changes-nothing";
    a_store_whose_newer_replaces_is_caught: NewerReplaces, Windows,
        "newer-refuses-a-match-because-its-dates-are-equal";
    a_store_whose_always_replaces_is_caught: AlwaysReplaces, Windows,
        "always-keeps-both";
    a_store_that_deletes_every_copy_is_caught: DeletesEveryCopy, Windows,
        "always-keeps-both";
    a_store_that_deletes_nothing_without_a_word_is_caught: DeletingNothingSucceeds, Windows,
        "deleting-what-is-not-there-is-refused";
    a_store_whose_use_existing_overwrites_is_caught: UseExistingOverwrites, Windows,
        "use-existing-adds-only-what-is-missing";
    a_store_whose_replace_merges_is_caught: ReplaceMerges, Windows,
        "replace-drops-the-old-properties";
    a_store_that_moves_what_it_replaces_is_caught: ReplacingMovesToTheFront, Kigen,
        "the-newest-entry-comes-first-and-a-replaced-one-keeps-its-place";
    a_store_that_forgets_protection_is_caught: ForgetsProtection, Windows,
        "a-protected-key-asks-before-it-is-used";
    a_store_that_shares_keys_with_the_computer_is_caught: SharesKeysWithTheComputer, Windows,
        "the-computers-keys-are-not-the-users";
    a_store_that_trims_names_is_caught: TrimsNames, Windows, "properties-come-back-as-they-were";
    a_store_that_drops_extended_properties_is_caught: DropsExtendedProperties, Windows,
        "properties-come-back-as-they-were";
    a_store_that_finds_the_oldest_copy_is_caught: FindsTheOldestCopy, Kigen,
        "of-two-copies-the-newest-is-found", "random-sequences";
    a_store_that_forgets_the_third_certificate_is_caught: ForgetsTheThirdCertificate, Windows,
        "every-short-sequence";
    a_store_that_signs_with_the_wrong_key_is_caught: SignsWithTheWrongKey, Windows,
        "each-key-signs-for-its-own-certificate";
    a_store_that_signs_silently_with_a_protected_key_is_caught: SignsSilently, Windows,
        "a-protected-key-neither-signs-nor-leaves-silently";
    a_store_that_signs_for_any_password_is_caught: SignsForAnyPassword, Kigen,
        "a-protected-key-takes-its-own-password-only";
    a_store_that_signs_though_it_was_denied_is_caught: SignsThoughDenied, Kigen,
        "a-key-whose-use-is-denied-neither-signs-nor-leaves";
    a_store_that_exports_what_must_stay_is_caught: ExportsWhatMustStay, Windows,
        "a-key-that-may-not-leave-signs-where-it-is", "a-key-imported-as-not-exportable-stays",
        "every-short-sequence", "random-sequences";
    a_store_that_exports_the_wrong_key_is_caught: ExportsTheWrongKey, Windows,
        "an-exportable-key-comes-out-as-it-went-in", "random-sequences";
    a_store_that_asks_about_a_key_that_must_stay_is_caught: AsksBeforeItSaysNo, Kigen,
        "nobody-is-asked-about-a-key-that-may-not-leave", "random-sequences";
    a_store_that_tells_of_the_wrong_key_is_caught: TellsOfTheWrongKey, Windows, "random-sequences";
    a_store_that_hides_keys_without_a_certificate_is_caught: HidesKeysWithoutACertificate, Windows,
        "containers-are-listed-until-they-are-deleted", "every-short-sequence";
    a_store_that_copies_what_the_computer_has_is_caught: CopiesWhatTheComputerHas, Windows,
        "new-refuses-what-the-computer-has",
        "replace-and-use-existing-act-on-what-the-computer-has", "random-sequences";
    a_store_that_shows_what_is_archived_is_caught: ShowsArchived, Windows,
        "an-archived-certificate-is-shown-to-those-who-ask-and-found-by-its-thumbprint";
    a_store_that_deletes_what_it_should_archive_is_caught: LosesTheArchive, Windows,
        "an-archived-certificate-is-shown-to-those-who-ask-and-found-by-its-thumbprint";
    a_store_that_finds_nothing_archived_is_caught: FindsNothingArchived, Windows,
        "an-archived-certificate-is-shown-to-those-who-ask-and-found-by-its-thumbprint";
}

/// The scaffolding has no bug of its own.
#[test]
fn a_failure_says_what_was_done_and_the_shortest_way_to_it() {
    let make = || WrongStore::new(Mutant::NewReplaces);
    let failures = Conformance::new(make).depth(2).runs(256).failures();
    let problem = |check: &str| {
        let mut failures = failures.iter();
        let failure = failures.find(|failure| failure.check == check);
        failure.expect("it fails").problem.clone()
    };
    insta::assert_snapshot!(problem("every-short-sequence"), @"commit: expected Err(AlreadyExists), found Ok(()); after: add #0 to CurrentUser/My (New, key 0); add #0 to CurrentUser/My (New, key 0)");
    let random = problem("random-sequences");
    let acts = ["add #", "delete", "set key"].map(|act| random.matches(act).count());
    assert_eq!(acts, [2, 0, 0], "two additions are enough: {random}");
}

/// A store that never works is not taken for one that does.
#[test]
fn a_store_that_always_refuses_passes_nothing() {
    #[derive(Debug)]
    struct Broken;
    fn broken() -> StoreError {
        FileError::AccessDenied { path: "x".into() }.into()
    }
    impl CertificateStore for Broken {
        fn entries(&self, _: StoreId) -> Result<Vec<Entry>, StoreError> {
            Err(broken())
        }
        fn containers(&self, _: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
            Err(broken())
        }
        fn key_info(
            &self,
            _: StoreLocation,
            _: &KeyContainer,
        ) -> Result<Option<KeyInfo>, StoreError> {
            Err(broken())
        }
        fn sign(
            &self,
            _: StoreLocation,
            _: &KeyContainer,
            _: &KeyPrompt,
            _: &[u8],
        ) -> Result<Vec<u8>, KeyUseError> {
            Err(broken().into())
        }
        fn export(
            &self,
            _: StoreLocation,
            _: &KeyContainer,
            _: &KeyPrompt,
        ) -> Result<PrivateKey, KeyUseError> {
            Err(broken().into())
        }
        fn commit(&mut self, _: Vec<Change>) -> Result<(), StoreError> {
            Err(broken())
        }
    }
    use kigen::conformance::cases;
    let passed: Vec<&str> = cases()
        .filter(|case| case.run(|| Broken).is_ok())
        .map(|case| case.name())
        .collect();
    assert_eq!(passed, [""; 0]);
}
