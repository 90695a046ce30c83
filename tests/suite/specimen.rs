//! Specimens: what is made in a state is in that state, up to the second, and again in its files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path as Folder;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use kigen::authority::Validity;
use kigen::bundle;
use kigen::certificate::Certificate;
use kigen::file::{ExistingFile, OutputFolder};
use kigen::jks::{self, Entry};
use kigen::key::KeyAlgorithm;
use kigen::lifecycle::expiry::State;
use kigen::lifecycle::renewal::RenewalError;
use kigen::path::Path;
use kigen::pkcs12::{self, EncryptionProfile, Limits};
use kigen::pki::Pki;
use kigen::reason::Reason;
use kigen::revocation_list::RevocationList;
use kigen::specimen::{
    Authorities, FileFormat, OutputOptions, Period, Recipe, Specimen, SpecimenError, SpecimenState,
    write_all,
};
use kigen::time::{Calendar, Span};
use rustls_pki_types::CertificateRevocationListDer;
use rustls_pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use crate::support::{AROUND, P256, SEED, client_validity, pin, seconds, time};

static AUTHORITIES: LazyLock<Authorities> =
    LazyLock::new(|| Authorities::new(SEED, KeyAlgorithm::P256));

fn now() -> DateTime<Utc> {
    time("2026-03-01T10:00:00+09:00")
}

fn made(state: SpecimenState) -> Specimen {
    AUTHORITIES.make(&Recipe::new(state, now())).unwrap()
}

fn all() -> Vec<Specimen> {
    SpecimenState::ALL.iter().copied().map(made).collect()
}

fn packing() -> OutputOptions {
    OutputOptions {
        formats: FileFormat::ALL.iter().copied().collect(),
        ..OutputOptions::new(pin("0427"))
    }
}

fn read(folder: &Folder, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What a relying party would say that has nothing but the files of a folder.
fn judge_files(folder: &Folder, name: &str, at: DateTime<Utc>) -> Result<(), Reason> {
    let file = read(folder, &format!("{name}.p12"));
    let contents = pkcs12::open(&file, "0427", &Limits::default()).unwrap();
    let identity = contents.identity()?;
    let chain: Vec<Certificate> = identity.chain.into_iter().cloned().collect();
    let root = read(folder, "root.pem");
    let crls = fs::read(folder.join("crl.pem")).unwrap_or_default();
    let crls = CertificateRevocationListDer::pem_slice_iter(&crls);
    let crls: Vec<Vec<u8>> = crls.map(|crl| crl.unwrap().to_vec()).collect();
    let path = Path {
        end_entity: &identity.certificate.certificate,
        intermediates: &chain,
        roots: &[bundle::read(&root).next().unwrap().unwrap()],
        crls: &crls,
    };
    let signature = identity.key.key.sign(b"challenge");
    let possession = path.verify_possession(b"challenge", &signature);
    let verdict = path.verify(at).and(possession);
    verdict.map_err(Reason::from)
}

fn write(
    specimens: &[Specimen],
    folder: &std::path::Path,
    existing: ExistingFile,
) -> Result<(), SpecimenError> {
    let mut folder = OutputFolder::open(folder, existing)?;
    write_all(
        &AUTHORITIES,
        specimens,
        &mut folder,
        &packing(),
        &[],
        &|| {},
    )
    .map(|_| ())
}

#[test]
fn every_state_is_what_its_files_say_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let specimens = all();
    write(&specimens, folder.path(), ExistingFile::Keep).unwrap();
    for specimen in &specimens {
        let name = specimen.name().as_str();
        let state = specimen.state();
        assert_eq!(name, state.name());
        assert_eq!(
            judge_files(folder.path(), name, now()),
            state.outcome(),
            "{name}"
        );
        assert_eq!(specimen.outcome_at(now()), state.outcome(), "{name}");
    }
}

#[test]
fn each_stage_begins_and_ends_at_its_second() {
    for specimen in all() {
        for stage in specimen.stages() {
            let Some(from) = stage.from else { continue };
            for offset in AROUND {
                let at = from + seconds(offset);
                let contents = specimen.contents();
                let verdict = contents
                    .identity()
                    .map(|_| ())
                    .map_err(Reason::from)
                    .and_then(|()| {
                        let verdict = specimen.path().verify(at);
                        verdict.map_err(Reason::from)
                    });
                assert_eq!(
                    verdict,
                    specimen.outcome_at(at),
                    "{} at {at}",
                    specimen.name()
                );
            }
        }
    }
}

#[test]
fn the_stages_of_a_valid_one_are_those_of_its_life() {
    let begins = time("2026-02-28T10:00:00+09:00");
    let stages = [
        (None, Err(Reason::NotYetValid)),
        (Some(begins), Ok(State::Valid)),
        (
            Some(time("2029-02-27T10:00:00+09:00")),
            Ok(State::RenewalDue),
        ),
        (
            Some(time("2029-05-28T10:00:01+09:00")),
            Err(Reason::Expired),
        ),
    ];
    let stages = stages.map(|(from, outcome)| Period { from, outcome });
    assert_eq!(made(SpecimenState::Valid).stages(), stages);
}

#[test]
fn what_expires_in_a_second_is_accepted_in_that_second_and_not_in_the_next() {
    let recipe = Recipe::new(SpecimenState::RenewalDue, now()).expires_in(Span::seconds(1));
    let specimen = AUTHORITIES.make(&recipe).unwrap();
    assert_eq!(specimen.certificate().not_after(), now() + seconds(1));
    assert_eq!(specimen.outcome_at(now() + seconds(1)), Ok(()));
    assert_eq!(
        specimen.outcome_at(now() + seconds(2)),
        Err(Reason::Expired)
    );
}

#[test]
fn dates_that_are_not_given_follow_from_the_state() {
    let begins = |state| made(state).certificate().not_before();
    let ends = |state| made(state).certificate().not_after();
    let days = |count| now() + Duration::days(count);
    assert_eq!(begins(SpecimenState::NotYetValid), days(1));
    assert_eq!(begins(SpecimenState::Valid), days(-1));
    assert_eq!(begins(SpecimenState::Revoked), days(-1));
    assert_eq!(ends(SpecimenState::Expired), days(-1));
    assert_eq!(ends(SpecimenState::RenewalDue), days(30));
    let former = &made(SpecimenState::ExpiredCa).chain()[0].clone();
    assert_eq!(former.not_after(), days(-1));
    let months = Calendar::japan().add_months(days(1), 39);
    assert_eq!(ends(SpecimenState::NotYetValid), months);
}

#[test]
fn what_a_kind_of_key_cannot_be_is_refused_and_left_out_of_all() {
    for &key in &KeyAlgorithm::REAL {
        let impossible: Vec<_> = SpecimenState::ALL
            .iter()
            .filter(|state| !state.is_possible_with(key))
            .collect();
        let expected: &[&SpecimenState] = match key {
            KeyAlgorithm::Ed25519 => &[&SpecimenState::WeakSignature],
            _ => &[],
        };
        assert_eq!(impossible, expected, "{key}");
    }
    let (state, key) = (SpecimenState::WeakSignature, KeyAlgorithm::Ed25519);
    let refused = Authorities::new(SEED, key).make(&Recipe::new(state, now()));
    assert_eq!(refused, Err(SpecimenError::NoChoiceOfHash { state, key }));
}

/// RFC 8813 section 3, RFC 8410 section 5.
#[test]
fn only_to_rsa_keys_may_something_be_encrypted() {
    use x509_parser::prelude::{FromDer, X509Certificate};
    let long = [KeyAlgorithm::Rsa3072, KeyAlgorithm::Rsa4096];
    for &key in KeyAlgorithm::REAL.iter().filter(|key| !long.contains(key)) {
        let client = P256.client_with(key, &format!("受付{key}"), client_validity());
        let (_, read) = X509Certificate::from_der(client.certificate.der()).unwrap();
        let usage = read.key_usage().unwrap().unwrap().value;
        assert!(usage.digital_signature(), "{key}");
        assert_eq!(
            usage.key_encipherment(),
            key == KeyAlgorithm::Rsa2048,
            "{key}"
        );
    }
}

#[test]
fn dates_that_belie_the_state_are_refused() {
    let refused = |recipe: Recipe| match AUTHORITIES.make(&recipe).unwrap_err() {
        SpecimenError::OtherState { found, at, .. } => {
            assert_eq!(at, now());
            found
        }
        error => panic!("{error}"),
    };
    for (state, end, found) in [
        (SpecimenState::Expired, 0, "renewal-due"),
        (SpecimenState::Valid, -1, "expired"),
        (SpecimenState::Valid, 90 * 86_400, "renewal-due"),
        (SpecimenState::RenewalDue, 90 * 86_400 + 1, "valid"),
        (SpecimenState::Untrusted, -1, "expired"),
        (SpecimenState::ExpiredCa, 0, "valid"),
    ] {
        let recipe = Recipe::new(state, now());
        assert_eq!(
            refused(recipe.expires_at(now() + seconds(end))),
            found,
            "{state}"
        );
    }
    let begun = Recipe::new(SpecimenState::NotYetValid, now()).begins_at(now());
    assert_eq!(refused(begun), "valid");
    let due = Recipe::new(SpecimenState::RenewalDue, now()).expires_in(Span::days(90));
    AUTHORITIES.make(&due).unwrap();
    let long =
        Recipe::new(SpecimenState::Valid, now()).expires_at(now() + seconds(90 * 86_400 + 1));
    AUTHORITIES.make(&long).unwrap();

    let backwards = Recipe::new(SpecimenState::Valid, now())
        .begins_in(Span::days(-1))
        .expires_in(Span::days(-2));
    let error = AUTHORITIES.make(&backwards).unwrap_err();
    assert_eq!(
        error,
        SpecimenError::EndsBeforeItBegins(Validity {
            not_before: now() - Duration::days(1),
            not_after: now() - Duration::days(2),
        })
    );
    let far = Recipe::new(SpecimenState::Expired, time("1970-01-01T00:00:00Z"));
    assert_eq!(AUTHORITIES.make(&far), Err(SpecimenError::OutOfYears));
}

#[test]
fn dates_alone_lead_to_a_state() {
    let day = 86_400;
    for (begins, ends, state) in [
        (None, None, SpecimenState::Valid),
        (None, Some(90 * day + 1), SpecimenState::Valid),
        (None, Some(90 * day), SpecimenState::RenewalDue),
        (None, Some(0), SpecimenState::RenewalDue),
        (None, Some(-1), SpecimenState::Expired),
        (Some(0), None, SpecimenState::Valid),
        (Some(1), None, SpecimenState::NotYetValid),
        (Some(1), Some(2), SpecimenState::NotYetValid),
        (Some(-2), Some(-1), SpecimenState::Expired),
    ] {
        let dated = |state| {
            let mut recipe = Recipe::new(state, now());
            if let Some(begins) = begins {
                recipe = recipe.begins_in(Span::seconds(begins));
            }
            if let Some(ends) = ends {
                recipe = recipe.expires_in(Span::seconds(ends));
            }
            recipe
        };
        let found = dated(SpecimenState::Valid).state_by_dates(&Pki::default());
        assert_eq!(found, Ok(state), "{begins:?}, {ends:?}");
        // It is that state when it is made.
        AUTHORITIES.make(&dated(state)).unwrap();
    }
}

#[test]
fn revocation_lists_last_as_long_as_they_are_told() {
    let next_update = |authorities: &Authorities, state| {
        let specimen = authorities.make(&Recipe::new(state, now())).unwrap();
        let lists = authorities.crls(&[specimen], now());
        let lists = lists
            .iter()
            .map(|list| RevocationList::from_der(list).unwrap());
        lists
            .map(|list| list.next_update.unwrap() - now())
            .collect::<Vec<_>>()
    };
    let days = |days: &[i64]| {
        days.iter()
            .map(|days| Duration::days(*days))
            .collect::<Vec<_>>()
    };
    let authorities = || Authorities::new(SEED, KeyAlgorithm::P256);
    assert_eq!(
        next_update(&authorities(), SpecimenState::Revoked),
        days(&[7, 7])
    );
    let longer = authorities().with_list_length(Span::days(400)).unwrap();
    assert_eq!(
        next_update(&longer, SpecimenState::Revoked),
        days(&[400, 400])
    );
    // What is out of date stays so.
    assert_eq!(
        next_update(&longer, SpecimenState::StaleCrl),
        days(&[400, 400, -1])
    );
    for seconds in [0, -1] {
        let length = Span::seconds(seconds);
        let refused = authorities().with_list_length(length).err();
        assert_eq!(refused, Some(SpecimenError::ListLength { length }));
    }
}

#[test]
fn what_has_a_stale_list_is_good_until_the_next_one_was_due() {
    let recipe = Recipe::new(SpecimenState::StaleCrl, now()).begins_in(Span::days(-30));
    let specimen = AUTHORITIES.make(&recipe).unwrap();
    let due = now() - Duration::days(1);
    assert_eq!(specimen.outcome_at(due - seconds(1)), Ok(()));
    assert_eq!(specimen.outcome_at(due), Err(Reason::StaleRevocationList));
    let none = Path {
        crls: &[],
        ..specimen.path()
    };
    assert_eq!(none.verify(now()), Ok(()), "but for the list it is good");
}

#[test]
fn a_renewed_one_begins_when_the_old_one_is_due_with_a_new_key_for_the_same_subject() {
    let old = made(SpecimenState::RenewalDue);
    let renewal = old.renewal("new".parse().unwrap()).unwrap();
    let new = AUTHORITIES.make(&renewal).unwrap();
    assert_eq!(new.certificate().subject(), old.certificate().subject());
    assert_eq!(new.certificate().not_before(), now());
    assert_eq!(
        new.certificate().not_after(),
        time("2029-06-01T10:00:00+09:00")
    );
    assert_ne!(new.key(), old.key());
    assert_ne!(new.certificate().serial(), old.certificate().serial());

    let early = made(SpecimenState::Valid).renewal("new".parse().unwrap());
    let expected = |error: &RenewalError| matches!(error, RenewalError::NotOpen { .. });
    assert!(
        matches!(&early, Err(SpecimenError::NotRenewable(error)) if expected(error)),
        "{early:?}"
    );
}

#[test]
fn many_are_made_in_order_and_the_first_that_cannot_be_made_is_the_error() {
    let recipe = |number: i64| {
        Recipe::new(SpecimenState::RenewalDue, now())
            .named(format!("pc{number}").parse().unwrap())
            .expires_at(now() + seconds(number))
    };
    let counted = std::sync::atomic::AtomicUsize::new(0);
    let made = || {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    };
    let recipes: Vec<Recipe> = (0..40).map(recipe).collect();
    let specimens = AUTHORITIES.make_all(&recipes, &made).unwrap();
    assert_eq!(counted.into_inner(), 40);
    let names = specimens.iter().map(|specimen| specimen.name().to_string());
    assert!(names.eq((0..40).map(|number| format!("pc{number}"))));
    let serials = specimens
        .iter()
        .map(|specimen| specimen.certificate().serial());
    assert_eq!(serials.collect::<BTreeSet<_>>().len(), 40);

    let recipes: Vec<Recipe> = (-2..40).map(recipe).collect();
    let refused = AUTHORITIES.make_all(&recipes, &|| {}).unwrap_err();
    assert_eq!(refused, (0, AUTHORITIES.make(&recipes[0]).unwrap_err()));
}

#[test]
fn each_format_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let specimen = made(SpecimenState::Valid);
    let names = specimen.write_to(folder, &packing()).unwrap();
    assert_eq!(
        names,
        [
            "valid.p12",
            "valid.pem",
            "valid.key.pem",
            "valid.cer",
            "valid.issuer.cer",
            "valid.key.der",
            "valid.jks",
            "root.pem",
            "root.cer",
            "root.jks"
        ]
    );
    let pem: Vec<Certificate> = bundle::read(&read(folder, "valid.pem"))
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        pem,
        [specimen.certificate().clone(), specimen.chain()[0].clone()]
    );
    assert_eq!(read(folder, "valid.cer"), specimen.certificate().der());
    assert_eq!(read(folder, "valid.issuer.cer"), specimen.chain()[0].der());
    assert_eq!(
        read(folder, "valid.key.der"),
        specimen.key().unwrap().pkcs8()
    );
    assert_eq!(read(folder, "root.cer"), specimen.root().der());
    let entry = Entry::PrivateKey {
        alias: "valid".into(),
        key: specimen.key().unwrap().clone(),
        chain: [
            vec![specimen.certificate().clone()],
            specimen.chain().to_vec(),
        ]
        .concat(),
    };
    assert_eq!(
        jks::open(&read(folder, "valid.jks"), "0427"),
        Ok(vec![entry])
    );
    let root = Entry::Trusted {
        alias: "root".into(),
        certificate: specimen.root().clone(),
    };
    assert_eq!(jks::open(&read(folder, "root.jks"), "0427"), Ok(vec![root]));
}

#[test]
fn nothing_is_written_when_one_file_exists() {
    let folder = tempfile::tempdir().unwrap();
    let last = folder.path().join("root.pem");
    fs::write(&last, "mine").unwrap();
    let specimens = [made(SpecimenState::Valid)];
    let write = |existing| write(&specimens, folder.path(), existing);
    let refused = write(ExistingFile::Keep).unwrap_err();
    assert_eq!(Reason::from(&refused), Reason::FileExists);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read(&last).unwrap(), b"mine");
    write(ExistingFile::Replace).unwrap();
    assert_ne!(fs::read(&last).unwrap(), b"mine");
}

#[cfg(unix)]
#[test]
fn keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let names = made(SpecimenState::Valid).write_to(folder.path(), &packing());
    for name in names.unwrap() {
        let mode = fs::metadata(folder.path().join(&name))
            .unwrap()
            .permissions()
            .mode();
        let is_secret =
            name.contains("key") || name.starts_with("valid.p12") || name == "valid.jks";
        assert_eq!(mode & 0o077 == 0, is_secret, "{name}: {mode:o}");
    }
}

#[test]
fn one_list_names_all_that_are_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let recipes = ["a", "b"]
        .map(|name| Recipe::new(SpecimenState::Revoked, now()).named(name.parse().unwrap()));
    let specimens = AUTHORITIES.make_all(&recipes, &|| {}).unwrap();
    write(&specimens, folder.path(), ExistingFile::Keep).unwrap();
    for name in ["a", "b"] {
        assert_eq!(
            judge_files(folder.path(), name, now()),
            Err(Reason::Revoked)
        );
    }
}

/// These bytes are public: they change only with a version that says so.
#[test]
fn files_are_their_seed_dates_and_packing_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for specimen in all() {
        for name in specimen.write_to(folder.path(), &packing()).unwrap() {
            let digest = Sha256::digest(read(folder.path(), &name));
            let hex: String = digest[..8]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            lines += &format!("{hex} {}/{name}\n", specimen.name());
        }
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn every_profile_opens_again() {
    for &profile in EncryptionProfile::ALL {
        let folder = tempfile::tempdir().unwrap();
        let packing = OutputOptions {
            profile,
            ..packing()
        };
        made(SpecimenState::Valid)
            .write_to(folder.path(), &packing)
            .unwrap();
        assert_eq!(
            judge_files(folder.path(), "valid", now()),
            Ok(()),
            "{profile}"
        );
    }
}

#[test]
fn names_read_back() {
    for &state in SpecimenState::ALL {
        assert_eq!(state.name().parse(), Ok(state));
    }
    for &format in FileFormat::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("expird".parse::<SpecimenState>().is_err());
    assert!("pfx".parse::<FileFormat>().is_err());
}
