//! When was an old page published? The day that it states, or why none of what it states can be believed.
//!
//! A date that a program made from nothing is on the page like any other: 1969-12-31 and 1970-01-01 are second 0 of
//! Unix time in the two halves of the world, 0000-00-00 is MySQL's empty date (MySQL 8.4 Reference Manual, 13.2.2). If
//! any place of the page shows such a date, none of its dates is taken: who put it there cannot be told.

use record::{Edtf, Language, date::Day};

use crate::prose::{DateLine, read_date_line};

/// The first page of the web; a page is not older (Berners-Lee, `alt.hypertext`, 6 August 1991).
const FIRST_PAGE: Day = Day { year: 1991, month: 8, day: 6 };

/// How many lines at the beginning and at the end of a page are looked at.
const FIRST_LINES: usize = 14;
const LAST_LINES: usize = 6;

/// A longer line is prose.
const DATELINE_CHARS: usize = 80;

/// What stands before a date.
const LABELS: &[&str] = &[
    "published on",
    "published",
    "posted on",
    "posted",
    "submitted on",
    "date",
    "publicado el",
    "publicada el",
    "publicado",
    "publicada",
    "fecha",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// When a page was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dated {
    /// It states a date that can be believed.
    Day {
        /// The date.
        date: Edtf,
        /// Another day that another place of the page states.
        other: Option<String>,
    },
    /// It states none.
    Unstated,
    /// What it states cannot be believed.
    Flagged {
        /// Why.
        flag: DateFlag,
        /// The words.
        words: String,
    },
}

/// Why a date is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateFlag {
    /// Second 0 of Unix time, or a date of zeros: what a program prints where there is none.
    Epoch,
    /// A day that no calendar has.
    Impossible,
    /// After the day of the import.
    Future,
    /// Before there was a web.
    BeforeTheWeb,
    /// Day and month cannot be told apart.
    Ambiguous,
}

impl DateFlag {
    /// One word for reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epoch => "epoch",
            Self::Impossible => "impossible",
            Self::Future => "future",
            Self::BeforeTheWeb => "before-the-web",
            Self::Ambiguous => "ambiguous",
        }
    }

    /// The reason as a page prints it.
    pub fn reason(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Epoch, Language::En) => "a program prints this where it has no date",
            (Self::Epoch, Language::Es) => "un programa imprime esto cuando no tiene fecha",
            (Self::Impossible, Language::En) => "no calendar has this day",
            (Self::Impossible, Language::Es) => "ningún calendario tiene este día",
            (Self::Future, Language::En) => "this day had not come yet when the page was archived",
            (Self::Future, Language::Es) => "este día no había llegado cuando se archivó la página",
            (Self::BeforeTheWeb, Language::En) => "this day is older than the web",
            (Self::BeforeTheWeb, Language::Es) => "este día es anterior a la web",
            (Self::Ambiguous, Language::En) => "day and month cannot be told apart",
            (Self::Ambiguous, Language::Es) => "no se distingue el día del mes",
        }
    }

    /// The flag of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Epoch, Self::Impossible, Self::Future, Self::BeforeTheWeb, Self::Ambiguous];
        all.into_iter().find(|flag| flag.name() == name)
    }
}

/// Where a page may state its date.
pub(super) struct Places<'a> {
    /// In its mark-up, best first.
    pub(super) stated: &'a [(&'static str, String)],
    /// In lines that are marked as its date.
    pub(super) datelines: &'a [String],
    /// In any line.
    pub(super) lines: &'a [String],
}

/// What one place says.
enum Said {
    Date(Edtf),
    Flag(DateFlag),
}

/// The date of a page.
pub(super) fn date_of(places: &Places<'_>, language: Language, today: Day) -> Dated {
    let last = places.lines.len().saturating_sub(LAST_LINES).max(FIRST_LINES);
    let lines =
        places.lines.iter().enumerate().filter(|(at, _)| *at < FIRST_LINES || *at >= last).map(|(_, line)| line);
    let parts = lines
        .filter(|line| line.chars().count() <= DATELINE_CHARS)
        .flat_map(|line| line.split(['|', '·', '—', '–', '•']));
    let stated = places.stated.iter().map(|(_, words)| words.as_str());
    let marked = places.datelines.iter().map(String::as_str);
    let all: Vec<(&str, Said)> = stated
        .chain(marked)
        .chain(parts)
        .filter_map(|words| Some((words.trim(), believe(read(words, language)?, today))))
        .collect();
    let flagged = |wanted: fn(DateFlag) -> bool| {
        all.iter().find_map(|(words, said)| match said {
            Said::Flag(flag) if wanted(*flag) => Some(Dated::Flagged { flag: *flag, words: (*words).to_owned() }),
            Said::Flag(_) | Said::Date(_) => None,
        })
    };
    if let Some(found) = flagged(|flag| matches!(flag, DateFlag::Epoch | DateFlag::Impossible)) {
        return found;
    }
    let mut dates = all.iter().filter_map(|(_, said)| match said {
        Said::Date(date) => Some(date),
        Said::Flag(_) => None,
    });
    match dates.next() {
        Some(date) => {
            let other = dates.find(|other| other.bounds().1 < date.bounds().0 || other.bounds().0 > date.bounds().1);
            Dated::Day { date: date.clone(), other: other.map(ToString::to_string) }
        }
        None => flagged(|_| true).unwrap_or(Dated::Unstated),
    }
}

fn believe(read: Result<Edtf, DateFlag>, today: Day) -> Said {
    match read {
        Err(flag) => Said::Flag(flag),
        Ok(date) => match date.bounds() {
            (Some(first), Some(last)) if is_epoch(first, last) => Said::Flag(DateFlag::Epoch),
            (Some(first), _) if first > today => Said::Flag(DateFlag::Future),
            (_, Some(last)) if last < FIRST_PAGE => Said::Flag(DateFlag::BeforeTheWeb),
            _ => Said::Date(date),
        },
    }
}

fn is_epoch(first: Day, last: Day) -> bool {
    let epoch = [Day { year: 1969, month: 12, day: 31 }, Day { year: 1970, month: 1, day: 1 }];
    first == last && epoch.contains(&first)
}

/// The date in some words that hold nothing else, or why it is none; `None` where they are no date.
fn read(words: &str, language: Language) -> Option<Result<Edtf, DateFlag>> {
    let words = without_time(without_labels(words));
    if words.is_empty() {
        return None;
    }
    if let Some(found) = digits(words, language) {
        return Some(found);
    }
    match read_date_line(words)? {
        DateLine::Day(date) => Some(Ok(date)),
        DateLine::Impossible => Some(Err(DateFlag::Impossible)),
    }
}

fn without_labels(words: &str) -> &str {
    let mut rest = words.trim();
    loop {
        let found = LABELS.iter().find_map(|label| {
            let head = rest.get(..label.len()).filter(|head| head.to_lowercase() == *label)?;
            let behind = &rest[head.len()..];
            (!behind.starts_with(char::is_alphanumeric))
                .then(|| behind.trim_start_matches([':', ',', '.', ' ', '\u{a0}']))
        });
        match found {
            Some(behind) => rest = behind,
            None => return rest,
        }
    }
}

/// Cuts "T09:00:00Z", " 10:30 am", " 10:30:00 GMT" off.
fn without_time(words: &str) -> &str {
    let Some(colon) = words.find(':') else { return words.trim() };
    let before = words[..colon].trim_end_matches(|char: char| char.is_ascii_digit());
    let before = before.trim_end();
    let before = before.strip_suffix('T').unwrap_or(before);
    let before =
        ["a las", "at", ",", "-"].iter().fold(before, |rest, word| rest.trim_end().strip_suffix(word).unwrap_or(rest));
    before.trim_end()
}

/// Dates of digits: 2016-12-15, 15/12/2016, 15.12.2016; a year or a month of it alone are dates of mark-up only.
fn digits(words: &str, language: Language) -> Option<Result<Edtf, DateFlag>> {
    let parts: Vec<&str> = words.split(['-', '/', '.']).collect();
    let are_numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !are_numbers || parts.len() != 3 || parts.iter().any(|part| part.len() > 4) {
        return None;
    }
    let value = |at: usize| parts[at].parse::<u16>().ok();
    let day = |year: u16, month: u16, day: u16| {
        if month == 0 && day == 0 {
            return Err(DateFlag::Epoch);
        }
        let found = u8::try_from(month).ok().zip(u8::try_from(day).ok());
        let found = found.and_then(|(month, day)| Day::new(i32::from(year), month, day));
        found.map(Edtf::from).ok_or(DateFlag::Impossible)
    };
    let (first, second, third) = (value(0)?, value(1)?, value(2)?);
    if parts[0].len() == 4 {
        return Some(day(first, second, third));
    }
    if parts[2].len() != 4 {
        return None;
    }
    Some(match (first, second) {
        _ if first == second || second > 12 && first > 12 => day(third, second, first),
        (_, 13..) => day(third, first, second),
        (13.., _) => day(third, second, first),
        _ if language == Language::Es => day(third, second, first),
        _ if [(1, 1), (31, 12), (12, 31)].contains(&(first, second)) => day(third, second, first),
        _ => Err(DateFlag::Ambiguous),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day { year: 2017, month: 3, day: 20 };

    fn of(line: &str) -> Dated {
        let lines = ["A title".to_owned(), line.to_owned()];
        date_of(&Places { stated: &[], datelines: &[], lines: &lines }, Language::En, TODAY)
    }

    #[test]
    fn reads_the_datelines_of_old_pages() {
        for (line, date) in [
            ("Thursday, 15 December 2016", "2016-12-15"),
            ("By the editors | Published on 15 December 2016 10:30", "2016-12-15"),
            ("Publicado el jueves, 15 de diciembre de 2016", "2016-12-15"),
            ("Date: 15/12/2016", "2016-12-15"),
            ("Thu, 15 Dec 2016 09:00:00 GMT", "2016-12-15"),
            ("2016-12-15T23:59:00-05:00", "2016-12-15"),
            ("12/25/2016", "2016-12-25"),
        ] {
            assert_eq!(of(line), Dated::Day { date: date.parse().unwrap(), other: None }, "{line}");
        }
        assert_eq!(of("It was on 15 December 2016 that they met"), Dated::Unstated);
    }

    #[test]
    fn flags_what_cannot_be_believed() {
        for (line, flag) in [
            ("31 December 1969", DateFlag::Epoch),
            ("jueves, 1 de enero de 1970", DateFlag::Epoch),
            ("1970-01-01 00:00:00", DateFlag::Epoch),
            ("31/12/1969", DateFlag::Epoch),
            ("0000-00-00", DateFlag::Epoch),
            ("31 February 2011", DateFlag::Impossible),
            ("2011-13-01", DateFlag::Impossible),
            ("1 January 2038", DateFlag::Future),
            ("4 July 1776", DateFlag::BeforeTheWeb),
            ("03/04/2011", DateFlag::Ambiguous),
        ] {
            assert!(matches!(of(line), Dated::Flagged { flag: found, .. } if found == flag), "{line}: {:?}", of(line));
        }
    }

    #[test]
    fn a_null_date_outweighs_every_other() {
        let stated = [("meta", "2016-12-15".to_owned())];
        let lines = ["31 December 1969".to_owned()];
        let found = date_of(&Places { stated: &stated, datelines: &[], lines: &lines }, Language::En, TODAY);
        assert!(matches!(found, Dated::Flagged { flag: DateFlag::Epoch, .. }));
        let lines = ["14 December 2016".to_owned()];
        let found = date_of(&Places { stated: &stated, datelines: &[], lines: &lines }, Language::En, TODAY);
        assert_eq!(found, Dated::Day { date: "2016-12-15".parse().unwrap(), other: Some("2016-12-14".to_owned()) });
    }
}
