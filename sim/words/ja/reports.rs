//! レポートの言葉。

use std::fmt::Display;

use super::Japanese;
use super::events::length;
use crate::bundle::FoundKey;
use crate::inspection::Deadline;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::store::KeyState;
use crate::time::Zone;
use crate::words::FactWords;
use crate::words::{Failure, ReportWords};

impl ReportWords for Japanese {
    fn times_in(&self, zone: &Zone) -> String {
        format!("（時刻は {zone}）")
    }

    fn passed(&self, steps: usize) -> String {
        format!("合格: {steps}手順すべて期待どおり")
    }

    fn passed_in_short(&self, name: &dyn Display, steps: usize, title: &dyn Display) -> String {
        format!("合格  {name}: {title}（{steps}手順）")
    }

    fn failed(&self, failure: &str) -> String {
        format!("不合格: {failure}")
    }

    fn failure(&self, failure: &Failure<'_>) -> String {
        let Failure {
            place,
            step,
            steps,
            title,
            expected,
            got,
        } = failure;
        format!("{place}: {steps}手順中の{step}番目、{title}: 期待は {expected}、結果は {got}")
    }

    fn all(&self, passed: usize, failed: usize, steps: usize, events: usize) -> String {
        format!("合格 {passed}、不合格 {failed}（手順 {steps}、出来事 {events}）")
    }

    fn and_broken(&self, all: &str, broken: usize) -> String {
        format!("{all}、読み取れないファイル {broken}")
    }

    fn explanation(&self, reason: Reason) -> &'static str {
        super::explanations::explanation(reason)
    }

    fn shown_in(&self) -> &'static str {
        "シナリオ"
    }

    fn life(&self, state: State, from: &str, to: &str, days_left: i64) -> String {
        match state {
            State::Expired if days_left == 0 => format!("expired: {to} に期限切れ"),
            State::Expired => format!("expired: {}日前の {to} に期限切れ", -days_left),
            State::NotYetValid => format!("not-yet-valid: {from} から有効"),
            State::NeverValid => {
                format!("never-valid: 終わりの {to} が始まりの {from} より前")
            }
            _ => format!("{state}: {}、{to} まで", self.days_left(days_left)),
        }
    }

    fn refused(&self, reason: Reason, why: &dyn Display, until: Option<&str>) -> String {
        match until {
            Some(until) => format!("{reason}: {why}（証明書自体の有効期限は {until}）"),
            None => format!("{reason}: {why}（証明書自体は有効期限なし）"),
        }
    }

    fn nameless(&self) -> &'static str {
        "（名前なし）"
    }

    fn no_expiry(&self) -> &'static str {
        "有効期限なし"
    }

    fn range(&self, first: &str, last: &str) -> String {
        format!("{first} ～ {last}")
    }

    fn specimen_outcome(&self, state: &str, outcome: Outcome) -> String {
        match outcome {
            Outcome::Ok => format!("受け入れられる [{state}]"),
            Outcome::Refused(reason) => {
                format!("拒否: {} [{reason}]", Japanese.sentence(reason))
            }
        }
    }

    fn stage(&self, from: Option<&str>, until: Option<&str>, code: &str) -> String {
        match (from, until) {
            (Some(from), _) => format!("{from} から: {code}"),
            (None, Some(until)) => format!("{until} より前: {code}"),
            (None, None) => format!("常に: {code}"),
        }
    }

    fn now(&self) -> &'static str {
        "（現在）"
    }

    fn made(&self, count: usize, folder: &dyn Display, beside: &str) -> String {
        format!("{folder} に {count} 件を作成（ほかに {beside}）")
    }

    fn found(&self, keys: usize, certificates: usize) -> String {
        format!("秘密キー {keys} 個、証明書 {certificates} 枚")
    }

    fn not_converted(&self, number: usize) -> String {
        format!(
            "ほかの形式に対応するものがないため除きました: {number} 個（失効リスト、シークレット、要求など）"
        )
    }

    fn converted(&self, files: &str, folder: &dyn Display) -> String {
        format!("{folder} に変換しました: {files}")
    }

    fn begun(&self, file: &dyn Display, start: &str) -> String {
        format!("{file}: {start} に開始")
    }

    fn undone(&self, title: &str) -> String {
        format!("取り消しました: {title}")
    }

    fn empty_stores(&self) -> &'static str {
        "ストアは空です"
    }

    fn private_key(&self, key: KeyState) -> &'static str {
        match key {
            KeyState::Exportable => "秘密キーあり（エクスポート可能）",
            KeyState::NotExportable => "秘密キーあり（エクスポート不可）",
            KeyState::Missing => "秘密キーが見つかりません",
        }
    }

    fn archived(&self) -> &'static str {
        "アーカイブ済み（保存されていますが、一覧に表示されず、選択もされません）"
    }

    fn services(&self, outcome: Outcome) -> String {
        match outcome {
            Outcome::Ok => "サービスに接続できる状態です".to_owned(),
            Outcome::Refused(reason) => {
                let sentence = Japanese.sentence(reason);
                format!("サービスに接続できない状態です: {sentence} [{reason}]")
            }
        }
    }

    fn clock(&self, file: &dyn Display, time: &str, steps: usize) -> String {
        format!("{file}: 現在 {time}（手順 {steps}）")
    }

    fn contents(&self, keys: usize, certificates: usize) -> String {
        format!("秘密キー {keys}、証明書 {certificates}")
    }

    fn not_opened(&self) -> &'static str {
        "パスワードの指定がないため開いていません"
    }

    fn held_key(&self, number: usize, key: &FoundKey) -> Option<String> {
        let name = key.algorithm.as_deref();
        let what = match &key.encryption {
            _ if key.unreadable => format!("{}（読み取れません）", name.unwrap_or("種類不明")),
            None if key.encrypted => match name {
                Some(name) => format!("{name}、暗号化されています（開いていません）"),
                None => "暗号化されています（開いていません）".to_owned(),
            },
            Some(with) if key.encrypted => {
                format!("{with} で暗号化されています（開いていません）")
            }
            Some(with) => format!("{}、{with} で暗号化", name.unwrap_or("種類不明")),
            None => name.filter(|_| !key.can_sign())?.to_owned(),
        };
        Some(format!("秘密キー {number}: {what}"))
    }

    fn passed_over_blocks(&self, listed: &str) -> String {
        format!("そのほかの PEM ブロック（読み飛ばしました）: {listed}")
    }

    fn other_bags(&self, listed: &str) -> String {
        format!("読み飛ばしたバッグ: {listed}")
    }

    fn what_to_do(&self) -> &'static str {
        "対処"
    }

    fn source_label(&self) -> &'static str {
        "出典"
    }

    fn revocation_list(&self, issuer: &dyn Display) -> String {
        format!("失効リスト（発行者 {issuer}）")
    }

    fn revoked(&self, count: usize, issued: &str, next: &str) -> String {
        format!("失効 {count}、発行 {issued}、次回 {next}")
    }

    fn files(&self, count: usize, outcomes: &str) -> String {
        format!("ファイル {count}件: {outcomes}")
    }

    fn passed_over(&self, count: usize) -> String {
        format!("対象外のファイル {count}件")
    }

    fn certificates(&self, count: usize, states: &str) -> String {
        format!("証明書 {count}枚: {states}")
    }

    fn late(&self, certificates: usize, lists: usize, deadline: &Deadline, until: &str) -> String {
        let span = length(deadline.span);
        let lists = match lists {
            0 => String::new(),
            lists => format!("、失効リスト {lists}件"),
        };
        format!("期限切れ、または {span}以内（{until} まで）に期限切れ: {certificates}枚{lists}")
    }

    fn next_to_expire(&self) -> &'static str {
        "次に期限切れになる証明書:"
    }

    fn days_left(&self, days: i64) -> String {
        match days {
            0 => "残り1日未満".to_owned(),
            _ => format!("残り{days}日"),
        }
    }
}
