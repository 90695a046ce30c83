//! The post: carries notices by simplified registered mail (簡易書留).

use std::fmt;

use chrono::{DateTime, Duration, Utc};

use crate::actor::operator::OperatorMessage;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::seed::Seed;

/// The notice of issue (電子証明書発行通知書): what it takes to log in to the download site.
#[derive(Clone)]
pub(crate) struct Letter {
    pub(crate) pc: Label,
    /// Which of the PC's certificates it is for, counted from 1.
    pub(crate) generation: u32,
    /// The day the notice was issued; the certificate's validity begins with it.
    pub(crate) issued: DateTime<Utc>,
    /// The ID and the password, as printed.
    pub(crate) credentials: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Letter {
            pc,
            generation,
            issued,
            credentials: _,
        } = self;
        write!(f, "Letter({pc}, {generation}, {issued})")
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
}

impl Post {
    pub(crate) fn new(seed: Seed, rules: Rules) -> Self {
        Post { seed, rules }
    }

    pub(crate) fn handle(&mut self, message: PostMessage, out: &mut Outbox<'_>) {
        let PostMessage::Carry(letter) = message;
        let label = format!("post/{}/{}/days", letter.pc, letter.generation);
        let (fewest, most) = self.rules.mail_days;
        let days = self.seed.stream(&label).between(fewest, most);
        let arrives = out.now() + Duration::days(days as i64);
        out.send_at(arrives, Message::Operator(OperatorMessage::Deliver(letter)));
    }
}
