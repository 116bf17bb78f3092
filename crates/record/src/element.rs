//! What several sources say of one property of one record, side by side: what agrees, what contradicts.
//!
//! Nothing is thrown away: an [`Element`] holds every statement in force. Which value is counted is a declared rule
//! ([`crate::resolution`]); whether it is verified is another ([`crate::verification`]).

use std::collections::{BTreeMap, BTreeSet};

use crate::{DocumentId, Origin, RecordId, Statement, Value, date::Day};

/// A statement in force, with its entry and the day on which it was entered.
#[derive(Debug, Clone, Copy)]
pub struct Testimony<'a> {
    /// Its entry in the ledger.
    pub sequence: u64,
    /// When it was entered.
    pub entered: Day,
    /// What was said.
    pub statement: &'a Statement,
}

/// Everything that is said of one property of one record, in order of entry.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    /// The record.
    pub record: &'a RecordId,
    /// Its property.
    pub property: &'a str,
    /// Who said what. Never empty.
    pub said: Vec<Testimony<'a>>,
}

/// Whether two values of one element can both be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// The second says the first, or says it more precisely: 30 November 2016 says November 2016.
    Supports,
    /// Both can be true, and neither says the other: November 2016 says nothing of the 30th.
    Compatible,
    /// At most one can be true.
    Contradicts,
}

/// Groups statements into elements, by record and property.
pub fn elements<'a>(testimonies: impl IntoIterator<Item = Testimony<'a>>) -> Vec<Element<'a>> {
    let mut grouped: BTreeMap<(&RecordId, &str), Vec<Testimony<'a>>> = BTreeMap::new();
    for testimony in testimonies {
        let statement = testimony.statement;
        grouped.entry((&statement.record, &statement.property)).or_default().push(testimony);
    }
    grouped
        .into_iter()
        .map(|((record, property), mut said)| {
            said.sort_by_key(|testimony| testimony.sequence);
            Element { record, property, said }
        })
        .collect()
}

/// How a second value stands to a first one. Words may differ without contradicting: names have variants.
///
/// ```
/// use record::{Value, element::{Agreement, agreement}};
/// let month = Value::Date("2016-11".parse()?);
/// let day = Value::Date("2016-11-30".parse()?);
/// assert_eq!(agreement(&month, &day), Agreement::Supports);
/// assert_eq!(agreement(&day, &month), Agreement::Compatible);
/// assert_eq!(agreement(&day, &Value::Date("2016-12".parse()?)), Agreement::Contradicts);
/// # Ok::<(), record::date::InvalidDate>(())
/// ```
pub fn agreement(first: &Value, second: &Value) -> Agreement {
    match (first, second) {
        (first, second) if first == second => Agreement::Supports,
        (Value::Date(first), Value::Date(second)) => {
            let (first, second) = (ends(first.bounds()), ends(second.bounds()));
            if first.0 <= second.0 && second.1 <= first.1 {
                Agreement::Supports
            } else if first.0 <= second.1 && second.0 <= first.1 {
                Agreement::Compatible
            } else {
                Agreement::Contradicts
            }
        }
        (Value::Text(_), Value::Text(_)) => Agreement::Compatible,
        (_, _) => Agreement::Contradicts,
    }
}

/// The ends of a date as numbers that compare, an open end being beyond all days.
fn ends((first, last): (Option<Day>, Option<Day>)) -> (i32, i32) {
    let number = |day: Day| day.year * 10_000 + i32::from(day.month) * 100 + i32::from(day.day);
    (first.map_or(i32::MIN, number), last.map_or(i32::MAX, number))
}

impl<'a> Element<'a> {
    /// The different values, in order of entry.
    pub fn values(&self) -> Vec<&'a Value> {
        let mut values: Vec<&Value> = Vec::new();
        for testimony in &self.said {
            if !values.contains(&&testimony.statement.value) {
                values.push(&testimony.statement.value);
            }
        }
        values
    }

    /// How many of the different values a value says, or says more precisely; itself among them.
    pub fn precision(&self, value: &Value) -> usize {
        self.values().into_iter().filter(|other| agreement(other, value) == Agreement::Supports).count()
    }

    /// True where two sources cannot both be right.
    pub fn is_contradicted(&self) -> bool {
        let values = self.values();
        values
            .iter()
            .enumerate()
            .any(|(at, first)| values[at + 1..].iter().any(|second| agreement(first, second) == Agreement::Contradicts))
    }
}

/// Who stands behind a statement: sources that retell each other are one.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    producers: BTreeMap<DocumentId, String>,
    /// For each producer of a group, the group's first name.
    same: BTreeMap<String, String>,
}

impl Sources {
    /// Knows who produced each document, and which producers are not independent of each other. Groups that share a
    /// producer are one group.
    pub fn new(producers: BTreeMap<DocumentId, String>, not_independent: &[Vec<String>]) -> Self {
        let mut groups: Vec<BTreeSet<&String>> = Vec::new();
        for group in not_independent {
            let mut joined: BTreeSet<&String> = group.iter().collect();
            groups.retain(|other| {
                let is_apart = other.is_disjoint(&joined);
                if !is_apart {
                    joined.extend(other);
                }
                is_apart
            });
            groups.push(joined);
        }
        let named = |group: &BTreeSet<&String>| -> Vec<(String, String)> {
            let Some(first) = group.first() else { return Vec::new() };
            group.iter().map(|name| ((*name).clone(), (*first).clone())).collect()
        };
        Self { producers, same: groups.iter().flat_map(named).collect() }
    }

    /// The source of a statement: who produced the document whose words it cites, or else the list that holds it. A
    /// document of unknown producer is a source of its own.
    pub fn of(&self, origin: &Origin) -> String {
        let document = origin.passage.as_ref().map_or(origin.list_document, |passage| passage.document);
        let producer = self.producers.get(&document).cloned().unwrap_or_else(|| document.to_string());
        self.same.get(&producer).cloned().unwrap_or(producer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testimony::{Said, date, integer, text};

    #[test]
    fn a_day_within_the_month_does_not_contradict_it() {
        let said = [Said::new("a", date("2016-11")), Said::new("b", date("2016-11-30"))];
        assert!(!said_element(&said).is_contradicted());
        let said = [Said::new("a", date("2016-11-29")), Said::new("b", date("2016-11-30"))];
        assert!(said_element(&said).is_contradicted());
    }

    #[test]
    fn two_numbers_contradict_and_two_spellings_do_not() {
        let said = [Said::new("a", integer(62)), Said::new("b", integer(69))];
        assert!(said_element(&said).is_contradicted());
        let said = [Said::new("a", text("Huaman")), Said::new("b", text("Huamán"))];
        assert!(!said_element(&said).is_contradicted());
    }

    #[test]
    fn groups_that_share_a_producer_are_one() {
        let group = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let producers = ["d", "c"].iter().map(|name| (Said::document(name), (*name).to_owned())).collect();
        let sources = Sources::new(producers, &[group(&["a", "b"]), group(&["c", "d"]), group(&["b", "c"])]);
        assert_eq!(sources.of(&Said::new("d", integer(1)).origin()), "a");
        assert_eq!(sources.of(&Said::new("c", integer(1)).origin()), "a");
        assert_ne!(sources.of(&Said::new("e", integer(1)).origin()), "a");
    }

    fn said_element(said: &[Said]) -> Element<'_> {
        elements(said.iter().map(Said::testimony)).remove(0)
    }
}
