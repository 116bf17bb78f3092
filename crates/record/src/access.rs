//! Who may see what: one policy function that every screen, search, count, export and page asks.
//!
//! Statements are asked for through a [`Policy`], which knows the floors of kinds, properties, lists, records and groups;
//! whole documents and figures, which have one access each, through [`may_see`].

use std::fmt;

use serde::{Deserialize, Serialize};

mod policy;

pub use policy::{Policy, Reader, Said};

/// How far a value may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anyone may see it.
    #[default]
    Public,
    /// The organisation's own people.
    Internal,
    /// The people who work on the case.
    Confidential,
    /// Nobody without the keys.
    Sealed,
}

/// What a reader has been cleared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clearance(Access);

impl Clearance {
    /// A stranger: sees public values only.
    pub const PUBLIC: Self = Self(Access::Public);
    /// The build itself, which must count what it may not show.
    pub const BUILD: Self = Self(Access::Confidential);

    /// A clearance up to and including the given access.
    pub const fn up_to(access: Access) -> Self {
        Self(access)
    }
}

/// May a reader with this clearance see a thing of this access? Of statements, [`Policy::may_see`] decides.
///
/// ```
/// use record::{Access, Clearance, may_see};
/// assert!(may_see(Clearance::PUBLIC, Access::Public));
/// assert!(!may_see(Clearance::PUBLIC, Access::Internal));
/// ```
pub fn may_see(clearance: Clearance, access: Access) -> bool {
    access <= clearance.0
}

/// A value that cannot be printed: it comes out only against a clearance. What is public prints in `Debug`; nothing
/// has a `Display`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Confidential<T> {
    value: T,
    access: Access,
}

impl<T> Confidential<T> {
    /// Closes a value in.
    pub const fn new(value: T, access: Access) -> Self {
        Self { value, access }
    }

    /// How far it may travel.
    pub const fn access(&self) -> Access {
        self.access
    }

    /// The value, to those who may see it.
    pub fn reveal(&self, clearance: Clearance) -> Option<&T> {
        may_see(clearance, self.access).then_some(&self.value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Confidential<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reveal(Clearance::PUBLIC) {
            Some(value) => value.fmt(formatter),
            None => write!(formatter, "Confidential({:?})", self.access),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidential_value_does_not_print() {
        let name = Confidential::new("Rosa", Access::Confidential);
        assert!(!format!("{name:?}").contains("Rosa"));
        assert_eq!(name.reveal(Clearance::PUBLIC), None);
        assert_eq!(name.reveal(Clearance::BUILD), Some(&"Rosa"));
    }
}
