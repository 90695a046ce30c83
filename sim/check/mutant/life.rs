//! Clients that treat what is in their store wrongly, on purpose.

use std::fs;

use chrono::{DateTime, Duration, Utc};

use super::reader::{accepted, reason, refused};
use super::{Memory, Mutant, Wrong};
use crate::certificate::{Certificate, Thumbprint};
use crate::check::own::contents;
use crate::check::protocol::{Answer, Op, Request, digest, written};
use crate::lifecycle::deletion;
use crate::lifecycle::selection::CertificateSelection;
use crate::pkcs12::{EncryptionProfile, seal};
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{Entry, StoreLocation};

impl Wrong {
    /// The answer to a request about the store.
    pub(super) fn lives(&mut self, request: &Request) -> Answer {
        match request.op {
            Op::Reset => {
                if self.mutant == Mutant::RemembersAfterReset {
                    return accepted(None);
                }
                self.memory = Memory::default();
                self.own.answer(request)
            }
            Op::Import => self.import(request),
            Op::List => self.list(request),
            Op::Export => self.export(request),
            Op::Delete => self.delete(request),
            Op::Connect => self.connect(request),
            Op::Renew => self.renew(request),
            _ => self.own.answer(request),
        }
    }

    fn held(&self) -> Vec<Certificate> {
        let held = self.own.held().unwrap_or_default().into_iter();
        held.map(|entry| entry.certificate).collect()
    }

    /// Whatever the store refuses to delete was not there.
    fn remove(&mut self, thumbprint: Thumbprint) {
        let _ = deletion::delete(&mut *self.own.store, thumbprint);
    }

    fn remove_with_key(&mut self, thumbprint: Thumbprint) {
        let _ = deletion::delete_key(&mut *self.own.store, thumbprint);
    }

    fn import(&mut self, request: &Request) -> Answer {
        let before = self.held();
        let own = certificate_in(request);
        match (self.mutant, own.as_ref().map(Certificate::thumbprint)) {
            (Mutant::HoldsOne, Some(_)) => {
                for one in &before {
                    self.remove(one.thumbprint());
                }
            }
            (Mutant::HoldsTwo, Some(new)) if before.len() > 1 => {
                let first = self
                    .memory
                    .imported
                    .iter()
                    .find(|one| **one != new)
                    .copied();
                if let Some(first) = first {
                    self.remove(first);
                    self.memory.imported.retain(|one| *one != first);
                }
            }
            (Mutant::NeverTakesBack, Some(new)) if self.memory.deleted.contains(&new) => {
                return accepted(None);
            }
            (Mutant::RefusesAKeyTwice, Some(new)) if self.has_another_of_its_key(own, new) => {
                return refused(Reason::AmbiguousKey);
            }
            (Mutant::DropsTheRestOnABadFile, None) => {
                for one in &before {
                    self.remove(one.thumbprint());
                }
            }
            _ => {}
        }
        let answer = self.own.answer(request);
        if let Some(new) = certificate_in(request).filter(|_| reason(&answer).is_none()) {
            self.memory.imported.push(new.thumbprint());
        }
        answer
    }

    fn has_another_of_its_key(&self, own: Option<Certificate>, new: Thumbprint) -> bool {
        let Some(own) = own else { return false };
        self.held()
            .iter()
            .any(|one| one.thumbprint() != new && one.public_key_bits() == own.public_key_bits())
    }

    fn list(&mut self, request: &Request) -> Answer {
        let mut answer = self.own.answer(request);
        if self.mutant == Mutant::ListsTwice {
            let imported = |sha256: &str| {
                let held = self.held();
                let mut held = held.iter().filter(|one| digest(one) == sha256);
                let thumbprint = held.next().map(Certificate::thumbprint);
                let imported = self.memory.imported.iter();
                imported
                    .filter(|one| Some(**one) == thumbprint)
                    .count()
                    .max(1)
            };
            let seen = answer.certificates.unwrap_or_default().into_iter();
            let seen = seen.flat_map(|one| vec![one.clone(); imported(&one.sha256)]);
            answer.certificates = Some(seen.collect());
        }
        answer
    }

    fn export(&mut self, request: &Request) -> Answer {
        let held = self.held();
        let meant = request.certificate.as_deref().unwrap_or_default();
        let mut twisted = request.clone();
        if self.mutant == Mutant::ExportsTheFirst
            && let Some(first) = held.last()
        {
            twisted.certificate = Some(digest(first));
        }
        let answer = self.own.answer(&twisted);
        if reason(&answer).is_some() {
            return answer;
        }
        let file = request.file.as_deref().unwrap_or_default();
        let password = request.password.as_deref().unwrap_or_default();
        let Ok(mut contents) = contents(file, password) else {
            return answer;
        };
        let password = match self.mutant {
            Mutant::ExportsWithoutPassword => "",
            _ => password,
        };
        match self.mutant {
            Mutant::ExportsNothing => {
                let _ = fs::remove_file(file);
                return answer;
            }
            Mutant::ExportsWithoutKey => contents.keys.clear(),
            Mutant::ExportsWithoutChain => contents.certificates.truncate(1),
            Mutant::ExportsWithoutPassword => {}
            Mutant::ExportsOnce => {
                let of_it = held.iter().find(|one| digest(one) == meant);
                if let Some(certificate) = of_it {
                    self.remove_with_key(certificate.thumbprint());
                }
                return answer;
            }
            _ => return answer,
        }
        let profile = EncryptionProfile::default();
        let bytes = seal(
            &contents,
            password,
            profile,
            &mut Seed::new(1).stream("wrong"),
        );
        match fs::write(file, bytes) {
            Ok(()) => answer,
            Err(_) => refused(Reason::Unwritable),
        }
    }

    fn delete(&mut self, request: &Request) -> Answer {
        let held = self.held();
        let sha256 = request.certificate.as_deref().unwrap_or_default();
        let meant = held.iter().find(|one| digest(one) == sha256);
        let Some(meant) = meant else {
            return self.own.answer(request);
        };
        self.memory.deleted.insert(meant.thumbprint());
        let is_doomed = |one: &Certificate| match self.mutant {
            Mutant::DeletesAll => true,
            Mutant::DeletesTheSubject => one.subject_der() == meant.subject_der(),
            Mutant::DeletesNothing => false,
            _ => one.thumbprint() == meant.thumbprint(),
        };
        let doomed: Vec<Thumbprint> = held
            .iter()
            .filter(|one| is_doomed(one))
            .map(Certificate::thumbprint)
            .collect();
        for one in doomed {
            self.remove(one);
        }
        accepted(None)
    }

    fn connect(&mut self, request: &Request) -> Answer {
        let now: Option<DateTime<Utc>> = request.now.as_deref().and_then(|it| it.parse().ok());
        let mut held = self.held();
        match self.mutant {
            Mutant::SendsTheFirst => {
                let automatic = CertificateSelection::DotnetAutomatic;
                return self.own.connect_with(automatic, None, request);
            }
            Mutant::SendsTheOldest => {
                held.sort_by_key(Certificate::not_after);
                if let Some(oldest) = held.first() {
                    return self.own.send(oldest, request);
                }
            }
            Mutant::KeepsToTheFirst => {
                held.sort_by_key(Certificate::not_after);
                let first = held.last().map(Certificate::thumbprint);
                let pinned = self.memory.pinned.or(first);
                self.memory.pinned = pinned;
                let selection = CertificateSelection::Pinned;
                return self.own.connect_with(selection, pinned, request);
            }
            Mutant::StaysExpired => {
                let over = held.iter().filter(|one| now > Some(one.not_after()));
                let over: Vec<Thumbprint> = over.map(Certificate::thumbprint).collect();
                self.memory.expired.extend(over);
                let is_over = |one: &Certificate| self.memory.expired.contains(&one.thumbprint());
                if !held.is_empty() && held.iter().all(is_over) {
                    return refused(Reason::Expired);
                }
            }
            _ => {}
        }
        self.mutant.judges(self.own.answer(request))
    }

    fn renew(&mut self, request: &Request) -> Answer {
        let mut twisted = request.clone();
        let opens: Option<DateTime<Utc>> = request.opens.as_deref().and_then(|it| it.parse().ok());
        match self.mutant {
            Mutant::NeverRenews => return refused(Reason::RenewalNotOpen),
            Mutant::RenewsAtAnyTime => twisted.opens = Some(written(DateTime::UNIX_EPOCH)),
            Mutant::RenewsASecondLate => {
                twisted.opens = opens.map(|opens| written(opens + Duration::seconds(1)));
            }
            _ => {}
        }
        let old = self.own.renewed_by(request).ok().flatten();
        let answer = self.own.answer(&twisted);
        let as_import = Request {
            op: Op::Import,
            ..request.clone()
        };
        match (self.mutant, reason(&answer)) {
            (Mutant::RenewsAfterTheEnd, Some(Reason::RenewalClosed))
            | (Mutant::RenewsStrangers, Some(Reason::NoCertificate)) => {
                return self.own.answer(&as_import);
            }
            (Mutant::RenewalLosesItsKey, None) => {
                if let Some(new) = certificate_in(request) {
                    self.lose_key(new.thumbprint());
                }
            }
            (Mutant::RenewalDeletesTheOld, None) => {
                if let Some(old) = old {
                    self.remove(old.thumbprint());
                }
            }
            (Mutant::RenewalForgotten, None) => {
                if let Some(new) = certificate_in(request) {
                    self.remove(new.thumbprint());
                }
            }
            _ => {}
        }
        answer
    }

    /// Deletes the key container of a certificate and leaves the certificate.
    fn lose_key(&mut self, thumbprint: Thumbprint) {
        let held = self.own.held().unwrap_or_default().into_iter();
        let mut of_it = held.filter(|entry: &Entry| entry.certificate.thumbprint() == thumbprint);
        let container = of_it
            .next()
            .and_then(|entry| entry.properties.key_container);
        if let Some(container) = container {
            let location = StoreLocation::CurrentUser;
            let change = crate::store::Change::DeleteKey {
                location,
                container,
            };
            let _ = self.own.store.commit(vec![change]);
        }
    }
}

/// The client certificate in the file of a request, if it can be opened.
fn certificate_in(request: &Request) -> Option<Certificate> {
    let file = request.file.as_deref()?;
    let contents = contents(file, request.password.as_deref().unwrap_or_default()).ok()?;
    let identity = contents.identity().ok()?;
    Some(identity.certificate.certificate.clone())
}
