//! Errors and hints in Japanese.

use super::fleet::{error as fleet, hint as fleet_hint};
use std::error::Error;
use std::path::Path;

use crate::error::{CliError, SwarmMistake, TrustError};
use crate::usage::{Mistake, UsageError};
use kigen::check::AdapterError;
use kigen::conversion::ConversionError;
use kigen::file::FileError;
use kigen::lang::Lang;
use kigen::named::Named;
use kigen::path::PathError;
use kigen::reason::Reason;
use kigen::scenario::{SessionError, SourceError};
use kigen::shown::Shown;
use kigen::specimen::{SpecimenError, SpecimenState};
use kigen::time::{YEAR_MAX, YEAR_MIN, Zone};
use kigen::words::{self, Voice};
use kigen::world::LAST;

/// An error of the library.
fn library(error: &(dyn Error + 'static), zone: &Zone) -> String {
    let lang = Lang::Ja;
    words::error(error, Voice::of(lang, zone))
}

fn at(path: &Path, error: &(dyn Error + 'static), zone: &Zone) -> String {
    format!("{}: {}", Shown::path(path), library(error, zone))
}

/// Why a file cannot be judged by, in webpki's word where it has one.
fn trust(error: &TrustError, zone: &Zone) -> String {
    match error {
        TrustError::Unread(reason) => format!("{} [{reason}]", library(reason, zone)),
        TrustError::NoCertificates => "証明書がありません".to_owned(),
        TrustError::NoLists => "失効リストがありません".to_owned(),
        TrustError::Unusable(PathError::Malformed { detail }) => {
            format!("rustls-webpki では使えません（{detail}）")
        }
        TrustError::Unusable(error) => library(error, zone),
    }
}

fn trust_hint(error: &TrustError) -> Option<&'static str> {
    Some(match error {
        TrustError::Unread(Reason::FileNotFound) => {
            "パスを確認してください（現在のフォルダーから見たパスです）"
        }
        TrustError::Unread(Reason::WrongPassword) => {
            "--trust-password-file ファイル か、調べるファイルと同じ --pin を指定してください"
        }
        TrustError::Unread(_) => return None,
        TrustError::NoCertificates => {
            "ルート証明書（PEM または DER）か、PKCS#12 または JKS のトラストストアを指定してください"
        }
        TrustError::NoLists => {
            "DER の失効リスト、または X509 CRL という名前の PEM ブロックを指定してください"
        }
        TrustError::Unusable(_) => {
            "失効リストは、次回の更新日時があるバージョン2（OpenSSL では crl_extensions で指定）の完全なリストでなければなりません"
        }
    })
}

fn list<T: ToString>(names: &[T]) -> String {
    let names: Vec<String> = names.iter().map(T::to_string).collect();
    names.join("、")
}

pub(super) fn error(error: &CliError, zone: &Zone) -> String {
    match error {
        CliError::Usage(error) => usage(error, zone),
        CliError::Pin { option, error, .. } => format!("{option}: {}", library(error, zone)),
        CliError::Password(error) => library(error, zone),
        CliError::NotUtf8 { path } => {
            format!("{}: UTF-8 のテキストではありません", Shown::path(path))
        }
        CliError::TrustedRoots { path, error } => {
            format!("{}: {}", Shown::path(path), library(error, zone))
        }
        CliError::NoPassword => "パスワードが必要なファイルがあります".to_owned(),
        CliError::NothingFound => {
            "ここには証明書も、鍵も、キーストアも、失効リストもありません".to_owned()
        }
        CliError::Trust {
            option,
            path,
            error,
        } => format!("{option} {}: {}", Shown::path(path), trust(error, zone)),
        CliError::StartTooLate => "--start: 開始の日時が遠すぎます".to_owned(),
        CliError::OutOfYears { option } => format!("{option}: 日時が遠すぎます"),
        CliError::File(error) | CliError::Output(error) => library(error, zone),
        CliError::Stdin(error) => format!("標準入力を読み取れません（{}）", library(error, zone)),
        CliError::Stdout(error) => format!("標準出力に書き込めません（{}）", library(error, zone)),
        CliError::Source(error) => library(error, zone),
        CliError::MayNotLeave { name, error } => format!("{name}: {}", library(error, zone)),
        CliError::Failed(failure) => failure.clone(),
        CliError::NothingSelected => "名前が一致するシナリオはありません".to_owned(),
        CliError::NoScenarios { folder } => {
            let folder = Shown::path(folder);
            format!("{folder}: このフォルダーにはシナリオがありません")
        }
        CliError::ScenarioName { path, error } | CliError::ForeignName { path, error } => {
            at(path, error, zone)
        }
        CliError::Pem { path, error } => at(path, error.as_ref(), zone),
        CliError::NameNotUnicode { path } => {
            format!(
                "{}: ファイルの名前が UTF-8 ではありません",
                Shown::path(path)
            )
        }
        CliError::NameOfReport { path, name } => {
            format!("{}: {name} は報告書のファイルの名前です", Shown::path(path))
        }
        CliError::SameName { name, paths } => {
            let [one, other] = paths.each_ref().map(|path| Shown::path(path));
            match name {
                Some(name) => {
                    format!("{one} と {other} は、どちらも {name} という名前のシナリオです")
                }
                None => format!(
                    "{one} と {other} のファイルは、Windows や macOS では同じ名前になります"
                ),
            }
        }
        CliError::Specimen(error) => library(error, zone),
        CliError::Conversion { path, error } => at(path, error, zone),
        CliError::Recipe { path, line, error } => {
            format!("{}:{line}:1: {}", Shown::path(path), library(error, zone))
        }
        CliError::Adapter { name, error } => {
            format!("{}: {}", Shown::text(name), library(error, zone))
        }
        CliError::Table { path, detail } => {
            format!("{}: 書き方が間違っています（{detail}）", Shown::path(path))
        }
        CliError::BuiltIn(error) => library(error, zone),
        CliError::NoProgram => "検査するプログラムが指定されていません".to_owned(),
        CliError::NoCase => "その名前のケースはありません".to_owned(),
        CliError::Fleet(refusal) => fleet(refusal),
        CliError::Swarm(SwarmMistake::Other { path, what }) => {
            let what = match *what {
                "version" => "別のバージョン",
                "seed" => "別のシード",
                _ => "別の設定（--canary）",
            };
            format!("{}: {what}の世界の記録です", Shown::path(path))
        }
        CliError::Session(error) => library(error, zone),
        #[cfg(feature = "serve")]
        CliError::Serve(error) => super::serve::error(error, zone),
        CliError::NoPcGiven => "セッションには PC が必要です".to_owned(),
        CliError::NoPc => "シナリオに PC がありません".to_owned(),
        CliError::SeveralPcs { names } => format!("PC が複数あります: {}", list(names)),
        CliError::UnknownPc { given, names } => {
            format!("PC「{given}」はありません（ある PC: {}）", list(names))
        }
        CliError::FaultDetail { given } => format!("「{given}」は障害の内容ではありません"),
        CliError::Fault { name, mistake } => {
            format!("障害 {name}: {}", library(mistake, zone))
        }
        CliError::Time { given, error } => format!("「{given}」: {}", library(error, zone)),
    }
}

/// What to mend in an adapter.
fn adapter_hint(error: &AdapterError) -> &'static str {
    match error {
        AdapterError::Stopped => "もう一度実行してください。途中までの結果は残りません",
        AdapterError::NotStarted { .. } => {
            "パスを確認してください（アダプターのフォルダーのコマンドは、そのフォルダーで実行されます）"
        }
        AdapterError::Mute { .. } => {
            "標準入力の1行ごとに1行で応答し、そのたびに出力をフラッシュしてください"
        }
        AdapterError::Unflushed { .. } => {
            "応答のたびに標準出力をフラッシュしてください（print(…, flush=True)、fflush(stdout) など）"
        }
        AdapterError::EndedAtOnce { .. } => {
            "コマンドを手で実行して確かめてください。要求を待ち続ける必要があります"
        }
        AdapterError::Quit { .. } => {
            "標準入力が終わるまで繰り返し応答し、失敗の内容は `native` に書いてください"
        }
        AdapterError::NoAnswer { .. } => {
            "標準出力には応答だけを、1行に1つの JSON オブジェクトで書いてください（kigen schema check-protocol）。それ以外は標準エラー出力に書いてください"
        }
        AdapterError::NoNumber { .. } => "要求の `seq` を応答にそのまま書いてください",
        AdapterError::Twice { .. } | AdapterError::OutOfOrder { .. } => {
            "要求が来た順に、それぞれ1回だけ、その `seq` を付けて応答してください"
        }
        AdapterError::Flood { .. } => "応答は1行です。それ以外は標準エラー出力に書いてください",
        AdapterError::UnknownOutcome { .. } => {
            "`ok`、kigen explain のコード、または `other`（`native` に実装のメッセージ）を書いてください"
        }
        AdapterError::NoOutcome { .. } => {
            "結果を `outcome` に、対応していなければその理由を `skip` に書いてください"
        }
        AdapterError::Incomplete { .. } => {
            "hello には `name` と、[\"open\", \"verify\"] のような `ops` を付けて応答してください"
        }
        _ => {
            "kigen check --show 'files::hostile/good.p12' で要求を表示できます。手で渡して確かめてください"
        }
    }
}

fn swarm_hint(SwarmMistake::Other { what, .. }: &SwarmMistake) -> &'static str {
    match *what {
        "canary" => "--canary は、前回と同じように指定してください",
        _ => "--out に別のフォルダーを指定してください",
    }
}

pub(super) fn hint(error: &CliError) -> Option<String> {
    let hint = match error {
        CliError::Usage(error) => return usage_hint(error),
        CliError::Pin {
            or_password: true, ..
        } => "4桁の PIN ではないパスワードは、--password-file ファイル で指定してください",
        CliError::Password(_) => "--password-file で指定してください",
        CliError::NotUtf8 { .. } => "ファイルを UTF-8 で保存してください",
        CliError::TrustedRoots { .. } => "--trust にはルート証明書を PEM か DER で指定してください",
        CliError::NothingFound => "パスを確認してください。何も調べていないので、合格とはしません",
        CliError::Trust { error, .. } => return trust_hint(error).map(str::to_owned),
        CliError::NoPassword => "--pin NNNN または --password-file ファイル を指定してください",
        CliError::StartTooLate => {
            let last = LAST.date_naive();
            return Some(format!(
                "証明書の期限が 9999年までに収まるように、{last} までの日時にしてください"
            ));
        }
        CliError::OutOfYears { .. } => return Some(years()),
        CliError::Adapter { error, .. } => adapter_hint(error),
        CliError::Table { .. } => "書き方は、ガイドの kigen check のページにあります",
        CliError::NoProgram => {
            "アダプターのフォルダー、またはコマンドを指定してください（kigen check --each -- コマンド {p12} {pin}）"
        }
        CliError::Swarm(mistake) => swarm_hint(mistake),
        CliError::NoCase => "kigen check --list で一覧を表示できます（* は任意の文字列）",
        CliError::File(error) => return file_hint(error).map(str::to_owned),
        CliError::Output(error) => output_hint(error),
        CliError::Source(error) => return source_hint(error).map(str::to_owned),
        CliError::NothingSelected => "kigen list で名前の一覧を表示できます",
        CliError::NoScenarios { .. } => "シナリオファイルの拡張子は .toml です",
        CliError::NameOfReport { .. } | CliError::SameName { .. } => {
            "シナリオファイルに別々の名前を付けてください"
        }
        CliError::ScenarioName { .. } | CliError::NameNotUnicode { .. } => {
            "ファイルの名前を変えてください"
        }
        CliError::Specimen(error) => return specimen_hint(error),
        CliError::Fleet(refusal) => return fleet_hint(refusal),
        CliError::Conversion { error, .. } => conversion_hint(error),
        CliError::Recipe { error, .. } => return recipe_hint(error),
        CliError::Session(error) => return session_hint(error),
        #[cfg(feature = "serve")]
        CliError::Serve(error) => return super::serve::hint(error).map(str::to_owned),
        CliError::NoPcGiven => "名前を付けてください: kigen session new 受付01",
        CliError::NoPc => "ファイルに書いてください: pcs = [\"受付01\"]",
        CliError::SeveralPcs { names } => {
            let first = names.first()?;
            return Some(format!("どの PC かを指定してください: --pc {first}"));
        }
        CliError::ForeignName { .. } => "別の名前で複製してください",
        CliError::FaultDetail { .. } => "at=import のように書いてください",
        CliError::Fault { .. } => "kigen session fault --help で一覧を表示します",
        CliError::Time { .. } => {
            "3d、2026-02-28T10:00:00+09:00、開始から数えて +31d、受付01.not_after + 1s のように\
             書いてください"
        }
        CliError::Failed(_)
        | CliError::Pin { .. }
        | CliError::Stdin(_)
        | CliError::Stdout(_)
        | CliError::BuiltIn(_)
        | CliError::MayNotLeave { .. }
        | CliError::Pem { .. }
        | CliError::UnknownPc { .. } => return None,
    };
    Some(hint.to_owned())
}

fn years() -> String {
    format!("{YEAR_MIN}年から{YEAR_MAX}年までの日時を指定してください")
}

fn file_hint(error: &FileError) -> Option<&'static str> {
    match error {
        FileError::NotFound { .. } => {
            Some("パスを確かめてください（現在のフォルダーから数えます）")
        }
        _ => None,
    }
}

fn output_hint(error: &FileError) -> &'static str {
    match error {
        FileError::InTheWay { .. } => "それを移すか、--out に別のフォルダーを指定してください",
        FileError::Foreign { .. } => {
            "何も書き込んでいません。それを移すか、--out に別のフォルダーを指定するか、--force で\
             置き換えてください"
        }
        FileError::Busy { .. } => "終わるまで待つか、--out に別のフォルダーを指定してください",
        _ => "--out に別のフォルダーを指定するか、空き容量を増やしてください",
    }
}

fn source_hint(error: &SourceError) -> Option<&'static str> {
    match error {
        SourceError::File(error) => file_hint(error),
        SourceError::NotUtf8 { .. } => Some("ファイルを UTF-8 で保存してください"),
        _ => None,
    }
}

/// The options that give dates.
const DATES: &str = "--expires-in, --expires-at, --begins-in, --begins-at";

fn specimen_hint(error: &SpecimenError) -> Option<String> {
    let hint = match error {
        SpecimenError::File(FileError::Exists { .. }) => {
            "何も書き込んでいません。--force を付けると置き換えます"
        }
        SpecimenError::File(FileError::Clash { .. }) => "--name に別の名前を指定してください",
        SpecimenError::File(error) => output_hint(error),
        SpecimenError::Unproved { .. } => return None,
        SpecimenError::ListLength { .. } => {
            "7d のような期間を指定してください。期限の切れた失効リストは --state stale-crl で作れます"
        }
        SpecimenError::OtherState { found, .. } if SpecimenState::NAMES.contains(found) => {
            return Some(format!(
                "この日付なら --state {found} を指定してください。日付を変えるには {DATES} を使います"
            ));
        }
        SpecimenError::NoChoiceOfHash { .. } => {
            "--key に別の種類を指定してください。--state all なら、作れない状態を除いて作ります"
        }
        SpecimenError::PairOf { .. } => {
            "--state を省くか、--state renewal-due を指定してください。期限を指定するなら更新期間（PKI に指定がなければ90日）以内にしてください"
        }
        SpecimenError::Name { .. } | SpecimenError::Twice { .. } => {
            "--name に別の名前を指定してください"
        }
        SpecimenError::NotRenewable(_) => "--pair --state renewal-due なら更新できるものを作れます",
        _ => "日時は --expires-in、--expires-at、--begins-in、--begins-at で指定します",
    };
    Some(hint.to_owned())
}

/// What to do about a file that was not converted.
fn conversion_hint(error: &ConversionError) -> &'static str {
    match Reason::from(error) {
        Reason::WrongPassword | Reason::NoPassword => {
            "--from-pin か --from-password-file を指定してください"
        }
        Reason::CertificateMissing => "--as p12,pem,der のように、ほかの形式を指定してください",
        _ => "kigen inspect で詳しく調べられます",
    }
}

/// The same where a file of recipes asks for it.
fn recipe_hint(error: &SpecimenError) -> Option<String> {
    let hint = match error {
        SpecimenError::OtherState { found, .. } if SpecimenState::NAMES.contains(found) => {
            return Some(format!(
                "この日付なら state = \"{found}\" と書いてください。日付を変えるには begins と ends を使います"
            ));
        }
        SpecimenError::PairOf { .. } | SpecimenError::NotRenewable(_) => {
            "state と ends を省くか、更新期間のうちに終わるようにしてください"
        }
        SpecimenError::Name { .. } | SpecimenError::Twice { .. } => "別の name を書いてください",
        SpecimenError::NoChoiceOfHash { .. } => "別の key か、別の state を書いてください",
        SpecimenError::EndsBeforeItBegins(_) | SpecimenError::OutOfYears => {
            "日時は begins と ends で指定します"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn session_hint(error: &SessionError) -> Option<String> {
    let hint = match error {
        SessionError::Source(SourceError::File(FileError::NotFound { .. })) => {
            "kigen session new 受付01 で始めるか、--file で別のファイルを指定してください"
        }
        SessionError::Source(error) => source_hint(error)?,
        SessionError::File(FileError::Exists { .. }) => {
            "続きから始めるか、--file で別のファイルを指定してください"
        }
        SessionError::File(error) => file_hint(error)?,
        SessionError::Busy { .. } => "終わるまで待つか、終わらせてください",
        SessionError::Diverged { path, .. } => {
            let path = Shown::path(path);
            return Some(format!(
                "`kigen run {path}` が合格になるまでファイルを直してください"
            ));
        }
        SessionError::NotOurs => "手でファイルから取り除いてください",
        _ => return None,
    };
    Some(hint.to_owned())
}

fn usage(error: &UsageError, zone: &Zone) -> String {
    let command = &error.command;
    match &error.mistake {
        Mistake::UnknownOption { given, .. } => {
            format!("{command} に「{given}」というオプションはありません")
        }
        Mistake::Unexpected { given: Some(given) } => {
            format!("{command} の引数が多すぎます: 「{given}」")
        }
        Mistake::Unexpected { given: None } => format!("{command} の引数が多すぎます"),
        Mistake::UnknownCommand { given, .. } => {
            format!("{command} に「{given}」というコマンドはありません")
        }
        Mistake::NoCommand => format!("{command} のコマンドを指定してください"),
        Mistake::NoValue { argument, .. } => format!("{argument} の値がありません"),
        Mistake::UnknownValue {
            argument, given, ..
        } => format!("{argument} に「{given}」は指定できません"),
        Mistake::Malformed {
            argument, given, ..
        } => match error.mistake.source() {
            Some(source) => {
                format!(
                    "{argument} に「{given}」は指定できません: {}",
                    library(source, zone)
                )
            }
            None => format!("{argument} に「{given}」は指定できません"),
        },
        Mistake::Missing { arguments } => format!("{} がありません", list(arguments)),
        Mistake::Conflict { argument, others } => match &others[..] {
            [] => format!("{argument} は、ほかの引数と同時に指定できません"),
            others => format!("{argument} は {} と同時に指定できません", list(others)),
        },
        Mistake::Twice { argument } => format!("{argument} が2回指定されています"),
        Mistake::ValueCount { argument } => format!("{argument} の値の数が合いません"),
        Mistake::NotUnicode => "Unicode ではない引数があります".to_owned(),
        Mistake::Other => "引数を解釈できません".to_owned(),
    }
}

fn usage_hint(error: &UsageError) -> Option<String> {
    let meant = match &error.mistake {
        Mistake::UnknownOption { near, .. } => near.clone(),
        Mistake::UnknownCommand { near, .. } => near.first().cloned(),
        Mistake::UnknownValue { near, known, .. } => match near {
            None if !known.is_empty() => return Some(format!("指定できる値: {}", list(known))),
            near => near.clone(),
        },
        Mistake::NoValue { known, .. } if !known.is_empty() => {
            return Some(format!("指定できる値: {}", list(known)));
        }
        _ => None,
    };
    Some(match meant {
        Some(meant) => format!("「{meant}」ではありませんか？"),
        None => format!("{} --help を参照してください", error.command),
    })
}
