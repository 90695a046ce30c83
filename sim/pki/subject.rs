//! Whom a client certificate is for.

/// Whom a client certificate is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// The institution code (医療機関コード), as organizational unit by default.
    pub institution: String,
    /// The terminal's name (端末名称), as common name by default.
    pub terminal: String,
}
