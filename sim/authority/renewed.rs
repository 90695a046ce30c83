//! Authorities that are renewed themselves: when, and what becomes of the certificates that they
//! had before.
//!
//! When a certificate follows is said by the PKI alone, so that nothing depends on who asks when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Authority, ListDates, Signer, Validity, label};
use crate::certificate::Certificate;
use crate::key::PrivateKey;
use crate::pki::RenewalKey;

impl Authority {
    /// When the next of the authorities is renewed, if any ever is.
    pub fn next_renewal(&self) -> Option<DateTime<Utc>> {
        let places = 0..self.signers.len();
        let next = places.filter_map(|at| Some(self.successor(at)?.not_before));
        next.min()
    }

    /// Renews every authority that is to be renewed by `at`, in the order of time, and of two at
    /// once the one above first. What was issued before stays under the old certificates.
    pub fn renew(&mut self, at: DateTime<Utc>) {
        while let Some(next) = self.next_renewal().filter(|next| *next <= at) {
            let mut places = 0..self.signers.len();
            let due = |place: &usize| {
                let successor = self.successor(*place);
                successor.is_some_and(|validity| validity.not_before == next)
            };
            let place = places.find(due).expect("one of them is the next");
            self.renew_at(place);
        }
    }

    /// The validity of the certificate that follows the present one of this authority.
    fn successor(&self, at: usize) -> Option<Validity> {
        let present = &self.present(at).certificate;
        let validity = Validity {
            not_before: present.not_before(),
            not_after: present.not_after(),
        };
        self.pki.authorities.get(at)?.successor(validity)
    }

    fn renew_at(&mut self, place: usize) {
        let Some(validity) = self.successor(place) else {
            return;
        };
        let (present, count) = (self.present(place), self.signers[place].len());
        let label = format!("{}/{}", label(place, self.signers.len()), count + 1);
        let profile = &self.pki.authorities[place];
        let (number, key) = match profile.key_at_renewal(place == 0) {
            RenewalKey::Same => (present.number, present.key.clone()),
            RenewalKey::New => {
                let stream = &mut self.seed.stream(&format!("{label}/key"));
                let algorithm = profile.key.unwrap_or(self.key);
                (present.number + 1, PrivateKey::generate(algorithm, stream))
            }
        };
        let serial = self.serial(&label);
        let signer = self.certify(place, number, key, &serial, validity);
        let signer = signer.expect("an authority that was certified once can be certified again");
        self.signers[place].push(signer);
    }

    /// Every certificate of every authority: of the issuing one first, of the root last, and of
    /// each the present one first.
    pub fn certificates(&self) -> Vec<Certificate> {
        let places = self.signers.iter().rev();
        let signers = places.flat_map(|of_place| of_place.iter().rev());
        signers.map(|signer| signer.certificate.clone()).collect()
    }

    /// The chain above a certificate that these authorities issued, issuer first: of the authority
    /// of its issuer's name the present certificate, and so on up to the root.
    pub fn chain_of(&self, certificate: &Certificate) -> Vec<Certificate> {
        let issuing = self.signers.iter().rev().flat_map(|of| of.iter().rev());
        let mut signers =
            issuing.filter(|one| one.certificate.subject_der() == certificate.issuer_der());
        match signers.next() {
            Some(signer) => self.path_from(signer),
            None => self.chain(),
        }
    }

    /// The path from this certificate of an authority to the root.
    pub(super) fn path_from(&self, signer: &Signer) -> Vec<Certificate> {
        let mut path = vec![signer.certificate.clone()];
        let place = |certificate: &Certificate| {
            let is_of = |of: &Vec<Signer>| of.iter().any(|one| one.certificate == *certificate);
            self.signers.iter().position(is_of)
        };
        let mut above = place(&signer.certificate).unwrap_or(0);
        while let Some(next) = above.checked_sub(1) {
            let below = path
                .last()
                .expect("it begins with one")
                .issuer_der()
                .to_vec();
            let mut of_place = self.signers[next].iter().rev();
            let issuer = of_place.find(|one| one.certificate.subject_der() == below);
            let issuer = issuer.unwrap_or_else(|| self.present(next));
            path.push(issuer.certificate.clone());
            above = next;
        }
        path
    }

    /// Returns the revocation lists of the issuing authority, of its present key first: one of each
    /// key with which a certificate is under way.
    pub fn issuing_crls(&self, at: DateTime<Utc>) -> Vec<Vec<u8>> {
        let signers = in_use(&self.signers[self.signers.len() - 1], at);
        let dates = ListDates::from(at);
        let lists = signers.into_iter();
        lists
            .map(|signer| self.list(signer, &self.revoked, dates))
            .collect()
    }

    /// Returns the revocation list of the key of this certificate of an authority.
    #[cfg(feature = "serve")]
    pub(crate) fn crl_by(&self, certificate: &Certificate, at: DateTime<Utc>) -> Vec<u8> {
        let issuing = &self.signers[self.signers.len() - 1];
        let is_its = |signer: &&Signer| signer.certificate == *certificate;
        let none = BTreeMap::new();
        let (signer, revoked) = match issuing.iter().find(is_its) {
            Some(signer) => (signer, &self.revoked),
            None => {
                let signer = self.signers.iter().flatten().find(is_its);
                (signer.expect("it is an authority's"), &none)
            }
        };
        self.list(signer, revoked, ListDates::from(at))
    }

    /// When the key of this certificate came into use.
    pub(super) fn first_use(&self, signer: &Signer) -> DateTime<Utc> {
        let mut all = self.signers.iter().flatten();
        let first = all.find(|one| one.key == signer.key);
        first.unwrap_or(signer).certificate.not_before()
    }

    /// The authorities' former certificates, each with its place, the root's being 0, its number
    /// among those of its authority, counted from 1, and the list of its key where that is no
    /// longer the present one.
    pub fn former(&self, at: DateTime<Utc>) -> Vec<FormerCertificate> {
        let none = BTreeMap::new();
        let last = self.signers.len() - 1;
        let mut former = Vec::new();
        for (place, of_place) in self.signers.iter().enumerate() {
            let present = self.present(place);
            for (number, signer) in (1..).zip(&of_place[..of_place.len() - 1]) {
                let revoked = if place == last { &self.revoked } else { &none };
                let has_list = signer.key != present.key;
                former.push(FormerCertificate {
                    place,
                    number,
                    certificate: signer.certificate.clone(),
                    list: has_list.then(|| self.list(signer, revoked, ListDates::from(at))),
                });
            }
        }
        former
    }
}

/// A certificate that an authority had before it was renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerCertificate {
    /// The place of the authority, that of the root being 0.
    pub place: usize,
    /// Which of its certificates it is, counted from 1.
    pub number: usize,
    /// The certificate.
    pub certificate: Certificate,
    /// The revocation list (DER) of its key, where the authority has another now.
    pub list: Option<Vec<u8>>,
}

/// The newest certificate of each key of an authority, the present one first; of former keys only
/// those whose certificate has not expired at `at`.
pub(super) fn in_use(of_place: &[Signer], at: DateTime<Utc>) -> Vec<&Signer> {
    let mut newest: Vec<&Signer> = Vec::new();
    for signer in of_place.iter().rev() {
        let is_present = newest.is_empty();
        let is_new = !newest.iter().any(|one| one.key == signer.key);
        if is_present || (is_new && signer.certificate.not_after() >= at) {
            newest.push(signer);
        }
    }
    newest
}
