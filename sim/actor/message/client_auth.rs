//! What a PC shows when it connects.

use chrono::{DateTime, Duration, Utc};

use crate::certificate::Certificate;
use crate::key::PublicKey;
use crate::path::{Path, PathError};
use crate::store::{Entry, KeyInfo};

/// What a PC shows when it connects.
#[derive(Clone, Debug)]
pub(crate) struct ClientAuth {
    pub(crate) certificate: Certificate,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) possession: Possession,
}

/// What a PC would show, before it proves that it has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientOffer {
    /// The entry of the certificate in its store.
    pub(crate) entry: Entry,
    pub(crate) intermediates: Vec<Certificate>,
    /// What the store says of the key.
    pub(crate) key: KeyInfo,
}

impl ClientOffer {
    /// The first seconds at which a certificate of the path is, or is no longer, within its dates.
    pub(crate) fn bounds(&self) -> Vec<DateTime<Utc>> {
        let path = self.intermediates.iter().chain([&self.entry.certificate]);
        path.flat_map(|one| [one.not_before(), one.not_after() + Duration::seconds(1)])
            .collect()
    }

    /// The same with a proof.
    pub(crate) fn proved(self, possession: Possession) -> ClientAuth {
        ClientAuth {
            certificate: self.entry.certificate,
            intermediates: self.intermediates,
            possession,
        }
    }
}

/// Evidence that a PC has the private key of a certificate.
#[derive(Clone, Debug)]
pub(crate) enum Possession {
    /// It signed something.
    Signed {
        challenge: Vec<u8>,
        signature: Vec<u8>,
    },
    /// It would sign if somebody were there to allow it: this is the public half of the key. The
    /// world, which looks on from outside, takes that for a proof.
    Stated(PublicKey),
}

impl Possession {
    /// Checks that the key is the one at the end of the path.
    pub(crate) fn verify(&self, path: &Path<'_>) -> Result<(), PathError> {
        match self {
            Possession::Signed {
                challenge,
                signature,
            } => path.verify_possession(challenge, signature),
            Possession::Stated(key) if key.bits() == path.end_entity.public_key_bits() => Ok(()),
            Possession::Stated(_) => Err(PathError::KeyMismatch),
        }
    }
}
