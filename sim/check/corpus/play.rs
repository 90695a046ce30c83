//! Scripts, put together in the words of the wallet.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::wallet::{self, LIST, ROOT, Wallet};
use super::{NOW, PIN};
use crate::check::protocol::{Op, Request, WRITTEN, written};
use crate::check::script::{Right, Script, Step};
use crate::outcome::Outcome;
use crate::reason::Reason;

/// A script that grows.
pub(in crate::check) struct Play<'a> {
    wallet: &'a Wallet,
    /// What files that are written are called.
    name: String,
    now: DateTime<Utc>,
    steps: Vec<Step>,
}

impl<'a> Play<'a> {
    /// Begins with an empty store.
    pub(in crate::check) fn new(wallet: &'a Wallet, name: &str) -> Self {
        let reset = Request::of(Op::Reset).at(NOW);
        Play {
            wallet,
            name: name.replace(['/', ':'], "-"),
            now: NOW,
            steps: vec![Step::new(reset)],
        }
    }

    pub(in crate::check) fn script(self) -> Script {
        Script { steps: self.steps }
    }

    /// From now on it is later, or earlier.
    pub(in crate::check) fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The last request has to be refused for one of these reasons.
    pub(in crate::check) fn refused(mut self, reasons: &[Reason]) -> Self {
        if let Some(step) = self.steps.pop() {
            self.steps.push(step.refused(reasons));
        }
        self
    }

    /// The last request may be refused, too, for one of these reasons.
    pub(in crate::check) fn or(mut self, reasons: &[Reason]) -> Self {
        if let Some(step) = self.steps.last_mut() {
            let refused = reasons.iter().copied().map(Outcome::Refused);
            step.right.outcomes = std::iter::once(Outcome::Ok).chain(refused).collect();
        }
        self
    }

    pub(in crate::check) fn import(self, name: &str) -> Self {
        self.import_file(&wallet::file(name), PIN)
    }

    pub(in crate::check) fn import_file(self, file: &str, password: &str) -> Self {
        let request = Request::of(Op::Import).about(file, password).at(self.now);
        self.then(Step::new(request))
    }

    /// Imports what may not leave again.
    pub(in crate::check) fn import_to_stay(self, name: &str) -> Self {
        let request = Request::of(Op::Import).about(&wallet::file(name), PIN);
        let exportable = Some(false);
        self.then(Step::new(Request {
            exportable,
            ..request
        }))
    }

    /// Has these client certificates listed, and no others.
    pub(in crate::check) fn holds(self, names: &[&str]) -> Self {
        let held = names.iter().map(|name| self.wallet.sha256(name));
        let right = Right {
            held: Some(held.collect()),
            ..Right::default()
        };
        let request = Request::of(Op::List);
        self.then(Step { request, right })
    }

    pub(in crate::check) fn delete(self, name: &str) -> Self {
        let request = Request::of(Op::Delete).which(&self.wallet.sha256(name));
        self.then(Step::new(request))
    }

    /// Where a backup of a certificate goes to.
    fn backup(&self, name: &str) -> String {
        format!("{WRITTEN}{}-{name}.p12", self.name)
    }

    pub(in crate::check) fn export(self, name: &str) -> Self {
        let sha256 = self.wallet.sha256(name);
        let request = Request::of(Op::Export).about(&self.backup(name), PIN);
        let request = request.which(&sha256);
        let right = Right {
            written: Some(sha256),
            ..Right::default()
        };
        self.then(Step { request, right })
    }

    /// Begins again with an empty store, as on a new PC.
    pub(in crate::check) fn reset(self) -> Self {
        let request = Request::of(Op::Reset).at(self.now);
        self.then(Step::new(request))
    }

    /// Imports a backup.
    pub(in crate::check) fn restore(self, name: &str) -> Self {
        let backup = self.backup(name);
        self.import_file(&backup, PIN)
    }

    /// Connects, and has to send one of these.
    pub(in crate::check) fn connects(self, names: &[&str]) -> Self {
        let sent: BTreeSet<String> = names.iter().map(|name| self.wallet.sha256(name)).collect();
        let request = Request {
            root: Some(ROOT.to_owned()),
            ..Request::of(Op::Connect).at(self.now)
        };
        let right = Right {
            sent: Some(sent),
            ..Right::default()
        };
        self.then(Step { request, right })
    }

    /// Connects where a revocation list decides.
    pub(in crate::check) fn connects_by_list(self) -> Self {
        let request = Request {
            root: Some(ROOT.to_owned()),
            crl: Some(LIST.to_owned()),
            ..Request::of(Op::Connect).at(self.now)
        };
        self.then(Step::new(request))
    }

    /// Renews with the file of this certificate.
    pub(in crate::check) fn renew(self, name: &str) -> Self {
        let request = Request::of(Op::Renew).about(&wallet::file(name), PIN);
        let request = Request {
            opens: Some(written(self.wallet.opens())),
            ..request.at(self.now)
        };
        self.then(Step::new(request))
    }
}
