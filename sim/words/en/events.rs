//! What happened, in English.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use super::plural::{count, units};
use super::{English, until};
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::lifecycle::fee::{FeeKind, PaymentMethod};
use crate::lifecycle::import::RootWarning;
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::lifecycle::service::Service;
use crate::shown::Shown;
use crate::time::{Month, Span, Zone};
use crate::trace::{ApplicationStatus, EventKind, ShownCertificate};
use crate::words::length::{Unit, parts};
use crate::words::number::{with_commas, yen};
use crate::words::{EventWords, Voice};

impl EventWords for English {
    fn event(&self, kind: &EventKind, ok: bool, voice: Voice<'_>) -> String {
        self::event(kind, ok, voice)
    }

    fn broken(&self, fault: &Fault) -> String {
        self::broken(fault)
    }

    fn shown_again(&self, times: usize) -> String {
        format!(" (shown {times} times)")
    }

    fn service(&self, service: Service) -> &'static str {
        self::service(service)
    }

    fn without_service(&self, minutes: u64, days: i64) -> String {
        let minutes = self::minutes(minutes);
        match days {
            0 => format!("{minutes} without service"),
            _ => format!(
                "{minutes} without service, the longest outage {}",
                count(days, "full day")
            ),
        }
    }

    fn notices(&self, seen: usize, missed: usize) -> String {
        format!("{} read, {missed} missed", count(seen, "notice"))
    }

    fn service_outage(&self, service: &str, at_pcs: u64, at_facility: u64) -> String {
        let (at_pcs, at_facility) = (minutes(at_pcs), minutes(at_facility));
        format!("{service}: down for {at_pcs} over all PCs, for {at_facility} on every PC at once")
    }

    fn letters(&self, letters: usize, undelivered: usize) -> String {
        match (letters, undelivered) {
            (1, 0) => "1 letter".to_owned(),
            (_, 0) => format!("{letters} letters"),
            (1, _) => "1 letter, not delivered".to_owned(),
            _ => format!("{letters} letters, {undelivered} of them not delivered"),
        }
    }

    fn cost(&self, costs: &BTreeMap<(Month, PaymentMethod), u32>) -> String {
        let months = costs.iter();
        let months = months.map(|((month, _), amount)| format!("{month} ¥{}", yen(*amount)));
        let months: Vec<String> = months.collect();
        let total = yen(costs.values().sum());
        format!("¥{total} in all ({})", months.join(", "))
    }
}

/// The certificate that was sent, if it is known.
fn sent(sent: Option<&ShownCertificate>, zone: &Zone) -> String {
    sent.map_or(String::new(), |sent| {
        let name = Shown::text(&sent.issued_to);
        let until = until(sent.not_after, zone);
        format!(" (certificate sent: {name}, {until})")
    })
}

/// Keys of a file that were not imported, and how to see which.
fn left_out(keys: usize) -> String {
    match keys {
        0 => String::new(),
        _ => format!(
            " without {}, which no certificate needs or nobody can read: kigen inspect tells more",
            count(keys as i64, "private key")
        ),
    }
}

/// The program that shows notices and renews, in the manual's world.
pub(super) const CLIENT: &str = "MPKI client";

fn service(service: Service) -> &'static str {
    match service {
        Service::Eligibility => "eligibility verification",
        Service::Claims => "online claims",
    }
}

fn event(kind: &EventKind, ok: bool, voice: Voice<'_>) -> String {
    let zone = voice.zone;
    let done = |done: &str, tried: &str| (if ok { done } else { tried }).to_owned();
    match kind {
        EventKind::Apply {
            via,
            still_good_until,
        } => {
            let place = match via {
                ApplicationChannel::Portal => "on the portal",
                ApplicationChannel::ClosedNetwork => "through the closed network",
            };
            match (ok, still_good_until) {
                (true, None) => format!("applied for a certificate {place}"),
                (true, Some(until)) => format!(
                    "applied for a certificate {place} (warning: the present certificate is valid until {})",
                    zone.clock(*until)
                ),
                (false, _) => "application refused".into(),
            }
        }
        EventKind::OpenAccount => done("account on the portal opened", "no account opened"),
        EventKind::Cancel => done("application cancelled", "cancellation refused"),
        EventKind::Inquire { status } => match status {
            None => "inquiry refused".into(),
            Some(ApplicationStatus::Received) => "application: received".into(),
            Some(ApplicationStatus::Cancelled) => "application: cancelled".into(),
            Some(ApplicationStatus::LetterIssued) => "application: issuance letter issued".into(),
            Some(ApplicationStatus::Downloaded) => "application: certificate downloaded".into(),
        },
        EventKind::LetterIssued { .. } => {
            "issuance letter with ID and password issued and posted".into()
        }
        EventKind::Released { .. } => "ID and password for the download given out online".into(),
        EventKind::LetterDelivery => done(
            "issuance letter arrived by registered mail",
            "issuance letter not delivered",
        ),
        EventKind::Download { file } => match file {
            Some(file) => format!("downloaded {file}"),
            None => "download refused".into(),
        },
        EventKind::Enroll { ordinal, renews } => match (ordinal, renews) {
            (Some(ordinal), None) => {
                format!("certificate {ordinal} fetched for the client's own key")
            }
            (Some(ordinal), Some(old)) => {
                format!("certificate {old} renewed as {ordinal} for the client's own key")
            }
            (None, None) => "no certificate for the client's own key".into(),
            (None, Some(old)) => format!("certificate {old} not renewed for the client's own key"),
        },
        EventKind::Show { service, sent } => {
            let service = Shown::text(voice.service(*service));
            let sent = self::sent(sent.as_ref(), zone);
            match ok {
                true => format!("{service}: a client from elsewhere connected{sent}"),
                false => format!("{service}: a client from elsewhere refused{sent}"),
            }
        }
        EventKind::Issued {
            ordinal,
            serial: _,
            not_before,
            not_after,
        } => format!(
            "certificate {ordinal} issued, valid from {} {}",
            zone.clock(*not_before),
            until(*not_after, zone)
        ),
        EventKind::Import {
            file,
            root_warnings,
            nothing,
            keys_left_out,
            ..
        } => match (ok, file) {
            (true, Some(file)) if *nothing => {
                format!("imported {file}, in which there is no certificate: nothing has changed")
            }
            (true, Some(file)) => {
                let root = match trusted(root_warnings.as_deref()) {
                    true => ", root trusted after the security warning",
                    false => "",
                };
                format!("imported {file}{root}{}", left_out(*keys_left_out))
            }
            (false, Some(file)) => format!("import of {file} refused"),
            (_, None) => "import refused".into(),
        },
        EventKind::Check { shown: _ } => done(
            "certificate in the store is valid",
            "certificate in the store",
        ),
        EventKind::Connect { service, sent, .. } => {
            let service = Shown::text(voice.service(*service));
            let sent = self::sent(sent.as_ref(), zone);
            match ok {
                true => format!("{service}: connected{sent}"),
                false => format!("{service}: refused{sent}"),
            }
        }
        EventKind::Notice { notice, by } => {
            let by = match by {
                NoticeChannel::Screen => voice.client().unwrap_or(CLIENT),
                NoticeChannel::Mail => "mail",
            };
            match notice {
                Notice::Before { days: 0 } => format!("{by}: the certificate expires today"),
                Notice::Before { days: 1 } => format!("{by}: the certificate expires in 1 day"),
                Notice::Before { days } => format!("{by}: the certificate expires in {days} days"),
                Notice::Expired => format!("{by}: the certificate has expired"),
            }
        }
        EventKind::Dismiss => done("notice read and closed", "no notice closed"),
        EventKind::Renew { .. } => match (ok, voice.client()) {
            (true, Some(client)) => format!("renewed with {}", Shown::text(client)),
            (true, None) => format!("renewed with the {CLIENT}"),
            (false, _) => "renewal refused".into(),
        },
        EventKind::Delete { which, count, .. } => {
            let which = match which {
                DeleteWhich::Expired => "expired",
                DeleteWhich::Old => "old",
            };
            match count.map(NonZeroUsize::get) {
                Some(1) => format!("deleted the {which} certificate"),
                Some(count) => format!("deleted {count} {which} certificates"),
                None => format!("deletion of the {which} certificate refused"),
            }
        }
        EventKind::Backup { file, wizard, .. } => match (ok, wizard) {
            (true, Some(wizard)) => format!("backed up as {file} ({})", wizard.encryption),
            (true, None) => format!("backed up as {file}"),
            (false, _) => format!("backup as {file} refused"),
        },
        EventKind::Replace => "PC replaced by a new one".into(),
        EventKind::SignIn { user } => match ok {
            true => format!("Windows user {user} signed in"),
            false => format!("Windows user {user} cannot sign in"),
        },
        EventKind::Revoke => done("certificate revoked", "revocation refused"),
        EventKind::ServiceUp => "service available".into(),
        EventKind::ServiceDown => "SERVICE LOST".into(),
        EventKind::Fault(broken) => fault(broken),
        EventKind::Fee { fee, .. } => {
            let kind = match fee.kind {
                FeeKind::Issue => "issue",
                FeeKind::Renewal => "renewal",
                FeeKind::Letter => "postage after expiry",
            };
            let method = match fee.method {
                PaymentMethod::Deduction => "deducted",
                PaymentMethod::Invoice => "invoiced",
            };
            format!("¥{} for {kind}, {method} in {}", yen(fee.yen), fee.month)
        }
    }
}

/// Returns whether a security warning appeared and its root was trusted.
fn trusted(root_warnings: Option<&[RootWarning]>) -> bool {
    root_warnings.is_some_and(|answers| answers.contains(&RootWarning::Accept))
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Pc(PcFault::FreeDisk { .. } | PcFault::RepairClock { .. }) => broken(fault),
        _ => format!("fault: {}", broken(fault)),
    }
}

fn broken(fault: &Fault) -> String {
    match fault {
        Fault::Pc(PcFault::FreeDisk { .. }) => "space was freed on the disk".to_owned(),
        Fault::Pc(PcFault::RepairClock { .. }) => "the PC's clock was corrected".to_owned(),
        Fault::Pc(PcFault::CutPower { pc: _, at }) => match at {
            CutPoint::RenewalRequest => {
                "the power will fail before the next renewal request leaves"
            }
            CutPoint::RenewalStore => {
                "the power will fail before the next renewed certificate is stored"
            }
            CutPoint::Import => "the power will fail in the middle of the next import",
            CutPoint::Backup => "the power will fail in the middle of the next backup",
        }
        .to_owned(),
        Fault::Pc(PcFault::FillDisk { pc: _ }) => "the disk is full".to_owned(),
        Fault::Pc(PcFault::Break { pc: _ }) => "the PC broke".to_owned(),
        Fault::Pc(PcFault::SetClock { pc: _, by }) => {
            let length = length(*by);
            match by.as_seconds() {
                ..0 => format!("somebody set the PC's clock back by {length}"),
                _ => format!("somebody set the PC's clock ahead by {length}"),
            }
        }
        Fault::Pc(PcFault::Drift {
            pc: _,
            seconds_per_day,
        }) => {
            let seconds = count(i64::from(*seconds_per_day).abs(), "second");
            match seconds_per_day {
                ..0 => format!("the PC's clock loses {seconds} a day from now on"),
                _ => format!("the PC's clock gains {seconds} a day from now on"),
            }
        }
        Fault::Pc(PcFault::DrainBattery { pc: _ }) => {
            "the battery of the PC's clock died".to_owned()
        }
        Fault::World(WorldFault::LoseLetter { pc: _ }) => "the next letter will be lost".to_owned(),
        Fault::World(WorldFault::PortalDown { pc: _, lasts }) => {
            format!("the portal cannot be reached for {}", length(*lasts))
        }
        Fault::World(WorldFault::AuthorityDown { pc: _, lasts }) => {
            format!("the authority cannot be reached for {}", length(*lasts))
        }
    }
}

fn minutes(number: u64) -> String {
    let unit = units(number == 1, "minute");
    format!("{} {unit}", with_commas(number))
}

/// `1 day 2 hours`, without a sign.
pub(super) fn length(span: Span) -> String {
    let parts = parts(span).map(|(number, unit)| match unit {
        Unit::Days => count(number, "day"),
        Unit::Hours => count(number, "hour"),
        Unit::Minutes => count(number, "minute"),
        Unit::Seconds => count(number, "second"),
    });
    parts.collect::<Vec<_>>().join(" ")
}
