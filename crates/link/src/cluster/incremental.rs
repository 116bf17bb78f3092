//! Which person is this, today as yesterday? Ids of clusters that outlive renumbering, mergers and splits.
//!
//! A cluster takes its id from its founding record, the first by list and id when it came to be. When clusters merge, the
//! larger keeps its id (of equal ones the older) and the other id is kept beside it; when one splits, the part with most
//! of its records keeps the id (of equal ones the part with the first record).

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{Clustering, judgement::RecordName};
use crate::{pair::RowNumber, table::Table};

mod kept;
mod settle;
mod store;

use settle::{Book, Record};
pub use store::{NewRecord, RowOrigin, Store, StoreError};

/// A cluster by a name that lasts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canonical {
    /// Its id.
    pub id: String,
    /// The record it was named after.
    pub founder: RecordName,
    /// The joining at which it came to be, counted from 1.
    pub born: u64,
    /// Ids of clusters that were merged into it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// All clusters by name, and the records in them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canonicals {
    /// How often clusters were joined to these names.
    pub joinings: u64,
    /// The clusters, by id.
    pub canonicals: Vec<Canonical>,
    /// The records, by list and id.
    pub members: Vec<Member>,
    /// Names of lists, in order.
    pub lists: Vec<String>,
}

/// A record in a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The place of its list among the names.
    pub list: u16,
    /// Its id.
    pub id: Box<str>,
    /// The place of its cluster among the canonicals.
    pub canonical: u32,
}

/// What happened to a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A cluster of records that were not known.
    New {
        /// Its id.
        id: String,
        /// Its records.
        records: usize,
    },
    /// Records that were not known came to a cluster.
    Joined {
        /// Its id.
        id: String,
        /// How many came.
        records: usize,
    },
    /// One cluster became part of another.
    Merged {
        /// The id that stays.
        id: String,
        /// The id that is kept beside it.
        absorbed: String,
    },
    /// Records left a cluster for another, new or not.
    Split {
        /// The one they left.
        from: String,
        /// The one they are in.
        id: String,
        /// How many they are.
        records: usize,
    },
    /// None of its records is there any more.
    Gone {
        /// Its id.
        id: String,
    },
}

impl Canonicals {
    /// The cluster of a record.
    pub fn of(&self, record: &RecordName) -> Option<&Canonical> {
        let list = u16::try_from(self.lists.binary_search(&record.list).ok()?).ok()?;
        let at =
            self.members.binary_search_by(|member| (member.list, &*member.id).cmp(&(list, record.id.as_str()))).ok()?;
        self.canonicals.get(self.members[at].canonical as usize)
    }

    /// The cluster that has an id, or once had it.
    pub fn find(&self, id: &str) -> Option<&Canonical> {
        let own = self.canonicals.iter().find(|canonical| canonical.id == id);
        own.or_else(|| self.canonicals.iter().find(|canonical| canonical.also.iter().any(|also| also == id)))
    }

    /// Gives the clusters of a table the names of the clusters they were before.
    ///
    /// ```
    /// use link::{cluster::{Canonicals, Change, Clustering}, table::TableBuilder};
    /// let mut builder = TableBuilder::default();
    /// builder.list("a", &[])?;
    /// ["1", "2", "3"].iter().for_each(|id| builder.row(id, std::iter::empty()));
    /// let table = builder.build()?;
    /// let apart = Clustering { cluster_of: vec![0, 0, 1], clusters: 2, cut: Vec::new() };
    /// let together = Clustering { cluster_of: vec![0, 0, 0], clusters: 1, cut: Vec::new() };
    /// let (first, _) = Canonicals::default().join(&table, &apart);
    /// let (second, changes) = first.join(&table, &together);
    /// let ids: Vec<&str> = first.canonicals.iter().map(|canonical| canonical.id.as_str()).collect();
    /// assert_eq!(second.canonicals[0].also.len(), 1);
    /// assert!(ids.contains(&second.canonicals[0].id.as_str())); // two records outweigh one
    /// assert!(matches!(&changes[..], [Change::Merged { .. }]));
    /// # Ok::<(), link::table::TableError>(())
    /// ```
    #[must_use]
    pub fn join(&self, table: &Table, clustering: &Clustering) -> (Self, Vec<Change>) {
        let ordered = rows_by_name(table);
        let mut book = Book::new(self.canonicals.clone(), self.joinings + 1);
        let mut known = self.members.iter().peekable();
        let mut records = Vec::with_capacity(ordered.len());
        for row in &ordered {
            let name = (table.lists[usize::from(table.list_of[*row as usize])].as_str(), table.id(*row));
            while known.next_if(|member| (self.list_name(member), &*member.id) < name).is_some() {}
            let same = known.next_if(|member| (self.list_name(member), &*member.id) == name);
            let before = same.map(|member| member.canonical).filter(|at| (*at as usize) < self.canonicals.len());
            let now = clustering.cluster_of.get(*row as usize).copied().unwrap_or(u32::MAX);
            records.push(Record { before, now });
        }
        let name = |at: usize| record_name(table, ordered[at]);
        let mut changes = book.settle(&records, &name);
        book.ids = FxHashSet::default();
        let mut has_record = vec![false; self.canonicals.len()];
        records.iter().filter_map(|record| record.before).for_each(|before| has_record[before as usize] = true);
        let gone = self.canonicals.iter().zip(&has_record).filter(|(_, has_record)| !**has_record);
        changes.extend(gone.map(|(canonical, _)| Change::Gone { id: canonical.id.clone() }));
        sort(&mut changes);
        (self.written(table, &ordered, book), changes)
    }

    /// The list of a member; none where the names were damaged.
    fn list_name(&self, member: &Member) -> &str {
        self.lists.get(usize::from(member.list)).map_or("", String::as_str)
    }

    fn written(&self, table: &Table, ordered: &[RowNumber], book: Book) -> Self {
        let mut lists = table.lists.clone();
        lists.sort();
        lists.dedup();
        let used: FxHashSet<u32> = book.canonical_of.iter().copied().collect();
        let id = |at: u32| book.canonicals[at as usize].id.as_str();
        let mut order: Vec<(u128, u32)> = used.into_iter().map(|at| (beginning(id(at)), at)).collect();
        order.sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| id(one.1).cmp(id(other.1))));
        let order: Vec<u32> = order.into_iter().map(|(_, at)| at).collect();
        let mut place = vec![0; book.canonicals.len()];
        order.iter().enumerate().for_each(|(at, old)| place[*old as usize] = super::components::row_number(at));
        let member = |(row, canonical): (&RowNumber, &u32)| {
            let list = &table.lists[usize::from(table.list_of[*row as usize])];
            let list = lists.binary_search(list).expect("the names are those of the table");
            let list = u16::try_from(list).expect("lists are numbered with 16 bits");
            Member { list, id: table.id(*row).into(), canonical: place[*canonical as usize] }
        };
        let members = ordered.iter().zip(&book.canonical_of).map(member).collect();
        let mut canonicals = book.canonicals;
        let canonicals =
            order.iter().map(|at| std::mem::replace(&mut canonicals[*at as usize], Canonical::nobody())).collect();
        Self { joinings: self.joinings + 1, canonicals, members, lists }
    }
}

/// The ids of clusters that nobody named before, `[cluster]`: those that [`Canonicals::join`] gives, without its book.
#[must_use]
pub fn first_ids(table: &Table, clustering: &Clustering) -> Vec<Box<str>> {
    let mut ids: Vec<Box<str>> = vec![Box::default(); clustering.clusters as usize];
    let mut taken: FxHashSet<u128> = FxHashSet::default();
    for row in rows_by_name(table) {
        let id = &mut ids[clustering.cluster_of[row as usize] as usize];
        if id.is_empty() {
            let founder = (table.lists[usize::from(table.list_of[row as usize])].as_str(), table.id(row));
            let mut draws = (0..).map(|draw| settle::id_of(founder, draw));
            *id = draws.find(|id| taken.insert(beginning(id))).expect("draws do not end").into();
        }
    }
    ids
}

impl Canonical {
    /// What stands in the place of one that was taken away.
    fn nobody() -> Self {
        Self {
            id: String::new(),
            founder: RecordName { list: String::new(), id: String::new() },
            born: 0,
            also: Vec::new(),
        }
    }
}

/// The first sixteen bytes as a number that sorts as they do: two ids differ there, and need not be fetched to be compared.
fn beginning(text: &str) -> u128 {
    let byte = |at: usize| u128::from(text.as_bytes().get(at).copied().unwrap_or(0));
    (0..16).fold(0, |number, at| (number << 8) | byte(at))
}

/// Sorts changes by kind, then by id.
fn sort(changes: &mut Vec<Change>) {
    let keyed = |change: Change| {
        let (kind, id) = match &change {
            Change::New { id, .. } => (0_u8, id),
            Change::Joined { id, .. } => (1, id),
            Change::Merged { id, .. } => (2, id),
            Change::Split { from, .. } => (3, from),
            Change::Gone { id } => (4, id),
        };
        (kind, beginning(id), change)
    };
    let mut order: Vec<(u8, u128, Change)> = std::mem::take(changes).into_iter().map(keyed).collect();
    order.sort_unstable_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)).then_with(|| one.2.cmp(&other.2)));
    changes.extend(order.into_iter().map(|(.., change)| change));
}

fn record_name(table: &Table, row: RowNumber) -> RecordName {
    RecordName { list: table.lists[usize::from(table.list_of[row as usize])].clone(), id: table.id(row).to_owned() }
}

/// Rows by list name and id, whatever the order of lists in the table.
fn rows_by_name(table: &Table) -> Vec<RowNumber> {
    let mut rows: Vec<RowNumber> = (0..table.rows()).map(super::components::row_number).collect();
    // Within a list rows are in order already, and the sort is stable.
    rows.sort_by(|one, other| {
        let list = |row: RowNumber| &table.lists[usize::from(table.list_of[row as usize])];
        list(*one).cmp(list(*other))
    });
    rows
}

#[cfg(test)]
mod tests;
