//! Where a link leads in a page.

use std::collections::BTreeSet;

/// The place of a scenario in a page.
#[derive(Debug)]
pub(super) struct Anchor(String);

impl Anchor {
    /// What the place is called.
    pub(super) fn id(&self) -> &str {
        &self.0
    }

    /// The link that leads there; what is not a plain letter is percent-encoded (RFC 3986 section
    /// 2.1).
    pub(super) fn link(&self) -> String {
        let mut link = "#".to_owned();
        for byte in self.0.bytes() {
            match byte {
                b'-' | b'.' | b'_' | b'~' | b'/' => link.push(byte.into()),
                _ if byte.is_ascii_alphanumeric() => link.push(byte.into()),
                _ => link += &format!("%{byte:02X}"),
            }
        }
        link
    }
}

/// Gives each of a page's scenarios a place of its own, called as the scenario is. Names that begin
/// as those of a page's own places do get a mark, and names that are the same without blanks a
/// number.
pub(super) fn anchors(names: impl Iterator<Item = String>) -> Vec<Anchor> {
    let mut taken = BTreeSet::new();
    let mut anchors = Vec::new();
    for name in names {
        let name = name.replace(char::is_whitespace, "_");
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let names = std::iter::once(name.clone()).chain(numbered);
        let is_own = |name: &String| name.starts_with("k-");
        let free = names
            .map(|name| {
                if is_own(&name) {
                    format!("_{name}")
                } else {
                    name
                }
            })
            .find(|name| taken.insert(name.clone()));
        anchors.push(Anchor(free.expect("there is always a further number")));
    }
    anchors
}
