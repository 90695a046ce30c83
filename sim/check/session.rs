//! An implementation that is being asked, one request after another.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::adapter_error::AdapterError;
use super::built_in::Started;
use super::case::Question;
use super::each::Each;
use super::piped::{Identity, Piped};
use super::protocol::Request;
use super::reply::Asked;
use super::stop::Stop;
use super::subject::{Program, Subject};

/// An implementation that is being asked.
pub(super) struct Session {
    kind: Kind,
    stop: Stop,
    folder: PathBuf,
}

enum Kind {
    Piped(Box<Piped>),
    Each(Each),
    BuiltIn(Box<Started>),
}

impl Session {
    /// Starts it. Files are in this folder.
    pub(super) fn start(
        subject: &Subject,
        folder: &Path,
        timeout: Duration,
        stop: &Stop,
    ) -> Result<Self, AdapterError> {
        let codes = &subject.codes;
        let kind = match &subject.program {
            Program::Adapter(command) => Kind::Piped(Box::new(Piped::start(
                command, codes, folder, timeout, stop,
            )?)),
            Program::Each(command) => Kind::Each(Each::new(command, codes, folder, timeout, stop)),
            Program::BuiltIn(built_in) => Kind::BuiltIn(Box::new(built_in.start(folder))),
        };
        let folder = folder.to_owned();
        let stop = stop.clone();
        Ok(Session { kind, folder, stop })
    }

    /// Who it is.
    pub(super) fn identity(&self) -> Identity {
        match &self.kind {
            Kind::Piped(piped) => piped.identity().clone(),
            Kind::Each(each) => Identity {
                name: each.name().to_owned(),
                ..Identity::default()
            },
            Kind::BuiltIn(started) => started.identity(),
        }
    }

    /// Where the files are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks a question by itself.
    pub(super) fn question(&mut self, question: &Question) -> Result<Asked, AdapterError> {
        match &self.kind {
            Kind::Each(each) => {
                let asked = each.ask(question)?;
                self.go_on().map(|()| asked)
            }
            Kind::Piped(_) | Kind::BuiltIn(_) => self.ask(question.request(0)),
        }
    }

    /// Whether nobody wishes to stop. Whoever was asked when somebody did had less time than
    /// others.
    fn go_on(&self) -> Result<(), AdapterError> {
        match self.stop.is_wished() {
            false => Ok(()),
            true => Err(AdapterError::Stopped),
        }
    }

    /// Asks for something, with paths in the folder.
    pub(super) fn ask(&mut self, request: Request) -> Result<Asked, AdapterError> {
        let asked = match &mut self.kind {
            Kind::Piped(piped) => piped.ask(request)?,
            Kind::Each(_) => Asked::skipped(request.op.name().to_owned()),
            Kind::BuiltIn(started) => started.ask(request)?,
        };
        self.go_on().map(|()| asked)
    }

    /// What a request needs that it does not do.
    pub(super) fn lacking(&self, request: &Request) -> Option<String> {
        match &self.kind {
            Kind::Piped(piped) => piped.lacking(request),
            Kind::Each(_) => Some(request.op.name().to_owned()),
            Kind::BuiltIn(_) => None,
        }
    }

    /// Whether it keeps kigen's own rules, too.
    pub(super) fn keeps_kigens_own(&self) -> bool {
        match &self.kind {
            Kind::Piped(piped) => piped.has("kigens-own"),
            Kind::Each(_) => false,
            Kind::BuiltIn(_) => true,
        }
    }

    /// Sees that nothing comes after the last answer.
    pub(super) fn finish(self) -> Result<(), AdapterError> {
        match self.kind {
            Kind::Piped(piped) => piped.finish(),
            Kind::Each(_) | Kind::BuiltIn(_) => Ok(()),
        }
    }
}
