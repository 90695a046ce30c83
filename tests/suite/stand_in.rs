//! Hashes that stand in for keys: every rule holds with them, nobody else accepts them, and nothing
//! of them leaves.

use std::fs;

use kigen::key::KeyAlgorithm;
use kigen::path::{Path, PathError};
use kigen::pki::{Pki as Profile, PkiError};
use kigen::scenario::Scenario;
use kigen::specimen::{Authorities, OutputOptions, Recipe, SpecimenError, SpecimenState};

use crate::command::run_in;
use crate::support::{P256, Pki, SEED, time};

const REFUSED: &str = "nothing with `stand-in` keys is written or served";

/// A first set-up with such keys.
fn scenario() -> String {
    let text = fs::read_to_string(crate::support::root().join("fixtures/scenarios/renewal.toml"));
    text.unwrap()
        .replace("key = \"p-256\"", "key = \"stand-in\"")
}

/// Each is judged before its dates, after them, and whenever something changes.
#[test]
fn specimens_of_every_state_are_what_they_would_be_with_real_keys() {
    let authorities = Authorities::new(SEED, KeyAlgorithm::StandIn);
    let real = Authorities::new(SEED, KeyAlgorithm::P256);
    let now = time("2026-03-01T00:00:00Z");
    for &state in SpecimenState::ALL {
        let made = |by: &Authorities| by.make(&Recipe::new(state, now)).unwrap();
        let (specimen, real) = (made(&authorities), made(&real));
        assert_eq!(specimen.stages(), real.stages(), "{state}");
        let folder = tempfile::tempdir().unwrap();
        let packing = OutputOptions::new("0427".parse().unwrap());
        assert_eq!(
            specimen.write_to(folder.path(), &packing),
            Err(SpecimenError::Pki(PkiError::StandInLeaves)),
            "{state}"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn who_trusts_a_real_root_accepts_no_stand_in() {
    let stood_in = Pki::new(SEED, KeyAlgorithm::StandIn);
    let client = stood_in.client("受付01");
    let beside = [
        stood_in.authority.issuing().clone(),
        stood_in.authority.root().clone(),
    ];
    let roots = [P256.authority.root().clone()];
    let path = Path {
        end_entity: &client.certificate,
        intermediates: &beside,
        roots: &roots,
        crls: &[],
    };
    let at = time("2024-01-01T00:00:00Z");
    assert!(path.verify(at).is_err());
    // Also where a real authority certified one.
    let client = P256.client_with(
        KeyAlgorithm::StandIn,
        "受付01",
        crate::support::client_validity(),
    );
    let beside = [P256.authority.issuing().clone()];
    let path = Path {
        end_entity: &client.certificate,
        intermediates: &beside,
        ..path
    };
    assert_eq!(path.verify(at), Ok(()));
    let signature = client.key.sign(b"a challenge");
    let proved = path.verify_possession(b"a challenge", &signature);
    assert_eq!(proved, Err(PathError::KeyMismatch));
}

#[test]
fn it_is_for_all_keys_or_for_none() {
    let mut profile = Profile::default();
    assert_eq!(profile.check(KeyAlgorithm::StandIn), Ok(()));
    profile.key = Some(KeyAlgorithm::StandIn);
    let key = KeyAlgorithm::P384;
    assert_eq!(profile.check(key), Err(PkiError::StandIn { key }));
    profile.key = Some(key);
    let mixed = profile.check(KeyAlgorithm::StandIn);
    assert_eq!(mixed, Err(PkiError::StandIn { key }));
    profile.key = None;
    profile.authorities[0].key = Some(key);
    let mixed = profile.check(KeyAlgorithm::StandIn);
    assert_eq!(mixed, Err(PkiError::StandIn { key }));
    assert_eq!(profile.with_one_key().check(KeyAlgorithm::StandIn), Ok(()));
}

/// A world is played with them, and no file of it is written, nor anybody let in.
#[test]
fn nothing_of_them_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    Scenario::parse(&scenario()).unwrap();
    fs::write(folder.join("world.toml"), scenario()).unwrap();
    let played = run_in(folder, &["run", "world.toml", "--html", "page.html"]);
    assert_eq!(played.code, Some(0), "{played:#?}");
    let mut refused = vec![
        &["run", "world.toml", "--out", "out"][..],
        &["make", "--out", "out", "--key", "stand-in"],
        &["session", "new", "受付01", "--key", "stand-in"],
        &["session", "--file", "world.toml", "advance", "1d"],
    ];
    if cfg!(feature = "serve") {
        refused.push(&["serve", "world.toml", "--port", "0"]);
        refused.push(&["serve", "--file", "world.toml"]);
    }
    for args in refused {
        let run = run_in(folder, args);
        assert_eq!(run.code, Some(2), "{args:?}: {run:#?}");
        assert!(run.stderr.contains(REFUSED), "{args:?}: {}", run.stderr);
        let japanese = run_in(folder, &[&["--lang", "ja"], args].concat());
        assert!(japanese.stderr.contains("誰でも署名できる"), "{args:?}");
        let mut left: Vec<_> = fs::read_dir(folder).unwrap().flatten().collect();
        left.retain(|file| {
            !["world.toml", "page.html"]
                .iter()
                .any(|name| file.file_name() == *name)
        });
        assert!(left.is_empty(), "{args:?}: {left:?}");
    }
}
