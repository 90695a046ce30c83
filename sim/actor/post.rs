//! The post: carries issuance letters by simplified registered mail (簡易書留), which somebody has
//! to sign for.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;

use crate::actor::message::{OperatorMessage, PostMessage};
use crate::actor::{Message, Outbox};
use crate::label::Label;
use crate::lifecycle::rules::Rules;
use crate::reason::Reason;
use crate::seed::Seed;
use crate::trace::EventKind;

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
