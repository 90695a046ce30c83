//! What can be wrong with a scenario file, as data; the book of sentences puts it into words.
//!
//! `Display` is English, a fragment without a full stop. No mistake repeats a value that may be a
//! secret; names of keys, which may be misspelt, are repeated.

mod blot;
mod read;
mod rollout;
mod value;

use std::path::PathBuf;

use crate::digest::Digest;
use crate::file::FileError;
use crate::label::Label;
use crate::named::nearest;
use crate::pki::PkiError;
use crate::shown::Shown;
use crate::world::LAST;

use super::STEPS_MAX;
pub(super) use blot::blotted_line;
pub use rollout::RolloutMistake;
pub use value::ValueError;

/// What is wrong with a scenario file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    /// It is not TOML.
    #[error("not valid TOML: {0}")]
    Syntax(Syntax),
    /// A key that appears twice in one table.
    #[error("the key `{}` is there twice", Shown::text(key))]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A key that has no meaning where it is.
    #[error("there is no key `{}` here; {}", Shown::text(key), meant(near.as_deref(), known))]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that there are.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// An action or a fault that does not exist.
    #[error("there is no {of} `{}`; {}", Shown::text(name), meant(near.as_deref(), known))]
    UnknownDeed {
        /// Which of the two it is.
        of: StepActionKind,
        /// The name.
        name: String,
        /// Every name there is.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// A required key.
    #[error("`{key}` is missing")]
    MissingKey {
        /// The key.
        key: String,
    },
    /// A value of another kind than the key takes.
    #[error("{}", wrong_kind(*found, *expected))]
    WrongKind {
        /// What is there.
        found: Kind,
        /// What belongs there.
        expected: Kind,
    },
    /// A date, a number or a truth value where a text belongs.
    #[error("put it in quotes: a text belongs here, and this is {found}")]
    Unquoted {
        /// What it is without quotes.
        found: Kind,
    },
    /// A PIN without quotes.
    #[error("put the PIN in quotes, such as \"0042\", or its leading zeros are lost")]
    UnquotedPin,
    /// A password without quotes.
    #[error("put the password in quotes, even if it is a number")]
    UnquotedPassword,
    /// A number outside its bounds.
    #[error("write a number from {low} to {high}")]
    OutOfRange {
        /// The least that is allowed.
        low: i128,
        /// The most.
        high: i128,
    },
    /// A world that would begin too close to the end of all dates.
    #[error("a world begins by {} at the latest, so that its certificates can end by 9999", LAST.date_naive())]
    StartTooLate,
    /// A step after the last second of a world.
    #[error("a world ends on {}, so that its certificates can end by 9999", LAST.date_naive())]
    StepTooLate,
    /// Something other than two numbers in order.
    #[error("write the fewest days and the most, such as [2, 5], up to {most}")]
    FewestAndMost {
        /// What neither may exceed.
        most: i128,
    },
    /// A list of more or fewer numbers than two.
    #[error("write two numbers, such as [2, 5]")]
    NotTwo,
    /// A list with too many numbers.
    #[error("write at most {most} days")]
    TooManyDays {
        /// How many there may be.
        most: i128,
    },
    /// A text that is not the value it should be.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// A PKI that verifiers would refuse, or a PC whose name does not fit into its place in it.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// A roll-out whose parts do not fit together.
    #[error(transparent)]
    Rollout(#[from] RolloutMistake),
    /// `do.import` with a `backup`.
    #[error("a backup is restored: write `do.restore` for `do.import`")]
    BackupImported,
    /// `do.import` without what it imports.
    #[error("write `pin` for the last download, or `file`, `sha256` and `password`")]
    IncompleteImport,
    /// Neither a PIN nor a password, or both.
    #[error("write `pin`, or `password` where the PKI has other passwords than four digits")]
    PinOrPassword,
    /// A PIN for the prompt of a key, and another answer to it.
    #[error("`key_pin` goes with `key_prompt = \"allow\"` only, and that with `key_pin`")]
    ClashingAnswers,
    /// A moment beyond the last year.
    #[error("that is after the last year there is")]
    AfterLastYear,
    /// The end of the issuing authority, measured from an event of a PC.
    #[error("write a date, or a time after the start such as `+500d`")]
    EndAroundEvent,
    /// More steps than are played.
    #[error("a scenario has at most {STEPS_MAX} steps")]
    TooManySteps,
    /// Two PCs with one name.
    #[error("there are two PCs `{name}`")]
    SamePc {
        /// The name.
        name: Label,
    },
    /// Two PCs whose files would be one.
    #[error(
        "the files of `{one}` and `{other}` would be the same on Windows or macOS; give one another \
         name"
    )]
    ClashingPcs {
        /// The name of one.
        one: Label,
        /// The name of the other.
        other: Label,
    },
    /// A PC with an empty list of services.
    #[error("`{name}` is used for nothing; leave `services` out")]
    IdlePc {
        /// The PC.
        name: Label,
    },
    /// A PC that the scenario does not have.
    #[error("there is no PC `{name}`; {}", there_are(name, known))]
    UnknownPc {
        /// The name.
        name: Label,
        /// The PCs that it has.
        known: Vec<Label>,
    },
    /// A step that does something and breaks something.
    #[error("a step has `do` or `fault`, not both")]
    DoAndFault,
    /// A step with two moments.
    #[error("a step has `at` or `after`, not both")]
    AtAndAfter,
    /// A negative length after the step above.
    #[error("a step cannot come before the one above")]
    BeforeStepAbove,
    /// An expectation of what always succeeds.
    #[error("only what is done can be expected to end somehow")]
    NothingToExpect,
    /// A file that is carried along is not there.
    #[error(
        "{} is missing: a scenario and its folder {} go together",
        Shown::path(path),
        Shown::path(folder)
    )]
    CarriedMissing {
        /// The file.
        path: PathBuf,
        /// The folder it belongs in.
        folder: PathBuf,
    },
    /// A file that is carried along has changed.
    #[error("{} was changed: its SHA-256 is {found}", Shown::path(path))]
    CarriedChanged {
        /// The file.
        path: PathBuf,
        /// Its digest.
        found: Digest,
    },
    /// A file that is carried along could not be read.
    #[error(transparent)]
    Carried(FileError),
    /// What the reader of TOML says, in its own words, if none of the others fits.
    #[error("{}", Shown::text(detail))]
    Other {
        /// Its words, which are English.
        detail: String,
    },
}

/// What a step is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StepActionKind {
    /// After `do`.
    #[error("action")]
    Action,
    /// After `fault`.
    #[error("fault")]
    Fault,
    /// Elsewhere.
    #[error("choice")]
    Other,
}

/// The kinds of values that TOML has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Kind {
    /// `"受付01"`
    #[error("a text")]
    Text,
    /// `7`
    #[error("a whole number")]
    Integer,
    /// `0.5`
    #[error("a number with a decimal point")]
    Float,
    /// `true`
    #[error("true or false")]
    Boolean,
    /// `2022-11-28`, not in quotes.
    #[error("a bare date")]
    Date,
    /// `[1, 2]`
    #[error("a list")]
    List,
    /// `{ pc = "受付01" }`
    #[error("a table of keys and values")]
    Table,
    /// Anything else.
    #[error("something else")]
    Other,
}

/// Why a text is not TOML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Syntax {
    /// `[table` or `[[table]`.
    #[error("the brackets around the table's name are not closed")]
    OpenHeader,
    /// A list without its end.
    #[error("the list is not closed with `]`")]
    OpenList,
    /// An inline table without its end.
    #[error("the table is not closed with `}}`")]
    OpenTable,
    /// A text without its end.
    #[error("the text is not closed with its quote")]
    OpenText,
    /// A key alone.
    #[error("a key needs an equals sign and a value")]
    NoValue,
    /// A value without its key.
    #[error("a key is missing")]
    NoKey,
    /// A second equals sign.
    #[error("there is one equals sign too many")]
    ExtraEquals,
    /// No comma between two values.
    #[error("a comma is missing")]
    NoComma,
    /// Two commas in a row.
    #[error("there is one comma too many")]
    ExtraComma,
    /// A text without quotes.
    #[error("put texts in quotes")]
    UnquotedText,
    /// `0427`
    #[error("a number cannot begin with 0; put a PIN or a code in quotes")]
    LeadingZero,
    /// A number with a sign or underscores in the wrong place.
    #[error("the number is not written as TOML has it")]
    Number,
    /// A backslash followed by something unknown.
    #[error("a backslash is followed by something unknown; write it twice, or use single quotes")]
    Escape,
    /// More than one key on a line.
    #[error("a line holds one key and its value")]
    OneALine,
    /// A character that has no place in a text or comment.
    #[error("there is an invisible character in it")]
    Invisible,
    /// Tables in tables without end.
    #[error("it is nested too deeply")]
    TooDeep,
    /// Something else, in the words of the reader.
    #[error("{0}")]
    Other(String),
}

/// What was probably meant, or what there is.
fn meant(near: Option<&str>, known: &[String]) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => match known {
            [] => "there is none at all".into(),
            [only] => format!("there is `{only}`"),
            [first @ .., last] => format!("there are `{}` and `{last}`", first.join("`, `")),
        },
    }
}

fn wrong_kind(found: Kind, expected: Kind) -> String {
    match (found, expected) {
        (Kind::Other, expected) => format!("{expected} belongs here"),
        (found, Kind::Other) => format!("{found} does not belong here"),
        (found, expected) => format!("{found} is written where {expected} belongs"),
    }
}

fn there_are(name: &Label, known: &[Label]) -> String {
    match known {
        [] => format!("name it: pcs = [\"{name}\"]"),
        known => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("there are {}", known.join(", "))
        }
    }
}

impl Mistake {
    /// Returns what the reader of TOML found wrong with `text`.
    pub(crate) fn read(text: &str, error: &toml::de::Error) -> Self {
        read::mistake(text, error)
    }

    fn unknown_key(key: &str, known: Vec<String>) -> Self {
        let near = near(key, &known);
        let key = key.to_owned();
        Mistake::UnknownKey { key, known, near }
    }

    fn unknown_deed(name: &str, known: Vec<String>) -> Self {
        let has = |name| known.iter().any(|known| known == name);
        let of = match (has("apply"), has("cut-power")) {
            (true, false) => StepActionKind::Action,
            (false, true) => StepActionKind::Fault,
            _ => StepActionKind::Other,
        };
        let near = near(name, &known);
        let name = name.to_owned();
        Mistake::UnknownDeed {
            of,
            name,
            known,
            near,
        }
    }
}

fn near(given: &str, known: &[String]) -> Option<String> {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    nearest(given, &known).map(str::to_owned)
}
