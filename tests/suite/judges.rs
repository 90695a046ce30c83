//! Programs that we did not make look at our files, and we look at theirs.
//!
//! Each judge reads a file of every profile and has to find the same key, certificates and names,
//! and each that can write has its files read here. What is expected of whom is [`MATRIX`], which
//! the guide shows.

mod conversions;
mod gnutls;
mod java;
mod keys;
mod last_second;
mod legacy;
#[cfg(unix)]
pub(crate) mod nginx;
mod node;
mod nss;
mod openssl;
mod passwords;
mod python;
mod random;
mod states;
mod table;

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use kigen::certificate::Certificate;
use kigen::pkcs12::EncryptionProfile::{
    self, LegacyRc2With40, Nss, OpenSsl3, Pbmac1, WindowsAes256Sha256, WindowsTripleDesSha1,
};
use kigen::pkcs12::{Bulk, Contents, Limits, OpenError, open};

use crate::support::{CLIENTS, Client, P256, SEED, certificate_pem, pem, say};

pub(crate) use table::{MARKERS, with_tables};

const PIN: &str = "0427";
const WRONG_PIN: &str = "0428";
const FRIENDLY_NAME: &str = "オン資PC_受付01";

/// What a client of `openssl s_client` gets when it asks for a page: the page, or an alert.
pub(crate) fn page(client: &mut Command) -> String {
    let mut client = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = client.stdin.take().unwrap();
    // A client that was refused does not read it.
    let _ = stdin.write_all(b"GET / HTTP/1.0\r\n\r\n");
    drop(stdin);
    let output = client.wait_with_output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

/// A program that reads PKCS#12 files, and perhaps writes them.
trait Judge: Sync {
    /// What people call it.
    fn name(&self) -> &'static str;

    /// What decides which algorithms it knows: itself, or a library in it.
    fn library(&self) -> &'static str {
        self.name()
    }

    /// The version of that library. None where it does not say. An error when it is not there.
    fn version(&self) -> Result<Option<Version>, String>;

    /// What it finds in `file` in `folder`, or what it says instead. The option is one of its own.
    fn read(
        &self,
        folder: &Path,
        file: &str,
        pin: &str,
        option: Option<&str>,
    ) -> Result<Seen, String>;

    /// The names of the ways in which it can write.
    fn ways(&self) -> &'static [&'static str] {
        &[]
    }

    /// Writes `theirs.p12` in `folder`, where key.pem, client.pem, chain.pem, all.pem (both of
    /// them) and ours.p12 lie.
    fn write(&self, folder: &Path, way: &str) -> Result<(), String> {
        panic!(
            "{} cannot write {way} into {}",
            self.name(),
            folder.display()
        );
    }

    /// What protects the files that it writes.
    fn password(&self) -> &'static str {
        PIN
    }

    /// The friendly name as it shows it.
    fn shows(&self, friendly_name: &str) -> String {
        self.renames(friendly_name)
    }

    /// The friendly name as it writes it.
    fn renames(&self, friendly_name: &str) -> String {
        friendly_name.to_owned()
    }
}

/// What a judge found in a file.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    /// The public half of the private key.
    public_key: Vec<u8>,
    /// The client's certificate and the chain above it.
    certificates: Vec<Certificate>,
    /// None for a judge that does not show names.
    friendly_name: Option<String>,
}

/// A version such as 3.0.22.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version(Vec<u32>);

impl Version {
    /// The first number with a dot in what a program says of itself, `OpenSSL 3.0.22 25 Aug 2026`.
    fn find(text: &str) -> Option<Self> {
        let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
        let word = words.into_iter().find(|word| word.contains('.'))?;
        let number = word.split('.').map_while(|part| part.parse().ok());
        let number: Vec<u32> = number.collect();
        (!number.is_empty()).then_some(Version(number))
    }

    fn is_at_least(&self, number: &[u32]) -> bool {
        self.0.as_slice() >= number
    }
}

/// What a judge makes of a profile.
#[derive(Clone, Copy, Debug)]
enum Reads {
    Yes,
    /// Only when it is given this option.
    With(&'static str),
    /// From this version on.
    From(&'static [u32]),
    /// Up to the one version it does not, from the other on it does; those between were not tried.
    Since {
        no: &'static [u32],
        yes: &'static [u32],
    },
    /// Up to this version it does not; later ones were not tried.
    No(&'static [u32]),
}

const JUDGES: [&dyn Judge; 6] = [
    &openssl::OpenSsl,
    &nss::Nss,
    &gnutls::GnuTls,
    &java::Java,
    &node::Node,
    &python::Cryptography,
];

/// What each judge makes of each profile, in the order of [`JUDGES`].
const MATRIX: [(EncryptionProfile, [Reads; 6]); 6] = [
    (WindowsTripleDesSha1, [Reads::Yes; 6]),
    (WindowsAes256Sha256, [Reads::Yes; 6]),
    (OpenSsl3, [Reads::Yes; 6]),
    (Nss, [Reads::Yes; 6]),
    (
        LegacyRc2With40,
        [
            Reads::With("-legacy"),
            Reads::Yes,
            Reads::Yes,
            Reads::Yes,
            Reads::With("--openssl-legacy-provider"),
            Reads::Yes,
        ],
    ),
    (
        Pbmac1,
        [
            Reads::From(&[3, 4]),
            Reads::Since {
                no: &[3, 87],
                yes: &[3, 110],
            },
            Reads::Since {
                no: &[3, 7, 9],
                yes: &[3, 8, 9],
            },
            Reads::No(&[17]),
            Reads::From(&[3, 4]),
            Reads::From(&[3, 4]),
        ],
    ),
];

/// Whether a judge is there, with its version.
fn summon(judge: &dyn Judge) -> Option<Option<Version>> {
    match judge.version() {
        Ok(version) => Some(version),
        Err(error) => {
            is_missing(judge.name(), &error);
            None
        }
    }
}

/// Where a judge is not there, a test says so and passes, unless `KIGEN_REQUIRE_JUDGES=1` says that
/// it has to be.
pub(crate) fn is_missing(name: &str, error: &str) {
    let required = std::env::var_os("KIGEN_REQUIRE_JUDGES");
    assert_ne!(
        required.as_deref(),
        Some(OsStr::new("1")),
        "{name} is required by KIGEN_REQUIRE_JUDGES and not there: {error}"
    );
    say(&format!("SKIPPED: {name} is not there: {error}"));
}

/// Whether OpenSSL is there, for the files that ask it something of their own.
pub(crate) fn openssl_is_here() -> bool {
    summon(&openssl::OpenSsl).is_some()
}

/// Likewise Python.
pub(crate) fn python_is_here() -> bool {
    summon(&python::Cryptography).is_some()
}

/// Runs a program in `folder`, in a locale that knows Japanese, and gives its standard output.
fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    Err(format!("{program} {arguments:?}: {}", said.concat()))
}

/// The same as text.
pub(crate) fn says(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    run(folder, program, arguments).map(|text| String::from_utf8_lossy(&text).into_owned())
}

/// Every client's file under every profile of [`MATRIX`]. All are sealed at once, because those of
/// NSS iterate 600,000 times.
static SEALED: LazyLock<Vec<[Vec<u8>; MATRIX.len()]>> = LazyLock::new(|| {
    let jobs = clients().into_iter().flat_map(|client| {
        let stream = || SEED.stream("judge");
        MATRIX.map(|(profile, _)| (P256.contents(client, FRIENDLY_NAME), PIN, profile, stream()))
    });
    let mut files = Bulk::default().seal(jobs.collect::<Vec<_>>());
    let mut next = || files.next().expect("a file for each job");
    clients().map(|_| MATRIX.map(|_| next())).into()
});

/// The file of one of [`clients`] under a profile.
fn sealed(client: usize, profile: EncryptionProfile) -> &'static [u8] {
    let row = MATRIX.iter().position(|(other, _)| *other == profile);
    &SEALED[client][row.expect("every profile has a row")]
}

/// What a judge has to find.
fn everything_of(client: &Client, friendly_name: &str) -> Seen {
    Seen {
        public_key: client.key.public().bits().to_vec(),
        certificates: [vec![client.certificate.clone()], P256.authority.chain()].concat(),
        friendly_name: Some(friendly_name.to_owned()),
    }
}

/// What is found here.
fn look_at(file: &[u8], pin: &str) -> Result<Seen, OpenError> {
    open(file, pin, &Limits::default()).map(|contents| found_in(&contents))
}

fn found_in(contents: &Contents) -> Seen {
    let identity = contents.identity().expect("a key with its certificate");
    let own = identity.certificate.certificate.clone();
    let above = identity.chain.into_iter().cloned();
    Seen {
        public_key: identity.key.key.public().bits().to_vec(),
        certificates: [own].into_iter().chain(above).collect(),
        friendly_name: identity.certificate.attributes.friendly_name.clone(),
    }
}

fn clients() -> [&'static Client; 2] {
    [&CLIENTS[0], &CLIENTS[2]] // P-256 and RSA-2048
}

/// Has a judge read every profile, for both kinds of key.
fn reads_what_we_write(judge: &dyn Judge) {
    let Some(version) = summon(judge) else { return };
    let column = JUDGES.iter().position(|other| other.name() == judge.name());
    let column = column.expect("a judge of the list");
    let folder = tempfile::tempdir().unwrap();
    for (number, client) in clients().into_iter().enumerate() {
        for (profile, row) in MATRIX {
            let what = format!("{}, {profile}, {:?}", judge.name(), client.key.family());
            fs::write(folder.path().join("ours.p12"), sealed(number, profile)).unwrap();
            let read = |option| judge.read(folder.path(), "ours.p12", PIN, option);
            let good = |seen: Result<Seen, String>| {
                let seen = seen.unwrap_or_else(|error| panic!("{what}: {error}"));
                let mut expected = everything_of(client, &judge.shows(FRIENDLY_NAME));
                if seen.friendly_name.is_none() {
                    expected.friendly_name = None;
                }
                assert_eq!(seen, expected, "{what}");
            };
            let refused =
                |seen: Result<Seen, String>| assert!(seen.is_err(), "{what}: reads it now");
            match row[column] {
                Reads::Yes => good(read(None)),
                Reads::With(option) => {
                    refused(read(None));
                    good(read(Some(option)));
                }
                Reads::From(number) => match &version {
                    Some(version) if version.is_at_least(number) => good(read(None)),
                    Some(_) => refused(read(None)),
                    None => say(&format!("SKIPPED: {what}: its version is not known")),
                },
                Reads::Since { yes, .. }
                    if version.as_ref().is_some_and(|it| it.is_at_least(yes)) =>
                {
                    good(read(None));
                }
                Reads::Since { no: tried, .. } | Reads::No(tried) => match &version {
                    Some(version)
                        if !version.is_at_least(tried) || version.0.starts_with(tried) =>
                    {
                        refused(read(None));
                    }
                    _ => match read(None) {
                        Err(_) => {}
                        seen => {
                            good(seen);
                            if matches!(row[column], Reads::No(_)) {
                                say(&format!("NOTE: {what}: reads it now; say so in MATRIX"));
                            }
                        }
                    },
                },
            }
        }
        fs::write(
            folder.path().join("ours.p12"),
            sealed(number, WindowsTripleDesSha1),
        )
        .unwrap();
        let wrong = judge.read(folder.path(), "ours.p12", WRONG_PIN, None);
        assert!(wrong.is_err(), "{}: {wrong:?}", judge.name());
    }
}

/// Writes the key and the certificates of a client for a judge to pack.
fn lay_down(folder: &Path, client: &Client) {
    let own = certificate_pem(&client.certificate);
    let chain: String = P256.authority.chain().iter().map(certificate_pem).collect();
    for (name, text) in [
        ("key.pem", pem("PRIVATE KEY", client.key.pkcs8())),
        ("client.pem", own.clone()),
        ("chain.pem", chain.clone()),
        ("all.pem", own + &chain),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Has a judge write in each of its ways, in the first for both kinds of key, and reads it here.
fn writes_what_we_read(judge: &dyn Judge) {
    if summon(judge).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut written = Vec::new();
    for (number, client) in clients().into_iter().enumerate() {
        lay_down(folder, client);
        fs::write(
            folder.join("ours.p12"),
            sealed(number, WindowsTripleDesSha1),
        )
        .unwrap();
        let ways = judge.ways().iter().enumerate();
        for (_, way) in ways.filter(|(at, _)| *at == 0 || number == 0) {
            let what = format!("{}, {way}, {:?}", judge.name(), client.key.family());
            let theirs = folder.join("theirs.p12");
            let _ = fs::remove_file(&theirs);
            let result = judge.write(folder, way);
            result.unwrap_or_else(|error| panic!("{what}: {error}"));
            let expected = everything_of(client, &judge.renames(FRIENDLY_NAME));
            written.push((what, expected, fs::read(&theirs).unwrap()));
        }
    }
    let files = written.iter().map(|(_, _, file)| file.clone());
    // The first again, with another PIN.
    let wrong = [(written[0].2.clone(), WRONG_PIN)];
    let jobs: Vec<_> = files
        .map(|file| (file, judge.password()))
        .chain(wrong)
        .collect();
    let mut opened = Bulk::default().open(jobs, &Limits::default());
    for ((what, expected, _), contents) in written.iter().zip(&mut opened) {
        let contents = contents.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(found_in(&contents), *expected, "{what}");
    }
    assert_eq!(opened.next(), Some(Err(OpenError::WrongPassword)));
}

#[test]
fn openssl_reads_every_profile() {
    reads_what_we_write(&openssl::OpenSsl);
}

#[test]
fn nss_reads_every_profile() {
    reads_what_we_write(&nss::Nss);
}

#[test]
fn gnutls_reads_every_profile() {
    reads_what_we_write(&gnutls::GnuTls);
}

#[test]
fn java_reads_every_profile() {
    reads_what_we_write(&java::Java);
}

#[test]
fn node_reads_every_profile() {
    reads_what_we_write(&node::Node);
}

#[test]
fn cryptography_reads_every_profile() {
    reads_what_we_write(&python::Cryptography);
}

#[test]
fn files_of_openssl_open() {
    writes_what_we_read(&openssl::OpenSsl);
}

#[test]
fn files_of_nss_open() {
    writes_what_we_read(&nss::Nss);
}

#[test]
fn files_of_gnutls_open() {
    writes_what_we_read(&gnutls::GnuTls);
}

#[test]
fn files_of_java_open() {
    writes_what_we_read(&java::Java);
}

#[test]
fn files_of_cryptography_open() {
    writes_what_we_read(&python::Cryptography);
}

#[test]
fn versions_are_found_and_compared_number_by_number() {
    for (text, number) in [
        ("OpenSSL 3.0.22 25 Aug 2026 (Library: …)", vec![3, 0, 22]),
        ("openjdk version \"17.0.15\" 2025-04-15", vec![17, 0, 15]),
        ("certtool 3.7.9", vec![3, 7, 9]),
    ] {
        assert_eq!(Version::find(text).unwrap().0, number, "{text}");
    }
    let version = Version::find("it 3.10.0").unwrap();
    assert!(version.is_at_least(&[3, 4]) && version.is_at_least(&[3, 10]));
    assert!(!version.is_at_least(&[3, 11]) && !version.is_at_least(&[4]));
    assert_eq!(Version::find("no number"), None);
}
