//! `kigen clock`: reads and moves the clock of a server.

use serde_json::{Value, json};

use super::args::serve::{ClockArgs, ClockVerb};
use super::error::{CliError, Exit, ServeMistake};
use super::output;
use kigen::report::{Format, Report, serve::ClockReport};
use kigen::scenario::When;
use kigen::serve::{Client, ClientError};
use kigen::shown::Shown;
use kigen::words::Voice;

pub(super) fn clock(args: &ClockArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let answer = ask(args)?;
    let now = answer["now"].as_str().and_then(|now| now.parse().ok());
    output::print(&match (args.format, now) {
        (Format::Text, Some(now)) => ClockReport(now).text(voice),
        _ => format!("{answer:#}\n"),
    })?;
    Ok(Exit::Success)
}

fn ask(args: &ClockArgs) -> Result<Value, CliError> {
    let asked = |error: ClientError| CliError::Serve(ServeMistake::Ask(error));
    // What was typed is read here, so that a mistake is shown as everywhere.
    let request = match &args.verb {
        ClockVerb::Now => None,
        ClockVerb::Settle => Some(("/clock/settle", json!({}))),
        ClockVerb::Advance { by } => Some(("/clock/advance", json!({ "by": by.to_string() }))),
        ClockVerb::Set { time } => {
            let text = time.join(" ");
            let when = text.parse::<When>().map_err(|error| CliError::Time {
                given: Shown::text(text),
                error,
            })?;
            Some(("/clock/set", json!({ "to": when.to_string() })))
        }
    };
    let client = Client::of_ready_file(&args.ready_file).map_err(asked)?;
    match request {
        None => client.get("/clock"),
        Some((path, body)) => client.post(path, &body),
    }
    .map_err(asked)
}
