//! The files that a conversion gives, each read back before it is given out.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Conversion, ConversionError, pem};
use crate::digest::Digest;
use crate::jks::{self, Entry};
use crate::label::Label;
use crate::pkcs12::{CertificateBag, Contents, seal};
use crate::seed::{Seed, Stream};
use crate::specimen::{ContentKind, FileFormat, OutputOptions, SpecimenFile};

impl Conversion {
    /// Returns the files in the formats of `options`, which are called `name`: a PKCS#12 file or
    /// Java key store with everything in it, PEM with all certificates and PEM with all keys, and
    /// in DER a file for each of them. Entries of a key store are dated `at`.
    ///
    /// Equal arguments give equal bytes; salts follow from the seed and from what is converted.
    ///
    /// # Errors
    ///
    /// [`ConversionError::KeyAlone`] where a format has no place for something.
    pub fn files(
        &self,
        name: &Label,
        options: &OutputOptions,
        at: DateTime<Utc>,
        seed: Seed,
    ) -> Result<Vec<SpecimenFile>, ConversionError> {
        let mut files = Vec::new();
        for format in &options.formats {
            match format {
                FileFormat::Pkcs12 => files.push(SpecimenFile {
                    name: format!("{name}.p12"),
                    holds: ContentKind::KeyStore,
                    bytes: self.pkcs12(options, &mut self.stream(seed, "pkcs12")),
                }),
                FileFormat::Jks => files.push(SpecimenFile {
                    name: format!("{name}.jks"),
                    holds: ContentKind::KeyStore,
                    bytes: self.key_store(name, options, at, &mut self.stream(seed, "jks"))?,
                }),
                FileFormat::Pem => files.extend(self.pem(name)),
                FileFormat::Der => files.extend(self.der(name)),
            }
        }
        for file in &files {
            self.prove(file, options)?;
        }
        Ok(files)
    }

    /// What is drawn for one set of keys and certificates is drawn for no other.
    fn stream(&self, seed: Seed, format: &str) -> Stream {
        let keys = self.contents.keys.iter().map(|bag| bag.key.pkcs8());
        let certificates = self.contents.certificates.iter();
        let certificates = certificates.map(|bag| bag.certificate.der());
        let digests = keys
            .chain(certificates)
            .map(|der| Digest::of(der).to_string());
        let all: String = digests.collect();
        seed.stream(&format!(
            "conversion/{}/{format}",
            Digest::of(all.as_bytes())
        ))
    }

    fn pkcs12(&self, options: &OutputOptions, stream: &mut Stream) -> Vec<u8> {
        let contents = Contents {
            keys: self.contents.keys.clone(),
            certificates: self.contents.certificates.clone(),
            ..Contents::default()
        };
        seal(&contents, options.pin.as_str(), options.profile, stream)
    }

    fn key_store(
        &self,
        name: &Label,
        options: &OutputOptions,
        at: DateTime<Utc>,
        stream: &mut Stream,
    ) -> Result<Vec<u8>, ConversionError> {
        let (holdings, rest) = self.holdings();
        let mut aliases = BTreeSet::new();
        let mut alias = |friendly: Option<&String>| {
            let base = friendly
                .map_or(name.as_str(), String::as_str)
                .to_lowercase();
            let mut numbered = (2..).map(|number| format!("{base}-{number}"));
            let mut alias = base.clone();
            while !aliases.insert(alias.clone()) {
                alias = numbered.next().expect("there is always a next number");
            }
            alias
        };
        let mut entries = Vec::new();
        for holding in holdings {
            let own = holding
                .certificates
                .first()
                .ok_or(ConversionError::KeyAlone)?;
            let friendly = own.attributes.friendly_name.as_ref();
            let friendly = friendly.or(holding.key.attributes.friendly_name.as_ref());
            let chain = holding.certificates.iter();
            entries.push(Entry::PrivateKey {
                alias: alias(friendly),
                key: holding.key.key.clone(),
                chain: chain.map(|bag| bag.certificate.clone()).collect(),
            });
        }
        entries.extend(rest.into_iter().map(|bag| Entry::Trusted {
            alias: alias(bag.attributes.friendly_name.as_ref()),
            certificate: bag.certificate.clone(),
        }));
        Ok(jks::seal(&entries, options.pin.as_str(), at, stream))
    }

    /// The certificates of each key and those above it, then the others; then the keys.
    fn pem(&self, name: &Label) -> Vec<SpecimenFile> {
        let mut text = String::new();
        for bag in self.in_order() {
            pem::write(
                &mut text,
                "CERTIFICATE",
                bag.certificate.der(),
                &bag.attributes,
            );
        }
        let certificates = (!text.is_empty()).then(|| SpecimenFile {
            name: format!("{name}.pem"),
            holds: ContentKind::Certificates,
            bytes: text.into_bytes(),
        });
        let mut text = zeroize::Zeroizing::new(String::new());
        for bag in &self.contents.keys {
            pem::write(&mut text, "PRIVATE KEY", bag.key.pkcs8(), &bag.attributes);
        }
        let keys = (!text.is_empty()).then(|| SpecimenFile {
            name: format!("{name}.key.pem"),
            holds: ContentKind::PrivateKey,
            bytes: text.as_bytes().to_vec(),
        });
        certificates.into_iter().chain(keys).collect()
    }

    fn der(&self, name: &Label) -> Vec<SpecimenFile> {
        let numbered = |number: usize| match number {
            1 => name.to_string(),
            number => format!("{name}-{number}"),
        };
        let certificates = (1..).zip(self.in_order());
        let certificates = certificates.map(|(number, bag)| SpecimenFile {
            name: format!("{}.cer", numbered(number)),
            holds: ContentKind::Certificate,
            bytes: bag.certificate.der().to_vec(),
        });
        let keys = (1..).zip(&self.contents.keys);
        let keys = keys.map(|(number, bag)| SpecimenFile {
            name: format!("{}.key.der", numbered(number)),
            holds: ContentKind::PrivateKey,
            bytes: bag.key.pkcs8().to_vec(),
        });
        certificates.chain(keys).collect()
    }

    /// Each certificate once: those of the first key from its own up, and so on.
    fn in_order(&self) -> Vec<&CertificateBag> {
        let (holdings, rest) = self.holdings();
        let mut order: Vec<&CertificateBag> = Vec::new();
        let held = holdings.iter().flat_map(|holding| &holding.certificates);
        for bag in held.copied().chain(rest) {
            if !order.iter().any(|one| one.certificate == bag.certificate) {
                order.push(bag);
            }
        }
        order
    }

    /// Reads a file of ours, and finds in it what was put there.
    fn prove(&self, file: &SpecimenFile, options: &OutputOptions) -> Result<(), ConversionError> {
        let unproved = || ConversionError::Unproved {
            name: file.name.clone(),
        };
        let read = Conversion::read(&file.bytes, options.pin.as_str()).map_err(|_| unproved())?;
        let keys = |it: &Self| -> BTreeSet<Vec<u8>> {
            let keys = it.contents.keys.iter();
            keys.map(|bag| bag.key.pkcs8().to_vec()).collect()
        };
        let certificates = |it: &Self| -> BTreeSet<Vec<u8>> {
            let certificates = it.contents.certificates.iter();
            certificates
                .map(|bag| bag.certificate.der().to_vec())
                .collect()
        };
        let (all_keys, all_certificates) = (keys(self), certificates(self));
        let is_it = match file.holds {
            ContentKind::KeyStore => {
                keys(&read) == all_keys && certificates(&read) == all_certificates
            }
            ContentKind::Certificates => certificates(&read) == all_certificates,
            ContentKind::PrivateKey => {
                !read.contents.keys.is_empty() && keys(&read).is_subset(&all_keys)
            }
            _ => {
                !read.contents.certificates.is_empty()
                    && certificates(&read).is_subset(&all_certificates)
            }
        };
        is_it.then_some(()).ok_or_else(unproved)
    }
}
