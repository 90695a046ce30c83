use chrono::{DateTime, Datelike, Duration, Timelike, Utc};
use kigen::actor::{Action, Import, ImportSource, WizardChoices};
use kigen::authority::Validity;
use kigen::lab::Lab;
use kigen::lifecycle::backup::{ExportOptions, export};
use kigen::lifecycle::import::{ImportOptions, import};
use kigen::lifecycle::renewal::{RenewalError, check, install, opens};
use kigen::reason::Reason;
use kigen::store::{
    CertificateStore, KeyContainer, KeyExport, MemoryStore, StoreId, StoreLocation, StoreName,
    StoredKey,
};
use kigen::time::{format_jst, jst};
use proptest::prelude::*;

use crate::support::{
    AROUND, P256, SEED, client_validity, pin, seconds, time, validity_from, window,
};

const MY: StoreId = StoreId::current_user(StoreName::My);

#[test]
fn the_window_opens_and_closes_at_its_second() {
    let certificate = P256.client("受付01").certificate;
    let not_after = certificate.not_after();
    let opens = opens(&certificate, window());
    assert_eq!(opens, not_after - Duration::days(90));
    for offset in AROUND {
        let at = opens + seconds(offset);
        let expected = match offset < 0 {
            true => Err(RenewalError::NotOpen { at, opens }),
            false => Ok(()),
        };
        assert_eq!(
            check(&certificate, at, window()),
            expected,
            "opens {offset:+}"
        );

        let at = not_after + seconds(offset);
        let expected = match offset > 0 {
            true => Err(RenewalError::Closed { at, not_after }),
            false => Ok(()),
        };
        assert_eq!(
            check(&certificate, at, window()),
            expected,
            "closes {offset:+}"
        );
    }
    for (days, reason) in [
        (91, Some(Reason::RenewalNotOpen)),
        (90, None),
        (0, None),
        (-1, Some(Reason::RenewalClosed)),
    ] {
        let result = check(&certificate, not_after - Duration::days(days), window());
        let found = result.err().map(Reason::from);
        assert_eq!(found, reason, "{days} days before the end");
    }
}

#[test]
fn thirty_nine_months_end_with_a_shorter_month() {
    for (from, to) in [
        ("2022-11-27T10:00:00+09:00", "2026-02-27 10:00:00 JST"),
        ("2022-11-28T10:00:00+09:00", "2026-02-28 10:00:00 JST"),
        ("2022-11-30T10:00:00+09:00", "2026-02-28 10:00:00 JST"),
        ("2020-11-29T10:00:00+09:00", "2024-02-29 10:00:00 JST"),
        ("2020-11-30T10:00:00+09:00", "2024-02-29 10:00:00 JST"),
        ("2022-08-31T23:59:59+09:00", "2025-11-30 23:59:59 JST"),
        // In UTC it is still the 30th, and still November.
        ("2022-11-30T15:00:00Z", "2026-03-01 00:00:00 JST"),
    ] {
        let from = time(from);
        let Validity {
            not_before,
            not_after,
        } = validity_from(from);
        assert_eq!(not_before, from);
        assert_eq!(format_jst(not_after), to);
    }
}

#[test]
fn old_and_new_lie_side_by_side_until_the_old_one_is_deleted() {
    let old = P256.client("受付01");
    let mut store = MemoryStore::new();
    import(
        &mut store,
        &P256.contents(&old, "受付01"),
        ImportOptions::default(),
    )
    .unwrap();
    let mut later = client_validity();
    later.not_before += Duration::days(1_100);
    later.not_after += Duration::days(1_100);
    let new = P256.client_in("受付01/2", later);
    let name = Some("受付01".to_owned());
    install(
        &mut store,
        StoredKey::new(new.key.clone(), KeyExport::Deny),
        &new.certificate,
        name.clone(),
    )
    .unwrap();

    let entries = store.entries(MY).unwrap();
    let certificates: Vec<_> = entries.iter().map(|entry| &entry.certificate).collect();
    assert_eq!(
        certificates,
        [&new.certificate, &old.certificate],
        "newest first"
    );
    assert_eq!(entries[0].properties.friendly_name, name);
    for (client, expected) in [(&new, KeyExport::Deny), (&old, KeyExport::Allow)] {
        let container = KeyContainer::of(&client.key);
        let stored = store
            .key_info(StoreLocation::CurrentUser, &container)
            .unwrap()
            .unwrap();
        let public = client.key.public();
        assert_eq!((&stored.public, stored.export), (public, expected));
    }
    let before = store.clone();
    install(
        &mut store,
        StoredKey::new(new.key.clone(), KeyExport::Deny),
        &new.certificate,
        name,
    )
    .unwrap();
    assert_eq!(store, before, "installing it again changes nothing");
}

#[test]
fn what_may_leave_the_store_may_do_so_after_a_renewal() {
    for (exportable, expected) in [(true, None), (false, Some(Reason::NotExportable))] {
        let (mut lab, label) = (lab(), "受付01".parse().unwrap());
        let pc = lab.enroll("受付01", pin("0427")).unwrap();
        if !exportable {
            let again = Action::Import(Import {
                pc: pc.name().clone(),
                source: ImportSource::Download { pin: pin("0427") },
                choices: WizardChoices {
                    exportable,
                    ..WizardChoices::default()
                },
            });
            lab.world_mut().perform(again).unwrap();
        }
        lab.advance_to(opens(pc.certificate(), window()));
        let renewed = lab.renew(&pc).unwrap();
        let pin = pin("0427");
        let options = ExportOptions::new(&pin);
        let store = lab.world().store(&label).unwrap();
        let thumbprint = renewed.certificate().thumbprint();
        let result = export(store, thumbprint, &options, &mut SEED.stream("test"));
        assert_eq!(result.err().map(Reason::from), expected);
    }
}

fn lab() -> Lab {
    Lab::new(SEED, time("2022-11-28T10:00:00+09:00"))
}

fn any_second() -> impl Strategy<Value = DateTime<Utc>> {
    // 2000 to 2099; ends of months and days come up often.
    let date = (
        2000..2100_i32,
        1..=12_u32,
        prop_oneof![1..=31_u32, 28..=31_u32],
    );
    let second = prop_oneof![Just(0), Just(86_399), 0..86_400_i64];
    (date, second).prop_map(|((year, month, day), second)| {
        let first = time(&format!("{year}-{month:02}-01T00:00:00+09:00"));
        first + Duration::days(i64::from(day) - 1) + seconds(second)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_validity_is_39_calendar_months_in_japan(from in any_second()) {
        let Validity { not_before, not_after } = validity_from(from);
        prop_assert_eq!(not_before, from);
        let (start, end) = (jst(from), jst(not_after));
        let months = |at: &DateTime<_>| at.year() * 12 + at.month0() as i32;
        prop_assert_eq!(months(&end) - months(&start), 39);
        prop_assert_eq!(end.num_seconds_from_midnight(), start.num_seconds_from_midnight());
        let clamped = (end + Duration::days(1)).day() == 1 && end.day() < start.day();
        prop_assert!(end.day() == start.day() || clamped, "{} to {}", start, end);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_window_is_90_days_of_24_hours_up_to_the_last_second(
        from in any_second(), offset in -200..=200_i64, unit in prop::sample::select(vec![1, 86_400]),
    ) {
        let certificate = P256.client_in("受付01", validity_from(from)).certificate;
        let not_after = certificate.not_after();
        let at = not_after - seconds(90 * 86_400) + seconds(offset * unit);
        let expected = match at {
            at if offset < 0 => Err(RenewalError::NotOpen { at, opens: opens(&certificate, window()) }),
            at if at > not_after => Err(RenewalError::Closed { at, not_after }),
            _ => Ok(()),
        };
        prop_assert_eq!(check(&certificate, at, window()), expected);
    }

    /// The days left over are lost: no part of them is carried into the new certificate.
    #[test]
    fn a_renewal_begins_at_its_moment_and_lasts_its_full_39_months(early in 0..=90 * 86_400_i64) {
        let mut lab = lab();
        let pc = lab.enroll("受付01", pin("0427")).unwrap();
        let at = pc.certificate().not_after() - seconds(early);
        lab.advance_to(at);
        let renewed = lab.renew(&pc).unwrap();
        let Validity { not_before, not_after } = validity_from(at);
        prop_assert_eq!(renewed.certificate().not_before(), not_before);
        prop_assert_eq!(renewed.certificate().not_after(), not_after);
        prop_assert_ne!(renewed.certificate().public_key_bits(), pc.certificate().public_key_bits());
        prop_assert_eq!(renewed.certificate().subject(), pc.certificate().subject());
    }
}
