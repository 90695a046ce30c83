//! kigen

pub mod actor;
pub mod authority;
pub mod bundle;
pub mod certificate;
#[cfg(feature = "cli")]
pub mod cli;
pub mod key;
pub mod lab;
pub mod label;
pub mod lang;
pub mod lifecycle;
pub mod path;
pub mod pin;
pub mod pkcs12;
pub mod profile;
pub mod reason;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "scenario")]
pub mod scenario;
pub mod seed;
pub mod store;
pub mod time;
pub mod trace;
pub mod world;
