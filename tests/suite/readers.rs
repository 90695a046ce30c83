//! Other people's programs read PKCS#12 files of every structure, and `kigen inspect --for` said so
//! before: it never says "reads" of what a program does not read.

mod corpus;
mod pfx;
mod programs;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::sync::LazyLock;

use kigen::consumer::{Answer, Consumer, Feature, Structure, Unknown, Verdict};
use kigen::pkcs12::{Bulk, Contents, KeyBag, Limits, describe};
use kigen::reason::Reason;

use crate::support::say;
use corpus::Case;
use programs::{Found, Job, PROGRAMS};
pub(crate) use table::{MARKERS, with_table};

/// What comes of giving a file to a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Reads,
    /// It takes it, and leaves something out.
    Part,
    Refuses,
    /// It refuses it, and says that the password is wrong.
    BlamesPassword,
    /// Nobody tried, or it cannot be told.
    NotKnown,
}

impl From<Verdict> for Cell {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Reads => Cell::Reads,
            Verdict::NotKnown(_) => Cell::NotKnown,
            Verdict::Refuses(refusal) => match refusal.answer() {
                Answer::Error(Reason::WrongPassword) => Cell::BlamesPassword,
                Answer::Error(_) => Cell::Refuses,
                Answer::Silence(_) => Cell::Part,
            },
        }
    }
}

/// A file of the corpus, as it is here.
struct Known {
    case: Case,
    contents: Contents,
    structure: Structure,
    is_slow: bool,
}

/// Every file that opens here; of others `--for` says nothing.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let cases = corpus::corpus();
    let jobs = cases
        .iter()
        .map(|case| (case.bytes.clone(), case.password.clone()));
    let jobs: Vec<_> = jobs.collect();
    let opened = Bulk::default().open(jobs, &Limits::default());
    let known = cases.into_iter().zip(opened).filter_map(|(case, opened)| {
        let contents = opened.ok()?;
        let description = describe(&case.bytes, &Limits::default()).unwrap();
        let mac = description.mac.iter().map(|mac| mac.iterations);
        let others = description
            .protections
            .iter()
            .filter_map(|it| it.iterations);
        let is_slow = mac.chain(others).any(|iterations| iterations > 100_000);
        let mut structure = Structure::outside(&description).opened(&contents, &case.password);
        if case.bytes[0] != 0x30 {
            structure = structure.wrapped();
        }
        Some(Known {
            case,
            contents,
            structure,
            is_slow,
        })
    });
    known.collect()
});

impl Known {
    fn verdict(&self, consumer: Consumer) -> Cell {
        consumer.verdict(&self.structure).into()
    }

    /// What a program made of it that found this.
    fn cell(&self, found: &Found) -> Cell {
        match found {
            Ok((keys, certificates)) => {
                let (all_keys, all_certificates) = self.all();
                let certificates = certificates.unwrap_or(all_certificates);
                match *keys >= all_keys && certificates >= all_certificates {
                    true => Cell::Reads,
                    false => Cell::Part,
                }
            }
            Err(said) => {
                let said = said.to_lowercase();
                let blames = BLAMES.iter().any(|words| said.contains(words));
                if blames {
                    Cell::BlamesPassword
                } else {
                    Cell::Refuses
                }
            }
        }
    }

    /// How many different keys there are, and certificates. Beside a certificate, a key without one
    /// is of no use.
    fn all(&self) -> (usize, usize) {
        let Contents {
            keys, certificates, ..
        } = &self.contents;
        // The public half of some kinds of key is not known.
        let owned = |key: &&KeyBag| {
            let id = key.attributes.local_key_id.as_ref();
            let mut all = certificates.iter();
            certificates.is_empty()
                || all.any(|bag| match key.key.public().bits() {
                    [] => id.is_some() && bag.attributes.local_key_id.as_ref() == id,
                    bits => bag.certificate.public_key_bits() == bits,
                })
        };
        let keys = keys.iter().filter(owned);
        let keys: BTreeSet<_> = keys.map(|bag| bag.key.pkcs8()).collect();
        let certificates = certificates.iter().map(|bag| bag.certificate.der());
        (keys.len(), certificates.collect::<BTreeSet<_>>().len())
    }
}

/// How programs say that the password is wrong.
const BLAMES: [&str; 4] = [
    "invalid password",
    "password was incorrect",
    "password may be incorrect",
    "password entered is incorrect",
];

/// Where a program refuses a file as said, but in other words: the program, the file, and why.
const IN_OTHER_WORDS: [(Consumer, &str, &str); 2] = [
    (
        Consumer::Java17,
        "name-in-utf8-string-on-certificate",
        "within an encrypted safe it blames the password for every mistake",
    ),
    (
        Consumer::Java17,
        "name-in-printable-string-on-certificate",
        "within an encrypted safe it blames the password for every mistake",
    ),
];

/// Asks a program about all files, and says where it differs from `--for`.
fn differences(program: &programs::Program) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let jobs: Vec<Job> = (0..)
        .zip(KNOWN.iter())
        .map(|(number, known)| Job {
            file: format!("{number:03}.p12"),
            password: known.case.password.clone(),
            is_slow: known.is_slow,
        })
        .collect();
    for (job, known) in jobs.iter().zip(KNOWN.iter()) {
        fs::write(folder.path().join(&job.file), &known.case.bytes).unwrap();
    }
    let lines = jobs
        .iter()
        .map(|job| format!("{}\t{}\n", job.file, job.password));
    fs::write(folder.path().join("jobs.tsv"), lines.collect::<String>()).unwrap();
    let answers: BTreeMap<String, Found> = program.ask(folder.path(), &jobs);
    let consumer = program.consumer;
    let mut differences = vec![];
    for (job, known) in jobs.iter().zip(KNOWN.iter()) {
        let Some(found) = answers.get(&job.file) else {
            assert!(
                job.is_slow,
                "{consumer} said nothing of {}",
                known.case.name
            );
            continue;
        };
        let (said, done) = (known.verdict(consumer), known.cell(found));
        let name = known.case.name.as_str();
        let excused = IN_OTHER_WORDS
            .iter()
            .any(|(other, file, _)| *other == consumer && *file == name);
        let refusals = [Cell::Refuses, Cell::BlamesPassword];
        let agrees = said == done
            || said == Cell::NotKnown
            || excused && refusals.contains(&said) && refusals.contains(&done);
        if !agrees {
            differences.push(format!(
                "{consumer}, {name}: said {said:?}, is {done:?}: {found:?}"
            ));
        }
    }
    differences
}

#[test]
fn programs_read_what_is_said_of_them_and_nothing_else() {
    let required = std::env::var_os("KIGEN_REQUIRE_JUDGES");
    let differences = std::thread::scope(|scope| {
        let threads = PROGRAMS.iter().map(|program| {
            let required = required.as_deref();
            scope.spawn(move || match (program.version)() {
                Ok(_) => differences(program),
                Err(error) => {
                    let consumer = program.consumer;
                    assert_ne!(
                        required,
                        Some(OsStr::new("1")),
                        "{consumer} is required: {error}"
                    );
                    say(&format!("SKIPPED: {consumer} is not there: {error}"));
                    vec![]
                }
            })
        });
        let threads: Vec<_> = threads.collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.flatten().collect::<Vec<String>>()
    });
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn the_files_are_many_and_have_every_feature() {
    assert!(KNOWN.len() >= 100, "{}", KNOWN.len());
    let found: BTreeSet<_> = KNOWN
        .iter()
        .flat_map(|known| known.structure.features())
        .collect();
    for feature in Feature::ALL {
        let is_there = found.contains(feature) || *feature == Feature::OtherKey;
        assert!(is_there, "no file has {feature}");
    }
    for known in KNOWN.iter() {
        for consumer in Consumer::ALL {
            let unopened = Verdict::NotKnown(Unknown::Contents);
            assert_ne!(
                consumer.verdict(&known.structure),
                unopened,
                "{}",
                known.case.name
            );
        }
    }
}
