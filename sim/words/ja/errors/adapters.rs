//! Adapters that have to be mended, in Japanese.

use super::files;
use crate::check::AdapterError;
use crate::shown::Shown;

pub(crate) fn adapter(error: &AdapterError) -> String {
    match error {
        AdapterError::Stopped => {
            "途中で中止しました。起動したプログラムはすべて終了させました".to_owned()
        }
        AdapterError::NotStarted { program, kind } => {
            format!(
                "プログラム {} を起動できません（{}）",
                Shown::text(program),
                files::io(*kind)
            )
        }
        AdapterError::Mute { seconds, stderr } => format!(
            "アダプターが{seconds}秒以内に `hello` に応答しませんでした{}",
            said(stderr)
        ),
        AdapterError::Unflushed { op } => format!(
            "アダプターは、入力が終わって初めて `{op}` に応答しました。出力をフラッシュしていません"
        ),
        AdapterError::EndedAtOnce { how, stderr } => format!(
            "アダプターが `hello` に応答せずに終了しました（{how}）{}",
            said(stderr)
        ),
        AdapterError::Quit { seq, stderr } => format!(
            "アダプターが要求{seq}に応答せず、自分から終了しました{}",
            said(stderr)
        ),
        AdapterError::NoAnswer { line, detail } => format!(
            "アダプターが出力に書いた `{}` は応答として読めません（{detail}）",
            Shown::text(line)
        ),
        AdapterError::NoNumber { asked } => {
            format!("アダプターの応答に `seq` {asked} がありません")
        }
        AdapterError::Twice { seq } => format!("アダプターが要求{seq}に2回応答しました"),
        AdapterError::OutOfOrder { asked, answered } => {
            format!("要求{asked}に対して、アダプターは{answered}番として応答しました")
        }
        AdapterError::Flood { bytes_max } => {
            format!("アダプターが、応答のないまま{bytes_max}バイトを超えて書き続けました")
        }
        AdapterError::UnknownOutcome { seq, given } => format!(
            "要求{seq}への応答の `outcome` の値 `{}` はコードではありません",
            Shown::text(given)
        ),
        AdapterError::NoOutcome { seq } => {
            format!("要求{seq}への応答に `outcome` も `skip` もありません")
        }
        AdapterError::Incomplete { field } => {
            format!("`hello` への応答に `{field}` がありません")
        }
        AdapterError::Silent { count, last } => {
            let last = match *last {
                "crashed" => "異常終了",
                _ => "時間切れ",
            };
            format!("アダプターが、最初の{count}件のどれにも応答しませんでした（最後は{last}）")
        }
    }
}

fn said(stderr: &str) -> String {
    match stderr.is_empty() {
        true => String::new(),
        false => format!("。標準エラー出力: `{}`", Shown::text(stderr)),
    }
}
