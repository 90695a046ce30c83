use std::error::Error;

use chrono::Duration;
use kigen::actor::{Action, PcSettings};
use kigen::checker::Snapshot;
use kigen::lab::{EnrollError, Lab, LabPc};
use kigen::label::{Label, LabelError};
use kigen::lifecycle::fault::{CutPoint, PcFault};
use kigen::lifecycle::fee::FeeKind;
use kigen::lifecycle::renewal;
use kigen::pkcs12::{Limits, open};
use kigen::reason::Reason;
use kigen::seed::Seed;
use kigen::store::{StoreId, StoreName};
use kigen::trace::EventKind;
use kigen::world::{InThePast, World, WorldSettings};
use proptest::prelude::*;

use crate::support::{AROUND, SEED, pin, seconds, time, window};

fn lab() -> Lab {
    Lab::new(SEED, time("2022-11-28T10:00:00+09:00"))
}

fn enrolled() -> (Lab, LabPc) {
    let mut lab = lab();
    let pc = lab.enroll("受付01", pin("0427")).unwrap();
    (lab, pc)
}

/// Every fee so far: what for, how much, and the month.
fn fees(lab: &mut Lab) -> Vec<(FeeKind, u32, String)> {
    let events = lab.world().trace().events.iter();
    events
        .filter_map(|event| match event.kind {
            EventKind::Fee { fee, .. } => Some((fee.kind, fee.yen, fee.month.to_string())),
            _ => None,
        })
        .collect()
}

/// The first example of the documentation.
#[test]
fn the_example_reads_like_the_manual() -> Result<(), Box<dyn Error>> {
    let mut lab = Lab::new(Seed::new(7), "2022-11-30T10:00:00+09:00".parse()?);
    let pc = lab.enroll("受付01", "0427".parse()?)?;
    assert_eq!(lab.connect(&pc), Ok(()));
    lab.advance_to(pc.certificate().not_after() + Duration::seconds(1));
    assert_eq!(lab.connect(&pc), Err(Reason::Expired));
    Ok(())
}

#[test]
fn a_pc_connects_to_its_last_second() {
    let (mut lab, pc) = enrolled();
    let not_after = pc.certificate().not_after();
    for offset in AROUND {
        lab.advance_to(not_after + seconds(offset));
        let expected = match offset > 0 {
            true => Err(Reason::Expired),
            false => Ok(()),
        };
        assert_eq!(lab.connect(&pc), expected, "{offset:+}");
    }
}

#[test]
fn a_renewal_that_was_cut_off_brings_the_same_certificate_for_one_fee() {
    let (mut lab, pc) = enrolled();
    lab.advance_to(pc.certificate().not_after() - Duration::days(30));
    lab.world_mut()
        .inject(PcFault::CutPower {
            pc: pc.name().clone(),
            at: CutPoint::RenewalStore,
        })
        .unwrap();
    assert_eq!(lab.renew(&pc), Err(Reason::PowerCut));
    let made = lab.world().issued(pc.name());
    assert_eq!(made.len(), 2, "it was issued");
    lab.advance_to(pc.certificate().not_after());
    let renewed = lab.renew(&pc).unwrap();
    assert_eq!(renewed.certificate(), &made[1].1);
    assert_eq!(lab.world().issued(pc.name()), made);
    let kinds: Vec<FeeKind> = fees(&mut lab).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [FeeKind::Issue, FeeKind::Renewal]);
}

#[test]
fn a_renewal_keeps_the_service_up_and_the_old_certificate_until_it_is_deleted() {
    let (mut lab, pc) = enrolled();
    let opens = renewal::opens(pc.certificate(), window());
    lab.advance_to(opens - seconds(1));
    assert_eq!(lab.renew(&pc), Err(Reason::RenewalNotOpen));
    assert_eq!(lab.delete_old(&pc), Err(Reason::NotFound));
    lab.advance_to(opens);
    let renewed = lab.renew(&pc).unwrap();
    assert_eq!(renewed.certificate().not_before(), opens);

    let my = StoreId::current_user(StoreName::My);
    let in_store = |lab: &mut Lab| {
        lab.world()
            .store(pc.name())
            .unwrap()
            .entries(my)
            .unwrap()
            .len()
    };
    assert_eq!(in_store(&mut lab), 2);
    assert_eq!(lab.delete_old(&pc), Ok(()));
    assert_eq!(in_store(&mut lab), 1);
    assert_eq!(lab.delete_old(&pc), Err(Reason::NotFound));
    lab.advance_to(pc.certificate().not_after() + seconds(1));
    assert_eq!(lab.connect(&renewed), Ok(()));
    lab.advance_to(renewed.certificate().not_after() + seconds(1));
    assert_eq!(lab.connect(&renewed), Err(Reason::Expired));
    assert_eq!(lab.renew(&renewed), Err(Reason::RenewalClosed));
}

#[test]
fn a_backup_restores_the_certificate_on_a_new_pc_even_when_it_no_longer_helps() {
    let (mut lab, pc) = enrolled();
    let name: Label = "オン資PC_電子証明書_受付01".parse().unwrap();
    let file = lab.backup(&pc, &name, pin("1234")).unwrap();
    assert_eq!(file.name, "オン資PC_電子証明書_受付01.pfx");
    let contents = open(&file.bytes, "1234", &Limits::default()).unwrap();
    let identity = contents.identity().unwrap();
    assert_eq!(identity.certificate.certificate, *pc.certificate());
    assert_eq!(lab.backup(&pc, &name, pin("1234")), Err(Reason::FileExists));

    assert_eq!(
        lab.restore(&pc, &name, pin("4321")),
        Err(Reason::WrongPassword)
    );
    assert_eq!(
        lab.connect(&pc),
        Err(Reason::NoCertificate),
        "the old PC is gone"
    );
    assert_eq!(lab.restore(&pc, &name, pin("1234")), Ok(pc.clone()));
    assert_eq!(lab.connect(&pc), Ok(()));
    lab.advance_to(pc.certificate().not_after() + seconds(1));
    assert_eq!(lab.restore(&pc, &name, pin("1234")), Ok(pc.clone()));
    assert_eq!(lab.connect(&pc), Err(Reason::Expired));
    let other: Label = "another".parse().unwrap();
    assert_eq!(
        lab.restore(&pc, &other, pin("1234")),
        Err(Reason::FileNotFound)
    );
}

#[test]
fn a_name_that_no_file_can_have_is_refused_before_anything_happens() {
    let mut lab = lab();
    let error = lab.enroll("受付/01", pin("0427")).unwrap_err();
    assert_eq!(
        error,
        EnrollError::Name(LabelError::Forbidden { character: '/' })
    );
    assert!(lab.world().trace().events.is_empty());
}

#[test]
fn time_goes_forward_only() {
    let (mut lab, _) = enrolled();
    let now = lab.now();
    let at = now - seconds(1);
    assert_eq!(lab.world_mut().advance_to(at), Err(InThePast { at, now }));
    assert_eq!(lab.now(), now);
    lab.advance_to(now);
}

#[test]
fn downloads_close_a_second_after_180_days_and_cost_once() {
    let mut lab = lab();
    let pc: Label = "受付01".parse().unwrap();
    lab.world_mut().add_pc(PcSettings::new(pc.clone()));
    lab.world_mut().perform(Action::apply(pc.clone())).unwrap();
    lab.world_mut().await_letter(&pc).unwrap();
    let download = |lab: &mut Lab| {
        let (pc, pin) = (pc.clone(), pin("0427"));
        lab.world_mut().perform(Action::Download { pc, pin })
    };
    let events = &lab.world().trace().events;
    let notice = events
        .iter()
        .find(|event| matches!(event.kind, EventKind::LetterIssued { .. }));
    let closes = notice.unwrap().at + Duration::days(180);
    let mut files = Vec::new();
    for (offset, expected) in AROUND
        .into_iter()
        .zip([Ok(()), Ok(()), Err(Reason::DownloadClosed)])
    {
        lab.advance_to(closes + seconds(offset));
        assert_eq!(download(&mut lab), expected, "{offset:+}");
        let artefacts = lab.world().trace().artefacts.iter();
        files = artefacts
            .filter(|file| file.name.ends_with(".p12"))
            .cloned()
            .collect();
    }
    assert_eq!(files.len(), 2);
    assert_eq!(files[0], files[1], "the same certificate, the same file");
    assert_eq!(fees(&mut lab).len(), 1, "{:?}", fees(&mut lab));
}

#[test]
fn fees_are_collected_in_the_month_after_next_and_postage_only_after_an_expiry() {
    // The notice is issued in November, the renewal in the December after next: both pass a year's end.
    let mut lab = Lab::new(SEED, time("2022-11-01T10:00:00+09:00"));
    let pc = lab.enroll("受付01", pin("0427")).unwrap();
    let issue = (FeeKind::Issue, 1_500, "2023-01".to_owned());
    assert_eq!(fees(&mut lab), std::slice::from_ref(&issue));
    // Half past midnight on the 1st of December in Japan is still November in UTC.
    lab.advance_to(time("2025-12-01T00:30:00+09:00"));
    let renewed = lab.renew(&pc).unwrap();
    let renewal = (FeeKind::Renewal, 1_500, "2026-02".to_owned());
    assert_eq!(fees(&mut lab), [issue.clone(), renewal.clone()]);

    lab.advance_to(renewed.certificate().not_after() + seconds(1));
    let name = renewed.name().clone();
    lab.world_mut()
        .perform(Action::apply(name.clone()))
        .unwrap();
    lab.world_mut().await_letter(&name).unwrap();
    assert_eq!(
        fees(&mut lab),
        [
            issue,
            renewal,
            (FeeKind::Issue, 1_500, "2029-05".to_owned()),
            (FeeKind::Letter, 753, "2029-05".to_owned()),
        ]
    );
}

#[test]
fn a_revoked_certificate_is_refused_until_a_new_one_is_set_up() {
    let (mut lab, pc) = enrolled();
    assert_eq!(lab.connect(&pc), Ok(()));
    let name = pc.name().clone();
    lab.world_mut()
        .perform(Action::Revoke { pc: name })
        .unwrap();
    assert_eq!(lab.connect(&pc), Err(Reason::Revoked));
    let again = lab.enroll("受付01", pin("0427")).unwrap();
    assert_eq!(lab.connect(&again), Ok(()));
}

/// 39 months from the 28th and from the 30th of November both end on the 28th of February.
#[test]
fn a_new_certificate_is_used_even_if_it_ends_together_with_the_revoked_one() {
    let mut settings = WorldSettings::new(SEED, time("2022-11-24T10:00:00+09:00"));
    settings.rules.dispatch_business_days = (2, 2);
    settings.rules.mail_days = (1, 1);
    let mut world = World::new(settings);
    let name: Label = "受付01".parse().unwrap();
    world.add_pc(PcSettings::new(name.clone()));
    let set_up = |world: &mut World| {
        let (pc, pin) = (name.clone(), pin("0427"));
        world.perform(Action::Download { pc, pin }).unwrap();
        let import = Action::import(name.clone(), "0427".parse().unwrap());
        world.perform(import).unwrap();
        world.certificate(&name).unwrap()
    };
    let pc = || name.clone();
    world.perform(Action::apply(pc())).unwrap();
    world.advance_to(time("2022-11-28T10:00:00+09:00")).unwrap();
    world.perform(Action::apply(pc())).unwrap();
    world.advance_to(time("2022-11-29T10:00:00+09:00")).unwrap();
    let old = set_up(&mut world);
    world.perform(Action::Revoke { pc: pc() }).unwrap();
    world.advance_to(time("2022-12-01T10:00:00+09:00")).unwrap();
    let new = set_up(&mut world);
    assert_ne!(new, old);
    assert_eq!(new.not_after(), old.not_after());
    let connect = Action::connect(pc());
    assert_eq!(world.perform(connect), Ok(()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_wrong_pin_never_changes_anything(wrong in "[0-9]{4}", from_backup in any::<bool>()) {
        prop_assume!(wrong != "0427");
        let (mut lab, pc) = enrolled();
        let name: Label = "backup".parse().unwrap();
        lab.backup(&pc, &name, pin("0427")).unwrap();
        let empty = Action::Replace { pc: pc.name().clone() };
        if from_backup {
            lab.world_mut().perform(empty).unwrap();
        }
        let before = Snapshot::of(lab.world(), pc.name());
        let artefacts = lab.world().trace().artefacts.len();
        let import = match from_backup {
            true => Action::restore(pc.name().clone(), name, pin(&wrong)),
            false => Action::import(pc.name().clone(), pin(&wrong)),
        };
        let result = lab.world_mut().perform(import);
        prop_assert_eq!(result, Err(Reason::WrongPassword));
        prop_assert_eq!(Snapshot::of(lab.world(), pc.name()), before.clone());
        prop_assert_eq!(lab.world().trace().artefacts.len(), artefacts);
    }

    #[test]
    fn a_refused_backup_leaves_store_and_shelf_as_they_were(again in "[0-9]{4}") {
        prop_assume!(again != "0427");
        let (mut lab, pc) = enrolled();
        let before = Snapshot::of(lab.world(), pc.name());
        let name: Label = "backup".parse().unwrap();
        let result = lab.world_mut().perform(Action::Backup {
            pc: pc.name().clone(),
            backup: name.clone(),
            pin: pin("0427"),
            pin_again: Some(pin(&again)),
            encryption: Default::default(),
        });
        prop_assert_eq!(result, Err(Reason::PinsDiffer));
        prop_assert_eq!(Snapshot::of(lab.world(), pc.name()), before.clone());
        prop_assert_eq!(lab.restore(&pc, &name, pin("0427")), Err(Reason::FileNotFound));
    }
}

#[test]
fn a_misspelt_pc_is_refused_and_nothing_comes_of_it() {
    let (mut lab, pc) = enrolled();
    let world = lab.world_mut();
    let misspelt: Label = "受付O1".parse().unwrap();
    let events = world.trace().events.len();
    let applied = world.perform(Action::apply(misspelt.clone()));
    assert_eq!(applied, Err(Reason::UnknownPc));
    let broken = world.inject(PcFault::Break { pc: misspelt });
    assert_eq!(broken, Err(Reason::UnknownPc));
    assert_eq!(world.trace().events.len(), events);
    assert_eq!(world.pcs().collect::<Vec<_>>(), [pc.name()]);
}
