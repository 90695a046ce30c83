//! A client of a server in the same process: for tests that have none of their own.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};

use super::Server;

/// A client that shows a certificate of the server's world, or none.
#[derive(Clone, Debug)]
pub struct Visitor {
    config: Arc<ClientConfig>,
    ports: Vec<(String, u16)>,
}

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(10);

impl Visitor {
    /// One that shows the certificate of this name, such as `受付01-1`; if there is none, it shows
    /// none. Its clones resume one another's sessions where they may.
    pub fn new(server: &Server, certificate: &str) -> Self {
        let certificates = |name: &str| {
            let pem = server.file(name).unwrap_or_default();
            let read = CertificateDer::pem_slice_iter(&pem);
            read.filter_map(Result::ok).collect::<Vec<_>>()
        };
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates("server-root.pem"));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider knows both versions")
            .with_root_certificates(roots);
        let key = server.file(&format!("{certificate}.key.pem"));
        let key = key.and_then(|pem| PrivateKeyDer::from_pem_slice(&pem).ok());
        let config = match key {
            None => config.with_no_client_auth(),
            Some(key) => config
                .with_client_auth_cert(certificates(&format!("{certificate}.pem")), key)
                .expect("a key of ours fits its certificate"),
        };
        let ports = server.ready().endpoints.iter().filter_map(|endpoint| {
            let port = endpoint.url.trim_end_matches('/').rsplit(':').next()?;
            Some((endpoint.name.clone(), port.parse().ok()?))
        });
        Visitor {
            config: Arc::new(config),
            ports: ports.collect(),
        }
    }

    /// Connects to an endpoint, asks for its page, and returns the whole answer.
    ///
    /// # Errors
    ///
    /// What the server's alert says, or what the operating system does.
    pub fn visit(&self, endpoint: &str) -> io::Result<String> {
        let mut connection = self.connect(endpoint)?;
        connection.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        match connection.read_to_string(&mut answer) {
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => Err(error),
            _ => Ok(answer),
        }
    }

    /// Connects to an endpoint, for who wants to keep the connection open.
    ///
    /// # Errors
    ///
    /// As for [`visit`](Self::visit).
    pub fn connect(&self, endpoint: &str) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let mut ports = self.ports.iter();
        let found = ports.find(|(name, _)| name == endpoint);
        let (_, port) = found.ok_or(io::ErrorKind::NotFound)?;
        let stream = TcpStream::connect(("127.0.0.1", *port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("localhost").expect("it is a name");
        let connection = ClientConnection::new(self.config.clone(), name);
        let connection = connection.map_err(io::Error::other)?;
        Ok(StreamOwned::new(connection, stream))
    }
}
