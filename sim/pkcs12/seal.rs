//! Writing a file.

use p12::{
    AlgorithmIdentifier, CertBag, ContentInfo, DigestInfo, EncryptedContentInfo, EncryptedData,
    EncryptedPrivateKeyInfo, MacData, OtherAlgorithmIdentifier, OtherAttribute, PFX,
    PKCS12Attribute, SafeBag, SafeBagKind,
};

use super::contents::{BagAttributes, Contents};
use super::kdf::{Key, derive};
use super::mac;
use super::oid;
use super::password::Password;
use super::pfx::PFX_VERSION;
use super::profile::{EncryptionProfile, ITERATIONS, MAC_SALT_BYTES};
use super::scheme::Scheme;
use crate::seed::Stream;

/// Writes a PKCS#12 file. Equal arguments give equal bytes.
///
/// As in files from Windows, the keys come first, each encrypted by itself, then the certificates,
/// encrypted together; either is left out when there is none. Both keep the order of `contents`.
///
/// From `stream` are drawn, in this order: for each key the salt (8 bytes) and, under
/// [`WindowsAes256Sha256`](EncryptionProfile::WindowsAes256Sha256), the initialisation vector (16
/// bytes); the same for the certificates; the salt of the MAC (20 bytes).
pub fn seal(
    contents: &Contents,
    password: &str,
    profile: EncryptionProfile,
    stream: &mut Stream,
) -> Vec<u8> {
    let password = Password::new(password);
    let keys = contents.keys.iter();
    let key_schemes: Vec<Scheme> = keys.map(|_| profile.draw(stream)).collect();
    let safe_scheme = (!contents.certificates.is_empty()).then(|| profile.draw(stream));
    let mac_salt = stream.bytes::<MAC_SALT_BYTES>();
    let mac_hash = profile.mac_hash();

    let schemes = key_schemes.iter().chain(&safe_scheme);
    let mut chains: Vec<_> = schemes
        .flat_map(|scheme| scheme.chains(&password))
        .collect();
    chains.push(mac::chain(
        mac_hash,
        &password,
        &mac_salt,
        ITERATIONS.into(),
    ));
    let material = derive(&chains);
    let mut material = material.as_slice();

    let mut safes = vec![];
    if !contents.keys.is_empty() {
        let bags = contents.keys.iter().zip(&key_schemes).map(|(bag, scheme)| {
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
    if let Some(scheme) = &safe_scheme {
        let plaintext = safe_contents(contents.certificates.iter().map(|bag| SafeBag {
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
    let mac_data = MacData {
        mac: DigestInfo {
            // Windows leaves the NULL parameters out, which p12's own `Sha1` writes.
            digest_algorithm: AlgorithmIdentifier::OtherAlg(OtherAlgorithmIdentifier {
                algorithm_type: oid::of(mac_hash.digest()),
                params: None,
            }),
            digest: mac::sign(mac_hash, mac_key, &content),
        },
        salt: mac_salt.to_vec(),
        iterations: ITERATIONS,
    };
    let pfx = PFX {
        version: PFX_VERSION,
        auth_safe: ContentInfo::Data(content),
        mac_data: Some(mac_data),
    };
    pfx.to_der()
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
