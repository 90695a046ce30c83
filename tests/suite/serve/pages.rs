//! The pages of the site: a person plays the manual with forms alone, and whatever they do is a step
//! of the session.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use kigen::report::SchemaOf;
use serde_json::{Value, json};

use super::{NOW, Process};
use crate::command::run_in;
use crate::schemas::Schema;

/// A browser as far as it takes one: it asks for pages, and sends their forms.
struct Browser {
    host: String,
    languages: &'static str,
}

struct Page {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What follows a text, up to a quotation mark or a tag.
    fn after(&self, text: &str) -> String {
        let page = self.text();
        let (_, rest) = page
            .split_once(text)
            .unwrap_or_else(|| panic!("{text} in {page}"));
        rest.split(['"', '<']).next().unwrap().to_owned()
    }
}

fn percent(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}

impl Browser {
    fn of(server: &Process) -> Self {
        let site = server.ready["site"].as_str().unwrap();
        Browser {
            host: site.trim_start_matches("http://").to_owned(),
            languages: "ja",
        }
    }

    fn ask(&self, head: &str, body: &str) -> Page {
        let (host, languages) = (&self.host, self.languages);
        let request = format!(
            "{head} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: {languages}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        Page {
            status: head[9..12].parse().unwrap(),
            head,
            body: answer[end + 4..].to_vec(),
        }
    }

    fn get(&self, path: &str) -> Page {
        self.ask(&format!("GET {path}"), "")
    }

    /// Sends a form, as it would be on this page.
    fn send(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get(page).after(r#"name="token" value=""#);
        let fields = [&[("token", token.as_str()), ("page", page)], fields].concat();
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", percent(value)))
            .collect();
        self.ask(&format!("POST {path}"), &fields.join("&"))
    }

    /// Sends a form that is granted, and follows to the page that tells what it did.
    #[track_caller]
    fn done(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(page, path, fields);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let (_, location) = answer.head.split_once("location: ").unwrap();
        let location = location.lines().next().unwrap();
        let page = self.get(location);
        assert_eq!(page.status, 200, "{location}");
        page.text()
    }
}

/// A session with a PC that has nothing yet.
fn new_session(folder: &Path) {
    let new = ["session", "new", "受付01", "--start", NOW];
    assert_eq!(run_in(folder, &new).code, Some(0));
}

/// The page of the PC.
fn desk() -> String {
    format!("/pc?pc={}", percent("受付01"))
}

/// Every file that a run of the session makes is the one that was served.
fn replays_with_the_same_files(folder: &Path) -> usize {
    let run = run_in(folder, &["run", "session.toml", "--out", "out"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let files = fs::read_dir(folder.join("out/session")).unwrap();
    let same = files.filter(|file| {
        let file = file.as_ref().unwrap();
        let live = fs::read(folder.join("live").join(file.file_name()));
        live.is_ok_and(|live| {
            assert_eq!(live, fs::read(file.path()).unwrap(), "{file:?}");
            true
        })
    });
    same.count()
}

#[test]
fn a_person_plays_the_manual_with_forms_and_the_session_replays() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    new_session(folder);
    let server = Process::start(folder, &["--file", "session.toml"]);
    let browser = Browser::of(&server);
    let pc = ("pc", "受付01");
    let act = |page: &str, fields: &[(&str, &str)]| browser.done(page, "/act", fields);
    let told = act("/portal", &[("do", "apply"), pc]);
    assert!(
        told.contains("ポータルサイトで電子証明書の発行を申請しました"),
        "{told}"
    );
    let told = act("/portal", &[("do", "inquire"), pc]);
    assert!(told.contains("申請状況: 受付済み"), "{told}");
    let letter = format!("/letter?pc={}", percent("受付01"));
    assert!(browser.get(&letter).text().contains("まだ届いていません"));
    let told = browser.done("/", "/clock", &[("to", "受付01.letter")]);
    assert!(
        told.contains("電子証明書発行通知書が簡易書留で届きました"),
        "{told}"
    );

    let letter = browser.get(&letter);
    let id = letter.after(r#"<span id="id" class="secret">"#);
    let password = letter.after(r#"<span id="password" class="secret">"#);
    let download = |id: &str, password: &str, pin: &str| {
        let fields = [("id", id), ("password", password), ("pin", pin)];
        browser.send("/download", "/download", &fields)
    };
    let text = || fs::read_to_string(folder.join("session.toml")).unwrap();
    let before = text();
    let refused = download(&id, &id, "0427");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("[wrong-credentials]"));
    let refused = download(&id, &password, "427");
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("4桁"), "{}", refused.text());
    assert_eq!(
        text(),
        before,
        "the world knows nothing of what was mistyped"
    );
    let file = download(&id, &password, "0427");
    assert_eq!(file.status, 200);
    let name = format!("filename*=UTF-8''{}%2D1%2Ep12", percent("受付01"));
    assert!(file.head.contains(&name), "{}", file.head);
    assert_eq!(
        file.body,
        fs::read(folder.join("live/受付01-1.p12")).unwrap()
    );

    let told = act(&desk(), &[("do", "import"), pc, ("pin", "0472")]);
    assert!(told.contains("[wrong-password]"), "{told}");
    act(&desk(), &[("do", "import"), pc, ("pin", "0427")]);
    let told = act(&desk(), &[("do", "connect"), pc]);
    assert!(told.contains("オンライン請求に接続しました"), "{told}");
    let told = act(&desk(), &[("do", "renew"), pc]);
    assert!(told.contains("[renewal-not-open]"), "{told}");
    let told = browser.done("/", "/clock", &[("to", "受付01.renewal_opens")]);
    assert!(told.contains("残り90日"), "{told}");
    let told = act(&desk(), &[("do", "dismiss"), pc]);
    assert!(told.contains("お知らせを読んで閉じました"), "{told}");
    let told = act(&desk(), &[("do", "renew"), pc]);
    assert!(told.contains("証明書の更新が完了しました"), "{told}");
    act(&desk(), &[("do", "delete"), pc, ("which", "old")]);
    let backup = [pc, ("backup", "控え"), ("pin", "0427")];
    let made = browser.send(&desk(), "/backup", &backup);
    assert_eq!(made.status, 200);
    assert_eq!(made.body, fs::read(folder.join("live/控え.pfx")).unwrap());
    let again = browser.send(&desk(), "/backup", &backup);
    assert!(again.text().contains("[file-exists]"), "{}", again.text());
    let step = "fault.break = { pc = \"受付01\" }";
    let told = browser.done(&desk(), "/step", &[("step", step)]);
    assert!(told.contains("PC が故障しました"), "{told}");
    browser.done("/", "/clock", &[("by", "1d")]);
    let timeline = browser.get("/timeline").text();
    assert!(timeline.contains("<svg") && timeline.contains("証明書の更新が完了しました"));

    server.client().post("/shutdown", &json!(null)).unwrap();
    assert_eq!(
        replays_with_the_same_files(folder),
        4,
        "two certificates and two files"
    );
    assert_eq!(text().matches("[[step]]").count(), 16);
}

#[test]
fn a_form_that_is_not_of_these_pages_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    new_session(folder);
    let server = Process::start(folder, &["--file", "session.toml"]);
    let browser = Browser::of(&server);
    let before = fs::read_to_string(folder.join("session.toml")).unwrap();
    let token = browser.get("/").after(r#"name="token" value=""#);
    let shorter = &token[..31];
    let forms = [
        ("/clock", "by=1d&page=/".to_owned()),
        ("/clock", format!("token={shorter}&by=1d&page=/")),
        (
            "/act",
            format!("token={}&do=apply&pc={}", "0".repeat(32), percent("受付01")),
        ),
        (
            "/step",
            format!("step=&token={}", server.ready["token"].as_str().unwrap()),
        ),
        ("/download", String::new()),
        ("/backup", "\u{0}".to_owned()),
    ];
    for (path, body) in &forms {
        let answer = browser.ask(&format!("POST {path}"), body);
        assert_eq!(answer.status, 403, "{path} {body}: {}", answer.text());
        assert!(answer.text().contains("もう一度送信してください"), "{path}");
    }
    for path in ["/clock", "/act", "/step", "/backup"] {
        assert_eq!(browser.get(path).status, 405, "{path}");
    }
    let elsewhere = "POST /clock HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\
                     Content-Length: 0\r\n\r\n";
    let answer = super::raw(&browser.host, elsewhere.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert_eq!(
        fs::read_to_string(folder.join("session.toml")).unwrap(),
        before
    );
}

#[test]
fn what_is_mistyped_is_told_on_the_page_in_its_language() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    new_session(folder);
    let server = Process::start(folder, &["--file", "session.toml"]);
    let mut browser = Browser::of(&server);
    browser.languages = "en-GB, ja;q=0.5";
    let cases = [
        (
            "/clock",
            &[("to", "2026-03-05T09:59:59+09:00")][..],
            409,
            "is over",
        ),
        ("/clock", &[("to", "tomorrow")], 400, "not done"),
        ("/clock", &[("by", "-1d")], 400, "not done"),
        (
            "/clock",
            &[("to", "受付01.not_after")],
            409,
            "no certificate",
        ),
        ("/act", &[("do", "fly"), ("pc", "受付01")], 400, "not done"),
        ("/act", &[("do", "apply"), ("pc", "受付02")], 400, "受付02"),
        ("/step", &[("step", "expect = \"ok\"")], 400, "expect"),
        (
            "/step",
            &[("step", "<script>alert(1)</script>")],
            400,
            "not done",
        ),
    ];
    for (path, fields, status, part) in cases {
        let answer = browser.send("/", path, fields);
        let text = answer.text();
        assert_eq!(answer.status, status, "{path} {fields:?}: {text}");
        let told = answer.after(r#"role="alert">"#);
        assert!(told.contains(part), "{path} {fields:?}: {told}");
        assert!(!text.contains("<script"), "{text}");
    }
    // The address is stronger than the browser's wish, and stays.
    let text = browser.get("/?lang=ja").text();
    assert!(text.contains("<html lang=\"ja\"") && text.contains("href=\"/portal?lang=ja\""));
    let location = browser.send(
        "/portal?lang=ja",
        "/act",
        &[("do", "apply"), ("pc", "受付01")],
    );
    assert!(
        location.head.contains("location: /portal?lang=ja"),
        "{}",
        location.head
    );
    assert_eq!(browser.get("/pc?pc=nobody").status, 404);
    assert_eq!(browser.get("/letter").status, 404);
}

/// No page has a script, a style of its own in an attribute, or anything from elsewhere.
#[test]
fn pages_keep_to_their_policy() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = Process::start(folder, &["--start", NOW]);
    let browser = Browser::of(&server);
    let desk = desk();
    let letter = desk.replace("/pc?", "/letter?");
    for path in ["/", "/portal", "/download", &desk, &letter] {
        let page = browser.get(path);
        assert_eq!(page.status, 200, "{path}");
        let (_, policy) = page.head.split_once("content-security-policy: ").unwrap();
        let policy = policy.lines().next().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        assert!(
            policy.ends_with("form-action 'self'; frame-ancestors 'none'"),
            "{policy}"
        );
        assert!(
            !policy.contains("unsafe") && !policy.contains("script-src"),
            "{policy}"
        );
        let text = page.text();
        for forbidden in ["<script", " style=", " onclick", "<img", "<link", "url("] {
            assert!(!text.contains(forbidden), "{path}: {forbidden}");
        }
    }
}

#[test]
fn a_program_has_the_same_in_json() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    new_session(folder);
    let server = Process::start(folder, &["--file", "session.toml"]);
    let client = server.client();
    let schema = Schema::of(SchemaOf::Serve);
    let pc = |answer: &Value| answer["pcs"]["受付01"].clone();
    let answer = client.get("/pcs").unwrap();
    assert!(schema.accepts(&answer), "{answer:#}");
    assert_eq!(pc(&answer), json!({ "services": "no-certificate" }));
    client
        .post("/act", &json!({ "do": { "apply": { "pc": "受付01" } } }))
        .unwrap();
    client
        .post("/clock/set", &json!({ "to": "受付01.letter" }))
        .unwrap();
    let letter = pc(&client.get("/pcs").unwrap())["letter"].clone();
    let host = server.ready["admin"]
        .as_str()
        .unwrap()
        .trim_start_matches("http://");
    let download = |id: &Value, pin: &str| {
        let body = json!({ "id": id, "password": letter["password"], "pin": pin }).to_string();
        let request = format!(
            "POST /download HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{body}",
            server.ready["token"].as_str().unwrap(),
            body.len()
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    };
    for (id, pin, code) in [
        (&json!("00000000"), "0427", "wrong-credentials"),
        (&letter["id"], "04270", "invalid-pin"),
    ] {
        let answer = String::from_utf8(download(id, pin)).unwrap();
        assert!(answer.contains(&format!("\"code\":\"{code}\"")), "{answer}");
    }
    let answer = download(&letter["id"], "0427");
    assert!(answer.ends_with(&fs::read(folder.join("live/受付01-1.p12")).unwrap()));
    client
        .post(
            "/act",
            &json!({ "do": { "import": { "pc": "受付01", "pin": "0427" } } }),
        )
        .unwrap();
    client
        .post("/clock/set", &json!({ "to": "受付01.renewal_opens" }))
        .unwrap();
    let answer = client.get("/pcs").unwrap();
    assert!(schema.accepts(&answer), "{answer:#}");
    assert_eq!(pc(&answer)["notice"], json!({ "days_left": 90 }));
    assert_eq!(pc(&answer)["services"], "ok");
    assert_eq!(
        pc(&answer)["certificate"]["subject"].as_str().unwrap()[..11],
        *"CN=受付01"
    );
    client
        .post("/clock/set", &json!({ "to": "受付01.not_after + 1s" }))
        .unwrap();
    assert_eq!(pc(&client.get("/pcs").unwrap())["notice"], json!({}));
}
