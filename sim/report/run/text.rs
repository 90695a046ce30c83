//! The report for people: one line an event, and a summary.

mod fault;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZeroUsize;

use chrono::{DateTime, Utc};

use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::entrance::Entrance;
use crate::lifecycle::fee::{FeeKind, PaymentMethod};
use crate::lifecycle::notice::Notice;
use crate::lifecycle::service::Service;
use crate::measure::Measures;
use crate::outcome::Outcome;
use crate::scenario::ScenarioRun;
use crate::time::jst;
use crate::trace::{ApplicationStatus, Event, Happening};

/// A run as text: its title, a line an event, and how it ended.
pub fn text(run: &ScenarioRun, lang: Lang) -> String {
    let mut out = String::new();
    let ScenarioRun {
        name,
        path,
        scenario,
        played,
    } = run;
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{name}: {}", scenario.title.text(lang));
    out += &happenings(&played.events, lang);
    out += &measured(&played.measures, lang);
    let file = match path {
        Some(path) => path.display().to_string(),
        None => format!("{name}.toml"),
    };
    let _ = match (played.failure(), lang) {
        (None, Lang::En) => writeln!(out, "  pass: {} steps as expected", played.steps.len()),
        (None, Lang::Ja) => writeln!(out, "  合格: {}手順すべて期待どおり", played.steps.len()),
        (Some(step), Lang::En) => writeln!(
            out,
            "  FAIL: {file}:{}: step {} of {}, {}: expected {}, got {}",
            step.line,
            step.number,
            played.step_count,
            step.deed.title(),
            step.expected.code(),
            step.outcome()
        ),
        (Some(step), Lang::Ja) => writeln!(
            out,
            "  不合格: {file}:{}: {}手順中の{}番目、{}: 期待は {}、結果は {}",
            step.line,
            played.step_count,
            step.number,
            step.deed.title(),
            step.expected.code(),
            step.outcome()
        ),
    };
    out
}

/// A line for each thing that happened.
pub(in crate::report) fn happenings(events: &[Event], lang: Lang) -> String {
    let mut out = String::new();
    let times_shown = times_shown(events);
    for (at, event) in events.iter().enumerate() {
        let again = match times_shown.get(&at) {
            // It is told with the first of them.
            Some(0) => continue,
            None | Some(1) => String::new(),
            Some(times) if lang == Lang::En => format!(" (shown {times} times)"),
            Some(times) => format!("（計{times}回表示）"),
        };
        let mark = if event.outcome.is_ok() { ' ' } else { '✗' };
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "  {}  {}  {mark} {}{again}",
            moment(event.at),
            event.pc,
            sentence(event, lang)
        );
    }
    out
}

/// How often each notice was shown, at the place of the first time; 0 at the places of the others.
/// A notice that nobody reads comes up every morning, and is one line.
fn times_shown(events: &[Event]) -> BTreeMap<usize, usize> {
    let mut times = BTreeMap::new();
    let mut on_screen: BTreeMap<&Label, (Notice, usize)> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        match event.happening {
            Happening::Notice { notice } => match on_screen.get(&event.pc) {
                Some((same, first)) if *same == notice => {
                    *times.entry(*first).or_default() += 1;
                    times.insert(at, 0);
                }
                _ => {
                    on_screen.insert(&event.pc, (notice, at));
                    times.insert(at, 1);
                }
            },
            // Whatever comes after these is news.
            Happening::Dismiss | Happening::Renew { .. } | Happening::Replace => {
                on_screen.remove(&event.pc);
            }
            _ => {}
        }
    }
    times
}

/// What it cost: a line for each PC that lost service or was sent notices, and one for the yen.
pub(in crate::report) fn measured(measures: &Measures, lang: Lang) -> String {
    let mut out = String::new();
    for (name, pc) in &measures.pcs {
        let minutes = pc.minutes_without_service;
        let days = pc.days_until_recovery;
        let (seen, missed) = (pc.notices_seen, pc.notices_missed);
        if minutes > 0 {
            let minutes = with_commas(minutes.unsigned_abs());
            let line = match (lang, days) {
                (Lang::En, 0) => format!("{minutes} minutes without service"),
                (Lang::En, 1) => {
                    format!("{minutes} minutes without service, a full day at the longest")
                }
                (Lang::En, _) => {
                    format!("{minutes} minutes without service, {days} full days at the longest")
                }
                (Lang::Ja, 0) => format!("サービス停止 {minutes}分"),
                (Lang::Ja, _) => format!("サービス停止 {minutes}分（最長 {days}日間）"),
            };
            out += &format!("  = {name}: {line}\n");
        }
        if seen + missed > 0 {
            let line = match lang {
                Lang::En => format!("{seen} notices read, {missed} missed"),
                Lang::Ja => format!("通知 既読{seen}件、未読{missed}件"),
            };
            out += &format!("  = {name}: {line}\n");
        }
    }
    // With one PC the line above says it all.
    if measures.pcs.len() > 1 {
        for (service, measured) in &measures.services {
            if measured.minutes_at_pcs > 0 {
                let minutes = with_commas(measured.minutes_at_pcs.unsigned_abs());
                let at_all = with_commas(measured.minutes_at_facility.unsigned_abs());
                let service = service_name(*service, lang);
                let line = match lang {
                    Lang::En => format!(
                        "{service}: {minutes} minutes without it over all PCs, {at_all} of the whole facility"
                    ),
                    Lang::Ja => {
                        format!("{service}: 停止 のべ{minutes}分、全端末の停止 {at_all}分")
                    }
                };
                out += &format!("  = {line}\n");
            }
        }
    }
    let (letters, undelivered) = (measures.letters, measures.letters_undelivered);
    if letters > 0 {
        let line = match (lang, letters, undelivered) {
            (Lang::En, 1, 0) => "1 letter".to_owned(),
            (Lang::En, _, 0) => format!("{letters} letters"),
            (Lang::En, 1, _) => "1 letter, not delivered".to_owned(),
            (Lang::En, ..) => format!("{letters} letters, {undelivered} of them not delivered"),
            (Lang::Ja, _, 0) => format!("通知書 {letters}通"),
            (Lang::Ja, ..) => format!("通知書 {letters}通（うち不達 {undelivered}通）"),
        };
        out += &format!("  = {line}\n");
    }
    let total: u32 = measures.yen.values().sum();
    if total > 0 {
        let months = measures.yen.iter().map(|((month, _), amount)| match lang {
            Lang::En => format!("{month} ¥{}", yen(*amount)),
            Lang::Ja => format!("{}年{}月 {}円", month.year, month.month, yen(*amount)),
        });
        let months: Vec<String> = months.collect();
        let total = yen(total);
        let line = match lang {
            Lang::En => format!("¥{total} in all ({})", months.join(", ")),
            Lang::Ja => format!("費用 合計{total}円（{}）", months.join("、")),
        };
        out += &format!("  = {line}\n");
    }
    out
}

fn service_name(service: Service, lang: Lang) -> &'static str {
    match (service, lang) {
        (Service::Eligibility, Lang::En) => "eligibility verification",
        (Service::Eligibility, Lang::Ja) => "オンライン資格確認",
        (Service::Claims, Lang::En) => "online claims",
        (Service::Claims, Lang::Ja) => "オンライン請求",
    }
}

/// One line for all runs.
pub fn summary(runs: &[ScenarioRun], lang: Lang) -> String {
    let steps: usize = runs.iter().map(|run| run.played.steps.len()).sum();
    let events: usize = runs.iter().map(|run| run.played.events.len()).sum();
    let failed = runs
        .iter()
        .filter(|run| run.played.failure().is_some())
        .count();
    let passed = runs.len() - failed;
    match lang {
        Lang::En => format!("{passed} passed, {failed} failed ({steps} steps, {events} events)"),
        Lang::Ja => format!("合格 {passed}、不合格 {failed}（手順 {steps}、出来事 {events}）"),
    }
}

/// `2022-11-30 10:00:00`, in Japanese time as everything people read.
pub(in crate::report) fn moment(at: DateTime<Utc>) -> String {
    jst(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// What happened, in a sentence; a refusal ends with its reason.
pub fn sentence(event: &Event, lang: Lang) -> String {
    let happened = match lang {
        Lang::En => english(&event.happening, event.outcome.is_ok()),
        Lang::Ja => japanese(&event.happening, event.outcome.is_ok()),
    };
    match event.outcome {
        Outcome::Ok => happened,
        Outcome::Refused(reason) => format!("{happened}: {} [{reason}]", reason.sentence(lang)),
    }
}

fn english(happening: &Happening, ok: bool) -> String {
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match happening {
        Happening::Apply {
            via,
            still_good_until,
        } => {
            let place = match via {
                Entrance::Portal => "on the portal",
                Entrance::ClosedNetwork => "through the closed network",
            };
            match (ok, still_good_until) {
                (true, None) => format!("applied for a certificate {place}"),
                (true, Some(until)) => format!(
                    "applied for a certificate {place} (warning: the one there is good until {})",
                    moment(*until)
                ),
                (false, _) => "application refused".into(),
            }
        }
        Happening::OpenAccount => done("account on the portal opened", "no account opened"),
        Happening::Cancel => done("application cancelled", "cancellation refused"),
        Happening::Inquire { status } => match status {
            None => "inquiry refused".into(),
            Some(ApplicationStatus::Received) => "application: received".into(),
            Some(ApplicationStatus::Cancelled) => "application: cancelled".into(),
            Some(ApplicationStatus::LetterIssued) => "application: issuance letter issued".into(),
            Some(ApplicationStatus::Downloaded) => "application: certificate downloaded".into(),
        },
        Happening::LetterIssued { .. } => {
            "issuance letter with ID and password issued and posted".into()
        }
        Happening::LetterDelivery => done(
            "issuance letter arrived by registered mail",
            "issuance letter not delivered",
        ),
        Happening::Download { file } => match file {
            Some(file) => format!("downloaded {file}"),
            None => "download refused".into(),
        },
        Happening::Issued {
            ordinal,
            serial: _,
            not_before,
            not_after,
        } => format!(
            "certificate {ordinal} issued, valid from {} until {}",
            moment(*not_before),
            moment(*not_after)
        ),
        Happening::Import {
            file,
            root_warnings,
        } => match (ok, file, root_warnings) {
            (true, Some(file), None | Some(0)) => format!("imported {file}"),
            (true, Some(file), Some(_)) => {
                format!("imported {file}, root trusted after the security warning")
            }
            (_, Some(file), _) => format!("import of {file} refused"),
            (_, None, _) => "import refused".into(),
        },
        Happening::Check => done(
            "certificate in the store is good",
            "certificate in the store",
        ),
        Happening::Connect { service } => {
            let service = service_name(*service, Lang::En);
            match ok {
                true => format!("{service}: connected"),
                false => format!("{service}: refused"),
            }
        }
        Happening::Notice { notice } => match notice {
            Notice::Before { days: 0 } => "MPKI client: the certificate expires today".into(),
            Notice::Before { days: 1 } => "MPKI client: the certificate expires in 1 day".into(),
            Notice::Before { days } => {
                format!("MPKI client: the certificate expires in {days} days")
            }
            Notice::Expired => "MPKI client: the certificate has expired".into(),
        },
        Happening::Dismiss => done("notice read and closed", "no notice closed"),
        Happening::Renew { .. } => done("renewed with the MPKI client", "renewal refused"),
        Happening::Delete { which, count } => {
            let which = match which {
                DeleteWhich::Expired => "expired",
                DeleteWhich::Old => "old",
            };
            match count.map(NonZeroUsize::get) {
                Some(1) => format!("deleted the {which} certificate"),
                Some(count) => format!("deleted {count} {which} certificates"),
                None => format!("deletion of the {which} certificate refused"),
            }
        }
        Happening::Backup { file, encryption } => match ok {
            true => format!("backed up as {file} ({encryption})"),
            false => format!("backup as {file} refused"),
        },
        Happening::Replace => "PC replaced by a new one".into(),
        Happening::SignIn { user } => match ok {
            true => format!("Windows user {user} signed in"),
            false => format!("Windows user {user} cannot sign in"),
        },
        Happening::Revoke => done("certificate revoked", "revocation refused"),
        Happening::ServiceUp => "service available".into(),
        Happening::ServiceDown => "SERVICE LOST".into(),
        Happening::Fault(fault) => fault::english(fault),
        Happening::Fee { fee, .. } => {
            let kind = match fee.kind {
                FeeKind::Issue => "issue",
                FeeKind::Renewal => "renewal",
                FeeKind::Letter => "postage after expiry",
            };
            let method = match fee.method {
                PaymentMethod::Deduction => "deducted",
                PaymentMethod::Invoice => "invoiced",
            };
            format!("¥{} for {kind}, {method} in {}", yen(fee.yen), fee.month)
        }
    }
}

/// The screen texts of the manual where it gives them: 「正しくインポートされました。」 and so on.
fn japanese(happening: &Happening, ok: bool) -> String {
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match happening {
        Happening::Apply {
            via,
            still_good_until,
        } => {
            let place = match via {
                Entrance::Portal => "ポータルサイト",
                Entrance::ClosedNetwork => "閉域網の電子証明書発行申請サイト",
            };
            match (ok, still_good_until) {
                (true, None) => format!("{place}で電子証明書の発行を申請しました"),
                (true, Some(until)) => format!(
                    "{place}で電子証明書の発行を申請しました（警告: 今の証明書は {} まで有効です）",
                    moment(*until)
                ),
                (false, _) => "電子証明書の発行申請ができません".into(),
            }
        }
        Happening::OpenAccount => done(
            "ポータルサイトのアカウントを登録しました",
            "ポータルサイトのアカウントを登録できません",
        ),
        Happening::Cancel => done("申請を取り消しました", "申請を取り消せません"),
        Happening::Inquire { status } => match status {
            None => "申請状況を照会できません".into(),
            Some(ApplicationStatus::Received) => "申請状況: 受付済み".into(),
            Some(ApplicationStatus::Cancelled) => "申請状況: 取消済み".into(),
            Some(ApplicationStatus::LetterIssued) => "申請状況: 通知書発行済み".into(),
            Some(ApplicationStatus::Downloaded) => "申請状況: ダウンロード済み".into(),
        },
        Happening::LetterIssued { .. } => "電子証明書発行通知書が発行され、発送されました".into(),
        Happening::LetterDelivery => done(
            "電子証明書発行通知書が簡易書留で届きました",
            "電子証明書発行通知書を受け取れません",
        ),
        Happening::Download { file } => match file {
            Some(file) => format!("{file} をダウンロードしました"),
            None => "ダウンロードできません".into(),
        },
        Happening::Issued {
            ordinal,
            serial: _,
            not_before,
            not_after,
        } => format!(
            "{ordinal}枚目の証明書が発行されました（有効期間: {} から {} まで）",
            moment(*not_before),
            moment(*not_after)
        ),
        Happening::Import {
            file,
            root_warnings,
        } => match (ok, file, root_warnings) {
            (true, Some(file), None | Some(0)) => format!("{file}: 正しくインポートされました。"),
            (true, Some(file), Some(_)) => {
                format!("{file}: 正しくインポートされました。（セキュリティ警告に「はい」）")
            }
            (_, Some(file), _) => format!("{file} をインポートできません"),
            (_, None, _) => "インポートできません".into(),
        },
        Happening::Check => done("ストアの証明書は有効です", "ストアの証明書を確認しました"),
        Happening::Connect { service } => {
            let service = service_name(*service, Lang::Ja);
            match ok {
                true => format!("{service}に接続しました"),
                false => format!("{service}に接続できません"),
            }
        }
        Happening::Notice { notice } => match notice {
            Notice::Before { days: 0 } => "お知らせ: 電子証明書の有効期限は今日までです".into(),
            Notice::Before { days } => {
                format!("お知らせ: 電子証明書の有効期限まで残り{days}日です")
            }
            Notice::Expired => "お知らせ: 電子証明書の有効期限が切れました".into(),
        },
        Happening::Dismiss => done("お知らせを読んで閉じました", "お知らせを閉じられません"),
        Happening::Renew { .. } => done("証明書の更新が完了しました", "証明書を更新できません"),
        Happening::Delete { which, count } => match (which, count) {
            (DeleteWhich::Old, Some(_)) => "更新前の証明書の削除が完了しました。".into(),
            (DeleteWhich::Old, None) => "更新前の証明書を削除できません".into(),
            (DeleteWhich::Expired, Some(count)) => {
                format!("期限切れの証明書を{count}枚削除しました")
            }
            (DeleteWhich::Expired, None) => "期限切れの証明書を削除できません".into(),
        },
        Happening::Backup { file, encryption } => match ok {
            true => format!("{file}: 正しくエクスポートされました。（{encryption}）"),
            false => format!("{file} をエクスポートできません"),
        },
        Happening::Replace => "PC を新しいものに交換しました".into(),
        Happening::SignIn { user } => match ok {
            true => format!("Windows ユーザー {user} がサインインしました"),
            false => format!("Windows ユーザー {user} がサインインできません"),
        },
        Happening::Revoke => done("証明書を失効しました", "証明書を失効できません"),
        Happening::ServiceUp => "サービスが利用できるようになりました".into(),
        Happening::ServiceDown => "サービスが利用できなくなりました".into(),
        Happening::Fault(fault) => fault::japanese(fault),
        Happening::Fee { fee, .. } => {
            let kind = match fee.kind {
                FeeKind::Issue => "発行料",
                FeeKind::Renewal => "更新料",
                FeeKind::Letter => "郵送手数料",
            };
            let method = match fee.method {
                PaymentMethod::Deduction => "報酬から控除",
                PaymentMethod::Invoice => "払込請求書で請求",
            };
            let (amount, month) = (yen(fee.yen), fee.month);
            format!(
                "{kind} {amount}円（{}年{}月に{method}）",
                month.year, month.month
            )
        }
    }
}

/// Whole yen, with a comma before each three digits.
fn yen(amount: u32) -> String {
    with_commas(amount.into())
}

fn with_commas(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", with_commas(number / 1_000), number % 1_000),
    }
}
