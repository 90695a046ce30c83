//! The life of a certificate: the rules of import, backup, expiry, renewal and fees.
//!
//! Rules are functions of what they are given: a store, a certificate, a time. Those that change a
//! store work out the whole change first and commit it once, so that a failure leaves nothing
//! behind.
//!
//! **Architecture invariant:** no rule reads a clock, and none knows who called it.

pub mod age;
pub mod application_channel;
pub mod backup;
pub mod clock;
pub mod deletion;
pub mod delivery;
pub mod expiry;
pub mod fault;
pub mod fee;
pub mod import;
pub mod notice;
pub mod power;
pub mod renewal;
pub mod rules;
pub mod selection;
pub mod service;
