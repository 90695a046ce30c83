//! HTTP/1.1 on a connection, with limits for slow and silent clients.

use std::future::Future;
use std::pin::pin;

use axum::body::Body;
use axum::response::IntoResponse;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_io_timeout::TimeoutStream;

use super::limits::{BODY, BODY_BYTES, GRACE, HEAD_BYTES, IDLE, WRITE};
use crate::words::RequestProblem;

/// A request whose body has come.
pub(super) type Asked = Request<Bytes>;

/// The answer to a request that is not granted.
#[derive(Debug)]
pub(super) struct Refusal(Box<Response<Body>>);

impl From<Response<Body>> for Refusal {
    fn from(response: Response<Body>) -> Self {
        Refusal(Box::new(response))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        *self.0
    }
}

/// No answer comes, and the connection is closed.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nobody answers")]
pub(super) struct Gone;

/// Answers the requests on a connection until it ends, or until `over` does: then what is under way
/// is finished, and nothing more is taken.
pub(super) async fn converse<Io, Answer, Answering>(
    io: Io,
    answer: Answer,
    over: impl Future<Output = ()>,
) where
    Io: AsyncRead + AsyncWrite,
    Answer: Fn(Result<Asked, RequestProblem<'static>>) -> Answering,
    Answering: Future<Output = Result<Response<Body>, Gone>>,
{
    let mut io = TimeoutStream::new(io);
    io.set_write_timeout(Some(WRITE));
    let service = service_fn(|request: Request<Incoming>| async {
        let asked = whole(request).await;
        answer(asked).await
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Nothing here says what time it really is.
        .auto_date_header(false)
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Box::pin(io)), service);
    let mut connection = pin!(connection);
    tokio::select! {
        biased;
        () = over => {}
        // Whoever goes away in the middle of something is no failure of ours.
        _ = connection.as_mut() => return,
    }
    connection.as_mut().graceful_shutdown();
    let _ = tokio::time::timeout(GRACE, connection).await;
}

/// Waits for the body of a request.
async fn whole(request: Request<Incoming>) -> Result<Asked, RequestProblem<'static>> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(BODY, Limited::new(body, BODY_BYTES).collect()).await;
    match body {
        Err(_) => Err(RequestProblem::TooSlow),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(RequestProblem::TooLong {
            bytes_max: BODY_BYTES,
        }),
        Ok(Err(_)) => Err(RequestProblem::WrongBody {
            detail: "it ends early",
        }),
        Ok(Ok(body)) => Ok(Request::from_parts(head, body.to_bytes())),
    }
}

/// Returns an answer of this type.
pub(super) fn typed(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// Returns a document as a line of JSON.
pub(super) fn json<T: Serialize>(status: StatusCode, document: &T) -> Response<Body> {
    let text = serde_json::to_string(document);
    let text = text.expect("a document of names, numbers and lists always serializes");
    typed(status, "application/json", text + "\n")
}
