//! Standard output and standard error.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::{Complaint, Exit};

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
pub(super) fn print(text: &str) -> Result<(), Vec<Complaint>> {
    print_on(text).map(|_| ())
}

/// Writes to standard output, piece by piece, for as long as somebody reads.
pub(super) fn print_on(text: &str) -> Result<ControlFlow<()>, Vec<Complaint>> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ControlFlow::Break(())),
        Err(error) => {
            let message = format!("cannot write to standard output: {error}");
            Err(vec![Complaint::new(Exit::File, message)])
        }
    }
}

/// Writes what went wrong to standard error.
pub(super) fn complain(complaints: &[Complaint]) {
    let mut text = String::new();
    for complaint in complaints {
        text += &format!("kigen: error: {}\n", complaint.error);
        if let Some(hint) = &complaint.hint {
            text += &format!("kigen: hint: {hint}\n");
        }
    }
    // There is nowhere left to say that this failed.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
