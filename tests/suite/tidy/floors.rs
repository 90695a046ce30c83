//! The floors of sim/: what may use what.
//!
//! A module may name `crate::X` only where X is itself, is on a lower floor, or comes before
//! it on its own floor. So the list below is also an order in which the crate can be read.

use super::Finding;
use super::tokens::{Token, after_group, is_word, text, tokens};

/// The floors from the ground up, each with its modules in the order in which they may build on
/// one another. The number of a floor is its place here.
const FLOORS: &[(&str, &[&str])] = &[
    // A package of its own, whose modules the library passes on.
    (
        "engine",
        &[
            "named",
            "seed",
            "digest",
            "pem",
            "key",
            "certificate",
            "revocation_list",
            "bundle",
            "wrapped",
            "pkcs12",
            "format",
            "jks",
        ],
    ),
    (
        "values",
        &[
            "notation", "parallel", "shown", "time", "label", "lang", "reason", "outcome",
        ],
    ),
    ("certificates", &["pki", "authority", "path"]),
    ("containers", &["pin", "password", "consumer"]),
    ("store", &["file", "store"]),
    (
        "life cycle",
        &["lifecycle", "trace", "specimen", "inspection", "conversion"],
    ),
    ("actors", &["actor"]),
    ("world", &["world", "lab", "checker", "measure"]),
    ("scenario", &["scenario"]),
    ("harness", &["conformance", "check", "swarm", "fleet"]),
    ("words", &["words"]),
    ("report", &["page", "timeline", "report"]),
    ("server", &["serve"]),
];

/// Above all floors, and the packages of their own: between packages the compiler holds the order.
const APART: [&str; 3] = ["sim/lib.rs", "sim/pkcs12/", "sim/cli/"];

/// Upward uses in one source file of sim/, and the file itself if it is on no floor.
pub(super) fn findings(file: &str, source: &str) -> Vec<Finding> {
    if APART.iter().any(|apart| file.starts_with(apart)) {
        return Vec::new();
    }
    let module_path = module_path(file);
    let own = module_path[0];
    let Some(place) = place(own) else {
        return vec![format!(
            "{file}:1: the module `{own}` stands on no floor; place it in FLOORS in tests/suite/tidy/floors.rs"
        )];
    };
    uses(&module_path, &tokens(source))
        .into_iter()
        .filter_map(|used| match self::place(used.text) {
            Some(target) if target <= place => None,
            Some(target) => Some(format!(
                "{file}:{}: upward use of `crate::{}` ({}) from `{own}` ({})",
                used.line,
                used.text,
                floor(target),
                floor(place),
            )),
            None => Some(format!(
                "{file}:{}: `crate::{}` is no module on a floor; name the module that holds it",
                used.line, used.text,
            )),
        })
        .collect()
}

/// Floor and place on it.
fn place(module: &str) -> Option<(usize, usize)> {
    FLOORS.iter().enumerate().find_map(|(floor, (_, modules))| {
        let index = modules.iter().position(|listed| *listed == module)?;
        Some((floor, index))
    })
}

fn floor((floor, _): (usize, usize)) -> String {
    format!("floor {floor}, {}", FLOORS[floor].0)
}

/// `sim/store/memory.rs` is `store::memory`, and `sim/store/mod.rs` is `store`.
fn module_path(file: &str) -> Vec<&str> {
    let path = file.strip_prefix("sim/").unwrap_or(file);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    path.strip_suffix("/mod")
        .unwrap_or(path)
        .split('/')
        .collect()
}

/// Each name that stands directly under the crate in a path: after `crate::`, in a group after it,
/// or after as many `super::` as lead out to the crate.
fn uses<'a>(module_path: &[&str], tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut inline_modules = Vec::new(); // the depth at which each `mod name { … }` around us began
    let mut at = 0;
    while at < tokens.len() {
        let next = text(tokens, Some(at + 1));
        match tokens[at].text {
            "{" => {
                if text(tokens, at.checked_sub(2)) == "mod" {
                    inline_modules.push(depth);
                }
                depth += 1;
            }
            "}" => {
                depth = depth.saturating_sub(1);
                if inline_modules.last() == Some(&depth) {
                    inline_modules.pop();
                }
            }
            "crate" if next == "::" => names(tokens, at + 2, &mut found),
            "super" if next == "::" => {
                let mut steps = 1;
                at += 2;
                while text(tokens, Some(at)) == "super" && text(tokens, Some(at + 1)) == "::" {
                    steps += 1;
                    at += 2;
                }
                if steps >= module_path.len() + inline_modules.len() {
                    names(tokens, at, &mut found);
                }
                continue; // `at` is already on what follows the chain, and that may be a group
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The first name of each path that begins at `at`: one, or those of the group there.
fn names<'a>(tokens: &[Token<'a>], at: usize, found: &mut Vec<Token<'a>>) {
    if text(tokens, Some(at)) != "{" {
        found.extend(tokens.get(at));
        return;
    }
    let end = after_group(tokens, at) - 1;
    let mut item = at + 1;
    while item < end {
        names(tokens, item, found);
        while item < end && tokens[item].text != "," {
            let opens = tokens[item].text == "{";
            item = if opens {
                after_group(tokens, item)
            } else {
                item + 1
            };
        }
        item += 1;
    }
}

#[test]
fn each_module_stands_on_one_floor() {
    let modules: Vec<&str> = FLOORS
        .iter()
        .flat_map(|(_, modules)| modules.iter().copied())
        .collect();
    for (at, module) in modules.iter().enumerate() {
        assert!(module.chars().all(is_word), "{module}");
        assert!(!modules[..at].contains(module), "{module} is listed twice");
    }
}

#[test]
fn a_planted_upward_use_is_reported_with_its_line_and_both_floors() {
    assert_eq!(
        findings("sim/pin.rs", "//! A PIN.\n\nuse crate::world::World;\n"),
        [
            "sim/pin.rs:3: upward use of `crate::world` (floor 7, world) from `pin` (floor 3, containers)"
        ]
    );
}

#[test]
fn upward_uses_do_not_hide() {
    for (planted, line) in [
        ("fn f() { crate::world::step(); }", 1),
        ("use crate::{reason::Reason, world::World};", 1),
        (
            "use crate::{\n    key::{Key, PublicKey},\n    world,\n};",
            3,
        ),
        ("use crate :: world;", 1),
        ("use super::world;", 1),
        ("use super::{key, world};", 1),
        ("mod tests {\n    use super::super::world;\n}", 2),
        ("mod a {}\nuse super::world;", 2),
        ("macro_rules! m { () => { $crate::world::step() } }", 1),
        (
            "const A: char = '\"'; use crate::world; const B: char = '\"';",
            1,
        ),
        (
            "use crate::bundle; fn f<'a>() { crate::world::f::<'a>() }",
            1,
        ),
        ("use crate::path;\nuse crate::world;", 2),
        ("pub use crate::consumer;", 1), // its own floor, but after it
        ("use crate::*;", 1),
        ("use crate::Lab;", 1), // a name that lib.rs exports hides its floor
    ] {
        let found = findings("sim/pin.rs", planted);
        assert_eq!(found.len(), 1, "{planted}: {found:?}");
        assert!(
            found[0].starts_with(&format!("sim/pin.rs:{line}: ")),
            "{planted}: {found:?}"
        );
    }
}

#[test]
fn uses_downwards_and_of_oneself_pass() {
    let source = "
//! [`crate::cli`] in documentation is no use.
use crate::pin::Pin; // nor is crate::cli in a comment
use crate::{lang::Lang, pkcs12::{self, pfx}};
use super::limits;
pub(crate) const TEXT: &str = \"crate::cli\";
pub(super) struct S;
mod tests { use super::*; use super::super::ber; }
";
    assert_eq!(findings("sim/store/memory.rs", source), [""; 0]);
    assert_eq!(findings("sim/store/mod.rs", "use super::pin;"), [""; 0]);
    assert_eq!(findings("sim/lib.rs", "pub use crate::cli;"), [""; 0]);
}

#[test]
fn a_new_module_has_to_be_placed() {
    for file in [
        "sim/surprise.rs",
        "sim/surprise/mod.rs",
        "sim/surprise/box.rs",
    ] {
        let found = findings(file, "//! New.\n");
        assert_eq!(found.len(), 1, "{file}");
        assert!(
            found[0].contains("`surprise` stands on no floor"),
            "{found:?}"
        );
    }
}
