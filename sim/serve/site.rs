//! The authority's site, as everybody sees it: plain HTTP with revocation lists, OCSP and the
//! authorities' certificates, at the world's time, beside the [pages](super::pages) for people.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use base64ct::{Base64, Encoding};
use chrono::{DateTime, Duration, Utc};
use hyper::body::Bytes;
use hyper::header::HOST;
use hyper::{Response, StatusCode};
use tower_service::Service;

use super::admin::{is_loopback, refusal};
use super::http::{Asked, Gone, Refusal, typed};
use super::ocsp;
use super::pages::Pages;
use super::stage::Stage;
use super::{Lists, ServeError};
use crate::authority::CRL_DAYS;
use crate::pem;
use crate::report::serve::Ready;
use crate::words::RequestProblem;

/// How much older than they last answers are that are stale.
const STALE_DAYS: i64 = CRL_DAYS + 1;

/// The site of a world's authority.
#[derive(Clone, Debug)]
pub(super) struct Site(Router);

impl Site {
    /// The site of this world, with links to what listens.
    pub(super) fn new(stage: &Arc<Stage>, ready: Ready) -> Result<Self, ServeError> {
        let authority = Router::new()
            .route("/{certificate}", get(certificate))
            .route("/crl/{list}", get(list))
            .route("/ocsp", post(ocsp_posted))
            .route("/ocsp/{*request}", get(ocsp_got))
            .with_state(stage.clone());
        let pages = Pages::new(stage.clone(), ready)?.router();
        let router = authority
            .merge(pages)
            .fallback(async || refusal(&RequestProblem::NoSuchPath))
            .method_not_allowed_fallback(async || refusal(&RequestProblem::WrongMethod));
        Ok(Site(router))
    }

    /// Answers a request.
    pub(super) async fn answer(
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
        let Ok(response) = self.0.clone().call(asked.map(Body::from)).await;
        match response.extensions().get::<Gone>() {
            None => Ok(response),
            Some(gone) => Err(*gone),
        }
    }
}

/// The time that answers about revocation are of; nobody answers where they are unreachable.
fn at(stage: &Stage) -> Result<DateTime<Utc>, Refusal> {
    let now = stage.now();
    match *stage.lists() {
        Lists::Fresh => Ok(now),
        Lists::Stale => Ok(now - Duration::days(STALE_DAYS)),
        Lists::Unreachable => {
            let mut nobody = Response::new(Body::empty());
            nobody.extensions_mut().insert(Gone);
            Err(nobody.into())
        }
    }
}

/// Which authority of so many a file is of, counted from the issuing one: `issuing`, `root`, and
/// between them `intermediate-1`, which is beneath the root, and so on, as in the files of a run.
fn place(name: &str, count: usize) -> Option<usize> {
    let place = match name {
        "issuing" => 0,
        "root" => count - 1,
        _ => {
            let number: usize = name.strip_prefix("intermediate-")?.parse().ok()?;
            let between = 1..count.saturating_sub(1);
            let place = (count - 1).checked_sub(number)?;
            return between.contains(&place).then_some(place);
        }
    };
    Some(place)
}

async fn certificate(State(stage): State<Arc<Stage>>, Path(file): Path<String>) -> Response<Body> {
    let text = stage.look(|session| {
        let chain = session.replay().world().authority().chain();
        let place = place(file.strip_suffix(".pem")?, chain.len())?;
        Some(pem::encode("CERTIFICATE", chain[place].der()).to_string())
    });
    match text {
        Some(text) => typed(StatusCode::OK, "application/x-pem-file", text),
        None => refusal(&RequestProblem::NoSuchPath),
    }
}

type Answer = Result<Response<Body>, Refusal>;

async fn list(State(stage): State<Arc<Stage>>, Path(file): Path<String>) -> Answer {
    let name = file.strip_suffix(".crl").unwrap_or_default();
    let count = stage.look(|session| session.replay().world().authority().chain().len());
    let Some(place) = place(name, count) else {
        return Err(refusal(&RequestProblem::NoSuchPath).into());
    };
    let at = at(&stage)?;
    let der = stage.look(|session| {
        let authority = session.replay().world().authority();
        authority.crl_by(&authority.chain()[place], at)
    });
    Ok(typed(StatusCode::OK, "application/pkix-crl", der))
}

async fn ocsp_posted(State(stage): State<Arc<Stage>>, request: Bytes) -> Answer {
    answer(&stage, &request)
}

/// A request in the address, in base64 (RFC 6960 appendix A.1).
async fn ocsp_got(State(stage): State<Arc<Stage>>, Path(request): Path<String>) -> Answer {
    // What is no base64 is no request either, and OCSP says so itself.
    let request = Base64::decode_vec(&request).unwrap_or_default();
    answer(&stage, &request)
}

fn answer(stage: &Stage, request: &[u8]) -> Answer {
    let at = at(stage)?;
    let der = stage.look(|session| ocsp::answer(request, session.replay().world(), at));
    Ok(typed(StatusCode::OK, "application/ocsp-response", der))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn each_authority_has_one_name_but_for_a_root_that_issues() {
        let of = |count: usize| {
            [
                "issuing",
                "root",
                "intermediate-1",
                "intermediate-2",
                "intermediate-0",
                "other",
            ]
            .map(|name| place(name, count))
        };
        assert_eq!(of(1), [Some(0), Some(0), None, None, None, None]);
        assert_eq!(of(2), [Some(0), Some(1), None, None, None, None]);
        assert_eq!(of(3), [Some(0), Some(2), Some(1), None, None, None]);
        assert_eq!(of(4), [Some(0), Some(3), Some(2), Some(1), None, None]);
    }
}
