//! "Rose by a third", "the highest since 2014": words on how figures of one series compare, held against their values.
//!
//! A series is that of [`figure::series`]. A trend is from one
//! period to the next that the figures know; fractions in words bear `figure::qualifier::FRACTION`.

use std::sync::LazyLock;

pub(super) use figure::series::days;
use figure::{
    Figure,
    compare::words::fold,
    qualifier::{admits, admits_fraction},
    series::is_same_series,
};
use read::prose::read_prose;
use record::{Language, MentionKind, Qualifier, date::Day};
use rustc_hash::FxHashMap;

use super::Context;

/// Why the words are not true, with the mend.
pub(super) type Untrue = (String, String);

/// Which way words say that a number went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Up,
    Down,
}

/// Words of rising, without accents.
const UP: &[&str] = &[
    "rose",
    "risen",
    "increase",
    "increases",
    "increased",
    "grew",
    "grown",
    "growth",
    "climbed",
    "doubled",
    "tripled",
    "trebled",
    "aumento",
    "aumentos",
    "aumentaron",
    "aumenta",
    "subio",
    "subieron",
    "crecio",
    "crecieron",
    "crecimiento",
    "incremento",
    "incrementos",
    "incrementaron",
    "duplico",
    "duplicaron",
    "triplico",
    "triplicaron",
];

/// Words of falling, without accents.
const DOWN: &[&str] = &[
    "fell",
    "fallen",
    "decrease",
    "decreases",
    "decreased",
    "decline",
    "declined",
    "dropped",
    "halved",
    "disminuyo",
    "disminuyeron",
    "disminucion",
    "bajaron",
    "cayo",
    "cayeron",
    "descenso",
    "descendio",
    "descendieron",
    "redujo",
    "redujeron",
];

/// Words that name a factor, without accents.
const FACTORS: &[(&str, f64)] = &[
    ("doubled", 2.0),
    ("duplico", 2.0),
    ("duplicaron", 2.0),
    ("tripled", 3.0),
    ("trebled", 3.0),
    ("triplico", 3.0),
    ("triplicaron", 3.0),
    ("halved", 0.5),
];

/// Words that name a fraction after "by" or "en", without accents, in percent.
const FRACTIONS: &[(&str, f64)] = &[
    ("two thirds", 200.0 / 3.0),
    ("dos tercios", 200.0 / 3.0),
    ("three quarters", 75.0),
    ("tres cuartos", 75.0),
    ("a third", 100.0 / 3.0),
    ("one third", 100.0 / 3.0),
    ("un tercio", 100.0 / 3.0),
    ("a quarter", 25.0),
    ("one quarter", 25.0),
    ("un cuarto", 25.0),
    ("a fifth", 20.0),
    ("un quinto", 20.0),
    ("a tenth", 10.0),
    ("un decimo", 10.0),
    ("half", 50.0),
    ("la mitad", 50.0),
];

/// Words of a first and of a last place, without accents.
const HIGHEST: &[&str] = &["highest", "most", "largest", "mas alto", "mas alta", "mayor", "maximo", "maxima"];
const LOWEST: &[&str] = &["lowest", "fewest", "smallest", "mas bajo", "mas baja", "menor", "minimo", "minima"];

/// Which way a word says that a number went.
pub(super) fn direction_of(word: &str) -> Option<Direction> {
    DIRECTIONS.get(fold(word).as_str()).copied()
}

/// True for such a word, in lower case and without accents.
pub(super) fn tells_direction(folded: &str) -> bool {
    DIRECTIONS.contains_key(folded)
}

static DIRECTIONS: LazyLock<FxHashMap<&'static str, Direction>> = LazyLock::new(|| {
    let up = UP.iter().map(|word| (*word, Direction::Up));
    up.chain(DOWN.iter().map(|word| (*word, Direction::Down))).collect()
});

/// Whether a later figure may be compared with an earlier one.
///
/// # Errors
/// Says what differs, or which figure lies between.
pub(super) fn comparable(from: &Figure, to: &Figure, context: &Context<'_>) -> Result<(), Untrue> {
    let refuse = |reason: String| {
        (reason, "compare figures of one unit, population, place and noun, period after period".to_owned())
    };
    let pair = format!("'{}' and '{}'", from.id(), to.id());
    if !is_same_series(from, to) {
        return Err(refuse(format!("{pair} differ in unit, population, place or counted noun")));
    }
    let (Some((start, end)), Some((next, last))) = (days(from), days(to)) else {
        return Err(refuse(format!("{pair} do not both say which period they cover")));
    };
    if end >= next {
        return Err(refuse(format!("'{}' is not of a time before '{}'", from.id(), to.id())));
    }
    // A leap day makes no longer year, nor do the lengths of months.
    if (start.days_until(end) - next.days_until(last)).abs() > 3 {
        return Err(refuse(format!("{pair} cover periods of different length")));
    }
    let between = context.figures.iter().find(|other| {
        is_same_series(other, from) && days(other).is_some_and(|(first, last)| end < first && last < next)
    });
    match between {
        Some(other) => Err(refuse(format!("'{}' lies between {pair}", other.id()))),
        None => Ok(()),
    }
}

/// Whether words on a change from one value to another are true.
///
/// # Errors
/// Says what the change was.
pub(super) fn change(words: &str, (from, to): (f64, f64), language: Language) -> Result<(), Untrue> {
    let folded = fold(words);
    let mut said = folded.split(|char: char| !char.is_alphanumeric());
    let told = said.find_map(direction_of).ok_or_else(|| {
        (format!("'{words}' says of no rise or fall"), "write rose, fell, increased …, aumentó, disminuyó …".to_owned())
    })?;
    let percent = if from == 0.0 { f64::INFINITY } else { 100.0 * (to - from) / from };
    let is_way = match told {
        Direction::Up => to > from,
        Direction::Down => to < from,
    };
    let untrue = || {
        let change = if percent.is_finite() { format!(", {percent:+.1}%") } else { String::new() };
        let reason = format!("'{words}' is not borne: from {from} to {to}, that is {:+}{change}", to - from);
        (reason, "say what the values bear".to_owned())
    };
    let is_true = is_way && is_size_borne(words, &folded, (from, to, percent), language);
    if is_true { Ok(()) } else { Err(untrue()) }
}

/// Factor, fraction, percentage or difference, whichever the words name; true where they name none.
fn is_size_borne(words: &str, folded: &str, (from, to, percent): (f64, f64, f64), language: Language) -> bool {
    let prose = read_prose(words, Some(language));
    let qualifier = prose.mentions.first().map_or_else(|| qualifier_of(folded), |mention| mention.qualifier);
    if let Some((_, factor)) = FACTORS.iter().find(|(word, _)| folded.split(' ').any(|said| said == *word)) {
        return admits_fraction(100.0 * (factor - 1.0).abs(), qualifier, percent.abs());
    }
    if let Some((_, fraction)) = FRACTIONS.iter().find(|(words, _)| folded.contains(words)) {
        return admits_fraction(*fraction, qualifier, percent.abs());
    }
    prose.mentions.iter().all(|mention| match (mention.kind, mention.value) {
        (MentionKind::Share, Some(value)) => {
            admits(value, mention.qualifier, (percent.abs() * 10.0).round() / 10.0).is_ok()
        }
        (MentionKind::Count, Some(value)) => admits(value, mention.qualifier, (to - from).abs()).is_ok(),
        (MentionKind::Year | MentionKind::Date, _) => true,
        (_, _) => false,
    })
}

/// The qualifier of a fraction that the reading of prose takes for no number.
fn qualifier_of(folded: &str) -> Qualifier {
    let all =
        [Qualifier::Over, Qualifier::AtLeast, Qualifier::Nearly, Qualifier::Around, Qualifier::UpTo, Qualifier::Under];
    let is_said = |qualifier: &Qualifier| {
        [Language::En, Language::Es].iter().any(|language| folded.contains(&fold(qualifier.words(*language))))
    };
    let more = [("more than", Qualifier::Over), ("almost", Qualifier::Nearly), ("about", Qualifier::Around)];
    let other = more.iter().find(|(words, _)| folded.contains(words)).map(|(_, qualifier)| *qualifier);
    all.into_iter().find(is_said).or(other).unwrap_or_default()
}

/// Whether words such as "the highest since 2014" are true of a figure in its series.
///
/// # Errors
/// Says which figure is in the way, or which year has none.
pub(super) fn rank(words: &str, (figure, value): (&Figure, f64), context: &Context<'_>) -> Result<(), Untrue> {
    let folded = fold(words);
    let is_highest = HIGHEST.iter().any(|word| folded.contains(word));
    let mend = "write the highest since 2014, el más alto desde 2014".to_owned();
    if is_highest == LOWEST.iter().any(|word| folded.contains(word)) {
        return Err((format!("'{words}' names no first or last place"), mend));
    }
    let year = folded.split(|char: char| !char.is_ascii_digit()).find(|digits| digits.len() == 4);
    let since: i32 =
        year.and_then(|year| year.parse().ok()).ok_or((format!("'{words}' does not say since when"), mend))?;
    let mend = "say what the series bears, or declare the figures that are missing".to_owned();
    let refuse = |reason: String| Err((reason, mend.clone()));
    let Some((own, _)) = days(figure) else {
        return refuse(format!("'{}' does not say which period it covers", figure.id()));
    };
    let earlier: Vec<(&Figure, Day, f64)> = context
        .figures
        .iter()
        .filter(|other| other.id() != figure.id() && is_same_series(other, figure))
        .filter_map(|other| Some((other, days(other)?.0, other.printed()?)))
        .filter(|(_, first, _)| *first < own && first.year >= since)
        .collect();
    if let Some(missing) = (since..own.year).find(|year| !earlier.iter().any(|(_, first, _)| first.year == *year)) {
        return refuse(format!("'{words}': the series of '{}' has no figure for {missing}", figure.id()));
    }
    // "The highest since 2014" lets 2014 itself be higher.
    let beats = |other: f64| if is_highest { value > other } else { value < other };
    match earlier.iter().find(|(_, first, other)| first.year > since && !beats(*other)) {
        Some((other, _, found)) => {
            refuse(format!("'{words}' is not borne: '{}' has {found}, '{}' {value}", other.id(), figure.id()))
        }
        None if since >= own.year => refuse(format!("'{words}' begins no earlier than the figure")),
        None => Ok(()),
    }
}
