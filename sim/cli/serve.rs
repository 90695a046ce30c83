//! `kigen serve`: the world as a server on loopback.

mod end;

use std::fs;

use super::args::serve::ServeArgs;
use super::error::{CliError, Exit, ServeMistake};
use super::now::now;
use super::{output, secret, trust};
use kigen::file::{self, Access, ExistingFile};
use kigen::label::Label;
use kigen::report::serve::ReadyReport;
use kigen::report::{Format, Report};
use kigen::scenario::{Source, When};
use kigen::serve::{FixedTime, Resumption, ServeError, Served, Server, Settings};
use kigen::shown::Shown;
use kigen::words::Voice;
use kigen::world::LAST;

/// The PC that has been set up where no scenario is given.
const PC: &str = "受付01";

pub(super) fn serve(args: &ServeArgs, voice: Voice<'_>) -> Result<Exit, Vec<CliError>> {
    let server = start(args)?;
    // Whoever sees the ready file may end us at once.
    end::on_signal(server.stopper());
    let report = ReadyReport(server.ready());
    let path = &args.ready_file;
    let text = Format::Json.render(&report, voice);
    let (existing, access) = (ExistingFile::Replace, Access::OwnerOnly);
    file::write(path, text.as_bytes(), existing, access).map_err(CliError::File)?;
    output::print(&match args.format {
        Format::Text => report.text(voice),
        // One line, for who reads it from a pipe.
        _ => one_line(&report),
    })?;
    if args.until_eof {
        end::on_end_of_input(server.stopper());
    }
    let token = server.ready().token.clone();
    server.wait();
    // Another server may have put its own there meanwhile.
    if fs::read_to_string(path).is_ok_and(|text| text.contains(&token)) {
        let _ = fs::remove_file(path);
    }
    Ok(Exit::Success)
}

fn one_line(report: &ReadyReport<'_>) -> String {
    let line = serde_json::to_string(&report.document());
    line.expect("a document of names and numbers always serializes") + "\n"
}

fn start(args: &ServeArgs) -> Result<Server, CliError> {
    let served = match (&args.scenario, &args.file) {
        (Some(path), _) => Served::Scenario(Box::new(Source::read(path)?)),
        (None, Some(path)) => Served::Session(path.clone()),
        (None, None) => {
            let start = args.start.unwrap_or_else(now);
            if start > LAST {
                return Err(CliError::StartTooLate);
            }
            let pc = PC.parse().expect("it is a name of a PC");
            Served::enrolled(args.seed, start, pc, secret::pin("--pin", &args.pin)?)
        }
    };
    let (roots, intermediates, lists) = trust::of_server(&args.trust, &args.crls)?;
    let settings = Settings {
        manner: args.manner,
        tls: args.tls,
        resumption: match args.resumption {
            true => Resumption::Allow,
            false => Resumption::Refuse,
        },
        ca_names: args.ca_names,
        server_certificate: args.server_certificate,
        times: args
            .times
            .iter()
            .map(|text| time(text))
            .collect::<Result<_, _>>()?,
        tick: args.tick,
        record: args.record,
        port: args.port,
        trust: roots,
        intermediates,
        revocation_lists: lists,
        lists: args.lists,
        out: args.out.clone(),
        log: args.log.clone(),
    };
    Server::start(served, settings).map_err(|error| match error {
        ServeError::Session(error) => CliError::Session(error),
        ServeError::File(error) => CliError::Output(error),
        error => CliError::Serve(ServeMistake::Start(error)),
    })
}

/// Reads `NAME=TIME`.
fn time(text: &str) -> Result<FixedTime, CliError> {
    let wrong = |error| {
        let given = Shown::text(text.to_owned());
        CliError::Serve(ServeMistake::Time { given, error })
    };
    let (name, when) = text.split_once('=').ok_or_else(|| wrong(None))?;
    let name = name.trim().parse::<Label>().map_err(|_| wrong(None))?;
    let when = when.parse::<When>().map_err(|error| wrong(Some(error)))?;
    Ok(FixedTime { name, when })
}
