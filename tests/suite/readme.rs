//! The README tells the truth: its commands are run, and its output is what they print; its tables of
//! judges are those that the judges are held to.
//!
//! `INSTA_UPDATE=always` writes what they print into the README instead, as it does for snapshots.

mod live;

use crate::support::root;
use std::fs;
use std::path::Path;
use std::process::Command;

use kigen::lang::Lang;
use live::Live;

use crate::check;
use crate::judges::with_tables;
use crate::readers::with_table;

/// Runs every ```` ```console ```` block of a page, in order, in one folder, and gives the page with
/// what was printed. A line that begins with `$ kigen ` is a command; output goes below it, with
/// standard error behind standard output. A command that ends with `> FILE` prints into the file. One
/// that ends with `&` is a server, which runs until the page ends; `$ curl ` asks it something.
fn run_blocks(page: &str, locale: &str, folder: &Path) -> String {
    let mut ran = String::new();
    let mut live = Live::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        ran += &format!("{line}\n");
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != "```") {
            if let Some(server) = line.strip_prefix("$ kigen serve ") {
                let arguments = server.trim_end_matches(" &");
                ran += &format!("{line}\n{}", live.start(arguments, locale, folder));
            } else if let Some(command) = line.strip_prefix("$ kigen ") {
                ran += &format!("{line}\n{}", kigen(command, locale, folder));
            } else if let Some(question) = line.strip_prefix("$ curl ") {
                ran += &format!("{line}\n{}", live.curl(question, folder));
            }
        }
        ran += "```\n";
    }
    ran
}

fn kigen(command: &str, locale: &str, folder: &Path) -> String {
    let (command, file) = match command.split_once(" > ") {
        Some((command, file)) => (command, Some(file)),
        None => (command, None),
    };
    let output = Command::new(env!("CARGO_BIN_EXE_kigen"))
        .args(command.split(' '))
        .current_dir(folder)
        .env("LC_ALL", locale)
        .env_remove("KIGEN_SESSION")
        .env_remove("KIGEN_READY")
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    match file {
        Some(file) => {
            fs::write(folder.join(file), stdout).unwrap();
            stderr
        }
        None => stdout + &stderr,
    }
}

/// The fenced block behind a marker such as `<!-- scenario -->`.
fn block<'a>(page: &'a str, marker: &str) -> &'a str {
    let marker = format!("<!-- {marker} -->\n```toml\n");
    let start = page.find(&marker).expect("the marker stands in the page") + marker.len();
    let length = page[start..].find("```").expect("the block ends");
    &page[start..start + length]
}

fn check(name: &str, locale: &str) {
    let path = root().join(name);
    let page = fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let scenario = block(&page, "scenario");
    fs::write(folder.path().join("night.toml"), scenario).unwrap();
    fs::write(folder.path().join("acme.toml"), block(&page, "acme")).unwrap();
    let typo = scenario.replace(
        "do.import = { pc = \"受付01\", pin",
        "do.import = { pc = \"受付01\", pni",
    );
    assert_ne!(typo, scenario, "the typo is in the scenario");
    fs::write(folder.path().join("typo.toml"), typo).unwrap();

    let ran = run_blocks(&page, locale, folder.path());
    let lang = Lang::of_locale(locale);
    let ran = with_table(&with_tables(&ran, lang), lang);
    let ran = check::with_table(&ran, lang);
    let ran = crate::serve::with_table(&ran, lang);
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(&path, ran).unwrap();
        return;
    }
    for (at, (stands, printed)) in page.lines().zip(ran.lines()).enumerate() {
        assert_eq!(stands, printed, "{name}, line {}", at + 1);
    }
    assert_eq!(page.lines().count(), ran.lines().count(), "{name}");
}

#[test]
fn the_readme_shows_what_its_commands_print() {
    check("README.md", "C");
}

#[test]
fn the_japanese_readme_shows_what_its_commands_print() {
    check("README.ja.md", "ja_JP.UTF-8");
}
