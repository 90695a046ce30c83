//! From what was typed to what the scenario file says.

use std::path::Path;

use super::args::{Act, SecretArgs, WizardArgs};
use crate::{Complaint, Exit, secret};
use kigen::actor::{Action, Import, ImportSource, Restore, WizardChoices};
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::lifecycle::fault::Fault;
use kigen::password::Password;
use kigen::scenario::{Deed, Session, StepTime, WhenError};

/// What the operator does.
pub(super) fn action(
    act: Act,
    pc: Label,
    session: &mut Session,
    lang: Lang,
) -> Result<Deed, Complaint> {
    let pin = |text: &str| secret::pin("--pin", text, lang);
    let some_pin = |option: &str, text: Option<String>| {
        text.map(|text| secret::pin(option, &text, lang))
            .transpose()
    };
    Ok(Deed::Do(match act {
        Act::Apply { via } => Action::Apply { pc, via },
        Act::OpenAccount => Action::OpenAccount { pc },
        Act::Inquire => Action::Inquire { pc },
        Act::Cancel => Action::Cancel { pc },
        Act::Download(args) => Action::Download {
            pc,
            pin: pin(&args.pin)?,
        },
        Act::Import {
            foreign,
            secret,
            wizard,
        } => Action::Import(Import {
            source: match foreign {
                None => ImportSource::Download {
                    pin: pin(&secret.pin.unwrap_or_default())?,
                },
                Some(file) => ImportSource::Elsewhere {
                    file: name_of(&file)?,
                    password: password(secret, lang)?,
                    sha256: session.bring(&file).map_err(super::complaint)?,
                },
            },
            choices: choices(wizard, lang)?,
            pc,
        }),
        Act::Restore {
            backup,
            pin: args,
            wizard,
        } => Action::Restore(Restore {
            backup,
            pin: pin(&args.pin)?,
            choices: choices(wizard, lang)?,
            pc,
        }),
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
        Act::Backup {
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

/// What is ticked and answered in the import wizard.
fn choices(args: WizardArgs, lang: Lang) -> Result<WizardChoices, Complaint> {
    let typed = args
        .strong_pin
        .map(|text| secret::pin("--strong-pin", &text, lang));
    Ok(WizardChoices {
        exportable: !args.not_exportable,
        trust_root: !args.decline_root,
        strong_pin: typed.transpose()?,
    })
}

fn password(args: SecretArgs, lang: Lang) -> Result<Password, Complaint> {
    match (args.pin, args.password_file) {
        (_, Some(file)) => secret::password_in(&file),
        (pin, None) => {
            let pin = secret::pin("--pin", &pin.unwrap_or_default(), lang);
            pin.map(Password::from).map_err(|complaint| {
                complaint.hint("for a password that is no PIN, give --password-file F")
            })
        }
    }
}

/// What a file from elsewhere is called in the session.
fn name_of(file: &Path) -> Result<Label, Complaint> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.parse().map_err(|error| {
        let message = format!("{}: {error}", file.display());
        Complaint::new(Exit::Usage, message).hint("copy the file under another name")
    })
}

/// What breaks, from its name and `key=value`s, as `fault.name = { key = "value" }` would say it.
pub(super) fn fault(name: String, details: &[String], pc: &Label) -> Result<Deed, Complaint> {
    let mut fields = toml::Table::new();
    fields.insert("pc".into(), pc.as_str().into());
    for detail in details {
        let Some((key, value)) = detail.split_once('=') else {
            let message = format!("`{detail}` is no detail of a fault");
            return Err(Complaint::new(Exit::Usage, message).hint("write it as at=import"));
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
    fault.map(Deed::Fault).map_err(|error| {
        let message = format!("fault {name}: {}", error.message().trim_end());
        Complaint::new(Exit::Usage, message)
    })
}

/// How long, or until when: `3d`, or a moment as scenario files write it.
pub(super) fn time(words: &[String]) -> Result<StepTime, Complaint> {
    let text = words.join(" ");
    text.parse().map_err(|error: WhenError| {
        let hint = "write 3d, 2026-02-28T10:00:00+09:00, +31d for a time after the start, \
                    or 受付01.not_after + 1s";
        Complaint::new(Exit::Usage, format!("`{text}`: {error}")).hint(hint)
    })
}
