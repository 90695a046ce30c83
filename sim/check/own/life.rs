//! What happens to certificates in kigen's store, as adapters are asked for it.

use std::fs;

use chrono::{DateTime, Utc};

use super::{Own, Screen, contents, judged, ok, refused, seen_as};
use crate::certificate::{Certificate, Thumbprint};
use crate::check::protocol::{Answer, PowerSwitch, Request, digest};
use crate::lifecycle::backup::{self, ExportOptions, chain_above};
use crate::lifecycle::deletion;
use crate::lifecycle::import::{ImportOptions, import};
use crate::lifecycle::selection::{CertificateSelection, SelectionContext};
use crate::pin::Pin;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{Entry, KeyExport, StoreId, StoreLocation, StoreName};
use crate::time::Zone;

const MY: StoreId = StoreId::current_user(StoreName::My);

impl Own {
    pub(super) fn import(&mut self, request: &Request) -> Result<(), Reason> {
        let file = request.file.as_deref().unwrap_or_default();
        let password = request.password.as_deref().unwrap_or_default();
        let contents = contents(file, password)?;
        // A file without a client certificate is none to be taken.
        contents.identity().map_err(Reason::from)?;
        let options = ImportOptions {
            export: match request.exportable {
                Some(false) => KeyExport::Deny,
                _ => KeyExport::Allow,
            },
            ..ImportOptions::default()
        };
        let imported = import(&mut *self.store, &contents, options);
        imported.map(|_| ()).map_err(Reason::from)
    }

    /// The client certificates that are there with their keys.
    pub(in crate::check) fn held(&self) -> Result<Vec<Entry>, Reason> {
        let mut entries = self.store.entries(MY).map_err(Reason::from)?;
        let has_key = |entry: &Entry| {
            let key = self.store.key_info_of(StoreLocation::CurrentUser, entry);
            key.is_ok_and(|key| key.is_some())
        };
        entries.retain(has_key);
        Ok(entries)
    }

    pub(super) fn list(&self) -> Result<Answer, Reason> {
        let held = self.held()?;
        let seen = held.iter();
        let seen = seen.map(|entry| seen_as(&entry.certificate, Some(true)));
        Ok(Answer {
            certificates: Some(seen.collect()),
            ..ok()
        })
    }

    /// The certificate that a request is about.
    fn meant(&self, request: &Request) -> Result<Thumbprint, Reason> {
        let sha256 = request.certificate.as_deref().unwrap_or_default();
        let entries = self.store.entries(MY).map_err(Reason::from)?;
        let mut certificates = entries.iter().map(|entry| &entry.certificate);
        let found = certificates.find(|certificate| digest(certificate) == sha256);
        found.map(Certificate::thumbprint).ok_or(Reason::NotFound)
    }

    pub(super) fn export(&mut self, request: &Request) -> Result<(), Reason> {
        let thumbprint = self.meant(request)?;
        let password = request.password.as_deref().unwrap_or_default();
        let pin: Pin = password.parse().map_err(|_| Reason::InvalidPin)?;
        self.exports += 1;
        let mut stream = Seed::new(0).stream(&format!("check/export/{}", self.exports));
        let options = ExportOptions::new(&pin);
        let bytes = backup::export(&*self.store, thumbprint, &options, &mut stream);
        let file = request.file.as_deref().unwrap_or_default();
        fs::write(file, bytes.map_err(Reason::from)?).map_err(|_| Reason::Unwritable)
    }

    pub(super) fn delete(&mut self, request: &Request) -> Result<(), Reason> {
        let thumbprint = self.meant(request)?;
        deletion::delete(&mut *self.store, thumbprint).map_err(Reason::from)
    }

    /// What the client sends now, as browsers choose it, and what the service says.
    pub(super) fn connect(&self, request: &Request) -> Answer {
        self.connect_with(CertificateSelection::Browser, None, request)
    }

    /// The same with a client that chooses this way.
    pub(in crate::check) fn connect_with(
        &self,
        selection: CertificateSelection,
        pinned: Option<Thumbprint>,
        request: &Request,
    ) -> Answer {
        let now = match time(request) {
            Ok(now) => now,
            Err(reason) => return refused(reason),
        };
        let context = SelectionContext {
            authorities: &[],
            pinned,
            shown: now,
        };
        let offered = selection.offered(&*self.store, context);
        match offered.map(|offered| offered.into_iter().next()) {
            Err(error) => refused(error.into()),
            Ok(None) if self.held().is_ok_and(|held| held.is_empty()) => {
                refused(Reason::NoCertificate)
            }
            Ok(None) => refused(Reason::NoCertificateSent),
            Ok(Some(entry)) => self.send(&entry.certificate, request),
        }
    }

    /// What the service says of this certificate.
    pub(in crate::check) fn send(&self, certificate: &Certificate, request: &Request) -> Answer {
        let chain = chain_above(&*self.store, certificate).unwrap_or_default();
        let answer = match judged(certificate, &chain, request) {
            Ok(()) => ok(),
            Err(reason) => refused(reason),
        };
        Answer {
            certificate: Some(digest(certificate)),
            ..answer
        }
    }

    pub(super) fn renew(&mut self, request: &Request) -> Result<(), Reason> {
        let now = time(request)?;
        let opens: DateTime<Utc> = match request.opens.as_deref().map(str::parse) {
            Some(Ok(opens)) => opens,
            _ => return Err(Reason::InvalidArgument),
        };
        let old = self.renewed_by(request)?.ok_or(Reason::NoCertificate)?;
        if now < opens {
            return Err(Reason::RenewalNotOpen);
        }
        if now > old.not_after() {
            return Err(Reason::RenewalClosed);
        }
        self.import(request)
    }

    /// The certificate that the one in the file renews: of its subject, the one that ends last.
    pub(in crate::check) fn renewed_by(
        &self,
        request: &Request,
    ) -> Result<Option<Certificate>, Reason> {
        let file = request.file.as_deref().unwrap_or_default();
        let contents = contents(file, request.password.as_deref().unwrap_or_default())?;
        let identity = contents.identity().map_err(Reason::from)?;
        let subject = identity.certificate.certificate.subject_der();
        let held = self.held()?.into_iter().map(|entry| entry.certificate);
        let same = held.filter(|one| one.subject_der() == subject);
        Ok(same.max_by_key(Certificate::not_after))
    }

    pub(super) fn tick(&mut self, request: &Request) -> Result<Answer, Reason> {
        self.tick_in(&Zone::JST, request)
    }

    /// What appears at a time, on a PC in this time zone.
    pub(in crate::check) fn tick_in(
        &mut self,
        zone: &Zone,
        request: &Request,
    ) -> Result<Answer, Reason> {
        let now = time(request)?;
        if let Some(power) = request.power {
            self.screen.switch(power == PowerSwitch::Off);
        }
        let held = self.held()?;
        let look = |screen: &mut Screen| {
            let notices = held.iter().filter_map(|entry| {
                let certificate = &entry.certificate;
                let (thumbprint, not_after) = (certificate.thumbprint(), certificate.not_after());
                screen.look(thumbprint, not_after, zone, now)
            });
            notices.map(|notice| notice.to_string()).collect::<Vec<_>>()
        };
        let mut notices = look(&mut self.screen);
        if request.dismiss == Some(true) {
            self.screen.dismiss();
            // What was behind it appears.
            notices.extend(look(&mut self.screen));
        }
        Ok(Answer {
            notices: Some(notices),
            ..ok()
        })
    }
}

/// The time that a request says it is.
fn time(request: &Request) -> Result<DateTime<Utc>, Reason> {
    let now = request.now.as_deref().unwrap_or_default();
    now.parse().map_err(|_| Reason::InvalidArgument)
}
