//! Texts that are not the values they should be. Hints say what to write.

use crate::certificate::ThumbprintError;
use crate::digest::DigestError;
use crate::label::{LABEL_CHARS, LabelError};
use crate::lifecycle::power::PowerError;
use crate::named::UnknownName;
use crate::pin::PinError;
use crate::reason::UnknownReason;
use crate::shown::Shown;
use crate::store::UnknownDisposition;
use crate::time::{
    CalendarError, DateRangeError, InstantError, MomentError, SPAN_DAYS_MAX, SpanError, YEAR_MAX,
    YEAR_MIN, ZoneError,
};

/// A text as it was given.
fn given(text: &str) -> String {
    format!("「{}」", Shown::text(text))
}

pub(crate) fn pin(error: &PinError) -> String {
    match *error {
        PinError::Empty => "パスワードが空です。4桁の数字を入力してください".into(),
        PinError::Length { count } => {
            format!("パスワードが{count}桁です。4桁の数字を入力してください")
        }
        PinError::FullWidth => "パスワードが全角です。半角に切り替えて入力してください".into(),
        PinError::Blank { position } => {
            format!("パスワードの{position}文字目が空白です。数字だけを入力してください")
        }
        PinError::NotDigit { position } => {
            format!("パスワードの{position}文字目が数字ではありません。数字だけを入力してください")
        }
    }
}

pub(crate) fn label(error: &LabelError) -> String {
    match error {
        LabelError::Empty => "名前が空です".into(),
        LabelError::TooLong { count } => {
            format!("名前は{LABEL_CHARS}文字までです（これは{count}文字）")
        }
        LabelError::Forbidden { character } => format!(
            "名前に {} は使えません（ファイル名の一部になるため）",
            Shown::text(character.to_string())
        ),
        LabelError::Invisible { character } => format!(
            "名前に見えない文字 {} が含まれています。入力し直してください",
            character.escape_unicode()
        ),
        LabelError::Edge => "名前の先頭には空白を、末尾には空白とピリオドを使えません".into(),
        LabelError::Reserved { name } => format!(
            "{} は Windows の装置名のため、ファイル名に使えません",
            given(name)
        ),
    }
}

pub(crate) fn span(error: &SpanError) -> String {
    match error {
        SpanError::Empty => "長さがありません。31d や 1d12h のように書いてください".into(),
        SpanError::NoNumber(text) => format!(
            "{}の前に整数がありません。31d や 1d12h のように書いてください",
            given(text)
        ),
        SpanError::NoUnit(number) => format!(
            "{}に単位がありません。直後に w、d、h、m、s のどれかを書いてください",
            given(number)
        ),
        SpanError::UnknownUnit(unit) => format!(
            "{}という単位はありません。w、d、h、m、s のどれかを使ってください",
            given(unit)
        ),
        SpanError::CalendarUnit(unit) => format!(
            "{}は使えません。月や年は長さが決まらないので、31d や 365d のように日数で書いてください",
            given(unit)
        ),
        SpanError::UnitOrder(unit) => format!(
            "単位{}の位置が違います。w、d、h、m、s の順に1回ずつ書いてください",
            given(unit)
        ),
        SpanError::TooLong => format!("200年（{SPAN_DAYS_MAX}日）を超えています"),
    }
}

pub(crate) fn instant(error: &InstantError) -> String {
    match error {
        InstantError::NoZone(text) => format!(
            "{}に時差がありません。+09:00 または Z を付けてください",
            given(text)
        ),
        InstantError::Fraction(text) => format!(
            "{}に秒未満の端数があります。秒までで書いてください",
            given(text)
        ),
        InstantError::DateOnly(text) => format!(
            "{}は日付だけです。T10:00:00+09:00 のように時刻と時差を付けてください",
            given(text)
        ),
        InstantError::NoSuchDate(text) => format!(
            "{}は存在しない日付です。月と、その月の末日を確かめてください",
            given(text)
        ),
        InstantError::NoSuchTime(text) => format!(
            "{}の時刻または時差は存在しません。両方を確かめてください（うるう秒は扱いません）",
            given(text)
        ),
        InstantError::YearOutOfRange(text) => format!(
            "{}は{YEAR_MIN}年から{YEAR_MAX}年まで（UTC）の範囲にありません",
            given(text)
        ),
        InstantError::Malformed(text) => format!(
            "{}は日時ではありません。2022-11-30T10:00:00+09:00 のように書いてください",
            given(text)
        ),
    }
}

pub(crate) fn moment(error: &MomentError) -> String {
    match error {
        MomentError::Instant(error) => instant(error),
        MomentError::Span(error) => span(error),
    }
}

pub(crate) fn date_range(error: &DateRangeError) -> String {
    match error {
        DateRangeError::Malformed(text) => format!(
            "{}は日付ではありません。2025-12-27..2026-01-04 のように、または1日だけを書いてください",
            given(text)
        ),
        DateRangeError::Backwards { first, last } => {
            format!("{last} は {first} より前です。早い日付を先に書いてください")
        }
    }
}

pub(crate) fn power(error: &PowerError) -> String {
    match error {
        PowerError::Malformed(text) => format!(
            "{}では電源が入っている時間が分かりません。always、または 08:30-18:30 business の\
             ように時間帯と曜日を書いてください",
            given(text)
        ),
        PowerError::NoDays(text) => format!(
            "{}に曜日がありません。daily、business、または mon-fri のような曜日を付けてください",
            given(text)
        ),
        PowerError::NoSuchTime(text) => format!(
            "{}は時刻ではありません。00:00 から 23:59 まで（午前0時は 00:00）で書いてください",
            given(text)
        ),
        PowerError::NoHours(text) => format!(
            "{}は始まりと終わりが同じです。電源を切らない PC なら always と書いてください",
            given(text)
        ),
        PowerError::UnknownDays(text) => format!(
            "{}は曜日ではありません。daily、business、または mon-fri や tue,sat のような曜日を\
             書いてください",
            given(text)
        ),
    }
}

pub(crate) fn digest(_: &DigestError) -> String {
    "SHA-256 は小文字の16進数64桁です".into()
}

pub(crate) fn thumbprint(_: &ThumbprintError) -> String {
    "拇印は16進数40桁です".into()
}

pub(crate) fn calendar(CalendarError(text): &CalendarError) -> String {
    format!(
        "{}という暦はありません。japan か、weekdays -05:00 のように weekdays と時差を書いてください",
        given(text)
    )
}

pub(crate) fn zone(ZoneError(text): &ZoneError) -> String {
    format!(
        "{}はタイムゾーンではありません。JST、UTC、または +05:30 のような時差を書いてください",
        given(text)
    )
}

pub(crate) fn unknown_disposition(error: &UnknownDisposition) -> String {
    let value = error.value;
    format!("{value} という追加方法はありません（1 から 7 まで）")
}

pub(crate) fn unknown_reason(error: &UnknownReason) -> String {
    let code = given(&error.code);
    match error.near {
        Some(near) => format!("{code}という理由コードはありません。「{near}」ではありませんか"),
        None => format!("{code}という理由コードはありません"),
    }
}

pub(crate) fn unknown_name(error: &UnknownName) -> String {
    let (name, kind) = (given(&error.given), kind(error.kind));
    match error.near {
        Some(near) => format!("{name}という{kind}はありません。「{near}」ではありませんか"),
        None => format!(
            "{name}という{kind}はありません（指定できる値: {}）",
            error.known.join("、")
        ),
    }
}

/// What the names of a closed list name.
pub(crate) fn kind(kind: &str) -> &'static str {
    match kind {
        "choice of a certificate" => "証明書の選び方",
        "way to select a certificate" => "証明書の自動選択",
        "choice of certificates to delete" => "削除する証明書の選び方",
        "content of a file" => "ファイルの内容",
        "encryption in the export wizard" => "エクスポートの暗号化方式",
        "encryption profile" => "暗号化方式",
        "application channel" => "申請の入口",
        "format" => "形式",
        "consumer" => "読み込むプログラム",
        "kind of fee" => "料金の種類",
        "kind of file" => "ファイルの種類",
        "kind of key" => "鍵の種類",
        "hash function" => "ハッシュ関数",
        "language" => "言語",
        "moment of a PC" => "時点",
        "point at which the power fails" => "停電の箇所",
        "schema" => "スキーマ",
        "service" => "サービス",
        "state" => "状態",
        "state of an application" => "申請の状態",
        "store" => "ストア",
        "way to pay" => "支払方法",
        _ => "値",
    }
}
