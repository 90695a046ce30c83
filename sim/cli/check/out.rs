//! What led to each failure of a store, in a folder: the trace, the files that it names, and the
//! scenario where one can say it.

use std::fs;
use std::path::Path;

use kigen::check::{Corpus, Results, written_trace};
use kigen::file::{self, Access, ExistingFile, FileError};

/// What was said, a JSON object a line.
const TRACE: &str = "trace.jsonl";
/// The same, to be played by `kigen run`.
const SCENARIO: &str = "scenario.toml";

/// Where adapters write to.
const WRITTEN: &str = "written";

/// Writes a folder for each failure of a program that has a trace.
pub(super) fn write(
    out: &Path,
    program: &str,
    corpus: &Corpus,
    results: &Results,
    files: &Path,
) -> Result<(), FileError> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let plain = |text: &str| text.replace(|c| !is_plain(c), "-");
    // The name of a folder, or of kigen itself.
    let program = plain(
        program
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or(program),
    );
    for (case, result) in corpus.cases().iter().zip(&results.results) {
        if result.trace.is_empty() {
            continue;
        }
        let folder = out.join(&program).join(plain(&case.id));
        file::create_folder(&folder.join(WRITTEN), Access::Default)?;
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                file::create_folder(parent, Access::Default)?;
            }
            file::write(&path, bytes, ExistingFile::Replace, Access::Default)
        };
        for name in result.trace.iter().flat_map(|exchange| exchange.files()) {
            // What the program itself writes is not there, or is not its to begin with.
            if let Ok(bytes) = fs::read(files.join(name)) {
                write(name, &bytes)?;
            }
        }
        write(TRACE, written_trace(&result.trace).as_bytes())?;
        if let Some(scenario) = &result.scenario {
            write(SCENARIO, scenario.as_bytes())?;
        }
    }
    Ok(())
}
