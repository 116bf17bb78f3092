//! Is a number an age? "Aged 14", "de 15 años", "women over 60", "the oldest was 71".

use record::MentionKind;

use super::{Found, Number, Text};
use crate::prose::{qualifiers, words};

/// Nobody is older.
const OLDEST: f64 = 110.0;

/// Words that name a person by age.
const SUPERLATIVES: &[&str] = &["youngest", "oldest", "joven", "menor", "mayor", "anciana", "anciano"];

/// Verbs by which somebody has an age.
const HAS: &[&str] = &["was", "were", "is", "are", "turned", "tenía", "tenían", "tiene", "tienen", "cumplió"];

pub(super) fn is_age(text: Text<'_>, at: usize, number: &Number, earlier: &[Found]) -> bool {
    if number.low > OLDEST {
        return false;
    }
    let front = qualifiers::before(text.tokens, at, text.language()).map_or(at, |(_, start)| start);
    is_called_age(text, at, front, number.end)
        || is_limit(text, at, front, number.end)
        || is_had(text, front, number.end)
        || is_apposition(text, at, number.end)
        || is_listed(text, at, number.end, earlier)
}

/// "Aged 14", "the age of 14", "14 years old", "de 15 años", "de entre 12 y 16 años", "antes de los 14 años".
fn is_called_age(text: Text<'_>, at: usize, front: usize, end: usize) -> bool {
    let persons = &words::kinds().persons;
    let before = |steps: usize| text.back(front, steps);
    let between = usize::from(matches!(before(1), "between" | "entre"));
    let is_years = matches!(text.word(end), "years" | "year" | "años" | "año");
    let is_aged = matches!(before(1 + between), "aged" | "age") || (before(1) == "of" && before(2) == "age");
    let is_old =
        is_years && (text.word(end + 1) == "old" || (text.word(end + 1) == "of" && text.word(end + 2) == "age"));
    let is_of_age = is_years && text.word(end + 1) == "de" && text.word(end + 2) == "edad";
    let is_of = before(1 + between) == "de" || (before(1 + between) == "," && before(between) == "de");
    let at_person = if before(2 + between) == "," { 3 + between } else { 2 + between };
    let is_persons = is_years && is_of && persons.contains(before(at_person));
    let is_before_age = is_years
        && matches!(text.back(at, 1), "los")
        && matches!(text.back(at, 2), "de" | "a")
        && text.word(end + 1) != "de"
        && matches!(
            text.back(at, 3),
            "antes" | "después" | "partir" | "mayores" | "menores" | "mayor" | "menor" | "desde" | ""
        );
    // "A girl of 15"
    let is_girl_of = before(1) == "of" && persons.contains(before(2)) && !text.is_word(end);
    let is_one = matches!(before(2), "girl" | "boy" | "woman" | "man" | "child" | "student" | "teenager");
    let is_girl_of = is_girl_of || (before(1) == "of" && is_one && !text.word(end).ends_with('s'));
    is_aged || is_old || is_of_age || is_persons || is_before_age || is_girl_of
}

/// "Women over 60", "mayores de 60 años", "were under 18": a limit of age.
fn is_limit(text: Text<'_>, at: usize, front: usize, end: usize) -> bool {
    let persons = &words::kinds().persons;
    let is_older =
        matches!(text.back(at, 1), "de") && matches!(text.back(at, 2), "mayores" | "menores" | "mayor" | "menor");
    let word = text.back(at, 1);
    let is_limit = matches!(word, "over" | "under" | "below" | "above");
    let is_bare =
        !text.is_word(end) || words::of(text.language()).linking.contains(text.word(end)) || text.word(end) == "years";
    let is_of_person = is_limit && is_bare && front > 0 && persons.contains(text.back(front, 1));
    let is_being = is_limit
        && word == "under"
        && matches!(text.back(front, 1), "were" | "was" | "are" | "is")
        && !text.is_word(end);
    let is_less =
        matches!(text.word(end), "años") && matches!(text.back(front, 1), "tenían" | "tenía" | "tienen" | "tiene");
    is_older || is_of_person || is_being || is_less
}

/// "The youngest victim was 16", "tenía 16 años".
fn is_had(text: Text<'_>, front: usize, end: usize) -> bool {
    let has = text.back(front, 1);
    let is_spanish = matches!(has, "tenía" | "tenían" | "tiene" | "cumplió") && text.word(end) == "años";
    let is_superlative = (1..=6).any(|steps| SUPERLATIVES.contains(&text.back(front, steps)));
    is_spanish || (HAS.contains(&has) && is_superlative && !text.is_word(end)) || (is_superlative && has == "oldest")
}

/// "Rosa Quispe, 34, said".
fn is_apposition(text: Text<'_>, at: usize, end: usize) -> bool {
    let is_name = |steps: usize| {
        let token = at.checked_sub(steps).and_then(|index| text.tokens.get(index));
        token.is_some_and(|token| token.is_word() && token.is_capitalised())
    };
    let is_bare = is_name(2) && text.back(at, 1) == "," && matches!(text.word(end), "," | ".");
    // "Elena Huamán, de 29 años"
    let is_spanish = is_name(3) && text.back(at, 2) == "," && text.back(at, 1) == "de" && text.word(end) == "años";
    (text.tokens[at].is_numeral() && is_bare) || is_spanish
}

/// "Aged 19 and 23", "de 19 y 23 años", "the youngest 16, the oldest 71".
fn is_listed(text: Text<'_>, at: usize, end: usize, earlier: &[Found]) -> bool {
    let last_is_age = earlier.last().is_some_and(|last| last.mention.kind == MentionKind::Age);
    let joins = matches!(text.back(at, 1), "and" | "y" | "," | "or" | "o");
    let is_bare = !text.is_word(end) || text.word(end) == "años" || text.word(end) == "respectively";
    let is_near = earlier.last().is_some_and(|last| at - last.range.end <= 5);
    if last_is_age && is_near && is_bare && (joins || SUPERLATIVES.contains(&text.back(at, 1))) {
        return true;
    }
    // The first of "de 19 y 23 años": years stand behind the second.
    let is_first =
        matches!(text.word(end), "y" | "o" | "and") && text.tokens.get(end + 1).is_some_and(super::Token::is_numeral);
    is_first
        && text.word(end + 2) == "años"
        && text.back(at, 1) == "de"
        && (words::kinds().persons.contains(text.back(at, 2))
            || (text.back(at, 2) == "," && words::kinds().persons.contains(text.back(at, 3))))
}
