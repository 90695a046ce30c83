//! `kigen inspect --for`: what a program makes of files that our tests have from others and of ours.

use std::fs;

use kigen::consumer::Consumer;
use kigen::pkcs12::{EncryptionProfile, seal};
use tempfile::TempDir;

use crate::command::{Run, run_in};
use crate::directory::contents;
use crate::support::{CLIENTS, SEED, root};

/// A folder with one file for each choice of the export wizard, past and present.
fn files() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, profile) in [
        ("des.pfx", EncryptionProfile::WindowsTripleDesSha1),
        ("aes.pfx", EncryptionProfile::WindowsAes256Sha256),
        ("rc2.pfx", EncryptionProfile::LegacyRc2With40),
    ] {
        let file = seal(
            &contents(&CLIENTS[0]),
            "0427",
            profile,
            &mut SEED.stream(name),
        );
        fs::write(folder.path().join(name), file).unwrap();
    }
    folder
}

fn inspect(folder: &TempDir, args: &str) -> Run {
    let args: Vec<&str> = ["inspect"].into_iter().chain(args.split(' ')).collect();
    run_in(folder.path(), &args)
}

#[test]
fn an_old_windows_is_told_apart_from_a_wrong_password() {
    let folder = files();
    let run = inspect(&folder, "aes.pfx --for windows-server-2016 --lang en");
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    insta::assert_snapshot!(run.stdout, @r#"
    aes.pfx: not opened: no password was given
      windows-server-2016: reported as a wrong password: the file uses PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC
        what to do: export it again with TripleDES-SHA1, or convert it with OpenSSL 3: openssl pkcs12 -export -legacy
        source: github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong
        source: github.com/dotnet/runtime, PfxFormatTests and PfxTests, which run on Windows: structure and keys
        source: learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019
        source: github.com/acmesh-official/acme.sh/issues/6805: a wrong password on Windows Server 2016, none on 2019
        source: github.com/ansible-collections/ansible.windows/pull/582: "The specified network password is not correct"
        source: github.com/pyca/cryptography/pull/7217: nor does it read a MAC with SHA-256
    "#);
    let run = inspect(&folder, "aes.pfx --for windows-server-2016 --lang ja");
    insta::assert_snapshot!(run.stdout, @r#"
    aes.pfx: パスワードの指定がないため開いていません
      windows-server-2016: パスワードの誤りとして表示されます（ファイルの暗号方式は PBES2, PBKDF2-HMAC-SHA-256, AES-256-CBC）
        対処: TripleDES-SHA1 を選んでエクスポートし直すか、OpenSSL 3 で変換してください: openssl pkcs12 -export -legacy
        出典: github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong
        出典: github.com/dotnet/runtime, PfxFormatTests and PfxTests, which run on Windows: structure and keys
        出典: learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019
        出典: github.com/acmesh-official/acme.sh/issues/6805: a wrong password on Windows Server 2016, none on 2019
        出典: github.com/ansible-collections/ansible.windows/pull/582: "The specified network password is not correct"
        出典: github.com/pyca/cryptography/pull/7217: nor does it read a MAC with SHA-256
    "#);
    let run = inspect(&folder, "des.pfx --for windows-server-2016 --lang en");
    assert_eq!(run.code, Some(0), "{run:#?}");
    insta::assert_snapshot!(run.stdout, @r#"
    des.pfx: not opened: no password was given
      windows-server-2016: nothing is in its way outside; what is inside was not judged without the password
        source: github.com/dotnet/runtime, PfxIterationCountTests: above 600,000 iterations Windows says that the password is wrong
        source: github.com/dotnet/runtime, PfxFormatTests and PfxTests, which run on Windows: structure and keys
        source: learn.microsoft.com, PKCS12_PBES2_EXPORT_PARAMS: AES256-SHA256 from Windows 10 1709 and Windows Server 2019
        source: github.com/acmesh-official/acme.sh/issues/6805: a wrong password on Windows Server 2016, none on 2019
        source: github.com/ansible-collections/ansible.windows/pull/582: "The specified network password is not correct"
        source: github.com/pyca/cryptography/pull/7217: nor does it read a MAC with SHA-256
    "#);
}

#[test]
fn each_consumer_answers_in_json_too() {
    let folder = files();
    for (file, refusing) in [
        ("des.pfx", &["node-forge"][..]),
        ("aes.pfx", &["windows-server-2016", "java-8", "node-forge"]),
        ("rc2.pfx", &["openssl-3", "node-20", "node-forge"]),
    ] {
        for name in Consumer::ALL.iter().map(|consumer| consumer.name()) {
            let args = format!("{file} --for {name} --pin 0427 --format json");
            let run = inspect(&folder, &args);
            let refuses = refusing.contains(&name);
            assert_eq!(run.code, Some(i32::from(refuses)), "{run:#?}");
            let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
            let file = &report["files"][0];
            assert_eq!(file["outcome"], "ok", "the file itself is sound");
            assert_eq!(file["private_keys"], 1);
            let verdict = if refuses { "refuses" } else { "reads" };
            assert_eq!(file["consumer"]["verdict"], verdict, "{args}");
            assert_eq!(file["consumer"]["name"], name);
            assert!(!file["consumer"]["sources"].as_array().unwrap().is_empty());
        }
    }
}

/// A folder with files that have one thing each that some program does not expect.
fn field() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "no-localkeyid.p12",
        "nomac-openssl.p12",
        "iterations-1000000.p12",
    ] {
        let from = root().join("fixtures/field").join(name);
        fs::copy(from, folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn structure_is_judged_with_the_password_and_named() {
    let folder = field();
    for (args, code, line) in [
        (
            "no-localkeyid.p12 --for nss",
            1,
            "nss: reported as a private key without its certificate: a private key and its certificate do not have the same localKeyId",
        ),
        (
            "nomac-openssl.p12 --for nss",
            1,
            "nss: reported as a damaged file: it has no MAC",
        ),
        (
            "iterations-1000000.p12 --for dotnet-8",
            1,
            "dotnet-8: reported as a wrong password: it has 1,000,000 iterations, and 600,000 is the most",
        ),
        (
            "nomac-openssl.p12 --for openssl-3",
            0,
            "openssl-3: reads this file with the right password",
        ),
        (
            "no-localkeyid.p12 --for windows-10-1709",
            0,
            "windows-10-1709: not known: a private key and its certificate do not have the same localKeyId",
        ),
    ] {
        let run = inspect(&folder, &format!("{args} --pin 0427 --lang en"));
        assert_eq!(run.code, Some(code), "{run:#?}");
        let mut lines = run.stdout.lines().map(str::trim);
        assert!(lines.any(|it| it == line), "{run:#?}");
    }
    let run = inspect(&folder, "no-localkeyid.p12 --for nss --format json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let verdict = &report["files"][0]["consumer"];
    assert_eq!(verdict["verdict"], "not-known");
    assert_eq!(verdict["only_outside"], true);
    let run = inspect(
        &folder,
        "no-localkeyid.p12 --for nss --format json --pin 0427",
    );
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let verdict = &report["files"][0]["consumer"];
    assert_eq!(verdict["feature"], "untied-key");
    assert_eq!(verdict["reported_as"], "certificate-missing");
}

#[test]
fn an_consumer_that_is_not_known_is_a_mistake_of_the_command() {
    let run = inspect(&files(), "aes.pfx --for windows-95");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("windows-server-2016"), "{}", run.stderr);
}
