//! The post: carries notices by simplified registered mail (簡易書留).

use std::fmt;

use chrono::Duration;

use crate::actor::operator::OperatorMessage;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::seed::Seed;

/// The notice of issue (電子証明書発行通知書): what it takes to log in to the download site.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) pc: Label,
    pub(crate) credentials: Credentials,
}

/// The ID and the password of a notice. `Debug` hides them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Credentials(pub(crate) String);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(****)")
    }
}

/// What the post is asked.
#[derive(Debug)]
pub(crate) enum PostMessage {
    /// Carry this letter.
    Carry(Letter),
}

#[derive(Debug)]
pub(crate) struct Post {
    seed: Seed,
    rules: Rules,
    letters: u64,
}

impl Post {
    pub(crate) fn new(seed: Seed, rules: Rules) -> Self {
        Post {
            seed,
            rules,
            letters: 0,
        }
    }

    pub(crate) fn handle(&mut self, message: PostMessage, out: &mut Outbox<'_>) {
        let PostMessage::Carry(letter) = message;
        self.letters += 1;
        let label = format!("post/{}/{}/days", letter.pc, self.letters);
        let (fewest, most) = self.rules.mail_days;
        let days = self.seed.stream(&label).between(fewest, most);
        let arrives = out.now() + Duration::days(days as i64);
        out.send_at(arrives, Message::Operator(OperatorMessage::Deliver(letter)));
    }
}
