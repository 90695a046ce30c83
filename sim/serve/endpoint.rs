//! What happens when a client connects to a service: a handshake, a verdict, an answer.

use std::future::pending;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use axum::body::Body;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::{Response, StatusCode};
use rustls::ProtocolVersion;
use rustls::{HandshakeKind, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Resumption;
use super::http::{self, converse};
use super::judge::Judge;
use super::limits::{HANDSHAKE, LINGER, LINGER_BYTES};
use super::manner::Alert;
use super::stage::{Stage, TimeName};
use super::tls::{Seen, Tls, Verifier};
use crate::outcome::Outcome;
use crate::path::PathError;
use crate::reason::Reason;
use crate::report::serve::{Connection, Serve, Shown};
use crate::report::value::{Moment, SchemaNumber};

/// A service that clients connect to.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) name: String,
    pub(super) time: TimeName,
    pub(super) tls: Arc<Tls>,
    pub(super) stage: Arc<Stage>,
}

impl Endpoint {
    /// Talks to a client until it leaves, or until the world changes.
    pub(super) async fn talk(self: Arc<Self>, stream: TcpStream) {
        let mut scenes = self.stage.scenes();
        let (judge, token) = {
            let scene = scenes.borrow_and_update();
            (scene.judge(&self.time), scene.token())
        };
        let Ok((config, verifier)) = self.tls.of(judge.clone()) else {
            return;
        };
        // The alert is the last thing written: it must not wait for more.
        let _ = stream.set_nodelay(true);
        let may_go_on = self.stage.settings.resumption == Resumption::Allow;
        let moved = async {
            // An error means that the server ends.
            let _ = scenes.changed().await;
            if may_go_on {
                pending().await
            }
        };
        let mut moved = pin!(moved);
        let shaken = tokio::select! {
            biased;
            // Judged at a time that is over, it would still be let in.
            () = moved.as_mut() => None,
            shaken = self.handshake(stream, config, &verifier, &judge) => shaken,
        };
        if let Some(tls) = shaken {
            self.answer(tls, &verifier, &judge, moved).await;
        }
        drop(token);
    }

    /// Returns the connection if the handshake succeeds; otherwise logs why not.
    async fn handshake(
        &self,
        stream: TcpStream,
        config: Arc<ServerConfig>,
        verifier: &Verifier,
        judge: &Judge,
    ) -> Option<TlsStream<TcpStream>> {
        let accepting = TlsAcceptor::from(config).accept(stream).into_fallible();
        let entry = match tokio::time::timeout(HANDSHAKE, accepting).await {
            Ok(Ok(tls)) => return Some(tls),
            Err(_) => Connection {
                problem: Some("the handshake took too long".to_owned()),
                ..self.entry()
            },
            Ok(Err((error, stream))) => {
                let entry = self.refused(&error, verifier);
                self.stage.log.connection(judge.at(), entry);
                linger(stream).await;
                return None;
            }
        };
        self.stage.log.connection(judge.at(), entry);
        None
    }

    /// What is logged of a handshake that failed.
    fn refused(&self, error: &io::Error, verifier: &Verifier) -> Connection {
        let error = error
            .get_ref()
            .and_then(|error| error.downcast_ref::<rustls::Error>());
        let seen = verifier.seen();
        let why = match (seen.map(|seen| &seen.verdict), error) {
            (Some(Err(why)), _) => Some((Reason::from(why), verifier.alert(why))),
            (_, Some(rustls::Error::NoCertificatesPresented)) => {
                Some((Reason::NoCertificateSent, Alert::CertificateRequired))
            }
            (Some(Ok(())), Some(rustls::Error::InvalidCertificate(_))) => {
                Some((Reason::KeyMismatch, verifier.alert(&PathError::KeyMismatch)))
            }
            _ => None,
        };
        let entry = Connection {
            certificate: seen.and_then(shown),
            ..self.entry()
        };
        match why {
            Some((reason, alert)) => Connection {
                outcome: Some(Outcome::Refused(reason)),
                alert: Some(alert.number()),
                ..entry
            },
            None => Connection {
                problem: Some(match error {
                    Some(error) => error.to_string(),
                    None => "the client went away".to_owned(),
                }),
                ..entry
            },
        }
    }

    /// Answers requests over TLS, after the handshake.
    async fn answer(
        &self,
        tls: TlsStream<TcpStream>,
        verifier: &Verifier,
        judge: &Judge,
        moved: impl Future<Output = ()>,
    ) {
        let (_, connection) = tls.get_ref();
        let resumed = connection.handshake_kind() == Some(HandshakeKind::Resumed);
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => Some("1.2"),
            Some(ProtocolVersion::TLSv1_3) => Some("1.3"),
            _ => None,
        };
        // Who resumes shows nothing: the certificate is the one of the first handshake.
        let first = connection.peer_certificates().and_then(<[_]>::first);
        let certificate = first.and_then(|der| judge.read(der).ok());
        let outcome = match verifier.seen() {
            Some(seen) => Outcome::from(seen.verdict.clone().map_err(Reason::from)),
            None if resumed => Outcome::Ok,
            None => Outcome::Refused(Reason::NoCertificateSent),
        };
        let page = outcome.reason().map(|why| self.tls.manner().page(why));
        let certificate = certificate.as_ref().map(Shown::from);
        let entry = Connection {
            tls: version,
            outcome: Some(outcome),
            resumed,
            status: page.as_ref().map(|page| page.status),
            certificate: certificate.clone(),
            ..self.entry()
        };
        self.stage.log.connection(judge.at(), entry);
        let answer = |_| async {
            Ok(match (&page, &certificate) {
                (Some(page), _) => refusal(page.status, page.body.clone()),
                (None, Some(certificate)) => http::json(
                    StatusCode::OK,
                    &Serve::Visit {
                        schema: SchemaNumber,
                        endpoint: self.name.clone(),
                        now: Moment(judge.at()),
                        certificate: certificate.clone(),
                    },
                ),
                (None, None) => refusal(400, String::new()),
            })
        };
        converse(tls, answer, moved).await;
    }

    fn entry(&self) -> Connection {
        Connection {
            endpoint: self.name.clone(),
            tls: None,
            outcome: None,
            resumed: false,
            alert: None,
            status: None,
            certificate: None,
            problem: None,
        }
    }
}

fn shown(seen: &Seen) -> Option<Shown> {
    seen.certificate.as_ref().map(Shown::from)
}

/// A refusal in HTTP, which ends the connection, as servers do.
fn refusal(status: u16, body: String) -> Response<Body> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    let mut response = http::typed(status, "text/html; charset=utf-8", body);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

/// Lets a client that was refused read why. If the connection were closed while what it says is
/// unread, the operating system would reset it, and the alert would be lost.
async fn linger(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    let reading = async {
        let mut buffer = [0; 4096];
        let mut left = LINGER_BYTES;
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            left = left.saturating_sub(count);
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(LINGER, reading).await;
}
