//! Mistakes in scenario files in Japanese.

use super::Japanese;
use super::errors::{files, pki, scenarios, values};
use super::rollouts::rollout;
use crate::label::Label;
use crate::scenario::{Kind, Mistake, STEPS_MAX, StepActionKind, Syntax, ValueError};
use crate::shown::Shown;
use crate::words::MistakeWords;
use crate::world::LAST;

impl MistakeWords for Japanese {
    fn mistake(&self, mistake: &Mistake) -> String {
        sentence(mistake)
    }
}

pub(super) fn sentence(mistake: &Mistake) -> String {
    match mistake {
        Mistake::Syntax(error) => {
            format!("TOML として正しくありません。{}", syntax(error))
        }
        Mistake::DuplicateKey { key } => {
            format!("キー {} が2回書かれています", Shown::text(key))
        }
        Mistake::UnknownKey { key, known, near } => {
            let there_is = format!("ここに {} というキーはありません", Shown::text(key));
            meant(&there_is, near.as_deref(), known)
        }
        Mistake::UnknownDeed {
            of,
            name,
            known,
            near,
        } => {
            let there_is = format!("{} という{}はありません", Shown::text(name), deed(*of));
            meant(&there_is, near.as_deref(), known)
        }
        Mistake::MissingKey { key } => format!("{key} がありません"),
        Mistake::WrongKind { found, expected } => match (*found, *expected) {
            (Kind::Other, expected) => format!("ここには{}を書いてください", kind(expected)),
            (found, Kind::Other) => format!("ここに{}は書けません", kind(found)),
            (found, expected) => {
                let (found, expected) = (kind(found), kind(expected));
                format!("{expected}を書くところに{found}が書かれています")
            }
        },
        Mistake::Unquoted { found } => {
            let found = kind(*found);
            format!("引用符で囲んでください（文字列を書くところですが、{found}になっています）")
        }
        Mistake::UnquotedPin => {
            "パスワードは \"0042\" のように引用符で囲んでください（囲まないと先頭の 0 が失われます）"
                .into()
        }
        Mistake::UnquotedPassword => {
            "パスワードは、数字だけのときも引用符で囲んでください".into()
        }
        Mistake::Rollout(mistake) => rollout(mistake),
        Mistake::OutOfRange { low, high } => {
            format!("{low} から {high} までの整数を書いてください")
        }
        Mistake::StepTooLate => format!(
            "日時は {} までにしてください（証明書の期限が 9999年までに収まるように）",
            LAST.date_naive()
        ),
        Mistake::StartTooLate => format!(
            "開始は {} までにしてください（証明書の期限が 9999年までに収まるように）",
            LAST.date_naive()
        ),
        Mistake::FewestAndMost { most } => format!(
            "最少と最多の日数を [2, 5] のように書いてください（{most} まで）"
        ),
        Mistake::NotTwo => "[2, 5] のように2つの数値を書いてください".into(),
        Mistake::TooManyDays { most } => format!("日数は {most} 個まで書けます"),
        Mistake::Value(error) => value(error),
        Mistake::Pki(error) => pki::pki(error),
        other => of_scenarios(other),
    }
}

/// Mistakes in what is written correctly.
fn of_scenarios(mistake: &Mistake) -> String {
    match mistake {
        Mistake::BackupImported => {
            "バックアップは復元します。do.import ではなく do.restore と書いてください".into()
        }
        Mistake::PinOrPassword => {
            "pin か、4桁の数字以外を使う PKI では password の、どちらか一方を書いてください".into()
        }
        Mistake::IncompleteImport => {
            "最後にダウンロードしたファイルなら pin を、ほかのファイルなら \
             file、sha256、password を書いてください"
                .into()
        }
        Mistake::ClashingAnswers => "key_pin を書けるのは key_prompt = \"allow\" のときだけで、\
             \"allow\" には key_pin が必要です"
            .into(),
        Mistake::AfterLastYear => "扱える最後の年を過ぎています".into(),
        Mistake::EndAroundEvent => "日時か、+500d のように開始からの長さを書いてください".into(),
        Mistake::TooManySteps => format!("手順は {STEPS_MAX} までです"),
        Mistake::SamePc { name } => format!("PC「{name}」が2台あります"),
        Mistake::ClashingPcs { one, other } => format!(
            "「{one}」と「{other}」のファイルは、Windows や macOS では同じ名前になります。\
             どちらかの名前を変えてください"
        ),
        Mistake::IdlePc { name } => {
            format!("「{name}」の使い道がありません。services を書かないでください")
        }
        Mistake::UnknownPc { name, known } if known.is_empty() => {
            format!("PC「{name}」はありません。pcs = [\"{name}\"] と書いてください")
        }
        Mistake::UnknownPc { name, known } => {
            let known: Vec<&str> = known.iter().map(Label::as_str).collect();
            format!("PC「{name}」はありません（ある PC: {}）", known.join("、"))
        }
        Mistake::DoAndFault => "1つの手順に do と fault の両方は書けません".into(),
        Mistake::AtAndAfter => "1つの手順に at と after の両方は書けません".into(),
        Mistake::BeforeStepAbove => "前の手順より前には実行できません".into(),
        Mistake::NothingToExpect => "expect は do のある手順にだけ書けます".into(),
        Mistake::CarriedMissing { path, folder } => format!(
            "{} がありません。シナリオとフォルダー {} は一緒に置いてください",
            Shown::path(path),
            Shown::path(folder)
        ),
        Mistake::CarriedChanged { path, found } => format!(
            "{} が書き換えられています（今の SHA-256: {found}）",
            Shown::path(path)
        ),
        Mistake::Carried(error) => files::file(error),
        Mistake::Other { .. } => "書き方が正しくありません".into(),
        // Those of `sentence`.
        _ => mistake.to_string(),
    }
}

fn meant(there_is: &str, near: Option<&str>, known: &[String]) -> String {
    match near {
        Some(near) => format!("{there_is}。「{near}」ではありませんか"),
        None if known.is_empty() => there_is.to_owned(),
        None => format!("{there_is}（書けるもの: {}）", known.join("、")),
    }
}

fn deed(kind: StepActionKind) -> &'static str {
    match kind {
        StepActionKind::Action => "操作",
        StepActionKind::Fault => "障害",
        StepActionKind::Other => "選択肢",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "文字列",
        Kind::Integer => "整数",
        Kind::Float => "小数",
        Kind::Boolean => "真偽値",
        Kind::Date => "引用符のない日時",
        Kind::List => "リスト",
        Kind::Table => "キーと値の表",
        Kind::Other => "別の種類の値",
    }
}

fn value(error: &ValueError) -> String {
    match error {
        ValueError::Pin(error) => values::pin(error),
        ValueError::Label(error) => values::label(error),
        ValueError::Span(error) => values::span(error),
        ValueError::Instant(error) => values::instant(error),
        ValueError::Moment(error) => values::moment(error),
        ValueError::When(error) => scenarios::when(error),
        ValueError::DateRange(error) => values::date_range(error),
        ValueError::Power(error) => values::power(error),
        ValueError::Calendar(error) => values::calendar(error),
        ValueError::Pki(error) => pki::pki(error),
        ValueError::Roots(error) => files::trusted_roots(error),
        ValueError::Request(error) => files::request(error),
        ValueError::Chain(error) => files::chain(error),
        ValueError::Digest(error) => values::digest(error),
        ValueError::Outcome(error) => values::unknown_reason(error),
        ValueError::Name(error) => values::unknown_name(error),
    }
}

fn syntax(error: &Syntax) -> &'static str {
    match error {
        Syntax::OpenHeader => "表の名前の角かっこが閉じていません",
        Syntax::OpenList => "リストが ] で閉じていません",
        Syntax::OpenTable => "表が } で閉じていません",
        Syntax::OpenText => "文字列が引用符で閉じていません",
        Syntax::NoValue => "キーの後には等号と値が要ります",
        Syntax::NoKey => "キーがありません",
        Syntax::ExtraEquals => "等号が1つ多く書かれています",
        Syntax::NoComma => "コンマがありません",
        Syntax::ExtraComma => "コンマが1つ多く書かれています",
        Syntax::UnquotedText => "文字列は引用符で囲んでください",
        Syntax::LeadingZero => {
            "数値は 0 で始められません。パスワードやコードは引用符で囲んでください"
        }
        Syntax::Number => "数値の書き方が違います",
        Syntax::Escape => {
            "逆斜線の後の文字が違います。逆斜線を2つ書くか、一重引用符を使ってください"
        }
        Syntax::OneALine => "1行に書けるのは、1つのキーとその値だけです",
        Syntax::Invisible => "見えない文字が含まれています",
        Syntax::TooDeep => "入れ子が深すぎます",
        Syntax::Other(_) => "この位置の書き方を確かめてください",
    }
}
