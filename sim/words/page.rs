//! What pages and timelines say.

use crate::reason::Reason;

kigen_pkcs12::named! {
    /// A short text on a page: a heading, a column, a lane of a timeline, a kind of mark.
    #[non_exhaustive]
    pub enum Caption: "text of a page" {
        /// Over the results.
        Result = "result",
        /// A scenario that ended as expected.
        Pass = "pass",
        /// A scenario that did not.
        Fail = "fail",
        /// Over the names of scenarios.
        Scenario = "scenario",
        /// Over the table of scenarios.
        Scenarios = "scenarios",
        /// Over the numbers of steps.
        Steps = "steps",
        /// Over the minutes without service.
        WithoutService = "without-service",
        /// Over the numbers of notices that nobody read.
        NoticesMissed = "notices-missed",
        /// Over the numbers of letters.
        Letters = "letters",
        /// Over what it cost.
        Yen = "yen",
        /// Over the times of events.
        Time = "time",
        /// Over the PCs of events.
        Pc = "pc",
        /// Over what happened.
        Event = "event",
        /// Over the files that could not be read.
        NotRead = "not-read",
        /// Over the magnified part of a timeline.
        Around = "around",
        /// Over all of a timeline.
        Overview = "overview",
        /// Over the events.
        WhatHappened = "what-happened",
        /// Over the files that were made.
        Files = "files",
        /// Before the command that plays the scenario again.
        Again = "again",
        /// Before the seed.
        Seed = "seed",
        /// Before the rows of the manual.
        Rows = "rows",
        /// Before the first moment.
        Begins = "begins",
        /// Before the last moment.
        Ends = "ends",
        /// Beside the field that takes a part of a name.
        Filter = "filter",
        /// On the button that leaves only what failed.
        OnlyFailed = "only-failed",
        /// On the button that opens everything.
        OpenAll = "open-all",
        /// On the button that closes everything.
        CloseAll = "close-all",
        /// Over the kinds of marks.
        Legend = "legend",
        /// The lane of certificates.
        Certificates = "certificates",
        /// The lane of the services.
        Service = "service",
        /// The lane of what people did.
        Deeds = "deeds",
        /// The lane of notices.
        Notices = "notices",
        /// The lane of letters.
        Post = "post",
        /// The lane of what broke.
        Faults = "faults",
        /// The lane of the hours in which a PC is off.
        Off = "off",
        /// The lane of fees.
        Fees = "fees",
        /// A certificate that is valid.
        Valid = "valid",
        /// A certificate whose renewal is due.
        Due = "due",
        /// A certificate that was revoked.
        Revoked = "revoked",
        /// The services can be used.
        Up = "up",
        /// The services cannot be used.
        Lost = "lost",
        /// Something was done.
        Done = "done",
        /// Something was refused.
        Refused = "refused",
        /// A notice that somebody read.
        Read = "read",
        /// A notice that nobody read.
        Missed = "missed",
        /// A letter that arrived.
        Arrived = "arrived",
        /// A letter that was lost or sent back.
        Undelivered = "undelivered",
        /// Something that broke, until it was right again.
        Broken = "broken",
        /// Hours in which a PC is off.
        PcOff = "pc-off",
        /// A long time in which nothing happened.
        Quiet = "quiet",
    }
}

/// Pages in a language. Nothing ends with a full stop. Dates and times are already written.
pub trait PageWords {
    /// A short text.
    fn caption(&self, caption: Caption) -> &'static str;

    /// How it went altogether.
    fn verdict(&self, passed: usize, failed: usize, broken: usize) -> String;

    /// How many days nothing happened.
    fn quiet(&self, days: i64) -> String;

    /// A PC's certificate, with its first and last day.
    fn certificate_line(&self, ordinal: u32, from: &str, to: &str) -> String;

    /// The day from which a certificate can be renewed.
    fn renewable_from(&self, from: &str) -> String;

    /// The place of a step.
    fn step(&self, number: usize) -> String;

    /// Why the services were lost, from when until when; `None` if they never came back.
    fn outage(&self, reason: Reason, from: &str, to: Option<&str>) -> String;

    /// What a timeline shows.
    fn timeline(&self, names: &str, from: &str, to: &str) -> String;

    /// How many more there are of what is listed.
    fn more(&self, count: usize) -> String;
}
