//! Which lists carry information? Lists that are empty, hold everybody, or repeat another are left out, and said.
//!
//! An empty list has no overlap, a list that holds everybody leaves no one missed, and two equal lists are one.
//!
//! Source: Chan, Silverman & Vincent 2021, *JASA* 116:1297-1306 (sparse tables), section 2.

use serde::Serialize;

use super::{CaptureTable, ImpossibleTable};

/// A table reduced to the lists that carry information.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usable {
    /// What is left.
    pub table: CaptureTable,
    /// What was left out, in order of list.
    pub dropped: Vec<Dropped>,
}

/// A list that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{name} {reason}")]
pub struct Dropped {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a list carries no information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Nobody is on it.
    #[error("holds nobody")]
    Empty,
    /// All documented persons are on it.
    #[error("holds everybody who is documented")]
    HoldsEverybody,
    /// An earlier list holds the same persons.
    #[error("holds the same persons as {0}")]
    SameAs(String),
}

impl CaptureTable {
    /// Leaves out the lists that carry no information, and says which.
    ///
    /// ```
    /// let table = estimate::CaptureTable::new(4, [(0b0001, 5), (0b0010, 6), (0b0011, 3), (0b1001, 2)])?;
    /// let usable = table.usable()?;
    /// assert_eq!((usable.table.lists(), usable.table.documented()), (3, 16));
    /// assert_eq!(usable.dropped[0].to_string(), "list 3 holds nobody");
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where fewer than two lists would be left.
    pub fn usable(&self) -> Result<Usable, ImpossibleTable> {
        let mut usable = Usable { table: self.clone(), dropped: Vec::new() };
        while let Some((list, reason)) = usable.table.first_useless() {
            usable.dropped.push(Dropped { name: usable.table.names()[list].clone(), reason });
            if usable.table.lists() == 2 {
                return Err(ImpossibleTable::Lists(1));
            }
            usable.table = usable.table.without_list(list)?;
        }
        Ok(usable)
    }

    /// The first list without information. Leaving out a list that holds everybody would forget those on it alone,
    /// so such a list goes only where the others still hold somebody.
    fn first_useless(&self) -> Option<(usize, Reason)> {
        (0..self.lists()).find_map(|list| {
            let persons = self.on_list(list);
            let twin = (0..list)
                .find(|other| persons == self.on_list(*other) && persons == self.on_all(1 << list | 1 << other));
            match twin {
                _ if persons == 0 => Some((list, Reason::Empty)),
                Some(other) => Some((list, Reason::SameAs(self.names()[other].clone()))),
                None if persons == self.documented() => Some((list, Reason::HoldsEverybody)),
                None => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_repeats_another_is_named_with_it() {
        let table = CaptureTable::new(4, [(0b0011, 5), (0b0100, 6), (0b1111, 3), (0b1000, 2)]).unwrap();
        let usable = table.usable().unwrap();
        assert_eq!(usable.dropped[0].to_string(), "list 2 holds the same persons as list 1");
        assert_eq!(usable.table.names(), ["list 1", "list 3", "list 4"]);
    }

    #[test]
    fn two_lists_of_which_one_holds_everybody_leave_nothing_to_compare() {
        let table = CaptureTable::new(2, [(0b01, 5), (0b11, 6)]).unwrap();
        assert_eq!(table.usable(), Err(ImpossibleTable::Lists(1)));
        let table = CaptureTable::new(2, [(0b11, 6)]).unwrap();
        assert_eq!(table.usable(), Err(ImpossibleTable::Lists(1)));
    }

    #[test]
    fn lists_that_carry_information_all_stay() {
        let table = CaptureTable::new(3, [(1, 5), (2, 4), (4, 3), (3, 2)]).unwrap();
        let usable = table.usable().unwrap();
        assert!(usable.dropped.is_empty() && usable.table == table);
    }
}
