//! Who judges paths: the roots that are trusted and the revocation lists, read once for many.

use chrono::{DateTime, Utc};
use rustls_pki_types::CertificateDer;
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use super::{Path, PathError, malformed, never_valid, signatures, unix_time};
use crate::certificate::Certificate;
use crate::pki::Role;

/// What becomes of a certificate whose issuer's revocation list is out of date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StaleLists {
    /// It is refused: nobody knows what was revoked since.
    #[default]
    Refuse,
    /// The old list counts.
    Accept,
}

/// Who judges paths: the roots that are trusted, and the revocation lists.
///
/// ```
/// use kigen::authority::{Authority, AuthoritySettings, Validity};
/// use kigen::key::KeyAlgorithm;
/// use kigen::path::{RelyingParty, StaleLists};
/// use kigen::pki::Pki;
/// use kigen::reason::Reason;
/// use kigen::seed::Seed;
///
/// let always = Validity {
///     not_before: "2020-01-01T00:00:00Z".parse()?,
///     not_after: "2040-01-01T00:00:00Z".parse()?,
/// };
/// let key = KeyAlgorithm::P256;
/// let authority = Authority::new(
///     Seed::new(7),
///     &AuthoritySettings { pki: Pki::default(), key, validities: vec![always] },
/// )?;
/// let party = RelyingParty::new(&[authority.root().clone()], [])?;
/// let at = "2026-03-01T00:00:00Z".parse()?;
/// let refused = party.verify(authority.issuing(), &[], at, StaleLists::Refuse);
/// assert_eq!(refused.map_err(Reason::from), Err(Reason::WrongPurpose)); // it is an authority
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RelyingParty {
    roots: Vec<Certificate>,
    intermediates: Vec<Certificate>,
    crls: Vec<CertRevocationList<'static>>,
}

impl RelyingParty {
    /// One that trusts these roots. A certificate that none of the lists (DER) speaks for counts as
    /// not revoked.
    ///
    /// # Errors
    ///
    /// [`PathError::Malformed`] for a root or a list that webpki cannot read.
    pub fn new<'a>(
        roots: &[Certificate],
        crls: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, PathError> {
        for root in roots {
            let der = CertificateDer::from(root.der());
            anchor_from_trusted_cert(&der).map_err(|error| malformed(&error))?;
        }
        let crls = crls
            .into_iter()
            .map(|crl| OwnedCertRevocationList::from_der(crl).map(CertRevocationList::from));
        Ok(RelyingParty {
            roots: roots.to_vec(),
            intermediates: Vec::new(),
            crls: crls
                .collect::<Result<_, _>>()
                .map_err(|error| malformed(&error))?,
        })
    }

    /// Lets it know these authorities too, as a server does that has them in its configuration.
    /// They are not trusted for that.
    #[must_use]
    pub fn with_intermediates(mut self, intermediates: &[Certificate]) -> Self {
        self.intermediates = intermediates.to_vec();
        self
    }

    /// Judges a certificate for TLS client authentication at `at`, with the authorities that came
    /// with it, in any order. Both ends of a validity are inside it; a revocation list is out of
    /// date from its `nextUpdate` on. What it says of a certificate that it names stays true.
    ///
    /// # Errors
    ///
    /// [`PathError`] for what webpki found first; an end entity's own dates come before everything
    /// else.
    pub fn verify<'a>(
        &self,
        end_entity: &Certificate,
        intermediates: impl IntoIterator<Item = &'a Certificate>,
        at: DateTime<Utc>,
        stale_lists: StaleLists,
    ) -> Result<(), PathError> {
        self.verify_as(Role::Client, end_entity, intermediates, at, stale_lists)
    }

    /// The same for TLS client or server authentication. The names of a server are not looked at.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_as<'a>(
        &self,
        role: Role,
        end_entity: &Certificate,
        intermediates: impl IntoIterator<Item = &'a Certificate>,
        at: DateTime<Utc>,
        stale_lists: StaleLists,
    ) -> Result<(), PathError> {
        let came_along = intermediates.into_iter().cloned();
        let intermediates: Vec<Certificate> = came_along
            .chain(self.intermediates.iter().cloned())
            .collect();
        let path = Path {
            end_entity,
            intermediates: &intermediates,
            roots: &self.roots,
            crls: &[],
        };
        let old_lists_count = || self.judge(role, &path, at, ExpirationPolicy::Ignore);
        let verdict = match stale_lists {
            StaleLists::Accept => old_lists_count(),
            StaleLists::Refuse => match self.judge(role, &path, at, ExpirationPolicy::Enforce) {
                Err(stale @ PathError::StaleRevocationList { .. }) => {
                    old_lists_count().and(Err(stale))
                }
                verdict => verdict,
            },
        };
        verdict.map_err(|error| of_another_root(error, role, &path, at))
    }

    fn judge(
        &self,
        role: Role,
        path: &Path<'_>,
        at: DateTime<Utc>,
        expiration: ExpirationPolicy,
    ) -> Result<(), PathError> {
        never_valid(std::slice::from_ref(path.end_entity)).map_or(Ok(()), Err)?;
        let der = |one: &Certificate| CertificateDer::from(one.der()).into_owned();
        let end_entity = der(path.end_entity);
        let intermediates: Vec<_> = path.intermediates.iter().map(der).collect();
        let roots: Vec<_> = path.roots.iter().map(der).collect();
        let anchors = roots.iter().map(anchor_from_trusted_cert);
        let anchors: Vec<_> = anchors
            .collect::<Result<_, _>>()
            .map_err(|error| malformed(&error))?;
        let crls: Vec<&CertRevocationList<'_>> = self.crls.iter().collect();
        // Without any list there is nothing to check, which webpki expresses as `None`.
        let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|builder| {
            builder
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Allow)
                .with_expiration_policy(expiration)
                .build()
        });
        EndEntityCert::try_from(&end_entity)
            .map_err(|error| path.explain(error, at))?
            .verify_for_usage(
                super::algorithms(path.roots),
                &anchors,
                &intermediates,
                unix_time(at),
                match role {
                    Role::Client => KeyUsage::client_auth(),
                    Role::Server => KeyUsage::server_auth(),
                },
                revocation,
                None,
            )
            .map(|_| ())
            .map_err(|error| path.explain(error, at))
    }
}

/// Two roots may have one name. A signature that does not verify with the key of the trusted one is
/// not damage where the path is sound and leads to another root, which came along.
fn of_another_root(error: PathError, role: Role, path: &Path<'_>, at: DateTime<Utc>) -> PathError {
    if !matches!(
        error,
        PathError::BadSignature | PathError::UnsupportedAlgorithm | PathError::UnsupportedPath
    ) {
        return error;
    }
    let is_root = |one: &Certificate| signatures::is_signed_by(one, one);
    let is_other = |one: &&Certificate| is_root(one) && !path.roots.contains(one);
    let others: Vec<Certificate> = path
        .intermediates
        .iter()
        .filter(is_other)
        .cloned()
        .collect();
    let elsewhere = RelyingParty {
        roots: Vec::new(),
        intermediates: Vec::new(),
        crls: Vec::new(),
    };
    let path = Path {
        roots: &others,
        ..*path
    };
    match elsewhere.judge(role, &path, at, ExpirationPolicy::Ignore) {
        Ok(()) => PathError::Untrusted,
        Err(_) => error,
    }
}
