//! Which PCs a session is asked about, and whether the services would let them in.

use crate::{Complaint, Exit};
use kigen::label::Label;
use kigen::report::session::VerifyReport;
use kigen::scenario::Replay;

/// The PCs that were asked for: one, or all.
pub(super) fn pcs<'a>(
    replay: &'a Replay,
    named: Option<&Label>,
) -> Result<Vec<&'a Label>, Complaint> {
    let all: Vec<&Label> = replay.world().pcs().collect();
    let Some(named) = named else { return Ok(all) };
    let found: Vec<&Label> = all.iter().copied().filter(|pc| *pc == named).collect();
    if found.is_empty() {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        let message = format!("there is no PC `{named}`; there are {}", names.join(", "));
        return Err(Complaint::new(Exit::Usage, message));
    }
    Ok(found)
}

/// How the command ends that asks the services.
pub(super) fn exit_of(report: &VerifyReport<'_>) -> Exit {
    let world = report.replay.world();
    match report.pcs.iter().all(|pc| world.verdict(pc).is_ok()) {
        true => Exit::Success,
        false => Exit::Unexpected,
    }
}
