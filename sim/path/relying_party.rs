//! Who judges paths: the roots that are trusted and the revocation lists, read once for many.

use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::{
    CertRevocationList, EndEntityCert, ExpirationPolicy, KeyUsage, OwnedCertRevocationList,
    RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy, anchor_from_trusted_cert,
};

use super::{PathError, explain, malformed, unix_time};
use crate::certificate::Certificate;

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
///     &AuthoritySettings { key, root: always, issuing: always },
/// );
/// let party = RelyingParty::new(&[authority.root().clone()], [])?;
/// let at = "2026-03-01T00:00:00Z".parse()?;
/// let refused = party.verify(authority.issuing(), &[], at, StaleLists::Refuse);
/// assert_eq!(refused.map_err(Reason::from), Err(Reason::WrongPurpose)); // it is an authority
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RelyingParty {
    anchors: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
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
        let anchor = |root: &Certificate| {
            let der = CertificateDer::from(root.der());
            anchor_from_trusted_cert(&der).map(|anchor| anchor.to_owned())
        };
        let anchors: Result<_, _> = roots.iter().map(anchor).collect();
        let crls = crls
            .into_iter()
            .map(|crl| OwnedCertRevocationList::from_der(crl).map(CertRevocationList::from));
        Ok(RelyingParty {
            anchors: anchors.map_err(|error| malformed(&error))?,
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
        let ders = intermediates.iter();
        self.intermediates = ders
            .map(|one| CertificateDer::from(one.der()).into_owned())
            .collect();
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
        let intermediates = intermediates.into_iter();
        let mut ders: Vec<_> = intermediates
            .map(|one| CertificateDer::from(one.der()))
            .collect();
        ders.extend(
            self.intermediates
                .iter()
                .map(|der| CertificateDer::from(der.as_ref())),
        );
        let old_lists_count = || self.judge(end_entity, &ders, at, ExpirationPolicy::Ignore);
        match stale_lists {
            StaleLists::Accept => old_lists_count(),
            StaleLists::Refuse => {
                match self.judge(end_entity, &ders, at, ExpirationPolicy::Enforce) {
                    Err(stale @ PathError::StaleRevocationList { .. }) => {
                        old_lists_count().and(Err(stale))
                    }
                    verdict => verdict,
                }
            }
        }
    }

    fn judge(
        &self,
        end_entity: &Certificate,
        intermediates: &[CertificateDer<'_>],
        at: DateTime<Utc>,
        expiration: ExpirationPolicy,
    ) -> Result<(), PathError> {
        let der = CertificateDer::from(end_entity.der());
        let crls: Vec<&CertRevocationList<'_>> = self.crls.iter().collect();
        // Without any list there is nothing to check, which webpki expresses as `None`.
        let revocation = RevocationOptionsBuilder::new(&crls).ok().map(|builder| {
            builder
                .with_depth(RevocationCheckDepth::Chain)
                .with_status_policy(UnknownStatusPolicy::Allow)
                .with_expiration_policy(expiration)
                .build()
        });
        EndEntityCert::try_from(&der)
            .map_err(|error| malformed(&error))?
            .verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &self.anchors,
                intermediates,
                unix_time(at),
                KeyUsage::client_auth(),
                revocation,
                None,
            )
            .map(|_| ())
            .map_err(|error| explain(end_entity, error, at))
    }
}
