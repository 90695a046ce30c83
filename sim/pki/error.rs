//! What can be wrong with a PKI of one's own.

use super::alternative_name::AlternativeNameKind;
use super::password_rule::PasswordRule;
use super::{AUTHORITIES_MAX, SERIAL_BYTES};
use crate::key::{KeyAlgorithm, SignatureHash};
use crate::named::UnknownName;
use crate::reason::Reason;
use crate::time::{InstantError, SpanError};

/// Why a PKI, or a value in it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PkiError {
    /// A brace without its partner.
    #[error("a brace stands alone; names take the places {{pc}} and {{institution}}")]
    Brace,
    /// A place for something that there is not.
    #[error(transparent)]
    Placeholder(UnknownName),
    /// An attribute type that is not known.
    #[error("a name has no part `{given}`; {}A part is a type, an equals sign and a value", did_you_mean(*near))]
    AttributeType {
        /// What was given.
        given: String,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// Something that is no part of a name.
    #[error(
        "`{part}` is no part of a name; write a type, an equals sign and a value, as in CN={{pc}},O=Example,C=JP"
    )]
    NamePart {
        /// The part.
        part: String,
    },
    /// A text in a part that cannot have it.
    #[error(
        "`{text}` cannot stand in its part of the name: C takes two letters, and DC, emailAddress and serialNumber take ASCII"
    )]
    NameValue {
        /// The text.
        text: String,
    },
    /// A kind of alternative name that is not known.
    #[error(transparent)]
    Kind(UnknownName),
    /// Something that is no alternative name of its kind.
    #[error("`{name}` is not {}", an_alternative_name(*kind))]
    AlternativeName {
        /// What it was to be.
        kind: AlternativeNameKind,
        /// The text.
        name: String,
    },
    /// Something that no server is found by.
    #[error(
        "`{given}` is neither a host name nor an IP address; write localhost, *.example.test or 127.0.0.1"
    )]
    HostName {
        /// What was given.
        given: String,
    },
    /// Neither the name of a purpose nor an object identifier.
    #[error("there is no purpose `{given}`; {}write its name or its object identifier", did_you_mean(*near))]
    Purpose {
        /// What was given.
        given: String,
        /// What was probably meant.
        near: Option<&'static str>,
    },
    /// Not an object identifier.
    #[error("`{given}` is no object identifier; write one such as 2.23.140.1.2.2")]
    Oid {
        /// What was given.
        given: String,
    },
    /// Not a URL of a kind that certificates name.
    #[error("`{given}` is no address; write one that begins with http://, https:// or ldap://")]
    Url {
        /// What was given.
        given: String,
    },
    /// Not a date of an authority.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// Not a length from the start.
    #[error(transparent)]
    Span(#[from] SpanError),
    /// Not a lifetime.
    #[error("`{given}` is no lifetime; write 39 months, 1 year, 47d, 36h or no-expiry")]
    Lifetime {
        /// What was given.
        given: String,
    },
    /// Not a window.
    #[error(
        "`{given}` is no renewal window; write a length such as 90d, or a fraction of the lifetime such as 1/3"
    )]
    RenewalWindow {
        /// What was given.
        given: String,
    },
    /// Not a rule for passwords.
    #[error(
        "`{given}` is no rule for passwords; write 4 digits, 8-64 characters, 12 letters-and-digits or none"
    )]
    PasswordRule {
        /// What was given.
        given: String,
    },
    /// What passwords are made of is not known.
    #[error(transparent)]
    Alphabet(UnknownName),
    /// A password that files do not have. It is not repeated.
    #[error(
        "the passwords of this PKI's files are: {rule}; choose another, or change `file_passwords` in [pki]"
    )]
    Password {
        /// What they are.
        rule: PasswordRule,
    },
    /// A certificate that begins after it was issued.
    #[error("`backdate` is how long before its issue a certificate begins; it has no sign")]
    Backdate,
    /// Too short to be unique, or longer than RFC 5280 allows.
    #[error("serial numbers have from {} to {} bytes", SERIAL_BYTES.start(), SERIAL_BYTES.end())]
    SerialBytes,
    /// No authority, or too many.
    #[error("a PKI has from 1 to {AUTHORITIES_MAX} authorities, the root first")]
    Authorities,
    /// An authority without a name of its own.
    #[error("an authority needs a `subject` of its own, without {{pc}} or {{institution}}")]
    AuthorityName,
    /// Two authorities that verifiers would confuse.
    #[error("two authorities are called `{name}`")]
    SameAuthority {
        /// Their name.
        name: String,
    },
    /// An authority that may not have the authorities beneath it.
    #[error(
        "`{name}` has {below} authorities beneath it, but a `path_length` of {path_length}: verifiers would refuse what they issue"
    )]
    PathLength {
        /// The authority.
        name: String,
        /// What it allows.
        path_length: u8,
        /// What there is.
        below: usize,
    },
    /// An authority whose end is said twice.
    #[error("`{name}` has an end and a lifetime; leave one of them out")]
    EndsTwice {
        /// The authority.
        name: String,
    },
    /// An authority that is renewed for nobody knows how long.
    #[error("`{name}` is renewed, so say for how long: write a `lifetime` such as 3 years")]
    NoLifetime {
        /// The authority.
        name: String,
    },
    /// A key for a renewal that does not come.
    #[error(
        "`{name}` is never renewed; write a `renewal_window` such as 1/2, or leave `renewal_key` out"
    )]
    NeverRenewed {
        /// The authority.
        name: String,
    },
    /// An authority that would be renewed as soon as it is there.
    #[error(
        "`{name}` would be renewed within a day of its beginning; write a longer `lifetime` or a shorter `renewal_window`"
    )]
    RenewedTooOften {
        /// The authority.
        name: String,
    },
    /// An authority whose later names would be its first.
    #[error(
        "`{name}` is renewed with a new key, so it needs a common name (CN=…) that can end in G2, G3 and so on"
    )]
    Unnumbered {
        /// The authority.
        name: String,
    },
    /// A root with a new key, which is another root.
    #[error(
        "`{name}` is the root, and whoever trusts it trusts its key: a root is renewed with `renewal_key = \"same\"`"
    )]
    NewRoot {
        /// The authority.
        name: String,
    },
    /// An authority that would end before it begins.
    #[error("`{name}` would end before it begins")]
    AuthorityDates {
        /// The authority.
        name: String,
    },
    /// A certificate that says nothing about its holder.
    #[error("a certificate needs a `subject` or `subject_alt_names`")]
    NoName,
    /// A certificate that servers would refuse.
    #[error(
        "without `client-auth` in `extended_key_usages`, servers refuse a client's certificate; add it, or leave the list empty"
    )]
    NoClientAuth,
    /// A certificate whose key may not sign a handshake.
    #[error(
        "without `digital-signature` in `key_usages`, a client cannot prove that the key is its own; add it"
    )]
    NoDigitalSignature,
    /// A signature that verifiers do not know.
    #[error(
        "verifiers do not accept signatures of {key} keys with {hash}; leave `signature_hash` out, or choose another key"
    )]
    Hash {
        /// The key of an authority.
        key: KeyAlgorithm,
        /// The hash function.
        hash: SignatureHash,
    },
    /// Some keys are real, and for others a hash stands in.
    #[error(
        "`stand-in` is for all keys or for none, and another is {key}; write `key = \"stand-in\"` for the world, and no other key in the PKI"
    )]
    StandIn {
        /// The kind of a real one.
        key: KeyAlgorithm,
    },
    /// Something with keys that are not real would leave the world.
    #[error(
        "nothing with `stand-in` keys is written or served, as anybody can sign with them; choose a real `key`, such as p-256"
    )]
    StandInLeaves,
}

impl From<&PkiError> for Reason {
    /// Returns the code that all of these share, `invalid-argument`.
    fn from(_: &PkiError) -> Self {
        Reason::InvalidArgument
    }
}

crate::reason::by_value!(PkiError);

fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("did you mean `{near}`? "))
        .unwrap_or_default()
}

fn an_alternative_name(kind: AlternativeNameKind) -> &'static str {
    match kind {
        AlternativeNameKind::Dns => {
            "a host name; it has letters, digits, hyphens and dots, so name the PC so, or leave {pc} out"
        }
        AlternativeNameKind::Email => {
            "an e-mail address in ASCII; name the PC in ASCII, or leave {pc} out"
        }
        AlternativeNameKind::Uri => {
            "a URI in ASCII with a scheme such as https:; name the PC in ASCII, or leave {pc} out"
        }
        AlternativeNameKind::Ip => "an IP address",
        AlternativeNameKind::Upn => "a user principal name; it has an @",
    }
}
