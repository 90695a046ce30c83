//! What people call the parts of a world, where it is not the manual's.

use crate::label::Label;
use crate::lifecycle::service::Service;

/// What people call the services, and the program that shows notices and renews. What is not named
/// is called what it is called in the manual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Names {
    /// The program, such as Acme Agent; the MPKI client, if not given.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub client: Option<Label>,
    /// The service eligibility, such as VPN.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub eligibility: Option<Label>,
    /// The service claims.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub claims: Option<Label>,
}

impl Names {
    /// The manual's.
    pub const MANUALS: &'static Names = &Names {
        client: None,
        eligibility: None,
        claims: None,
    };

    /// What a service is called, if not as in the manual.
    pub fn service(&self, service: Service) -> Option<&Label> {
        match service {
            Service::Eligibility => self.eligibility.as_ref(),
            Service::Claims => self.claims.as_ref(),
        }
    }

    /// Whether all is called what it is called in the manual.
    pub fn are_the_manuals(&self) -> bool {
        self == Self::MANUALS
    }
}
