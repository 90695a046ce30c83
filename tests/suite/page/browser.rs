//! A browser without a screen shows the pages: Chromium, driven by playwright-core, with axe-core
//! for what is hard to read. What it finds wrong is a line each.

use std::process::Command;

use super::{laid_out, node_modules};
use crate::judges::is_missing;

/// What is looked at, and how, is in here.
const SCRIPT: &str = include_str!("browser.js");

#[test]
fn a_browser_shows_the_pages_as_they_are_meant() {
    let modules = node_modules();
    let browser = Command::new("chromium").arg("--version").output();
    let missing = match browser {
        Err(error) => Some(format!("chromium: {error}")),
        Ok(_) => ["playwright-core", "axe-core"]
            .iter()
            .find(|name| !modules.join(name).is_dir())
            .map(|name| format!("no {name} in {}", modules.display())),
    };
    if let Some(missing) = missing {
        return is_missing("Chromium", &missing);
    }
    let folder = laid_out();
    std::fs::write(folder.path().join("browser.js"), SCRIPT).unwrap();
    let output = Command::new("node")
        .arg("browser.js")
        .env("NODE_PATH", modules)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{errors}");
    // The last line says how much was looked at.
    let (found, looked) = said
        .trim_end()
        .rsplit_once('\n')
        .unwrap_or(("", said.trim_end()));
    assert_eq!(found, "", "{looked}");
    assert_eq!(looked, "looked at 5 pages", "{errors}");
}
