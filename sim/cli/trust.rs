//! Who judges what `kigen inspect` finds: the roots of `--trust` and the lists of `--crl`.

use std::path::Path;
#[cfg(feature = "serve")]
use std::path::PathBuf;

use super::args::InspectArgs;
use super::error::{CliError, TrustError};
use super::secret;
use kigen::certificate::{Certificate, CertificateKind};
use kigen::inspection::{Finding, Inspector, Source};
use kigen::password::Password;
use kigen::path::RelyingParty;
use kigen::reason::Reason;

const TRUST: &str = "--trust";
const CRL: &str = "--crl";

/// Returns the relying party that trusts these files and folders, and knows these lists. `None` if
/// nothing is to be trusted. Trust stores are opened with their own password or, if none was given,
/// with that of the files to be judged.
pub(super) fn relying_party(
    args: &InspectArgs,
    password: Option<&Password>,
) -> Result<Option<RelyingParty>, CliError> {
    let (trust, crls) = (&args.trust, &args.crls);
    if trust.is_empty() {
        return Ok(None);
    }
    let own = args.trust_password_file.as_deref();
    let own = own.map(secret::password_in).transpose()?;
    let mut inspector = Inspector::new();
    if let Some(password) = own.as_ref().or(password) {
        inspector = inspector.with_password(password.clone());
    }
    let inspector = &inspector;
    let (mut roots, mut others) = (Vec::new(), Vec::new());
    for path in trust {
        let (anchors, rest) = roots_in(path, inspector)?;
        roots.extend(anchors);
        others.extend(rest);
    }
    let mut lists = Vec::new();
    for path in crls {
        lists.extend(lists_in(path, inspector)?);
    }
    let lists = lists.iter().map(Vec::as_slice);
    let party = RelyingParty::new(&roots, lists)
        .map_err(|error| useless(TRUST, &trust[0], TrustError::Unusable(error)))?;
    Ok(Some(party.with_intermediates(&others)))
}

/// Returns the roots that a server trusts beside its world's, the authorities that it knows, and
/// its revocation lists.
#[cfg(feature = "serve")]
pub(super) fn of_server(trust: &[PathBuf], crls: &[PathBuf]) -> Result<Trusted, CliError> {
    let inspector = &Inspector::new();
    let (mut roots, mut others, mut lists) = Trusted::default();
    for path in trust {
        let (anchors, rest) = roots_in(path, inspector)?;
        roots.extend(anchors);
        others.extend(rest);
    }
    for path in crls {
        lists.extend(lists_in(path, inspector)?);
    }
    Ok((roots, others, lists))
}

/// Roots, other authorities, and revocation lists in DER.
#[cfg(feature = "serve")]
type Trusted = (Vec<Certificate>, Vec<Certificate>, Vec<Vec<u8>>);

/// The certificates to be trusted, and the other authorities beside them. Self-signed authorities
/// are trusted; if there are none, any authorities, and if there are none, whatever there is.
fn roots_in(
    path: &Path,
    inspector: &Inspector,
) -> Result<(Vec<Certificate>, Vec<Certificate>), CliError> {
    let found = findings(TRUST, path, inspector)?;
    let certificates = found.into_iter().flat_map(|finding| finding.certificates);
    let (authorities, end_entities): (Vec<_>, Vec<_>) =
        certificates.partition(|one| one.kind() == CertificateKind::Authority);
    let (roots, others): (Vec<_>, Vec<_>) = authorities
        .into_iter()
        .partition(Certificate::is_self_issued);
    let (roots, others) = match (roots.is_empty(), others.is_empty()) {
        (false, _) => (roots, others),
        (true, false) => (others, Vec::new()),
        (true, true) => (end_entities, Vec::new()),
    };
    if roots.is_empty() {
        return Err(useless(TRUST, path, TrustError::NoCertificates));
    }
    Ok((roots, others))
}

/// The revocation lists (DER) of a file or folder, each of which can be used.
fn lists_in(path: &Path, inspector: &Inspector) -> Result<Vec<Vec<u8>>, CliError> {
    let found = findings(CRL, path, inspector)?;
    let lists = found.iter().flat_map(|finding| &finding.revocation_lists);
    let lists: Vec<Vec<u8>> = lists.map(|list| list.der().to_vec()).collect();
    if lists.is_empty() {
        return Err(useless(CRL, path, TrustError::NoLists));
    }
    let usable = RelyingParty::new(&[], lists.iter().map(Vec::as_slice));
    usable.map_err(|error| useless(CRL, path, TrustError::Unusable(error)))?;
    Ok(lists)
}

/// What is found in a file or folder. A file that could not be read to its end is an error: who
/// trusts half of it would refuse what he meant to accept.
fn findings(
    option: &'static str,
    path: &Path,
    inspector: &Inspector,
) -> Result<Vec<Finding>, CliError> {
    let found = inspector.inspect([Source::from(path)]);
    found
        .map(|finding| match finding.outcome.reason() {
            // These are about a key, which nobody needs here.
            None
            | Some(
                Reason::NoPrivateKey
                | Reason::KeyMismatch
                | Reason::CertificateMissing
                | Reason::AmbiguousKey
                | Reason::Empty,
            ) => Ok(finding),
            Some(reason) => {
                let path = Path::new(&finding.name);
                Err(useless(option, path, TrustError::Unread(reason)))
            }
        })
        .collect()
}

fn useless(option: &'static str, path: &Path, error: TrustError) -> CliError {
    CliError::Trust {
        option,
        path: path.to_owned(),
        error,
    }
}
