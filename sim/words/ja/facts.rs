//! 決まった言葉。

use super::Japanese;
use crate::consumer::{Obstacle, Refusal, Remedy};
use crate::inspection::Advice;
use crate::reason::Reason;
use crate::specimen::SpecimenState;
use crate::words::FactWords;
use crate::words::number::with_commas;

impl FactWords for Japanese {
    fn sentence(&self, reason: Reason) -> &'static str {
        self::reason(reason)
    }

    fn rule(&self, state: SpecimenState) -> &'static str {
        match state {
            SpecimenState::Valid => "RFC 5280 6.1 の規則をすべて満たす",
            SpecimenState::RenewalDue => {
                "RFC 5280 6.1 の規則をすべて満たし、有効期限の90日前からの更新期間に入っている"
            }
            SpecimenState::Expired => "RFC 5280 6.1.3 (a)(2): notAfter を過ぎている",
            SpecimenState::NotYetValid => "RFC 5280 6.1.3 (a)(2): notBefore にまだ達していない",
            SpecimenState::Revoked => "RFC 5280 6.1.3 (a)(3): シリアル番号が失効リストに載っている",
            SpecimenState::ExpiredCa => {
                "RFC 5280 6.1.3 (a)(2): 発行した認証局の notAfter を過ぎている"
            }
            SpecimenState::Untrusted => "RFC 5280 6.1.1 (d): ルートがトラストアンカーではない",
            SpecimenState::SelfSigned => "RFC 5280 6.1.1 (d): 自己署名で、トラストアンカーではない",
            SpecimenState::IncompleteChain => "RFC 5280 6.1.3 (a)(4): 発行者の証明書が入っていない",
            SpecimenState::WrongPurpose => {
                "RFC 5280 4.2.1.12: 拡張キー使用法がサーバー認証だけである"
            }
            SpecimenState::BadSignature => {
                "RFC 5280 6.1.3 (a)(1): 発行者の署名が1ビット変わっている"
            }
            SpecimenState::WeakSignature => "RFC 9155: SHA-1 で署名されている",
            SpecimenState::NoKey => "RFC 8446 4.4.3: 秘密鍵がないので本人であることを示せない",
            SpecimenState::KeyMismatch => "RFC 8446 4.4.3: 秘密鍵が証明書のものと違う",
        }
    }

    fn advice(&self, advice: Advice) -> &'static str {
        match advice {
            Advice::CheckName => "ファイル名を確かめてください（現在のフォルダーから見た名前です）",
            Advice::CheckRights => "ファイルやフォルダーのアクセス権を確かめてください",
            Advice::GetAgain => {
                "ファイルをもう一度入手してください。途中で切れたか書き換わったか、作成時に誤りがあります"
            }
            Advice::GiveKnownKind => {
                "PKCS#12・PEM・DER のファイルを指定してください。そのはずのファイルなら、もう一度入手してください"
            }
            Advice::CheckPassword => {
                "パスワードをファイルの作成者に確かめてください。先頭の 0 も必要です。途中で書き換わったファイルでも同じ表示になります"
            }
            Advice::ExportWithKnownAlgorithm => {
                "AES256-SHA256 または TripleDES-SHA1 を選び、RSA・P-256・P-384・P-521・Ed25519 のいずれかの鍵でエクスポートし直してください"
            }
            Advice::ConvertKeyStore => {
                "変換してください: keytool -importkeystore -srckeystore ファイル -destkeystore ファイル.p12 -deststoretype PKCS12"
            }
            Advice::LeaveClosed => {
                "作成者が分からないファイルなら、ほかのソフトでも開かないでください。ソフトを止めるために作られたおそれがあります"
            }
            Advice::ExportWithKey => {
                "信頼する証明書だけのファイルなら問題ありません。そうでなければ、秘密キーも含めてエクスポートし直してください"
            }
            Advice::ExportWithCertificate => "証明書も含めてエクスポートし直してください",
            Advice::ExportWithOwnKey => {
                "証明書を発行した環境から、その証明書の秘密キーとともにエクスポートし直してください"
            }
        }
    }

    fn seen(&self, refusal: &Refusal) -> String {
        let seen = match Reason::from(refusal) {
            Reason::WrongPassword => "パスワードの誤り",
            Reason::Malformed => "壊れたファイル",
            _ => "未対応の暗号方式",
        };
        let why = match &refusal.obstacle {
            Obstacle::Algorithm(algorithm) => format!("ファイルの暗号方式は {algorithm}"),
            Obstacle::Iterations { found, most } => {
                format!(
                    "反復回数は {}回、上限は {}回",
                    with_commas(*found),
                    with_commas(*most)
                )
            }
            Obstacle::NoMac => "ファイルに MAC がありません".to_owned(),
        };
        format!("{seen}として表示されます（{why}）")
    }

    fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::ExportAsTripleDes => {
                "TripleDES-SHA1 を選んでエクスポートし直すか、OpenSSL 3 で変換してください: openssl pkcs12 -export -legacy"
            }
            Remedy::UseNewerJava => {
                "Java 8u301 以降を使うか、TripleDES-SHA1 を選んでエクスポートし直してください"
            }
            Remedy::OpenAsLegacy => {
                "openssl pkcs12 -legacy で開くか、AES256-SHA256 を選んでエクスポートし直してください"
            }
        }
    }

    fn reads(&self) -> &'static str {
        "正しいパスワードで読み込めます"
    }

    fn not_known(&self, algorithm: &str) -> String {
        format!("不明です（{algorithm} を読み込めるかどうかの資料がありません）")
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NotYetValid => "証明書の有効期間がまだ始まっていません",
        Reason::Expired => "証明書の有効期限が切れています",
        Reason::AuthorityExpired => "認証局の証明書の有効期限が切れています",
        Reason::AuthorityNotYetValid => "認証局の証明書の有効期間がまだ始まっていません",
        Reason::Revoked => "証明書は失効しています",
        Reason::Untrusted => "信頼されたルート証明機関にたどり着けない証明書です",
        Reason::WrongPurpose => "クライアント認証に使えない証明書です",
        Reason::BadSignature => "証明書チェーンの署名が正しくありません",
        Reason::Malformed => "ファイルが壊れているか、形式が違います",
        Reason::OtherPassword => "ファイルの一部が別のパスワードで暗号化されています",
        Reason::WrongPassword => "パスワードが違います",
        Reason::UnsupportedAlgorithm => "対応していない暗号方式のファイルです",
        Reason::UnsupportedFormat => "読み込めない形式のファイルです",
        Reason::LimitExceeded => "上限を超えるファイルです",
        Reason::NoPrivateKey => "秘密キーがありません",
        Reason::Empty => "ファイルに証明書も秘密キーもありません",
        Reason::CertificateMissing => "ファイルには秘密キーだけがあり、証明書がありません",
        Reason::KeyMismatch => "秘密キーと証明書が対になっていません",
        Reason::InvalidPin => "証明書パスワードは4桁の半角数字です",
        Reason::PinsDiffer => "パスワードと確認のパスワードが一致しません",
        Reason::AlreadyExists => "同じ証明書がすでにストアにあります",
        Reason::NotFound => "その証明書はストアにありません",
        Reason::NotExportable => "秘密キーはエクスポートできません",
        Reason::AmbiguousKey => "1つの秘密キーに複数の証明書が対応しています",
        Reason::KeyMissing => "証明書に対応する秘密キーが見つかりません",
        Reason::KeyDenied => "秘密キーの確認の画面で「許可しない」が選ばれました",
        Reason::KeyLocked => "秘密キーが強力に保護されていて、確認の画面に応答がありませんでした",
        Reason::InvalidArgument => "指定できない値です",
        Reason::AccessDenied => "アクセスが拒否されました",
        Reason::StoreBusy => "ほかのプログラムがストアを使用中です。もう一度お試しください",
        Reason::StoreDamaged => "証明書ストアが壊れています",
        Reason::StoreVersion => "このプログラムでは扱えない版の証明書ストアです",
        Reason::Unwritable => "ファイルに書き込めません",
        Reason::RootDeclined => "ルート証明書のセキュリティ警告で「いいえ」が選ばれました",
        Reason::FileExists => "同じ名前のファイルがあるため、上書きしませんでした",
        Reason::FileNotFound => "ファイルがありません",
        Reason::Unreadable => "ファイルを読み取れません",
        Reason::RenewalNotOpen => {
            "まだ更新できません。更新できるのは有効期限の90日前（既定）からです"
        }
        Reason::RenewalClosed => "期限切れの証明書は更新できません。新しく発行申請をしてください",
        Reason::NoLetter => "電子証明書発行通知書がまだ届いていません",
        Reason::DownloadClosed => {
            "発行通知書の発行からダウンロード期限（既定では180日）を過ぎたため、ダウンロードできません"
        }
        Reason::UnknownPc => "その名前の PC はありません",
        Reason::NoCertificate => "この PC には使える電子証明書がありません",
        Reason::NoCertificateSent => "クライアントから電子証明書が送られてきませんでした",
        Reason::NoChoice => "このプログラムは証明書を自動で選ぶため、選択できません",
        Reason::NoNotice => "画面にお知らせは出ていません",
        Reason::Unreachable => "相手に接続できません。時間をおいてやり直してください",
        Reason::PowerCut => "途中で電源が切れました",
        Reason::DiskFull => "ディスクがいっぱいのため、保存できませんでした",
        Reason::PcDead => "PC が故障していて起動しません",
        Reason::NobodyIn => "不在のため、不在連絡票が残されました",
        Reason::LetterLost => "通知書が届かず、行方不明です",
        Reason::LetterReturned => "通知書が受け取られず、差出人に返送されました",
        Reason::NoAccount => "ポータルサイトのアカウントがありません",
        Reason::NoApplication => "この PC の申請はありません",
        Reason::TooLateToCancel => "通知書が発行されたため、申請を取り消せません",
    }
}
