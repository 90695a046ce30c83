//! Files in a given state: certificates, keys and key stores that are what they say they are.
//!
//! A [`Recipe`] says what is wanted, [`Authorities`] make it, and rustls-webpki, which did not make
//! it, judges it before it is given out: what should be expired has expired, and when and why comes
//! with it. What is written is read back first.
//!
//! ```
//! use kigen::key::KeyAlgorithm;
//! use kigen::reason::Reason;
//! use kigen::seed::Seed;
//! use kigen::specimen::{Authorities, OutputOptions, Recipe, SpecimenState};
//! use kigen::time::Span;
//!
//! let authorities = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
//! let now = "2026-02-28T10:00:00+09:00".parse()?;
//! let recipe = Recipe::new(SpecimenState::Expired, now).expires_in(Span::seconds(-1));
//! let specimen = authorities.make(&recipe)?;
//! assert_eq!(specimen.outcome_at(now), Err(Reason::Expired));
//!
//! let folder = tempfile::tempdir()?;
//! let names = specimen.write_to(folder.path(), &OutputOptions::new("0427".parse()?))?;
//! assert_eq!(names, ["expired.p12", "expired.pem", "expired.key.pem", "root.pem"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Architecture invariant:** nothing here reads a clock or draws randomness: the same seed,
//! recipe and packing give the same bytes.

mod authorities;
mod batch;
mod error;
mod files;
mod proof;
mod recipe;
mod state;
mod write;

use std::slice;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::label::Label;
use crate::lifecycle::renewal;
use crate::path::Path;
use crate::pkcs12::Contents;
use crate::pki::{Holder, Pki};
use crate::reason::Reason;
use crate::seed::Seed;

pub use authorities::Authorities;
pub use batch::Batch;
pub use error::SpecimenError;
pub use files::{ContentKind, FileFormat, OutputOptions, SpecimenFile};
pub use proof::Period;
pub use recipe::Recipe;
pub use state::SpecimenState;
pub use write::{WrittenFile, write_all, write_files};

/// A certificate with its key and chain that has proved to be in its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specimen {
    name: Label,
    terminal: Label,
    state: SpecimenState,
    now: DateTime<Utc>,
    seed: Seed,
    pki: Arc<Pki>,
    holder: Holder,
    key: Option<PrivateKey>,
    certificate: Certificate,
    chain: Vec<Certificate>,
    root: Certificate,
    crl: Option<Vec<u8>>,
    stages: Vec<Period>,
}

impl Specimen {
    /// What its files are called.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// Whom it is for.
    pub fn holder(&self) -> &Holder {
        &self.holder
    }

    /// What it is an example of.
    pub fn state(&self) -> SpecimenState {
        self.state
    }

    /// The time at which it is in its state.
    pub fn made_for(&self) -> DateTime<Utc> {
        self.now
    }

    /// The private key in its files: none for `no-key`, another than its own for `key-mismatch`.
    pub fn key(&self) -> Option<&PrivateKey> {
        self.key.as_ref()
    }

    /// The client's or server's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What comes with it, issuer first.
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The root to be trusted. For `untrusted` it is not the root of the chain.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The revocation list (DER) that decides: for `revoked` the one that names it, for `stale-crl`
    /// that of its issuer, which is out of date.
    pub fn crl(&self) -> Option<&[u8]> {
        self.crl.as_deref()
    }

    /// What using it ends with, over all time: when that changes, and to what. Each stage lasts
    /// until the next begins; the first has no beginning, and the last no end.
    pub fn stages(&self) -> &[Period] {
        &self.stages
    }

    /// What using it ends with at that second.
    ///
    /// # Errors
    ///
    /// The code with which it is refused then.
    pub fn outcome_at(&self, at: DateTime<Utc>) -> Result<(), Reason> {
        let begun = |stage: &&Period| stage.from.is_none_or(|from| from <= at);
        let stage = self.stages.iter().rfind(begun);
        let stage = stage.expect("the first stage has always begun");
        stage.outcome.map(|_| ())
    }

    /// Everything that is needed to judge it.
    pub fn path(&self) -> Path<'_> {
        Path {
            end_entity: &self.certificate,
            intermediates: &self.chain,
            roots: slice::from_ref(&self.root),
            crls: self.crl.as_slice(),
        }
    }

    /// The recipe for its successor, renewed at the time it was made for: the same subject with a
    /// new key, valid for the whole lifetime from then on.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::NotRenewable`] before the renewal window and after it.
    pub fn renewal(&self, name: Label) -> Result<Recipe, SpecimenError> {
        renewal::check(&self.certificate, self.now, self.pki.renewal_window)?;
        Ok(Recipe::new(SpecimenState::Valid, self.now)
            .named(name)
            .for_terminal(self.terminal.clone())
            .held_by(self.holder.clone())
            .begins_in(-self.pki.backdate))
    }

    /// What its PKCS#12 file holds.
    pub fn contents(&self) -> Contents {
        let certificate = self.certificate.clone();
        let name = self.terminal.as_str();
        match &self.key {
            Some(key) => Contents::for_client(key.clone(), certificate, &self.chain, name),
            None => Contents::without_key(certificate, &self.chain, name),
        }
    }
}
