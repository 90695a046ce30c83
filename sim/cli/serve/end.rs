//! What ends a server from outside: a signal, or the end of standard input.

use std::io;
use std::thread;

use tokio::runtime::Builder;

/// Calls `stop` once the system asks the process to end.
pub(super) fn on_signal(stop: impl FnOnce() + Send + 'static) {
    // Without a thread or a runtime, a signal ends the process in the system's own way.
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return;
    };
    thread::spawn(move || {
        if runtime.block_on(asked_to_end()).is_ok() {
            stop();
        }
    });
}

#[cfg(unix)]
async fn asked_to_end() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    std::future::poll_fn(|context| {
        match (terminate.poll_recv(context), interrupt.poll_recv(context)) {
            (std::task::Poll::Pending, std::task::Poll::Pending) => std::task::Poll::Pending,
            _ => std::task::Poll::Ready(()),
        }
    })
    .await;
    Ok(())
}

#[cfg(not(unix))]
async fn asked_to_end() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Calls `stop` once standard input ends, as it does when the process that began us is gone.
pub(super) fn on_end_of_input(stop: impl FnOnce() + Send + 'static) {
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        stop();
    });
}
