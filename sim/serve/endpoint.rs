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
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::Resumption;
use super::est;
use super::http::{self, Asked, converse};
use super::judge::Judge;
use super::limits::{ASKING, HANDSHAKE, LINGER, LINGER_BYTES};
use super::manner::Alert;
use super::pages;
use super::stage::{Scene, Stage, TimeName};
use super::tls::{Seen, Tls, Verifier};
use crate::actor::{Action, CertificateChain, Show};
use crate::certificate::Certificate;
use crate::inspection;
use crate::label::Label;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::path::PathError;
use crate::reason::Reason;
use crate::report::serve::{Connection, Serve, Shown};
use crate::report::value::{Moment, SchemaNumber};
use crate::scenario::{Session, StepAction};
use crate::words::RequestProblem;

/// What clients connect to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A service, which lets them in or does not.
    Service(Service),
    /// EST, where each request is judged by itself.
    Est,
}

/// What clients connect to.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) time: TimeName,
    pub(super) tls: Arc<Tls>,
    pub(super) stage: Arc<Stage>,
}

impl Endpoint {
    /// Talks to a client until it leaves, or until the world changes.
    pub(super) async fn talk(self: Arc<Self>, stream: TcpStream) {
        let mut scenes = self.stage.scenes();
        let (judge, age, token) = {
            let scene = scenes.borrow_and_update();
            let token = || self.stage.token(scene.age);
            let is_service = matches!(self.kind, Kind::Service(_));
            (scene.judge(&self.time), scene.age, is_service.then(token))
        };
        let Ok((config, verifier)) = self.tls.of(judge.clone()) else {
            return;
        };
        // The alert is the last thing written: it must not wait for more.
        let _ = stream.set_nodelay(true);
        let mut over = pin!(self.over(scenes, age, &verifier));
        let shaken = tokio::select! {
            biased;
            // Judged at a time that is over, it would still be let in.
            () = over.as_mut() => None,
            shaken = self.handshake(stream, config, &verifier, &judge) => shaken,
        };
        if let Some(tls) = shaken {
            self.answer(tls, &verifier, &judge, over).await;
        }
        drop(token);
    }

    /// Waits until a connection has to end: something was done to the world, or time has passed and
    /// its certificate is no longer good. One to EST need not end: each request is judged anew, and
    /// may itself be what is done.
    async fn over(&self, mut scenes: watch::Receiver<Arc<Scene>>, age: u64, verifier: &Verifier) {
        if matches!(self.kind, Kind::Est) {
            return pending().await;
        }
        loop {
            // An error means that the server ends.
            if scenes.changed().await.is_err() {
                return;
            }
            if self.stage.settings.resumption == Resumption::Allow {
                return pending().await;
            }
            let (judge, is_same) = {
                let scene = scenes.borrow_and_update();
                (scene.judge(&self.time), scene.age == age)
            };
            let stays = || {
                let Some(seen) = verifier.seen().filter(|seen| seen.verdict.is_ok()) else {
                    return true; // it is in the middle of its handshake, or refused anyway
                };
                let certificate = seen.certificate.as_ref();
                certificate.is_none_or(|one| judge.verdict(one, &seen.intermediates).is_ok())
            };
            if !is_same || !stays() {
                return;
            }
        }
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
                let mut entry = self.refused(&error, verifier);
                let about_to_ask = entry.outcome.is_some();
                if about_to_ask {
                    entry.problem = self.record(verifier.seen()).await;
                }
                self.stage.log.connection(judge.at(), entry);
                linger(stream, about_to_ask).await;
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
        over: impl Future<Output = ()>,
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
        let is_service = matches!(self.kind, Kind::Service(_));
        let why = outcome.reason().filter(|_| is_service);
        let page = why.map(|why| self.tls.manner().page(why));
        let problem = match resumed {
            true => None,
            false => self.record(verifier.seen()).await,
        };
        let entry = Connection {
            tls: version,
            outcome: Some(outcome),
            resumed,
            status: page.as_ref().map(|page| page.status),
            certificate: certificate.as_ref().map(Shown::from),
            problem,
            ..self.entry()
        };
        self.stage.log.connection(judge.at(), entry);
        let answer = |asked| async {
            Ok(match (self.kind, &page, &certificate) {
                (Kind::Est, ..) => est::answer(&self.stage, asked, certificate.as_ref()).await,
                (_, Some(page), _) => refusal(page.status, page.body.clone()),
                (_, None, Some(certificate)) => self.welcome(asked, certificate),
                (_, None, None) => refusal(400, String::new()),
            })
        };
        converse(tls, answer, over).await;
    }

    /// Makes a step of what a client showed, where that is wanted. Returns why not, in English, if
    /// it could not be done.
    async fn record(&self, seen: Option<&Seen>) -> Option<String> {
        let (Kind::Service(service), None, true) =
            (self.kind, &self.time, self.stage.settings.record)
        else {
            return None;
        };
        let certificates = match seen {
            None => None,
            Some(seen) => {
                let Some(own) = seen.certificate.clone() else {
                    return Some("not recorded: its certificate cannot be read".to_owned());
                };
                let chain = [vec![own], seen.intermediates.clone()].concat();
                match CertificateChain::new(chain) {
                    Ok(chain) => Some(chain),
                    Err(error) => return Some(format!("not recorded: {error}")),
                }
            }
        };
        let Some(pc) = self
            .stage
            .look(|session| beside(session, certificates.as_ref()))
        else {
            return Some("not recorded: the world has no PC".to_owned());
        };
        let show = Action::Show(Show {
            pc,
            service,
            certificates,
        });
        let noted = self.stage.note(StepAction::Do(show)).await;
        noted.err().map(|error| format!("not recorded: {error}"))
    }

    /// The answer to a client that is let in: a page for a browser, and else a document.
    fn welcome(
        &self,
        asked: Result<Asked, RequestProblem<'static>>,
        certificate: &Certificate,
    ) -> Response<Body> {
        // Where a clock runs, it is later than at the handshake.
        let at = self.stage.judge(&self.time).at();
        let page = asked.ok().and_then(|asked| {
            let query = asked.uri().query().unwrap_or_default();
            let window = |session: &Session| session.replay().world().pki().renewal_window;
            let judge = inspection::Judge::at(at).renewing(self.stage.look(window));
            pages::visit(asked.headers(), query, &self.name, certificate, &judge)
        });
        let document = || Serve::Visit {
            schema: SchemaNumber,
            endpoint: self.name.clone(),
            now: Moment(at),
            certificate: Shown::from(certificate),
        };
        page.unwrap_or_else(|| http::json(StatusCode::OK, &document()))
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

/// The PC that a certificate was made for; the first one, if none was, or nothing was shown.
fn beside(session: &Session, chain: Option<&CertificateChain>) -> Option<Label> {
    let world = session.replay().world();
    let is_its = |pc: &&Label| {
        let mut issued = world.issued(pc).into_iter();
        issued.any(|(_, one)| chain.is_some_and(|chain| one == *chain.end_entity()))
    };
    let own = world.pcs().find(is_its);
    own.or_else(|| world.pcs().next()).cloned()
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
///
/// Whose certificate is refused in TLS 1.3 takes the handshake for done and is about to ask (RFC
/// 8446, section 4.4.4). The connection is not closed before it has: a browser that finds it closed
/// by then says so, instead of why.
async fn linger(mut stream: TcpStream, about_to_ask: bool) {
    let lingering = async {
        let mut buffer = [0; 4096];
        let mut left = LINGER_BYTES;
        if about_to_ask {
            let asking = stream.read(&mut buffer);
            let _ = tokio::time::timeout(ASKING, asking).await;
        }
        let _ = stream.shutdown().await;
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            left = left.saturating_sub(count);
            if left == 0 {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(LINGER, lingering).await;
}
