//! A PC: the Windows user's certificate store, the files it downloaded, and its MPKI client.

use chrono::{DateTime, Utc};

use crate::actor::authority::AuthorityMessage;
use crate::actor::operator::OperatorMessage;
use crate::actor::services::{Hello, ServicesMessage};
use crate::actor::{Message, Outbox};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::label::Label;
use crate::lifecycle::backup::{ExportOptions, chain_above, export};
use crate::lifecycle::deletion::{self, DeleteWhich};
use crate::lifecycle::expiry::{Revocation, State, state};
use crate::lifecycle::import::{ImportOptions, import};
use crate::lifecycle::renewal;
use crate::lifecycle::rules::Rules;
use crate::lifecycle::service::Service;
use crate::pin::Pin;
use crate::pkcs12::{EncryptionProfile, Limits, open};
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::{
    CertificateStore, Entry, KeyExport, MemoryStore, StoreError, StoreId, StoreLocation, StoreName,
};
use crate::trace::Happening;

/// The Windows user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

/// What a PC is told.
#[derive(Debug)]
pub(crate) enum PcMessage {
    /// A file, from the download site.
    Save { file: Label, bytes: Vec<u8> },
    /// Run the import wizard, on a backup or on the last download.
    Import {
        from_backup: Option<(Label, Vec<u8>)>,
        pin: Pin,
        options: ImportOptions,
    },
    /// Show the certificate.
    Check,
    /// Use a service.
    Connect { service: Service },
    /// Renew with the MPKI client.
    Renew,
    /// What the authority made in answer to a renewal.
    Renewed {
        key: PrivateKey,
        certificate: Certificate,
    },
    /// Delete certificates.
    Delete { which: DeleteWhich },
    /// Run the export wizard.
    Backup {
        backup: Label,
        pin: Pin,
        pin_again: Pin,
        encryption: EncryptionProfile,
    },
    /// Give way to a new PC of the same name.
    Replace,
}

#[derive(Debug)]
pub(crate) struct Pc {
    seed: Seed,
    rules: Rules,
    name: Label,
    store: MemoryStore,
    download: Option<(Label, Vec<u8>)>,
}

impl Pc {
    pub(crate) fn new(seed: Seed, rules: Rules, name: Label) -> Self {
        Pc {
            seed,
            rules,
            name,
            store: MemoryStore::new(),
            download: None,
        }
    }

    pub(crate) fn store(&self) -> &MemoryStore {
        &self.store
    }

    /// The certificate the PC uses: of those with a key, the one that expires last.
    pub(crate) fn current(&self) -> Result<Option<Entry>, StoreError> {
        let entries = self.store.entries(MY)?.into_iter();
        Ok(entries
            .filter(|entry| entry.properties.key_container.is_some())
            .max_by_key(|entry| entry.certificate.not_after()))
    }

    pub(crate) fn handle(&mut self, message: PcMessage, out: &mut Outbox<'_>) {
        match message {
            PcMessage::Save { file, bytes } => {
                self.download = Some((file, bytes));
                out.answer(Ok(()));
            }
            PcMessage::Import {
                from_backup,
                pin,
                options,
            } => self.import(from_backup, &pin, options, out),
            PcMessage::Check => {
                let outcome = self.check(out.now());
                out.finish(&self.name, Happening::Check, outcome);
            }
            PcMessage::Connect { service } => self.connect(service, out),
            PcMessage::Renew => self.renew(out),
            PcMessage::Renewed { key, certificate } => {
                let outcome = self.install(&key, &certificate);
                out.finish(&self.name, Happening::Renew, outcome);
            }
            PcMessage::Delete { which } => self.delete(which, out),
            PcMessage::Backup {
                backup,
                pin,
                pin_again,
                encryption,
            } => {
                let options = ExportOptions {
                    pin_again: &pin_again,
                    encryption,
                    ..ExportOptions::new(&pin)
                };
                self.backup(backup, &options, out);
            }
            PcMessage::Replace => {
                *self = Pc::new(self.seed, self.rules.clone(), self.name.clone());
                out.finish(&self.name, Happening::Replace, Ok(()));
            }
        }
    }

    fn import(
        &mut self,
        from_backup: Option<(Label, Vec<u8>)>,
        pin: &Pin,
        options: ImportOptions,
        out: &mut Outbox<'_>,
    ) {
        let Some((file, bytes)) = from_backup.or_else(|| self.download.clone()) else {
            let happening = Happening::Import {
                file: self.name.clone(),
                root_warnings: 0,
            };
            return out.finish(&self.name, happening, Err(Reason::FileNotFound));
        };
        let result = open(&bytes, pin.as_str(), &Limits::default())
            .map_err(|error| error.reason())
            .and_then(|contents| {
                import(&mut self.store, &contents, options).map_err(|error| error.reason())
            });
        let happening = Happening::Import {
            file,
            root_warnings: result.as_ref().map_or(0, |imported| imported.root_warnings),
        };
        out.finish(&self.name, happening, result.map(|_| ()));
    }

    /// What the certificate manager shows: dates and the key, not what others think of it.
    fn check(&self, at: DateTime<Utc>) -> Result<(), Reason> {
        let current = self.current().map_err(|error| error.reason())?;
        let certificate = current.ok_or(Reason::NoCertificate)?.certificate;
        match state(&certificate, Revocation::Good, at, &self.rules) {
            State::NotYetValid => Err(Reason::NotYetValid),
            State::Expired => Err(Reason::Expired),
            State::Revoked => Err(Reason::Revoked),
            State::Valid | State::RenewalDue => Ok(()),
        }
    }

    fn connect(&mut self, service: Service, out: &mut Outbox<'_>) {
        match self.hello(service, out.now()) {
            Ok(hello) => out.send(Message::Services(ServicesMessage::Hello(hello))),
            Err(reason) => {
                out.finish(&self.name, Happening::Connect { service }, Err(reason));
            }
        }
    }

    /// What the PC says to a service: its certificate, the path, and a signature with its key.
    fn hello(&self, service: Service, at: DateTime<Utc>) -> Result<Box<Hello>, Reason> {
        let store_reason = |error: StoreError| error.reason();
        let current = self.current().map_err(store_reason)?;
        let entry = current.ok_or(Reason::NoCertificate)?;
        let stored = self
            .store
            .key_of(StoreLocation::CurrentUser, &entry)
            .map_err(store_reason)?
            .ok_or(Reason::NoPrivateKey)?;
        let challenge = format!("{service:?}/{}/{}", self.name, at.timestamp());
        Ok(Box::new(Hello {
            pc: self.name.clone(),
            service,
            intermediates: chain_above(&self.store, &entry.certificate).map_err(store_reason)?,
            certificate: entry.certificate,
            signature: stored.key.sign(challenge.as_bytes()),
            challenge: challenge.into_bytes(),
        }))
    }

    fn renew(&mut self, out: &mut Outbox<'_>) {
        let current = self.current().map_err(|error| error.reason());
        let ready = current
            .and_then(|entry| entry.ok_or(Reason::NoCertificate))
            .and_then(|entry| {
                renewal::check(&entry.certificate, out.now(), &self.rules)
                    .map_err(|error| error.reason())?;
                Ok(entry.certificate)
            });
        match ready {
            Ok(certificate) => {
                let pc = self.name.clone();
                let renew = AuthorityMessage::Renew { pc, certificate };
                out.send(Message::Authority(renew));
            }
            Err(reason) => out.finish(&self.name, Happening::Renew, Err(reason)),
        }
    }

    /// The renewed key may be exported when the old one may.
    fn install(&mut self, key: &PrivateKey, certificate: &Certificate) -> Result<(), Reason> {
        let reason = |error: StoreError| error.reason();
        let old = self.current().map_err(reason)?;
        let old_key = match &old {
            Some(entry) => self
                .store
                .key_of(StoreLocation::CurrentUser, entry)
                .map_err(reason)?,
            None => None,
        };
        let export = old_key.map_or(KeyExport::Allow, |stored| stored.export);
        let friendly_name = old.and_then(|entry| entry.properties.friendly_name);
        renewal::install(&mut self.store, key, certificate, friendly_name, export).map_err(reason)
    }

    fn delete(&mut self, which: DeleteWhich, out: &mut Outbox<'_>) {
        let deleted = match which {
            DeleteWhich::Old => deletion::delete_old(&mut self.store),
            DeleteWhich::Expired => deletion::delete_expired(&mut self.store, out.now()),
        };
        let outcome = match &deleted {
            Ok(deleted) if deleted.is_empty() => Err(Reason::NotFound),
            Ok(_) => Ok(()),
            Err(error) => Err(error.reason()),
        };
        let count = deleted.map_or(0, |deleted| deleted.len());
        out.finish(&self.name, Happening::Delete { which, count }, outcome);
    }

    fn backup(&mut self, backup: Label, options: &ExportOptions<'_>, out: &mut Outbox<'_>) {
        let salt = format!("pc/{}/backup/{backup}/{}", self.name, out.now().timestamp());
        let result = self
            .current()
            .map_err(|error| error.reason())
            .and_then(|entry| entry.ok_or(Reason::NoCertificate))
            .and_then(|entry| {
                let thumbprint = entry.certificate.thumbprint();
                let mut stream = self.seed.stream(&salt);
                export(&self.store, thumbprint, options, &mut stream)
                    .map_err(|error| error.reason())
            });
        let encryption = options.encryption;
        match result {
            Ok(bytes) => out.send(Message::Operator(OperatorMessage::Keep {
                pc: self.name.clone(),
                backup,
                encryption,
                bytes,
            })),
            Err(reason) => {
                let file = backup;
                let happening = Happening::Backup { file, encryption };
                out.finish(&self.name, happening, Err(reason));
            }
        }
    }
}
