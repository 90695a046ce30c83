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

use super::http::{Asked, json, typed};
use super::limits::WAIT;
use super::stage::Stage;
use super::{Lists, ServeError};
use crate::lang::Lang;
use crate::reason::Reason;
use crate::report::serve::Serve;
use crate::report::value::{Moment, SchemaNumber};
use crate::scenario::{
    ScenarioError, SessionError, StepAction, StepResult, StepTime, When, read_step,
};
use crate::time::Span;
use crate::words::{self, RequestProblem, Voice};

/// What the interface works on.
#[derive(Clone, Debug)]
pub(super) struct Admin {
    pub(super) stage: Arc<Stage>,
    pub(super) token: Arc<str>,
    pub(super) stop: Arc<Notify>,
}

type Answer = Result<Response<Body>, Refusal>;

/// A request that is not granted.
struct Refusal(Box<Response<Body>>);

impl axum::response::IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        *self.0
    }
}

impl From<RequestProblem<'_>> for Refusal {
    fn from(problem: RequestProblem<'_>) -> Self {
        Refusal(Box::new(refusal(&problem)))
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
            .route("/act", post(act))
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

/// Compares in a time that does not depend on where the two differ.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differences = one.iter().zip(other).map(|(one, other)| one ^ other);
    one.len() == other.len() && differences.fold(0, |all, difference| all | difference) == 0
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

/// Takes a step as scenarios write it, in JSON: `{"do": {"renew": {"pc": "受付01"}}}`.
async fn act(State(admin): State<Admin>, body: Bytes) -> Answer {
    let table: toml::Table = read(&body)?;
    if table.contains_key("expect") {
        return Err(RequestProblem::ExpectGiven.into());
    }
    let pcs = |session: &crate::scenario::Session| session.replay().scenario().world.pcs.clone();
    let pcs = admin.stage.look(pcs);
    let step = read_step(&table.to_string(), &pcs);
    let step = step.map_err(|error| wrong_step(&error))?;
    admin.play(step.when, step.deed).await
}

impl Admin {
    async fn play(&self, when: StepTime, deed: StepAction) -> Answer {
        let done = self.stage.play(when, deed).await;
        let done = done.map_err(|error| not_done(&error))?;
        let answer = Serve::step(&done.step, &done.events, done.now);
        Ok(json(StatusCode::OK, &answer))
    }
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
    let text = |session: &crate::scenario::Session| session.replay().text().to_owned();
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

/// What a step of a request is that is none.
fn wrong_step(error: &ScenarioError) -> Refusal {
    let [en, ja] = both(error.mistake());
    Refusal::from(RequestProblem::Refused {
        code: "wrong-step",
        en: &en,
        ja: &ja,
    })
}

/// Why a step could not be played.
fn not_done(error: &ServeError) -> Refusal {
    let (status, code) = match error {
        ServeError::Session(SessionError::NotPlayed(step)) => match &step.result {
            StepResult::TooLate(_) => (StatusCode::CONFLICT, "in-the-past"),
            StepResult::NoMoment(reason) => (StatusCode::CONFLICT, reason.code()),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "violation"),
        },
        ServeError::Session(SessionError::Step(_)) => (StatusCode::BAD_REQUEST, "wrong-step"),
        ServeError::Session(SessionError::NotBrought { .. }) => {
            (StatusCode::BAD_REQUEST, Reason::FileNotFound.code())
        }
        ServeError::Session(SessionError::TooLong) => {
            (StatusCode::CONFLICT, Reason::LimitExceeded.code())
        }
        ServeError::Session(SessionError::File(error)) | ServeError::File(error) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            Reason::from(error).code(),
        ),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "not-done"),
    };
    let [en, ja] = match error {
        ServeError::Session(error) => both(error),
        ServeError::File(error) => both(error),
        error => both(error),
    };
    let problem = RequestProblem::Refused {
        code,
        en: &en,
        ja: &ja,
    };
    Refusal(Box::new(json(status, &Serve::problem(&problem))))
}

/// An error in English and in Japanese.
fn both(error: &(dyn std::error::Error + 'static)) -> [String; 2] {
    [Lang::En, Lang::Ja].map(|lang| words::error(error, Voice::from(lang)))
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
