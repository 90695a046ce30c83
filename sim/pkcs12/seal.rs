//! Writing a file.

use std::borrow::Borrow;

use p12::{
    CertBag, ContentInfo, EncryptedContentInfo, EncryptedData, EncryptedPrivateKeyInfo,
    OtherAttribute, PKCS12Attribute, SafeBag, SafeBagKind,
};

use super::contents::{BagAttributes, Contents};
use super::kdf::{Chain, Key};
use super::mac::MacScheme;
use super::oid;
use super::password::Password;
use super::pfx::PFX_VERSION;
use super::profile::EncryptionProfile;
use super::scheme::Scheme;
use super::work::{self, Progress, Work};
use crate::seed::Stream;

/// Writes a PKCS#12 file. Equal arguments give equal bytes.
///
/// As in files from Windows, the keys come first, each encrypted by itself, then the certificates,
/// encrypted together; either is left out when there is none. Both keep the order of `contents`.
///
/// From `stream` are drawn, in this order: for each key the salt and, under PBES2, the
/// initialisation vector; the same for the certificates; the salt of the MAC. The
/// [profile](EncryptionProfile) says how long they are.
pub fn seal(
    contents: &Contents,
    password: &str,
    profile: EncryptionProfile,
    stream: &mut Stream,
) -> Vec<u8> {
    let sealing = Sealing::begin(contents, password, profile, stream);
    work::finish(Progress::Waiting(sealing))
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
        let Contents { keys, certificates } = contents.borrow();
        Sealing {
            key_schemes: keys.iter().map(|_| profile.draw_for_key(stream)).collect(),
            safe_scheme: (!certificates.is_empty()).then(|| profile.draw_for_certificates(stream)),
            mac_scheme: profile.draw_mac(stream),
            password: Password::new(password),
            contents,
        }
    }

    /// The encrypted keys and certificates, and what authenticates them, under keys derived for them.
    fn write(&self, mut material: &[Key]) -> Vec<u8> {
        let Contents { keys, certificates } = self.contents.borrow();
        let mut safes = vec![];
        if !keys.is_empty() {
            let bags = keys.iter().zip(&self.key_schemes).map(|(bag, scheme)| {
                let encrypted_data = scheme.encrypt(take(&mut material, scheme), bag.key.pkcs8());
                SafeBag {
                    bag: SafeBagKind::Pkcs8ShroudedKeyBag(EncryptedPrivateKeyInfo {
                        encryption_algorithm: scheme.identifier(),
                        encrypted_data,
                    }),
                    attributes: attributes(&bag.attributes),
                }
            });
            safes.push(ContentInfo::Data(safe_contents(bags)));
        }
        if let Some(scheme) = &self.safe_scheme {
            let plaintext = safe_contents(certificates.iter().map(|bag| SafeBag {
                bag: SafeBagKind::CertBag(CertBag::X509(bag.certificate.der().to_vec())),
                attributes: attributes(&bag.attributes),
            }));
            safes.push(ContentInfo::EncryptedData(EncryptedData {
                encrypted_content_info: EncryptedContentInfo {
                    content_encryption_algorithm: scheme.identifier(),
                    encrypted_content: scheme.encrypt(take(&mut material, scheme), &plaintext),
                },
            }));
        }
        let content = yasna::construct_der(|w| {
            w.write_sequence_of(|w| safes.iter().for_each(|safe| safe.write(w.next())));
        });

        let [mac_key] = material else {
            unreachable!("the last chain is the MAC's, and the others are used up");
        };
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

impl<C: Borrow<Contents>> Work for Sealing<C> {
    type Outcome = Vec<u8>;

    fn chains(&self) -> Vec<Chain<'_>> {
        let schemes = self.key_schemes.iter().chain(&self.safe_scheme);
        let chains = schemes.flat_map(|scheme| scheme.chains(&self.password));
        chains
            .chain([self.mac_scheme.chain(&self.password)])
            .collect()
    }

    fn step(self, keys: &[Key]) -> Progress<Self> {
        Progress::Done(self.write(keys))
    }
}

/// Takes the next scheme's keys from the front.
fn take<'a>(material: &mut &'a [Key], scheme: &Scheme) -> &'a [Key] {
    let (own, others) = material.split_at(scheme.chain_count());
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
        extended,
    } = attributes;
    let csp_name = csp_name.as_ref().map(|name| OtherAttribute {
        oid: oid::of(oid::CSP_NAME),
        data: vec![yasna::construct_der(|w| w.write_bmp_string(name))],
    });
    let extended = extended.iter().map(|(property, value)| {
        let number = [u64::from(*property)];
        PKCS12Attribute::Other(OtherAttribute {
            oid: oid::of(&[oid::PROPERTIES, &number].concat()),
            data: vec![yasna::construct_der(|w| w.write_bytes(value))],
        })
    });
    let written = [
        local_key_id.clone().map(PKCS12Attribute::LocalKeyId),
        friendly_name.clone().map(PKCS12Attribute::FriendlyName),
        csp_name.map(PKCS12Attribute::Other),
    ];
    written.into_iter().flatten().chain(extended).collect()
}
