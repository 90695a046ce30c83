//! A browser without a screen plays the first set-up on the pages, and goes to a service with the
//! certificate that it has downloaded: Chromium, driven by playwright-core.
//!
//! Chromium sends a certificate without asking only if its policy, a file in `/etc`, says so. The
//! test puts that file there in a mount namespace of its own, which takes root.

use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::Duration;

use super::Process;
use crate::command::run_in;
use crate::judges::is_missing;
use crate::page::node_modules;
use crate::support::time;

const SCRIPT: &str = include_str!("browser.js");

/// What a browser may send to whom without asking.
const POLICY: &str =
    r#"{"AutoSelectCertificateForUrls":["{\"pattern\":\"https://localhost\",\"filter\":{}}"]}"#;

/// Where Chromium on Debian looks for it, in `policies/managed`.
const SETTINGS: &str = "/etc/chromium";

fn missing() -> Option<String> {
    let modules = node_modules();
    let is_there = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let programs = ["chromium", "certutil", "pk12util", "node", "unshare"];
    let absent = programs.into_iter().find(|program| !is_there(program));
    let module = ["playwright-core", "axe-core"]
        .into_iter()
        .find(|name| !modules.join(name).is_dir());
    let mounts = Command::new("unshare").args(["-m", "true"]).status();
    let may_mount = mounts.is_ok_and(|status| status.success()) && Path::new(SETTINGS).is_dir();
    match (absent.or(module), may_mount) {
        (Some(name), _) => Some(format!("no {name}")),
        (None, false) => Some(format!("{SETTINGS} cannot be mounted over")),
        (None, true) => None,
    }
}

#[test]
fn a_browser_plays_the_first_set_up_and_reaches_a_service() {
    if let Some(missing) = missing() {
        return is_missing("Chromium", &missing);
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Chromium offers only what is good by the machine's own clock, and a letter takes a week.
    let now = Process::start(folder, &[]).ready["now"]
        .as_str()
        .unwrap()
        .to_owned();
    let start = (time(&now) - Duration::days(20)).to_rfc3339();
    let new = ["session", "new", "受付01", "--start", &start];
    assert_eq!(run_in(folder, &new).code, Some(0));
    let server = Process::start(folder, &["--file", "session.toml"]);
    fs::create_dir_all(folder.join("settings/policies/managed")).unwrap();
    fs::write(folder.join("settings/policies/managed/kigen.json"), POLICY).unwrap();
    fs::create_dir(folder.join("home")).unwrap();
    fs::write(folder.join("browser.js"), SCRIPT).unwrap();
    let mount = format!("mount --bind settings {SETTINGS} && exec node browser.js \"$@\"");
    let output = Command::new("unshare")
        .args(["-m", "sh", "-c", &mount, "sh"])
        .args([
            server.ready["site"].as_str().unwrap(),
            &server.url("claims"),
        ])
        .arg("live/server-root.pem")
        .env("NODE_PATH", node_modules())
        .env("HOME", folder.join("home"))
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.trim_end(), "looked at 16 pages", "{errors}");
    drop(server);
    let run = run_in(folder, &["run", "session.toml", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let mine = fs::read(folder.join("home/mine.p12")).unwrap();
    assert_eq!(
        mine,
        fs::read(folder.join("out/session/受付01-1.p12")).unwrap()
    );
}
