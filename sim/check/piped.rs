//! An implementation behind an adapter that answers line by line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::adapter_error::AdapterError;
use super::codes::Codes;
use super::process::{CommandLine, LINE_BYTES_MAX, Line, Process, how};
use super::protocol::{Answer, Op, Request};
use super::reply::{Asked, Reply};
use super::stop::Stop;
use super::stopwatch::Stopwatch;

/// How long an adapter may take to say `hello`: so many times as long as for a case, and no longer
/// than this. A virtual machine has to start, on a busy computer.
const HELLO_TIMES: u32 = 10;
const HELLO_MAX: Duration = Duration::from_secs(30);
/// How many times as long an adapter may take that is suspected of not flushing.
const MORE_TIMES: u32 = 2;
/// How long an answer may take that only waits for the end of the input.
const GRACE: Duration = Duration::from_millis(500);
/// How many blank lines are passed over before an answer.
const BLANK_LINES_MAX: usize = 1000;
/// How many cases an adapter may leave unanswered from the beginning.
const SILENCE_MAX: usize = 3;
/// How much of a line is shown.
const SHOWN_CHARS: usize = 120;

/// Who an adapter says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// What the implementation is called.
    pub name: String,
    /// Its version, if it says so.
    pub version: Option<String>,
    /// The language it is written in, if it says so.
    pub language: Option<String>,
}

/// A conversation with an adapter. It is started again after it hung or crashed.
pub(super) struct Piped {
    command: CommandLine,
    codes: Codes,
    folder: PathBuf,
    timeout: Duration,
    stop: Stop,
    process: Option<Process>,
    identity: Identity,
    ops: BTreeSet<String>,
    features: BTreeSet<String>,
    /// The number of the last request.
    seq: u64,
    /// How many cases it has answered in all, and how many it did not answer before the first.
    answered: usize,
    unanswered: usize,
}

impl Piped {
    /// Starts the adapter and has it say who it is.
    pub(super) fn start(
        command: &CommandLine,
        codes: &Codes,
        folder: &Path,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Self, AdapterError> {
        let mut piped = Piped {
            command: command.clone(),
            codes: codes.clone(),
            folder: folder.to_owned(),
            timeout,
            stop: stop.clone(),
            process: None,
            identity: Identity::default(),
            ops: BTreeSet::new(),
            features: BTreeSet::new(),
            seq: 0,
            answered: 0,
            unanswered: 0,
        };
        piped.greet()?;
        Ok(piped)
    }

    pub(super) fn identity(&self) -> &Identity {
        &self.identity
    }

    pub(super) fn ask(&mut self, request: Request) -> Result<Asked, AdapterError> {
        if let Some(lacking) = self.lacking(&request) {
            return Ok(Asked::skipped(lacking));
        }
        if self.process.is_none() {
            self.greet()?;
        }
        self.seq += 1;
        let path_of = |file: &str| self.folder.join(file).to_string_lossy().into_owned();
        let request = Request {
            seq: self.seq,
            ..request.located(path_of)
        };
        let stopwatch = Stopwatch::start();
        let received = self.exchange(&request, self.timeout)?;
        let time = stopwatch.elapsed();
        let memory = self.process.as_ref().and_then(Process::memory);
        let asked = match received {
            Received::Answer(answer) => {
                let reply = Reply::of(&answer, self.seq, &self.codes)?;
                Asked::answered(reply, *answer, time)
            }
            Received::Late => {
                self.give_up(&request)?;
                Asked::unanswered(Reply::Hung, None, time)
            }
            Received::Ended(how, said) => {
                self.process = None;
                let said = Some(said).filter(|said| !said.is_empty());
                Asked::unanswered(Reply::Crashed(how), said, time)
            }
        };
        self.count(&asked.reply)?;
        Ok(Asked { memory, ..asked })
    }

    /// Sees that nothing comes after the last answer.
    pub(super) fn finish(mut self) -> Result<(), AdapterError> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        process.hang_up();
        loop {
            match process.line(GRACE) {
                Line::Text(line) if line.is_empty() => {}
                Line::Text(line) => {
                    let answer = parse(&line)?;
                    return Err(misnumbered(self.seq, answer.seq));
                }
                Line::TooLong => return Err(flood()),
                Line::End | Line::Late => return Ok(()),
            }
        }
    }

    /// What the request needs that the adapter does not do.
    pub(super) fn lacking(&self, request: &Request) -> Option<String> {
        let op = request.op.name();
        if !self.ops.contains(op) {
            return Some(op.to_owned());
        }
        let mut features = request.features();
        let lacking = features.find(|feature| !self.has(feature));
        lacking.map(str::to_owned)
    }

    /// Whether it named this feature.
    pub(super) fn has(&self, feature: &str) -> bool {
        self.features.contains(feature)
    }

    /// Starts the process and asks who it is.
    fn greet(&mut self) -> Result<(), AdapterError> {
        let process = Process::start(&self.command, &self.stop);
        let program = || self.command.words.first().cloned().unwrap_or_default();
        let process = process.map_err(|error| AdapterError::NotStarted {
            program: program(),
            kind: error.kind(),
        })?;
        self.process = Some(process);
        // Each process is asked from the beginning.
        self.seq = 1;
        let patience = (self.timeout * HELLO_TIMES).min(HELLO_MAX);
        let answer = match self.exchange(&hello(self.seq), patience)? {
            _ if self.stop.is_wished() => return Err(AdapterError::Stopped),
            Received::Answer(answer) => answer,
            Received::Late => {
                let stderr = self.complaint();
                self.give_up(&hello(self.seq))?;
                let seconds = patience.as_secs();
                return Err(AdapterError::Mute { seconds, stderr });
            }
            Received::Ended(how, stderr) => {
                return Err(AdapterError::EndedAtOnce { how, stderr });
            }
        };
        let lacks = |field| AdapterError::Incomplete { field };
        self.identity = Identity {
            name: answer.name.ok_or_else(|| lacks("name"))?,
            version: answer.version,
            language: answer.language,
        };
        self.ops = answer
            .ops
            .ok_or_else(|| lacks("ops"))?
            .into_iter()
            .collect();
        self.features = answer.features.into_iter().flatten().collect();
        Ok(())
    }

    /// Sends a request and waits for its answer.
    fn exchange(&mut self, request: &Request, timeout: Duration) -> Result<Received, AdapterError> {
        let Some(process) = &mut self.process else {
            return Ok(Received::Late);
        };
        process.say(&request.line());
        let stopwatch = Stopwatch::start();
        for _ in 0..=BLANK_LINES_MAX {
            match process.line(stopwatch.left_of(timeout)) {
                Line::Text(line) if line.is_empty() => {}
                Line::Text(line) => return expected(request, parse(&line)?),
                Line::TooLong => return Err(flood()),
                Line::Late => return Ok(Received::Late),
                Line::End => {
                    let status = process.status(GRACE);
                    let stderr = process.complaint();
                    let seq = request.seq;
                    return match status {
                        Some(status) if status.success() && request.op != Op::Hello => {
                            Err(AdapterError::Quit { seq, stderr })
                        }
                        Some(status) => Ok(Received::Ended(how(status), stderr)),
                        // It closed its output and runs on.
                        None => Ok(Received::Late),
                    };
                }
            }
        }
        Err(flood())
    }

    /// Ends a process that did not answer. If it has never answered, and does so now that its input
    /// ends, its answers were there all the time.
    fn give_up(&mut self, request: &Request) -> Result<(), AdapterError> {
        let Some(mut process) = self.process.take() else {
            return Ok(());
        };
        if self.answered > 0 || self.stop.is_wished() {
            return Ok(());
        }
        if !answers_at_the_end(&mut process, request.seq) {
            return Ok(());
        }
        drop(process);
        // Or it was slow, and came to its end by chance: a busy computer makes one so.
        if request.op != Op::Hello && self.answers_in_more_time(request)? {
            return Ok(());
        }
        Err(AdapterError::Unflushed { op: request.op })
    }

    /// Whether a new process answers when it has more time.
    fn answers_in_more_time(&mut self, request: &Request) -> Result<bool, AdapterError> {
        self.greet()?;
        self.seq += 1;
        let request = Request {
            seq: self.seq,
            ..request.clone()
        };
        let received = self.exchange(&request, self.timeout * MORE_TIMES)?;
        let Some(mut process) = self.process.take() else {
            return Ok(true);
        };
        let is_late = matches!(received, Received::Late);
        Ok(!is_late || !answers_at_the_end(&mut process, request.seq))
    }

    /// Gives an adapter up that answers nothing at all.
    fn count(&mut self, reply: &Reply) -> Result<(), AdapterError> {
        let last = match reply {
            Reply::Hung => "did not answer in time",
            Reply::Crashed(_) => "crashed",
            _ => {
                self.answered += 1;
                return Ok(());
            }
        };
        self.unanswered += 1;
        if self.answered == 0 && self.unanswered >= SILENCE_MAX {
            let count = self.unanswered;
            return Err(AdapterError::Silent { count, last });
        }
        Ok(())
    }

    fn complaint(&self) -> String {
        let process = self.process.as_ref();
        process.map(Process::complaint).unwrap_or_default()
    }
}

/// Whether an answer comes when there is nothing more to read.
fn answers_at_the_end(process: &mut Process, seq: u64) -> bool {
    process.hang_up();
    match process.line(GRACE) {
        Line::Text(line) => parse(&line).is_ok_and(|answer| answer.seq == Some(seq)),
        Line::TooLong | Line::End | Line::Late => false,
    }
}

/// The first request, with its number.
fn hello(seq: u64) -> Request {
    Request {
        seq,
        ..Request::hello()
    }
}

/// What came after a request.
enum Received {
    Answer(Box<Answer>),
    Late,
    /// How it ended, and what it wrote to standard error.
    Ended(String, String),
}

/// The answer, if it is that to this request.
fn expected(request: &Request, answer: Answer) -> Result<Received, AdapterError> {
    match answer.seq == Some(request.seq) {
        true => Ok(Received::Answer(Box::new(answer))),
        false => Err(misnumbered(request.seq, answer.seq)),
    }
}

/// What it means that an answer has another number than the request.
fn misnumbered(asked: u64, answered: Option<u64>) -> AdapterError {
    match answered {
        None => AdapterError::NoNumber { asked },
        Some(seq) if seq <= asked => AdapterError::Twice { seq },
        Some(answered) => AdapterError::OutOfOrder { asked, answered },
    }
}

fn parse(line: &str) -> Result<Answer, AdapterError> {
    serde_json::from_str(line).map_err(|error| AdapterError::NoAnswer {
        line: line.chars().take(SHOWN_CHARS).collect(),
        detail: error.to_string(),
    })
}

fn flood() -> AdapterError {
    AdapterError::Flood {
        bytes_max: LINE_BYTES_MAX,
    }
}
