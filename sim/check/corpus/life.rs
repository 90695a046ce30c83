//! What becomes of a certificate in a store: it expires, is renewed, backed up and restored.

use chrono::{Duration, Utc};

use super::play::Play;
use super::store::case;
use super::wallet::{FIRST, KEPT, OTHER, RENEWED, Wallet};
use super::{Corpus, NOW};
use crate::check::case::{Importance, Task, Walk};
use crate::reason::Reason;

const VALIDITY: &str = "RFC 5280 section 4.1.2.5: both ends of a validity are inside it";
const TLS: &str = "RFC 8446 section 4.4.2: a client without a certificate sends an empty list";
const WINDOW: &str = "the manual, renewal procedure: from 90 days before the end until the end";
const CLOSED: &str = "the manual, renewal procedure; smallstep/certificates issue 177";
const SELECTION: &str = "Chromium, client_cert_store_win.cc; win-acme issue 634";
const BACKUP: &str = "the manual, backup and restore";
const CLOCK: &str = "RFC 5280 section 6.1.3: the time is an argument, and nothing is remembered";

/// What implementations call an expired certificate that they do not even send.
const EXPIRED: &[Reason] = &[
    Reason::Expired,
    Reason::NoCertificateSent,
    Reason::NoCertificate,
];
const EARLY: &[Reason] = &[
    Reason::NotYetValid,
    Reason::NoCertificateSent,
    Reason::NoCertificate,
];
const NOTHING: &[Reason] = &[
    Reason::NoCertificate,
    Reason::NoCertificateSent,
    Reason::NotFound,
];

type Instant = chrono::DateTime<Utc>;

/// The moments that the cases are about.
#[derive(Clone, Copy)]
struct Times {
    opens: Instant,
    end: Instant,
}

const SECOND: Duration = Duration::seconds(1);

type Row = (
    &'static str,
    Importance,
    &'static str,
    &'static str,
    for<'a> fn(Play<'a>, Times) -> Play<'a>,
);

pub(super) fn add(corpus: &mut Corpus, wallet: &Wallet) {
    let times = Times {
        opens: wallet.opens(),
        end: wallet.certificate(FIRST).not_after(),
    };
    let rows = [
        expiry(),
        odd_clocks_and_choices(),
        renewal(),
        renewed(),
        backup(),
    ];
    for (name, importance, what, source, play) in rows.into_iter().flatten() {
        let id = format!("life::{name}");
        let script = play(Play::new(wallet, &id), times).script();
        corpus.add(case(id, importance, what, source, Task::Play(script)));
    }
    corpus.add(case(
        "life::drawn-sequences".to_owned(),
        Importance::Must,
        "whatever is imported, renewed, backed up, restored and deleted as time passes",
        "the cases, taken together",
        Task::Walk(Walk::Life),
    ));
}

fn expiry() -> Vec<Row> {
    use Importance::{Must, Should};
    vec![
        (
            "expiry/empty",
            Must,
            "a store without a certificate",
            TLS,
            |play, _| play.connects(&[]).refused(NOTHING),
        ),
        (
            "expiry/last-early",
            Must,
            "the second before the first",
            VALIDITY,
            |play, _| {
                play.import(FIRST)
                    .at(NOW - SECOND)
                    .connects(&[FIRST])
                    .refused(EARLY)
            },
        ),
        (
            "expiry/first",
            Must,
            "the first second",
            VALIDITY,
            |play, _| play.import(FIRST).connects(&[FIRST]),
        ),
        (
            "expiry/last",
            Should,
            "the last second",
            VALIDITY,
            |play, times| play.import(FIRST).at(times.end).connects(&[FIRST]),
        ),
        (
            "expiry/first-late",
            Must,
            "the second after the last",
            VALIDITY,
            |play, times| {
                play.import(FIRST)
                    .at(times.end + SECOND)
                    .connects(&[FIRST])
                    .refused(EXPIRED)
            },
        ),
    ]
}

fn odd_clocks_and_choices() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "expiry/clock-set-back",
            Must,
            "a clock that was wrong, and is right again",
            CLOCK,
            |play, times| {
                let play = play.import(FIRST).at(times.end + SECOND);
                play.connects(&[FIRST])
                    .refused(EXPIRED)
                    .at(NOW)
                    .connects(&[FIRST])
            },
        ),
        (
            "expiry/expired-is-kept",
            Must,
            "an expired certificate can be imported and deleted",
            BACKUP,
            |play, times| {
                play.at(times.end + SECOND)
                    .import(FIRST)
                    .holds(&[FIRST])
                    .delete(FIRST)
                    .holds(&[])
            },
        ),
        (
            "expiry/revoked",
            Must,
            "a certificate on the revocation list",
            "RFC 5280 section 6.3.3",
            |play, _| {
                play.import(OTHER)
                    .connects_by_list()
                    .refused(&[Reason::Revoked, Reason::Untrusted])
            },
        ),
        (
            "expiry/one-of-two",
            Must,
            "one certificate has expired, the other has not",
            SELECTION,
            |play, times| {
                play.import(OTHER)
                    .import(FIRST)
                    .at(times.opens - SECOND)
                    .connects(&[FIRST])
            },
        ),
        (
            "expiry/one-of-two-the-other-way",
            Must,
            "the same, imported the other way round",
            SELECTION,
            |play, times| {
                play.import(FIRST)
                    .import(OTHER)
                    .at(times.opens - SECOND)
                    .connects(&[FIRST])
            },
        ),
    ]
}

fn renewal() -> Vec<Row> {
    use Importance::{Must, Should};
    vec![
        (
            "renewal/last-early",
            Must,
            "the second before it opens",
            WINDOW,
            |play, times| {
                let play = play.import(FIRST).at(times.opens - SECOND);
                play.renew(RENEWED)
                    .refused(&[Reason::RenewalNotOpen])
                    .holds(&[FIRST])
            },
        ),
        (
            "renewal/first",
            Must,
            "the second in which it opens",
            WINDOW,
            |play, times| {
                play.import(FIRST)
                    .at(times.opens)
                    .renew(RENEWED)
                    .holds(&[FIRST, RENEWED])
            },
        ),
        (
            "renewal/last",
            Must,
            "the certificate's last second",
            WINDOW,
            |play, times| {
                play.import(FIRST)
                    .at(times.end)
                    .renew(RENEWED)
                    .holds(&[FIRST, RENEWED])
            },
        ),
        (
            "renewal/first-late",
            Must,
            "the second after it",
            CLOSED,
            |play, times| {
                let play = play.import(FIRST).at(times.end + SECOND);
                play.renew(RENEWED)
                    .refused(&[Reason::RenewalClosed, Reason::Expired])
                    .holds(&[FIRST])
            },
        ),
        (
            "renewal/nothing-to-renew",
            Should,
            "another's certificate is not renewed",
            WINDOW,
            |play, times| {
                let play = play.import(OTHER).at(times.opens);
                play.renew(RENEWED).refused(NOTHING).holds(&[OTHER])
            },
        ),
    ]
}

fn renewed() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "renewal/used-at-once",
            Must,
            "old or new is sent while both are good",
            SELECTION,
            |play, times| {
                let play = play.import(FIRST).at(times.opens).renew(RENEWED);
                play.connects(&[FIRST, RENEWED])
            },
        ),
        (
            "renewal/outlives-the-old",
            Must,
            "the new one is sent when the old one has expired",
            SELECTION,
            |play, times| {
                let play = play
                    .import(FIRST)
                    .at(times.opens)
                    .connects(&[FIRST])
                    .renew(RENEWED);
                play.at(times.end + SECOND).connects(&[RENEWED])
            },
        ),
        (
            "renewal/key-kept",
            Must,
            "a renewal of the same key is sent when the old one has expired",
            SELECTION,
            |play, times| {
                let play = play
                    .import(FIRST)
                    .at(times.opens)
                    .renew(KEPT)
                    .holds(&[FIRST, KEPT]);
                play.at(times.end + SECOND).connects(&[KEPT])
            },
        ),
        (
            "renewal/old-deleted",
            Must,
            "the new one is sent when the old one was deleted",
            SELECTION,
            |play, times| {
                let play = play.import(FIRST).at(times.opens).renew(RENEWED);
                play.delete(FIRST).holds(&[RENEWED]).connects(&[RENEWED])
            },
        ),
        (
            "renewal/key-kept-old-deleted",
            Must,
            "a shared key stays when the old certificate is deleted",
            SELECTION,
            |play, times| {
                let play = play.import(FIRST).at(times.opens).renew(KEPT);
                play.delete(FIRST).holds(&[KEPT]).connects(&[KEPT])
            },
        ),
    ]
}

fn backup() -> Vec<Row> {
    use Importance::Must;
    vec![
        (
            "backup/restores",
            Must,
            "a backup works on a new PC",
            BACKUP,
            |play, _| {
                play.import(FIRST)
                    .export(FIRST)
                    .reset()
                    .holds(&[])
                    .restore(FIRST)
                    .connects(&[FIRST])
            },
        ),
        (
            "backup/of-a-renewal",
            Must,
            "a backup of the new one, after a renewal",
            BACKUP,
            |play, times| {
                let play = play
                    .import(FIRST)
                    .at(times.opens)
                    .renew(RENEWED)
                    .export(RENEWED)
                    .reset();
                play.restore(RENEWED)
                    .holds(&[RENEWED])
                    .at(times.end + SECOND)
                    .connects(&[RENEWED])
            },
        ),
        (
            "backup/stale",
            Must,
            "a backup from before the renewal does not help after the old end",
            BACKUP,
            |play, times| {
                let play = play
                    .import(FIRST)
                    .export(FIRST)
                    .at(times.opens)
                    .renew(RENEWED)
                    .reset();
                let play = play.restore(FIRST).holds(&[FIRST]).connects(&[FIRST]);
                play.at(times.end + SECOND)
                    .connects(&[FIRST])
                    .refused(EXPIRED)
            },
        ),
        (
            "backup/beside-the-renewal",
            Must,
            "a backup of the old one that is restored beside the new one",
            SELECTION,
            |play, times| {
                let play = play
                    .import(FIRST)
                    .export(FIRST)
                    .at(times.opens)
                    .renew(RENEWED);
                let play = play.delete(FIRST).restore(FIRST).holds(&[FIRST, RENEWED]);
                play.at(times.end + SECOND).connects(&[RENEWED])
            },
        ),
    ]
}
