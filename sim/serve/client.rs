//! A client of the admin interface, for who has a ready file: `kigen clock`, and tests.

use std::io;
use std::path::Path;
use std::time::Duration;

use axum::body::Body;
use http_body_util::{BodyExt, Limited};
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use super::limits::WAIT;
use super::start::aside;
use crate::file::{self, FileError};
use crate::scenario::FILE_BYTES_MAX;

/// The longest ready file.
const READY_BYTES_MAX: u64 = 1 << 20;

/// The longest answer: a session, or the log.
const ANSWER_BYTES_MAX: usize = 4 * FILE_BYTES_MAX as usize;

/// How long an answer may take: a step of ten years of a large world takes less.
const PATIENCE: Duration = WAIT.saturating_mul(2);

/// Talks to a server's admin interface.
#[derive(Clone, Debug)]
pub struct Client {
    /// `127.0.0.1:PORT`
    host: String,
    token: String,
}

/// Why a server was not asked, or what it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The ready file could not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not a ready file.
    #[error("this is no ready file of `kigen serve`")]
    NotReady,
    /// Nobody answers.
    #[error("no server answers at {host} ({kind})")]
    NoAnswer {
        /// Where it should be.
        host: String,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// What answers does not speak as `kigen serve` does.
    #[error("what answers at {host} is not `kigen serve`")]
    Stranger {
        /// Where it is.
        host: String,
    },
    /// The request was not granted.
    #[error("{en} [{code}]")]
    Refused {
        /// Its code.
        code: String,
        /// Why, in English.
        en: String,
        /// Why, in Japanese.
        ja: String,
    },
}

impl Client {
    /// The server that wrote this ready file.
    ///
    /// # Errors
    ///
    /// [`ClientError::File`] and [`ClientError::NotReady`].
    pub fn of_ready_file(path: &Path) -> Result<Self, ClientError> {
        let bytes = file::read(path, READY_BYTES_MAX)?;
        let ready: Value = serde_json::from_slice(&bytes).map_err(|_| ClientError::NotReady)?;
        let field = |name: &str| ready[name].as_str().ok_or(ClientError::NotReady);
        Client::new(field("admin")?, field("token")?).ok_or(ClientError::NotReady)
    }

    /// The server at this address, such as `http://127.0.0.1:41001`. None for an address that is
    /// not of loopback.
    pub fn new(admin: &str, token: &str) -> Option<Self> {
        let host = admin.strip_prefix("http://")?.trim_end_matches('/');
        let (name, port) = host.rsplit_once(':')?;
        port.parse::<u16>().ok()?;
        let is_loopback = ["localhost", "127.0.0.1", "[::1]"].contains(&name);
        is_loopback.then(|| Client {
            host: host.to_owned(),
            token: token.to_owned(),
        })
    }

    /// Reads something.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn get(&self, path: &str) -> Result<Value, ClientError> {
        self.ask(Method::GET, path, String::new())
    }

    /// Changes something.
    ///
    /// # Errors
    ///
    /// [`ClientError`].
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, ClientError> {
        self.ask(Method::POST, path, body.to_string())
    }

    fn ask(&self, method: Method, path: &str, body: String) -> Result<Value, ClientError> {
        aside(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            let runtime = runtime.map_err(|error| self.no_answer(error.kind()))?;
            runtime.block_on(async {
                let asking = self.exchange(method, path, body);
                let answer = tokio::time::timeout(PATIENCE, asking).await;
                answer.unwrap_or(Err(self.no_answer(io::ErrorKind::TimedOut)))
            })
        })
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: String,
    ) -> Result<Value, ClientError> {
        let stranger = || ClientError::Stranger {
            host: self.host.clone(),
        };
        let stream = TcpStream::connect(&self.host).await;
        let stream = stream.map_err(|error| self.no_answer(error.kind()))?;
        let shaken = http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = shaken.map_err(|_| stranger())?;
        tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.host)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .body(Body::from(body));
        let request = request.map_err(|_| stranger())?;
        let response = sender.send_request(request).await.map_err(|_| stranger())?;
        let status = response.status();
        let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX);
        let body = body.collect().await.map_err(|_| stranger())?.to_bytes();
        let answer: Value = serde_json::from_slice(&body).map_err(|_| stranger())?;
        if status.is_success() {
            return Ok(answer);
        }
        let text = |name: &str| {
            answer[name]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(stranger)
        };
        Err(ClientError::Refused {
            code: text("code")?,
            en: text("en")?,
            ja: text("ja")?,
        })
    }

    fn no_answer(&self, kind: io::ErrorKind) -> ClientError {
        ClientError::NoAnswer {
            host: self.host.clone(),
            kind,
        }
    }
}
