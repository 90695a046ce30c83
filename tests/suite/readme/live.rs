//! The README's server, and what curl gets from it.
//!
//! The page says fixed ports, which may be somebody else's here: the server takes any, and what is
//! said and printed is translated. What curl says around an alert depends on its version.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

/// The servers of a page, which end with the value, and their ports: the page's and the real ones.
#[derive(Default)]
pub(super) struct Live {
    servers: Vec<Child>,
    ports: Vec<(String, String)>,
}

impl Live {
    /// Starts `kigen serve`, and gives what it printed.
    pub(super) fn start(&mut self, arguments: &str, locale: &str, folder: &Path) -> String {
        let (before, after) = arguments
            .split_once("--port ")
            .expect("the page says ports");
        let (port, after) = after.split_once(' ').unwrap_or((after, ""));
        let out = folder.join("serve.txt");
        let arguments = format!("{before}--port 0 {after}");
        let child = Command::new(env!("CARGO_BIN_EXE_kigen"))
            .arg("serve")
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .env("LC_ALL", locale)
            .env_remove("KIGEN_READY")
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).unwrap())
            .spawn()
            .unwrap();
        self.servers.push(child);
        for _ in 0..1000 {
            let printed = fs::read_to_string(&out).unwrap();
            if let Ok(ready) = fs::read(folder.join("kigen-ready.json"))
                && printed.contains("http://")
            {
                self.learn(
                    &serde_json::from_slice(&ready).unwrap(),
                    port.parse().unwrap(),
                );
                let real = |text: String, (said, real): &(String, String)| text.replace(real, said);
                return self.ports.iter().fold(printed, real);
            }
            sleep(Duration::from_millis(10));
        }
        panic!("the README's server does not listen");
    }

    /// The admin interface has the first port, the site the next, the endpoints those behind, and EST
    /// the last.
    fn learn(&mut self, ready: &Value, first: u16) {
        let endpoints = ready["endpoints"].as_array().unwrap().iter();
        let urls = endpoints.map(|endpoint| &endpoint["url"]);
        let urls = [&ready["admin"], &ready["site"]].into_iter().chain(urls);
        for (said, url) in (first..).zip(urls.chain([&ready["est"]])) {
            let (_, real) = url.as_str().unwrap().rsplit_once(':').unwrap();
            let (real, _) = real.split_once('/').unwrap_or((real, ""));
            self.ports.push((format!(":{said}"), format!(":{real}")));
        }
    }

    /// Asks with curl. Where there is none, what the page says is right.
    pub(super) fn curl(&self, question: &str, folder: &Path) -> String {
        let said = |text: String, (said, real): &(String, String)| text.replace(said, real);
        let question = self.ports.iter().fold(question.to_owned(), said);
        let output = Command::new("curl")
            .args(question.split_whitespace())
            .current_dir(folder)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .expect("the README's client is curl; scripts/install-judges.sh installs it");
        let stderr = String::from_utf8(output.stderr).unwrap();
        let alert = stderr
            .find("alert certificate expired")
            .map(|at| &stderr[at..]);
        let alert = alert.map(|alert| alert.split(',').next().unwrap_or_default());
        let refused = alert.map(|alert| format!("curl: (56) … {alert}\n"));
        String::from_utf8(output.stdout).unwrap() + &refused.unwrap_or(stderr)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        for server in &mut self.servers {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
