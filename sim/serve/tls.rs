//! TLS with rustls, on the world's clock: its time is the endpoint's, and its judge of client
//! certificates is [`Judge`].
//!
//! Each connection has a configuration of its own, so that what its client showed and what became
//! of it are known afterwards. Nothing of it is copied but references.

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{
    NoServerSessionStorage, ResolvesServerCert, ServerSessionMemoryCache, StoresServerSessions,
};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{
    DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
    SupportedProtocolVersion,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, UnixTime};

use super::judge::Judge;
use super::manner::Alert;
use super::server_certificate::ServerIdentity;
use super::{CaNames, Manner, Resumption, Settings, TlsVersions};
use crate::certificate::Certificate;
use crate::path::{P521, PathError};

/// How many sessions are kept for clients that may resume them.
const SESSIONS: usize = 256;

/// ring's provider, with its signatures and those of P-521, which ring does not verify.
static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    let mut provider = rustls::crypto::ring::default_provider();
    let known = provider.signature_verification_algorithms;
    let p521: &'static [_] = &P521;
    let all = [known.all, p521].concat().leak();
    let scheme = SignatureScheme::ECDSA_NISTP521_SHA512;
    let mapping = [known.mapping, &[(scheme, &p521[2..])]].concat().leak();
    provider.signature_verification_algorithms = WebPkiSupportedAlgorithms { all, mapping };
    Arc::new(provider)
});

/// What all connections share.
#[derive(Debug)]
pub(super) struct Tls {
    certificate: Arc<dyn ResolvesServerCert>,
    versions: Vec<&'static SupportedProtocolVersion>,
    names: Arc<[DistinguishedName]>,
    manner: Manner,
    resumption: Resumption,
    sessions: Arc<dyn StoresServerSessions>,
}

/// What a client showed, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) certificate: Option<Certificate>,
    /// What it sent along, as far as it can be read.
    pub(super) intermediates: Vec<Certificate>,
    pub(super) verdict: Result<(), PathError>,
}

impl Tls {
    /// For a server that shows this certificate and trusts these roots.
    pub(super) fn new(
        settings: &Settings,
        identity: &ServerIdentity,
        roots: &[Certificate],
    ) -> Result<Self, rustls::Error> {
        let key = PrivateKeyDer::Pkcs8(identity.key.pkcs8().to_vec().into());
        let key = rustls::crypto::ring::sign::any_supported_type(&key)?;
        let chain = vec![CertificateDer::from(identity.certificate.der().to_vec())];
        let names = match settings.ca_names {
            CaNames::None => Vec::new(),
            CaNames::Roots => roots
                .iter()
                .map(|root| DistinguishedName::from(root.subject_der().to_vec()))
                .collect(),
        };
        Ok(Tls {
            certificate: Arc::new(SingleCertAndKey::from(CertifiedKey::new(chain, key))),
            versions: match settings.tls {
                TlsVersions::Both => vec![&TLS13, &TLS12],
                TlsVersions::Tls12 => vec![&TLS12],
                TlsVersions::Tls13 => vec![&TLS13],
            },
            names: names.into(),
            manner: settings.manner,
            resumption: settings.resumption,
            sessions: match settings.resumption {
                Resumption::Refuse => Arc::new(NoServerSessionStorage {}),
                Resumption::Allow => ServerSessionMemoryCache::new(SESSIONS),
            },
        })
    }

    /// Returns how it refuses clients.
    pub(super) fn manner(&self) -> Manner {
        self.manner
    }

    /// Returns the configuration of one connection, and who judges its client.
    pub(super) fn of(
        &self,
        judge: Arc<Judge>,
    ) -> Result<(Arc<ServerConfig>, Arc<Verifier>), rustls::Error> {
        let verifier = Arc::new(Verifier {
            judge: judge.clone(),
            manner: self.manner,
            names: self.names.clone(),
            seen: OnceLock::new(),
        });
        let clock = Arc::new(Clock(judge));
        let mut config = ServerConfig::builder_with_details(PROVIDER.clone(), clock)
            .with_protocol_versions(&self.versions)?
            .with_client_cert_verifier(verifier.clone())
            .with_cert_resolver(self.certificate.clone());
        config.session_storage = self.sessions.clone();
        if self.resumption == Resumption::Refuse {
            config.send_tls13_tickets = 0;
        }
        Ok((Arc::new(config), verifier))
    }
}

/// rustls' clock: the judge's.
#[derive(Debug)]
struct Clock(Arc<Judge>);

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from(self.0.at().timestamp()).unwrap_or(0);
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(
            seconds,
        )))
    }
}

/// Judges the client of one connection.
pub(super) struct Verifier {
    judge: Arc<Judge>,
    manner: Manner,
    names: Arc<[DistinguishedName]>,
    seen: OnceLock<Seen>,
}

impl Verifier {
    /// What the client showed; nothing if it was not asked, because it resumed a session, or had
    /// no certificate.
    pub(super) fn seen(&self) -> Option<&Seen> {
        self.seen.get()
    }

    /// The alert that a client gets for this.
    pub(super) fn alert(&self, why: &PathError) -> Alert {
        self.manner.alert(why, self.judge.at())
    }

    fn judge(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
    ) -> Result<(), PathError> {
        let read = intermediates.iter().map(|der| self.judge.read(der));
        let intermediates: Vec<Certificate> = read.filter_map(Result::ok).collect();
        let (certificate, verdict) = match self.judge.read(end_entity) {
            Err(error) => (None, Err(error)),
            Ok(certificate) => {
                let verdict = self.judge.verdict(&certificate, &intermediates);
                (Some(certificate), verdict)
            }
        };
        let _ = self.seen.set(Seen {
            certificate,
            intermediates,
            verdict: verdict.clone(),
        });
        verdict
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

impl ClientCertVerifier for Verifier {
    fn client_auth_mandatory(&self) -> bool {
        !self.manner.answers_in_http()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.names
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        match self.judge(end_entity, intermediates) {
            Err(why) if !self.manner.answers_in_http() => Err(self.alert(&why).error(&why)),
            _ => Ok(ClientCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &PROVIDER.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &PROVIDER.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        PROVIDER
            .signature_verification_algorithms
            .supported_schemes()
    }
}
