//! A sequence as a scenario of kigen's: what should have happened, to be played and looked at.

use std::fmt::Write;

use super::corpus::act::{Act, State, moments};
use super::corpus::wallet::{FIRST, RENEWED, Wallet};
use crate::reason::Reason;

const PC: &str = "受付01";

/// The scenario, if one can say this. It can where certificates come from downloads and renewals.
pub(super) fn of(wallet: &Wallet, acts: &[Act]) -> Option<String> {
    let moments = moments(wallet);
    let mut state = State::new();
    let mut steps = Steps::default();
    let mut exports = 0;
    for &act in acts {
        if !state.allows(act, moments.len()) {
            continue;
        }
        let now = moments[state.moment];
        let is_open = wallet.opens() <= now && now <= wallet.certificate(FIRST).not_after();
        let with_pin = "pin = \"0427\"";
        match act {
            Act::Import(FIRST) => {
                // Before anything is there, nobody waits for what happens to it.
                let waits_for = steps.waits_for.take_if(|_| state.held.is_empty());
                steps.act("import", with_pin, None);
                steps.waits_for = waits_for;
            }
            Act::Renew(RENEWED) => {
                let refusal = match is_open {
                    true => None,
                    false if now < wallet.opens() => Some(Reason::RenewalNotOpen),
                    false => Some(Reason::RenewalClosed),
                };
                steps.act("renew", "", refusal);
                if is_open {
                    steps.anchor = Some(state.moment);
                }
            }
            Act::Delete(FIRST) if state.held.contains(RENEWED) => {
                steps.act("delete", "which = \"old\"", None);
            }
            // The wizard exports the newest.
            Act::Export(name) if state.held.iter().next_back() == Some(&name) => {
                exports += 1;
                let backup = format!("backup = \"backup-{exports}\", {with_pin}");
                steps.act("backup", &backup, None);
            }
            Act::Restore(name) if state.held.iter().next_back() == Some(&name) => {
                exports += 1;
                let backup = format!("backup = \"backup-{exports}\", {with_pin}");
                steps.act("backup", &backup, None);
                steps.act("replace", "", None);
                steps.act("restore", &backup, None);
            }
            Act::Connect => {
                let valid = |name: &&str| {
                    let certificate = wallet.certificate(name);
                    certificate.not_before() <= now && now <= certificate.not_after()
                };
                let refusal = match state.held.iter().any(valid) {
                    true => None,
                    false if state.held.is_empty() => Some(Reason::NoCertificate),
                    false => Some(Reason::Expired),
                };
                steps.act("connect", "", refusal);
            }
            Act::Later if state.moment + 1 < KNOWN_MOMENTS => steps.is_later(state.moment + 1),
            _ => return None,
        }
        state.after(act, is_open);
    }
    Some(steps.scenario())
}

/// How many of the moments a scenario has names for: those of the first certificate.
const KNOWN_MOMENTS: usize = 5;

/// Steps of a scenario in TOML.
#[derive(Default)]
struct Steps {
    text: String,
    /// The moment that the next step waits for.
    waits_for: Option<usize>,
    /// The moment of the last step.
    moment: usize,
    /// The moment of the renewal, after which the PC's certificate is the new one.
    anchor: Option<usize>,
}

impl Steps {
    fn is_later(&mut self, moment: usize) {
        self.waits_for = Some(moment);
    }

    /// Writing to a String cannot fail.
    fn act(&mut self, name: &str, more: &str, refusal: Option<Reason>) {
        let comma = if more.is_empty() { "" } else { ", " };
        let _ = writeln!(self.text, "\n[[step]]");
        if let Some(moment) = self.waits_for.take() {
            let _ = writeln!(self.text, "{}", self.when(moment));
            self.moment = moment;
        }
        let _ = writeln!(self.text, "do.{name} = {{ pc = \"{PC}\"{comma}{more} }}");
        if let Some(reason) = refusal {
            let _ = writeln!(self.text, "expect = \"{}\"", reason.code());
        }
    }

    /// When a step happens.
    fn when(&self, moment: usize) -> String {
        match (self.anchor, moment) {
            (None, 1) => format!("at = \"{PC}.renewal_opens - 1s\""),
            (None, 2) => format!("at = \"{PC}.renewal_opens\""),
            (None, 3) => format!("at = \"{PC}.not_after\""),
            (None, _) => format!("at = \"{PC}.not_after + 1s\""),
            (Some(_), _) => {
                // A second before the window, its first and last, and a second after.
                let seconds = |moment| match moment {
                    0 | 1 => -1,
                    2 => 0,
                    3 => 90 * 86_400,
                    _ => 90 * 86_400 + 1,
                };
                let after: i64 = seconds(moment) - seconds(self.moment);
                format!("after = \"{after}s\"")
            }
        }
    }

    fn scenario(self) -> String {
        format!(
            "# What a program under test did otherwise: with kigen, this ends as it says.\n\n\
             title = {{ ja = \"検査で見つかった手順\", en = \"A sequence found by kigen check\" }}\n\
             start = \"2022-11-28T10:00:00+09:00\"\n\
             key = \"p-256\"\n\
             pcs = [\"{PC}\"]\n\n\
             [[step]]\n\
             do.apply = {{ pc = \"{PC}\" }}\n\n\
             [[step]]\n\
             at = \"{PC}.letter + 2h\"\n\
             do.download = {{ pc = \"{PC}\", pin = \"0427\" }}\n{}",
            self.text
        )
    }
}
