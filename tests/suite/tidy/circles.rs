//! No two modules of one module use each other, not even by way of others.
//!
//! [`floors`](super::floors) gives the modules of the library one order. This looks within each of
//! them, and within the packages that have no floors: files beside one another whose imports go in a
//! circle can only be read together. It sees paths as they are written; what comes by way of the
//! module above, where it is defined or passed on, it does not follow. Tests are left out: they may
//! use whatever helps.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::text::after_tests;
use super::tokens::{Token, after_group, text, tokens};

/// The folders that are packages, the longest first, and how a path begins in each.
const PACKAGES: [(&str, &str); 3] = [
    ("sim/pkcs12/", "sim/pkcs12"),
    ("sim/cli/", "sim/cli"),
    ("sim/", "sim"),
];

/// A module: its package, and its path in it.
type Module<'a> = (&'a str, Vec<&'a str>);

/// Every circle.
pub(super) fn findings(sources: &[(String, String)]) -> Vec<Finding> {
    let circles = circles(sources).into_iter();
    circles
        .map(|circle| format!("use each other: {}", circle.join(", ")))
        .collect()
}

/// The sets of modules beside one another each of which leads to each other.
fn circles(sources: &[(String, String)]) -> BTreeSet<Vec<String>> {
    let modules: BTreeSet<Module<'_>> = sources.iter().map(|(file, _)| module(file)).collect();
    let mut uses: BTreeMap<Module<'_>, BTreeSet<Module<'_>>> = BTreeMap::new();
    for (file, source) in sources {
        let (package, own) = module(file);
        for path in paths(&own, &tokens(source)) {
            let target = (1..=path.len())
                .rev()
                .find_map(|length| modules.get(&(package, path[..length].to_vec())));
            let Some((_, target)) = target else {
                continue;
            };
            let common = own.iter().zip(target).take_while(|(a, b)| a == b).count();
            if common < own.len() && common < target.len() {
                uses.entry((package, own[..=common].to_vec()))
                    .or_default()
                    .insert((package, target[..=common].to_vec()));
            }
        }
    }
    let reached = |from: &Module<'_>| -> BTreeSet<Module<'_>> {
        let mut reached = BTreeSet::new();
        let mut left = vec![from.clone()];
        while let Some(module) = left.pop() {
            for next in uses.get(&module).into_iter().flatten() {
                if reached.insert(next.clone()) {
                    left.push(next.clone());
                }
            }
        }
        reached
    };
    let reach: BTreeMap<&Module<'_>, BTreeSet<Module<'_>>> = uses
        .keys()
        .map(|module| (module, reached(module)))
        .collect();
    let mut circles = BTreeSet::new();
    for (module, reached) in &reach {
        if reached.contains(module) {
            let circle = reached
                .iter()
                .filter(|other| reach.get(other).is_some_and(|back| back.contains(*module)));
            circles.insert(circle.map(name).collect());
        }
    }
    circles
}

fn name((package, path): &Module<'_>) -> String {
    format!("{package}/{}", path.join("/"))
}

/// `sim/store/memory.rs` is `store::memory` in `sim`.
fn module(file: &str) -> Module<'_> {
    let (folder, package) = PACKAGES
        .iter()
        .find(|(folder, _)| file.starts_with(folder))
        .unwrap_or(&("", ""));
    let path = file.strip_prefix(folder).unwrap_or(file);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    (package, path.split('/').collect())
}

/// Every path in the code of a module, from the root of its package, without tests.
fn paths<'a>(own: &[&'a str], tokens: &[Token<'a>]) -> BTreeSet<Vec<&'a str>> {
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = after_tests(tokens, at) {
            at = end;
            continue;
        }
        let mut start = match (tokens[at].text, text(tokens, Some(at + 1))) {
            ("crate", "::") => vec![],
            ("self", "::") => own.to_vec(),
            ("super", "::") => own[..own.len() - 1].to_vec(),
            _ => {
                at += 1;
                continue;
            }
        };
        at += 2;
        while text(tokens, Some(at)) == "super" {
            start.pop();
            at += 2;
        }
        branches(tokens, at, &start, &mut found);
        at += 1;
    }
    found
}

/// The paths that go on at `at`: one, or those of the group that is there.
fn branches<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    start: &[&'a str],
    found: &mut BTreeSet<Vec<&'a str>>,
) {
    let mut path = start.to_vec();
    loop {
        match text(tokens, Some(at)) {
            "{" => {
                let end = after_group(tokens, at) - 1;
                let mut item = at + 1;
                while item < end {
                    branches(tokens, item, &path, found);
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
                return;
            }
            "self" => {}
            name => path.push(name),
        }
        if text(tokens, Some(at + 1)) != "::" {
            found.insert(path);
            return;
        }
        at += 2;
    }
}

#[test]
fn planted_circles_are_found_and_straight_uses_are_none() {
    let planted = |files: &[(&str, &str)]| {
        let files = files.iter();
        let files: Vec<_> = files.map(|(a, b)| (a.to_string(), b.to_string())).collect();
        let circles = circles(&files).into_iter();
        circles.map(|circle| circle.join(" ")).collect::<Vec<_>>()
    };
    for (files, expected) in [
        (
            &[
                ("sim/actor/pc.rs", "use crate::actor::post::Post;"),
                ("sim/actor/post.rs", "use super::pc::{Pc, self};"),
            ][..],
            &["sim/actor/pc sim/actor/post"][..],
        ),
        (
            &[
                ("sim/a.rs", "fn f() { crate::b::f() }"),
                ("sim/b/c.rs", "use crate::{d, e::F};"),
                ("sim/b.rs", ""),
                ("sim/d.rs", "pub(crate) use super::a::deep::Deep;"),
            ],
            &["sim/a sim/b sim/d"],
        ),
        (
            &[
                ("sim/cli/args.rs", "use crate::session::args::Act;"),
                ("sim/cli/session.rs", "mod args;"),
                ("sim/cli/session/args.rs", "use crate::args::Format;"),
                ("sim/args.rs", "use crate::session;"),
            ],
            &["sim/cli/args sim/cli/session"],
        ),
        (
            &[
                ("sim/a.rs", "mod b; use b::B; use self::c::C;"),
                ("sim/a/b.rs", "use super::A;"),
                ("sim/a/c.rs", "use super::b::B; // use super::c::C"),
                ("sim/d.rs", "#[cfg(test)]\nmod tests { use crate::a::A; }"),
                ("sim/e.rs", "use crate::d; #[test] fn f() {}"),
            ],
            &[],
        ),
    ] {
        assert_eq!(planted(files), expected, "{files:?}");
    }
}
