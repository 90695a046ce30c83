//! What a random world may have: every kind of fault and of action, every rule away from its
//! default, and the rest of what a scenario can say.

use crate::named::Named;

kigen_pkcs12::named! {
    /// Something that is on or off in a random world.
    pub enum Feature: "feature" {
        /// Letters are lost.
        LoseLetter = "lose-letter",
        /// The portal is down for days.
        PortalDown = "portal-down",
        /// The authority is down for days.
        AuthorityDown = "authority-down",
        /// The power fails at the worst moment.
        CutPower = "cut-power",
        /// Disks are full.
        FillDisk = "fill-disk",
        /// Disks have space again.
        FreeDisk = "free-disk",
        /// PCs break.
        Break = "break",
        /// Clocks are set.
        SetClock = "set-clock",
        /// Clocks drift.
        Drift = "drift",
        /// Batteries of clocks die.
        DrainBattery = "drain-battery",
        /// Clocks are repaired.
        RepairClock = "repair-clock",
        /// People apply.
        Apply = "apply",
        /// People open an account on the portal.
        OpenAccount = "open-account",
        /// People ask how their application stands.
        Inquire = "inquire",
        /// People withdraw their application.
        Cancel = "cancel",
        /// People download.
        Download = "download",
        /// Programs get certificates for keys of their own.
        Enroll = "enroll",
        /// Programs show services certificates from elsewhere, or none.
        Show = "show",
        /// People import what they downloaded.
        Import = "import",
        /// People import files from elsewhere.
        ImportElsewhere = "import-elsewhere",
        /// People restore backups.
        Restore = "restore",
        /// People look at the certificate.
        Check = "check",
        /// People use the services.
        Connect = "connect",
        /// People close notices.
        Dismiss = "dismiss",
        /// People renew.
        Renew = "renew",
        /// People pick one of several certificates.
        Choose = "choose",
        /// People delete certificates.
        Delete = "delete",
        /// People make backups.
        Backup = "backup",
        /// People replace PCs.
        Replace = "replace",
        /// Other Windows users sign in.
        SignIn = "sign-in",
        /// People have certificates revoked.
        Revoke = "revoke",
        /// People mistype PINs.
        Mistyping = "mistyping",
        /// People tick and answer in wizards and prompts otherwise than the manual says.
        OtherChoices = "other-choices",
        /// Things are done in the very second at which something begins or ends, and beside it.
        OnTheSecond = "on-the-second",
        /// There are several PCs.
        SeveralPcs = "several-pcs",
        /// PCs are off at times.
        OfficeHours = "office-hours",
        /// PCs stay off on some days.
        ClosedDays = "closed-days",
        /// Nobody is there on some days.
        Absences = "absences",
        /// The services run under another Windows user than usual.
        OtherUser = "other-user",
        /// The facility has an institution code.
        OtherInstitution = "other-institution",
        /// A PC has an institution code of its own.
        OwnInstitution = "own-institution",
        /// A PC is used for one service.
        OneService = "one-service",
        /// Client programs select certificates in other ways.
        OtherSelection = "other-selection",
        /// The facility has no account on the portal.
        NoAccount = "no-account",
        /// The facility pays by invoice.
        Invoice = "invoice",
        /// The operator reads notices.
        ReadsNotices = "reads-notices",
        /// The operator renews at a notice.
        RenewsAtNotice = "renews-at-notice",
        /// A program renews by itself.
        RenewsByItself = "renews-by-itself",
        /// It waits for a while.
        Jitter = "jitter",
        /// The operator makes backups.
        BacksUp = "backs-up",
        /// The operator types wrong PINs first.
        WrongPins = "wrong-pins",
        /// The operator does nothing when the services stop.
        Careless = "careless",
        /// There are notices on other days.
        OtherNotices = "other-notices",
        /// Notices come by mail.
        Mails = "mails",
        /// What is needed for a download comes online.
        Online = "online",
        /// Letters travel for other numbers of days.
        OtherPost = "other-post",
        /// Letters are dispatched after other numbers of business days.
        OtherDispatch = "other-dispatch",
        /// Downloads close earlier or later.
        OtherDownloadDays = "other-download-days",
        /// The post keeps letters for another number of days.
        OtherKeptDays = "other-kept-days",
        /// Other fees.
        OtherFees = "other-fees",
        /// Fees are collected in other months.
        OtherBilling = "other-billing",
        /// Another country's calendar.
        OtherCalendar = "other-calendar",
        /// Certificates live for another time.
        OtherLifetime = "other-lifetime",
        /// Renewal is possible for another time.
        OtherWindow = "other-window",
        /// Certificates begin before their issue.
        Backdate = "backdate",
        /// Renewed certificates keep their key.
        SameKey = "same-key",
        /// Certificates have other names.
        OtherNames = "other-names",
        /// Certificates have other usages.
        OtherUsages = "other-usages",
        /// Certificates have other extensions.
        OtherExtensions = "other-extensions",
        /// Serial numbers of another length.
        OtherSerials = "other-serials",
        /// One authority, or more than two.
        OtherHierarchy = "other-hierarchy",
        /// Authorities begin and end at other times.
        AuthorityDates = "authority-dates",
        /// Authorities are renewed themselves.
        AuthorityRenewal = "authority-renewal",
        /// Files have other passwords than four digits, or none.
        OtherPasswords = "other-passwords",
        /// Other kinds of key.
        OtherKeys = "other-keys",
        /// The authority that issues ends before long.
        IssuingEnds = "issuing-ends",
        /// The services trust the authority of files from elsewhere, too.
        TrustElsewhere = "trust-elsewhere",
        /// The services do not name their authorities.
        NoCaNames = "no-ca-names",
    }
}

impl Feature {
    /// In how many of sixteen worlds it is on: half of them, unless it keeps too much else from
    /// happening, or costs too much.
    pub(super) const fn sixteenths(self) -> u64 {
        match self {
            Feature::AuthorityDates | Feature::IssuingEnds | Feature::OtherKeys => 2,
            Feature::AuthorityRenewal
            | Feature::Careless
            | Feature::Enroll
            | Feature::ImportElsewhere
            | Feature::NoAccount
            | Feature::OtherPasswords => 4,
            Feature::OtherSelection => 6,
            _ => 8,
        }
    }

    /// Whether it is something that breaks or is done, and how often that happens has a weight.
    pub(super) fn is_deed(self) -> bool {
        self as usize <= Feature::Revoke as usize
    }

    /// How many there are.
    pub const COUNT: usize = Feature::NAMES.len();
}
