//! kigen

pub mod actor;
pub mod authority;
pub mod bundle;
pub mod certificate;
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
pub mod seed;
pub mod store;
pub mod time;
pub mod trace;
pub mod world;
