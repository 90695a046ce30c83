//! A copy of the checkout in which bugs are planted, and cargo's work in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::TARGETS;

/// Real time, which nothing in the sources may know.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "builds and tests that hang are real"
    )]
    pub(crate) fn start() -> Self {
        Stopwatch(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// What is no part of the sources: history, build output, what fuzzing leaves.
const LEFT_OUT: [&str; 6] = [
    ".git",
    "target",
    "benches/peers/target",
    "tests/fuzz/target",
    "tests/fuzz/corpus",
    "tests/fuzz/artifacts",
];

/// How often a running test is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// A copy of the checkout, with build output of its own that is kept from one run to the next.
pub(crate) struct Copy {
    root: PathBuf,
    target: PathBuf,
    shared: PathBuf,
}

/// A binary with tests in it.
pub(crate) struct Binary {
    path: PathBuf,
    /// The folder of its package, where cargo would run it.
    package: PathBuf,
}

/// How a test ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Passed,
    Failed,
    TimedOut,
    /// There is none of this name, or it is ignored.
    NotRun,
}

impl Copy {
    /// Brings the copy in line with the checkout. Files that are equal keep their time of change,
    /// so that cargo builds no more than it has to.
    pub(crate) fn of(checkout: &Path) -> std::io::Result<Copy> {
        let shared = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| checkout.join("target"), PathBuf::from);
        let target = shared.join("planted");
        let root = target.join("checkout");
        fs::create_dir_all(&root)?;
        let left_out = LEFT_OUT.map(|path| checkout.join(path));
        mirror(checkout, &root, &left_out)?;
        set_apart(&root)?;
        Ok(Copy {
            root,
            target,
            shared,
        })
    }

    /// Writes a file of the copy.
    pub(crate) fn write(&self, file: &str, text: &str) -> std::io::Result<()> {
        fs::write(self.root.join(file), text)
    }

    /// Builds the tests of a target and gives the binary that holds them.
    ///
    /// # Errors
    ///
    /// What the compiler says.
    pub(crate) fn build(&self, target: &str) -> Result<Binary, String> {
        let (_, package, arguments) = TARGETS
            .iter()
            .find(|(name, ..)| *name == target)
            .ok_or_else(|| format!("there is no target `{target}`"))?;
        let package = self.root.join(package);
        let output = Command::new(env!("CARGO"))
            .args(["test", "--no-run", "--locked", "--message-format=json"])
            .args(*arguments)
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "1") // one file is another each time
            // Since cargo 1.91: what the dependencies were built to for `cargo test` is used again.
            // The packages of the workspace are kept apart by their version: see `set_apart`.
            .env("CARGO_BUILD_BUILD_DIR", &self.shared)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cargo does not start: {error}"))?;
        let lines = String::from_utf8_lossy(&output.stdout);
        let messages = lines
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        let mut binary = None;
        let mut errors = String::new();
        for message in messages {
            if message["profile"]["test"] == true
                && let Some(path) = message["executable"].as_str()
            {
                binary = Some(PathBuf::from(path));
            }
            if message["message"]["level"] == "error" {
                errors += message["message"]["rendered"].as_str().unwrap_or_default();
            }
        }
        match binary {
            Some(path) if output.status.success() => Ok(Binary { path, package }),
            _ if errors.is_empty() => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
            _ => Err(errors),
        }
    }

    /// Runs one test of a binary that was built here.
    pub(crate) fn run(&self, binary: &Binary, test: &str, limit: Duration) -> std::io::Result<End> {
        let output = self.target.join("output.txt");
        let file = fs::File::create(&output)?;
        let mut child = Command::new(&binary.path)
            .args(["--exact", test])
            .current_dir(&binary.package)
            .env("CARGO_MANIFEST_DIR", &binary.package)
            .env("INSTA_UPDATE", "no")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()?;
        let stopwatch = Stopwatch::start();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if stopwatch.elapsed() > limit {
                child.kill()?;
                child.wait()?;
                return Ok(End::TimedOut);
            }
            std::thread::sleep(LOOK);
        };
        let text = fs::read(&output)?;
        let text = String::from_utf8_lossy(&text);
        Ok(if !status.success() {
            End::Failed
        } else if text.contains("test result: ok. 1 passed") {
            End::Passed
        } else {
            End::NotRun
        })
    }
}

/// What the version of the packages in the copy ends with.
const MARK: &str = "+planted";

/// Gives the packages of the workspace a version of their own. Cargo names what it builds by name
/// and version, and would take what was built of a planted bug for what the checkout is built to.
fn set_apart(root: &Path) -> std::io::Result<()> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let (_, package) = manifest
        .split_once("[workspace.package]\nversion = \"")
        .expect("the workspace says the version of its packages first");
    let (version, _) = package.split_once('"').expect("a string ends");
    let (plain, marked) = (format!("\"{version}\""), format!("\"{version}{MARK}\""));
    let set = format!("[workspace.package]\nversion = {plain}");
    let manifest = manifest.replace(&set, &set.replace(&plain, &marked));
    fs::write(root.join("Cargo.toml"), manifest)?;

    let mut lock = fs::read_to_string(root.join("Cargo.lock"))?;
    for package in ["kigen", "kigen-cli", "kigen-pkcs12"] {
        let entry = format!("name = \"{package}\"\nversion = {plain}");
        assert!(lock.contains(&entry), "{package} is not in Cargo.lock");
        lock = lock.replace(&entry, &entry.replace(&plain, &marked));
    }
    fs::write(root.join("Cargo.lock"), lock)
}

/// Makes `to` hold what `from` holds, but for the files and folders of `left_out`.
fn mirror(from: &Path, to: &Path, left_out: &[PathBuf]) -> std::io::Result<()> {
    let mut kept = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if left_out.contains(&entry.path()) {
            continue;
        }
        let name = entry.file_name();
        kept.insert(name.clone());
        let (source, place) = (entry.path(), to.join(&name));
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&place)?;
            mirror(&source, &place, left_out)?;
        } else {
            let bytes = fs::read(&source)?;
            if fs::read(&place).ok().as_ref() != Some(&bytes) {
                fs::write(&place, bytes)?;
            }
        }
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if kept.contains(&entry.file_name()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
