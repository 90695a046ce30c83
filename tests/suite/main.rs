//! The tests that see the crate from outside, as one binary: one file per verb.
//!
//! A single binary links once and runs its tests in parallel. Run one file's tests with
//! `cargo test --test suite <file>`.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, also in its helpers"
)]

// An authority with its clients, moments, PEM: what several files build on.
mod support;

// Seal, open, describe: what comes back and what is refused.
mod pkcs12;

// Many files at once: the same results, in order, in bounded memory, until nobody wants them.
mod bulk;

// Files as people have them, against fixtures/field/index.toml.
mod field;

// A roll-out of many facilities: parts and the whole, each facility as a scenario.
mod fleet;

// Files that others made, against fixtures/foreign/index.toml.
mod foreign;

// When notices are shown, against fixtures/notices/cases.toml and a judge that steps.
mod notices;

// Certificates of servers in every state, and mutual TLS with the README's lines.
mod servers;

// Passwords other than four digits, and that nothing shows them.
mod passwords;

// Authorities that are renewed themselves, and what they issued before.
mod renewed_authorities;

// Recipes in files: one folder, one manifest, mistakes at their places.
mod recipes;

// Other people's programs look at our files, and we at theirs.
mod judges;

// The README: its commands print what it says they print.
#[cfg(feature = "serve")]
mod readme;

// The real binary, for the files that run it.
mod command;

// Backup: the export wizard's refusals, the path it includes, and the way back.
mod backup;

// Reading many certificates: PEM and DER, good blocks around damaged ones.
mod bundle;

// The command as a person meets it: output, messages with line and column, exit codes.
mod cli;

// The same files from other processes, folders, time zones and languages; JUnit against JSON.
mod determinism;

// Events: what a report says of them, and that it says nothing which nobody could know.
mod events;

// The states of a certificate at each bound, and what deleting takes and leaves.
mod expiry;

// Import: the store each certificate goes to, the root warning, keys; random files twice.
mod import;

// `kigen check`: verdicts, known failures, bad adapters, and the programs of tests/adapters.
mod check;

// The hostile corpus: the generator, and what each file has to give, in 50 ms and 64 MiB.
mod hostile;

// `kigen inspect`: what is in files good and bad, and the state at each bound.
mod inspect;

// What `inspect` says of PKCS#12 files that hold more than a client's key and chain, or less.
mod inspect_bags;

// Private keys that are encrypted by themselves.
mod inspect_keys;

// What files show without a password, or with a wrong one.
mod inspect_unopened;

// PKCS#12 files with a private key that nobody can read: what is beside it, and an import.
mod unreadable_keys;

// The same as a library: bytes, judges, sums, advice, limits.
mod inspection;

// The same on folders: order, broken files, links, sums, deadlines.
mod inspect_folders;

// Which certificate a client program sends, by each way to select one.
mod selection;

// A service's verdict on what files hold: every state, at every time; names and usages.
mod inspect_trust;

// The short way in: the documentation's example and every call; downloads, fees, revocation.
mod lab;

// Help, errors and hints in both languages, before anything is understood; nothing typed moves the
// cursor.
mod language;

// Times for people in Japan's zone or that of --zone, everywhere; times for programs in Japan's.
mod zone;

// Certificates that share a name in one file: before and after a renewal, authorities with two keys.
mod same_names;

// Hashes that stand in for keys: the same rules, and nothing of them leaves.
mod stand_in;

// Judging a client certificate: both ends of its validity, trust, purpose, revocation; OpenSSL too.
mod path;

// Random changes to good and hostile files: no panic, and no two answers.
mod mutations;

// Files whose structure was changed, with lengths and checksums that fit: in 50 ms and 64 MiB.
mod mutants;

// The same by import, `inspect` and `--for`: no two of them contradict each other.
mod agreement;

// Files up to the largest that is read, full of whatever takes the most: in 128 MiB.
#[cfg(target_os = "linux")]
mod heavy;

// `kigen make`: files, manifest, text and mistakes.
mod make;

// What is made in a state is in that state, up to the second, and again in its files.
mod specimen;

/// A PKI of one's own.
mod pki;

// Renewal: the window, 39 months, and the new certificate beside the old one.
mod renewal;

// Every reason code is reached by a scenario, or by a line of the table there.
mod reasons;

// The JSON Schemas, and all that the command says in JSON held against them.
mod schemas;

// The reference of the scenario language, reason codes and documents: written from the types.
mod reference;

// What the screens showed, in the manual's own words, and only where something was shown.
mod screens;

// `run --html`: the page, its timelines, what is escaped; a browser shows it.
mod page;

// PINs and keys in no report, no debug output and no error.
mod secrets;

// The mock store: add dispositions, inheritance, commits that happen whole or not at all.
mod store;

// Where keys lie, and which Windows users may use them.
mod key_sets;

// What outages, notices, letters and fees come to, by PC and by service.
mod measures;

// Real servers on loopback: who is let in at which time, what the clock's move ends, limits.
#[cfg(feature = "serve")]
mod serve;

// Sessions at the terminal: the file they leave, what they show, what they carry along.
mod session;

// Sessions: what was mistyped, damaged or written by hand; secrets.
mod session_mistakes;

// Sessions that are killed, shared, out of room or not allowed; random ones against `run`.
#[cfg(unix)]
mod session_survives;

// `kigen swarm`: the same worlds on any number of threads, stops and goes on, the canary.
mod swarm;

// A world that is not the manual's calls things by its own names.
mod own_names;

// `kigen inspect --for`: what a program would make of a file.
mod consumers;

// Other programs over files of every structure, and what `--for` had said of them.
mod readers;

// Our stores before the public suite, `kigen::conformance`.
mod conformance;

// `DirectoryStore`: what is on the disk, what survives, who else may be there.
mod directory;

// Other processes on one directory: killed at any moment, at the same time, on a full disk.
#[cfg(unix)]
mod processes;

// What is written: links, pipes, files of others, stale ones, a full disk, names that are one file.
#[cfg(unix)]
mod writing;

// `run --out` and `make`, killed at any moment.
#[cfg(unix)]
mod writing_survives;

// Windows' rules that are not a matter of the store alone: users, options, the error table.
mod store_cases;

// A store of somebody's own under the PCs of a world.
mod own_store;

// Stores that are wrong on purpose, each caught by name.
mod wrong_stores;

// The source text itself: floors, file names, lengths, lints that need a reason.
mod tidy;
