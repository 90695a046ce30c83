//! Errors and hints of `kigen serve` and `kigen clock`, in English.

use crate::error::ServeMistake;
use kigen::lang::Lang;
use kigen::serve::{ClientError, ServeError};
use kigen::time::Zone;
use kigen::words::{self, Voice};

pub(super) fn error(mistake: &ServeMistake, zone: &Zone) -> String {
    let lang = Lang::En;
    let library =
        |error: &(dyn std::error::Error + 'static)| words::error(error, Voice::of(lang, zone));
    match mistake {
        ServeMistake::Start(ServeError::Trust(error)) => format!("--trust: {}", library(error)),
        ServeMistake::Start(error) => error.to_string(),
        ServeMistake::Time { given, error: None } => {
            format!("--at {given}: a name and a time are needed")
        }
        ServeMistake::Time {
            given,
            error: Some(error),
        } => format!("--at {given}: {}", library(error)),
        ServeMistake::Ask(ClientError::File(error)) => library(error),
        ServeMistake::Ask(error) => error.to_string(),
    }
}

pub(super) fn hint(mistake: &ServeMistake) -> Option<&'static str> {
    Some(match mistake {
        ServeMistake::Start(ServeError::Port { .. }) => {
            "leave --port out, and any that are free are taken"
        }
        ServeMistake::Start(ServeError::Time { .. }) => {
            "the PC needs its certificate first; or give a fixed time"
        }
        ServeMistake::Start(ServeError::SameName { .. }) => "give each --at a name of its own",
        ServeMistake::Start(_) => return None,
        ServeMistake::Time { .. } => {
            "write --at after=2029-02-28T10:00:00+09:00, or --at 'after=受付01.not_after + 1s'"
        }
        ServeMistake::Ask(ClientError::File(_) | ClientError::NotReady) => {
            "give the same --ready-file to `kigen serve` and `kigen clock`, or set KIGEN_READY"
        }
        ServeMistake::Ask(ClientError::NoAnswer { .. } | ClientError::Stranger { .. }) => {
            "the server has ended; start it again with `kigen serve`"
        }
        ServeMistake::Ask(_) => return None,
    })
}
