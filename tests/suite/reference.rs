//! The reference, `fixtures/reference/`: one page in each language, written from the types. What is
//! said of a field is its description in the schema, and what a reason code means is the list of
//! reasons; `reference/ja.toml` has the Japanese sentences.
//!
//! `INSTA_UPDATE=always` writes the pages again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use kigen::lang::Lang;
use kigen::reason::Reason;
use kigen::report::SchemaOf;
use kigen::time::Zone;
use kigen::words::Voice;
use serde_json::Value;

use crate::support::root;

/// The formats of JSON, after scenario files.
const DOCUMENTS: [SchemaOf; 8] = [
    SchemaOf::Run,
    SchemaOf::Session,
    SchemaOf::Inspect,
    SchemaOf::Make,
    SchemaOf::Conversion,
    SchemaOf::List,
    SchemaOf::Explain,
    SchemaOf::Swarm,
];

/// A page that is being written.
struct Page {
    lang: Lang,
    sentences: BTreeMap<String, String>,
    /// What has no Japanese sentence, and what was needed of those that there are.
    missing: BTreeSet<String>,
    used: BTreeSet<String>,
    text: String,
}

/// The text around the tables.
struct Phrases {
    title: &'static str,
    introduction: &'static str,
    scenario: &'static str,
    recipe: &'static str,
    field: &'static str,
    value: &'static str,
    kind: &'static str,
    reasons: &'static str,
    reasons_head: &'static str,
    documents: &'static str,
}

fn phrases(lang: Lang) -> Phrases {
    match lang {
        Lang::En => Phrases {
            title: "# Reference",
            introduction: "Written from the types by `tests/suite/reference.rs`, and held against them on every test run. \
                The JSON Schemas of everything here are in [`fixtures/schemas/`](../schemas) and printed by `kigen schema`; \
                in an editor with TOML support, `#:schema scenario.schema.json` in the first line of a scenario completes \
                its keys, and marks those that do not exist.\n\n[日本語](README.ja.md)",
            scenario: "## Scenario files\n\nKeys in bold have to be there.",
            recipe: "## Recipes\n\nWhat `kigen make --recipe` reads. Keys in bold have to be there.",
            field: "| key | value | what it is |\n|---|---|---|",
            value: "| value | what it is |\n|---|---|",
            kind: "| form | what it is |\n|---|---|",
            reasons: "## Reason codes\n\n`kigen explain CODE` says the same, and which scenarios show it.",
            reasons_head: "| code | what it says | Windows | more |\n|---|---|---|---|",
            documents: "## JSON documents\n\nWhat does not apply is absent, and never `null`.",
        },
        Lang::Ja => Phrases {
            title: "# リファレンス",
            introduction: "`tests/suite/reference.rs` が型から生成し、テストのたびに一致を確かめています。\
                JSON Schema は [`fixtures/schemas/`](../schemas) にあり、`kigen schema` でも出力できます。\
                TOML に対応したエディターでは、シナリオの先頭行に `#:schema scenario.schema.json` と書くと、\
                キーが補完され、存在しないキーに印が付きます。\n\n[English](README.md)",
            scenario: "## シナリオファイル\n\n太字のキーは必須です。",
            recipe: "## レシピ\n\n`kigen make --recipe` が読むファイルです。太字のキーは必須です。",
            field: "| キー | 値 | 説明 |\n|---|---|---|",
            value: "| 値 | 説明 |\n|---|---|",
            kind: "| 書き方 | 説明 |\n|---|---|",
            reasons: "## 理由コード\n\n`kigen explain CODE` で、その理由を示すシナリオも表示できます。",
            reasons_head: "| コード | 意味 | Windows | 補足 |\n|---|---|---|---|",
            documents: "## JSON の出力\n\n当てはまらない項目は省かれ、`null` にはなりません。",
        },
    }
}

impl Page {
    fn new(lang: Lang) -> Self {
        let file = root().join("tests/suite/reference/ja.toml");
        let file: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
        let sentences = file["sentence"].as_array().unwrap().iter();
        let text = |sentence: &toml::Value, key: &str| sentence[key].as_str().unwrap().to_owned();
        Page {
            lang,
            sentences: sentences
                .map(|it| (text(it, "en"), text(it, "ja")))
                .collect(),
            missing: BTreeSet::new(),
            used: BTreeSet::new(),
            text: String::new(),
        }
    }

    fn line(&mut self, line: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.line(&format!("\n{text}"));
        }
    }

    /// What a schema says of itself, in the language of the page.
    fn description(&mut self, schema: &Value) -> String {
        let text = schema["description"].as_str().unwrap_or("");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.lang == Lang::En || text.is_empty() {
            return unlinked(&text);
        }
        match self.sentences.get(&text) {
            Some(sentence) => {
                self.used.insert(text);
                sentence.clone()
            }
            None => {
                self.missing.insert(text.clone());
                text
            }
        }
    }

    /// A format: its document, then each type in it by name. `level` is that of its own heading.
    fn format(&mut self, of: SchemaOf, level: usize) {
        let schema: Value = serde_json::from_str(&of.schema()).unwrap();
        let said = self.description(&schema);
        self.paragraph(&said);
        self.body(of, &schema);
        let heading = "#".repeat(level + 1);
        for (name, schema) in schema["$defs"].as_object().into_iter().flatten() {
            self.paragraph(&format!("{heading} {of}: {name}"));
            let said = self.description(schema);
            self.paragraph(&said);
            self.body(of, schema);
        }
    }

    /// The fields of a table, the values of a list, or the forms of a choice.
    fn body(&mut self, of: SchemaOf, schema: &Value) {
        let phrases = phrases(self.lang);
        if let Some(properties) = schema["properties"].as_object() {
            self.paragraph(phrases.field);
            for (name, property) in properties {
                self.field(of, name, property, schema);
            }
        }
        let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
        for (number, choice) in choices.into_iter().flatten().enumerate() {
            let said = self.description(choice);
            if let Some(value) = choice["const"].as_str() {
                if number == 0 {
                    self.paragraph(phrases.value);
                }
                self.line(&format!("| `{value}` | {} |", cell(&said)));
            } else if let Some(properties) = choice["properties"].as_object() {
                self.choice(of, &said, choice, properties);
            } else {
                if number == 0 {
                    self.paragraph(phrases.kind);
                }
                self.line(&format!("| {} | {} |", kind(of, choice), cell(&said)));
            }
        }
        if let Some(values) = schema["enum"].as_array() {
            let values = values.iter().filter_map(Value::as_str);
            let values: Vec<String> = values.map(|value| format!("`{value}`")).collect();
            self.paragraph(&values.join(", "));
        }
        if let Some(pattern) = schema["pattern"].as_str() {
            self.paragraph(&format!("`{}`", pattern.replace('`', "")));
        }
    }

    /// One form of a choice: a table with one key, or with a tag that names it.
    fn choice(
        &mut self,
        of: SchemaOf,
        said: &str,
        choice: &Value,
        properties: &serde_json::Map<String, Value>,
    ) {
        let tag = properties.iter().find_map(|(name, property)| {
            let value = property["const"].as_str()?;
            Some((name.clone(), value.to_owned()))
        });
        let (title, inner) = match (tag, properties.iter().next()) {
            (Some((tag, value)), _) => (format!("`{tag} = {value}`"), choice),
            (None, Some((name, inner))) => (format!("`{name}`"), inner),
            (None, None) => return,
        };
        self.paragraph(&format!("**{title}**: {said}"));
        let Some(fields) = inner["properties"].as_object() else {
            let kind = kind(of, inner);
            return self.paragraph(&kind);
        };
        let fields: Vec<_> = fields
            .iter()
            .filter(|(_, field)| field["const"].is_null())
            .collect();
        if !fields.is_empty() {
            self.paragraph(phrases(self.lang).field);
            for (name, field) in fields {
                self.field(of, name, field, inner);
            }
        }
    }

    fn field(&mut self, of: SchemaOf, name: &str, field: &Value, table: &Value) {
        let required = table["required"].as_array();
        let is_required = required.is_some_and(|names| names.iter().any(|it| it == name));
        let name = match is_required {
            true => format!("**`{name}`**"),
            false => format!("`{name}`"),
        };
        let said = self.description(field);
        self.line(&format!(
            "| {name} | {} | {} |",
            kind(of, field),
            cell(&said)
        ));
    }

    fn reasons(&mut self) {
        let phrases = phrases(self.lang);
        self.paragraph(phrases.reasons);
        self.paragraph(phrases.reasons_head);
        let voice = Voice::of(self.lang, &Zone::JST);
        for reason in Reason::all() {
            let windows = reason.win32().map_or(String::new(), |win32| {
                format!("`{}` (0x{:08X})", win32.name, win32.hresult)
            });
            let sentence = voice.words().sentence(reason);
            let more = voice.words().explanation(reason);
            self.line(&format!(
                "| `{reason}` | {} | {windows} | {} |",
                cell(sentence),
                cell(more)
            ));
        }
    }
}

/// What may stand for a value.
fn kind(of: SchemaOf, schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        let anchor = name.to_lowercase();
        return format!("[{name}](#{of}-{anchor})");
    }
    if let Some(value) = schema["const"].as_str() {
        return format!("`{value}`");
    }
    let choices = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
    if let Some(choices) = choices {
        let choices = choices.iter().filter(|choice| choice["type"] != "null");
        return choices
            .map(|it| kind(of, it))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let name = match &schema["type"] {
        Value::String(name) => name.as_str(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .unwrap_or(""),
        _ => "",
    };
    let bound = |key: &str| schema[key].as_i64();
    match (name, bound("minimum"), bound("maximum")) {
        ("array", ..) => format!("[{}, …]", kind(of, &schema["items"])),
        ("integer", Some(low), Some(high)) => format!("{low} … {high}"),
        ("integer", Some(low), None) => format!("≥ {low}"),
        (name, ..) => name.to_owned(),
    }
}

/// Text that may stand between two bars.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Text without the links of rustdoc, which lead nowhere on a page of its own.
fn unlinked(text: &str) -> String {
    let text = text.replace("[`", "`").replace("`]", "`");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once("`(crate::") {
        out += before;
        out += "`";
        rest = behind.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn written(lang: Lang) -> Page {
    let mut page = Page::new(lang);
    let phrases = phrases(lang);
    page.line(phrases.title);
    page.paragraph(phrases.introduction);
    page.paragraph(phrases.scenario);
    page.format(SchemaOf::Scenario, 2);
    page.paragraph(phrases.recipe);
    page.format(SchemaOf::Recipe, 2);
    page.reasons();
    page.paragraph(phrases.documents);
    for of in DOCUMENTS {
        page.paragraph(&format!("### kigen {of}"));
        page.format(of, 3);
    }
    page
}

#[test]
fn the_reference_is_that_of_the_types() {
    for (lang, name) in [(Lang::En, "README.md"), (Lang::Ja, "README.ja.md")] {
        let path = root().join("fixtures/reference").join(name);
        let page = written(lang).text;
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &page).unwrap();
        }
        let stands = fs::read_to_string(&path).unwrap();
        assert!(
            stands == page,
            "{name} is out of date: INSTA_UPDATE=always writes it"
        );
    }
}

#[test]
fn every_sentence_is_in_japanese_and_none_is_left_over() {
    let page = written(Lang::Ja);
    let missing = &page.missing;
    assert!(
        missing.is_empty(),
        "add these to tests/suite/reference/ja.toml: {missing:#?}"
    );
    let all: BTreeSet<String> = page.sentences.keys().cloned().collect();
    let unused: Vec<&String> = all.difference(&page.used).collect();
    assert!(unused.is_empty(), "nothing says this any more: {unused:#?}");
}

/// What an editor completes and refuses: every closed list is in the schema, value by value.
#[test]
fn the_schema_of_scenarios_offers_every_list_value_by_value() {
    let schema: Value = serde_json::from_str(&SchemaOf::Scenario.schema()).unwrap();
    let values = |name: &str| {
        let definition = &schema["$defs"][name];
        let choices = definition["oneOf"].as_array().into_iter().flatten();
        let choices = choices.filter_map(|choice| choice["const"].as_str());
        let listed = definition["enum"].as_array().into_iter().flatten();
        choices.chain(listed.filter_map(Value::as_str)).count()
    };
    assert_eq!(values("Outcome"), Reason::all().count() + 1);
    for name in [
        "ApplicationChannel",
        "CertificateChoice",
        "CertificateSelection",
        "CutPoint",
        "DeleteWhich",
        "KeyAlgorithm",
        "PaymentMethod",
        "PromptAnswer",
        "Service",
        "WizardEncryption",
    ] {
        assert!(values(name) >= 2, "{name}: {}", schema["$defs"][name]);
    }
}
