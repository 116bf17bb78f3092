//! Which doors an organisation declares, and the one function that opens them.
//!
//! How far a statement may travel is the most closed of what it says itself, and of the floors of its kind, its property,
//! its list and its record; a value that names another record is as closed as that record. What belongs to a group is
//! for readers of the group alone, and so never public.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Access, Clearance, may_see};
use crate::{ListId, RecordId, Schema, Statement, Value, schema::PropertyType};

/// The doors of an organisation. One that declares none leaves every statement as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    kinds: BTreeMap<String, Access>,
    /// By kind and property, such as `person.name`.
    properties: BTreeMap<String, Access>,
    lists: BTreeMap<ListId, Access>,
    records: BTreeMap<RecordId, Access>,
    groups: BTreeMap<String, Group>,
}

/// What is for the people of a group alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Group {
    lists: BTreeSet<ListId>,
    kinds: BTreeSet<String>,
    records: BTreeSet<RecordId>,
}

/// Who looks: cleared up to an access, and of some groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader<'a> {
    clearance: Clearance,
    groups: Groups<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Groups<'a> {
    All,
    These(&'a BTreeSet<String>),
    None,
}

impl<'a> Reader<'a> {
    /// A stranger.
    pub const PUBLIC: Self = Self { clearance: Clearance::PUBLIC, groups: Groups::None };
    /// The build itself, which must count what it may not show.
    pub const BUILD: Self = Self { clearance: Clearance::BUILD, groups: Groups::All };

    /// Somebody with a clearance, in the named groups.
    pub const fn new(clearance: Clearance, groups: &'a BTreeSet<String>) -> Self {
        Self { clearance, groups: Groups::These(groups) }
    }

    /// Somebody with a clearance, in all groups.
    pub const fn of_all_groups(clearance: Clearance) -> Self {
        Self { clearance, groups: Groups::All }
    }

    /// May this reader see a thing that belongs to no group, such as a document?
    pub fn may_see(self, access: Access) -> bool {
        may_see(self.clearance, access)
    }

    fn is_in(self, group: &str) -> bool {
        match self.groups {
            Groups::All => true,
            Groups::These(groups) => groups.contains(group),
            Groups::None => false,
        }
    }
}

/// What of a statement decides who may see it. Its value may be unknown: a commitment hides it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Of which record.
    pub record: &'a RecordId,
    /// Which property.
    pub property: &'a str,
    /// The list that says it.
    pub list: &'a ListId,
    /// What is said, where that is known.
    pub value: Option<&'a Value>,
    /// How far it may travel by itself.
    pub access: Access,
}

impl<'a> From<&'a Statement> for Said<'a> {
    fn from(statement: &'a Statement) -> Self {
        let Statement { record, property, value, origin, access, .. } = statement;
        Self { record, property, list: &origin.list, value: Some(value), access: *access }
    }
}

impl Said<'_> {
    /// The records that it speaks of: its own, and the one that its value names.
    fn records(&self) -> impl Iterator<Item = &RecordId> {
        let named = if let Some(Value::Reference(record)) = self.value { Some(record) } else { None };
        [self.record].into_iter().chain(named)
    }
}

impl Policy {
    /// The one policy function: may this reader see what is said?
    ///
    /// ```
    /// use record::{Access, Clearance, ListId, Policy, Reader, RecordId, access::Said};
    /// let policy: Policy = toml::from_str("kinds.person = 'confidential'")?;
    /// let (record, list): (RecordId, ListId) = ("person/rosa".parse()?, "register".parse()?);
    /// let said = Said { record: &record, property: "sex", list: &list, value: None, access: Access::Public };
    /// assert!(!policy.may_see(Reader::PUBLIC, said));
    /// assert!(policy.may_see(Reader::BUILD, said));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn may_see<'a>(&self, reader: Reader<'_>, said: impl Into<Said<'a>>) -> bool {
        let said = said.into();
        may_see(reader.clearance, self.access(said)) && self.groups_of(&said).all(|group| reader.is_in(group))
    }

    /// May this reader know of a record: of it by itself, whatever is said?
    pub fn may_see_record(&self, reader: Reader<'_>, record: &RecordId) -> bool {
        let mut groups = self.groups.iter().filter(|(_, group)| group.has_record(record));
        may_see(reader.clearance, self.of_record(record)) && groups.all(|(name, _)| reader.is_in(name))
    }

    /// How far what is said may travel: the most closed of itself and of every floor.
    pub fn access<'a>(&self, said: impl Into<Said<'a>>) -> Access {
        let said = said.into();
        let of_group = self.groups_of(&said).next().map(|_| Access::Internal);
        let property = self.properties.get(&format!("{}.{}", said.record.kind(), said.property)).copied();
        let of_records = said.records().map(|record| self.of_record(record)).max();
        let floors = [Some(said.access), property, self.lists.get(said.list).copied(), of_records, of_group];
        floors.into_iter().flatten().max().unwrap_or_default()
    }

    /// The floor of a record: its own and that of its kind.
    pub fn of_record(&self, record: &RecordId) -> Access {
        let kind = self.kinds.get(record.kind()).copied().unwrap_or_default();
        let own = self.records.get(record).copied().unwrap_or_default();
        let is_grouped = self.groups.values().any(|group| group.has_record(record));
        kind.max(own).max(if is_grouped { Access::Internal } else { Access::Public })
    }

    /// The statement as closed as its floors ask for.
    #[must_use]
    pub fn close(&self, statement: Statement) -> Statement {
        Statement { access: self.access(&statement), ..statement }
    }

    /// How closed a list's file may have to be, by its kind and properties, before any row is read.
    pub fn of_list(&self, schema: &Schema, list: &ListId, (kind, properties): (&str, &BTreeSet<&str>)) -> Access {
        let named = properties.iter().filter_map(|property| {
            let PropertyType::Reference(kinds) = &schema.property(kind, property)?.value else { return None };
            Some(kinds.iter().map(String::as_str))
        });
        let kinds: BTreeSet<&str> = named.flatten().chain([kind]).collect();
        let of_kinds = kinds.iter().filter_map(|kind| self.kinds.get(*kind).copied());
        let of_records = self.records.iter().filter(|(record, _)| kinds.contains(record.kind())).map(|(_, door)| *door);
        let of_properties =
            properties.iter().filter_map(|name| self.properties.get(&format!("{kind}.{name}")).copied());
        let is_grouped = self.groups.values().any(|group| {
            group.lists.contains(list)
                || group.kinds.iter().any(|name| kinds.contains(name.as_str()))
                || group.records.iter().any(|record| kinds.contains(record.kind()))
        });
        let own = [self.lists.get(list).copied(), is_grouped.then_some(Access::Internal)].into_iter().flatten();
        of_kinds.chain(of_records).chain(of_properties).chain(own).max().unwrap_or_default()
    }

    /// Every name of a group that is declared.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.groups.keys().map(String::as_str)
    }

    /// Every list that is named: a door on a list that does not exist closes nothing.
    pub fn lists(&self) -> impl Iterator<Item = &ListId> {
        self.lists.keys().chain(self.groups.values().flat_map(|group| &group.lists))
    }

    /// Kinds and properties that are named and that no schema knows, each with its place in the settings.
    pub fn unknown(&self, schema: &Schema) -> Vec<String> {
        let is_kind = |kind: &&str| !schema.kinds.contains_key(*kind);
        let kinds = self.kinds.keys().map(String::as_str).filter(is_kind).map(|kind| format!("kinds.{kind}"));
        let is_known = |name: &str| name.split_once('.').is_some_and(|(kind, of)| schema.property(kind, of).is_some());
        let properties = self.properties.keys().filter(|name| !is_known(name));
        let properties = properties.map(|name| format!("properties.\"{name}\""));
        let records = self.records.keys().filter(|record| is_kind(&record.kind()));
        let records = records.map(|record| format!("records.\"{record}\""));
        let in_groups = self.groups.iter().flat_map(|(name, group)| {
            let kinds = group.kinds.iter().map(String::as_str).chain(group.records.iter().map(RecordId::kind));
            kinds.filter(is_kind).map(move |kind| format!("groups.{name}: {kind}"))
        });
        kinds.chain(properties).chain(records).chain(in_groups).collect()
    }

    /// The groups to which what is said belongs: a reader must be of each.
    fn groups_of<'s>(&'s self, said: &'s Said<'_>) -> impl Iterator<Item = &'s str> {
        let belongs =
            |group: &Group| group.lists.contains(said.list) || said.records().any(|record| group.has_record(record));
        self.groups.iter().filter(move |(_, group)| belongs(group)).map(|(name, _)| name.as_str())
    }
}

impl Group {
    fn has_record(&self, record: &RecordId) -> bool {
        self.kinds.contains(record.kind()) || self.records.contains(record)
    }
}

#[cfg(test)]
mod tests;
