//! The list itself: a code, a Windows value and two sentences for each reason.

use super::{Reason, Win32};

/// One row of the list.
pub(super) struct Row {
    pub(super) reason: Reason,
    pub(super) code: &'static str,
    pub(super) win32: Option<Win32>,
    pub(super) en: &'static str,
    pub(super) ja: &'static str,
}

/// Every reason, in the order of the enum.
pub(super) const ROWS: &[Row] = &[
    Row {
        reason: Reason::NotYetValid,
        code: "not-yet-valid",
        win32: Some(Win32 {
            name: "CERT_E_EXPIRED",
            hresult: 0x800B0101,
        }),
        en: "the certificate is not valid yet",
        ja: "証明書の有効期間がまだ始まっていません",
    },
    Row {
        reason: Reason::Expired,
        code: "expired",
        win32: Some(Win32 {
            name: "CERT_E_EXPIRED",
            hresult: 0x800B0101,
        }),
        en: "the certificate has expired",
        ja: "証明書の有効期限が切れています",
    },
    Row {
        reason: Reason::AuthorityExpired,
        code: "authority-expired",
        win32: Some(Win32 {
            name: "CERT_E_EXPIRED",
            hresult: 0x800B0101,
        }),
        en: "a certificate of the issuing authority is outside its validity",
        ja: "認証局の証明書が有効期間の外です",
    },
    Row {
        reason: Reason::Revoked,
        code: "revoked",
        win32: Some(Win32 {
            name: "CERT_E_REVOKED",
            hresult: 0x800B010C,
        }),
        en: "the certificate has been revoked",
        ja: "証明書は失効しています",
    },
    Row {
        reason: Reason::Untrusted,
        code: "untrusted",
        win32: Some(Win32 {
            name: "CERT_E_UNTRUSTEDROOT",
            hresult: 0x800B0109,
        }),
        en: "the certificate does not lead to a trusted root",
        ja: "信頼されたルート証明機関にたどり着けない証明書です",
    },
    Row {
        reason: Reason::WrongPurpose,
        code: "wrong-purpose",
        win32: Some(Win32 {
            name: "CERT_E_WRONG_USAGE",
            hresult: 0x800B0110,
        }),
        en: "the certificate is not meant for client authentication",
        ja: "クライアント認証に使えない証明書です",
    },
    Row {
        reason: Reason::BadSignature,
        code: "bad-signature",
        win32: Some(Win32 {
            name: "TRUST_E_CERT_SIGNATURE",
            hresult: 0x80096004,
        }),
        en: "a signature in the chain does not verify",
        ja: "証明書チェーンの署名が正しくありません",
    },
    Row {
        reason: Reason::Malformed,
        code: "malformed",
        win32: Some(Win32 {
            name: "CRYPT_E_BAD_ENCODE",
            hresult: 0x80092002,
        }),
        en: "the file is damaged, or is not what it should be",
        ja: "ファイルが壊れているか、形式が違います",
    },
    Row {
        reason: Reason::WrongPassword,
        code: "wrong-password",
        win32: Some(Win32 {
            name: "ERROR_INVALID_PASSWORD",
            hresult: 0x80070056,
        }),
        en: "the password is wrong",
        ja: "パスワードが違います",
    },
    Row {
        reason: Reason::UnsupportedAlgorithm,
        code: "unsupported-algorithm",
        win32: Some(Win32 {
            name: "NTE_BAD_ALGID",
            hresult: 0x80090008,
        }),
        en: "the file uses an algorithm that is not supported",
        ja: "対応していない暗号方式のファイルです",
    },
    Row {
        reason: Reason::LimitExceeded,
        code: "limit-exceeded",
        win32: None,
        en: "the file asks for more than the limits allow",
        ja: "上限を超えるファイルです",
    },
    Row {
        reason: Reason::NoPrivateKey,
        code: "no-private-key",
        win32: Some(Win32 {
            name: "NTE_NO_KEY",
            hresult: 0x8009000D,
        }),
        en: "there is no private key",
        ja: "秘密キーがありません",
    },
    Row {
        reason: Reason::KeyMismatch,
        code: "key-mismatch",
        win32: None,
        en: "the private key does not belong to the certificate",
        ja: "秘密キーと証明書が対になっていません",
    },
    Row {
        reason: Reason::InvalidPin,
        code: "invalid-pin",
        win32: None,
        en: "the PIN is not four half-width digits",
        ja: "証明書パスワードは4桁の半角数字です",
    },
    Row {
        reason: Reason::PinsDiffer,
        code: "pins-differ",
        win32: None,
        en: "the two PINs are not the same",
        ja: "パスワードと確認のパスワードが一致しません",
    },
    Row {
        reason: Reason::AlreadyExists,
        code: "already-exists",
        win32: Some(Win32 {
            name: "CRYPT_E_EXISTS",
            hresult: 0x80092005,
        }),
        en: "the certificate is in the store already",
        ja: "同じ証明書がすでにストアにあります",
    },
    Row {
        reason: Reason::NotFound,
        code: "not-found",
        win32: Some(Win32 {
            name: "CRYPT_E_NOT_FOUND",
            hresult: 0x80092004,
        }),
        en: "there is no such certificate in the store",
        ja: "その証明書はストアにありません",
    },
    Row {
        reason: Reason::NotExportable,
        code: "not-exportable",
        win32: Some(Win32 {
            name: "NTE_BAD_KEY_STATE",
            hresult: 0x8009000B,
        }),
        en: "the private key may not be exported",
        ja: "秘密キーはエクスポートできません",
    },
    Row {
        reason: Reason::AmbiguousKey,
        code: "ambiguous-key",
        win32: Some(Win32 {
            name: "NTE_BAD_DATA",
            hresult: 0x80090005,
        }),
        en: "two certificates of the file claim the same private key",
        ja: "1つの秘密キーに複数の証明書が対応しています",
    },
    Row {
        reason: Reason::KeyMissing,
        code: "key-missing",
        win32: Some(Win32 {
            name: "NTE_BAD_KEYSET",
            hresult: 0x80090016,
        }),
        en: "the certificate points at a private key that is not there",
        ja: "証明書に対応する秘密キーが見つかりません",
    },
    Row {
        reason: Reason::KeyLocked,
        code: "key-locked",
        win32: Some(Win32 {
            name: "NTE_SILENT_CONTEXT",
            hresult: 0x80090022,
        }),
        en: "the private key is strongly protected, and nobody answered its prompt",
        ja: "秘密キーが強力に保護されていて、確認の画面に応答がありませんでした",
    },
    Row {
        reason: Reason::InvalidArgument,
        code: "invalid-argument",
        win32: Some(Win32 {
            name: "E_INVALIDARG",
            hresult: 0x80070057,
        }),
        en: "a value is none of those that are allowed",
        ja: "指定できない値です",
    },
    Row {
        reason: Reason::AccessDenied,
        code: "access-denied",
        win32: Some(Win32 {
            name: "E_ACCESSDENIED",
            hresult: 0x80070005,
        }),
        en: "access was denied",
        ja: "アクセスが拒否されました",
    },
    Row {
        reason: Reason::StoreBusy,
        code: "store-busy",
        win32: Some(Win32 {
            name: "ERROR_LOCK_VIOLATION",
            hresult: 0x80070021,
        }),
        en: "another program is using the store; try again",
        ja: "ほかのプログラムがストアを使用中です。もう一度お試しください",
    },
    Row {
        reason: Reason::StoreDamaged,
        code: "store-damaged",
        win32: Some(Win32 {
            name: "ERROR_FILE_CORRUPT",
            hresult: 0x80070570,
        }),
        en: "the store is damaged",
        ja: "証明書ストアが壊れています",
    },
    Row {
        reason: Reason::StoreVersion,
        code: "store-version",
        win32: None,
        en: "the store is of a version that this program does not know",
        ja: "このプログラムでは扱えない版の証明書ストアです",
    },
    Row {
        reason: Reason::Unwritable,
        code: "unwritable",
        win32: None,
        en: "the file cannot be written",
        ja: "ファイルに書き込めません",
    },
    Row {
        reason: Reason::RootDeclined,
        code: "root-declined",
        win32: Some(Win32 {
            name: "ERROR_CANCELLED",
            hresult: 0x800704C7,
        }),
        en: "the security warning for the root certificate was answered with No",
        ja: "ルート証明書のセキュリティ警告で「いいえ」が選ばれました",
    },
    Row {
        reason: Reason::FileExists,
        code: "file-exists",
        win32: Some(Win32 {
            name: "ERROR_FILE_EXISTS",
            hresult: 0x80070050,
        }),
        en: "a file of that name exists and is kept",
        ja: "同じ名前のファイルがあるため、上書きしませんでした",
    },
    Row {
        reason: Reason::FileNotFound,
        code: "file-not-found",
        win32: Some(Win32 {
            name: "ERROR_FILE_NOT_FOUND",
            hresult: 0x80070002,
        }),
        en: "there is no such file",
        ja: "ファイルがありません",
    },
    Row {
        reason: Reason::Unreadable,
        code: "unreadable",
        win32: None,
        en: "the file cannot be read",
        ja: "ファイルを読み取れません",
    },
    Row {
        reason: Reason::RenewalNotOpen,
        code: "renewal-not-open",
        win32: None,
        en: "it is too early to renew: renewal opens 90 days before expiry",
        ja: "更新できるのは有効期限の90日前からです",
    },
    Row {
        reason: Reason::RenewalClosed,
        code: "renewal-closed",
        win32: None,
        en: "an expired certificate cannot be renewed; apply for a new one",
        ja: "期限切れの証明書は更新できません。新しく発行申請をしてください",
    },
    Row {
        reason: Reason::NoLetter,
        code: "no-letter",
        win32: None,
        en: "the notice with the ID and password has not arrived",
        ja: "電子証明書発行通知書がまだ届いていません",
    },
    Row {
        reason: Reason::DownloadClosed,
        code: "download-closed",
        win32: None,
        en: "the notice is too old: downloads close 180 days after it was issued",
        ja: "発行通知書の発行から180日を過ぎたため、ダウンロードできません",
    },
    Row {
        reason: Reason::NoCertificate,
        code: "no-certificate",
        win32: None,
        en: "the PC has no certificate for the service",
        ja: "この PC には使える電子証明書がありません",
    },
    Row {
        reason: Reason::NoNotice,
        code: "no-notice",
        win32: None,
        en: "there is no notice on the screen",
        ja: "画面にお知らせは出ていません",
    },
    Row {
        reason: Reason::Unreachable,
        code: "unreachable",
        win32: None,
        en: "the other side cannot be reached; try again later",
        ja: "相手に接続できません。時間をおいてやり直してください",
    },
    Row {
        reason: Reason::PowerCut,
        code: "power-cut",
        win32: None,
        en: "the power failed in the middle",
        ja: "途中で電源が切れました",
    },
    Row {
        reason: Reason::DiskFull,
        code: "disk-full",
        win32: Some(Win32 {
            name: "ERROR_DISK_FULL",
            hresult: 0x80070070,
        }),
        en: "the disk is full; nothing was written",
        ja: "ディスクがいっぱいのため、保存できませんでした",
    },
    Row {
        reason: Reason::PcDead,
        code: "pc-dead",
        win32: None,
        en: "the PC is broken and does not start",
        ja: "PC が故障していて起動しません",
    },
    Row {
        reason: Reason::NobodyIn,
        code: "nobody-in",
        win32: None,
        en: "nobody was in to sign for the letter; an absence slip was left",
        ja: "不在のため、不在連絡票が残されました",
    },
    Row {
        reason: Reason::LetterLost,
        code: "letter-lost",
        win32: None,
        en: "the letter was lost",
        ja: "通知書が届かず、行方不明です",
    },
    Row {
        reason: Reason::LetterReturned,
        code: "letter-returned",
        win32: None,
        en: "the letter was not collected and went back",
        ja: "通知書が受け取られず、差出人に返送されました",
    },
    Row {
        reason: Reason::NoApplication,
        code: "no-application",
        win32: None,
        en: "there is no application for this PC",
        ja: "この PC の申請はありません",
    },
    Row {
        reason: Reason::TooLateToCancel,
        code: "too-late-to-cancel",
        win32: None,
        en: "the notice has been issued; the application can no longer be cancelled",
        ja: "通知書が発行されたため、申請を取り消せません",
    },
];
