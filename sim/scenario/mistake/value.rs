//! Texts in a scenario file that are not the values they should be.
//!
//! serde passes errors on as text. Reading the value once more as each type that may have been
//! meant recovers the typed error: it is the one with the same text. So no deserializer has to know
//! about this, and a type that is forgotten here only loses its translation.

use std::str::FromStr;

use crate::actor::{
    CertificateChain, CertificateChoice, CertificationRequest, ChainError, RequestError,
    TrustedRoots, TrustedRootsError, WizardEncryption,
};
use crate::digest::{Digest, DigestError};
use crate::key::{KeyAlgorithm, SignatureHash};
use crate::label::{Label, LabelError};
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::delivery::Delivery;
use crate::lifecycle::fault::CutPoint;
use crate::lifecycle::fee::PaymentMethod;
use crate::lifecycle::notice::NoticeChannel;
use crate::lifecycle::power::{PowerCalendar, PowerError};
use crate::lifecycle::selection::CertificateSelection;
use crate::lifecycle::service::Service;
use crate::named::UnknownName;
use crate::outcome::Outcome;
use crate::pin::{Pin, PinError};
use crate::pki::{
    AlternativeName, Date, ExtendedKeyUsage, HostName, KeyUsage, Lifetime, NameTemplate, Oid,
    PasswordRule, PkiError, RenewalKey, RenewalWindow, Url,
};
use crate::reason::UnknownReason;
use crate::scenario::{When, WhenError};
use crate::specimen::SpecimenState;
use crate::time::{
    Calendar, CalendarError, DateRange, DateRangeError, InstantError, Moment, MomentError, Span,
    SpanError, parse_instant,
};

/// Why a text is not the value that its key takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Not a PIN.
    #[error(transparent)]
    Pin(#[from] PinError),
    /// Not a name.
    #[error(transparent)]
    Label(#[from] LabelError),
    /// Not a length.
    #[error(transparent)]
    Span(#[from] SpanError),
    /// Not a date with a time.
    #[error(transparent)]
    Instant(#[from] InstantError),
    /// Not a moment, counted from now if it has a sign.
    #[error(transparent)]
    Moment(#[from] MomentError),
    /// Not a moment.
    #[error(transparent)]
    When(#[from] WhenError),
    /// Not days on the calendar.
    #[error(transparent)]
    DateRange(#[from] DateRangeError),
    /// Not times at which a PC is on.
    #[error(transparent)]
    Power(#[from] PowerError),
    /// Not a calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// Not a value of a PKI.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// Not the certificates of roots.
    #[error(transparent)]
    Roots(#[from] TrustedRootsError),
    /// Not a certification request.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Not the certificates that a client sends.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Not the SHA-256 of a file.
    #[error(transparent)]
    Digest(#[from] DigestError),
    /// Neither `ok` nor a reason code.
    #[error(transparent)]
    Outcome(#[from] UnknownReason),
    /// None of the names in a closed list.
    #[error(transparent)]
    Name(#[from] UnknownName),
}

/// Returns the error of reading `text`, if it says `message`.
pub(super) fn recover(text: &str, message: &str) -> Option<ValueError> {
    let readers: &[fn(&str) -> Option<ValueError>] = &[
        read::<Pin>,
        read::<Label>,
        read::<Span>,
        |text| parse_instant(text).err().map(Into::into),
        read::<Moment>,
        read::<When>,
        read::<DateRange>,
        read::<PowerCalendar>,
        read::<TrustedRoots>,
        read::<CertificationRequest>,
        read::<CertificateChain>,
        read::<Calendar>,
        read::<Delivery>,
        read::<NoticeChannel>,
        read::<NameTemplate>,
        read::<AlternativeName>,
        read::<HostName>,
        read::<ExtendedKeyUsage>,
        read::<Oid>,
        read::<Url>,
        read::<Lifetime>,
        read::<Date>,
        read::<RenewalWindow>,
        read::<PasswordRule>,
        read::<KeyUsage>,
        read::<RenewalKey>,
        read::<SignatureHash>,
        read::<Digest>,
        read::<Outcome>,
        read::<KeyAlgorithm>,
        read::<Service>,
        read::<ApplicationChannel>,
        read::<CertificateChoice>,
        read::<CertificateSelection>,
        read::<WizardEncryption>,
        read::<DeleteWhich>,
        read::<PaymentMethod>,
        read::<CutPoint>,
        read::<SpecimenState>,
    ];
    let errors = readers.iter().filter_map(|read| read(text));
    errors
        .into_iter()
        .find(|error| error.to_string() == message)
}

fn read<T: FromStr<Err: Into<ValueError>>>(text: &str) -> Option<ValueError> {
    text.parse::<T>().err().map(Into::into)
}
