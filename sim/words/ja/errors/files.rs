//! Files that could not be read, written or understood.

use std::io::ErrorKind;

use crate::actor::{CHAIN_MAX, ChainError, REQUEST_BYTES, RequestError, TrustedRootsError};
use crate::bundle::BundleError;
use crate::certificate::CertificateError;
use crate::conversion::ConversionError;
use crate::file::FileError;
use crate::inspection::Problem;
use crate::jks::JksError;
use crate::key::KeyError;
use crate::pkcs12::{Algorithm, IdentityError, Limit, OpenError, Part};
use crate::shown::Shown;

pub(crate) fn file(error: &FileError) -> String {
    match error {
        FileError::AccessDenied { path } => {
            format!("{} へのアクセスが拒否されました", Shown::path(path))
        }
        FileError::Busy { path } => {
            format!(
                "ほかのプログラムが {} に書き込んでいます",
                Shown::path(path)
            )
        }
        FileError::Clash { one, other } => format!(
            "{} と {} は、Windows や macOS では同じファイルになります",
            Shown::text(one),
            Shown::text(other)
        ),
        FileError::DiskFull { path } => format!(
            "ディスクがいっぱいのため、{} に書き込めませんでした",
            Shown::path(path)
        ),
        FileError::Exists { path } => format!(
            "{} はすでにあるため、上書きしませんでした",
            Shown::path(path)
        ),
        FileError::Foreign { path } => format!(
            "{} は kigen が書いたファイルではないため、上書きしませんでした",
            Shown::path(path)
        ),
        FileError::InTheWay { path } => format!(
            "{} の場所に別のもの（フォルダー、ファイル、リンク、パイプ）があります",
            Shown::path(path)
        ),
        FileError::NotAFile { path } => {
            format!("{} は通常のファイルではありません", Shown::path(path))
        }
        FileError::NotFound { path } => format!("{} がありません", Shown::path(path)),
        FileError::TooLong { path, bytes_max } => format!(
            "{} が大きすぎます（{bytes_max} バイトまで）",
            Shown::path(path)
        ),
        FileError::Unreadable { path, kind } => {
            format!("{} を読み取れません（{}）", Shown::path(path), io(*kind))
        }
        FileError::Unwritable { path, kind } => {
            format!("{} に書き込めません（{}）", Shown::path(path), io(*kind))
        }
    }
}

/// What the operating system said.
pub(crate) fn io(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::AlreadyExists => "すでにあります",
        ErrorKind::BrokenPipe => "出力先が閉じられました",
        ErrorKind::FileTooLarge => "ファイルが大きすぎます",
        ErrorKind::Interrupted => "中断されました",
        ErrorKind::InvalidFilename => "使えない名前です",
        ErrorKind::InvalidInput => "使えない値です",
        ErrorKind::IsADirectory => "フォルダーです",
        ErrorKind::NotADirectory => "フォルダーではありません",
        ErrorKind::NotFound => "見つかりません",
        ErrorKind::OutOfMemory => "メモリー不足です",
        ErrorKind::PermissionDenied => "権限がありません",
        ErrorKind::QuotaExceeded | ErrorKind::StorageFull => "空き容量が足りません",
        ErrorKind::ReadOnlyFilesystem => "読み取り専用です",
        ErrorKind::ResourceBusy => "使用中です",
        ErrorKind::TimedOut => "時間切れです",
        _ => "入出力エラー",
    }
}

pub(crate) fn problem(error: &Problem) -> String {
    match error {
        Problem::Pkcs12(error) => open(error),
        Problem::KeyStore(error) => jks(error),
        Problem::Bundle(error) => bundle(error),
        Problem::TooManyEntries { found, allowed } => {
            format!("証明書・失効リスト・鍵などが多すぎます（{found} 件、上限 {allowed}）")
        }
        Problem::TooManyParts { count, allowed } => {
            format!("証明書の名前と拡張領域の要素が多すぎます（{count}、上限 {allowed}）")
        }
        Problem::TooLong { bytes, allowed } => {
            format!("ファイルが大きすぎます（{bytes} バイト、上限 {allowed}）")
        }
        Problem::NotAFile => {
            "通常のファイルではなく、パイプ・ソケット・デバイスのいずれかです".into()
        }
    }
}

pub(crate) fn conversion(error: &ConversionError) -> String {
    match error {
        ConversionError::Unknown => "種類のわからないファイルです".into(),
        ConversionError::Unread(format) => format!("{format} 形式のファイルは読めません"),
        ConversionError::Open(error) => open(error),
        ConversionError::KeyStore(error) => jks(error),
        ConversionError::Bundle(error) => bundle(error),
        ConversionError::Key => "読み取れない秘密キーが入っています".into(),
        ConversionError::Nothing => "証明書も秘密キーも入っていません".into(),
        ConversionError::KeyAlone => {
            "Java のキーストアには、証明書のない秘密キーを入れられません".into()
        }
        ConversionError::Unproved { name } => format!(
            "{} を読み戻すと、作ったものと違っていました。kigen の不具合です。ご報告ください",
            Shown::text(name)
        ),
    }
}

pub(crate) fn open(error: &OpenError) -> String {
    match error {
        OpenError::Malformed { part } => format!("{}が壊れています", self::part(*part)),
        OpenError::Certificate { position, error } => {
            format!("{position}番目の証明書: {}", certificate(error))
        }
        OpenError::Key { position, error } => format!("{position}番目の鍵: {}", key(error)),
        OpenError::WrongPassword => "パスワードが違います".into(),
        OpenError::OtherPassword { part: within } => format!(
            "MAC はこのパスワードに合いますが、{}は別のパスワードで暗号化されています",
            part(*within)
        ),
        OpenError::UnsupportedAlgorithm { part, oid } => {
            let algorithm = Algorithm::Unsupported { oid: oid.clone() };
            let part = self::part(*part);
            format!("{part}の暗号方式 {algorithm} には対応していません")
        }
        OpenError::LimitExceeded {
            limit,
            asked,
            allowed,
        } => {
            let limit = self::limit(*limit);
            format!("{limit}が上限を超えています（{asked}、上限 {allowed}）")
        }
        other => other.to_string(),
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::File => "PKCS#12 ファイル",
        Part::Mac => "PKCS#12 ファイルの MAC",
        Part::AuthenticatedSafe => "PKCS#12 ファイルのセーフの一覧",
        Part::SafeContents => "PKCS#12 ファイルの暗号化されていないセーフ",
        Part::EncryptedSafeContents => "PKCS#12 ファイルの暗号化されたセーフ",
        Part::ShroudedKey => "PKCS#12 ファイルの暗号化された鍵",
        Part::EncryptedKey => "暗号化された秘密キー",
        _ => "PKCS#12 ファイルの一部",
    }
}

fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::FileBytes => "PKCS#12 ファイルのバイト数",
        Limit::Bags => "PKCS#12 ファイルのバッグの数",
        Limit::CertificateParts => "証明書の名前と拡張領域の要素の数",
        Limit::Safes => "PKCS#12 ファイルのセーフの数",
        Limit::Work => "鍵の導出全体の計算量",
        Limit::NestingDepth => "セーフの入れ子の深さ",
        Limit::SaltBytes => "ソルトのバイト数",
        _ => "ファイルの要求",
    }
}

pub(crate) fn certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::Malformed => "X.509 証明書ではないか、壊れています".into(),
        CertificateError::TrailingBytes { count } => {
            format!("証明書の後に余分な {count} バイトがあります")
        }
        CertificateError::ForbiddenDate { field, date } => format!(
            "{field}「{date}」は RFC 5280 が認めない形式です（YYMMDDHHMMSSZ か YYYYMMDDHHMMSSZ）"
        ),
        CertificateError::ImpossibleDate { field, date } => {
            format!("{field}「{date}」は、あり得ない日付です")
        }
        CertificateError::TooManyParts { count, allowed } => {
            format!("名前と拡張領域の要素が多すぎます（{count}、上限 {allowed}）")
        }
        other => other.to_string(),
    }
}

pub(crate) fn key(error: &KeyError) -> String {
    match error {
        KeyError::Malformed => "秘密キーが PKCS#8 ではないか、壊れています".into(),
        KeyError::Inconsistent => "秘密キーの中の数値が互いに矛盾しています".into(),
        other => other.to_string(),
    }
}

pub(crate) fn jks(error: &JksError) -> String {
    match error {
        JksError::Malformed => "Java のキーストアではないか、壊れています",
        JksError::WrongPassword => "パスワードが違うか、キーストアが書き換えられています",
        JksError::WrongKeyPassword => "キーストアと違うパスワードで保護された秘密キーがあります",
        JksError::UnsupportedAlgorithm => "キーストアに、対応していない暗号方式が使われています",
        JksError::TooManyParts { count, allowed } => {
            return format!(
                "キーストアの証明書の名前と拡張領域の要素が多すぎます（{count}、上限 {allowed}）"
            );
        }
        JksError::TooManyKeys { found, allowed } => {
            return format!("キーストアの秘密キーが多すぎます（{found} 個、上限 {allowed}）");
        }
        JksError::TooManyEntries { found, allowed } => {
            return format!("キーストアの証明書と鍵が多すぎます（{found} 件、上限 {allowed}）");
        }
        other => return other.to_string(),
    }
    .into()
}

pub(crate) fn trusted_roots(error: &TrustedRootsError) -> String {
    match error {
        TrustedRootsError::None => {
            "信頼する証明書がありません。ルート証明書を PEM で指定してください".into()
        }
        TrustedRootsError::Unreadable(error) => {
            format!("信頼する証明書を読み取れません。{}", bundle(error))
        }
    }
}

pub(crate) fn chain(error: &ChainError) -> String {
    match error {
        ChainError::None => {
            "証明書がありません。クライアント自身の証明書を先頭に、PEM で指定してください".into()
        }
        ChainError::TooMany => format!("クライアントが送る証明書は {CHAIN_MAX} 枚までです"),
        ChainError::Unreadable(error) => {
            format!("クライアントの証明書を読み取れません。{}", bundle(error))
        }
    }
}

pub(crate) fn request(error: &RequestError) -> String {
    match error {
        RequestError::NotPem => {
            "証明書の署名要求ではありません。`openssl req -new -key KEY` が書き出すような PEM を指定してください".into()
        }
        RequestError::TooLong => format!("証明書の署名要求は {REQUEST_BYTES} バイトまでです"),
        RequestError::Malformed => "証明書の署名要求が壊れています".into(),
    }
}

pub(crate) fn bundle(error: &BundleError) -> String {
    match error {
        BundleError::Pem => "PEM が壊れています".into(),
        BundleError::Certificate(error) => certificate(error),
        BundleError::RevocationList(error) => match error {
            CertificateError::TrailingBytes { count } => {
                format!("失効リストの後に余分な {count} バイトがあります")
            }
            CertificateError::ForbiddenDate { .. }
            | CertificateError::ImpossibleDate { .. }
            | CertificateError::TooManyParts { .. } => {
                format!("失効リストの {}", certificate(error))
            }
            _ => "失効リストが壊れています".into(),
        },
        other => other.to_string(),
    }
}

pub(crate) fn identity(error: &IdentityError) -> String {
    match error {
        IdentityError::UnreadableKey(error) | IdentityError::UnreadableSafe(error) => {
            return open(error);
        }
        IdentityError::NoPrivateKey => "秘密キーがありません",
        IdentityError::Empty => "証明書も秘密キーもありません",
        IdentityError::NoCertificate => "秘密キーだけがあり、証明書がありません",
        IdentityError::KeyMismatch => "秘密キーと証明書が対になっていません",
    }
    .into()
}
