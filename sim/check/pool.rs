//! The processes of an implementation that are asked one case after another.

use std::cell::RefCell;

use super::adapter_error::AdapterError;
use super::played::play;
use super::result::CaseResult;
use super::script::Script;
use super::session::Session;
use super::stopwatch::Stopwatch;

/// The processes of whoever gives cases. Most need one; a rule about two PCs needs two.
pub(super) struct Pool<'a> {
    number: usize,
    start: Box<dyn Fn() -> Result<Session, AdapterError> + 'a>,
    free: RefCell<Vec<Session>>,
}

impl<'a> Pool<'a> {
    /// Whoever begins with this process, and starts others this way. Each that works at the same
    /// time has another number.
    pub(super) fn new(
        number: usize,
        start: impl Fn() -> Result<Session, AdapterError> + 'a,
        first: Session,
    ) -> Self {
        Pool {
            number,
            start: Box::new(start),
            free: RefCell::new(vec![first]),
        }
    }

    /// The number, for the names of files.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// A process that nobody else is asking.
    pub(super) fn take(&self) -> Result<Session, AdapterError> {
        match self.free.borrow_mut().pop() {
            Some(session) => Ok(session),
            None => (self.start)(),
        }
    }

    /// Gives a process back.
    pub(super) fn give_back(&self, session: Session) {
        self.free.borrow_mut().push(session);
    }

    /// What comes of a script.
    pub(super) fn play(&self, script: &Script) -> Result<CaseResult, AdapterError> {
        let stopwatch = Stopwatch::start();
        let mut session = self.take()?;
        let played = play(script, &mut session)?;
        self.give_back(session);
        Ok(CaseResult {
            verdict: played.verdict,
            trouble: played.trouble,
            trace: match played.verdict.is_failure() {
                true => played.trace,
                false => vec![],
            },
            native: played.native,
            time: stopwatch.elapsed(),
            ..CaseResult::of(played.reply)
        })
    }

    /// Sees that no process says anything more.
    pub(super) fn finish(self) -> Result<(), AdapterError> {
        let mut sessions = self.free.into_inner().into_iter();
        sessions.try_for_each(Session::finish)
    }
}
