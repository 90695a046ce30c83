//! The schemes of PKCS#5 before its second version: PBES1, RFC 8018 section 6.1.

use yasna::models::ObjectIdentifier;

use super::cipher::Cipher;
use super::hash::Hash;
use super::oid;

struct Row {
    name: &'static str,
    /// The last arc of the identifier, below that of PKCS#5.
    number: u64,
    hash: Hash,
    cipher: Cipher,
}

super::rows::rows! {
    /// A scheme of PBES1, which derives key and initialisation vector with PBKDF1.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Pbes1: Row {
        /// MD2 and DES.
        Md2Des = row("pbeWithMD2AndDES-CBC", 1, Hash::Md2, Cipher::Des),
        /// MD5 and DES.
        Md5Des = row("pbeWithMD5AndDES-CBC", 3, Hash::Md5, Cipher::Des),
        /// MD2 and RC2 with a key of 64 bits.
        Md2Rc2 = row("pbeWithMD2AndRC2-CBC", 4, Hash::Md2, Cipher::Rc2With64),
        /// MD5 and RC2 with a key of 64 bits.
        Md5Rc2 = row("pbeWithMD5AndRC2-CBC", 6, Hash::Md5, Cipher::Rc2With64),
        /// SHA-1 and DES.
        Sha1Des = row("pbeWithSHA1AndDES-CBC", 10, Hash::Sha1, Cipher::Des),
        /// SHA-1 and RC2 with a key of 64 bits.
        Sha1Rc2 = row("pbeWithSHA1AndRC2-CBC", 11, Hash::Sha1, Cipher::Rc2With64),
    }
}

const fn row(name: &'static str, number: u64, hash: Hash, cipher: Cipher) -> Row {
    Row {
        name,
        number,
        hash,
        cipher,
    }
}

impl Pbes1 {
    /// The scheme with this identifier.
    pub(super) fn of(id: &ObjectIdentifier) -> Option<Self> {
        let number = id.components().strip_prefix(oid::PKCS5)?;
        let mut all = Pbes1::ALL.iter().copied();
        all.find(|scheme| number == [scheme.row().number])
    }

    /// Its identifier.
    pub(super) fn oid(self) -> Vec<u64> {
        [oid::PKCS5, &[self.row().number]].concat()
    }

    /// Its name in RFC 8018.
    pub(super) fn name(self) -> &'static str {
        self.row().name
    }

    /// The hash of PBKDF1.
    pub(super) fn hash(self) -> Hash {
        self.row().hash
    }

    /// The cipher.
    pub(super) fn cipher(self) -> Cipher {
        self.row().cipher
    }
}
