//! What the pages say on which people play a world in a browser.

use std::num::NonZeroU32;

kigen_pkcs12::named! {
    /// A short text on such a page: a heading, a label, an explanation.
    #[non_exhaustive]
    pub enum SiteText: "text of the site" {
        /// Under every heading: that nothing of it is real.
        Simulated = "simulated",
        /// The page with the clock and the PCs.
        Home = "home",
        /// The portal.
        Portal = "portal",
        /// The download site.
        DownloadSite = "download-site",
        /// The page with what happened so far.
        Timeline = "timeline",
        /// Over the world's time.
        Now = "now",
        /// That it is the user who moves the clock.
        ClockStands = "clock-stands",
        /// Over the buttons that move the clock.
        MoveClock = "move-clock",
        /// Beside the field for any other moment.
        OtherMoment = "other-moment",
        /// Over what the last step did.
        LastStep = "last-step",
        /// Over the certificates of PCs.
        Certificate = "certificate",
        /// That a PC has no certificate in its store.
        NoneInStore = "none-in-store",
        /// Over what the services would make of a PC.
        Services = "services",
        /// The issuance letter.
        Letter = "letter",
        /// That none has arrived.
        NoLetter = "no-letter",
        /// The button that opens the letter.
        OpenLetter = "open-letter",
        /// Over the notice on the screen.
        Notice = "notice",
        /// That there is none.
        NoNotice = "no-notice",
        /// The button that leads to a PC.
        UsePc = "use-pc",
        /// Over the addresses that clients connect to.
        Endpoints = "endpoints",
        /// That a service has let a client in.
        LetIn = "let-in",
        /// What an application on the portal is.
        AboutPortal = "about-portal",
        /// What a letter is for.
        AboutLetter = "about-letter",
        /// The ID in a letter.
        Id = "id",
        /// The password in a letter.
        Password = "password",
        /// What to type on the download site.
        AboutDownload = "about-download",
        /// The PIN that protects the file.
        CertificatePassword = "certificate-password",
        /// What a PC's page is.
        AboutPc = "about-pc",
        /// Over what the MPKI client does.
        Renewal = "renewal",
        /// Over what makes a backup.
        Backup = "backup",
        /// What a backup is for.
        AboutBackup = "about-backup",
        /// The name of a file.
        FileName = "file-name",
        /// Over the field for any other step.
        AnyStep = "any-step",
        /// What can be written there.
        AboutAnyStep = "about-any-step",
    }
}

kigen_pkcs12::named! {
    /// A button on such a page, by what it does.
    #[non_exhaustive]
    pub enum SiteButton: "button of the site" {
        /// Moves it by an hour.
        OneHour = "one-hour",
        /// Moves it by a day.
        OneDay = "one-day",
        /// Moves it by a week.
        OneWeek = "one-week",
        /// Moves it by 30 days.
        ThirtyDays = "thirty-days",
        /// Moves it until a PC's letter arrives.
        UntilLetter = "until-letter",
        /// Moves it until a PC's certificate can be renewed.
        UntilRenewal = "until-renewal",
        /// Moves it to the last second of a PC's certificate.
        UntilLastSecond = "until-last-second",
        /// Moves it to the second after.
        UntilExpired = "until-expired",
        /// The button beside it.
        Move = "move",
        /// Applies.
        Apply = "apply",
        /// Asks how an application stands.
        Inquire = "inquire",
        /// Withdraws an application.
        Cancel = "cancel",
        /// Asks for revocation.
        Revoke = "revoke",
        /// Opens the facility's account.
        OpenAccount = "open-account",
        /// Downloads.
        Download = "download",
        /// Imports the last download.
        Import = "import",
        /// Looks at the certificate in the store.
        Check = "check",
        /// Uses the services.
        Connect = "connect",
        /// Closes the notice.
        Dismiss = "dismiss",
        /// Renews.
        Renew = "renew",
        /// Deletes the certificate that was renewed.
        DeleteOld = "delete-old",
        /// Deletes what has expired.
        DeleteExpired = "delete-expired",
        /// Makes and downloads a backup.
        MakeBackup = "make-backup",
        /// Plays it.
        Play = "play",
    }
}

/// The pages of the site in a language.
pub trait SiteWords {
    /// A short text.
    fn site(&self, text: SiteText) -> &'static str;

    /// What is on a button.
    fn button(&self, button: SiteButton) -> &'static str;

    /// That the clock runs, and how many seconds pass in each real one.
    fn clock_runs(&self, rate: NonZeroU32) -> String;

    /// When a letter arrived.
    fn letter_arrived(&self, time: &str) -> String;

    /// A request that was refused, with the reason as a sentence.
    fn not_done(&self, sentence: &str) -> String;
}
