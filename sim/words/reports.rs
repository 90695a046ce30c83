//! What reports say around what happened, what was made and what was found.

use std::fmt::Display;

use crate::bundle::FoundKey;
use crate::inspection::Deadline;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::reason::Reason;
use crate::store::KeyState;
use crate::time::Zone;

/// The words of reports in a language. Nothing ends with a full stop. Values that come from outside
/// are escaped by whoever passes them.
pub trait ReportWords {
    /// That times are given in this zone, after a title.
    fn times_in(&self, zone: &Zone) -> String;

    /// That a scenario went as expected, in `steps` steps.
    fn passed(&self, steps: usize) -> String;

    /// That a scenario went as expected, with its name and title, in a line.
    fn passed_in_short(&self, name: &dyn Display, steps: usize, title: &dyn Display) -> String;

    /// That a scenario failed, and [how](Self::failure).
    fn failed(&self, failure: &str) -> String;

    /// Where a scenario failed, at which step of how many, and how the step ended.
    fn failure(&self, failure: &Failure<'_>) -> String;

    /// How many scenarios passed and failed, and how many steps and events they had in total.
    fn all(&self, passed: usize, failed: usize, steps: usize, events: usize) -> String;

    /// The same, and how many files could not be read.
    fn and_broken(&self, all: &str, broken: usize) -> String;

    /// More about a reason, in full sentences.
    fn explanation(&self, reason: Reason) -> &'static str;

    /// The label of the scenarios that show something.
    fn shown_in(&self) -> &'static str;

    /// How long a certificate lasts: its first and last second, and the days that are left.
    fn life(&self, state: State, from: &str, to: &str, days_left: i64) -> String;

    /// That the relying party refuses a certificate, why, and the last second of its validity.
    fn refused(&self, reason: Reason, why: &dyn Display, until: Option<&str>) -> String;

    /// What a certificate is called that names nobody.
    fn nameless(&self) -> &'static str;

    /// That a certificate or a list has no expiry (RFC 5280 section 4.1.2.5).
    fn no_expiry(&self) -> &'static str;

    /// From one name to another.
    fn range(&self, first: &str, last: &str) -> String;

    /// How a specimen of a state ends when it is used.
    fn specimen_outcome(&self, state: &str, outcome: Outcome) -> String;

    /// What holds from one time until another.
    fn stage(&self, from: Option<&str>, until: Option<&str>, code: &str) -> String;

    /// That it holds now, after it.
    fn now(&self) -> &'static str;

    /// How many specimens were made in a folder, beside these files.
    fn made(&self, count: usize, folder: &dyn Display, beside: &str) -> String;

    /// What was found in a file that is converted.
    fn found(&self, keys: usize, certificates: usize) -> String;

    /// How much of it has no place in the other formats.
    fn not_converted(&self, count: usize) -> String;

    /// The files that it became, and their folder.
    fn converted(&self, files: &str, folder: &dyn Display) -> String;

    /// That a session begins.
    fn begun(&self, file: &dyn Display, start: &str) -> String;

    /// That a step was taken back.
    fn undone(&self, title: &str) -> String;

    /// That the stores are empty.
    fn empty_stores(&self) -> &'static str;

    /// What is known of a certificate's private key.
    fn private_key(&self, key: KeyState) -> &'static str;

    /// That a certificate is archived.
    fn archived(&self) -> &'static str;

    /// Whether the services would let a PC in.
    fn services(&self, outcome: Outcome) -> String;

    /// The clock of a session, and how many steps it has.
    fn clock(&self, file: &dyn Display, time: &str, steps: usize) -> String;

    /// What a file holds.
    fn contents(&self, keys: usize, certificates: usize) -> String;

    /// That a file was not opened for want of a password.
    fn not_opened(&self) -> &'static str;

    /// Bags of a PKCS#12 file that were passed over.
    fn other_bags(&self, listed: &str) -> String;

    /// A private key of which there is something to say, the `number`th of its file: it is or was
    /// encrypted by itself, or is of a kind that cannot sign here. `None` for any other.
    fn held_key(&self, number: usize, key: &FoundKey) -> Option<String>;

    /// PEM blocks of other kinds, by their labels.
    fn passed_over_blocks(&self, listed: &str) -> String;

    /// The label of advice on what to do.
    fn what_to_do(&self) -> &'static str;

    /// The label of a source.
    fn source_label(&self) -> &'static str;

    /// Whose a revocation list is.
    fn revocation_list(&self, issuer: &dyn Display) -> String;

    /// What a revocation list says.
    fn revoked(&self, count: usize, issued: &str, next: &str) -> String;

    /// How many files had which outcomes.
    fn files(&self, count: usize, outcomes: &str) -> String;

    /// How many files were something else.
    fn passed_over(&self, count: usize) -> String;

    /// How many certificates were in which states.
    fn certificates(&self, count: usize, states: &str) -> String;

    /// How many certificates expire too soon.
    fn late(&self, certificates: usize, lists: usize, deadline: &Deadline, until: &str) -> String;

    /// The label of the certificates that expire next.
    fn next_to_expire(&self) -> &'static str;

    /// The days that are left.
    fn days_left(&self, days: i64) -> String;
}

/// Where and how a scenario failed.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// The file and its line.
    pub place: &'a str,
    /// The step, counted from 1.
    pub step: usize,
    /// How many there are.
    pub steps: usize,
    /// What the step does.
    pub title: &'a str,
    /// How it was expected to end.
    pub expected: Outcome,
    /// How it ended.
    pub got: &'a str,
}
