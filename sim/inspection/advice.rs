//! What to do about a file that is refused.

use crate::format::Format;
use crate::lang::Lang;
use crate::reason::Reason;

/// What to do about a file that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Check the name: there is no such file.
    CheckName,
    /// Check who may read it.
    CheckRights,
    /// Get it again: it is cut off, or changed.
    GetAgain,
    /// Give a file of a kind that is read.
    GiveKnownKind,
    /// Check the password with whoever made the file.
    CheckPassword,
    /// Have it exported again with algorithms that are read.
    ExportWithKnownAlgorithm,
    /// Take the certificates out of a PKCS#7 message.
    ConvertPkcs7,
    /// Convert a Java key store to PKCS#12.
    ConvertKeyStore,
    /// Leave it closed, unless it is known who made it.
    LeaveClosed,
    /// Export it again together with its private key.
    ExportWithKey,
    /// Export it again with the private key that belongs to the certificate.
    ExportWithOwnKey,
}

impl Advice {
    /// What to do about a file of a kind, if that is known, that is refused for a reason; none
    /// where the reason says it all.
    pub fn of(reason: Reason, format: Option<Format>) -> Option<Self> {
        Some(match (reason, format) {
            (Reason::FileNotFound, _) => Advice::CheckName,
            (Reason::Unreadable, _) => Advice::CheckRights,
            (Reason::Malformed, Some(Format::Pkcs12)) => Advice::GetAgain,
            (Reason::Malformed, _) => Advice::GiveKnownKind,
            (Reason::WrongPassword, _) => Advice::CheckPassword,
            (Reason::UnsupportedAlgorithm, _) => Advice::ExportWithKnownAlgorithm,
            (Reason::UnsupportedFormat, Some(Format::Pkcs7)) => Advice::ConvertPkcs7,
            (Reason::UnsupportedFormat, _) => Advice::ConvertKeyStore,
            (Reason::LimitExceeded, _) => Advice::LeaveClosed,
            (Reason::NoPrivateKey, _) => Advice::ExportWithKey,
            (Reason::KeyMismatch, _) => Advice::ExportWithOwnKey,
            _ => return None,
        })
    }

    /// The same in plain words, without a full stop.
    pub const fn sentence(self, lang: Lang) -> &'static str {
        let (en, ja) = match self {
            Advice::CheckName => (
                "check the name; it is taken from the current folder",
                "ファイル名を確かめてください（現在のフォルダーから見た名前です）",
            ),
            Advice::CheckRights => (
                "check who may read the file or folder",
                "ファイルやフォルダーのアクセス権を確かめてください",
            ),
            Advice::GetAgain => (
                "get the file again: it was cut off or changed on its way, or was made wrong",
                "ファイルをもう一度入手してください。途中で切れたか書き換わったか、作成時に誤りがあります",
            ),
            Advice::GiveKnownKind => (
                "give a PKCS#12 file, PEM blocks or DER; if it should be one, get it again",
                "PKCS#12・PEM・DER のファイルを指定してください。そのはずのファイルなら、もう一度入手してください",
            ),
            Advice::CheckPassword => (
                "check the password with whoever made the file; leading zeros count. A file that was changed on its way looks the same",
                "パスワードをファイルの作成者に確かめてください。先頭の 0 も必要です。途中で書き換わったファイルでも同じ表示になります",
            ),
            Advice::ExportWithKnownAlgorithm => (
                "have it exported again with AES256-SHA256 or TripleDES-SHA1, with a key that is RSA or P-256",
                "AES256-SHA256 または TripleDES-SHA1 を選び、RSA か P-256 の鍵でエクスポートし直してください",
            ),
            Advice::ConvertPkcs7 => (
                "take the certificates out: openssl pkcs7 -print_certs -in FILE (with -inform DER if it is not text)",
                "証明書を取り出してください: openssl pkcs7 -print_certs -in ファイル（テキストでなければ -inform DER を付けます）",
            ),
            Advice::ConvertKeyStore => (
                "convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12",
                "変換してください: keytool -importkeystore -srckeystore ファイル -destkeystore ファイル.p12 -deststoretype PKCS12",
            ),
            Advice::LeaveClosed => (
                "do not open it elsewhere unless you know who made it: such files are made to keep programs busy",
                "作成者が分からないファイルなら、ほかのソフトでも開かないでください。ソフトを止めるために作られたおそれがあります",
            ),
            Advice::ExportWithKey => (
                "nothing, if it is a trust store; otherwise export it again together with the private key",
                "信頼する証明書だけのファイルなら問題ありません。そうでなければ、秘密キーも含めてエクスポートし直してください",
            ),
            Advice::ExportWithOwnKey => (
                "export it again from where the certificate was issued, with its own key",
                "証明書を発行した環境から、その証明書の秘密キーとともにエクスポートし直してください",
            ),
        };
        match lang {
            Lang::En => en,
            Lang::Ja => ja,
        }
    }
}
