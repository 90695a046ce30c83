//! Writing a file.

use std::borrow::Borrow;

use p12::{
    CertBag, ContentInfo, EncryptedContentInfo, EncryptedData, EncryptedPrivateKeyInfo,
    OtherAttribute, PKCS12Attribute, SafeBag, SafeBagKind,
};

use super::cipher::{self, CipherJob};
use super::contents::{BagAttributes, Contents, KeyBag};
use super::job::{self, Job, Poll};
use super::kdf::{Key, KeyDerivation};
use super::mac::MacScheme;
use super::oid;
use super::password::Password;
use super::pfx::PFX_VERSION;
use super::profile::{EncryptionProfile, Stretching};
use super::scheme::Scheme;
use crate::key::KeyFamily;
use crate::seed::Stream;

/// Writes a PKCS#12 file. Equal arguments give equal bytes.
///
/// As in files from Windows, the keys come first, each encrypted by itself, then the certificates,
/// encrypted together; either is left out if empty. Both keep the order of `contents`.
///
/// From `stream` are drawn, in this order: for each key the salt and, under PBES2, the
/// initialisation vector; the same for the certificates; the salt of the MAC. The
/// [profile](EncryptionProfile) says how long they are. The password of a file in which all keys
/// [stand in](crate::key::KeyAlgorithm::StandIn) for real ones is hashed once, whatever it says.
pub fn seal(
    contents: &Contents,
    password: &str,
    profile: EncryptionProfile,
    stream: &mut Stream,
) -> Vec<u8> {
    let sealing = Sealing::begin(contents, password, profile, stream);
    job::finish(Poll::Pending(sealing))
}

/// A file that is being written. Everything random has been drawn.
pub(super) struct Sealing<C> {
    contents: C,
    password: Password,
    key_schemes: Vec<Scheme>,
    safe_scheme: Option<Scheme>,
    mac_scheme: MacScheme,
}

impl<C: Borrow<Contents>> Sealing<C> {
    pub(super) fn begin(
        contents: C,
        password: &str,
        profile: EncryptionProfile,
        stream: &mut Stream,
    ) -> Self {
        let Contents {
            keys, certificates, ..
        } = contents.borrow();
        let stands_in = |bag: &KeyBag| bag.key.family() == KeyFamily::StandIn;
        let stretching = match !keys.is_empty() && keys.iter().all(stands_in) {
            true => Stretching::Once,
            false => Stretching::OfProfile,
        };
        Sealing {
            key_schemes: keys
                .iter()
                .map(|_| profile.draw_for_key(stretching, stream))
                .collect(),
            safe_scheme: (!certificates.is_empty())
                .then(|| profile.draw_for_certificates(stretching, stream)),
            mac_scheme: profile.draw_mac(stretching, stream),
            password: Password::new(password),
            contents,
        }
    }

    /// The schemes, one for each text.
    fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.key_schemes.iter().chain(&self.safe_scheme)
    }

    /// What to encrypt under the keys derived for it: each private key, then all certificates.
    fn plaintexts<'a>(&'a self, mut material: &'a [Key]) -> Vec<CipherJob<'a>> {
        let Contents {
            keys, certificates, ..
        } = self.contents.borrow();
        let mut plaintexts = vec![];
        for (bag, scheme) in keys.iter().zip(&self.key_schemes) {
            plaintexts.push(scheme.plaintext(take(&mut material, scheme), bag.key.pkcs8()));
        }
        if let Some(scheme) = &self.safe_scheme {
            let bags = safe_contents(certificates.iter().map(|bag| SafeBag {
                bag: SafeBagKind::CertBag(CertBag::X509(bag.certificate.der().to_vec())),
                attributes: attributes(&bag.attributes),
            }));
            plaintexts.push(scheme.plaintext(take(&mut material, scheme), &bags));
        }
        plaintexts
    }

    /// Writes the file from its ciphertexts.
    fn write(&self, mut ciphertexts: impl Iterator<Item = Vec<u8>>, mac_key: &Key) -> Vec<u8> {
        let mut encrypted = || ciphertexts.next().expect("each text was encrypted");
        let mut safes = vec![];
        let keys = &self.contents.borrow().keys;
        if !keys.is_empty() {
            let bags = keys
                .iter()
                .zip(&self.key_schemes)
                .map(|(bag, scheme)| SafeBag {
                    bag: SafeBagKind::Pkcs8ShroudedKeyBag(EncryptedPrivateKeyInfo {
                        encryption_algorithm: scheme.identifier(),
                        encrypted_data: encrypted(),
                    }),
                    attributes: attributes(&bag.attributes),
                });
            safes.push(ContentInfo::Data(safe_contents(bags)));
        }
        if let Some(scheme) = &self.safe_scheme {
            safes.push(ContentInfo::EncryptedData(EncryptedData {
                encrypted_content_info: EncryptedContentInfo {
                    content_encryption_algorithm: scheme.identifier(),
                    encrypted_content: encrypted(),
                },
            }));
        }
        let content = yasna::construct_der(|w| {
            w.write_sequence_of(|w| safes.iter().for_each(|safe| safe.write(w.next())));
        });
        yasna::construct_der(|w| {
            w.write_sequence(|w| {
                w.next().write_u8(PFX_VERSION);
                let authenticated = ContentInfo::Data(content.clone());
                authenticated.write(w.next());
                self.mac_scheme.write(mac_key, &content, w.next());
            });
        })
    }
}

impl<C: Borrow<Contents>> Job for Sealing<C> {
    type Outcome = Vec<u8>;

    /// Texts under TripleDES share lanes: 512 of them take the same time as 2.
    const TOGETHER: usize = 128;

    fn derivations(&self) -> Vec<KeyDerivation<'_>> {
        let derivations = self.schemes().flat_map(|it| it.derivations(&self.password));
        derivations
            .chain([self.mac_scheme.derivation(&self.password)])
            .collect()
    }

    fn step(self, keys: &[Key]) -> Poll<Self> {
        let ciphertexts = cipher::encrypt(self.plaintexts(keys));
        Poll::Ready(self.write(ciphertexts.into_iter(), mac_key(keys)))
    }

    fn step_together(ready: Vec<(Self, Vec<Key>)>) -> Vec<Poll<Self>> {
        let plaintexts = ready.iter().flat_map(|(it, keys)| it.plaintexts(keys));
        let mut ciphertexts = cipher::encrypt(plaintexts.collect()).into_iter();
        let files = ready.iter().map(|(it, keys)| {
            let own = ciphertexts.by_ref().take(it.schemes().count());
            Poll::Ready(it.write(own, mac_key(keys)))
        });
        files.collect()
    }
}

fn mac_key(keys: &[Key]) -> &Key {
    keys.last().expect("the last derivation is the MAC's")
}

/// Takes the next scheme's keys from the front.
fn take<'a>(material: &mut &'a [Key], scheme: &Scheme) -> &'a [Key] {
    let (own, others) = material.split_at(scheme.derivation_count());
    *material = others;
    own
}

fn safe_contents(bags: impl Iterator<Item = SafeBag>) -> Vec<u8> {
    yasna::construct_der(|w| w.write_sequence_of(|w| bags.for_each(|bag| bag.write(w.next()))))
}

fn attributes(attributes: &BagAttributes) -> Vec<PKCS12Attribute> {
    let BagAttributes {
        friendly_name,
        local_key_id,
        csp_name,
        machine_key,
        extended,
        trusted,
        unreadable_name: _,
    } = attributes;
    let csp_name = csp_name.as_ref().map(|name| OtherAttribute {
        oid: oid::of(oid::CSP_NAME),
        data: vec![yasna::construct_der(|w| w.write_bmp_string(name))],
    });
    let machine_key = machine_key.then(|| OtherAttribute {
        oid: oid::of(oid::LOCAL_MACHINE_KEYSET),
        data: vec![],
    });
    let extended = extended.iter().map(|(property, value)| {
        let number = [u64::from(*property)];
        PKCS12Attribute::Other(OtherAttribute {
            oid: oid::of(&[oid::PROPERTIES, &number].concat()),
            data: vec![yasna::construct_der(|w| w.write_bytes(value))],
        })
    });
    let trusted = trusted.then(|| OtherAttribute {
        oid: oid::of(oid::TRUSTED_KEY_USAGE),
        data: vec![yasna::construct_der(|w| {
            w.write_oid(&oid::of(oid::ANY_EXTENDED_KEY_USAGE));
        })],
    });
    let written = [
        local_key_id.clone().map(PKCS12Attribute::LocalKeyId),
        friendly_name.clone().map(PKCS12Attribute::FriendlyName),
        csp_name.map(PKCS12Attribute::Other),
        machine_key.map(PKCS12Attribute::Other),
        trusted.map(PKCS12Attribute::Other),
    ];
    written.into_iter().flatten().chain(extended).collect()
}
