//! What is done to the world through a socket, whoever asks for it: each deed is a step of the
//! scenario language, and is played and written down as one.

use std::sync::Arc;

use hyper::StatusCode;

use super::ServeError;
use super::stage::{Done, Stage};
use crate::actor::Action;
use crate::label::{Label, LabelError};
use crate::lang::Lang;
use crate::outcome::Outcome;
use crate::pin::PinError;
use crate::reason::Reason;
use crate::scenario::{ScenarioError, SessionError, StepAction, StepResult, StepTime, read_step};
use crate::words::{self, RequestProblem, Voice};

/// Why something was not done.
#[derive(Debug)]
pub(super) enum NotDone {
    /// It is no step.
    Wrong(ScenarioError),
    /// It says how it is to end.
    ExpectGiven,
    /// The PIN is none.
    Pin(PinError),
    /// The name is none.
    Name(LabelError),
    /// It was played, and refused.
    Refused(Reason),
    /// It could not be played.
    NotPlayed(ServeError),
}

impl From<ServeError> for NotDone {
    fn from(error: ServeError) -> Self {
        NotDone::NotPlayed(error)
    }
}

impl NotDone {
    /// The status of an answer that says so.
    pub(super) fn status(&self) -> StatusCode {
        match self {
            NotDone::Wrong(_) | NotDone::ExpectGiven | NotDone::Pin(_) | NotDone::Name(_) => {
                StatusCode::BAD_REQUEST
            }
            NotDone::Refused(_) => StatusCode::FORBIDDEN,
            NotDone::NotPlayed(error) => not_played(error).0,
        }
    }

    /// Its stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            NotDone::Wrong(_) => "wrong-step",
            NotDone::ExpectGiven => "expect-given",
            NotDone::Pin(_) => Reason::InvalidPin.code(),
            NotDone::Name(_) => "wrong-name",
            NotDone::Refused(reason) => reason.code(),
            NotDone::NotPlayed(error) => not_played(error).1,
        }
    }

    /// The sentence for a voice.
    pub(super) fn told(&self, voice: Voice<'_>) -> String {
        match self {
            NotDone::Wrong(error) => words::error(error.mistake(), voice),
            NotDone::ExpectGiven => voice.words().request_problem(&RequestProblem::ExpectGiven),
            NotDone::Pin(error) => words::error(error, voice),
            NotDone::Name(error) => words::error(error, voice),
            NotDone::Refused(reason) => reason_told(*reason, voice),
            NotDone::NotPlayed(ServeError::Session(SessionError::NotPlayed(step))) => {
                match step.result {
                    StepResult::NoMoment(reason) if reason != Reason::LimitExceeded => {
                        reason_told(reason, voice)
                    }
                    _ => voice.words().step_outcome(step, voice.zone),
                }
            }
            NotDone::NotPlayed(ServeError::Session(error)) => words::error(error, voice),
            NotDone::NotPlayed(ServeError::File(error)) => words::error(error, voice),
            NotDone::NotPlayed(error) => words::error(error, voice),
        }
    }

    /// The same in English and in Japanese.
    pub(super) fn both(&self) -> [String; 2] {
        [Lang::En, Lang::Ja].map(|lang| self.told(Voice::from(lang)))
    }
}

fn reason_told(reason: Reason, voice: Voice<'_>) -> String {
    format!("{} [{reason}]", voice.words().sentence(reason))
}

/// The status and the code of a step that could not be played.
fn not_played(error: &ServeError) -> (StatusCode, &'static str) {
    let internal = StatusCode::INTERNAL_SERVER_ERROR;
    match error {
        ServeError::Session(SessionError::NotPlayed(step)) => match &step.result {
            StepResult::TooLate(_) => (StatusCode::CONFLICT, "in-the-past"),
            StepResult::NoMoment(reason) => (StatusCode::CONFLICT, reason.code()),
            _ => (internal, "violation"),
        },
        ServeError::Session(SessionError::Step(_)) => (StatusCode::BAD_REQUEST, "wrong-step"),
        ServeError::Session(SessionError::NotBrought { .. }) => {
            (StatusCode::BAD_REQUEST, Reason::FileNotFound.code())
        }
        ServeError::Session(SessionError::TooLong) => {
            (StatusCode::CONFLICT, Reason::LimitExceeded.code())
        }
        ServeError::Session(SessionError::File(error)) | ServeError::File(error) => {
            (internal, Reason::from(error).code())
        }
        _ => (internal, "not-done"),
    }
}

/// Reads a step as scenario files write it, for this world.
pub(super) fn read(stage: &Stage, text: &str) -> Result<(StepTime, StepAction), NotDone> {
    let table = text.parse::<toml::Table>();
    if table.is_ok_and(|table| table.contains_key("expect")) {
        return Err(NotDone::ExpectGiven);
    }
    let pcs = stage.look(|session| session.replay().scenario().world.pcs.clone());
    let step = read_step(text, &pcs).map_err(NotDone::Wrong)?;
    Ok((step.when, step.deed))
}

/// The PC whose last letter has this ID and password.
pub(super) fn pc_of_letter(stage: &Stage, id: &str, password: &str) -> Option<Label> {
    stage.look(|session| {
        let world = session.replay().world();
        let mut pcs = world.pcs();
        let found = pcs.find(|pc| {
            let letter = world.letter(pc);
            letter.is_some_and(|(_, its_id, its_password)| (its_id, its_password) == (id, password))
        });
        found.cloned()
    })
}

/// A file and its name.
type File = (String, Vec<u8>);

/// Downloads from the download site: for the PC whose last letter has this ID and password.
pub(super) async fn download(
    stage: &Arc<Stage>,
    id: &str,
    password: &str,
    pin: &str,
) -> Result<File, NotDone> {
    let pin = pin.parse().map_err(NotDone::Pin)?;
    let pc = pc_of_letter(stage, id, password);
    let pc = pc.ok_or(NotDone::Refused(Reason::WrongCredentials))?;
    let ending = format!("{pc}-");
    make(stage, Action::Download { pc, pin }, |name| {
        name.starts_with(&ending) && name.ends_with(".p12")
    })
    .await
}

/// Makes a backup of a PC's certificate.
pub(super) async fn backup(
    stage: &Arc<Stage>,
    pc: &str,
    backup: &str,
    pin: &str,
) -> Result<File, NotDone> {
    let pc = pc.parse().map_err(NotDone::Name)?;
    let backup: Label = backup.parse().map_err(NotDone::Name)?;
    let pin = pin.parse().map_err(NotDone::Pin)?;
    let name = format!("{backup}.pfx");
    make(stage, Action::backup(pc, backup, pin), |made| made == name).await
}

/// Plays what makes a file, and returns the file: the last one there is of that name.
async fn make(
    stage: &Arc<Stage>,
    action: Action,
    is_it: impl Fn(&str) -> bool,
) -> Result<File, NotDone> {
    let done = stage.play(StepTime::Now, StepAction::Do(action)).await?;
    if let Some(reason) = refusal(&done) {
        return Err(NotDone::Refused(reason));
    }
    let file = stage.look(|session| {
        let artefacts = &session.replay().world().trace().artefacts;
        let mut artefacts = artefacts.iter().rev();
        let found = artefacts.find(|artefact| is_it(&artefact.name));
        found.map(|artefact| (artefact.name.clone(), artefact.bytes.to_vec()))
    });
    Ok(file.expect("what was made is kept"))
}

/// Why a step was refused, if it was.
pub(super) fn refusal(done: &Done) -> Option<Reason> {
    match done.step.result {
        StepResult::Done(Outcome::Refused(reason)) => Some(reason),
        _ => None,
    }
}
