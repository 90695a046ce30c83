//! Implementations that are wrong on purpose: kigen with one mistake each, as they are known from
//! the field. Whoever writes cases sees that they catch them.

use chrono::{DateTime, Duration, Utc};

use super::own;
use super::protocol::{Answer, Op, Request, written};
use crate::outcome::Outcome;
use crate::pkcs12::{Limits, describe};
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// A mistake.
    #[non_exhaustive]
    pub enum Mutant: "mutant" {
        /// Says that the password is wrong, whatever is wrong.
        BlamesThePassword = "blames-the-password",
        /// Says that a file is damaged, whatever is wrong.
        BlamesTheFile = "blames-the-file",
        /// Takes everything.
        AcceptsEverything = "accepts-everything",
        /// Refuses everything.
        RefusesEverything = "refuses-everything",
        /// Goes on when the MAC does not fit.
        IgnoresTheMac = "ignores-the-mac",
        /// Takes files that are damaged.
        IgnoresDamage = "ignores-damage",
        /// Leaves out the certificate of the key.
        LosesTheCertificate = "loses-the-certificate",
        /// Leaves out the key.
        LosesTheKey = "loses-the-key",
        /// Finds a key where there is none.
        InventsAKey = "invents-a-key",
        /// Finds a certificate that is not there.
        InventsACertificate = "invents-a-certificate",
        /// Gives the key to another certificate.
        GivesTheKeyAway = "gives-the-key-away",
        /// Takes the key of a stranger for the certificate's.
        IgnoresKeyMismatch = "ignores-key-mismatch",
        /// Knows passwords in ASCII only.
        AsciiPasswords = "ascii-passwords",
        /// Takes an empty password for none.
        NoEmptyPassword = "no-empty-password",
        /// Does not know PBES2, as Windows before 2019.
        NoPbes2 = "no-pbes2",
        /// Does not know the schemes of PKCS#12 itself, as who has dropped TripleDES.
        NoTripleDes = "no-triple-des",
        /// Refuses files without encryption.
        NoClearKeys = "no-clear-keys",
        /// Its clock is a second fast: the last second of a validity is not in it.
        ClockASecondFast = "clock-a-second-fast",
        /// Its clock is a second slow.
        ClockASecondSlow = "clock-a-second-slow",
        /// Takes the time in Japan for that in UTC.
        ClockOfJapan = "clock-of-japan",
        /// Takes the time in UTC for that in Japan.
        ClockBehindJapan = "clock-behind-japan",
        /// Looks at days only, and a certificate is good until the end of its last.
        WholeDays = "whole-days",
        /// Lets a certificate be a day early.
        ADayEarly = "a-day-early",
        /// Does not look at the clock.
        NoClock = "no-clock",
        /// Does not look at the first second.
        IgnoresNotBefore = "ignores-not-before",
        /// Does not look at the last second.
        IgnoresNotAfter = "ignores-not-after",
        /// Does not look at the dates of authorities.
        IgnoresAuthoritysDates = "ignores-authoritys-dates",
        /// Does not look at revocation lists.
        IgnoresRevocation = "ignores-revocation",
        /// Believes a list that is out of date.
        BelievesOldLists = "believes-old-lists",
        /// Does not check signatures.
        IgnoresSignatures = "ignores-signatures",
        /// Takes signatures with SHA-1.
        AcceptsSha1 = "accepts-sha-1",
        /// Trusts every root.
        TrustsEverybody = "trusts-everybody",
        /// Trusts nobody.
        TrustsNobody = "trusts-nobody",
        /// Takes certificates for servers.
        IgnoresPurposes = "ignores-purposes",
        /// Calls everything expired.
        EverythingExpired = "everything-expired",
        /// Opens a file without a private key as if there was one.
        IgnoresMissingKey = "ignores-missing-key",
    }
}

/// No scheme at all.
const CLEAR: &str = "";

impl Mutant {
    /// The answer to a request.
    pub(super) fn answer(self, request: &Request) -> Answer {
        let twisted = self.twisted(request);
        let answer = own::answer(&twisted);
        let answer = match request.op {
            Op::Hello => Answer {
                name: Some(format!("mutant-{self}")),
                ..answer
            },
            Op::Open => self.reads(&twisted, answer),
            Op::Verify => self.judges(answer),
        };
        Answer {
            seq: Some(request.seq),
            ..answer
        }
    }

    /// The request as the mistake has it.
    fn twisted(self, request: &Request) -> Request {
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
            Mutant::NoClock => super::corpus::NOW,
            _ => now,
        };
        request.now = Some(written(moved));
        if self == Mutant::IgnoresRevocation {
            request.crl = None;
        }
        request
    }

    /// What it makes of a file.
    fn reads(self, request: &Request, answer: Answer) -> Answer {
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
    fn judges(self, answer: Answer) -> Answer {
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
fn reason(answer: &Answer) -> Option<Reason> {
    let outcome: Outcome = answer.outcome.as_deref()?.parse().ok()?;
    outcome.reason()
}

fn refused(reason: Reason) -> Answer {
    Answer {
        outcome: Some(reason.code().to_owned()),
        ..Answer::default()
    }
}

fn accepted(keys: Option<usize>) -> Answer {
    Answer {
        outcome: Some(Outcome::Ok.code().to_owned()),
        keys,
        ..Answer::default()
    }
}
