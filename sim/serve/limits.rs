//! What a server takes at most from those who connect, so that none of them can stop it.

use std::time::Duration;

/// How many clients are connected at once, to all endpoints together; further ones wait. The admin
/// interface has as many of its own, so that nobody keeps its user out.
pub(super) const CONNECTIONS: usize = 64;

/// How long a handshake may take.
pub(super) const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a client may be silent: before a request, and within its head.
pub(super) const IDLE: Duration = Duration::from_secs(5);

/// How long the body of a request may take.
pub(super) const BODY: Duration = Duration::from_secs(10);

/// How long a client may leave what it is sent unread.
pub(super) const WRITE: Duration = Duration::from_secs(10);

/// How long what is under way may go on when connections are closed.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// How long a client that was refused may go on talking: long enough that it reads why.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// How long of that it is waited for to speak.
pub(super) const ASKING: Duration = Duration::from_millis(500);

/// How much it may say meanwhile.
pub(super) const LINGER_BYTES: usize = 256 << 10;

/// The longest head of a request.
pub(super) const HEAD_BYTES: usize = 16 << 10;

/// The longest body of a request.
pub(super) const BODY_BYTES: usize = 1 << 20;

/// How often a clock that runs is looked at.
pub(super) const TICK: Duration = Duration::from_millis(100);

/// The longest wait for something to happen.
pub(super) const WAIT: Duration = Duration::from_secs(60);

/// How many lines of the log are kept in memory; those before are in the file alone.
pub(super) const ENTRIES: usize = 10_000;

/// How many PCs there are on a page; further ones have pages of their own all the same.
pub(super) const PCS_ON_A_PAGE: usize = 100;

/// How many times of their own there may be.
pub(super) const FIXED_TIMES: usize = 32;
