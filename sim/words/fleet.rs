//! What is said of a fleet.

kigen_pkcs12::named! {
    /// A short text on the page of a fleet.
    pub enum FleetCaption: "text of the page of a fleet" {
        /// Facilities offline on the worst day of a month.
        Offline = "offline",
        /// Renewals.
        Renewals = "renewals",
        /// Certificates that end.
        Ends = "ends",
        /// Yen that were collected.
        Yen = "yen",
        /// Over the months.
        Month = "month",
    }
}

/// The words about fleets in a language. Numbers have their commas already; nothing ends with a
/// full stop.
pub trait FleetWords {
    /// How many facilities of how many began, under the policy of this name.
    fn begun(&self, policy: &str, begun: &str, facilities: &str) -> String;

    /// How many facilities were offline at least once, for how many minutes together, and how many
    /// minutes half, 90 and 99 of a hundred, and all of them do not exceed.
    fn offline(&self, ever: &str, minutes: &str, at_most: &[String; 4]) -> String;

    /// The day on which the most facilities were offline.
    fn worst(&self, date: &str, facilities: &str) -> String;

    /// How many letters were posted, how many of them did not arrive, and how much was paid.
    fn asked(&self, letters: &str, undelivered: &str, yen: &str) -> String;

    /// The day on which the most certificates were renewed.
    fn busiest(&self, date: &str, renewals: &str) -> String;

    /// The month in which the most certificates end.
    fn ends(&self, month: &str, certificates: &str) -> String;

    /// What a sample tells of all facilities: how many are offline at least once, minutes, letters
    /// and yen, each with its bounds.
    fn of_all(
        &self,
        facilities: &str,
        offline: &[String; 3],
        minutes: &[String; 3],
        letters: &[String; 3],
        yen: &[String; 3],
    ) -> String;

    /// How many different facilities there were.
    fn plays(&self, plays: &str) -> String;

    /// What the page is called, about so many facilities.
    fn title(&self, facilities: &str) -> String;

    /// A short text on it.
    fn caption(&self, caption: FleetCaption) -> &'static str;

    /// The most of a curve.
    fn most(&self, count: &str) -> String;

    /// That the world of a facility broke a rule.
    fn violation(&self, policy: &str, facility: u32, rule: &str) -> String;
}
