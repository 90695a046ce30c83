//! A program that is run, watched, and ended with everything that it has started.
//!
//! **Architecture invariant:** nothing that was started here outlives its [`Process`].

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use process_wrap::std::{ChildWrapper, CommandWrap};

use super::stop::Stop;
use super::stopwatch::Stopwatch;

/// The longest line that is read: a file with a thousand certificates has a longer list in no
/// program.
pub(super) const LINE_BYTES_MAX: usize = 1 << 20;

/// How much of what a program says is kept: its end.
const KEPT_BYTES: usize = 4096;

/// How many lines wait until somebody reads them.
const LINES: usize = 16;

/// How often it is looked whether somebody wishes to stop.
const ATTENTION: Duration = Duration::from_millis(100);

/// How often it is looked whether a program has ended.
const PATIENCE: Duration = Duration::from_millis(2);

/// A program and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// The program, and its arguments.
    pub words: Vec<String>,
    /// Where it runs; here, if not given.
    pub folder: Option<std::path::PathBuf>,
}

/// A line, or why there is none.
pub(super) enum Line {
    Text(String),
    /// Longer than a line may be.
    TooLong,
    /// Standard output was closed.
    End,
    /// Nothing came in time.
    Late,
}

/// A running program.
#[derive(Debug)]
pub(super) struct Process {
    child: Box<dyn ChildWrapper>,
    stdin: Option<ChildStdin>,
    lines: Receiver<Option<String>>,
    stderr: Arc<Mutex<Vec<u8>>>,
    stop: Stop,
}

impl Process {
    /// Starts a program that is talked to line by line.
    pub(super) fn start(command: &CommandLine, stop: &Stop) -> io::Result<Self> {
        let mut child = spawn(command, Stdio::piped())?;
        let stdin = child.stdin().take();
        let (sender, lines) = sync_channel(LINES);
        if let Some(stdout) = child.stdout().take() {
            thread::spawn(move || read_lines(stdout, &sender));
        }
        let stderr = Arc::default();
        if let Some(pipe) = child.stderr().take() {
            keep(pipe, &stderr);
        }
        Ok(Process {
            child,
            stdin,
            lines,
            stderr,
            stop: stop.clone(),
        })
    }

    /// Writes a line to its standard input. One that does not read any more is noticed when it does
    /// not answer.
    pub(super) fn say(&mut self, line: &str) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin
                .write_all(format!("{line}\n").as_bytes())
                .and_then(|()| stdin.flush());
        }
    }

    /// Closes its standard input.
    pub(super) fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// The next line of its standard output. Nobody waits when there is a wish to stop.
    pub(super) fn line(&mut self, wait: Duration) -> Line {
        let stopwatch = Stopwatch::start();
        loop {
            let left = stopwatch.left_of(wait);
            match self.lines.recv_timeout(left.min(ATTENTION)) {
                Ok(Some(text)) => return Line::Text(text),
                Ok(None) => return Line::TooLong,
                Err(RecvTimeoutError::Disconnected) => return Line::End,
                Err(RecvTimeoutError::Timeout) => {
                    if left <= ATTENTION || self.stop.is_wished() {
                        return Line::Late;
                    }
                }
            }
        }
    }

    /// How it ended, if it does within this time.
    pub(super) fn status(&mut self, wait: Duration) -> Option<ExitStatus> {
        wait_for(&mut *self.child, wait, &self.stop, |_| {})
    }

    /// The last that it wrote to standard error, without the blanks around.
    pub(super) fn complaint(&self) -> String {
        text(&self.stderr)
    }

    /// The most memory that it ever had, in KiB, where the system tells.
    pub(super) fn memory(&self) -> Option<u64> {
        memory(self.child.id())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        end(&mut *self.child);
    }
}

/// What became of a program that ran on its own.
#[derive(Debug)]
pub(super) struct Ran {
    /// How it ended; `None` if it did not in time.
    pub(super) status: Option<ExitStatus>,
    /// The end of what it wrote to standard error and standard output.
    pub(super) said: String,
    /// The most memory that it was seen to have, in KiB, where the system tells.
    pub(super) memory: Option<u64>,
}

/// Runs a program without input, for no longer than this.
pub(super) fn run(command: &CommandLine, timeout: Duration, stop: &Stop) -> io::Result<Ran> {
    let mut child = spawn(command, Stdio::null())?;
    let outputs: [Arc<Mutex<Vec<u8>>>; 2] = Default::default();
    let pipes: [Option<Box<dyn Read + Send>>; 2] = [
        child.stderr().take().map(|pipe| Box::new(pipe) as _),
        child.stdout().take().map(|pipe| Box::new(pipe) as _),
    ];
    let threads: Vec<_> = pipes
        .into_iter()
        .zip(&outputs)
        .filter_map(|(pipe, output)| Some(keep(pipe?, output)))
        .collect();
    let id = child.id();
    let mut most = None;
    let status = wait_for(&mut *child, timeout, stop, |_| most = most.max(memory(id)));
    end(&mut *child);
    // A process that left the group may hold a pipe open for ever; nobody waits for that.
    let stopwatch = Stopwatch::start();
    while threads.iter().any(|thread| !thread.is_finished())
        && stopwatch.elapsed() < Duration::from_millis(200)
    {
        thread::sleep(PATIENCE);
    }
    let [stderr, stdout] = outputs.map(|output| text(&output));
    Ok(Ran {
        status,
        said: format!("{stderr}\n{stdout}").trim().to_owned(),
        memory: most,
    })
}

/// Says how a program ended: its exit code, or the signal that ended it.
pub(super) fn how(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => status.to_string(),
    }
}

/// Whether a program was ended by a signal, its own or that of a program below a shell; on Windows,
/// by an exception.
pub(super) fn is_crash(status: ExitStatus) -> bool {
    match status.code() {
        None => true,
        // 128 and SIGILL, SIGABRT, SIGBUS, SIGFPE or SIGSEGV, as a shell says it.
        Some(132 | 134 | 135 | 136 | 139) => cfg!(unix),
        // An NTSTATUS of an error: 0xC0000005 and its kin.
        Some(code) => cfg!(windows) && code.cast_unsigned() >= 0xC000_0000,
    }
}

fn spawn(command: &CommandLine, stdin: Stdio) -> io::Result<Box<dyn ChildWrapper>> {
    let [program, arguments @ ..] = &command.words[..] else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut started = Command::new(resolved(program, command.folder.as_deref()));
    started
        .args(arguments.iter().map(OsStr::new))
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Errors in English, files and names in UTF-8.
        .env("LC_ALL", "C.UTF-8");
    if let Some(folder) = &command.folder {
        started.current_dir(folder);
    }
    let mut wrap = CommandWrap::from(started);
    #[cfg(unix)]
    wrap.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    wrap.wrap(process_wrap::std::JobObject);
    wrap.spawn()
}

/// A program that lies in the folder is found there, on every system.
fn resolved(program: &str, folder: Option<&Path>) -> std::path::PathBuf {
    let here = folder.map(|folder| folder.join(program));
    match here.filter(|path| program.contains(['/', '\\']) && path.is_file()) {
        Some(path) => path.canonicalize().unwrap_or(path),
        None => program.into(),
    }
}

/// Waits until a program ends, and looks at it now and then.
fn wait_for(
    child: &mut dyn ChildWrapper,
    wait: Duration,
    stop: &Stop,
    mut look: impl FnMut(&mut dyn ChildWrapper),
) -> Option<ExitStatus> {
    let stopwatch = Stopwatch::start();
    loop {
        look(child);
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if stopwatch.elapsed() < wait && !stop.is_wished() => thread::sleep(PATIENCE),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// Ends a program with all that it has started.
fn end(child: &mut dyn ChildWrapper) {
    // Whoever has ended by itself cannot be ended.
    let _ = child.start_kill();
    let _ = child.wait();
}

/// Passes on each line, `None` for one that is too long; ends with its output, or when nobody
/// listens.
fn read_lines(stdout: impl Read, lines: &SyncSender<Option<String>>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut stdout).take(LINE_BYTES_MAX as u64 + 1);
        match limited.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let is_whole = line.len() <= LINE_BYTES_MAX;
        let text = is_whole.then(|| String::from_utf8_lossy(&line).trim().to_owned());
        if lines.send(text).is_err() || !is_whole {
            return;
        }
    }
}

/// Keeps the end of what comes out of a pipe.
fn keep(
    mut pipe: impl Read + Send + 'static,
    kept: &Arc<Mutex<Vec<u8>>>,
) -> thread::JoinHandle<()> {
    let kept = Arc::clone(kept);
    thread::spawn(move || {
        let mut piece = [0; KEPT_BYTES];
        while let Ok(length @ 1..) = pipe.read(&mut piece) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(&piece[..length]);
            let beyond = kept.len().saturating_sub(KEPT_BYTES);
            kept.drain(..beyond);
        }
    })
}

fn text(kept: &Mutex<Vec<u8>>) -> String {
    let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&kept).trim().to_owned()
}

#[cfg(target_os = "linux")]
fn memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn memory(_: u32) -> Option<u64> {
    None
}
