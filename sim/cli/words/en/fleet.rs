//! Why a fleet was not played, in English.

use crate::error::FleetRefusal;

pub(super) fn error(refusal: &FleetRefusal) -> String {
    match refusal {
        FleetRefusal::Policy(error) => format!("--policy: there is no `{}`", error.given),
        FleetRefusal::NoFacility { facility, all } => {
            format!(
                "there is no facility {facility}: they are numbered from 0 to {}",
                all - 1
            )
        }
        FleetRefusal::NotBegun { facility } => {
            format!("facility {facility} does not begin before the end of the roll-out")
        }
    }
}

pub(super) fn hint(refusal: &FleetRefusal) -> Option<String> {
    match refusal {
        FleetRefusal::Policy(error) => Some(format!("there are {}", error.known.join(", "))),
        FleetRefusal::NoFacility { .. } => None,
        FleetRefusal::NotBegun { .. } => Some("choose another, or a later `end`".to_owned()),
    }
}
