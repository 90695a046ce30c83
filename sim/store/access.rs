//! Key sets, and who may use a key of the computer's.

use std::collections::BTreeSet;

use super::StoreLocation;
use crate::label::Label;

/// Where a private key lies. It need not be where its certificate lies: a certificate of the
/// computer's whose key went into the key set of the user who imported it is useless to everybody
/// else, services included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySet {
    /// The user's, which nobody else sees: `CRYPT_USER_KEYSET`.
    User,
    /// The computer's, where each container has rights of its own: `CRYPT_MACHINE_KEYSET`.
    Machine,
}

impl KeySet {
    /// Where its containers are.
    pub const fn location(self) -> StoreLocation {
        match self {
            KeySet::User => StoreLocation::CurrentUser,
            KeySet::Machine => StoreLocation::LocalMachine,
        }
    }
}

impl From<StoreLocation> for KeySet {
    /// The key set that goes with a location.
    fn from(location: StoreLocation) -> Self {
        match location {
            StoreLocation::CurrentUser => KeySet::User,
            StoreLocation::LocalMachine => KeySet::Machine,
        }
    }
}

/// The rights of a container in the computer's key set.
///
/// A new container is open to whoever made it, as an administrator, and to nobody else: seen as
/// SYSTEM and Administrators in reports about certificates whose services lost them at renewal
/// (win-acme issues 1776 and 1864). The account of a service is granted more by hand (certlm.msc,
/// 秘密キーの管理), or by the program that renews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rights {
    /// Who made it; where that is not known, everybody may use it.
    pub(super) creator: Option<Label>,
    pub(super) granted: BTreeSet<Label>,
}

impl Rights {
    /// Those of a new container.
    pub(super) fn of(creator: Option<&Label>) -> Self {
        Rights {
            creator: creator.cloned(),
            granted: BTreeSet::new(),
        }
    }

    pub(super) fn allows(&self, user: Option<&Label>) -> bool {
        let Some(creator) = &self.creator else {
            return true;
        };
        user.is_none_or(|user| user == creator || self.granted.contains(user))
    }
}
