//! The page of a proceeding: what became of each accused, and counts that are derived from it, so that
//! "27 accused: 10 convicted, 6 acquitted, 1 dead, 10 fugitive" can be gone through cell by cell.
//!
//! The outcome of an accused is that of the latest decision in force; without one, the accused's situation. Where sources
//! contradict each other on it, that is the outcome. A row that stands for several accused counts as many as it says.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use maud::{Markup, html};
use record::{Language, RecordId, Statement, Value, date::Day};

use super::{
    super::{
        layout::pick,
        links::Depth,
        records::{label_of, value},
    },
    Archives,
};

/// A statement with its entry.
type Said<'a> = &'a (u64, Statement);

/// One accused with the decisions on them, the earliest first.
struct Accused<'a> {
    record: &'a RecordId,
    decisions: Vec<&'a RecordId>,
}

/// A proceeding taken apart.
struct Proceeding<'a> {
    /// In order of name.
    accused: Vec<Accused<'a>>,
    /// Decisions that are on no accused in particular.
    others: Vec<&'a RecordId>,
}

impl<'a> Proceeding<'a> {
    fn of(archives: &'a Archives<'a>, proceeding: &RecordId) -> Self {
        let is_of = |record: &&RecordId| reference(archives, record, "proceeding") == Some(proceeding);
        let of_kind = |kind: &'static str| archives.said.keys().copied().filter(move |record| record.kind() == kind);
        let when = |record: &RecordId| -> (Option<Day>, RecordId) {
            (date(archives, record).and_then(|date| date.bounds().1), record.clone())
        };
        let mut decisions: BTreeMap<Option<&RecordId>, Vec<&'a RecordId>> = BTreeMap::new();
        for decision in of_kind("decision").filter(is_of) {
            decisions.entry(reference(archives, decision, "accused")).or_default().push(decision);
        }
        for list in decisions.values_mut() {
            list.sort_by_key(|record| when(record));
        }
        let others = decisions.remove(&None).unwrap_or_default();
        let accused = of_kind("accused").filter(is_of);
        let accused = accused
            .map(|record| Accused { record, decisions: decisions.remove(&Some(record)).unwrap_or_default() })
            .collect();
        Self { accused, others }
    }
}

/// How many accused a row stands for.
fn weight(archives: &Archives<'_>, accused: &RecordId) -> u64 {
    let counts = archives.of_record(accused).iter().filter(|(_, statement)| statement.property == "count");
    let mut numbers = counts.filter_map(|(_, statement)| {
        let Value::Integer(count) = statement.value else { return None };
        u64::try_from(count).ok()
    });
    numbers.next_back().unwrap_or(1)
}

fn reference<'a>(archives: &Archives<'a>, record: &RecordId, property: &str) -> Option<&'a RecordId> {
    archives.of_record(record).iter().find_map(|(_, statement)| {
        let Value::Reference(other) = &statement.value else { return None };
        (statement.property == property).then_some(other)
    })
}

/// The date of a decision; the last that is said.
fn date<'a>(archives: &Archives<'a>, record: &RecordId) -> Option<&'a record::Edtf> {
    archives.of_record(record).iter().rev().find_map(|(_, statement)| {
        let Value::Date(date) = &statement.value else { return None };
        (statement.property == "date").then_some(date)
    })
}

/// What is said of a property, each value once.
fn said<'a>(archives: &Archives<'a>, record: &RecordId, property: &str) -> Vec<Said<'a>> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let of_property =
        archives.of_record(record).iter().copied().filter(|(_, statement)| statement.property == property);
    of_property.filter(|(_, statement)| seen.insert(statement.value.plain())).collect()
}

/// The words of a property, in one line.
fn words(archives: &Archives<'_>, record: &RecordId, property: &str, language: Language) -> String {
    let values = said(archives, record, property)
        .into_iter()
        .map(|(_, statement)| label_of(archives.edition, statement, language));
    values.collect::<Vec<_>>().join(" / ")
}

/// The outcome of an accused in words, after whether it is nobody's decision, so that decisions come first.
fn outcome(archives: &Archives<'_>, accused: &Accused<'_>, language: Language) -> (bool, String) {
    let (record, property) = match accused.decisions.last() {
        Some(decision) => (*decision, "outcome"),
        None => (accused.record, "status"),
    };
    let words = words(archives, record, property, language);
    let words = if words.is_empty() { pick(language, "Not recorded", "No consta").to_owned() } else { words };
    (accused.decisions.is_empty(), words)
}

pub(super) fn body(archives: &Archives<'_>, record: &RecordId, (depth, language): (Depth, Language)) -> Markup {
    let proceeding = Proceeding::of(archives, record);
    html! {
        @if !proceeding.accused.is_empty() {
            h2 { (pick(language, "The accused", "Los acusados")) }
            (counts(archives, &proceeding, language))
            (per_accused(archives, &proceeding, (depth, language)))
        }
        @if !proceeding.others.is_empty() {
            h2 { (pick(language, "Decisions on no accused in particular", "Decisiones sobre ningún acusado en particular")) }
            div.scroll { table {
                thead { tr {
                    th scope="col" { (pick(language, "Date", "Fecha")) } th scope="col" { (pick(language, "Outcome", "Resultado")) }
                    th scope="col" { (pick(language, "Instance", "Instancia")) } th scope="col" { (pick(language, "Can it change?", "¿Puede cambiar?")) }
                } }
                tbody { @for decision in &proceeding.others { tr {
                    @for property in ["date", "outcome", "instance", "finality"] { td { (cell(archives, decision, property, (depth, language))) } }
                } } }
            } }
        }
    }
}

/// "27 accused: 10 convicted, …", and whether any of it is final.
fn counts(archives: &Archives<'_>, proceeding: &Proceeding<'_>, language: Language) -> Markup {
    let mut counts: BTreeMap<(bool, String), u64> = BTreeMap::new();
    let mut finality: BTreeMap<String, u64> = BTreeMap::new();
    for accused in &proceeding.accused {
        let weight = weight(archives, accused.record);
        *counts.entry(outcome(archives, accused, language)).or_default() += weight;
        if let Some(decision) = accused.decisions.last() {
            *finality.entry(said_finality(archives, decision, language)).or_default() += weight;
        }
    }
    let total: u64 = counts.values().sum();
    let mut by_size: Vec<((bool, String), u64)> = counts.into_iter().collect();
    by_size.sort_by_key(|((is_undecided, words), count)| (*is_undecided, Reverse(*count), words.clone()));
    let sum: Vec<String> = by_size.iter().map(|(_, count)| count.to_string()).collect();
    html! {
        p.lead { strong { (total) } " " (pick(language, "accused", "acusados")) ": "
            @for (at, ((_, words), count)) in by_size.iter().enumerate() {
                @if at > 0 { ", " }
                @match language {
                    Language::En => { strong { (count) } " " (words.to_lowercase()) },
                    // A term has one form; after a colon it need not agree with the number.
                    Language::Es => { (words.to_lowercase()) ": " strong { (count) } },
                }
            } "." }
        p { (pick(language, "Counted from the rows below", "Contado a partir de las filas siguientes")) ": "
            (sum.join(" + ")) " = " (total) ". "
            @if !finality.is_empty() {
                (pick(language, "Can the decisions still change?", "¿Pueden cambiar aún las decisiones?")) " "
                @for (at, (words, count)) in finality.iter().enumerate() { @if at > 0 { "; " } (words) " (" (count) ")" } "."
            } }
    }
}

fn said_finality(archives: &Archives<'_>, decision: &RecordId, language: Language) -> String {
    let words = words(archives, decision, "finality", language);
    if words.is_empty() { pick(language, "it is not recorded", "no consta").to_owned() } else { words.to_lowercase() }
}

fn per_accused(archives: &Archives<'_>, proceeding: &Proceeding<'_>, (depth, language): (Depth, Language)) -> Markup {
    let has_several = proceeding.accused.iter().any(|accused| weight(archives, accused.record) > 1);
    html! {
        div.scroll { table.statements {
            thead { tr {
                th scope="col" { (pick(language, "Accused", "Acusado")) }
                @if has_several { th.number scope="col" { (pick(language, "How many", "Cuántos")) } }
                th scope="col" { (pick(language, "Situation", "Situación")) } th scope="col" { (pick(language, "Outcome", "Resultado")) }
                th scope="col" { (pick(language, "Years", "Años")) } th scope="col" { (pick(language, "Date", "Fecha")) }
                th scope="col" { (pick(language, "Instance", "Instancia")) } th scope="col" { (pick(language, "Can it change?", "¿Puede cambiar?")) }
            } }
            tbody { @for accused in &proceeding.accused {
                tr {
                    th scope="row" { (designation(archives, accused.record, (depth, language))) }
                    @if has_several { td.number { (weight(archives, accused.record)) } }
                    td { (cell(archives, accused.record, "status", (depth, language))) }
                    @match accused.decisions.last() {
                        Some(decision) => {
                            @for property in ["outcome", "sentence-years", "date", "instance"] {
                                td { (cell(archives, decision, property, (depth, language))) }
                            }
                            td { @if said(archives, decision, "finality").is_empty() { (said_finality(archives, decision, language)) }
                                 (cell(archives, decision, "finality", (depth, language)))
                                 @if accused.decisions.len() > 1 { " " (earlier(accused, depth, language)) } }
                        },
                        None => { td colspan="5" { (pick(language, "no decision recorded", "no consta decisión")) } },
                    }
                }
            } }
        } }
    }
}

/// Links to the decisions that the latest one followed.
fn earlier(accused: &Accused<'_>, depth: Depth, language: Language) -> Markup {
    let before = &accused.decisions[..accused.decisions.len() - 1];
    html! { "(" (pick(language, "before", "antes")) ": "
    @for (at, decision) in before.iter().enumerate() { @if at > 0 { ", " } a href=(depth.record(language, decision)) { (decision.name()) } } ")" }
}

fn designation(archives: &Archives<'_>, accused: &RecordId, (depth, language): (Depth, Language)) -> Markup {
    let label = said(archives, accused, "label");
    match label.last() {
        Some((sequence, statement)) => html! {
            a href=(format!("{}#s-{sequence}", depth.record(language, accused))) { (value(archives.edition, statement, language)) }
        },
        None => html! { a href=(depth.record(language, accused)) { (accused.name()) } },
    }
}

/// Every value that is said, each leading to its statement.
fn cell(archives: &Archives<'_>, record: &RecordId, property: &str, (depth, language): (Depth, Language)) -> Markup {
    html! { @for (at, (sequence, statement)) in said(archives, record, property).into_iter().enumerate() {
        @if at > 0 { " / " }
        a href=(format!("{}#s-{sequence}", depth.record(language, record))) { (label_of(archives.edition, statement, language)) }
    } }
}
