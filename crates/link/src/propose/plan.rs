//! Which comparison does each recognised field get, and which keys can its values give to blocking rules?

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    columns::{ColumnKind, RecognisedField},
    settings::{Comparison, ComparisonKind, Field, FieldKind, Settings},
};

/// Fields that are compared together: the levels of so many comparisons can be numbered with 64 bits.
const MOST_COMPARED: usize = 16;

/// A column that is not compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The column or field.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Settings without rules, and the keys of which rules can be made: `keys[field]`, the most telling first.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) settings: Settings,
    pub(super) keys: Vec<Vec<String>>,
    /// `[field]`: fields of one number stand or fall together, and no more than that.
    pub(super) together: Vec<usize>,
    pub(super) skipped: Vec<Skipped>,
}

/// Plans comparisons and keys for the fields of a table.
pub(super) fn of(fields: &[RecognisedField]) -> Plan {
    let mut plan = Plan::default();
    let usable = |field: &&RecognisedField| field.kind.is_evidence() && field.distinct > 1;
    for field in fields {
        if !usable(&field) {
            plan.skip(field, &field.reason);
        } else if !is_own(field, fields) {
            plan.skip(field, &format!("says the same as {}", field.derived_from.join(" and ")));
        }
    }
    let mut chosen: Vec<&RecognisedField> =
        fields.iter().filter(usable).filter(|field| field.derived_from.is_empty() || is_worth_more(field)).collect();
    let weakest = weakest(&chosen);
    for field in &weakest {
        plan.skip(field, "more columns than can be compared together, and others tell more");
    }
    let weakest: BTreeSet<&str> = weakest.iter().map(|field| field.name.as_str()).collect();
    chosen.retain(|field| !weakest.contains(field.name.as_str()));
    let mut done: Vec<&str> = Vec::new();
    let second = chosen.iter().find(|field| field.kind == ColumnKind::Surname2);
    for field in &chosen {
        if done.contains(&field.name.as_str()) {
            continue;
        }
        match (field.kind, second) {
            (ColumnKind::Surname1, Some(second)) => {
                done.push(&second.name);
                plan.surnames(field, second);
            }
            (ColumnKind::Place { .. }, _) => {
                // A place that others lie in is compared with the smallest of them.
                let has_child = chosen.iter().any(|other| other.parent.as_deref() == Some(&field.name));
                if !has_child {
                    plan.place(field, &chosen);
                }
            }
            (_, _) => plan.one(field),
        }
    }
    plan
}

/// True where a field is evidence of its own, or the larger place of another.
fn is_own(field: &RecognisedField, all: &[RecognisedField]) -> bool {
    let is_larger_place = all.iter().any(|other| other.parent.as_deref() == Some(&field.name));
    field.derived_from.is_empty() || is_larger_place || is_worth_more(field)
}

/// Fields beyond those that can be compared together: kinds that describe a person come first, then those with most values.
fn weakest<'a>(chosen: &[&'a RecognisedField]) -> Vec<&'a RecognisedField> {
    let is_plain = |field: &RecognisedField| {
        let kind = &field.kind;
        matches!(kind, ColumnKind::Unknown | ColumnKind::Category | ColumnKind::Number | ColumnKind::FreeText)
    };
    #[expect(clippy::cast_precision_loss, reason = "a number of values, to rank by")]
    let tells = |field: &RecognisedField| field.distinct as f64 * field.completeness;
    let mut ranked = chosen.to_vec();
    ranked.sort_by(|one, other| is_plain(one).cmp(&is_plain(other)).then_with(|| tells(other).total_cmp(&tells(one))));
    ranked.split_off(ranked.len().min(MOST_COMPARED))
}

/// True where a derived column has words of its own often enough.
fn is_worth_more(field: &RecognisedField) -> bool {
    field.kind == ColumnKind::FullName && field.extra_share > 0.25
}

impl Plan {
    fn skip(&mut self, field: &RecognisedField, reason: &str) {
        self.skipped.push(Skipped { name: field.name.clone(), reason: reason.to_owned() });
    }

    fn declare(&mut self, field: &RecognisedField, kind: FieldKind, join: &str) {
        let columns = if field.columns == [field.name.clone()] { Vec::new() } else { field.columns.clone() };
        self.settings.fields.push(Field {
            name: field.name.clone(),
            columns,
            join: join.to_owned(),
            kind,
            ..Field::default()
        });
    }

    fn compare(&mut self, columns: &[&str], kind: ComparisonKind) {
        let mut comparison = Comparison { kind, ..Comparison::default() };
        match columns {
            [column] => comparison.column = (*column).to_owned(),
            columns => comparison.columns = columns.iter().map(|column| (*column).to_owned()).collect(),
        }
        self.settings.comparisons.push(comparison);
    }

    fn give(&mut self, field: &str, keys: &[&str]) {
        self.together.push(self.keys.len());
        self.keys.push(keys.iter().map(|key| key.replace('?', field)).collect());
    }

    fn surnames(&mut self, first: &RecognisedField, second: &RecognisedField) {
        self.declare(first, FieldKind::Name, " ");
        self.declare(second, FieldKind::Name, " ");
        self.compare(&[&first.name, &second.name], ComparisonKind::Surnames);
        self.give(&first.name, SURNAME);
        self.give(&second.name, SURNAME);
        let both = format!("either_order({}, {})", first.name, second.name);
        self.give(&both, &["?"]);
        let at = self.keys.len();
        self.together[at - 2] = at - 3;
        self.together[at - 1] = at - 3;
    }

    fn place(&mut self, field: &RecognisedField, all: &[&RecognisedField]) {
        let mut places = vec![field];
        while let Some(parent) = places.last().and_then(|place| place.parent.as_ref()) {
            let found =
                all.iter().find(|other| other.name == *parent && !places.iter().any(|place| place.name == *parent));
            let Some(parent) = found else { break };
            places.push(parent);
        }
        places.iter().for_each(|place| self.declare(place, FieldKind::Folded, " "));
        let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
        self.compare(&names, ComparisonKind::Place);
        // Keys of one group exclude each other: the smaller place implies the larger.
        self.give("", &names);
    }

    fn one(&mut self, field: &RecognisedField) {
        let name = field.name.as_str();
        let (kind, comparison, keys): (FieldKind, ComparisonKind, &[&str]) = match field.kind {
            ColumnKind::GivenName => (FieldKind::Name, ComparisonKind::Given, GIVEN),
            ColumnKind::Surname1 | ColumnKind::Surname2 => (FieldKind::Name, ComparisonKind::Name, SURNAME),
            ColumnKind::Alias | ColumnKind::RelativeName => (FieldKind::Name, ComparisonKind::FullName, &["?"]),
            ColumnKind::FullName => (FieldKind::Name, ComparisonKind::FullName, FULL),
            ColumnKind::BirthDate | ColumnKind::OtherDate => (FieldKind::Date, ComparisonKind::Date, DATE),
            ColumnKind::EventDate => (FieldKind::Date, ComparisonKind::EventDate, EVENT),
            ColumnKind::Year | ColumnKind::Month | ColumnKind::Day => (FieldKind::Text, ComparisonKind::Exact, &["?"]),
            ColumnKind::Age => (FieldKind::Number, ComparisonKind::Number, &["?"]),
            ColumnKind::Sex => (FieldKind::Sex, ComparisonKind::Exact, &["?"]),
            ColumnKind::Postcode => (FieldKind::Folded, ComparisonKind::Code, &["?", "prefix(?, 3)"]),
            ColumnKind::Phone | ColumnKind::Email | ColumnKind::NationalId => {
                (FieldKind::Folded, ComparisonKind::Code, &["?"])
            }
            ColumnKind::Coordinates => (FieldKind::Point, ComparisonKind::Point, &[]),
            ColumnKind::Latitude | ColumnKind::Longitude | ColumnKind::Number => {
                (FieldKind::Number, ComparisonKind::Number, &["?"])
            }
            ColumnKind::Category => (FieldKind::Folded, ComparisonKind::Exact, &["?"]),
            ColumnKind::StreetNumber => (FieldKind::Folded, ComparisonKind::Exact, &["?"]),
            ColumnKind::Address => (FieldKind::Folded, ComparisonKind::Text, &["?"]),
            ColumnKind::FreeText => (FieldKind::Folded, ComparisonKind::Text, &[]),
            ColumnKind::Embedding => (FieldKind::Vector, ComparisonKind::Vector, &[]),
            ColumnKind::Unknown => (FieldKind::Folded, ComparisonKind::Text, &["?"]),
            ColumnKind::Place { .. } => (FieldKind::Folded, ComparisonKind::Exact, &["?"]),
            ColumnKind::Id | ColumnKind::List | ColumnKind::Constant | ColumnKind::Empty => return,
        };
        let join = if kind == FieldKind::Date { "-" } else { " " };
        self.declare(field, kind, join);
        self.compare(&[name], comparison);
        self.give(name, keys);
    }
}

const GIVEN: &[&str] =
    &["?", "first_word(?)", "nickname(first_word(?))", "skeleton(first_word(?))", "prefix(?, 3)", "initial(?)"];
const SURNAME: &[&str] = &["?", "skeleton(?)", "prefix(?, 4)", "prefix(skeleton(?), 3)", "initial(?)"];
const FULL: &[&str] =
    &["?", "sorted_words(?)", "first_word(?)", "last_word(?)", "prefix(?, 4)", "skeleton(last_word(?))"];
const DATE: &[&str] = &["day(?)", "month(?)", "year(?)", "month_day(?)"];
const EVENT: &[&str] = &["day(?)", "month(?)", "year(?)"];
