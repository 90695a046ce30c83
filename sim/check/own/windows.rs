//! kigen's store in Windows' words.

use std::fs;

use super::{Own, ok, outcome, refused};
use crate::check::protocol::{Answer, Op, Request, digest};
use crate::check::windows::{hex, key_prompt, level, public, read, seen, unhex};
use crate::reason::Reason;
use crate::store::{Change, KeyContainer, KeyExport, StoreError, StoreId};

impl Own {
    pub(super) fn in_windows_words(&mut self, request: &Request) -> Answer {
        let answer = match request.op {
            Op::Entries => self.entries(request),
            Op::Containers => self.containers(request),
            Op::Key => self.key(request),
            Op::Sign => self.sign(request),
            Op::Take => self.take(request),
            Op::Commit => return self.commit(request),
            _ => Err(Reason::InvalidArgument),
        };
        answer.unwrap_or_else(refused)
    }

    fn entries(&self, request: &Request) -> Result<Answer, Reason> {
        let store = StoreId {
            location: request.location.ok_or(Reason::InvalidArgument)?,
            name: request.store.ok_or(Reason::InvalidArgument)?,
        };
        let entries = match request.archived {
            Some(true) => self.store.entries_with_archived(store),
            _ => self.store.entries(store),
        };
        let entries = entries.map_err(Reason::from)?;
        Ok(Answer {
            entries: Some(entries.iter().map(seen).collect()),
            ..ok()
        })
    }

    fn containers(&self, request: &Request) -> Result<Answer, Reason> {
        let location = request.location.ok_or(Reason::InvalidArgument)?;
        let containers = self.store.containers(location).map_err(Reason::from)?;
        Ok(Answer {
            containers: Some(containers.iter().map(KeyContainer::to_string).collect()),
            ..ok()
        })
    }

    fn key(&self, request: &Request) -> Result<Answer, Reason> {
        let location = request.location.ok_or(Reason::InvalidArgument)?;
        let info = self.store.key_info(location, &container(request)?);
        Ok(match info.map_err(Reason::from)? {
            None => ok(),
            Some(info) => Answer {
                public: Some(public(&info.public)),
                exportable: Some(info.export == KeyExport::Allow),
                protection: Some(level(info.protection).to_owned()),
                ..ok()
            },
        })
    }

    fn sign(&self, request: &Request) -> Result<Answer, Reason> {
        let location = request.location.ok_or(Reason::InvalidArgument)?;
        let message = request.message.as_deref().and_then(unhex);
        let message = message.ok_or(Reason::InvalidArgument)?;
        let prompt = key_prompt(request.prompt, request.password.as_deref());
        let container = container(request)?;
        let signature = self.store.sign(location, &container, &prompt, &message);
        Ok(Answer {
            signature: Some(hex(&signature.map_err(Reason::from)?)),
            ..ok()
        })
    }

    fn take(&self, request: &Request) -> Result<Answer, Reason> {
        let location = request.location.ok_or(Reason::InvalidArgument)?;
        let prompt = key_prompt(request.prompt, request.password.as_deref());
        let key = self.store.export(location, &container(request)?, &prompt);
        let key = key.map_err(Reason::from)?;
        let file = request.file.as_deref().unwrap_or_default();
        let written = fs::write(file, key.pkcs8()).map_err(|_| Reason::Unwritable);
        Ok(outcome(written))
    }

    fn commit(&mut self, request: &Request) -> Answer {
        let changes = request.changes.iter().flatten();
        let changes = changes.map(|change| {
            let known = |sha256: &str| self.known.get(sha256).copied();
            // Whoever was never added is called by the thumbprint.
            let thumbprint = |text: &str| known(text).or_else(|| text.parse().ok());
            let change = read(change, thumbprint);
            if let Ok(Change::AddCertificate { entry, .. }) = &change {
                let certificate = &entry.certificate;
                let thumbprint = certificate.thumbprint();
                self.known.insert(digest(certificate), thumbprint);
            }
            change
        });
        let changes: Result<Vec<Change>, Reason> = changes.collect();
        let changes = match changes {
            Ok(changes) => changes,
            Err(reason) => return refused(reason),
        };
        let Err(error) = self.store.commit(changes) else {
            return ok();
        };
        let about = match &error {
            StoreError::AlreadyExists { thumbprint, .. }
            | StoreError::NotFound { thumbprint, .. } => {
                let mut known = self.known.iter();
                let found = known.find(|(_, one)| *one == thumbprint);
                found.map(|(sha256, _)| sha256.clone())
            }
            _ => None,
        };
        Answer {
            certificate: about,
            native: Some(error.to_string()),
            ..refused(error.into())
        }
    }
}

fn container(request: &Request) -> Result<KeyContainer, Reason> {
    let name = request.container.as_deref().unwrap_or_default();
    KeyContainer::named(name).ok_or(Reason::InvalidArgument)
}
