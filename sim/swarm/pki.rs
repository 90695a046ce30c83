//! The PKI of a random world, as far as the features that are on let it differ from the manual's.

use super::Feature;
use super::draw::{Draw, days, pick};
use crate::key::{KeyAlgorithm, SignatureHash};
use crate::pki::{AuthorityProfile, Date, ExtendedKeyUsage, KeyUsage, Lifetime, Pki, RenewalKey};
use crate::time::Span;

/// How long certificates live, in the words of scenario files.
const LIFETIMES: [&str; 8] = [
    "3 years",
    "13 months",
    "398d",
    "90d",
    "47d",
    "10d",
    "36h",
    "no-expiry",
];

/// Which passwords files have.
const PASSWORDS: [&str; 3] = ["none", "8-64 characters", "6 digits"];

/// How long before the end they can be renewed.
const WINDOWS: [&str; 8] = ["1/3", "2/3", "1/10", "30d", "7d", "1d", "1h", "0s"];

pub(super) fn pki(draw: &Draw<'_>) -> Pki {
    let manual = Pki::default();
    let lifetime = draw.when(Feature::OtherLifetime);
    let window = draw.when(Feature::OtherWindow);
    let backdate = draw.when(Feature::Backdate);
    let serials = draw.when(Feature::OtherSerials);
    let mut pki = Pki {
        validity: lifetime.map_or(manual.validity, |mut stream| {
            parsed(pick(&mut stream, &LIFETIMES))
        }),
        renewal_window: window.map_or(manual.renewal_window, |mut stream| {
            parsed(pick(&mut stream, &WINDOWS))
        }),
        renewal_key: match draw.has(Feature::SameKey) {
            true => RenewalKey::Same,
            false => RenewalKey::New,
        },
        serial_bytes: serials.map_or(manual.serial_bytes, |mut stream| {
            stream.between(8, 20) as u8
        }),
        ..manual
    };
    // A certificate that has ended when it begins is of no use to anybody.
    let day = Span::days(1).as_seconds();
    let short = matches!(pki.validity, Lifetime::Span(span) if span.as_seconds() <= 2 * day);
    pki.backdate = backdate.map_or(pki.backdate, |mut stream| match short {
        true => Span::seconds(stream.between(1, 3_600) as i32),
        false => days(stream.between(1, 5)),
    });
    let passwords = draw.when(Feature::OtherPasswords);
    pki.file_passwords = passwords.map(|mut stream| parsed(pick(&mut stream, &PASSWORDS)));
    names(draw, &mut pki);
    extensions(draw, &mut pki);
    authorities(draw, &mut pki);
    dates(draw, &mut pki);
    pki
}

/// What this file says is what scenario files know.
fn parsed<T: std::str::FromStr>(text: &str) -> T {
    match text.parse() {
        Ok(value) => value,
        Err(_) => unreachable!("{text} is what scenario files know"),
    }
}

fn names(draw: &Draw<'_>, pki: &mut Pki) {
    let Some(mut stream) = draw.when(Feature::OtherNames) else {
        return;
    };
    let subjects = [
        "CN={pc},O=Example (simulated)",
        "CN={institution} {pc},OU=Terminals,O=Example (simulated),C=JP",
        "UID={pc},O=Example (simulated)",
    ];
    pki.subject = parsed(pick(&mut stream, &subjects));
    let alternatives = [
        "dns:{institution}.example.test",
        "uri:urn:example:{institution}",
    ];
    pki.subject_alt_names = match stream.below(2) {
        0 => Vec::new(),
        _ => vec![parsed(pick(&mut stream, &alternatives))],
    };
}

fn extensions(draw: &Draw<'_>, pki: &mut Pki) {
    if let Some(mut stream) = draw.when(Feature::OtherUsages) {
        let purposes = [
            vec![],
            vec![ExtendedKeyUsage::CLIENT_AUTH, ExtendedKeyUsage::SERVER_AUTH],
            vec![parsed("email-protection"), ExtendedKeyUsage::CLIENT_AUTH],
        ];
        pki.extended_key_usages = pick(&mut stream, &purposes);
        pki.key_usages = Some(vec![
            KeyUsage::DigitalSignature,
            pick(
                &mut stream,
                &[KeyUsage::ContentCommitment, KeyUsage::KeyAgreement],
            ),
        ]);
    }
    if let Some(mut stream) = draw.when(Feature::OtherExtensions) {
        let some = |stream: &mut crate::seed::Stream| stream.below(2) == 0;
        if some(&mut stream) {
            pki.policies = vec![parsed("1.2.392.200000.1")];
        }
        if some(&mut stream) {
            pki.crl_distribution_points = Vec::new();
        }
        if some(&mut stream) {
            pki.ocsp = vec![parsed("http://ocsp.example.test/")];
        }
        if some(&mut stream) {
            pki.ca_issuers = vec![parsed("http://ca.example.test/issuing.cer")];
        }
    }
}

fn authorities(draw: &Draw<'_>, pki: &mut Pki) {
    if let Some(mut stream) = draw.when(Feature::OtherHierarchy) {
        let count = pick(&mut stream, &[1, 3, 4]);
        let names = ["Root", "Policy", "Regional", "Issuing"];
        pki.authorities = names[..count]
            .iter()
            .map(|name| AuthorityProfile::named(&format!("Example {name} CA")))
            .collect();
        for (above, authority) in (0..).zip(&mut pki.authorities) {
            let below = count as u8 - 1 - above;
            if stream.below(4) == 0 {
                authority.path_length = Some(below + stream.below(2) as u8);
            }
            if stream.below(4) == 0 {
                authority.policies = vec![parsed("2.5.29.32.0")];
            }
        }
    }
    if let Some(mut stream) = draw.when(Feature::OtherKeys) {
        let keys = [
            KeyAlgorithm::P256,
            KeyAlgorithm::P384,
            KeyAlgorithm::Ed25519,
        ];
        if stream.below(2) == 0 {
            pki.key = Some(pick(&mut stream, &keys));
        }
        // Every hash function goes with P-256 and P-384 alone.
        if stream.below(2) == 0 {
            for authority in &mut pki.authorities {
                authority.key = Some(pick(&mut stream, &keys[..2]));
            }
            pki.signature_hash = Some(pick(
                &mut stream,
                &[SignatureHash::Sha256, SignatureHash::Sha384],
            ));
        }
    }
}

/// When authorities begin and end, and whether they are renewed before they do.
fn dates(draw: &Draw<'_>, pki: &mut Pki) {
    if let Some(mut stream) = draw.when(Feature::AuthorityDates) {
        for authority in &mut pki.authorities {
            let ago = days(stream.between(1, 3_000));
            authority.begins = Some(Date::FromStart(-ago));
            let ends = days(stream.between(100, 8_000));
            authority.ends = (stream.below(2) == 0).then_some(Date::FromStart(ends));
        }
    }
    if let Some(mut stream) = draw.when(Feature::AuthorityRenewal) {
        for (at, authority) in pki.authorities.iter_mut().enumerate() {
            if stream.below(3) == 0 {
                continue;
            }
            let lifetimes = ["1 years", "2 years", "5 years", "10 years"];
            let windows = ["1/2", "1/3", "2/3", "30d"];
            (authority.begins, authority.ends) = (None, None);
            authority.lifetime = Some(parsed(pick(&mut stream, &lifetimes)));
            authority.renewal_window = Some(parsed(pick(&mut stream, &windows)));
            // A root keeps its key.
            let keys = [None, Some(RenewalKey::Same), Some(RenewalKey::New)];
            authority.renewal_key = pick(&mut stream, &keys).filter(|_| at > 0);
        }
    }
}
