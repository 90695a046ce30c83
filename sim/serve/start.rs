//! Starting and ending a server, and moving its clock.

use std::sync::{Arc, mpsc};
use std::thread;
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};
use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use super::admin::Admin;
use super::limits::FIXED_TIMES;
use super::ports::listen;
use super::secret::secret;
use super::stage::{Done, Stage};
use super::tick;
use super::{ServeError, Served, Settings};
use crate::report::serve::Ready;
use crate::scenario::{PlayedStep, Session, SessionError, StepAction, StepTime, When};
use crate::time::Span;
use crate::trace::Event;

/// A server that runs until it is dropped. See the [module's example](super).
#[derive(Debug)]
pub struct Server {
    stage: Arc<Stage>,
    ready: Ready,
    runtime: Handle,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Plays what is to be served to its end, and listens. When this returns, clients can connect.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; nothing listens then.
    pub fn start(served: Served, settings: Settings) -> Result<Self, ServeError> {
        if settings.times.len() > FIXED_TIMES {
            return Err(ServeError::TooManyTimes { max: FIXED_TIMES });
        }
        let session = match served {
            Served::Session(path) => Session::open(&path)?,
            Served::Scenario(source) => {
                let may_leave = source.scenario.world.check_may_leave();
                may_leave.map_err(SessionError::from)?;
                Session::in_memory(*source)?
            }
        };
        let stage = Arc::new(Stage::new(session, settings)?);
        let stop = Arc::new(Notify::new());
        let admin = Admin {
            stage: stage.clone(),
            token: secret()?.into(),
            stop: stop.clone(),
        };
        let (tell, told) = mpsc::channel();
        let run = {
            let (stage, stop) = (stage.clone(), stop.clone());
            move || run(&stage, admin, &stop, &tell)
        };
        let thread = thread::Builder::new().name("kigen serve".into()).spawn(run);
        let thread = thread.map_err(not_run)?;
        let told = told.recv().expect("the thread says how it began");
        let (ready, runtime) = told?;
        Ok(Server {
            stage,
            ready,
            runtime,
            stop,
            thread: Some(thread),
        })
    }

    /// Where everything is.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The address of an endpoint, such as `claims` or `claims@after`.
    pub fn url(&self, endpoint: &str) -> Option<&str> {
        let mut endpoints = self.ready.endpoints.iter();
        let found = endpoints.find(|one| one.name == endpoint)?;
        Some(&found.url)
    }

    /// A file for clients: `server-root.pem` to trust the server by, `受付01-1.p12`, `受付01-1.pem`
    /// and `受付01-1.key.pem` of each certificate, `root.pem`, `issuing.pem` and `crl.pem`.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        self.stage.files().take(name)
    }

    /// The world's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.stage.now()
    }

    /// Lets time pass. When this returns, everything that falls due by then has happened, and
    /// every connection that began before has ended.
    ///
    /// # Errors
    ///
    /// [`ServeError`]; the clock stands where it stood then.
    pub fn advance(&self, by: Span) -> Result<Vec<Event>, ServeError> {
        let (_, events) = self.step(StepTime::After(by), StepAction::Wait)?;
        Ok(events)
    }

    /// Lets time pass until a moment, which may be that of a PC's event: `受付01.not_after + 1s`.
    ///
    /// # Errors
    ///
    /// As for [`advance`](Self::advance).
    pub fn set(&self, to: When) -> Result<Vec<Event>, ServeError> {
        let (_, events) = self.step(StepTime::At(to), StepAction::Wait)?;
        Ok(events)
    }

    /// Plays a step and appends it to the session, with how it ended.
    ///
    /// # Errors
    ///
    /// As for [`advance`](Self::advance). A step that is refused is no error: it has an outcome.
    pub fn step(
        &self,
        when: StepTime,
        deed: StepAction,
    ) -> Result<(PlayedStep, Vec<Event>), ServeError> {
        let play = || self.runtime.block_on(self.stage.play(when, deed));
        let Done { step, events, .. } = aside(play)?;
        Ok((step, events))
    }

    /// The text of the session: a scenario that gives this world again.
    pub fn session(&self) -> String {
        self.stage
            .look(|session| session.replay().text().to_owned())
    }

    /// A way to end the server from elsewhere.
    pub fn stopper(&self) -> impl FnOnce() + Send + 'static {
        let stop = self.stop.clone();
        move || stop.notify_one()
    }

    /// Waits until somebody ends the server.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic there was reported there.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How long answers that are under way have when a server ends.
const FAREWELL: std::time::Duration = std::time::Duration::from_millis(50);

/// Says how it begins, and serves until told to stop. What is under way then is cut off; the
/// session is whole at any time.
fn run(
    stage: &Arc<Stage>,
    admin: Admin,
    stop: &Notify,
    tell: &mpsc::Sender<Result<(Ready, Handle), ServeError>>,
) {
    let runtime = Builder::new_current_thread().enable_all().build();
    let begun = runtime.map_err(not_run).and_then(|runtime| {
        let ready = runtime.block_on(listen(stage, admin))?;
        Ok((ready, runtime))
    });
    let (begun, runtime) = match begun {
        Ok((ready, runtime)) => (Ok((ready, runtime.handle().clone())), Some(runtime)),
        Err(error) => (Err(error), None),
    };
    // Whoever began us waits for it.
    let _ = tell.send(begun);
    if let Some(runtime) = runtime {
        runtime.block_on(async {
            if let Some(rate) = stage.settings.tick {
                tokio::spawn(tick::run(stage.clone(), rate));
            }
            stop.notified().await;
            // Whoever asked for it gets an answer.
            tokio::time::sleep(FAREWELL).await;
        });
        runtime.shutdown_background();
        // The steps are in the file; what time it is by now may not be.
        let _ = stage.write_time();
    }
}

fn not_run(error: std::io::Error) -> ServeError {
    ServeError::NotRun { kind: error.kind() }
}

/// Does something that waits on another thread, so that nobody who calls us from a runtime of their
/// own is told that waiting is not allowed there.
pub(super) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let done = thread::scope(|scope| scope.spawn(work).join());
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
