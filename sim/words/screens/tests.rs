//! What differs from the manual is spelled out, in both languages.

use crate::lang::Lang;
use crate::lifecycle::backup::{ChainExport, ExportOptions, KeyAfterExport};
use crate::lifecycle::import::{Destination, ExtendedProperties, ImportOptions};
use crate::pin::Pin;
use crate::pkcs12::EncryptionProfile;
use crate::store::{KeyExport, KeyProtection, StoreLocation, StoreName};
use crate::trace::{EventKind, ExportWizard, ImportWizard, ShownCertificate};
use crate::words::Voice;

fn said(lang: Lang, kind: &EventKind) -> Vec<String> {
    Voice::from(lang).words().screens(kind, Voice::from(lang))
}

fn pin() -> Pin {
    "0427".parse().expect("four digits are a PIN")
}

fn import(options: &ImportOptions) -> EventKind {
    EventKind::Import {
        file: None,
        wizard: Some(ImportWizard::whole(options)),
        root_warnings: None,
        nothing: false,
        keys_left_out: 0,
    }
}

fn export(options: &ExportOptions<'_>) -> EventKind {
    EventKind::Backup {
        file: "控え".parse().expect("it is a name"),
        wizard: Some(ExportWizard::from(options)),
        key_prompt: None,
    }
}

#[test]
fn a_wizard_used_as_the_manual_says_is_one_line_or_none() {
    let kind = import(&ImportOptions::default());
    assert_eq!(said(Lang::En, &kind), [""; 0]);
    assert_eq!(
        said(Lang::Ja, &kind),
        [
            "証明書のインポート ウィザード: ☐ 秘密キーの保護を強力にする ☑ このキーをエクスポート可能にする \
             ☑ すべての拡張プロパティを含める ● 自動的に証明書ストアを選択する"
        ]
    );
    let pin = pin();
    let kind = export(&ExportOptions::new(&pin));
    assert_eq!(said(Lang::En, &kind), [""; 0]);
    assert_eq!(said(Lang::Ja, &kind).len(), 1);
}

#[test]
fn each_page_of_the_import_wizard_that_was_otherwise_is_told() {
    let kind = import(&ImportOptions {
        location: StoreLocation::LocalMachine,
        export: KeyExport::Deny,
        protection: KeyProtection::Confirm,
        extended_properties: ExtendedProperties::LeaveOut,
        destination: Destination::Chosen(StoreName::Root),
        ..ImportOptions::default()
    });
    assert_eq!(
        said(Lang::Ja, &kind),
        [
            "証明書のインポート ウィザード: ● ローカル コンピューター ☑ 秘密キーの保護を強力にする \
             ☐ このキーをエクスポート可能にする ☐ すべての拡張プロパティを含める \
             ● 証明書をすべて次のストアに配置する: 信頼されたルート証明機関",
            "※手順書では現在のユーザーに保存",
            "※手順書では「秘密キーの保護を強力にする」にチェックをしない",
            "※手順書では「このキーをエクスポート可能にする」にチェックをする",
            "※手順書では「すべての拡張プロパティを含める」にチェックをする",
            "※手順書では「自動的に証明書ストアを選択する」を選択",
        ]
    );
    assert_eq!(
        said(Lang::En, &kind),
        ["the wizard, not as the manual has it: \"Local Machine\", \
          \"Enable strong private key protection\" ticked, \"Mark this key as exportable\" not ticked, \
          \"Include all extended properties\" not ticked, all certificates placed in Root"]
    );
}

#[test]
fn each_page_of_the_export_wizard_that_was_otherwise_is_told() {
    let pin = pin();
    let kind = export(&ExportOptions {
        encryption: EncryptionProfile::WindowsAes256Sha256,
        chain: ChainExport::LeaveOut,
        extended_properties: ExtendedProperties::LeaveOut,
        key: KeyAfterExport::Delete,
        ..ExportOptions::new(&pin)
    });
    assert_eq!(
        said(Lang::Ja, &kind),
        [
            "証明書のエクスポート ウィザード: 暗号化 AES256-SHA256、キーのエクスポート はい、\
             証明のパスにあるすべての証明書を含める いいえ",
            "※手順書では暗号化は TripleDES-SHA1",
            "※手順書では証明のパスにあるすべての証明書を含める はい",
            "※手順書では「正しくエクスポートされたときは秘密キーを削除する」にチェックをしない",
            "※手順書では「すべての拡張プロパティをエクスポートする」にチェックをする",
        ]
    );
    assert_eq!(
        said(Lang::En, &kind),
        [
            "the wizard, not as the manual has it: encrypted as windows-aes256-sha256, \
          the certificate alone, \"Delete the private key if the export is successful\" ticked, \
          \"Export all extended properties\" not ticked"
        ]
    );
}

/// Names come from certificates, which anybody can make.
#[test]
fn names_of_certificates_cannot_spoil_a_terminal() {
    let kind = EventKind::Check {
        shown: vec![ShownCertificate {
            issued_to: "a\u{1b}[2J\nb".to_owned(),
            issued_by: "c\u{202e}d".to_owned(),
            not_before: chrono::DateTime::UNIX_EPOCH,
            not_after: chrono::DateTime::UNIX_EPOCH,
            has_private_key: false,
        }],
    };
    for lang in [Lang::En, Lang::Ja] {
        let lines = said(lang, &kind);
        assert_eq!(lines.len(), 1);
        assert!(
            !lines[0].contains(['\u{1b}', '\n', '\u{202e}']),
            "{lines:?}"
        );
    }
}
