//! 決まった言葉。

use super::Japanese;
use crate::consumer::{Answer, Feature, Obstacle, Refusal, Remedy, Unknown};
use crate::inspection::{Advice, Remark};
use crate::pki::Role;
use crate::reason::Reason;
use crate::specimen::SpecimenState;
use crate::words::FactWords;
use crate::words::number::with_commas;

impl FactWords for Japanese {
    fn sentence(&self, reason: Reason) -> &'static str {
        self::reason(reason)
    }

    fn rule(&self, state: SpecimenState, role: Role) -> &'static str {
        match state {
            SpecimenState::Valid => "RFC 5280 6.1 の規則をすべて満たす",
            SpecimenState::RenewalDue => {
                "RFC 5280 6.1 の規則をすべて満たし、有効期限の90日前からの更新期間に入っている"
            }
            SpecimenState::Expired => "RFC 5280 6.1.3 (a)(2): notAfter を過ぎている",
            SpecimenState::NotYetValid => "RFC 5280 6.1.3 (a)(2): notBefore にまだ達していない",
            SpecimenState::Revoked => "RFC 5280 6.1.3 (a)(3): シリアル番号が失効リストに載っている",
            SpecimenState::StaleCrl => {
                "RFC 5280 6.3.3: 発行者の失効リストの期限が切れていて、失効したかどうかを判断できない"
            }
            SpecimenState::ExpiredCa => {
                "RFC 5280 6.1.3 (a)(2): 発行した認証局の notAfter を過ぎている"
            }
            SpecimenState::Untrusted => "RFC 5280 6.1.1 (d): ルートがトラストアンカーではない",
            SpecimenState::SelfSigned => "RFC 5280 6.1.1 (d): 自己署名で、トラストアンカーではない",
            SpecimenState::IncompleteChain => "RFC 5280 6.1.3 (a)(4): 発行者の証明書が入っていない",
            SpecimenState::WrongPurpose => match role {
                Role::Client => "RFC 5280 4.2.1.12: 拡張キー使用法がサーバー認証だけである",
                Role::Server => "RFC 5280 4.2.1.12: 拡張キー使用法がクライアント認証だけである",
            },
            SpecimenState::BadSignature => {
                "RFC 5280 6.1.3 (a)(1): 発行者の署名が1ビット変わっている"
            }
            SpecimenState::WeakSignature => "RFC 9155: SHA-1 で署名されている",
            SpecimenState::NoKey => "RFC 8446 4.4.3: 秘密鍵がないので本人であることを示せない",
            SpecimenState::KeyMismatch => "RFC 8446 4.4.3: 秘密鍵が証明書のものと違う",
        }
    }

    fn remark(&self, remark: Remark) -> &'static str {
        match remark {
            Remark::NotVerified => {
                "パスワードの指定がないため、改ざんの有無と秘密キーは確認していません（パスワードなしで読める内容だけを示します）"
            }
            Remark::UnreadableName => {
                "文字列として読めないフレンドリ名（長さが奇数の BMPString など）を省きました"
            }
            Remark::TrailingBytes => {
                "ファイルの終わりより後ろのデータ（ゼロや別のファイルなど）は読み飛ばしました"
            }
            Remark::KeyWithoutCertificate => {
                "いっしょに入っているどの証明書にも対応しない秘密キーがあります"
            }
        }
    }

    fn advice(&self, advice: Advice) -> String {
        let advice = match advice {
            Advice::RaiseLimit { factor } => {
                return format!(
                    "作成者が分からないファイルなら開かないでください。ソフトを止めるために作られたおそれがあります。分かっているなら、--limit {factor} を付ければ読めます"
                );
            }
            Advice::SplitOrRaiseLimit { factor } => {
                return format!("ファイルを分割するか、--limit {factor} を付けて読んでください");
            }
            Advice::GiveFile => {
                "通常のファイルを指定してください。標準入力から読むときは `-` を指定します"
            }
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
        };
        advice.to_owned()
    }

    fn seen(&self, refusal: &Refusal) -> String {
        let seen = match refusal.answer() {
            Answer::Error(reason) => format!("{}として表示されます", reported(reason)),
            Answer::Silence(Reason::NoPrivateKey) => {
                "エラーになりませんが、秘密キーが抜け落ちます".into()
            }
            Answer::Silence(Reason::CertificateMissing) => {
                "エラーになりませんが、証明書が抜け落ちます".into()
            }
            Answer::Silence(Reason::KeyMismatch) => {
                "エラーになりませんが、秘密キーが別の証明書にも割り当てられます".into()
            }
            Answer::Silence(_) => "エラーになりませんが、何も読み込まれません".into(),
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
            Obstacle::Feature(feature) => self.feature(*feature).to_owned(),
        };
        format!("{seen}（{why}）")
    }

    fn feature(&self, feature: Feature) -> &'static str {
        match feature {
            Feature::Wrapped => "PKCS#12 ファイルがテキスト（base64 または PEM）になっています",
            Feature::TrailingBytes => "ファイルの終わりの後ろに余分なバイトがあります",
            Feature::NoMac => "ファイルに MAC がありません",
            Feature::ClearKey => "暗号化されていない秘密キー（KeyBag）があります",
            Feature::NestedSafes => "SafeContents が入れ子になっています",
            Feature::Empty => "ファイルに何も入っていません",
            Feature::NoKey => "証明書だけで、秘密キーがありません",
            Feature::TrustStore => "トラストストアであり、秘密キーがありません",
            Feature::NoCertificate => "秘密キーだけで、証明書がありません",
            Feature::Mismatch => "秘密キーと証明書が対応していません",
            Feature::SeveralKeys => "証明書のある秘密キーが複数あります",
            Feature::ExtraKey => "証明書のない秘密キーが混ざっています",
            Feature::UnreadableKey => "読み取れない秘密キーが混ざっています",
            Feature::SharedKey => "一つの秘密キーに複数の証明書が対応しています",
            Feature::SameNames => "秘密キーのある二つの証明書の friendlyName が同じです",
            Feature::UnrelatedCertificate => {
                "秘密キーのある証明書のチェーンに含まれない証明書があります"
            }
            Feature::UntiedKey => "秘密キーとその証明書の localKeyId が一致していません",
            Feature::TiedToAnother => "別の証明書にも秘密キーと同じ localKeyId があります",
            Feature::RevocationListBag => "失効リストが入っています",
            Feature::SecretBag => "SecretBag が入っています",
            Feature::UnknownBag => "RFC 7292 にない種類のバッグがあります",
            Feature::OtherCertificateBag => "X.509 以外の証明書が入っています",
            Feature::NameOfOddLength => "friendlyName のバイト数が奇数です",
            Feature::NameOfHalfPair => "friendlyName に対のないサロゲートがあります",
            Feature::NameOfOtherType => "friendlyName が BMPString ではありません",
            Feature::NameWithoutValue => "friendlyName に値がありません",
            Feature::NistCurve => "NIST の曲線の秘密キーがあります",
            Feature::CurveP224 => "曲線 P-224 の秘密キーがあります",
            Feature::RareCurve => "Brainpool または secp256k1 の曲線の秘密キーがあります",
            Feature::EdwardsKey => "Ed25519 または Ed448 の秘密キーがあります",
            Feature::AgreementKey => "署名できない X25519 または X448 の秘密キーがあります",
            Feature::PssKey => "RSASSA-PSS 専用の秘密キーがあります",
            Feature::DsaKey => "DSA の秘密キーがあります",
            Feature::MultiPrimeKey => "素数が三つ以上の RSA 秘密キーがあります",
            Feature::OtherKey => "その他の方式の秘密キーがあります",
            Feature::Pkcs8Version2 => "秘密キーが PKCS#8 の版 2（RFC 5958）です",
            Feature::NotRsaCertificate => "RSA 以外の鍵または署名の証明書があります",
            Feature::EmptyPassword => "パスワードが空です",
            Feature::Utf16Password => {
                "PBKDF2 にパスワードが UTF-8 ではなく UTF-16 で渡されています"
            }
            Feature::NotAsciiPassword => "パスワードに ASCII 以外の文字があります",
        }
    }

    fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::ExportAsTripleDes => {
                "TripleDES-SHA1 を選んでエクスポートし直すか、OpenSSL 3 で変換してください: openssl pkcs12 -export -legacy"
            }
            Remedy::ExportAsAes => {
                "AES-256 と SHA-256 の MAC（OpenSSL 3 の既定）でエクスポートし直してください"
            }
            Remedy::IterateLess => {
                "反復回数を減らして（OpenSSL の既定は 2,048回）エクスポートし直してください"
            }
            Remedy::PutTogetherAgain => {
                "OpenSSL 3 で作り直してください: openssl pkcs12 -legacy -nodes -in OLD.p12 | openssl pkcs12 -export -out NEW.p12"
            }
            Remedy::CopyWithKeytool => {
                "Java で複製してください: keytool -importkeystore -srckeystore OLD.p12 -destkeystore NEW.p12 -deststoretype PKCS12"
            }
            Remedy::UseRsaOrP256 => {
                "別のプログラムを使うか、RSA または P-256 の鍵で証明書を発行し直してもらってください"
            }
            Remedy::UseRsa => "別のプログラムを使うか、鍵とすべての証明書を RSA にしてください",
            Remedy::UseAsciiPassword => "ASCII の英数字のパスワードでエクスポートし直してください",
            Remedy::ExportFromNss => {
                "NSS（Firefox、pk12util）で読み込み、そこからエクスポートし直してください"
            }
            Remedy::Decode => "先にデコードしてください: base64 -d（PEM の行は除く）",
            Remedy::Separate => {
                "秘密キーごとに、その証明書とチェーンだけのファイルに分けてください"
            }
            Remedy::ExportWithAll => "秘密キーとその証明書を一緒にエクスポートし直してください",
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

    fn not_known(&self, unknown: &Unknown) -> String {
        match unknown {
            Unknown::Algorithm(algorithm) => {
                format!("不明です（{algorithm} を読み込めるかどうかの資料がありません）")
            }
            Unknown::Version { algorithm, from } => {
                format!("バージョンによります（{from} 以降は {algorithm} を読み込めます）")
            }
            Unknown::Feature(feature) => format!("不明です（{}）", self.feature(*feature)),
            Unknown::Contents => {
                "外側に問題はありません（パスワードの指定がないため、中身は判定していません）"
                    .into()
            }
        }
    }
}

/// What a program says of a file, in a few words.
fn reported(reason: Reason) -> &'static str {
    match reason {
        Reason::WrongPassword => "パスワードの誤り",
        Reason::Malformed => "壊れたファイル",
        Reason::NoPrivateKey => "秘密キーのないファイル",
        Reason::CertificateMissing => "証明書のない秘密キー",
        _ => "未対応の暗号方式",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NotYetValid => "証明書の有効期間がまだ始まっていません",
        Reason::Expired => "証明書の有効期限が切れています",
        Reason::AuthorityExpired => "認証局の証明書の有効期限が切れています",
        Reason::AuthorityNotYetValid => "認証局の証明書の有効期間がまだ始まっていません",
        Reason::Revoked => "証明書は失効しています",
        Reason::StaleRevocationList => "失効リストの有効期限が切れています",
        Reason::Untrusted => "信頼されたルート証明機関にたどり着けない証明書です",
        Reason::WrongPurpose => "この用途には使えない証明書です",
        Reason::BadSignature => "証明書チェーンの署名が正しくありません",
        Reason::Malformed => "ファイルが壊れているか、形式が違います",
        Reason::NoPassword => "パスワードが必要なファイルですが、指定されていません",
        Reason::OtherPassword => "ファイルの一部が別のパスワードで暗号化されています",
        Reason::WrongPassword => "パスワードが違います",
        Reason::UnsupportedAlgorithm => "対応していない暗号方式のファイルです",
        Reason::UnsupportedFormat => "読み込めない形式のファイルです",
        Reason::NeverValid => "終わりが始まりより前の証明書があります。再発行が必要です",
        Reason::UnsupportedVersion => "バージョン1の証明書です。バージョン3での再発行が必要です",
        Reason::NameNotPermitted => "認証局に認められていない名前の証明書です",
        Reason::UnsupportedConstraint => {
            "認証局の名前の制限に、ここでは確かめられない種類があります"
        }
        Reason::UnsupportedPath => "認証局が自身に発行した証明書を通る経路は、ここではたどれません",
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
        Reason::KeyAccessDenied => {
            "この Windows ユーザーには証明書の秘密キーを使う権限がありません（Windows の表示: キーセットがありません）"
        }
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
        Reason::OtherKey => "この証明書は、別の鍵に対してすでに発行されています",
        Reason::RenewalClosed => "期限切れの証明書は更新できません。新しく発行申請をしてください",
        Reason::NoLetter => "電子証明書発行通知書がまだ届いていません",
        Reason::WrongCredentials => {
            "ID とパスワードが、端末に最後に届いた電子証明書発行通知書のものと違います"
        }
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
