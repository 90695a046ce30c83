//! Pages: one self-contained HTML file each, that people look at, and those of a server.
//!
//! A page needs no network, no script and no style sheet to be read: Jenkins, for example, drops
//! both styles and scripts of what it shows (`style-src 'self'`, `sandbox`). Where they are
//! allowed, the style makes it pleasant, in light and dark and on paper, and the script adds a
//! filter. The page's own policy allows these two, by their digests, and nothing else.
//!
//! Everything goes through maud, which escapes it, and nothing invisible is left in it.

use base64ct::{Base64, Encoding};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::lang::Lang;
use crate::shown;

/// The style of every page.
const STYLE: &str = include_str!("page/style.css");

/// The style of what is on a server's pages only.
#[cfg(feature = "serve")]
const FORMS: &str = include_str!("page/forms.css");

/// The script of every page that is a file: it shows a filter and keeps it working.
const SCRIPT: &str = include_str!("page/script.js");

/// A page.
#[derive(Debug)]
pub struct Page<'a> {
    /// The language of its texts.
    pub lang: Lang,
    /// What it is called.
    pub title: &'a str,
    /// What is on it.
    pub body: Markup,
}

impl Page<'_> {
    /// Renders the whole file.
    pub fn render(&self) -> String {
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            digest(STYLE),
            digest(SCRIPT)
        );
        self.whole(&policy, &[STYLE], Some(SCRIPT))
    }

    /// Renders it for a server to answer with, with its policy, which allows forms that are sent to
    /// the server itself, and no script.
    #[cfg(feature = "serve")]
    pub(crate) fn render_for_server(&self) -> (String, String) {
        let policy = format!(
            "default-src 'none'; style-src '{}' '{}'; base-uri 'none'; form-action 'self'",
            digest(STYLE),
            digest(FORMS)
        );
        (self.whole(&policy, &[STYLE, FORMS], None), policy)
    }

    fn whole(&self, policy: &str, styles: &[&str], script: Option<&str>) -> String {
        let whole = html! {
            (DOCTYPE)
            html lang=(self.lang.name()) {
                head {
                    meta charset="utf-8";
                    meta name="generator" content=(GENERATOR);
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    @for style in styles { style { (PreEscaped(style)) } }
                }
                body {
                    (self.body)
                    @if let Some(script) = script { script { (PreEscaped(script)) } }
                }
            }
        };
        shown::lines(&whole.into_string()).into_owned() + "\n"
    }
}

/// What made a page.
const GENERATOR: &str = "kigen";

/// How far into a page it says what made it.
const HEAD_BYTES: usize = 1_024;

/// Returns whether a file is a page that kigen made.
pub fn is_page(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]);
    let marked = format!("<meta name=\"generator\" content=\"{GENERATOR}\">");
    head.starts_with("<!DOCTYPE html>") && head.contains(&marked)
}

/// The digest of a style or script, as policies write it (CSP Level 3, section 2.3.1).
fn digest(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!("sha256-{}", Base64::encode_string(&digest))
}
