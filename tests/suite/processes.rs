//! A directory that other processes use: killed at any moment, two at the same time, on a full disk
//! and on one that cannot be written to.
//!
//! The other process is this binary again, running one ignored test: see [`child`]. How often it is
//! killed follows from `KIGEN_KILLS`; `scripts/kill-test.sh` asks for more.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::Duration;

use kigen::file::{self, Access, ExistingFile, FileError};
use kigen::lifecycle::backup::{ExportError, ExportOptions, back_up};
use kigen::lifecycle::import::{ImportError, ImportOptions, import};
use kigen::lifecycle::{deletion, renewal};
use kigen::pkcs12::{Limits, open};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, DirectoryStore, Entry, KeyContainer, KeyExport, KeyInfo, MemoryStore,
    StoreId, StoreLocation, StoreName, StoredKey,
};

use crate::directory::contents;
use crate::support::{Client, P256, SEED};

const MY: StoreId = StoreId::current_user(StoreName::My);

/// What the other process is told: what to do, where, and with which number to begin.
const TASK: &str = "KIGEN_TEST_TASK";
const FOLDER: &str = "KIGEN_TEST_FOLDER";
const BEGIN: &str = "KIGEN_TEST_BEGIN";

/// A backup's PIN.
const PIN: &str = "0427";

/// An old certificate and its renewal, a few times over.
static CLIENTS: LazyLock<Vec<[Client; 2]>> = LazyLock::new(|| {
    let make = |name: String| P256.client(&name);
    (0..3)
        .map(|number| [make(format!("旧{number}")), make(format!("新{number}"))])
        .collect()
});

/// One step of a PC's life, the `n`th: import, renew, back up, delete, and again from the beginning.
fn step(store: &mut dyn CertificateStore, folder: &Path, n: usize) {
    let [old, new] = &CLIENTS[n / 4 % CLIENTS.len()];
    match n % 4 {
        0 => {
            import(store, &contents(old), ImportOptions::default()).unwrap();
        }
        1 => {
            let (key, certificate) = (&new.key, &new.certificate);
            let key = StoredKey::new(key.clone(), KeyExport::Allow);
            renewal::install(store, key, certificate, None).unwrap();
        }
        2 => {
            let pin = PIN.parse().unwrap();
            let options = ExportOptions::new(&pin);
            let mut stream = SEED.stream(&format!("backup/{n}"));
            let path = folder.join("backup.pfx");
            let thumbprint = new.certificate.thumbprint();
            back_up(store, thumbprint, &options, &mut stream, |bytes| {
                file::write(&path, bytes, ExistingFile::Replace, Access::OwnerOnly)
            })
            .unwrap();
        }
        _ => {
            deletion::delete_key(store, old.certificate.thumbprint()).unwrap();
            deletion::delete(store, old.certificate.thumbprint()).unwrap();
        }
    }
}

/// The same on a store in memory. The step that is two commits has a state in between.
fn states(before: &MemoryStore, n: usize) -> Vec<MemoryStore> {
    let folder = tempfile::tempdir().unwrap();
    let mut states = Vec::new();
    let mut after = before.clone();
    if n % 4 == 3 {
        let [old, _] = &CLIENTS[n / 4 % CLIENTS.len()];
        deletion::delete_key(&mut after, old.certificate.thumbprint()).unwrap();
        states.push(after.clone());
        after = before.clone();
    }
    step(&mut after, folder.path(), n);
    states.push(after);
    states
}

type Image = (Vec<Vec<Entry>>, Vec<Option<KeyInfo>>);

/// Everything that is in a store.
fn image(store: &dyn CertificateStore) -> Image {
    let entries = StoreName::ALL
        .iter()
        .map(|&name| store.entries(StoreId::current_user(name)).unwrap())
        .collect();
    let keys = CLIENTS.iter().flatten().map(|client| {
        let container = KeyContainer::of(&client.key);
        store
            .key_info(StoreLocation::CurrentUser, &container)
            .unwrap()
    });
    (entries, keys.collect())
}

/// What the other process does.
#[test]
#[ignore = "the other tests of this file run it in a process of its own"]
fn child() {
    let Some(task) = env::var_os(TASK) else {
        return; // somebody ran the ignored tests
    };
    let folder = PathBuf::from(env::var_os(FOLDER).unwrap());
    let begin: usize = env::var(BEGIN).unwrap().parse().unwrap();
    let store = || DirectoryStore::open(folder.join("store")).unwrap();
    match task.to_str().unwrap() {
        "live" => {
            let mut store = store();
            for n in begin.. {
                step(&mut store, &folder, n);
                report(&format!("done {n}"));
            }
        }
        "import" => {
            for n in begin..begin + 10 {
                let client = P256.client(&format!("同時{n}"));
                import(&mut store(), &contents(&client), ImportOptions::default()).unwrap();
            }
            report("done");
        }
        "refused" => refused(&folder),
        "denied" => {
            denied(&mut store(), &folder);
            report("done");
        }
        other => panic!("there is no task {other}"),
    }
}

fn report(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

fn this_binary() -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["processes::child", "--exact", "--ignored", "--nocapture"]);
    command
}

fn start(mut command: Command, task: &str, folder: &Path, begin: usize) -> Child {
    command
        .env(TASK, task)
        .env(FOLDER, folder)
        .env(BEGIN, begin.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn a_killed_process_loses_nothing_it_reported_and_leaves_nothing_half_done() {
    let kills: u64 = match env::var("KIGEN_KILLS") {
        Ok(kills) => kills.parse().unwrap(),
        Err(_) => 60,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let mut delays = SEED.stream("kill/delays");
    let mut model = MemoryStore::new();
    let mut next = 0;
    let mut in_the_middle = 0;
    for kill in 0..kills {
        let mut child = start(this_binary(), "live", path, next);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut done = Vec::new();
        let mut read = |line: String| done.extend(line.strip_prefix("done ").map(str::to_owned));
        // Once it is at work, it is killed within a step or a few.
        for line in lines.by_ref() {
            let line = line.unwrap();
            let begun = line.starts_with("done ");
            read(line);
            if begun {
                break;
            }
        }
        sleep(Duration::from_micros(delays.below(20_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        lines.map_while(Result::ok).for_each(read);
        assert!(
            !done.is_empty(),
            "kill {kill}: the child did nothing: {child:?}"
        );

        // What it reported is done.
        for n in done {
            let n: usize = n.parse().unwrap();
            assert_eq!(n, next, "kill {kill}");
            model = states(&model, n).pop().unwrap();
            next += 1;
        }
        // And at most one step more, or the half of one that is a commit of its own.
        let store = DirectoryStore::open(path.join("store")).unwrap();
        let found = image(&store);
        if found != image(&model) {
            in_the_middle += 1;
            let mut further = states(&model, next);
            let whole = further.pop().unwrap();
            if found == image(&whole) {
                model = whole;
                next += 1;
            } else {
                assert!(
                    further.iter().any(|state| image(state) == found),
                    "kill {kill}, step {next}: a state that never was: {found:#?}"
                );
                // The step is finished by hand, as the next process begins with the one after it.
                let [old, _] = &CLIENTS[next / 4 % CLIENTS.len()];
                let mut store = store.clone();
                deletion::delete(&mut store, old.certificate.thumbprint()).unwrap();
                model = whole;
                next += 1;
            }
        }
        assert_eq!(store.damage().unwrap(), [], "kill {kill}");
        let backup = path.join("backup.pfx");
        if next > 3 {
            let bytes = file::read(&backup, 1 << 20).unwrap();
            open(&bytes, PIN, &Limits::default()).unwrap();
        }
    }
    println!("{kills} kills, {next} steps, {in_the_middle} of the kills inside a step");
    assert!(next as u64 >= kills, "{next} steps");
}

#[test]
fn two_processes_at_once_lose_no_entry_and_tear_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let children = [0, 100].map(|begin| start(this_binary(), "import", folder.path(), begin));
    let store = DirectoryStore::open(folder.path().join("store")).unwrap();
    // A reader sees whole states only: a client never without its authority.
    for _ in 0..50 {
        let clients = store.entries(MY).unwrap().len();
        let authorities = store.entries(StoreId::current_user(StoreName::Ca)).unwrap();
        assert!(clients == 0 || authorities.len() == 1);
        sleep(Duration::from_millis(2));
    }
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }
    assert_eq!(store.entries(MY).unwrap().len(), 20);
    assert_eq!(store.damage().unwrap(), []);
}

/// A disk that is full and one that is read-only, in a mount of the test's own. Where the system
/// does not let a process have one, this says so and passes.
#[test]
fn a_full_disk_and_one_that_is_read_only_refuse_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut unshare = Command::new("unshare");
    unshare.args(["--user", "--map-root-user", "--mount", "sh", "-ec"]);
    // The size is in pages, whatever the page.
    let script = r#"mount -t tmpfs -o nr_blocks=24 none "$KIGEN_TEST_FOLDER"; exec "$@""#;
    let mut allowed = Command::new("unshare");
    let allowed = allowed
        .args(["--user", "--map-root-user", "--mount", "sh", "-ec"])
        .arg(r#"mount -t tmpfs none "$0""#)
        .arg(folder.path());
    if !allowed.output().is_ok_and(|output| output.status.success()) {
        println!("skipped: no mounts for this user");
        return;
    }
    let binary = this_binary();
    unshare.args([script, "sh"]).arg(binary.get_program());
    unshare.args(binary.get_args());
    let output = start(unshare, "refused", folder.path(), 0);
    let output = output.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("done"), "{text}");
}

/// A store of somebody else, for whom its files may be read and not written.
#[test]
fn a_store_of_somebody_else_refuses_and_changes_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mut store = DirectoryStore::open(folder.path().join("store")).unwrap();
    import(
        &mut store,
        &contents(&CLIENTS[0][0]),
        ImportOptions::default(),
    )
    .unwrap();
    // Private keys are their owner's; here they may be read too, so that a backup gets further.
    let mut paths: Vec<PathBuf> = listing(folder.path())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    paths.push(folder.path().to_owned());
    paths.extend(["certificates", "keys"].map(|name| folder.path().join("store").join(name)));
    for path in paths {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let binary = this_binary();
    let mut allowed = Command::new("setpriv");
    allowed.args(nobody).arg(binary.get_program()).arg("--list");
    if !allowed.output().is_ok_and(|output| output.status.success()) {
        println!("skipped: only the administrator can become somebody else");
        return;
    }
    let mut setpriv = Command::new("setpriv");
    setpriv
        .args(nobody)
        .arg(binary.get_program())
        .args(binary.get_args());
    let output = start(setpriv, "denied", folder.path(), 0);
    let output = output.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("done"), "{text}");
}

/// In the mount of its own: fills the disk, then makes it read-only.
fn refused(folder: &Path) {
    let mut store = DirectoryStore::open(folder.join("store")).unwrap();
    let [old, new] = &CLIENTS[0];
    import(&mut store, &contents(old), ImportOptions::default()).unwrap();
    let before = (image(&store), listing(folder));

    // All but a page or two is taken up, so that some files of a commit fit and some do not.
    let filler = folder.join("filler");
    for spare in (0..6).rev() {
        let mut room = Vec::new();
        let _ = std::fs::remove_file(&filler);
        let mut file = std::fs::File::create(&filler).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {
            room.push(());
        }
        file.set_len((room.len().saturating_sub(spare) * 4096) as u64)
            .unwrap();
        drop(file);
        let result = import(&mut store, &contents(new), ImportOptions::default());
        if spare == 0 {
            let error = result.clone().unwrap_err();
            assert_eq!(Reason::from(&error), Reason::DiskFull, "{error}");
            let ImportError::Store(store) = error else {
                panic!("{error}")
            };
            assert!(store.to_string().contains("the disk is full"), "{store}");
        }
        match result {
            Ok(_) => {
                std::fs::remove_file(&filler).unwrap(); // deleting takes room too
                deletion::delete_key(&mut store, new.certificate.thumbprint()).unwrap();
                deletion::delete(&mut store, new.certificate.thumbprint()).unwrap();
            }
            Err(_) => {
                std::fs::remove_file(&filler).unwrap();
                assert_eq!(
                    (image(&store), listing(folder)),
                    before,
                    "{spare} pages to spare"
                );
            }
        }
    }

    // A backup: no partial file either, and the key is still there.
    let mut file = std::fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
    drop(file);
    let result = save(&mut store, old, &folder.join("backup.pfx"));
    assert_eq!(Reason::from(result.unwrap_err()), Reason::DiskFull);
    std::fs::remove_file(&filler).unwrap();
    assert_eq!((image(&store), listing(folder)), before);

    let remount = ["mount", "-o", "remount,ro"];
    let status = Command::new(remount[0])
        .args(&remount[1..])
        .arg(folder)
        .status();
    assert!(status.unwrap().success());
    denied(&mut store, folder);
    report("done");
}

/// Where nothing may be written, an import and a backup say so, and everything can still be read.
fn denied(store: &mut DirectoryStore, folder: &Path) {
    let [old, new] = &CLIENTS[0];
    let before = (image(store), listing(folder));
    let error = import(store, &contents(new), ImportOptions::default()).unwrap_err();
    assert_eq!(Reason::from(&error), Reason::AccessDenied, "{error}");
    let path = folder.join("backup.pfx");
    let error = save(store, old, &path).unwrap_err();
    assert_eq!(error, ExportError::File(FileError::AccessDenied { path }));
    assert_eq!((image(store), listing(folder)), before);
}

fn save(store: &mut DirectoryStore, client: &Client, path: &Path) -> Result<(), ExportError> {
    let pin = PIN.parse().unwrap();
    let options = ExportOptions {
        key: kigen::lifecycle::backup::KeyAfterExport::Delete,
        ..ExportOptions::new(&pin)
    };
    let mut stream = SEED.stream("backup");
    let thumbprint = client.certificate.thumbprint();
    back_up(store, thumbprint, &options, &mut stream, |bytes| {
        file::write(path, bytes, ExistingFile::Keep, Access::OwnerOnly)
    })
}

/// Every file and its content, but for the filler.
fn listing(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(listing(&path));
        } else if !path.ends_with("filler") {
            let mut bytes = Vec::new();
            let mut file = std::fs::File::open(&path).unwrap();
            file.read_to_end(&mut bytes).unwrap();
            files.push((path, bytes));
        }
    }
    files.sort();
    files
}
