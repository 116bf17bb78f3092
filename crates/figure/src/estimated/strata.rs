//! Which stratum is a person in? That of the earliest of their records that has one.

use std::collections::{BTreeMap, BTreeSet};

use record::{RecordId, Schema};
use rusqlite::Connection;

use crate::{count, linkage::Linked, snapshot::sql_name};

/// The stratum of those of whom it is not known.
const NOT_KNOWN: &str = "?";

/// More strata than this are a mistake of the column.
const STRATA_MAX: usize = 1_000;

/// What is wrong, and what would be right.
pub(super) type Wrong = (String, String);

/// The strata of a linkage's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Strata {
    /// In order; one without a name where nothing divides the persons.
    pub(super) names: Vec<String>,
    /// `[person]`, as the linkage orders them.
    pub(super) of_person: Vec<u16>,
    /// `[row]` of the linkage: its own, or that of its person where it has none.
    pub(super) of_row: Vec<u16>,
}

impl Strata {
    /// Reads the strata of records.
    pub(super) fn read(
        declared: Option<&str>,
        (linked, closed): (&Linked, &BTreeSet<String>),
        (schema, kind, snapshot): (&Schema, &str, &mut Connection),
    ) -> Result<Self, Wrong> {
        let Some(declared) = declared else { return Ok(Self::of(&BTreeMap::new(), linked, true)) };
        let labels = count::labels(snapshot, &sql(declared, schema, kind)?).map_err(|error| {
            let mend = "try the query on .willay/snapshot.sqlite with any SQLite tool".to_owned();
            (format!("estimate: strata: {error}"), mend)
        })?;
        if labels.values().any(|label| closed.contains(label)) {
            let reason = format!("estimate: '{declared}' names strata by texts that are not public");
            return Err((reason, "divide by a term, a place or a year, or by something public".to_owned()));
        }
        let strata = Self::of(&labels, linked, false);
        if strata.names.len() > STRATA_MAX {
            let reason = format!("estimate: '{declared}' makes {} strata of these persons", strata.names.len());
            return Err((reason, format!("divide them into {STRATA_MAX} or fewer")));
        }
        Ok(strata)
    }

    fn of(labels: &BTreeMap<RecordId, String>, linked: &Linked, is_one: bool) -> Self {
        let rows = linked.rows();
        let person_of: BTreeMap<&str, usize> = (linked.persons.iter().enumerate())
            .flat_map(|(person, records)| records.iter().map(move |record| (record.as_str(), person)))
            .collect();
        let label = |record: &str| {
            let label = record.parse::<RecordId>().ok().and_then(|record| labels.get(&record));
            label.filter(|label| !label.is_empty()).map(String::as_str)
        };
        let mut of_person: Vec<Option<&str>> = vec![None; linked.persons.len()];
        for record in &rows {
            if let Some(person) = person_of.get(record.as_str()) {
                of_person[*person] = of_person[*person].or_else(|| label(record));
            }
        }
        let missing = if is_one { "" } else { NOT_KNOWN };
        let of_person: Vec<&str> = of_person.into_iter().map(|found| found.unwrap_or(missing)).collect();
        let of_row: Vec<&str> = rows
            .iter()
            .map(|record| {
                label(record).or_else(|| Some(of_person[*person_of.get(record.as_str())?])).unwrap_or(missing)
            })
            .collect();
        let mut names: Vec<&str> = of_person.iter().chain(&of_row).copied().collect();
        names.sort_unstable();
        names.dedup();
        let place = |name: &&str| u16::try_from(names.partition_point(|other| other < name)).unwrap_or(u16::MAX);
        Self {
            of_person: of_person.iter().map(place).collect(),
            of_row: of_row.iter().map(place).collect(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// True where nothing divides the persons.
    pub(super) fn is_one(&self) -> bool {
        self.names.iter().all(String::is_empty)
    }
}

/// The query behind a declaration: itself, or that of a property.
fn sql(declared: &str, schema: &Schema, kind: &str) -> Result<String, Wrong> {
    let is_sql = declared
        .split_whitespace()
        .next()
        .is_some_and(|word| ["select", "with"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword)));
    if is_sql {
        return Ok(declared.to_owned());
    }
    let properties = schema.kinds.get(kind).map(|kind| &kind.properties);
    if properties.is_some_and(|properties| properties.contains_key(declared)) {
        return Ok(format!("SELECT id, \"{}\" AS stratum FROM \"{}\"", sql_name(declared), sql_name(kind)));
    }
    let known: Vec<&str> = properties.into_iter().flat_map(|known| known.keys()).map(String::as_str).collect();
    let reason = format!("estimate: a {kind} has no property '{declared}' to divide persons into strata by");
    Err((reason, format!("name one of {}; or write SQL that returns id and stratum", known.join(", "))))
}
