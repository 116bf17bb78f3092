//! Times that move with the reader, as they were meant on the article's day; and when something was published.

use record::{
    Edtf,
    date::{Day, month_named},
};

use super::{
    Article, Publication,
    judge::Reason,
    words::{fold, holds, is_function_word, stem, stems},
};

/// Stems of the words by which something comes out.
const COMES_OUT: &[&str] = &[
    "publish",
    "published",
    "launch",
    "launched",
    "released",
    "issued",
    "presented",
    "publico",
    "lanzo",
    "presento",
    "difundio",
    "publicado",
];

/// What comes out.
const WORKS: &[&str] = &["report", "informe"];

/// Words of a single day, with its distance from the day on which they are said.
const DAYS: &[(&[&str], i64)] = &[
    (&["yesterday", "ayer", "night", "anoche"], -1),
    (&["anteayer", "antier"], -2),
    (&["today"], 0),
    (&["tomorrow"], 1),
];

/// The days of the week, beginning on Monday.
const WEEK: [[&str; 2]; 7] = [
    ["monday", "lunes"],
    ["tuesday", "martes"],
    ["wednesday", "miércoles"],
    ["thursday", "jueves"],
    ["friday", "viernes"],
    ["saturday", "sábado"],
    ["sunday", "domingo"],
];

/// The time that "yesterday", "this month", "last July" or "el año pasado" meant on a day; none where nobody can tell, such as
/// "this Monday". Weeks begin on Monday (ISO 8601).
///
/// ```
/// let day = "2017-03-11".parse()?; // a Saturday
/// let meant = |words| figure::compare::meant_time(words, day).map(|time| time.to_string());
/// assert_eq!(meant("last July").as_deref(), Some("2016-07"));
/// assert_eq!(meant("setiembre pasado").as_deref(), Some("2016-09"));
/// assert_eq!(meant("this month").as_deref(), Some("2017-03"));
/// assert_eq!(meant("el año pasado").as_deref(), Some("2016"));
/// assert_eq!(meant("ayer").as_deref(), Some("2017-03-10"));
/// assert_eq!(meant("el lunes pasado").as_deref(), Some("2017-03-06"));
/// assert_eq!(meant("last week").as_deref(), Some("2017-02-27/2017-03-05"));
/// assert_eq!((meant("this Monday"), meant("above")), (None, None));
/// # Ok::<(), record::date::InvalidDate>(())
/// ```
pub fn meant_time(words: &str, day: Day) -> Option<Edtf> {
    let folded = words.to_lowercase();
    let has = |any: &[&str]| folded.split_whitespace().any(|word| any.contains(&word));
    let is_this = has(&["this", "este", "esta"]);
    if let Some((_, days)) = DAYS.iter().find(|(names, _)| has(names)).filter(|_| !is_this) {
        return Some(day.plus_days(*days).into());
    }
    let is_last = has(&["last", "pasado", "pasada", "último", "última"]);
    let is_next = has(&["next", "próximo", "próxima"]);
    if !is_this && !is_last && !is_next {
        return None;
    }
    let shift = i32::from(is_next) - i32::from(is_last);
    if has(&["year", "año"]) {
        return format!("{:04}", day.year + shift).parse().ok();
    }
    if has(&["month", "mes"]) {
        let months = day.year * 12 + i32::from(day.month) - 1 + shift;
        return format!("{:04}-{:02}", months.div_euclid(12), months.rem_euclid(12) + 1).parse().ok();
    }
    let of_week = weekday(day);
    if has(&["week", "semana"]) {
        let monday = day.plus_days(7 * i64::from(shift) - of_week);
        return format!("{monday}/{}", monday.plus_days(6)).parse().ok();
    }
    if let Some(named) = (0..).zip(WEEK).find_map(|(at, names)| has(&names).then_some(at)) {
        let days =
            if is_last { -1 - (of_week - named - 1).rem_euclid(7) } else { 1 + (named - of_week - 1).rem_euclid(7) };
        return (!is_this).then(|| day.plus_days(days).into());
    }
    let named = folded.split_whitespace().find_map(month_named)?;
    // The last July before a day in March is that of the year before.
    let is_other_year = (is_last && named >= day.month) || (is_next && named <= day.month);
    format!("{:04}-{named:02}", day.year + if is_other_year { shift } else { 0 }).parse().ok()
}

/// Days since Monday.
fn weekday(day: Day) -> i64 {
    let monday = Day { year: 2000, month: 1, day: 3 };
    monday.days_until(day).rem_euclid(7)
}

/// A report of a producer that the sentence dates otherwise than the archive does.
pub(super) fn date_differs(
    article: &Article<'_>,
    sentence: &str,
    said: &Edtf,
    publications: &[Publication],
) -> Option<Reason> {
    let day = article.date?;
    let words = stems(sentence);
    let is_said = COMES_OUT.iter().any(|word| words.contains(&stem(word)))
        && WORKS.iter().any(|work| words.contains(&stem(work)));
    if !is_said {
        return None;
    }
    let is_meant = |publication: &&Publication| {
        let is_work = WORKS.iter().any(|work| fold(&publication.title).split(' ').any(|word| stem(word) == stem(work)));
        let producer = stems(&publication.producer);
        let is_producer = producer.iter().filter(|word| !is_function_word(word)).all(|word| words.contains(word));
        let is_out = publication.published.bounds().0.is_some_and(|out| out <= day && out.days_until(day) < 366);
        is_work && is_producer && is_out && holds(&words, &publication.producer)
    };
    let candidates: Vec<&Publication> = publications.iter().filter(is_meant).collect();
    let agrees = |publication: &&&Publication| super::evidence::overlaps(&publication.published, said);
    if candidates.iter().any(|publication| agrees(&publication)) {
        return None;
    }
    let nearest = candidates.iter().max_by_key(|publication| publication.published.bounds())?;
    Some(Reason::DateDiffers { title: nearest.title.clone(), published: nearest.published.clone(), said: said.clone() })
}
