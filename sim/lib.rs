//! kigen

pub mod seed;
