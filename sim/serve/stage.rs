//! The world that is served, and what each endpoint knows of it.
//!
//! What the endpoints know is a [`Scene`], which is replaced as a whole when the world changes.
//! Connections belong to the scene in which they began, and end with it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};

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

/// Which time an endpoint has: the world's, or one of its own by name.
pub(super) type TimeName = Option<Label>;

/// What the endpoints know of the world, until it changes.
#[derive(Debug)]
pub(super) struct Scene {
    /// The world's time.
    pub(super) now: DateTime<Utc>,
    /// Who judges at which time.
    judges: BTreeMap<TimeName, Arc<Judge>>,
    /// Who holds one of these has a connection that began in this scene.
    open: mpsc::Sender<Infallible>,
}

impl Scene {
    /// Who judges for endpoints that have this time.
    pub(super) fn judge(&self, time: &TimeName) -> Arc<Judge> {
        self.judges[time].clone()
    }

    /// What a connection holds that began in this scene.
    pub(super) fn token(&self) -> mpsc::Sender<Infallible> {
        self.open.clone()
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
    scene: watch::Sender<Arc<Scene>>,
    /// Empty again once all connections of the last scene have ended.
    ended: Mutex<mpsc::Receiver<Infallible>>,
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
        let (scene, ended) = scene(&session, &settings, &times)?;
        let lists = Mutex::new(settings.lists);
        let stage = Stage {
            settings,
            times,
            identity,
            log,
            lists,
            session: Mutex::new(session),
            scene: watch::Sender::new(Arc::new(scene)),
            ended: Mutex::new(ended),
        };
        stage.write_files()?;
        Ok(stage)
    }

    /// Returns a way to the scene that is on, and to those after it.
    pub(super) fn scenes(&self) -> watch::Receiver<Arc<Scene>> {
        self.scene.subscribe()
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
        let (done, ended) = played.await.expect("a step does not panic")?;
        if let Some(mut ended) = ended {
            // They have been told; who does not end by then is cut off.
            let _ = tokio::time::timeout(2 * GRACE, ended.recv()).await;
        }
        Ok(done)
    }

    fn play_now(
        &self,
        when: StepTime,
        deed: StepAction,
    ) -> Result<(Done, Option<mpsc::Receiver<Infallible>>), ServeError> {
        let mut session = self.session();
        let (step, events) = session.step(when, deed)?;
        self.log.events(&events);
        let next = scene(&session, &self.settings, &self.times)?;
        drop(session);
        let (scene, next_ended) = next;
        let now = scene.now;
        self.scene.send_replace(Arc::new(scene));
        let mut ended = self.ended.lock().expect("nothing panics here");
        let ended = std::mem::replace(&mut *ended, next_ended);
        self.write_files()?;
        // Those that may go on would be waited for in vain.
        let ended = (self.settings.resumption == Resumption::Refuse).then_some(ended);
        Ok((Done { step, events, now }, ended))
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
) -> Result<(Scene, mpsc::Receiver<Infallible>), PathError> {
    let world = session.replay().world();
    let own = times.iter().map(|(name, at)| (Some(name.clone()), *at));
    let judges = std::iter::once((None, world.now())).chain(own);
    let judges = judges.map(|(time, at)| {
        let judge = Judge::new(world, settings, at)?;
        Ok((time, Arc::new(judge)))
    });
    let (open, ended) = mpsc::channel(1);
    let scene = Scene {
        now: world.now(),
        judges: judges.collect::<Result<_, PathError>>()?,
        open,
    };
    Ok((scene, ended))
}
