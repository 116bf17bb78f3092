//! A series: figures of one unit, population, place and noun that differ in their period; and what keeps two of them, or two
//! figures that answer one question, from being set side by side.
//!
//! Numbers of different periods say whether something rose only where the same thing was counted in the same way: the same
//! register, definition and kind of number, over periods of one length. Definitions may name their own period ("at the end of
//! November 2016"); they are compared without it.

use record::{Bilingual, Edtf, Language, date::Day};

use crate::{Definition, Figure, compare::words::fold};

/// Periods whose lengths differ by no more days are of one length: neither a leap day nor the lengths of months matter.
const SAME_LENGTH_DAYS: i64 = 3;

/// Why two figures are not set side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// They count different units.
    Unit,
    /// Of different populations.
    Population,
    /// In different places.
    Place,
    /// Under different nouns.
    Noun,
    /// By different registers.
    Register,
    /// By different definitions.
    Definition,
    /// One is an estimate, the other a count.
    Kind,
    /// One does not say its period.
    PeriodUnknown,
    /// Their periods are of different length.
    PeriodLength,
    /// Their periods have days in common.
    Overlap,
}

impl Difference {
    /// The reason as a reader reads it.
    pub fn words(self) -> Bilingual {
        let (en, es) = match self {
            Self::Unit => ("another counting unit", "otra unidad de cuenta"),
            Self::Population => ("another population", "otra población"),
            Self::Place => ("another place", "otro lugar"),
            Self::Noun => ("other things counted", "se cuentan otras cosas"),
            Self::Register => ("another register", "otro registro"),
            Self::Definition => ("another definition", "otra definición"),
            Self::Kind => ("a count beside an estimate", "un recuento junto a una estimación"),
            Self::PeriodUnknown => ("its period is not stated", "no se dice su período"),
            Self::PeriodLength => ("a period of another length", "un período de otra duración"),
            Self::Overlap => ("periods that overlap", "períodos que se superponen"),
        };
        Bilingual::new(en, es)
    }
}

/// The figures beside which one may be set, and those beside which it may not.
#[derive(Debug, Clone, PartialEq)]
pub struct Series<'a> {
    /// Comparable with each other, in order of time; the figure is one of them.
    pub points: Vec<&'a Figure>,
    /// Answers to the same question for other periods that are not comparable, with the reasons.
    pub apart: Vec<(&'a Figure, Vec<Difference>)>,
}

/// True for figures of one series, whichever their periods.
pub fn is_same_series(left: &Figure, right: &Figure) -> bool {
    let (left, right) = (&left.definition, &right.definition);
    left.unit == right.unit
        && left.population == right.population
        && left.place == right.place
        && left.noun == right.noun
}

/// The first and last day of a figure's period.
pub fn days(figure: &Figure) -> Option<(Day, Day)> {
    let (first, last) = figure.period()?.bounds();
    first.zip(last)
}

/// Everything that keeps two figures of different periods from being set side by side; nothing where they may be.
pub fn differences(left: &Figure, right: &Figure) -> Vec<Difference> {
    let (one, other) = (&left.definition, &right.definition);
    let mut found = Vec::new();
    let mut note = |differs: bool, difference: Difference| {
        if differs {
            found.push(difference);
        }
    };
    note(one.unit != other.unit, Difference::Unit);
    note(one.population != other.population, Difference::Population);
    note(one.place != other.place, Difference::Place);
    note(one.noun != other.noun, Difference::Noun);
    note(one.register != other.register, Difference::Register);
    note(without_period(one) != without_period(other), Difference::Definition);
    note(left.is_estimate() != right.is_estimate(), Difference::Kind);
    match days(left).zip(days(right)) {
        None => note(true, Difference::PeriodUnknown),
        Some(((start, end), (next, last))) => {
            let length = start.days_until(end) - next.days_until(last);
            note(length.abs() > SAME_LENGTH_DAYS, Difference::PeriodLength);
            note(start <= last && next <= end, Difference::Overlap);
        }
    }
    found
}

/// The definition in both languages without the words of its own period.
fn without_period(definition: &Definition) -> [String; 2] {
    let period: Option<Edtf> = definition.period.as_deref().and_then(|period| period.parse().ok());
    [Language::En, Language::Es].map(|language| {
        let text = fold(definition.definition.get(language));
        let words = period.as_ref().map(|period| fold(&period.words(language)));
        words.map_or(text.clone(), |words| text.replace(&words, ""))
    })
}

/// True for figures that are one but for their place and what they are called there; a figure is so to itself.
pub fn is_same_but_place(left: &Figure, right: &Figure) -> bool {
    let (one, other) = (&left.definition, &right.definition);
    one.unit == other.unit
        && one.period == other.period
        && one.population == other.population
        && one.register == other.register
        && one.definition == other.definition
        && left.is_estimate() == right.is_estimate()
}

/// The series of a figure among all figures, or those that may be of it or answer its question; `None` where no other period is known.
pub fn of<'a>(figures: impl IntoIterator<Item = &'a Figure>, figure: &'a Figure) -> Option<Series<'a>> {
    let is_retelling = |figure: &Figure| figure.definition.claim.as_ref().is_some_and(|claim| claim.retells.is_some());
    if is_retelling(figure) || figure.printed().is_none() {
        return None;
    }
    let (mut points, mut apart) = (vec![figure], Vec::new());
    for other in figures.into_iter().filter(|other| other.id() != figure.id() && !is_retelling(other)) {
        let is_asked = other.definition.question() == figure.definition.question();
        if !(is_asked || is_same_series(figure, other)) {
            continue;
        }
        let differences = differences(figure, other);
        if differences.is_empty() && other.printed().is_some() {
            points.push(other);
        } else if days(other) != days(figure) || days(other).is_none() {
            // Answers for the same period are rivals, and stand elsewhere.
            apart.push((other, differences));
        }
    }
    apart.retain(|(_, differences)| !differences.is_empty());
    points.sort_by_key(|point| (days(point), point.id().clone()));
    points.dedup_by_key(|point| days(point));
    (points.len() > 1).then_some(Series { points, apart })
}

/// The change from one value to the next: absolute, and in percent of the first where that is not nought.
///
/// ```
/// assert_eq!(figure::series::change(200.0, 212.0), (12.0, Some(6.0)));
/// assert_eq!(figure::series::change(0.0, 3.0), (3.0, None));
/// ```
pub fn change(from: f64, to: f64) -> (f64, Option<f64>) {
    (to - from, (from != 0.0).then(|| 100.0 * (to - from) / from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, parse_definitions};

    fn figure(id: &str, period: &str, more: &str) -> Figure {
        let text = format!(
            "[[figure]]\nid = '{id}'\ntitle = 'Conflicts'\nunit = 'conflicts'\nnoun = 'conflicts'\nperiod = '{period}'\n\
             topic = 't'\nquestion = 'q'\nmembers = 'SELECT 1'\n{more}\n"
        );
        let (mut found, problems) = parse_definitions("f.toml", &text);
        assert!(problems.is_empty(), "{problems:?}");
        let outcome =
            Outcome::Observed { value: 5.0, withheld: 0.0, members: vec![], breakdowns: vec![], held_at: None };
        Figure { definition: found.remove(0), outcome }
    }

    fn monthly(id: &str, period: &str, named: &str) -> Figure {
        figure(id, period, &format!("definition = {{ en = 'Held at the end of {named}.', es = 'x' }}"))
    }

    #[test]
    fn months_of_one_register_are_a_series_in_order_of_time() {
        let all = [
            monthly("c", "2017-02", "February 2017"),
            monthly("a", "2016-11", "November 2016"),
            monthly("b", "2016-12", "December 2016"),
        ];
        let series = of(&all, &all[0]).unwrap();
        let ids: Vec<&str> = series.points.iter().map(|figure| figure.id().as_str()).collect();
        assert_eq!((ids, series.apart), (vec!["a", "b", "c"], vec![]));
    }

    #[test]
    fn what_is_counted_otherwise_stands_apart_and_says_why() {
        let month = monthly("a", "2016-11", "November 2016");
        let year = figure("b", "2016", "definition = 'Held during the year.'\nregister = 'Press'");
        let other = monthly("c", "2016-12", "December 2016");
        let all = [month, year, other];
        let series = of(&all, &all[0]).unwrap();
        assert_eq!(series.points.len(), 2);
        let expected = [Difference::Register, Difference::Definition, Difference::PeriodLength, Difference::Overlap];
        assert_eq!(series.apart, [(&all[1], expected.to_vec())]);
        let alone = [all[0].clone(), all[1].clone()];
        assert!(of(&alone, &alone[0]).is_none(), "nothing to compare with");
    }
}
