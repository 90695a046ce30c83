//! What to do about a file that is refused, in plain words.

use kigen::format::Format;
use kigen::lang::Lang;
use kigen::reason::Reason;

/// What to do about a file; none where the reason says it all.
pub(super) fn advice(reason: Reason, format: Option<Format>, lang: Lang) -> Option<&'static str> {
    let (en, ja) = match (reason, format) {
        (Reason::FileNotFound, _) => (
            "check the name; it is taken from the current folder",
            "ファイル名を確かめてください（現在のフォルダーから見た名前です）",
        ),
        (Reason::Unreadable, _) => (
            "check who may read the file or folder",
            "ファイルやフォルダーのアクセス権を確かめてください",
        ),
        (Reason::Malformed, Some(Format::Pkcs12)) => (
            "get the file again: it was cut off or changed on its way, or was made wrong",
            "ファイルをもう一度入手してください。途中で切れたか書き換わったか、作成時に誤りがあります",
        ),
        (Reason::Malformed, _) => (
            "give a PKCS#12 file, PEM blocks or DER; if it should be one, get it again",
            "PKCS#12・PEM・DER のファイルを指定してください。そのはずのファイルなら、もう一度入手してください",
        ),
        (Reason::WrongPassword, _) => (
            "check the password with whoever made the file; leading zeros count. A file that was changed on its way looks the same",
            "パスワードをファイルの作成者に確かめてください。先頭の 0 も必要です。途中で書き換わったファイルでも同じ表示になります",
        ),
        (Reason::UnsupportedAlgorithm, _) => (
            "have it exported again with AES256-SHA256 or TripleDES-SHA1, with a key that is RSA or P-256",
            "AES256-SHA256 または TripleDES-SHA1 を選び、RSA か P-256 の鍵でエクスポートし直してください",
        ),
        (Reason::UnsupportedFormat, Some(Format::Pkcs7)) => (
            "take the certificates out: openssl pkcs7 -print_certs -in FILE (with -inform DER if it is not text)",
            "証明書を取り出してください: openssl pkcs7 -print_certs -in ファイル（テキストでなければ -inform DER を付けます）",
        ),
        (Reason::UnsupportedFormat, _) => (
            "convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12",
            "変換してください: keytool -importkeystore -srckeystore ファイル -destkeystore ファイル.p12 -deststoretype PKCS12",
        ),
        (Reason::LimitExceeded, _) => (
            "do not open it elsewhere unless you know who made it: such files are made to keep programs busy",
            "作成者が分からないファイルなら、ほかのソフトでも開かないでください。ソフトを止めるために作られたおそれがあります",
        ),
        (Reason::NoPrivateKey, _) => (
            "nothing, if it is a trust store; otherwise export it again together with the private key",
            "信頼する証明書だけのファイルなら問題ありません。そうでなければ、秘密キーも含めてエクスポートし直してください",
        ),
        (Reason::KeyMismatch, _) => (
            "export it again from where the certificate was issued, with its own key",
            "証明書を発行した環境から、その証明書の秘密キーとともにエクスポートし直してください",
        ),
        _ => return None,
    };
    Some(match lang {
        Lang::En => en,
        Lang::Ja => ja,
    })
}
