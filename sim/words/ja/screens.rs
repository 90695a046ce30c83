//! 画面の表示と操作。文言は手順書と Windows のもの。

use super::{Japanese, until};
use crate::lifecycle::backup::{ChainExport, KeyAfterExport};
use crate::lifecycle::import::{Destination, ExtendedProperties, RootWarning};
use crate::pkcs12::EncryptionProfile;
use crate::shown::Shown;
use crate::store::{KeyExport, ProtectionLevel, StoreLocation, StoreName};
use crate::time::Zone;
use crate::trace::{
    Button, ClientMessage, ClientScreen, EventKind, ExportWizard, ImportWizard, PromptAnswer,
    ShownCertificate,
};
use crate::words::{ScreenWords, Voice};

const PROTECTION: &str = "秘密キーの保護を強力にする";
const EXPORTABLE: &str = "このキーをエクスポート可能にする";
const PROPERTIES: &str = "すべての拡張プロパティを含める";
const AUTOMATIC: &str = "自動的に証明書ストアを選択する";

impl ScreenWords for Japanese {
    fn screens(&self, kind: &EventKind, voice: Voice<'_>) -> Vec<String> {
        let zone = voice.zone;
        match kind {
            EventKind::Import {
                wizard,
                root_warnings,
                ..
            } => {
                let mut lines = wizard.as_ref().map(import_wizard).unwrap_or_default();
                let warnings = root_warnings.iter().flatten();
                lines.extend(warnings.map(|answer| root_warning(*answer)));
                lines
            }
            EventKind::Check { shown } => shown.iter().map(|shown| row(shown, zone)).collect(),
            EventKind::Connect { key_prompt, .. } | EventKind::Renew { key_prompt, .. } => {
                key_prompt.map(prompt).into_iter().collect()
            }
            EventKind::Delete { messages, .. } => messages.iter().map(message).collect(),
            EventKind::Backup {
                wizard, key_prompt, ..
            } => {
                let mut lines = wizard.as_ref().map(export_wizard).unwrap_or_default();
                lines.extend(key_prompt.map(prompt));
                lines
            }
            _ => Vec::new(),
        }
    }
}

/// What the store is called on the pages of the wizard.
pub(super) fn store(name: StoreName) -> &'static str {
    match name {
        StoreName::My => "個人",
        StoreName::Root => "信頼されたルート証明機関",
        StoreName::Ca => "中間証明機関",
        StoreName::AddressBook => "ほかの人",
    }
}

fn tick(ticked: bool, caption: &str) -> String {
    let box_ = if ticked { '☑' } else { '☐' };
    format!("{box_} {caption}")
}

fn import_wizard(wizard: &ImportWizard) -> Vec<String> {
    let protection = wizard.protection != ProtectionLevel::None;
    let exportable = wizard.export == KeyExport::Allow;
    let properties = wizard.extended_properties == ExtendedProperties::Include;
    let mut pages = vec![
        tick(protection, PROTECTION),
        tick(exportable, EXPORTABLE),
        tick(properties, PROPERTIES),
    ];
    if wizard.location == StoreLocation::LocalMachine {
        pages.insert(0, "● ローカル コンピューター".to_owned());
    }
    pages.extend(wizard.destination.map(|destination| match destination {
        Destination::Automatic => format!("● {AUTOMATIC}"),
        Destination::Chosen(name) => {
            format!("● 証明書をすべて次のストアに配置する: {}", store(name))
        }
    }));
    let mut lines = vec![format!(
        "証明書のインポート ウィザード: {}",
        pages.join(" ")
    )];
    let mut otherwise = |differs: bool, manual: &str| {
        if differs {
            lines.push(format!("※手順書では{manual}"));
        }
    };
    otherwise(
        wizard.location == StoreLocation::LocalMachine,
        "現在のユーザーに保存",
    );
    otherwise(protection, &format!("「{PROTECTION}」にチェックをしない"));
    otherwise(!exportable, &format!("「{EXPORTABLE}」にチェックをする"));
    otherwise(!properties, &format!("「{PROPERTIES}」にチェックをする"));
    otherwise(
        matches!(wizard.destination, Some(Destination::Chosen(_))),
        &format!("「{AUTOMATIC}」を選択"),
    );
    lines
}

fn root_warning(answer: RootWarning) -> String {
    let button = match answer {
        RootWarning::Accept => "はい",
        RootWarning::Decline => "いいえ",
    };
    format!("セキュリティ警告: 「{button}」をクリック")
}

fn export_wizard(wizard: &ExportWizard) -> Vec<String> {
    let yes = |yes: bool| if yes { "はい" } else { "いいえ" };
    let chain = wizard.chain == ChainExport::Include;
    let delete_key = wizard.key == KeyAfterExport::Delete;
    let properties = wizard.extended_properties == ExtendedProperties::Include;
    let mut lines = vec![format!(
        "証明書のエクスポート ウィザード: 暗号化 {}、キーのエクスポート はい、\
         証明のパスにあるすべての証明書を含める {}",
        encryption(wizard.encryption),
        yes(chain)
    )];
    let mut otherwise = |differs: bool, manual: &str| {
        if differs {
            lines.push(format!("※手順書では{manual}"));
        }
    };
    let manual = encryption(ExportWizard::of_manual().encryption);
    otherwise(
        wizard.encryption != ExportWizard::of_manual().encryption,
        &format!("暗号化は {manual}"),
    );
    otherwise(!chain, "証明のパスにあるすべての証明書を含める はい");
    otherwise(
        delete_key,
        "「正しくエクスポートされたときは秘密キーを削除する」にチェックをしない",
    );
    otherwise(
        !properties,
        "「すべての拡張プロパティをエクスポートする」にチェックをする",
    );
    lines
}

/// As the wizard's list has them; others are not in it.
fn encryption(profile: EncryptionProfile) -> &'static str {
    match profile {
        EncryptionProfile::WindowsTripleDesSha1 => "TripleDES-SHA1",
        EncryptionProfile::WindowsAes256Sha256 => "AES256-SHA256",
        other => other.name(),
    }
}

fn prompt(answer: PromptAnswer) -> String {
    let answer = match answer {
        PromptAnswer::Allow => "パスワードを入力して「許可」をクリック",
        PromptAnswer::Deny => "「許可しない」をクリック",
        PromptAnswer::Close => "応答なし",
    };
    format!("資格情報が必要です（キーの説明: CryptoAPI秘密キー）: {answer}")
}

fn message(screen: &ClientScreen) -> String {
    let text = match screen.message {
        ClientMessage::AskToDelete => "更新前の証明書を削除しますか?",
        ClientMessage::Deleted => "更新前の証明書の削除が完了しました。",
    };
    let button = match screen.button {
        Button::Yes => "はい",
        Button::No => "いいえ",
        Button::Ok => "OK",
    };
    format!("{} {text} 「{button}」をクリック", screen.message)
}

fn row(shown: &ShownCertificate, zone: &Zone) -> String {
    let key = match shown.has_private_key {
        true => "秘密キーあり",
        false => "秘密キーなし",
    };
    format!(
        "発行先: {}、発行者: {}、有効期間: {} から{}、{key}",
        Shown::text(shown.issued_to.clone()),
        Shown::text(shown.issued_by.clone()),
        zone.clock(shown.not_before),
        until(shown.not_after, zone)
    )
}
