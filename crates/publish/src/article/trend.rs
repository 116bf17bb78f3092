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
use record::{Bilingual, Language, MentionKind, Qualifier, both, date::Day, short_numeral};
use rustc_hash::FxHashMap;

use super::{Context, Objection};

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
pub(super) fn comparable(from: &Figure, to: &Figure, context: &Context<'_>) -> Result<(), Objection> {
    let (earlier, later) = (from.id(), to.id());
    let refuse = |reason: Bilingual| {
        let mend = both!(
            "compare figures of one unit, population, place and noun, period after period",
            "compare cifras de la misma unidad, población, lugar y sustantivo, un período tras otro"
        );
        Err(Objection::new(reason, mend))
    };
    if !is_same_series(from, to) {
        return refuse(both!(
            "'{earlier}' and '{later}' differ in unit, population, place or counted noun",
            "«{earlier}» y «{later}» difieren en unidad, población, lugar o sustantivo contado"
        ));
    }
    let (Some((start, end)), Some((next, last))) = (days(from), days(to)) else {
        return refuse(both!(
            "'{earlier}' and '{later}' do not both say which period they cover",
            "«{earlier}» y «{later}» no dicen ambas qué período abarcan"
        ));
    };
    if end >= next {
        return refuse(both!(
            "'{earlier}' is not of a time before '{later}'",
            "«{earlier}» no es de un tiempo anterior a «{later}»"
        ));
    }
    // A leap day makes no longer year, nor do the lengths of months.
    if (start.days_until(end) - next.days_until(last)).abs() > 3 {
        return refuse(both!(
            "'{earlier}' and '{later}' cover periods of different length",
            "«{earlier}» y «{later}» abarcan períodos de distinta duración"
        ));
    }
    let between = context.figures.iter().find(|other| {
        is_same_series(other, from) && days(other).is_some_and(|(first, last)| end < first && last < next)
    });
    match between {
        Some(other) => {
            let between = other.id();
            refuse(both!(
                "'{between}' lies between '{earlier}' and '{later}'",
                "«{between}» está entre «{earlier}» y «{later}»"
            ))
        }
        None => Ok(()),
    }
}

/// Whether words on a change from one value to another are true.
///
/// # Errors
/// Says what the change was.
pub(super) fn change(words: &str, (from, to): (f64, f64), language: Language) -> Result<(), Objection> {
    let folded = fold(words);
    let mut said = folded.split(|char: char| !char.is_alphanumeric());
    let told = said.find_map(direction_of).ok_or_else(|| {
        Objection::new(
            both!("'{words}' says of no rise or fall", "«{words}» no dice de ningún aumento o descenso"),
            both!("write rose, fell, increased …", "escriba aumentó, disminuyó, creció …"),
        )
    })?;
    let percent = if from == 0.0 { f64::INFINITY } else { 100.0 * (to - from) / from };
    let is_way = match told {
        Direction::Up => to > from,
        Direction::Down => to < from,
    };
    let is_true = is_way && is_size_borne(words, &folded, (from, to, percent), language);
    if is_true { Ok(()) } else { Err(not_borne(words, (from, to, percent))) }
}

/// What the change was, where the words say otherwise.
fn not_borne(words: &str, (from, to, percent): (f64, f64, f64)) -> Objection {
    let change = |language: Language| {
        let signed = |value: f64| format!("{}{}", if value > 0.0 { "+" } else { "" }, short_numeral(value, language));
        let sign = if language == Language::En { "%" } else { "\u{a0}%" };
        let share = if percent.is_finite() { format!(", {}{sign}", signed(percent)) } else { String::new() };
        format!("{}{share}", signed(to - from))
    };
    let of = |language: Language| [from, to].map(|value| short_numeral(value, language));
    let ([from_en, to_en], [from_es, to_es]) = (of(Language::En), of(Language::Es));
    let reason = both!(
        "'{words}' is not borne: from {from_en} to {to_en}, that is {}", change(Language::En);
        "«{words}» no se sostiene: de {from_es} a {to_es}, es decir {}", change(Language::Es)
    );
    Objection::new(reason, both!("say what the values bear", "diga lo que los valores sostienen"))
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
pub(super) fn rank(words: &str, (figure, value): (&Figure, f64), context: &Context<'_>) -> Result<(), Objection> {
    let folded = fold(words);
    let is_highest = HIGHEST.iter().any(|word| folded.contains(word));
    if is_highest == LOWEST.iter().any(|word| folded.contains(word)) {
        return Err(no_rank(both!(
            "'{words}' names no first or last place",
            "«{words}» no nombra un primer o último lugar"
        )));
    }
    let year = folded.split(|char: char| !char.is_ascii_digit()).find(|digits| digits.len() == 4);
    let since: i32 = year
        .and_then(|year| year.parse().ok())
        .ok_or_else(|| no_rank(both!("'{words}' does not say since when", "«{words}» no dice desde cuándo")))?;
    let refuse = |reason: Bilingual| {
        let mend = both!(
            "say what the series bears, or declare the figures that are missing",
            "diga lo que la serie sostiene, o declare las cifras que faltan"
        );
        Err(Objection::new(reason, mend))
    };
    let id = figure.id();
    let Some((own, _)) = days(figure) else {
        return refuse(both!("'{id}' does not say which period it covers", "«{id}» no dice qué período abarca"));
    };
    let earlier: Vec<(&Figure, Day, f64)> = context
        .figures
        .iter()
        .filter(|other| other.id() != id && is_same_series(other, figure))
        .filter_map(|other| Some((other, days(other)?.0, other.printed()?)))
        .filter(|(_, first, _)| *first < own && first.year >= since)
        .collect();
    if let Some(missing) = (since..own.year).find(|year| !earlier.iter().any(|(_, first, _)| first.year == *year)) {
        return refuse(both!(
            "'{words}': the series of '{id}' has no figure for {missing}",
            "«{words}»: la serie de «{id}» no tiene cifra de {missing}"
        ));
    }
    // "The highest since 2014" lets 2014 itself be higher.
    let beats = |other: f64| if is_highest { value > other } else { value < other };
    match earlier.iter().find(|(_, first, other)| first.year > since && !beats(*other)) {
        Some((other, _, found)) => refuse(beaten(words, (other, *found), (figure, value))),
        None if since >= own.year => {
            refuse(both!("'{words}' begins no earlier than the figure", "«{words}» no empieza antes que la cifra"))
        }
        None => Ok(()),
    }
}

fn no_rank(reason: Bilingual) -> Objection {
    Objection::new(reason, both!("write the highest since 2014", "escriba el más alto desde 2014"))
}

/// Which figure of the series is in the way.
fn beaten(words: &str, (other, found): (&Figure, f64), (figure, value): (&Figure, f64)) -> Bilingual {
    let (other, id) = (other.id(), figure.id());
    let print = |value: f64, language: Language| short_numeral(value, language);
    both!(
        "'{words}' is not borne: '{other}' has {}, '{id}' {}", print(found, Language::En), print(value, Language::En);
        "«{words}» no se sostiene: «{other}» tiene {}, «{id}» {}", print(found, Language::Es), print(value, Language::Es)
    )
}
