//! The world as a server: real TLS endpoints on loopback, on the world's clock, which stands until
//! somebody moves it.
//!
//! Whoever connects with a client certificate is judged by [`path`](crate::path) at the time of the
//! world, or at that of the port. A certificate that is good at `not_after` is refused after the
//! clock was moved by a second, and no connection or session of TLS outlives the move.
//!
//! ```
//! use kigen::seed::Seed;
//! use kigen::serve::{Served, Server, Settings};
//!
//! # let now = "2026-03-05T10:00:00+09:00".parse()?;
//! let world = Served::enrolled(Seed::new(7), now, "受付01".parse()?, "0427".parse()?);
//! let server = Server::start(world, Settings::default())?;
//! # let tls = |server: &Server| kigen::serve::Visitor::new(server, "受付01-1").visit("claims");
//! // Your client goes to `server.url("claims")` with the files `受付01-1.p12` or `受付01-1.pem`.
//! assert!(server.file("受付01-1.p12").is_some());
//! assert!(tls(&server)?.starts_with("HTTP/1.1 200"));
//!
//! server.set("受付01.not_after + 1s".parse()?)?;
//! assert!(tls(&server).unwrap_err().to_string().contains("CertificateExpired"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Beside the endpoints there are the admin interface, for programs with its token; the site, with
//! pages on which a person plays the manual, revocation lists and OCSP; and EST (RFC 7030), for
//! clients that make their keys themselves. All of them act by steps of the scenario language.
//!
//! **Architecture invariant:** no rule of the world is here, and nothing here judges. What changes
//! the world through a socket is a step of its scenario.

mod act;
mod admin;
mod client;
mod endpoint;
mod error;
mod est;
mod files;
mod http;
mod judge;
mod limits;
mod listen;
mod log;
mod manner;
mod ocsp;
mod pages;
mod ports;
mod secret;
mod server_certificate;
mod settings;
mod site;
mod stage;
mod start;
mod tick;
mod tls;
mod visitor;

pub use client::{Client, ClientError};
pub use error::ServeError;
pub use manner::Manner;
pub use server_certificate::ServerCertificate;
pub use settings::{CaNames, FixedTime, Lists, Resumption, Served, Settings, TlsVersions};
pub use start::Server;
pub use visitor::Visitor;
