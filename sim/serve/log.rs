//! The log: what happened in the world, and who connected. A part of it is kept in memory, for who
//! waits for something to happen; all of it goes to a file, if there is one.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::limits::ENTRIES;
use crate::file::FileError;
use crate::report::event::Event;
use crate::report::serve::{Connection, Entry, EntryKind};
use crate::report::value::Moment;
use crate::trace;

#[derive(Debug)]
pub(super) struct Log {
    lines: Mutex<Lines>,
    last: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Lines {
    last: u64,
    kept: VecDeque<Entry>,
    file: Option<File>,
}

impl Log {
    /// An empty one, which is also written to this file.
    pub(super) fn new(file: Option<&Path>) -> Result<Self, FileError> {
        let open =
            |path: &Path| File::create(path).map_err(|error| FileError::writing(path, &error));
        let lines = Lines {
            file: file.map(open).transpose()?,
            ..Lines::default()
        };
        Ok(Log {
            lines: Mutex::new(lines),
            last: watch::Sender::new(0),
        })
    }

    /// Adds what happened in the world.
    pub(super) fn events(&self, events: &[trace::Event]) {
        let mut lines = self.lines();
        for event in events {
            let kind = EntryKind::Event {
                event: Event::from(event),
            };
            lines.push(event.at, kind);
        }
        self.last.send_replace(lines.last);
    }

    /// Adds who connected to an endpoint that stands at this time.
    pub(super) fn connection(&self, at: DateTime<Utc>, connection: Connection) {
        let mut lines = self.lines();
        lines.push(at, EntryKind::Connection(connection));
        self.last.send_replace(lines.last);
    }

    /// Returns the entries after one, as far as they are kept, and the number of the last.
    pub(super) fn after(&self, seq: u64) -> (Vec<Entry>, u64) {
        let lines = self.lines();
        let after = lines.kept.iter().filter(|entry| entry.seq > seq);
        (after.cloned().collect(), lines.last)
    }

    /// Waits until there is an entry after one.
    pub(super) async fn wait_after(&self, seq: u64) {
        // The sender is ours, so it is there as long as we are.
        let _ = self.last.subscribe().wait_for(|last| *last > seq).await;
    }

    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().expect("adding a line does not panic")
    }
}

impl Lines {
    fn push(&mut self, at: DateTime<Utc>, kind: EntryKind) {
        self.last += 1;
        let entry = Entry {
            seq: self.last,
            at: Moment(at),
            kind,
        };
        if let Some(file) = &mut self.file {
            let line = serde_json::to_string(&entry);
            let line = line.expect("an entry of names and numbers always serializes");
            // The client that is written about shall not suffer from a full disk.
            let _ = writeln!(file, "{line}");
        }
        if self.kept.len() == ENTRIES {
            self.kept.pop_front();
        }
        self.kept.push_back(entry);
    }
}
