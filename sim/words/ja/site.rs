//! ブラウザーで操作するページの言葉。

use std::num::NonZeroU32;

use super::Japanese;
use crate::words::{SiteButton, SiteText, SiteWords};

impl SiteWords for Japanese {
    fn site(&self, text: SiteText) -> &'static str {
        match text {
            SiteText::Simulated => {
                "これはシミュレーションです。実在のサイトや証明書とは関係ありません"
            }
            SiteText::Home => "時計と端末",
            SiteText::Portal => "ポータルサイト",
            SiteText::DownloadSite => "ダウンロードサイト",
            SiteText::Timeline => "年表",
            SiteText::Now => "現在の時刻",
            SiteText::ClockStands => "時計は、ここで進めるまで止まっています",
            SiteText::MoveClock => "時計を進める",
            SiteText::OtherMoment => "ほかの日時",
            SiteText::LastStep => "直前の操作の結果",
            SiteText::Certificate => "電子証明書",
            SiteText::NoneInStore => "ストアにありません",
            SiteText::Services => "サービス",
            SiteText::Letter => "電子証明書発行通知書",
            SiteText::NoLetter => "まだ届いていません",
            SiteText::OpenLetter => "通知書を読む",
            SiteText::Notice => "画面のお知らせ",
            SiteText::NoNotice => "出ていません",
            SiteText::UsePc => "この端末を操作する",
            SiteText::Endpoints => "クライアントの接続先",
            SiteText::LetIn => "接続できました",
            SiteText::AboutPortal => {
                "オンライン資格確認 PC 1台につき、電子証明書が1枚必要です。申請すると、約1週間後に通知書が簡易書留で届きます"
            }
            SiteText::AboutLetter => {
                "ダウンロードサイトで、次の ID とパスワードを入力してください。ダウンロードできるのは、発行から180日間（既定）です"
            }
            SiteText::Id => "通知書の ID",
            SiteText::Password => "通知書のパスワード",
            SiteText::AboutDownload => {
                "通知書の ID とパスワードを入力し、証明書パスワードを4桁の半角数字で決めてください。証明書パスワードは、インポートのときに必要です"
            }
            SiteText::CertificatePassword => "証明書パスワード（4桁の半角数字）",
            SiteText::AboutPc => {
                "この端末の Windows の画面で行う操作です。ダウンロードしたファイルは、お使いのブラウザーやプログラムにもインポートできます"
            }
            SiteText::Renewal => "MPKIクライアント",
            SiteText::Backup => "バックアップ",
            SiteText::AboutBackup => {
                "更新した証明書は、端末の故障に備えてバックアップしてください。作ったファイルはダウンロードされ、ほかのプログラムにもインポートできます"
            }
            SiteText::FileName => "ファイル名",
            SiteText::AnyStep => "そのほかの操作",
            SiteText::AboutAnyStep => "シナリオの手順を1つ書いてください。障害も起こせます",
        }
    }

    fn button(&self, button: SiteButton) -> &'static str {
        match button {
            SiteButton::OneHour => "1時間",
            SiteButton::OneDay => "1日",
            SiteButton::OneWeek => "1週間",
            SiteButton::ThirtyDays => "30日",
            SiteButton::UntilLetter => "通知書が届くまで",
            SiteButton::UntilRenewal => "更新できるようになるまで",
            SiteButton::UntilLastSecond => "有効期限の最後の1秒まで",
            SiteButton::UntilExpired => "期限切れの直後まで",
            SiteButton::Move => "進める",
            SiteButton::Apply => "発行を申請する",
            SiteButton::Inquire => "申請状況を照会する",
            SiteButton::Cancel => "申請を取り消す",
            SiteButton::Revoke => "失効を申請する",
            SiteButton::OpenAccount => "アカウントを登録する",
            SiteButton::Download => "ダウンロードする",
            SiteButton::Import => "ダウンロードした証明書をインポートする",
            SiteButton::Check => "ストアの証明書を確認する",
            SiteButton::Connect => "サービスに接続する",
            SiteButton::Dismiss => "お知らせを閉じる",
            SiteButton::Renew => "証明書を更新する",
            SiteButton::DeleteOld => "更新前の証明書を削除する",
            SiteButton::DeleteExpired => "期限切れの証明書を削除する",
            SiteButton::MakeBackup => "バックアップを作る",
            SiteButton::Play => "実行する",
        }
    }

    fn clock_runs(&self, rate: NonZeroU32) -> String {
        match rate.get() {
            1 => "時計は、実際と同じ速さで進んでいます".to_owned(),
            rate => format!("時計は、実際の{rate}倍の速さで進んでいます"),
        }
    }

    fn letter_arrived(&self, time: &str) -> String {
        format!("{time} に届きました")
    }

    fn not_done(&self, sentence: &str) -> String {
        format!("できませんでした: {sentence}")
    }
}
