//! Whom a certificate is for, where it is not what the PKI says of its clients.

use std::borrow::Cow;

use super::{AlternativeName, ExtendedKeyUsage, HostName, NameTemplate, Pki};

/// The longest common name (RFC 5280 appendix A.1, `ub-common-name`).
const COMMON_NAME_MAX: usize = 64;

kigen_pkcs12::named! {
    /// The part that the holder of a certificate has in TLS.
    #[derive(Default)]
    pub enum Role: "role" {
        /// It connects.
        #[default]
        Client = "client",
        /// It is connected to.
        Server = "server",
    }
}

impl Role {
    /// The purpose of a certificate with which somebody can have this part.
    pub(crate) const fn purpose(self) -> ExtendedKeyUsage {
        match self {
            Role::Client => ExtendedKeyUsage::CLIENT_AUTH,
            Role::Server => ExtendedKeyUsage::SERVER_AUTH,
        }
    }

    /// The other part.
    pub const fn other(self) -> Self {
        match self {
            Role::Client => Role::Server,
            Role::Server => Role::Client,
        }
    }
}

/// Whom a certificate is for. By default it is a client whose names are those that the PKI gives to
/// all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// Its subject, if not the PKI's; for a server, if not the first of its names.
    pub subject: Option<NameTemplate>,
    /// Its alternative names, if not the PKI's; those of a server come on top of what it is found
    /// by.
    pub subject_alt_names: Option<Vec<AlternativeName>>,
    /// For a server, what it is found by; none for a client.
    pub server: Option<Vec<HostName>>,
}

impl Holder {
    /// The part that it has in TLS.
    pub fn role(&self) -> Role {
        match self.server {
            Some(_) => Role::Server,
            None => Role::Client,
        }
    }

    /// Returns the PKI in which this is what is said of everybody.
    pub(crate) fn profile<'a>(&self, pki: &'a Pki) -> Cow<'a, Pki> {
        if *self == Holder::default() {
            return Cow::Borrowed(pki);
        }
        let mut profile = pki.clone();
        if let Some(hosts) = &self.server {
            profile.subject = hosts
                .first()
                .map_or_else(NameTemplate::default, common_name);
            profile.subject_alt_names = hosts.iter().map(HostName::alternative_name).collect();
            let more = self.subject_alt_names.iter().flatten();
            profile.subject_alt_names.extend(more.cloned());
            profile.extended_key_usages = vec![Role::Server.purpose()];
            // What clients may do with their keys is not what servers need.
            profile.key_usages = None;
        } else if let Some(names) = &self.subject_alt_names {
            profile.subject_alt_names = names.clone();
        }
        if let Some(subject) = &self.subject {
            profile.subject = subject.clone();
        }
        Cow::Owned(profile)
    }
}

/// The name of a server as its subject; none where it is too long for that.
fn common_name(host: &HostName) -> NameTemplate {
    if host.as_str().len() > COMMON_NAME_MAX {
        return NameTemplate::default();
    }
    let name = format!("CN={host}").parse();
    name.expect("a host name has no characters that stand for something else")
}
