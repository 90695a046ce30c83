//! The list itself: a code, the Win32 constant where Windows has one, a sentence in each language.

use super::Win32;

/// What the list says of one reason.
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) win32: Option<Win32>,
    pub(super) en: &'static str,
    pub(super) ja: &'static str,
}

/// Makes the enum, its doc lines and its rows from one list, so that a reason stands in one place.
macro_rules! reasons {
    ($(
        #[doc = $explanation:literal]
        $reason:ident = $code:literal $(, $constant:ident $hresult:literal)? {
            en: $en:literal,
            ja: $ja:literal,
        }
    )+) => {
        /// Why something was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = concat!("`", $code, "`: ", $en, ".", $explanation)]
                $reason,
            )+
        }

        /// Every reason, in the order of the list.
        pub(super) const ALL: &[Reason] = &[$(Reason::$reason),+];

        impl Reason {
            pub(super) const fn row(self) -> Row {
                match self {
                    $(Reason::$reason => Row {
                        code: $code,
                        win32: win32!($($constant $hresult)?),
                        en: $en,
                        ja: $ja,
                    },)+
                }
            }
        }
    };
}

/// The constant that Windows has for a reason, if any.
macro_rules! win32 {
    () => {
        None
    };
    ($constant:ident $hresult:literal) => {
        Some(Win32 {
            name: stringify!($constant),
            hresult: $hresult,
        })
    };
}

reasons! {
    /// The time is before `not_before`.
    NotYetValid = "not-yet-valid", CERT_E_EXPIRED 0x800B0101 {
        en: "the certificate is not valid yet",
        ja: "証明書の有効期間がまだ始まっていません",
    }

    /// The time is after `not_after`.
    Expired = "expired", CERT_E_EXPIRED 0x800B0101 {
        en: "the certificate has expired",
        ja: "証明書の有効期限が切れています",
    }

    /// An intermediate certificate ended before the client's did.
    AuthorityExpired = "authority-expired", CERT_E_EXPIRED 0x800B0101 {
        en: "a certificate of the issuing authority has expired",
        ja: "認証局の証明書の有効期限が切れています",
    }

    /// An intermediate certificate begins later than the client's did.
    AuthorityNotYetValid = "authority-not-yet-valid", CERT_E_EXPIRED 0x800B0101 {
        en: "a certificate of the issuing authority is not valid yet",
        ja: "認証局の証明書の有効期間がまだ始まっていません",
    }

    /// On the issuer's certificate revocation list.
    Revoked = "revoked", CERT_E_REVOKED 0x800B010C {
        en: "the certificate has been revoked",
        ja: "証明書は失効しています",
    }

    /// No path to a trust anchor.
    Untrusted = "untrusted", CERT_E_UNTRUSTEDROOT 0x800B0109 {
        en: "the certificate does not lead to a trusted root",
        ja: "信頼されたルート証明機関にたどり着けない証明書です",
    }

    /// The key usages do not allow it.
    WrongPurpose = "wrong-purpose", CERT_E_WRONG_USAGE 0x800B0110 {
        en: "the certificate is not meant for client authentication",
        ja: "クライアント認証に使えない証明書です",
    }

    /// A certificate or a list was changed, or signed with another key.
    BadSignature = "bad-signature", TRUST_E_CERT_SIGNATURE 0x80096004 {
        en: "a signature in the chain does not verify",
        ja: "証明書チェーンの署名が正しくありません",
    }

    /// Bytes that are not the structure they should be.
    Malformed = "malformed", CRYPT_E_BAD_ENCODE 0x80092002 {
        en: "the file is damaged, or is not what it should be",
        ja: "ファイルが壊れているか、形式が違います",
    }

    /// The MAC does not fit the password.
    WrongPassword = "wrong-password", ERROR_INVALID_PASSWORD 0x80070056 {
        en: "the password is wrong",
        ja: "パスワードが違います",
    }

    /// Well-formed, but encrypted, authenticated or keyed in a way not known here.
    UnsupportedAlgorithm = "unsupported-algorithm", NTE_BAD_ALGID 0x80090008 {
        en: "the file uses an algorithm that is not supported",
        ja: "対応していない暗号方式のファイルです",
    }

    /// A Java key store, for example; it can be converted.
    UnsupportedFormat = "unsupported-format", CRYPT_E_BAD_ENCODE 0x80092002 {
        en: "the file is of a kind that is not read here",
        ja: "読み込めない形式のファイルです",
    }

    /// Refused before the work was done.
    LimitExceeded = "limit-exceeded" {
        en: "the file asks for more than the limits allow",
        ja: "上限を超えるファイルです",
    }

    /// Certificates, but no key to use them with.
    NoPrivateKey = "no-private-key", NTE_NO_KEY 0x8009000D {
        en: "there is no private key",
        ja: "秘密キーがありません",
    }

    /// Windows does not notice this at import; the first use fails.
    KeyMismatch = "key-mismatch" {
        en: "the private key does not belong to the certificate",
        ja: "秘密キーと証明書が対になっていません",
    }

    /// The text is no [`Pin`](crate::pin::Pin).
    InvalidPin = "invalid-pin" {
        en: "the PIN is not four half-width digits",
        ja: "証明書パスワードは4桁の半角数字です",
    }

    /// The export wizard asks twice.
    PinsDiffer = "pins-differ" {
        en: "the two PINs are not the same",
        ja: "パスワードと確認のパスワードが一致しません",
    }

    /// Refused by the add disposition.
    AlreadyExists = "already-exists", CRYPT_E_EXISTS 0x80092005 {
        en: "the certificate is in the store already",
        ja: "同じ証明書がすでにストアにあります",
    }

    /// No entry with that thumbprint.
    NotFound = "not-found", CRYPT_E_NOT_FOUND 0x80092004 {
        en: "there is no such certificate in the store",
        ja: "その証明書はストアにありません",
    }

    /// The key was imported without “exportable”.
    NotExportable = "not-exportable", NTE_BAD_KEY_STATE 0x8009000B {
        en: "the private key may not be exported",
        ja: "秘密キーはエクスポートできません",
    }

    /// Windows imports nothing of such a file.
    AmbiguousKey = "ambiguous-key", NTE_BAD_DATA 0x80090005 {
        en: "two certificates of the file claim the same private key",
        ja: "1つの秘密キーに複数の証明書が対応しています",
    }

    /// The key container was deleted.
    KeyMissing = "key-missing", NTE_BAD_KEYSET 0x80090016 {
        en: "the certificate points at a private key that is not there",
        ja: "証明書に対応する秘密キーが見つかりません",
    }

    /// A program that may not ask gets this.
    KeyLocked = "key-locked", NTE_SILENT_CONTEXT 0x80090022 {
        en: "the private key is strongly protected, and nobody answered its prompt",
        ja: "秘密キーが強力に保護されていて、確認の画面に応答がありませんでした",
    }

    /// 「許可しない」 in the window that asks. Windows' code for this is assumed.
    KeyDenied = "key-denied", NTE_USER_CANCELLED 0x80090036 {
        en: "the use of the private key was not allowed at its prompt",
        ja: "秘密キーの確認の画面で「許可しない」が選ばれました",
    }

    /// An add disposition that does not exist, for example.
    InvalidArgument = "invalid-argument", E_INVALIDARG 0x80070057 {
        en: "a value is none of those that are allowed",
        ja: "指定できない値です",
    }

    /// The rights on a file or folder do not allow it.
    AccessDenied = "access-denied", E_ACCESSDENIED 0x80070005 {
        en: "access was denied",
        ja: "アクセスが拒否されました",
    }

    /// It was waited for, and did not finish.
    StoreBusy = "store-busy", ERROR_LOCK_VIOLATION 0x80070021 {
        en: "another program is using the store; try again",
        ja: "ほかのプログラムがストアを使用中です。もう一度お試しください",
    }

    /// A file of it is missing, or is not what was written.
    StoreDamaged = "store-damaged", ERROR_FILE_CORRUPT 0x80070570 {
        en: "the store is damaged",
        ja: "証明書ストアが壊れています",
    }

    /// A newer kigen wrote it.
    StoreVersion = "store-version" {
        en: "the store is of a version that this program does not know",
        ja: "このプログラムでは扱えない版の証明書ストアです",
    }

    /// The operating system refused, for another reason than rights or space.
    Unwritable = "unwritable" {
        en: "the file cannot be written",
        ja: "ファイルに書き込めません",
    }

    /// Windows' code for this is assumed.
    RootDeclined = "root-declined", ERROR_CANCELLED 0x800704C7 {
        en: "the security warning for the root certificate was answered with No",
        ja: "ルート証明書のセキュリティ警告で「いいえ」が選ばれました",
    }

    /// The backup would have replaced a file.
    FileExists = "file-exists", ERROR_FILE_EXISTS 0x80070050 {
        en: "a file of that name exists and is kept",
        ja: "同じ名前のファイルがあるため、上書きしませんでした",
    }

    /// Nothing of that name on the PC or among the backups.
    FileNotFound = "file-not-found", ERROR_FILE_NOT_FOUND 0x80070002 {
        en: "there is no such file",
        ja: "ファイルがありません",
    }

    /// The operating system refused, for another reason than that there is no such file.
    Unreadable = "unreadable" {
        en: "the file cannot be read",
        ja: "ファイルを読み取れません",
    }

    /// Before the renewal window.
    RenewalNotOpen = "renewal-not-open" {
        en: "it is too early to renew: renewal opens 90 days before expiry, unless set otherwise",
        ja: "まだ更新できません。更新できるのは有効期限の90日前（既定）からです",
    }

    /// After `not_after`.
    RenewalClosed = "renewal-closed" {
        en: "an expired certificate cannot be renewed; apply for a new one",
        ja: "期限切れの証明書は更新できません。新しく発行申請をしてください",
    }

    /// Nothing to log in to the download site with.
    NoLetter = "no-letter" {
        en: "the issuance letter with the ID and password has not arrived",
        ja: "電子証明書発行通知書がまだ届いていません",
    }

    /// Apply again.
    DownloadClosed = "download-closed" {
        en: "the issuance letter is too old: downloads close 180 days after it was issued, unless set otherwise",
        ja: "発行通知書の発行からダウンロード期限（既定では180日）を過ぎたため、ダウンロードできません",
    }

    /// The Windows user's store holds none with its key.
    NoCertificate = "no-certificate" {
        en: "the PC has no certificate for the service",
        ja: "この PC には使える電子証明書がありません",
    }

    /// The MPKI client has nothing to say, or was read already.
    NoNotice = "no-notice" {
        en: "there is no notice on the screen",
        ja: "画面にお知らせは出ていません",
    }

    /// The portal or the authority is down.
    Unreachable = "unreachable" {
        en: "the other side cannot be reached; try again later",
        ja: "相手に接続できません。時間をおいてやり直してください",
    }

    /// The PC went off between two steps; it can be tried again.
    PowerCut = "power-cut" {
        en: "the power failed in the middle",
        ja: "途中で電源が切れました",
    }

    /// No part of the file is left behind.
    DiskFull = "disk-full", ERROR_DISK_FULL 0x80070070 {
        en: "the disk is full; nothing was written",
        ja: "ディスクがいっぱいのため、保存できませんでした",
    }

    /// It takes a new PC.
    PcDead = "pc-dead" {
        en: "the PC is broken and does not start",
        ja: "PC が故障していて起動しません",
    }

    /// Registered mail is handed over against a signature.
    NobodyIn = "nobody-in" {
        en: "nobody was in to sign for the letter; an absence slip was left",
        ja: "不在のため、不在連絡票が残されました",
    }

    /// It never arrives.
    LetterLost = "letter-lost" {
        en: "the letter was lost",
        ja: "通知書が届かず、行方不明です",
    }

    /// The post keeps a registered letter for seven days.
    LetterReturned = "letter-returned" {
        en: "the letter was not collected and went back",
        ja: "通知書が受け取られず、差出人に返送されました",
    }

    /// Open one, or apply through the closed network.
    NoAccount = "no-account" {
        en: "the facility has no account on the portal",
        ja: "ポータルサイトのアカウントがありません",
    }

    /// Nothing to inquire about or to cancel.
    NoApplication = "no-application" {
        en: "there is no application for this PC",
        ja: "この PC の申請はありません",
    }

    /// After the dispatch.
    TooLateToCancel = "too-late-to-cancel" {
        en: "the issuance letter has been issued; the application can no longer be cancelled",
        ja: "通知書が発行されたため、申請を取り消せません",
    }
}
