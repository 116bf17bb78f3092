//! Words that point to where nobody can follow, and words that are somebody else's.

use record::{Deictic, Quotation, date::month_named};

use super::{sentences::Sentence, tokens::Token};

const MOVING: &[&str] =
    &["month", "week", "year", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "night"];
const MOVING_SPANISH: &[&str] =
    &["mes", "año", "semana", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

/// Pointing words of a sentence: "above", "this month", "last July", "el mes pasado".
pub(super) fn deictics(sentence: &Sentence, tokens: &[Token<'_>]) -> Vec<Deictic> {
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_ref());
    let ends = |index: usize| tokens.get(index).is_none_or(|token| !token.is_word() && !token.is_numeral());
    let is_time = |text: &str| MOVING.contains(&text) || month_named(text).is_some();
    let is_time_spanish = |text: &str| MOVING_SPANISH.contains(&text) || month_named(text).is_some();
    let is_past = |text: &str| matches!(text, "pasado" | "pasada" | "próximo" | "próxima" | "último" | "última");
    let mut found = Vec::new();
    let mut push = |from: usize, to: usize, is_place: bool| {
        found.push(Deictic { span: tokens[from].span.start..tokens[to].span.end, is_place });
    };
    for at in 0..tokens.len() {
        let (this, next, then) = (word(at), word(at + 1), word(at + 2));
        match this {
            "above" | "below" | "overleaf" | "abajo" if ends(at + 1) => push(at, at, true),
            "arriba" if ends(at + 1) => push(at, at, true),
            "last" | "this" | "next" if is_time(next) => push(at, at + 1, false),
            "este" | "esta" if MOVING_SPANISH.contains(&next) => push(at, at + 1, false),
            "yesterday" | "today" | "tomorrow" | "ayer" | "anteayer" | "anoche" => push(at, at, false),
            "el" | "la" if is_time_spanish(next) && is_past(then) => push(at, at + 2, false),
            "del" | "al" if is_time_spanish(next) && is_past(then) => push(at + 1, at + 2, false),
            "pasado" | "pasada" if is_time_spanish(next) => push(at, at + 1, false),
            _ => {}
        }
    }
    debug_assert!(found.iter().all(|deictic| sentence.span.contains(&deictic.span.start)));
    found
}

/// Words between quotation marks. An apostrophe opens nothing; marks that nothing closes are left alone.
pub(super) fn quotations(text: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let behind = at + char.len_utf8();
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        match char {
            '“' | '«' | '‘' => open.push((char, behind)),
            '”' => close(&mut open, '“', at, &mut found),
            '»' => close(&mut open, '«', at, &mut found),
            '’' if !next.is_alphabetic() => close(&mut open, '‘', at, &mut found),
            '"' if open.iter().any(|(mark, _)| *mark == '"') => close(&mut open, '"', at, &mut found),
            '"' if !before.is_alphanumeric() => open.push((char, behind)),
            '\n' if next == '\n' => open.clear(),
            _ => {}
        }
        before = char;
    }
    found.sort_by_key(|quotation: &Quotation| quotation.inner.start);
    found
}

fn close(open: &mut Vec<(char, usize)>, mark: char, at: usize, found: &mut Vec<Quotation>) {
    if let Some(place) = open.iter().rposition(|(opened, _)| *opened == mark) {
        let (_, start) = open[place];
        open.truncate(place);
        found.push(Quotation { inner: start..at });
    }
}
