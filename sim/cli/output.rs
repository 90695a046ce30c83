//! Standard output and standard error.

use std::io::{self, Write};

use super::{Complaint, Exit};

/// Writes to standard output. A reader that has gone away (`| head`) is no error.
pub(super) fn print(text: &str) -> Result<(), Vec<Complaint>> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("cannot write to standard output: {error}");
            Err(vec![Complaint::new(Exit::File, message)])
        }
        _ => Ok(()),
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
