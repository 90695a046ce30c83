//! A table of the guide: what `--for` says of each file, which the tests hold to the programs.

use std::collections::BTreeMap;

use kigen::consumer::Consumer;
use kigen::lang::Lang;

use super::{Cell, KNOWN};
use crate::support::with_between;

pub(crate) const MARKERS: [&str; 2] = ["<!-- who reads what -->", "<!-- end of who reads what -->"];

/// The page with the table as it has to be.
pub(crate) fn with_table(page: &str, lang: Lang) -> String {
    with_between(page, MARKERS, &table(lang))
}

/// One row for all files of which every program makes the same, in the order of the corpus.
fn table(lang: Lang) -> String {
    let mut rows: Vec<(Vec<Cell>, Vec<&str>)> = vec![];
    let mut places: BTreeMap<Vec<Cell>, usize> = BTreeMap::new();
    for known in KNOWN.iter() {
        let cells: Vec<Cell> = Consumer::ALL.iter().map(|it| known.verdict(*it)).collect();
        let place = *places.entry(cells.clone()).or_insert_with(|| {
            rows.push((cells, vec![]));
            rows.len() - 1
        });
        rows[place].1.push(&known.case.name);
    }
    let head = match lang {
        Lang::En => "file",
        Lang::Ja => "ファイル",
    };
    let names: Vec<String> = Consumer::ALL.iter().map(|it| format!("`{it}`")).collect();
    let mut table = format!(
        "| {head} | {} |\n|---|{}",
        names.join(" | "),
        "---|".repeat(names.len())
    );
    for (cells, files) in rows {
        let files: Vec<String> = files.iter().map(|file| format!("`{file}`")).collect();
        let cells: Vec<&str> = cells.into_iter().map(|it| cell(it, lang)).collect();
        table += &format!("\n| {} | {} |", files.join(", "), cells.join(" | "));
    }
    table
}

fn cell(cell: Cell, lang: Lang) -> &'static str {
    match (cell, lang) {
        (Cell::Reads, Lang::En) => "yes",
        (Cell::Reads, Lang::Ja) => "○",
        (Cell::Part, Lang::En) => "part",
        (Cell::Part, Lang::Ja) => "一部",
        (Cell::Refuses, Lang::En) => "no",
        (Cell::Refuses, Lang::Ja) => "×",
        (Cell::BlamesPassword, Lang::En) => "no, password",
        (Cell::BlamesPassword, Lang::Ja) => "×（パスワード）",
        (Cell::NotKnown, _) => "?",
    }
}
