//! An implementation that is a command, run once a case: whether it takes a file is its exit code.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::adapter_error::AdapterError;
use super::case::Question;
use super::codes::Codes;
use super::process::{CommandLine, how, is_crash, run};
use super::protocol::{Op, written};
use super::reply::{Asked, Reply};
use super::stop::Stop;
use super::stopwatch::Stopwatch;
use crate::format::Format;

/// A command with places for what differs from case to case: `{p12}`, `{pin}`, and for states
/// `{root}`, `{crl}` and `{now}`.
pub(super) struct Each {
    command: CommandLine,
    codes: Codes,
    folder: PathBuf,
    timeout: Duration,
    stop: Stop,
}

impl Each {
    pub(super) fn new(
        command: &CommandLine,
        codes: &Codes,
        folder: &Path,
        timeout: Duration,
        stop: &Stop,
    ) -> Self {
        Each {
            command: command.clone(),
            codes: codes.clone(),
            folder: folder.to_owned(),
            timeout,
            stop: stop.clone(),
        }
    }

    /// What the program is called: the name of its file.
    pub(super) fn name(&self) -> &str {
        let program = self.command.words.first().map_or("", String::as_str);
        program.rsplit(['/', '\\']).next().unwrap_or(program)
    }

    pub(super) fn ask(&self, question: &Question) -> Result<Asked, AdapterError> {
        if let Some(lacking) = self.lacking(question) {
            return Ok(Asked::skipped(lacking.to_owned()));
        }
        let filled = filled(&self.command, question, &self.folder);
        let stopwatch = Stopwatch::start();
        let ran =
            run(&filled, self.timeout, &self.stop).map_err(|error| AdapterError::NotStarted {
                program: self.command.words.first().cloned().unwrap_or_default(),
                kind: error.kind(),
            })?;
        let reply = match ran.status {
            None => Reply::Hung,
            Some(status) if status.success() => Reply::Accepted(Box::default()),
            Some(status) if is_crash(status) => Reply::Crashed(how(status)),
            Some(_) => Reply::Refused(self.codes.reason(&ran.said)),
        };
        let said = Some(ran.said);
        Ok(Asked {
            native: said.filter(|said| !said.is_empty() && !matches!(reply, Reply::Accepted(_))),
            reply,
            answer: None,
            time: stopwatch.elapsed(),
            memory: ran.memory,
        })
    }

    /// What the command has no place for.
    fn lacking(&self, question: &Question) -> Option<&'static str> {
        let has = |place| self.command.words.iter().any(|word| word.contains(place));
        match question {
            Question { op: Op::Verify, .. } if !has("{now}") => Some("{now}"),
            Question { op: Op::Verify, .. } if !has("{root}") => Some("{root}"),
            Question { crl: Some(_), .. } if !has("{crl}") => Some("{crl}"),
            // A reader of PKCS#12 is not expected to read certificates by themselves.
            Question { format, .. } if *format != Format::Pkcs12 => Some(format.name()),
            _ => None,
        }
    }
}

/// The command for a case, whose files are in this folder. What a case does not have is empty.
pub fn filled(command: &CommandLine, question: &Question, folder: &Path) -> CommandLine {
    let path = |file: &str| folder.join(file).to_string_lossy().into_owned();
    let optional = |file: &Option<String>| file.as_deref().map(path).unwrap_or_default();
    let places = [
        ("{p12}", path(&question.file)),
        ("{pin}", question.password.clone()),
        ("{root}", optional(&question.root)),
        ("{crl}", optional(&question.crl)),
        ("{now}", question.now.map(written).unwrap_or_default()),
        (
            "{unix}",
            question
                .now
                .map(|now| now.timestamp().to_string())
                .unwrap_or_default(),
        ),
    ];
    let fill = |word: &String| {
        let fill = |word: String, (place, value): &(&str, String)| word.replace(place, value);
        places.iter().fold(word.clone(), fill)
    };
    CommandLine {
        words: command.words.iter().map(fill).collect(),
        folder: command.folder.clone(),
    }
}
