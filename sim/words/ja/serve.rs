//! What `kigen serve` says, in Japanese.

use std::num::NonZeroU32;

use super::Japanese;
use crate::words::{RequestProblem, ServeWords};

impl ServeWords for Japanese {
    fn serving(&self, time: &str, tick: Option<NonZeroU32>) -> String {
        match tick {
            None => format!("現在の時刻は {time}（動かすまで止まっています）"),
            Some(NonZeroU32::MIN) => format!("現在の時刻は {time}（実際と同じ速さで進みます）"),
            Some(rate) => format!("現在の時刻は {time}（実際の{rate}倍の速さで進みます）"),
        }
    }

    fn standing_at(&self, time: &str) -> String {
        format!("  {time} で固定")
    }

    fn request_problem(&self, problem: &RequestProblem<'_>) -> String {
        match problem {
            RequestProblem::NoToken => {
                "レディファイルのトークンを「Authorization: Bearer トークン」で送ってください"
                    .to_owned()
            }
            RequestProblem::WrongHost => {
                "localhost、127.0.0.1、[::1] 宛ての要求にだけ応答します".to_owned()
            }
            RequestProblem::ForeignForm => {
                "このサーバーのページのフォームではないか、サーバーが起動し直されています。このページからもう一度送信してください".to_owned()
            }
            RequestProblem::NoSuchPath => "このパスには何もありません".to_owned(),
            RequestProblem::WrongMethod => {
                "このパスには、ヘッダー Allow にあるメソッドを使ってください".to_owned()
            }
            RequestProblem::WrongBody { detail } => {
                format!("本文が、求められている JSON ではありません（{detail}）")
            }
            RequestProblem::TooLong { bytes_max } => {
                format!("本文は {bytes_max} バイトまでです")
            }
            RequestProblem::TooSlow => "本文が時間内に届きませんでした".to_owned(),
            RequestProblem::ExpectGiven => {
                "`expect` は書かないでください。手順の結果は応答でわかります".to_owned()
            }
            RequestProblem::Refused { ja, .. } => (*ja).to_owned(),
        }
    }
}
