//! What broke, in a sentence that says all that the scenario said.

use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::time::Span;

pub(super) fn english(fault: &Fault) -> String {
    let broken = match fault {
        Fault::Pc(PcFault::FreeDisk { .. }) => return "the disk was tidied up".to_owned(),
        Fault::Pc(PcFault::RepairClock { .. }) => return "the PC's clock was put right".to_owned(),
        Fault::Pc(PcFault::CutPower { pc: _, at }) => match at {
            CutPoint::RenewalRequest => {
                "the power will fail before the next renewal request leaves"
            }
            CutPoint::RenewalStore => {
                "the power will fail before the next renewed certificate is stored"
            }
            CutPoint::Import => "the power will fail in the middle of the next import",
            CutPoint::Backup => "the power will fail in the middle of the next backup",
        }
        .to_owned(),
        Fault::Pc(PcFault::FillDisk { pc: _ }) => "the disk is full".to_owned(),
        Fault::Pc(PcFault::Break { pc: _ }) => "the PC broke".to_owned(),
        Fault::Pc(PcFault::SetClock { pc: _, by }) => {
            let length = length_en(*by);
            match by.as_seconds() {
                ..0 => format!("somebody set the PC's clock back by {length}"),
                _ => format!("somebody set the PC's clock ahead by {length}"),
            }
        }
        Fault::Pc(PcFault::Drift {
            pc: _,
            seconds_per_day,
        }) => {
            let seconds = count_en(i64::from(*seconds_per_day).abs(), "second");
            match seconds_per_day {
                ..0 => format!("the PC's clock loses {seconds} a day from now on"),
                _ => format!("the PC's clock gains {seconds} a day from now on"),
            }
        }
        Fault::Pc(PcFault::DrainBattery { pc: _ }) => {
            "the battery of the PC's clock died".to_owned()
        }
        Fault::World(WorldFault::LoseLetter { pc: _ }) => "the next letter will be lost".to_owned(),
        Fault::World(WorldFault::PortalDown { pc: _, lasts }) => {
            format!("the portal cannot be reached for {}", length_en(*lasts))
        }
        Fault::World(WorldFault::AuthorityDown { pc: _, lasts }) => {
            format!("the authority cannot be reached for {}", length_en(*lasts))
        }
    };
    format!("fault: {broken}")
}

pub(super) fn japanese(fault: &Fault) -> String {
    let broken = match fault {
        Fault::Pc(PcFault::FreeDisk { .. }) => return "ディスクを整理しました".to_owned(),
        Fault::Pc(PcFault::RepairClock { .. }) => return "PC の時計を合わせました".to_owned(),
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
            let length = length_ja(*by);
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
            let length = length_ja(*lasts);
            format!("この先{length}、ポータルサイトに接続できません")
        }
        Fault::World(WorldFault::AuthorityDown { pc: _, lasts }) => {
            format!("この先{}、認証局に接続できません", length_ja(*lasts))
        }
    };
    format!("障害: {broken}")
}

/// `1 day 2 hours`, without a sign.
fn length_en(span: Span) -> String {
    let parts = parts(span).map(|(number, unit)| match unit {
        Unit::Days => count_en(number, "day"),
        Unit::Hours => count_en(number, "hour"),
        Unit::Minutes => count_en(number, "minute"),
        Unit::Seconds => count_en(number, "second"),
    });
    parts.collect::<Vec<_>>().join(" ")
}

fn count_en(number: i64, unit: &str) -> String {
    match number {
        1 => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    }
}

/// `1日2時間`, without a sign.
fn length_ja(span: Span) -> String {
    let parts = parts(span).map(|(number, unit)| match unit {
        Unit::Days => format!("{number}日"),
        Unit::Hours => format!("{number}時間"),
        Unit::Minutes => format!("{number}分"),
        Unit::Seconds => format!("{number}秒"),
    });
    parts.collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// A length without its sign, from the largest unit that it has; no length is 0 seconds.
fn parts(span: Span) -> impl Iterator<Item = (i64, Unit)> {
    let seconds = span.as_seconds().abs();
    let parts = [
        (seconds / 86_400, Unit::Days),
        (seconds / 3_600 % 24, Unit::Hours),
        (seconds / 60 % 60, Unit::Minutes),
        (seconds % 60, Unit::Seconds),
    ];
    let of_none = move |unit| seconds == 0 && unit == Unit::Seconds;
    parts
        .into_iter()
        .filter(move |(number, unit)| *number != 0 || of_none(*unit))
}
