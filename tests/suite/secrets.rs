use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::time::Duration;

use kigen::checker::Snapshot;
use kigen::key::{KeyAlgorithm, KeyFamily, PrivateKey};
use kigen::lang::Lang;
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::pin::{Pin, PinError};
use kigen::pkcs12::{self, Contents, Limits};
use kigen::report;
use kigen::report::run::RunReport;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, Scenario, ScenarioRun, StepAction};
use kigen::seed::Seed;
use kigen::store::{CertificateStore, Computer, KeyProtection, MemoryStore};
use kigen::time::Zone;
use kigen::words::{self, Voice};
use kigen::world::{World, WorldSettings};
use serde_json::Value;

use crate::own_store::{keys_put_in, logging};
use crate::support::{P256, base64, pin};

/// A scenario file as it is, and with other PINs.
struct Source {
    name: &'static str,
    text: &'static str,
}

/// The scenarios whose PINs can be changed: a file from elsewhere keeps its own.
fn sources() -> impl Iterator<Item = Source> {
    let entries = CATALOGUE.iter().filter(|entry| entry.files.is_empty());
    entries.map(|entry| Source {
        name: entry.name,
        text: entry.text,
    })
}

/// The PINs of a scenario file: the quoted values of the keys that begin with `pin`.
fn pins(text: &str) -> BTreeSet<String> {
    let values = text.split("pin").skip(1);
    let pins: BTreeSet<String> = values
        .filter_map(|rest| rest.split_once(" = \""))
        .filter(|(key, _)| key.chars().all(|c| c == '_' || c.is_ascii_lowercase()))
        .map(|(_, value)| value[..4].to_owned())
        .collect();
    assert!(
        !pins.is_empty(),
        "every scenario of the catalogue has a PIN"
    );
    pins
}

/// The scenario with another PIN in the place of each, one to one.
fn with_other_pins(text: &str) -> String {
    let mut text = text.to_owned();
    for (number, pin) in pins(&text).into_iter().enumerate() {
        text = text.replace(&format!("\"{pin}\""), &format!("\"{}\"", 8_610 + number));
    }
    text
}

fn played(name: &str, text: &str) -> ScenarioRun {
    let scenario = Scenario::parse(text).unwrap();
    let played = scenario::run(&scenario, scenario.world.seed);
    ScenarioRun {
        name: name.parse().unwrap(),
        path: None,
        text: text.into(),
        scenario,
        played,
    }
}

/// The reports of one run, by name.
fn reports(run: &ScenarioRun) -> BTreeMap<&'static str, String> {
    let one = std::slice::from_ref(run);
    let whole = RunReport {
        runs: one,
        broken: &[],
        verbose: true,
    };
    BTreeMap::from([
        ("text, en", report::text(run, Lang::En.into())),
        ("text, ja", report::text(run, Lang::Ja.into())),
        ("summary", report::summary(one, 0, Lang::En.into())),
        ("junit", whole.junit()),
        ("json", whole.json()),
        ("page, en", whole.html(Lang::En.into())),
        ("page, ja", whole.html(Lang::Ja.into())),
    ])
}

/// Whether `pin` is in `text` as a word of its own. In a run of hexadecimal digits the same
/// four may stand by chance; the test with other PINs is exact about those.
fn has_word(text: &str, pin: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| word == pin)
}

#[track_caller]
fn expect_no_pin(place: &str, text: &str, pins: &BTreeSet<String>) {
    for pin in pins {
        if let Some(at) = text.find(pin.as_str()).filter(|_| has_word(text, pin)) {
            let around: String = text[..at].chars().rev().take(60).collect();
            let around: String = around.chars().rev().collect();
            panic!("{place} says the PIN {pin}, behind {around}");
        }
    }
}

/// The part of a key's PKCS#8 that nobody may see.
fn secret(key: &PrivateKey) -> Vec<u8> {
    let pkcs8 = key.pkcs8();
    match key.family() {
        // The scalar is the octet string behind the version of `ECPrivateKey`.
        KeyFamily::P256 => octets_behind(pkcs8, &[2, 1, 1], 32),
        KeyFamily::P384 => octets_behind(pkcs8, &[2, 1, 1], 48),
        KeyFamily::P521 => octets_behind(pkcs8, &[2, 1, 1], 66),
        // An octet string in an octet string.
        KeyFamily::Ed25519 => octets_behind(pkcs8, &[4, 34], 32),
        // Behind modulus and public exponent: d, p, q and what follows from them.
        _ => {
            assert_eq!(key.family(), KeyFamily::Rsa);
            let public = &key.public().bits()[4..];
            let windows = pkcs8.windows(public.len());
            let at = windows
                .into_iter()
                .position(|window| window == public)
                .unwrap();
            pkcs8[at + public.len()..].to_vec()
        }
    }
}

/// The octet string of this length behind some bytes.
fn octets_behind(pkcs8: &[u8], before: &[u8], length: u8) -> Vec<u8> {
    let before = [before, &[4, length]].concat();
    let mut windows = pkcs8.windows(before.len());
    let at = windows.position(|it| it == before).unwrap() + before.len();
    pkcs8[at..at + usize::from(length)].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How a secret would look if it were written out: the beginning of each way.
fn spellings(secret: &[u8]) -> Vec<String> {
    // The first bytes may be the header of an INTEGER, which is no secret.
    let secret = &secret[8..];
    let decimal: Vec<String> = secret[..8].iter().map(u8::to_string).collect();
    let mut spellings = vec![
        hex(&secret[..8]),
        hex(&secret[..8]).to_uppercase(),
        decimal.join(", "),
        decimal.join(","),
    ];
    // Base 64 writes three bytes as four characters; where a group begins is not known.
    spellings.extend((0..3).map(|start| base64(&secret[start..start + 9])));
    spellings
}

#[track_caller]
fn expect_no_key(place: &str, text: &str, keys: &[PrivateKey]) {
    for key in keys {
        for spelling in spellings(&secret(key)) {
            assert!(!text.contains(&spelling), "{place} shows the key {key:?}");
        }
    }
}

/// Plays a run's steps once more and looks at the world after each.
fn watch(run: &ScenarioRun, mut look: impl FnMut(&World, Vec<PrivateKey>)) {
    let ScenarioRun {
        scenario, played, ..
    } = run;
    let settings = WorldSettings {
        seed: played.seed,
        ..scenario.world.clone()
    };
    let (stores, log) = logging(Duration::ZERO);
    let mut world = World::with_stores(settings, stores);
    for (step, played) in scenario.steps.iter().zip(&played.steps) {
        world.advance_to(played.at).unwrap();
        match &step.deed {
            StepAction::Do(action) => {
                let outcome = world.perform(action.clone());
                assert_eq!(outcome, step.expect.result(), "the same world");
            }
            StepAction::Fault(fault) => world.inject(fault.clone()).unwrap(),
            StepAction::Wait => {}
        }
        let log = log.lock().unwrap();
        let keys = log.iter().flat_map(|(_, call)| keys_put_in(call)).collect();
        drop(log);
        look(&world, keys);
    }
}

#[test]
fn no_report_depends_on_a_pin() {
    for Source { name, text } in sources() {
        let [one, other] = [text.to_owned(), with_other_pins(text)].map(|text| played(name, &text));
        assert_eq!(one.played.failure(), None);
        let outcomes = |run: &ScenarioRun| -> Vec<String> {
            let steps = run.played.steps.iter();
            steps.map(|step| step.outcome()).collect()
        };
        assert_eq!(outcomes(&one), outcomes(&other));
        assert_eq!(one.played.events, other.played.events);
        let others = reports(&other);
        for (report, text) in reports(&one) {
            let other = &others[report];
            match report {
                "json" => assert_eq!(without_digests(&text), without_digests(other), "{name}"),
                _ => assert_eq!(&text, other, "{name}: {report}"),
            }
        }
    }
}

/// The JSON report without the digests of the files that a PIN protects.
fn without_digests(json: &str) -> Value {
    let mut report: Value = serde_json::from_str(json).unwrap();
    let artefacts = report["scenarios"][0]["artefacts"].as_array_mut().unwrap();
    for artefact in artefacts {
        let name = artefact["name"].as_str().unwrap();
        if name.ends_with(".p12") || name.ends_with(".pfx") {
            artefact["sha256"] = Value::Null;
        }
    }
    report
}

#[test]
fn no_report_and_no_debug_output_shows_a_pin_or_a_key() {
    let mut seen = 0;
    for Source { name, text } in sources() {
        let pins = pins(text);
        let run = played(name, text);
        let mut texts: Vec<(String, String)> = reports(&run)
            .into_iter()
            .map(|(report, text)| (format!("{name}, {report}"), text))
            .collect();
        let mut shown = |what: &str, value: &dyn Debug| {
            texts.push((format!("{name}, {what}"), format!("{value:?} {value:#?}")));
        };
        shown("Scenario", &run.scenario);
        shown("Played", &run.played);
        shown("ScenarioRun", &run);
        for step in &run.scenario.steps {
            shown("Step", &step);
        }
        let mut keys = Vec::new();
        watch(&run, |world, found| {
            for key in found {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            shown("World", world);
            shown("Trace", world.trace());
            shown("Authority", world.authority());
            for pc in &run.scenario.world.pcs {
                shown("Snapshot", &Snapshot::of(world, &pc.name));
            }
        });
        seen += keys.len();
        for (place, text) in &texts {
            expect_no_pin(place, text, &pins);
            expect_no_key(place, text, &keys);
        }
        let letters = texts
            .iter()
            .any(|(_, text)| text.contains("Credentials(****)"));
        assert!(letters, "{name}: what a notice says is hidden");
        for artefact in &run.played.artefacts {
            for key in &keys {
                let secret = &secret(key)[8..24];
                let mut windows = artefact.bytes.windows(secret.len());
                assert!(
                    !windows.any(|window| window == secret),
                    "{name}: {}",
                    artefact.name
                );
            }
        }
    }
    assert!(seen >= 6, "{seen} keys");
}

#[test]
fn values_that_hold_secrets_hide_them() {
    let right = pin("8605");
    let client = P256.client("受付01");
    let rsa = PrivateKey::generate(KeyAlgorithm::Rsa2048, &mut Seed::new(7).stream("a"));
    let contents: Contents = P256.contents(&client, "受付01");
    let stream = Seed::new(7).stream("a");
    let pins = BTreeSet::from(["8605".to_owned()]);
    let keys = [client.key.clone(), rsa.clone()];
    let mut store = MemoryStore::new();
    let computer = Computer::new();
    let mut users = computer.user(&"受付".parse().unwrap());
    for store in [&mut store as &mut dyn CertificateStore, &mut users] {
        let options = ImportOptions {
            protection: KeyProtection::Password(right.clone()),
            ..ImportOptions::default()
        };
        import(store, &contents, options).unwrap();
    }
    let values: [(&str, &dyn Debug); 9] = [
        ("MemoryStore", &store),
        ("Computer", &computer),
        ("UserStore", &users),
        ("Pin", &right),
        ("P-256 key", &client.key),
        ("RSA key", &rsa),
        ("Contents", &contents),
        ("Stream", &stream),
        ("Identity", &contents.identity().unwrap()),
    ];
    for (name, value) in values {
        let text = format!("{value:?} {value:#?}");
        expect_no_pin(name, &text, &pins);
        expect_no_key(name, &text, &keys);
    }
}

fn in_japanese() -> Voice<'static> {
    Voice::of(Lang::Ja, &Zone::JST)
}

#[test]
fn no_error_repeats_what_was_typed() {
    let pins = BTreeSet::from(["8605".to_owned(), "86051".to_owned(), "８６０５".to_owned()]);
    for typed in ["86051", "８６０５", "8605 ", " 8605", "8605x", "x8605"] {
        let error: PinError = typed.parse::<Pin>().unwrap_err();
        let text = [
            format!("{error:?} {error}"),
            words::error(&error, in_japanese()),
        ];
        assert!(!text.concat().contains("8605"), "{text:?}");
        expect_no_pin("PinError", &text.concat(), &pins);

        let text = CATALOGUE[0]
            .text
            .replace("\"0427\"", &format!("\"{typed}\""));
        let error = Scenario::parse(&text).unwrap_err();
        let text = format!(
            "{error:?} {error} {} {}",
            error.mistake(),
            words::error(&error, in_japanese())
        );
        assert!(
            !text.contains("8605") && !text.contains("８６０５"),
            "{text}"
        );
    }
    let contents = P256.contents(&P256.client("受付01"), "");
    let mut stream = Seed::new(7).stream("a");
    let file = pkcs12::seal(&contents, "8605", Default::default(), &mut stream);
    for (bytes, password) in [(&file[..], "8606"), (&file[..40], "8605"), (b"", "8605")] {
        let error = pkcs12::open(bytes, password, &Limits::default()).unwrap_err();
        let text = format!("{error:?} {error} {:?}", error.kind());
        assert!(!text.contains("860"), "{text}");
    }
}

/// The finders find: a planted secret is seen in every spelling.
#[test]
fn a_planted_secret_is_found() {
    let pins = BTreeSet::from(["0427".to_owned()]);
    for text in ["pin: 0427", "Pin(\"0427\")", "0427", "pin=0427,"] {
        let found = std::panic::catch_unwind(|| expect_no_pin("planted", text, &pins));
        assert!(found.is_err(), "{text}");
    }
    expect_no_pin("a digest", "ab0427ef", &pins);
    let quick = KeyAlgorithm::REAL.iter().filter(|kind| {
        // Longer ones are written in the same way.
        !matches!(kind, KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096)
    });
    for kind in quick {
        let key = PrivateKey::generate(*kind, &mut Seed::new(7).stream("a"));
        let pkcs8 = key.pkcs8();
        let keys = [key.clone()];
        for text in [
            hex(pkcs8),
            hex(pkcs8).to_uppercase(),
            base64(pkcs8),
            base64(&pkcs8[1..]),
            base64(&pkcs8[2..]),
            format!("{pkcs8:?}"),
        ] {
            let found = std::panic::catch_unwind(|| expect_no_key("planted", &text, &keys));
            assert!(found.is_err(), "{text}");
        }
    }
}
