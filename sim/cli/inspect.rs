//! `kigen inspect`: what is in files, and in which state.
//!
//! Files are read, opened and told of one after another, in the order in which they were named or
//! lie in their folders; the opening runs on all cores, a bounded number of files ahead.

mod advice;
mod files;
mod finding;
mod json;
mod summary;
mod text;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::args::{Format, InspectArgs};
use super::error::{CliError, Exit};
use super::now::now;
use super::words::words;
use super::{output, secret};
use files::Files;
use finding::{Finding, Raw};
use kigen::importer::Verdict;
use kigen::lang::Lang;
use kigen::password::Password;
use kigen::pkcs12::{Bulk, Limits};
use kigen::reason::Reason;
use summary::{Deadline, Summary};

pub(super) fn inspect(args: &InspectArgs, lang: Lang) -> Result<Exit, Vec<CliError>> {
    let password = password(args)?;
    let (at, deadline) = times(args)?;
    let mut summary = Summary::new(at, deadline);
    let limits = Limits::default();

    // Every file is opened in its turn, in case it is PKCS#12, so that nothing overtakes another.
    let (raw, passed_over) = (RefCell::new(VecDeque::new()), Cell::new(0));
    let typed: Arc<str> = password.as_ref().map_or("", Password::as_str).into();
    let opens = password.is_some() || args.importer.is_none();
    let jobs = Files::new(&args.paths).filter_map(|candidate| {
        let Some(read) = Raw::read(&candidate, opens, args.importer, &limits) else {
            passed_over.set(passed_over.get() + 1);
            return None;
        };
        let job = (read.bytes(), Arc::clone(&typed));
        raw.borrow_mut().push_back(read);
        Some(job)
    });
    let mut exit = Exit::Success;
    let mut listened_to = print(args.format, || json::BEGINNING.to_owned(), String::new)?;
    for opened in Bulk::default().open(jobs, &limits) {
        let next = raw.borrow_mut().pop_front();
        let next = next.expect("a file was read before it was opened");
        let finding = next.understand(opened, &typed);
        exit = exit.max(exit_of(&finding));
        summary.add(&finding);
        let first = summary.files == 1;
        listened_to = print(
            args.format,
            || json::file(&finding, at, first),
            || text::file(&finding, at, lang),
        )?;
        if !listened_to {
            break;
        }
    }
    summary.passed_over = passed_over.get();
    let several = summary.files + summary.passed_over != 1 || args.expires_within.is_some();
    if listened_to {
        let shown = || several.then(|| text::summary(&summary, lang));
        print(
            args.format,
            || json::end(&summary),
            || shown().unwrap_or_default(),
        )?;
    }
    if password.is_none() && summary.outcomes.contains_key(Reason::WrongPassword.code()) {
        output::complain(&[CliError::NoPassword], words(lang));
    }
    Ok(if summary.misses_its_deadline() {
        exit.max(Exit::Unexpected)
    } else {
        exit
    })
}

/// Prints in the format that was asked for, and says whether anybody still reads.
fn print(
    format: Format,
    as_json: impl FnOnce() -> String,
    as_text: impl FnOnce() -> String,
) -> Result<bool, CliError> {
    let text = match format {
        Format::Json => as_json(),
        Format::Text => as_text(),
    };
    output::print_on(&text).map(|flow| flow.is_continue())
}

/// What a file makes of the exit code.
fn exit_of(finding: &Finding) -> Exit {
    match finding.outcome {
        Ok(()) => match finding.verdict {
            Some((_, Verdict::Refuses(_))) => Exit::Unexpected,
            _ => Exit::Success,
        },
        Err(Reason::FileNotFound | Reason::Unreadable) => Exit::File,
        Err(_) => Exit::Unexpected,
    }
}

/// The time that files are judged at, and that by which nothing is to run out.
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

/// The password that was given, if one was.
fn password(args: &InspectArgs) -> Result<Option<Password>, CliError> {
    if let Some(pin) = &args.pin {
        return secret::pin_as_password(pin).map(Some);
    }
    let file = args.password_file.as_deref();
    file.map(secret::password_in).transpose()
}
