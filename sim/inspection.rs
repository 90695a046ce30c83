//! What files hold, and in which state it is: certificates, keys, key stores, revocation lists.
//!
//! An [`Inspector`] looks at bytes or files and gives a [`Finding`] for each; whatever is wrong
//! with a file stays with its finding. A [`Judge`] says in which state a certificate is at a time,
//! and, if it is given a [`RelyingParty`](crate::path::RelyingParty), whether a service would take
//! it; a [`Summary`] adds findings up, and [`Advice`] says what to do about a file that is refused.
//!
//! ```
//! use kigen::inspection::{Advice, Inspector, Judge, Source, Summary};
//! use kigen::key::KeyAlgorithm;
//! use kigen::lifecycle::expiry::State;
//! use kigen::outcome::Outcome;
//! use kigen::reason::Reason;
//! use kigen::seed::Seed;
//! use kigen::specimen::{Authorities, OutputOptions, Recipe, SpecimenState};
//!
//! let now = "2026-02-28T10:00:00+09:00".parse()?;
//! let expired = Authorities::new(Seed::new(7), KeyAlgorithm::P256)
//!     .make(&Recipe::new(SpecimenState::Expired, now))?;
//! let folder = tempfile::tempdir()?;
//! expired.write_to(folder.path(), &OutputOptions::new("0427".parse()?))?;
//!
//! let inspector = Inspector::new().with_password("0427".parse()?);
//! let judge = Judge::at(now);
//! let mut summary = Summary::new(judge.clone(), None);
//! for finding in inspector.inspect([Source::from(folder.path())]) {
//!     assert_eq!(finding.outcome, Outcome::Ok);
//!     summary.add(&finding);
//! }
//! assert_eq!(summary.files, 4);
//! assert_eq!(summary.states[&State::Expired], 2); // in the PKCS#12 file and in PEM
//!
//! let cut = inspector.inspect_bytes("cut.p12", &b"\x30\x82\x03\xe8\x02\x01\x03"[..]);
//! assert_eq!(cut.outcome, Outcome::Refused(Reason::Malformed));
//! assert_eq!(cut.advice(), Some(Advice::GetAgain));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **Architecture invariant:** no clock is read and nothing is printed; a time is only needed to
//! judge, never to find.

mod advice;
mod deadline;
mod finding;
mod findings;
mod judge;
mod limits;
mod raw;
mod remark;
mod summary;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::consumer::Consumer;
use crate::password::Password;
use crate::pkcs12;

pub use advice::Advice;
pub use deadline::Deadline;
pub use finding::{Finding, Problem};
pub use findings::Findings;
pub use judge::{Judge, Judgement};
pub use limits::Limits;
pub use remark::Remark;
pub use summary::{Soonest, Summary};

use raw::Raw;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A file, or a folder with everything in it and its subfolders.
    Path(PathBuf),
    /// Bytes that came another way.
    Bytes {
        /// What they are called in the finding.
        name: String,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
}

impl<P: AsRef<Path>> From<P> for Source {
    fn from(path: P) -> Self {
        Source::Path(path.as_ref().to_owned())
    }
}

/// How files are looked at.
#[derive(Clone, Debug, Default)]
pub struct Inspector {
    password: Option<Password>,
    consumer: Option<Consumer>,
    limits: Limits,
}

impl Inspector {
    /// One that knows no password, and asks for no consumer's opinion.
    pub fn new() -> Self {
        Inspector::default()
    }

    /// Opens PKCS#12 files, key stores and encrypted private keys with this password. Without one
    /// the empty password is tried for files, and what needs none is shown.
    pub fn with_password(mut self, password: Password) -> Self {
        self.password = Some(password);
        self
    }

    /// Says what this program would make of PKCS#12 files. That takes no password: without one they
    /// are not opened.
    pub fn for_consumer(mut self, consumer: Consumer) -> Self {
        self.consumer = Some(consumer);
        self
    }

    /// Looks no further than these limits.
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What is found in these bytes, which are called `name`.
    pub fn inspect_bytes(&self, name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Finding {
        let raw = Raw::of_bytes(name.into(), bytes.into(), self);
        let opened = match raw.bytes() {
            Some(bytes) => pkcs12::open(bytes, self.typed(), &self.limits.container),
            None => Ok(pkcs12::Contents::default()),
        };
        raw.understand(opened, self)
    }

    /// Returns what is found in these files and folders, one finding per file: in the order of the
    /// sources, and within a folder by name, byte by byte. Files are read as the findings are asked
    /// for; they are opened on all cores, a bounded number of files ahead.
    ///
    /// A file of no known kind that was met in a folder is skipped, and no folder is entered twice,
    /// wherever symbolic links lead.
    pub fn inspect(&self, sources: impl IntoIterator<Item = Source>) -> Findings {
        Findings::new(self.clone(), sources.into_iter().collect())
    }

    /// The password that files are opened with.
    fn typed(&self) -> &str {
        self.password.as_ref().map_or("", Password::as_str)
    }

    /// Returns whether PKCS#12 files are opened, and not only described.
    fn opens(&self) -> bool {
        self.password.is_some() || self.consumer.is_none()
    }
}
