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

/// The month or year that "this month", "last July" or "el año pasado" meant on a day.
///
/// ```
/// let day = "2017-03-11".parse()?;
/// let meant = |words| figure::compare::meant_time(words, day).map(|time| time.to_string());
/// assert_eq!(meant("last July").as_deref(), Some("2016-07"));
/// assert_eq!(meant("setiembre pasado").as_deref(), Some("2016-09"));
/// assert_eq!(meant("this month").as_deref(), Some("2017-03"));
/// assert_eq!(meant("el año pasado").as_deref(), Some("2016"));
/// assert_eq!(meant("above"), None);
/// # Ok::<(), record::date::InvalidDate>(())
/// ```
pub fn meant_time(words: &str, day: Day) -> Option<Edtf> {
    let folded = words.to_lowercase();
    let has = |any: &[&str]| folded.split_whitespace().any(|word| any.contains(&word));
    let is_this = has(&["this", "este", "esta", "today"]);
    let is_last = has(&["last", "pasado", "pasada"]);
    let month = u32::from(day.month);
    let text = if has(&["year", "año"]) && (is_this || is_last) {
        format!("{:04}", day.year - i32::from(is_last))
    } else if has(&["month", "mes"]) && (is_this || is_last) {
        let (year, month) = match (is_last, month) {
            (true, 1) => (day.year - 1, 12),
            (true, month) => (day.year, month - 1),
            (false, month) => (day.year, month),
        };
        format!("{year:04}-{month:02}")
    } else {
        let named = folded.split_whitespace().find_map(month_named).filter(|_| is_last).map(u32::from)?;
        // The last July before a day in March is that of the year before.
        let year = if named < month { day.year } else { day.year - 1 };
        format!("{year:04}-{named:02}")
    };
    text.parse().ok()
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
