//! What a reply is worth.

use std::collections::BTreeSet;

use super::case::{Case, Question};
use super::protocol::Answer;
use super::reply::Reply;
use crate::certificate::Certificate;
use crate::digest::Digest;
use crate::format::Format;
use crate::outcome::Outcome;
use crate::pkcs12::{self, Limits, open};
use crate::reason::Reason;

kigen_pkcs12::named! {
    /// What a reply is worth.
    #[non_exhaustive]
    pub enum Verdict: "verdict" {
        /// As it has to be.
        Pass = "pass",
        /// Taken where it has to be refused, or refused where it has to be taken.
        WrongOutcome = "wrong-outcome",
        /// Taken, and something is missing or made up.
        WrongContents = "wrong-contents",
        /// Refused, as it has to be, for a reason that is not true.
        WrongCode = "wrong-code",
        /// Refused, as it has to be, with the words that the password is wrong, which it is not.
        BlamesPassword = "blames-password",
        /// A rule of stores is broken.
        BrokenRule = "broken-rule",
        /// No answer in time.
        Hang = "hang",
        /// The program ended.
        Crash = "crash",
        /// Asked again, and alone, it answered otherwise.
        Unsteady = "unsteady",
        /// Not asked, as the implementation does not do this.
        Skipped = "skipped",
    }
}

impl Verdict {
    /// Whether something is wrong.
    pub fn is_failure(self) -> bool {
        !matches!(self, Verdict::Pass | Verdict::Skipped)
    }
}

/// Judges what was said to the question of a case, whose file has these bytes.
pub(super) fn judge(case: &Case, question: &Question, file: &[u8], reply: &Reply) -> Verdict {
    match reply {
        Reply::Skipped(_) => Verdict::Skipped,
        Reply::Hung => Verdict::Hang,
        Reply::Crashed(_) => Verdict::Crash,
        Reply::Accepted(answer) => match case.may_be_accepted() {
            true if fit(question, file, answer) => Verdict::Pass,
            true => Verdict::WrongContents,
            false => Verdict::WrongOutcome,
        },
        Reply::Refused(reason) => match reason {
            _ if !case.may_be_refused() => Verdict::WrongOutcome,
            Some(reason) if case.accepts(Outcome::Refused(*reason)) => Verdict::Pass,
            None => Verdict::Pass,
            Some(Reason::WrongPassword) => Verdict::BlamesPassword,
            Some(_) => Verdict::WrongCode,
        },
    }
}

/// What is in a file, as far as implementations say it.
struct Facts {
    keys: usize,
    certificates: BTreeSet<String>,
    /// The certificate of the key that counts.
    own: Option<String>,
    /// Every certificate whose key is there.
    keyed: BTreeSet<String>,
}

/// Whether what an implementation found is what is in the file. What it does not say is not held
/// against it; certificates that nothing leads to may be left out.
fn fit(question: &Question, file: &[u8], answer: &Answer) -> bool {
    let Answer {
        certificates, keys, ..
    } = answer;
    if question.format != Format::Pkcs12 || (certificates.is_none() && keys.is_none()) {
        return true;
    }
    let Some(facts) = facts(file, &question.password) else {
        return true; // it reads what is not read here
    };
    let keys_fit = keys.is_none_or(|keys| (keys > 0) == (facts.keys > 0));
    let certificates_fit = certificates.as_ref().is_none_or(|seen| {
        let is_there = |own: &String| seen.iter().any(|it| it.sha256 == *own);
        let is_real = seen
            .iter()
            .all(|it| facts.certificates.contains(&it.sha256));
        let mut keyed = seen.iter().filter(|it| it.key == Some(true));
        let is_keyed_right = keyed.all(|it| facts.keyed.contains(&it.sha256));
        facts.own.as_ref().is_none_or(is_there) && is_real && is_keyed_right
    });
    keys_fit && certificates_fit
}

/// What kigen finds; the tests hold it to other programs.
fn facts(file: &[u8], password: &str) -> Option<Facts> {
    let contents: pkcs12::Contents = open(file, password, &Limits::default()).ok()?;
    let digest = |certificate: &Certificate| Digest::of(certificate.der()).to_string();
    let own = contents.identity().ok();
    let all = || contents.certificates.iter().map(|bag| &bag.certificate);
    let has_key = |one: &&Certificate| contents.keys.iter().any(|bag| one.holds(&bag.key));
    Some(Facts {
        keys: contents.keys.len(),
        own: own.map(|identity| digest(&identity.certificate.certificate)),
        keyed: all().filter(has_key).map(digest).collect(),
        certificates: all().map(digest).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::case::Suite;
    use crate::check::corpus::Corpus;
    use crate::check::protocol::SeenCertificate;

    fn verdict(id: &str, reply: &Reply) -> Verdict {
        let corpus = Corpus::of(&[Suite::Files]).only(&[format!("files::hostile/{id}")]);
        let [case] = corpus.cases() else {
            panic!("no case {id}")
        };
        let question = case.question().unwrap();
        judge(case, question, corpus.file(&question.file).unwrap(), reply)
    }

    fn found(keys: Option<usize>, certificates: &[(&str, Option<bool>)]) -> Reply {
        let seen = certificates.iter().map(|(sha256, key)| SeenCertificate {
            sha256: (*sha256).to_owned(),
            key: *key,
        });
        Reply::Accepted(Box::new(Answer {
            keys,
            certificates: Some(seen.collect()),
            ..Answer::default()
        }))
    }

    #[test]
    fn refusals_are_right_wrong_or_blame_the_password() {
        let refused = |reason| Reply::Refused(Some(reason));
        for (id, reply, expected) in [
            ("noise.p12", refused(Reason::Malformed), Verdict::Pass),
            ("noise.p12", Reply::Refused(None), Verdict::Pass),
            (
                "noise.p12",
                refused(Reason::WrongPassword),
                Verdict::BlamesPassword,
            ),
            ("noise.p12", refused(Reason::Expired), Verdict::WrongCode),
            (
                "noise.p12",
                Reply::Accepted(Box::default()),
                Verdict::WrongOutcome,
            ),
            ("noise.p12", Reply::Hung, Verdict::Hang),
            (
                "good.p12",
                refused(Reason::WrongPassword),
                Verdict::WrongOutcome,
            ),
            (
                "mac-removed.p12",
                refused(Reason::WrongPassword),
                Verdict::Pass,
            ),
            (
                "key-missing.p12",
                refused(Reason::NoPrivateKey),
                Verdict::Pass,
            ),
        ] {
            assert_eq!(verdict(id, &reply), expected, "{id}: {reply:?}");
        }
    }

    #[test]
    fn what_was_found_is_held_against_what_is_there() {
        let corpus = Corpus::of(&[Suite::Files]);
        let good = corpus.file("hostile/good.p12").unwrap();
        let own = facts(good, "0427").unwrap().own.unwrap();
        let of_a_stranger = corpus.file("hostile/key-swapped.p12").unwrap();
        let swapped = facts(of_a_stranger, "0427").unwrap();
        assert_eq!((&swapped.own, swapped.keyed.len()), (&None, 0));
        let swapped = swapped.certificates.first().unwrap();
        let stranger = "00".repeat(32);
        for (id, reply, expected) in [
            ("good.p12", Reply::Accepted(Box::default()), Verdict::Pass),
            ("good.p12", found(Some(1), &[(&own, None)]), Verdict::Pass),
            (
                "good.p12",
                found(Some(0), &[(&own, None)]),
                Verdict::WrongContents,
            ),
            ("good.p12", found(Some(1), &[]), Verdict::WrongContents),
            (
                "good.p12",
                found(Some(1), &[(&own, None), (&stranger, None)]),
                Verdict::WrongContents,
            ),
            (
                "key-missing.p12",
                found(Some(0), &[(&own, Some(false))]),
                Verdict::Pass,
            ),
            (
                "key-missing.p12",
                found(Some(1), &[(&own, None)]),
                Verdict::WrongContents,
            ),
            (
                "key-missing.p12",
                found(None, &[(&own, Some(true))]),
                Verdict::WrongContents,
            ),
            (
                "key-swapped.p12",
                found(Some(1), &[(swapped, Some(false))]),
                Verdict::Pass,
            ),
            (
                "key-swapped.p12",
                found(Some(1), &[(swapped, Some(true))]),
                Verdict::WrongContents,
            ),
        ] {
            assert_eq!(verdict(id, &reply), expected, "{id}: {reply:?}");
        }
    }
}
