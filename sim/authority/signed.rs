//! Certificates and revocation lists: rcgen writes what they say, and a key of ours signs it.
//!
//! rcgen has no P-521, a choice of its own of which hash goes with which key, and no names with a
//! type twice. So it is given a key without bits, which signs nothing, and what it wrote is taken
//! apart: names, public key, algorithm and signature are put in here.

use rcgen::{CertificateRevocationListParams, Issuer};

use crate::key::{PrivateKey, PublicKey, SignatureHash};
use crate::pki::Contents;

/// Where `signature` is in a `TBSCertificate` of version 3 (RFC 5280 section 4.1).
const SIGNATURE: usize = 2;

/// Where `issuer` is in it.
const ISSUER: usize = 3;

/// Where `subject` is in it.
const SUBJECT: usize = 5;

/// Where `subjectPublicKeyInfo` is in it.
const PUBLIC_KEY: usize = 6;

/// Where `signature` is in a `TBSCertList` of version 2 (RFC 5280 section 5.1).
const SIGNATURE_OF_LIST: usize = 1;

/// Where `issuer` is in it.
const ISSUER_OF_LIST: usize = 2;

/// Who signs, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signing<'a> {
    /// What the issuer's own certificate says; none for one that is signed with its own key.
    pub(super) issuer: Option<&'a Contents>,
    /// The issuer's key.
    pub(super) key: &'a PrivateKey,
    /// With which hash; none for that of the key's family.
    pub(super) hash: Option<SignatureHash>,
}

impl Signing<'_> {
    /// Returns the certificate of a public key, in DER.
    pub(super) fn certificate(&self, contents: &Contents, subject: &PublicKey) -> Vec<u8> {
        let Contents { params, .. } = contents;
        let written = match self.issuer {
            None => params.self_signed(&NoKey),
            Some(issuer) => params.signed_by(&NoKey, &Issuer::from_params(&issuer.params, NoKey)),
        };
        let written = written.expect("what a PKI states can always be written");
        let mut fields = to_be_signed(written.der());
        fields[ISSUER] = self.issuer.unwrap_or(contents).subject.clone();
        fields[SUBJECT] = contents.subject.clone();
        fields[PUBLIC_KEY] = subject.spki_der();
        self.sign(fields, SIGNATURE)
    }

    /// Returns a revocation list in DER. It takes an issuer.
    pub(super) fn list(&self, params: &CertificateRevocationListParams) -> Vec<u8> {
        let issuer = self.issuer.expect("a list has an issuer");
        let written = params.signed_by(&Issuer::from_params(&issuer.params, NoKey));
        let written = written.expect("an authority may sign lists");
        let mut fields = to_be_signed(written.der());
        fields[ISSUER_OF_LIST] = issuer.subject.clone();
        self.sign(fields, SIGNATURE_OF_LIST)
    }

    fn sign(&self, mut fields: Vec<Vec<u8>>, algorithm_at: usize) -> Vec<u8> {
        let Signing { key, hash, .. } = self;
        let family = key.family();
        let algorithm = match hash {
            None => family.signature_algorithm(),
            Some(hash) => family.signature_algorithm_with(*hash),
        };
        let algorithm =
            algorithm.expect("authorities have keys that sign with what they are told to");
        fields[algorithm_at] = algorithm.to_vec();
        let tbs = sequence(&fields);
        let signature = match hash {
            None => Some(key.sign(&tbs)),
            Some(hash) => key.sign_with(*hash, &tbs),
        };
        let signature = signature.expect("a key signs with each algorithm of its family");
        let signature = yasna::construct_der(|w| {
            w.write_bitvec_bytes(&signature, signature.len() * 8);
        });
        sequence(&[tbs, algorithm.to_vec(), signature])
    }
}

/// What stands in for a key while rcgen writes.
struct NoKey;

impl rcgen::PublicKeyData for NoKey {
    fn der_bytes(&self) -> &[u8] {
        &[]
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl rcgen::SigningKey for NoKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(Vec::new())
    }
}

/// The fields of what is signed in a certificate or a list.
fn to_be_signed(der: &[u8]) -> Vec<Vec<u8>> {
    let [tbs, ..] = &elements(der)[..] else {
        unreachable!("certificates and lists begin with what is signed");
    };
    elements(tbs)
}

/// Returns the DER of each element of a SEQUENCE of ours.
fn elements(sequence: &[u8]) -> Vec<Vec<u8>> {
    yasna::parse_der(sequence, |reader| {
        reader.collect_sequence_of(|reader| reader.read_der())
    })
    .expect("what rcgen writes is made of sequences")
}

fn sequence(elements: &[Vec<u8>]) -> Vec<u8> {
    yasna::construct_der(|w| {
        w.write_sequence(|w| {
            for element in elements {
                w.next().write_der(element);
            }
        });
    })
}
