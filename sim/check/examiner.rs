//! Gives an implementation a case.

use super::adapter_error::AdapterError;
use super::case::{Case, Question, Task};
use super::corpus::Corpus;
use super::pool::Pool;
use super::reply::Asked;
use super::result::CaseResult;
use super::rule;
use super::verdict::judge;
use super::walk;

/// What comes of a case.
pub(super) fn examine(
    pool: &Pool<'_>,
    case: &Case,
    corpus: &Corpus,
) -> Result<CaseResult, AdapterError> {
    match &case.task {
        Task::Ask(question) => {
            let mut session = pool.take()?;
            let asked = session.question(question)?;
            pool.give_back(session);
            Ok(judged(case, question, corpus, asked))
        }
        Task::Play(script) => pool.play(script),
        Task::Keep(rule) => rule::keep(pool, rule),
        Task::Walk(walk) => walk::on(*walk, pool, corpus),
    }
}

fn judged(case: &Case, question: &Question, corpus: &Corpus, asked: Asked) -> CaseResult {
    let file = corpus.file(&question.file).unwrap_or_default();
    CaseResult {
        verdict: judge(case, question, file, &asked.reply),
        native: asked.native,
        time: asked.time,
        memory: asked.memory,
        ..CaseResult::of(asked.reply)
    }
}
