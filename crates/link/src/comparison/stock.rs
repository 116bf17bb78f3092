//! The stock levels: what is asked of two names, dates or places, the strongest agreement first.

use crate::{
    comparison::expression::{Expression, InvalidExpression},
    settings::{Comparison, ComparisonKind, Level},
};

/// How much of the term frequency counts where values are only alike: the similar value may be the common one.
const PARTIAL: f32 = 0.5;

/// A comparison ready to be compiled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Plan {
    pub(crate) name: String,
    pub(crate) levels: Vec<PlannedLevel>,
    /// There is information where one of these is known on both sides.
    pub(crate) known: Vec<String>,
}

/// A level with its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlannedLevel {
    pub(crate) when: Expression,
    pub(crate) label: String,
    /// Share of the term frequency that counts.
    pub(crate) term_frequency: f32,
    pub(crate) m_probability: Option<f64>,
    pub(crate) u_probability: Option<f64>,
}

/// Why a comparison cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidComparison {
    /// A level that cannot be read.
    #[error("comparison '{comparison}': {error}")]
    Expression {
        /// Its name.
        comparison: String,
        /// What is wrong.
        error: InvalidExpression,
    },
    /// Too few fields, or no level.
    #[error("comparison '{comparison}': {reason}")]
    Incomplete {
        /// Its name.
        comparison: String,
        /// What is wrong, and what would be right.
        reason: &'static str,
    },
}

/// A stock level: condition, words, share of the term frequency.
type Stock = (String, &'static str, f32);

/// Spells a comparison out.
///
/// # Errors
/// Where it names no field or no level, or a level cannot be read.
pub(crate) fn plan(comparison: &Comparison) -> Result<Plan, InvalidComparison> {
    let fields = comparison.fields();
    let incomplete = |reason| InvalidComparison::Incomplete { comparison: comparison.title(), reason };
    let stock = match (comparison.kind, fields.as_slice()) {
        (ComparisonKind::Custom, _) => Vec::new(),
        (_, []) => return Err(incomplete("names no column")),
        (ComparisonKind::Surnames, [first, second]) => surnames(first, second),
        (ComparisonKind::Surnames, _) => return Err(incomplete("kind 'surnames' takes columns = [first, second]")),
        (ComparisonKind::Place, places) => place(places),
        (kind, [field, ..]) => one(kind, field, &comparison.thresholds),
    };
    let weighs = comparison.term_frequency.unwrap_or(true);
    let own = comparison.levels.iter().cloned();
    let stock = stock.into_iter().map(|(when, label, share)| Level {
        when,
        label: label.to_owned(),
        term_frequency: Some(if weighs { share } else { 0.0 }),
        ..Level::default()
    });
    let mut levels: Vec<PlannedLevel> =
        stock.chain(own).map(|level| planned(comparison, level)).collect::<Result<_, _>>()?;
    if levels.is_empty() {
        return Err(incomplete("has no level: give a kind, or [[comparison.level]] with when = \"…\""));
    }
    if levels.last().is_some_and(|level| level.when != Expression::Else) {
        levels.push(planned(
            comparison,
            Level { when: "else".to_owned(), label: "different".to_owned(), ..Level::default() },
        )?);
    }
    let known = levels.iter().flat_map(|level| level.when.atoms());
    let known = known.fold(Vec::new(), |mut known, atom| {
        if !known.contains(&atom) {
            known.push(atom);
        }
        known
    });
    Ok(Plan { name: comparison.title(), levels, known })
}

fn planned(comparison: &Comparison, level: Level) -> Result<PlannedLevel, InvalidComparison> {
    let when = Expression::parse(&level.when)
        .map_err(|error| InvalidComparison::Expression { comparison: comparison.title(), error })?;
    let label = if level.label.is_empty() { level.when.clone() } else { level.label };
    let term_frequency = level.term_frequency.unwrap_or(0.0);
    Ok(PlannedLevel {
        when,
        label,
        term_frequency,
        m_probability: level.m_probability,
        u_probability: level.u_probability,
    })
}

fn one(kind: ComparisonKind, field: &str, thresholds: &[f32]) -> Vec<Stock> {
    let same = || (format!("same({field})"), "the same", 1.0);
    let level = |when: String, label| (when.replace('?', field), label, 0.0);
    let partly = |when: &str, label| (when.replace('?', field), label, PARTIAL);
    match kind {
        ComparisonKind::Custom | ComparisonKind::Surnames | ComparisonKind::Place => Vec::new(),
        ComparisonKind::Exact => vec![same()],
        ComparisonKind::Name => name(field, thresholds),
        ComparisonKind::Given => vec![
            same(),
            partly("same(skeleton(?))", "spelt differently, sounds the same"),
            partly("jaro_winkler(?) >= 0.92", "nearly the same"),
            partly("same(nickname(first_word(?)))", "the same first name, or its nickname"),
            level("words(?) >= 1".into(), "one has names that the other leaves out"),
            level("words(?) >= 0.5 or jaro_winkler(?) >= 0.8".into(), "similar"),
        ],
        ComparisonKind::FullName => vec![
            same(),
            partly("same(sorted_words(?))", "the same words in another order"),
            partly("jaro_winkler(?) >= 0.95", "nearly the same"),
            level("words(?) >= 1".into(), "one has words that the other leaves out"),
            level("words(?) >= 0.66 or jaro_winkler(?) >= 0.88".into(), "most words the same"),
            level("words(?) >= 0.5 or jaro_winkler(?) >= 0.75".into(), "half the words the same"),
        ],
        ComparisonKind::Date => vec![
            same(),
            level("contains(?)".into(), "one gives only month or year, and agrees"),
            level("day_month_swapped(?)".into(), "day and month exchanged"),
            level("one_digit(?)".into(), "one digit differs"),
            level("two_parts(?)".into(), "two of day, month and year the same"),
            level("days(?) <= 31".into(), "within a month"),
            level("years(?) <= 1".into(), "within a year"),
            level("years(?) <= 5".into(), "within five years"),
        ],
        ComparisonKind::EventDate => vec![
            same(),
            level("days(?) <= 1".into(), "the same or the next day"),
            level("days(?) <= 10".into(), "within ten days"),
            level("one_digit(?) or day_month_swapped(?)".into(), "one digit differs"),
            level("days(?) <= 45".into(), "within six weeks"),
            level("years(?) <= 1".into(), "within a year"),
        ],
        ComparisonKind::Code => vec![
            same(),
            level("damerau_levenshtein(?) <= 1".into(), "one character differs"),
            level("damerau_levenshtein(?) <= 2".into(), "two characters differ"),
        ],
        ComparisonKind::Number => {
            std::iter::once(same()).chain(near(field, "difference(?) <=", &or(thresholds, &[1.0, 3.0, 10.0]))).collect()
        }
        ComparisonKind::Text => vec![
            same(),
            level("jaccard(?) >= 0.8".into(), "most words in common"),
            level("words(?) >= 0.5".into(), "half the words of the shorter in common"),
        ],
        ComparisonKind::Point => near(field, "km(?) <=", &or(thresholds, &[0.1, 1.0, 10.0, 50.0])),
        ComparisonKind::Vector => near(field, "cosine(?) >=", &or(thresholds, &[0.95, 0.85, 0.7])),
    }
}

/// The settings' bounds, or the stock ones.
fn or(given: &[f32], stock: &[f32]) -> Vec<f32> {
    if given.is_empty() { stock.to_vec() } else { given.to_vec() }
}

/// One level for each bound.
fn near(field: &str, test: &str, bounds: &[f32]) -> Vec<Stock> {
    bounds.iter().map(|bound| (format!("{} {bound}", test.replace('?', field)), "close", 0.0)).collect()
}

/// A name or surname.
fn name(field: &str, thresholds: &[f32]) -> Vec<Stock> {
    let mut levels = vec![
        (format!("same({field})"), "the same", 1.0),
        (format!("same(skeleton({field}))"), "spelt differently, sounds the same", PARTIAL),
    ];
    let labels = ["nearly the same", "similar", "a little similar"];
    for (bound, label) in or(thresholds, &[0.92, 0.80]).iter().zip(labels.iter().cycle()) {
        levels.push((format!("jaro_winkler({field}) >= {bound}"), label, if *bound > 0.9 { PARTIAL } else { 0.0 }));
    }
    levels
}

/// Two surnames in order: Sadinle 2014, *AoAS* 8:2404-2434, compares Hispanic names word by word for the same reason.
fn surnames(first: &str, second: &str) -> Vec<Stock> {
    let level = |when: &str, label, share| (when.replace('@', first).replace('#', second), label, share);
    vec![
        level("same(@) and same(#)", "both the same", 1.0),
        level("same(skeleton(@)) and same(skeleton(#))", "both sound the same", PARTIAL),
        level("same(@) and missing(#)", "the first the same, the second not given", 1.0),
        level("swapped(@, #)", "the same, exchanged", 1.0),
        level(
            "same(@) and jaro_winkler(#) >= 0.8 or same(#) and jaro_winkler(@) >= 0.8",
            "one the same, the other nearly",
            PARTIAL,
        ),
        level("same(skeleton(@)) and missing(#)", "the first sounds the same, the second not given", PARTIAL),
        level("jaro_winkler(@) >= 0.85 and jaro_winkler(#) >= 0.85", "both nearly the same", PARTIAL),
        level("jaro_winkler(@) >= 0.88 and missing(#)", "the first nearly the same, the second not given", 0.0),
        level("same(@)", "only the first the same", 1.0),
        level("same(#)", "only the second the same", 1.0),
        level("crossed(@, #)", "one stands in the other's place", 0.0),
    ]
}

fn place(places: &[String]) -> Vec<Stock> {
    let labels = ["the same place", "the same larger place", "the same region"];
    let label = |at: usize| labels[at.min(labels.len() - 1)];
    places.iter().enumerate().map(|(at, place)| (format!("same({place})"), label(at), 1.0)).collect()
}
