//! A case: a question to an implementation, and the answers that are right.

use chrono::{DateTime, Utc};

use super::protocol::{Op, Request, written};
use super::script::Script;
use crate::conformance::{self, Origin};
use crate::format::Format;
use crate::outcome::Outcome;
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// What the cases are about.
    #[non_exhaustive]
    pub enum Suite: "suite" {
        /// `files`: hostile files, files of other programs, and every way to encrypt one.
        Files = "files",
        /// `states`: certificates in every state of `kigen make`, judged at the seconds that
        /// decide.
        States = "states",
        /// `store`: a store of certificates, by requests about files, and in Windows' words.
        Store = "store",
        /// `life`: expiry, renewal, backup and restore of what is in a store.
        Life = "life",
        /// `notices`: when which notice of expiry appears.
        Notices = "notices",
    }
}

kigen_pkcs12::named! {
    /// How much a wrong answer matters.
    #[non_exhaustive]
    pub enum Importance: "importance" {
        /// A standard says so, or whoever is wrong here can be made to work without end.
        Must = "must",
        /// Who is wrong here surprises people.
        Should = "should",
        /// Good implementations differ.
        May = "may",
    }
}

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Walk {
    /// Every short sequence of changes to a store in Windows' words, by these rules.
    EveryShortSequence(Origin),
    /// Long sequences of changes to a store in Windows' words, by these rules.
    RandomSequences(Origin),
    /// What is done with files.
    Files,
    /// What is done with files as time passes.
    Life,
}

impl Walk {
    /// Its name among the cases.
    pub(super) fn name(self) -> &'static str {
        match self {
            Walk::EveryShortSequence(_) => "every-short-sequence",
            Walk::RandomSequences(_) => "random-sequences",
            Walk::Files | Walk::Life => "drawn-sequences",
        }
    }
}

/// A task and the answers that are right.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// Its name for ever, `suite::what`.
    pub id: String,
    /// What it is about.
    pub suite: Suite,
    /// How much a wrong answer matters.
    pub importance: Importance,
    /// What is special about it, in English.
    pub what: String,
    /// Who says what is right.
    pub source: String,
    /// The right answer; where there are several requests, that everything is right.
    pub expected: Outcome,
    /// Other answers that are as good.
    pub also: Vec<Outcome>,
    /// What is to be done.
    pub task: Task,
}

/// What an implementation has to do.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Task {
    /// To answer one question about a file.
    Ask(Question),
    /// To do one thing after another with a store.
    Play(Script),
    /// To keep a rule of stores, in Windows' words.
    Keep(&'static conformance::Case),
    /// To be right in whatever is drawn.
    Walk(Walk),
}

/// What an implementation is asked. Files are named by their paths in the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Question {
    /// What for.
    pub op: Op,
    /// The file.
    pub file: String,
    /// What kind it is.
    pub format: Format,
    /// What opens it.
    pub password: String,
    /// The root (PEM) that is trusted, where one is.
    pub root: Option<String>,
    /// The revocation list (PEM), where one decides.
    pub crl: Option<String>,
    /// The time, where it matters.
    pub now: Option<DateTime<Utc>>,
}

impl Question {
    /// The question about a file.
    pub(super) fn open(file: &str, format: Format, password: &str) -> Self {
        Question {
            op: Op::Open,
            file: file.to_owned(),
            format,
            password: password.to_owned(),
            root: None,
            crl: None,
            now: None,
        }
    }

    /// The request of this number, with paths in the corpus.
    pub fn request(&self, seq: u64) -> Request {
        Request {
            seq,
            format: Some(self.format),
            root: self.root.clone(),
            crl: self.crl.clone(),
            now: self.now.map(written),
            ..Request::of(self.op).about(&self.file, &self.password)
        }
    }
}

impl Case {
    /// The question, where there is one alone.
    pub fn question(&self) -> Option<&Question> {
        match &self.task {
            Task::Ask(question) => Some(question),
            Task::Play(_) | Task::Keep(_) | Task::Walk(_) => None,
        }
    }

    /// The paths of its files in the corpus.
    pub fn files(&self) -> Vec<&str> {
        match &self.task {
            Task::Ask(question) => {
                let Question {
                    file, root, crl, ..
                } = question;
                let all = [Some(file), root.as_ref(), crl.as_ref()];
                all.into_iter().flatten().map(String::as_str).collect()
            }
            Task::Play(script) => script.files(),
            // The corpus knows what sequences are made of.
            Task::Keep(_) | Task::Walk(_) => vec![],
        }
    }

    /// Returns whether this outcome is right.
    pub fn accepts(&self, outcome: Outcome) -> bool {
        self.expected == outcome || self.also.contains(&outcome)
    }

    /// Returns whether it is right to refuse, whatever the reason.
    pub fn may_be_refused(&self) -> bool {
        let all = std::iter::once(&self.expected).chain(&self.also);
        all.into_iter().any(|outcome| !outcome.is_ok())
    }

    /// Returns whether it is right not to refuse. What is in a file can be refused only by who
    /// looks for a key and its certificate, so that whoever only opens it is right, too.
    pub fn may_be_accepted(&self) -> bool {
        self.accepts(Outcome::Ok) || self.opens()
    }

    /// Returns whether the expected refusal is about what is in the file, which opens.
    fn opens(&self) -> bool {
        let about_contents = [
            Reason::Empty,
            Reason::NoPrivateKey,
            Reason::CertificateMissing,
            Reason::KeyMismatch,
        ];
        let reason = self.expected.reason();
        let is_open = self.question().is_some_and(|it| it.op == Op::Open);
        is_open && reason.is_some_and(|it| about_contents.contains(&it))
    }

    /// Returns whether `pattern`, in which `*` stands for any text, is its name.
    pub fn is_called(&self, pattern: &str) -> bool {
        matches(pattern, &self.id)
    }
}

/// Returns whether `pattern`, in which `*` stands for any text, fits the whole text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, text, fits) in [
            ("files::a.p12", "files::a.p12", true),
            ("files::a.p12", "files::a.p12x", false),
            ("files::*", "files::a.p12", true),
            ("*", "", true),
            ("*.p12", "files::a.p12", true),
            ("*.p12", "files::a.der", false),
            ("files::*cut*.p12", "files::hostile/cut-at-0004.p12", true),
            ("files::*cut*.p12", "files::hostile/good.p12", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
