//! What events say in reports: nothing that nobody could know, and all that a scenario said.

use std::collections::BTreeSet;

use kigen::actor::{Action, PcSettings};
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::lifecycle::deletion::DeleteWhich;
use kigen::lifecycle::fault::{CutPoint, Fault, PcFault, WorldFault};
use kigen::reason::Reason;
use kigen::report::{self, sentence};
use kigen::scenario;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::time::{Span, parse_instant};
use kigen::trace::{Event, EventKind};
use kigen::world::{World, WorldSettings};
use serde_json::{Value, json};

/// What programs read of an event.
fn written(event: &Event) -> Value {
    serde_json::to_value(report::event::Event::from(event)).unwrap()
}

use crate::support::SEED;

fn pc() -> Label {
    "受付01".parse().unwrap()
}

/// A world on a Monday morning in which nothing has happened yet.
fn world() -> World {
    let start = parse_instant("2022-11-28T10:00:00+09:00").unwrap();
    let mut world = World::new(WorldSettings::new(SEED, start));
    world.add_pc(PcSettings::new(pc()));
    world
}

/// The last event, as JSON.
fn last(world: &World) -> Value {
    written(world.trace().events.last().unwrap())
}

fn import() -> Action {
    Action::import(pc(), "0427".parse().unwrap())
}

fn restore() -> Action {
    Action::restore(pc(), "b".parse().unwrap(), "0427".parse().unwrap())
}

fn download() -> Action {
    Action::Download {
        pc: pc(),
        pin: "0427".parse().unwrap(),
    }
}

#[test]
fn a_refused_inquiry_reports_no_status() {
    let mut world = world();
    world
        .inject(WorldFault::PortalDown {
            pc: pc(),
            lasts: Span::days(1),
        })
        .unwrap();
    let inquiry = Action::Inquire { pc: pc() };
    assert_eq!(world.perform(inquiry.clone()), Err(Reason::Unreachable));
    assert_eq!(last(&world)["status"], Value::Null);
    let tomorrow = world.now() + chrono::Duration::days(1);
    world.advance_to(tomorrow).unwrap();
    assert_eq!(world.perform(inquiry.clone()), Err(Reason::NoApplication));
    assert_eq!(last(&world)["status"], Value::Null);
    world.perform(Action::apply(pc())).unwrap();
    assert_eq!(world.perform(inquiry), Ok(()));
    assert_eq!(last(&world)["status"], "received");
}

#[test]
fn what_does_not_exist_has_neither_name_nor_number() {
    let mut world = world();
    assert_eq!(world.perform(download()), Err(Reason::NoLetter));
    assert_eq!(last(&world)["file"], Value::Null);
    assert_eq!(world.perform(import()), Err(Reason::FileNotFound));
    assert_eq!(last(&world)["file"], Value::Null);
    assert_eq!(last(&world)["root_warnings"], Value::Null);
    let said = sentence(world.trace().events.last().unwrap(), Lang::En.into());
    assert_eq!(
        said,
        "import refused: there is no such file [file-not-found]"
    );
    // The name of a backup is what was asked for, whether there is one or not.
    assert_eq!(world.perform(restore()), Err(Reason::FileNotFound));
    assert_eq!(last(&world)["file"], "b");
    let renewal = Action::renew(pc());
    assert_eq!(world.perform(renewal), Err(Reason::NoCertificate));
    assert_eq!(last(&world)["ordinal"], Value::Null);
}

/// Each fault, what scenario files and JSON say of it, and the sentence in both languages.
fn faults() -> Vec<(Fault, Value, &'static str, &'static str)> {
    let cut = |at| PcFault::CutPower { pc: pc(), at }.into();
    let set = |by| PcFault::SetClock { pc: pc(), by }.into();
    let drift = |seconds_per_day| {
        let pc = pc();
        PcFault::Drift {
            pc,
            seconds_per_day,
        }
        .into()
    };
    let lasts = Span::seconds(7_261);
    vec![
        (
            cut(CutPoint::RenewalRequest),
            json!({ "cut-power": { "pc": "受付01", "at": "renewal-request" } }),
            "fault: the power will fail before the next renewal request leaves",
            "障害: 次の更新要求を送る前に電源が切れます",
        ),
        (
            cut(CutPoint::RenewalStore),
            json!({ "cut-power": { "pc": "受付01", "at": "renewal-store" } }),
            "fault: the power will fail before the next renewed certificate is stored",
            "障害: 次に更新した証明書を保存する前に電源が切れます",
        ),
        (
            cut(CutPoint::Import),
            json!({ "cut-power": { "pc": "受付01", "at": "import" } }),
            "fault: the power will fail in the middle of the next import",
            "障害: 次のインポートの途中で電源が切れます",
        ),
        (
            cut(CutPoint::Backup),
            json!({ "cut-power": { "pc": "受付01", "at": "backup" } }),
            "fault: the power will fail in the middle of the next backup",
            "障害: 次のバックアップの途中で電源が切れます",
        ),
        (
            set(Span::days(1)),
            json!({ "set-clock": { "pc": "受付01", "by": "1d" } }),
            "fault: somebody set the PC's clock ahead by 1 day",
            "障害: PC の時計が1日進められました",
        ),
        (
            set(Span::days(-400)),
            json!({ "set-clock": { "pc": "受付01", "by": "-400d" } }),
            "fault: somebody set the PC's clock back by 400 days",
            "障害: PC の時計が400日戻されました",
        ),
        (
            set(Span::seconds(0)),
            json!({ "set-clock": { "pc": "受付01", "by": "0s" } }),
            "fault: somebody set the PC's clock ahead by 0 seconds",
            "障害: PC の時計が0秒進められました",
        ),
        (
            drift(1),
            json!({ "drift": { "pc": "受付01", "seconds_per_day": 1 } }),
            "fault: the PC's clock gains 1 second a day from now on",
            "障害: PC の時計が1日に1秒ずつ進み始めました",
        ),
        (
            drift(-90),
            json!({ "drift": { "pc": "受付01", "seconds_per_day": -90 } }),
            "fault: the PC's clock loses 90 seconds a day from now on",
            "障害: PC の時計が1日に90秒ずつ遅れ始めました",
        ),
        (
            PcFault::FillDisk { pc: pc() }.into(),
            json!({ "fill-disk": { "pc": "受付01" } }),
            "fault: the disk is full",
            "障害: ディスクがいっぱいです",
        ),
        (
            PcFault::FreeDisk { pc: pc() }.into(),
            json!({ "free-disk": { "pc": "受付01" } }),
            "space was freed on the disk",
            "ディスクを整理しました",
        ),
        (
            PcFault::Break { pc: pc() }.into(),
            json!({ "break": { "pc": "受付01" } }),
            "fault: the PC broke",
            "障害: PC が故障しました",
        ),
        (
            PcFault::DrainBattery { pc: pc() }.into(),
            json!({ "drain-battery": { "pc": "受付01" } }),
            "fault: the battery of the PC's clock died",
            "障害: PC の時計の電池が切れました",
        ),
        (
            PcFault::RepairClock { pc: pc() }.into(),
            json!({ "repair-clock": { "pc": "受付01" } }),
            "the PC's clock was corrected",
            "PC の時計を合わせました",
        ),
        (
            WorldFault::LoseLetter { pc: pc() }.into(),
            json!({ "lose-letter": { "pc": "受付01" } }),
            "fault: the next letter will be lost",
            "障害: 次の通知書は届きません",
        ),
        (
            WorldFault::PortalDown { pc: pc(), lasts }.into(),
            json!({ "portal-down": { "pc": "受付01", "lasts": "2h1m1s" } }),
            "fault: the portal cannot be reached for 2 hours 1 minute 1 second",
            "障害: この先2時間1分1秒、ポータルサイトに接続できません",
        ),
        (
            WorldFault::AuthorityDown { pc: pc(), lasts }.into(),
            json!({ "authority-down": { "pc": "受付01", "lasts": "2h1m1s" } }),
            "fault: the authority cannot be reached for 2 hours 1 minute 1 second",
            "障害: この先2時間1分1秒、認証局に接続できません",
        ),
    ]
}

#[test]
fn a_fault_is_reported_with_all_its_values() {
    for (fault, expected, en, ja) in faults() {
        let mut world = world();
        world.inject(fault).unwrap();
        let events = &world.trace().events;
        let broke = |event: &&Event| matches!(event.kind, EventKind::Fault(_));
        let event = events.iter().find(broke).unwrap();
        assert_eq!(written(event)["fault"], expected);
        assert_eq!(sentence(event, Lang::En.into()), en);
        assert_eq!(sentence(event, Lang::Ja.into()), ja);
    }
}

#[test]
fn a_fault_is_read_as_it_is_written() {
    for (fault, reported, ..) in faults() {
        let written = serde_json::to_value(&fault).unwrap();
        assert_eq!(written, reported, "as in scenario files");
        assert_eq!(serde_json::from_value::<Fault>(written).unwrap(), fault);
    }
    for (wrong, expected) in [
        (json!({ "flood": {} }), "unknown variant `flood`"),
        (json!({ "break": {} }), "missing field `pc`"),
        (
            json!({ "lose-letter": { "pc": "受付01", "by": "1d" } }),
            "unknown field `by`",
        ),
    ] {
        let error = serde_json::from_value::<Fault>(wrong).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

/// What is wrong with an event of a report: a field that is filled where nothing can be known, one
/// that is empty where it must be filled, one that nobody expects.
fn lie(event: &Value) -> Option<String> {
    let what = event["what"].as_str().unwrap();
    let outcome = event["outcome"].as_str().unwrap();
    let ok = outcome == "ok";
    // For each field of an event of this kind: whether it has to be filled, where that is certain.
    let opened = match outcome {
        "ok" | "root-declined" | "power-cut" => Some(true),
        "file-not-found" | "pc-dead" | "wrong-password" | "malformed" => Some(false),
        _ => None,
    };
    let paged = match outcome {
        "wrong-password" => Some(true),
        _ => opened,
    };
    let asked = match outcome {
        "key-locked" | "key-denied" => Some(true),
        "pc-dead" | "no-certificate" | "renewal-not-open" | "renewal-closed" => Some(false),
        _ => None,
    };
    let to_export = match outcome {
        "ok" | "pins-differ" | "power-cut" | "disk-full" => Some(true),
        "pc-dead" | "no-certificate" | "not-exportable" => Some(false),
        _ => None,
    };
    let seen = match outcome {
        "ok" | "expired" | "not-yet-valid" => Some(true),
        "pc-dead" => Some(false),
        _ => None,
    };
    let certain = Some(true);
    let fields: &[(&str, Option<bool>)] = match what {
        "apply" => &[
            ("via", certain),
            ("still_good_until", if ok { None } else { Some(false) }),
        ],
        "inquire" => &[("status", Some(ok))],
        "letter-issued" | "released" => &[("ordinal", certain)],
        "download" => &[("file", Some(ok))],
        "issued" => &[
            ("ordinal", certain),
            ("serial", certain),
            ("not_before", certain),
            ("not_after", certain),
        ],
        "import" => &[
            ("file", if ok { certain } else { None }),
            ("root_warnings", opened),
            ("wizard", paged),
        ],
        "connect" => &[("service", certain), ("key_prompt", asked), ("sent", None)],
        "notice" => &[("days_left", None), ("by", None)],
        "renew" => &[("ordinal", Some(ok)), ("key_prompt", asked)],
        "delete" => &[
            ("which", certain),
            ("count", Some(ok)),
            ("messages", if ok { None } else { Some(false) }),
        ],
        "backup" => &[
            ("file", certain),
            ("wizard", to_export),
            ("key_prompt", asked),
        ],
        "check" => &[("shown", seen)],
        "sign-in" => &[("user", certain)],
        "fault" => &[("fault", certain)],
        "fee" => &[
            ("ordinal", certain),
            ("kind", certain),
            ("yen", certain),
            ("month", certain),
            ("method", certain),
        ],
        "open-account" | "cancel" | "letter-delivery" | "dismiss" | "replace" | "revoke"
        | "service-up" | "service-down" => &[],
        other => return Some(format!("nobody knows `{other}`")),
    };
    for (name, filled) in fields {
        let value = event.get(name).unwrap_or(&Value::Null);
        if filled.is_some_and(|filled| filled == value.is_null()) {
            return Some(format!("`{name}` is {value}"));
        }
    }
    let mut known: BTreeSet<&str> = fields.iter().map(|(name, _)| *name).collect();
    known.extend(["at", "pc", "outcome", "what"]);
    for (name, value) in event.as_object().unwrap() {
        let (zero, own_name) = (*value == 0, name != "pc" && *value == event["pc"]);
        let counted = ["ordinal", "count"].contains(&name.as_str());
        if !known.contains(name.as_str()) || own_name || counted && zero {
            return Some(format!("`{name}` is {value}"));
        }
    }
    None
}

#[track_caller]
fn expect_no_lie(events: &[Event], place: &str) {
    for event in events {
        let event = written(event);
        assert_eq!(lie(&event), None, "{place}: {event}");
    }
}

#[test]
fn no_event_of_the_catalogue_says_what_nobody_could_know() {
    for entry in CATALOGUE {
        let scenario = entry.scenario();
        let played = scenario::run(&scenario, scenario.world.seed);
        expect_no_lie(&played.events, entry.name);
    }
}

/// Everything an operator can do with one PC.
fn actions() -> Vec<Action> {
    let pin = || "0427".parse().unwrap();
    vec![
        Action::Inquire { pc: pc() },
        Action::Cancel { pc: pc() },
        Action::apply(pc()),
        Action::OpenAccount { pc: pc() },
        download(),
        import(),
        restore(),
        Action::Check { pc: pc() },
        Action::connect(pc()),
        Action::Dismiss { pc: pc() },
        Action::renew(pc()),
        Action::Delete {
            pc: pc(),
            which: DeleteWhich::Old,
        },
        Action::Delete {
            pc: pc(),
            which: DeleteWhich::Expired,
        },
        Action::backup(pc(), "b".parse().unwrap(), pin()),
        Action::SignIn {
            pc: pc(),
            user: "医事課".parse().unwrap(),
        },
        Action::Revoke { pc: pc() },
    ]
}

#[test]
fn no_refusal_says_what_nobody_could_know() {
    let (lasts, pc) = (Span::days(1), pc());
    let at = CutPoint::Import;
    let places: [(&str, &[Fault]); 5] = [
        ("as it is", &[]),
        (
            "out of reach",
            &[
                WorldFault::PortalDown {
                    pc: pc.clone(),
                    lasts,
                }
                .into(),
                WorldFault::AuthorityDown {
                    pc: pc.clone(),
                    lasts,
                }
                .into(),
            ],
        ),
        ("cut", &[PcFault::CutPower { pc: pc.clone(), at }.into()]),
        ("full", &[PcFault::FillDisk { pc: pc.clone() }.into()]),
        ("broken", &[PcFault::Break { pc: pc.clone() }.into()]),
    ];
    for (place, faults) in places {
        for enrolled in [false, true] {
            let mut world = world();
            if enrolled {
                world.perform(Action::apply(pc.clone())).unwrap();
                world.await_letter(&pc).unwrap();
                world.perform(download()).unwrap();
                world.perform(import()).unwrap();
            }
            for fault in faults {
                world.inject(fault.clone()).unwrap();
            }
            for action in actions() {
                let _ = world.perform(action);
            }
            expect_no_lie(&world.trace().events, place);
        }
    }
}
