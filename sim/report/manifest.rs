//! What was made, for programs: `manifest.json`, schema 1.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::lang::Lang;
use crate::lifecycle::expiry::State;
use crate::outcome::Outcome;
use crate::pkcs12::EncryptionProfile;
use crate::specimen::{Authorities, Specimen, Stage, Written};
use crate::time::jst;

/// The number of the format; it grows when something is renamed or removed.
const SCHEMA: u32 = 1;

/// The manifest of a folder of specimens, ending with a newline. It says nothing of the password.
///
/// `{"schema":1,"made_for","seed","key","profile","shared":[FILE…],"specimens":[{"name","state",
/// "outcome","rule":{"ja","en"},"certificate":{"subject","serial","thumbprint","not_before",
/// "not_after"},"stages":[{"from","outcome","life"}],"files":[FILE…]}]}` where FILE is
/// `{"name","holds","size","sha256"}`; moments are RFC 3339 in Japanese time. A stage lasts until the
/// next begins, and the first, `"from":null`, lasted since ever; `life` is null where it is refused.
pub fn manifest(
    authorities: &Authorities,
    profile: EncryptionProfile,
    specimens: &[Specimen],
    files: &[Vec<Written>],
    shared: &[Written],
) -> String {
    let specimens_and_files = specimens.iter().zip(files);
    let document = json!({
        "schema": SCHEMA,
        "made_for": specimens.first().map(|specimen| moment(specimen.made_for())),
        "seed": authorities.seed().value(),
        "key": authorities.key_algorithm().name(),
        "profile": profile.name(),
        "shared": shared.iter().map(file).collect::<Vec<_>>(),
        "specimens": specimens_and_files.map(specimen).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&document);
    text.expect("a document of strings and numbers always serializes") + "\n"
}

fn specimen((specimen, files): (&Specimen, &Vec<Written>)) -> Value {
    let certificate = specimen.certificate();
    json!({
        "name": specimen.name().as_str(),
        "state": specimen.state().name(),
        "outcome": Outcome::from(specimen.state().outcome()).code(),
        "rule": {
            "ja": specimen.state().rule(Lang::Ja),
            "en": specimen.state().rule(Lang::En),
        },
        "certificate": {
            "subject": certificate.subject(),
            "serial": certificate.serial().to_string(),
            "thumbprint": certificate.thumbprint().to_string(),
            "not_before": moment(certificate.not_before()),
            "not_after": moment(certificate.not_after()),
        },
        "stages": specimen.stages().iter().map(stage).collect::<Vec<_>>(),
        "files": files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn stage(stage: &Stage) -> Value {
    json!({
        "from": stage.from.map(moment),
        "outcome": Outcome::from(stage.outcome.map(drop)).code(),
        "life": stage.outcome.ok().map(State::name),
    })
}

fn file(written: &Written) -> Value {
    json!({
        "name": written.name,
        "holds": written.holds.name(),
        "size": written.size,
        "sha256": written.sha256.to_string(),
    })
}

fn moment(at: DateTime<Utc>) -> String {
    jst(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}
