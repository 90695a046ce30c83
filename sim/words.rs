//! The book of sentences: what people read, in one place per language, as functions of values.
//!
//! A language is a [`Words`]. It does not compile until it is complete, so a new one is a variant
//! of [`Lang`], a folder beside `en` and `ja`, and its line in [`Voice::words`]. Values know
//! nothing of the book; their `Display` is English, for programmers.

#[cfg(feature = "check")]
mod checks;
mod en;
mod errors;
mod events;
mod facts;
#[cfg(feature = "fleet")]
mod fleet;
mod ja;
mod length;
#[cfg(feature = "scenario")]
mod mistakes;
mod number;
mod page;
mod reports;
mod screens;
mod serve;
mod site;
#[cfg(feature = "scenario")]
mod swarm;
#[cfg(test)]
mod tests;

use crate::actor::Names;
use crate::label::Label;
use crate::lang::Lang;
use crate::lifecycle::service::Service;
use crate::outcome::Outcome;
use crate::time::Zone;
use crate::trace::Event;

#[cfg(feature = "check")]
pub use checks::CheckWords;
pub use errors::{ErrorWords, error};
pub use events::EventWords;
pub use facts::FactWords;
#[cfg(feature = "fleet")]
pub use fleet::FleetWords;
#[cfg(feature = "scenario")]
pub use mistakes::MistakeWords;
#[cfg(feature = "scenario")]
pub(crate) use number::with_commas;
pub use page::{Caption, PageWords};
pub use reports::{Failure, ReportWords};
pub use screens::ScreenWords;
pub use serve::{RequestProblem, ServeWords};
pub use site::{SiteButton, SiteText, SiteWords};
#[cfg(feature = "scenario")]
pub use swarm::SwarmWords;

/// Everything that is said in a language.
#[cfg(not(feature = "scenario"))]
pub trait Words:
    ErrorWords
    + EventWords
    + FactWords
    + PageWords
    + ReportWords
    + ScreenWords
    + ServeWords
    + SiteWords
    + Sync
{
}

/// Everything that is said in a language.
#[cfg(feature = "scenario")]
pub trait Words:
    ErrorWords
    + EventWords
    + FactWords
    + MistakeWords
    + PageWords
    + ReportWords
    + ScreenWords
    + ServeWords
    + SiteWords
    + Sync
{
}

impl Words for en::English {}
impl Words for ja::Japanese {}

/// The audience: its language, and what its clocks show.
///
/// ```
/// use kigen::label::Label;
/// use kigen::lang::Lang;
/// use kigen::time::Zone;
/// use kigen::words::{self, Voice};
///
/// let error = "受付01 ".parse::<Label>().unwrap_err();
/// let voice = Voice::of(Lang::Ja, &Zone::JST);
/// let sentence = words::error(&error, voice);
/// assert_eq!(sentence, "名前の先頭には空白を、末尾には空白とピリオドを使えません");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Voice<'a> {
    /// The language.
    pub lang: Lang,
    /// The zone in which times are given.
    pub zone: &'a Zone,
    /// What services and programs are called.
    pub names: &'a Names,
}

impl From<Lang> for Voice<'static> {
    /// An audience in Japan.
    fn from(lang: Lang) -> Self {
        Voice::of(lang, &Zone::JST)
    }
}

impl<'a> Voice<'a> {
    /// An audience of the manual's world.
    pub const fn of(lang: Lang, zone: &'a Zone) -> Self {
        let names = Names::MANUALS;
        Voice { lang, zone, names }
    }

    /// The same audience in a world with these names.
    pub fn naming(self, names: &'a Names) -> Self {
        Voice { names, ..self }
    }

    /// The name of a service.
    pub fn service(self, service: Service) -> &'a str {
        let own = self.names.service(service);
        own.map_or_else(|| self.words().service(service), Label::as_str)
    }

    /// The name of the program that renews, if it is not the manual's.
    pub(crate) fn client(self) -> Option<&'a str> {
        self.names.client.as_ref().map(Label::as_str)
    }
}

impl Voice<'_> {
    /// Returns the words of the language.
    pub fn words(self) -> &'static dyn Words {
        match self.lang {
            Lang::En => &en::English,
            Lang::Ja => &ja::Japanese,
        }
    }

    /// Says what happened in a sentence; a refusal ends with its reason.
    pub fn sentence(self, event: &Event) -> String {
        let words = self.words();
        let happened = words.event(&event.kind, event.outcome.is_ok(), self);
        match event.outcome {
            Outcome::Ok => happened,
            Outcome::Refused(reason) => {
                format!("{happened}: {} [{reason}]", words.sentence(reason))
            }
        }
    }

    /// Returns the words about fleets.
    #[cfg(feature = "fleet")]
    pub fn fleet_words(self) -> &'static dyn FleetWords {
        match self.lang {
            Lang::En => &en::English,
            Lang::Ja => &ja::Japanese,
        }
    }

    /// Returns the words about programs of others.
    #[cfg(feature = "check")]
    pub fn check_words(self) -> &'static dyn CheckWords {
        match self.lang {
            Lang::En => &en::English,
            Lang::Ja => &ja::Japanese,
        }
    }

    /// Returns the words about random worlds.
    #[cfg(feature = "scenario")]
    pub fn swarm_words(self) -> &'static dyn SwarmWords {
        match self.lang {
            Lang::En => &en::English,
            Lang::Ja => &ja::Japanese,
        }
    }
}
