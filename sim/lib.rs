//! kigen

pub mod authority;
pub mod bundle;
pub mod certificate;
pub mod key;
pub mod lang;
pub mod path;
pub mod pin;
pub mod pkcs12;
pub mod profile;
pub mod reason;
pub mod seed;
pub mod store;
