//! Pages, in English.

use super::English;
use super::plural::{count, units};
use crate::reason::Reason;
use crate::words::number::with_commas;
use crate::words::{Caption, PageWords};

impl PageWords for English {
    fn caption(&self, caption: Caption) -> &'static str {
        self::caption(caption)
    }

    fn verdict(&self, passed: usize, failed: usize, broken: usize) -> String {
        let all = passed + failed;
        let played = match (failed, all) {
            (_, 0) => "Nothing was played".to_owned(),
            (0, 1) => "The scenario passed".to_owned(),
            (1, 1) => "The scenario failed".to_owned(),
            (0, _) => format!("All {all} scenarios passed"),
            _ => format!("{failed} of {all} scenarios failed"),
        };
        match broken {
            0 => played,
            _ => format!("{played}, {} not read", count(broken, "file")),
        }
    }

    fn quiet(&self, days: i64) -> String {
        let number = with_commas(days.unsigned_abs());
        format!("{number} {}", units(days == 1, "day"))
    }

    fn certificate_line(&self, ordinal: u32, from: &str, to: &str) -> String {
        format!("no. {ordinal}, {from} – {to}")
    }

    fn renewable_from(&self, from: &str) -> String {
        format!("renewal due from {from}")
    }

    fn step(&self, number: usize) -> String {
        format!("step {number}")
    }

    fn outage(&self, reason: Reason, from: &str, to: Option<&str>) -> String {
        let sentence = reason.sentence();
        match to {
            Some(to) => format!("{from} – {to}: {sentence} [{reason}]"),
            None => format!("from {from} to the end: {sentence} [{reason}]"),
        }
    }

    fn timeline(&self, names: &str, from: &str, to: &str) -> String {
        format!("Timeline of {names}, {from} – {to}")
    }

    fn more(&self, count: usize) -> String {
        format!("… and {count} more")
    }
}

fn caption(caption: Caption) -> &'static str {
    match caption {
        Caption::Result => "Result",
        Caption::Pass => "pass",
        Caption::Fail => "FAIL",
        Caption::Scenario => "Scenario",
        Caption::Scenarios => "Scenarios",
        Caption::Steps => "Steps",
        Caption::WithoutService => "Minutes without service",
        Caption::NoticesMissed => "Notices missed",
        Caption::Letters => "Letters",
        Caption::Yen => "Cost (¥)",
        Caption::Time => "Time",
        Caption::Pc => "PC",
        Caption::Event => "Event",
        Caption::NotRead => "Files that could not be read",
        Caption::Around => "The days before the failure",
        Caption::Overview => "All of it",
        Caption::WhatHappened => "What happened",
        Caption::Files => "Files made",
        Caption::Again => "Play it again",
        Caption::Seed => "Seed",
        Caption::Rows => "Rows of the manual",
        Caption::Begins => "Begins",
        Caption::Ends => "Ends",
        Caption::Filter => "Name contains",
        Caption::OnlyFailed => "Only what failed",
        Caption::OpenAll => "Open all",
        Caption::CloseAll => "Close all",
        Caption::Legend => "How to read the timelines",
        Caption::Certificates => "certificates",
        Caption::Service => "services",
        Caption::Deeds => "actions",
        Caption::Notices => "notices",
        Caption::Post => "post",
        Caption::Faults => "faults",
        Caption::Off => "power",
        Caption::Fees => "fees",
        Caption::Valid => "certificate valid",
        Caption::Due => "renewal due, up to the expiry",
        Caption::Revoked => "certificate revoked",
        Caption::Up => "services available",
        Caption::Lost => "services lost, with the reason",
        Caption::Done => "something was done; a number counts several",
        Caption::Refused => "something was refused",
        Caption::Read => "notice that was read",
        Caption::Missed => "notice that nobody read",
        Caption::Arrived => "letter, posted and delivered",
        Caption::Undelivered => "letter that did not arrive",
        Caption::Broken => "something is broken, or a clock is wrong",
        Caption::PcOff => "PC is off",
        Caption::Quiet => "nothing happened for this long: cut out",
    }
}
