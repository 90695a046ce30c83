//! What the screens showed: in the manual's own words, and only where something was shown.

use kigen::actor::{
    Action, Connect, Import, ImportSource, KeyAnswer, PcSettings, Renew, WizardChoices,
    WizardEncryption,
};
use kigen::label::Label;
use kigen::lang::Lang;
use kigen::lifecycle::deletion::DeleteWhich;
use kigen::pin::Pin;
use kigen::reason::Reason;
use kigen::report;
use kigen::scenario::catalogue::CATALOGUE;
use kigen::scenario::{self, ScenarioRun};
use kigen::time::parse_instant;
use kigen::world::{World, WorldSettings};
use serde_json::{Value, json};

use crate::support::SEED;

/// What a scenario of the catalogue shows, the line of the manual's text that has it, and that line's
/// words. A scanner read them, so that some are wrong there; what they were is beyond doubt.
const WORDS: &[(&str, &str, u32, &str)] = &[
    (
        "first-setup",
        "秘密キーの保護を強力にする",
        175,
        "「秘密キーの保護を強力にする」",
    ),
    (
        "key-prompt",
        "「秘密キーの保護を強力にする」にチェックをしない",
        175,
        "チェックをしない",
    ),
    (
        "first-setup",
        "このキーをエクスポート可能にする",
        177,
        "「このキーをエクスポート可能にする」",
    ),
    (
        "first-setup",
        "すべての拡張プロパティを含める",
        179,
        "「すべての拡張プロパティを含める」",
    ),
    (
        "backup-and-restore",
        "にチェックをする",
        179,
        "チェックをする",
    ),
    (
        "first-setup",
        "自動的に証明書ストアを選択する",
        183,
        "「自動的に証明書ストアを選択する」",
    ),
    (
        "first-setup",
        "証明書のインポート ウィザード",
        153,
        "証明書のインボート ウィザードの完了",
    ),
    (
        "first-setup",
        "セキュリティ警告: 「はい」をクリック",
        199,
        "「はい」をクリックします。",
    ),
    (
        "root-declined",
        "セキュリティ警告: 「いいえ」をクリック",
        197,
        "セキュリティ警告の表示",
    ),
    (
        "first-setup",
        "正しくインポートされました。",
        201,
        "「正しくインポートされました。」の表示",
    ),
    (
        "renewal",
        "I006 更新前の証明書を削除しますか?",
        247,
        "i 006 更新前の証明書を削除しますか?",
    ),
    (
        "renewal",
        "削除しますか? 「はい」をクリック",
        247,
        "「はい」を左クリック",
    ),
    (
        "renewal",
        "I005 更新前の証明書の削除が完了しました。",
        248,
        "1005 更新前の証明書の削除が完了しました。",
    ),
    (
        "renewal",
        "完了しました。 「OK」をクリック",
        248,
        "「OK」を左クリック",
    ),
    (
        "key-prompt",
        "資格情報が必要です",
        252,
        "資格情報が必要です",
    ),
    (
        "key-prompt",
        "キーの説明: CryptoAPI秘密キー",
        253,
        "キーの説明: CryptoAPI秘密キー",
    ),
    (
        "key-prompt",
        "パスワードを入力して「許可」をクリック",
        254,
        "を入力して「許可」を左クリック",
    ),
    ("key-prompt", "「許可しない」をクリック", 255, "計可しない"),
    (
        "backup-and-restore",
        "暗号化 TripleDES-SHA1",
        274,
        "環号化: TripleDES-SHA1",
    ),
    (
        "backup-and-restore",
        "キーのエクスポート はい",
        280,
        "キーのエクスポート はい",
    ),
    (
        "backup-and-restore",
        "証明のパスにあるすべての証明書を含める はい",
        280,
        "証明のパスにあるすべての証明書を含める はい",
    ),
    (
        "backup-and-restore",
        "正しくエクスポートされました。",
        281,
        "正しくエクスポートされました。",
    ),
];

/// The Japanese report of a scenario of the catalogue.
fn japanese(name: &str) -> String {
    let entry = CATALOGUE.iter().find(|entry| entry.name == name).unwrap();
    let scenario = entry.scenario();
    let run = ScenarioRun {
        name: name.parse().unwrap(),
        path: None,
        text: entry.text.into(),
        played: scenario::run(&scenario, scenario.world.seed),
        scenario,
    };
    report::text(&run, Lang::Ja.into())
}

#[test]
fn screens_are_told_in_the_manuals_own_words() {
    for (scenario, shown, line, manual) in WORDS {
        let report = japanese(scenario);
        assert!(
            report.contains(shown),
            "line {line} of the manual, {manual}: {shown} is not in\n{report}"
        );
    }
}

fn pc() -> Label {
    "受付01".parse().unwrap()
}

fn pin() -> Pin {
    "0427".parse().unwrap()
}

/// A PC that has applied, and has downloaded its file.
fn downloaded() -> World {
    let start = parse_instant("2022-11-28T10:00:00+09:00").unwrap();
    let mut world = World::new(WorldSettings::new(SEED, start));
    world.add_pc(PcSettings::new(pc()));
    apply_and_download(&mut world);
    world
}

fn apply_and_download(world: &mut World) {
    world.perform(Action::apply(pc())).unwrap();
    let letter = world.now() + chrono::Duration::days(14);
    world.advance_to(letter).unwrap();
    let (pc, pin) = (pc(), pin());
    world.perform(Action::Download { pc, pin }).unwrap();
}

fn import(choices: WizardChoices, pin: Pin) -> Action {
    Action::Import(Import {
        pc: pc(),
        source: ImportSource::Download { pin },
        choices,
    })
}

fn strongly() -> WizardChoices {
    WizardChoices {
        strong_pin: Some(pin()),
        ..WizardChoices::default()
    }
}

/// Does something, and gives what the report says of it beside time, place and name.
#[track_caller]
fn event(world: &mut World, action: Action, expected: Result<(), Reason>) -> Value {
    let events = world.trace().events.len();
    let name = action.name();
    assert_eq!(world.perform(action), expected);
    let mut events = world.trace().events[events..].iter();
    let event = events.find(|event| event.kind.name() == name).unwrap();
    let mut event = serde_json::to_value(report::event::Event::from(event)).unwrap();
    for known in ["at", "pc", "what", "outcome"] {
        event.as_object_mut().unwrap().remove(known);
    }
    event
}

#[test]
fn the_import_wizard_is_told_as_far_as_it_came() {
    let mut world = downloaded();
    let choices = WizardChoices::default;
    let wrong: Pin = "0472".parse().unwrap();
    let refused = event(
        &mut world,
        import(choices(), wrong),
        Err(Reason::WrongPassword),
    );
    let until_password = json!({
        "location": "current-user",
        "strong_protection": false,
        "exportable": true,
        "extended_properties": true,
    });
    let file = "受付01-1.p12";
    assert_eq!(refused, json!({ "file": file, "wizard": until_password }));
    let mut whole = until_password;
    whole["store"] = json!("automatic");
    let no = WizardChoices {
        trust_root: false,
        ..choices()
    };
    let declined = event(
        &mut world,
        import(no.clone(), pin()),
        Err(Reason::RootDeclined),
    );
    let expected = json!({ "file": file, "wizard": whole, "root_warnings": ["no"] });
    assert_eq!(declined, expected);
    let imported = event(&mut world, import(choices(), pin()), Ok(()));
    assert_eq!(imported["root_warnings"], json!(["yes"]));
    assert_eq!(imported["wizard"], whole);
    let again = event(&mut world, import(no, pin()), Ok(()));
    assert_eq!(again["root_warnings"], json!([]), "the root is there");
    let strong = event(&mut world, import(strongly(), pin()), Ok(()));
    assert_eq!(strong["wizard"]["strong_protection"], true);
}

#[test]
fn a_prompt_is_told_where_one_appears() {
    let mut world = downloaded();
    event(&mut world, import(strongly(), pin()), Ok(()));
    let wrong: Pin = "9999".parse().unwrap();
    for (answer, outcome, told) in [
        (KeyAnswer::Close, Err(Reason::KeyLocked), "close"),
        (KeyAnswer::Deny, Err(Reason::KeyDenied), "deny"),
        (KeyAnswer::Allow(wrong), Err(Reason::WrongPassword), "allow"),
        (KeyAnswer::Allow(pin()), Ok(()), "allow"),
    ] {
        let connect = Action::Connect(Connect {
            pc: pc(),
            service: None,
            answer: answer.clone(),
        });
        let connected = event(&mut world, connect, outcome);
        assert_eq!(connected["key_prompt"], told);
        let (pc, early) = (pc(), Err(Reason::RenewalNotOpen));
        let renewed = event(&mut world, Action::Renew(Renew { pc, answer }), early);
        assert_eq!(renewed, json!({}), "it is not asked before it is time");
    }
    let backup = Action::backup(pc(), "控え".parse().unwrap(), pin());
    let refused = event(&mut world, backup, Err(Reason::KeyLocked));
    assert_eq!(refused["key_prompt"], "close");
    // Without strong protection nothing is asked, whatever would have been answered.
    event(&mut world, import(WizardChoices::default(), pin()), Ok(()));
    let denied = Action::Connect(Connect {
        pc: pc(),
        service: None,
        answer: KeyAnswer::Deny,
    });
    let connected = event(&mut world, denied, Ok(()));
    assert_eq!(connected, json!({ "service": "eligibility" }));
}

#[test]
fn the_export_wizard_is_told_where_there_is_a_key_to_export() {
    let mut world = downloaded();
    let backup = |name: &str, again: &str| Action::Backup {
        pc: pc(),
        backup: name.parse().unwrap(),
        pin: pin(),
        pin_again: Some(again.parse().unwrap()),
        encryption: WizardEncryption::Aes256Sha256,
    };
    let refused = event(&mut world, backup("a", "0427"), Err(Reason::NoCertificate));
    assert_eq!(refused, json!({ "file": "a" }));
    let kept = WizardChoices {
        exportable: false,
        ..WizardChoices::default()
    };
    event(&mut world, import(kept, pin()), Ok(()));
    let refused = event(&mut world, backup("b", "0427"), Err(Reason::NotExportable));
    assert_eq!(refused, json!({ "file": "b" }));
    event(&mut world, import(WizardChoices::default(), pin()), Ok(()));
    let wizard = json!({
        "chain": true,
        "delete_key": false,
        "extended_properties": true,
        "encryption": "windows-aes256-sha256",
    });
    for (name, again, outcome) in [
        ("c", "0472", Err(Reason::PinsDiffer)),
        ("d", "0427", Ok(())),
    ] {
        let told = event(&mut world, backup(name, again), outcome);
        assert_eq!(told, json!({ "file": name, "wizard": wizard }));
    }
}

/// The certificate manager shows all there is; the client asks about the old one after a renewal.
#[test]
fn i006_is_told_after_a_renewal_and_not_otherwise() {
    let mut world = downloaded();
    event(&mut world, import(WizardChoices::default(), pin()), Ok(()));
    let which = DeleteWhich::Old;
    let delete = || Action::Delete { pc: pc(), which };
    let counted = |event: &Value| {
        let shown = event["shown"].as_array().unwrap();
        shown
            .iter()
            .all(|row| row["issued_to"] == "受付01" && row["has_private_key"] == true)
            .then_some(shown.len())
    };
    apply_and_download(&mut world);
    event(&mut world, import(WizardChoices::default(), pin()), Ok(()));
    let checked = event(&mut world, Action::Check { pc: pc() }, Ok(()));
    assert_eq!(counted(&checked), Some(2));
    let deleted = event(&mut world, delete(), Ok(()));
    assert_eq!(deleted, json!({ "which": "old", "count": 1 }));
    let opens = world.now() + chrono::Duration::days(1_120);
    world.advance_to(opens).unwrap();
    event(&mut world, Action::renew(pc()), Ok(()));
    let deleted = event(&mut world, delete(), Ok(()));
    let messages = json!([
        { "code": "I006", "answer": "yes" },
        { "code": "I005", "answer": "ok" },
    ]);
    let expected = json!({ "which": "old", "count": 1, "messages": messages });
    assert_eq!(deleted, expected);
    let nothing = event(&mut world, delete(), Err(Reason::NotFound));
    assert_eq!(nothing, json!({ "which": "old" }));
    let checked = event(&mut world, Action::Check { pc: pc() }, Ok(()));
    assert_eq!(counted(&checked), Some(1));
    event(&mut world, Action::Replace { pc: pc() }, Ok(()));
    let empty = event(
        &mut world,
        Action::Check { pc: pc() },
        Err(Reason::NoCertificate),
    );
    assert_eq!(empty, json!({}));
}
