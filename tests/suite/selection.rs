//! Which certificate a client program sends, by each way to select one.

use chrono::{DateTime, Utc};
use kigen::actor::{Action, PcSettings, ServiceSettings, TrustedRoots};
use kigen::certificate::Certificate;
use kigen::key::KeyAlgorithm;
use kigen::lifecycle::clock::PcClock;
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::lifecycle::selection::{CertificateSelection, SelectionContext};
use kigen::pkcs12::Contents;
use kigen::reason::Reason;
use kigen::seed::Seed;
use kigen::specimen::{Authorities, Recipe, SpecimenState};
use kigen::store::{CertificateStore, MemoryStore, StoreId, StoreName};
use kigen::world::{World, WorldSettings};

use super::support::{P256, seconds, time};

const BROWSER: CertificateSelection = CertificateSelection::Browser;
const DOTNET: CertificateSelection = CertificateSelection::DotnetAutomatic;

fn now() -> DateTime<Utc> {
    time("2026-03-01T10:00:00+09:00")
}

/// What a specimen of a state at [`now`] puts into a PKCS#12 file.
fn contents(state: SpecimenState) -> Contents {
    let authorities = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
    let specimen = authorities.make(&Recipe::new(state, now())).unwrap();
    specimen.contents()
}

/// A store into which these were imported, one after another, and their certificates.
fn store(states: &[SpecimenState]) -> (MemoryStore, Vec<Certificate>) {
    let mut store = MemoryStore::new();
    let certificates = states.iter().map(|state| {
        let contents = contents(*state);
        import(&mut store, &contents, ImportOptions::default()).unwrap();
        contents.certificates[0].certificate.clone()
    });
    let certificates = certificates.collect();
    (store, certificates)
}

/// What is offered to a server that names no authorities, or these.
fn offered(
    selection: CertificateSelection,
    store: &MemoryStore,
    authorities: &[Vec<u8>],
    shown: DateTime<Utc>,
) -> Vec<Certificate> {
    let context = SelectionContext {
        authorities,
        pinned: None,
        shown,
    };
    let offered = selection.offered(store, context).unwrap();
    offered.into_iter().map(|entry| entry.certificate).collect()
}

#[test]
fn a_browser_offers_what_is_valid_now_and_for_clients_the_longest_first() {
    let (store, held) = store(&[
        SpecimenState::RenewalDue,
        SpecimenState::Expired,
        SpecimenState::Valid,
        SpecimenState::NotYetValid,
        SpecimenState::WrongPurpose,
    ]);
    let [due, expired, valid, later, _] = &held[..] else {
        unreachable!("five were imported");
    };
    let at = |shown| offered(BROWSER, &store, &[], shown);
    assert_eq!(at(now()), [valid.clone(), due.clone()]);
    // Both ends of a validity are inside it, by the clock of the PC alone.
    assert!(at(expired.not_after()).contains(expired));
    assert!(!at(expired.not_after() + seconds(1)).contains(expired));
    assert!(!at(later.not_before() - seconds(1)).contains(later));
    assert_eq!(at(later.not_before())[0], *later);
}

#[test]
fn a_browser_offers_only_what_leads_to_an_authority_that_the_server_names() {
    let (mut mine, held) = store(&[SpecimenState::Valid, SpecimenState::Untrusted]);
    let names = |certificate: &Certificate| vec![certificate.subject_der().to_vec()];
    let trusted = Authorities::new(Seed::new(7), KeyAlgorithm::P256);
    assert_eq!(
        offered(BROWSER, &mine, &names(trusted.root()), now()),
        [held[0].clone()]
    );
    assert_eq!(
        offered(BROWSER, &mine, &names(P256.authority.issuing()), now()),
        [held[0].clone()]
    );
    assert_eq!(offered(BROWSER, &mine, &names(&held[0]), now()), []);
    assert_eq!(offered(BROWSER, &mine, &[], now()).len(), 2);
    // Without the authority between them, no path leads there from the stores.
    for entry in mine.entries(StoreId::current_user(StoreName::Ca)).unwrap() {
        let delete = kigen::store::Change::DeleteCertificate {
            store: StoreId::current_user(StoreName::Ca),
            thumbprint: entry.certificate.thumbprint(),
        };
        mine.commit(vec![delete]).unwrap();
    }
    assert_eq!(offered(BROWSER, &mine, &names(trusted.root()), now()), []);
}

#[test]
fn dotnet_takes_the_first_of_the_store_for_clients_whatever_its_dates() {
    let (store, _) = store(&[
        SpecimenState::Valid,
        SpecimenState::Expired,
        SpecimenState::WrongPurpose,
    ]);
    let my = StoreId::current_user(StoreName::My);
    let in_order: Vec<Certificate> = store
        .entries(my)
        .unwrap()
        .into_iter()
        .map(|entry| entry.certificate)
        .filter(|certificate| certificate.allows_client_auth())
        .collect();
    assert_eq!(in_order.len(), 2);
    assert_eq!(offered(DOTNET, &store, &[], now()), in_order);
}

#[test]
fn a_certificate_without_a_key_is_never_offered() {
    let mut contents = contents(SpecimenState::Valid);
    contents.keys.clear();
    let mut store = MemoryStore::new();
    import(&mut store, &contents, ImportOptions::default()).unwrap();
    for &selection in CertificateSelection::ALL {
        assert_eq!(offered(selection, &store, &[], now()), [], "{selection}");
    }
}

#[test]
fn what_a_browser_offers_changes_when_the_clock_of_the_pc_says_so() {
    let (store, held) = store(&[SpecimenState::Valid]);
    let end = held[0].not_after();
    let slow = PcClock::right().step(now(), "-1d".parse().unwrap());
    for (clock, expected) in [
        (PcClock::right(), end + seconds(1)),
        (slow, end + seconds(86_401)),
    ] {
        let next = BROWSER.next_change(&store, &clock, now());
        assert_eq!(next, Ok(Some(expected)));
        let next = BROWSER.next_change(&store, &clock, expected);
        assert_eq!(next, Ok(None));
    }
    assert_eq!(
        DOTNET.next_change(&store, &PcClock::right(), now()),
        Ok(None)
    );
}

/// A world whose services trust a root from elsewhere, with one PC whose program selects like that.
fn world(selection: CertificateSelection, trust: TrustedRoots) -> World {
    let settings = WorldSettings::new(Seed::new(7), now());
    World::new(WorldSettings {
        services: ServiceSettings {
            trust,
            ..ServiceSettings::default()
        },
        pcs: vec![PcSettings {
            selection,
            ..PcSettings::new("受付01".parse().unwrap())
        }],
        ..settings
    })
}

#[test]
fn the_service_comes_and_goes_with_what_the_browser_offers() {
    let authorities = Authorities::new(Seed::new(3), KeyAlgorithm::P256);
    let specimen = authorities
        .make(&Recipe::new(SpecimenState::NotYetValid, now()))
        .unwrap();
    let trust: TrustedRoots = [specimen.root().clone()].into_iter().collect();
    let pc = "受付01".parse().unwrap();
    for (selection, too_early) in [
        (BROWSER, Reason::NoCertificateSent),
        (DOTNET, Reason::NotYetValid),
        (CertificateSelection::Latest, Reason::NotYetValid),
        (CertificateSelection::Pinned, Reason::NotYetValid),
    ] {
        let mut world = world(selection, trust.clone());
        let mut stream = Seed::new(7).stream("file");
        let file = kigen::pkcs12::seal(
            &specimen.contents(),
            "0427",
            Default::default(),
            &mut stream,
        );
        let sha256 = world.bring(file);
        let import = kigen::actor::Import {
            pc: "受付01".parse().unwrap(),
            source: kigen::actor::ImportSource::Elsewhere {
                file: "early".parse().unwrap(),
                sha256,
                password: "0427".parse().unwrap(),
            },
            choices: kigen::actor::WizardChoices::default(),
        };
        world.perform(Action::Import(import)).unwrap();
        assert_eq!(world.verdict(&pc), Err(too_early), "{selection}");
        let certificate = specimen.certificate();
        world
            .advance_to(certificate.not_before() - seconds(1))
            .unwrap();
        assert!(!world.is_up(&pc), "{selection}");
        world.advance_to(certificate.not_before()).unwrap();
        assert!(world.is_up(&pc), "{selection}");
        world.advance_to(certificate.not_after()).unwrap();
        assert!(world.is_up(&pc), "{selection}");
        world
            .advance_to(certificate.not_after() + seconds(1))
            .unwrap();
        assert!(!world.is_up(&pc), "{selection}");
    }
}
