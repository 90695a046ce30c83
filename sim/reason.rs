//! The closed list of reasons why something was refused.
//!
//! A reason has one stable kebab-case code, which scenarios, reports and exit messages share, one
//! sentence in each language, and the Win32 or HRESULT value Windows reports where it has one.
//! Where Windows reports the same value for different causes, we do not.

pub(crate) mod from;
mod rows;

use std::fmt;
use std::str::FromStr;

use crate::lang::Lang;
use rows::{ROWS, Row};

/// Why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// `not-yet-valid`: the certificate is not valid yet. The time is before `not_before`.
    NotYetValid,
    /// `expired`: the certificate has expired. The time is after `not_after`.
    Expired,
    /// `authority-expired`: a certificate of the issuing authority is outside its validity. An intermediate certificate is outside its validity, the client's is not.
    AuthorityExpired,
    /// `revoked`: the certificate has been revoked. On the issuer's certificate revocation list.
    Revoked,
    /// `untrusted`: the certificate does not lead to a trusted root. No path to a trust anchor.
    Untrusted,
    /// `wrong-purpose`: the certificate is not meant for client authentication. The key usages do not allow it.
    WrongPurpose,
    /// `bad-signature`: a signature in the chain does not verify. A certificate or a list was changed, or signed with another key.
    BadSignature,
    /// `malformed`: the file is damaged, or is not what it should be. Bytes that are not the structure they should be.
    Malformed,
    /// `wrong-password`: the password is wrong. The MAC does not fit the password.
    WrongPassword,
    /// `unsupported-algorithm`: the file uses an algorithm that is not supported. Well-formed, but encrypted, authenticated or keyed in a way not known here.
    UnsupportedAlgorithm,
    /// `unsupported-format`: the file is of a kind that is not read here. A Java key store, for example; it can be converted.
    UnsupportedFormat,
    /// `limit-exceeded`: the file asks for more than the limits allow. Refused before the work was done.
    LimitExceeded,
    /// `no-private-key`: there is no private key. Certificates, but no key to use them with.
    NoPrivateKey,
    /// `key-mismatch`: the private key does not belong to the certificate. Windows does not notice this at import; the first use fails.
    KeyMismatch,
    /// `invalid-pin`: the PIN is not four half-width digits. The text is no [`Pin`](crate::pin::Pin).
    InvalidPin,
    /// `pins-differ`: the two PINs are not the same. The export wizard asks twice.
    PinsDiffer,
    /// `already-exists`: the certificate is in the store already. Refused by the add disposition.
    AlreadyExists,
    /// `not-found`: there is no such certificate in the store. No entry with that thumbprint.
    NotFound,
    /// `not-exportable`: the private key may not be exported. The key was imported without “exportable”.
    NotExportable,
    /// `ambiguous-key`: two certificates of the file claim the same private key. Windows imports nothing of such a file.
    AmbiguousKey,
    /// `key-missing`: the certificate points at a private key that is not there. The key container was deleted.
    KeyMissing,
    /// `key-locked`: the private key is strongly protected, and nobody answered its prompt. A program that may not ask gets this.
    KeyLocked,
    /// `invalid-argument`: a value is none of those that are allowed. An add disposition that does not exist, for example.
    InvalidArgument,
    /// `access-denied`: access was denied. The rights on a file or folder do not allow it.
    AccessDenied,
    /// `store-busy`: another program is using the store; try again. It was waited for, and did not finish.
    StoreBusy,
    /// `store-damaged`: the store is damaged. A file of it is missing, or is not what was written.
    StoreDamaged,
    /// `store-version`: the store is of a version that this program does not know. A newer kigen wrote it.
    StoreVersion,
    /// `unwritable`: the file cannot be written. The operating system refused, for another reason than rights or space.
    Unwritable,
    /// `root-declined`: the security warning for the root certificate was answered with No. Windows' code for this is assumed.
    RootDeclined,
    /// `file-exists`: a file of that name exists and is kept. The backup would have replaced a file.
    FileExists,
    /// `file-not-found`: there is no such file. Nothing of that name on the PC or among the backups.
    FileNotFound,
    /// `unreadable`: the file cannot be read. The operating system refused, for another reason than that there is no such file.
    Unreadable,
    /// `renewal-not-open`: it is too early to renew: renewal opens 90 days before expiry, unless set otherwise. Before the renewal window.
    RenewalNotOpen,
    /// `renewal-closed`: an expired certificate cannot be renewed; apply for a new one. After `not_after`.
    RenewalClosed,
    /// `no-letter`: the notice with the ID and password has not arrived. Nothing to log in to the download site with.
    NoLetter,
    /// `download-closed`: the notice is too old: downloads close 180 days after it was issued, unless set otherwise. Apply again.
    DownloadClosed,
    /// `no-certificate`: the PC has no certificate for the service. The Windows user's store holds none with its key.
    NoCertificate,
    /// `no-notice`: there is no notice on the screen. The MPKI client has nothing to say, or was read already.
    NoNotice,
    /// `unreachable`: the other side cannot be reached; try again later. The portal or the authority is down.
    Unreachable,
    /// `power-cut`: the power failed in the middle. The PC went off between two steps; it can be tried again.
    PowerCut,
    /// `disk-full`: the disk is full; nothing was written. No part of the file is left behind.
    DiskFull,
    /// `pc-dead`: the PC is broken and does not start. It takes a new PC.
    PcDead,
    /// `nobody-in`: nobody was in to sign for the letter; an absence slip was left. Registered mail is handed over against a signature.
    NobodyIn,
    /// `letter-lost`: the letter was lost. It never arrives.
    LetterLost,
    /// `letter-returned`: the letter was not collected and went back. The post keeps a registered letter for seven days.
    LetterReturned,
    /// `no-account`: the facility has no account on the portal. Open one, or apply through the closed network.
    NoAccount,
    /// `no-application`: there is no application for this PC. Nothing to inquire about or to cancel.
    NoApplication,
    /// `too-late-to-cancel`: the notice has been issued; the application can no longer be cancelled. After the dispatch.
    TooLateToCancel,
}

/// What Windows calls a failure: the name of the constant and its value as an HRESULT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Win32 {
    /// The constant in Windows' headers.
    pub name: &'static str,
    /// Its value; plain Win32 errors are given as HRESULTs (`0x8007….`).
    pub hresult: u32,
}

impl Reason {
    /// Every reason, in a fixed order.
    pub fn all() -> impl Iterator<Item = Reason> {
        ROWS.iter().map(|row| row.reason)
    }

    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The stable code: what scenario files expect and reports say.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The sentence for people, without a full stop.
    pub fn sentence(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.row().ja,
            Lang::En => self.row().en,
        }
    }

    /// What Windows reports in this case, where it has a code for it.
    pub fn win32(self) -> Option<Win32> {
        self.row().win32
    }
}

impl fmt::Display for Reason {
    /// The code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Reason {}

/// A text that is no reason code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no reason code `{code}`{}", near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownReason {
    /// What was given.
    pub code: String,
    /// The code it may have been meant to be.
    pub near: Option<Reason>,
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Reason::all()
            .find(|reason| reason.code() == code)
            .ok_or_else(|| UnknownReason {
                code: code.to_owned(),
                near: Reason::all().find(|reason| is_near(reason.code(), code)),
            })
    }
}

/// Whether the given text was probably meant to be `code`: the same letters in another spelling, or
/// the same beginning.
fn is_near(code: &str, given: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        let plain = text.chars().filter(char::is_ascii_alphabetic);
        plain.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let (code, given) = (letters(code), letters(given));
    let shared = code.iter().zip(&given).take_while(|(a, b)| a == b).count();
    shared >= 4 && shared + 3 >= code.len().min(given.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_rows_stand_in_the_order_of_the_enum() {
        for (at, row) in ROWS.iter().enumerate() {
            assert_eq!(row.reason as usize, at, "{}", row.code);
        }
    }

    #[test]
    fn codes_are_kebab_case_differ_and_read_back() {
        let mut seen = BTreeSet::new();
        for reason in Reason::all() {
            let code = reason.code();
            assert!(
                code.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{code}"
            );
            assert!(seen.insert(code), "{code} stands twice");
            assert_eq!(code.parse(), Ok(reason));
        }
    }

    #[test]
    fn every_reason_has_a_sentence_of_its_own_in_both_languages() {
        let mut seen = BTreeSet::new();
        for reason in Reason::all() {
            for lang in [Lang::Ja, Lang::En] {
                let sentence = reason.sentence(lang);
                assert!(!sentence.ends_with(['.', '。']), "{sentence}");
                assert!(seen.insert(sentence), "{sentence} stands twice");
                let japanese = sentence.chars().any(|c| ('ぁ'..='ヿ').contains(&c));
                assert_eq!(japanese, lang == Lang::Ja, "{sentence}");
            }
        }
    }

    #[test]
    fn an_unknown_code_is_told_its_neighbour() {
        let error = "wrong_password".parse::<Reason>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no reason code `wrong_password`; did you mean `wrong-password`?"
        );
        let error = "expird".parse::<Reason>().unwrap_err();
        assert_eq!(error.near, Some(Reason::Expired));
        let error = "nonsense".parse::<Reason>().unwrap_err();
        assert_eq!(error.to_string(), "there is no reason code `nonsense`");
    }
}
