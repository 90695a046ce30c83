//! Which certificate a client program sends when a server asks for one.
//!
//! The server does not choose. It names the authorities it accepts, or none
//! (`certificate_authorities`, RFC 8446 section 4.2.4), and the program picks from its user's own
//! store. A program that finds nothing to its liking sends an empty list, and the server refuses a
//! client without a certificate: the symptom of an expired certificate in a browser.

use std::cmp::Reverse;

use chrono::{DateTime, Duration, Utc};

use super::age::age;
use super::backup::chain_above;
use super::clock::PcClock;
use crate::certificate::{Certificate, Thumbprint};
use crate::store::{CertificateStore, Entry, StoreError, StoreId, StoreName};

/// The user's own certificates.
const MY: StoreId = StoreId::current_user(StoreName::My);

kigen_pkcs12::named! {
    /// How a client program selects the certificate that it sends.
    #[derive(Default)]
    #[non_exhaustive]
    pub enum CertificateSelection: "way to select a certificate" {
        /// The one that expires last, without a look at dates or usages; of two that expire
        /// together, the one that began later (assumed: how the real client selects was not found).
        #[default]
        Latest = "latest",
        /// As Chrome and Edge do on Windows: those that are valid now by the PC's clock, allow
        /// digitalSignature and clientAuth, and lead to an authority that the server names; the one
        /// that expires last first (Chromium, `net/ssl/client_cert_store_win.cc`). What was picked
        /// is remembered until the browser ends or a server refuses it
        /// (`net/ssl/ssl_client_auth_cache.h`, `HttpNetworkTransaction::HandleSSLClientAuthError`;
        /// that it outlives a change of the store: drGrove/mtls-cli#14).
        Browser = "browser",
        /// As .NET does with `ClientCertificateOption.Automatic`: the first in the order of the
        /// store that allows digitalSignature and clientAuth. Neither dates nor the server's
        /// authorities are looked at (dotnet/runtime, `CertificateHelper.cs`).
        DotnetAutomatic = "dotnet-automatic",
        /// The one whose thumbprint was configured, whatever else there is, until somebody changes
        /// the configuration. The first certificate of the store is configured when it comes.
        Pinned = "pinned",
    }
}

/// What decides, beside what is in the store.
#[derive(Clone, Copy, Debug)]
pub struct SelectionContext<'a> {
    /// The names of the authorities that the server accepts, in DER; none if it names none.
    pub authorities: &'a [Vec<u8>],
    /// The certificate that was configured.
    pub pinned: Option<Thumbprint>,
    /// What the PC's clock shows.
    pub shown: DateTime<Utc>,
}

impl CertificateSelection {
    /// Returns the entries of the user's own store that the program would send, the one that it
    /// would send by itself first. All of them point at a key.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from being read.
    pub fn offered<S: CertificateStore + ?Sized>(
        self,
        store: &S,
        context: SelectionContext<'_>,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut entries = store.entries(MY)?;
        entries.retain(|entry| entry.properties.key_container.is_some());
        match self {
            CertificateSelection::Latest => sort_latest_first(&mut entries),
            CertificateSelection::DotnetAutomatic => {
                entries.retain(|entry| allows_handshake(&entry.certificate));
            }
            CertificateSelection::Pinned => {
                entries.retain(|entry| context.pinned == Some(entry.certificate.thumbprint()));
            }
            CertificateSelection::Browser => {
                let mut offered = Vec::with_capacity(entries.len());
                for entry in entries {
                    if is_valid(&entry.certificate, context.shown)
                        && allows_handshake(&entry.certificate)
                        && leads_to(store, &entry.certificate, context.authorities)?
                    {
                        offered.push(entry);
                    }
                }
                entries = offered;
                sort_latest_first(&mut entries);
            }
        }
        Ok(entries)
    }

    /// Returns the first second after `at` at which what is offered may change although nobody
    /// does anything: a validity begins or ends by the PC's clock, or that clock jumps.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from being read.
    pub fn next_change<S: CertificateStore + ?Sized>(
        self,
        store: &S,
        clock: &PcClock,
        at: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        if self != CertificateSelection::Browser {
            return Ok(None);
        }
        let shown = clock.shows(at);
        let entries = store.entries(MY)?;
        let bounds = entries.iter().flat_map(|entry| {
            let after = entry.certificate.not_after() + Duration::seconds(1);
            [entry.certificate.not_before(), after]
        });
        let turns = bounds
            .filter(|bound| *bound > shown)
            .filter_map(|bound| clock.when_shows(bound, at + Duration::seconds(1)));
        Ok(turns.chain(clock.next_change(at)).min())
    }
}

/// Sorts by the end of the validity, the last first; of two that end together, the one that began
/// later comes first.
fn sort_latest_first(entries: &mut [Entry]) {
    entries.sort_by_key(|entry| Reverse(age(entry)));
}

fn is_valid(certificate: &Certificate, at: DateTime<Utc>) -> bool {
    certificate.not_before() <= at && at <= certificate.not_after()
}

fn allows_handshake(certificate: &Certificate) -> bool {
    certificate.allows_digital_signature() && certificate.allows_client_auth()
}

/// Whether an authority of these names issued the certificate, or one above it that the stores
/// hold. No names accept every certificate (RFC 5246 section 7.4.4).
fn leads_to<S: CertificateStore + ?Sized>(
    store: &S,
    certificate: &Certificate,
    authorities: &[Vec<u8>],
) -> Result<bool, StoreError> {
    let named = |certificate: &Certificate| {
        let issuer = certificate.issuer_der();
        authorities.iter().any(|name| name == issuer)
    };
    Ok(authorities.is_empty()
        || named(certificate)
        || chain_above(store, certificate)?.iter().any(named))
}
