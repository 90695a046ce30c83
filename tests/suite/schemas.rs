//! The JSON Schemas: committed as the types give them, and held against what the command says.

use std::fs;
use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use kigen::report::SchemaOf;
use serde_json::{Value, json};

use crate::cli::{SCENARIO, folder};
use crate::command::{Run, run_in};
use crate::support::root;

/// A schema that was read by a validator of other people's.
pub(crate) struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    /// The committed schema of a format.
    pub(crate) fn of(format: SchemaOf) -> Self {
        let path = root().join(path_of(format));
        let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler.add_resource("schema.json", schema).unwrap();
        let mut schemas = Schemas::new();
        let index = compiler.compile("schema.json", &mut schemas).unwrap();
        Schema { schemas, index }
    }

    pub(crate) fn accepts(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }

    /// Holds what the command said on standard output against the schema.
    #[track_caller]
    pub(crate) fn expect(&self, run: &Run) -> Value {
        let document: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
        if let Err(error) = self.schemas.validate(&document, self.index) {
            panic!("{error:#}\n{}", run.stdout);
        }
        expect_no_null(&document);
        document
    }
}

fn path_of(format: SchemaOf) -> String {
    format!("fixtures/schemas/{format}.schema.json")
}

/// What does not apply is absent.
#[track_caller]
fn expect_no_null(document: &Value) {
    match document {
        Value::Null => panic!("a null in a document"),
        Value::Array(items) => items.iter().for_each(expect_no_null),
        Value::Object(members) => members.values().for_each(expect_no_null),
        _ => {}
    }
}

fn json_in(folder: &Path, args: &[&str]) -> Run {
    run_in(folder, &[args, &["--format", "json"]].concat())
}

/// `INSTA_UPDATE=always` writes them anew.
#[test]
fn the_committed_schemas_are_those_of_the_types() {
    for &format in SchemaOf::ALL {
        let path = root().join(path_of(format));
        let schema = format.schema();
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            fs::write(&path, &schema).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), schema, "{format}");
        let printed = run_in(Path::new("."), &["schema", format.name()]);
        assert_eq!((printed.code, printed.stdout), (Some(0), schema));
    }
    let printed = run_in(Path::new("."), &["schema"]);
    assert_eq!(printed.stdout, SchemaOf::Scenario.schema());
}

#[test]
fn the_whole_catalogue_is_reported_as_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let report = Schema::of(SchemaOf::Run).expect(&json_in(folder.path(), &["run"]));
    assert!(report["scenarios"].as_array().unwrap().len() > 40);
}

#[test]
fn steps_that_were_not_played_are_reported_as_the_schema_says() {
    let too_late = "[[step]]\nat = \"+1d\"\n[[step]]\nat = \"2022-11-28T11:00:00+09:00\"\n";
    let no_moment = "[[step]]\nat = \"受付01.not_after\"\n";
    let schema = Schema::of(SchemaOf::Run);
    for (steps, not_played) in [
        (
            too_late,
            json!({
                "why": "too-late",
                "moment": "2022-11-28T11:00:00+09:00",
                "now": "2022-11-29T10:00:00+09:00",
            }),
        ),
        (
            no_moment,
            json!({ "why": "no-moment", "reason": "no-certificate" }),
        ),
    ] {
        let text = "title = { ja = \"題\", en = \"Title\" }\nstart = \"2022-11-28T10:00:00+09:00\"\npcs = [\"受付01\"]\n";
        let folder = folder(&[("it.toml", &format!("{text}{steps}"))]);
        let run = json_in(folder.path(), &["run", "it.toml"]);
        assert_eq!(run.code, Some(1));
        let report = schema.expect(&run);
        let step = report["scenarios"][0]["steps"].as_array().unwrap().last();
        assert_eq!(step.unwrap()["not_played"], not_played);
        assert_eq!(step.unwrap().get("outcome"), None, "it has none");
    }
}

#[test]
fn manifests_are_as_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let schema = Schema::of(SchemaOf::Make);
    let all = "make --state all --as p12,pem,der,jks --key p-256 --out all";
    let pair = "make --pair --state renewal-due --key p-256 --out pair";
    for args in [all, pair] {
        let args: Vec<&str> = args.split(' ').collect();
        schema.expect(&json_in(folder.path(), &args));
    }
}

#[test]
fn what_is_found_in_files_is_reported_as_the_schema_says() {
    let folder = folder(&[("it.toml", SCENARIO)]);
    let run = run_in(folder.path(), &["run", "it.toml", "--out", "made"]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let fixtures = ["foreign", "hostile"].map(|name| root().join("fixtures").join(name));
    let [foreign, hostile] = fixtures.each_ref().map(|path| path.to_str().unwrap());
    let schema = Schema::of(SchemaOf::Inspect);
    for args in [
        &["inspect", "made", "missing.p12", "--pin", "0427"][..],
        &["inspect", foreign, "--pin", "0427"],
        &[
            "inspect",
            hostile,
            "--pin",
            "0427",
            "--expires-within",
            "30d",
        ],
        &["inspect", foreign, "--for", "windows-server-2016"],
        &["inspect", "made", "--for", "nss", "--pin", "0427"],
    ] {
        schema.expect(&json_in(folder.path(), args));
    }
    let empty = tempfile::tempdir().unwrap();
    schema.expect(&json_in(empty.path(), &["inspect", "."]));
}

#[test]
fn sessions_answer_as_the_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let schema = Schema::of(SchemaOf::Session);
    let mut answers = Vec::new();
    for args in [
        "new 受付01 --start 2022-11-28T10:00:00+09:00",
        "status",
        "apply",
        "advance 受付01.letter",
        "download --pin 0427",
        "import --pin 0428",
        "import --pin 0427",
        "fault portal-down lasts=2h",
        "inquire",
        "list",
        "verify",
        "status",
        "undo",
    ] {
        let args: Vec<&str> = ["session"].into_iter().chain(args.split(' ')).collect();
        let said = schema.expect(&json_in(folder.path(), &args));
        answers.push(said["answer"].as_str().unwrap().to_owned());
    }
    answers.sort();
    answers.dedup();
    let expected = ["begun", "list", "status", "step", "undone", "verify"];
    assert_eq!(answers, expected);
}

/// A schema that accepts anything would hold nothing.
#[test]
fn a_document_that_is_wrong_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let run = json_in(folder.path(), &["inspect", "missing.p12"]);
    let schema = Schema::of(SchemaOf::Inspect);
    let document = schema.expect(&run);
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/files/0/outcome", json!("no-such-code")),
        ("/files/0/outcome", Value::Null),
        ("/files/0/path", json!(1)),
        ("/summary/at", json!("yesterday")),
        ("/summary/files", json!(-1)),
    ] {
        let mut document = document.clone();
        *document.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema.accepts(&document), "{pointer}");
    }
    let without = |key: &str| {
        let mut document = document.clone();
        document["files"][0].as_object_mut().unwrap().remove(key);
        schema.accepts(&document)
    };
    assert!(!without("outcome") && !without("path"));
}

#[test]
fn checks_are_reported_as_the_schemas_say() {
    let here = Path::new(".");
    let only = [
        "--only",
        "files::hostile/*noise*",
        "--only",
        "states::revoked/now",
    ];
    let cases = Schema::of(SchemaOf::CheckCases);
    cases.expect(&json_in(here, &[&["check", "--list"], &only[..]].concat()));
    let programs = [
        "check",
        "builtin:kigen",
        "builtin:mutant-accepts-everything",
    ];
    let ran = json_in(here, &[&programs[..], &only].concat());
    let report = Schema::of(SchemaOf::Check).expect(&ran);
    assert_eq!(report["programs"].as_array().unwrap().len(), 2);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), &ran.stdout).unwrap();
    fs::write(
        folder.path().join("b.json"),
        ran.stdout.replace("wrong-outcome", "hang"),
    )
    .unwrap();
    let compared = json_in(folder.path(), &["check", "--compare", "a.json", "b.json"]);
    let compared = Schema::of(SchemaOf::CheckComparison).expect(&compared);
    assert_eq!(compared["changes"][0]["after"], "hang");
    let protocol = Schema::of(SchemaOf::CheckProtocol);
    for line in [
        json!({ "seq": 1, "op": "hello", "protocol": 1 }),
        json!({ "seq": 2, "outcome": "ok", "keys": 1, "certificates": [{ "sha256": "2f", "key": true }] }),
        json!({ "seq": 3, "skip": "no lists" }),
    ] {
        assert!(protocol.accepts(&line), "{line}");
    }
    for line in [
        json!({ "seq": 1, "op": "helo" }),
        json!({ "seq": 2, "outcom": "ok" }),
    ] {
        assert!(!protocol.accepts(&line), "{line}");
    }
}
