//! Readers and judges that are wrong on purpose.

use chrono::{DateTime, Duration, Utc};

use super::Mutant;
use crate::check::own;
use crate::check::protocol::{Answer, Request, written};
use crate::outcome::Outcome;
use crate::pkcs12::{Limits, describe};
use crate::reason::Reason;

/// No scheme at all.
const CLEAR: &str = "";

impl Mutant {
    /// The request as the mistake has it.
    pub(super) fn twisted(self, request: &Request) -> Request {
        let mut request = request.clone();
        let now = request.now.as_deref().and_then(|now| now.parse().ok());
        let Some(now) = now else {
            return request;
        };
        let now: DateTime<Utc> = now;
        let second = Duration::seconds(1);
        let moved = match self {
            Mutant::ClockASecondFast => now + second,
            Mutant::ClockASecondSlow => now - second,
            Mutant::ClockOfJapan => now + Duration::hours(9),
            Mutant::ClockBehindJapan => now - Duration::hours(9),
            Mutant::WholeDays => now - Duration::seconds(now.timestamp().rem_euclid(86_400)),
            Mutant::NoClock => crate::check::corpus::NOW,
            _ => now,
        };
        request.now = Some(written(moved));
        if self == Mutant::IgnoresRevocation {
            request.crl = None;
        }
        request
    }

    /// What it makes of a file.
    pub(super) fn reads(self, request: &Request, answer: Answer) -> Answer {
        let reason = reason(&answer);
        let file =
            || std::fs::read(request.file.as_deref().unwrap_or_default()).unwrap_or_default();
        let password = request.password.as_deref().unwrap_or_default();
        let scheme = |name: &str| {
            let described = describe(&file(), &Limits::default());
            let has = |algorithm: &Option<_>| match algorithm {
                Some(algorithm) => format!("{algorithm}").starts_with(name),
                None => name == CLEAR,
            };
            described.is_ok_and(|it| it.protections.iter().any(|one| has(&one.algorithm)))
        };
        let mut answer = answer;
        match (self, reason) {
            (Mutant::BlamesThePassword, Some(_)) => refused(Reason::WrongPassword),
            (Mutant::BlamesTheFile, Some(_)) => refused(Reason::Malformed),
            (Mutant::AcceptsEverything, Some(_))
            | (Mutant::IgnoresTheMac, Some(Reason::WrongPassword | Reason::OtherPassword))
            | (Mutant::IgnoresDamage, Some(Reason::Malformed)) => accepted(None),
            (Mutant::IgnoresMissingKey, Some(Reason::NoPrivateKey | Reason::Empty)) => {
                accepted(Some(1))
            }
            (Mutant::IgnoresKeyMismatch, Some(Reason::KeyMismatch)) => {
                own::keyed(request.file.as_deref().unwrap_or_default(), password)
            }
            (Mutant::RefusesEverything, None) => refused(Reason::Malformed),
            (Mutant::AsciiPasswords, _) if !password.is_ascii() => refused(Reason::WrongPassword),
            (Mutant::NoEmptyPassword, None) if password.is_empty() => refused(Reason::NoPassword),
            (Mutant::NoPbes2, None) if scheme("PBES2") => refused(Reason::WrongPassword),
            (Mutant::NoTripleDes, None) if scheme("pbeWithSHA") => refused(Reason::WrongPassword),
            (Mutant::NoClearKeys, None) if scheme(CLEAR) => refused(Reason::Malformed),
            (Mutant::LosesTheCertificate, None) => {
                let seen = answer.certificates.iter_mut();
                seen.for_each(|seen| seen.retain(|it| it.key != Some(true)));
                answer
            }
            (Mutant::LosesTheKey, None) => Answer {
                keys: Some(0),
                ..answer
            },
            (Mutant::InventsAKey, None) => Answer {
                keys: answer.keys.map(|keys| keys.max(1)),
                ..answer
            },
            (Mutant::InventsACertificate, None) => {
                let seen = answer.certificates.iter_mut().flatten();
                seen.take(1).for_each(|one| one.sha256 = "00".repeat(32));
                answer
            }
            (Mutant::GivesTheKeyAway, None) => {
                let seen = answer.certificates.iter_mut().flatten();
                seen.for_each(|one| one.key = one.key.map(|key| !key));
                answer
            }
            _ => answer,
        }
    }

    /// What it makes of a certificate.
    pub(super) fn judges(self, answer: Answer) -> Answer {
        match (self, reason(&answer)) {
            (Mutant::AcceptsEverything, Some(_))
            | (Mutant::IgnoresNotBefore | Mutant::ADayEarly, Some(Reason::NotYetValid))
            | (Mutant::IgnoresNotAfter, Some(Reason::Expired))
            | (Mutant::IgnoresAuthoritysDates, Some(Reason::AuthorityExpired))
            | (Mutant::BelievesOldLists, Some(Reason::StaleRevocationList))
            | (Mutant::IgnoresSignatures, Some(Reason::BadSignature))
            | (Mutant::AcceptsSha1, Some(Reason::UnsupportedAlgorithm))
            | (Mutant::TrustsEverybody, Some(Reason::Untrusted))
            | (Mutant::IgnoresPurposes, Some(Reason::WrongPurpose)) => accepted(None),
            (Mutant::RefusesEverything | Mutant::TrustsNobody, None) => refused(Reason::Untrusted),
            (Mutant::BlamesThePassword, Some(_)) => refused(Reason::WrongPassword),
            (Mutant::BlamesTheFile, Some(_)) => refused(Reason::Malformed),
            (Mutant::EverythingExpired, Some(_)) => refused(Reason::Expired),
            _ => answer,
        }
    }
}

/// Why it was refused, if it was.
pub(super) fn reason(answer: &Answer) -> Option<Reason> {
    let outcome: Outcome = answer.outcome.as_deref()?.parse().ok()?;
    outcome.reason()
}

pub(super) fn refused(reason: Reason) -> Answer {
    Answer {
        outcome: Some(reason.code().to_owned()),
        ..Answer::default()
    }
}

pub(super) fn accepted(keys: Option<usize>) -> Answer {
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        keys,
        ..Answer::default()
    }
}
