//! RSA keys (RFC 8017): made, read and checked, and signed with.
//!
//! **Architecture invariant:** a key that was read has been checked, so that nothing done with it
//! later can fail. Whether its factors are prime is not checked, which would take longer than all
//! the rest of reading a file.

use crypto_bigint::{U1024, U1536, U2048};
use p256::pkcs8::spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use rsa::pkcs1::der::asn1::Null;
use rsa::pkcs1::der::{Decode, Encode};
use rsa::pkcs1::{RsaPrivateKey as Pkcs1PrivateKey, RsaPublicKey as Pkcs1PublicKey, Version};
use rsa::pkcs8::EncodePrivateKey;
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, Pkcs1v15Sign};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::kind::{Kind, ReadKey, Signer};
use super::prime::{EXPONENT, prime};
use crate::key::{KeyError, PrivateKey, SignatureHash};
use crate::seed::Stream;

/// sha1WithRSAEncryption and the same with SHA-256, SHA-384 and SHA-512, RFC 8017 appendix A.2.4,
/// with their NULL.
const WITH_RSA: [&[u8]; 4] = [
    &[
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00,
    ],
    &[
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00,
    ],
    &[
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c, 0x05, 0x00,
    ],
    &[
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d, 0x05, 0x00,
    ],
];

/// How long a modulus may be. OpenSSL has the same limits; a shorter one has no room for a
/// signature with SHA-256, and a longer one takes seconds.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 512..=16_384;

/// The longest public exponent that the `rsa` crate computes with.
const EXPONENT_BITS_MAX: usize = 33;

/// The kind of key.
pub(in crate::key) struct Rsa;

/// Makes a key with a modulus of 2048 bits.
pub(in crate::key) fn generate_2048(stream: &mut Stream) -> PrivateKey {
    generate::<{ U1024::LIMBS }>(stream)
}

/// Makes a key with a modulus of 3072 bits.
pub(in crate::key) fn generate_3072(stream: &mut Stream) -> PrivateKey {
    generate::<{ U1536::LIMBS }>(stream)
}

/// Makes a key with a modulus of 4096 bits.
pub(in crate::key) fn generate_4096(stream: &mut Stream) -> PrivateKey {
    generate::<{ U2048::LIMBS }>(stream)
}

/// Makes a key whose primes have this many words: p then q, then all that follows from them.
fn generate<const LIMBS: usize>(stream: &mut Stream) -> PrivateKey {
    let p = prime::<LIMBS>(stream);
    let q = loop {
        let q = prime::<LIMBS>(stream);
        if q != p {
            break q;
        }
    };
    let [p, q] = [p, q].map(|prime| BigUint::from_bytes_be(&prime));
    let key = rsa::RsaPrivateKey::from_p_q(p, q, BigUint::from(EXPONENT))
        .expect("two different primes, each coprime to the exponent, make a key");
    let pkcs8 = key
        .to_pkcs8_der()
        .expect("an RSA key always has a PKCS#8 encoding");
    PrivateKey::from_pkcs8(pkcs8.as_bytes()).expect("a key that was just made is sound")
}

impl Kind for Rsa {
    fn algorithm(&self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef {
            // rsaEncryption, RFC 8017 appendix A.1.
            oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
            parameters: Some(Null.into()),
        }
    }

    /// Whatever the parameters are: some programs leave the NULL out.
    fn is(&self, algorithm: &AlgorithmIdentifierRef<'_>) -> bool {
        algorithm.oid == self.algorithm().oid
    }

    fn read(&self, key: &[u8]) -> Result<ReadKey, KeyError> {
        let public = public_half(key)?;
        let key = Pkcs1PrivateKey::from_der(key).map_err(|_| KeyError::Malformed)?;
        let two_primes = key.version() == Version::TwoPrime;
        if two_primes && Numbers::of(&key).make_a_signer()? {
            Ok(ReadKey::Signs(public))
        } else {
            Ok(ReadKey::Held(public))
        }
    }

    fn read_public(&self, bits: &[u8]) -> Result<Vec<u8>, KeyError> {
        Pkcs1PublicKey::from_der(bits).map_err(|_| KeyError::Malformed)?;
        Ok(bits.to_vec())
    }

    fn signer(&self, key: &[u8]) -> Option<Box<dyn Signer>> {
        let key = Pkcs1PrivateKey::from_der(key).expect("the key was read before");
        let Numbers { n, e, d, p, q } = Numbers::of(&key);
        let [d, p, q] = [d, p, q].map(|number| (*number).clone());
        let key = rsa::RsaPrivateKey::from_components(n, e, d, vec![p, q]);
        Some(Box::new(
            key.expect("the numbers were checked when the key was read"),
        ))
    }

    fn windows_provider(&self) -> &'static str {
        "Microsoft Enhanced RSA and AES Cryptographic Provider" // MS_ENH_RSA_AES_PROV
    }

    fn can_encipher(&self) -> bool {
        true
    }

    fn default_hash(&self) -> Option<SignatureHash> {
        Some(SignatureHash::Sha256)
    }

    fn signature_algorithm(&self, hash: Option<SignatureHash>) -> Option<&'static [u8]> {
        Some(hash?.choose(WITH_RSA))
    }

    #[cfg(feature = "rcgen")]
    fn rcgen(&self) -> Option<&'static rcgen::SignatureAlgorithm> {
        Some(&rcgen::PKCS_RSA_SHA256)
    }
}

/// The `RSAPublicKey` of an `RSAPrivateKey`, however many primes it has.
pub(super) fn public_half(key: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key = Pkcs1PrivateKey::from_der(key).map_err(|_| KeyError::Malformed)?;
    let public = Pkcs1PublicKey {
        modulus: key.modulus,
        public_exponent: key.public_exponent,
    };
    public.to_der().map_err(|_| KeyError::Malformed)
}

impl Signer for rsa::RsaPrivateKey {
    /// With factors that are not prime a signature comes out wrong, which `rsa` notices and returns
    /// an error for; then it is zeros, which are nobody's signature either.
    fn sign(&self, hash: Option<SignatureHash>, message: &[u8]) -> Option<Vec<u8>> {
        let hash = hash?;
        let padding = match hash {
            SignatureHash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
            SignatureHash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            SignatureHash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            SignatureHash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        let digest = hash.digest(message);
        // EMSA-PKCS1-v1_5, RFC 8017 section 9.2, step 3.
        let room = padding.prefix.len() + digest.len() + 11;
        let signature = || self.sign(padding, &digest);
        (room <= self.size()).then(|| signature().unwrap_or_else(|_| vec![0; self.size()]))
    }
}

/// The numbers that a key is computed with. Those of RFC 8017 that follow from them are ignored.
struct Numbers {
    n: BigUint,
    e: BigUint,
    d: Zeroizing<BigUint>,
    p: Zeroizing<BigUint>,
    q: Zeroizing<BigUint>,
}

impl Numbers {
    fn of(key: &Pkcs1PrivateKey<'_>) -> Self {
        let secret = |bytes| Zeroizing::new(BigUint::from_bytes_be(bytes));
        Numbers {
            n: BigUint::from_bytes_be(key.modulus.as_bytes()),
            e: BigUint::from_bytes_be(key.public_exponent.as_bytes()),
            d: secret(key.private_exponent.as_bytes()),
            p: secret(key.prime1.as_bytes()),
            q: secret(key.prime2.as_bytes()),
        }
    }

    /// Whether they are of a size to compute with; if so, they are checked for everything that
    /// [`rsa::RsaPrivateKey::from_components`] asks for.
    fn make_a_signer(&self) -> Result<bool, KeyError> {
        let Numbers { n, e, d, p, q } = self;
        let one = BigUint::from(1_u8);
        if !MODULUS_BITS.contains(&n.bits()) || e.bits() > EXPONENT_BITS_MAX {
            return Ok(false);
        }
        // Before anything is multiplied, which takes seconds with numbers of megabytes.
        let in_range = |number: &BigUint| *number > one && number < n;
        let odd = |number: &BigUint| {
            number
                .to_bytes_le()
                .first()
                .is_some_and(|byte| byte & 1 == 1)
        };
        let all_in_range = in_range(e) && in_range(d) && in_range(p) && in_range(q);
        if !all_in_range || !odd(n) || !odd(e) || p == q || &**p * &**q != *n {
            return Err(KeyError::Inconsistent);
        }
        // One modulo each prime less one: raising to e and then to d gives the number back.
        let product = Zeroizing::new(e * &**d);
        let undoes = |prime: &BigUint| &*product % (prime - &one) == one;
        if undoes(p) && undoes(q) {
            Ok(true)
        } else {
            Err(KeyError::Inconsistent)
        }
    }
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1::UintRef;
    use rsa::pkcs8::PrivateKeyInfo;

    use super::*;
    use crate::seed::Seed;

    /// A good key's numbers in the order n, e, d, p, q, changed.
    fn changed(change: impl Fn(&mut [BigUint; 5])) -> Vec<u8> {
        let key = generate_2048(&mut Seed::new(7).stream("rsa"));
        let info = PrivateKeyInfo::from_der(key.pkcs8()).unwrap();
        let good = Pkcs1PrivateKey::from_der(info.private_key).unwrap();
        let Numbers { n, e, d, p, q } = Numbers::of(&good);
        let mut numbers = [n, e, (*d).clone(), (*p).clone(), (*q).clone()];
        change(&mut numbers);
        let bytes = numbers.map(|number| number.to_bytes_be());
        let [n, e, d, p, q] = bytes.each_ref().map(|it| UintRef::new(it).unwrap());
        let key = Pkcs1PrivateKey {
            modulus: n,
            public_exponent: e,
            private_exponent: d,
            prime1: p,
            prime2: q,
            ..good
        };
        key.to_der().unwrap()
    }

    #[test]
    fn numbers_that_make_no_key_are_told_when_they_are_read() {
        let good = Rsa.read(&changed(|_| {}));
        assert!(matches!(good, Ok(ReadKey::Signs(_))));
        let inconsistent: [fn(&mut [BigUint; 5]); 10] = [
            |[n, ..]| *n += 2_u8,
            |[n, ..]| *n += 1_u8,
            |[_, e, ..]| *e += 1_u8,
            |[_, e, ..]| *e = BigUint::from(1_u8),
            |[_, _, d, ..]| *d += 2_u8,
            |[_, _, d, ..]| *d = BigUint::from(0_u8),
            |[n, _, d, ..]| *d += &*n,
            |[.., p, _]| *p += 2_u8,
            |[.., q]| *q = BigUint::from(1_u8),
            |[n, _, _, p, q]| {
                *q = p.clone();
                *n = &*p * &*q;
            },
        ];
        for (number, change) in inconsistent.into_iter().enumerate() {
            let error = Rsa.read(&changed(change));
            assert_eq!(error, Err(KeyError::Inconsistent), "change {number}");
        }
        let out_of_range: [fn(&mut [BigUint; 5]); 3] = [
            |[_, e, ..]| *e = BigUint::from((1_u64 << 33) + 1),
            |[n, ..]| *n = BigUint::from(3_u8 * 5),
            |[n, ..]| *n = BigUint::from(1_u8) << 16_384_usize,
        ];
        for (number, change) in out_of_range.into_iter().enumerate() {
            let held = Rsa.read(&changed(change));
            assert!(matches!(held, Ok(ReadKey::Held(_))), "change {number}");
        }
    }

    /// Multiplying numbers of megabytes would take seconds.
    #[test]
    fn enormous_factors_are_not_multiplied() {
        let long = changed(|[_, _, _, p, q]| {
            *p = BigUint::from(1_u8) << (8_usize << 20);
            *q = p.clone() + 1_u8;
        });
        assert_eq!(Rsa.read(&long), Err(KeyError::Inconsistent));
    }

    /// Two primes of 256 bits: a signature with SHA-512 takes a modulus of 752.
    #[test]
    fn a_hash_that_a_modulus_has_no_room_for_is_not_signed_with() {
        let mut stream = Seed::new(7).stream("rsa");
        let limbs = [(); 2].map(|()| prime::<{ crypto_bigint::U256::LIMBS }>(&mut stream));
        let [p, q] = limbs.map(|prime| BigUint::from_bytes_be(&prime));
        let key = rsa::RsaPrivateKey::from_p_q(p, q, BigUint::from(EXPONENT)).unwrap();
        let key = PrivateKey::from_pkcs8(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        let signs = |hash: &SignatureHash| key.sign_with(*hash, b"a message").is_some();
        assert_eq!(
            SignatureHash::ALL.iter().map(signs).collect::<Vec<_>>(),
            [true, true, false, false]
        );
    }

    #[test]
    fn factors_that_are_no_primes_give_a_signature_of_zeros() {
        let mut stream = Seed::new(7).stream("rsa");
        let [p, q] =
            [(); 2].map(|()| BigUint::from_bytes_be(&prime::<{ U1024::LIMBS }>(&mut stream)));
        let key = rsa::RsaPrivateKey::from_p_q(p, q + 2_u8, BigUint::from(EXPONENT)).unwrap();
        let key = PrivateKey::from_pkcs8(key.to_pkcs8_der().unwrap().as_bytes()).unwrap();
        assert_eq!(key.sign(b"a message"), [0; 256]);
        let signed = key.sign_with(SignatureHash::Sha1, b"a message");
        assert_eq!(signed.unwrap(), [0; 256]);
    }
}
