//! Tables of the READMEs and the guide: who reads what we write, and what of theirs is read here.

use kigen::lang::Lang;

use super::{JUDGES, MATRIX, Reads, last_second};
use crate::support::with_between;

/// What stands around each table.
pub(crate) const MARKERS: [[&str; 2]; 3] = [
    [
        "<!-- judges that read -->",
        "<!-- end of judges that read -->",
    ],
    [
        "<!-- judges that write -->",
        "<!-- end of judges that write -->",
    ],
    [
        "<!-- the last second -->",
        "<!-- end of the last second -->",
    ],
];

/// The page with the tables as they have to be.
pub(crate) fn with_tables(page: &str, lang: Lang) -> String {
    let tables = [reading(lang), writing(lang), last_second::table(lang)];
    let pairs = MARKERS.into_iter().zip(tables);
    pairs.fold(page.to_owned(), |page, (markers, table)| {
        with_between(&page, markers, &table)
    })
}

fn reading(lang: Lang) -> String {
    let names = JUDGES.map(|judge| judge.name());
    let head = match lang {
        Lang::En => "profile",
        Lang::Ja => "プロファイル",
    };
    let mut table = format!(
        "| {head} | {} |\n|---|{}",
        names.join(" | "),
        "---|".repeat(JUDGES.len())
    );
    for (profile, row) in MATRIX {
        let cells: Vec<String> = row
            .iter()
            .zip(JUDGES)
            .map(|(reads, judge)| cell(*reads, judge.library(), lang))
            .collect();
        table += &format!("\n| `{profile}` | {} |", cells.join(" | "));
    }
    table
}

fn cell(reads: Reads, library: &str, lang: Lang) -> String {
    let number = |number: &[u32]| {
        let parts: Vec<String> = number.iter().map(u32::to_string).collect();
        parts.join(".")
    };
    match (reads, lang) {
        (Reads::Yes, Lang::En) => "yes".into(),
        (Reads::Yes, Lang::Ja) => "○".into(),
        (Reads::With(option), Lang::En) => format!("with `{option}`"),
        (Reads::With(option), Lang::Ja) => format!("`{option}` が必要"),
        (Reads::From(from), Lang::En) => format!("from {library} {}", number(from)),
        (Reads::From(from), Lang::Ja) => format!("{library} {} から", number(from)),
        (Reads::Since { no, yes }, Lang::En) => {
            format!("yes ({}), no ({})", number(yes), number(no))
        }
        (Reads::Since { no, yes }, Lang::Ja) => {
            format!("○（{}）、×（{}）", number(yes), number(no))
        }
        (Reads::No(tried), Lang::En) => format!("no ({})", number(tried)),
        (Reads::No(tried), Lang::Ja) => format!("×（{}）", number(tried)),
    }
}

fn writing(lang: Lang) -> String {
    let head = match lang {
        Lang::En => "| written by | how |",
        Lang::Ja => "| 作成元 | 方法 |",
    };
    let rows = JUDGES.iter().filter(|judge| !judge.ways().is_empty());
    let rows = rows.map(|judge| {
        let ways = judge.ways().join(" · ");
        let ways = match lang {
            Lang::En => ways,
            Lang::Ja => ways.replace("default", "既定"),
        };
        format!("\n| {} | {ways} |", judge.name())
    });
    format!("{head}\n|---|---|{}", rows.collect::<String>())
}

#[test]
fn every_profile_has_a_row_and_every_way_a_name_of_its_own() {
    assert_eq!(
        MATRIX.map(|(profile, _)| profile),
        *kigen::pkcs12::EncryptionProfile::ALL
    );
    for judge in JUDGES {
        let mut ways = judge.ways().to_vec();
        ways.sort_unstable();
        ways.dedup();
        assert_eq!(ways.len(), judge.ways().len(), "{}", judge.name());
    }
}
