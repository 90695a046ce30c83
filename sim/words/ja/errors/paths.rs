//! What depends on time: validity, renewal, specimens, and worlds.

use super::files::file;
use super::values::label;
use crate::checker::{Breach, Violation};
use crate::lifecycle::fee::FeeKind;
use crate::lifecycle::renewal::RenewalError;
use crate::path::PathError;
use crate::reason::Reason;
use crate::shown::Shown;
use crate::specimen::SpecimenError;
use crate::time::Zone;
use crate::words::FactWords;
use crate::words::ja::Japanese;
use crate::world::InThePast;

pub(super) fn in_the_past(InThePast { at, now }: &InThePast, zone: &Zone) -> String {
    let (at, now) = (zone.format(*at), zone.format(*now));
    format!("{at} はすでに過ぎています（現在 {now}）")
}

pub(super) fn path(error: &PathError, zone: &Zone) -> String {
    let time = |at| zone.format(at);
    match *error {
        PathError::NotYetValid { at, not_before } => {
            let (at, from) = (time(at), time(not_before));
            format!("証明書の有効期間は {from} からです（判定の時刻 {at}）")
        }
        PathError::Expired { at, not_after } => {
            let (at, until) = (time(at), time(not_after));
            format!("証明書の有効期限は {until} まででした（判定の時刻 {at}）")
        }
        PathError::AuthorityExpired { at, not_after } => {
            let (at, until) = (time(at), time(not_after));
            format!("認証局の証明書の有効期限は {until} まででした（判定の時刻 {at}）")
        }
        PathError::AuthorityNotYetValid { at, not_before } => {
            let (at, from) = (time(at), time(not_before));
            format!("認証局の証明書の有効期間は {from} からです（判定の時刻 {at}）")
        }
        PathError::NeverValid {
            not_before,
            not_after,
        } => {
            let (from, until) = (time(not_before), time(not_after));
            format!("証明書の有効期間が逆です（{from} から {until} まで）")
        }
        PathError::Revoked => sentence(Reason::Revoked),
        PathError::StaleRevocationList { at, next_update } => {
            let (at, next) = (time(at), time(next_update));
            format!("失効リストは {next} までに更新されるはずでした（判定の時刻 {at}）")
        }
        PathError::UnsupportedVersion => "X.509 バージョン3の証明書ではありません".into(),
        PathError::NameNotPermitted => sentence(Reason::NameNotPermitted),
        PathError::UnsupportedConstraint => sentence(Reason::UnsupportedConstraint),
        PathError::UnsupportedPath => sentence(Reason::UnsupportedPath),
        PathError::Untrusted => sentence(Reason::Untrusted),
        PathError::WrongPurpose => sentence(Reason::WrongPurpose),
        PathError::BadSignature => "署名が正しくありません".into(),
        PathError::KeyMismatch => "署名が、証明書とは別の鍵で作られています".into(),
        PathError::UnsupportedAlgorithm => "認められない署名方式が使われています".into(),
        PathError::Malformed { ref detail } => format!(
            "証明書または失効リストが壊れています（{}）",
            Shown::text(detail)
        ),
    }
}

fn sentence(reason: Reason) -> String {
    Japanese.sentence(reason).into()
}

pub(super) fn renewal(error: &RenewalError, zone: &Zone) -> String {
    match *error {
        RenewalError::NotOpen { at, opens } => {
            let (at, opens) = (zone.format(at), zone.format(opens));
            format!("更新できるのは {opens} からです（現在 {at}）")
        }
        RenewalError::Closed { at, not_after } => {
            let (at, until) = (zone.format(at), zone.format(not_after));
            format!("証明書の有効期限は {until} に切れました（現在 {at}）")
        }
    }
}

pub(super) fn specimen(error: &SpecimenError, zone: &Zone) -> String {
    let time = |at| zone.format(at);
    match error {
        SpecimenError::EndsBeforeItBegins(validity) => format!(
            "終わり {} が始まり {} より前になります。終わりを遅くするか、始まりを早くしてください",
            time(validity.not_after),
            time(validity.not_before)
        ),
        SpecimenError::OutOfYears => "日付が1970年から9999年までの範囲を外れます".into(),
        SpecimenError::OtherState {
            state,
            found,
            at,
            validity,
        } => format!(
            "この日付では、{} に {state} ではなく {found} になります（有効期間は {} から {} まで）",
            time(*at),
            time(validity.not_before),
            time(validity.not_after)
        ),
        SpecimenError::NoChoiceOfHash { state, key } => format!(
            "{state} は鍵の種類 {key} では作れません。この種類の署名ではハッシュ関数を選べません"
        ),
        SpecimenError::NothingBetween { state } => {
            format!("{state} を作るには、ルートとクライアントの間に認証局のある PKI が必要です")
        }
        SpecimenError::ListLength { length } => {
            format!("{length} しか有効でない失効リストは、発行と同時に期限切れになります")
        }
        SpecimenError::PairOf { state } => {
            format!(
                "旧新の組は更新期間に入った証明書からしか作れません（{state} からは作れません）"
            )
        }
        SpecimenError::Name { name, error } => {
            format!("{}: {}", Shown::text(name), label(error))
        }
        SpecimenError::Twice { name } => format!("{name} という名前が2つあります"),
        SpecimenError::NotRenewable(error) => format!(
            "{}。旧新の組は、更新できる証明書からしか作れません",
            renewal(error, zone)
        ),
        SpecimenError::Unproved { name } => format!(
            "{} を読み戻すと、作ったものと違っていました。kigen の不具合です。ご報告ください",
            Shown::text(name)
        ),
        SpecimenError::Pki(error) => super::pki::pki(error),
        SpecimenError::File(error) => file(error),
    }
}

pub(super) fn violation(Violation { checker, breach }: &Violation, zone: &Zone) -> String {
    format!("{checker}: {}", self::breach(breach, zone))
}

fn breach(breach: &Breach, zone: &Zone) -> String {
    match breach {
        Breach::Own { message } => format!("独自の検査に反しています: {message}"),
        Breach::StandsStill { at } => {
            let at = zone.format(*at);
            format!("{at} に起きることが終わらず、時間が進みません")
        }
        Breach::UpWithoutCertificate { pc } => {
            format!("{pc} は使える証明書がないのに、接続できる状態になっています")
        }
        Breach::DownWithCertificate { pc } => {
            format!("{pc} は使える証明書があるのに、接続できない状態になっています")
        }
        Breach::CameUpWithoutValid { pc, at } => {
            let at = zone.format(*at);
            format!("{pc} は {at} に、有効期間外の証明書で接続できるようになりました")
        }
        Breach::ChargedTwice { pc, ordinal, kind } => {
            format!(
                "{pc} の証明書 {ordinal} の{}が2回請求されています",
                fee(*kind)
            )
        }
        Breach::NeverCharged { pc, ordinal } => {
            format!("{pc} の証明書 {ordinal} の料金が請求されていません")
        }
        Breach::Unexplained { pc, ordinal, fee } => format!(
            "{pc} の証明書 {ordinal} に、理由のない請求があります（{}、{}円、{}）",
            self::fee(fee.kind),
            fee.yen,
            fee.month
        ),
        Breach::StoreChanged { action, pc, reason } => {
            format!("{pc} の {action} は拒否された（{reason}）のに、ストアが変わっています")
        }
        Breach::WentBack { pc, ordinal, state } => {
            format!("{pc} の証明書 {ordinal} が、前の状態 {state} に戻っています")
        }
        breach => told_besides(breach, zone),
    }
}

fn told_besides(breach: &Breach, zone: &Zone) -> String {
    match breach {
        Breach::WrongDates { pc, ordinal } => {
            format!("{pc} の証明書 {ordinal} の有効期間が、規則と違います")
        }
        Breach::IssuedAgain { pc, ordinal } => {
            format!("{pc} の証明書 {ordinal} が、すでにあるのに発行されています")
        }
        Breach::NoSuchApplication { pc, ordinal } => {
            format!("{pc} の証明書 {ordinal} には、その日数の営業日だけ前の申請がありません")
        }
        Breach::DoneAllTheSame { event, pc, because } => {
            format!("{pc} の {event} は、拒否されるはず（{because}）なのに行われています")
        }
        Breach::RenewedOutOfTime { pc, at } => {
            let at = zone.format(*at);
            format!("{pc} は、更新できる証明書のない {at} に更新しています")
        }
        Breach::RefusedInTime { action, pc, reason } => {
            format!("{pc} の {action} は、期間内なのに拒否されています（{reason}）")
        }
        Breach::OlderUsed { pc } => format!("{pc} は最新でない証明書を使っています"),
        Breach::KeyLeft { pc } => {
            format!("{pc} のエクスポートできない鍵が、ストアの外に出ています")
        }
        Breach::KeysGone { pc } => format!("{pc} の鍵が、証明書と一緒に消えています"),
        Breach::DeletedTooMuch { pc } => {
            format!("{pc} で、残すべき証明書まで削除されています")
        }
        Breach::DeletedTooLittle { pc } => {
            format!("{pc} で、削除すべき証明書が残っています")
        }
        Breach::SentAnother { pc, at } => {
            let at = zone.format(*at);
            format!("{pc} の {at}: クライアントのプログラムなら、ほかの証明書を選んだはずです")
        }
        Breach::NotRead { pc, at } => {
            let at = zone.format(*at);
            format!("{pc}: {at} のお知らせを、だれも読んでいません")
        }
        Breach::AppliedWithLetter { pc, at } => {
            let at = zone.format(*at);
            format!("{pc} の {at}: 通知書が手元にあるのに、もう一度申請しています")
        }
        Breach::ChainBroken { pc } => {
            format!("{pc} に、ルートまでの証明書がそろっていない証明書があります")
        }
        Breach::WrongScreen { event, pc } => {
            format!("{pc} の {event} で、出るはずのない画面が出ています")
        }
        Breach::WrongNotice { pc, at, notice } => {
            let at = zone.format(*at);
            format!(
                "{pc} の {at} のお知らせ {notice} は、出るべきでないのに出たか、出るべきなのに出ていません"
            )
        }
        other => other.to_string(),
    }
}

fn fee(kind: FeeKind) -> &'static str {
    match kind {
        FeeKind::Issue => "発行料",
        FeeKind::Renewal => "更新料",
        FeeKind::Letter => "郵送料",
    }
}
