//! The list itself: a code, the Win32 constant if Windows has one, a sentence in English. The book
//! of sentences has the other languages.

use super::Win32;

/// What the list says of one reason.
pub(super) struct Row {
    pub(super) code: &'static str,
    pub(super) win32: Option<Win32>,
    pub(super) sentence: &'static str,
    pub(super) explanation: &'static str,
}

/// Makes the enum, its doc lines and its rows from one list, so that each reason is in one place.
macro_rules! reasons {
    ($(
        #[doc = $explanation:literal]
        $reason:ident = $code:literal $(, $constant:ident $hresult:literal)? { $sentence:literal }
    )+) => {
        /// Why something was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = concat!("`", $code, "`: ", $sentence, ".", $explanation)]
                $reason,
            )+
        }

        /// Every reason, in the order of the list.
        pub(super) const ALL: &[Reason] = &[$(Reason::$reason),+];

        impl Reason {
            pub(super) const fn row(self) -> Row {
                match self {
                    $(Reason::$reason => Row {
                        code: $code,
                        win32: win32!($($constant $hresult)?),
                        sentence: $sentence,
                        explanation: $explanation,
                    },)+
                }
            }
        }
    };
}

/// The constant that Windows has for a reason, if any.
macro_rules! win32 {
    () => {
        None
    };
    ($constant:ident $hresult:literal) => {
        Some(Win32 {
            name: stringify!($constant),
            hresult: $hresult,
        })
    };
}

reasons! {
    /// The time is before `not_before`.
    NotYetValid = "not-yet-valid", CERT_E_EXPIRED 0x800B0101 { "the certificate is not valid yet" }

    /// The time is after `not_after`.
    Expired = "expired", CERT_E_EXPIRED 0x800B0101 { "the certificate has expired" }

    /// Its `not_after` is before its `not_before`, or those of an authority above it are.
    NeverValid = "never-valid", CERT_E_EXPIRED 0x800B0101 { "a certificate ends before it begins, and is never valid: have it issued again" }

    /// An intermediate certificate ended before the client's did.
    AuthorityExpired = "authority-expired", CERT_E_EXPIRED 0x800B0101 { "a certificate of the issuing authority has expired" }

    /// An intermediate certificate begins later than the client's did.
    AuthorityNotYetValid = "authority-not-yet-valid", CERT_E_EXPIRED 0x800B0101 { "a certificate of the issuing authority is not valid yet" }

    /// On the issuer's certificate revocation list.
    Revoked = "revoked", CERT_E_REVOKED 0x800B010C { "the certificate has been revoked" }

    /// Nobody knows what was revoked since; strict servers refuse everybody then.
    StaleRevocationList = "stale-revocation-list", CRYPT_E_REVOCATION_OFFLINE 0x80092013 { "the revocation list is out of date" }

    /// No path to a trust anchor.
    Untrusted = "untrusted", CERT_E_UNTRUSTEDROOT 0x800B0109 { "the certificate does not lead to a trusted root" }

    /// The key usages do not allow it.
    WrongPurpose = "wrong-purpose", CERT_E_WRONG_USAGE 0x800B0110 { "the certificate is not meant for this purpose" }

    /// Certificates of version 1 have no extensions that say what they are for.
    UnsupportedVersion = "unsupported-version" { "the certificate is of X.509 version 1, which is not accepted: have one of version 3 issued" }

    /// The name constraints of an authority (RFC 5280 section 4.2.1.10).
    NameNotPermitted = "name-not-permitted", CERT_E_INVALID_NAME 0x800B0114 { "an authority of the certificate may not issue certificates for this name" }

    /// Constraints on e-mail addresses, directory names or URIs, which rustls-webpki does not read.
    UnsupportedConstraint = "unsupported-constraint" { "an authority of the certificate is constrained by a kind of name that is not checked here" }

    /// rustls-webpki counts it against the path length, which RFC 5280 section 6.1 does not.
    UnsupportedPath = "unsupported-path" { "the path leads through a certificate that an authority issued to itself, which is not followed here" }

    /// A certificate or a list was changed, or signed with another key.
    BadSignature = "bad-signature", TRUST_E_CERT_SIGNATURE 0x80096004 { "a signature in the chain does not verify" }

    /// Bytes that are not the structure they should be.
    Malformed = "malformed", CRYPT_E_BAD_ENCODE 0x80092002 { "the file is damaged or not of the expected kind" }

    /// The MAC does not fit the password.
    WrongPassword = "wrong-password", ERROR_INVALID_PASSWORD 0x80070056 { "the password is wrong" }

    /// Neither is the empty password the right one.
    NoPassword = "no-password" { "the file needs a password, and none was given" }

    /// The MAC of a PKCS#12 file fits the password, so the file is whole.
    OtherPassword = "other-password" { "a part of the file is encrypted under another password" }

    /// Well-formed, but encrypted, authenticated or keyed in a way not known here.
    UnsupportedAlgorithm = "unsupported-algorithm", NTE_BAD_ALGID 0x80090008 { "the file uses an algorithm that is not supported" }

    /// A Java key store, for example; it can be converted.
    UnsupportedFormat = "unsupported-format", CRYPT_E_BAD_ENCODE 0x80092002 { "files of this kind are not supported" }

    /// Refused before the work was done.
    LimitExceeded = "limit-exceeded" { "the file asks for more than the limits allow" }

    /// Certificates, but no key to use them with.
    NoPrivateKey = "no-private-key", NTE_NO_KEY 0x8009000D { "there is no private key" }

    /// A file of the right structure with nothing in it.
    Empty = "empty" { "the file holds no certificate and no private key" }

    /// A private key alone is of no use to anybody who has to show a certificate.
    CertificateMissing = "certificate-missing" { "the file holds a private key and no certificate" }

    /// Windows does not notice this at import; the first use fails.
    KeyMismatch = "key-mismatch" { "the private key does not belong to the certificate" }

    /// The text is no PIN.
    InvalidPin = "invalid-pin" { "the PIN is not four half-width digits" }

    /// The export wizard asks twice.
    PinsDiffer = "pins-differ" { "the two PINs are not the same" }

    /// Refused by the add disposition.
    AlreadyExists = "already-exists", CRYPT_E_EXISTS 0x80092005 { "the certificate is already in the store" }

    /// No entry with that thumbprint.
    NotFound = "not-found", CRYPT_E_NOT_FOUND 0x80092004 { "there is no such certificate in the store" }

    /// The key was imported without “exportable”.
    NotExportable = "not-exportable", NTE_BAD_KEY_STATE 0x8009000B { "the private key may not be exported" }

    /// Windows imports nothing of such a file.
    AmbiguousKey = "ambiguous-key", NTE_BAD_DATA 0x80090005 { "two certificates of the file claim the same private key" }

    /// The key container was deleted.
    KeyMissing = "key-missing", NTE_BAD_KEYSET 0x80090016 { "the private key of the certificate is missing from the store" }

    /// "Keyset does not exist" for an account without rights to the container, as after a renewal.
    KeyAccessDenied = "key-access-denied", NTE_BAD_KEYSET 0x80090016 { "this Windows user has no rights to the private key of the certificate (Windows: Keyset does not exist)" }

    /// A program that may not ask gets this.
    KeyLocked = "key-locked", NTE_SILENT_CONTEXT 0x80090022 { "the private key is strongly protected, and its prompt was not answered" }

    /// 「許可しない」 in the window that asks. Windows' code for this is assumed.
    KeyDenied = "key-denied", NTE_USER_CANCELLED 0x80090036 { "the use of the private key was not allowed at its prompt" }

    /// An add disposition that does not exist, for example.
    InvalidArgument = "invalid-argument", E_INVALIDARG 0x80070057 { "the value is not one of those allowed" }

    /// The rights on a file or folder do not allow it.
    AccessDenied = "access-denied", E_ACCESSDENIED 0x80070005 { "access was denied" }

    /// It was waited for, and did not finish.
    StoreBusy = "store-busy", ERROR_LOCK_VIOLATION 0x80070021 { "another program is using the store; try again" }

    /// A file of it is missing, or is not what was written.
    StoreDamaged = "store-damaged", ERROR_FILE_CORRUPT 0x80070570 { "the store is damaged" }

    /// A newer kigen wrote it.
    StoreVersion = "store-version" { "the store has a version that this program does not know" }

    /// The operating system refused, for another reason than rights or space.
    Unwritable = "unwritable" { "the file cannot be written" }

    /// Windows' code for this is assumed.
    RootDeclined = "root-declined", ERROR_CANCELLED 0x800704C7 { "the security warning for the root certificate was answered with No" }

    /// The backup would have replaced a file.
    FileExists = "file-exists", ERROR_FILE_EXISTS 0x80070050 { "a file of that name already exists and was kept" }

    /// Nothing of that name on the PC or among the backups.
    FileNotFound = "file-not-found", ERROR_FILE_NOT_FOUND 0x80070002 { "there is no such file" }

    /// The operating system refused, for another reason than that there is no such file.
    Unreadable = "unreadable" { "the file cannot be read" }

    /// Before the renewal window.
    RenewalNotOpen = "renewal-not-open" { "it is too early to renew: renewal opens 90 days before expiry, unless set otherwise" }

    /// One letter or renewal, one certificate: for the authority's key, or for one of the client's.
    OtherKey = "other-key" { "the certificate was issued for another key" }

    /// After `not_after`.
    RenewalClosed = "renewal-closed" { "an expired certificate cannot be renewed; apply for a new one" }

    /// Nothing to log in to the download site with; a scenario waits for it with `PC.letter`.
    NoLetter = "no-letter" { "the issuance letter with the ID and password has not arrived" }

    /// Nobody is told which of the two is wrong.
    WrongCredentials = "wrong-credentials" { "the ID and the password are not those of a PC's last issuance letter" }

    /// Apply again.
    DownloadClosed = "download-closed" { "the issuance letter is too old: downloads close 180 days after it was issued, unless set otherwise" }

    /// In the library, `World::add_pc` adds one.
    UnknownPc = "unknown-pc" { "there is no PC of that name" }

    /// The Windows user's store holds none with its key.
    NoCertificate = "no-certificate" { "the PC has no certificate for the service" }

    /// It found none that it would send: the symptom of an expired certificate in a browser.
    NoCertificateSent = "no-certificate-sent" { "the client sent no certificate" }

    /// It selects by rules of its own.
    NoChoice = "no-choice" { "the program picks the certificate by itself and asks nobody" }

    /// The MPKI client has nothing to say, or was read already.
    NoNotice = "no-notice" { "there is no notice on the screen" }

    /// The portal or the authority is down.
    Unreachable = "unreachable" { "the other side cannot be reached; try again later" }

    /// The PC went off between two steps; it can be tried again.
    PowerCut = "power-cut" { "the power failed halfway" }

    /// No part of the file is left behind.
    DiskFull = "disk-full", ERROR_DISK_FULL 0x80070070 { "the disk is full; nothing was written" }

    /// It takes a new PC.
    PcDead = "pc-dead" { "the PC is broken and does not start" }

    /// Registered mail is handed over against a signature.
    NobodyIn = "nobody-in" { "nobody was in to sign for the letter; a missed-delivery slip was left" }

    /// It never arrives.
    LetterLost = "letter-lost" { "the letter was lost" }

    /// The post keeps a registered letter for seven days.
    LetterReturned = "letter-returned" { "the letter was not collected and was returned" }

    /// Open one, or apply through the closed network.
    NoAccount = "no-account" { "the facility has no account on the portal" }

    /// Nothing to inquire about or to cancel.
    NoApplication = "no-application" { "there is no application for this PC" }

    /// After the dispatch.
    TooLateToCancel = "too-late-to-cancel" { "the issuance letter has been issued; the application can no longer be cancelled" }
}
