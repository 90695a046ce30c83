//! What ciphers do to a text, in each mode of NIST SP 800-38A that files are met in.

use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::typenum::Unsigned;
use cbc::cipher::{
    Block, BlockCipher, BlockDecrypt, BlockDecryptMut, BlockEncrypt, BlockEncryptMut,
    BlockSizeUser, KeyInit, KeyIvInit, KeySizeUser, StreamCipher,
};
use rc4::{Rc4, Rc4Core};

/// Whether a text is encrypted or decrypted.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Encrypt,
    Decrypt,
}

/// What there is to say of a cipher in its mode.
pub(super) struct Row {
    /// What PBES2 calls it.
    pub(super) name: &'static str,
    /// How PBES2 names it; empty where it cannot.
    pub(super) oid: &'static [u64],
    /// Name and identifier of the scheme of RFC 7292 appendix C that uses it.
    pub(super) pkcs12: Option<(&'static str, &'static [u64])>,
    /// The `rc2ParameterVersion`; `None` for ciphers other than RC2.
    pub(super) rc2_version: Option<u64>,
    /// Bytes of the key.
    pub(super) key_bytes: usize,
    /// Bytes that a text is padded to a multiple of; 1 where it is not padded.
    pub(super) block_bytes: usize,
    /// Bytes of the initialisation vector.
    pub(super) iv_bytes: usize,
    /// Does it, in place, with a key and a vector of these lengths and whole blocks.
    pub(super) run: fn(Direction, key: &[u8], iv: &[u8], text: &mut [u8]),
}

/// What a block cipher can do.
pub(super) trait Cipher: BlockCipher + BlockEncrypt + BlockDecrypt + KeyInit {}

impl<C: BlockCipher + BlockEncrypt + BlockDecrypt + KeyInit> Cipher for C {}

impl Row {
    /// A block cipher in CBC mode.
    pub(super) const fn cbc<C: Cipher>(name: &'static str, oid: &'static [u64]) -> Self {
        let block_bytes = <C as BlockSizeUser>::BlockSize::USIZE;
        Row {
            name,
            oid,
            pkcs12: None,
            rc2_version: None,
            key_bytes: <C as KeySizeUser>::KeySize::USIZE,
            block_bytes,
            iv_bytes: block_bytes,
            run: cbc::<C>,
        }
    }

    /// A block cipher without a mode.
    pub(super) const fn ecb<C: Cipher>(name: &'static str, oid: &'static [u64]) -> Self {
        Row {
            iv_bytes: 0,
            run: ecb::<C>,
            ..Row::cbc::<C>(name, oid)
        }
    }

    /// A block cipher in CFB mode, with segments of a block.
    pub(super) const fn cfb<C: Cipher>(name: &'static str, oid: &'static [u64]) -> Self {
        Row {
            block_bytes: 1,
            run: cfb::<C>,
            ..Row::cbc::<C>(name, oid)
        }
    }

    /// A block cipher in OFB mode.
    pub(super) const fn ofb<C: Cipher>(name: &'static str, oid: &'static [u64]) -> Self {
        Row {
            block_bytes: 1,
            run: ofb::<C>,
            ..Row::cbc::<C>(name, oid)
        }
    }

    /// A block cipher in CTR mode, whose counter is the whole vector.
    pub(super) const fn ctr<C: Cipher>(name: &'static str, oid: &'static [u64]) -> Self {
        Row {
            block_bytes: 1,
            run: ctr::<C>,
            ..Row::cbc::<C>(name, oid)
        }
    }

    /// RC4.
    pub(super) const fn rc4<Bytes>(name: &'static str, oid: &'static [u64]) -> Self
    where
        Rc4Core<Bytes>: KeyInit,
        Rc4<Bytes>: KeyInit + StreamCipher,
    {
        Row {
            name,
            oid,
            pkcs12: None,
            rc2_version: None,
            key_bytes: <Rc4Core<Bytes> as KeySizeUser>::KeySize::USIZE,
            block_bytes: 1,
            iv_bytes: 0,
            run: |_, key, _, text| started::<Rc4<Bytes>>(key).apply_keystream(text),
        }
    }

    /// The same with a key of this length.
    pub(super) const fn with_key(self, key_bytes: usize) -> Self {
        Row { key_bytes, ..self }
    }

    /// The same, used by a scheme of RFC 7292 appendix C too.
    pub(super) const fn of_pkcs12(self, name: &'static str, number: &'static [u64]) -> Self {
        let pkcs12 = Some((name, number));
        Row { pkcs12, ..self }
    }

    /// RC2 with this `rc2ParameterVersion`.
    pub(super) const fn of_version(self, version: u64) -> Self {
        let rc2_version = Some(version);
        Row {
            rc2_version,
            ..self
        }
    }
}

const LENGTHS: &str = "key, vector and text have the lengths of the cipher";

fn started<C: KeyInit>(key: &[u8]) -> C {
    C::new_from_slice(key).expect(LENGTHS)
}

fn cbc<C: Cipher>(direction: Direction, key: &[u8], iv: &[u8], text: &mut [u8]) {
    match direction {
        Direction::Encrypt => {
            let mut cipher = cbc::Encryptor::<C>::new_from_slices(key, iv).expect(LENGTHS);
            for block in text.chunks_exact_mut(C::block_size()) {
                cipher.encrypt_block_mut(block.into());
            }
        }
        Direction::Decrypt => {
            let cipher = cbc::Decryptor::<C>::new_from_slices(key, iv).expect(LENGTHS);
            let decrypted = cipher.decrypt_padded_mut::<NoPadding>(text);
            decrypted.expect(LENGTHS);
        }
    }
}

fn ecb<C: Cipher>(direction: Direction, key: &[u8], _: &[u8], text: &mut [u8]) {
    let cipher = started::<C>(key);
    for block in text.chunks_exact_mut(C::block_size()) {
        match direction {
            Direction::Encrypt => cipher.encrypt_block(block.into()),
            Direction::Decrypt => cipher.decrypt_block(block.into()),
        }
    }
}

fn cfb<C: Cipher>(direction: Direction, key: &[u8], iv: &[u8], text: &mut [u8]) {
    let cipher = started::<C>(key);
    let mut last = Block::<C>::clone_from_slice(iv);
    for segment in text.chunks_mut(C::block_size()) {
        cipher.encrypt_block(&mut last);
        for (byte, by) in segment.iter_mut().zip(last.iter_mut()) {
            let before = *byte;
            *byte ^= *by;
            *by = match direction {
                Direction::Encrypt => *byte,
                Direction::Decrypt => before,
            };
        }
    }
}

fn ofb<C: Cipher>(_: Direction, key: &[u8], iv: &[u8], text: &mut [u8]) {
    let cipher = started::<C>(key);
    let mut stream = Block::<C>::clone_from_slice(iv);
    for segment in text.chunks_mut(C::block_size()) {
        cipher.encrypt_block(&mut stream);
        add(segment, &stream);
    }
}

fn ctr<C: Cipher>(_: Direction, key: &[u8], iv: &[u8], text: &mut [u8]) {
    let cipher = started::<C>(key);
    let mut counter = Block::<C>::clone_from_slice(iv);
    for segment in text.chunks_mut(C::block_size()) {
        let mut stream = counter.clone();
        cipher.encrypt_block(&mut stream);
        add(segment, &stream);
        for byte in counter.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
    }
}

fn add(text: &mut [u8], stream: &[u8]) {
    text.iter_mut()
        .zip(stream)
        .for_each(|(byte, by)| *byte ^= by);
}
