//! Enrolment over Secure Transport (RFC 7030), so that clients that exist can get and renew
//! certificates for keys of their own. The rules are the world's, and each enrolment is a step of
//! its session.
//!
//! Whoever enrols for the first time says who it is with the ID and the password of a letter (HTTP
//! Basic, section 3.2.3); whoever enrols again, with the certificate that it has (section 3.3.2).

use std::sync::Arc;

use axum::body::Body;
use axum::response::IntoResponse;
use base64ct::{Base64, Encoding};
use hyper::header::{ALLOW, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Method, Response, StatusCode};

use super::act::{NotDone, pc_of_letter, refusal};
use super::http::{Asked, Refusal, typed};
use super::stage::Stage;
use crate::actor::{Action, CertificationRequest, Enroll};
use crate::bundle::certs_only;
use crate::certificate::Certificate;
use crate::label::Label;
use crate::lang::Lang;
use crate::reason::Reason;
use crate::scenario::{Session, StepAction, StepTime};
use crate::trace::EventKind;
use crate::words::{self, RequestProblem, Voice};

/// Where it is (section 3.2.2).
pub(super) const PATH: &str = "/.well-known/est";

/// Answers a request of a client that showed this certificate, or none.
pub(super) async fn answer(
    stage: &Arc<Stage>,
    asked: Result<Asked, RequestProblem<'static>>,
    shown: Option<&Certificate>,
) -> Response<Body> {
    let asked = match asked {
        Ok(asked) => asked,
        Err(problem) => return explained(StatusCode::BAD_REQUEST, &problem_told(&problem)),
    };
    let operation = asked.uri().path().strip_prefix(PATH).unwrap_or_default();
    match (asked.method(), operation) {
        (&Method::GET, "/cacerts") => authorities(stage),
        // There is nothing that a request has to say (section 4.5.2).
        (&Method::GET, "/csrattrs") => typed(StatusCode::NO_CONTENT, "text/plain", Body::empty()),
        (&Method::POST, "/simpleenroll") => enroll(stage, &asked, None).await,
        (&Method::POST, "/simplereenroll") => enroll(stage, &asked, Some(shown)).await,
        (_, "/cacerts" | "/csrattrs") => wrong_method("GET"),
        (_, "/simpleenroll" | "/simplereenroll") => wrong_method("POST"),
        _ => {
            let problem = RequestProblem::NoSuchPath;
            explained(StatusCode::NOT_FOUND, &problem_told(&problem))
        }
    }
}

/// The certificates of the authorities (section 4.1.3).
fn authorities(stage: &Stage) -> Response<Body> {
    let chain = stage.look(|session| session.replay().world().authority().chain());
    certificates(&chain)
}

/// An enrolment; one in the place of a certificate, if the client was to show one.
async fn enroll(
    stage: &Arc<Stage>,
    asked: &Asked,
    shown: Option<Option<&Certificate>>,
) -> Response<Body> {
    match try_enroll(stage, asked, shown).await {
        Ok(certificate) => certificates(&[certificate]),
        Err(refusal) => refusal.into_response(),
    }
}

async fn try_enroll(
    stage: &Arc<Stage>,
    asked: &Asked,
    shown: Option<Option<&Certificate>>,
) -> Result<Certificate, Refusal> {
    let forbidden = |reason: Reason| Refusal::from(explained(StatusCode::FORBIDDEN, &told(reason)));
    let (pc, renews) = match shown {
        None => (by_letter(stage, asked.headers())?, None),
        Some(None) => return Err(forbidden(Reason::NoCertificateSent)),
        Some(Some(shown)) => {
            let known = stage.look(|session| whose(session, shown));
            let (pc, ordinal) = known.ok_or_else(|| forbidden(Reason::Untrusted))?;
            (pc, Some(ordinal))
        }
    };
    let request = read(asked.body()).map_err(|error| {
        let told = words::error(&error, Voice::from(Lang::En));
        Refusal::from(explained(StatusCode::BAD_REQUEST, &told))
    })?;
    let enroll = Action::Enroll(Enroll {
        pc: pc.clone(),
        request,
        renews,
    });
    let done = stage.play(StepTime::Now, StepAction::Do(enroll));
    let done = done.await.map_err(|error| {
        let error = NotDone::from(error);
        Refusal::from(explained(
            error.status(),
            &error.told(Voice::from(Lang::En)),
        ))
    })?;
    match refusal(&done) {
        Some(Reason::Unreachable) => {
            let unavailable = StatusCode::SERVICE_UNAVAILABLE;
            return Err(explained(unavailable, &told(Reason::Unreachable)).into());
        }
        Some(reason) => return Err(forbidden(reason)),
        None => {}
    }
    let ordinal = done.events.iter().find_map(|event| match event.kind {
        EventKind::Enroll { ordinal, .. } => ordinal,
        _ => None,
    });
    let issued = stage.look(|session| session.replay().world().issued(&pc));
    let issued = issued
        .into_iter()
        .find(|(number, _)| Some(*number) == ordinal);
    Ok(issued.expect("what was enrolled is issued").1)
}

/// The PC whose letter a client has the ID and the password of.
fn by_letter(stage: &Stage, headers: &HeaderMap) -> Result<Label, Refusal> {
    let given = headers.get(AUTHORIZATION);
    let given = given
        .and_then(|given| given.to_str().ok())
        .unwrap_or_default();
    let encoded = given.strip_prefix("Basic ").unwrap_or_default();
    let decoded = Base64::decode_vec(encoded.trim()).unwrap_or_default();
    let text = String::from_utf8(decoded).unwrap_or_default();
    let (id, password) = text.split_once(':').unwrap_or_default();
    pc_of_letter(stage, id, password).ok_or_else(|| {
        let told = told(Reason::WrongCredentials);
        let mut response = explained(StatusCode::UNAUTHORIZED, &told);
        let challenge = HeaderValue::from_static("Basic realm=\"kigen\", charset=\"UTF-8\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        Refusal::from(response)
    })
}

/// The PC that a certificate was made for, and its number.
fn whose(session: &Session, shown: &Certificate) -> Option<(Label, u32)> {
    let world = session.replay().world();
    world.pcs().find_map(|pc| {
        let mut issued = world.issued(pc).into_iter();
        let found = issued.find(|(_, certificate)| certificate == shown);
        found.map(|(ordinal, _)| (pc.clone(), ordinal))
    })
}

/// Reads a request: DER in base64, as section 4.2.1 has it, or what clients also send: PEM, or DER
/// as it is.
fn read(body: &[u8]) -> Result<CertificationRequest, crate::actor::RequestError> {
    // DER begins with a SEQUENCE, which is `0`: base64 does not, as the length is no text.
    if body.starts_with(&[0x30]) && body.get(1).is_some_and(|length| *length >= 0x80) {
        return CertificationRequest::from_der(body);
    }
    let text = String::from_utf8_lossy(body);
    if text.contains("-----BEGIN") {
        return text.parse();
    }
    let base64: String = text.split_ascii_whitespace().collect();
    let der = Base64::decode_vec(&base64).map_err(|_| crate::actor::RequestError::NotPem)?;
    CertificationRequest::from_der(&der)
}

/// Certificates as EST sends them: a message that nobody signed, in base64.
fn certificates(certificates: &[Certificate]) -> Response<Body> {
    let message = certs_only(certificates.iter().map(Certificate::der));
    let mut lines = String::new();
    for line in Base64::encode_string(&message).as_bytes().chunks(64) {
        lines.extend(line.iter().copied().map(char::from));
        lines.push('\n');
    }
    let content_type = "application/pkcs7-mime; smime-type=certs-only";
    let mut response = typed(StatusCode::OK, content_type, lines);
    let name = HeaderName::from_static("content-transfer-encoding");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("base64"));
    response
}

/// A refusal in words, as section 4.2.3 asks for.
fn explained(status: StatusCode, told: &str) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", format!("{told}\n"))
}

fn told(reason: Reason) -> String {
    format!("{} [{reason}]", reason.sentence())
}

fn problem_told(problem: &RequestProblem<'_>) -> String {
    let told = Voice::from(Lang::En).words().request_problem(problem);
    format!("{told} [{}]", problem.code())
}

fn wrong_method(allowed: &'static str) -> Response<Body> {
    let told = problem_told(&RequestProblem::WrongMethod);
    let mut response = explained(StatusCode::METHOD_NOT_ALLOWED, &told);
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(allowed));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../actor/certification_request/p256.pem");

    #[test]
    fn a_request_is_read_however_clients_send_it() {
        let request: CertificationRequest = PEM.parse().unwrap();
        let lines = PEM.lines().filter(|line| !line.starts_with('-'));
        let base64: String = lines.clone().map(|line| format!("{line}\r\n")).collect();
        let one_line: String = lines.collect();
        let der = Base64::decode_vec(&one_line).unwrap();
        for body in [PEM.as_bytes(), base64.as_bytes(), one_line.as_bytes(), &der] {
            assert_eq!(read(body).as_ref(), Ok(&request));
        }
        for body in [
            &b""[..],
            b"0",
            b"\x30",
            b"\x30\x80",
            b"=",
            b"MAA=",
            &der[..40],
        ] {
            assert!(read(body).is_err(), "{body:?}");
        }
    }
}
