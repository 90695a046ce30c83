//! nginx, a server that checks the whole chain and wants a current revocation list of every
//! authority, agrees with every state.
//!
//! It listens on sockets in the folder of its own, so that no port has to be free and nobody else
//! can ask it; it needs no root, and ends with the value.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::{is_missing, openssl_is_here, page};
use crate::command::run_in;

/// One server asks every client for a certificate, the other refuses whoever has none. Both say
/// what they make of it. A third refuses as nginx does where nobody says otherwise. Whoever says
/// nothing for five seconds is let go.
const CONFIGURATION: &str = "
daemon off;
master_process off;
pid nginx.pid;
error_log nginx.log;
events {}
http {
    access_log off;
    client_body_temp_path temp;
    proxy_temp_path temp;
    fastcgi_temp_path temp;
    uwsgi_temp_path temp;
    scgi_temp_path temp;
    client_header_timeout 5s;
    send_timeout 5s;

    ssl_certificate valid.pem;
    ssl_certificate_key valid.key.pem;
    ssl_client_certificate root.pem;
    ssl_crl crl.pem;
    ssl_verify_depth 3;

    error_page 495 496 =200 /verdict;
    server {
        listen unix:optional ssl;
        ssl_verify_client optional;
        location / { return 200 'verdict: $ssl_client_verify\\n'; }
    }
    server {
        listen unix:on ssl;
        ssl_verify_client on;
        location / { return 200 'verdict: $ssl_client_verify\\n'; }
    }
    server {
        listen unix:bare ssl;
        ssl_verify_client on;
        server_tokens off;
        error_page 404 /none;
        location / { return 200; }
    }
}
";

/// The socket of each of the two servers.
const SOCKETS: [&str; 2] = ["optional", "on"];

/// What nginx says of a state that it refuses. Its callback goes on after an error, so that the
/// last one is what it tells.
fn complaint(state: &str) -> &'static str {
    match state {
        "expired" | "expired-ca" => "certificate has expired",
        "not-yet-valid" => "certificate is not yet valid",
        "revoked" => "certificate revoked",
        "stale-crl" => "CRL has expired",
        "untrusted" | "self-signed" => "unable to get certificate CRL",
        "incomplete-chain" => "unable to verify the first certificate",
        "wrong-purpose" => "certificate purpose",
        "bad-signature" => "certificate signature failure",
        "weak-signature" => "digest algorithm too weak",
        state => panic!("say here what nginx makes of `{state}`"),
    }
}

/// The program, which may lie where only root looks for programs.
pub(crate) fn program() -> Option<&'static str> {
    let found = ["nginx", "/usr/sbin/nginx"].into_iter().find(|program| {
        let version = Command::new(program).arg("-v").output();
        version.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        is_missing("nginx", "there is no such program");
    }
    found
}

pub(crate) struct Server(Child);

impl Server {
    /// Serves what `kigen make` made in a folder.
    pub(crate) fn start(program: &str, folder: &Path) -> Self {
        fs::write(folder.join("nginx.conf"), CONFIGURATION).unwrap();
        let prefix = format!("{}/", folder.display());
        let process = Command::new(program)
            .args(["-p", &prefix, "-e", "nginx.log", "-c", "nginx.conf"])
            // The names of sockets are relative to it.
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server(process);
        for _ in 0..100 {
            let is_asked = |socket| answer(folder, socket, None).contains("verdict: ");
            if SOCKETS.into_iter().all(is_asked) {
                return server;
            }
            sleep(Duration::from_millis(100));
        }
        let log = fs::read_to_string(folder.join("nginx.log"));
        panic!("nginx does not answer: {}", log.unwrap_or_default());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a client gets, with the files of a state or without any certificate.
pub(crate) fn answer(folder: &Path, socket: &str, state: Option<&str>) -> String {
    let mut client = Command::new("openssl");
    // The client does not judge: it shows even what is signed with SHA-1.
    client.args(["s_client", "-ign_eof", "-cipher", "DEFAULT@SECLEVEL=0"]);
    client.args(["-unix", socket]);
    if let Some(state) = state {
        let (chain, key) = (format!("{state}.pem"), format!("{state}.key.pem"));
        client.args(["-cert", &chain, "-cert_chain", &chain, "-key", &key]);
    }
    page(client.current_dir(folder))
}

#[test]
fn nginx_agrees_with_every_state_for_both_kinds_of_key() {
    if !openssl_is_here() {
        return;
    }
    let Some(program) = program() else { return };
    for key in ["p-256", "rsa-2048"] {
        let folder = tempfile::tempdir().unwrap();
        // nginx looks at the clock, so they are made for now.
        let made = ["make", "--state", "all", "--as", "pem", "--key", key];
        let run = run_in(folder.path(), &[&made[..], &["--out", "."]].concat());
        assert_eq!(run.code, Some(0), "{run:#?}");
        let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let _server = Server::start(program, folder.path());
        for specimen in manifest["specimens"].as_array().unwrap() {
            let state = specimen["state"].as_str().unwrap();
            for socket in SOCKETS {
                let what = format!("{key}, {state}, ssl_verify_client {socket}");
                // Without its key, a certificate cannot be shown.
                let shown = Some(state).filter(|state| *state != "no-key");
                let said = answer(folder.path(), socket, shown);
                let expected = match state {
                    "no-key" => "verdict: NONE",
                    "key-mismatch" => "key values mismatch",
                    _ if specimen["outcome"] == "ok" => "verdict: SUCCESS",
                    _ => complaint(state),
                };
                assert!(said.contains(expected), "{what}: not {expected}: {said}");
                let is_accepted = said.contains("verdict: SUCCESS");
                assert_eq!(is_accepted, specimen["outcome"] == "ok", "{what}: {said}");
            }
        }
    }
}
