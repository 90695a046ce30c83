//! What ends a server from outside: a signal, or the end of standard input.

use std::io;
#[cfg(unix)]
use std::task::Poll;
use std::thread;

use tokio::runtime::Builder;
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Calls `stop` once the system asks the process to end, from now on.
pub(super) fn on_signal(stop: impl FnOnce() + Send + 'static) {
    // Without a thread or a runtime, a signal ends the process in the system's own way.
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return;
    };
    let signals = {
        let _context = runtime.enter();
        Signals::new()
    };
    let Ok(mut signals) = signals else {
        return;
    };
    thread::spawn(move || {
        if runtime.block_on(signals.asked_to_end()).is_ok() {
            stop();
        }
    });
}

/// How the system asks a process to end.
#[cfg(unix)]
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn asked_to_end(&mut self) -> io::Result<()> {
        let Signals {
            terminate,
            interrupt,
        } = self;
        std::future::poll_fn(|context| {
            match (terminate.poll_recv(context), interrupt.poll_recv(context)) {
                (Poll::Pending, Poll::Pending) => Poll::Pending,
                _ => Poll::Ready(()),
            }
        })
        .await;
        Ok(())
    }
}

/// How the system asks a process to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Signals)
    }

    async fn asked_to_end(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}

/// Calls `stop` once standard input ends, as it does when the process that began us is gone.
pub(super) fn on_end_of_input(stop: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        stop();
    });
}
