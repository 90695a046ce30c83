//! kigen (期限, "the day it runs out") is a headless test harness and simulator for the life of
//! client certificates. A synthetic authority issues them, PKCS#12 files with 4-digit PINs carry
//! them, a mock Windows certificate store holds them, and virtual time runs until they expire.
//!
//! ```
//! use chrono::Duration;
//! use kigen::{lab::Lab, reason::Reason, seed::Seed};
//!
//! let mut lab = Lab::new(Seed::new(7), "2022-11-30T10:00:00+09:00".parse()?);
//! let pc = lab.enroll("受付01", "0427".parse()?)?; // apply, letter, download, import
//! assert_eq!(lab.connect(&pc), Ok(()));
//!
//! lab.advance_to(pc.certificate().not_after() + Duration::seconds(1));
//! assert_eq!(lab.connect(&pc), Err(Reason::Expired));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The floors
//!
//! A module uses only what is beneath it, so the crate reads from the bottom up. A test enforces
//! the list.
//!
//! | floor | modules |
//! |---|---|
//! | command line | `cli` |
//! | report | `page`: one self-contained file · `timeline`: a picture of what happened · `report`: text, HTML, JSON, JUnit |
//! | words | [`words`]: what people are told, in each language |
//! | server | `serve`: the world as a server |
//! | harness | `conformance`: is your store like Windows'? · `check`: is your program right? · `swarm`: random worlds, until one breaks a rule · `fleet`: a whole roll-out |
//! | scenario | `scenario`: the TOML format, the runner, sessions, the catalogue |
//! | world | [`world`]: one clock, one queue · [`checker`]: what always has to be true · [`measure`]: what it cost · [`lab`]: the short way in |
//! | actors | [`actor`]: portal, post, authority, billing, PC, operator, services |
//! | life cycle | [`lifecycle`]: import, backup, expiry, renewal, fees · [`trace`]: what happened · [`specimen`]: files in a given state · [`inspection`]: what is in files |
//! | store | [`mod@file`]: whole files or none · [`store`]: the trait, the mock in memory, the one on disk |
//! | containers | [`pin`] · [`password`] · [`pkcs12`]: seal and open · [`format`](mod@format): kinds of file · [`consumer`]: who can read what · [`jks`] |
//! | keys and certificates | [`key`] · [`certificate`] · [`revocation_list`] · [`bundle`] · [`pki`] · [`authority`] · [`path`] |
//! | values | [`time`] · [`seed`] · [`label`] · [`digest`] · [`lang`] · [`reason`] · [`outcome`] |
//!
//! # What always holds
//!
//! - **One pure function.** What happened follows from the scenario, the seed and the time. Only
//!   the [`world`] owns a clock. Equal inputs give equal bytes, PKCS#12 files included, on any
//!   machine, in any time zone, locale and folder, with any number of threads.
//! - **What makes never judges.** rcgen issues certificates, rustls-webpki says whether they are
//!   good (on P-521, which ring has not, with the crate that signs).
//! - **Failures are the product.** Each has one stable code, a sentence in English and Japanese,
//!   and the Win32 value where Windows has one: see [`reason`].
//!
//! # Features
//!
//! None is on by default: what remains is the library from [`lab`] down. `scenario` reads and plays
//! TOML files, `report` renders reports and their schemas, `conformance` has the suite for
//! anybody's certificate store, `check` puts anybody's program to the test, `serve` is a real
//! server on loopback, and `fleet` plays a roll-out of many facilities. The command is a package of
//! its own, `kigen-cli`, and so is what lies beneath: `kigen-pkcs12`, whose modules ([`pkcs12`],
//! [`key`], [`certificate`] …) are passed on here.

#![recursion_limit = "256"] // the schema of a list as long as the features of `swarm`

pub mod actor;
pub mod authority;
#[cfg(feature = "check")]
pub mod check;
pub mod checker;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod consumer;
pub mod conversion;
pub mod file;
#[cfg(feature = "fleet")]
pub mod fleet;
pub mod inspection;
pub mod lab;
pub mod label;
pub mod lang;
pub mod lifecycle;
pub mod measure;
#[cfg(feature = "serde")]
mod notation;
pub mod outcome;
#[cfg(feature = "report")]
pub mod page;
mod parallel;
pub mod password;
pub mod path;
pub mod pin;
pub mod pki;
pub mod reason;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "scenario")]
pub mod scenario;
#[cfg(feature = "serve")]
pub mod serve;
pub mod shown;
pub mod specimen;
pub mod store;
#[cfg(feature = "scenario")]
pub mod swarm;
pub mod time;
#[cfg(feature = "report")]
pub mod timeline;
pub mod trace;
pub mod words;
pub mod world;

// The engine beneath, which is useful alone: it knows no reasons, stores or lifecycles.
pub use kigen_pkcs12 as pkcs12;
pub use kigen_pkcs12::{
    bundle, certificate, digest, format, jks, key, named, pem, revocation_list, seed, wrapped,
};

/// Everything that can be written and read.
#[cfg(doc)]
#[doc = include_str!("../fixtures/reference/README.md")]
pub mod reference {
    /// The same in Japanese.
    #[doc = include_str!("../fixtures/reference/README.ja.md")]
    pub mod ja {}
}

/// The Rust examples of the README and the guide, run as documentation tests.
#[cfg(all(doctest, feature = "serve"))]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../fixtures/guide/serve.md")]
struct Readme;
