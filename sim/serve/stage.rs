//! The world that is served, and what each endpoint knows of it.
//!
//! What the endpoints know is a [`Scene`], which is replaced as a whole when the world changes.
//! Connections belong to the age in which they began: one ends, with all its connections, when
//! somebody does something to the world or moves its clock. Where a clock runs, time alone ends
//! none.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Duration, Utc};
use tokio::sync::watch;

use super::files::{self, Files};
use super::judge::Judge;
use super::limits::GRACE;
use super::log::Log;
use super::server_certificate::ServerIdentity;
use super::{Lists, Resumption, ServeError, Settings};
use crate::label::Label;
use crate::path::PathError;
use crate::scenario::{PlayedStep, Session, StepAction, StepTime};
use crate::trace::Event;
use crate::world::last_of;

/// Which time an endpoint has: the world's, or one of its own by name.
pub(super) type TimeName = Option<Label>;

/// What the endpoints know of the world, until it changes.
#[derive(Debug)]
pub(super) struct Scene {
    /// The world's time.
    pub(super) now: DateTime<Utc>,
    /// How often something was done to the world.
    pub(super) age: u64,
    /// Who judges at which time.
    judges: BTreeMap<TimeName, Arc<Judge>>,
}

impl Scene {
    /// Who judges for endpoints that have this time.
    pub(super) fn judge(&self, time: &TimeName) -> Arc<Judge> {
        self.judges[time].clone()
    }
}

/// How many connections there are that began in each age.
type Open = watch::Sender<BTreeMap<u64, usize>>;

/// What a connection holds as long as it is open.
#[derive(Debug)]
pub(super) struct Token {
    open: Open,
    age: u64,
}

impl Drop for Token {
    fn drop(&mut self) {
        self.open.send_modify(|open| {
            if let Some(count) = open.get_mut(&self.age) {
                *count -= 1;
            }
            open.retain(|_, count| *count > 0);
        });
    }
}

/// What is done to the world, and what happened then.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub(super) step: PlayedStep,
    pub(super) events: Vec<Event>,
    pub(super) now: DateTime<Utc>,
}

/// The world that is served.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) settings: Settings,
    pub(super) times: BTreeMap<Label, DateTime<Utc>>,
    pub(super) identity: ServerIdentity,
    pub(super) log: Log,
    lists: Mutex<Lists>,
    session: Mutex<Session>,
    /// The last step that was played here.
    last: Mutex<Option<Done>>,
    scene: watch::Sender<Arc<Scene>>,
    open: Open,
}

impl Stage {
    /// Opens with a session.
    pub(super) fn new(session: Session, settings: Settings) -> Result<Self, ServeError> {
        let mut times = BTreeMap::new();
        for time in &settings.times {
            let name = time.name.clone();
            let at = session.replay().moment(&StepTime::At(time.when.clone()));
            let at = at.map_err(|reason| ServeError::Time {
                name: name.clone(),
                reason,
            })?;
            if times.insert(name.clone(), at).is_some() {
                return Err(ServeError::SameName { name });
            }
        }
        let seed = session.replay().scenario().world.seed;
        let identity = ServerIdentity::new(seed, settings.server_certificate);
        let log = Log::new(settings.log.as_deref())?;
        log.events(&session.replay().world().trace().events);
        let scene = scene(&session, &settings, &times, 0)?;
        let lists = Mutex::new(settings.lists);
        let stage = Stage {
            settings,
            times,
            identity,
            log,
            lists,
            session: Mutex::new(session),
            last: Mutex::default(),
            scene: watch::Sender::new(Arc::new(scene)),
            open: watch::Sender::default(),
        };
        stage.write_files()?;
        Ok(stage)
    }

    /// Returns a way to the scene that is on, and to those after it.
    pub(super) fn scenes(&self) -> watch::Receiver<Arc<Scene>> {
        self.scene.subscribe()
    }

    /// Who judges now for endpoints that have this time.
    pub(super) fn judge(&self, time: &TimeName) -> Arc<Judge> {
        self.scene.borrow().judge(time)
    }

    /// What a connection holds that began in this age.
    pub(super) fn token(&self, age: u64) -> Token {
        let open = self.open.clone();
        open.send_modify(|open| *open.entry(age).or_default() += 1);
        Token { open, age }
    }

    /// The world's time.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.scene.borrow().now
    }

    /// Looks at the session.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Session) -> T) -> T {
        look(&self.session())
    }

    /// Every file there is now.
    pub(super) fn files(&self) -> Files {
        files::of(self.session().replay().world(), &self.identity)
    }

    /// The last step that was played here, if one was.
    pub(super) fn last(&self) -> Option<Done> {
        self.last.lock().expect("nothing panics here").clone()
    }

    /// What becomes of who asks for revocation lists.
    pub(super) fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().expect("nothing panics here")
    }

    /// Writes the files to their folder, if there is one.
    fn write_files(&self) -> Result<(), ServeError> {
        if let Some(folder) = &self.settings.out {
            self.files().write_to(folder)?;
        }
        Ok(())
    }

    /// Plays a step and appends it to the session. When this returns, all that follows from it has
    /// happened, and every connection that began before has ended.
    pub(super) async fn play(
        self: &Arc<Self>,
        when: StepTime,
        deed: StepAction,
    ) -> Result<Done, ServeError> {
        let stage = self.clone();
        let played = tokio::task::spawn_blocking(move || stage.play_now(when, deed));
        let done = played.await.expect("a step does not panic")?;
        self.left().await;
        Ok(done)
    }

    /// Appends a step that changes nothing: what a client showed. No connection ends.
    pub(super) async fn note(self: &Arc<Self>, deed: StepAction) -> Result<(), ServeError> {
        let stage = self.clone();
        let noted = tokio::task::spawn_blocking(move || {
            let mut session = stage.session();
            let (_, events) = session.step(StepTime::Now, deed)?;
            stage.log.events(&events);
            Ok(())
        });
        noted.await.expect("a step does not panic")
    }

    /// Lets so many seconds pass, on a clock that runs.
    pub(super) fn pass(&self, seconds: i64) -> Result<(), ServeError> {
        let mut session = self.session();
        let now = session.replay().world().now();
        let to = now.checked_add_signed(Duration::seconds(seconds));
        let last = last_of(session.replay().scenario().world.start);
        let to = to.filter(|to| *to <= last).ok_or(ServeError::WorldEnds)?;
        let events = session.pass(to).expect("it is later than now");
        self.log.events(&events);
        let age = self.scene.borrow().age;
        let next = scene(&session, &self.settings, &self.times, age)?;
        drop(session);
        self.scene.send_replace(Arc::new(next));
        match events.is_empty() {
            true => Ok(()),
            false => self.write_files(),
        }
    }

    /// Writes down what time it is, if time has passed since the last step.
    pub(super) fn write_time(&self) -> Result<(), ServeError> {
        let mut session = self.session();
        if session.has_passed() {
            session.step(StepTime::Now, StepAction::Wait)?;
        }
        Ok(())
    }

    /// Waits until nothing is under way: no step, and no connection that began before the last one.
    pub(super) async fn settle(self: &Arc<Self>) {
        let stage = self.clone();
        let waiting = tokio::task::spawn_blocking(move || drop(stage.session()));
        waiting.await.expect("waiting does not panic");
        self.left().await;
    }

    /// Waits until the connections of earlier ages have ended.
    async fn left(&self) {
        // Those that may go on would be waited for in vain.
        if self.settings.resumption == Resumption::Allow {
            return;
        }
        let age = self.scene.borrow().age;
        let mut open = self.open.subscribe();
        let left = open.wait_for(|open| open.range(..age).next().is_none());
        // They have been told; who does not end by then is cut off.
        let _ = tokio::time::timeout(2 * GRACE, left).await;
    }

    fn play_now(&self, when: StepTime, deed: StepAction) -> Result<Done, ServeError> {
        let mut session = self.session();
        let (step, events) = session.step(when, deed)?;
        self.log.events(&events);
        let age = self.scene.borrow().age + 1;
        let next = scene(&session, &self.settings, &self.times, age)?;
        let now = next.now;
        // Before the lock is given back: scenes follow one another as the steps do.
        self.scene.send_replace(Arc::new(next));
        drop(session);
        self.write_files()?;
        let done = Done { step, events, now };
        *self.last.lock().expect("nothing panics here") = Some(done.clone());
        Ok(done)
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().expect("a step does not panic")
    }
}

/// What the endpoints know of the world now.
fn scene(
    session: &Session,
    settings: &Settings,
    times: &BTreeMap<Label, DateTime<Utc>>,
    age: u64,
) -> Result<Scene, PathError> {
    let world = session.replay().world();
    let own = times.iter().map(|(name, at)| (Some(name.clone()), *at));
    let judges = std::iter::once((None, world.now())).chain(own);
    let judges = judges.map(|(time, at)| {
        let judge = Judge::new(world, settings, at)?;
        Ok((time, Arc::new(judge)))
    });
    Ok(Scene {
        now: world.now(),
        age,
        judges: judges.collect::<Result<_, PathError>>()?,
    })
}
