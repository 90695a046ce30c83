//! Failures that are known: which, why, and until when they are excused.

use std::fmt::Write;

use chrono::NaiveDate;
use serde::Deserialize;

use super::case::matches;
use super::verdict::Verdict;

/// A list of known failures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailures {
    #[serde(default)]
    known: Vec<KnownFailure>,
}

/// A failure that is known.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownFailure {
    /// The cases: a name, in which `*` stands for any text.
    pub case: String,
    /// What comes of them; another failure is a new one. Any, if not given.
    pub verdict: Option<Verdict>,
    /// Why it is left so.
    pub reason: String,
    /// The last day on which it is excused; for ever, if not given.
    pub until: Option<Day>,
}

/// A day, `2027-03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    /// A text, or a date of TOML's own.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = toml::Value::deserialize(deserializer)?;
        let text = match &value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Datetime(date) => date.to_string(),
            other => other.to_string(),
        };
        let day = text.parse().map(Day);
        day.map_err(|_| serde::de::Error::custom("a day is written like 2027-03-01"))
    }
}

/// What the list makes of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Excuse<'a> {
    /// It is not on the list, or not any more, or for another failure.
    None,
    /// It is on the list.
    Known(&'a KnownFailure),
    /// It is on the list, and passes: its line has to go.
    Mended(&'a KnownFailure),
}

impl KnownFailures {
    /// Reads a list: `[[known]]`, each with `case` and `reason`, perhaps `verdict` and `until`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What the list makes of the verdict on a case.
    pub fn excuse(&self, id: &str, verdict: Verdict, today: NaiveDate) -> Excuse<'_> {
        let named = self.known.iter().find(|known| matches(&known.case, id));
        match (named, verdict) {
            (Some(known), Verdict::Pass) => Excuse::Mended(known),
            (Some(known), _) => {
                let is_this = known.verdict.is_none_or(|it| it == verdict);
                let is_over = known.until.is_some_and(|Day(day)| day < today);
                match is_this && !is_over && verdict.is_failure() {
                    true => Excuse::Known(known),
                    false => Excuse::None,
                }
            }
            (None, _) => Excuse::None,
        }
    }
}

/// A list of these failures, each with its verdict and with a reason that is still to be written.
pub fn list_of<'a>(failures: impl Iterator<Item = (&'a str, Verdict, &'static str)>) -> String {
    let mut list = String::from(
        "# Known failures, for `kigen check --expect`. Each needs a reason; `until = \"2027-03-01\"`\n\
         # ends its excuse. A line whose case passes is an error, so that it goes.\n",
    );
    for (id, verdict, answered) in failures {
        // Writing to a String cannot fail.
        let _ = write!(
            list,
            "\n[[known]]\ncase = \"{id}\" # {answered}\nverdict = \"{verdict}\"\nreason = \"not looked into yet\"\n"
        );
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_excused_until_its_day_and_must_not_pass() {
        let list = "[[known]]\ncase = 'files::a*'\nverdict = 'hang'\nreason = 'r'\nuntil = 2027-03-01\n\
                    [[known]]\ncase = 'files::b'\nreason = 'r'\nuntil = '2027-03-01'\n";
        let list = KnownFailures::from_toml(list).unwrap();
        let (a, b) = (&list.known[0], &list.known[1]);
        let day = |text: &str| text.parse().unwrap();
        let (last, after) = (day("2027-03-01"), day("2027-03-02"));
        for (id, verdict, today, excuse) in [
            ("files::a1", Verdict::Hang, last, Excuse::Known(a)),
            ("files::a1", Verdict::Hang, after, Excuse::None),
            ("files::a1", Verdict::Crash, last, Excuse::None),
            ("files::a1", Verdict::Pass, last, Excuse::Mended(a)),
            ("files::a1", Verdict::Skipped, last, Excuse::None),
            ("files::b", Verdict::Crash, last, Excuse::Known(b)),
            ("files::c", Verdict::Crash, last, Excuse::None),
        ] {
            assert_eq!(list.excuse(id, verdict, today), excuse, "{id} {verdict}");
        }
    }

    #[test]
    fn a_list_that_was_written_reads_again() {
        let failures = [("files::a", Verdict::Hang, "no answer")];
        let list = KnownFailures::from_toml(&list_of(failures.into_iter())).unwrap();
        let today = "2026-03-01".parse().unwrap();
        let excuse = list.excuse("files::a", Verdict::Hang, today);
        assert!(matches!(excuse, Excuse::Known(_)));
        for wrong in [
            "[[known]]\ncase = 'a'\n",
            "[[known]]\ncase = 'a'\nreason = 'r'\nuntil = 'x'\n",
        ] {
            assert!(KnownFailures::from_toml(wrong).is_err(), "{wrong}");
        }
    }
}
