//! kigen

pub mod seed;
pub mod time;
