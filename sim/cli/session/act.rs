//! From what was typed to what the scenario file says.

use std::path::Path;

use super::args::{Act, SecretArgs, WizardArgs};
use crate::error::CliError;
use crate::secret;
use kigen::actor::{Action, Fault};
use kigen::label::Label;
use kigen::password::Password;
use kigen::pin::Pin;
use kigen::scenario::{Deed, Session, StepTime, When};
use kigen::shown::Shown;
use kigen::time::Span;

/// What the operator does.
pub(super) fn action(act: Act, pc: Label, session: &mut Session) -> Result<Deed, CliError> {
    let pin = |text: &str| secret::pin("--pin", text);
    let some_pin = |option: &'static str, text: Option<String>| {
        text.map(|text| secret::pin(option, &text)).transpose()
    };
    Ok(Deed::Do(match act {
        Act::Apply { via } => Action::Apply { pc, via },
        Act::OpenAccount => Action::OpenAccount { pc },
        Act::Inquire => Action::Status { pc },
        Act::Cancel => Action::Cancel { pc },
        Act::Download(args) => Action::Download {
            pc,
            pin: pin(&args.pin)?,
        },
        Act::Import {
            foreign: None,
            secret,
            wizard,
        } => {
            let pin = pin(&secret.pin.unwrap_or_default())?;
            ticked(Action::import(pc, pin, None), &wizard)?
        }
        Act::Import {
            foreign: Some(file),
            secret,
            wizard,
        } => {
            let import = Action::ImportFile {
                pc,
                file: name_of(&file)?,
                password: password(secret)?,
                sha256: session.bring(&file)?,
                exportable: true,
                trust_root: true,
                strong_pin: None,
            };
            ticked(import, &wizard)?
        }
        Act::Restore {
            backup,
            pin: args,
            wizard,
        } => {
            let import = Action::import(pc, pin(&args.pin)?, Some(backup));
            ticked(import, &wizard)?
        }
        Act::Check => Action::Check { pc },
        Act::Connect { service, key } => Action::Connect {
            pc,
            service,
            key_pin: some_pin("--key-pin", key.key_pin)?,
        },
        Act::Dismiss => Action::Dismiss { pc },
        Act::Renew(key) => Action::Renew {
            pc,
            key_pin: some_pin("--key-pin", key.key_pin)?,
        },
        Act::Choose { which } => Action::Choose { pc, which },
        Act::Delete { which } => Action::Delete { pc, which },
        Act::Export {
            backup,
            pin: args,
            pin_again,
            encryption,
        } => Action::Backup {
            pc,
            backup,
            pin: pin(&args.pin)?,
            pin_again: some_pin("--pin-again", pin_again)?,
            encryption,
        },
        Act::Replace => Action::Replace { pc },
        Act::SignIn { user } => Action::SignIn { pc, user },
        Act::Revoke => Action::Revoke { pc },
    }))
}

/// The import with the wizard's ticks and answers.
fn ticked(mut import: Action, args: &WizardArgs) -> Result<Action, CliError> {
    let typed = args.strong_pin.as_deref();
    let typed: Option<Pin> = typed
        .map(|text| secret::pin("--strong-pin", text))
        .transpose()?;
    if let Action::Import {
        exportable,
        trust_root,
        strong_pin,
        ..
    }
    | Action::ImportFile {
        exportable,
        trust_root,
        strong_pin,
        ..
    } = &mut import
    {
        *exportable = !args.not_exportable;
        *trust_root = !args.decline_root;
        *strong_pin = typed;
    }
    Ok(import)
}

fn password(args: SecretArgs) -> Result<Password, CliError> {
    match (args.pin, args.password_file) {
        (_, Some(file)) => secret::password_in(&file),
        (pin, None) => secret::pin_as_password(&pin.unwrap_or_default()),
    }
}

/// What a file from elsewhere is called in the session.
fn name_of(file: &Path) -> Result<Label, CliError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.parse().map_err(|error| CliError::ForeignName {
        path: file.to_owned(),
        error,
    })
}

/// What breaks, from its name and `key=value`s, as `fault.name = { key = "value" }` would say it.
pub(super) fn fault(name: String, details: &[String], pc: &Label) -> Result<Deed, CliError> {
    let mut fields = toml::Table::new();
    fields.insert("pc".into(), pc.as_str().into());
    for detail in details {
        let Some((key, value)) = detail.split_once('=') else {
            return Err(CliError::FaultDetail {
                given: Shown::text(detail.clone()),
            });
        };
        let value = match value.parse::<i64>() {
            Ok(number) => toml::Value::Integer(number),
            Err(_) => toml::Value::String(value.to_owned()),
        };
        fields.insert(key.to_owned(), value);
    }
    let mut table = toml::Table::new();
    table.insert(name.clone(), fields.into());
    let fault: Result<Fault, toml::de::Error> = table.try_into();
    fault.map(Deed::Fault).map_err(|error| CliError::Fault {
        name: Shown::text(name),
        problem: Shown::text(error.message().trim_end().to_owned()),
    })
}

/// How long, or until when: `3d`, or a moment as scenario files write it.
pub(super) fn time(words: &[String]) -> Result<StepTime, CliError> {
    let text = words.join(" ");
    // Behind a plus sign it is a moment: so long after the start.
    if !text.starts_with('+')
        && let Ok(span) = text.parse::<Span>()
    {
        return Ok(StepTime::After(span));
    }
    let when: When = text.parse().map_err(|error| CliError::Time {
        given: Shown::text(text.clone()),
        error,
    })?;
    Ok(StepTime::At(when))
}
