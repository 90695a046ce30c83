//! Turns what was typed into what the scenario file says.

use std::error::Error;
use std::path::Path;
use std::str::FromStr;

use crate::args::session::{Act, KeyAnswerArgs, SecretArgs, WizardArgs};
use crate::error::CliError;
use crate::secret;
use kigen::actor::{
    Action, Connect, Enroll, Import, ImportSource, KeyAnswer, Renew, Restore, Show, WizardChoices,
};
use kigen::file;
use kigen::label::Label;
use kigen::lifecycle::service::Service;
use kigen::password::Password;
use kigen::pin::Pin;
use kigen::scenario::read_fault;
use kigen::scenario::{Session, StepAction, StepTime};
use kigen::shown::Shown;

/// The longest file with certificates or a request.
const PEM_BYTES_MAX: u64 = 1 << 20;

/// Returns what the operator does.
pub(super) fn action(act: Act, pc: Label, session: &mut Session) -> Result<StepAction, CliError> {
    Ok(StepAction::Do(match act {
        Act::Apply { via } => Action::Apply { pc, via },
        Act::OpenAccount => Action::OpenAccount { pc },
        Act::Inquire => Action::Inquire { pc },
        Act::Cancel => Action::Cancel { pc },
        Act::Download(args) => Action::Download {
            pc,
            pin: pin(&args)?,
        },
        Act::Enroll { request, renews } => Action::Enroll(Enroll {
            pc,
            request: pem_in(&request)?,
            renews,
        }),
        Act::Show {
            service,
            certificates,
        } => show(pc, service, certificates.as_deref())?,
        Act::Import {
            foreign,
            secret,
            wizard,
        } => Action::Import(Import {
            source: source(foreign.as_deref(), secret, session)?,
            choices: choices(wizard)?,
            pc,
        }),
        Act::Restore {
            backup,
            secret,
            wizard,
        } => Action::Restore(Restore {
            backup,
            pin: pin(&secret)?,
            choices: choices(wizard)?,
            pc,
        }),
        Act::Check => Action::Check { pc },
        Act::Connect { service, key } => Action::Connect(Connect {
            pc,
            service,
            answer: answer(key)?,
        }),
        Act::Dismiss => Action::Dismiss { pc },
        Act::Renew(key) => Action::Renew(Renew {
            pc,
            answer: answer(key)?,
        }),
        Act::Choose { which } => Action::Choose { pc, which },
        Act::Delete { which } => Action::Delete { pc, which },
        Act::Backup {
            backup,
            secret,
            pin_again,
            encryption,
        } => Action::Backup {
            pc,
            backup,
            pin: pin(&secret)?,
            pin_again: some_pin("--pin-again", pin_again)?,
            encryption,
        },
        Act::Replace => Action::Replace { pc },
        Act::SignIn { user } => Action::SignIn { pc, user },
        Act::Revoke => Action::Revoke { pc },
    }))
}

fn pin(args: &SecretArgs) -> Result<Pin, CliError> {
    secret::typed(args.pin.as_deref(), args.password_file.as_deref())
}

/// Which file is imported; one from elsewhere is brought into the session.
fn source(
    foreign: Option<&Path>,
    secret: SecretArgs,
    session: &mut Session,
) -> Result<ImportSource, CliError> {
    Ok(match foreign {
        None => ImportSource::Download { pin: pin(&secret)? },
        Some(file) => ImportSource::Elsewhere {
            file: name_of(file)?,
            password: password(secret)?,
            sha256: session.bring(file)?,
        },
    })
}

fn show(pc: Label, service: Service, certificates: Option<&Path>) -> Result<Action, CliError> {
    Ok(Action::Show(Show {
        pc,
        service,
        certificates: certificates.map(pem_in).transpose()?,
    }))
}

/// Reads a file of text.
fn text_in(path: &Path) -> Result<String, CliError> {
    let bytes = file::read(path, PEM_BYTES_MAX).map_err(CliError::File)?;
    // What is not text is no PEM.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads what a file has as PEM.
fn pem_in<T>(path: &Path) -> Result<T, CliError>
where
    T: FromStr<Err: Error + Send + Sync + 'static>,
{
    let read = text_in(path)?.parse();
    read.map_err(|error: T::Err| CliError::Pem {
        path: path.to_owned(),
        error: error.into(),
    })
}

fn some_pin(option: &'static str, text: Option<String>) -> Result<Option<Pin>, CliError> {
    text.map(|text| secret::pin(option, &text)).transpose()
}

/// Returns the answer if the key is strongly protected; clap does not allow both.
fn answer(args: KeyAnswerArgs) -> Result<KeyAnswer, CliError> {
    Ok(match some_pin("--key-pin", args.key_pin)? {
        Some(pin) => KeyAnswer::Allow(pin),
        None if args.deny_key => KeyAnswer::Deny,
        None => KeyAnswer::Close,
    })
}

/// Returns what is ticked and answered in the import wizard.
fn choices(args: WizardArgs) -> Result<WizardChoices, CliError> {
    Ok(WizardChoices {
        exportable: !args.not_exportable,
        trust_root: !args.decline_root,
        strong_pin: some_pin("--strong-pin", args.strong_pin)?,
    })
}

fn password(args: SecretArgs) -> Result<Password, CliError> {
    match (args.pin, args.password_file) {
        (_, Some(file)) => secret::password_in(&file),
        (pin, None) => secret::pin_as_password(&pin.unwrap_or_default()),
    }
}

/// Returns what a file from elsewhere is called in the session.
fn name_of(file: &Path) -> Result<Label, CliError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.parse().map_err(|error| CliError::ForeignName {
        path: file.to_owned(),
        error,
    })
}

/// Reads what breaks, from its name and `key=value` pairs, as `fault.name = { key = "value" }`
/// would say it.
pub(super) fn fault(name: String, details: &[String], pc: &Label) -> Result<StepAction, CliError> {
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
    let fault = read_fault(&table.to_string());
    fault
        .map(StepAction::Fault)
        .map_err(|mistake| CliError::Fault {
            name: Shown::text(name),
            mistake,
        })
}

/// Reads how long, or until when: `3d`, or a moment as scenario files write it.
pub(super) fn time(words: &[String]) -> Result<StepTime, CliError> {
    let text = words.join(" ");
    text.parse().map_err(|error| CliError::Time {
        given: Shown::text(text),
        error,
    })
}
