//! Which store: whose it is, and what it is for.

kigen_pkcs12::named! {
    /// Whose store it is.
    pub enum StoreLocation: "location of a store" {
        /// 現在のユーザー, `CERT_SYSTEM_STORE_CURRENT_USER`. Another Windows user of the same computer
        /// has another one: see [`Computer`](super::Computer).
        CurrentUser = "current-user",
        /// ローカル コンピューター, `CERT_SYSTEM_STORE_LOCAL_MACHINE`, shared by all its users.
        LocalMachine = "local-machine",
    }
}

kigen_pkcs12::named! {
    /// Which of the location's stores it is. The names are as `certutil -store` writes them.
    pub enum StoreName: "store" {
        /// 個人: certificates with a private key, `MY`.
        My = "My",
        /// 信頼されたルート証明機関: trust anchors, `ROOT`.
        Root = "Root",
        /// 中間証明機関: other authorities, `CA`.
        Ca = "CA",
        /// ほかの人: end-entity certificates without a key, `ADDRESSBOOK`.
        AddressBook = "AddressBook",
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
    /// computer's certificates after its own.
    ///
    /// Source: Microsoft, "Local Machine and Current User Certificate Stores".
    pub fn inherits(self) -> Option<StoreId> {
        let inherits = self.location == StoreLocation::CurrentUser && self.name != StoreName::My;
        inherits.then_some(StoreId::local_machine(self.name))
    }
}
