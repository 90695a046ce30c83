//! The real binary, and where it finds the files of this repository.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What the real binary said and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

/// The real binary in `folder`, in a locale that says nothing.
pub(crate) fn kigen_in(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kigen"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in [
        "LANGUAGE",
        "LC_ALL",
        "LC_MESSAGES",
        "LC_CTYPE",
        "TZ",
        "KIGEN_SESSION",
        "KIGEN_READY",
    ] {
        command.env_remove(name);
    }
    command.env("LANG", "C");
    command
}

/// Runs the real binary with these arguments, in `folder`.
pub(crate) fn run_in(folder: &Path, args: &[&str]) -> Run {
    kigen_in(folder).args(args).output().unwrap().into()
}
