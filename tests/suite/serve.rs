//! `kigen serve`: the real command as a server, and the same in this process.

mod admin;
mod browser;
mod clients;
mod est;
mod life;
mod limits;
mod mistakes;
mod pages;
mod record;
mod session;
mod site;
mod states;
mod table;
mod ticking;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

use kigen::serve::{Client, Served, Server, Settings};
use serde_json::Value;

use crate::command::kigen_in;
use crate::support::{SEED, pin, time};

pub(crate) use table::{MARKERS, with_table};

/// When the tests' worlds are.
const NOW: &str = "2026-03-05T10:00:00+09:00";

/// The certificate of the PC that has been set up.
const CLIENT: &str = "受付01-1";

/// A server in this process, with a PC that has been set up.
fn server(settings: Settings) -> Server {
    let world = Served::enrolled(SEED, time(NOW), "受付01".parse().unwrap(), pin("0427"));
    Server::start(world, settings).unwrap()
}

/// The command, serving until this is dropped.
struct Process {
    child: Child,
    folder: PathBuf,
    ready: Value,
}

impl Process {
    /// Starts it in a folder, and waits until everything listens. Its files are in `live`.
    fn start(folder: &Path, args: &[&str]) -> Self {
        let ready_file = folder.join("ready.json");
        let _ = fs::remove_file(&ready_file);
        let child = kigen_in(folder)
            .args(["serve", "--ready-file", "ready.json", "--out", "live"])
            .args(args)
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let mut process = Process {
            child,
            folder: folder.to_owned(),
            ready: Value::Null,
        };
        for _ in 0..1000 {
            if let Ok(text) = fs::read(&ready_file) {
                process.ready = serde_json::from_slice(&text).unwrap();
                return process;
            }
            assert_eq!(
                process.child.try_wait().unwrap(),
                None,
                "{}",
                process.stderr()
            );
            sleep(Duration::from_millis(10));
        }
        panic!("it does not listen: {}", process.stderr());
    }

    fn stderr(&self) -> String {
        fs::read_to_string(self.folder.join("stderr")).unwrap()
    }

    /// The address of an endpoint.
    fn url(&self, name: &str) -> String {
        let endpoints = self.ready["endpoints"].as_array().unwrap();
        let found = endpoints.iter().find(|one| one["name"] == name).unwrap();
        found["url"].as_str().unwrap().to_owned()
    }

    /// The same as `localhost:PORT`.
    fn host(&self, name: &str) -> String {
        let url = self.url(name);
        url.trim_start_matches("https://")
            .trim_end_matches('/')
            .to_owned()
    }

    fn client(&self) -> Client {
        Client::of_ready_file(&self.folder.join("ready.json")).unwrap()
    }

    /// Waits for it to end, and gives its exit code.
    fn end(&mut self) -> Option<i32> {
        for _ in 0..500 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends bytes to the admin interface, or wherever an address leads, and gives all that comes back.
fn raw(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    // Whoever is refused early may not get to say everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
