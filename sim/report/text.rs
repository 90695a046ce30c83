//! The report for people: one line an event, and a summary.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::Chapter;
use crate::lang::Lang;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fee::FeeKind;
use crate::lifecycle::service::Service;
use crate::time::jst;
use crate::trace::{Event, Happening};

/// A chapter as text: its title, a line an event, and how it ended.
pub fn text(chapter: &Chapter, lang: Lang) -> String {
    let mut out = String::new();
    let Chapter {
        name,
        path,
        scenario,
        played,
    } = chapter;
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name}: {}", scenario.title.text(lang));
    for event in &played.events {
        let mark = if event.outcome.is_ok() { ' ' } else { '✗' };
        let _ = writeln!(
            out,
            "  {}  {}  {mark} {}",
            moment(event.at),
            event.pc,
            sentence(event, lang)
        );
    }
    let file = match path {
        Some(path) => path.display().to_string(),
        None => format!("{name}.toml"),
    };
    let _ = match (played.failure(), lang) {
        (None, Lang::En) => writeln!(out, "  pass: {} steps as expected", played.steps.len()),
        (None, Lang::Ja) => writeln!(out, "  合格: {}手順すべて期待どおり", played.steps.len()),
        (Some(step), Lang::En) => writeln!(
            out,
            "  FAIL: {file}:{}: step {} of {}, {} on {}: expected {}, got {}",
            step.line,
            step.number,
            played.step_count,
            step.action,
            step.pc,
            step.expected.code(),
            step.outcome()
        ),
        (Some(step), Lang::Ja) => writeln!(
            out,
            "  不合格: {file}:{}: {}手順中の{}番目、{} の {}: 期待は {}、結果は {}",
            step.line,
            played.step_count,
            step.number,
            step.pc,
            step.action,
            step.expected.code(),
            step.outcome()
        ),
    };
    out
}

/// One line for all chapters.
pub fn summary(chapters: &[Chapter], lang: Lang) -> String {
    let steps: usize = chapters
        .iter()
        .map(|chapter| chapter.played.steps.len())
        .sum();
    let events: usize = chapters
        .iter()
        .map(|chapter| chapter.played.events.len())
        .sum();
    let failed = chapters
        .iter()
        .filter(|chapter| chapter.played.failure().is_some())
        .count();
    let passed = chapters.len() - failed;
    match lang {
        Lang::En => format!("{passed} passed, {failed} failed ({steps} steps, {events} events)"),
        Lang::Ja => format!("合格 {passed}、不合格 {failed}（手順 {steps}、出来事 {events}）"),
    }
}

/// `2022-11-30 10:00:00`, in Japanese time as everything people read.
fn moment(at: DateTime<Utc>) -> String {
    jst(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// What happened, in a sentence; a refusal ends with its reason.
pub fn sentence(event: &Event, lang: Lang) -> String {
    let happened = match lang {
        Lang::En => english(&event.happening, event.outcome.is_ok()),
        Lang::Ja => japanese(&event.happening, event.outcome.is_ok()),
    };
    match event.outcome {
        Ok(()) => happened,
        Err(reason) => format!("{happened}: {} [{reason}]", reason.sentence(lang)),
    }
}

fn english(happening: &Happening, ok: bool) -> String {
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match happening {
        Happening::Apply => done(
            "applied for a certificate on the portal",
            "application refused",
        ),
        Happening::Notice => "notice with ID and password issued and posted".into(),
        Happening::Letter => "notice arrived by registered mail".into(),
        Happening::Download { file } => match ok {
            true => format!("downloaded {file}"),
            false => "download refused".into(),
        },
        Happening::Import {
            file,
            root_warnings,
        } => match (ok, root_warnings) {
            (true, 0) => format!("imported {file}"),
            (true, _) => format!("imported {file}, root trusted after the security warning"),
            (false, _) => format!("import of {file} refused"),
        },
        Happening::Check => done(
            "certificate in the store is good",
            "certificate in the store",
        ),
        Happening::Connect { service } => {
            let service = match service {
                Service::Eligibility => "eligibility verification",
                Service::Claims => "online claims",
            };
            match ok {
                true => format!("{service}: connected"),
                false => format!("{service}: refused"),
            }
        }
        Happening::Renew => done("renewed with the MPKI client", "renewal refused"),
        Happening::Delete { which, count } => {
            let which = match which {
                DeleteWhich::Expired => "expired",
                DeleteWhich::Old => "old",
            };
            match ok {
                true => format!("deleted {count} {which} certificate(s)"),
                false => format!("deletion of the {which} certificate refused"),
            }
        }
        Happening::Backup { file, encryption } => match ok {
            true => format!("backed up as {file} ({encryption})"),
            false => format!("backup as {file} refused"),
        },
        Happening::Replace => "PC replaced by a new one".into(),
        Happening::Revoke => done("certificate revoked", "revocation refused"),
        Happening::Fee(fee) => {
            let kind = match fee.kind {
                FeeKind::Issue => "issue",
                FeeKind::Renewal => "renewal",
                FeeKind::Letter => "postage after expiry",
            };
            format!("¥{} for {kind}, due in {}", yen(fee.yen), fee.month)
        }
    }
}

/// The screen texts of the manual where it gives them: 「正しくインポートされました。」 and so on.
fn japanese(happening: &Happening, ok: bool) -> String {
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match happening {
        Happening::Apply => done(
            "ポータルサイトで電子証明書の発行を申請しました",
            "電子証明書の発行申請ができません",
        ),
        Happening::Notice => "電子証明書発行通知書が発行され、発送されました".into(),
        Happening::Letter => "電子証明書発行通知書が簡易書留で届きました".into(),
        Happening::Download { file } => match ok {
            true => format!("{file} をダウンロードしました"),
            false => "ダウンロードできません".into(),
        },
        Happening::Import {
            file,
            root_warnings,
        } => match (ok, root_warnings) {
            (true, 0) => format!("{file}: 正しくインポートされました。"),
            (true, _) => {
                format!("{file}: 正しくインポートされました。（セキュリティ警告に「はい」）")
            }
            (false, _) => format!("{file} をインポートできません"),
        },
        Happening::Check => done("ストアの証明書は有効です", "ストアの証明書を確認しました"),
        Happening::Connect { service } => {
            let service = match service {
                Service::Eligibility => "オンライン資格確認",
                Service::Claims => "オンライン請求",
            };
            match ok {
                true => format!("{service}に接続しました"),
                false => format!("{service}に接続できません"),
            }
        }
        Happening::Renew => done("証明書の更新が完了しました", "証明書を更新できません"),
        Happening::Delete { which, count } => match (which, ok) {
            (DeleteWhich::Old, true) => "更新前の証明書の削除が完了しました。".into(),
            (DeleteWhich::Old, false) => "更新前の証明書を削除できません".into(),
            (DeleteWhich::Expired, true) => format!("期限切れの証明書を{count}枚削除しました"),
            (DeleteWhich::Expired, false) => "期限切れの証明書を削除できません".into(),
        },
        Happening::Backup { file, encryption } => match ok {
            true => format!("{file}: 正しくエクスポートされました。（{encryption}）"),
            false => format!("{file} をエクスポートできません"),
        },
        Happening::Replace => "PC を新しいものに交換しました".into(),
        Happening::Revoke => done("証明書を失効しました", "証明書を失効できません"),
        Happening::Fee(fee) => {
            let kind = match fee.kind {
                FeeKind::Issue => "発行料",
                FeeKind::Renewal => "更新料",
                FeeKind::Letter => "郵送手数料",
            };
            let month = fee.month;
            format!(
                "{kind} {}円（{}年{}月に請求）",
                yen(fee.yen),
                month.year,
                month.month
            )
        }
    }
}

/// Whole yen, with a comma before the last three digits.
fn yen(amount: u32) -> String {
    match amount {
        0..1_000 => amount.to_string(),
        _ => format!("{},{:03}", amount / 1_000, amount % 1_000),
    }
}
