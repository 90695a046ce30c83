//! The pages of the site, in English.

use std::num::NonZeroU32;

use super::English;
use crate::words::{SiteButton, SiteText, SiteWords};

impl SiteWords for English {
    fn site(&self, text: SiteText) -> &'static str {
        match text {
            SiteText::Simulated => {
                "This is a simulation. It has nothing to do with any real site or certificate"
            }
            SiteText::Home => "Clock and PCs",
            SiteText::Portal => "Portal",
            SiteText::DownloadSite => "Download site",
            SiteText::Timeline => "Timeline",
            SiteText::Now => "The time",
            SiteText::ClockStands => "The clock stands until it is moved here",
            SiteText::MoveClock => "Move the clock",
            SiteText::OtherMoment => "Any other moment",
            SiteText::LastStep => "What the last step did",
            SiteText::Certificate => "Certificate",
            SiteText::NoneInStore => "none in the store",
            SiteText::Services => "Services",
            SiteText::Letter => "Issuance letter",
            SiteText::NoLetter => "none has arrived",
            SiteText::OpenLetter => "Read the letter",
            SiteText::Notice => "Notice on the screen",
            SiteText::NoNotice => "there is none",
            SiteText::UsePc => "Use this PC",
            SiteText::Endpoints => "Where clients connect",
            SiteText::LetIn => "Connected",
            SiteText::AboutPortal => {
                "Each PC needs a certificate of its own. About a week after the application, a letter comes by registered mail"
            }
            SiteText::AboutLetter => {
                "Type this ID and this password on the download site. Downloads close 180 days after the letter was issued, unless set otherwise"
            }
            SiteText::Id => "ID of the letter",
            SiteText::Password => "Password of the letter",
            SiteText::AboutDownload => {
                "Type the ID and the password of the letter, and choose four digits to protect the file with: the import will ask for them"
            }
            SiteText::CertificatePassword => "PIN of the file (four digits)",
            SiteText::AboutPc => {
                "This is what people do at the PC, under Windows. A downloaded file can be imported into your own browser and programs, too"
            }
            SiteText::Renewal => "MPKI client",
            SiteText::Backup => "Backup",
            SiteText::AboutBackup => {
                "Back a renewed certificate up, in case the PC breaks. The file is downloaded, and other programs can import it, too"
            }
            SiteText::FileName => "Name of the file",
            SiteText::AnyStep => "Anything else",
            SiteText::AboutAnyStep => "Write a step as scenarios do; faults can be caused, too",
        }
    }

    fn button(&self, button: SiteButton) -> &'static str {
        match button {
            SiteButton::OneHour => "1 hour",
            SiteButton::OneDay => "1 day",
            SiteButton::OneWeek => "1 week",
            SiteButton::ThirtyDays => "30 days",
            SiteButton::UntilLetter => "Until the letter arrives",
            SiteButton::UntilRenewal => "Until renewal opens",
            SiteButton::UntilLastSecond => "To the certificate's last second",
            SiteButton::UntilExpired => "To the second after it",
            SiteButton::Move => "Move",
            SiteButton::Apply => "Apply for a certificate",
            SiteButton::Inquire => "Ask how the application stands",
            SiteButton::Cancel => "Withdraw the application",
            SiteButton::Revoke => "Ask for revocation",
            SiteButton::OpenAccount => "Open an account",
            SiteButton::Download => "Download",
            SiteButton::Import => "Import the downloaded certificate",
            SiteButton::Check => "Look at the certificate in the store",
            SiteButton::Connect => "Connect to the services",
            SiteButton::Dismiss => "Close the notice",
            SiteButton::Renew => "Renew the certificate",
            SiteButton::DeleteOld => "Delete the certificate that was renewed",
            SiteButton::DeleteExpired => "Delete expired certificates",
            SiteButton::MakeBackup => "Make a backup",
            SiteButton::Play => "Play it",
        }
    }

    fn clock_runs(&self, rate: NonZeroU32) -> String {
        match rate.get() {
            1 => "The clock runs as a real one does".to_owned(),
            rate => format!("The clock runs {rate} times as fast as a real one"),
        }
    }

    fn letter_arrived(&self, time: &str) -> String {
        format!("arrived at {time}")
    }

    fn not_done(&self, sentence: &str) -> String {
        format!("not done: {sentence}")
    }
}
