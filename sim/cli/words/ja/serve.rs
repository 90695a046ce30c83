//! Errors and hints of `kigen serve` and `kigen clock`, in Japanese.

use crate::error::ServeMistake;
use kigen::lang::Lang;
use kigen::serve::{ClientError, ServeError};
use kigen::time::Zone;
use kigen::words::{self, Voice};

pub(super) fn error(mistake: &ServeMistake, zone: &Zone) -> String {
    let lang = Lang::Ja;
    let library =
        |error: &(dyn std::error::Error + 'static)| words::error(error, Voice::of(lang, zone));
    match mistake {
        ServeMistake::Start(error) => start(error, &library),
        ServeMistake::Time { given, error: None } => {
            format!("--at {given}: 名前と日時を指定してください")
        }
        ServeMistake::Time {
            given,
            error: Some(error),
        } => format!("--at {given}: {}", library(error)),
        ServeMistake::Ask(error) => ask(error, &library),
    }
}

type Library<'a> = dyn Fn(&(dyn std::error::Error + 'static)) -> String + 'a;

fn start(error: &ServeError, library: &Library<'_>) -> String {
    match error {
        ServeError::Session(error) => library(error),
        ServeError::File(error) => library(error),
        ServeError::Trust(error) => format!("--trust: {}", library(error)),
        ServeError::Port { port, kind } => {
            format!("127.0.0.1 のポート {port} を使えません（{kind}）")
        }
        ServeError::NotRun { kind } => format!("サーバーを動かせません（{kind}）"),
        ServeError::Time { name, reason } => {
            format!("「{name}」の日時がまだ決まりません: {}", library(reason))
        }
        ServeError::SameName { name } => format!("「{name}」という日時が2つあります"),
        ServeError::TooManyTimes { max } => format!("--at で指定できる日時は {max} 個までです"),
        error => error.to_string(),
    }
}

fn ask(error: &ClientError, library: &Library<'_>) -> String {
    match error {
        ClientError::File(error) => library(error),
        ClientError::NotReady => "kigen serve のレディファイルではありません".to_owned(),
        ClientError::NoAnswer { host, kind } => {
            format!("{host} のサーバーから応答がありません（{kind}）")
        }
        ClientError::Stranger { host } => {
            format!("{host} で応答したのは kigen serve ではありません")
        }
        ClientError::Refused { code, ja, .. } => format!("{ja} [{code}]"),
        error => error.to_string(),
    }
}

pub(super) fn hint(mistake: &ServeMistake) -> Option<&'static str> {
    Some(match mistake {
        ServeMistake::Start(ServeError::Port { .. }) => {
            "--port を省略すると、空いているポートを使います"
        }
        ServeMistake::Start(ServeError::Time { .. }) => {
            "先に PC に証明書を入れるか、決まった日時を指定してください"
        }
        ServeMistake::Start(ServeError::SameName { .. }) => "--at には別々の名前を付けてください",
        ServeMistake::Start(_) => return None,
        ServeMistake::Time { .. } => {
            "--at after=2029-02-28T10:00:00+09:00 や --at 'after=受付01.not_after + 1s' のように書いてください"
        }
        ServeMistake::Ask(ClientError::File(_) | ClientError::NotReady) => {
            "kigen serve と kigen clock に同じ --ready-file を指定するか、KIGEN_READY を設定してください"
        }
        ServeMistake::Ask(ClientError::NoAnswer { .. } | ClientError::Stranger { .. }) => {
            "サーバーは終わっています。kigen serve で起動し直してください"
        }
        ServeMistake::Ask(_) => return None,
    })
}
