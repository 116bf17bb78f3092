//! What a number counts: the words behind it, or the noun that it refers back to.

use std::sync::LazyLock;

use record::{Language, Mention, MentionKind};
use rustc_hash::FxHashSet;

use super::{sentences::Sentence, tokens::Token};

/// At these words a noun phrase has ended.
const STOPS: &[&str] = &[
    // English: verbs, pronouns, conjunctions of clauses, places and times
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "may",
    "might",
    "who",
    "whom",
    "which",
    "that",
    "when",
    "while",
    "where",
    "as",
    "because",
    "but",
    "or",
    "in",
    "at",
    "on",
    "since",
    "during",
    "from",
    "after",
    "before",
    "between",
    "by",
    "with",
    "for",
    "to",
    "than",
    "per",
    "whose",
    "took",
    "died",
    "remain",
    "remained",
    "took",
    "stood",
    "relate",
    "related",
    "registered",
    "recorded",
    "reported",
    "said",
    "says",
    "went",
    "came",
    "now",
    "ago",
    "last",
    "next",
    "this",
    "still",
    "over",
    "against",
    "about",
    "did",
    "do",
    "does",
    // Spanish
    "es",
    "son",
    "era",
    "eran",
    "fue",
    "fueron",
    "ha",
    "han",
    "había",
    "habían",
    "será",
    "serán",
    "que",
    "cuyo",
    "cuya",
    "cuyos",
    "cuyas",
    "quien",
    "quienes",
    "cuando",
    "donde",
    "como",
    "porque",
    "pero",
    "o",
    "en",
    "desde",
    "durante",
    "hasta",
    "tras",
    "antes",
    "entre",
    "por",
    "con",
    "para",
    "según",
    "murieron",
    "cuya",
    "cuyo",
    "está",
    "están",
    "estaban",
    "sobre",
    "contra",
    "a",
    "al",
    "se",
    "ya",
    "hubo",
    "no",
    "sin",
    "sigue",
    "siguen",
    "continúan",
    "permanecen",
    "carece",
    "carecen",
    "tiene",
    "tienen",
    "viven",
    "esperan",
    "comparte",
    "comparten",
    "procede",
    "proceden",
    "corresponde",
    "corresponden",
    "sostiene",
];

static STOPPING: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| STOPS.iter().copied().collect());

/// A noun phrase does not begin with these: the number stands for something that was named before.
const NO_NOUNS: &[&str] = &[
    "them",
    "which",
    "whom",
    "each",
    "his",
    "her",
    "their",
    "its",
    "same",
    "higher",
    "lower",
    "more",
    "less",
    "fewer",
    "ellos",
    "ellas",
    "cuales",
    "esa",
    "ese",
    "esta",
    "este",
    "esos",
    "esas",
    "misma",
    "mismo",
    "mayor",
    "menor",
    "más",
    "menos",
    "today",
    "total",
    "ago",
    "later",
    "old",
    "sus",
    "cada",
    "otra",
    "otro",
    "respectively",
];

/// Behind these, "por" goes on with what it was for.
const FOR: &[&str] = &["denuncias", "denuncia", "casos", "condenas", "procesos", "juicios", "investigaciones"];

/// After a joint these begin another phrase.
const DETERMINERS: &[&str] = &["a", "an", "the", "un", "una", "el", "la", "los", "las", "su", "sus", "its", "their"];

/// These end the phrase only when a clause or another number follows them.
const JOINTS: &[&str] = &["and", "y", "e"];

/// A number stands no farther behind the verb that says how its subject changed.
const CHANGE_REACH: usize = 9;

/// A phrase has no more words than this.
const MAX_WORDS: usize = 7;

/// The counted noun that begins at a token, in lower case, with the first token behind it; empty where the words behind
/// are no noun.
pub(super) fn behind(tokens: &[Token<'_>], at: usize, language: Language) -> (String, usize) {
    let at = skip_whole(tokens, at, language);
    let lists = super::words::of(language);
    let mut words: Vec<&str> = Vec::new();
    for (index, token) in tokens.iter().enumerate().skip(at) {
        let word = token.lower.as_ref();
        let is_participle_by = matches!(word, "by" | "por") && words.last().is_some_and(|last| is_participle(last));
        let is_attribute = words.is_empty() && is_participle(word);
        let is_for = word == "por" && words.last().is_some_and(|last| FOR.contains(last)) && words.len() == 1;
        let is_said =
            lists.says.contains(word) || (!words.is_empty() && lists.registers.contains(word) && !is_participle(word));
        let is_stop = (STOPPING.contains(word) || is_said) && !is_participle_by && !is_attribute && !is_for;
        let is_joint_end = JOINTS.contains(&word)
            && tokens.get(index + 1).is_none_or(|next| {
                is_number_or_stop(next, language)
                    || !next.is_word()
                    || DETERMINERS.contains(&next.lower.as_ref())
                    || is_past(&next.lower, language)
            });
        let is_article = matches!(word, "the" | "el" | "la" | "los" | "las")
            && words.last().is_some_and(|last| !matches!(*last, "of" | "de" | "a" | "the"));
        let is_verb = words.is_empty() && language == Language::Es && is_past(word, language);
        if !token.is_word()
            || is_stop
            || is_verb
            || is_article
            || is_joint_end
            || words.len() == MAX_WORDS
            || begins_number(token, language)
        {
            break;
        }
        words.push(word);
    }
    let mut end = at + words.len();
    while words
        .last()
        .is_some_and(|last| matches!(*last, "of" | "de" | "del" | "and" | "y" | "the" | "los" | "las" | "by" | "por"))
    {
        words.pop();
        end -= 1;
    }
    let leading = words
        .iter()
        .take_while(|word| matches!(**word, "of" | "de" | "the" | "los" | "las" | "la" | "el" | "del"))
        .count();
    // "95 the year before"
    let is_time = leading > 0 && words.get(leading).is_some_and(|first| lists_time(first));
    if is_time || words.get(leading).is_some_and(|first| NO_NOUNS.contains(first)) {
        return (String::new(), at);
    }
    (words[leading..].join(" "), end)
}

fn lists_time(word: &str) -> bool {
    super::words::kinds().durations.contains(word)
}

/// "of the 27 accused": the noun stands behind the whole.
fn skip_whole(tokens: &[Token<'_>], at: usize, language: Language) -> usize {
    let word = |index: usize| tokens.get(index).map(|token| token.lower.as_ref());
    let at = at + usize::from(word(at) == Some("out") && word(at + 1) == Some("of"));
    let is_of = matches!(word(at), Some("of" | "de"));
    let is_article =
        matches!(word(at + 1), Some("the" | "los" | "las" | "its" | "their" | "sus" | "these" | "estos" | "estas"));
    let after = if is_article { at + 2 } else { at + 1 };
    if is_of && tokens.get(after).is_some_and(|token| begins_number(token, language)) { after + 1 } else { at }
}

/// True for a word that looks like a verb of the past, or a participle.
pub(super) fn is_past(word: &str, language: Language) -> bool {
    match language {
        Language::En => word.len() > 4 && word.ends_with("ed") || PAST.contains(&word),
        Language::Es => ["aron", "ieron", "aban", "ían", "ó"].iter().any(|ending| word.ends_with(ending)),
    }
}

/// English verbs of the past without "-ed" that follow a counted noun.
const PAST: &[&str] = &[
    "fled", "slept", "sent", "left", "lost", "drew", "rose", "fell", "gave", "held", "heard", "spoke", "made", "found",
    "broke", "began", "sank", "shot", "came", "went", "built", "brought", "saw", "fought", "hid", "lived", "say",
    "use", "cover", "need", "wait",
];

fn is_participle(word: &str) -> bool {
    word.ends_with("ed") || matches!(word, "dead" | "slain") || word.ends_with("das") || word.ends_with("dos")
}

fn begins_number(token: &Token<'_>, language: Language) -> bool {
    token.is_numeral()
        || super::numbers::word_value(token.lower.split('-').next().unwrap_or_default(), language)
            .is_some_and(|v| v > 1)
}

fn is_number_or_stop(token: &Token<'_>, language: Language) -> bool {
    begins_number(token, language) || STOPPING.contains(token.lower.as_ref())
}

/// The noun that a number without one refers back to: the words before its parenthesis, its colon or its verb, or what was
/// counted last.
pub(super) fn antecedent<'a>(
    (sentence, tokens, at): (&Sentence, &[Token<'_>], usize),
    earlier: impl DoubleEndedIterator<Item = &'a Mention>,
) -> String {
    let opening = tokens[..at].iter().rposition(|token| token.text == "(" || token.text == ")");
    let bracket = opening.filter(|opening| tokens[*opening].text == "(" && at - opening <= 6);
    let is_of = |token: &Token<'_>| token.text == ":" || matches!(token.lower.as_ref(), "fueron" | "eran" | "son");
    let verb = at.checked_sub(1).filter(|before| is_of(&tokens[*before]));
    let change = (at.saturating_sub(CHANGE_REACH)..at).rev().find(|index| {
        super::words::kinds().changes.contains(tokens[*index].lower.as_ref())
            && tokens[*index..at].iter().all(|token| token.text != ";")
    });
    if let Some(border) = bracket.or(verb).or(change) {
        let border = if tokens[border].text == ":" { before_time(tokens, border) } else { border };
        let reflexive = usize::from(border > 0 && tokens[border - 1].lower == "se");
        let before = noun_before(&tokens[..border - reflexive]);
        if !before.is_empty() {
            return before;
        }
    }
    let is_counted = |mention: &&Mention| {
        matches!(mention.kind, MentionKind::Count | MentionKind::Share) && !mention.noun.is_empty()
    };
    let is_near = |mention: &&Mention| sentence.span.start.saturating_sub(mention.sentence.end) < 200;
    earlier.rev().filter(is_counted).find(is_near).map(|mention| mention.noun.clone()).unwrap_or_default()
}

/// "Femicides, February 2017: 31" and "Femicides, Lima, 2017: 31": where the time begins before a colon.
fn before_time(tokens: &[Token<'_>], colon: usize) -> usize {
    let is_time = |token: &Token<'_>| {
        token.is_numeral() || record::date::month_named(&token.lower).is_some() || token.text == ","
    };
    let length = tokens[..colon].iter().rev().take_while(|token| is_time(token)).count();
    colon - length
}

/// The last words of a phrase, back to its preposition or article.
fn noun_before(tokens: &[Token<'_>]) -> String {
    let is_border = |token: &&Token<'_>| {
        !token.is_word()
            || STOPPING.contains(token.lower.as_ref())
            || matches!(token.lower.as_ref(), "of" | "the" | "de" | "los" | "las")
    };
    let words: Vec<&str> =
        tokens.iter().rev().take_while(|token| !is_border(token)).map(|token| token.lower.as_ref()).take(4).collect();
    words.into_iter().rev().collect::<Vec<_>>().join(" ")
}
