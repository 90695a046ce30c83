//! The pages on which a person plays the world in a browser: the clock, the portal, letters, the
//! download site, and what is done at a PC.
//!
//! They know no rule. A form is a step of the scenario language: its fields are those of the
//! action, and what is typed is read as a scenario file is. No page has a script, and each can be
//! told in both languages (`?lang=`, or else what the browser asks for).
//!
//! What changes something carries a secret that only the pages themselves have, so that no other
//! site that is open in the same browser can move the clock. Another user of the same machine could
//! read it from a page; what can be had here is synthetic.

mod download;
mod home;
mod pc;
mod portal;
mod shell;
mod visit;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::{get, post};
use hyper::body::Bytes;
use hyper::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_DISPOSITION, HeaderMap, HeaderValue, LOCATION,
};
use hyper::{Response, StatusCode, Uri};
use maud::Markup;

use self::shell::{Here, Shell};
use super::act::{self, NotDone};
use super::http::{Refusal, typed};
use super::secret::{is_same, secret};
use super::stage::Stage;
use super::{ServeError, admin};
use crate::certificate::Certificate;
use crate::inspection::Judge;
use crate::lang::Lang;
use crate::report::run::RunReport;
use crate::report::serve::Ready;
use crate::scenario::{NamedScenario, ScenarioRun, StepAction, StepTime, run_all};
use crate::words::{RequestProblem, Voice};

/// What the pages work on.
#[derive(Clone, Debug)]
pub(super) struct Pages {
    stage: Arc<Stage>,
    /// What every form carries.
    token: Arc<str>,
    ready: Arc<Ready>,
}

/// The fields of a form.
type Fields = BTreeMap<String, String>;

type Answer = Result<Response<Body>, Refusal>;

impl Pages {
    /// Pages for a world, with links to what listens.
    pub(super) fn new(stage: Arc<Stage>, ready: Ready) -> Result<Self, ServeError> {
        Ok(Pages {
            stage,
            token: secret()?.into(),
            ready: ready.into(),
        })
    }

    /// Returns what answers requests.
    pub(super) fn router(self) -> Router {
        let pages = ["/", "/portal", "/letter", "/pc"];
        let router = pages
            .iter()
            .fold(Router::new(), |router, path| router.route(path, get(page)));
        router
            .route("/download", get(page).post(download))
            .route("/timeline", get(timeline))
            .route("/act", post(act))
            .route("/step", post(step))
            .route("/clock", post(clock))
            .route("/backup", post(backup))
            .with_state(self)
    }

    /// Answers with a page, and with what went wrong, if something did.
    fn show(&self, here: &Here, lang: Asked, told: Option<(StatusCode, String)>) -> Response<Body> {
        let (status, told) = match told {
            Some((status, told)) => (status, Some(told)),
            None => (StatusCode::OK, None),
        };
        let shell = Shell {
            voice: Voice::from(lang.lang),
            chosen: lang.chosen,
            here,
            token: &self.token,
            told: told.as_deref(),
        };
        let last = self.stage.last();
        let body = self.stage.look(|session| {
            let replay = session.replay();
            let markup: Option<Markup> = match here {
                Here::Home => Some(home::page(&shell, replay, &self.ready)),
                Here::Portal => Some(portal::page(&shell, replay)),
                Here::Letter(pc) => portal::letter(&shell, replay, pc),
                Here::Download => Some(download::page(&shell)),
                Here::Pc(pc) => pc::page(&shell, replay, pc),
            };
            markup.map(|markup| shell.frame(replay.world().now(), last.as_ref(), &markup))
        });
        match body {
            Some(page) => answer(status, &page),
            None => admin::refusal(&RequestProblem::NoSuchPath),
        }
    }

    /// Reads a form of ours, and the page that it stands on. Any other is answered with the page
    /// itself, whose form is ours.
    fn form(&self, headers: &HeaderMap, body: &[u8]) -> Result<(Fields, Here, Asked), Refusal> {
        let fields = form_urlencoded::parse(body);
        let fields: Fields = fields.into_owned().collect();
        let page = fields.get("page").map(String::as_str).unwrap_or_default();
        let (path, query) = page.split_once('?').unwrap_or((page, ""));
        let here = Here::of(path, query).unwrap_or(Here::Home);
        let lang = Asked::of(query, headers);
        let given = fields.get("token").map(String::as_str).unwrap_or_default();
        if !is_same(given.as_bytes(), self.token.as_bytes()) {
            let words = Voice::from(lang.lang).words();
            let told = words.request_problem(&RequestProblem::ForeignForm);
            return Err(self
                .show(&here, lang, Some((StatusCode::FORBIDDEN, told)))
                .into());
        }
        Ok((fields, here, lang))
    }

    /// Plays a step, and leads back to the page, which tells what became of it.
    async fn play(&self, when: StepTime, deed: StepAction, here: &Here, lang: Asked) -> Answer {
        match self.stage.play(when, deed).await {
            Ok(_) => Ok(see_other(&here.link(lang.chosen))),
            Err(error) => Err(self.failed(&NotDone::from(error), here, lang)),
        }
    }

    fn failed(&self, error: &NotDone, here: &Here, lang: Asked) -> Refusal {
        let voice = Voice::from(lang.lang);
        let told = voice.words().not_done(&error.told(voice));
        self.show(here, lang, Some((error.status(), told))).into()
    }
}

/// The language of an answer, and whether the address names it.
#[derive(Clone, Copy, Debug)]
struct Asked {
    lang: Lang,
    chosen: Option<Lang>,
}

impl Asked {
    fn of(query: &str, headers: &HeaderMap) -> Self {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let chosen = pairs.find(|(name, _)| name == "lang");
        let chosen = chosen.and_then(|(_, lang)| lang.parse().ok());
        let accepted = headers.get(ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
        Asked {
            lang: chosen.unwrap_or_else(|| preferred(accepted.unwrap_or_default())),
            chosen,
        }
    }
}

/// The language that a browser would rather have (RFC 9110 section 12.5.4): of those with the
/// greatest weight, the first.
fn preferred(accepted: &str) -> Lang {
    let mut best = (0, Lang::En);
    for item in accepted.split(',') {
        let (tag, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().trim_start_matches("q=");
        // At most three digits follow the point.
        let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
        let weight: u32 = format!("{whole}{part:0<3.3}").parse().unwrap_or(0);
        let lang = match tag.trim().to_ascii_lowercase().split('-').next() {
            Some("ja") => Lang::Ja,
            Some("en") => Lang::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, lang);
        }
    }
    best.1
}

async fn page(State(pages): State<Pages>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let query = uri.query().unwrap_or_default();
    match Here::of(uri.path(), query) {
        Some(here) => pages.show(&here, Asked::of(query, &headers), None),
        None => admin::refusal(&RequestProblem::NoSuchPath),
    }
}

/// Everything that happened, as the report on a scenario.
async fn timeline(State(pages): State<Pages>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let lang = Asked::of(uri.query().unwrap_or_default(), &headers);
    let named = pages.stage.look(|session| NamedScenario {
        name: "session".parse().expect("it is a name"),
        path: None,
        text: session.replay().text().into(),
        scenario: session.replay().scenario().clone(),
    });
    // A session of years takes a while.
    let played = tokio::task::spawn_blocking(|| run_all(vec![named], None)).await;
    let runs: Vec<ScenarioRun> = played.unwrap_or_default();
    let report = RunReport {
        runs: &runs,
        broken: &[],
        verbose: false,
    };
    let page = report.html(Voice::from(lang.lang));
    guarded(typed(StatusCode::OK, "text/html; charset=utf-8", page))
}

/// An action: `do` names it, and the other fields are its own.
async fn act(State(pages): State<Pages>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut fields, here, lang) = pages.form(&headers, &body)?;
    let name = fields.remove("do").unwrap_or_default();
    let own = fields
        .into_iter()
        .filter(|(field, _)| !["token", "page"].contains(&field.as_str()));
    let own: toml::Table = own.map(|(field, value)| (field, value.into())).collect();
    let deed = toml::Table::from_iter([(name, own.into())]);
    let table = toml::Table::from_iter([("do".to_owned(), deed.into())]);
    play_text(&pages, &table.to_string(), &here, lang).await
}

/// A step as it was typed.
async fn step(State(pages): State<Pages>, headers: HeaderMap, body: Bytes) -> Answer {
    let (fields, here, lang) = pages.form(&headers, &body)?;
    let text = fields.get("step").map(String::as_str).unwrap_or_default();
    play_text(&pages, text, &here, lang).await
}

async fn play_text(pages: &Pages, text: &str, here: &Here, lang: Asked) -> Answer {
    match act::read(&pages.stage, text) {
        Ok((when, deed)) => pages.play(when, deed, here, lang).await,
        Err(error) => Err(pages.failed(&error, here, lang)),
    }
}

async fn clock(State(pages): State<Pages>, headers: HeaderMap, body: Bytes) -> Answer {
    let (fields, here, lang) = pages.form(&headers, &body)?;
    let field = |name: &str| fields.get(name).map(|text| text.trim());
    let table = match (field("by"), field("to")) {
        (Some(by), _) => toml::Table::from_iter([("after".to_owned(), by.into())]),
        (None, to) => toml::Table::from_iter([("at".to_owned(), to.unwrap_or_default().into())]),
    };
    play_text(&pages, &table.to_string(), &here, lang).await
}

/// What is typed into the download site.
async fn download(State(pages): State<Pages>, headers: HeaderMap, body: Bytes) -> Answer {
    let (fields, here, lang) = pages.form(&headers, &body)?;
    let field = |name: &str| fields.get(name).map(|text| text.trim()).unwrap_or_default();
    let [id, password, pin] = ["id", "password", "pin"].map(field);
    match act::download(&pages.stage, id, password, pin).await {
        Ok((name, bytes)) => Ok(attached(&name, bytes)),
        Err(error) => Err(pages.failed(&error, &here, lang)),
    }
}

async fn backup(State(pages): State<Pages>, headers: HeaderMap, body: Bytes) -> Answer {
    let (fields, here, lang) = pages.form(&headers, &body)?;
    let field = |name: &str| fields.get(name).map(|text| text.trim()).unwrap_or_default();
    let [pc, backup, pin] = ["pc", "backup", "pin"].map(field);
    match act::backup(&pages.stage, pc, backup, pin).await {
        Ok((name, bytes)) => Ok(attached(&name, bytes)),
        Err(error) => Err(pages.failed(&error, &here, lang)),
    }
}

/// Answers a browser that a service lets in; other clients get JSON.
pub(super) fn visit(
    headers: &HeaderMap,
    query: &str,
    endpoint: &str,
    certificate: &Certificate,
    judge: &Judge,
) -> Option<Response<Body>> {
    let accepted = headers
        .get(ACCEPT)
        .and_then(|accepted| accepted.to_str().ok());
    accepted.filter(|accepted| accepted.contains("text/html"))?;
    let voice = Voice::from(Asked::of(query, headers).lang);
    let page = visit::page(endpoint, certificate, judge, voice);
    Some(answer(StatusCode::OK, &page))
}

/// A page, with its policy in a header too, where it can also say who may not frame it.
fn answer(status: StatusCode, (page, policy): &(String, String)) -> Response<Body> {
    let mut response = typed(status, "text/html; charset=utf-8", page.clone());
    let policy = format!("{policy}; frame-ancestors 'none'");
    let policy = HeaderValue::from_str(&policy).expect("digests and keywords");
    let name = hyper::header::CONTENT_SECURITY_POLICY;
    response.headers_mut().insert(name, policy);
    guarded(response)
}

/// What a browser is to keep to with all of our answers.
fn guarded(mut response: Response<Body>) -> Response<Body> {
    use hyper::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A PKCS#12 file that the browser is to save under this name (RFC 6266, RFC 8187).
fn attached(name: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = typed(StatusCode::OK, "application/x-pkcs12", bytes);
    let disposition = format!("attachment; filename*=UTF-8''{}", shell::percent(name));
    let disposition = HeaderValue::from_str(&disposition).expect("it is ASCII");
    response
        .headers_mut()
        .insert(CONTENT_DISPOSITION, disposition);
    guarded(response)
}

fn see_other(link: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let link = HeaderValue::from_str(link).expect("links are percent-encoded");
    response.headers_mut().insert(LOCATION, link);
    guarded(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_greatest_weight_is_taken() {
        for (accepted, lang) in [
            ("", Lang::En),
            ("*", Lang::En),
            ("fr", Lang::En),
            ("ja", Lang::Ja),
            ("ja-JP,en;q=0.5", Lang::Ja),
            ("en-US,en;q=0.9,ja;q=0.8", Lang::En),
            ("fr, en;q=0.2, ja;q=0.25", Lang::Ja),
            ("ja;q=0, en;q=0.1", Lang::En),
            ("JA;q=0.001", Lang::Ja),
        ] {
            assert_eq!(preferred(accepted), lang, "{accepted}");
        }
    }
}
