//! 起きたことを、日本語で。

use std::collections::BTreeMap;

use super::{Japanese, until};
use crate::certificate::NO_EXPIRY;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::lifecycle::fee::{FeeKind, PaymentMethod};
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::lifecycle::service::Service;
use crate::shown::Shown;
use crate::time::{Month, Span, Zone};
use crate::trace::{ApplicationStatus, EventKind, ShownCertificate};
use crate::words::length::{Unit, parts};
use crate::words::number::{with_commas, yen};
use crate::words::{EventWords, Voice};

impl EventWords for Japanese {
    fn event(&self, kind: &EventKind, ok: bool, voice: Voice<'_>) -> String {
        self::event(kind, ok, voice)
    }

    fn broken(&self, fault: &Fault) -> String {
        self::broken(fault)
    }

    fn shown_again(&self, times: usize) -> String {
        format!("（計{times}回表示）")
    }

    fn service(&self, service: Service) -> &'static str {
        self::service(service)
    }

    fn without_service(&self, minutes: u64, days: i64) -> String {
        let minutes = with_commas(minutes);
        match days {
            0 => format!("サービス停止 {minutes}分"),
            _ => format!("サービス停止 {minutes}分（最長 {days}日間）"),
        }
    }

    fn notices(&self, seen: usize, missed: usize) -> String {
        format!("通知 既読{seen}件、未読{missed}件")
    }

    fn service_outage(&self, service: &str, at_pcs: u64, at_facility: u64) -> String {
        let (at_pcs, at_facility) = (with_commas(at_pcs), with_commas(at_facility));
        format!("{service}: 停止 のべ{at_pcs}分、全端末の停止 {at_facility}分")
    }

    fn letters(&self, letters: usize, undelivered: usize) -> String {
        match undelivered {
            0 => format!("通知書 {letters}通"),
            _ => format!("通知書 {letters}通（うち不達 {undelivered}通）"),
        }
    }

    fn cost(&self, costs: &BTreeMap<(Month, PaymentMethod), u32>) -> String {
        let months = costs.iter().map(|((month, _), amount)| {
            format!("{}年{}月 {}円", month.year, month.month, yen(*amount))
        });
        let months: Vec<String> = months.collect();
        let total = yen(costs.values().sum());
        format!("費用 合計{total}円（{}）", months.join("、"))
    }
}

fn service(service: Service) -> &'static str {
    match service {
        Service::Eligibility => "オンライン資格確認",
        Service::Claims => "オンライン請求",
    }
}

/// The screen texts of the manual where it gives them: 「正しくインポートされました。」 and so on.
fn event(kind: &EventKind, ok: bool, voice: Voice<'_>) -> String {
    let zone = voice.zone;
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match kind {
        EventKind::Apply {
            via,
            still_good_until,
        } => {
            let place = match via {
                ApplicationChannel::Portal => "ポータルサイト",
                ApplicationChannel::ClosedNetwork => "閉域網の電子証明書発行申請サイト",
            };
            match (ok, still_good_until) {
                (true, None) => format!("{place}で電子証明書の発行を申請しました"),
                (true, Some(until)) => format!(
                    "{place}で電子証明書の発行を申請しました（警告: 今の証明書は {} まで有効です）",
                    zone.clock(*until)
                ),
                (false, _) => "電子証明書の発行申請ができません".into(),
            }
        }
        EventKind::OpenAccount => done(
            "ポータルサイトのアカウントを登録しました",
            "ポータルサイトのアカウントを登録できません",
        ),
        EventKind::Cancel => done("申請を取り消しました", "申請を取り消せません"),
        EventKind::Inquire { status } => match status {
            None => "申請状況を照会できません".into(),
            Some(ApplicationStatus::Received) => "申請状況: 受付済み".into(),
            Some(ApplicationStatus::Cancelled) => "申請状況: 取消済み".into(),
            Some(ApplicationStatus::LetterIssued) => "申請状況: 通知書発行済み".into(),
            Some(ApplicationStatus::Downloaded) => "申請状況: ダウンロード済み".into(),
        },
        EventKind::LetterIssued { .. } => "電子証明書発行通知書が発行され、発送されました".into(),
        EventKind::Released { .. } => {
            "ダウンロード用の ID とパスワードがオンラインで渡されました".into()
        }
        EventKind::LetterDelivery => done(
            "電子証明書発行通知書が簡易書留で届きました",
            "電子証明書発行通知書を受け取れません",
        ),
        EventKind::Download { file } => match file {
            Some(file) => format!("{file} をダウンロードしました"),
            None => "ダウンロードできません".into(),
        },
        EventKind::Enroll { ordinal, renews } => match (ordinal, renews) {
            (Some(ordinal), None) => {
                format!("クライアントの鍵で{ordinal}枚目の証明書を取得しました")
            }
            (Some(ordinal), Some(old)) => {
                format!("クライアントの鍵で{old}枚目の証明書を更新し、{ordinal}枚目を取得しました")
            }
            (None, None) => "クライアントの鍵で証明書を取得できません".into(),
            (None, Some(old)) => format!("クライアントの鍵で{old}枚目の証明書を更新できません"),
        },
        EventKind::Show { service, sent } => {
            let service = Shown::text(voice.service(*service));
            let sent = self::sent(sent.as_ref(), zone);
            match ok {
                true => format!("{service}に外部のクライアントが接続しました{sent}"),
                false => format!("{service}に外部のクライアントが接続できません{sent}"),
            }
        }
        EventKind::Issued {
            ordinal,
            serial: _,
            not_before,
            not_after,
        } => format!(
            "{ordinal}枚目の証明書が発行されました（有効期間: {} から{}）",
            zone.clock(*not_before),
            until(*not_after, zone)
        ),
        EventKind::Import {
            file,
            nothing,
            keys_left_out,
            ..
        } => match (ok, file) {
            (true, Some(file)) if *nothing => {
                format!(
                    "{file}: 正しくインポートされました。（証明書がなく、何も変わっていません）"
                )
            }
            (true, Some(file)) if *keys_left_out > 0 => format!(
                "{file}: 正しくインポートされました。（秘密キー {keys_left_out} 個は、対応する証明書がないか読み取れないため除かれました）"
            ),
            (true, Some(file)) => format!("{file}: 正しくインポートされました。"),
            (_, Some(file)) => format!("{file} をインポートできません"),
            (_, None) => "インポートできません".into(),
        },
        EventKind::Check { shown: _ } => {
            done("ストアの証明書は有効です", "ストアの証明書を確認しました")
        }
        EventKind::Connect { service, sent, .. } => {
            let service = Shown::text(voice.service(*service));
            let sent = self::sent(sent.as_ref(), zone);
            match ok {
                true => format!("{service}に接続しました{sent}"),
                false => format!("{service}に接続できません{sent}"),
            }
        }
        EventKind::Notice { notice, by } => {
            let by = match by {
                NoticeChannel::Screen => voice.client().unwrap_or("お知らせ"),
                NoticeChannel::Mail => "メール",
            };
            match notice {
                Notice::Before { days: 0 } => format!("{by}: 電子証明書の有効期限は今日までです"),
                Notice::Before { days } => {
                    format!("{by}: 電子証明書の有効期限まで残り{days}日です")
                }
                Notice::Expired => format!("{by}: 電子証明書の有効期限が切れました"),
            }
        }
        EventKind::Dismiss => done("お知らせを読んで閉じました", "お知らせを閉じられません"),
        EventKind::Renew { .. } => done("証明書の更新が完了しました", "証明書を更新できません"),
        EventKind::Delete { which, count, .. } => match (which, count) {
            (DeleteWhich::Old, Some(_)) => "更新前の証明書を削除しました".into(),
            (DeleteWhich::Old, None) => "更新前の証明書を削除できません".into(),
            (DeleteWhich::Expired, Some(count)) => {
                format!("期限切れの証明書を{count}枚削除しました")
            }
            (DeleteWhich::Expired, None) => "期限切れの証明書を削除できません".into(),
        },
        EventKind::Backup { file, .. } => match ok {
            true => format!("{file}: 正しくエクスポートされました。"),
            false => format!("{file} をエクスポートできません"),
        },
        EventKind::Replace => "PC を新しいものに交換しました".into(),
        EventKind::SignIn { user } => match ok {
            true => format!("Windows ユーザー {user} がサインインしました"),
            false => format!("Windows ユーザー {user} がサインインできません"),
        },
        EventKind::Revoke => done("証明書を失効しました", "証明書を失効できません"),
        EventKind::ServiceUp => "サービスが利用できるようになりました".into(),
        EventKind::ServiceDown => "サービスが利用できなくなりました".into(),
        EventKind::Fault(broken) => fault(broken),
        EventKind::Fee { fee, .. } => {
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

/// The certificate that was sent, if it is known.
fn sent(sent: Option<&ShownCertificate>, zone: &Zone) -> String {
    let Some(sent) = sent else {
        return String::new();
    };
    let name = Shown::text(&sent.issued_to);
    match sent.not_after == NO_EXPIRY {
        true => format!("（送った証明書: {name}、有効期限なし）"),
        false => {
            let end = zone.clock(sent.not_after);
            format!("（送った証明書: {name}、{end} まで有効）")
        }
    }
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Pc(PcFault::FreeDisk { .. } | PcFault::RepairClock { .. }) => broken(fault),
        _ => format!("障害: {}", broken(fault)),
    }
}

fn broken(fault: &Fault) -> String {
    match fault {
        Fault::Pc(PcFault::FreeDisk { .. }) => "ディスクを整理しました".to_owned(),
        Fault::Pc(PcFault::RepairClock { .. }) => "PC の時計を合わせました".to_owned(),
        Fault::Pc(PcFault::CutPower { pc: _, at }) => match at {
            CutPoint::RenewalRequest => "次の更新要求を送る前に電源が切れます",
            CutPoint::RenewalStore => "次に更新した証明書を保存する前に電源が切れます",
            CutPoint::Import => "次のインポートの途中で電源が切れます",
            CutPoint::Backup => "次のバックアップの途中で電源が切れます",
        }
        .to_owned(),
        Fault::Pc(PcFault::FillDisk { pc: _ }) => "ディスクがいっぱいです".to_owned(),
        Fault::Pc(PcFault::Break { pc: _ }) => "PC が故障しました".to_owned(),
        Fault::Pc(PcFault::SetClock { pc: _, by }) => {
            let length = length(*by);
            match by.as_seconds() {
                ..0 => format!("PC の時計が{length}戻されました"),
                _ => format!("PC の時計が{length}進められました"),
            }
        }
        Fault::Pc(PcFault::Drift {
            pc: _,
            seconds_per_day,
        }) => {
            let seconds = i64::from(*seconds_per_day).abs();
            match seconds_per_day {
                ..0 => format!("PC の時計が1日に{seconds}秒ずつ遅れ始めました"),
                _ => format!("PC の時計が1日に{seconds}秒ずつ進み始めました"),
            }
        }
        Fault::Pc(PcFault::DrainBattery { pc: _ }) => "PC の時計の電池が切れました".to_owned(),
        Fault::World(WorldFault::LoseLetter { pc: _ }) => "次の通知書は届きません".to_owned(),
        Fault::World(WorldFault::PortalDown { pc: _, lasts }) => {
            let length = length(*lasts);
            format!("この先{length}、ポータルサイトに接続できません")
        }
        Fault::World(WorldFault::AuthorityDown { pc: _, lasts }) => {
            format!("この先{}、認証局に接続できません", length(*lasts))
        }
    }
}

/// `1日2時間`, without a sign.
pub(super) fn length(span: Span) -> String {
    let parts = parts(span).map(|(number, unit)| match unit {
        Unit::Days => format!("{number}日"),
        Unit::Hours => format!("{number}時間"),
        Unit::Minutes => format!("{number}分"),
        Unit::Seconds => format!("{number}秒"),
    });
    parts.collect()
}
