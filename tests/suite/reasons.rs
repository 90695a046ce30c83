//! Every reason code is reached: by a scenario of the catalogue, or, where no facility can get there
//! with the tools it has, by a line of the table here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;

use kigen::actor::{Action, CertificateChoice, Enroll, PcSettings};
use kigen::bundle;
use kigen::certificate::Certificate;
use kigen::file::FileError;
use kigen::format::Format;
use kigen::inspection::Inspector;
use kigen::key::KeyAlgorithm;
use kigen::lab::Lab;
use kigen::label::Label;
use kigen::lifecycle::backup::{ExportOptions, export};
use kigen::lifecycle::import::{ImportOptions, KeyStorage, import};
use kigen::lifecycle::selection::CertificateSelection;
use kigen::path::Path;
use kigen::pin::Pin;
use kigen::pkcs12::{Contents, EncryptionProfile, Limits, open, seal};
use kigen::reason::Reason;
use kigen::scenario;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::store::{
    AddDisposition, CertificateStore, Change, Computer, DirectoryStore, FaultyStore, KeyContainer,
    KeyPrompt, MemoryStore, Operation, StoreError, StoreId, StoreLocation, StoreName, Stores,
};
use kigen::time::parse_instant;
use kigen::world::{World, WorldSettings};

use crate::command::run_in;
use crate::support::{P256, Pki, SEED, client_validity, root, validity};

/// Reaches a code, and says which it was.
type Reach = fn() -> Option<Reason>;

/// What is said of a chain in PEM, end entity first and root last.
fn of_field(file: &str) -> Option<Reason> {
    let pem = fs::read(root().join("fixtures/field").join(file)).unwrap();
    let chain: Vec<Certificate> = bundle::read(&pem).map(Result::unwrap).collect();
    of_chain(&chain)
}

/// What is said of the certificates in a PKCS#12 file.
fn of_field_file(file: &str) -> Option<Reason> {
    let file = fs::read(root().join("fixtures/field").join(file)).unwrap();
    let contents = open(&file, "0427", &Limits::default()).unwrap();
    let identity = contents.identity().unwrap();
    let chain = identity.chain.iter().copied().cloned();
    let own = std::iter::once(identity.certificate.certificate.clone());
    of_chain(&own.chain(chain).collect::<Vec<_>>())
}

fn of_chain(chain: &[Certificate]) -> Option<Reason> {
    let (end_entity, rest) = chain.split_first().unwrap();
    let roots = rest.last().unwrap_or(end_entity);
    let path = Path {
        end_entity,
        intermediates: rest,
        roots: std::slice::from_ref(roots),
        crls: &[],
    };
    let judged = path.verify(parse_instant("2030-01-01T00:00:00Z").unwrap());
    judged.err().map(Reason::from)
}

/// What no scenario reaches, and what does. Each line is run: a code that is not what comes of it
/// fails, and so does one that a scenario reaches by now.
const ELSEWHERE: &[(Reason, Reach)] = &[
    (Reason::NoChoice, || {
        let pc: Label = "a".parse().unwrap();
        let settings =
            WorldSettings::new(SEED, parse_instant("2022-11-28T10:00:00+09:00").unwrap());
        let mut lab = Lab::with_settings(settings, Stores::default());
        lab.world_mut().add_pc(PcSettings {
            selection: CertificateSelection::DotnetAutomatic,
            ..PcSettings::new(pc.clone())
        });
        lab.enroll("a", "0427".parse().unwrap()).unwrap();
        let which = CertificateChoice::Old;
        lab.world_mut().perform(Action::Choose { pc, which }).err()
    }),
    (Reason::StaleRevocationList, || {
        let client = P256.client("受付01").certificate;
        let issued = client.not_before();
        let path = Path {
            end_entity: &client,
            intermediates: &[P256.authority.issuing().clone()],
            roots: &[P256.authority.root().clone()],
            crls: &[P256.authority.crl(issued)],
        };
        let late = path.verify(issued + chrono::Duration::days(7));
        late.err().map(Reason::from)
    }),
    (Reason::NeverValid, || of_field_file("ses-never.p12")),
    (Reason::UnsupportedVersion, || of_field_file("v1.p12")),
    (Reason::NameNotPermitted, || {
        of_field("name-not-permitted.pem")
    }),
    (Reason::UnsupportedConstraint, || {
        let by_directory_name = of_field("constrained-by-directory-name.pem");
        let by_email = of_field("constrained-by-email.pem");
        by_email.filter(|reason| Some(*reason) == by_directory_name)
    }),
    (Reason::UnsupportedPath, || {
        of_field("self-issued-authority.pem")
    }),
    (Reason::AuthorityNotYetValid, || {
        let issuing = validity("2023-01-01T00:00:00Z", "2040-09-30T23:59:59Z");
        let pki = Pki::with_issuing(SEED, KeyAlgorithm::P256, issuing);
        let client = pki.client("受付01").certificate;
        let path = Path {
            end_entity: &client,
            intermediates: &[pki.authority.issuing().clone()],
            roots: &[pki.authority.root().clone()],
            crls: &[],
        };
        let early = path.verify(client.not_before());
        early.err().map(Reason::from)
    }),
    (Reason::UnknownPc, || {
        let start = parse_instant("2022-11-28T10:00:00+09:00").unwrap();
        let mut world = World::new(WorldSettings::new(SEED, start));
        let misspelt = Action::apply("受付O1".parse().unwrap());
        world.perform(misspelt).err()
    }),
    (Reason::WrongPurpose, || {
        judged(P256.authority.issuing(), &[P256.authority.root().clone()])
    }),
    (Reason::BadSignature, || {
        let mut der = P256.client("受付01").certificate.der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        let changed = Certificate::from_der(der).unwrap();
        judged(&changed, &[P256.authority.root().clone()])
    }),
    (Reason::Malformed, || {
        let file = sealed();
        opened(&file[..file.len() / 2], &Limits::default())
    }),
    (Reason::NoPassword, || {
        let finding = Inspector::new().inspect_bytes("sealed.p12", sealed());
        finding.outcome.reason()
    }),
    (Reason::OtherPassword, || {
        let file = fs::read(root().join("fixtures/field/mac-pw-differs.p12")).unwrap();
        let opened = open(&file, "0427", &Limits::default());
        opened.err().map(Reason::from)
    }),
    (Reason::UnsupportedFormat, || {
        let jceks = [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2];
        (!Format::of(&jceks)?.is_readable()).then_some(Reason::UnsupportedFormat)
    }),
    (Reason::UnsupportedAlgorithm, || {
        // SHA-1 (1.3.14.3.2.26) becomes SHA-0 (1.3.14.3.2.18), which nobody reads any more.
        let mut file = sealed();
        let sha1 = [0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a];
        let at = file.windows(sha1.len()).rposition(|found| found == sha1);
        file[at.unwrap() + sha1.len() - 1] = 0x12;
        opened(&file, &Limits::default())
    }),
    (Reason::LimitExceeded, || {
        let file = sealed();
        let limits = Limits {
            file_bytes: file.len() - 1,
            ..Limits::default()
        };
        opened(&file, &limits)
    }),
    (Reason::NoPrivateKey, || {
        let mut contents = contents();
        contents.keys.clear();
        contents.identity().err().map(Reason::from)
    }),
    (Reason::KeyMismatch, || {
        let mut contents = contents();
        contents.keys[0].key = P256.client("受付02").key;
        contents.identity().err().map(Reason::from)
    }),
    (Reason::OtherKey, || {
        let mut lab = Lab::new(SEED, parse_instant("2026-03-05T10:00:00+09:00").unwrap());
        let pin: Pin = "0427".parse().unwrap();
        let pc = lab.enroll("受付01", pin).unwrap().name().clone();
        let file = root().join("sim/actor/certification_request/p256.pem");
        let enroll = Action::Enroll(Enroll {
            pc,
            request: fs::read_to_string(file).unwrap().parse().unwrap(),
            renews: None,
        });
        lab.world_mut().perform(enroll).err()
    }),
    #[cfg(feature = "serve")]
    (Reason::WrongCredentials, || {
        use kigen::serve::{Client, ClientError, Served, Server, Settings};
        let now = parse_instant("2026-03-05T10:00:00+09:00").unwrap();
        let world = Served::enrolled(
            SEED,
            now,
            "受付01".parse().unwrap(),
            "0427".parse().unwrap(),
        );
        let server = Server::start(world, Settings::default()).unwrap();
        let client = Client::new(&server.ready().admin, &server.ready().token).unwrap();
        let body = serde_json::json!({ "id": "0", "password": "0", "pin": "0427" });
        match client.post("/download", &body) {
            Err(ClientError::Refused { code, .. }) => code.parse().ok(),
            _ => None,
        }
    }),
    (Reason::InvalidPin, || {
        "００４２".parse::<Pin>().err().map(Reason::from)
    }),
    (Reason::AlreadyExists, || {
        let my = StoreId::current_user(StoreName::My);
        let mut store = MemoryStore::new();
        import(&mut store, &contents(), ImportOptions::default()).unwrap();
        let entry = store.entries(my).unwrap().remove(0);
        let again = Change::AddCertificate {
            store: my,
            entry,
            disposition: AddDisposition::New,
        };
        let refused = store.commit(vec![again]).err();
        refused.map(Reason::from)
    }),
    (Reason::AmbiguousKey, || {
        // Two certificates claim one key.
        let mut contents = contents();
        contents.certificates.push(contents.certificates[0].clone());
        let options = ImportOptions {
            storage: KeyStorage::Ephemeral,
            ..ImportOptions::default()
        };
        let refused = import(&mut MemoryStore::new(), &contents, options);
        refused.err().map(Reason::from)
    }),
    (Reason::Empty, || {
        let nothing = Contents::default();
        nothing.identity().err().map(Reason::from)
    }),
    (Reason::CertificateMissing, || {
        let mut contents = contents();
        contents.certificates.clear();
        contents.identity().err().map(Reason::from)
    }),
    (Reason::KeyMissing, || {
        // The container was deleted, and the certificate still points at it.
        let contents = contents();
        let mut store = MemoryStore::new();
        import(&mut store, &contents, ImportOptions::default()).unwrap();
        let lost = Change::DeleteKey {
            location: StoreLocation::CurrentUser,
            container: KeyContainer::of(&contents.keys[0].key),
        };
        store.commit(vec![lost]).unwrap();
        let pin = "0042".parse().unwrap();
        let thumbprint = contents.certificates[0].certificate.thumbprint();
        let options = ExportOptions::new(&pin);
        let refused = export(&store, thumbprint, &options, &mut SEED.stream("reasons"));
        refused.err().map(Reason::from)
    }),
    (Reason::KeyAccessDenied, || {
        // An administrator imported it for the computer; the account of the service has no rights.
        let (computer, contents) = (Computer::new(), contents());
        let options = ImportOptions {
            location: StoreLocation::LocalMachine,
            ..ImportOptions::default()
        };
        let mut administrator = computer.user(&"管理者".parse().unwrap());
        import(&mut administrator, &contents, options).unwrap();
        let service = computer.user(&"OqsComApp".parse().unwrap());
        let container = KeyContainer::of(&contents.keys[0].key);
        let location = StoreLocation::LocalMachine;
        let refused = service.sign(location, &container, &KeyPrompt::Silent, b"is it you?");
        refused.err().map(Reason::from)
    }),
    (Reason::InvalidArgument, || {
        let refused = AddDisposition::try_from(0).err();
        refused.map(Reason::from)
    }),
    (Reason::AccessDenied, || {
        refused_by_the_system(ErrorKind::PermissionDenied)
    }),
    (Reason::Unwritable, || {
        refused_by_the_system(ErrorKind::NotADirectory)
    }),
    (Reason::StoreBusy, || {
        let busy = StoreError::Busy {
            path: "store".into(),
        };
        let mut store = FaultyStore::new(MemoryStore::new());
        store.fail(Operation::Commit, 1, busy);
        let refused = import(&mut store, &contents(), ImportOptions::default());
        refused.err().map(Reason::from)
    }),
    (Reason::StoreDamaged, || index_of("kigen store")),
    (Reason::StoreVersion, || index_of("kigen store 2\n")),
    (Reason::Unreadable, || {
        // No file system takes names of this length.
        let parent = tempfile::tempdir().unwrap();
        let name = "a".repeat(5000);
        let run = run_in(parent.path(), &["inspect", &name, "--format", "json"]);
        let code = Reason::Unreadable.code();
        run.stdout.contains(code).then_some(Reason::Unreadable)
    }),
];

/// What is said when the system refuses to write a file in this way.
fn refused_by_the_system(kind: ErrorKind) -> Option<Reason> {
    let error = std::io::Error::from(kind);
    Some(FileError::writing("backup.pfx".as_ref(), &error).into())
}

/// What becomes of a store in a folder whose index is replaced by this text.
fn index_of(text: &str) -> Option<Reason> {
    let folder = tempfile::tempdir().unwrap();
    let store = DirectoryStore::open(folder.path()).unwrap();
    std::fs::write(folder.path().join("index"), text).unwrap();
    let refused = store.entries(StoreId::current_user(StoreName::My)).err();
    refused.map(Reason::from)
}

fn contents() -> Contents {
    P256.contents(&P256.client("受付01"), "受付01")
}

fn sealed() -> Vec<u8> {
    let profile = EncryptionProfile::WindowsTripleDesSha1;
    seal(&contents(), "0042", profile, &mut SEED.stream("reasons"))
}

fn opened(file: &[u8], limits: &Limits) -> Option<Reason> {
    open(file, "0042", limits).err().map(Reason::from)
}

fn judged(end_entity: &Certificate, roots: &[Certificate]) -> Option<Reason> {
    let path = Path {
        end_entity,
        intermediates: &[P256.authority.issuing().clone()],
        roots,
        crls: &[],
    };
    let at = client_validity().not_before;
    path.verify(at).err().map(Reason::from)
}

/// The codes that anything in the catalogue ended with, each with a scenario that shows it.
fn in_the_catalogue() -> BTreeMap<Reason, &'static str> {
    let mut reached = BTreeMap::new();
    for entry in CATALOGUE {
        let scenario = entry.scenario();
        let played = scenario::run(&scenario, scenario.world.seed);
        for event in &played.events {
            if let Some(reason) = event.outcome.reason() {
                reached.entry(reason).or_insert(entry.name);
            }
        }
    }
    reached
}

#[test]
fn every_reason_code_is_reached_by_a_scenario_or_by_a_line_of_the_table() {
    let scenarios = in_the_catalogue();
    let table: BTreeSet<Reason> = ELSEWHERE.iter().map(|(reason, _)| *reason).collect();
    let unreached: Vec<&str> = Reason::all()
        .filter(|reason| !scenarios.contains_key(reason) && !table.contains(reason))
        .map(Reason::code)
        .collect();
    assert_eq!(unreached, Vec::<&str>::new(), "nothing ends with these");
    let both: Vec<(&str, &str)> = scenarios
        .iter()
        .filter(|(reason, _)| table.contains(reason))
        .map(|(reason, name)| (reason.code(), *name))
        .collect();
    assert_eq!(both, Vec::new(), "the table need not hold these");
}

#[test]
fn every_line_of_the_table_ends_with_its_code() {
    for (reason, reach) in ELSEWHERE {
        assert_eq!(reach(), Some(*reason), "{reason}");
    }
}
