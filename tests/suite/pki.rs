//! A PKI of one's own: what is written into certificates, who issues them, and what is refused.

use kigen::authority::{Authority, AuthoritySettings, Request, Validity};
use kigen::certificate::{Certificate, CertificateKind};
use kigen::key::{KeyAlgorithm, PrivateKey, SignatureHash};
use kigen::lab::{EnrollError, Lab};
use kigen::pki::{AuthorityProfile, Lifetime, Pki, PkiError, RenewalKey, Subject};
use kigen::reason::Reason;
use kigen::scenario::{Scenario, parse_pki};
use kigen::specimen::{Authorities, Recipe, SpecimenError, SpecimenState};
use kigen::store::Stores;
use kigen::time::{Calendar, Span};
use kigen::world::WorldSettings;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::support::{SEED, pin, time};

/// A PKI in which nothing is as in the manual's.
pub(crate) const OWN: &str = r#"
[pki]
subject = "CN={pc}+UID={institution},OU=Devices,OU=Tests,DC=example,DC=test,emailAddress={pc}@example.test"
subject_alt_names = [
  "email:{pc}@example.test", "dns:{pc}.example.test", "uri:urn:example:{institution}:{pc}",
  "upn:{pc}@corp.example.test", "ip:192.0.2.7", "ip:2001:db8::7",
]
key = "p-384"
signature_hash = "sha-384"
key_usages = ["digital-signature", "content-commitment"]
extended_key_usages = ["client-auth", "email-protection", "1.3.6.1.4.1.311.20.2.2"]
policies = ["2.23.140.1.2.2"]
crl_distribution_points = ["http://pki.example.test/issuing.crl", "ldap://pki.example.test/cn=x"]
ocsp = ["http://ocsp.example.test"]
ca_issuers = ["http://pki.example.test/issuing.cer"]
serial_bytes = 20
validity = "47d"
backdate = "1h"
renewal_window = "1/3"

[[pki.authority]]
subject = "CN=Example Root,O=Example"
key = "p-521"
begins = 2020-01-01T00:00:00Z
ends = "+7300d"

[[pki.authority]]
subject = "CN=Example Policy CA,O=Example"
key = "rsa-2048"
policies = ["2.5.29.32.0"]

[[pki.authority]]
subject = "CN=Example Issuing CA 3,O=Example"
"#;

pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    time("2026-12-01T10:00:00+09:00")
}

pub(crate) fn own() -> Authorities {
    let key = KeyAlgorithm::P256;
    let pki = parse_pki(OWN, key).unwrap();
    Authorities::with_pki(SEED, key, pki, now()).unwrap()
}

fn made(authorities: &Authorities, state: SpecimenState) -> kigen::specimen::Specimen {
    let name = "dev-01".parse().unwrap();
    let recipe = Recipe::new(state, now()).named(name);
    authorities.make(&recipe).unwrap()
}

#[test]
fn a_certificate_says_all_that_the_table_says() {
    let specimen = made(&own(), SpecimenState::Valid);
    let certificate = specimen.certificate();
    assert_eq!(
        certificate.subject(),
        "CN=dev-01+UID=0000000000,OU=Devices,OU=Tests,DC=example,DC=test,EMAILADDRESS=dev-01@example.test"
    );
    assert_eq!(certificate.issuer(), "CN=Example Issuing CA 3,O=Example");
    assert_eq!(certificate.serial().as_bytes().len(), 20);
    assert_eq!(specimen.key().unwrap().algorithm(), "p-384");
    let (_, x509) = X509Certificate::from_der(certificate.der()).unwrap();
    // SHA-384 with the issuing authority's P-256 key.
    let ecdsa_with_sha384 = "1.2.840.10045.4.3.3";
    assert_eq!(
        x509.signature_algorithm.algorithm.to_id_string(),
        ecdsa_with_sha384
    );
    let usage = x509.key_usage().unwrap().unwrap().value;
    assert!(usage.digital_signature() && usage.non_repudiation() && !usage.key_encipherment());
    let purposes = x509.extended_key_usage().unwrap().unwrap().value;
    assert!(purposes.client_auth && purposes.email_protection && !purposes.server_auth);
    assert_eq!(purposes.other[0].to_id_string(), "1.3.6.1.4.1.311.20.2.2");

    let names = x509.subject_alternative_name().unwrap().unwrap();
    assert!(!names.critical);
    let names: Vec<String> = names.value.general_names.iter().map(name).collect();
    assert_eq!(
        names,
        [
            "email dev-01@example.test",
            "dns dev-01.example.test",
            "uri urn:example:0000000000:dev-01",
            "1.3.6.1.4.1.311.20.2.3 dev-01@corp.example.test",
            "ip c0000207",
            "ip 20010db8000000000000000000000007",
        ]
    );
    let mut found = Vec::new();
    for extension in x509.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::CertificatePolicies(policies) => {
                let policies = policies.iter();
                found.extend(policies.map(|policy| policy.policy_id.to_id_string()));
            }
            ParsedExtension::CRLDistributionPoints(points) => {
                found.push(format!("{:?}", points.points[0].distribution_point));
            }
            ParsedExtension::AuthorityInfoAccess(places) => {
                let places = places.accessdescs.iter();
                found.extend(places.map(|place| {
                    format!("{} {}", place.access_method, name(&place.access_location))
                }));
            }
            ParsedExtension::NsCertComment(comment) => found.push((*comment).to_owned()),
            _ => {}
        }
    }
    let found = found.join("\n");
    for said in [
        "2.23.140.1.2.2",
        "http://pki.example.test/issuing.crl",
        "ldap://pki.example.test/cn=x",
        "1.3.6.1.5.5.7.48.1 uri http://ocsp.example.test",
        "1.3.6.1.5.5.7.48.2 uri http://pki.example.test/issuing.cer",
        "Simulated by kigen, for tests only",
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
}

fn name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::RFC822Name(name) => format!("email {name}"),
        GeneralName::DNSName(name) => format!("dns {name}"),
        GeneralName::URI(name) => format!("uri {name}"),
        GeneralName::IPAddress(octets) => {
            let octets: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
            format!("ip {octets}")
        }
        // A UTF8String in its context tag.
        GeneralName::OtherName(kind, value) => {
            format!("{kind} {}", String::from_utf8_lossy(&value[4..]))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn the_authorities_are_those_of_the_table_from_the_root_down() {
    let specimen = made(&own(), SpecimenState::Valid);
    let [issuing, policy, root] = specimen.chain() else {
        panic!("three authorities")
    };
    assert_eq!(specimen.root(), root);
    assert_eq!(root.subject(), "CN=Example Root,O=Example");
    assert_eq!(root.not_before(), time("2020-01-01T00:00:00Z"));
    assert_eq!(root.not_after(), now() + chrono::Duration::days(7_300));
    let kinds = [root, policy, issuing].map(|authority| {
        let (_, x509) = X509Certificate::from_der(authority.der()).unwrap();
        let length = x509
            .basic_constraints()
            .unwrap()
            .unwrap()
            .value
            .path_len_constraint;
        assert_eq!(authority.kind(), CertificateKind::Authority);
        (authority.public_key_algorithm(), length.unwrap())
    });
    assert_eq!(
        kinds,
        [("p-521".into(), 2), ("rsa".into(), 1), ("p-256".into(), 0)]
    );
    assert_eq!(policy.issuer_der(), root.subject_der());
    assert_eq!(issuing.issuer_der(), policy.subject_der());
}

/// Each proves its state before rustls-webpki when it is made.
#[test]
fn every_state_can_be_made_of_every_pki() {
    let root_alone = "[[pki.authority]]\nsubject = 'CN=Only Root'";
    let hours = "[pki]\nvalidity = '36h'\nrenewal_window = '1/3'\nbackdate = '5m'";
    let endless = "[pki]\nvalidity = 'no-expiry'";
    let by_name_alone = "[pki]\nsubject = ''\nsubject_alt_names = ['dns:{pc}.example.test']";
    for table in [OWN, root_alone, hours, endless, by_name_alone] {
        let key = KeyAlgorithm::P256;
        let pki = parse_pki(table, key).unwrap();
        let authorities = Authorities::with_pki(SEED, key, pki, now()).unwrap();
        for &state in SpecimenState::ALL {
            let made = authorities.make(&Recipe::new(state, now()));
            let is_complete = state == SpecimenState::IncompleteChain && table == root_alone;
            match is_complete {
                true => assert_eq!(made, Err(SpecimenError::NothingBetween { state })),
                false => assert!(made.is_ok(), "{table}: {state}: {made:?}"),
            }
            assert_eq!(authorities.can_make(state), !is_complete);
        }
    }
}

#[test]
fn alternative_names_alone_are_critical() {
    let key = KeyAlgorithm::P256;
    let table = "[pki]\nsubject = ''\nsubject_alt_names = ['email:{pc}@example.test']";
    let pki = parse_pki(table, key).unwrap();
    let authorities = Authorities::with_pki(SEED, key, pki, now()).unwrap();
    let specimen = made(&authorities, SpecimenState::Valid);
    assert_eq!(specimen.certificate().subject(), "");
    let (_, x509) = X509Certificate::from_der(specimen.certificate().der()).unwrap();
    // RFC 5280 section 4.2.1.6.
    assert!(x509.subject_alternative_name().unwrap().unwrap().critical);
}

/// The table of hashes that are refused is that of webpki with ring and our P-521.
#[test]
fn what_passes_the_check_is_accepted_and_nothing_else_is() {
    let families = [KeyAlgorithm::P256, KeyAlgorithm::P384, KeyAlgorithm::P521];
    let families = families
        .into_iter()
        .chain([KeyAlgorithm::Ed25519, KeyAlgorithm::Rsa2048]);
    for key in families {
        for &hash in SignatureHash::ALL {
            let pki = Pki {
                signature_hash: Some(hash),
                ..Pki::default()
            };
            let checked = pki.check(key);
            let made = Authorities::with_pki(SEED, key, pki, now()).and_then(|authorities| {
                authorities.make(&Recipe::new(SpecimenState::Valid, now()))
            });
            match checked {
                Ok(()) => assert!(made.is_ok(), "{key} with {hash}: {made:?}"),
                Err(error) => {
                    assert_eq!(error, PkiError::Hash { key, hash });
                    assert_eq!(made.err(), Some(SpecimenError::Pki(error)));
                }
            }
        }
    }
}

#[test]
fn a_scenario_carries_its_pki_along() {
    let text = format!(
        "title = {{ ja = \"x\", en = \"x\" }}\nstart = \"2026-12-01T10:00:00+09:00\"\npcs = [\"dev-01\"]\n{OWN}"
    );
    let scenario = Scenario::parse(&text).unwrap();
    let again = Scenario::parse(&scenario.to_toml()).unwrap();
    assert_eq!(again.world, scenario.world, "{}", scenario.to_toml());
    assert_eq!(
        scenario.world.pki,
        parse_pki(&text, KeyAlgorithm::P256).unwrap()
    );
    let default = Scenario::parse(&text.replace(OWN, "")).unwrap();
    assert!(!default.to_toml().contains("pki"), "{}", default.to_toml());
}

fn lab(pki: Pki) -> Lab {
    let settings = WorldSettings::new(SEED, now());
    Lab::with_settings(WorldSettings { pki, ..settings }, Stores::default())
}

#[test]
fn a_world_issues_renews_and_ends_as_its_pki_says() {
    let pki = parse_pki(OWN, KeyAlgorithm::P256).unwrap();
    let mut lab = lab(pki);
    let pc = lab.enroll("dev-01", pin("0427")).unwrap();
    let first = pc.certificate().clone();
    assert_eq!(
        first.not_after() - first.not_before(),
        chrono::Duration::days(47)
    );
    assert_eq!(lab.connect(&pc), Ok(()));
    let opens = first.not_after() - (first.not_after() - first.not_before()) / 3;
    lab.advance_to(opens - chrono::Duration::seconds(1));
    assert_eq!(lab.renew(&pc), Err(Reason::RenewalNotOpen));
    lab.advance_to(opens);
    let renewed = lab.renew(&pc).unwrap();
    assert_eq!(
        renewed.certificate().not_before(),
        opens - chrono::Duration::hours(1)
    );
    lab.advance_to(renewed.certificate().not_after());
    assert_eq!(lab.connect(&renewed), Ok(()));
    lab.advance_to(renewed.certificate().not_after() + chrono::Duration::seconds(1));
    assert_eq!(lab.connect(&renewed), Err(Reason::Expired));
}

#[test]
fn a_renewal_keeps_its_key_where_the_pki_says_so() {
    for (renewal_key, same) in [(RenewalKey::New, false), (RenewalKey::Same, true)] {
        let mut lab = lab(Pki {
            renewal_key,
            ..Pki::default()
        });
        let pc = lab.enroll("dev-01", pin("0427")).unwrap();
        lab.advance_to(pc.certificate().not_after());
        let renewed = lab.renew(&pc).unwrap();
        let (old, new) = (pc.certificate(), renewed.certificate());
        assert_ne!(old.serial(), new.serial());
        assert_eq!(old.public_key_bits() == new.public_key_bits(), same);
        assert_eq!(lab.connect(&renewed), Ok(()));
    }
}

#[test]
fn a_pc_that_joins_later_has_the_institution_of_its_facility() {
    let pc = lab(Pki::default()).enroll("受付09", pin("0427")).unwrap();
    let subject = "CN=受付09,OU=0000000000,O=kigen (simulated),C=JP";
    assert_eq!(pc.certificate().subject(), subject);
}

#[test]
fn without_an_expiry_nothing_ends() {
    let mut lab = lab(Pki {
        validity: Lifetime::NoExpiry,
        ..Pki::default()
    });
    let pc = lab.enroll("dev-01", pin("0427")).unwrap();
    assert!(pc.certificate().has_no_expiry());
    lab.advance_to(now() + chrono::Duration::days(14 * 365));
    assert_eq!(lab.connect(&pc), Ok(()));
}

#[test]
fn a_name_that_does_not_fit_is_refused_before_anything_is_made() {
    let pki = Pki {
        subject_alt_names: vec!["email:{pc}@example.test".parse().unwrap()],
        ..Pki::default()
    };
    let subject = |terminal: &str| Subject {
        institution: "0000000000".into(),
        terminal: terminal.into(),
    };
    assert_eq!(pki.check_subject(&subject("dev-01")), Ok(()));
    let error = pki.check_subject(&subject("受付01")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`受付01@example.test` is not an e-mail address in ASCII; name the PC in ASCII, or leave {pc} out"
    );
    let refused = lab(pki.clone()).enroll("受付01", pin("0427"));
    assert_eq!(refused, Err(EnrollError::Pki(error.clone())));
    let settings = WorldSettings::new(SEED, now());
    let settings = WorldSettings { pki, ..settings };
    let mut scenario = Scenario::parse(NIGHT).unwrap();
    scenario.world.pki = settings.pki;
    let text = scenario.to_toml();
    let refused = Scenario::parse(&text).unwrap_err();
    assert_eq!(refused.mistake().to_string(), error.to_string());
    assert!(
        text.lines()
            .nth(refused.line() - 1)
            .unwrap()
            .contains("[pki]"),
        "{refused}"
    );
}

const NIGHT: &str =
    "title = { ja = 'x', en = 'x' }\nstart = 2022-11-28T10:00:00+09:00\npcs = ['受付01']";

/// What verifiers would refuse is said before anything is made, and what to write instead.
#[test]
fn every_mistake_is_told_at_its_place() {
    let authority = |rest: &str| format!("[[pki.authority]]\nsubject = 'CN=a'\n{rest}");
    for (table, line, said) in [
        (
            "[pki]\nsubjet = 'CN=x'".into(),
            2,
            "did you mean `subject`?",
        ),
        ("[pki]\nsubject = 'CN={pq}'".into(), 2, "did you mean `pc`?"),
        (
            "[pki]\nsubject = 'CN={pc'".into(),
            2,
            "a brace stands alone",
        ),
        ("[pki]\nsubject = 'CM={pc}'".into(), 2, "did you mean `CN`?"),
        (
            "[pki]\nsubject = 'CN='".into(),
            2,
            "`CN=` is no part of a name",
        ),
        ("[pki]\nsubject = 'C=JPN'".into(), 2, "C takes two letters"),
        (
            "[pki]\nsubject = ''".into(),
            1,
            "needs a `subject` or `subject_alt_names`",
        ),
        (
            "[pki]\nsubject_alt_names = ['mail:a@b']".into(),
            2,
            "did you mean `email`?",
        ),
        (
            "[pki]\nsubject_alt_names = ['email:nobody']".into(),
            2,
            "`nobody` is not an e-mail address",
        ),
        (
            "[pki]\nsubject_alt_names = ['ip:192.0.2']".into(),
            2,
            "`192.0.2` is not an IP address",
        ),
        (
            "[pki]\nsubject_alt_names = ['dns:a_b c']".into(),
            2,
            "`a_b c` is not a host name",
        ),
        (
            "[pki]\nsubject_alt_names = ['uri:example']".into(),
            2,
            "`example` is not a URI",
        ),
        ("[pki]\nkey = 'p-257'".into(), 2, "did you mean `p-256`?"),
        (
            "[pki]\nsignature_hash = 'sha-1'".into(),
            1,
            "p-256 keys with sha-1",
        ),
        (
            "[pki]\nsignature_hash = 'sha-512'".into(),
            1,
            "p-256 keys with sha-512",
        ),
        (
            "[pki]\nkey_usages = ['key-agreement']".into(),
            1,
            "without `digital-signature`",
        ),
        (
            "[pki]\nextended_key_usages = ['server-auth']".into(),
            1,
            "without `client-auth`",
        ),
        (
            "[pki]\nextended_key_usages = ['clientauth']".into(),
            2,
            "did you mean `client-auth`?",
        ),
        (
            "[pki]\npolicies = ['2']".into(),
            2,
            "`2` is no object identifier",
        ),
        (
            "[pki]\nocsp = ['ocsp.example.test']".into(),
            2,
            "begins with http://",
        ),
        (
            "[pki]\nserial_bytes = 21".into(),
            2,
            "write a number from 8 to 20",
        ),
        ("[pki]\nvalidity = '39'".into(), 2, "`39` is no lifetime"),
        ("[pki]\nbackdate = '-1h'".into(), 1, "it has no sign"),
        (
            "[pki]\nrenewal_window = '3/3'".into(),
            2,
            "`3/3` is no renewal window",
        ),
        (
            "[pki]\nrenewal_key = 'old'".into(),
            2,
            "there are new and same",
        ),
        ("[pki]\nauthority = []".into(), 1, "from 1 to 6 authorities"),
        (
            format!("{}{}", authority(""), authority("")),
            1,
            "two authorities are called `CN=a`",
        ),
        (
            "[[pki.authority]]\nsubject = 'CN={pc}'".into(),
            1,
            "a `subject` of its own",
        ),
        (
            format!(
                "{}[[pki.authority]]\nsubject = 'CN=b'",
                authority("path_length = 0\n")
            ),
            1,
            "`CN=a` has 1 authorities beneath it",
        ),
        (authority("begins = '2020'"), 3, "2020"),
        (
            authority("ends = '+1month'"),
            3,
            "months and years are not lengths",
        ),
        ("subject = 'CN=x'".into(), 1, "there is `pki`"),
    ] {
        let error = parse_pki(&table, KeyAlgorithm::P256).expect_err(&table);
        assert!(error.to_string().contains(said), "{table}\n{error}");
        assert_eq!(error.line(), line, "{table}\n{error}");
    }
    let dates = authority("ends = '+1d'\nbegins = '+2d'");
    let pki = parse_pki(&dates, KeyAlgorithm::P256).unwrap();
    let refused = Authorities::with_pki(SEED, KeyAlgorithm::P256, pki, now());
    let error = refused.err().unwrap().to_string();
    assert_eq!(error, "`CN=a` would end before it begins");
}

/// `make` and `inspect` agree about a file where both know its PKI.
#[test]
fn the_command_makes_and_inspects_by_the_same_table() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), OWN).unwrap();
    let kigen = |arguments: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_kigen"))
            .args(arguments.split(' '))
            .args(["--at", "2026-12-01T10:00:00+09:00", "--lang", "en"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let made = kigen("make --pki own.toml --name dev-01 --key p-256 --out files");
    assert!(made.contains("dev-01: accepted [valid]"), "{made}");
    let inspected = kigen("inspect files/dev-01.p12 --pin 0427 --pki own.toml");
    assert!(inspected.contains("    valid: 46 days left"), "{inspected}");
    // Whoever does not know it goes by the manual's ninety days.
    let inspected = kigen("inspect files/dev-01.p12 --pin 0427");
    assert!(
        inspected.contains("    renewal-due: 46 days left"),
        "{inspected}"
    );
}

/// What is simulated says so, whoever wrote the names.
#[test]
fn every_certificate_says_that_it_is_simulated() {
    let is_marked = |certificate: &Certificate| {
        let der = certificate.der();
        let says = |text: &[u8]| der.windows(text.len()).any(|part| part == text);
        says(b"(simulated)") || says(b"Simulated by kigen")
    };
    for authorities in [own(), Authorities::new(SEED, KeyAlgorithm::P256)] {
        for &state in SpecimenState::ALL {
            let specimen = authorities.make(&Recipe::new(state, now())).unwrap();
            let all = [specimen.certificate()].into_iter().chain(specimen.chain());
            for certificate in all {
                assert!(is_marked(certificate), "{state}: {}", certificate.subject());
            }
        }
    }
}

#[test]
fn a_lifetime_is_counted_from_the_first_second() {
    let pki = Pki {
        validity: Lifetime::Span(Span::days(47)),
        backdate: Span::seconds(3_600),
        ..Pki::default()
    };
    let Validity {
        not_before,
        not_after,
    } = pki.validity_from(now(), &Calendar::japan());
    assert_eq!(now() - not_before, chrono::Duration::hours(1));
    assert_eq!(not_after - not_before, chrono::Duration::days(47));
}

/// Authorities take their keys' streams by their place, so one more changes no other.
#[test]
fn the_root_is_the_same_above_one_more_authority() {
    let two = AuthorityProfile::named("Example Root");
    let settings = |names: &[&str]| AuthoritySettings {
        pki: Pki {
            authorities: [two.clone()]
                .into_iter()
                .chain(names.iter().map(|name| AuthorityProfile::named(name)))
                .collect(),
            ..Pki::default()
        },
        key: KeyAlgorithm::P256,
        validities: vec![Validity {
            not_before: now(),
            not_after: now() + chrono::Duration::days(3_650),
        }],
    };
    let keys: Vec<_> = [settings(&["a"]), settings(&["b", "a"])]
        .iter()
        .map(|settings| {
            let authority = Authority::new(SEED, settings).unwrap();
            let bits = |one: &Certificate| one.public_key_bits().to_vec();
            (bits(authority.root()), bits(authority.issuing()))
        })
        .collect();
    assert_eq!(keys[0], keys[1]);
    let key = PrivateKey::generate(KeyAlgorithm::P256, &mut SEED.stream("k"));
    let authority = Authority::new(SEED, &settings(&["a"])).unwrap();
    let request = Request {
        label: "x",
        subject: Subject {
            institution: String::new(),
            terminal: "x".into(),
        },
        public_key: key.public(),
        validity: Validity {
            not_before: now(),
            not_after: now(),
        },
    };
    // The default subject has a part for the institution.
    let refused = authority.issue(&request).unwrap_err();
    assert_eq!(
        refused,
        PkiError::NameValue {
            text: String::new()
        }
    );
}
