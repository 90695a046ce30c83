//! What `kigen serve` says: where it listens, what its admin interface answers, and its log.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;

use super::certificate::Certificate;
use super::event::Event;
use super::format::Report;
use super::run;
#[cfg(feature = "serve")]
use super::session;
use super::value::{Moment, SchemaNumber};
use crate::certificate;
use crate::label::Label;
#[cfg(feature = "serve")]
use crate::lifecycle;
use crate::outcome::Outcome;
use crate::scenario::PlayedStep;
#[cfg(feature = "serve")]
use crate::scenario::Replay;
use crate::trace;
use crate::words::{RequestProblem, Voice};

/// What `kigen serve` says; `answer` tells what it is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Serve {
    /// Everything listens: the ready file, and the line on standard output.
    Ready(Ready),
    /// What time it is.
    Clock {
        /// The number of the format.
        schema: SchemaNumber,
        /// The world's time.
        now: Moment,
    },
    /// A step was played, and everything that follows from it by now has happened.
    Step {
        /// The number of the format.
        schema: SchemaNumber,
        /// The world's time.
        now: Moment,
        /// The step, which is in the session's file now.
        step: run::Step,
        /// What happened in it, in order of time.
        events: Vec<Event>,
    },
    /// A part of the log.
    Entries {
        /// The number of the format.
        schema: SchemaNumber,
        /// The world's time.
        now: Moment,
        /// The number of the last entry there is.
        last: u64,
        /// The entries that were asked for.
        entries: Vec<Entry>,
    },
    /// The names of the files.
    Files {
        /// The number of the format.
        schema: SchemaNumber,
        /// The names, in order.
        files: Vec<String>,
    },
    /// How each PC stands.
    Pcs {
        /// The number of the format.
        schema: SchemaNumber,
        /// The world's time.
        now: Moment,
        /// By PC.
        pcs: BTreeMap<Label, Pc>,
    },
    /// A client was let in.
    Visit {
        /// The number of the format.
        schema: SchemaNumber,
        /// The endpoint's name.
        endpoint: String,
        /// The endpoint's time.
        now: Moment,
        /// The client's certificate.
        certificate: Shown,
    },
    /// A request was not understood, or could not be granted.
    Problem {
        /// The number of the format.
        schema: SchemaNumber,
        /// A stable code: a reason code, or one of requests.
        code: String,
        /// The sentence in English.
        en: String,
        /// The sentence in Japanese.
        ja: String,
    },
}

/// Where everything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Ready {
    /// The number of the format.
    pub schema: SchemaNumber,
    /// The number of the process.
    pub pid: u32,
    /// The world's time.
    pub now: Moment,
    /// Where the admin interface is, without a slash at the end.
    pub admin: String,
    /// The token for it: `Authorization: Bearer TOKEN`.
    pub token: String,
    /// Where the authority publishes: `/crl/issuing.crl`, `/crl/root.crl`, `/ocsp`, `/root.pem`.
    pub site: String,
    /// Where clients connect.
    pub endpoints: Vec<Endpoint>,
    /// Where clients get certificates for keys of their own (RFC 7030): `EST/simplereenroll`.
    pub est: String,
    /// How many seconds pass in each real one; absent for a clock that stands until it is moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tick: Option<NonZeroU32>,
}

/// Where clients connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Endpoint {
    /// Its name: that of a service, followed by `@` and a name where it has a time of its own.
    pub name: String,
    /// Its address.
    pub url: String,
    /// The time it stands at; absent where it has the world's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// How a PC stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServedPc")]
#[non_exhaustive]
pub struct Pc {
    /// The certificate that it uses; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Certificate>,
    /// What the services would make of it.
    pub services: Outcome,
    /// The last issuance letter that arrived; absent where none has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// The notice on its screen; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// An issuance letter (電子証明書発行通知書), or what takes its place online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Letter {
    /// When it arrived.
    pub arrived: Moment,
    /// The ID for the download site.
    pub id: String,
    /// The password for it.
    pub password: String,
}

/// A notice about a certificate's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ServedNotice")]
#[non_exhaustive]
pub struct Notice {
    /// How many days are left; absent once it has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
}

/// A line of the log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, counted from 1.
    pub seq: u64,
    /// When: the world's time, or that of the endpoint.
    pub at: Moment,
    // Flat, so that lines can be filtered by `entry`; nothing is ever read back.
    /// What it is about.
    #[serde(flatten)]
    pub kind: EntryKind,
}

/// What a line of the log is about; `entry` names it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "entry", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EntryKind {
    /// Something happened in the world.
    Event {
        /// What.
        event: Event,
    },
    /// A client connected.
    Connection(Connection),
}

/// A client connected.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Connection {
    /// The endpoint's name.
    pub endpoint: String,
    /// The version of TLS, if one was agreed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<&'static str>,
    /// What became of its certificate; absent if it went away, or was cut off, before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// That an earlier session was resumed, so that nobody looked at a certificate. Absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub resumed: bool,
    /// The number of the TLS alert with which it was refused (RFC 8446 section 6.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// The status of the answer in HTTP with which it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The certificate that it sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<Shown>,
    /// What kept it from being judged, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// A certificate that a client showed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "ShownToService")]
#[non_exhaustive]
pub struct Shown {
    /// Whose it is: a distinguished name as RFC 4514 writes it.
    pub subject: String,
    /// Its serial number, in hexadecimal.
    pub serial: String,
    /// Its first second.
    pub not_before: Moment,
    /// Its last second.
    pub not_after: Moment,
}

impl From<&certificate::Certificate> for Shown {
    fn from(certificate: &certificate::Certificate) -> Self {
        Shown {
            subject: certificate.subject(),
            serial: certificate.serial().to_string(),
            not_before: Moment(certificate.not_before()),
            not_after: Moment(certificate.not_after()),
        }
    }
}

impl Serve {
    /// What time it is.
    pub fn clock(now: DateTime<Utc>) -> Self {
        Serve::Clock {
            schema: SchemaNumber,
            now: Moment(now),
        }
    }

    /// What a step came to.
    pub fn step(step: &PlayedStep, events: &[trace::Event], now: DateTime<Utc>) -> Self {
        Serve::Step {
            schema: SchemaNumber,
            now: Moment(now),
            step: run::Step::from(step),
            events: events.iter().map(Event::from).collect(),
        }
    }

    /// How each PC of a session stands.
    #[cfg(feature = "serve")]
    pub(crate) fn pcs(replay: &Replay) -> Self {
        let world = replay.world();
        let pc = |pc: &Label| {
            let session::Pc {
                certificate,
                services,
            } = session::Pc::of(pc, replay);
            let letter = world.letter(pc);
            let letter = letter.map(|(arrived, id, password)| Letter {
                arrived: Moment(arrived),
                id: id.to_owned(),
                password: password.to_owned(),
            });
            let notice = world.notice(pc).map(|notice| Notice {
                days_left: match notice {
                    lifecycle::notice::Notice::Before { days } => Some(days),
                    lifecycle::notice::Notice::Expired => None,
                },
            });
            Pc {
                certificate,
                services,
                letter,
                notice,
            }
        };
        Serve::Pcs {
            schema: SchemaNumber,
            now: Moment(world.now()),
            pcs: world.pcs().map(|name| (name.clone(), pc(name))).collect(),
        }
    }

    /// What is wrong with a request.
    pub fn problem(problem: &RequestProblem<'_>) -> Self {
        use crate::lang::Lang;
        let told = |lang: Lang| Voice::from(lang).words().request_problem(problem);
        Serve::Problem {
            schema: SchemaNumber,
            code: problem.code().to_owned(),
            en: told(Lang::En),
            ja: told(Lang::Ja),
        }
    }
}

/// The report on where everything is.
#[derive(Clone, Copy, Debug)]
pub struct ReadyReport<'a>(pub &'a Ready);

impl Report for ReadyReport<'_> {
    type Document = Serve;

    fn document(&self) -> Serve {
        Serve::Ready(self.0.clone())
    }

    fn text(&self, voice: Voice<'_>) -> String {
        let Ready {
            now,
            admin,
            site,
            endpoints,
            est,
            tick,
            ..
        } = self.0;
        let words = voice.words();
        let names = endpoints.iter().map(|one| one.name.chars().count());
        let width = names.max().unwrap_or_default().max("admin".len());
        let mut text = words.serving(&voice.zone.format(now.0), *tick) + "\n";
        for Endpoint { name, url, at } in endpoints {
            let at = at.map(|at| words.standing_at(&voice.zone.format(at.0)));
            text += &format!("  {name:width$}  {url}{}\n", at.unwrap_or_default());
        }
        for (name, url) in [("est", est), ("site", site), ("admin", admin)] {
            text += &format!("  {name:width$}  {url}\n");
        }
        text
    }
}

/// The report on what time it is, for who moved the clock from outside.
#[derive(Clone, Copy, Debug)]
pub struct ClockReport(pub DateTime<Utc>);

impl Report for ClockReport {
    type Document = Serve;

    fn document(&self) -> Serve {
        Serve::clock(self.0)
    }

    fn text(&self, voice: Voice<'_>) -> String {
        voice.zone.format(self.0) + "\n"
    }
}
