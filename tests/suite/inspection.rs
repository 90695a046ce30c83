//! Inspection as a library: no command line.

use std::fs;
use std::sync::Arc;

use kigen::bundle::BundleError;
use kigen::certificate::{Certificate, CertificateError};
use kigen::consumer::{Consumer, Unknown, Verdict};
use kigen::format::Format;
use kigen::inspection::{
    Advice, Deadline, Finding, Inspector, Judge, Limits, Problem, Source, Summary,
};
use kigen::lang::Lang;
use kigen::lifecycle::expiry::State;
use kigen::outcome::Outcome;
use kigen::pkcs12::{self, EncryptionProfile, seal};
use kigen::reason::Reason;
use kigen::time::Span;
use kigen::words::Voice;

use crate::support::{AROUND, CLIENTS, P256, SEED, certificate_pem, pem, root, seconds, time};

/// The client's file, under 0427.
fn p12() -> Vec<u8> {
    let contents = P256.contents(&CLIENTS[0], "受付01");
    let mut stream = SEED.stream("inspection");
    seal(&contents, "0427", EncryptionProfile::default(), &mut stream)
}

fn knowing(password: &str) -> Inspector {
    Inspector::new().with_password(password.parse().unwrap())
}

#[test]
fn bytes_are_inspected_without_any_file() {
    let client = &CLIENTS[0].certificate;
    let list = P256.authority.crl(time("2026-01-01T00:00:00+09:00"));
    let bundle = certificate_pem(client) + &pem("X509 CRL", &list) + &pem("PRIVATE KEY", b"any");
    let inspector = knowing("0427");

    let file = inspector.inspect_bytes("-", p12());
    assert_eq!(file.name, "-");
    assert_eq!(
        (file.outcome, file.format),
        (Outcome::Ok, Some(Format::Pkcs12))
    );
    assert_eq!((file.opened, file.private_keys.len()), (true, 1));
    assert_eq!(file.certificates[0], *client);
    assert_eq!(file.advice(), None);

    let file = inspector.inspect_bytes("bundle", bundle.into_bytes());
    assert_eq!(
        (file.outcome, file.format),
        (Outcome::Ok, Some(Format::Pem))
    );
    assert_eq!(file.private_keys.len(), 1);
    assert_eq!(file.certificates, std::slice::from_ref(client));
    assert_eq!(file.revocation_lists.len(), 1);

    let file = inspector.inspect_bytes("list", list);
    assert_eq!(
        (file.outcome, file.format),
        (Outcome::Ok, Some(Format::Der))
    );
    assert_eq!(file.revocation_lists.len(), 1);
    assert_eq!(file.certificates, []);
}

#[test]
fn what_is_wrong_comes_with_its_reason_its_problem_and_advice() {
    let inspect = |inspector: Inspector, bytes: &[u8]| inspector.inspect_bytes("it", bytes);
    let told = |file: &Finding| (file.outcome, file.opened, file.advice());

    let wrong = inspect(knowing("0428"), &p12());
    let reason = Outcome::Refused(Reason::WrongPassword);
    assert_eq!(told(&wrong), (reason, false, Some(Advice::CheckPassword)));
    assert_eq!(wrong.problem, None, "the outcome says it all");

    let short = inspect(knowing("0427"), &p12()[..100]);
    let reason = Outcome::Refused(Reason::Malformed);
    assert_eq!(told(&short), (reason, false, Some(Advice::GetAgain)));
    assert!(matches!(short.problem, Some(Problem::Pkcs12(_))));

    let good = certificate_pem(&CLIENTS[0].certificate);
    let damaged = pem("CERTIFICATE", b"no certificate") + &good + &pem("X509 CRL", b"");
    let bundle = inspect(Inspector::new(), damaged.as_bytes());
    assert_eq!(told(&bundle), (reason, true, Some(Advice::GiveKnownKind)));
    assert_eq!(bundle.certificates.len(), 1, "the others are there");
    let first = BundleError::Certificate(CertificateError::Malformed);
    assert_eq!(bundle.problem, Some(Problem::Bundle(first)));

    let old = inspect(Inspector::new(), &[0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2]);
    let reason = Outcome::Refused(Reason::UnsupportedFormat);
    assert_eq!(told(&old), (reason, false, Some(Advice::ConvertKeyStore)));
    for lang in [Lang::En, Lang::Ja] {
        assert!(
            Voice::from(lang)
                .words()
                .advice(Advice::ConvertKeyStore)
                .contains("keytool")
        );
    }
}

#[test]
fn a_judge_looks_at_his_own_time_and_his_own_window() {
    let certificate = &CLIENTS[0].certificate;
    let not_after = certificate.not_after();
    let states = [State::RenewalDue, State::RenewalDue, State::Expired];
    for (offset, state) in AROUND.into_iter().zip(states) {
        let judge = Judge::at(not_after + seconds(offset));
        assert_eq!(judge.state(certificate), state, "{offset}");
    }
    let at = not_after - seconds(10 * 86_400);
    let window = "9d".parse().unwrap();
    let judge = Judge::at(at);
    assert_eq!(judge.state(certificate), State::RenewalDue);
    assert_eq!(judge.renewing(window).state(certificate), State::Valid);
}

#[test]
fn files_folders_and_bytes_come_in_their_order_and_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let client = &CLIENTS[0].certificate;
    write("b.p12", &p12());
    write("a.cer", client.der());
    write("notes.txt", b"nothing of the kind");
    write("c.pem", b"");
    let der: Arc<[u8]> = P256.authority.root().der().into();
    let sources = [
        Source::Bytes {
            name: "-".into(),
            bytes: der,
        },
        Source::from(folder.path()),
        Source::from("missing.p12"),
    ];
    let at = client.not_after() - seconds(3600);
    let deadline = Deadline::new(Span::seconds(7200), at);
    let mut summary = Summary::new(Judge::at(at), deadline);
    let inspector = knowing("0427");
    let mut findings = inspector.inspect(sources);
    let mut names = Vec::new();
    for finding in findings.by_ref() {
        let file = finding.name.rsplit(std::path::is_separator).next().unwrap();
        names.push((file.to_owned(), finding.outcome));
        summary.add(&finding);
    }
    let expected = [
        ("-", Outcome::Ok),
        ("a.cer", Outcome::Ok),
        ("b.p12", Outcome::Ok),
        ("c.pem", Outcome::Refused(Reason::Malformed)),
        ("missing.p12", Outcome::Refused(Reason::FileNotFound)),
    ];
    assert_eq!(
        names,
        expected.map(|(name, outcome)| (name.into(), outcome))
    );
    assert_eq!((findings.passed_over(), summary.files), (1, 5));
    assert_eq!(summary.outcomes[&Outcome::Ok], 3);
    assert_eq!(summary.states[&State::RenewalDue], 2);
    assert_eq!((summary.late, summary.misses_its_deadline()), (2, true));
    let soonest = summary.soonest().next().unwrap();
    assert_eq!(soonest.not_after, client.not_after());
    assert!(soonest.file.ends_with("a.cer"), "the first that holds it");
    assert_eq!(summary.soonest().count(), 3, "each once");
}

#[test]
fn an_consumer_is_asked_without_a_password() {
    let consumer = Consumer::WindowsServer2016;
    let unopened = Inspector::new().for_consumer(consumer);
    let file = unopened.inspect_bytes("it.p12", p12());
    assert_eq!((file.outcome, file.opened), (Outcome::Ok, false));
    let unknown = Verdict::NotKnown(Unknown::Contents);
    assert_eq!(file.verdict, Some((consumer, unknown)));
    let file = knowing("0427")
        .for_consumer(consumer)
        .inspect_bytes("it.p12", p12());
    assert_eq!((file.opened, file.private_keys.len()), (true, 1));
    assert_eq!(file.verdict, Some((consumer, Verdict::Reads)));
}

#[test]
fn limits_hold_for_files_of_every_kind() {
    let blocks = |count: usize| certificate_pem(&CLIENTS[0].certificate).repeat(count);
    let mut limits = Limits::default();
    limits.entries = 3;
    let inspector = Inspector::new().within(limits);
    for (count, outcome) in [
        (2, Outcome::Ok),
        (3, Outcome::Ok),
        (4, Outcome::Refused(Reason::LimitExceeded)),
    ] {
        let file = inspector.inspect_bytes("bundle.pem", blocks(count).into_bytes());
        assert_eq!(file.outcome, outcome, "{count}");
        assert_eq!(file.certificates.len(), count.min(3), "what was read stays");
        let problem = outcome.reason().map(|_| Problem::TooManyEntries {
            found: 4,
            allowed: 3,
        });
        assert_eq!(file.problem, problem);
    }
    let mut limits = Limits::default();
    limits.container = pkcs12::Limits {
        file_bytes: 1_000,
        ..pkcs12::Limits::default()
    };
    let inspector = knowing("0427").within(limits);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.p12");
    fs::write(&path, p12()).unwrap();
    for file in inspector
        .inspect([Source::from(&path)])
        .chain([inspector.inspect_bytes("it.p12", p12())])
    {
        assert_eq!(file.outcome, Outcome::Refused(Reason::LimitExceeded));
        let bytes = p12().len() as u64;
        let allowed = 1000;
        assert_eq!(file.problem, Some(Problem::TooLong { bytes, allowed }));
        let factor = u32::try_from(bytes.div_ceil(allowed)).unwrap();
        assert_eq!(file.advice(), Some(Advice::SplitOrRaiseLimit { factor }));
        let none: [Certificate; 0] = [];
        assert_eq!(file.certificates, none);
    }
}

#[cfg(unix)]
#[test]
fn a_socket_or_a_device_is_named_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("it.p12");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [socket.as_path(), "/dev/zero".as_ref()] {
        let found: Vec<_> = knowing("0427").inspect([Source::from(path)]).collect();
        assert_eq!(found[0].outcome, Outcome::Refused(Reason::Unreadable));
        assert_eq!(found[0].problem, Some(Problem::NotAFile));
        assert_eq!(found[0].advice(), Some(Advice::GiveFile));
    }
    let met = knowing("0427").inspect([Source::from(folder.path())]);
    assert_eq!(met.count(), 0, "one that is met in a folder is passed over");
}

#[test]
fn raised_limits_are_enough_where_the_advice_says_so() {
    let file = fs::read(root().join("fixtures/hostile/bags-1001.p12")).unwrap();
    let inspector = knowing("0427");
    let refused = inspector.inspect_bytes("it", file.clone());
    assert_eq!(refused.outcome, Outcome::Refused(Reason::LimitExceeded));
    let Some(Advice::SplitOrRaiseLimit { factor }) = refused.advice() else {
        panic!("{:?}", refused.advice());
    };
    let raised = inspector.within(Limits::default().times(factor));
    let read = raised.inspect_bytes("it", file);
    assert_eq!(read.outcome, Outcome::Refused(Reason::Empty));
}
