//! `kigen explain`: what a reason code means.

use super::args::ExplainArgs;
use super::error::{CliError, Exit};
use super::output;
use kigen::report::explain::ExplainReport;
use kigen::words::Voice;

pub(super) fn explain(args: &ExplainArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let report = ExplainReport::of(&args.codes);
    output::print(&args.format.render(&report, voice))?;
    Ok(Exit::Success)
}
