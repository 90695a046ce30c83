//! The short way in: a world, with the manual's procedures as single calls.

use chrono::{DateTime, Utc};

use crate::actor::{Action, PcSettings};
use crate::certificate::Certificate;
use crate::label::{Label, LabelError};
use crate::lifecycle::deletion::DeleteWhich;
use crate::pin::Pin;
use crate::pki::PkiError;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::store::Stores;
use crate::trace::Artefact;
use crate::world::{InThePast, World, WorldSettings};

/// A facility on virtual time. See the [crate's example](crate).
#[derive(Debug)]
pub struct Lab {
    world: World,
}

/// A PC of a [`Lab`], as it was when last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabPc {
    name: Label,
    certificate: Certificate,
}

impl LabPc {
    /// Its name.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// The certificate it uses.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

/// Why a PC was not enrolled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnrollError {
    /// The name is not one that files can have.
    #[error(transparent)]
    Name(#[from] LabelError),
    /// The name does not fit into its place in a certificate.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// A step was refused.
    #[error("{}", .0.sentence())]
    Refused(#[from] Reason),
}

impl Lab {
    /// Returns a lab with P-256 keys and the manual's numbers, beginning at `start`.
    pub fn new(seed: Seed, start: DateTime<Utc>) -> Self {
        Lab::with_stores(seed, start, Stores::default())
    }

    /// The same, with other certificate stores under its PCs: yours, for example.
    ///
    /// ```
    /// use kigen::{lab::Lab, seed::Seed};
    /// use kigen::store::{MemoryStore, Stores};
    ///
    /// let stores = Stores::new(|_| MemoryStore::new()); // yours here
    /// let mut lab = Lab::with_stores(Seed::new(7), "2022-11-30T10:00:00+09:00".parse()?, stores);
    /// let pc = lab.enroll("受付01", "0427".parse()?)?;
    /// assert_eq!(lab.connect(&pc), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_stores(seed: Seed, start: DateTime<Utc>, stores: Stores) -> Self {
        Lab::with_settings(WorldSettings::new(seed, start), stores)
    }

    /// Returns a lab with a world of these settings: PKI, keys, rules, services and PCs
    /// of your own.
    ///
    /// # Panics
    ///
    /// Where [`WorldSettings::check`] finds something wrong with the settings.
    ///
    /// ```
    /// use kigen::lab::Lab;
    /// use kigen::pki::Pki;
    /// use kigen::seed::Seed;
    /// use kigen::store::Stores;
    /// use kigen::world::WorldSettings;
    ///
    /// let settings = WorldSettings::new(Seed::new(7), "2022-11-30T10:00:00+09:00".parse()?);
    /// let pki = Pki {
    ///     subject: "CN={pc},O=Example (simulated)".parse()?,
    ///     validity: "47d".parse()?,
    ///     renewal_window: "1/3".parse()?,
    ///     ..Pki::default()
    /// };
    /// let mut lab = Lab::with_settings(WorldSettings { pki, ..settings }, Stores::default());
    /// let pc = lab.enroll("dev-01", "0427".parse()?)?;
    /// assert_eq!(pc.certificate().subject(), "CN=dev-01,O=Example (simulated)");
    /// let days = (pc.certificate().not_after() - pc.certificate().not_before()).num_days();
    /// assert_eq!(days, 47);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_settings(settings: WorldSettings, stores: Stores) -> Self {
        Lab {
            world: World::with_stores(settings, stores),
        }
    }

    /// Returns the lab's world for reading.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Returns the lab's world for everything that has no call of its own here.
    pub fn world_mut(&mut self) -> &mut World {
        &mut self.world
    }

    /// Returns the lab's time.
    pub fn now(&self) -> DateTime<Utc> {
        self.world.now()
    }

    /// Gives a PC its certificate: applies, waits for the letter, downloads and imports.
    ///
    /// # Errors
    ///
    /// A name that no file or certificate can have, a password that the PKI's files do not have, or
    /// the first step that was refused.
    pub fn enroll(&mut self, pc: &str, pin: Pin) -> Result<LabPc, EnrollError> {
        let name: Label = pc.parse()?;
        let settings = PcSettings::new(name.clone());
        self.world.check_pc(&settings)?;
        self.world.pki().check_password(pin.as_str())?;
        self.world.add_pc(settings);
        self.world.perform(Action::apply(name.clone()))?;
        self.world.await_letter(&name).ok_or(Reason::NoLetter)?;
        self.world.perform(Action::Download {
            pc: name.clone(),
            pin: pin.clone(),
        })?;
        self.world.perform(Action::import(name.clone(), pin))?;
        Ok(self.look_at(name)?)
    }

    /// Lets time pass.
    ///
    /// # Panics
    ///
    /// If `at` is in the past; [`World::advance_to`] returns an error instead.
    pub fn advance_to(&mut self, at: DateTime<Utc>) {
        if let Err(InThePast { at, now }) = self.world.advance_to(at) {
            panic!("a lab's time only goes forward: {at} is before {now}");
        }
    }

    /// Uses both services.
    ///
    /// # Errors
    ///
    /// Why the first of them refused.
    pub fn connect(&mut self, pc: &LabPc) -> Result<(), Reason> {
        self.world.perform(Action::connect(pc.name.clone()))
    }

    /// Renews a PC's certificate with the MPKI client. The old one stays in the store.
    ///
    /// # Errors
    ///
    /// Too early, too late, or no certificate.
    pub fn renew(&mut self, pc: &LabPc) -> Result<LabPc, Reason> {
        let name = pc.name.clone();
        self.world.perform(Action::renew(name.clone()))?;
        self.look_at(name)
    }

    /// Deletes the certificates that a renewal replaced.
    ///
    /// # Errors
    ///
    /// [`Reason::NotFound`] when there is none.
    pub fn delete_old(&mut self, pc: &LabPc) -> Result<(), Reason> {
        self.world.perform(Action::Delete {
            pc: pc.name.clone(),
            which: DeleteWhich::Old,
        })
    }

    /// Exports a PC's certificate as in the manual and returns the PKCS#12 file.
    ///
    /// # Errors
    ///
    /// Why the export wizard refused.
    pub fn backup(&mut self, pc: &LabPc, backup: &Label, pin: Pin) -> Result<Artefact, Reason> {
        let backup = Action::backup(pc.name.clone(), backup.clone(), pin);
        self.world.perform(backup)?;
        let artefacts = &self.world.trace().artefacts;
        Ok(artefacts
            .last()
            .expect("a backup that succeeded left its file")
            .clone())
    }

    /// Puts a new, empty PC in a broken one's place and imports a backup into it.
    ///
    /// # Errors
    ///
    /// Why the backup was refused.
    pub fn restore(&mut self, pc: &LabPc, backup: &Label, pin: Pin) -> Result<LabPc, Reason> {
        let name = pc.name.clone();
        self.world.perform(Action::Replace { pc: name.clone() })?;
        let restore = Action::restore(name.clone(), backup.clone(), pin);
        self.world.perform(restore)?;
        self.look_at(name)
    }

    fn look_at(&self, name: Label) -> Result<LabPc, Reason> {
        let certificate = self.world.certificate(&name);
        let certificate = certificate.ok_or(Reason::NoCertificate)?;
        Ok(LabPc { name, certificate })
    }
}
