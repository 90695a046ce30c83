//! Mistakes in roll-outs in Japanese.

use crate::scenario::RolloutMistake;
use crate::shown::Shown;

pub(super) fn rollout(mistake: &RolloutMistake) -> String {
    let shown = |text: &str| Shown::text(text.to_owned()).to_string();
    match mistake {
        RolloutMistake::Empty { list } => {
            format!("展開計画には [[{list}]] が少なくとも1つ必要です")
        }
        RolloutMistake::TooMany { list, most } => {
            format!("[[{list}]] は {most} 個までです")
        }
        RolloutMistake::Name => {
            "ここの名前に使えるのは英小文字と数字とハイフンです（例: first-notice）".into()
        }
        RolloutMistake::SameName { name } => format!("{} が2つあります", shown(name)),
        RolloutMistake::Weights { of } => {
            format!("{of} の重みの合計を 1 以上 1,000,000 以下にしてください")
        }
        RolloutMistake::Pcs { most } => format!("1施設の PC は1台から {most} 台までです"),
        RolloutMistake::WeeksAhead { most } => {
            format!("申請は運用開始の {most} 週前までです")
        }
        RolloutMistake::Facilities { most } => {
            format!("展開計画の施設は1施設から {most} 施設までです")
        }
        RolloutMistake::Date { on } => {
            format!("{on} は、上の日付より後、1970年から2200年までの日付にしてください")
        }
        RolloutMistake::Operating { kind } => format!(
            "運用中の割合は施設の種類ごとに千分の0から千分の1000までで、前の日付より減らせません。\
             {} を直してください",
            shown(kind)
        ),
        RolloutMistake::UnknownKind { kind } => {
            format!("{} という種類の施設はありません", shown(kind))
        }
        RolloutMistake::End => {
            "end は [[operating]] の最後の日付より後、2200年までにしてください".into()
        }
        RolloutMistake::Worlds { most } => format!("worlds は 1 から {most} までです"),
    }
}
