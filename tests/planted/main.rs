//! Plants one bug after another in a copy of the checkout, and sees that the named test finds it.
//!
//! A suite that nobody ever saw fail proves little. `bugs/` lists what was planted once by hand;
//! each bug is a text to find in the sources, what to put in its place, and the test that has to
//! fail then. Run it with `scripts/planted.sh`, which says its options.

mod bug;
mod copy;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bug::Bug;
use copy::{Copy, End, Stopwatch};

const USAGE: &str = "\
Plants bugs in a copy of the checkout, one at a time, and expects the named test to fail.

    scripts/planted.sh [--list] [--quick] [--only TEXT] [--area NAME] [--part K/N] [--by TEST]

    --list       show the bugs and their tests, and plant none
    --quick      only the few that CI plants
    --only TEXT  only those whose area, description, file or test contains the text;
                 more than once: those with any of the texts
    --area NAME  only those of an area, which is a file of bugs/; may be given more than once
    --part K/N   only every N-th, beginning with the K-th
    --by TEST    see whether this test of random worlds finds them, and not the named ones; those
                 that no world can show are passed over

Exit code: 0 every bug was found, 1 one was not, 2 it could not be tried.
";

/// What holds tests: its name in `bugs/`, the folder of its package, and how cargo is asked for it.
/// Packages are built together, with the features that they have in `cargo test`.
const TARGETS: [(&str, &str, &[&str]); 5] = [
    (
        "pkcs12",
        "sim/pkcs12",
        &["-p", "kigen-pkcs12", "-p", "kigen-cli", "--lib"],
    ),
    ("kigen", ".", &["-p", "kigen", "-p", "kigen-cli", "--lib"]),
    ("suite", "sim/cli", &["--test", "suite"]),
    ("scenarios", "sim/cli", &["--test", "scenarios"]),
    ("worlds", "sim/cli", &["--test", "worlds"]),
];

/// How long a test may take. The slowest takes a sixth of it.
const LIMIT: Duration = Duration::from_secs(120);

/// The same for a test of `--by`.
const LIMIT_BY: Duration = Duration::from_secs(3_600);

/// The root of the checkout this was built in.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[derive(Default)]
struct Options {
    list: bool,
    quick: bool,
    only: Vec<String>,
    areas: Vec<String>,
    part: Option<(usize, usize)>,
    by: Option<String>,
}

fn options() -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => options.list = true,
            "--quick" => options.quick = true,
            "--only" => options
                .only
                .push(arguments.next().ok_or("--only takes a text")?),
            "--area" => options
                .areas
                .push(arguments.next().ok_or("--area takes a name")?),
            "--by" => options.by = Some(arguments.next().ok_or("--by takes a test")?),
            "--part" => {
                let part = arguments.next().ok_or("--part takes K/N")?;
                let numbers = part
                    .split_once('/')
                    .and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
                let numbers = numbers.filter(|(k, n)| (1..=*n).contains(k));
                options.part = Some(numbers.ok_or(format!("{part} is no part: 1/4 is one"))?);
            }
            "--help" => {
                print!("{USAGE}");
                std::process::exit(0);
            }
            other => return Err(format!("there is no {other}\n\n{USAGE}")),
        }
    }
    Ok(options)
}

fn chosen(options: &Options) -> Vec<Bug> {
    let has = |bug: &Bug, text: &str| {
        let texts = [&bug.area, &bug.what, &bug.file, &bug.test];
        texts.iter().any(|it| it.contains(text))
    };
    let bugs = bug::read_all(&root()).into_iter();
    let bugs = bugs
        .filter(|bug| !options.quick || bug.quick)
        .filter(|bug| options.by.is_none() || bug.no_world.is_none())
        .filter(|bug| options.areas.is_empty() || options.areas.contains(&bug.area))
        .filter(|bug| options.only.is_empty() || options.only.iter().any(|text| has(bug, text)));
    let (k, n) = options.part.unwrap_or((1, 1));
    let bugs = bugs.skip(k - 1).step_by(n);
    let judged = bugs.map(|bug| match &options.by {
        Some(test) => Bug {
            test: test.clone(),
            hangs: true,
            needs: None,
            ..bug
        },
        None => bug,
    });
    judged.collect()
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// What came of a bug.
enum Outcome {
    Found,
    NotFound,
    Skipped(String),
    NotTried(String),
}

/// Plants a bug, builds, runs its test and takes the bug out again.
fn try_bug(bug: &Bug, copy: &Copy, limit: Duration) -> Result<Outcome, Box<dyn std::error::Error>> {
    if let Some(program) = &bug.needs
        && !is_installed(program)
    {
        return Ok(Outcome::Skipped(format!("{program} is not installed")));
    }
    let text = fs::read_to_string(root().join(&bug.file))?;
    let planted = match bug.plant(&text) {
        Ok(planted) => planted,
        Err(fault) => return Ok(Outcome::NotTried(fault)),
    };
    let (target, test) = bug.target_and_test();
    copy.write(&bug.file, &planted)?;
    let built = copy.build(target);
    let end = built.map(|binary| copy.run(&binary, test, limit));
    copy.write(&bug.file, &text)?;
    Ok(match end {
        Err(errors) => Outcome::NotTried(format!("it does not compile\n{errors}")),
        Ok(end) => match end? {
            End::Failed => Outcome::Found,
            End::TimedOut if bug.hangs => Outcome::Found,
            End::TimedOut => Outcome::NotTried(format!("{test} hangs: is that meant?")),
            End::Passed => Outcome::NotFound,
            End::NotRun => Outcome::NotTried(format!("{test} is no test of {target}")),
        },
    })
}

/// Runs each named test once without a bug: one that fails anyway finds nothing.
fn run_without_bugs(
    bugs: &[Bug],
    copy: &Copy,
    limit: Duration,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut tests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for bug in bugs {
        let (target, test) = bug.target_and_test();
        tests.entry(target).or_default().insert(test);
    }
    for (target, tests) in tests {
        let binary = copy.build(target)?;
        for test in tests {
            match copy.run(&binary, test, limit)? {
                End::Passed => {}
                end => return Err(format!("{target} {test}: {end:?} without any bug").into()),
            }
        }
    }
    Ok(())
}

fn plant_all(bugs: &[Bug], limit: Duration) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let copy = Copy::of(&root())?;
    println!("{} bugs; first their tests without them", bugs.len());
    run_without_bugs(bugs, &copy, limit)?;
    let (mut found, mut not_found, mut not_tried) = (0, 0, 0);
    for bug in bugs {
        let stopwatch = Stopwatch::start();
        let outcome = try_bug(bug, &copy, limit)?;
        let seconds = stopwatch.elapsed().as_secs();
        match outcome {
            Outcome::Found => {
                found += 1;
                println!("found ({seconds} s): {bug}");
            }
            Outcome::NotFound => {
                not_found += 1;
                println!("NOT FOUND ({seconds} s): {bug}\n    by {}", bug.test);
            }
            Outcome::Skipped(why) => println!("skipped: {bug}: {why}"),
            Outcome::NotTried(why) => {
                not_tried += 1;
                println!("NOT TRIED ({seconds} s): {bug}: {why}");
            }
        }
    }
    println!("{found} found, {not_found} not found, {not_tried} not tried");
    Ok(match (not_found, not_tried) {
        (0, 0) => ExitCode::SUCCESS,
        (0, _) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    })
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("planted: error: {mistake}");
            return ExitCode::from(2);
        }
    };
    let bugs = chosen(&options);
    if options.list {
        for bug in &bugs {
            println!("{bug}\n    {}\n    {}", bug.file, bug.test);
        }
        return ExitCode::SUCCESS;
    }
    let limit = options.by.as_ref().map_or(LIMIT, |_| LIMIT_BY);
    plant_all(&bugs, limit).unwrap_or_else(|error| {
        eprintln!("planted: error: {error}");
        ExitCode::from(2)
    })
}
