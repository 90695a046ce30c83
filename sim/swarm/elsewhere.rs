//! Files from elsewhere in a random world: certificates for something else, good ones and others,
//! under an authority of their own, which the services trust in some worlds.

use chrono::{DateTime, Utc};

use super::Feature;
use super::draw::{Draw, days, pick};
use crate::actor::{CertificateChain, ImportSource, TrustedRoots};
use crate::digest::{Digest, Files};
use crate::key::KeyAlgorithm;
use crate::label::Label;
use crate::pin::Pin;
use crate::pkcs12::{EncryptionProfile, seal};
use crate::pki::{AuthorityProfile, Pki};
use crate::seed::{Seed, Stream};
use crate::specimen::{Authorities, Recipe, SpecimenState};
use crate::world::WorldSettings;

/// The most files in one world.
const FILES_MAX: u64 = 3;

/// What they are, at some time within so many days of a world's beginning: most often good.
const STATES: [SpecimenState; 13] = [
    SpecimenState::Valid,
    SpecimenState::Valid,
    SpecimenState::Valid,
    SpecimenState::RenewalDue,
    SpecimenState::Expired,
    SpecimenState::NotYetValid,
    SpecimenState::ExpiredCa,
    SpecimenState::SelfSigned,
    SpecimenState::WrongPurpose,
    SpecimenState::BadSignature,
    SpecimenState::WeakSignature,
    SpecimenState::NoKey,
    SpecimenState::KeyMismatch,
];
const DAYS: u64 = 600;

/// How many days good ones last from then on: longer than their renewal is open.
const LASTS_DAYS: (u64, u64) = (100, 2_000);

/// What a random world has from elsewhere.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// Files to import.
    pub(super) files: Files,
    /// What programs show.
    pub(super) chains: Vec<CertificateChain>,
    /// The root of their authority, if the services trust it.
    pub(super) trusted: TrustedRoots,
}

/// Draws what a world that begins at `start` has from elsewhere, if anything.
pub(super) fn elsewhere(draw: &Draw<'_>, start: DateTime<Utc>) -> Elsewhere {
    let mut elsewhere = Elsewhere::default();
    let (imports, shows) = (draw.has(Feature::ImportElsewhere), draw.has(Feature::Show));
    if !imports && !shows {
        return elsewhere;
    }
    let mut stream = draw.seed.stream("swarm/elsewhere");
    let seed = Seed::new(u64::from_be_bytes(stream.bytes()));
    let authorities = authorities(seed, start, &mut stream);
    if draw.has(Feature::TrustElsewhere) {
        elsewhere.trusted = [authorities.root().clone()].into_iter().collect();
    }
    for number in 1..=stream.between(1, FILES_MAX) {
        let recipe = recipe(number, start, &mut stream);
        let made = authorities.make(&recipe);
        let specimen = made.expect("it can be in that state");
        if imports {
            let mut stream = seed.stream(&format!("swarm/elsewhere/{number}"));
            let (contents, profile) = (specimen.contents(), EncryptionProfile::default());
            let sealed = seal(&contents, pin().as_str(), profile, &mut stream);
            elsewhere.files.insert(sealed);
        }
        if shows {
            let own = specimen.certificate().clone();
            let sent = [&[own], specimen.chain()].concat();
            elsewhere.chains.extend(CertificateChain::new(sent));
        }
    }
    elsewhere
}

/// The authorities of everything from elsewhere. They may have the names of the world's own.
fn authorities(seed: Seed, start: DateTime<Utc>, stream: &mut Stream) -> Authorities {
    let pki = match stream.below(2) {
        0 => Pki::default(),
        _ => Pki {
            authorities: vec![AuthorityProfile::named("Example VPN CA")],
            ..Pki::default()
        },
    };
    let authorities = Authorities::with_pki(seed, KeyAlgorithm::P256, pki, start);
    authorities.expect("it is sound whatever its authorities are called")
}

fn recipe(number: u64, start: DateTime<Utc>, stream: &mut Stream) -> Recipe {
    let name: Label = format!("vpn-{number}").parse().expect("it is a plain name");
    let state = pick(stream, &STATES);
    let now = days(stream.below(DAYS)).after(start);
    let recipe = Recipe::new(state, now.unwrap_or(start)).named(name);
    let lasts = days(stream.between(LASTS_DAYS.0, LASTS_DAYS.1));
    match state {
        SpecimenState::Valid => recipe.expires_in(lasts),
        _ => recipe,
    }
}

/// The import of one of a world's files, if it has any, with the PIN that somebody types.
pub(super) fn source(
    world: &WorldSettings,
    typed: Pin,
    stream: &mut Stream,
) -> Option<ImportSource> {
    let files: Vec<Digest> = world.facility.files.iter().map(Digest::of).collect();
    (!files.is_empty()).then(|| ImportSource::Elsewhere {
        file: "vpn.p12".parse().expect("it is a plain name"),
        sha256: pick(stream, &files),
        password: typed.into(),
    })
}

/// What opens all of them.
pub(super) fn pin() -> Pin {
    "4649".parse().expect("it is four digits")
}
