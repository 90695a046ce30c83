//! Sessions: a world that is played step by step and kept in a scenario file.
//!
//! The file holds the whole state. To continue, it is played to its end; the next step is played
//! after that and appended with its outcome. So [`run`](super::run) on the file gives the same
//! world, and whatever was tried can be kept as a test.
//!
//! Steps are appended as text: comments and layout stay as they are. The file is replaced as a
//! whole, under a lock, so an interrupted step is in it entirely or not at all, and two processes
//! in one session lose nothing.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::carried::Carried;
use super::source::{FILE_BYTES_MAX, carried_bytes_max, carried_path};
use super::{
    PlayedStep, Replay, Scenario, ScenarioError, Source, SourceError, Step, StepAction, StepResult,
    StepTime, When, write,
};
use crate::digest::{Digest, Files};
use crate::file::lock::{Lock, LockError};
use crate::file::{self, Access, ExistingFile, FileError};
use crate::pki::PkiError;
use crate::shown::Shown;
use crate::time::Span;
use crate::trace::Event;
use crate::world::InThePast;

/// Why a session did not continue. Its file is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The scenario file could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What its PKI makes may not leave the world.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// Another process held the session for too long.
    #[error("another program is using the session {}", Shown::path(path))]
    Busy {
        /// The session's file.
        path: PathBuf,
    },
    /// A step of the file ends otherwise than it says, so nobody knows what would follow.
    #[error(
        "{}:{}: step {}, {}, does not end as expected: expected {}, got {}",
        Shown::path(path), step.line, step.number, step.deed.title(), step.expected.code(), step.outcome()
    )]
    Diverged {
        /// The session's file.
        path: PathBuf,
        /// The step.
        step: Box<PlayedStep>,
    },
    /// The step does not fit the scenario: it names a PC that does not exist, for example.
    #[error("{}", .0.mistake())]
    Step(ScenarioError),
    /// The step names a file that nobody brought.
    #[error("nobody brought the file {digest}")]
    NotBrought {
        /// Its digest.
        digest: Digest,
    },
    /// The step could not be played: its moment is in the past or never comes, or a checker
    /// objects.
    #[error("{}", .0.outcome())]
    NotPlayed(Box<PlayedStep>),
    /// The scenario file has reached its largest size.
    #[error("a scenario file has at most {FILE_BYTES_MAX} bytes")]
    TooLong,
    /// The last step cannot be taken back, because a session did not write it.
    #[error("the last step was written by hand, or something stands behind it")]
    NotOurs,
    /// There is no step to take back.
    #[error("there is no step")]
    NoStep,
}

/// Where a session is kept: its file, which nobody else changes in the meantime.
#[derive(Debug)]
struct Kept {
    /// Where the file really is, so that a link to it is not replaced by a file.
    target: PathBuf,
    lock: Lock,
}

/// A session that nobody else can change while this value exists.
///
/// ```
/// use kigen::actor::{Action, PcSettings};
/// use kigen::scenario::{StepAction, Scenario, Session, Source, StepTime, Title};
/// use kigen::seed::Seed;
/// use kigen::world::WorldSettings;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("session.toml");
/// let mut world = WorldSettings::new(Seed::new(7), "2022-11-28T10:00:00+09:00".parse()?);
/// world.pcs.push(PcSettings::new("受付01".parse()?));
/// let title = Title { ja: "申請".into(), en: "Applying".into() };
/// Session::create(&path, &Scenario { title, rows: Vec::new(), world, steps: Vec::new() })?;
///
/// let mut session = Session::open(&path)?;
/// let apply = StepAction::Do(Action::apply("受付01".parse()?));
/// let (step, events) = session.step(StepTime::Now, apply)?;
/// assert!(step.passed());
/// assert_eq!(events.len(), 1);
/// assert_eq!(Source::read(&path)?.scenario.steps, session.replay().scenario().steps);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Session {
    path: PathBuf,
    /// None for one that is kept nowhere.
    kept: Option<Kept>,
    replay: Replay,
    /// Whether the world has advanced without the file.
    is_ahead: bool,
    /// Whether time has passed since the last step, which the next one has to say.
    has_passed: bool,
    /// Files that a step may name, whether or not one does.
    brought: Files,
}

impl Session {
    /// Begins a session: writes its file.
    ///
    /// # Errors
    ///
    /// [`FileError::Exists`] if the file exists, [`SessionError::Step`] if the scenario could not
    /// be read back, [`SessionError::Pki`] if its keys are not real, and [`SessionError`] for what
    /// the operating system refuses.
    pub fn create(path: &Path, scenario: &Scenario) -> Result<(), SessionError> {
        scenario.world.check_may_leave()?;
        let text = scenario.to_toml();
        Scenario::parse(&text).map_err(SessionError::Step)?;
        let (existing, access) = (ExistingFile::Keep, Access::OwnerOnly);
        file::write(path, text.as_bytes(), existing, access)?;
        Ok(())
    }

    /// Continues a session, or any scenario.
    ///
    /// # Errors
    ///
    /// As for [`Replay::read`], [`SessionError::Busy`], and [`SessionError::Pki`] where its keys
    /// are not real.
    pub fn open(path: &Path) -> Result<Self, SessionError> {
        // Do not leave a lock file beside something that is not a scenario, such as a pipe.
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let error = FileError::NotAFile { path: path.into() };
            return Err(SourceError::File(error).into());
        }
        Source::read(path)?.scenario.world.check_may_leave()?;
        let target = path
            .canonicalize()
            .map_err(|error| SourceError::File(FileError::reading(path, &error)))?;
        let lock = Lock::exclusive(&lock_path(&target)).map_err(|error| match error {
            LockError::Busy => SessionError::Busy { path: path.into() },
            LockError::File(error) => error.into(),
        })?;
        Ok(Session {
            path: path.to_owned(),
            replay: Replay::read(path)?,
            is_ahead: false,
            has_passed: false,
            kept: Some(Kept { target, lock }),
            brought: Files::default(),
        })
    }

    /// Continues a scenario without a file: what is played is in [`Replay::text`] alone.
    ///
    /// # Errors
    ///
    /// [`SessionError::Diverged`] when a step ends otherwise than it says.
    pub fn in_memory(source: Source) -> Result<Self, SessionError> {
        let path = PathBuf::from("session.toml");
        Ok(Session {
            replay: Replay::of(&path, source)?,
            path,
            is_ahead: false,
            has_passed: false,
            kept: None,
            brought: Files::default(),
        })
    }

    /// What was played so far.
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Puts a file from elsewhere on the operator's shelf. It is carried along once a step names
    /// it.
    ///
    /// # Errors
    ///
    /// [`FileError::NotFound`] and the like, and [`FileError::TooLong`] for a file that no import
    /// would open.
    pub fn bring(&mut self, file: &Path) -> Result<Digest, SessionError> {
        let bytes = file::read_ordinary(file, carried_bytes_max())?;
        self.replay.runner.world.bring(bytes.clone());
        Ok(self.brought.insert(bytes))
    }

    /// Plays a step and appends it with its outcome. Returns the step and what happened in it.
    ///
    /// # Errors
    ///
    /// [`SessionError`]; nothing has been appended then, and the session is where it was.
    pub fn step(
        &mut self,
        when: StepTime,
        deed: StepAction,
    ) -> Result<(PlayedStep, Vec<Event>), SessionError> {
        let now = self.replay.world().now();
        let result = self.play_and_append(when, deed);
        if self.is_ahead {
            self.replay = Replay::of(&self.path, self.replay.source.clone())?;
            // As long as a session is open, time does not go back.
            let _ = self.replay.runner.world.advance_to(now);
            for bytes in self.brought.iter() {
                self.replay.runner.world.bring(bytes.to_vec());
            }
            self.is_ahead = false;
        }
        result
    }

    /// Lets time pass until `to` without a step, and returns what happened. The next step says when
    /// it is; if none follows, this is forgotten.
    ///
    /// # Errors
    ///
    /// [`InThePast`].
    pub fn pass(&mut self, to: DateTime<Utc>) -> Result<Vec<Event>, InThePast> {
        let world = &mut self.replay.runner.world;
        let before = world.trace().events.len();
        world.advance_to(to)?;
        self.has_passed = true;
        Ok(world.trace().events[before..].to_vec())
    }

    /// Whether time has passed since the last step, which the file does not know.
    pub fn has_passed(&self) -> bool {
        self.has_passed
    }

    /// Returns when a step is that follows time which has passed without one.
    fn since_passed(&self, when: StepTime) -> StepTime {
        let now = self.replay.world().now();
        let after = |span: Span| span.after(now).map(|at| StepTime::At(When::At(at)));
        match when {
            _ if !self.has_passed => when,
            StepTime::Now => StepTime::At(When::At(now)),
            StepTime::After(span) => after(span).unwrap_or(StepTime::After(span)),
            StepTime::At(_) => when,
        }
    }

    fn play_and_append(
        &mut self,
        when: StepTime,
        deed: StepAction,
    ) -> Result<(PlayedStep, Vec<Event>), SessionError> {
        let when = self.since_passed(when);
        let mut step = Step::new(when, deed);
        let new_file = self.new_file(&step.deed)?;
        // Whatever the step says, the file with it must still be a scenario, one step longer.
        let source = self.with(&step)?;
        let number = source.scenario.steps.len();
        self.is_ahead = true;
        let runner = &mut self.replay.runner;
        let events_before = runner.world.trace().events.len();
        let mut played = runner.play(number, &source.scenario.steps[number - 1]);
        match played.result {
            StepResult::Done(outcome) => step.expect = outcome,
            _ => return Err(SessionError::NotPlayed(Box::new(played))),
        }
        played.expected = step.expect;
        let events = runner.world.trace().events[events_before..].to_vec();
        let mut source = self.with(&step)?;
        let carried = match (&new_file, &self.kept) {
            (Some((digest, bytes)), Some(_)) => Some(Carried::lay_down(&self.path, digest, bytes)?),
            _ => None,
        };
        self.rewrite(&source.text)?;
        if let Some(mut carried) = carried {
            carried.belongs = true;
        }
        if let Some((_, bytes)) = new_file {
            source.scenario.world.facility.files.insert(bytes);
        }
        self.replay.source = source;
        (self.is_ahead, self.has_passed) = (false, false);
        Ok((played, events))
    }

    /// Takes back the last step, if a session wrote it, and the file that only this step named.
    ///
    /// # Errors
    ///
    /// [`SessionError`]; the file is as it was then.
    pub fn undo(self) -> Result<Step, SessionError> {
        let Source { text, scenario } = &self.replay.source;
        let last = scenario.steps.last().ok_or(SessionError::NoStep)?;
        let rest = text
            .strip_suffix(&appendix(text, last))
            .ok_or(SessionError::NotOurs)?;
        let before = Scenario::parse(rest).map_err(|_| SessionError::NotOurs)?;
        if before.steps != scenario.steps[..scenario.steps.len() - 1] {
            return Err(SessionError::NotOurs);
        }
        self.rewrite(rest)?;
        if let Some(sha256) = last.deed.carried()
            && !rest.contains(&sha256.to_string())
        {
            drop(Carried {
                path: carried_path(&self.path, sha256),
                belongs: false,
            });
        }
        Ok(last.clone())
    }

    /// Puts a text in the place of the file, if there is one.
    fn rewrite(&self, text: &str) -> Result<(), FileError> {
        match &self.kept {
            Some(Kept { target, lock }) => file::rewrite(target, text.as_bytes(), lock),
            None => Ok(()),
        }
    }

    /// Returns the file that a step is the first to name.
    fn new_file(&self, deed: &StepAction) -> Result<Option<(Digest, Vec<u8>)>, SessionError> {
        let Some(sha256) = deed.carried() else {
            return Ok(None);
        };
        let carried = &self.replay.scenario().world.facility.files;
        match (carried.get(sha256), self.brought.get(sha256)) {
            (Some(_), _) => Ok(None),
            (None, Some(bytes)) => Ok(Some((*sha256, bytes.to_vec()))),
            (None, None) => Err(SessionError::NotBrought { digest: *sha256 }),
        }
    }

    /// Returns the scenario file with one more step.
    fn with(&self, step: &Step) -> Result<Source, SessionError> {
        let Source { text, scenario } = &self.replay.source;
        let text = format!("{text}{}", appendix(text, step));
        if text.len() as u64 > FILE_BYTES_MAX {
            return Err(SessionError::TooLong);
        }
        let mut longer = Scenario::parse(&text).map_err(SessionError::Step)?;
        longer.world.facility.files = scenario.world.facility.files.clone();
        Ok(Source {
            text,
            scenario: longer,
        })
    }
}

/// Returns what follows `text` once the step is appended, with the file's own line endings.
fn appendix(text: &str, step: &Step) -> String {
    let mut appendix = String::new();
    if !text.is_empty() && !text.ends_with('\n') {
        appendix.push('\n');
    }
    write::write_step(&mut appendix, step);
    match text.contains("\r\n") {
        true => appendix.replace('\n', "\r\n"),
        false => appendix,
    }
}

/// The file whose lock guards a session.
fn lock_path(session: &Path) -> PathBuf {
    let mut name = session.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
