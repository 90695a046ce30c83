//! The findings in many files, one after another.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::raw::Raw;
use super::walk::Walk;
use super::{Finding, Inspector, Source};
use crate::pkcs12::{Bulk, Contents, OpenError};

/// The iterator that [`Inspector::inspect`] returns.
pub struct Findings {
    inspector: Inspector,
    opened: Box<dyn Iterator<Item = Result<Contents, OpenError>>>,
    /// What was read and is being opened, in its order.
    waiting: Rc<RefCell<VecDeque<Raw>>>,
    passed_over: Rc<Cell<usize>>,
}

impl Findings {
    pub(super) fn new(inspector: Inspector, sources: Vec<Source>) -> Self {
        let waiting = Rc::new(RefCell::new(VecDeque::new()));
        let passed_over = Rc::new(Cell::new(0));
        // Every file is opened in its turn, in case it is PKCS#12, so that none overtakes another.
        let jobs = {
            let (inspector, waiting) = (inspector.clone(), Rc::clone(&waiting));
            let passed_over = Rc::clone(&passed_over);
            let typed: Arc<str> = inspector.typed().into();
            Walk::new(sources).filter_map(move |candidate| {
                let Some(raw) = Raw::read(candidate, &inspector) else {
                    passed_over.set(passed_over.get() + 1);
                    return None;
                };
                let bytes: Arc<[u8]> = raw.bytes().cloned().unwrap_or_default();
                waiting.borrow_mut().push_back(raw);
                Some((bytes, Arc::clone(&typed)))
            })
        };
        let opened = Bulk::default().open(jobs, &inspector.limits.container);
        Findings {
            inspector,
            opened: Box::new(opened),
            waiting,
            passed_over,
        }
    }

    /// How many files in folders were something else, as far as the walk has come: all of them,
    /// once there is no further finding.
    pub fn passed_over(&self) -> usize {
        self.passed_over.get()
    }
}

impl Iterator for Findings {
    type Item = Finding;

    fn next(&mut self) -> Option<Finding> {
        let opened = self.opened.next()?;
        let raw = self.waiting.borrow_mut().pop_front();
        let raw = raw.expect("a file was read before it was opened");
        Some(raw.understand(opened, &self.inspector))
    }
}

impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Findings")
            .field("inspector", &self.inspector)
            .field("passed_over", &self.passed_over.get())
            .finish_non_exhaustive()
    }
}
