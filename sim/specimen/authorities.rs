//! The authorities that specimens come from.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Duration, Utc};

use super::Specimen;
use super::error::SpecimenError;
use super::proof::prove;
use super::recipe::Recipe;
use super::state::SpecimenState;
use crate::authority::{Authority, AuthoritySettings, CRL_DAYS, ListDates, Request};
use crate::certificate::Certificate;
use crate::key::{KeyAlgorithm, PrivateKey};
use crate::label::Label;
use crate::parallel;
use crate::pki::{AuthorityProfile, Pki, PkiError, Subject, Validity};
use crate::seed::Seed;
use crate::time::{LATEST, Span};

/// The institution code in every subject, which no institution has.
const INSTITUTION: &str = "0000000000";

/// The common name of the issuing authority that has expired.
const FORMER: &str = "kigen Simulated Former Issuing CA";

/// The common name of the issuing authority that no longer issues revocation lists. It has no other
/// part, so that what is said of everybody else's certificates does not depend on its list.
const SILENT: &str = "kigen Simulated Silent Issuing CA";

/// How long revocation lists last, unless a length is given.
const LIST_DAYS: i16 = CRL_DAYS as i16;

/// How many days its last revocation list has been out of date.
const STALE_DAYS: i64 = 1;

/// The issuers of a seed's specimens: the authority that is trusted, its predecessor whose
/// certificate has expired, another that no longer issues revocation lists, and one that nobody
/// trusts.
#[derive(Debug)]
pub struct Authorities {
    seed: Seed,
    pki: Arc<Pki>,
    key: KeyAlgorithm,
    list_length: Span,
    trusted: Authority,
    /// Made when it is first needed: RSA keys take their time.
    unknown: OnceLock<Authority>,
    former_key: OnceLock<PrivateKey>,
    silent_key: OnceLock<PrivateKey>,
}

impl Authorities {
    /// The authorities of the default PKI that `seed` leads to. They and what they issue have keys
    /// of this kind.
    pub fn new(seed: Seed, key: KeyAlgorithm) -> Self {
        let always = vec![Validity::ALWAYS];
        let authorities = Authorities::with_validities(seed, key, Pki::default(), always);
        authorities.expect("the default PKI is sound")
    }

    /// The same of a PKI of one's own, in which all keys are of this kind unless it says otherwise.
    /// Where it dates an authority from the start, that is `at`.
    ///
    /// ```
    /// use kigen::key::KeyAlgorithm;
    /// use kigen::pki::Pki;
    /// use kigen::seed::Seed;
    /// use kigen::specimen::{Authorities, Recipe, SpecimenState};
    ///
    /// let now = "2026-02-28T10:00:00+09:00".parse()?;
    /// let pki = Pki {
    ///     subject: "CN={pc},O=Example".parse()?,
    ///     subject_alt_names: vec!["email:{pc}@example.test".parse()?],
    ///     validity: "47d".parse()?,
    ///     renewal_window: "1/3".parse()?,
    ///     ..Pki::default()
    /// };
    /// let authorities = Authorities::with_pki(Seed::new(7), KeyAlgorithm::P384, pki, now)?;
    /// let specimen = authorities.make(&Recipe::new(SpecimenState::RenewalDue, now))?;
    /// assert_eq!(specimen.certificate().subject(), "CN=renewal-due,O=Example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`SpecimenError::Pki`] says what verifiers would refuse of it.
    pub fn with_pki(
        seed: Seed,
        key: KeyAlgorithm,
        pki: Pki,
        at: DateTime<Utc>,
    ) -> Result<Self, SpecimenError> {
        let authorities = pki.authorities.iter();
        let validities = authorities.map(|authority| authority.validity(at, Validity::ALWAYS));
        let validities = validities.collect::<Result<_, PkiError>>()?;
        Ok(Authorities::with_validities(seed, key, pki, validities)?)
    }

    fn with_validities(
        seed: Seed,
        key: KeyAlgorithm,
        pki: Pki,
        validities: Vec<Validity>,
    ) -> Result<Self, PkiError> {
        let settings = AuthoritySettings {
            pki,
            key,
            validities,
        };
        Ok(Authorities {
            seed,
            key,
            list_length: Span::days(LIST_DAYS),
            trusted: Authority::new(seed, &settings)?,
            pki: Arc::new(settings.pki),
            unknown: OnceLock::new(),
            former_key: OnceLock::new(),
            silent_key: OnceLock::new(),
        })
    }

    /// Has them issue revocation lists that last this long instead of seven days, except for that
    /// of `stale-crl`.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::ListLength`] if they would be out of date at once.
    pub fn with_list_length(self, list_length: Span) -> Result<Self, SpecimenError> {
        if list_length.as_seconds() <= 0 {
            return Err(SpecimenError::ListLength {
                length: list_length,
            });
        }
        Ok(Authorities {
            list_length,
            ..self
        })
    }

    /// The root to be trusted.
    pub fn root(&self) -> &Certificate {
        self.trusted.root()
    }

    /// What their certificates say.
    pub fn pki(&self) -> &Pki {
        &self.pki
    }

    /// The kind of the specimens' keys.
    pub fn key_algorithm(&self) -> KeyAlgorithm {
        self.pki.client_key(self.key)
    }

    /// Finds out whether files may be written of what they make.
    ///
    /// # Errors
    ///
    /// [`SpecimenError::Pki`] where hashes stand in for their keys.
    pub fn check_may_leave(&self) -> Result<(), SpecimenError> {
        Ok(self.pki.check_may_leave(self.key)?)
    }

    /// Whether a specimen can be in this state with the keys of these authorities.
    pub fn can_make(&self, state: SpecimenState) -> bool {
        let is_complete = state == SpecimenState::IncompleteChain && self.root_issues();
        !is_complete && state.is_possible_with(self.pki.issuing_key(self.key))
    }

    /// Whether no authority stands between the root and its clients.
    fn root_issues(&self) -> bool {
        self.pki.authorities.len() == 1
    }

    /// The seed.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// Makes a specimen, and has rustls-webpki judge it: before its dates, after them, and at every
    /// second in between at which something changes.
    ///
    /// # Errors
    ///
    /// [`SpecimenError`] if dates are impossible, if with these dates it is in another state than
    /// it is made for, or if it [cannot be made](SpecimenState::is_possible_with) with these keys.
    pub fn make(&self, recipe: &Recipe) -> Result<Specimen, SpecimenError> {
        let state = recipe.state;
        if state == SpecimenState::IncompleteChain && self.root_issues() {
            return Err(SpecimenError::NothingBetween { state });
        }
        if !self.can_make(state) {
            let key = self.pki.issuing_key(self.key);
            return Err(SpecimenError::NoChoiceOfHash { state, key });
        }
        let given = recipe.validity(&self.pki)?;
        let validity = match recipe.state {
            SpecimenState::ExpiredCa => {
                Recipe::new(SpecimenState::Valid, recipe.now).validity(&self.pki)?
            }
            _ => given,
        };
        let key = self.client_key(&recipe.name, "key");
        let dates = [validity.not_before, validity.not_after].map(|at| at.timestamp());
        let request = Request {
            label: &format!(
                "specimen/{}/{}/{}-{}",
                recipe.name, recipe.state, dates[0], dates[1]
            ),
            subject: Subject {
                institution: INSTITUTION.to_owned(),
                terminal: recipe.terminal.to_string(),
            },
            public_key: key.public(),
            validity,
        };
        let (certificate, chain) = self.issue(recipe, &request, &key, given)?;
        let key = match recipe.state {
            SpecimenState::NoKey => None,
            SpecimenState::KeyMismatch => Some(self.client_key(&recipe.name, "another-key")),
            _ => Some(key),
        };
        let crl = match recipe.state {
            SpecimenState::Revoked => Some(self.crl([&certificate], recipe.now)),
            SpecimenState::StaleCrl => Some(self.stale_crl(recipe.now)),
            _ => None,
        };
        let mut specimen = Specimen {
            name: recipe.name.clone(),
            terminal: recipe.terminal.clone(),
            state: recipe.state,
            now: recipe.now,
            seed: self.seed,
            pki: self.pki.clone(),
            holder: recipe.holder.clone(),
            key,
            certificate,
            chain,
            root: self.root().clone(),
            crl,
            stages: Vec::new(),
        };
        specimen.stages = prove(&specimen, given)?;
        Ok(specimen)
    }

    /// Issues what a recipe is about: the certificate, and the chain that comes along. These are
    /// the dates that were given, which are those of the authority where it is what ends.
    fn issue(
        &self,
        recipe: &Recipe,
        request: &Request<'_>,
        key: &PrivateKey,
        given: Validity,
    ) -> Result<(Certificate, Vec<Certificate>), PkiError> {
        let own;
        let trusted = match recipe.holder.profile(&self.pki) {
            Cow::Borrowed(_) => &self.trusted,
            Cow::Owned(profile) => {
                profile.check_named()?;
                own = self.trusted.with_profile(&profile);
                &own
            }
        };
        let other = recipe.holder.role().other();
        Ok(match recipe.state {
            SpecimenState::ExpiredCa => {
                let former = trusted.with_issuing(FORMER, self.former_key(), given);
                (former.issue(request)?, former.chain())
            }
            SpecimenState::StaleCrl => {
                let silent = self.silent().with_profile(trusted.pki());
                (silent.issue(request)?, silent.chain())
            }
            SpecimenState::Untrusted => {
                let unknown = self.unknown().with_profile(trusted.pki());
                (unknown.issue(request)?, unknown.chain())
            }
            SpecimenState::SelfSigned => (trusted.issue_self_signed(request, key)?, vec![]),
            SpecimenState::IncompleteChain => (trusted.issue(request)?, vec![]),
            SpecimenState::WrongPurpose => (trusted.issue_for(other, request)?, trusted.chain()),
            SpecimenState::BadSignature => {
                let spoilt = trusted.issue_with_bad_signature(request)?;
                (spoilt, trusted.chain())
            }
            SpecimenState::WeakSignature => (trusted.issue_with_sha1(request)?, trusted.chain()),
            _ => (trusted.issue(request)?, trusted.chain()),
        })
    }

    /// Makes many specimens on all cores, in their order; `made` is called once for each.
    ///
    /// # Errors
    ///
    /// The place of the first recipe that cannot be made, and why; see [`make`](Self::make).
    pub fn make_all(
        &self,
        recipes: &[Recipe],
        made: &(dyn Fn() + Sync),
    ) -> Result<Vec<Specimen>, (usize, SpecimenError)> {
        let numbered: Vec<_> = recipes.iter().enumerate().collect();
        parallel::try_map(&numbered, |(at, recipe)| {
            let result = self.make(recipe);
            made();
            result.map_err(|error| (*at, error))
        })
    }

    /// The revocation list (DER) that names these certificates, as of `at`. They were revoked a day
    /// before, or when they began if that is later.
    pub fn crl<'a>(
        &self,
        revoked: impl IntoIterator<Item = &'a Certificate>,
        at: DateTime<Utc>,
    ) -> Vec<u8> {
        let revoked = revoked.into_iter().map(|certificate| {
            let since = certificate.not_before().max(at - Duration::days(1));
            (certificate.serial().clone(), since.min(at))
        });
        let dates = self.list_dates(at);
        self.trusted.crl_of(&revoked.collect(), dates)
    }

    /// The revocation list (DER) of the issuing authority of `stale-crl`, the next of which was due
    /// a day before `at`. It is empty.
    pub fn stale_crl(&self, at: DateTime<Utc>) -> Vec<u8> {
        let next_update = at - Duration::days(STALE_DAYS);
        let this_update = next_update - Duration::days(CRL_DAYS);
        let dates = ListDates {
            this_update,
            next_update,
        };
        self.silent().crl_of(&BTreeMap::new(), dates)
    }

    /// The revocation lists (DER) of every authority that had a part in these specimens, as of
    /// `at`: the issuing authority's first, then those above it up to the root's, then those of the
    /// former issuing authority, of the one that nobody trusts, and of the one whose list is out of
    /// date, where they issued any of them.
    pub fn crls(&self, specimens: &[Specimen], at: DateTime<Utc>) -> Vec<Vec<u8>> {
        let is_revoked = |one: &&Specimen| one.state == SpecimenState::Revoked;
        let revoked = specimens.iter().filter(is_revoked);
        let revoked = revoked.map(|specimen| &specimen.certificate);
        let dates = self.list_dates(at);
        let none = BTreeMap::new();
        let mut crls = vec![self.crl(revoked, at)];
        crls.extend(self.trusted.crls_above_of(dates));
        let states: BTreeSet<_> = specimens.iter().map(|specimen| specimen.state).collect();
        if states.contains(&SpecimenState::ExpiredCa) {
            let former = self
                .trusted
                .with_issuing(FORMER, self.former_key(), Validity::ALWAYS);
            crls.push(former.crl_of(&none, dates));
        }
        if states.contains(&SpecimenState::Untrusted) {
            let unknown = self.unknown();
            crls.push(unknown.crl_of(&none, dates));
            crls.extend(unknown.crls_above_of(dates));
        }
        if states.contains(&SpecimenState::StaleCrl) {
            crls.push(self.stale_crl(at));
        }
        crls
    }

    fn list_dates(&self, at: DateTime<Utc>) -> ListDates {
        ListDates {
            this_update: at,
            next_update: self.list_length.after(at).unwrap_or(LATEST),
        }
    }

    fn client_key(&self, name: &Label, purpose: &str) -> PrivateKey {
        let label = format!("specimen/{name}/{purpose}");
        PrivateKey::generate(self.key_algorithm(), &mut self.seed.stream(&label))
    }

    fn former_key(&self) -> PrivateKey {
        let generate = || {
            let mut stream = self.seed.stream("authority/former/key");
            PrivateKey::generate(self.pki.issuing_key(self.key), &mut stream)
        };
        self.former_key.get_or_init(generate).clone()
    }

    fn silent(&self) -> Authority {
        let generate = || {
            let mut stream = self.seed.stream("authority/silent/key");
            PrivateKey::generate(self.pki.issuing_key(self.key), &mut stream)
        };
        let key = self.silent_key.get_or_init(generate).clone();
        self.trusted.with_issuing(SILENT, key, Validity::ALWAYS)
    }

    fn unknown(&self) -> &Authority {
        self.unknown.get_or_init(|| {
            let seed = self.seed.stream("specimen/untrusted/seed").bytes();
            let seed = Seed::new(u64::from_be_bytes(seed));
            let pki = Pki {
                authorities: AuthorityProfile::pair("kigen Unknown"),
                ..Pki::clone(&self.pki)
            };
            let settings = AuthoritySettings {
                pki,
                key: self.pki.issuing_key(self.key),
                validities: vec![Validity::ALWAYS],
            };
            Authority::new(seed, &settings).expect("a sound PKI is sound under other names")
        })
    }
}
