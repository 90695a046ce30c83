//! More about each reason code, in Japanese.

use crate::reason::Reason;

/// What `kigen explain` says below the sentence, and the reference beside it.
pub(super) fn explanation(reason: Reason) -> &'static str {
    of_certificates(reason)
        .or_else(|| of_files(reason))
        .or_else(|| of_stores(reason))
        .or_else(|| of_the_world(reason))
        .expect("each reason is in one of these; a test reads them all")
}

fn of_certificates(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::NotYetValid => "使った時刻が有効期間の始まり（notBefore）より前です。",
        Reason::Expired => "使った時刻が有効期間の終わり（notAfter）より後です。",
        Reason::NeverValid => "証明書か上位の認証局の notAfter が notBefore より前にあります。",
        Reason::AuthorityExpired => {
            "中間認証局の証明書が、クライアントの証明書より先に期限切れになりました。"
        }
        Reason::AuthorityNotYetValid => {
            "中間認証局の証明書の有効期間が、クライアントの証明書より後に始まります。"
        }
        Reason::Revoked => "発行者の証明書失効リストに載っています。",
        Reason::StaleRevocationList => {
            "その後に何が失効したかわからないため、厳格なサーバーはすべての接続を拒みます。"
        }
        Reason::Untrusted => "信頼できるトラストアンカーまでのパスがありません。",
        Reason::WrongPurpose => "鍵の使用法や拡張キー使用法がその用途を許していません。",
        Reason::UnsupportedVersion => "バージョン1の証明書には、用途などを示す拡張がありません。",
        Reason::NameNotPermitted => "認証局の名前制約によります（RFC 5280 4.2.1.10）。",
        Reason::UnsupportedConstraint => {
            "メールアドレス、識別名、URI の制約で、rustls-webpki は確認しません。"
        }
        Reason::UnsupportedPath => {
            "rustls-webpki はパスの長さに数えますが、RFC 5280 6.1 では数えません。"
        }
        Reason::BadSignature => "証明書か失効リストが変更されたか、別の鍵で署名されています。",
        _ => return None,
    })
}

fn of_files(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::Malformed => "本来あるべき構造になっていません。",
        Reason::WrongPassword => "MAC がパスワードと一致しません。",
        Reason::NoPassword => "空のパスワードでも開きません。",
        Reason::OtherPassword => {
            "PKCS#12 ファイルの MAC はパスワードと一致するので、ファイルは壊れていません。"
        }
        Reason::UnsupportedAlgorithm => {
            "構造は正しいものの、暗号化、認証、鍵のどれかに未対応の方式が使われています。"
        }
        Reason::UnsupportedFormat => {
            "Java のキーストアの一部などで、別の形式に変換すれば読めます。"
        }
        Reason::LimitExceeded => "処理を始める前に拒みました。",
        Reason::NoPrivateKey => "証明書はありますが、それを使うための鍵がありません。",
        Reason::Empty => "構造は正しいものの、中身がありません。",
        Reason::CertificateMissing => {
            "証明書を示す必要がある相手には、秘密キーだけでは役に立ちません。"
        }
        Reason::KeyMismatch => "Windows はインポート時には気付かず、最初に使うときに失敗します。",
        Reason::InvalidPin => "4桁の半角数字ではない文字列です。",
        Reason::PinsDiffer => "エクスポートウィザードは2回入力させます。",
        Reason::FileExists => "バックアップが既存のファイルを置き換えるところでした。",
        Reason::FileNotFound => "PC にもバックアップにも、その名前のファイルがありません。",
        Reason::Unreadable => "ファイルがないこと以外の理由で、OS が読み取りを拒みました。",
        Reason::Unwritable => "権限や空き容量以外の理由で、OS が書き込みを拒みました。",
        Reason::DiskFull => "書きかけのファイルは残っていません。",
        _ => return None,
    })
}

fn of_stores(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::AlreadyExists => "追加時の指定（disposition）により拒みました。",
        Reason::NotFound => "その拇印の項目がありません。",
        Reason::NotExportable => {
            "「このキーをエクスポート可能にする」を選ばずにインポートした鍵です。"
        }
        Reason::AmbiguousKey => "Windows は、このようなファイルからは何もインポートしません。",
        Reason::KeyMissing => "キーコンテナーが削除されています。",
        Reason::KeyAccessDenied => {
            "更新後などに、キーコンテナーへの権限がないアカウントには「キーセットがありません」と表示されます。"
        }
        Reason::KeyLocked => "確認画面を出せないプログラムには、このエラーが返ります。",
        Reason::KeyDenied => "確認画面で「許可しない」が選ばれました。Windows のコードは推定です。",
        Reason::InvalidArgument => "存在しない追加方法（disposition）を指定した場合などです。",
        Reason::AccessDenied => "ファイルやフォルダーの権限で許されていません。",
        Reason::StoreBusy => "待ちましたが、終わりませんでした。",
        Reason::StoreDamaged => "ストアのファイルがないか、書いたときの内容と違います。",
        Reason::StoreVersion => "より新しい kigen が書いたストアです。",
        Reason::RootDeclined => "Windows のコードは推定です。",
        Reason::NoCertificate => "Windows ユーザーのストアに、鍵のある証明書がありません。",
        Reason::NoCertificateSent => {
            "送れる証明書が見つかりませんでした。ブラウザーでは、証明書の期限切れがこの形で現れます。"
        }
        Reason::NoChoice => "独自の規則で選ぶプログラムです。",
        _ => return None,
    })
}

fn of_the_world(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::RenewalNotOpen => "更新できる期間の前です。",
        Reason::RenewalClosed => "notAfter を過ぎています。",
        Reason::NoLetter => {
            "ダウンロードサイトにログインするための情報がありません。シナリオでは PC.letter で待ちます。"
        }
        Reason::WrongCredentials => "どちらが違うかは示しません。",
        Reason::OtherKey => {
            "1通の通知書や1回の更新で発行される証明書は1枚です。鍵は、認証局が作ったものかクライアントのもののどちらかです。"
        }
        Reason::DownloadClosed => "もう一度申請してください。",
        Reason::UnknownPc => "ライブラリーでは World::add_pc で追加できます。",
        Reason::NoNotice => {
            "クライアントプログラムに知らせることがないか、すでに閉じられています。"
        }
        Reason::Unreachable => "ポータルか認証局が停止しています。",
        Reason::PowerCut => "2つの処理の間で PC の電源が切れました。やり直せます。",
        Reason::PcDead => "新しい PC が必要です。",
        Reason::NobodyIn => "書留は、受け取りの署名と引き換えに渡されます。",
        Reason::LetterLost => "いつまで待っても届きません。",
        Reason::LetterReturned => "書留の保管期間は7日間です。",
        Reason::NoAccount => "開設するか、閉域網から申請してください。",
        Reason::NoApplication => "照会や取り消しの対象がありません。",
        Reason::TooLateToCancel => "すでに発送されています。",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_one_explanation() {
        for reason in Reason::all() {
            let readers = [of_certificates, of_files, of_stores, of_the_world];
            let found = readers.iter().filter_map(|read| read(reason)).count();
            assert_eq!(found, 1, "{reason}");
            assert!(explanation(reason).ends_with('。'), "{reason}");
        }
    }
}
