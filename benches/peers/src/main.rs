//! kigen beside its neighbours: the same files, in the same run, on one core.
//!
//! Contenders take turns, round after round, so that whatever else the machine does hits all of
//! them; what is printed is the ratio of their medians. `scripts/bench.sh` says how to run it.
//!
//! ```text
//! ratio NAME PEER X.XX       kigen is that many times faster than PEER
//! compression NAME NS COUNT  nanoseconds for each of so many compressions, everything included
//! growth FILES SECONDS KIB   opening so many files, and the most memory that it took
//! ```

mod make;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use kigen::certificate::Certificate;
use kigen::pkcs12::{self, Bulk, EncryptionProfile, Limits};
use x509_parser::prelude::FromDer;

/// The password of every file.
const PIN: &str = "0427";
/// Compressions to open a file of the default profile: 2000 for the MAC, and for key and
/// certificates each two blocks of a key and one of a vector.
const COMPRESSIONS: u64 = 7 * 2000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => compare(&Size {
            rounds: 15,
            files: 100,
            clients: 100,
            growth: 100_000,
        }),
        ["--quick"] => compare(&Size {
            rounds: 5,
            files: 50,
            clients: 100,
            growth: 10_000,
        }),
        ["--grow", files] => grow(files.parse().expect("a number of files")),
        _ => {
            eprintln!("usage: kigen-peers [--quick]");
            std::process::exit(2);
        }
    }
}

struct Size {
    rounds: usize,
    files: usize,
    clients: usize,
    /// The most files of the lines `growth`.
    growth: usize,
}

fn compare(size: &Size) {
    let world = make::World::new();
    for (profile, name) in [
        (EncryptionProfile::WindowsTripleDesSha1, "3des-sha1"),
        (EncryptionProfile::WindowsAes256Sha256, "aes256-sha256"),
    ] {
        let files = world.files(size.files, profile);
        open_files(name, &files, profile, size.rounds);
    }
    engine(&world, size.rounds);
    certificates(&world, size.rounds);
    make::clients(&world, size.clients, size.rounds.min(3));
    growth(size.growth);
}

/// One way of doing something.
type Contender<'a> = (&'a str, Box<dyn FnMut() + 'a>);

/// Median time of each contender, in their order.
fn medians(rounds: usize, contenders: &mut [Contender<'_>]) -> Vec<f64> {
    let mut times = vec![vec![]; contenders.len()];
    for round in 0..=rounds {
        for ((_, contender), times) in contenders.iter_mut().zip(&mut times) {
            let start = Instant::now();
            contender();
            if round > 0 {
                // The first round warms up.
                times.push(start.elapsed());
            }
        }
    }
    times.into_iter().map(median).collect()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// Prints how many times faster the first contender is than each of the others.
fn ratios(name: &str, contenders: &[Contender<'_>], medians: &[f64]) {
    for ((peer, _), median) in contenders.iter().zip(medians).skip(1) {
        println!("ratio {name} {peer} {:.2}", median / medians[0]);
    }
}

fn one_core() -> Bulk {
    Bulk {
        threads: NonZeroUsize::MIN,
    }
}

fn open_together(bulk: Bulk, files: &[Vec<u8>]) {
    let jobs = files.iter().map(|file| (file.clone(), PIN));
    for contents in bulk.open(jobs, &Limits::default()) {
        black_box(contents.expect("the PIN is right"));
    }
}

fn open_files(profile: &str, files: &[Vec<u8>], which: EncryptionProfile, rounds: usize) {
    let openssl = || {
        for file in files {
            let parsed = openssl::pkcs12::Pkcs12::from_der(file).expect("OpenSSL reads it");
            black_box(parsed.parse2(PIN).expect("OpenSSL opens it"));
        }
    };
    let keystore = || {
        for file in files {
            let policy = p12_keystore::Pkcs12ImportPolicy::Relaxed;
            let store = p12_keystore::KeyStore::from_pkcs12(file, PIN, policy);
            black_box(store.expect("p12-keystore opens it"));
        }
    };
    // By its parts, as its own short cuts decrypt everything twice.
    let p12 = || {
        let password: Vec<u8> = PIN
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_be_bytes)
            .collect();
        for file in files {
            let file = p12::PFX::parse(file).expect("p12 reads it");
            assert!(file.verify_mac(PIN));
            for bag in file.bags(PIN).expect("p12 opens it") {
                black_box((bag.bag.get_x509_cert(), bag.bag.get_key(&password)));
            }
        }
    };
    let one_by_one = || {
        for file in files {
            let contents = pkcs12::open(file, PIN, &Limits::default());
            black_box(contents.expect("the PIN is right"));
        }
    };
    let mut contenders: Vec<Contender<'_>> = vec![
        ("together", Box::new(|| open_together(one_core(), files))),
        ("one-by-one", Box::new(one_by_one)),
        ("openssl", Box::new(openssl)),
        ("p12-keystore", Box::new(keystore)),
    ];
    if which == EncryptionProfile::WindowsTripleDesSha1 {
        contenders.push(("p12", Box::new(p12))); // which knows no PBES2
    }
    let times = medians(rounds, &mut contenders);
    let (bulk, one) = (times[0], times[1]);
    for ((peer, _), time) in contenders.iter().zip(&times).skip(2) {
        println!("ratio open-bulk/{profile} {peer} {:.2}", time / bulk);
        println!("ratio open-one/{profile} {peer} {:.2}", time / one);
    }
    if which == EncryptionProfile::WindowsTripleDesSha1 {
        let count = COMPRESSIONS * files.len() as u64;
        println!(
            "compression open-bulk/{profile} {:.2} {count}",
            1e9 * bulk / count as f64
        );
        println!(
            "compression open-one/{profile} {:.2} {count}",
            1e9 * one / count as f64
        );
    }
    drop(contenders);

    two_cores(profile, files, rounds);
}

/// Two cores against one; and against two threads that share nothing, each with half of the files,
/// which shows how much two cores of this machine can do at all.
fn two_cores(profile: &str, files: &[Vec<u8>], rounds: usize) {
    let two = NonZeroUsize::MIN.saturating_add(1);
    if Bulk::default().threads < two {
        return;
    }
    // Enough that the last files, which do not fill the lanes, do not matter.
    let many: Vec<Vec<u8>> = files.iter().cycle().take(4000).cloned().collect();
    let (first, second) = many.split_at(many.len() / 2);
    let two = Bulk { threads: two };
    let apart = || {
        thread::scope(|scope| {
            scope.spawn(|| open_together(one_core(), first));
            open_together(one_core(), second);
        });
    };
    let mut contenders: Vec<Contender<'_>> = vec![
        ("two-cores", Box::new(|| open_together(two, &many))),
        ("one-core", Box::new(|| open_together(one_core(), &many))),
        ("two-apart", Box::new(apart)),
    ];
    let times = medians(rounds, &mut contenders);
    ratios(&format!("two-cores/{profile}"), &contenders, &times);
}

/// The derivations alone: MACs of very many iterations, under a wrong PIN, so that there is hardly
/// anything else.
fn engine(world: &make::World, rounds: usize) {
    const ITERATIONS: u32 = 100_000;
    const FILES: usize = 32;
    for (profile, name) in [
        (EncryptionProfile::WindowsTripleDesSha1, "sha1"),
        (EncryptionProfile::WindowsAes256Sha256, "sha256"),
    ] {
        let slow = world.files(1, profile).remove(0);
        let mut slow = p12::PFX::parse(&slow).expect("p12 reads it");
        slow.mac_data.as_mut().expect("it has a MAC").iterations = ITERATIONS;
        let slow = slow.to_der();
        let mut contenders: Vec<Contender<'_>> = vec![(
            "lanes",
            Box::new(|| {
                let jobs = std::iter::repeat_n((slow.clone(), "9999"), FILES);
                for outcome in one_core().open(jobs, &Limits::default()) {
                    assert_eq!(outcome, Err(pkcs12::OpenError::WrongPassword));
                }
            }),
        )];
        let time = medians(rounds.min(5), &mut contenders)[0];
        let count = u64::from(ITERATIONS) * FILES as u64;
        println!(
            "compression engine/{name} {:.2} {count}",
            1e9 * time / count as f64
        );
    }
}

fn certificates(world: &make::World, rounds: usize) {
    let certificates = world.certificates(1000);
    let ders: Vec<&[u8]> = certificates.iter().map(Certificate::der).collect();
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "kigen",
            Box::new(|| {
                for der in &ders {
                    black_box(Certificate::from_der(*der).expect("kigen reads it"));
                }
            }),
        ),
        (
            "openssl",
            Box::new(|| {
                for der in &ders {
                    black_box(openssl::x509::X509::from_der(der).expect("OpenSSL reads it"));
                }
            }),
        ),
        (
            "x509-parser",
            Box::new(|| {
                for der in &ders {
                    let parsed = x509_parser::certificate::X509Certificate::from_der(der);
                    black_box(parsed.expect("x509-parser reads it"));
                }
            }),
        ),
    ];
    let times = medians(rounds * 10, &mut contenders);
    ratios("certificates-der", &contenders, &times);
    drop(contenders);
    bundle(&ders, rounds);
}

/// All certificates of a PEM bundle.
fn bundle(ders: &[&[u8]], rounds: usize) {
    let pem = |der: &&[u8]| {
        let certificate = openssl::x509::X509::from_der(der).expect("OpenSSL reads it");
        certificate.to_pem().expect("OpenSSL writes it")
    };
    let bundle: Vec<u8> = ders.iter().flat_map(pem).collect();
    let mut contenders: Vec<Contender<'_>> = vec![
        (
            "kigen",
            Box::new(|| {
                let read = kigen::bundle::read(&bundle);
                assert_eq!(
                    read.map(|it| it.expect("kigen reads it")).count(),
                    ders.len()
                );
            }),
        ),
        (
            "openssl",
            Box::new(|| {
                let read = openssl::x509::X509::stack_from_pem(&bundle);
                assert_eq!(read.expect("OpenSSL reads it").len(), ders.len());
            }),
        ),
        (
            "x509-parser",
            Box::new(|| {
                let read = x509_parser::pem::Pem::iter_from_buffer(&bundle).map(|pem| {
                    let pem = pem.expect("x509-parser reads it");
                    black_box(pem.parse_x509().expect("x509-parser reads it"));
                });
                assert_eq!(read.count(), ders.len());
            }),
        ),
    ];
    let times = medians(rounds * 10, &mut contenders);
    ratios("certificates-pem", &contenders, &times);
}

/// Each number of files in a process of its own, as the most memory that one took never falls.
fn growth(most: usize) {
    let program = std::env::current_exe().expect("this program has a path");
    for files in [1_000, 10_000, 100_000] {
        if files <= most {
            let status = Command::new(&program)
                .args(["--grow", &files.to_string()])
                .status();
            assert!(status.expect("this program runs").success());
        }
    }
}

fn grow(count: usize) {
    let files = make::World::new().files(100, EncryptionProfile::WindowsTripleDesSha1);
    let start = Instant::now();
    let jobs = files
        .into_iter()
        .cycle()
        .take(count)
        .map(|file| (file, PIN));
    for contents in one_core().open(jobs, &Limits::default()) {
        black_box(contents.expect("the PIN is right"));
    }
    let seconds = start.elapsed().as_secs_f64();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.map_or("?", |peak| peak.trim().trim_end_matches(" kB"));
    println!("growth {count} {seconds:.2} {kib}");
}
