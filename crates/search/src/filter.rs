//! Which records are meant: by kind, by the value of any property, by date. Dates and counts that are not known exactly are
//! compared as what they say, so that an answer may be "possibly".

use std::collections::BTreeSet;

use link::prepare::fold::{fold, words};
use record::{Edtf, Schema, Value, date::Truth, schema::PropertyType};

use crate::subject::DOCUMENT;

/// What documents can be filtered by.
const OF_DOCUMENTS: &[(&str, PropertyType)] = &[
    ("title", PropertyType::Text),
    ("producer", PropertyType::Text),
    ("file", PropertyType::Text),
    ("citation", PropertyType::Text),
    ("url", PropertyType::Text),
    ("published", PropertyType::Date),
    ("accessed", PropertyType::Date),
];

/// Names that an error message lists.
const LISTED: usize = 12;

/// Why a filter is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct InvalidFilter {
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub mend: String,
}

fn refuse(what: impl Into<String>, mend: impl Into<String>) -> InvalidFilter {
    InvalidFilter { what: what.into(), mend: mend.into() }
}

/// How a value stands to the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Is,
    AtLeast,
    AtMost,
    Over,
    Under,
}

/// Longer signs first: `>=` begins like `>`.
const SIGNS: &[(&str, Sign)] =
    &[(">=", Sign::AtLeast), ("<=", Sign::AtMost), (">", Sign::Over), ("<", Sign::Under), ("=", Sign::Is)];

/// One `property=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    property: String,
    sign: Sign,
    /// The value as each kind that has the property would read it.
    values: Vec<Value>,
    /// The term that was asked for and all that are narrower.
    codes: BTreeSet<String>,
}

/// Which records are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    kind: Option<String>,
    tests: Vec<Test>,
    /// The properties of the tests, each between two line ends.
    properties: String,
    date: Option<Edtf>,
}

impl Filters {
    /// Reads what a user typed: a kind, tests such as `sex=female` or `age>=12`, and a date.
    ///
    /// # Errors
    /// Where a kind, a property or a value is not known, or two values have no order.
    pub fn parse(
        schema: &Schema,
        (kind, date): (Option<&str>, Option<&str>),
        tests: &[String],
    ) -> Result<Self, InvalidFilter> {
        if let Some(kind) = kind.filter(|kind| *kind != DOCUMENT && !schema.kinds.contains_key(*kind)) {
            let known = schema.kinds.keys().map(String::as_str).chain([DOCUMENT]);
            return Err(refuse(format!("there is no kind '{kind}'"), format!("write one of {}", nearest(kind, known))));
        }
        let date =
            date.map(|text| text.parse::<Edtf>().map_err(|error| refuse(error.to_string(), DATES))).transpose()?;
        let tests: Vec<Test> = tests.iter().map(|test| Test::parse(schema, kind, test)).collect::<Result<_, _>>()?;
        let properties = tests.iter().map(|test| format!("\n{}\n", test.property)).collect();
        Ok(Self { kind: kind.map(str::to_owned), tests, properties, date: date.map(|date| whole(&date)) })
    }

    /// The kind that is asked for.
    pub(crate) fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// Whether anything but the kind is asked for.
    pub(crate) fn has_tests(&self) -> bool {
        !self.tests.is_empty() || self.date.is_some()
    }

    /// The properties that tests ask for, each on a line of its own.
    pub(crate) fn properties(&self) -> &str {
        &self.properties
    }

    /// Whether a date is asked for, of any property.
    pub(crate) fn has_date(&self) -> bool {
        self.date.is_some()
    }

    /// Whether nothing at all is asked for.
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && !self.has_tests()
    }

    /// Whether the values of a record, each with its property, are those that are asked for; and the places of those that
    /// say so.
    pub(crate) fn truth(&self, values: &[(String, Value)]) -> (Truth, Vec<usize>) {
        let mut all = Truth::Yes;
        let mut says_so = Vec::new();
        let mut add = |answers: Vec<(usize, Truth)>| {
            let best = answers.iter().map(|(_, truth)| *truth).max().unwrap_or(Truth::No);
            all = all.and(best);
            says_so.extend(
                answers.into_iter().filter(|(_, truth)| *truth != Truth::No && *truth == best).map(|(at, _)| at),
            );
        };
        for test in &self.tests {
            let of_property = values.iter().enumerate().filter(|(_, (property, _))| *property == test.property);
            add(of_property.map(|(at, (_, value))| (at, test.truth(value))).collect());
        }
        if let Some(wanted) = &self.date {
            let dates = values.iter().enumerate().filter_map(|(at, (_, value))| {
                if let Value::Date(date) = value { Some((at, date.overlaps(wanted))) } else { None }
            });
            add(dates.collect());
        }
        (all, says_so)
    }
}

const DATES: &str = "write 2016, 2016-11, 2016-11-30, 1985~ or 1980/2000";

/// A date as all the days that it may mean: who looks for 2016-11 means each day of that month.
fn whole(date: &Edtf) -> Edtf {
    let (first, last) = date.bounds();
    let end = |day: Option<record::date::Day>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    format!("{}/{}", end(first), end(last)).parse().unwrap_or_else(|_| date.clone())
}

/// The names that are most like one, for a message.
fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = known.collect::<BTreeSet<_>>().into_iter().collect();
    names.sort_by_key(|name| (strsim::osa_distance(wanted, name), *name));
    let more = if names.len() > LISTED { ", …" } else { "" };
    names.truncate(LISTED);
    format!("{}{more}", names.join(", "))
}

impl Test {
    fn parse(schema: &Schema, kind: Option<&str>, text: &str) -> Result<Self, InvalidFilter> {
        let sign = SIGNS.iter().filter_map(|(sign, means)| Some((text.find(sign)?, *sign, *means)));
        let Some((at, written, sign)) = sign.min_by_key(|(at, written, _)| (*at, std::cmp::Reverse(written.len())))
        else {
            return Err(refuse(format!("'{text}' is no filter"), "write property=value, or >=, <=, >, < between them"));
        };
        let (property, value) = (text[..at].trim(), text[at + written.len()..].trim());
        let types = types_of(schema, kind, property)?;
        let mut reason = None;
        let mut test = Self { property: property.to_owned(), sign, values: Vec::new(), codes: BTreeSet::new() };
        for shape in types {
            match schema.value(shape, value) {
                Ok(read) => test.take(schema, shape, read),
                Err(invalid) => reason = Some(invalid),
            }
        }
        match reason.filter(|_| test.values.is_empty()) {
            Some(invalid) => Err(refuse(format!("{property}: '{value}' is {}", invalid.reason), invalid.mend)),
            None if sign != Sign::Is && !test.values.iter().any(has_order) => {
                let what = format!("{property}: its values have no order, so that '{written}' says nothing");
                Err(refuse(what, format!("write {property}={value}")))
            }
            None => Ok(test),
        }
    }

    fn take(&mut self, schema: &Schema, shape: &PropertyType, value: Value) {
        if let (PropertyType::Term(name), Value::Term(code)) = (shape, &value) {
            let vocabulary = schema.vocabularies.get(name);
            let is_narrower = |term: &&String| vocabulary.is_some_and(|all| all.line(term).any(|wider| wider == code));
            let terms = vocabulary.into_iter().flat_map(|vocabulary| vocabulary.terms().keys());
            self.codes.extend(terms.filter(is_narrower).cloned());
        }
        self.values.push(value);
    }

    /// Whether a value of the property is what is asked for.
    fn truth(&self, value: &Value) -> Truth {
        self.values.iter().map(|wanted| self.truth_of(value, wanted)).max().unwrap_or(Truth::No)
    }

    fn truth_of(&self, value: &Value, wanted: &Value) -> Truth {
        if let (Value::Date(date), Value::Date(wanted)) = (value, wanted) {
            return self.of_dates(date, wanted);
        }
        if let (Some(value), Some(wanted)) = (ends(value), ends(wanted)) {
            return self.of_numbers(value, wanted);
        }
        yes_or_no(
            self.sign == Sign::Is
                && match (value, wanted) {
                    (Value::Text(text), Value::Text(wanted)) => holds(text, wanted),
                    (Value::Term(code), Value::Term(_)) => self.codes.contains(code),
                    (value, wanted) => value == wanted,
                },
        )
    }

    fn of_dates(&self, date: &Edtf, wanted: &Edtf) -> Truth {
        let (first, last) = wanted.bounds();
        let before_first = || first.map_or(Truth::No, |day| date.before(&day.into()));
        let after_last = || last.map_or(Truth::No, |day| date.after(&day.into()));
        match self.sign {
            Sign::Is => date.overlaps(&whole(wanted)),
            Sign::AtLeast => not(before_first()),
            Sign::AtMost => not(after_last()),
            Sign::Over => after_last(),
            Sign::Under => before_first(),
        }
    }

    /// Numbers by their ends: certain where every number between them says so.
    fn of_numbers(&self, (least, most): (i64, i64), (low, high): (i64, i64)) -> Truth {
        let (all, any) = match self.sign {
            Sign::Is => (least == most && low == high && least == low, least <= high && low <= most),
            Sign::AtLeast => (least >= low, most >= low),
            Sign::AtMost => (most <= high, least <= high),
            Sign::Over => (least > high, most > high),
            Sign::Under => (most < low, least < low),
        };
        if all {
            Truth::Yes
        } else if any {
            Truth::Possibly
        } else {
            Truth::No
        }
    }
}

/// The types that a property has in the kinds that are meant.
fn types_of<'a>(schema: &'a Schema, kind: Option<&str>, wanted: &str) -> Result<Vec<&'a PropertyType>, InvalidFilter> {
    let of_records = schema.properties().map(|(of, name, property)| (of, name, &property.value));
    let of_documents = OF_DOCUMENTS.iter().map(|(name, shape)| (DOCUMENT, *name, shape));
    let meant: Vec<(&str, &PropertyType)> = of_records
        .chain(of_documents)
        .filter(|(of, _, _)| kind.is_none_or(|kind| kind == *of))
        .map(|(_, name, shape)| (name, shape))
        .collect();
    let mut types: Vec<&PropertyType> = Vec::new();
    for (_, shape) in meant.iter().filter(|(name, _)| *name == wanted) {
        if !types.contains(shape) {
            types.push(shape);
        }
    }
    if types.is_empty() {
        let of = kind.map_or_else(String::new, |kind| format!(" of kind {kind}"));
        let known = nearest(wanted, meant.iter().map(|(name, _)| *name));
        return Err(refuse(format!("there is no property '{wanted}'{of}"), format!("write one of {known}")));
    }
    Ok(types)
}

fn has_order(value: &Value) -> bool {
    matches!(value, Value::Date(_)) || ends(value).is_some()
}

/// The least and the most that a number may be.
fn ends(value: &Value) -> Option<(i64, i64)> {
    match value {
        Value::Integer(number) => Some((*number, *number)),
        Value::Count(count) => Some((i64::from(count.least()), count.most().map_or(i64::MAX, i64::from))),
        Value::Text(_)
        | Value::Date(_)
        | Value::Term(_)
        | Value::Reference(_)
        | Value::Place { .. }
        | Value::Flag(_)
        | Value::Geometry(_) => None,
    }
}

/// Whether the words of a text hold the wanted ones in a row, whatever their accents and case.
fn holds(text: &str, wanted: &str) -> bool {
    let (text, wanted) = (fold(text), fold(wanted));
    let (text, wanted): (Vec<&str>, Vec<&str>) = (words(&text).collect(), words(&wanted).collect());
    !wanted.is_empty() && text.windows(wanted.len()).any(|row| row == wanted)
}

fn yes_or_no(is_so: bool) -> Truth {
    if is_so { Truth::Yes } else { Truth::No }
}

fn not(truth: Truth) -> Truth {
    match truth {
        Truth::No => Truth::Yes,
        Truth::Possibly => Truth::Possibly,
        Truth::Yes => Truth::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn truth(test: &str, property: &str, value: Value) -> Truth {
        let schema = Schema::built_in();
        let filters = Filters::parse(&schema, (None, None), &[test.to_owned()]).unwrap();
        filters.truth(&[(property.to_owned(), value)]).0
    }

    fn date(text: &str) -> Value {
        Value::Date(text.parse().unwrap())
    }

    #[test]
    fn a_date_that_is_not_known_to_the_day_is_possibly_what_is_asked_for() {
        for (test, value, expected) in [
            ("birth-date=1985-08", "1985-08-14", Truth::Yes),
            ("birth-date=1985-08", "1985-08", Truth::Yes),
            ("birth-date=1985-08-14", "1985-08", Truth::Possibly),
            ("birth-date=1985-08", "1985", Truth::Possibly),
            ("birth-date=1985-08", "1986", Truth::No),
            ("birth-date>=1985-08", "1985-08-01", Truth::Yes),
            ("birth-date>=1985-08-14", "1985-08", Truth::Possibly),
            ("birth-date<1985-08-14", "1985-08", Truth::Possibly),
            ("birth-date>1985", "1986-01-01", Truth::Yes),
            ("birth-date<=1985", "1986-01-01", Truth::No),
        ] {
            assert_eq!(truth(test, "birth-date", date(value)), expected, "{test} of {value}");
        }
        let schema = Schema::built_in();
        let filters = Filters::parse(&schema, (None, Some("1985-08/1985-09")), &[]).unwrap();
        let of = |text: &str| filters.truth(&[("death-date".to_owned(), date(text))]).0;
        assert_eq!((of("1985-08-31"), of("1985"), of("1984")), (Truth::Yes, Truth::Possibly, Truth::No));
        assert_eq!(filters.truth(&[]).0, Truth::No, "a record without a date");
    }

    #[test]
    fn numbers_texts_and_terms_are_compared_as_what_they_are() {
        let count = |text: &str| Value::Count(text.parse().unwrap());
        assert_eq!(truth("age>=18", "age", Value::Integer(18)), Truth::Yes);
        assert_eq!(truth("age<18", "age", Value::Integer(18)), Truth::No);
        assert_eq!(truth("dependants>=3", "dependants", count("2..5")), Truth::Possibly);
        assert_eq!(truth("dependants<=5", "dependants", count("2..5")), Truth::Yes);
        let name = || Value::Text("Rosa HUAMÁN Quispe".to_owned());
        assert_eq!(truth("name=huaman quispe", "name", name()), Truth::Yes);
        assert_eq!(truth("name=rosa quispe", "name", name()), Truth::No);
        assert_eq!(truth("sex=Femenino", "sex", Value::Term("female".to_owned())), Truth::Yes);
    }

    #[test]
    fn what_is_no_filter_says_what_would_be_right() {
        let schema = Schema::built_in();
        let refused = |kind: Option<&str>, date: Option<&str>, test: &str| {
            let tests: Vec<String> = Some(test.to_owned()).filter(|test| !test.is_empty()).into_iter().collect();
            let invalid = Filters::parse(&schema, (kind, date), &tests).unwrap_err();
            format!("{}: {}", invalid.what, invalid.mend)
        };
        assert!(refused(Some("persona"), None, "").contains("write one of person"));
        assert!(refused(None, Some("August"), "").contains("1980/2000"));
        assert!(refused(None, None, "sexo=female").contains("sex"));
        assert!(refused(None, None, "sex=femal").contains("female"));
        assert!(refused(None, None, "name>=Rosa").contains("name=Rosa"));
        assert!(refused(None, None, "Rosa").contains("property=value"));
        assert!(refused(Some("event"), None, "surname1=Rojas").contains("of kind event"));
    }
}
