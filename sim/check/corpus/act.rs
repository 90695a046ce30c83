//! What is done with certificates in a drawn sequence, and what is right then.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use super::NOW;
use super::play::Play;
use super::wallet::{FIRST, KEPT, RENEWED, Wallet};
use crate::check::script::Script;
use crate::reason::Reason;

/// One thing that is done. What cannot be done at that moment is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Act {
    Import(&'static str),
    Delete(&'static str),
    Export(&'static str),
    /// Backs up, and restores on a new PC.
    Restore(&'static str),
    Renew(&'static str),
    /// Waits for the next moment at which something changes.
    Later,
    Connect,
}

/// The moments at which something changes, from the first on.
pub(in crate::check) fn moments(wallet: &Wallet) -> Vec<DateTime<Utc>> {
    let second = Duration::seconds(1);
    let end = |name| wallet.certificate(name).not_after();
    vec![
        NOW,
        wallet.opens() - second,
        wallet.opens(),
        end(FIRST),
        end(FIRST) + second,
        end(KEPT) + second,
        end(RENEWED) + second,
    ]
}

/// The certificates of the client who renews.
const OWN: [&str; 3] = [FIRST, KEPT, RENEWED];

/// What is right in the course of a sequence.
pub(in crate::check) struct State {
    pub(in crate::check) held: BTreeSet<&'static str>,
    /// The number of the moment.
    pub(in crate::check) moment: usize,
}

impl State {
    pub(in crate::check) fn new() -> Self {
        State {
            held: BTreeSet::new(),
            moment: 0,
        }
    }

    /// Whether something can be done now.
    pub(in crate::check) fn allows(&self, act: Act, moments: usize) -> bool {
        match act {
            Act::Import(_) | Act::Connect => true,
            Act::Delete(name) | Act::Export(name) | Act::Restore(name) => self.held.contains(name),
            // Windows of later certificates are of no interest.
            Act::Renew(_) => {
                let own = OWN.iter().filter(|name| self.held.contains(*name));
                own.eq([&FIRST])
            }
            Act::Later => self.moment + 1 < moments,
        }
    }

    /// What is there afterwards.
    pub(in crate::check) fn after(&mut self, act: Act, is_open: bool) {
        match act {
            Act::Import(name) => {
                self.held.insert(name);
            }
            Act::Delete(name) => {
                self.held.remove(name);
            }
            Act::Restore(name) => self.held = [name].into(),
            Act::Renew(name) if is_open => {
                self.held.insert(name);
            }
            Act::Later => self.moment += 1,
            Act::Renew(_) | Act::Export(_) | Act::Connect => {}
        }
    }
}

/// The requests of a sequence. What is written is called `name`.
pub(in crate::check) fn script(wallet: &Wallet, name: &str, acts: &[Act]) -> Script {
    let moments = moments(wallet);
    let mut state = State::new();
    let mut play = Play::new(wallet, name);
    for &act in acts {
        if !state.allows(act, moments.len()) {
            continue;
        }
        let now = moments[state.moment];
        let is_open = wallet.opens() <= now && now <= wallet.certificate(FIRST).not_after();
        let was_held = |name| state.held.contains(name);
        play = match act {
            Act::Import(name) if was_held(name) => play.import(name).or(&[Reason::AlreadyExists]),
            Act::Import(name) => play.import(name),
            Act::Delete(name) => play.delete(name),
            Act::Export(name) => play.export(name),
            Act::Restore(name) => play.export(name).reset().restore(name),
            Act::Renew(name) if is_open => play.renew(name),
            Act::Renew(name) if now < wallet.opens() => {
                play.renew(name).refused(&[Reason::RenewalNotOpen])
            }
            Act::Renew(name) => play
                .renew(name)
                .refused(&[Reason::RenewalClosed, Reason::Expired]),
            Act::Later => play.at(moments[state.moment + 1]),
            Act::Connect => connect(play, wallet, &state, now),
        };
        state.after(act, is_open);
        if !matches!(act, Act::Later | Act::Connect | Act::Export(_)) {
            let held: Vec<&str> = state.held.iter().copied().collect();
            play = play.holds(&held);
        }
    }
    play.script()
}

fn connect<'a>(play: Play<'a>, wallet: &Wallet, state: &State, now: DateTime<Utc>) -> Play<'a> {
    let is_valid = |name: &&str| {
        let certificate = wallet.certificate(name);
        certificate.not_before() <= now && now <= certificate.not_after()
    };
    let valid: Vec<&str> = state.held.iter().copied().filter(is_valid).collect();
    let play = play.connects(&valid);
    match valid.is_empty() {
        false => play,
        true => play.refused(&[
            Reason::NoCertificateSent,
            Reason::NoCertificate,
            Reason::Expired,
            Reason::NotYetValid,
        ]),
    }
}
