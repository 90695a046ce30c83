//! `kigen list`: which scenarios there are.

use super::args::ListArgs;
use super::error::{CliError, Exit};
use super::output;
use super::selected::{self, Selected, selected};
use kigen::report::list::ListReport;
use kigen::words::Voice;

pub(super) fn list(args: &ListArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let Selected { scenarios, broken } = selected(&args.select)?;
    let report = ListReport {
        scenarios: &scenarios,
        broken: &broken,
    };
    output::print(&args.format.render(&report, voice))?;
    selected::end(selected::errors(broken))
}
