//! What a certificate says: rcgen's description of it, and its subject in DER.

use chrono::{DateTime, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CrlDistributionPoint, CustomExtension, DistinguishedName,
    DnType, IsCa, KeyIdMethod, KeyUsagePurpose, SerialNumber,
};
use time::OffsetDateTime;
use x509_cert::der::Encode;
use x509_cert::der::asn1::{Ia5String, Ia5StringRef};
use x509_cert::ext::pkix::certpolicy::PolicyInformation;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{AccessDescription, AuthorityInfoAccessSyntax, CertificatePolicies};

use super::oid::Oid;
use super::url::Url;
use super::{ExtendedKeyUsage, Pki, PkiError, Subject};
use crate::certificate;
use crate::key::PublicKey;

const CERTIFICATE_POLICIES: Oid = Oid::new("2.5.29.32");
const AUTHORITY_INFO_ACCESS: Oid = Oid::new("1.3.6.1.5.5.7.1.1");
const OCSP: Oid = Oid::new("1.3.6.1.5.5.7.48.1");
const CA_ISSUERS: Oid = Oid::new("1.3.6.1.5.5.7.48.2");

/// Netscape's comment, which every reader passes over and OpenSSL shows.
const COMMENT: Oid = Oid::new("2.16.840.1.113730.1.13");

/// What a name holds that says by itself that it is not a real one.
const MARK: &[u8] = b"(simulated)";

/// What a certificate says otherwise.
const REMARK: &str = "Simulated by kigen, for tests only";

/// The dates and numbers of one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Particulars<'a> {
    pub(crate) serial: &'a certificate::SerialNumber,
    pub(crate) not_before: DateTime<Utc>,
    pub(crate) not_after: DateTime<Utc>,
    pub(crate) public_key: &'a PublicKey,
}

/// What a certificate says.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    /// All but the names of subject and issuer: rcgen knows no name with a type twice.
    pub(crate) params: CertificateParams,
    /// The subject's name, in DER.
    pub(crate) subject: Vec<u8>,
}

impl Pki {
    /// What the certificate of the authority at this place says, the root being at 0, whose key is
    /// the one with this number, counted from 1.
    pub(crate) fn authority(
        &self,
        at: usize,
        number: usize,
        particulars: &Particulars<'_>,
    ) -> Result<Contents, PkiError> {
        let profile = self.authorities.get(at).ok_or(PkiError::Authorities)?;
        let below = self.authorities.len() - at - 1;
        // No more than a handful is allowed.
        let below = u8::try_from(below).unwrap_or(u8::MAX);
        let mut contents = begun(
            profile
                .subject
                .of_generation(number)
                .fill(&Subject::default())?,
            particulars,
        );
        let params = &mut contents.params;
        // A root may always have one beneath it, such as the former authority of a specimen.
        let below = if at == 0 { below.max(1) } else { below };
        let path_length = profile.path_length.unwrap_or(below);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path_length));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        // A root's would point at itself, and RFC 5280 section 4.2.1.1 allows omitting it.
        params.use_authority_key_identifier_extension = at > 0;
        contents.extend(policies(&profile.policies));
        Ok(contents.marked())
    }

    /// What a client's certificate says, with these purposes.
    pub(crate) fn end_entity(
        &self,
        subject: &Subject,
        purposes: &[ExtendedKeyUsage],
        particulars: &Particulars<'_>,
    ) -> Result<Contents, PkiError> {
        let mut contents = begun(self.subject.fill(subject)?, particulars);
        let params = &mut contents.params;
        let names = self.subject_alt_names.iter();
        params.subject_alt_names = names
            .map(|name| name.fill(subject))
            .collect::<Result<_, _>>()?;
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = self.key_usages(particulars.public_key);
        params.extended_key_usages = purposes.iter().map(|purpose| purpose.purpose()).collect();
        params.crl_distribution_points = match self.crl_distribution_points.as_slice() {
            [] => Vec::new(),
            urls => vec![CrlDistributionPoint {
                uris: urls.iter().map(Url::to_string).collect(),
            }],
        };
        params.use_authority_key_identifier_extension = true;
        contents.extend(policies(&self.policies));
        contents.extend(access(&self.ocsp, &self.ca_issuers));
        Ok(contents.marked())
    }

    /// RFC 5280 section 4.2.1.3.
    fn key_usages(&self, public_key: &PublicKey) -> Vec<KeyUsagePurpose> {
        if let Some(usages) = &self.key_usages {
            return usages.iter().map(|usage| usage.purpose()).collect();
        }
        let enciphering = public_key.family().can_encipher();
        let enciphering = enciphering.then_some(KeyUsagePurpose::KeyEncipherment);
        [KeyUsagePurpose::DigitalSignature]
            .into_iter()
            .chain(enciphering)
            .collect()
    }
}

impl Contents {
    fn extend(&mut self, extension: Option<CustomExtension>) {
        self.params.custom_extensions.extend(extension);
    }

    /// Says that it is simulated, unless its name does.
    fn marked(mut self) -> Self {
        let is_marked = self.subject.windows(MARK.len()).any(|part| part == MARK);
        if !is_marked {
            let remark = Ia5StringRef::new(REMARK).and_then(|remark| remark.to_der());
            let remark = remark.expect("the remark is ASCII");
            self.extend(Some(extension(COMMENT, remark)));
        }
        self
    }
}

/// What all certificates say.
fn begun(subject: Vec<u8>, particulars: &Particulars<'_>) -> Contents {
    let mut params = CertificateParams::default();
    params.not_before = offset(particulars.not_before);
    params.not_after = offset(particulars.not_after);
    params.serial_number = Some(SerialNumber::from_slice(particulars.serial.as_bytes()));
    params.subject_alt_names = Vec::new();
    // rcgen marks alternative names as critical where they stand alone.
    params.distinguished_name = DistinguishedName::new();
    if !is_empty_sequence(&subject) {
        params
            .distinguished_name
            .push(DnType::CommonName, "takes the place of the subject");
    }
    params.name_constraints = None;
    params.custom_extensions = Vec::new();
    params.key_identifier_method =
        KeyIdMethod::PreSpecified(particulars.public_key.identifier().to_vec());
    Contents { params, subject }
}

fn is_empty_sequence(der: &[u8]) -> bool {
    der == [0x30, 0]
}

/// RFC 5280 section 4.2.1.4.
fn policies(policies: &[Oid]) -> Option<CustomExtension> {
    let policies: Vec<_> = policies
        .iter()
        .map(|policy| PolicyInformation {
            policy_identifier: policy.get(),
            policy_qualifiers: None,
        })
        .collect();
    let der = CertificatePolicies(policies.clone()).to_der();
    let der = der.expect("identifiers can be written");
    (!policies.is_empty()).then(|| extension(CERTIFICATE_POLICIES, der))
}

/// RFC 5280 section 4.2.2.1.
fn access(ocsp: &[Url], ca_issuers: &[Url]) -> Option<CustomExtension> {
    let places = |method: Oid, urls: &[Url]| {
        let places = urls.iter().map(|url| AccessDescription {
            access_method: method.get(),
            access_location: GeneralName::UniformResourceIdentifier(
                Ia5String::new(url.as_str()).expect("addresses are ASCII"),
            ),
        });
        places.collect::<Vec<_>>()
    };
    let places = [places(OCSP, ocsp), places(CA_ISSUERS, ca_issuers)].concat();
    let der = AuthorityInfoAccessSyntax(places.clone()).to_der();
    let der = der.expect("addresses can be written");
    (!places.is_empty()).then(|| extension(AUTHORITY_INFO_ACCESS, der))
}

fn extension(kind: Oid, der: Vec<u8>) -> CustomExtension {
    CustomExtension::from_oid_content(&kind.arcs(), der)
}

/// Returns rcgen's type for a second. X.509 has no finer dates, and neither have we.
pub(crate) fn offset(at: DateTime<Utc>) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at.timestamp())
        .expect("the years of a world are well inside those of the type")
}
