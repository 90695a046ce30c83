//! Why a fleet was not played, in Japanese.

use crate::error::FleetRefusal;

pub(super) fn error(refusal: &FleetRefusal) -> String {
    match refusal {
        FleetRefusal::Policy(error) => format!("--policy: {} という方針はありません", error.given),
        FleetRefusal::NoFacility { facility, all } => format!(
            "施設 {facility} はありません。施設の番号は 0 から {} までです",
            all - 1
        ),
        FleetRefusal::NotBegun { facility } => {
            format!("施設 {facility} は、展開計画の end までに始まりません")
        }
    }
}

pub(super) fn hint(refusal: &FleetRefusal) -> Option<String> {
    match refusal {
        FleetRefusal::Policy(error) => Some(format!("方針は {} です", error.known.join("、"))),
        FleetRefusal::NoFacility { .. } => None,
        FleetRefusal::NotBegun { .. } => {
            Some("ほかの施設を選ぶか、end を後にしてください".to_owned())
        }
    }
}
