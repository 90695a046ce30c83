//! Enrolment over Secure Transport with clients that are not ours: OpenSSL makes keys and requests,
//! curl sends them.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{CLIENT, NOW, Process};
use crate::command::run_in;
use crate::judges::{is_missing, openssl_is_here};

fn programs_are_here() -> bool {
    let curl = Command::new("curl").arg("--version").output();
    if let Err(error) = &curl {
        is_missing("curl", &error.to_string());
    }
    openssl_is_here() && curl.is_ok()
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output();
    output.unwrap()
}

/// Makes a key and a request for it, in PEM and in the base64 that EST sends.
fn request(folder: &Path, name: &str, kind: &[&str]) {
    let (key, csr) = (format!("{name}.key.pem"), format!("{name}.csr"));
    let make = [
        "req", "-new", "-nodes", "-subj", "/CN=mine", "-keyout", &key, "-out", &csr,
    ];
    let made = run(folder, "openssl", &[&make[..], kind].concat());
    assert!(made.status.success(), "{made:?}");
    let pem = fs::read_to_string(folder.join(&csr)).unwrap();
    let base64 = pem.lines().filter(|line| !line.starts_with('-'));
    let base64: String = base64.map(|line| format!("{line}\n")).collect();
    fs::write(folder.join(format!("{name}.b64")), base64).unwrap();
}

const P256: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

/// What an EST client does: sends a request, and gets an answer.
struct Est<'a> {
    folder: &'a Path,
    url: String,
}

impl Est<'_> {
    /// The status and the body of the answer to an operation, for a client that curl makes out of
    /// these arguments.
    fn ask(&self, operation: &str, arguments: &[&str]) -> (String, String) {
        let url = format!("{}/{operation}", self.url);
        let usual = [
            "-sS",
            "--cacert",
            "live/server-root.pem",
            "-w",
            "\n%{http_code}",
        ];
        let output = run(
            self.folder,
            "curl",
            &[&usual[..], arguments, &[&url]].concat(),
        );
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let (body, status) = said.rsplit_once('\n').unwrap_or_else(|| panic!("{errors}"));
        (status.to_owned(), body.to_owned())
    }

    fn enroll(&self, operation: &str, request: &str, own: &[&str]) -> (String, String) {
        let body = format!("@{request}.b64");
        let usual = [
            "--data-binary",
            &body,
            "-H",
            "Content-Type: application/pkcs10",
        ];
        self.ask(operation, &[&usual[..], own].concat())
    }

    /// Renews with the certificate of this name.
    fn renew(&self, request: &str, own: &str) -> (String, String) {
        let (own, key) = (format!("{own}.pem"), format!("{own}.key.pem"));
        self.enroll("simplereenroll", request, &["--cert", &own, "--key", &key])
    }
}

/// Writes the certificates of an answer to a file, as OpenSSL reads them, and gives their subjects.
fn take(folder: &Path, body: &str, name: &str) -> Vec<String> {
    let pkcs7 = format!("-----BEGIN PKCS7-----\n{body}-----END PKCS7-----\n");
    fs::write(folder.join("answer.p7"), pkcs7).unwrap();
    let output = run(
        folder,
        "openssl",
        &["pkcs7", "-in", "answer.p7", "-print_certs"],
    );
    assert!(output.status.success(), "{output:?}");
    fs::write(folder.join(name), &output.stdout).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let subjects = text
        .lines()
        .filter_map(|line| line.strip_prefix("subject="));
    subjects.map(str::to_owned).collect()
}

fn set(server: &Process, to: &str) {
    server
        .client()
        .post("/clock/set", &json!({ "to": to }))
        .unwrap();
}

/// `kigen run` on the session gives the same certificates.
fn replays(folder: &Path, names: &[&str]) {
    let run = run_in(folder, &["run", "session.toml", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    for name in names {
        let live = fs::read(folder.join("live").join(name)).unwrap();
        assert_eq!(
            live,
            fs::read(folder.join("out/session").join(name)).unwrap(),
            "{name}"
        );
    }
}

/// A session in which a PC has been set up.
fn set_up(folder: &Path) -> Process {
    let first = Process::start(folder, &["--start", NOW]);
    let ready = &first.ready;
    let host = ready["admin"].as_str().unwrap();
    let request = format!(
        "GET /session.toml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
        ready["token"].as_str().unwrap()
    );
    let answer = super::raw(host.trim_start_matches("http://"), request.as_bytes());
    let (_, text) = answer.split_once("\r\n\r\n").unwrap();
    fs::write(folder.join("session.toml"), text).unwrap();
    drop(first);
    Process::start(folder, &["--file", "session.toml"])
}

fn est<'a>(folder: &'a Path, server: &Process) -> Est<'a> {
    let url = server.ready["est"].as_str().unwrap().to_owned();
    Est { folder, url }
}

#[test]
fn curl_renews_89_days_before_the_end_and_is_refused_at_91() {
    if !programs_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = set_up(folder);
    let est = est(folder, &server);
    let own = format!("live/{CLIENT}");
    request(folder, "mine", &P256);
    request(folder, "other", &P256);

    let (status, body) = est.ask("cacerts", &[]);
    assert_eq!(status, "200");
    let authorities = take(folder, &body, "authorities.pem");
    assert_eq!(authorities.len(), 2, "{authorities:?}");
    let path = [
        "verify",
        "-no_check_time",
        "-CAfile",
        "authorities.pem",
        "live/受付01-1.pem",
    ];
    let verified = run(folder, "openssl", &path);
    assert!(verified.status.success(), "{verified:?}");

    set(&server, "受付01.not_after - 91d");
    let (status, body) = est.renew("mine", &own);
    assert_eq!(status, "403");
    assert!(body.contains("[renewal-not-open]"), "{body}");
    set(&server, "受付01.not_after - 89d");
    let (status, body) = est.enroll("simplereenroll", "mine", &[]);
    assert_eq!(status, "403");
    assert!(body.contains("[no-certificate-sent]"), "{body}");
    let (status, body) = est.renew("mine", &own);
    assert_eq!(status, "200", "{body}");
    let subjects = take(folder, &body, "mine.pem");
    assert_eq!(
        subjects.len(),
        1,
        "the issued certificate alone: {subjects:?}"
    );
    let mine = fs::read(folder.join("mine.pem")).unwrap();

    // Once more: the same certificate; with another key, none.
    let (_, body) = est.renew("mine", &own);
    take(folder, &body, "again.pem");
    assert_eq!(fs::read(folder.join("again.pem")).unwrap(), mine);
    let (status, body) = est.renew("other", &own);
    assert_eq!(status, "403");
    assert!(body.contains("[other-key]"), "{body}");

    // The services let it in, with its own key, after the old one has ended.
    fs::write(
        folder.join("mine-chain.pem"),
        [
            &mine[..],
            &fs::read(folder.join("live/issuing.pem")).unwrap(),
        ]
        .concat(),
    )
    .unwrap();
    set(&server, "受付01.not_after + 1s");
    let visit = |certificate: &str, key: &str| {
        let url = server.url("claims");
        let arguments = [
            "-sS",
            "--cacert",
            "live/server-root.pem",
            "--cert",
            certificate,
            "--key",
            key,
            &url,
        ];
        run(folder, "curl", &arguments)
    };
    let let_in = visit("mine-chain.pem", "mine.key.pem");
    assert!(
        String::from_utf8_lossy(&let_in.stdout).contains("\"visit\""),
        "{let_in:?}"
    );
    assert!(
        !visit("live/受付01-1.pem", "live/受付01-1.key.pem")
            .status
            .success()
    );
    let (status, body) = est.renew("other", &own);
    assert_eq!(status, "403");
    assert!(body.contains("[renewal-closed]"), "{body}");
    // What was renewed can be renewed in its turn.
    let not_open = est.renew("other", "mine").1;
    assert!(not_open.contains("[renewal-not-open]"), "{not_open}");

    server.client().post("/shutdown", &json!(null)).unwrap();
    let session = fs::read_to_string(folder.join("session.toml")).unwrap();
    assert_eq!(session.matches("do.enroll").count(), 6, "{session}");
    replays(folder, &["受付01-1.cer", "受付01-2.cer"]);
}

#[test]
fn curl_enrols_with_the_letter_once_and_for_one_key() {
    if !programs_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let new = ["session", "new", "受付01", "受付02", "--start", NOW];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let server = Process::start(folder, &["--file", "session.toml"]);
    let est = est(folder, &server);
    request(folder, "rsa", &["-newkey", "rsa:2048"]);
    request(folder, "edwards", &["-newkey", "ed25519"]);
    request(folder, "short", &["-newkey", "rsa:1024"]);
    let enroll = |name: &str, user: &str| est.enroll("simpleenroll", name, &["-u", user]);
    let client = server.client();
    let letter = |pc: &str| {
        client
            .post("/act", &json!({ "do": { "apply": { "pc": pc } } }))
            .unwrap();
        set(&server, &format!("{pc}.letter"));
        let letter: &Value = &client.get("/pcs").unwrap()["pcs"][pc]["letter"];
        let field = |name: &str| letter[name].as_str().unwrap().to_owned();
        format!("{}:{}", field("id"), field("password"))
    };
    let (first, second) = (letter("受付01"), letter("受付02"));
    for wrong in ["nobody:nothing", &first[..10], &format!("{}x", first)] {
        let (status, body) = enroll("rsa", wrong);
        assert_eq!(status, "401", "{body}");
        assert!(body.contains("[wrong-credentials]"), "{body}");
    }
    assert_eq!(est.enroll("simpleenroll", "rsa", &[]).0, "401");
    let (status, body) = enroll("short", &first);
    assert_eq!(status, "403");
    assert!(
        body.contains("[bad-signature]"),
        "nobody verifies such keys: {body}"
    );
    let (status, body) = enroll("rsa", &first);
    assert_eq!(status, "200", "{body}");
    let subjects = take(folder, &body, "rsa.pem");
    assert!(subjects[0].contains("OU = 0000000000"), "{subjects:?}");
    let (_, body) = enroll("edwards", &first);
    assert!(body.contains("[other-key]"), "{body}");
    let (status, body) = enroll("edwards", &second);
    assert_eq!(status, "200", "{body}");
    let download = json!({ "do": { "download": { "pc": "受付01", "pin": "0427" } } });
    let answer = client.post("/act", &download).unwrap();
    assert_eq!(
        answer["step"]["outcome"], "other-key",
        "the authority has no key to pack"
    );

    // What is no request, and what is no operation.
    fs::write(folder.join("broken.b64"), "MIIB").unwrap();
    fs::write(folder.join("empty.b64"), "").unwrap();
    for name in ["broken", "empty"] {
        let (status, body) = enroll(name, &first);
        assert_eq!(status, "400", "{name}: {body}");
    }
    assert_eq!(est.ask("simpleenroll", &[]).0, "405");
    assert_eq!(est.ask("fullcmc", &[]).0, "404");
    assert_eq!(est.ask("csrattrs", &[]).0, "204");

    client.post("/shutdown", &json!(null)).unwrap();
    replays(folder, &["受付01-1.cer", "受付02-1.cer"]);
}

#[test]
fn a_revoked_certificate_and_one_from_elsewhere_renew_nothing() {
    if !programs_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = set_up(folder);
    let est = est(folder, &server);
    request(folder, "mine", &P256);
    let make = [
        "make", "--state", "valid", "--as", "pem", "--out", "made", "--at", NOW,
    ];
    assert_eq!(run_in(folder, &make).code, Some(0));
    let (status, body) = est.renew("mine", "made/valid");
    assert_eq!(status, "403");
    assert!(body.contains("[untrusted]"), "{body}");
    set(&server, "受付01.renewal_opens");
    let revoke = json!({ "do": { "revoke": { "pc": "受付01" } } });
    server.client().post("/act", &revoke).unwrap();
    let (status, body) = est.renew("mine", &format!("live/{CLIENT}"));
    assert_eq!(status, "403");
    assert!(body.contains("[revoked]"), "{body}");
    let fault = json!({ "fault": { "authority-down": { "pc": "受付01", "lasts": "1d" } } });
    server.client().post("/act", &fault).unwrap();
    let (status, body) = est.renew("mine", &format!("live/{CLIENT}"));
    assert_eq!(status, "503", "{body}");
}
