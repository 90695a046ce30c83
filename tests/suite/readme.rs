//! The README and the guide tell the truth: their commands are run, and their output is what those
//! print; their tables of judges are those that the judges are held to.
//!
//! `INSTA_UPDATE=always` writes what they print into the pages instead, as it does for snapshots.

mod live;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kigen::lang::Lang;
use kigen::scenario::catalogue::CATALOGUE;
use live::Live;

use crate::support::root;
use crate::{check, judges, readers, serve};

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

/// The README and the pages of the guide in a language, with what they say.
fn pages(lang: Lang) -> Vec<(PathBuf, String)> {
    let of_lang = |path: &Path| {
        let name = path.to_string_lossy();
        name.ends_with(".md") && name.ends_with(".ja.md") == (lang == Lang::Ja)
    };
    let guide = fs::read_dir(root().join("fixtures/guide")).unwrap();
    let mut paths: Vec<PathBuf> = guide.map(|entry| entry.unwrap().path()).collect();
    paths.push(readme(lang));
    paths.retain(|path| of_lang(path));
    paths.sort();
    let read = |path: PathBuf| {
        let page = fs::read_to_string(&path).unwrap();
        (path, page)
    };
    paths.into_iter().map(read).collect()
}

fn readme(lang: Lang) -> PathBuf {
    root().join(match lang {
        Lang::En => "README.md",
        Lang::Ja => "README.ja.md",
    })
}

fn check(path: &Path, page: &str, locale: &str) {
    let lang = Lang::of_locale(locale);
    let folder = tempfile::tempdir().unwrap();
    let readme = fs::read_to_string(readme(lang)).unwrap();
    let scenario = block(&readme, "scenario");
    fs::write(folder.path().join("night.toml"), scenario).unwrap();
    if page.contains("<!-- acme -->") {
        fs::write(folder.path().join("acme.toml"), block(page, "acme")).unwrap();
    }
    let typo = scenario.replace(
        "do.import = { pc = \"受付01\", pin",
        "do.import = { pc = \"受付01\", pni",
    );
    assert_ne!(typo, scenario, "the typo is in the scenario");
    fs::write(folder.path().join("typo.toml"), typo).unwrap();

    let ran = run_blocks(page, locale, folder.path());
    let ran = readers::with_table(&judges::with_tables(&ran, lang), lang);
    let ran = serve::with_table(&check::with_table(&ran, lang), lang);
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(path, ran).unwrap();
        return;
    }
    let name = path.display();
    for (at, (stands, printed)) in page.lines().zip(ran.lines()).enumerate() {
        assert_eq!(stands, printed, "{name}, line {}", at + 1);
    }
    assert_eq!(page.lines().count(), ran.lines().count(), "{name}");
}

fn check_all(locale: &str) {
    for (path, page) in pages(Lang::of_locale(locale)) {
        check(&path, &page, locale);
    }
}

#[test]
fn the_readme_and_the_guide_show_what_their_commands_print() {
    check_all("C");
}

#[test]
fn the_japanese_ones_show_what_their_commands_print() {
    check_all("ja_JP.UTF-8");
}

#[test]
fn every_table_stands_on_one_page_of_each_language() {
    let others = [readers::MARKERS, serve::MARKERS, check::MARKERS];
    for lang in [Lang::En, Lang::Ja] {
        let pages = pages(lang);
        for [start, _] in judges::MARKERS.into_iter().chain(others) {
            let on = pages.iter().filter(|(_, page)| page.contains(start));
            assert_eq!(on.count(), 1, "{start} {lang:?}");
        }
    }
}

#[test]
fn every_page_of_the_guide_leads_home_and_every_link_somewhere() {
    for lang in [Lang::En, Lang::Ja] {
        let readme = readme(lang);
        for (path, page) in pages(lang) {
            let links = page.split("](").skip(1);
            let links = links.filter_map(|rest| rest.split_once(')').map(|(link, _)| link));
            let links = links.filter(|link| !link.starts_with("http") && !link.starts_with('#'));
            let folder = path.parent().unwrap();
            let files = links.map(|link| folder.join(link.split('#').next().unwrap()));
            let files: Vec<PathBuf> = files.map(|file| file.canonicalize().unwrap()).collect();
            let home = path == readme || files.contains(&readme.canonicalize().unwrap());
            assert!(home, "{}", path.display());
        }
        let (_, start) = pages(lang)
            .into_iter()
            .find(|(path, _)| *path == readme)
            .unwrap();
        for (path, _) in pages(lang).iter().filter(|(path, _)| *path != readme) {
            let name = path.file_name().unwrap().to_string_lossy();
            let link = format!("](fixtures/guide/{name})");
            assert!(start.contains(&link), "the README has no link to {name}");
        }
    }
}

#[test]
fn the_readmes_know_how_many_stories_there_are() {
    let stories = CATALOGUE.len();
    for (lang, says) in [(Lang::En, "{} stories"), (Lang::Ja, "{}本のシナリオ")] {
        let says = says.replace("{}", &stories.to_string());
        let page = fs::read_to_string(readme(lang)).unwrap().replace('\n', " ");
        assert!(page.contains(&says), "{says}");
    }
}
