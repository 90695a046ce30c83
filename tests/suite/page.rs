//! Pages and pictures: their bytes, what is escaped, what is in them, and where they are written.

mod browser;

use std::fs;
use std::path::{Path, PathBuf};

use kigen::lang::Lang;
use kigen::page::is_page;
use kigen::report::run::RunReport;
use kigen::scenario::{self, NamedScenario, Scenario, ScenarioRun};
use kigen::time::Zone;
use kigen::timeline::{Place, Timeline};
use kigen::words::Voice;
use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use tempfile::TempDir;

use crate::command::run_in;
use crate::support::root;

/// A scenario that fails at its end, behind a comment, a PIN and a title that is no text.
const FAILING: &str = include_str!("page/failing.toml");

/// The scenario of which the READMEs show a picture.
const PICTURED: &str = "careless-clerk";

/// The languages of pages.
const LANGS: [Lang; 2] = [Lang::En, Lang::Ja];

fn play(name: &str, text: &str) -> ScenarioRun {
    let scenario = Scenario::parse(text).unwrap();
    ScenarioRun {
        name: name.parse().unwrap(),
        path: Some(PathBuf::from(format!("tests/{name}.toml"))),
        text: text.into(),
        played: scenario::run(&scenario, scenario.world.seed),
        scenario,
    }
}

fn catalogue() -> Vec<ScenarioRun> {
    scenario::run_all(NamedScenario::catalogue(), None)
}

fn page(runs: &[ScenarioRun], voice: Voice<'_>) -> String {
    let report = RunReport {
        runs,
        broken: &[],
        verbose: false,
    };
    report.html(voice)
}

/// Holds a text against the file that is kept of it, or writes the file with `INSTA_UPDATE=always`.
#[track_caller]
fn expect_kept(name: &str, text: &str) {
    let path = root().join(name);
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    for (at, (kept, now)) in kept.split('>').zip(text.split('>')).enumerate() {
        assert_eq!(kept, now, "{name}, part {at}");
    }
    assert_eq!(kept.len(), text.len(), "{name}");
}

/// The pictures in a page.
fn pictures(page: &str) -> impl Iterator<Item = &str> {
    let pieces = page.split("<svg").skip(1);
    pieces.map(|piece| piece.split_once("</svg>").unwrap().0)
}

/// A text as HTML writes it.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

#[test]
fn pages_have_the_same_bytes_as_ever() {
    let night = include_str!("page/night.toml");
    let runs = [play("night", night), play("fail", FAILING)];
    for lang in LANGS {
        let name = format!("fixtures/pages/night.{lang}.html");
        expect_kept(&name, &page(&runs, lang.into()));
    }
}

#[test]
fn the_pictures_of_the_readmes_are_current() {
    let runs = catalogue();
    let clerk = runs.iter().find(|run| run.name.to_string() == PICTURED);
    for lang in LANGS {
        let picture = Timeline::from(clerk.unwrap()).draw(Place::Alone, lang.into());
        let name = format!("fixtures/pictures/{PICTURED}.{lang}.svg");
        expect_kept(&name, &(picture.into_string() + "\n"));
        let readme = match lang {
            Lang::En => "README.md",
            Lang::Ja => "README.ja.md",
        };
        let readme = fs::read_to_string(root().join(readme)).unwrap();
        assert!(readme.contains(&format!("]({name})")), "{name} is shown");
    }
}

#[test]
fn another_zone_changes_times_and_no_place() {
    let runs = [play("fail", FAILING)];
    let places = |zone: &str| {
        let zone: Zone = zone.parse().unwrap();
        let lang = Lang::En;
        let page = page(&runs, Voice::of(lang, &zone));
        let shapes = pictures(&page).flat_map(|picture| picture.split('<').skip(1));
        let shapes = shapes.filter(|shape| shape.starts_with("rect") || shape.starts_with("use"));
        let shapes: Vec<String> = shapes.map(str::to_owned).collect();
        assert!(shapes.len() > 30, "{}", shapes.len());
        (shapes, page)
    };
    let (jst, utc) = (places("JST"), places("UTC"));
    assert_eq!(jst.0, utc.0);
    assert_ne!(jst.1, utc.1);
    assert!(utc.1.contains("<time>2026-02-28 01:00:01</time>"));
}

#[test]
fn every_picture_of_the_catalogue_is_well_formed() {
    let runs = catalogue();
    for lang in LANGS {
        let page = page(&runs, lang.into());
        let mut count = 0;
        for picture in pictures(&page) {
            let picture = format!("<svg{picture}</svg>");
            let mut reader = Reader::from_str(&picture);
            loop {
                match reader.read_event() {
                    Ok(Xml::Eof) => break,
                    Ok(Xml::Start(tag)) => tag.attributes().for_each(|one| {
                        one.unwrap_or_else(|error| panic!("{error}: {picture}"));
                    }),
                    Ok(_) => {}
                    Err(error) => panic!("{error}: {picture}"),
                }
            }
            count += 1;
        }
        assert!(count > runs.len(), "{count}");
        assert!(page.len() < 5 << 18, "{lang}: {} bytes", page.len());
    }
}

#[test]
fn every_event_is_in_the_page_with_its_time() {
    let mut runs = catalogue();
    runs.push(play("fail", FAILING));
    for lang in LANGS {
        let voice = Voice::from(lang);
        for run in &runs {
            let page = page(std::slice::from_ref(run), voice);
            let table = page.split_once("class=\"events\"").unwrap().1;
            let mut rest = table;
            for event in &run.played.events {
                let clock = voice.zone.clock(event.at);
                assert!(
                    table.contains(&format!(">{clock}</time>")),
                    "{}: {clock}",
                    run.name
                );
                let sentence = escaped(&voice.sentence(event));
                assert!(table.contains(&sentence), "{}: {sentence}", run.name);
                // In order, but for notices that are in the row of the first.
                if let Some((_, after)) = rest.split_once(&sentence) {
                    rest = after;
                }
            }
            assert!(!rest.contains("class=\"events\""));
        }
    }
}

#[test]
fn what_failed_comes_first_and_open_with_its_lines_and_no_pin() {
    let night = include_str!("page/night.toml");
    let page = page(
        &[play("night", night), play("fail", FAILING)],
        Lang::En.into(),
    );
    let [first, second] = [
        "<details class=\"scenario failed\"",
        "<details class=\"scenario\"",
    ]
    .map(|tag| page.find(tag).unwrap());
    assert!(first < second);
    assert!(page[first..second].contains(" open>"));
    assert!(!page[second..].contains(" open>"));
    assert!(page.contains(
        "tests/fail.toml:29: step 6 of 7, connect 受付&amp;01: expected ok, got expired"
    ));
    // From the step's first line to its last; what comes behind is about the next step.
    for line in [
        "  29 | [[step]]\n",
        "  30 | at = &quot;受付&amp;01.not_after + 1s&quot;\n",
        "  33 | expect = &quot;ok&quot; # it has run out\n</code>",
    ] {
        assert!(page.contains(line), "{line}");
    }
    assert!(!page.contains("0427"));
    assert!(page.contains("1 of 2 scenarios failed"));
}

#[test]
fn nothing_from_a_file_is_markup() {
    let text = FAILING.replace("# Not for long.", "# Not\u{2028} for long.");
    let page = page(&[play("fail", &text)], Lang::En.into());
    assert_eq!(page.matches("<script>").count(), 1);
    assert_eq!(page.matches("<img").count(), 0);
    assert!(page.contains("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"));
    assert!(page.contains("&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;"));
    // What turns text around, or ends lines, is shown as what it is.
    assert!(page.contains("\\u202e") && page.contains("# Not\\u2028 for long."));
    assert!(!page.contains(['\u{202e}', '\u{2028}']));
}

#[test]
fn a_page_replaces_a_page_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let run = |more: &[&str]| {
        run_in(
            folder,
            &[&["run", "--filter", "first-setup"], more].concat(),
        )
    };
    assert_eq!(run(&["--html", "a.html"]).code, Some(0));
    let first = fs::read(folder.join("a.html")).unwrap();
    assert!(is_page(&first));
    assert_eq!(run(&["--html", "a.html", "--lang", "ja"]).code, Some(0));
    assert_ne!(fs::read(folder.join("a.html")).unwrap(), first);

    fs::write(folder.join("mine.html"), "<!DOCTYPE html>mine").unwrap();
    let kept = run(&["--html", "mine.html"]);
    assert_eq!(kept.code, Some(3), "{kept:?}");
    assert!(kept.stderr.contains("mine.html"), "{}", kept.stderr);
    assert_eq!(
        fs::read(folder.join("mine.html")).unwrap(),
        b"<!DOCTYPE html>mine"
    );
    assert_eq!(run(&["--html", "mine.html", "--force"]).code, Some(0));
    assert!(is_page(&fs::read(folder.join("mine.html")).unwrap()));
    // Without a place to write to, there is nothing to force.
    assert_eq!(run(&["--force"]).code, Some(2));
}

#[test]
fn a_page_tells_of_files_that_could_not_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("good.toml", include_str!("page/night.toml"));
    write("bad.toml", "title = 1\n");
    let run = run_in(folder.path(), &["run", ".", "--html", "page.html"]);
    assert_eq!(run.code, Some(2));
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(
        page.contains("The scenario passed, 1 file not read"),
        "{page}"
    );
    assert!(page.contains("bad.toml:1:9"), "{page}");
}

/// A folder with pages for other programs to look at, and what happened in each: all of the
/// catalogue, and a few in both languages.
fn laid_out() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let lay = |name: &str, runs: &[ScenarioRun], lang: Lang| {
        write(&format!("{name}.html"), &page(runs, lang.into()));
        let voice = Voice::from(lang);
        let events = runs.iter().flat_map(|run| &run.played.events);
        let said: Vec<[String; 2]> = events
            .map(|event| [voice.zone.clock(event.at), voice.sentence(event)])
            .collect();
        let said = serde_json::to_string(&said).unwrap();
        write(&format!("{name}.events.json"), &said);
    };
    let all = catalogue();
    lay("catalogue", &all, Lang::En);
    let shown = ["wrong-clock", "letter-lost"].map(|name| name.parse().unwrap());
    let mut few = vec![play("fail", FAILING)];
    few.extend(all.into_iter().filter(|run| shown.contains(&run.name)));
    for lang in LANGS {
        lay(&format!("few.{lang}"), &few, lang);
    }
    let programs = [
        "kigen",
        "mutant-blames-the-password",
        "mutant-never-takes-back",
    ];
    let programs = programs.map(|name| format!("builtin:{name}"));
    let args = [
        "--html",
        "few.check.html",
        "--only",
        "files::hostile/n*",
        "--only",
        "store::files/*",
    ];
    let mut check = vec!["check"];
    check.extend(programs.iter().map(String::as_str).chain(args));
    assert_eq!(run_in(folder.path(), &check).code, Some(1));
    write("few.check.events.json", "[]");
    let canary = ["--canary", "--seed", "25", "--worlds", "2"];
    let swarm = [&["swarm", "--html", "few.swarm.html"][..], &canary].concat();
    assert_eq!(run_in(folder.path(), &swarm).code, Some(1));
    write("few.swarm.events.json", "[]");
    folder
}

/// Where node finds what no package of Debian has.
pub(crate) fn node_modules() -> PathBuf {
    let usual = || {
        Path::new(&std::env::var_os("HOME").unwrap_or_default()).join(".local/share/kigen-judges")
    };
    let own = std::env::var_os("KIGEN_JUDGES").map_or_else(usual, PathBuf::from);
    own.join("node_modules")
}
