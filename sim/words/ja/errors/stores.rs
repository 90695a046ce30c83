//! What stores, imports and exports refuse.

use super::super::screens::store as name;
use super::files::{file, open};
use super::values::label;
use crate::consumer::{Obstacle, Refusal};
use crate::lab::EnrollError;
use crate::lifecycle::backup::ExportError;
use crate::lifecycle::import::ImportError;
use crate::reason::Reason;
use crate::shown::Shown;
use crate::store::{FileDamage, KeyUseError, StoreError};
use crate::words::FactWords;
use crate::words::ja::Japanese;
use crate::words::number::with_commas;

pub(super) fn store(error: &StoreError) -> String {
    match error {
        StoreError::AlreadyExists { store, thumbprint } => {
            format!(
                "証明書 {thumbprint} はすでに「{}」ストアにあります",
                name(*store)
            )
        }
        StoreError::NotFound { store, thumbprint } => {
            format!(
                "証明書 {thumbprint} は「{}」ストアにありません",
                name(*store)
            )
        }
        StoreError::NoContainer { container } => {
            format!("キーコンテナー {container} が見つかりません")
        }
        StoreError::Busy { path } => {
            let path = Shown::path(path);
            format!("ほかのプログラムが {path} のストアを使用中です。もう一度お試しください")
        }
        StoreError::Damaged { path, problem } => {
            let (path, problem) = (Shown::path(path), file_damage(problem));
            format!("{path} が壊れています: {problem}")
        }
        StoreError::UnknownVersion { path, version } => {
            let (path, version) = (Shown::path(path), Shown::text(version));
            format!("{path} の版 {version} は、このプログラムでは扱えません")
        }
        StoreError::File(error) => file(error),
        StoreError::Other { detail, .. } => {
            format!("ストアに拒否されました: {}", Shown::text(detail))
        }
    }
}

pub(super) fn file_damage(damage: &FileDamage) -> String {
    match damage {
        FileDamage::Missing => "ファイルがありません",
        FileDamage::Changed => "書き込まれたときの内容と違います",
        FileDamage::NotText => "テキストではありません",
        FileDamage::CutOff => "1行目が途中で切れています",
        FileDamage::NoTitle => "1行目に種類が書かれていません",
        FileDamage::Line => "読み取れない行があります",
        FileDamage::NoCertificate => "証明書が入っていません",
        FileDamage::Certificate => "中の証明書を読み取れません",
        FileDamage::OtherCertificate => "別の証明書が入っています",
        FileDamage::Property => "読み取れないプロパティがあります",
        FileDamage::PrivateKey => "中の秘密キーを読み取れません",
        FileDamage::OtherKey => "別の秘密キーが入っています",
        FileDamage::Protection => "秘密キーの保護の設定を読み取れません",
        FileDamage::Access => "秘密キーを使えるユーザーを読み取れません",
        FileDamage::Export => "秘密キーをエクスポートできるかどうかを読み取れません",
    }
    .into()
}

pub(super) fn key_use(error: &KeyUseError) -> String {
    match error {
        KeyUseError::Missing { container } => {
            format!("キーコンテナー {container} が見つかりません")
        }
        KeyUseError::Unsupported { algorithm } => {
            format!("{algorithm} の秘密キーでの署名には対応していません")
        }
        KeyUseError::AccessDenied { container } => {
            format!("この Windows ユーザーにはキーコンテナー {container} を使う権限がありません")
        }
        KeyUseError::NotExportable => "秘密キーはエクスポートできません".into(),
        KeyUseError::Locked => Japanese.sentence(Reason::KeyLocked).into(),
        KeyUseError::WrongPassword => "秘密キーのパスワードが違います".into(),
        KeyUseError::Denied => Japanese.sentence(Reason::KeyDenied).into(),
        KeyUseError::Store(error) => store(error),
    }
}

pub(super) fn export(error: &ExportError) -> String {
    match error {
        ExportError::PinsDiffer => "パスワードと確認のパスワードが一致しません".into(),
        ExportError::NotFound { thumbprint } => {
            format!("証明書 {thumbprint} はストアにありません")
        }
        ExportError::NoPrivateKey { thumbprint } => {
            format!("証明書 {thumbprint} には秘密キーがありません")
        }
        ExportError::KeyMissing {
            thumbprint,
            container,
        } => format!("証明書 {thumbprint} のキーコンテナー {container} が見つかりません"),
        ExportError::NotExportable { thumbprint } => {
            format!("証明書 {thumbprint} の秘密キーはエクスポートできません")
        }
        ExportError::KeyUse(error) => key_use(error),
        ExportError::File(error) => file(error),
        ExportError::Store(error) => store(error),
    }
}

pub(super) fn import(error: &ImportError) -> String {
    match error {
        ImportError::Open(error) => open(error),
        ImportError::Refused(refusal) => self::refusal(refusal),
        ImportError::AmbiguousKey { thumbprint } => {
            format!("証明書 {thumbprint} の秘密キーは、ほかの証明書のものと同じです")
        }
        ImportError::RootDeclined { thumbprint } => {
            format!("ルート証明書 {thumbprint} のセキュリティ警告で「いいえ」が選ばれました")
        }
        ImportError::Store(error) => store(error),
    }
}

pub(super) fn refusal(error: &Refusal) -> String {
    let Refusal { consumer, obstacle } = error;
    let code = Reason::from(error);
    let what = match obstacle {
        Obstacle::Algorithm(algorithm) => algorithm.to_string(),
        Obstacle::Iterations { found, most } => format!(
            "反復回数 {}回（上限 {}回）",
            with_commas(*found),
            with_commas(*most)
        ),
        Obstacle::Feature(feature) => {
            let special = Japanese.feature(*feature);
            return format!(
                "{consumer} はこのファイルを読み込めません（{special}、エラー: {code}）"
            );
        }
    };
    format!("{consumer} は {what} を読み込めません（エラー: {code}）")
}

pub(super) fn enroll(error: &EnrollError) -> String {
    match error {
        EnrollError::Name(error) => label(error),
        EnrollError::Pki(error) => super::pki::pki(error),
        EnrollError::Refused(reason) => Japanese.sentence(*reason).into(),
    }
}
