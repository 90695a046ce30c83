//! `kigen inspect`: what files hold, and in which state it is.
//!
//! Files are reported one after another, in the order in which they were named or found in their
//! folders.

use std::io::Read;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::args::InspectArgs;
use super::error::{CliError, Exit};
use super::now::now;
use super::words::words;
use super::{output, secret, trust};
use kigen::consumer::Verdict;
use kigen::inspection::{Deadline, Finding, Inspector, Judge, Limits, Source, Summary};
use kigen::key::KeyAlgorithm;
use kigen::outcome::Outcome;
use kigen::password::Password;
use kigen::reason::Reason;
use kigen::report::inspect::{FileReport, SummaryReport, inspect_listing};
use kigen::scenario::read_pki;
use kigen::words::Voice;

pub(super) fn inspect(args: &InspectArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let password = password(args)?;
    let (at, deadline) = times(args)?;
    let relying_party = trust::relying_party(args, password.as_ref())?;
    let mut judge = Judge::at(at);
    if let Some(path) = &args.pki {
        // The kind of key matters to what is made only.
        let pki = read_pki(path, KeyAlgorithm::Rsa2048).map_err(CliError::from)?;
        judge = judge.renewing(pki.renewal_window);
    }
    if let Some(relying_party) = relying_party {
        judge = judge.asking(relying_party);
    }
    let mut summary = Summary::new(judge.clone(), deadline);
    let mut exit = Exit::Success;

    let mut listing = inspect_listing(args.format, voice);
    let mut listened_to = output::print_on(&listing.beginning())?.is_continue();
    let limits = Limits::default().times(args.limit);
    let sources = args.paths.iter().map(|path| source(path, limits));
    let sources = sources.collect::<Result<Vec<_>, _>>()?;
    let inspector = inspector(args, password.as_ref()).within(limits);
    let mut findings = inspector.inspect(sources);
    while listened_to && let Some(finding) = findings.next() {
        let judgements = judge.judge(&finding.certificates);
        exit = exit.max(exit_of(&finding));
        if judgements.iter().any(Result::is_err) {
            exit = exit.max(Exit::Unexpected);
        }
        summary.add_judged(&finding, &judgements);
        let report = FileReport {
            finding: &finding,
            judge: &judge,
            judgements: &judgements,
        };
        listened_to = output::print_on(&listing.item(&report))?.is_continue();
    }
    summary.passed_over = findings.passed_over();
    if listened_to {
        output::print(&listing.end(&SummaryReport(&summary)))?;
    }
    let no_password = Outcome::Refused(Reason::NoPassword);
    if summary.outcomes.contains_key(&no_password) {
        output::complain(&[CliError::NoPassword], words(voice.lang), voice.zone);
    }
    if summary.files == 0 {
        return Err(vec![CliError::NothingFound]);
    }
    Ok(if summary.misses_its_deadline() {
        exit.max(Exit::Unexpected)
    } else {
        exit
    })
}

/// Returns what a path means: standard input for `-`.
fn source(path: &Path, limits: Limits) -> Result<Source, CliError> {
    if path != Path::new("-") {
        return Ok(Source::from(path));
    }
    let mut bytes = Vec::new();
    // One byte more than is looked at, so that a file that is too long is reported as such.
    let most = limits.container.file_bytes as u64 + 1;
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(CliError::Stdin)?;
    Ok(Source::Bytes {
        name: "-".to_owned(),
        bytes: bytes.into(),
    })
}

fn inspector(args: &InspectArgs, password: Option<&Password>) -> Inspector {
    let mut inspector = Inspector::new();
    if let Some(password) = password {
        inspector = inspector.with_password(password.clone());
    }
    if let Some(consumer) = args.consumer {
        inspector = inspector.for_consumer(consumer);
    }
    inspector
}

/// Returns the exit code that a file leads to.
fn exit_of(finding: &Finding) -> Exit {
    match finding.outcome {
        Outcome::Ok => match finding.verdict {
            Some((_, Verdict::Refuses(_))) => Exit::Unexpected,
            _ => Exit::Success,
        },
        Outcome::Refused(Reason::FileNotFound | Reason::Unreadable) => Exit::File,
        Outcome::Refused(_) => Exit::Unexpected,
    }
}

/// Returns the time at which files are judged, and the time before which nothing should expire.
fn times(args: &InspectArgs) -> Result<(DateTime<Utc>, Option<Deadline>), CliError> {
    let too_far = |option| CliError::OutOfYears { option };
    let now = now();
    let at = args.at.map_or(Some(now), |moment| moment.instant(now));
    let at = at.ok_or_else(|| too_far("--at"))?;
    let deadline = args.expires_within.map(|span| {
        let deadline = Deadline::new(span, at);
        deadline.ok_or_else(|| too_far("--expires-within"))
    });
    Ok((at, deadline.transpose()?))
}

/// Returns the password that was given, if any.
fn password(args: &InspectArgs) -> Result<Option<Password>, CliError> {
    if let Some(pin) = &args.pin {
        return secret::pin_as_password(pin).map(Some);
    }
    let file = args.password_file.as_deref();
    file.map(secret::password_in).transpose()
}
