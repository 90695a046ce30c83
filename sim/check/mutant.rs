//! Implementations that are wrong on purpose: kigen with one mistake each, as they are known from
//! the field. Whoever writes cases sees that they catch them.

mod life;
mod notices;
mod reader;
mod store;

use std::collections::BTreeSet;

use super::own::Own;
use super::protocol::{Answer, Op, Request};
use crate::certificate::Thumbprint;

pub use store::WrongStore;

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
        /// Replacing with what is there drops it.
        KeepsNothingOnReplace = "keeps-nothing-on-replace",
        /// Takes two certificates of one issuer and serial number for one.
        MatchesByIssuerAndSerial = "matches-by-issuer-and-serial",
        /// Importing again cuts the certificate off from its key.
        LosesTheKeyOnReimport = "loses-the-key-on-reimport",
        /// Does what comes before the change that is refused.
        CommitsHalf = "commits-half",
        /// Deletes the key with its certificate.
        DeletesTheKeyWithTheCertificate = "deletes-the-key-with-the-certificate",
        /// Lets every key leave.
        IgnoresExportable = "ignores-exportable",
        /// Finds another key where there is none of that name.
        MatchesContainersByPrefix = "matches-containers-by-prefix",
        /// Shows the computer's own certificates to its users.
        ShowsTheComputersMy = "shows-the-computers-my",
        /// Does not show what the computer trusts to its users.
        HidesTheComputersRoots = "hides-the-computers-roots",
        /// Lists the oldest first.
        OldestFirst = "oldest-first",
        /// Replaces where it has to refuse.
        NewReplaces = "new-replaces",
        /// Replaces what is not older.
        NewerReplaces = "newer-replaces",
        /// Replaces where it has to keep both.
        AlwaysReplaces = "always-replaces",
        /// Deletes every copy of a certificate.
        DeletesEveryCopy = "deletes-every-copy",
        /// Says nothing when there is nothing to delete.
        DeletingNothingSucceeds = "deleting-nothing-succeeds",
        /// Overwrites what it has to keep.
        UseExistingOverwrites = "use-existing-overwrites",
        /// Keeps what it has to replace.
        ReplaceMerges = "replace-merges",
        /// Moves what it replaces to the front.
        ReplacingMovesToTheFront = "replacing-moves-to-the-front",
        /// Forgets that the use of a key asks.
        ForgetsProtection = "forgets-protection",
        /// Takes the computer's keys for its users'.
        SharesKeysWithTheComputer = "shares-keys-with-the-computer",
        /// Cuts the blanks off names.
        TrimsNames = "trims-names",
        /// Drops the properties that it does not know.
        DropsExtendedProperties = "drops-extended-properties",
        /// Finds the oldest of several copies.
        FindsTheOldestCopy = "finds-the-oldest-copy",
        /// Has room for two certificates.
        ForgetsTheThirdCertificate = "forgets-the-third-certificate",
        /// Signs with the key of another container.
        SignsWithTheWrongKey = "signs-with-the-wrong-key",
        /// Signs without asking.
        SignsSilently = "signs-silently",
        /// Signs whatever is typed.
        SignsForAnyPassword = "signs-for-any-password",
        /// Signs although it was not allowed.
        SignsThoughDenied = "signs-though-denied",
        /// Lets a key leave that may not.
        ExportsWhatMustStay = "exports-what-must-stay",
        /// Lets the key of another container leave.
        ExportsTheWrongKey = "exports-the-wrong-key",
        /// Asks before it says that the key may not leave anyway.
        AsksBeforeItSaysNo = "asks-before-it-says-no",
        /// Tells of the key of another container.
        TellsOfTheWrongKey = "tells-of-the-wrong-key",
        /// Lists containers only while a certificate needs them.
        HidesKeysWithoutACertificate = "hides-keys-without-a-certificate",
        /// Adds a second copy of what the computer has.
        CopiesWhatTheComputerHas = "copies-what-the-computer-has",
        /// Shows what is archived.
        ShowsArchived = "shows-archived",
        /// Deletes what it has to archive.
        LosesTheArchive = "loses-the-archive",
        /// Does not find what is archived.
        FindsNothingArchived = "finds-nothing-archived",
        /// Has room for one certificate: what is imported takes its place.
        HoldsOne = "holds-one",
        /// Has room for two certificates: the third takes the place of the first.
        HoldsTwo = "holds-two",
        /// Lists a certificate twice that was imported twice.
        ListsTwice = "lists-twice",
        /// Empties the store when a file is refused.
        DropsTheRestOnABadFile = "drops-the-rest-on-a-bad-file",
        /// Deletes everything with one certificate.
        DeletesAll = "deletes-all",
        /// Deletes every certificate of the same subject.
        DeletesTheSubject = "deletes-the-subject",
        /// Says that it has deleted, and has not.
        DeletesNothing = "deletes-nothing",
        /// Does not take a certificate again that was deleted.
        NeverTakesBack = "never-takes-back",
        /// Keeps what was in the store when everything is forgotten.
        RemembersAfterReset = "remembers-after-reset",
        /// Refuses a second certificate of a key, as a renewal that kept its key.
        RefusesAKeyTwice = "refuses-a-key-twice",
        /// Says that it has written a file, and has not.
        ExportsNothing = "exports-nothing",
        /// Writes a file without the key.
        ExportsWithoutKey = "exports-without-key",
        /// Writes a file without the authorities.
        ExportsWithoutChain = "exports-without-chain",
        /// Encrypts under an empty password.
        ExportsWithoutPassword = "exports-without-password",
        /// Writes the first certificate of the store, whichever was meant.
        ExportsTheFirst = "exports-the-first",
        /// Deletes the key when it was written to a file.
        ExportsOnce = "exports-once",
        /// Sends the first certificate of the store, whatever its dates.
        SendsTheFirst = "sends-the-first",
        /// Sends the certificate that ends first, as programs do that keep to the old one.
        SendsTheOldest = "sends-the-oldest",
        /// Sends the certificate that it sent first, for ever.
        KeepsToTheFirst = "keeps-to-the-first",
        /// Once a certificate has expired, no clock makes it good again.
        StaysExpired = "stays-expired",
        /// Renews before the authority does.
        RenewsAtAnyTime = "renews-at-any-time",
        /// Does not renew in the first second in which it may.
        RenewsASecondLate = "renews-a-second-late",
        /// Renews what has expired.
        RenewsAfterTheEnd = "renews-after-the-end",
        /// Finds it too early to renew, always.
        NeverRenews = "never-renews",
        /// Takes a renewal where there is nothing to renew.
        RenewsStrangers = "renews-strangers",
        /// Renews without keeping the new key.
        RenewalLosesItsKey = "renewal-loses-its-key",
        /// Deletes the old certificate when it renews.
        RenewalDeletesTheOld = "renewal-deletes-the-old",
        /// Says that it has renewed, and has kept the old certificate alone.
        RenewalForgotten = "renewal-forgotten",
        /// Counts the days of notices in UTC.
        NoticesInUtc = "notices-in-utc",
        /// Gives notice a day early.
        NoticesADayEarly = "notices-a-day-early",
        /// Gives notice a day late.
        NoticesADayLate = "notices-a-day-late",
        /// Gives a notice again whenever it looks.
        NoticesEveryTime = "notices-every-time",
        /// Counts whole days of twenty-four hours that are left.
        NoticesOfHours = "notices-of-hours",
        /// Counts days that have begun, of twenty-four hours that are left.
        NoticesRoundedUp = "notices-rounded-up",
        /// Gives no notice on the last day.
        NoNoticeOnTheLastDay = "no-notice-on-the-last-day",
        /// Gives no notice between the fifteenth day before the end and the end.
        NoDailyNotices = "no-daily-notices",
        /// Never says that a certificate has expired.
        NeverSaysExpired = "never-says-expired",
        /// Says once that a certificate has expired, and never again.
        SaysExpiredOnce = "says-expired-once",
        /// Says in the last second that a certificate has expired.
        SaysExpiredASecondEarly = "says-expired-a-second-early",
        /// Says on the last day that a certificate has expired.
        LastDayIsExpired = "last-day-is-expired",
        /// After a notice was closed, gives none any more.
        DismissedForEver = "dismissed-for-ever",
        /// Gives a notice again that was closed.
        DismissalForgotten = "dismissal-forgotten",
        /// Gives no notice that was due while the PC was off.
        MissedWhileOff = "missed-while-off",
        /// When the clock is set back, gives notices again that were closed.
        SetBackRepeats = "set-back-repeats",
    }
}

/// kigen with a mistake, and what it needs to remember for it.
pub(super) struct Wrong {
    mutant: Mutant,
    own: Own,
    memory: Memory,
}

/// What only a mistake remembers.
#[derive(Default)]
struct Memory {
    /// How often each certificate was imported, in their order.
    imported: Vec<Thumbprint>,
    deleted: BTreeSet<Thumbprint>,
    /// The certificate that was sent first.
    pinned: Option<Thumbprint>,
    /// Those that were once seen to have expired.
    expired: BTreeSet<Thumbprint>,
    /// Whether a notice was ever closed.
    was_dismissed: bool,
    /// Whether it was ever said that a certificate has expired.
    said_expired: bool,
    /// How many days were left, when it was looked at last.
    last_days: Option<i64>,
    /// The clock, when it was looked at last.
    last: Option<chrono::DateTime<chrono::Utc>>,
}

impl Wrong {
    pub(super) fn new(mutant: Mutant) -> Self {
        Wrong {
            mutant,
            own: Own::new(Box::new(move || Box::new(WrongStore::new(mutant)))),
            memory: Memory::default(),
        }
    }

    /// The answer to a request.
    pub(super) fn answer(&mut self, request: &Request) -> Answer {
        let mutant = self.mutant;
        let twisted = mutant.twisted(request);
        match request.op {
            Op::Hello => Answer {
                name: Some(format!("mutant-{mutant}")),
                ..self.own.answer(&twisted)
            },
            Op::Open => mutant.reads(&twisted, self.own.answer(&twisted)),
            Op::Verify => mutant.judges(self.own.answer(&twisted)),
            Op::Tick => self.tick(&twisted),
            _ => self.lives(&twisted),
        }
    }
}
