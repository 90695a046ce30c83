//! kigen

pub mod bundle;
pub mod certificate;
pub mod key;
pub mod lang;
pub mod pin;
pub mod reason;
pub mod seed;
