//! Who may have a page under their own name?
//!
//! Only a person of whom everything in the record is public, and who by nothing in it (confidential statements among it)
//! may be a minor or a victim of sexual violence: what L13 holds articles to, asked of the record. Whoever fails keeps the
//! record's page without an entry by name. A person of whom no age is recorded is not taken for a minor.

use std::collections::{BTreeMap, BTreeSet};

use record::{RecordId, Schema, Statement, Value, date::Day, schema::PropertyType};

use crate::article::speaks_of_protected;

/// The age from which a person is an adult (Convention on the Rights of the Child 1989, article 1).
const ADULT_YEARS: i32 = 18;

/// Terms, with all that are narrower, whose victims are not named.
const SEXUAL: &[&str] = &["sexual-violence", "rape", "sexual-abuse", "sexual"];

/// Properties by which a record names who did it, not to whom it was done.
const DOERS: &[&str] = &["perpetrator", "intervener", "source"];

/// Statements by their record, and the records that refer to one.
struct Known<'a> {
    schema: &'a Schema,
    said: BTreeMap<&'a RecordId, Vec<&'a Statement>>,
    referring: BTreeMap<&'a RecordId, BTreeSet<&'a RecordId>>,
}

/// Whether anyone may see a statement.
type IsPublic<'a> = &'a dyn Fn(&Statement) -> bool;

/// The persons who may be named, out of all statements in force. `today` is asked where nothing recorded has a date.
pub fn nameable(
    schema: &Schema,
    statements: &[(u64, Statement)],
    (is_public, today): (IsPublic<'_>, Option<Day>),
) -> BTreeSet<RecordId> {
    let mut known = Known { schema, said: BTreeMap::new(), referring: BTreeMap::new() };
    for (_, statement) in statements {
        known.said.entry(&statement.record).or_default().push(statement);
        if let Value::Reference(to) = &statement.value
            && !DOERS.contains(&statement.property.as_str())
        {
            known.referring.entry(to).or_default().insert(&statement.record);
        }
    }
    let persons = known.said.iter().filter(|(record, _)| record.kind() == "person");
    let may_be = persons.filter(|(record, said)| {
        let is_open = said.iter().all(|statement| is_public(statement));
        is_open
            && name(said).is_some()
            && !known.is_guarded(said)
            && !known.may_be_minor(record, said, today)
            && !known.is_victim_of_sexual_violence(record)
    });
    may_be.map(|(record, _)| (*record).clone()).collect()
}

/// The name of a person.
fn name<'a>(said: &[&'a Statement]) -> Option<&'a str> {
    said.iter().find_map(|statement| {
        let Value::Text(name) = &statement.value else { return None };
        (statement.property == "name").then_some(name.as_str())
    })
}

impl Known<'_> {
    /// True where the record itself asks for silence, or its words are those of L13.
    fn is_guarded(&self, said: &[&Statement]) -> bool {
        said.iter().any(|statement| match &statement.value {
            Value::Flag(asked) => statement.property == "confidentiality" && *asked,
            Value::Text(text) => speaks_of_protected(text),
            Value::Term(_)
            | Value::Integer(_)
            | Value::Date(_)
            | Value::Reference(_)
            | Value::Place { .. }
            | Value::Count(_)
            | Value::Geometry(_) => false,
        }) || said.iter().any(|statement| self.is_sexual(statement))
    }

    fn may_be_minor(&self, record: &RecordId, said: &[&Statement], today: Option<Day>) -> bool {
        let of_acts = self.referring.get(record).into_iter().flatten().flat_map(|other| &self.said[other]);
        let is_said = said.iter().chain(of_acts).any(|statement| match (&*statement.property, &statement.value) {
            ("age", Value::Integer(age)) => *age < i64::from(ADULT_YEARS),
            ("age-band", Value::Term(band)) => band == "child",
            ("victim-age", Value::Text(age)) => is_young_age(age),
            (_, _) => false,
        });
        let births: Vec<Option<Day>> = dates(said, "birth-date").map(|date| date.bounds().1).collect();
        is_said || births.into_iter().any(|birth| self.is_young(record, said, (birth, today)))
    }

    /// True where a person of that latest day of birth may have been under age when what is recorded happened.
    fn is_young(&self, record: &RecordId, said: &[&Statement], (birth, today): (Option<Day>, Option<Day>)) -> bool {
        let mut happened: Vec<Option<Day>> = dates(said, "death-date").map(|date| date.bounds().0).collect();
        for other in self.referring.get(record).into_iter().flatten() {
            happened.extend(dates(&self.said[other], "date").map(|date| date.bounds().0));
        }
        if happened.is_empty() {
            happened.push(today);
        }
        happened.into_iter().any(|day| match birth.zip(day) {
            Some((birth, day)) => (day.year - ADULT_YEARS, day.month, day.day) < (birth.year, birth.month, birth.day),
            None => true,
        })
    }

    /// True where a record that refers to the person, or one to which that record refers, speaks of sexual violence.
    fn is_victim_of_sexual_violence(&self, record: &RecordId) -> bool {
        let speaks =
            |record: &RecordId| self.said.get(record).into_iter().flatten().any(|statement| self.is_sexual(statement));
        self.referring.get(record).into_iter().flatten().any(|other| {
            let mut further = self.said[other].iter().filter_map(|statement| {
                let Value::Reference(further) = &statement.value else { return None };
                Some(further)
            });
            speaks(other) || further.any(speaks)
        })
    }

    fn is_sexual(&self, statement: &Statement) -> bool {
        let Value::Term(code) = &statement.value else { return false };
        let property = self.schema.property(statement.record.kind(), &statement.property);
        let Some(PropertyType::Term(name)) = property.map(|property| &property.value) else { return false };
        let vocabulary = self.schema.vocabularies.get(name);
        vocabulary.is_some_and(|vocabulary| vocabulary.line(code).any(|term| SEXUAL.contains(&term)))
    }
}

/// True for an age in words or digits that is that of a minor: "15", "15 años", "a girl".
fn is_young_age(age: &str) -> bool {
    let digits: String =
        age.chars().skip_while(|char| !char.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    speaks_of_protected(age) || digits.parse::<i32>().is_ok_and(|years| years < ADULT_YEARS)
}

fn dates<'a>(said: &'a [&Statement], property: &'a str) -> impl Iterator<Item = &'a record::Edtf> {
    said.iter().filter(move |statement| statement.property == property).filter_map(|statement| {
        let Value::Date(date) = &statement.value else { return None };
        Some(date)
    })
}

#[cfg(test)]
mod tests {
    use record::{Access, DocumentId, Origin};

    use super::*;

    fn says(record: &str, property: &str, value: Value) -> Statement {
        let origin = Origin::row("persons".parse().unwrap(), DocumentId::from_digest([1; 32]), 2);
        Statement::plain(record.parse().unwrap(), (property, value), origin, Access::Public)
    }

    fn text(property: &str, text: &str) -> Statement {
        says("person/rosa", property, Value::Text(text.to_owned()))
    }

    fn date(record: &str, property: &str, date: &str) -> Statement {
        says(record, property, Value::Date(date.parse().unwrap()))
    }

    fn term(record: &str, property: &str, code: &str) -> Statement {
        says(record, property, Value::Term(code.to_owned()))
    }

    fn victim() -> Statement {
        says("act/one", "victim", Value::Reference("person/rosa".parse().unwrap()))
    }

    /// Whether "Rosa Quispe" may be named, with what else is said.
    fn may_be_named(more: Vec<Statement>) -> bool {
        let all: Vec<(u64, Statement)> = (0..).zip([text("name", "Rosa Quispe")].into_iter().chain(more)).collect();
        let is_public = |statement: &Statement| statement.access == Access::Public;
        let today = Day::new(2020, 1, 1);
        !nameable(&Schema::built_in(), &all, (&is_public, today)).is_empty()
    }

    #[test]
    fn an_adult_of_whom_all_is_public_is_named() {
        assert!(may_be_named(vec![]));
        assert!(may_be_named(vec![
            date("person/rosa", "birth-date", "1960"),
            victim(),
            date("act/one", "date", "1985")
        ]));
        assert!(may_be_named(vec![victim(), term("act/one", "type", "killing")]));
    }

    #[test]
    fn nobody_is_named_of_whom_something_is_not_public() {
        let mut closed = text("address", "Lima");
        closed.access = Access::Confidential;
        assert!(!may_be_named(vec![closed]));
        assert!(!may_be_named(vec![says("person/rosa", "confidentiality", Value::Flag(true))]));
    }

    #[test]
    fn whoever_may_be_a_minor_is_not_named() {
        assert!(!may_be_named(vec![says("person/rosa", "age", Value::Integer(17))]));
        assert!(!may_be_named(vec![term("person/rosa", "age-band", "child")]));
        assert!(!may_be_named(vec![victim(), says("act/one", "victim-age", Value::Text("15 años".to_owned()))]));
        assert!(!may_be_named(vec![text("note", "A girl of the village")]));
        // Born in 1968, killed in 1985: at most seventeen.
        assert!(!may_be_named(vec![
            date("person/rosa", "birth-date", "1968"),
            date("person/rosa", "death-date", "1985")
        ]));
        // Born on some day of 1967: perhaps not yet eighteen in January 1985.
        assert!(!may_be_named(vec![
            date("person/rosa", "birth-date", "1967"),
            victim(),
            date("act/one", "date", "1985-01")
        ]));
        assert!(!may_be_named(vec![date("person/rosa", "birth-date", "2005")]));
    }

    #[test]
    fn a_victim_of_sexual_violence_is_not_named_even_where_the_act_is_confidential() {
        let mut act = term("act/one", "type", "rape");
        act.access = Access::Confidential;
        assert!(!may_be_named(vec![victim(), act.clone()]));
        // A proceeding that covers the act and names the victim.
        let covers = says("proceeding/one", "acts", Value::Reference("act/one".parse().unwrap()));
        let names = says("proceeding/one", "victims", Value::Reference("person/rosa".parse().unwrap()));
        assert!(!may_be_named(vec![act.clone(), covers, names]));
        let did = says("involvement/one", "perpetrator", Value::Reference("person/rosa".parse().unwrap()));
        assert!(may_be_named(vec![act, did]), "who is said to have done it is no victim");
    }
}
