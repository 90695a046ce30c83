//! 他のプログラムの検査の言葉。

use std::fmt::Display;

use super::Japanese;
use crate::check::{Reply, Verdict};
use crate::outcome::Outcome;
use crate::words::CheckWords;

impl CheckWords for Japanese {
    fn failed(&self, id: &str, verdict: Verdict) -> String {
        format!("不合格 {id}: {verdict}")
    }

    fn known(&self, id: &str, verdict: Verdict, reason: &dyn Display) -> String {
        format!("既知 {id}: {verdict}: {reason}")
    }

    fn mended(&self, id: &str) -> String {
        format!("不合格 {id}: 合格しています。既知の不合格から外してください")
    }

    fn right(&self, expected: Outcome, also: &[Outcome]) -> String {
        match also.is_empty() {
            true => expected.to_string(),
            false => {
                let also: Vec<&str> = also.iter().map(|outcome| outcome.code()).collect();
                format!("{expected}（または {}）", also.join("、"))
            }
        }
    }

    fn got(&self, reply: &Reply) -> String {
        match reply {
            Reply::Accepted(_) => Outcome::Ok.to_string(),
            Reply::Refused(Some(reason)) => reason.code().to_owned(),
            Reply::Refused(None) => "別の理由での拒否".to_owned(),
            Reply::Hung => "時間切れ".to_owned(),
            Reply::Crashed(_) => "応答せずに終了".to_owned(),
            Reply::Skipped(_) => "応答なし".to_owned(),
        }
    }

    fn got_then(&self, first: &str, then: &str) -> String {
        format!("{first}、再実行では {then}")
    }

    fn expected(&self, right: &str, got: &str) -> String {
        format!("期待は {right}、結果は {got}")
    }

    fn long_way(&self, count: usize) -> String {
        format!("要求は {count} 件。末尾だけを示します（--out DIR で全件を書き出します）")
    }

    fn said_label(&self) -> &'static str {
        "メッセージ"
    }

    fn again_label(&self) -> &'static str {
        "再実行"
    }

    fn source_label(&self) -> &'static str {
        "根拠"
    }

    fn checked(&self, name: &str, cases: usize, counts: &str, seconds: u64) -> String {
        format!("{name}: {cases}件: {counts}（{seconds}秒）")
    }

    fn nothing_changed(&self) -> &'static str {
        "変化はありません"
    }

    fn changed(
        &self,
        program: &dyn Display,
        id: &dyn Display,
        before: Option<Verdict>,
        after: Option<Verdict>,
        is_worse: bool,
    ) -> String {
        let worse = if is_worse { "悪化 " } else { "" };
        let change = match (before, after) {
            (Some(before), Some(after)) => format!("{before} から {after} へ"),
            (Some(before), None) => format!("{before} から削除"),
            (None, Some(after)) => format!("新規、{after}"),
            (None, None) => "削除".to_owned(),
        };
        format!("{worse}{program}: {id}: {change}")
    }

    fn page_title(&self, programs: usize, cases: usize, wrong: usize) -> String {
        match wrong {
            0 => format!("プログラム{programs}件、ケース{cases}件はすべて正しい結果です"),
            _ => format!("プログラム{programs}件、ケース{cases}件のうち{wrong}件に誤りがあります"),
        }
    }

    fn programs_heading(&self) -> &'static str {
        "プログラム"
    }

    fn cases_heading(&self) -> &'static str {
        "誤りのあったケース"
    }

    fn case_column(&self) -> &'static str {
        "ケース"
    }

    fn all_right(&self, count: usize) -> String {
        format!("誤りのなかったケース（{count}件）")
    }

    fn columns(&self) -> [&'static str; 13] {
        [
            "プログラム",
            "検査",
            "正しい",
            "誤って受理",
            "誤って拒否",
            "パスワードのせいにする",
            "理由が誤り",
            "内容が誤り",
            "規則に反する",
            "ハング",
            "異常終了",
            "結果が不安定",
            "対象外",
        ]
    }
}
