//! Verification: how many independent sources corroborate each element of a record, and since when.
//!
//! The default is OHCHR's rule for SDG indicator 16.10.1: each factual element is corroborated by at least two
//! independent sources beyond the first (OHCHR, *Metadata of SDG indicator 16.10.1*, 8 June 2018). Late is what was
//! verified after the quarter in which it happened, as the United Nations' Monitoring and Reporting Mechanism
//! counts it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{
    RecordId, Value,
    date::Day,
    element::{Agreement, Element, Sources, Testimony, agreement},
};

/// OHCHR: one source and two beyond it.
const SOURCES: usize = 3;

/// What must be corroborated, by how many, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rule {
    /// Independent sources that each element needs.
    pub sources: usize,
    /// Properties that must be corroborated, by kind of record. A kind that is not here is not verified.
    pub elements: BTreeMap<String, Vec<String>>,
    /// From when on a verification is late.
    pub late_after: Deadline,
    /// Producers that retell each other: each group counts as one source.
    pub not_independent: Vec<Vec<String>>,
}

/// Until when a verification is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// The last day of the quarter in which the record's date ends.
    #[default]
    Quarter,
    /// The last day of that year.
    Year,
    /// There is none.
    Never,
}

impl Default for Rule {
    fn default() -> Self {
        let act = ["victim", "type", "date"].map(str::to_owned).to_vec();
        Self {
            sources: SOURCES,
            elements: BTreeMap::from([("act".to_owned(), act)]),
            late_after: Deadline::default(),
            not_independent: Vec::new(),
        }
    }
}

/// How far an element is corroborated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corroboration {
    /// The property.
    pub property: String,
    /// The most precise value that enough sources support, or the best supported one.
    pub value: Option<Value>,
    /// Independent sources that support it, by name.
    pub sources: BTreeSet<String>,
    /// The day on which the last source that was needed came in.
    pub verified: Option<Day>,
    /// True where sources contradict each other.
    pub is_contradicted: bool,
}

/// What verification says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// An element lacks sources.
    Unverified,
    /// Every element has enough, in time.
    Verified,
    /// Every element has enough, after the deadline.
    Late,
}

impl Status {
    /// The word that the snapshot and the command line use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unverified => "unverified",
            Self::Verified => "verified",
            Self::Late => "late",
        }
    }
}

/// A record's verification, element by element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The record.
    pub record: RecordId,
    /// Verified, late or not.
    pub status: Status,
    /// The day on which the last element was verified.
    pub verified: Option<Day>,
    /// Every element that the rule asks for, those that nobody spoke of too.
    pub elements: Vec<Corroboration>,
}

impl Verification {
    /// True where sources contradict each other on an element that must be verified.
    pub fn is_contradicted(&self) -> bool {
        self.elements.iter().any(|element| element.is_contradicted)
    }
}

/// The verification of every record of a kind that the rule names, in order of id.
pub fn verify(rule: &Rule, elements: &[Element<'_>], sources: &Sources) -> Vec<Verification> {
    let mut by_record: BTreeMap<&RecordId, BTreeMap<&str, &Element<'_>>> = BTreeMap::new();
    for element in elements {
        by_record.entry(element.record).or_default().insert(element.property, element);
    }
    by_record
        .into_iter()
        .filter_map(|(record, said)| {
            let wanted = rule.elements.get(record.kind())?;
            let elements = wanted.iter().map(|property| match said.get(property.as_str()) {
                Some(element) => corroborate(rule, element, sources),
                None => Corroboration {
                    property: property.clone(),
                    value: None,
                    sources: BTreeSet::new(),
                    verified: None,
                    is_contradicted: false,
                },
            });
            Some(conclude(rule, record, elements.collect()))
        })
        .collect()
}

fn conclude(rule: &Rule, record: &RecordId, elements: Vec<Corroboration>) -> Verification {
    let verified: Option<Vec<Day>> = elements.iter().map(|element| element.verified).collect();
    let verified = verified.and_then(|days| days.into_iter().max());
    let happened = elements.iter().find_map(|element| match &element.value {
        Some(Value::Date(date)) => date.bounds().1,
        Some(_) | None => None,
    });
    let deadline = happened.and_then(|day| deadline(rule.late_after, day));
    let status = match (verified, deadline) {
        (None, _) => Status::Unverified,
        (Some(verified), Some(deadline)) if verified > deadline => Status::Late,
        (Some(_), _) => Status::Verified,
    };
    Verification { record: record.clone(), status, verified, elements }
}

/// The last day of the quarter or year of a day.
fn deadline(late_after: Deadline, day: Day) -> Option<Day> {
    let month = match late_after {
        Deadline::Quarter => day.month.div_ceil(3) * 3,
        Deadline::Year => 12,
        Deadline::Never => return None,
    };
    (28..=31).rev().find_map(|last| Day::new(day.year, month, last))
}

/// Which value enough sources support: the most precise of them; else the one with most support.
fn corroborate(rule: &Rule, element: &Element<'_>, sources: &Sources) -> Corroboration {
    let best = element
        .values()
        .into_iter()
        .map(|value| (value, support(element, value, sources)))
        .max_by_key(|(value, support)| (support.len().min(rule.sources), element.precision(value), support.len()));
    let (value, support) = best.map_or((None, Vec::new()), |(value, support)| (Some(value.clone()), support));
    let needed = rule.sources.max(1);
    Corroboration {
        property: element.property.to_owned(),
        value,
        verified: support.get(needed - 1).map(|(_, day)| *day),
        sources: support.into_iter().map(|(source, _)| source).collect(),
        is_contradicted: element.is_contradicted(),
    }
}

/// The independent sources of a value with the day on which each first spoke, in that order.
fn support(element: &Element<'_>, value: &Value, sources: &Sources) -> Vec<(String, Day)> {
    let supports = |testimony: &&Testimony<'_>| agreement(value, &testimony.statement.value) == Agreement::Supports;
    let mut first: BTreeMap<String, Day> = BTreeMap::new();
    for testimony in element.said.iter().filter(supports) {
        let day = first.entry(sources.of(&testimony.statement.origin)).or_insert(testimony.entered);
        *day = (*day).min(testimony.entered);
    }
    let mut support: Vec<(String, Day)> = first.into_iter().collect();
    support.sort_by_key(|(_, day)| *day);
    support
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        element::elements,
        testimony::{Said, date, text},
    };

    fn rule(properties: &[&str]) -> Rule {
        let properties = properties.iter().map(|property| (*property).to_owned()).collect();
        Rule { elements: BTreeMap::from([("act".to_owned(), properties)]), ..Rule::default() }
    }

    fn verified(rule: &Rule, said: &[Said]) -> Verification {
        let producers = "abcdef".chars().map(|c| (Said::document(&c.to_string()), c.to_string())).collect();
        let sources = Sources::new(producers, &rule.not_independent);
        verify(rule, &elements(said.iter().map(Said::testimony)), &sources).remove(0)
    }

    #[test]
    fn two_sources_beyond_the_first_verify_an_element() {
        let said = ["a", "b", "c"].map(|source| Said::new(source, date("2017-01-05")).on("2017-02-01"));
        assert_eq!(verified(&rule(&["date"]), &said[..2]).status, Status::Unverified);
        assert_eq!(verified(&rule(&["date"]), &said).status, Status::Verified);
    }

    #[test]
    fn an_element_of_which_nobody_spoke_keeps_the_record_unverified() {
        let said = ["a", "b", "c"].map(|source| Said::new(source, date("2017-01-05")));
        let verification = verified(&rule(&["date", "place"]), &said);
        assert_eq!(verification.status, Status::Unverified);
        assert_eq!(verification.elements[1].sources.len(), 0);
    }

    #[test]
    fn who_retells_another_is_not_a_second_source() {
        let said = ["a", "b", "c"].map(|source| Said::new(source, date("2017-01-05")));
        let mut rule = rule(&["date"]);
        rule.not_independent = vec![vec!["b".to_owned(), "c".to_owned()]];
        assert_eq!(verified(&rule, &said).status, Status::Unverified);
    }

    #[test]
    fn a_month_is_verified_by_those_who_know_the_day() {
        let said =
            [Said::new("a", date("2016-11")), Said::new("b", date("2016-11-30")), Said::new("c", date("2016-11-30"))];
        let verification = verified(&rule(&["date"]), &said);
        assert_eq!(verification.elements[0].value, Some(date("2016-11")), "the day has two sources, the month three");
        assert!(verification.elements[0].verified.is_some());
    }

    #[test]
    fn what_is_verified_after_its_quarter_is_late() {
        let said = |last: &str| {
            [
                Said::new("a", date("2017-01-05")).on("2017-01-10"),
                Said::new("b", date("2017-01-05")).on("2017-02-10"),
                Said::new("c", date("2017-01-05")).on(last),
            ]
        };
        assert_eq!(verified(&rule(&["date"]), &said("2017-03-31")).status, Status::Verified);
        let late = verified(&rule(&["date"]), &said("2017-04-01"));
        assert_eq!((late.status, late.verified.unwrap().to_string()), (Status::Late, "2017-04-01".to_owned()));
        let never = Rule { late_after: Deadline::Never, ..rule(&["date"]) };
        assert_eq!(verified(&never, &said("2019-04-01")).status, Status::Verified);
    }

    #[test]
    fn contradictions_show_beside_a_verified_value() {
        let mut said = ["a", "b", "c"].map(|source| Said::new(source, date("2017-01-05"))).to_vec();
        said.push(Said::new("d", date("2018")));
        let verification = verified(&rule(&["date"]), &said);
        assert!(verification.is_contradicted() && verification.status == Status::Verified);
    }

    #[test]
    fn names_need_the_same_spelling_from_each_source() {
        let said = [Said::new("a", text("Rosa")), Said::new("b", text("Rosa")), Said::new("c", text("Rosa Q."))];
        let said = said.map(|said| said.of("victim"));
        assert_eq!(verified(&rule(&["victim"]), &said).elements[0].sources.len(), 2);
    }
}
