//! A [`CertificateStore`] behind the protocol: whatever it is asked, an implementation is asked in
//! Windows' words.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;

use super::adapter_error::AdapterError;
use super::pool::Pool;
use super::protocol::{Answer, Op, Request, WRITTEN, digest};
use super::reply::{Asked, Reply};
use super::session::Session;
use super::trace::Exchange;
use super::windows::{self, Item, hex, level_of, unhex};
use crate::certificate::{Certificate, Thumbprint};
use crate::file::{self, Access, Durability, ExistingFile};
use crate::key::{PrivateKey, PublicKey};
use crate::reason::Reason;
use crate::store::{
    CertificateStore, Change, Entry, KeyContainer, KeyExport, KeyInfo, KeyPrompt, KeyUseError,
    StoreError, StoreId, StoreLocation,
};

/// What the stores of a check have in common: the processes, and what was ever put into one.
pub(super) struct Remotes<'a> {
    pool: &'a Pool<'a>,
    /// How many stores there are at the moment.
    alive: Cell<usize>,
    certificates: RefCell<BTreeMap<String, Certificate>>,
    keys: RefCell<BTreeMap<String, PublicKey>>,
    /// What was said since there was no store at all.
    trace: RefCell<Vec<Exchange>>,
    interrupted: RefCell<Option<Result<Reply, AdapterError>>>,
}

impl<'a> Remotes<'a> {
    pub(super) fn new(pool: &'a Pool<'a>) -> Self {
        Remotes {
            pool,
            alive: Cell::new(0),
            certificates: RefCell::default(),
            keys: RefCell::default(),
            trace: RefCell::default(),
            interrupted: RefCell::default(),
        }
    }

    /// What the implementation did instead of answering, if it did.
    pub(super) fn interrupted(&self) -> Result<Option<Reply>, AdapterError> {
        self.interrupted.borrow_mut().take().transpose()
    }

    /// What was said to the last stores.
    pub(super) fn trace(&self) -> Vec<Exchange> {
        self.trace.borrow().clone()
    }

    fn interrupt(&self, how: Result<Reply, AdapterError>) {
        self.interrupted.borrow_mut().get_or_insert(how);
    }
}

/// A store in another process.
pub(super) struct RemoteStore<'a> {
    remotes: &'a Remotes<'a>,
    /// Which of the stores that there are at the moment.
    number: usize,
    session: RefCell<Option<Session>>,
}

/// Why a store did not do something.
enum Refusal {
    /// It said so: the reason, its own words, and the certificate that it is about.
    Said(Option<Reason>, String, Option<String>),
    /// There was no answer, or none that makes sense.
    None(&'static str),
}

impl<'a> RemoteStore<'a> {
    /// An empty store.
    pub(super) fn new(remotes: &'a Remotes<'a>) -> Self {
        let number = remotes.alive.get();
        if number == 0 {
            remotes.trace.borrow_mut().clear();
        }
        remotes.alive.set(number + 1);
        let is_over = remotes.interrupted.borrow().is_some();
        let session = match is_over {
            true => None,
            false => match remotes.pool.take() {
                Ok(session) => Some(session),
                Err(error) => {
                    remotes.interrupt(Err(error));
                    None
                }
            },
        };
        let store = RemoteStore {
            remotes,
            number,
            session: RefCell::new(session),
        };
        if store.ask(Request::of(Op::Reset)).is_err() {
            // Whatever it said, there is no empty store to begin with.
            let why = Op::Reset.name().to_owned();
            remotes.interrupt(Ok(Reply::Skipped(why)));
        }
        store
    }

    /// Asks, unless something went wrong before.
    fn ask(&self, request: Request) -> Result<Answer, Refusal> {
        let gone = Refusal::None("the program did not answer");
        let mut session = self.session.borrow_mut();
        let Some(session) = session.as_mut() else {
            return Err(gone);
        };
        if self.remotes.interrupted.borrow().is_some() {
            return Err(gone);
        }
        let asked: Asked = match session.ask(request.clone()) {
            Ok(asked) => asked,
            Err(error) => {
                self.remotes.interrupt(Err(error));
                return Err(gone);
            }
        };
        let mut trace = self.remotes.trace.borrow_mut();
        let exchange = Exchange::new(trace.len(), self.number, &request, &asked);
        trace.push(exchange);
        drop(trace);
        let about = asked.answer.and_then(|answer| answer.certificate);
        match asked.reply {
            Reply::Accepted(answer) => Ok(*answer),
            Reply::Refused(reason) => Err(Refusal::Said(
                reason,
                asked.native.unwrap_or_default(),
                about,
            )),
            other => {
                self.remotes.interrupt(Ok(other));
                Err(gone)
            }
        }
    }

    fn listed(&self, store: StoreId, archived: bool) -> Result<Vec<Entry>, StoreError> {
        let request = Request {
            archived: archived.then_some(true),
            ..Request::of(Op::Entries).within(store)
        };
        let answer = self.ask(request).map_err(Refusal::of_store)?;
        let entries = answer.entries.unwrap_or_default().into_iter();
        let known = self.remotes.certificates.borrow();
        let entries = entries.map(|seen| {
            let certificate = known.get(&seen.sha256).cloned();
            let certificate = certificate.ok_or(nonsense("a certificate that nobody put in"))?;
            windows::entry(&seen, certificate).ok_or(nonsense("properties that cannot be read"))
        });
        entries.collect()
    }

    /// The request about a container, with its prompt.
    fn with_key(
        op: Op,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Request {
        let (prompt, password) = windows::prompt(prompt);
        Request {
            location: Some(location),
            container: Some(container.to_string()),
            prompt: Some(prompt),
            password,
            ..Request::of(op)
        }
    }

    /// Writes what a change names, once, and says how a request calls it.
    fn named(&self, item: Item<'_>) -> Result<String, StoreError> {
        let (name, bytes) = match item {
            Item::Thumbprint(thumbprint) => {
                let known = self.remotes.certificates.borrow();
                let mut known = known.iter();
                let found = known.find(|(_, one)| one.thumbprint() == thumbprint);
                return Ok(match found {
                    Some((sha256, _)) => sha256.clone(),
                    None => thumbprint.to_string(),
                });
            }
            Item::Certificate(certificate) => {
                let sha256 = digest(certificate);
                let name = format!("{WRITTEN}{sha256}.cer");
                let mut known = self.remotes.certificates.borrow_mut();
                match known.insert(sha256, certificate.clone()) {
                    Some(_) => return Ok(name),
                    None => (name, certificate.der()),
                }
            }
            Item::Key(key) => {
                let public = windows::public(key.public());
                let name = format!("{WRITTEN}{public}.pk8");
                let mut known = self.remotes.keys.borrow_mut();
                match known.insert(public, key.public().clone()) {
                    Some(_) => return Ok(name),
                    None => (name, key.pkcs8()),
                }
            }
        };
        let session = self.session.borrow();
        if let Some(session) = session.as_ref() {
            let path = session.folder().join(&name);
            let (existing, durability) = (ExistingFile::Replace, Durability::ProcessCrash);
            file::write_unsynced(&path, bytes, existing, Access::Default, durability)?;
        }
        Ok(name)
    }
}

impl Drop for RemoteStore<'_> {
    fn drop(&mut self) {
        self.remotes.alive.set(self.remotes.alive.get() - 1);
        if let Some(session) = self.session.take() {
            self.remotes.pool.give_back(session);
        }
    }
}

impl Refusal {
    fn of_store(self) -> StoreError {
        match self {
            Refusal::Said(reason, detail, _) => StoreError::Other {
                reason: reason.unwrap_or(Reason::InvalidArgument),
                detail,
            },
            Refusal::None(problem) => nonsense(problem),
        }
    }

    fn of_key(self, container: &KeyContainer) -> KeyUseError {
        let container = container.clone();
        match self {
            Refusal::Said(Some(Reason::KeyMissing), ..) => KeyUseError::Missing { container },
            Refusal::Said(Some(Reason::KeyAccessDenied), ..) => {
                KeyUseError::AccessDenied { container }
            }
            Refusal::Said(Some(Reason::NotExportable), ..) => KeyUseError::NotExportable,
            Refusal::Said(Some(Reason::KeyLocked), ..) => KeyUseError::Locked,
            Refusal::Said(Some(Reason::WrongPassword), ..) => KeyUseError::WrongPassword,
            Refusal::Said(Some(Reason::KeyDenied), ..) => KeyUseError::Denied,
            other => KeyUseError::Store(other.of_store()),
        }
    }
}

fn nonsense(detail: &str) -> StoreError {
    StoreError::Other {
        reason: Reason::StoreDamaged,
        detail: detail.to_owned(),
    }
}

/// The refusal of a commit as our own stores say it.
fn of_commit(refusal: Refusal, changes: &[Change], about: Option<Thumbprint>) -> StoreError {
    let Refusal::Said(Some(reason), ..) = &refusal else {
        return refusal.of_store();
    };
    let mut named = changes.iter().filter_map(|change| match change {
        Change::AddCertificate { store, entry, .. } if *reason == Reason::AlreadyExists => {
            Some((store.name, entry.certificate.thumbprint()))
        }
        Change::DeleteCertificate { store, thumbprint } if *reason == Reason::NotFound => {
            Some((store.name, *thumbprint))
        }
        _ => None,
    });
    let meant = named.find(|(_, thumbprint)| about.is_none_or(|about| about == *thumbprint));
    match (reason, meant) {
        (Reason::AlreadyExists, Some((store, thumbprint))) => {
            StoreError::AlreadyExists { store, thumbprint }
        }
        (Reason::NotFound, Some((store, thumbprint))) => StoreError::NotFound { store, thumbprint },
        _ => refusal.of_store(),
    }
}

impl CertificateStore for RemoteStore<'_> {
    fn entries(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.listed(store, false)
    }

    fn entries_with_archived(&self, store: StoreId) -> Result<Vec<Entry>, StoreError> {
        self.listed(store, true)
    }

    fn containers(&self, location: StoreLocation) -> Result<Vec<KeyContainer>, StoreError> {
        let request = Request {
            location: Some(location),
            ..Request::of(Op::Containers)
        };
        let answer = self.ask(request).map_err(Refusal::of_store)?;
        let names = answer.containers.unwrap_or_default().into_iter();
        let names = names.map(|name| {
            KeyContainer::named(&name).ok_or(nonsense("a container with an impossible name"))
        });
        names.collect()
    }

    fn key_info(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
    ) -> Result<Option<KeyInfo>, StoreError> {
        let request = Request {
            location: Some(location),
            container: Some(container.to_string()),
            ..Request::of(Op::Key)
        };
        let answer = self.ask(request).map_err(Refusal::of_store)?;
        let Some(public) = answer.public else {
            return Ok(None);
        };
        let known = self.remotes.keys.borrow().get(&public).cloned();
        let protection = answer.protection.as_deref().unwrap_or("none");
        Ok(Some(KeyInfo {
            public: known.ok_or(nonsense("a key that nobody put in"))?,
            export: match answer.exportable {
                Some(false) => KeyExport::Deny,
                _ => KeyExport::Allow,
            },
            protection: level_of(protection).ok_or(nonsense("an unknown protection"))?,
        }))
    }

    fn sign(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
        message: &[u8],
    ) -> Result<Vec<u8>, KeyUseError> {
        let request = Request {
            message: Some(hex(message)),
            ..Self::with_key(Op::Sign, location, container, prompt)
        };
        let answer = self.ask(request);
        let answer = answer.map_err(|refusal| refusal.of_key(container))?;
        let signature = answer.signature.as_deref().and_then(unhex);
        Ok(signature.ok_or(nonsense("no signature"))?)
    }

    fn export(
        &self,
        location: StoreLocation,
        container: &KeyContainer,
        prompt: &KeyPrompt,
    ) -> Result<PrivateKey, KeyUseError> {
        let name = format!("{WRITTEN}taken-{}.pk8", self.remotes.pool.number());
        let request = Request {
            file: Some(name.clone()),
            ..Self::with_key(Op::Take, location, container, prompt)
        };
        let answer = self.ask(request);
        answer.map_err(|refusal| refusal.of_key(container))?;
        let session = self.session.borrow();
        let path = session.as_ref().map(|session| session.folder().join(&name));
        let bytes = path.and_then(|path| fs::read(path).ok());
        let key = bytes.and_then(|bytes| PrivateKey::from_pkcs8(&bytes).ok());
        Ok(key.ok_or(nonsense("no key in the file that was to be written"))?)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let written = changes.iter();
        let written = written.map(|change| windows::written(change, |item| self.named(item)));
        let request = Request {
            changes: Some(written.collect::<Result<_, _>>()?),
            ..Request::of(Op::Commit)
        };
        match self.ask(request) {
            Ok(_) => Ok(()),
            Err(refusal) => {
                let about = match &refusal {
                    Refusal::Said(_, _, Some(about)) => {
                        let known = self.remotes.certificates.borrow();
                        known.get(about).map(Certificate::thumbprint)
                    }
                    _ => None,
                };
                Err(of_commit(refusal, &changes, about))
            }
        }
    }
}
