//! Somebody else's implementation under test, in any language.
//!
//! A [`Corpus`] has cases: a file or a certificate in some state, a question about it, and the
//! answers that are right. A [`Subject`] answers them: a command that is run for each case and
//! whose exit code counts, or an adapter that is asked line by line in the
//! [`protocol`](Request), which also says what it found and why it refused. Each [`Verdict`] on an
//! answer is of one kind; what failed is asked again, alone, before it counts.
//!
//! ```
//! use std::time::Duration;
//! use kigen::check::{Corpus, Effort, Program, Subject, Suite, Verdict, run};
//!
//! let corpus = Corpus::of(&[Suite::Files]).only(&["files::hostile/behind-*".to_owned()]);
//! let folder = tempfile::tempdir()?;
//! corpus.write_to(folder.path())?;
//! let subject = Subject {
//!     program: Program::BuiltIn(Default::default()),
//!     codes: Default::default(),
//! };
//! let effort = Effort {
//!     timeout: Duration::from_secs(3),
//!     jobs: 2,
//!     stop: Default::default(),
//! };
//! let found = run(&subject, &corpus, folder.path(), &effort, |_, _| false)?;
//! assert!(found.results.iter().all(|result| result.verdict == Verdict::Pass));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A program with a store is also given a [`Script`]: one request after another, and what each has
//! to lead to. The rules of Windows' stores are those of [`conformance`](crate::conformance), whose
//! suite sees a store behind the pipe as any other. Sequences are drawn too ([`Walk`]), and what
//! fails is made as short as it can be.
//!
//! Programs are given up when their time is over, and ended with all that they have started.
//!
//! **Architecture invariant:** what is right is in the case; no program's answer decides it.

mod adapter_error;
mod built_in;
mod case;
mod codes;
mod corpus;
mod each;
mod examiner;
mod known;
mod mutant;
mod own;
mod piped;
mod played;
mod pool;
mod process;
mod protocol;
mod remote;
mod reply;
mod result;
mod rule;
mod run;
mod scenario;
mod script;
mod session;
mod stop;
mod stopwatch;
mod subject;
mod trace;
mod verdict;
mod walk;
mod windows;

pub use adapter_error::AdapterError;
pub use built_in::{BuiltIn, serve};
pub use case::{Case, Importance, Question, Suite, Task, Walk};
pub use codes::Codes;
pub use corpus::Corpus;
pub use each::filled;
pub use known::{Day, Excuse, KnownFailure, KnownFailures, list_of};
pub use mutant::{Mutant, WrongStore};
pub use piped::Identity;
pub use process::CommandLine;
pub use protocol::{
    Answer, ChangeKind, Op, PowerSwitch, Prompt, ProtocolLine, Request, SeenCertificate, SeenEntry,
    VERSION, WrittenChange,
};
pub use reply::Reply;
pub use result::CaseResult;
pub use run::{Effort, Results, run};
pub use script::{Script, Trouble};
pub use stop::Stop;
pub use subject::{Program, Subject};
pub use trace::{Exchange, written as written_trace};
pub use verdict::Verdict;
