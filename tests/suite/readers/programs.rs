//! The programs: how each is asked about many files, and what it found in each.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kigen::consumer::Consumer;

/// What a program found in a file: keys that it can use, and certificates, where it shows them; or
/// what it said.
pub(super) type Found = Result<(usize, Option<usize>), String>;

/// A program that reads PKCS#12 files.
pub(super) struct Program {
    pub(super) consumer: Consumer,
    /// Fails where the program is not there.
    pub(super) version: fn() -> Result<String, String>,
    /// Reads every file of a folder, whose passwords are in its jobs.tsv.
    ask: fn(&Path, &[Job]) -> BTreeMap<String, Found>,
}

/// A file in the folder, and its password.
pub(super) struct Job {
    pub(super) file: String,
    pub(super) password: String,
    /// Whether deriving its keys takes long.
    pub(super) is_slow: bool,
}

pub(super) const PROGRAMS: [Program; 9] = [
    Program {
        consumer: Consumer::OpenSsl3,
        version: || run(Path::new("."), "openssl", &["version"]),
        ask: |folder, jobs| each(jobs, |job| openssl(folder, job, &[])),
    },
    Program {
        consumer: Consumer::OpenSsl3Legacy,
        version: || run(Path::new("."), "openssl", &["version"]),
        ask: |folder, jobs| each(jobs, |job| openssl(folder, job, &["-legacy"])),
    },
    Program {
        consumer: Consumer::Java17,
        version: || run(Path::new("."), "javac", &["--version"]),
        ask: |folder, _| {
            script(
                folder,
                "Java.java",
                JAVA,
                "java",
                &["-XX:TieredStopAtLevel=1"],
            )
        },
    },
    Program {
        consumer: Consumer::Nss,
        version: || {
            run(Path::new("."), "pk12util", &["-v"])
                .or_else(|said| said.contains("-d ").then_some(said.clone()).ok_or(said))
        },
        ask: nss,
    },
    Program {
        consumer: Consumer::GnuTls,
        version: || run(Path::new("."), "certtool", &["--version"]),
        ask: |folder, jobs| each(jobs, |job| gnutls(folder, job)),
    },
    Program {
        consumer: Consumer::DotNet8,
        version: || {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("dotnet.py"), DOTNET).unwrap();
            run(folder.path(), PYTHON, &["dotnet.py", "version"])
        },
        ask: |folder, _| script(folder, "dotnet.py", DOTNET, PYTHON, &[]),
    },
    Program {
        consumer: Consumer::Node20,
        version: || run(Path::new("."), "node", &["--version"]),
        ask: |folder, _| script(folder, "node.js", NODE, "node", &[]),
    },
    Program {
        consumer: Consumer::NodeForge,
        version: || {
            let version = "require('node-forge/package.json').version";
            run(Path::new("."), "node", &["-p", version])
        },
        ask: forge,
    },
    Program {
        consumer: Consumer::PythonCryptography,
        version: || {
            let version = "import cryptography; print(cryptography.__version__)";
            run(Path::new("."), PYTHON, &["-c", version])
        },
        ask: |folder, _| script(folder, "python.py", CRYPTOGRAPHY, PYTHON, &[]),
    },
];

const JAVA: &str = include_str!("Java.java");
const NODE: &str = include_str!("node.js");
const FORGE: &str = include_str!("forge.js");
const DOTNET: &str = include_str!("dotnet.py");
const CRYPTOGRAPHY: &str = include_str!("python.py");

#[cfg(windows)]
const PYTHON: &str = "python";
#[cfg(not(windows))]
const PYTHON: &str = "python3";

impl Program {
    /// What it finds in each file.
    pub(super) fn ask(&self, folder: &Path, jobs: &[Job]) -> BTreeMap<String, Found> {
        (self.ask)(folder, jobs)
    }
}

/// Where scripts/install-judges.sh puts what no package of the system has.
fn judges() -> PathBuf {
    let home = || env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"));
    let usual = || PathBuf::from(home().unwrap_or_default()).join(".local/share/kigen-judges");
    env::var_os("KIGEN_JUDGES").map_or_else(usual, PathBuf::from)
}

/// Runs a program, and gives what it printed; or all that it said.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .env("NODE_PATH", judges().join("node_modules"))
        .env("PYTHONPATH", judges().join("python"))
        .env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    match output.status.success() {
        true => Ok(stdout),
        false => Err(stderr + &stdout),
    }
}

fn each(jobs: &[Job], look: impl Fn(&Job) -> Found) -> BTreeMap<String, Found> {
    jobs.iter()
        .map(|job| (job.file.clone(), look(job)))
        .collect()
}

/// Has a script answer all jobs of a folder in one process.
fn script(
    folder: &Path,
    name: &str,
    text: &str,
    program: &str,
    options: &[&str],
) -> BTreeMap<String, Found> {
    fs::write(folder.join(name), text).unwrap();
    let said = run(folder, program, &[options, &[name, "."]].concat());
    let said = said.unwrap_or_else(|error| panic!("{name}: {error}"));
    let answers = said.lines().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let found = match fields[1..] {
            ["error", why] => Err(why.to_owned()),
            [keys, certificates] => Ok((keys.parse().unwrap(), certificates.parse().ok())),
            _ => panic!("{name}: {line}"),
        };
        (fields[0].to_owned(), found)
    });
    answers.collect()
}

/// node-forge derives in JavaScript, and would be busy for minutes.
fn forge(folder: &Path, jobs: &[Job]) -> BTreeMap<String, Found> {
    let quick = jobs.iter().filter(|job| !job.is_slow);
    let lines: String = quick
        .map(|job| format!("{}\t{}\n", job.file, job.password))
        .collect();
    fs::write(folder.join("quick.tsv"), lines).unwrap();
    script(folder, "forge.js", FORGE, "node", &[])
}

fn openssl(folder: &Path, job: &Job, options: &[&str]) -> Found {
    let password = format!("pass:{}", job.password);
    let arguments = ["pkcs12", "-nodes", "-in", &job.file, "-passin", &password];
    let said = run(folder, "openssl", &[&arguments[..], options].concat())?;
    let count = |label: &str| said.matches(label).count();
    Ok((
        count("PRIVATE KEY-----\n") / 2,
        Some(count("BEGIN CERTIFICATE")),
    ))
}

/// `--p12-info` shows keys as they lie in the file; decrypting them is a second step.
fn gnutls(folder: &Path, job: &Job) -> Found {
    let password = job.password.as_str();
    let arguments = [
        "--p12-info",
        "--inder",
        "--infile",
        &job.file,
        "--password",
        password,
    ];
    let said = run(folder, "certtool", &arguments)?;
    let ends = [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----",
    ];
    let starts = ends.iter().flat_map(|begin| said.match_indices(begin));
    let keys = starts.filter(|(at, _)| {
        let file = format!("{}.pem", job.file);
        fs::write(folder.join(&file), &said[*at..]).unwrap();
        let arguments = [
            "--load-privkey",
            &file,
            "--password",
            password,
            "--pubkey-info",
        ];
        run(folder, "certtool", &arguments).is_ok()
    });
    Ok((
        keys.count(),
        Some(said.matches("BEGIN CERTIFICATE").count()),
    ))
}

/// Imports each file into an empty database of its own.
fn nss(folder: &Path, jobs: &[Job]) -> BTreeMap<String, Found> {
    fs::create_dir(folder.join("empty")).unwrap();
    run(
        folder,
        "certutil",
        &["-N", "-d", "sql:empty", "--empty-password"],
    )
    .unwrap();
    each(jobs, |job| {
        let own = format!("{}.db", job.file);
        fs::create_dir(folder.join(&own)).unwrap();
        for entry in fs::read_dir(folder.join("empty")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.join(&own).join(entry.file_name())).unwrap();
        }
        let database = format!("sql:{own}");
        let import = ["-i", &job.file, "-W", &job.password, "-d", &database];
        run(folder, "pk12util", &import)?;
        let listed = run(folder, "certutil", &["-L", "-d", &database])?;
        // Each line is a name, blanks, and three letters of trust: `u` is for a key.
        let trusted = |end: &str| {
            let lines = listed.lines().map(str::trim_end);
            lines.filter(|line| line.ends_with(end)).count()
        };
        Ok((trusted(" u,u,u"), Some(trusted(" u,u,u") + trusted(" ,,"))))
    })
}
