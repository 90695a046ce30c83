//! Plays a script, and says what is not right.

use std::fs;
use std::path::Path;

use super::adapter_error::AdapterError;
use super::protocol::{Answer, digest};
use super::reply::Reply;
use super::script::{Right, Script, Step, Trouble};
use super::session::Session;
use super::trace::Exchange;
use super::verdict::Verdict;
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::outcome::Outcome;
use crate::pkcs12::{Limits, open};
use crate::reason::Reason;

/// How a script ended.
pub(super) struct Played {
    pub(super) verdict: Verdict,
    pub(super) trouble: Option<Trouble>,
    /// The last reply.
    pub(super) reply: Reply,
    pub(super) native: Option<String>,
    /// What was said until then.
    pub(super) trace: Vec<Exchange>,
}

/// Asks for everything, until something is not right.
pub(super) fn play(script: &Script, session: &mut Session) -> Result<Played, AdapterError> {
    let mut trace = Vec::new();
    let requests = || script.steps.iter().map(|step| &step.request);
    let mut played = Played {
        verdict: Verdict::Pass,
        trouble: None,
        reply: Reply::Accepted(Box::default()),
        native: None,
        trace: vec![],
    };
    if let Some(lacking) = requests().find_map(|request| session.lacking(request)) {
        played.verdict = Verdict::Skipped;
        played.reply = Reply::Skipped(lacking);
        return Ok(played);
    }
    for (at, step) in script.steps.iter().enumerate() {
        let asked = session.ask(step.request.clone())?;
        trace.push(Exchange::new(at, 0, &step.request, &asked));
        let judged = judge(step, &asked.reply, session.folder());
        played.reply = asked.reply;
        played.native = asked.native;
        if let Some((verdict, expected, got)) = judged {
            played.verdict = verdict;
            played.trouble = Some(Trouble {
                step: Some(at + 1),
                expected,
                got,
            });
            break;
        }
    }
    played.trace = trace;
    Ok(played)
}

/// What is wrong: the verdict, what was expected and what came.
fn judge(step: &Step, reply: &Reply, folder: &Path) -> Option<(Verdict, String, String)> {
    let answer: &Answer = match reply {
        Reply::Accepted(answer) => answer,
        Reply::Refused(reason) => return judge_refusal(&step.right, *reason),
        Reply::Skipped(why) => return Some((Verdict::Skipped, String::new(), why.clone())),
        Reply::Hung => return Some((Verdict::Hang, step.right.outcome(), String::new())),
        Reply::Crashed(how) => {
            return Some((Verdict::Crash, step.right.outcome(), how.clone()));
        }
    };
    if !step.right.accepts(Outcome::Ok) {
        let got = Outcome::Ok.to_string();
        return Some((Verdict::WrongOutcome, step.right.outcome(), got));
    }
    let wrong = |expected, got| Some((Verdict::WrongContents, expected, got));
    if let (Some(held), Some(seen)) = (&step.right.held, &answer.certificates) {
        // Authorities may be listed, too; certificates without a key are none of the client's.
        let own = seen.iter().filter(|one| one.key != Some(false));
        let mut own: Vec<&str> = own.map(|one| one.sha256.as_str()).collect();
        own.sort_unstable();
        if !own.iter().copied().eq(held.iter().map(String::as_str)) {
            return wrong(list(held), list(own));
        }
    }
    if let (Some(sent), Some(seen)) = (&step.right.sent, &answer.certificate)
        && !sent.contains(seen)
    {
        return wrong(list(sent), short(seen).to_owned());
    }
    if let (Some(right), Some(seen)) = (&step.right.notices, &answer.notices)
        && right != seen
    {
        return wrong(list(right), list(seen));
    }
    let written = step.right.written.as_ref();
    let written = written.and_then(|right| Some((right, step.request.file.as_ref()?)));
    let (right, file) = written?;
    let password = step.request.password.as_deref().unwrap_or_default();
    let found = what_is_in(&folder.join(file), password);
    (found.as_ref() != Ok(right)).then(|| {
        let got = found.map_or_else(|problem| problem, |found| short(&found).to_owned());
        (Verdict::WrongContents, short(right).to_owned(), got)
    })
}

fn judge_refusal(right: &Right, reason: Option<Reason>) -> Option<(Verdict, String, String)> {
    let code = reason.map_or("other", Reason::code).to_owned();
    let verdict = match reason {
        _ if right.is_ok() => Verdict::WrongOutcome,
        None => return None,
        Some(reason) if right.accepts(Outcome::Refused(reason)) => return None,
        Some(Reason::WrongPassword) => Verdict::BlamesPassword,
        Some(_) => Verdict::WrongCode,
    };
    Some((verdict, right.outcome(), code))
}

/// How many digits of a digest tell certificates apart.
const SHOWN_DIGITS: usize = 8;

fn short(sha256: &str) -> &str {
    sha256.get(..SHOWN_DIGITS).unwrap_or(sha256)
}

fn list(all: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let all: Vec<String> = all
        .into_iter()
        .map(|one| short_if_digest(one.as_ref()).to_owned())
        .collect();
    format!("[{}]", all.join(", "))
}

fn short_if_digest(text: &str) -> &str {
    match text.parse::<Digest>() {
        Ok(_) => short(text),
        Err(_) => text,
    }
}

/// The client certificate in a file that was written, or what is wrong with it: a reason code, or
/// what is not in it.
fn what_is_in(file: &Path, password: &str) -> Result<String, String> {
    let code = |reason: Reason| reason.code().to_owned();
    let bytes = fs::read(file).map_err(|_| code(Reason::FileNotFound))?;
    let contents = open(&bytes, password, &Limits::default());
    let contents = contents.map_err(|error| code(error.into()))?;
    let identity = contents.identity().map_err(|error| code(error.into()))?;
    let own = &identity.certificate.certificate;
    let all: Vec<&Certificate> = contents
        .certificates
        .iter()
        .map(|bag| &bag.certificate)
        .collect();
    match own.issuer_among(&all) {
        Some(_) => Ok(digest(own)),
        None => Err("no-chain".to_owned()),
    }
}
