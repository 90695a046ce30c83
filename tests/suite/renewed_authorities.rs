//! Authorities that are renewed themselves: when, under which name and key, and what becomes of what
//! they issued before.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::certificate::Certificate;
use kigen::digest::Digest;
use kigen::key::{KeyAlgorithm, PrivateKey};
use kigen::path::Path;
use kigen::pkcs12::{EncryptionProfile, seal};
use kigen::pki::{Pki, Subject};
use kigen::reason::Reason;
use kigen::scenario::{Scenario, parse_pki, run};
use kigen::seed::Seed;
use kigen::specimen::{Authorities, Recipe, SpecimenState};

use crate::judges::{openssl_is_here, says};
use crate::support::{SEED, pem, time, validity};

fn start() -> DateTime<Utc> {
    time("2026-01-01T00:00:00+09:00")
}

fn days(count: i64) -> DateTime<Utc> {
    start() + Duration::days(count)
}

/// A root and two authorities below it; what is said of the last two.
fn pki(policy: &str, issuing: &str) -> Pki {
    let text = format!(
        "[[pki.authority]]\nsubject = 'CN=Root'\n\
         [[pki.authority]]\nsubject = 'CN=Policy'\n{policy}\n\
         [[pki.authority]]\nsubject = 'CN=Issuing,O=Example'\n{issuing}"
    );
    parse_pki(&text, KeyAlgorithm::P256).unwrap()
}

fn authority(pki: Pki) -> Authority {
    let validities = pki.authorities.iter();
    let always = validity("2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z");
    let validities = validities.map(|one| one.validity(start(), always).unwrap());
    let settings = AuthoritySettings {
        validities: validities.collect(),
        pki,
        key: KeyAlgorithm::P256,
    };
    Authority::new(SEED, &settings).unwrap()
}

const YEARLY: &str = "lifetime = '730d'\nrenewal_window = '1/2'";

fn client(authority: &Authority, label: &str, from: DateTime<Utc>) -> (Certificate, PrivateKey) {
    let key = PrivateKey::generate(KeyAlgorithm::P256, &mut SEED.stream(label));
    let request = Request {
        label,
        subject: Subject {
            institution: "0".into(),
            terminal: label.into(),
        },
        public_key: key.public(),
        validity: Validity {
            not_before: from,
            not_after: from + Duration::days(3_650),
        },
    };
    (authority.issue(&request).unwrap(), key)
}

/// What a service says that has every list and trusts the root.
fn verdict(
    authority: &Authority,
    certificate: &Certificate,
    at: DateTime<Utc>,
) -> Result<(), Reason> {
    let path = Path {
        end_entity: certificate,
        intermediates: &authority.chain_of(certificate),
        roots: &[authority.root().clone()],
        crls: &authority.issuing_crls(at),
    };
    path.verify(at).map_err(Reason::from)
}

#[test]
fn an_authority_is_renewed_at_its_second_and_again_and_again() {
    let mut authority = authority(pki("", YEARLY));
    assert_eq!(authority.next_renewal(), Some(days(365)));
    authority.renew(days(365) - Duration::seconds(1));
    assert_eq!(authority.issuing().subject(), "CN=Issuing,O=Example");
    authority.renew(days(365));
    let second = authority.issuing().clone();
    assert_eq!(second.subject(), "CN=Issuing G2,O=Example");
    assert_eq!(
        [second.not_before(), second.not_after()],
        [days(365), days(365 + 730)]
    );
    assert_eq!(authority.next_renewal(), Some(days(730)));
    authority.renew(days(5 * 365));
    assert_eq!(authority.issuing().subject(), "CN=Issuing G6,O=Example");
    let serials: BTreeSet<_> = authority
        .certificates()
        .iter()
        .map(|one| one.serial().clone())
        .collect();
    assert_eq!(serials.len(), 8);
    // Whoever comes late finds the same.
    let mut late = self::authority(pki("", YEARLY));
    late.renew(days(5 * 365));
    assert_eq!(late.certificates(), authority.certificates());
    // Nobody is renewed who is not told to be.
    assert_eq!(
        self::authority(pki("", "lifetime = '730d'")).next_renewal(),
        None
    );
    assert_eq!(self::authority(Pki::default()).next_renewal(), None);
}

#[test]
fn what_was_issued_before_is_good_until_the_old_certificate_ends() {
    let mut authority = authority(pki("", YEARLY));
    let (old, _) = client(&authority, "old", days(10));
    authority.renew(days(365));
    let (new, _) = client(&authority, "new", days(400));
    assert_eq!(old.issuer(), "CN=Issuing,O=Example");
    assert_eq!(new.issuer(), "CN=Issuing G2,O=Example");
    for (certificate, at, expected) in [
        (&old, days(400), Ok(())),
        (&old, days(730), Ok(())),
        (
            &old,
            days(730) + Duration::seconds(1),
            Err(Reason::AuthorityExpired),
        ),
        (&new, days(730) + Duration::seconds(1), Ok(())),
        (&new, days(1_095), Ok(())),
        (
            &new,
            days(1_095) + Duration::seconds(1),
            Err(Reason::AuthorityExpired),
        ),
    ] {
        assert_eq!(verdict(&authority, certificate, at), expected, "{at}");
    }
    // Both keys have lists while both have certificates, and each names what was revoked.
    assert_eq!(authority.issuing_crls(days(500)).len(), 2);
    assert_eq!(authority.issuing_crls(days(731)).len(), 1);
    for certificate in [&old, &new] {
        authority.revoke(certificate.serial(), days(450));
        assert_eq!(
            verdict(&authority, certificate, days(500)),
            Err(Reason::Revoked)
        );
    }
}

#[test]
fn a_kept_key_keeps_the_name_and_takes_old_certificates_along() {
    let same = format!("{YEARLY}\nrenewal_key = 'same'");
    let mut authority = authority(pki("", &same));
    let (old, _) = client(&authority, "old", days(10));
    let before = authority.issuing().clone();
    authority.renew(days(365));
    let after = authority.issuing();
    assert_eq!(after.subject(), before.subject());
    assert_eq!(after.public_key_bits(), before.public_key_bits());
    assert_ne!(after.serial(), before.serial());
    // With the present certificate of the same key, the old end does not matter.
    assert_eq!(verdict(&authority, &old, days(800)), Ok(()));
    let path = Path {
        end_entity: &old,
        intermediates: &[before],
        roots: &[authority.root().clone()],
        crls: &[],
    };
    let refused = path.verify(days(800)).map_err(Reason::from);
    assert_eq!(refused, Err(Reason::AuthorityExpired));
    assert_eq!(authority.issuing_crls(days(500)).len(), 1);
}

/// One between is renewed too; what is below stays below the old one until it is renewed itself.
#[test]
fn authorities_above_are_renewed_for_those_below() {
    let mut authority = authority(pki("lifetime = '1000d'\nrenewal_window = '100d'", YEARLY));
    authority.renew(days(1_000));
    let names: Vec<String> = authority
        .chain()
        .iter()
        .map(|one| one.subject())
        .map(|it| it.to_string())
        .collect();
    // The issuing authority was renewed on day 730, before the one above it on day 900.
    assert_eq!(names, ["CN=Issuing G3,O=Example", "CN=Policy", "CN=Root"]);
    authority.renew(days(1_095));
    let names: Vec<String> = authority
        .chain()
        .iter()
        .map(|one| one.subject())
        .map(|it| it.to_string())
        .collect();
    assert_eq!(
        names,
        ["CN=Issuing G4,O=Example", "CN=Policy G2", "CN=Root"]
    );
    let (certificate, _) = client(&authority, "new", days(1_095));
    assert_eq!(verdict(&authority, &certificate, days(1_200)), Ok(()));
    let places: Vec<_> = authority
        .former(days(1_095))
        .iter()
        .map(|one| (one.place, one.number, one.list.is_some()))
        .collect();
    assert_eq!(
        places,
        [(1, 1, true), (2, 1, true), (2, 2, true), (2, 3, true)]
    );
}

#[test]
fn openssl_agrees_about_old_and_new() {
    if !openssl_is_here() {
        return;
    }
    let mut authority = authority(pki("", YEARLY));
    let (old, _) = client(&authority, "old", days(10));
    authority.renew(days(365));
    let (new, _) = client(&authority, "new", days(400));
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let certificates = |some: &[Certificate]| -> String {
        some.iter()
            .map(|one| pem("CERTIFICATE", one.der()))
            .collect()
    };
    write("root.pem", certificates(&[authority.root().clone()]));
    write("all.pem", certificates(&authority.certificates()));
    for (certificate, at, good) in [
        (&old, days(700), true),
        (&old, days(731), false),
        (&new, days(700), true),
        (&new, days(731), true),
    ] {
        write("own.pem", certificates(std::slice::from_ref(certificate)));
        let lists = authority
            .issuing_crls(at)
            .into_iter()
            .chain(authority.crls_above(at));
        write(
            "crl.pem",
            lists.map(|list| pem("X509 CRL", &list)).collect(),
        );
        let at = at.timestamp().to_string();
        let verify = [
            "verify",
            "-purpose",
            "sslclient",
            "-attime",
            &at,
            "-CAfile",
            "root.pem",
        ];
        let with = [
            "-untrusted",
            "all.pem",
            "-crl_check_all",
            "-CRLfile",
            "crl.pem",
            "own.pem",
        ];
        let said = says(folder.path(), "openssl", &[&verify[..], &with].concat());
        assert_eq!(said.is_ok(), good, "{said:?}");
    }
}

#[test]
fn a_world_follows_and_its_files_have_all_of_them() {
    let text = include_str!("../../fixtures/scenarios/authority-renewal.toml");
    let scenario = Scenario::parse(text).unwrap();
    let again = Scenario::parse(&scenario.to_toml()).unwrap();
    assert_eq!(again.world, scenario.world);
    let played = run(&scenario, SEED);
    assert!(played.steps.iter().all(kigen::scenario::PlayedStep::passed));
    let names: BTreeSet<&str> = played
        .artefacts
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    for name in [
        "issuing.cer",
        "issuing.crl",
        "issuing-g1.cer",
        "issuing-g1.crl",
    ] {
        assert!(names.contains(name), "{names:?}");
    }
}

#[test]
fn what_cannot_follow_one_another_is_refused() {
    let root = |rest: &str| {
        format!("[[pki.authority]]\nsubject = 'CN=a'\n{rest}\n[[pki.authority]]\nsubject = 'CN=b'")
    };
    let below = |rest: &str| {
        format!("[[pki.authority]]\nsubject = 'CN=a'\n[[pki.authority]]\nsubject = 'CN=b'\n{rest}")
    };
    for (table, said) in [
        (
            below("lifetime = '1d'\nends = '+1d'"),
            "an end and a lifetime",
        ),
        (below("renewal_window = '1/2'"), "write a `lifetime`"),
        (below("renewal_key = 'same'"), "is never renewed"),
        (
            below("lifetime = '90d'\nrenewal_window = '90d'"),
            "within a day of its beginning",
        ),
        (
            below("lifetime = '36h'\nrenewal_window = '1/2'"),
            "within a day of its beginning",
        ),
        (
            root("lifetime = '90d'\nrenewal_window = '1/2'\nrenewal_key = 'new'"),
            "is the root",
        ),
        (
            below("lifetime = '90d'\nrenewal_window = '1/2'").replace("CN=b", "O=b"),
            "needs a common name",
        ),
    ] {
        let error = parse_pki(&table, KeyAlgorithm::P256).expect_err(&table);
        assert!(error.to_string().contains(said), "{table}\n{error}");
    }
    let renewed_root = root("lifetime = '90d'\nrenewal_window = '1/2'");
    assert!(parse_pki(&renewed_root, KeyAlgorithm::P256).is_ok());
}

/// Dates are looked at before signatures, so an authority that has ended is no reason to believe
/// whoever bears its name.
#[test]
fn an_authority_that_has_ended_renews_nothing_that_it_did_not_issue() {
    let stranger = Authorities::new(Seed::new(8), KeyAlgorithm::P256);
    let recipe = Recipe::new(SpecimenState::Valid, start()).expires_at(days(380));
    let contents = stranger.make(&recipe).unwrap().contents();
    let profile = EncryptionProfile::default();
    let file = seal(&contents, "0427", profile, &mut SEED.stream("stranger"));
    let sha256 = Digest::of(&file);
    let scenario = |ends: u32| {
        let text = format!(
            r#"
title = {{ ja = "他局の証明書", en = "A stranger's certificate" }}
start = "2026-01-01T00:00:00+09:00"
pcs = ["受付01"]

[[pki.authority]]
subject = "CN=kigen Simulated Root CA,O=kigen (simulated),C=JP"

[[pki.authority]]
subject = "CN=kigen Simulated Issuing CA,O=kigen (simulated),C=JP"
ends = "+{ends}d"

[[step]]
do.import = {{ pc = "受付01", file = "vpn.p12", sha256 = "{sha256}", password = "0427" }}

[[step]]
at = "+300d"
do.renew = {{ pc = "受付01" }}
expect = "bad-signature"
"#
        );
        let mut scenario = Scenario::parse(&text).unwrap();
        scenario.world.facility.files.insert(file.clone());
        scenario
    };
    for ends in [200, 400] {
        let scenario = scenario(ends);
        let played = run(&scenario, SEED);
        assert_eq!(
            played.failure(),
            None,
            "the authority ends after {ends} days"
        );
    }
}
