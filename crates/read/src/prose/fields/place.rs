//! The place of a number: a name with a capital behind "in", "at", "near", "en", "cerca de".

use super::{Text, reach::Expression, speaker::Speaker, words};

/// A name has no more words than this.
const MAX_WORDS: usize = 6;

/// The places of a sentence. What names a speaker is no place.
pub(super) fn find(text: Text<'_>, speakers: &[Speaker]) -> Vec<Expression<String>> {
    let lists = words::of(text.language());
    let mut places = Vec::new();
    for at in 0..text.tokens.len() {
        let word = text.word(at);
        let is_of = matches!(word, "of" | "de" | "del") && lists.place_nouns.contains(text.back(at, 1));
        let is_citing = matches!(text.back(at, 1), "according" | "acuerdo" | "thanks" | "gracias");
        if is_citing || !(is_of || lists.places.contains(word)) {
            continue;
        }
        let is_article = matches!(text.word(at + 1), "the" | "el" | "la" | "los" | "las" | "de");
        // "Las Bambas" begins with its article.
        let skip = usize::from(is_article && !text.tokens[at + 1].is_capitalised());
        let Some((name, end)) = name_at(text, at + 1 + skip) else { continue };
        let is_speaker = speakers.iter().any(|speaker| speaker.range.contains(&(at + 1 + skip)));
        if !is_speaker {
            places.push(Expression { range: at..end, value: name });
        }
    }
    places
}

/// Words with a capital, joined by "de" and "la" where another follows.
fn name_at(text: Text<'_>, at: usize) -> Option<(String, usize)> {
    let is_name = |index: usize| {
        let token = text.tokens.get(index);
        token.is_some_and(|token| token.is_word() && token.is_capitalised() && token.known.month.is_none())
    };
    let mut end = at;
    let mut last = at;
    while end < text.tokens.len() && end - at < MAX_WORDS {
        if is_name(end) {
            last = end + 1;
        } else if last == at || !matches!(text.word(end), "de" | "del" | "la" | "los" | "las" | "of" | "the") {
            break;
        }
        end += 1;
    }
    let name: Vec<&str> = text.tokens[at..last].iter().map(|token| possessor(token.text)).collect();
    (last > at).then(|| (name.join(" "), last))
}

/// "Peru's" without its ending.
fn possessor(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}
