//! ランダムな世界の言葉。

use super::Japanese;
use crate::seed::Seed;
use crate::swarm::{Class, Finding, Flaw, Options, Tally};
use crate::words::SwarmWords;
use crate::words::with_commas;

impl SwarmWords for Japanese {
    fn seed(&self, seed: Seed) -> String {
        format!("シード {seed}")
    }

    fn world(&self, number: u64, options: &Options) -> String {
        format!("世界 {number}: {options}")
    }

    fn carries(&self) -> &'static str {
        "ほかで作られたファイルをインポートする世界です。実行するには --out でフォルダーを指定し、ファイルごと書き出してください"
    }

    fn finding(&self, finding: &Finding) -> String {
        let Finding {
            flaw,
            world,
            worlds,
            steps_before,
            steps,
            ..
        } = finding;
        format!(
            "発見 {}: {}。{worlds}個の世界で起き、最初は世界 {world}。ステップ{steps_before}個のうち{steps}個が残った",
            finding.file(),
            self.flaw(flaw)
        )
    }

    fn flaw(&self, flaw: &Flaw) -> String {
        format!("{}（{}）", class(flaw.class), flaw.kind)
    }

    fn columns(&self) -> [&'static str; 4] {
        ["発見", "問題", "世界の数", "ステップ"]
    }

    fn options(&self) -> &'static str {
        "オプション"
    }

    fn drawn(&self) -> &'static str {
        "元の世界"
    }

    fn kind(&self) -> &'static str {
        "種類"
    }

    fn reached(&self) -> &'static str {
        "到達"
    }

    fn never_reached(&self) -> &'static str {
        "一度も到達していないもの"
    }

    fn swarm(&self, tally: &Tally) -> String {
        format!(
            "シード {} の世界{}個: 発見{}件。復旧すべき世界は{}個、別の方法でも実行した世界は{}個",
            tally.swarm.seed(),
            with_commas(tally.worlds),
            tally.findings.len(),
            with_commas(tally.worlds - tally.not_owed),
            with_commas(tally.played_again),
        )
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Violation => "規則違反",
        Class::Stranded => "復旧しない",
        Class::Panic => "パニック",
        Class::Hang => "時間が進まない",
        Class::Difference => "結果の不一致",
    }
}
