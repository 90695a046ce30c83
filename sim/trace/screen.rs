//! What was on the screen when something happened, as far as it is known, and what was answered.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::lifecycle::backup::{ChainExport, ExportOptions, KeyAfterExport};
use crate::lifecycle::import::{Destination, ExtendedProperties, ImportOptions};
use crate::pkcs12::EncryptionProfile;
use crate::store::{Entry, KeyExport, KeyPrompt, ProtectionLevel, StoreLocation};

/// The pages of the import wizard (「証明書のインポート ウィザード」), as far as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportWizard {
    /// 「保存場所」.
    pub location: StoreLocation,
    /// 「秘密キーの保護を強力にする」; ticked unless it is `None`.
    pub protection: ProtectionLevel,
    /// 「このキーをエクスポート可能にする」.
    pub export: KeyExport,
    /// 「すべての拡張プロパティを含める」.
    pub extended_properties: ExtendedProperties,
    /// The page 「証明書ストア」; `None` if the wizard did not get there, because the page before it did
    /// not accept the password.
    pub destination: Option<Destination>,
}

impl ImportWizard {
    /// Returns every page, as it was filled in.
    pub fn whole(options: &ImportOptions) -> Self {
        ImportWizard {
            location: options.location,
            protection: options.protection.level(),
            export: options.export,
            extended_properties: options.extended_properties,
            destination: Some(options.destination),
        }
    }

    /// Returns the pages up to 「秘密キーの保護」, where the password was not accepted.
    pub fn until_password(options: &ImportOptions) -> Self {
        ImportWizard {
            destination: None,
            ..ImportWizard::whole(options)
        }
    }
}

/// The pages of the export wizard (「証明書のエクスポート ウィザード」). It exports a private key only if that may
/// leave; otherwise there are no pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportWizard {
    /// 「証明のパスにあるすべての証明書を含める」.
    pub chain: ChainExport,
    /// 「正しくエクスポートされたときは秘密キーを削除する」.
    pub key: KeyAfterExport,
    /// 「すべての拡張プロパティをエクスポートする」.
    pub extended_properties: ExtendedProperties,
    /// 「暗号化」.
    pub encryption: EncryptionProfile,
}

impl From<&ExportOptions<'_>> for ExportWizard {
    fn from(options: &ExportOptions<'_>) -> Self {
        ExportWizard {
            chain: options.chain,
            key: options.key,
            extended_properties: options.extended_properties,
            encryption: options.encryption,
        }
    }
}

impl ExportWizard {
    /// Returns the pages filled in as in the manual.
    pub const fn of_manual() -> Self {
        ExportWizard {
            chain: ChainExport::Include,
            key: KeyAfterExport::Keep,
            extended_properties: ExtendedProperties::Include,
            encryption: EncryptionProfile::WindowsTripleDesSha1,
        }
    }
}

kigen_pkcs12::named! {
    /// How the window was answered in which Windows asks about a strongly protected key
    /// (「資格情報が必要です」).
    pub enum PromptAnswer: "answer to the prompt of a key" {
        /// A password was typed, and 「許可」 clicked.
        Allow = "allow",
        /// 「許可しない」.
        Deny = "deny",
        /// It was closed, or nobody was there.
        Close = "close",
    }
}

impl PromptAnswer {
    /// What was answered when a key was used, if anything was asked.
    pub fn to(protection: ProtectionLevel, prompt: &KeyPrompt) -> Option<Self> {
        match (protection, prompt) {
            (ProtectionLevel::None, _) => None,
            (_, KeyPrompt::Silent) => Some(PromptAnswer::Close),
            (_, KeyPrompt::Deny) => Some(PromptAnswer::Deny),
            (_, KeyPrompt::Confirm | KeyPrompt::Password(_)) => Some(PromptAnswer::Allow),
        }
    }
}

kigen_pkcs12::named! {
    /// A button that was clicked.
    pub enum Button: "button" {
        /// 「はい」.
        Yes = "yes",
        /// 「いいえ」.
        No = "no",
        /// 「OK」.
        Ok = "ok",
    }
}

kigen_pkcs12::named! {
    /// A message of the MPKI client. Only these two of its codes are known.
    #[non_exhaustive]
    pub enum ClientMessage: "message of the MPKI client" {
        /// 「更新前の証明書を削除しますか?」.
        AskToDelete = "I006",
        /// 「更新前の証明書の削除が完了しました。」.
        Deleted = "I005",
    }
}

/// A message of the MPKI client, and the button that was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientScreen {
    /// The message.
    pub message: ClientMessage,
    /// The answer.
    pub button: Button,
}

impl ClientScreen {
    /// I006, answered with 「はい」: otherwise nothing is deleted.
    pub const ASKED: Self = ClientScreen {
        message: ClientMessage::AskToDelete,
        button: Button::Yes,
    };
    /// I005, at the end.
    pub const DELETED: Self = ClientScreen {
        message: ClientMessage::Deleted,
        button: Button::Ok,
    };
}

/// What the certificate manager shows of a certificate. (The manual's pictures of it have no text;
/// the columns are those of Windows.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCertificate {
    /// 「発行先」.
    pub issued_to: String,
    /// 「発行者」.
    pub issued_by: String,
    /// 「有効期間」: the first second.
    pub not_before: DateTime<Utc>,
    /// The last one.
    pub not_after: DateTime<Utc>,
    /// Whether it says that there is a private key. It does if the certificate points at one, even
    /// when that is gone (assumed).
    pub has_private_key: bool,
}

impl From<&Certificate> for ShownCertificate {
    /// What is shown of a certificate whose private key is elsewhere.
    fn from(certificate: &Certificate) -> Self {
        ShownCertificate {
            issued_to: certificate.issued_to(),
            issued_by: certificate.issued_by(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            has_private_key: false,
        }
    }
}

impl ShownCertificate {
    /// Returns what is shown of an entry of a store.
    pub fn of(entry: &Entry) -> Self {
        ShownCertificate {
            has_private_key: entry.properties.key_container.is_some(),
            ..ShownCertificate::from(&entry.certificate)
        }
    }
}
