//! The post: carries issuance letters by simplified registered mail (簡易書留), which somebody has
//! to sign for.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::actor::operator::OperatorMessage;
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::trace::EventKind;

/// An issuance letter (電子証明書発行通知書): what it takes to log in to the download site.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) pc: Label,
    pub(crate) credentials: Credentials,
}

/// The ID and the password of a letter. `Debug` hides them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Credentials(pub(crate) String);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(****)")
    }
}

/// What the post is told.
#[derive(Debug)]
pub(crate) enum PostMessage {
    /// From the authority: carry this letter.
    Carry(Letter),
    /// Its time has come: ring the bell.
    Deliver {
        letter: Letter,
        first_tried: Option<DateTime<Utc>>,
    },
    /// From the facility: nobody opened.
    NobodyIn {
        letter: Letter,
        first_tried: DateTime<Utc>,
    },
    /// The next letter for a PC gets lost.
    Lose { pc: Label },
}

#[derive(Debug)]
pub(crate) struct Post {
    seed: Seed,
    rules: Arc<Rules>,
    letters: u64,
    to_lose: BTreeSet<Label>,
}

impl Post {
    pub(crate) fn new(seed: Seed, rules: Arc<Rules>) -> Self {
        Post {
            seed,
            rules,
            letters: 0,
            to_lose: BTreeSet::new(),
        }
    }

    pub(crate) fn handle(&mut self, message: PostMessage, out: &mut Outbox<'_>) {
        match message {
            PostMessage::Carry(letter) => {
                self.letters += 1;
                let label = format!("post/{}/{}/days", letter.pc, self.letters);
                let (fewest, most) = self.rules.mail_days;
                let days = self.seed.stream(&label).between(fewest, most);
                let at = out.now() + Duration::days(days as i64);
                let deliver = PostMessage::Deliver {
                    letter,
                    first_tried: None,
                };
                out.send_at(at, Message::Post(deliver));
            }
            PostMessage::Deliver {
                letter,
                first_tried,
            } => {
                if self.to_lose.remove(&letter.pc) {
                    return out.record(&letter.pc, EventKind::LetterDelivery, Reason::LetterLost);
                }
                let first_tried = first_tried.unwrap_or(out.now());
                let ring = OperatorMessage::Ring {
                    letter,
                    first_tried,
                };
                out.send(Message::Operator(ring));
            }
            PostMessage::NobodyIn {
                letter,
                first_tried,
            } => {
                let next = out.now() + Duration::days(1);
                if next - first_tried > Duration::days(self.rules.letter_kept_days) {
                    let reason = Reason::LetterReturned;
                    return out.record(&letter.pc, EventKind::LetterDelivery, reason);
                }
                // One slip in the letter box says it for all days.
                if out.now() == first_tried {
                    out.record(&letter.pc, EventKind::LetterDelivery, Reason::NobodyIn);
                }
                let deliver = PostMessage::Deliver {
                    letter,
                    first_tried: Some(first_tried),
                };
                out.send_at(next, Message::Post(deliver));
            }
            PostMessage::Lose { pc } => {
                self.to_lose.insert(pc);
            }
        }
    }
}
