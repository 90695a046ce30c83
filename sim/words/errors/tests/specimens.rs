//! The specimens. Lists that lack a variant do not compile, except for the engine's enums, which
//! are open to other packages.

use std::error::Error;
use std::io::ErrorKind;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};

use crate::bundle::BundleError;
use crate::certificate::{CertificateError, Thumbprint, ThumbprintError};
use crate::checker::{Breach, Violation};
use crate::consumer::{Consumer, Obstacle, Refusal};
use crate::conversion::ConversionError;
use crate::digest::DigestError;
use crate::file::FileError;
use crate::format::Format;
use crate::inspection::Problem;
use crate::jks::JksError;
use crate::key::{KeyAlgorithm, KeyError, PrivateKey, SignatureHash};
use crate::lab::EnrollError;
use crate::label::{Label, LabelError};
use crate::lifecycle::backup::ExportError;
use crate::lifecycle::expiry::State;
use crate::lifecycle::fee::{Fee, FeeKind, PaymentMethod};
use crate::lifecycle::import::ImportError;
use crate::lifecycle::power::PowerError;
use crate::lifecycle::renewal::RenewalError;
use crate::named::UnknownName;
use crate::path::PathError;
use crate::pin::PinError;
use crate::pkcs12::{Algorithm, IdentityError, Limit, OpenError, Part};
use crate::pki::{AlternativeNameKind, PasswordRule, PkiError, Placeholder, Validity};
use crate::reason::{Reason, UnknownReason};
use crate::seed::Seed;
use crate::specimen::{SpecimenError, SpecimenState};
use crate::store::{
    FileDamage, KeyContainer, KeyUseError, StoreError, StoreName, UnknownDisposition,
};
use crate::time::{
    CalendarError, DateRangeError, InstantError, MomentError, Month, Span, SpanError, Zone,
    ZoneError, parse_instant,
};
use crate::world::InThePast;

/// A specimen of each variant of an enum.
macro_rules! all {
    ($out:ident, $error:ident: $($variant:ident $({ $($field:ident: $value:expr),+ $(,)? })? $(($inner:expr))?,)+) => {
        all!(open $out, $error: $($variant $({ $($field: $value),+ })? $(($inner))?,)+);
        let _ = |error: &$error| match error {
            $($error::$variant { .. } => {})+
        };
    };
    (open $out:ident, $error:ident: $($variant:ident $({ $($field:ident: $value:expr),+ $(,)? })? $(($inner:expr))?,)+) => {
        $($out.extend([Box::new($error::$variant $({ $($field: $value),+ })? $(($inner))?) as _]);)+
    };
}

pub(super) use all;

pub(super) type Specimens = Vec<Box<dyn Error>>;

/// One of every error of the library.
pub(super) fn of_library() -> Specimens {
    let mut out: Specimens = Vec::new();
    values(&mut out);
    engine(&mut out);
    files(&mut out);
    stores(&mut out);
    procedures(&mut out);
    times(&mut out);
    breaches(&mut out);

    out
}

pub(super) fn at() -> DateTime<Utc> {
    parse_instant("2022-11-28T10:00:00+09:00").expect("it is one")
}

fn path() -> PathBuf {
    "受付01.p12".into()
}

fn pc() -> Label {
    "受付01".parse().expect("it is one")
}

fn thumbprint() -> Thumbprint {
    "0123456789ABCDEF0123456789ABCDEF01234567"
        .parse()
        .expect("it is one")
}

fn container() -> KeyContainer {
    KeyContainer::of(&PrivateKey::generate(
        KeyAlgorithm::P256,
        &mut Seed::new(7).stream("key"),
    ))
}

fn validity() -> Validity {
    Validity {
        not_before: at(),
        not_after: at(),
    }
}

fn values(out: &mut Specimens) {
    all!(out, PinError: Empty, Length { count: 5 }, FullWidth, Blank { position: 1 }, NotDigit { position: 1 },);
    all!(out, LabelError: Empty, TooLong { count: 99 }, Forbidden { character: '/' }, Invisible { character: '\u{200b}' }, Edge, Reserved { name: "con".into() },);
    all!(out, SpanError: Empty, NoNumber("d".into()), NoUnit("3".into()), UnknownUnit("x".into()), CalendarUnit("y".into()), UnitOrder("w".into()), TooLong,);
    all!(out, InstantError: NoZone("x".into()), Fraction("x".into()), DateOnly("x".into()), NoSuchDate("x".into()), NoSuchTime("x".into()), YearOutOfRange("x".into()), Malformed("x".into()),);
    all!(out, MomentError: Instant(InstantError::NoZone("x".into())), Span(SpanError::Empty),);
    let date = NaiveDate::default();
    all!(out, DateRangeError: Malformed("x".into()), Backwards { first: date, last: date },);
    all!(out, PowerError: Malformed("x".into()), NoDays("x".into()), NoSuchTime("x".into()), NoHours("x".into()), UnknownDays("x".into()),);
    out.push(Box::new(DigestError));
    out.push(Box::new(ThumbprintError));
    out.push(Box::new(CalendarError("x".into())));
    out.push(Box::new(ZoneError("x".into())));
    out.push(Box::new(UnknownDisposition { value: 9 }));
    for near in [None, Some(Reason::Expired)] {
        let code = "x".into();
        out.push(Box::new(UnknownReason { code, near }));
    }
    for near in [None, Some("y")] {
        out.push(Box::new(UnknownName {
            kind: "consumer",
            given: "x".into(),
            known: &["y", "z"],
            near,
        }));
    }
    out.extend(Reason::all().map(|reason| Box::new(reason) as Box<dyn Error>));
}

fn engine(out: &mut Specimens) {
    all!(open out, CertificateError: Malformed, TrailingBytes { count: 3 }, ForbiddenDate { field: "notAfter", date: "280230000000Z".into() }, ImpossibleDate { field: "notAfter", date: "280230000000Z".into() },);
    all!(open out, KeyError: Malformed, Inconsistent,);
    all!(open out, JksError: Malformed, WrongPassword, WrongKeyPassword, UnsupportedAlgorithm, TooManyParts { count: 9, allowed: 8 }, TooManyKeys { found: 9, allowed: 8 }, TooManyEntries { found: 9, allowed: 8 },);
    all!(open out, BundleError: Pem, Certificate(CertificateError::Malformed), RevocationList(CertificateError::Malformed), RevocationList(CertificateError::TrailingBytes { count: 3 }), RevocationList(CertificateError::ImpossibleDate { field: "notAfter", date: "280230000000Z".into() }),);
    all!(out, IdentityError: Empty, NoCertificate, NoPrivateKey, KeyMismatch, UnreadableKey(OpenError::WrongPassword), UnreadableSafe(OpenError::WrongPassword),);
    for part in [
        Part::File,
        Part::Mac,
        Part::AuthenticatedSafe,
        Part::SafeContents,
        Part::EncryptedSafeContents,
        Part::ShroudedKey,
        Part::EncryptedKey,
    ] {
        let oid = "1.3.6.1.4.1.188.7.1.1.2".into();
        all!(open out, OpenError: Malformed { part: part }, UnsupportedAlgorithm { part: part, oid: oid },);
    }
    all!(open out, CertificateError: TooManyParts { count: 9, allowed: 8 },);
    for limit in [
        Limit::FileBytes,
        Limit::Bags,
        Limit::Safes,
        Limit::CertificateParts,
        Limit::Work,
        Limit::NestingDepth,
        Limit::SaltBytes,
    ] {
        all!(open out, OpenError: LimitExceeded { limit: limit, asked: 9, allowed: 8 },);
    }
    all!(open out, OpenError: Certificate { position: 1, error: CertificateError::Malformed }, Key { position: 1, error: KeyError::Malformed }, WrongPassword,);
}

fn files(out: &mut Specimens) {
    out.push(Box::new(std::io::Error::from(ErrorKind::BrokenPipe)));
    all!(out, FileError: AccessDenied { path: path() }, Busy { path: path() }, Clash { one: "x".into(), other: "X".into() }, DiskFull { path: path() }, Exists { path: path() }, Foreign { path: path() }, InTheWay { path: path() }, NotAFile { path: path() }, NotFound { path: path() }, TooLong { path: path(), bytes_max: 9 }, Unreadable { path: path(), kind: ErrorKind::NotFound }, Unwritable { path: path(), kind: ErrorKind::Other },);
    all!(out, Problem: Pkcs12(OpenError::WrongPassword), KeyStore(JksError::Malformed), Bundle(BundleError::Pem), TooManyEntries { found: 9, allowed: 8 }, TooManyParts { count: 9, allowed: 8 }, TooLong { bytes: 9, allowed: 8 }, NotAFile,);
}

fn refusal() -> Refusal {
    Refusal {
        consumer: Consumer::ALL[0],
        obstacle: Obstacle::Algorithm(Algorithm::Unsupported {
            oid: "1.2.3".into(),
        }),
    }
}

fn stores(out: &mut Specimens) {
    let store = StoreName::My;
    all!(out, FileDamage: Missing, Changed, NotText, CutOff, NoTitle, Line, NoCertificate, Certificate, OtherCertificate, Property, PrivateKey, OtherKey, Protection, Export, Access,);
    all!(out, StoreError: NoContainer { container: container() }, AlreadyExists { store: store, thumbprint: thumbprint() }, NotFound { store: store, thumbprint: thumbprint() }, Busy { path: path() }, Damaged { path: path(), problem: FileDamage::Missing }, UnknownVersion { path: path(), version: "2".into() }, File(FileError::NotFound { path: path() }), Other { reason: Reason::Expired, detail: "0x80090016".into() },);
    all!(out, KeyUseError: Missing { container: container() }, AccessDenied { container: container() }, NotExportable, Locked, WrongPassword, Denied, Unsupported { algorithm: "p-384".into() }, Store(StoreError::Busy { path: path() }),);
    all!(out, ExportError: PinsDiffer, NotFound { thumbprint: thumbprint() }, NoPrivateKey { thumbprint: thumbprint() }, KeyMissing { thumbprint: thumbprint(), container: container() }, NotExportable { thumbprint: thumbprint() }, KeyUse(KeyUseError::Locked), File(FileError::NotFound { path: path() }), Store(StoreError::Busy { path: path() }),);
    all!(out, ImportError: Open(OpenError::WrongPassword), Refused(refusal()), AmbiguousKey { thumbprint: thumbprint() }, RootDeclined { thumbprint: thumbprint() }, Store(StoreError::Busy { path: path() }),);
    out.push(Box::new(refusal()));
}

fn procedures(out: &mut Specimens) {
    let not_open = RenewalError::NotOpen {
        at: at(),
        opens: at(),
    };
    all!(out, SpecimenError: EndsBeforeItBegins(validity()), OutOfYears, NoChoiceOfHash { state: SpecimenState::WeakSignature, key: KeyAlgorithm::Ed25519 }, NothingBetween { state: SpecimenState::IncompleteChain }, ListLength { length: Span::seconds(0) }, Pki(PkiError::NoName), OtherState { state: SpecimenState::Valid, found: "expired", at: at(), validity: validity() }, PairOf { state: SpecimenState::Expired }, Name { name: "x".into(), error: LabelError::Empty }, Twice { name: pc() }, NotRenewable(not_open), Unproved { name: "x.p12".into() }, File(FileError::NotFound { path: path() }),);
    all!(out, ConversionError: Unknown, Unread(Format::Bks), Open(OpenError::WrongPassword), KeyStore(JksError::WrongPassword), Bundle(BundleError::Pem), Key, Nothing, KeyAlone, Unproved { name: "x".into() },);
    all!(out, EnrollError: Name(LabelError::Empty), Pki(PkiError::NoName), Refused(Reason::Expired),);
    pki(out);
}

fn pki(out: &mut Specimens) {
    let unknown = || UnknownName::of::<Placeholder>("x");
    let (key, hash) = (KeyAlgorithm::Ed25519, SignatureHash::Sha256);
    let instant = InstantError::NoZone("x".into());
    all!(out, PkiError: Brace, Placeholder(unknown()), AttributeType { given: "x".into(), near: Some("CN") }, NamePart { part: "x".into() }, NameValue { text: "x".into() }, Kind(unknown()), AlternativeName { kind: AlternativeNameKind::Ip, name: "x".into() }, HostName { given: "x".into() }, Purpose { given: "x".into(), near: None }, Oid { given: "x".into() }, Url { given: "x".into() }, Instant(instant), Span(SpanError::Empty), Lifetime { given: "x".into() }, RenewalWindow { given: "x".into() }, PasswordRule { given: "x".into() }, Alphabet(unknown()), Password { rule: PasswordRule::default() }, Backdate, SerialBytes, Authorities, AuthorityName, SameAuthority { name: "x".into() }, PathLength { name: "x".into(), path_length: 0, below: 1 }, AuthorityDates { name: "x".into() }, EndsTwice { name: "x".into() }, NoLifetime { name: "x".into() }, NeverRenewed { name: "x".into() }, RenewedTooOften { name: "x".into() }, Unnumbered { name: "x".into() }, NewRoot { name: "x".into() }, NoName, NoClientAuth, NoDigitalSignature, Hash { key: key, hash: hash }, StandIn { key: key }, StandInLeaves,);
    let kinds = AlternativeNameKind::ALL.iter();
    out.extend(kinds.map(|kind| {
        let (kind, name) = (*kind, "x".to_owned());
        Box::new(PkiError::AlternativeName { kind, name }) as _
    }));
}

fn times(out: &mut Specimens) {
    out.push(Box::new(InThePast {
        at: at(),
        now: at(),
    }));
    all!(out, PathError: NeverValid { not_before: at(), not_after: at() }, UnsupportedVersion, NameNotPermitted, UnsupportedConstraint, UnsupportedPath, NotYetValid { at: at(), not_before: at() }, Expired { at: at(), not_after: at() }, AuthorityExpired { at: at(), not_after: at() }, AuthorityNotYetValid { at: at(), not_before: at() }, Revoked, StaleRevocationList { at: at(), next_update: at() }, Untrusted, WrongPurpose, BadSignature, KeyMismatch, UnsupportedAlgorithm, Malformed { detail: "BadDer".into() },);
    all!(out, RenewalError: NotOpen { at: at(), opens: at() }, Closed { at: at(), not_after: at() },);
}

fn breaches(out: &mut Specimens) {
    let mut breaches: Vec<Box<Breach>> = Vec::new();
    let fee = Fee {
        kind: FeeKind::Letter,
        yen: 753,
        month: Month::of(at(), &Zone::JST),
        method: PaymentMethod::Invoice,
    };
    let (ordinal, kind) = (1, FeeKind::Issue);
    all!(breaches, Breach: Own { message: "x".into() }, StandsStill { at: at() }, WrongDates { pc: pc(), ordinal: ordinal }, IssuedAgain { pc: pc(), ordinal: ordinal }, NoSuchApplication { pc: pc(), ordinal: ordinal }, DoneAllTheSame { event: "import", pc: pc(), because: Reason::PcDead }, RenewedOutOfTime { pc: pc(), at: at() }, RefusedInTime { action: "check", pc: pc(), reason: Reason::Expired }, OlderUsed { pc: pc() }, KeyLeft { pc: pc() }, KeysGone { pc: pc() }, DeletedTooMuch { pc: pc() }, DeletedTooLittle { pc: pc() }, SentAnother { pc: pc(), at: at() }, NotRead { pc: pc(), at: at() }, AppliedWithLetter { pc: pc(), at: at() }, ChainBroken { pc: pc() }, WrongScreen { event: "import", pc: pc() }, WrongNotice { pc: pc(), at: at(), notice: crate::lifecycle::notice::Notice::Expired }, UpWithoutCertificate { pc: pc() }, DownWithCertificate { pc: pc() }, CameUpWithoutValid { pc: pc(), at: at() }, ChargedTwice { pc: pc(), ordinal: ordinal, kind: kind }, NeverCharged { pc: pc(), ordinal: ordinal }, Unexplained { pc: pc(), ordinal: ordinal, fee: fee }, StoreChanged { action: "check", pc: pc(), reason: Reason::PowerCut }, WentBack { pc: pc(), ordinal: ordinal, state: State::Valid },);
    out.extend(breaches.into_iter().map(|breach| {
        Box::new(Violation {
            checker: "yen",
            breach: *breach,
        }) as Box<dyn Error>
    }));
}
