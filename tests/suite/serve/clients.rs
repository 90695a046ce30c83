//! The last second with real clients: let in at `not_after`, refused one second later, by moving
//! the clock and by ports that stand at either time.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use super::table::{TOLD, Told};
use super::{CLIENT, NOW, Process};
use crate::judges::{is_missing, page};

/// A program that connects.
#[derive(Clone, Copy)]
struct Program {
    /// Its row of the table.
    told: Told,
    /// How to see that it is there.
    probe: &'static [&'static str],
    /// Asks each address in TLS 1.3, then in TLS 1.2, and gives a line for each.
    ask: fn(&Path, &[String]) -> Vec<String>,
}

const PROGRAMS: [Program; 5] = [
    Program {
        told: TOLD[0],
        probe: &["openssl", "version"],
        ask: openssl,
    },
    Program {
        told: TOLD[1],
        probe: &["curl", "--version"],
        ask: curl,
    },
    Program {
        told: TOLD[2],
        probe: &["python3", "--version"],
        ask: python,
    },
    Program {
        told: TOLD[3],
        probe: &["node", "--version"],
        ask: node,
    },
    Program {
        told: TOLD[4],
        probe: &["java", "--version"],
        ask: java,
    },
];

fn pem(extension: &str) -> String {
    format!("live/{CLIENT}.{extension}")
}

const ROOT: &str = "live/server-root.pem";

fn each(urls: &[String], ask: impl Fn(&str, &str) -> String) -> Vec<String> {
    let both = |url| ["1.3", "1.2"].map(|version| ask(url, version));
    urls.iter().flat_map(|url| both(url)).collect()
}

fn openssl(folder: &Path, urls: &[String]) -> Vec<String> {
    each(urls, |url, version| {
        let host = url.trim_start_matches("https://").trim_end_matches('/');
        let version = format!("-tls{}", version.replace('.', "_"));
        let (chain, key) = (pem("pem"), pem("key.pem"));
        let mut client = Command::new("openssl");
        client.args(["s_client", "-ign_eof", "-connect", host, &version]);
        client.args(["-CAfile", ROOT, "-verify_return_error"]);
        client.args(["-cert", &chain, "-cert_chain", &chain, "-key", &key]);
        let said = page(client.current_dir(folder));
        match said.split_once("SSL alert number ") {
            Some((_, number)) => {
                let digits = number.chars().take_while(char::is_ascii_digit);
                format!("alert number {}", digits.collect::<String>())
            }
            None if said.contains("HTTP/1.0 200") => "200".to_owned(),
            None => said,
        }
    })
}

/// With the PKCS#12 file, as people have it.
fn curl(folder: &Path, urls: &[String]) -> Vec<String> {
    each(urls, |url, version| {
        let file = format!("{}:0427", pem("p12"));
        let output = Command::new("curl")
            .args(["--silent", "--max-time", "20", "--cacert", ROOT])
            .args(["--cert-type", "P12", "--cert", &file])
            .args([&format!("--tlsv{version}"), "--tls-max", version])
            .args(["--output", "/dev/null", "--write-out", "%{http_code}", url])
            .current_dir(folder)
            .output()
            .unwrap();
        match output.status.code() {
            Some(0) => String::from_utf8(output.stdout).unwrap(),
            code => format!("exit code {}", code.unwrap_or(-1)),
        }
    })
}

fn script(folder: &Path, program: &[&str], text: &str, rest: &[String]) -> Vec<String> {
    let [command, options @ .., name] = program else {
        panic!("a program and its script")
    };
    fs::write(folder.join(name), text).unwrap();
    let output = Command::new(command)
        .args(options)
        .arg(name)
        .args(rest)
        .current_dir(folder)
        // Java reads the names of files as the locale says.
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    said.lines().map(str::to_owned).collect()
}

fn with_pem(urls: &[String]) -> Vec<String> {
    let identity = [ROOT.to_owned(), pem("pem"), pem("key.pem")];
    [&identity[..], urls].concat()
}

fn python(folder: &Path, urls: &[String]) -> Vec<String> {
    let text = include_str!("python.py");
    script(folder, &["python3", "python.py"], text, &with_pem(urls))
}

fn node(folder: &Path, urls: &[String]) -> Vec<String> {
    let text = include_str!("node.js");
    script(folder, &["node", "node.js"], text, &with_pem(urls))
}

fn java(folder: &Path, urls: &[String]) -> Vec<String> {
    let identity = [ROOT.to_owned(), pem("p12"), "0427".to_owned()];
    let text = include_str!("Java.java");
    // The compiler that would make it fast takes longer than it saves.
    let program = [
        "java",
        "-XX:TieredStopAtLevel=1",
        "-Dfile.encoding=UTF-8",
        "Java.java",
    ];
    script(folder, &program, text, &[&identity[..], urls].concat())
}

/// The programs that are there.
fn present() -> Vec<Program> {
    let is_there = |program: &Program| {
        let probed = Command::new(program.probe[0])
            .args(&program.probe[1..])
            .output();
        let is_there = probed.is_ok_and(|output| output.status.success());
        if !is_there {
            is_missing(program.told.program, "there is no such program");
        }
        is_there
    };
    PROGRAMS.iter().copied().filter(is_there).collect()
}

#[test]
fn each_client_is_let_in_at_the_last_second_and_refused_one_later() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let times = [
        "--at",
        "last=受付01.not_after",
        "--at",
        "over=受付01.not_after + 1s",
    ];
    let server = Process::start(folder, &[&["--start", NOW][..], &times].concat());
    let urls = ["claims", "claims@last", "claims@over"].map(|name| server.url(name));
    let programs = present();
    let ask_all = |is_over: bool| {
        thread::scope(|scope| {
            for program in &programs {
                let urls = &urls;
                scope.spawn(move || {
                    let Told {
                        program: name,
                        tls13,
                        tls12,
                    } = program.told;
                    let (good, refused) = (["200", "200"], [tls13, tls12]);
                    let first = if is_over { refused } else { good };
                    let said = (program.ask)(folder, urls);
                    assert_eq!(said, [first, good, refused].concat(), "{name}");
                });
            }
        });
    };
    let set = |to: &str| {
        let answer = server
            .client()
            .post("/clock/set", &serde_json::json!({ "to": to }));
        answer.unwrap();
    };
    set("受付01.not_after");
    ask_all(false);
    set("受付01.not_after + 1s");
    ask_all(true);
}
