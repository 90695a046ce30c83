//! Random worlds: whatever breaks and whatever people do, nothing happens that must not be, and
//! once everything is repaired, an operator who follows the manual is back in service in time.
//!
//! They are those of `kigen swarm`. A failure prints the scenario that shows it: put the text
//! between the lines into a file and `kigen run` it.

use kigen::seed::Seed;
use kigen::swarm::{Swarm, Tally};

/// How many worlds are played, unless `KIGEN_WORLDS` says otherwise.
const WORLDS: u64 = 8;

fn number(name: &str, unless: u64) -> u64 {
    let number = std::env::var(name).ok();
    number.map_or(unless, |text| text.parse().expect("a number"))
}

#[test]
fn whatever_breaks_service_comes_back_and_nothing_happens_that_must_not() {
    let mut tally = Tally::new(Swarm::new(Seed::new(number("KIGEN_SEED", 1))));
    for world in 0..number("KIGEN_WORLDS", WORLDS) {
        let played = tally.swarm.play(world);
        if let Some(flaw) = played.flaw.clone() {
            let kept = tally.swarm.smallest_with(&played, &flaw).to_toml();
            panic!("world {world}: {}\n----\n{kept}----", flaw.said);
        }
        tally.take(played, false);
    }
    assert!(
        tally.not_owed < tally.worlds,
        "nothing ever had to come back"
    );
}

/// A world that is not the manual's calls its program and its services by its own names.
#[test]
fn a_world_calls_things_by_its_own_names() {
    let text = "title = { ja = 'x', en = 'x' }\nstart = '2022-11-28T10:00:00+09:00'\npcs = ['dev-01', 'dev-02']\n\
        rules = { delivery = 'online', dispatch_business_days = [0, 0] }\npki = { validity = '60d' }\n\
        [services.names]\nclient = 'Acme Agent'\neligibility = 'VPN'\n\
        [[step]]\ndo.apply = { pc = 'dev-01' }\n[[step]]\ndo.download = { pc = 'dev-01', pin = '0427' }\n\
        [[step]]\ndo.import = { pc = 'dev-01', pin = '0427' }\n[[step]]\nat = '+20d'\ndo.renew = { pc = 'dev-01' }\n\
        [[step]]\ndo.connect = { pc = 'dev-01' }\n[[step]]\nat = 'dev-01.not_after + 2d'\n\
        do.connect = { pc = 'dev-01', service = 'eligibility' }\nexpect = 'expired'";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.toml"), text).unwrap();
    for (lang, named, usual) in [
        (
            "en",
            &[
                "renewed with Acme Agent",
                "Acme Agent: the certificate",
                "VPN: connected",
            ][..],
            &["MPKI", "eligibility ver"][..],
        ),
        (
            "ja",
            &["Acme Agent: ", "VPNに接続しました"],
            &["お知らせ", "資格確認"],
        ),
    ] {
        let arguments = [
            "run",
            "own.toml",
            "--verbose",
            "--lang",
            lang,
            "--html",
            "page.html",
            "--force",
        ];
        let run = crate::command::run_in(folder.path(), &arguments);
        assert_eq!(run.code, Some(0), "{run:#?}");
        let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
        for name in named {
            assert!(run.stdout.contains(name), "{name}: {}", run.stdout);
            assert!(page.contains(name), "{name}");
        }
        for name in usual {
            assert!(!run.stdout.contains(name), "{name}: {}", run.stdout);
        }
        // What is not named keeps its name.
        let claims = if lang == "en" {
            "online claims"
        } else {
            "オンライン請求"
        };
        assert!(run.stdout.contains(claims), "{}", run.stdout);
    }
}
