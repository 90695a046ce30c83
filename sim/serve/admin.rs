//! The admin interface: plain HTTP and JSON, for who moves the clock and acts on the world.
//!
//! It answers only requests that are for loopback by name, so that a page in a browser cannot reach
//! it through a name of its own (DNS rebinding), and only to who has the token. What changes
//! something is `POST`.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::routing::{get, post};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, HOST};
use hyper::{Response, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;
use tower_service::Service;

use super::Lists;
use super::act::{self, NotDone};
use super::http::{Asked, Refusal, json, typed};
use super::limits::WAIT;
use super::secret::is_same;
use super::stage::Stage;
use crate::report::serve::Serve;
use crate::report::value::{Moment, SchemaNumber};
use crate::scenario::{Session, StepAction, StepTime, When};
use crate::time::Span;
use crate::words::RequestProblem;

/// What the interface works on.
#[derive(Clone, Debug)]
pub(super) struct Admin {
    pub(super) stage: Arc<Stage>,
    pub(super) token: Arc<str>,
    pub(super) stop: Arc<Notify>,
}

type Answer = Result<Response<Body>, Refusal>;

impl From<RequestProblem<'_>> for Refusal {
    fn from(problem: RequestProblem<'_>) -> Self {
        refusal(&problem).into()
    }
}

impl From<NotDone> for Refusal {
    fn from(error: NotDone) -> Self {
        let [en, ja] = error.both();
        let problem = RequestProblem::Refused {
            code: error.code(),
            en: &en,
            ja: &ja,
        };
        json(error.status(), &Serve::problem(&problem)).into()
    }
}

impl Admin {
    /// Returns what answers requests.
    pub(super) fn router(&self) -> Router {
        Router::new()
            .route("/healthz", get(async || "ok\n"))
            .route("/clock", get(clock))
            .route("/clock/advance", post(advance))
            .route("/clock/set", post(set))
            .route("/clock/settle", post(settle))
            .route("/act", post(act))
            .route("/pcs", get(pcs))
            .route("/download", post(download))
            .route("/events", get(events))
            .route("/files", get(file_names))
            .route("/files/{name}", get(file))
            .route("/session.toml", get(session))
            .route("/lists", post(lists))
            .route("/shutdown", post(shutdown))
            .fallback(async || refusal(&RequestProblem::NoSuchPath))
            .method_not_allowed_fallback(async || refusal(&RequestProblem::WrongMethod))
            .with_state(self.clone())
    }

    /// Answers a request, if whoever sent it may ask.
    pub(super) async fn answer(
        &self,
        mut router: Router,
        asked: Result<Asked, RequestProblem<'static>>,
    ) -> Response<Body> {
        let asked = asked.and_then(|asked| self.admit(&asked).map(|()| asked));
        match asked {
            Ok(asked) => {
                let Ok(response) = router.call(asked.map(Body::from)).await;
                response
            }
            Err(problem) => refusal(&problem),
        }
    }

    fn admit(&self, asked: &Asked) -> Result<(), RequestProblem<'static>> {
        let host = asked.headers().get(HOST);
        let host = host.and_then(|host| host.to_str().ok()).unwrap_or_default();
        if !is_loopback(host) {
            return Err(RequestProblem::WrongHost);
        }
        if asked.uri().path() == "/healthz" {
            return Ok(());
        }
        let given = asked.headers().get(AUTHORIZATION);
        let given = given.and_then(|given| given.to_str().ok());
        match given.and_then(|given| given.strip_prefix("Bearer ")) {
            Some(token) if is_same(token.as_bytes(), self.token.as_bytes()) => Ok(()),
            _ => Err(RequestProblem::NoToken),
        }
    }
}

/// Whether the header `Host` names loopback, with or without a port.
pub(super) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

async fn clock(State(admin): State<Admin>) -> Response<Body> {
    json(StatusCode::OK, &Serve::clock(admin.stage.now()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    by: Span,
}

async fn advance(State(admin): State<Admin>, body: Bytes) -> Answer {
    let Advance { by } = read(&body)?;
    admin.play(StepTime::After(by), StepAction::Wait).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    to: When,
}

async fn set(State(admin): State<Admin>, body: Bytes) -> Answer {
    let Set { to } = read(&body)?;
    admin.play(StepTime::At(to), StepAction::Wait).await
}

/// Answers when nothing is under way.
async fn settle(State(admin): State<Admin>) -> Response<Body> {
    admin.stage.settle().await;
    json(StatusCode::OK, &Serve::clock(admin.stage.now()))
}

/// Takes a step as scenarios write it, in JSON: `{"do": {"renew": {"pc": "受付01"}}}`.
async fn act(State(admin): State<Admin>, body: Bytes) -> Answer {
    let table: toml::Table = read(&body)?;
    let (when, deed) = act::read(&admin.stage, &table.to_string())?;
    admin.play(when, deed).await
}

impl Admin {
    async fn play(&self, when: StepTime, deed: StepAction) -> Answer {
        let done = self.stage.play(when, deed).await.map_err(NotDone::from)?;
        let answer = Serve::step(&done.step, &done.events, done.now);
        Ok(json(StatusCode::OK, &answer))
    }
}

/// What is typed into the download site.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Download {
    id: String,
    password: String,
    pin: String,
}

async fn download(State(admin): State<Admin>, body: Bytes) -> Answer {
    let Download { id, password, pin } = read(&body)?;
    let (_, bytes) = act::download(&admin.stage, &id, &password, &pin).await?;
    Ok(typed(StatusCode::OK, "application/x-pkcs12", bytes))
}

async fn pcs(State(admin): State<Admin>) -> Response<Body> {
    let answer = |session: &Session| Serve::pcs(session.replay());
    json(StatusCode::OK, &admin.stage.look(answer))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    #[serde(default)]
    after: u64,
    wait: Option<Span>,
}

/// Answers at once when there is something new, and otherwise when there is, or when the time that
/// the asker would wait is over.
async fn events(
    State(admin): State<Admin>,
    Query(After { after, wait }): Query<After>,
) -> Response<Body> {
    let log = &admin.stage.log;
    if let Some(wait) = wait {
        let wait = u64::try_from(wait.as_seconds()).unwrap_or(0);
        let wait = Duration::from_secs(wait).min(WAIT);
        let _ = tokio::time::timeout(wait, log.wait_after(after)).await;
    }
    let (entries, last) = log.after(after);
    let answer = Serve::Entries {
        schema: SchemaNumber,
        now: Moment(admin.stage.now()),
        last,
        entries,
    };
    json(StatusCode::OK, &answer)
}

async fn file_names(State(admin): State<Admin>) -> Response<Body> {
    let answer = Serve::Files {
        schema: SchemaNumber,
        files: admin.stage.files().names(),
    };
    json(StatusCode::OK, &answer)
}

async fn file(State(admin): State<Admin>, Path(name): Path<String>) -> Response<Body> {
    let content_type = match name.rsplit_once('.') {
        Some((_, "p12")) => "application/x-pkcs12",
        Some((_, "pem")) => "application/x-pem-file",
        Some((_, "cer")) => "application/pkix-cert",
        Some((_, "crl")) => "application/pkix-crl",
        _ => "application/octet-stream",
    };
    match admin.stage.files().take(&name) {
        Some(bytes) => typed(StatusCode::OK, content_type, bytes),
        None => refusal(&RequestProblem::NoSuchPath),
    }
}

async fn session(State(admin): State<Admin>) -> Response<Body> {
    let text = |session: &Session| session.replay().text().to_owned();
    typed(StatusCode::OK, "application/toml", admin.stage.look(text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListsAre {
    are: Lists,
}

async fn lists(State(admin): State<Admin>, body: Bytes) -> Answer {
    let ListsAre { are } = read(&body)?;
    *admin.stage.lists() = are;
    Ok(json(StatusCode::OK, &Serve::clock(admin.stage.now())))
}

async fn shutdown(State(admin): State<Admin>) -> Response<Body> {
    admin.stop.notify_one();
    json(StatusCode::OK, &Serve::clock(admin.stage.now()))
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let detail = &error.to_string();
        RequestProblem::WrongBody { detail }.into()
    })
}

pub(super) fn refusal(problem: &RequestProblem<'_>) -> Response<Body> {
    let status = match problem {
        RequestProblem::NoToken => StatusCode::UNAUTHORIZED,
        RequestProblem::WrongHost => StatusCode::FORBIDDEN,
        RequestProblem::NoSuchPath => StatusCode::NOT_FOUND,
        RequestProblem::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        RequestProblem::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        RequestProblem::TooSlow => StatusCode::REQUEST_TIMEOUT,
        _ => StatusCode::BAD_REQUEST,
    };
    json(status, &Serve::problem(problem))
}
