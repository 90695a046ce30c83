//! A world that is not the manual's calls its program and its services by its own names.

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
