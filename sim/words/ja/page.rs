//! ページの言葉。

use super::Japanese;
use crate::reason::Reason;
use crate::words::number::with_commas;
use crate::words::{Caption, FactWords, PageWords};

impl PageWords for Japanese {
    fn caption(&self, caption: Caption) -> &'static str {
        self::caption(caption)
    }

    fn verdict(&self, passed: usize, failed: usize, broken: usize) -> String {
        let all = passed + failed;
        let played = match (failed, all) {
            (_, 0) => "実行したシナリオはありません".to_owned(),
            (0, 1) => "シナリオは合格です".to_owned(),
            (1, 1) => "シナリオは不合格です".to_owned(),
            (0, _) => format!("シナリオ{all}本すべて合格です"),
            _ => format!("シナリオ{all}本のうち{failed}本が不合格です"),
        };
        match broken {
            0 => played,
            _ => format!("{played}（読み取れないファイル {broken}）"),
        }
    }

    fn quiet(&self, days: i64) -> String {
        format!("{}日間", with_commas(days.unsigned_abs()))
    }

    fn certificate_line(&self, ordinal: u32, from: &str, to: &str) -> String {
        format!("{ordinal}枚目 {from} ～ {to}")
    }

    fn renewable_from(&self, from: &str) -> String {
        format!("{from} から更新できます")
    }

    fn step(&self, number: usize) -> String {
        format!("手順{number}")
    }

    fn outage(&self, reason: Reason, from: &str, to: Option<&str>) -> String {
        let sentence = Japanese.sentence(reason);
        match to {
            Some(to) => format!("{from} ～ {to}: {sentence} [{reason}]"),
            None => format!("{from} から最後まで: {sentence} [{reason}]"),
        }
    }

    fn timeline(&self, names: &str, from: &str, to: &str) -> String {
        format!("{names} の年表（{from} ～ {to}）")
    }

    fn more(&self, count: usize) -> String {
        format!("…ほか{count}件")
    }
}

fn caption(caption: Caption) -> &'static str {
    match caption {
        Caption::Result => "結果",
        Caption::Pass => "合格",
        Caption::Fail => "不合格",
        Caption::Scenario => "シナリオ",
        Caption::Scenarios => "シナリオ一覧",
        Caption::Steps => "手順数",
        Caption::WithoutService => "サービス停止（分）",
        Caption::NoticesMissed => "未読のお知らせ",
        Caption::Letters => "通知書",
        Caption::Yen => "費用（円）",
        Caption::Time => "時刻",
        Caption::Pc => "端末",
        Caption::Event => "出来事",
        Caption::NotRead => "読み取れないファイル",
        Caption::Around => "不合格までの数日間",
        Caption::Overview => "全体",
        Caption::WhatHappened => "起きたこと",
        Caption::Files => "作られたファイル",
        Caption::Again => "もう一度実行するには",
        Caption::Seed => "シード",
        Caption::Rows => "マニュアルの項目",
        Caption::Begins => "開始",
        Caption::Ends => "終了",
        Caption::Filter => "名前で絞り込む",
        Caption::OnlyFailed => "不合格のみ",
        Caption::OpenAll => "すべて開く",
        Caption::CloseAll => "すべて閉じる",
        Caption::Legend => "年表の見方",
        Caption::Certificates => "証明書",
        Caption::Service => "サービス",
        Caption::Deeds => "操作",
        Caption::Notices => "お知らせ",
        Caption::Post => "郵便",
        Caption::Faults => "障害",
        Caption::Off => "電源",
        Caption::Fees => "料金",
        Caption::Valid => "有効な証明書",
        Caption::Due => "更新の時期（有効期限まで）",
        Caption::Revoked => "失効した証明書",
        Caption::Up => "サービスを利用できる",
        Caption::Lost => "サービスを利用できない（理由つき）",
        Caption::Done => "操作が行われた（数字は回数）",
        Caption::Refused => "操作が拒否された",
        Caption::Read => "読まれたお知らせ",
        Caption::Missed => "誰も読まなかったお知らせ",
        Caption::Arrived => "通知書（発送から到着まで）",
        Caption::Undelivered => "届かなかった通知書",
        Caption::Broken => "故障や時計の狂いが続いている",
        Caption::PcOff => "端末の電源が切れている",
        Caption::Quiet => "何も起きなかった期間（省略）",
    }
}
