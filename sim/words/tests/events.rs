//! A specimen of every event and fault, done and refused, and of every measure.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use chrono::{DateTime, Utc};

use super::Chapter;
use crate::certificate::SerialNumber;
use crate::label::Label;
use crate::lifecycle::application_channel::ApplicationChannel;
use crate::lifecycle::deletion::DeleteWhich;
use crate::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use crate::lifecycle::fee::{Fee, FeeKind, PaymentMethod};
use crate::lifecycle::import::{ImportOptions, RootWarning};
use crate::lifecycle::notice::{Notice, NoticeChannel};
use crate::lifecycle::service::Service;
use crate::pkcs12::EncryptionProfile;
use crate::time::{Month, Span, parse_instant};
use crate::trace::{
    ApplicationStatus, ClientScreen, EventKind, ExportWizard, ImportWizard, PromptAnswer,
    ShownCertificate,
};
use crate::words::Voice;

/// Every kind, and whether it was done. A refused one lacks what only a successful one has.
pub(super) fn event_lines(voice: Voice<'_>) -> Chapter {
    let mut chapter = Chapter::new("event_lines");
    for (kind, ok) in specimens() {
        let sentence = voice.words().event(&kind, ok, voice);
        let mut told = vec![sentence];
        told.extend(voice.words().screens(&kind, voice));
        chapter.say(format!("{} {ok}", about(&kind)), told.join("; "));
    }
    let shown = voice.words().shown_again(3);
    chapter.say("shown again", shown);
    chapter
}

/// What an event is about, for people: what no sentence distinguishes is the same here. There is no
/// wildcard, so that a new kind is noticed.
fn about(kind: &EventKind) -> String {
    match kind {
        // The MPKI client says in Japanese that it deleted the old certificate, and not how many.
        EventKind::Delete {
            which: DeleteWhich::Old,
            count: Some(_),
            ..
        } => return "deleted".into(),
        EventKind::Fault(fault) => return format!("{}: {fault:?}", name(fault)),
        EventKind::Apply { .. }
        | EventKind::OpenAccount
        | EventKind::Cancel
        | EventKind::Inquire { .. }
        | EventKind::LetterIssued { .. }
        | EventKind::Released { .. }
        | EventKind::LetterDelivery
        | EventKind::Issued { .. }
        | EventKind::Download { .. }
        | EventKind::Enroll { .. }
        | EventKind::Show { .. }
        | EventKind::Import { .. }
        | EventKind::Check { .. }
        | EventKind::Connect { .. }
        | EventKind::Notice { .. }
        | EventKind::Dismiss
        | EventKind::Renew { .. }
        | EventKind::Delete { .. }
        | EventKind::Backup { .. }
        | EventKind::Replace
        | EventKind::SignIn { .. }
        | EventKind::Revoke
        | EventKind::Fee { .. }
        | EventKind::ServiceUp
        | EventKind::ServiceDown => {}
    }
    format!("{kind:?}")
}

/// Its name; without a wildcard, so that a new one is noticed here.
fn name(fault: &Fault) -> &'static str {
    match fault {
        Fault::Pc(
            PcFault::CutPower { .. }
            | PcFault::FillDisk { .. }
            | PcFault::FreeDisk { .. }
            | PcFault::Break { .. }
            | PcFault::SetClock { .. }
            | PcFault::Drift { .. }
            | PcFault::DrainBattery { .. }
            | PcFault::RepairClock { .. },
        )
        | Fault::World(
            WorldFault::LoseLetter { .. }
            | WorldFault::PortalDown { .. }
            | WorldFault::AuthorityDown { .. },
        ) => fault.name(),
    }
}

fn label(text: &str) -> Label {
    text.parse().expect("it is a label")
}

fn specimens() -> Vec<(EventKind, bool)> {
    let at = parse_instant("2022-11-28T10:00:00+09:00").expect("it is an instant");
    let file = || label("a-1.p12");
    let mut all = Vec::new();
    for &via in ApplicationChannel::ALL {
        for still_good_until in [None, Some(at)] {
            all.push((
                EventKind::Apply {
                    via,
                    still_good_until,
                },
                true,
            ));
        }
    }
    let (via, still_good_until) = (ApplicationChannel::Portal, None);
    all.push((
        EventKind::Apply {
            via,
            still_good_until,
        },
        false,
    ));
    for &status in ApplicationStatus::ALL {
        let status = Some(status);
        all.push((EventKind::Inquire { status }, true));
    }
    all.push((EventKind::Inquire { status: None }, false));
    for &service in Service::ALL {
        for ok in [true, false] {
            for sent in [None, Some(shown(at, true))] {
                let kind = EventKind::Connect {
                    service,
                    key_prompt: None,
                    sent,
                };
                all.push((kind, ok));
            }
        }
    }
    for &which in DeleteWhich::ALL {
        for count in [0, 1, 2].map(NonZeroUsize::new) {
            let messages = Vec::new();
            all.push((
                EventKind::Delete {
                    which,
                    count,
                    messages,
                },
                count.is_some(),
            ));
        }
    }
    for notice in [0, 1, 90].map(|days| Notice::Before { days }) {
        for by in [NoticeChannel::Screen, NoticeChannel::Mail] {
            all.push((EventKind::Notice { notice, by }, true));
        }
    }
    let notice = Notice::Expired;
    let by = NoticeChannel::default();
    all.push((EventKind::Notice { notice, by }, true));
    all.push((EventKind::Released { ordinal: 1 }, true));
    for warnings in [vec![], vec![RootWarning::Accept]] {
        let import = EventKind::Import {
            file: Some(file()),
            wizard: Some(ImportWizard::whole(&ImportOptions::default())),
            root_warnings: Some(warnings),
            nothing: false,
            keys_left_out: 0,
        };
        all.push((import, true));
    }
    let import = EventKind::Import {
        file: Some(file()),
        wizard: Some(ImportWizard::whole(&ImportOptions::default())),
        root_warnings: Some(vec![]),
        nothing: true,
        keys_left_out: 0,
    };
    all.push((import, true));
    let import = EventKind::Import {
        file: Some(file()),
        wizard: Some(ImportWizard::whole(&ImportOptions::default())),
        root_warnings: Some(vec![]),
        nothing: false,
        keys_left_out: 2,
    };
    all.push((import, true));
    for file in [Some(file()), None] {
        let import = EventKind::Import {
            file,
            wizard: None,
            root_warnings: None,
            nothing: false,
            keys_left_out: 0,
        };
        all.push((import, false));
    }
    all.push((EventKind::Download { file: Some(file()) }, true));
    all.push((EventKind::Download { file: None }, false));
    for renews in [None, Some(1)] {
        for ordinal in [Some(2), None] {
            let ok = ordinal.is_some();
            all.push((EventKind::Enroll { ordinal, renews }, ok));
        }
    }
    for &service in Service::ALL {
        let sent = None;
        all.push((EventKind::Show { service, sent }, false));
    }
    let issued = EventKind::Issued {
        ordinal: 1,
        serial: SerialNumber::from_bytes(&[7; 16]),
        not_before: at,
        not_after: at,
    };
    all.push((issued, true));
    all.push((EventKind::LetterIssued { ordinal: 1 }, true));
    for ordinal in [Some(2), None] {
        let key_prompt = None;
        all.push((
            EventKind::Renew {
                ordinal,
                key_prompt,
            },
            ordinal.is_some(),
        ));
    }
    for ok in [true, false] {
        all.push((EventKind::OpenAccount, ok));
        all.push((EventKind::Cancel, ok));
        all.push((EventKind::LetterDelivery, ok));
        all.push((EventKind::Check { shown: Vec::new() }, ok));
        all.push((EventKind::Dismiss, ok));
        all.push((EventKind::SignIn { user: label("b-7") }, ok));
        all.push((EventKind::Revoke, ok));
    }
    for encryption in EncryptionProfile::WINDOWS {
        let wizard = ExportWizard {
            encryption,
            ..ExportWizard::of_manual()
        };
        all.push((backup(Some(wizard)), true));
    }
    all.push((backup(None), false));
    all.extend(screens(at));
    all.push((EventKind::Replace, true));
    all.push((EventKind::ServiceUp, true));
    all.push((EventKind::ServiceDown, false));
    all.extend(fees().map(|fee| (EventKind::Fee { ordinal: 1, fee }, true)));
    all.extend(
        faults()
            .into_iter()
            .map(|fault| (EventKind::Fault(fault), true)),
    );
    all
}

fn backup(wizard: Option<ExportWizard>) -> EventKind {
    EventKind::Backup {
        file: label("a-1.p12"),
        wizard,
        key_prompt: None,
    }
}

fn shown(at: DateTime<Utc>, has_private_key: bool) -> ShownCertificate {
    ShownCertificate {
        issued_to: "b-7".to_owned(),
        issued_by: "CN".to_owned(),
        not_before: at,
        not_after: at,
        has_private_key,
    }
}

/// What only the screens distinguish.
fn screens(at: DateTime<Utc>) -> Vec<(EventKind, bool)> {
    let mut all = Vec::new();
    // English leaves the other answers to the reason of the refusal.
    let allowed = EventKind::Connect {
        service: Service::Claims,
        key_prompt: Some(PromptAnswer::Allow),
        sent: None,
    };
    all.push((allowed, true));
    for has_private_key in [true, false] {
        let shown = vec![shown(at, has_private_key)];
        all.push((EventKind::Check { shown }, true));
    }
    let deleted = EventKind::Delete {
        which: DeleteWhich::Old,
        count: NonZeroUsize::new(1),
        messages: vec![ClientScreen::ASKED, ClientScreen::DELETED],
    };
    all.push((deleted, true));
    all
}

fn month() -> Month {
    Month {
        year: 2023,
        month: 1,
    }
}

fn fees() -> impl Iterator<Item = Fee> {
    FeeKind::ALL.iter().flat_map(|&kind| {
        PaymentMethod::ALL.iter().map(move |&method| Fee {
            kind,
            yen: 1_500,
            month: month(),
            method,
        })
    })
}

fn faults() -> Vec<Fault> {
    let pc = || label("b-7");
    let mut all: Vec<Fault> = Vec::new();
    for &at in CutPoint::ALL {
        all.push(PcFault::CutPower { pc: pc(), at }.into());
    }
    for by in [-93_784, -1, 1, 93_784, 86_400] {
        let by = Span::seconds(by);
        all.push(PcFault::SetClock { pc: pc(), by }.into());
    }
    for seconds_per_day in [-2, -1, 1, 2] {
        all.push(
            PcFault::Drift {
                pc: pc(),
                seconds_per_day,
            }
            .into(),
        );
    }
    all.push(PcFault::FillDisk { pc: pc() }.into());
    all.push(PcFault::FreeDisk { pc: pc() }.into());
    all.push(PcFault::Break { pc: pc() }.into());
    all.push(PcFault::DrainBattery { pc: pc() }.into());
    all.push(PcFault::RepairClock { pc: pc() }.into());
    all.push(WorldFault::LoseLetter { pc: pc() }.into());
    let lasts = Span::days(1);
    all.push(WorldFault::PortalDown { pc: pc(), lasts }.into());
    all.push(WorldFault::AuthorityDown { pc: pc(), lasts }.into());
    all
}

/// What a run added up to.
pub(super) fn measures(voice: Voice<'_>) -> Chapter {
    let words = voice.words();
    let mut chapter = Chapter::new("measures");
    for number in [1, 2] {
        for days in [0, 1, 2] {
            chapter.say(
                format!("without service {number} {days}"),
                words.without_service(number, days),
            );
        }
        let count = usize::try_from(number).expect("it is small");
        chapter.say(format!("notices {number}"), words.notices(count, count));
        for undelivered in 0..=count {
            chapter.say(
                format!("letters {number} {undelivered}"),
                words.letters(count, undelivered),
            );
        }
        for &service in Service::ALL {
            chapter.say(
                format!("outage {number} {service}"),
                words.service_outage(words.service(service), number, number),
            );
        }
    }
    for &service in Service::ALL {
        chapter.say(format!("service {service}"), words.service(service));
    }
    let costs = BTreeMap::from([((month(), PaymentMethod::Deduction), 1_500)]);
    chapter.say("cost", words.cost(&costs));
    chapter
}
