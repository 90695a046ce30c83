//! Which store: whose it is, and what it is for.

use std::fmt;
use std::str::FromStr;

/// Whose store it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreLocation {
    /// The Windows user's own, `CERT_SYSTEM_STORE_CURRENT_USER`. Another user of the same computer
    /// has another one: see [`Computer`](super::Computer).
    CurrentUser,
    /// The computer's, `CERT_SYSTEM_STORE_LOCAL_MACHINE`, shared by all its users.
    LocalMachine,
}

/// Which of the location's stores it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreName {
    /// 個人: certificates with a private key, `MY`.
    My,
    /// 信頼されたルート証明機関: trust anchors, `ROOT`.
    Root,
    /// 中間証明機関: other authorities, `CA`.
    Ca,
    /// ほかの人: end-entity certificates without a key, `ADDRESSBOOK`.
    AddressBook,
}

impl StoreName {
    /// Every name, in a fixed order.
    pub const ALL: [StoreName; 4] = [
        StoreName::My,
        StoreName::Root,
        StoreName::Ca,
        StoreName::AddressBook,
    ];

    /// As `certutil -store` writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            StoreName::My => "My",
            StoreName::Root => "Root",
            StoreName::Ca => "CA",
            StoreName::AddressBook => "AddressBook",
        }
    }
}

impl fmt::Display for StoreName {
    /// As `certutil -store` writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stores are My, Root, CA and AddressBook")]
pub struct StoreNameError;

impl FromStr for StoreName {
    type Err = StoreNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        StoreName::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or(StoreNameError)
    }
}

/// One store: a location and a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoreId {
    /// Whose it is.
    pub location: StoreLocation,
    /// Which it is.
    pub name: StoreName,
}

impl StoreId {
    /// A store of the current user.
    pub const fn current_user(name: StoreName) -> Self {
        StoreId {
            location: StoreLocation::CurrentUser,
            name,
        }
    }

    /// A store of the computer.
    pub const fn local_machine(name: StoreName) -> Self {
        StoreId {
            location: StoreLocation::LocalMachine,
            name,
        }
    }

    /// The computer's store that is seen through this one: every store of a user but `My` shows the
    /// computer's certificates behind its own.
    ///
    /// Source: Microsoft, "Local Machine and Current User Certificate Stores".
    pub fn inherits(self) -> Option<StoreId> {
        let inherits = self.location == StoreLocation::CurrentUser && self.name != StoreName::My;
        inherits.then_some(StoreId::local_machine(self.name))
    }
}
