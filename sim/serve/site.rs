//! The authority's site, as everybody sees it: plain HTTP with revocation lists, OCSP and roots, at
//! the world's time. It changes nothing, so it asks for no token.

use std::sync::Arc;

use axum::body::Body;
use chrono::{DateTime, Duration, Utc};
use hyper::header::HOST;
use hyper::{Method, Response, StatusCode};

use super::Lists;
use super::admin::{is_loopback, refusal};
use super::http::{Asked, Gone, typed};
use super::ocsp;
use super::stage::Stage;
use crate::authority::CRL_DAYS;
use crate::pem;
use crate::words::RequestProblem;

/// How much older than they last answers are that are stale.
const STALE_DAYS: i64 = CRL_DAYS + 1;

/// The site of a world's authority.
#[derive(Clone, Debug)]
pub(super) struct Site(pub(super) Arc<Stage>);

impl Site {
    /// Answers a request.
    pub(super) fn answer(
        &self,
        asked: Result<Asked, RequestProblem<'static>>,
    ) -> Result<Response<Body>, Gone> {
        let asked = match asked {
            Ok(asked) => asked,
            Err(problem) => return Ok(refusal(&problem)),
        };
        let host = asked.headers().get(HOST);
        let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
        if !is_loopback(host) {
            return Ok(refusal(&RequestProblem::WrongHost));
        }
        match (asked.method(), asked.uri().path()) {
            (&Method::GET, "/root.pem") => Ok(self.certificate(true)),
            (&Method::GET, "/issuing.pem") => Ok(self.certificate(false)),
            (&Method::GET, "/crl/issuing.crl") => self.list(false),
            (&Method::GET, "/crl/root.crl") => self.list(true),
            (&Method::POST, "/ocsp") => self.ocsp(asked.body()),
            (_, "/root.pem" | "/issuing.pem" | "/crl/issuing.crl" | "/crl/root.crl" | "/ocsp") => {
                Ok(refusal(&RequestProblem::WrongMethod))
            }
            _ => Ok(refusal(&RequestProblem::NoSuchPath)),
        }
    }

    /// The time that answers are of.
    fn at(&self) -> Result<DateTime<Utc>, Gone> {
        let now = self.0.now();
        match *self.0.lists() {
            Lists::Fresh => Ok(now),
            Lists::Stale => Ok(now - Duration::days(STALE_DAYS)),
            Lists::Unreachable => Err(Gone),
        }
    }

    fn certificate(&self, of_root: bool) -> Response<Body> {
        let text = self.0.look(|session| {
            let authority = session.replay().world().authority();
            let certificate = match of_root {
                true => authority.root(),
                false => authority.issuing(),
            };
            pem::encode("CERTIFICATE", certificate.der()).to_string()
        });
        typed(StatusCode::OK, "application/x-pem-file", text)
    }

    fn list(&self, of_root: bool) -> Result<Response<Body>, Gone> {
        let at = self.at()?;
        let der = self.0.look(|session| {
            let authority = session.replay().world().authority();
            let mut lists = authority.crls(at);
            match of_root {
                true => lists.pop().unwrap_or_default(),
                false => lists.swap_remove(0),
            }
        });
        Ok(typed(StatusCode::OK, "application/pkix-crl", der))
    }

    fn ocsp(&self, request: &[u8]) -> Result<Response<Body>, Gone> {
        let at = self.at()?;
        let answer = |session: &crate::scenario::Session| {
            ocsp::answer(request, session.replay().world(), at)
        };
        let der = self.0.look(answer);
        Ok(typed(StatusCode::OK, "application/ocsp-response", der))
    }
}
