use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use kigen::certificate::Certificate;
use kigen::key::{KeyAlgorithm, SignatureHash};
use kigen::path::{Path, PathError, StaleLists};
use kigen::reason::Reason;
use kigen::seed::Seed;

use crate::judges::openssl_is_here;
use crate::support::{
    AROUND, Client, P256, Pki, RSA, SEED, certificate_pem, seconds, time, validity,
};

/// A chain, before anything is taken from it or changed.
struct Case {
    end_entity: Certificate,
    intermediates: Vec<Certificate>,
    roots: Vec<Certificate>,
    crls: Vec<Vec<u8>>,
}

impl Case {
    fn new(pki: &Pki, client: &Client) -> Self {
        Case {
            end_entity: client.certificate.clone(),
            intermediates: vec![pki.authority.issuing().clone()],
            roots: vec![pki.authority.root().clone()],
            crls: Vec::new(),
        }
    }

    fn path(&self) -> Path<'_> {
        Path {
            end_entity: &self.end_entity,
            intermediates: &self.intermediates,
            roots: &self.roots,
            crls: &self.crls,
        }
    }

    fn verify(&self, at: DateTime<Utc>) -> Result<(), PathError> {
        self.path().verify(at)
    }

    /// While the client certificate is valid, nothing but the chain decides.
    fn reason(&self) -> Option<Reason> {
        let at = time("2024-01-01T00:00:00Z");
        self.verify(at).err().map(Reason::from)
    }
}

/// An authority with keys of each family.
fn pkis() -> Vec<&'static Pki> {
    static OTHERS: LazyLock<[Pki; 4]> = LazyLock::new(|| {
        let others = [
            KeyAlgorithm::P384,
            KeyAlgorithm::P521,
            KeyAlgorithm::Ed25519,
            KeyAlgorithm::StandIn,
        ];
        others.map(|key| Pki::new(SEED, key))
    });
    [&*P256, &*RSA].into_iter().chain(&*OTHERS).collect()
}

#[test]
fn both_ends_of_the_validity_are_inside_it() {
    for pki in pkis() {
        let client = pki.client("受付01");
        let (not_before, not_after) = (
            client.certificate.not_before(),
            client.certificate.not_after(),
        );
        let case = Case::new(pki, &client);
        for offset in AROUND {
            let (at, early) = (not_before + seconds(offset), offset < 0);
            let expected = match early {
                true => Err(PathError::NotYetValid { at, not_before }),
                false => Ok(()),
            };
            assert_eq!(
                case.verify(at),
                expected,
                "{}, not_before {offset:+}",
                pki.key
            );

            let (at, late) = (not_after + seconds(offset), offset > 0);
            let expected = match late {
                true => Err(PathError::Expired { at, not_after }),
                false => Ok(()),
            };
            assert_eq!(
                case.verify(at),
                expected,
                "{}, not_after {offset:+}",
                pki.key
            );
        }
    }
}

#[test]
fn an_authority_that_ends_first_takes_its_clients_with_it() {
    let issuing = validity("2020-10-01T00:00:00Z", "2025-09-30T23:59:59Z");
    let pki = Pki::with_issuing(SEED, KeyAlgorithm::P256, issuing);
    let client = pki.client("受付01");
    let case = Case::new(&pki, &client);
    for offset in AROUND {
        let at = issuing.not_after + seconds(offset);
        let expected = match offset > 0 {
            true => Err(PathError::AuthorityExpired {
                at,
                not_after: issuing.not_after,
            }),
            false => Ok(()),
        };
        assert_eq!(case.verify(at), expected, "{offset:+}");
    }
    // Once the client has expired as well, that is what is said.
    let not_after = client.certificate.not_after();
    let at = not_after + seconds(1);
    assert_eq!(case.verify(at), Err(PathError::Expired { at, not_after }));
}

#[test]
fn an_authority_that_begins_later_keeps_its_clients_waiting() {
    let issuing = validity("2023-01-01T00:00:00Z", "2040-09-30T23:59:59Z");
    let pki = Pki::with_issuing(SEED, KeyAlgorithm::P256, issuing);
    let client = pki.client("受付01");
    let case = Case::new(&pki, &client);
    for offset in AROUND {
        let at = issuing.not_before + seconds(offset);
        let early = PathError::AuthorityNotYetValid {
            at,
            not_before: issuing.not_before,
        };
        let expected = if offset < 0 { Err(early) } else { Ok(()) };
        assert_eq!(case.verify(at), expected, "{offset:+}");
    }
    // Before the client's certificate begins as well, that is what is said.
    let not_before = client.certificate.not_before();
    let at = not_before - seconds(1);
    let expected = Err(PathError::NotYetValid { at, not_before });
    assert_eq!(case.verify(at), expected);
}

#[test]
fn without_a_path_to_a_trusted_root_it_is_untrusted() {
    let stranger = Pki::new(Seed::new(8), KeyAlgorithm::P256);
    let complete = || Case::new(&P256, &P256.client("受付01"));
    let cases = [
        ("as it should be", complete(), None),
        (
            "the issuing authority is missing",
            Case {
                intermediates: Vec::new(),
                ..complete()
            },
            Some(Reason::Untrusted),
        ),
        (
            "nobody is trusted",
            Case {
                roots: Vec::new(),
                ..complete()
            },
            Some(Reason::Untrusted),
        ),
        (
            "the root among what came along is not trusted for that",
            Case {
                intermediates: P256.authority.chain(),
                roots: Vec::new(),
                ..complete()
            },
            Some(Reason::Untrusted),
        ),
        (
            "a root among what came along does no harm",
            Case {
                intermediates: P256.authority.chain().into_iter().rev().collect(),
                ..complete()
            },
            None,
        ),
        (
            "a root of another name",
            Case {
                roots: foreign_case(Vec::new()).roots,
                ..complete()
            },
            Some(Reason::Untrusted),
        ),
        // Where the name is right and the key is not, the signature is what does not fit.
        (
            "a root of the same name with another key",
            Case {
                roots: vec![stranger.authority.root().clone()],
                ..complete()
            },
            Some(Reason::BadSignature),
        ),
        (
            "a root of the same name with a key of another kind",
            Case {
                roots: vec![RSA.authority.root().clone()],
                ..complete()
            },
            Some(Reason::BadSignature),
        ),
        (
            "an issuing authority of the same name with a key of another kind",
            Case {
                intermediates: vec![RSA.authority.issuing().clone()],
                ..complete()
            },
            Some(Reason::BadSignature),
        ),
        (
            "an issuing authority of the same name with another key",
            Case {
                intermediates: vec![stranger.authority.issuing().clone()],
                ..complete()
            },
            Some(Reason::BadSignature),
        ),
    ];
    for (name, case, expected) in cases {
        assert_eq!(case.reason(), expected, "{name}");
    }
}

/// A file from elsewhere brings its root along, whose name may be that of the one that is trusted.
#[test]
fn another_root_of_the_same_name_is_not_trusted() {
    let stranger = Pki::new(Seed::new(8), KeyAlgorithm::P256);
    for (trusted, other) in [(&*P256, &*RSA), (&*RSA, &*P256), (&*P256, &stranger)] {
        let case = Case {
            intermediates: other.authority.chain(),
            roots: vec![trusted.authority.root().clone()],
            ..Case::new(other, &other.client("受付01"))
        };
        assert_eq!(case.reason(), Some(Reason::Untrusted));
        // What is damaged stays so.
        let mut der = case.end_entity.der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        let damaged = Case {
            end_entity: Certificate::from_der(der).unwrap(),
            ..case
        };
        let reason = damaged.reason();
        assert!(
            reason.is_some_and(|reason| reason != Reason::Untrusted),
            "{reason:?}"
        );
    }
}

#[test]
fn a_revoked_certificate_is_refused_from_its_revocation_on() {
    let mut pki = Pki::new(SEED, KeyAlgorithm::P256);
    let [revoked, other] = ["受付01", "受付02"].map(|name| pki.client(name));
    let since = time("2023-06-01T12:00:00+09:00");
    pki.authority.revoke(revoked.certificate.serial(), since);
    // A second request does not move it.
    pki.authority
        .revoke(revoked.certificate.serial(), since + seconds(60));
    for offset in AROUND {
        let at = since + seconds(offset);
        let crls = vec![pki.authority.crl(at)];
        let verify = |client| {
            let crls = crls.clone();
            Case {
                crls,
                ..Case::new(&pki, client)
            }
            .verify(at)
        };
        let expected = match offset < 0 {
            true => Ok(()),
            false => Err(PathError::Revoked),
        };
        assert_eq!(verify(&revoked), expected, "{offset:+}");
        assert_eq!(verify(&other), Ok(()), "{offset:+}");
    }
    let unasked = Case::new(&pki, &revoked);
    assert_eq!(unasked.verify(since), Ok(()), "without a list nobody knows");
}

/// As strict servers do: OpenSSL and webpki refuse a list at its `nextUpdate`.
#[test]
fn a_list_that_is_out_of_date_is_no_answer_except_for_those_that_it_names() {
    let mut pki = Pki::new(SEED, KeyAlgorithm::P256);
    let [revoked, other] = ["受付01", "受付02"].map(|name| pki.client(name));
    let issued = time("2023-06-01T12:00:00+09:00");
    pki.authority.revoke(revoked.certificate.serial(), issued);
    let next_update = issued + chrono::Duration::days(7);
    for offset in AROUND {
        let at = next_update + seconds(offset);
        let case = |client| Case {
            crls: vec![pki.authority.crl(issued)],
            ..Case::new(&pki, client)
        };
        let expected = match offset < 0 {
            true => Ok(()),
            false => Err(PathError::StaleRevocationList { at, next_update }),
        };
        assert_eq!(case(&other).verify(at), expected, "{offset:+}");
        let patient = case(&other).path().verify_by(at, StaleLists::Accept);
        assert_eq!(patient, Ok(()), "{offset:+}");
        let named = case(&revoked).verify(at);
        assert_eq!(named, Err(PathError::Revoked), "{offset:+}");
    }
}

#[test]
fn only_a_client_certificate_is_one() {
    let authority = &P256.authority;
    let base = || Case::new(&P256, &P256.client("受付01"));
    let issuing = Case {
        end_entity: authority.issuing().clone(),
        ..base()
    };
    assert_eq!(issuing.reason(), Some(Reason::WrongPurpose), "an authority");

    // A server's certificate, and one whose purposes are not stated, made by an authority of rcgen.
    use rcgen::ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};
    for (purposes, expected) in [
        (vec![ClientAuth], None),
        (vec![ServerAuth, ClientAuth], None),
        (vec![ServerAuth], Some(Reason::WrongPurpose)),
        // RFC 5280 section 4.2.1.12: without the extension no purpose is excluded.
        (vec![], None),
    ] {
        let case = foreign_case(purposes.clone());
        assert_eq!(case.reason(), expected, "{purposes:?}");
    }
}

/// A root of rcgen's and an end entity under it with these purposes, both with keys of ours.
fn foreign_case(purposes: Vec<rcgen::ExtendedKeyUsagePurpose>) -> Case {
    let keys = ["root", "client"].map(|name| P256.client(name).key);
    let [root_key, key] = keys.map(|key| key.for_rcgen().unwrap());
    let params = |name: &str| {
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        let mut names = rcgen::DistinguishedName::new();
        names.push(rcgen::DnType::CommonName, name);
        params.distinguished_name = names;
        params.serial_number = Some(1.into());
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2030, 1, 1);
        params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![1]);
        params
    };
    let mut root = params("Root");
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root_der = root.self_signed(&root_key).unwrap().der().to_vec();
    let mut end_entity = params("Client");
    end_entity.extended_key_usages = purposes;
    let issuer = rcgen::Issuer::from_params(&root, &root_key);
    let der = end_entity.signed_by(&key, &issuer).unwrap().der().to_vec();
    Case {
        end_entity: Certificate::from_der(der).unwrap(),
        intermediates: Vec::new(),
        roots: vec![Certificate::from_der(root_der).unwrap()],
        crls: Vec::new(),
    }
}

#[test]
fn one_changed_bit_of_a_signature_is_noticed() {
    for pki in pkis() {
        let good = Case::new(pki, &pki.client("受付01"));
        assert_eq!(good.reason(), None, "{}", pki.key);
        let changed = |certificate: &Certificate| {
            let mut der = certificate.der().to_vec();
            *der.last_mut().unwrap() ^= 1;
            Certificate::from_der(der).unwrap()
        };
        let client = Case {
            end_entity: changed(&good.end_entity),
            ..Case::new(pki, &pki.client("受付01"))
        };
        assert_eq!(client.reason(), Some(Reason::BadSignature), "{}", pki.key);
        let issuing = Case {
            intermediates: vec![changed(&good.intermediates[0])],
            ..good
        };
        assert_eq!(issuing.reason(), Some(Reason::BadSignature), "{}", pki.key);
    }
}

#[test]
fn possession_is_proved_with_the_certificates_own_key_only() {
    let message = b"the services' challenge";
    for pki in pkis() {
        let [client, other] = ["受付01", "受付02"].map(|name| pki.client(name));
        let case = Case::new(pki, &client);
        let possession = |signature: Vec<u8>| case.path().verify_possession(message, &signature);
        assert_eq!(possession(client.key.sign(message)), Ok(()), "{}", pki.key);
        for (name, signature) in [
            ("another key", other.key.sign(message)),
            ("another message", client.key.sign(b"something else")),
            ("nothing", Vec::new()),
        ] {
            let result = possession(signature);
            assert_eq!(result, Err(PathError::KeyMismatch), "{}, {name}", pki.key);
        }
    }
}

/// ring has no P-521, which is verified apart from it: with the hash that the algorithm says.
#[test]
fn a_signature_on_p521_is_verified_with_each_hash() {
    let pki = Pki::new(SEED, KeyAlgorithm::P521);
    let client = pki.client("受付01");
    let case = Case::new(&pki, &client);
    for &hash in SignatureHash::ALL {
        let signature = client.key.sign_with(hash, b"a message").unwrap();
        let expected = match hash {
            SignatureHash::Sha1 => Err(PathError::KeyMismatch),
            _ => Ok(()),
        };
        let result = case.path().verify_possession(b"a message", &signature);
        assert_eq!(result, expected, "{hash}");
    }
}

/// A known divergence, written down in CONTRIBUTING.md: at exactly `not_after` a certificate is
/// valid by RFC 5280 section 4.1.2.5, to webpki and to us, and expired to OpenSSL 3, because
/// `X509_cmp_time` has no answer for "equal" and says "earlier".
#[test]
fn openssl_agrees_but_for_the_very_last_second() {
    if !openssl_is_here() {
        return;
    }
    // It knows no hash that stands in for a key.
    let known = pkis().into_iter();
    for pki in known.filter(|pki| pki.key != KeyAlgorithm::StandIn) {
        let client = pki.client("受付01");
        let case = Case::new(pki, &client);
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, certificate: &Certificate| {
            fs::write(folder.path().join(name), certificate_pem(certificate)).unwrap();
        };
        write("client.pem", &case.end_entity);
        write("issuing.pem", &case.intermediates[0]);
        write("root.pem", &case.roots[0]);
        let openssl = |at: DateTime<Utc>| {
            let output = Command::new("openssl")
                .current_dir(folder.path())
                .args(["verify", "-purpose", "sslclient", "-x509_strict"])
                .args(["-attime", &at.timestamp().to_string()])
                .args(["-CAfile", "root.pem", "-untrusted", "issuing.pem"])
                .args(["-no-CApath", "-no-CAstore", "client.pem"])
                .output()
                .unwrap();
            let said =
                String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            (output.status.success(), said)
        };
        let (not_before, not_after) = (
            client.certificate.not_before(),
            client.certificate.not_after(),
        );
        for (bound, at) in [("not_before", not_before), ("not_after", not_after)] {
            for offset in AROUND {
                let name = format!("{}, {bound} {offset:+}", pki.key);
                let at = at + seconds(offset);
                let ours = case.verify(at).is_ok();
                let (theirs, said) = openssl(at);
                if at == not_after {
                    assert!(ours, "{name}");
                    assert!(
                        !theirs,
                        "{name}: unexpected success: OpenSSL now takes the last second as valid, \
                         as RFC 5280 does. Remove the known divergence here and in CONTRIBUTING.md"
                    );
                    assert!(said.contains("certificate has expired"), "{name}: {said}");
                } else {
                    assert_eq!(theirs, ours, "{name}: {said}");
                }
            }
        }
    }
}
