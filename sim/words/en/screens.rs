//! What was on the screen, in English: what differed from the manual, and answers.

use super::events::CLIENT;
use super::{English, until};
use crate::lifecycle::backup::{ChainExport, KeyAfterExport};
use crate::lifecycle::import::{Destination, ExtendedProperties};
use crate::shown::Shown;
use crate::store::{KeyExport, ProtectionLevel, StoreLocation};
use crate::time::Zone;
use crate::trace::{
    Button, ClientMessage, ClientScreen, EventKind, ExportWizard, ImportWizard, PromptAnswer,
    ShownCertificate,
};
use crate::words::{ScreenWords, Voice};

impl ScreenWords for English {
    fn screens(&self, kind: &EventKind, voice: Voice<'_>) -> Vec<String> {
        let zone = voice.zone;
        match kind {
            EventKind::Import { wizard, .. } => {
                let otherwise = wizard.as_ref().map(import_wizard).unwrap_or_default();
                wizard_line(&otherwise)
            }
            EventKind::Check { shown } => shown.iter().map(|shown| row(shown, zone)).collect(),
            EventKind::Connect { key_prompt, .. } | EventKind::Renew { key_prompt, .. } => {
                key_prompt.and_then(prompt).into_iter().collect()
            }
            EventKind::Delete { messages, .. } if !messages.is_empty() => {
                let messages: Vec<String> = messages.iter().map(message).collect();
                let client = Shown::text(voice.client().unwrap_or(CLIENT));
                vec![format!("{client}: {}", messages.join("; "))]
            }
            EventKind::Backup {
                wizard, key_prompt, ..
            } => {
                let otherwise = wizard.as_ref().map(export_wizard).unwrap_or_default();
                let mut lines = wizard_line(&otherwise);
                lines.extend(key_prompt.and_then(prompt));
                lines
            }
            _ => Vec::new(),
        }
    }
}

/// Returns one line if anything differed from the manual, and none otherwise.
fn wizard_line(otherwise: &[String]) -> Vec<String> {
    match otherwise {
        [] => Vec::new(),
        some => vec![format!(
            "the wizard, not as the manual has it: {}",
            some.join(", ")
        )],
    }
}

fn import_wizard(wizard: &ImportWizard) -> Vec<String> {
    let mut otherwise = Vec::new();
    if wizard.location == StoreLocation::LocalMachine {
        otherwise.push("\"Local Machine\"".to_owned());
    }
    if wizard.protection != ProtectionLevel::None {
        otherwise.push("\"Enable strong private key protection\" ticked".to_owned());
    }
    if wizard.export == KeyExport::Deny {
        otherwise.push("\"Mark this key as exportable\" not ticked".to_owned());
    }
    if wizard.extended_properties == ExtendedProperties::LeaveOut {
        otherwise.push("\"Include all extended properties\" not ticked".to_owned());
    }
    if let Some(Destination::Chosen(name)) = wizard.destination {
        otherwise.push(format!("all certificates placed in {name}"));
    }
    otherwise
}

fn export_wizard(wizard: &ExportWizard) -> Vec<String> {
    let manual = ExportWizard::of_manual();
    let mut otherwise = Vec::new();
    if wizard.encryption != manual.encryption {
        otherwise.push(format!("encrypted as {}", wizard.encryption));
    }
    if wizard.chain == ChainExport::LeaveOut {
        otherwise.push("the certificate alone".to_owned());
    }
    if wizard.key == KeyAfterExport::Delete {
        otherwise.push("\"Delete the private key if the export is successful\" ticked".to_owned());
    }
    if wizard.extended_properties == ExtendedProperties::LeaveOut {
        otherwise.push("\"Export all extended properties\" not ticked".to_owned());
    }
    otherwise
}

/// If the use was not allowed, the refusal says so already.
fn prompt(answer: PromptAnswer) -> Option<String> {
    match answer {
        PromptAnswer::Allow => Some("the key's prompt: a password, and Allow".to_owned()),
        PromptAnswer::Deny | PromptAnswer::Close => None,
    }
}

fn message(screen: &ClientScreen) -> String {
    let button = match screen.button {
        Button::Yes => "Yes",
        Button::No => "No",
        Button::Ok => "OK",
    };
    let text = match screen.message {
        ClientMessage::AskToDelete => "delete the certificate before the renewal?",
        ClientMessage::Deleted => "it is deleted",
    };
    format!("{} ({text}): {button}", screen.message)
}

fn row(shown: &ShownCertificate, zone: &Zone) -> String {
    let key = match shown.has_private_key {
        true => "with its private key",
        false => "without a private key",
    };
    format!(
        "issued to {} by {}, valid from {} {}, {key}",
        Shown::text(shown.issued_to.clone()),
        Shown::text(shown.issued_by.clone()),
        zone.clock(shown.not_before),
        until(shown.not_after, zone)
    )
}
