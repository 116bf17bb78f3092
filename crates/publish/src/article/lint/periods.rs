//! L05: a sentence that gives a number another time than its figure covers.

use std::ops::Range;

use figure::{Figure, compare::words::fold};
use record::{
    Bilingual, Edtf, Language, Mention, MentionKind, both,
    date::{Day, month_named},
};

use super::{Checker, Lint, pointers::with_meaning};
use crate::article::{Objection, expand::Piece};

/// Words by which somebody says something; the time of their sentence may be that of the saying: "ayer la Defensoría informó de …".
const SAYING: &[&str] = &[
    "said",
    "says",
    "told",
    "reported",
    "announced",
    "published",
    "presented",
    "released",
    "according",
    "dijo",
    "dijeron",
    "informó",
    "informaron",
    "anunció",
    "anunciaron",
    "publicó",
    "publicaron",
    "presentó",
    "presentaron",
    "declaró",
    "señaló",
    "afirmó",
    "según",
];

/// A time that a sentence gives for its numbers, with its words.
struct Told {
    first: Day,
    last: Day,
    words: Bilingual,
}

impl Checker<'_> {
    /// L05: no time of the sentence lies within the figure's period.
    pub(super) fn period(&self, piece: &Piece, figure: &Figure) -> Option<Lint> {
        let period: Edtf = figure.definition.period.as_deref()?.parse().ok()?;
        let (first, last) = period.bounds();
        let (first, last) = first.zip(last)?;
        let told = self.times_of(piece, figure);
        // What is counted on one day may be told of its month or year.
        let is_borne = |told: &Told| {
            (first <= told.first && told.last <= last) || (first == last && told.first <= first && last <= told.last)
        };
        let wide = told.first().filter(|_| !told.iter().any(is_borne))?;
        let is_outside = wide.last < first || last < wide.first;
        let ([en, es], id) = (Language::ALL.map(|language| period.words(language)), figure.id());
        let [told_en, told_es] = Language::ALL.map(|language| wide.words.get(language));
        let reason = if is_outside {
            both!(
                "'{told_en}' is another time than the period of '{id}': {en}",
                "«{told_es}» es otro tiempo que el período de «{id}»: {es}"
            )
        } else {
            both!(
                "'{told_en}' is wider than the period of '{id}': {en}",
                "«{told_es}» abarca más que el período de «{id}»: {es}"
            )
        };
        let mend = both!(
            "write the period that the figure covers, or bind the figure of that time",
            "escriba el período que abarca la cifra, o enlace la cifra de ese tiempo"
        );
        Some(self.of_piece(piece, "L05", Objection::new(reason, mend)))
    }

    /// Years and months that stand behind "in" or "during"; ranges that the reading of prose gives to the number; and times
    /// that move, as they were meant on the day of the article. The time of a sentence on a decision may be that of the crime, and
    /// that of a sentence on what somebody said the time of the saying.
    fn times_of(&self, piece: &Piece, figure: &Figure) -> Vec<Told> {
        let Some(sentence) = self.prose.sentences.iter().find(|sentence| sentence.contains(&piece.printed.start))
        else {
            return Vec::new();
        };
        let is_year = |mention: &&Mention| matches!(mention.kind, MentionKind::Year | MentionKind::Date);
        let years = self.prose.mentions.iter().filter(|mention| mention.sentence == *sentence).filter(is_year);
        let mut told: Vec<Told> = years
            .filter_map(|mention| {
                let words = &self.readable[self.period_of(mention)?];
                let (first, last) = span_of(words)?;
                Some(Told { first, last, words: both!("{words}", "{words}") })
            })
            .collect();
        if figure.definition.decision.is_some() {
            return told;
        }
        // Behind "of" a year alone may be that of a report, not of what it counts.
        let of_number = self.mention_of(piece).and_then(|mention| mention.period.as_ref());
        let of_number = of_number.filter(|time| time.as_str().contains('/'));
        told.extend(of_number.and_then(|time| Told::of(time, |language| time.words(language))));
        let text = self.readable[sentence.clone()].to_lowercase();
        if text.split(|char: char| !char.is_alphanumeric()).any(|word| SAYING.contains(&word)) {
            return told;
        }
        let moving = self.prose.deictics.iter().filter(|deictic| sentence.contains(&deictic.span.start));
        told.extend(moving.filter(|deictic| self.is_free(deictic)).filter_map(|deictic| {
            let time = self.meant(deictic)?;
            Told::of(&time, |language| with_meaning(&self.readable[deictic.span.clone()], &time, language))
        }));
        told
    }

    /// Where a month or year says when something was counted: "in 2016", "durante mayo de 2016"; with the month's name.
    fn period_of(&self, mention: &Mention) -> Option<Range<usize>> {
        let mut start = mention.span.start;
        let last_word = |end: usize| {
            let before = self.readable[mention.sentence.start.min(end)..end].trim_end();
            let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            (mention.sentence.start + before.len() - word.len(), word.to_lowercase())
        };
        let (of, word) = last_word(start);
        let (named, month) = if word == "de" { last_word(of) } else { (of, word) };
        if month_named(&fold(&month)).is_some() {
            start = named;
        }
        let (_, word) = last_word(start);
        matches!(word.as_str(), "in" | "during" | "throughout" | "en" | "durante").then_some(start..mention.span.end)
    }
}

impl Told {
    /// A time that has a beginning and an end.
    fn of(time: &Edtf, words: impl Fn(Language) -> String) -> Option<Self> {
        let (first, last) = time.bounds();
        let (first, last) = first.zip(last)?;
        Some(Self { first, last, words: Bilingual::new(words(Language::En), words(Language::Es)) })
    }
}

/// First and last day of a month, of a year, or of a range of years; nothing for a single day.
fn span_of(words: &str) -> Option<(Day, Day)> {
    let words = fold(words);
    let numbers: Vec<&str> = words.split(|char: char| !char.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let mut years = numbers.iter().filter(|digits| digits.len() == 4);
    let first: i32 = years.next()?.parse().ok()?;
    let last = years.next().and_then(|year| year.parse().ok()).unwrap_or(first);
    let Some(month) = words.split(' ').find_map(month_named) else {
        return (numbers.len() <= 2 && numbers[0].len() == 4)
            .then_some((Day::new(first, 1, 1)?, Day::new(last, 12, 31)?));
    };
    let date: Edtf = format!("{first:04}-{month:02}").parse().ok()?;
    let (from, to) = date.bounds();
    from.zip(to).filter(|_| numbers.len() == 1)
}
