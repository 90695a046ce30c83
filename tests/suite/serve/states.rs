//! Every state of `kigen make`, in both versions of TLS and in every manner, with OpenSSL's client;
//! and what OpenSSL's own server says to the same client.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use kigen::specimen::SpecimenState;

use super::table::{OPENSSL_NONE_TLS12, ROWS, Row};
use super::{NOW, Process};
use crate::command::run_in;
use crate::judges::{nginx, openssl_is_here, page};
use crate::support::time;

/// Makes a certificate in each state, and what a server needs.
fn make(folder: &Path) {
    let make = [
        "make", "--state", "all", "--key", "p-256", "--as", "pem", "--out", ".", "--at", NOW,
    ];
    let run = run_in(folder, &make);
    assert_eq!(run.code, Some(0), "{run:#?}");
}

/// What a client gets from a server: the number of the alert, or the first line of the answer and
/// the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Got {
    Alert(u8),
    Answer(String),
}

fn got(folder: &Path, host: &str, state: Option<&str>, tls: &str) -> Got {
    let mut client = Command::new("openssl");
    // The client does not judge: it shows even what is signed with SHA-1.
    client.args(["s_client", "-ign_eof", "-cipher", "DEFAULT@SECLEVEL=0", tls]);
    client.args(["-connect", host]);
    if let Some(state) = state {
        let (chain, key) = (format!("{state}.pem"), format!("{state}.key.pem"));
        client.args(["-cert", &chain, "-cert_chain", &chain, "-key", &key]);
    }
    let said = page(client.current_dir(folder));
    if let Some((_, number)) = said.split_once("SSL alert number ") {
        let digits = number.chars().take_while(char::is_ascii_digit);
        return Got::Alert(digits.collect::<String>().parse().unwrap());
    }
    match said.find("HTTP/1.") {
        Some(at) => Got::Answer(said[at..].to_owned()),
        None => panic!("{state:?} {tls}: neither an alert nor an answer: {said}"),
    }
}

const VERSIONS: [&str; 2] = ["-tls1_3", "-tls1_2"];

/// The states that can be shown: a certificate with a key that OpenSSL takes for its own.
fn shown() -> impl Iterator<Item = SpecimenState> {
    let hidden = [SpecimenState::NoKey, SpecimenState::KeyMismatch];
    let all = SpecimenState::ALL.iter().copied();
    all.filter(move |state| !hidden.contains(state))
}

fn check(folder: &Path, manner: &str) {
    let serve = ["--start", NOW, "--trust", "root.pem", "--crl", "crl.pem"];
    let home = folder.join(format!("served-{manner}"));
    fs::create_dir(&home).unwrap();
    for file in ["root.pem", "crl.pem"] {
        fs::copy(folder.join(file), home.join(file)).unwrap();
    }
    let server = Process::start(&home, &[&serve[..], &["--manner", manner]].concat());
    let host = server.host("claims");
    for tls in VERSIONS {
        for state in shown().map(Some).chain([None]) {
            let name = state.map(SpecimenState::name);
            let row = ROWS.iter().find(|row| row.state == name);
            let got = got(folder, &host, name, tls);
            let what = format!("{manner}, {name:?}, {tls}: {got:?}");
            let Some(row) = row else {
                assert!(
                    is_answer(&got, "HTTP/1.0 200", "\"answer\":\"visit\""),
                    "{what}"
                );
                continue;
            };
            let Row {
                openssl,
                rustls,
                nginx,
                iis,
                ..
            } = row;
            let error = match name {
                None => "No required SSL certificate was sent",
                Some(_) => "The SSL certificate error",
            };
            let is_right = match manner {
                "openssl" => got == Got::Alert(*openssl),
                "rustls" => got == Got::Alert(*rustls),
                "nginx" => is_answer(&got, &format!("HTTP/1.0 {nginx} "), error),
                _ => is_answer(&got, "HTTP/1.0 403 ", &format!("HTTP Error {iis} -")),
            };
            assert!(is_right, "{what}");
        }
    }
}

fn is_answer(got: &Got, beginning: &str, part: &str) -> bool {
    matches!(got, Got::Answer(text) if text.starts_with(beginning) && text.contains(part))
}

#[test]
fn each_state_gets_what_the_table_says_in_each_manner_and_version() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    thread::scope(|scope| {
        for manner in ["openssl", "rustls", "nginx", "iis"] {
            let folder = folder.path();
            scope.spawn(move || check(folder, manner));
        }
    });
}

/// nginx looks at the clock, so the files and the world are of now.
#[test]
fn whom_nginx_refuses_is_told_the_same_word_for_word() {
    if !openssl_is_here() {
        return;
    }
    let Some(program) = nginx::program() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let make = ["make", "--state", "all", "--as", "pem", "--out", "."];
    assert_eq!(run_in(folder, &make).code, Some(0));
    let _nginx = nginx::Server::start(program, folder);
    let judged = ["--trust", "root.pem", "--crl", "crl.pem"];
    let server = Process::start(folder, &[&judged[..], &["--manner", "nginx"]].concat());
    let host = server.host("claims");
    let body = |said: &str| {
        let (from, to) = (said.find("<html>"), said.find("</html>"));
        let page = from.zip(to).map(|(from, to)| said[from..to].to_owned());
        page.unwrap_or_else(|| panic!("no page: {said}"))
    };
    for state in [None, Some("expired"), Some("revoked")] {
        let real = nginx::answer(folder, "bare", state);
        assert!(real.contains("HTTP/1.1 400 Bad Request\r\n"), "{real}");
        let Got::Answer(ours) = got(folder, &host, state, "-tls1_3") else {
            panic!("an alert for {state:?}");
        };
        assert!(ours.starts_with("HTTP/1.0 400 Bad Request\r\n"), "{ours}");
        assert_eq!(body(&ours), body(&real), "{state:?}");
    }
}

/// OpenSSL's own server, which ends with the value.
struct Reference(Child, String);

impl Reference {
    fn start(folder: &Path) -> Self {
        let trusted = ["root.pem", "crl.pem"].map(|file| fs::read(folder.join(file)).unwrap());
        fs::write(folder.join("trusted.pem"), trusted.concat()).unwrap();
        let log = folder.join("server.log");
        let at = time(NOW).timestamp().to_string();
        let child = Command::new("openssl")
            .args(["s_server", "-www", "-accept", "127.0.0.1:0", "-attime", &at])
            .args(["-cert", "valid.pem", "-key", "valid.key.pem"])
            .args(["-CAfile", "trusted.pem", "-crl_check_all"])
            .args(["-Verify", "3", "-verify_return_error"])
            .args(["-cipher", "DEFAULT@SECLEVEL=1"])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(File::create(&log).unwrap())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Reference(child, String::new());
        for _ in 0..300 {
            let said = fs::read_to_string(&log).unwrap();
            let mut lines = said.lines();
            if let Some(host) = lines.find_map(|line| line.strip_prefix("ACCEPT ")) {
                server.1 = host.to_owned();
                return server;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("openssl s_server does not listen");
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn openssls_own_server_says_what_the_manner_of_its_name_says() {
    if !openssl_is_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let server = Reference::start(folder.path());
    for tls in VERSIONS {
        for row in ROWS {
            let expected = match (row.state, tls) {
                (None, "-tls1_2") => OPENSSL_NONE_TLS12,
                _ => row.openssl,
            };
            let got = got(folder.path(), &server.1, row.state, tls);
            assert_eq!(got, Got::Alert(expected), "{row:?}, {tls}");
        }
    }
}
