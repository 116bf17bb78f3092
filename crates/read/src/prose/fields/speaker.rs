//! Who says a number, and who counted it: "according to", "registered by", "the prosecutor said", "informó la Fiscalía".

use std::ops::Range;

use super::{Found, Text, clause, words};

/// A name has no more words than this.
const MAX_WORDS: usize = 8;

/// These name nobody.
const PRONOUNS: &[&str] = &[
    "it", "he", "she", "they", "we", "i", "you", "who", "which", "that", "this", "these", "those", "there", "one",
    "what", "ella", "él", "ellos", "ellas", "que", "quien", "quienes", "este", "esta", "esto", "se", "nos", "me", "lo",
    "como",
];

/// Determiners that are no part of a name.
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "el", "la", "los", "las", "un", "una", "its", "their", "his", "her", "su", "sus", "same",
    "mismo", "misma",
];

/// Words that may stand between a subject and its verb.
const AUXILIARIES: &[&str] = &[
    "has", "have", "had", "did", "does", "do", "not", "also", "ha", "han", "había", "habían", "no", "también",
    "itself", "only", "alone", "later", "then",
];

/// A name cannot go on beyond these.
const BORDERS: &[&str] = &[
    "that", "but", "que", "pero", "because", "while", "when", "if", "si", "cuando", "donde", "where", "who", "is",
    "are", "was", "were", "been", "fueron", "fue", "son", "es", "to", "than", "as", "como", "in", "en", "at", "on",
    "from", "desde", "since", "with", "con", "about", "sobre", "during", "durante", "for", "para", "among", "a", "al",
    "against", "ante",
];

/// Verbs that are nouns too: no verb behind a determiner or an adjective of time.
const NOUNS_TOO: &[&str] = &[
    "report",
    "reports",
    "estimates",
    "counts",
    "records",
    "documents",
    "notes",
    "lists",
    "claims",
    "states",
    "cuenta",
    "habla",
    "cifra",
    "estima",
    "puts",
    "fear",
    "fears",
    "denuncia",
    "denuncias",
    "guarda",
];

/// Beginnings of participles that say who counted, by their agent or behind "ha" and "había".
const PARTICIPLES: &[&str] = &[
    "registrad",
    "documentad",
    "contad",
    "contabilizad",
    "reportad",
    "verificad",
    "informad",
    "identificad",
    "señalad",
    "estimad",
    "denunciad",
    "afirmad",
    "declarad",
];

/// Base forms that are verbs only behind "did" or "not".
const BASE_FORMS: &[&str] = &["register", "record", "count", "document"];

/// Somebody who says a number, with the place of the words that say so.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    name: String,
    pub(super) range: Range<usize>,
    /// Where the verb or the "according to" stands.
    at: usize,
    /// The smaller, the nearer to the count.
    rank: u8,
}

/// Everybody who says something in a sentence.
pub(super) fn find(text: Text<'_>, found: &[Found]) -> Vec<Speaker> {
    let lists = words::of(text.language());
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut push = |name: Option<(String, Range<usize>)>, at: usize, rank: u8| {
        if let Some((name, range)) = name.filter(|(name, _)| !name.is_empty()) {
            speakers.push(Speaker { name, range, at, rank });
        }
    };
    for at in 0..text.tokens.len() {
        for (phrases, rank) in [(&lists.according, 2), (&lists.citing, 0)] {
            for phrase in phrases {
                if phrase.split(' ').enumerate().all(|(step, word)| text.word(at + step) == word) {
                    let length = phrase.split(' ').count();
                    push(after(text, at + length, found), at, rank);
                }
            }
        }
        let word = text.word(at);
        let rank = match (lists.registers.contains(word), lists.says.contains(word)) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) if is_participle_of_register(word) => 1,
            (false, false) => continue,
        };
        if is_noun(text, at) {
            continue;
        }
        if let Some(agent) = agent(text, at, found) {
            push(Some(agent), at, rank);
        } else if !is_passive(text, at) && (!is_participle_of_register(word) || is_perfect(text, at)) {
            push(subject(text, at, found), at, rank);
        }
    }
    speakers
}

/// The chain of those who say a number, from the nearest outwards, each once.
pub(super) fn of(text: Text<'_>, found: &Found, speakers: &[Speaker]) -> Vec<String> {
    let clause = clause(text, found.range.start);
    let mut near: Vec<&Speaker> = speakers.iter().filter(|speaker| clause.contains(&speaker.at)).collect();
    near.sort_by_key(|speaker| (speaker.rank, speaker.at));
    let mut names: Vec<String> = Vec::new();
    for speaker in near {
        if !names.contains(&speaker.name) {
            names.push(speaker.name.clone());
        }
    }
    names
}

/// "Registradas", "documentados": only their agent counted.
fn is_participle_of_register(word: &str) -> bool {
    PARTICIPLES
        .iter()
        .any(|stem| word.strip_prefix(stem).is_some_and(|ending| matches!(ending, "o" | "a" | "os" | "as")))
}

/// "Ha registrado": the subject counted.
fn is_perfect(text: Text<'_>, at: usize) -> bool {
    matches!(text.back(at, 1), "ha" | "han" | "había" | "habían")
}

/// "The report", "su cuenta".
fn is_noun(text: Text<'_>, at: usize) -> bool {
    let before = text.back(at, 1);
    let is_described = DETERMINERS.contains(&before)
        || matches!(before, "annual" | "monthly" | "yearly" | "latest" | "last" | "new" | "final" | "that" | "this");
    NOUNS_TOO.contains(&text.word(at)) && (is_described || before.is_empty())
}

/// "Were registered", "was reported".
fn is_passive(text: Text<'_>, at: usize) -> bool {
    (1..=2).any(|steps| {
        matches!(
            text.back(at, steps),
            "were" | "was" | "been" | "being" | "is" | "are" | "be" | "fueron" | "fue" | "sido"
        )
    }) || (BASE_FORMS.contains(&text.word(at)) && !matches!(text.back(at, 1), "not" | "did"))
}

/// "Registered … by the environmental agency", before the next comma.
fn agent(text: Text<'_>, at: usize, found: &[Found]) -> Option<(String, Range<usize>)> {
    let by = &words::of(text.language()).by;
    let end = (at + 1..text.tokens.len()).find(|index| matches!(text.word(*index), "," | ";" | "." | ":" | ")"))?;
    let is_passive = is_passive(text, at) || is_participle_of_register(text.word(at)) || by.contains(text.word(at + 1));
    let by_at = (at + 1..end).find(|index| by.contains(text.word(*index))).filter(|_| is_passive)?;
    after(text, by_at + 1, found)
}

/// The name that begins at a token.
fn after(text: Text<'_>, start: usize, found: &[Found]) -> Option<(String, Range<usize>)> {
    let mut end = start;
    while end < text.tokens.len() && end - start < MAX_WORDS && !is_border(text, end, found) {
        let is_verb = end > start + 1 && is_verb(text, end);
        if is_verb {
            break;
        }
        end += 1;
    }
    name(text, start..end)
}

/// The subject of a verb: before it, or behind it where nothing but a comma or a quotation mark stands before.
fn subject(text: Text<'_>, verb: usize, found: &[Found]) -> Option<(String, Range<usize>)> {
    let mut end = verb;
    while end > 0 && (AUXILIARIES.contains(&text.word(end - 1)) || is_adverb(text.word(end - 1))) {
        end -= 1;
    }
    let mut start = end;
    while start > 0 && end - start < MAX_WORDS && !is_border(text, start - 1, found) && !is_verb(text, start - 1) {
        start -= 1;
        // "In Bolivia the press counted": a determiner begins the name, unless "of" stands before it.
        let is_of = matches!(text.back(start, 1), "of" | "de" | "del");
        if is_determiner(text.tokens[start].text) && !is_of {
            break;
        }
    }
    if start == end && matches!(text.back(verb, 1), "and" | "y") {
        return first_subject(text, verb, found);
    }
    if start < end {
        return name(text, start..end);
    }
    let is_inverted = verb > 0 && matches!(text.word(verb - 1), "," | "”" | "»" | "\"" | "’" | ";" | "-" | "–" | "—");
    if is_inverted { after(text, verb + 1, found) } else { None }
}

/// "A commission has asked for it and says": the subject with which the clause begins.
fn first_subject(text: Text<'_>, verb: usize, found: &[Found]) -> Option<(String, Range<usize>)> {
    let start = clause(text, verb).start;
    let is_past = |index: usize| crate::prose::nouns::is_past(text.word(index), text.language());
    let ends = |index: &usize| {
        let is_verb = AUXILIARIES.contains(&text.word(*index)) || is_past(*index) || is_verb(text, *index);
        *index > start && (is_verb || is_border(text, *index, found))
    };
    let end = (start..verb).find(ends)?;
    if end - start <= MAX_WORDS { name(text, start..end) } else { None }
}

fn is_adverb(word: &str) -> bool {
    word.len() > 5 && (word.ends_with("mente") || word.ends_with("ly"))
}

fn is_verb(text: Text<'_>, at: usize) -> bool {
    let lists = words::of(text.language());
    let word = text.word(at);
    !is_noun(text, at) && (lists.says.contains(word) || lists.registers.contains(word) || lists.linking.contains(word))
}

/// A sign, a number, or a word with which no name goes on; "and" within a name with capitals is none.
fn is_border(text: Text<'_>, at: usize, found: &[Found]) -> bool {
    let token = &text.tokens[at];
    let is_number = found.iter().any(|found| found.range.contains(&at));
    let capital = |index: Option<usize>| {
        index.and_then(|index| text.tokens.get(index)).is_some_and(|token| token.is_word() && token.is_capitalised())
    };
    let is_joint =
        matches!(token.lower.as_ref(), "and" | "y" | "e") && !(capital(at.checked_sub(1)) && capital(Some(at + 1)));
    let is_sign = !token.is_word() && token.text != "'" && token.text != "’";
    is_sign || is_number || is_joint || BORDERS.contains(&token.lower.as_ref())
}

/// "Un" and "una" are; the UN is not.
fn is_determiner(word: &str) -> bool {
    let is_acronym = word.len() > 1 && word.chars().all(char::is_uppercase);
    !is_acronym && DETERMINERS.contains(&word.to_lowercase().as_str())
}

fn name(text: Text<'_>, range: Range<usize>) -> Option<(String, Range<usize>)> {
    let words: Vec<&str> = text.tokens[range.clone()].iter().map(|token| token.text).collect();
    let leading = words.iter().take_while(|word| is_determiner(word)).count();
    let is_part = words.first().is_some_and(|word| matches!(*word, "of" | "de" | "del"));
    let is_nobody = is_part || words.get(leading).is_none_or(|word| PRONOUNS.contains(&word.to_lowercase().as_str()));
    (!is_nobody).then(|| (words[leading..].join(" "), range))
}
