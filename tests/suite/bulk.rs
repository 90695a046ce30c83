//! Many files at once give what one at a time gives: in order, in bounded memory, until dropped.

use std::cell::Cell;
use std::num::NonZeroUsize;
use std::rc::Rc;
use std::sync::LazyLock;

use kigen::pkcs12::{self, Bulk, Contents, EncryptionProfile, Limits, OpenError, open, seal};
use kigen::seed::Seed;
use proptest::prelude::*;

use crate::support::{CLIENTS, P256, SEED, TimeLimit};

/// Iteration counts from one to ten thousand, hashes of both profiles, every kind of failure.
static FILES: LazyLock<Vec<(Vec<u8>, String)>> = LazyLock::new(|| {
    let foreign = [
        &include_bytes!("../../fixtures/foreign/openssl-triple-des-sha1.p12")[..],
        include_bytes!("../../fixtures/foreign/openssl-aes256-sha256.p12"),
    ];
    let mut files: Vec<Vec<u8>> = foreign.map(<[u8]>::to_vec).into();
    for (number, client) in CLIENTS.iter().enumerate() {
        for profile in EncryptionProfile::WINDOWS {
            let stream = &mut SEED.stream(&format!("bulk/{number}/{profile}"));
            files.push(seal(
                &P256.contents(client, "受付01"),
                "0427",
                profile,
                stream,
            ));
        }
    }
    let whole = files[2].clone();
    files.push(whole[..whole.len() / 2].to_vec());
    files.push(vec![]);
    files.push(b"not a file".to_vec());
    let passwords = ["0427", "0428", ""];
    let pairs = files
        .into_iter()
        .flat_map(|file| passwords.map(|password| (file.clone(), password.to_owned())));
    pairs.collect()
});

static EXPECTED: LazyLock<Vec<Result<Contents, OpenError>>> = LazyLock::new(|| {
    let one = |(file, password): &(Vec<u8>, String)| open(file, password, &Limits::default());
    FILES.iter().map(one).collect()
});

fn bulk(threads: usize) -> Bulk {
    Bulk {
        threads: NonZeroUsize::new(threads).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn files_opened_together_give_what_each_gives_alone(
        picked in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
        threads in 1..4_usize,
    ) {
        let _limit = TimeLimit::begin();
        let picked: Vec<usize> = picked.iter().map(|index| index.index(FILES.len())).collect();
        let files = picked.clone().into_iter().map(|at| FILES[at].clone());
        let mut opened = bulk(threads).open(files, &Limits::default());
        for at in picked {
            let result = opened.next();
            prop_assert_eq!(result.as_ref(), Some(&EXPECTED[at]));
        }
        prop_assert_eq!(opened.next(), None);
        prop_assert_eq!(opened.next(), None);
    }
}

#[test]
fn files_sealed_together_have_the_bytes_of_those_sealed_alone() {
    let _limit = TimeLimit::begin();
    let jobs = || {
        let profiles = EncryptionProfile::WINDOWS.into_iter().cycle();
        let clients = CLIENTS.iter().cycle().take(40).zip(profiles).zip(0..);
        clients.map(|((client, profile), number): (_, i32)| {
            let stream = Seed::new(3).stream(&number.to_string());
            (P256.contents(client, "受付01"), "0427", profile, stream)
        })
    };
    let alone: Vec<_> = jobs()
        .map(|(contents, pin, profile, mut stream)| seal(&contents, pin, profile, &mut stream))
        .collect();
    for threads in [1, 3] {
        let together: Vec<_> = bulk(threads).seal(jobs()).collect();
        assert!(together == alone, "{threads} threads");
    }
}

#[test]
fn no_more_files_are_asked_for_than_there_is_room_for() {
    let _limit = TimeLimit::begin();
    for threads in [1, 2] {
        let asked = Rc::new(Cell::new(0));
        let counted = Rc::clone(&asked);
        let endless = std::iter::repeat_with(move || {
            counted.set(counted.get() + 1);
            FILES[0].clone()
        });
        let mut opened = bulk(threads).open(endless, &Limits::default());
        for given in 1..=40 {
            assert!(opened.next().unwrap().is_ok());
            assert!(asked.get() < given + 256 * threads, "{} asked", asked.get());
        }
    }
}

#[test]
fn large_files_count_by_their_bytes() {
    let _limit = TimeLimit::begin();
    let asked = Rc::new(Cell::new(0));
    let counted = Rc::clone(&asked);
    let large = std::iter::repeat_with(move || {
        counted.set(counted.get() + 1);
        (vec![0x30; 16 << 20], "")
    });
    let mut opened = bulk(2).open(large, &Limits::default());
    assert!(opened.next().unwrap().is_err());
    assert!(asked.get() <= 6, "{} asked", asked.get());
}

/// A million iterations for each of many chains would take minutes.
#[test]
fn work_ends_when_nobody_wants_the_results() {
    let _limit = TimeLimit::begin();
    let file = slow_file();
    for threads in [1, 2] {
        let slow = std::iter::repeat_n((file.clone(), "0427"), 1000);
        let fast = std::iter::once((FILES[0].0.clone(), "0427"));
        let files = fast.chain(slow);
        let mut opened = bulk(threads).open(files, &Limits::default());
        assert!(opened.next().unwrap().is_ok());
        drop(opened);
    }
}

/// A file whose MAC takes two million iterations, and is wrong.
fn slow_file() -> Vec<u8> {
    let mut file = p12::PFX::parse(&FILES[0].0).unwrap();
    file.mac_data.as_mut().unwrap().iterations = Limits::WORK / 8;
    let file = file.to_der();
    assert!(pkcs12::describe(&file, &Limits::default()).is_ok());
    file
}
