//! Files of recipes: several into one folder with one manifest, and each mistake at its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kigen::key::KeyAlgorithm;
use kigen::scenario::parse_recipes;
use kigen::seed::Seed;
use kigen::specimen::Batch;
use serde_json::Value;

use crate::command::{Run, run_in};
use crate::support::time;

/// A PKI of one's own, a server, clients in several states and one of other names.
const RECIPES: &str = r#"
at = 2026-12-01T09:00:00Z
seed = 7
key = "p-256"

[pki]
subject = "CN={pc},O=Acme"
subject_alt_names = ["email:{pc}@acme.test"]
validity = "47d"
renewal_window = "1/3"

[[recipe]]
server = []

[[recipe]]
name = "gateway"
state = "expired"
server = ["gw.acme.test", "192.0.2.7"]
subject = "CN=Gateway,O=Acme"

[[recipe]]
name = "dev"
count = 2
ends = "+40d"

[[recipe]]
name = "phone"
pair = true
subject_alt_names = ["upn:{pc}@corp.acme.test"]

[[recipe]]
name = "old"
begins = 2026-01-01T00:00:00Z
ends = 2026-02-01T00:00:00Z
"#;

fn make(folder: &Path, recipes: &str, args: &[&str]) -> Run {
    fs::write(folder.join("acme.toml"), recipes).unwrap();
    let fixed = ["make", "--recipe", "acme.toml", "--out", "out"];
    run_in(folder, &[&fixed, args].concat())
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("out/manifest.json")).unwrap()).unwrap()
}

#[test]
fn several_recipes_go_into_one_folder_with_one_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let run = make(folder.path(), RECIPES, &["--as", "pem"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["made_for"], "2026-12-01T18:00:00+09:00");
    assert_eq!(manifest["seed"], 7);
    assert_eq!(manifest["key"], "p-256");
    let specimens = manifest["specimens"].as_array().unwrap();
    let told: Vec<(&str, &str, &str)> = specimens
        .iter()
        .map(|one| {
            let text = |value: &'_ Value| value.as_str().unwrap().to_owned().leak() as &str;
            let subject = text(&one["certificate"]["subject"]);
            (text(&one["name"]), text(&one["state"]), subject)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("server", "valid", "CN=localhost"),
            ("gateway", "expired", "CN=Gateway,O=Acme"),
            ("dev-1", "valid", "CN=dev-1,O=Acme"),
            ("dev-2", "valid", "CN=dev-2,O=Acme"),
            ("phone-before", "renewal-due", "CN=phone,O=Acme"),
            ("old", "expired", "CN=old,O=Acme"),
            ("phone-after", "valid", "CN=phone,O=Acme"),
        ]
    );
    let listed = specimens
        .iter()
        .flat_map(|one| one["files"].as_array().unwrap())
        .chain(manifest["shared"].as_array().unwrap())
        .map(|file| file["name"].as_str().unwrap().to_owned());
    let listed: BTreeSet<String> = listed.chain(["manifest.json".to_owned()]).collect();
    let found = fs::read_dir(folder.path().join("out")).unwrap();
    let found = found.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<String>>(), listed);
}

/// Arguments come before what the file says.
#[test]
fn arguments_come_before_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["--seed", "9", "--key", "p-384", "--as", "pem"];
    let at = ["--at", "2026-12-02T09:00:00Z"];
    let run = make(folder.path(), RECIPES, &[&args[..], &at].concat());
    assert_eq!(run.code, Some(0), "{run:#?}");
    let manifest = manifest(folder.path());
    assert_eq!(manifest["made_for"], "2026-12-02T18:00:00+09:00");
    assert_eq!(manifest["seed"], 9);
    assert_eq!(manifest["key"], "p-384");
    let recipes = parse_recipes("recipe = []", None).unwrap();
    assert_eq!((recipes.at, recipes.seed, recipes.key), (None, None, None));
    let recipes = parse_recipes(RECIPES, None).unwrap();
    assert_eq!(recipes.at, Some(time("2026-12-01T18:00:00+09:00")));
    assert_eq!(recipes.seed, Some(Seed::new(7)));
    assert_eq!(recipes.key, Some(KeyAlgorithm::P256));
    assert_eq!(recipes.batches.len(), 5);
    let (line, batch) = &recipes.batches[2];
    assert_eq!((*line, batch.count), (21, 2));
    assert_eq!(batch.holder, Batch::default().holder);
}

#[test]
fn every_mistake_is_told_at_its_place() {
    for (text, place, said) in [
        (
            "[[recipe]]\nstat = 'valid'",
            (2, 1),
            "did you mean `state`?",
        ),
        (
            "[[recipe]]\nstate = 'vallid'",
            (2, 9),
            "did you mean `valid`?",
        ),
        ("[[recipe]]\ncount = 0", (2, 9), "from 1 to 1000000"),
        ("[[recipe]]\nends = '30d'", (2, 8), "30d"),
        (
            "[[recipe]]\nends = '+1month'",
            (2, 8),
            "months and years are not lengths",
        ),
        (
            "[[recipe]]\nserver = ['a b']",
            (2, 10),
            "neither a host name nor an IP address",
        ),
        (
            "[[recipe]]\nserver = 'localhost'",
            (2, 10),
            "a list belongs",
        ),
        (
            "[[recipe]]\nsubject = 'CM=x'",
            (2, 11),
            "did you mean `CN`?",
        ),
        ("[[recipe]]\nname = 'a/b'", (2, 8), "cannot contain '/'"),
        ("at = '2026'\n[[recipe]]", (1, 6), "2026"),
        ("[[recipes]]", (1, 3), "did you mean `recipe`?"),
        ("seed = 1", (1, 1), "`recipe` is missing"),
        (
            "[[recipe]]\n[pki]\nsubject = ''",
            (2, 1),
            "needs a `subject`",
        ),
        (
            "[[recipe]]\n[pki]\nvalidity = '39'",
            (3, 12),
            "`39` is no lifetime",
        ),
    ] {
        let error = parse_recipes(text, None).expect_err(text);
        assert_eq!((error.line(), error.column()), place, "{text}\n{error}");
        assert!(error.to_string().contains(said), "{text}\n{error}");
    }
}

/// What only making shows is told at the recipe, in both languages.
#[test]
fn what_cannot_be_made_is_told_at_its_recipe() {
    let folder = tempfile::tempdir().unwrap();
    let before = "at = 2026-03-01T00:00:00Z\nkey = 'p-256'\n\n[[recipe]]\nname = 'good'\n\n";
    for (recipe, said, hint) in [
        (
            "state = 'expired'\nends = '+1d'",
            "acme.toml:7:1: with these dates",
            "state = \"renewal-due\"",
        ),
        (
            "pair = true\nstate = 'valid'",
            "acme.toml:7:1: a pair takes",
            "leave `state` and `ends` out",
        ),
        (
            "begins = '+1d'\nends = '-1d'",
            "acme.toml:7:1: it would end at",
            "`begins` and `ends`",
        ),
        (
            "subject = ''",
            "acme.toml:7:1: a certificate needs a `subject`",
            "",
        ),
        (
            "name = 'good'",
            "acme.toml:7:1: two are called `good`",
            "choose another",
        ),
    ] {
        let text = format!("{before}[[recipe]]\n{recipe}");
        let run = make(folder.path(), &text, &[]);
        assert_eq!(run.code, Some(2), "{recipe}: {run:#?}");
        assert!(run.stderr.contains(said), "{recipe}: {}", run.stderr);
        assert!(run.stderr.contains(hint), "{recipe}: {}", run.stderr);
        assert!(!folder.path().join("out").exists(), "{recipe}");
        let run = make(folder.path(), &text, &["--lang", "ja"]);
        assert!(!run.stderr.contains("with these dates"), "{}", run.stderr);
    }
    let run = make(folder.path(), before, &["--state", "valid"]);
    assert_eq!(run.code, Some(2), "{run:#?}");
    assert!(run.stderr.contains("--recipe"), "{run:#?}");
}
