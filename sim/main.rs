//! The `kigen` command: reads arguments, calls [`kigen::cli`], ends with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    kigen::cli::main()
}
