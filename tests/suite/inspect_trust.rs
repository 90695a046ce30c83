//! `kigen inspect --trust`: a service's verdict on what files hold.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::{Run, run_in};
use crate::inspect::{expect_usage, files, inspect};
use crate::support::{certificate_pem, root};

const AT: &str = "2026-03-01T10:00:00+09:00";

/// A folder `out` with what `kigen make` writes.
fn made(args: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let make = ["make", "--at", AT, "--out", "out"];
    let run = run_in(folder.path(), &[&make[..], args].concat());
    assert_eq!(run.code, Some(0), "{run:#?}");
    folder
}

fn specimens(folder: &Path) -> Vec<Value> {
    let manifest = fs::read(folder.join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    manifest["specimens"].as_array().unwrap().clone()
}

/// `kigen inspect` of a file of `out`, with the root, the lists and the PIN.
fn judged(folder: &Path, file: &str, args: &[&str]) -> Run {
    let file = format!("out/{file}");
    let trust = [&file, "--pin", "0427", "--trust", "out/root.pem"];
    inspect(folder, &[&trust[..], args].concat())
}

/// What is said of a file: its outcome if it is refused, else the state of its client's.
fn said_of(file: &Value) -> &str {
    let standing = match file["outcome"].as_str().unwrap() {
        "ok" => &file["certificates"][0]["state"],
        _ => &file["outcome"],
    };
    standing.as_str().unwrap()
}

/// What is said of the one file.
fn said(run: &Run) -> String {
    said_of(&files(run)[0]).to_owned()
}

#[test]
fn each_state_is_refused_with_the_reason_that_its_manifest_gives() {
    for key in ["p-256", "rsa-2048"] {
        let states = ["--state", "all", "--as", "p12,pem,jks", "--key", key];
        let folder = made(&states);
        let trust = ["--trust", "out/root.pem", "--crl", "out/crl.pem"];
        let args = ["out", "--pin", "0427", "--at", AT];
        let run = inspect(folder.path(), &[&args[..], &trust].concat());
        assert_eq!(run.code, Some(1), "{run:#?}");
        let files = files(&run);
        for specimen in specimens(folder.path()) {
            let name = specimen["name"].as_str().unwrap();
            let outcome = specimen["outcome"].as_str().unwrap();
            for format in ["p12", "pem", "jks"] {
                // The key is not in `NAME.pem`, and without one, a key store of Java's is a trust
                // store.
                let of_the_key = ["no-key", "key-mismatch"].contains(&name);
                let is_unseen =
                    of_the_key && format == "pem" || name == "no-key" && format == "jks";
                let expected = match (outcome, name) {
                    ("ok", "renewal-due") => "renewal-due",
                    ("ok", _) => "valid",
                    _ if is_unseen => "valid",
                    (reason, _) => reason,
                };
                let path = format!("out/{name}.{format}");
                let file = files.iter().find(|file| file["path"] == path.as_str());
                assert_eq!(said_of(file.unwrap()), expected, "{key}, {path}");
            }
        }
    }
}

#[test]
fn a_refusal_is_exit_code_1_and_a_state_without_trust_is_none() {
    let folder = made(&["--state", "valid,expired,untrusted", "--key", "p-256"]);
    for (file, code) in [("valid.p12", 0), ("expired.p12", 1), ("untrusted.pem", 1)] {
        let run = judged(folder.path(), file, &["--at", AT]);
        assert_eq!(run.code, Some(code), "{file}");
        let args = [&format!("out/{file}"), "--pin", "0427", "--at", AT];
        assert_eq!(inspect(folder.path(), &args).code, Some(0), "{file}");
    }
}

#[test]
fn each_stage_of_the_manifest_is_what_is_said_then() {
    let folder = made(&["--state", "all", "--key", "p-256", "--as", "p12"]);
    for specimen in specimens(folder.path()) {
        let name = specimen["name"].as_str().unwrap();
        let lists: &[&str] = match name {
            // The other lists are out of date a week later.
            "revoked" | "stale-crl" => &["--crl", "out/crl.pem"],
            _ => &[],
        };
        for stage in specimen["stages"].as_array().unwrap() {
            let Some(from) = stage["from"].as_str() else {
                continue;
            };
            let run = judged(
                folder.path(),
                &format!("{name}.p12"),
                &[lists, &["--at", from]].concat(),
            );
            let expected = stage["life"]
                .as_str()
                .or(stage["outcome"].as_str())
                .unwrap();
            assert_eq!(said(&run), expected, "{name} from {from}");
        }
    }
}

#[test]
fn a_list_that_is_out_of_date_is_said() {
    let folder = made(&["--state", "valid,revoked", "--key", "p-256"]);
    let lists = ["--crl", "out/crl.pem", "--at"];
    for (at, said_of_valid, is_stale) in [
        ("2026-03-08T09:59:59+09:00", "valid", false),
        ("2026-03-08T10:00:00+09:00", "stale-revocation-list", true),
    ] {
        let args = [&lists[..], &[at]].concat();
        let run = judged(folder.path(), "valid.p12", &args);
        assert_eq!(said(&run), said_of_valid, "{at}");
        assert_eq!(
            files(&run)[0]["certificates"][0].get("detail").is_some(),
            is_stale
        );
        // What a list says of those that it names stays true.
        let run = judged(folder.path(), "revoked.p12", &args);
        assert_eq!(said(&run), "revoked", "{at}");

        let run = inspect(folder.path(), &["out/crl.pem", "--at", at]);
        let list = &files(&run)[0]["revocation_lists"][0];
        assert_eq!(list.get("is_stale"), is_stale.then_some(&json!(true)));
        let text = run_in(folder.path(), &["inspect", "out/crl.pem", "--at", at]);
        let line = "    stale-revocation-list: the revocation list is out of date\n";
        assert_eq!(text.stdout.contains(line), is_stale, "{}", text.stdout);
    }
    for (lang, line) in [
        (
            "en",
            "    stale-revocation-list: the revocation list was to be replaced by 2026-03-08 \
             10:00:00 JST, and it is 2026-04-01 00:00:00 JST; its own dates end at 2029-05-28",
        ),
        (
            "ja",
            "    stale-revocation-list: 失効リストは 2026-03-08 10:00:00 JST までに更新",
        ),
    ] {
        let file = ["inspect", "out/valid.p12", "--pin", "0427", "--lang", lang];
        let trust = ["--trust", "out/root.pem", "--crl", "out/crl.pem"];
        let at = ["--at", "2026-04-01T00:00:00+09:00"];
        let run = run_in(folder.path(), &[&file[..], &trust, &at].concat());
        assert_eq!(run.code, Some(1));
        assert!(run.stdout.contains(line), "{}", run.stdout);
    }
}

#[test]
fn roots_are_found_in_files_of_every_kind_and_in_folders() {
    let folder = made(&[
        "--state",
        "valid,untrusted,expired-ca",
        "--key",
        "p-256",
        "--as",
        "p12,pem,der,jks",
    ]);
    fs::create_dir(folder.path().join("roots")).unwrap();
    for name in ["root.cer", "root.jks"] {
        let to = folder.path().join("roots").join(name);
        fs::copy(folder.path().join("out").join(name), to).unwrap();
    }
    for trust in [
        "out/root.pem",
        "out/root.cer",
        "out/root.jks",
        "roots",
        // The key beside them is no matter.
        "out/valid.p12",
        // The issuing authority alone, trusted by whoever names it.
        "out/valid.issuer.cer",
    ] {
        let args = ["--pin", "0427", "--at", AT, "--trust", trust];
        let judge = |file| inspect(folder.path(), &[&[file], &args[..]].concat());
        assert_eq!(said(&judge("out/valid.p12")), "valid", "{trust}");
        assert_eq!(said(&judge("out/untrusted.p12")), "untrusted", "{trust}");
        // Authorities beside a root are known, and not trusted: without it, nothing is.
        let alone = said(&judge("out/valid.cer"));
        let knows_issuer = ["out/valid.p12", "out/valid.issuer.cer"].contains(&trust);
        assert_eq!(alone == "valid", knows_issuer, "{trust}: {alone}");
    }
    // The authority beside the root has expired: who trusts the root does not trust it for that.
    let args = ["out/expired-ca.p12", "--pin", "0427", "--at", AT];
    let run = inspect(folder.path(), &[&args[..], &["--trust", args[0]]].concat());
    assert_eq!(said(&run), "authority-expired");
    // The store of the same root, under a password of its own.
    let store = folder.path().join("store");
    let args = [
        "make", "--at", AT, "--key", "p-256", "--as", "jks", "--pin", "7391", "--out",
    ];
    let run = run_in(
        folder.path(),
        &[&args[..], &[store.to_str().unwrap()]].concat(),
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
    fs::write(folder.path().join("password"), "7391\n").unwrap();
    let args = [
        "out/valid.p12",
        "--pin",
        "0427",
        "--at",
        AT,
        "--trust",
        "store/root.jks",
    ];
    let own = ["--trust-password-file", "password"];
    assert_eq!(inspect(folder.path(), &args).code, Some(3));
    let run = inspect(folder.path(), &[&args[..], &own].concat());
    assert_eq!(said(&run), "valid");
    // What a program would make of a file takes no password; the trust store is read all the same.
    let args = [
        "out/valid.pem",
        "--at",
        AT,
        "--trust",
        "out/root.cer",
        "--for",
        "nss",
    ];
    assert_eq!(said(&inspect(folder.path(), &args)), "valid");
    let both = ["--trust", "out/untrusted.p12", "--trust", "out/root.pem"];
    for file in ["out/valid.p12", "out/untrusted.p12"] {
        let args = [&[file, "--pin", "0427", "--at", AT], &both[..]].concat();
        assert_eq!(said(&inspect(folder.path(), &args)), "valid", "{file}");
    }
}

#[test]
fn the_summary_counts_what_is_refused_and_what_runs_out_with_its_authority() {
    let folder = made(&[
        "--state",
        "untrusted,expired,valid,expired-ca",
        "--key",
        "p-256",
        "--as",
        "pem",
    ]);
    let summary = |args: &[&str]| {
        let run = inspect(folder.path(), &[&["out"], args].concat());
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        report["summary"].clone()
    };
    let trust = ["--trust", "out/root.pem", "--at", AT];
    let states = &summary(&trust)["states"];
    // Two authorities stand in each state's file but one.
    assert_eq!(
        (&states["untrusted"], &states["authority-expired"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(summary(&["--at", AT])["states"].get("untrusted"), None);

    let early = [
        "out/expired-ca.pem",
        "--at",
        "2026-02-27T12:00:00+09:00",
        "--expires-within",
        "7d",
    ];
    let late = |args: &[&str]| {
        let run = inspect(folder.path(), &[&early[..], args].concat());
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        report["summary"]["expire_by"]["certificates"].clone()
    };
    assert_eq!(late(&[]), json!(1), "the authority itself");
    assert_eq!(
        late(&["--trust", "out/root.pem"]),
        json!(2),
        "and what it issued"
    );
}

#[test]
fn who_cannot_be_trusted_is_said() {
    let folder = made(&["--state", "valid", "--key", "p-256", "--as", "p12,pem,jks"]);
    fs::write(
        folder.path().join("half.pem"),
        b"-----BEGIN CERTIFICATE-----\nAAAA\n",
    )
    .unwrap();
    fs::create_dir(folder.path().join("nothing")).unwrap();
    for (args, error, hint) in [
        (
            &["--trust", "missing.pem"][..],
            "--trust missing.pem: there is no such file [file-not-found]",
            "check the path",
        ),
        (
            &["--trust", "out/valid.key.pem"],
            "--trust out/valid.key.pem: there is no certificate here",
            "give the root's",
        ),
        (
            &["--trust", "nothing"],
            "--trust nothing: there is no certificate here",
            "give the root's",
        ),
        (
            &["--trust", "half.pem"],
            "--trust half.pem: the file is damaged",
            "",
        ),
        (
            &["--trust", "out/root.pem", "--crl", "out/root.pem"],
            "--crl out/root.pem: there is no revocation list here",
            "X509 CRL",
        ),
    ] {
        let run = inspect(folder.path(), &[&["out/valid.pem"], args].concat());
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(3), ""),
            "{args:?}: {run:#?}"
        );
        let error = error.replace('/', std::path::MAIN_SEPARATOR_STR);
        let said = run.stderr.replace('/', std::path::MAIN_SEPARATOR_STR);
        assert!(said.contains(&error), "{args:?}: {said}");
        assert!(said.contains(hint), "{args:?}: {said}");
    }
    expect_usage(&inspect(
        folder.path(),
        &["out/valid.pem", "--crl", "out/crl.pem"],
    ));
}

#[test]
fn names_and_usages_are_shown_and_escaped() {
    let params = |common_name: Option<&str>| {
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = rcgen::DistinguishedName::new();
        if let Some(name) = common_name {
            params
                .distinguished_name
                .push(rcgen::DnType::CommonName, name);
        }
        params.serial_number = Some(1.into());
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2030, 1, 1);
        params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![1]);
        params
    };
    let mut named = params(None);
    named.subject_alt_names = vec![
        rcgen::SanType::Rfc822Name("a\u{1b}[31m@example.test".try_into().unwrap()),
        rcgen::SanType::DnsName("pc.example.test".try_into().unwrap()),
        rcgen::SanType::IpAddress("2001:db8::1".parse().unwrap()),
        rcgen::SanType::OtherName((
            vec![1, 3, 6, 1, 4, 1, 311, 20, 2, 3],
            rcgen::OtherNameValue::Utf8String("受付@example.test".into()),
        )),
    ];
    named.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature];
    named.extended_key_usages = vec![
        rcgen::ExtendedKeyUsagePurpose::ClientAuth,
        rcgen::ExtendedKeyUsagePurpose::Other(vec![1, 2, 3]),
    ];
    let key = crate::support::P256.client("受付01").key;
    let folder = tempfile::tempdir().unwrap();
    let pem = [named, params(None), params(Some("plain"))].map(|params| {
        let der = params
            .self_signed(&key.for_rcgen().unwrap())
            .unwrap()
            .der()
            .to_vec();
        certificate_pem(&kigen::certificate::Certificate::from_der(der).unwrap())
    });
    fs::write(folder.path().join("it.pem"), pem.concat()).unwrap();
    let at = ["--at", AT];
    let run = inspect(folder.path(), &[&["it.pem"], &at[..]].concat());
    let found = &files(&run)[0]["certificates"];
    assert_eq!(found[0]["subject"], "");
    let name = |kind: &str, value: &str| json!({ "kind": kind, "value": value });
    let names = [
        name("email", "a\u{1b}[31m@example.test"),
        name("dns", "pc.example.test"),
        name("ip", "2001:db8::1"),
        name("upn", "受付@example.test"),
    ];
    assert_eq!(found[0]["subject_alternative_names"], json!(names));
    assert_eq!(found[0]["key_usage"], json!(["digitalSignature"]));
    assert_eq!(
        found[0]["extended_key_usage"],
        json!(["clientAuth", "1.2.3"])
    );
    for absent in [
        "subject_alternative_names",
        "key_usage",
        "extended_key_usage",
    ] {
        assert_eq!(found[2].get(absent), None, "{absent}");
    }
    let text = run_in(folder.path(), &[&["inspect", "it.pem"], &at[..]].concat()).stdout;
    let holder = r"email:a\u001b[31m@example.test, dns:pc.example.test, ip:2001:db8::1, upn:受付@example.test";
    for line in [
        format!("\n  {holder}\n"),
        format!("\n    SAN    {holder}\n"),
        "\n    KU     digitalSignature\n".to_owned(),
        "\n    EKU    clientAuth, 1.2.3\n".to_owned(),
        "\n  (no name)\n".to_owned(),
        "\n  CN=plain\n".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}: {text}");
    }
    // In the list of what expires next, too.
    let san_only = root()
        .join("fixtures/field/san-only.der")
        .display()
        .to_string();
    let run = run_in(
        folder.path(),
        &[&["inspect", &san_only, "it.pem"], &at[..]].concat(),
    );
    let line = "  dns:reception01.example  ";
    assert!(run.stdout.contains(line), "{}", run.stdout);
}
