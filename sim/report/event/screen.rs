//! What was on the screen, as programs read it.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::value::Moment;
use crate::lifecycle::backup::{ChainExport, KeyAfterExport};
use crate::lifecycle::import::{self, ExtendedProperties, RootWarning};
use crate::pkcs12::EncryptionProfile;
use crate::store::{KeyExport, ProtectionLevel, StoreLocation, StoreName};
use crate::trace;
use crate::trace::{Button, ClientMessage};

/// The pages of the import wizard, as far as it came.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ImportWizard {
    /// 保存場所.
    pub location: StoreLocation,
    /// Whether 秘密キーの保護を強力にする was ticked.
    pub strong_protection: bool,
    /// Whether このキーをエクスポート可能にする was ticked.
    pub exportable: bool,
    /// Whether すべての拡張プロパティを含める was ticked.
    pub extended_properties: bool,
    /// The page 証明書ストア; absent when the wizard did not come there, because the page before took
    /// no password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<Destination>,
}

/// Where certificates are put.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Destination {
    /// By the kind of each: 証明書の種類に基づいて、自動的に証明書ストアを選択する.
    Automatic,
    /// All into one: 証明書をすべて次のストアに配置する.
    Chosen(StoreName),
}

impl From<&trace::ImportWizard> for ImportWizard {
    fn from(wizard: &trace::ImportWizard) -> Self {
        ImportWizard {
            location: wizard.location,
            strong_protection: wizard.protection != ProtectionLevel::None,
            exportable: wizard.export == KeyExport::Allow,
            extended_properties: wizard.extended_properties == ExtendedProperties::Include,
            store: wizard.destination.map(|destination| match destination {
                import::Destination::Automatic => Destination::Automatic,
                import::Destination::Chosen(name) => Destination::Chosen(name),
            }),
        }
    }
}

/// The pages of the export wizard.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ExportWizard {
    /// Whether the certificates above came along.
    pub chain: bool,
    /// Whether the private key was to be deleted afterwards.
    pub delete_key: bool,
    /// Whether すべての拡張プロパティをエクスポートする was ticked.
    pub extended_properties: bool,
    /// 暗号化.
    pub encryption: EncryptionProfile,
}

impl From<&trace::ExportWizard> for ExportWizard {
    fn from(wizard: &trace::ExportWizard) -> Self {
        ExportWizard {
            chain: wizard.chain == ChainExport::Include,
            delete_key: wizard.key == KeyAfterExport::Delete,
            extended_properties: wizard.extended_properties == ExtendedProperties::Include,
            encryption: wizard.encryption,
        }
    }
}

/// Returns the button that answered a security warning.
pub(super) fn button(answer: RootWarning) -> Button {
    match answer {
        RootWarning::Accept => Button::Yes,
        RootWarning::Decline => Button::No,
    }
}

/// A message of the MPKI client, and the button that was clicked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ClientScreen {
    /// The message's number.
    pub code: ClientMessage,
    /// The button.
    pub answer: Button,
}

impl From<&trace::ClientScreen> for ClientScreen {
    fn from(screen: &trace::ClientScreen) -> Self {
        ClientScreen {
            code: screen.message,
            answer: screen.button,
        }
    }
}

/// What the certificate manager shows of a certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ShownCertificate {
    /// 発行先.
    pub issued_to: String,
    /// 発行者.
    pub issued_by: String,
    /// The first second of its validity.
    pub not_before: Moment,
    /// The last one.
    pub not_after: Moment,
    /// Whether it says that there is a private key.
    pub has_private_key: bool,
}

impl From<&trace::ShownCertificate> for ShownCertificate {
    fn from(shown: &trace::ShownCertificate) -> Self {
        ShownCertificate {
            issued_to: shown.issued_to.clone(),
            issued_by: shown.issued_by.clone(),
            not_before: Moment(shown.not_before),
            not_after: Moment(shown.not_after),
            has_private_key: shown.has_private_key,
        }
    }
}
