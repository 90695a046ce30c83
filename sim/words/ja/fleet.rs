//! What is said of a fleet, in Japanese.

use super::Japanese;
use crate::words::{FleetCaption, FleetWords};

impl FleetWords for Japanese {
    fn begun(&self, policy: &str, begun: &str, facilities: &str) -> String {
        format!("{policy}: {facilities} 施設のうち {begun} 施設が利用を開始")
    }

    fn offline(&self, ever: &str, minutes: &str, at_most: &[String; 4]) -> String {
        let [half, of_100_90, of_100_99, most] = at_most;
        format!(
            "  使えなかった施設: 1回以上 {ever} 施設、合計 {minutes} 分。全体の半数は {half} 分以内、\
             90 % は {of_100_90} 分以内、99 % は {of_100_99} 分以内、最長 {most} 分"
        )
    }

    fn worst(&self, date: &str, facilities: &str) -> String {
        format!("  最も多くの施設が使えなかった日: {date}、{facilities} 施設")
    }

    fn asked(&self, letters: &str, undelivered: &str, yen: &str) -> String {
        format!("  発行通知書: {letters} 通、うち不着 {undelivered} 通。手数料と郵送料 {yen} 円")
    }

    fn busiest(&self, date: &str, renewals: &str) -> String {
        format!("  更新が最も多い日: {date}、{renewals} 件")
    }

    fn ends(&self, month: &str, certificates: &str) -> String {
        format!("  期限を迎える証明書が最も多い月: {month}、{certificates} 枚")
    }

    fn of_all(
        &self,
        facilities: &str,
        offline: &[String; 3],
        minutes: &[String; 3],
        letters: &[String; 3],
        yen: &[String; 3],
    ) -> String {
        let bounds = |[estimate, low, high]: &[String; 3]| format!("{estimate}（{low}～{high}）");
        format!(
            "  全 {facilities} 施設の推定（100回の抽出のうち95回はかっこ内）: 使えなかった施設 {}、{} 分、\
             発行通知書 {} 通、{} 円",
            bounds(offline),
            bounds(minutes),
            bounds(letters),
            bounds(yen),
        )
    }

    fn plays(&self, plays: &str) -> String {
        format!("= 再生した組み合わせ {plays} 通り。ほかの施設は、引いた条件がそのどれかと同じ")
    }

    fn title(&self, facilities: &str) -> String {
        format!("{facilities} 施設への展開")
    }

    fn caption(&self, caption: FleetCaption) -> &'static str {
        match caption {
            FleetCaption::Offline => "使えなかった施設（月のうち最も多い日）",
            FleetCaption::Renewals => "更新",
            FleetCaption::Ends => "期限を迎える証明書（更新済みを含む）",
            FleetCaption::Yen => "徴収額（円）",
            FleetCaption::Month => "月",
        }
    }

    fn most(&self, count: &str) -> String {
        format!("最大 {count}")
    }

    fn violation(&self, policy: &str, facility: u32, rule: &str) -> String {
        format!("方針 {policy} の施設 {facility}: {rule} に違反")
    }
}
