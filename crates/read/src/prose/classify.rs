//! What a number is: a count, a share, or one of the many numbers in prose that count nothing.

use record::{Language, Mention, MentionKind, Qualifier};

use super::{
    dates, nouns,
    numbers::{numeral_value, word_value, words_at},
    qualifiers,
    sentences::Sentence,
    tokens::Token,
};

/// A number behind one of these is part of a name.
const NAMES: &[&str] = &[
    "article",
    "articles",
    "art",
    "law",
    "no",
    "nº",
    "number",
    "file",
    "resolution",
    "decree",
    "chapter",
    "page",
    "pages",
    "section",
    "act",
    "version",
    "figure",
    "table",
    "paragraph",
    "annex",
    "volume",
    "edition",
    "block",
    "line",
    "route",
    "covid",
    "issue",
    "artículo",
    "artículos",
    "ley",
    "núm",
    "número",
    "expediente",
    "resolución",
    "decreto",
    "capítulo",
    "página",
    "páginas",
    "sección",
    "anexo",
    "lote",
    "párrafo",
    "informe",
    "reporte",
    "sentencia",
    "update",
];

const DURATIONS: &[&str] = &[
    "year",
    "years",
    "month",
    "months",
    "week",
    "weeks",
    "day",
    "days",
    "hour",
    "hours",
    "minute",
    "minutes",
    "decade",
    "decades",
    "century",
    "centuries",
    "año",
    "años",
    "mes",
    "meses",
    "semana",
    "semanas",
    "día",
    "días",
    "hora",
    "horas",
    "minuto",
    "minutos",
    "década",
    "décadas",
    "siglo",
    "siglos",
];

const MONEY: &[&str] = &[
    "soles", "sol", "dollars", "dollar", "euros", "euro", "pounds", "dólares", "dólar", "libras", "pen", "usd", "eur",
    "gbp",
];

const CURRENCY_SIGNS: &[&str] = &["$", "€", "£"];

/// Words for persons, of whom "de 15 años" gives the age.
const PERSONS: &[&str] = &[
    "niña",
    "niño",
    "niñas",
    "niños",
    "adolescente",
    "adolescentes",
    "mujer",
    "mujeres",
    "hombre",
    "hombres",
    "joven",
    "jóvenes",
    "menor",
    "menores",
    "mayor",
    "mayores",
    "persona",
    "personas",
    "edad",
];

/// Ordinals that never count.
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "primer", "primera",
    "primero", "segundo", "segunda", "tercer", "tercera", "tercero", "cuarto", "cuarta", "quinto", "quinta", "sexto",
    "séptimo", "octavo", "noveno", "décimo",
];

/// Nouns that count by themselves; of the plural ones the least that they can mean.
const COLLECTIVES: &[(&str, f64)] = &[
    ("dozen", 12.0),
    ("dozens", 24.0),
    ("hundred", 100.0),
    ("hundreds", 200.0),
    ("thousand", 1_000.0),
    ("thousands", 2_000.0),
    ("million", 1_000_000.0),
    ("millions", 2_000_000.0),
    ("decena", 10.0),
    ("decenas", 20.0),
    ("docena", 12.0),
    ("docenas", 24.0),
    ("veintena", 20.0),
    ("treintena", 30.0),
    ("centenar", 100.0),
    ("centenares", 200.0),
    ("cientos", 200.0),
    ("millar", 1_000.0),
    ("millares", 2_000.0),
    ("miles", 2_000.0),
    ("millones", 2_000_000.0),
];

/// Parts of a whole and how many make it up.
const PARTS: &[(&str, f64)] = &[
    ("half", 2.0),
    ("third", 3.0),
    ("thirds", 3.0),
    ("quarter", 4.0),
    ("quarters", 4.0),
    ("fifth", 5.0),
    ("fifths", 5.0),
    ("tenth", 10.0),
    ("tenths", 10.0),
    ("mitad", 2.0),
    ("tercio", 3.0),
    ("tercios", 3.0),
    ("cuarto", 4.0),
    ("cuartos", 4.0),
    ("quinto", 5.0),
    ("quintos", 5.0),
    ("décimo", 10.0),
    ("décimos", 10.0),
];

/// Verbs that follow "all" and "none" when these stand for a group counted before.
const GROUP_VERBS: &[&str] = &[
    "were",
    "are",
    "was",
    "have",
    "had",
    "of",
    "fueron",
    "son",
    "eran",
    "han",
    "habían",
    "fue",
    "resultaron",
    "quedaron",
];

/// A value with its tokens.
struct Number {
    low: f64,
    high: Option<f64>,
    end: usize,
    kind: MentionKind,
}

/// The mention that begins at a token, with the first token behind it.
pub(super) fn mention_at(sentence: &Sentence, tokens: &[Token<'_>], at: usize) -> Option<(Mention, usize)> {
    if let Some((_, end)) = dates::date_at(tokens, at) {
        return Some((plain(sentence, tokens, at..end, MentionKind::Date), end));
    }
    vague(sentence, tokens, at)
        .or_else(|| joined_word(sentence, tokens, at))
        .or_else(|| part_of_whole(sentence, tokens, at))
        .or_else(|| number(sentence, tokens, at))
}

/// "The majority", "most of", "all were", "none".
fn vague(sentence: &Sentence, tokens: &[Token<'_>], at: usize) -> Option<(Mention, usize)> {
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_str());
    let is_majority =
        matches!((word(at), word(at + 1)), ("the" | "a" | "la" | "una" | "vast" | "gran", "majority" | "mayoría"));
    let (qualifier, end) = match (word(at), word(at + 1)) {
        (_, _) if is_majority => (Qualifier::Majority, at + 2),
        ("most", "of") => (Qualifier::Majority, at + 1),
        ("all" | "todos" | "todas", next) if GROUP_VERBS.contains(&next) && begins_clause(tokens, at) => {
            (Qualifier::All, at + 1)
        }
        ("none" | "ninguno" | "ninguna", next) if GROUP_VERBS.contains(&next) && begins_clause(tokens, at) => {
            (Qualifier::None, at + 1)
        }
        (_, _) => return None,
    };
    let kind = if qualifier == Qualifier::Majority { MentionKind::Share } else { MentionKind::Count };
    let mut mention = plain(sentence, tokens, at..end, kind);
    mention.qualifier = qualifier;
    mention.noun = nouns::behind(tokens, end, sentence.language);
    Some((mention, end))
}

fn begins_clause(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|index| &tokens[index]) else { return true };
    !before.is_word() || matches!(before.lower.as_str(), "and" | "but" | "y" | "pero" | "casi" | "almost" | "nearly")
}

/// Words that hold a number: "15-year-old", "1980s", "3rd", "F4".
fn joined_word(sentence: &Sentence, tokens: &[Token<'_>], at: usize) -> Option<(Mention, usize)> {
    let token = &tokens[at];
    let lower = token.lower.as_str();
    let digits: String = lower.chars().take_while(char::is_ascii_digit).collect();
    let words_age = lower.strip_suffix("-year-old").or_else(|| lower.strip_suffix("-year-olds"));
    if let Some(number) = words_age {
        let value = number.parse().ok().or_else(|| super::parse_number_words(number, sentence.language).map(count));
        let mut mention = plain(sentence, tokens, at..at + 1, MentionKind::Age);
        mention.value = value;
        mention.noun = nouns::behind(tokens, at + 1, sentence.language);
        return Some((mention, at + 1));
    }
    if ORDINALS.contains(&lower) && !follows_fraction(tokens, at) {
        return Some((plain(sentence, tokens, at..at + 1, MentionKind::Ordinal), at + 1));
    }
    let is_mixed = lower.contains(|char: char| char.is_ascii_digit()) && lower.contains(char::is_alphabetic);
    if !is_mixed {
        return None;
    }
    let kind = match lower.get(digits.len()..) {
        Some("s") if digits.len() == 4 => MentionKind::Year,
        Some("st" | "nd" | "rd" | "th" | "º" | "ª") => MentionKind::Ordinal,
        Some("-hour" | "-day" | "-year" | "-month" | "-week") => MentionKind::Duration,
        Some(_) | None => MentionKind::Identifier,
    };
    let mut mention = plain(sentence, tokens, at..at + 1, kind);
    mention.value = digits.parse().ok();
    Some((mention, at + 1))
}

fn follows_fraction(tokens: &[Token<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |index| tokens[index].lower.as_str());
    PARTS.iter().any(|(part, _)| *part == tokens[at].lower)
        && (matches!(before, "a" | "un" | "one") || word_value(before, Language::En).is_some())
        && tokens.get(at + 1).is_some_and(|next| matches!(next.lower.as_str(), "of" | "de"))
}

/// "Half of", "two thirds", "one in three", "uno de cada tres".
fn part_of_whole(sentence: &Sentence, tokens: &[Token<'_>], at: usize) -> Option<(Mention, usize)> {
    let language = sentence.language;
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_str());
    let part = |text: &str| PARTS.iter().find(|(name, _)| *name == text).map(|(_, whole)| *whole);
    let (value, end) = if matches!((word(at), word(at + 1)), ("half", "of" | "the") | ("mitad", "de"))
        || (word(at) == "mitad" && at.checked_sub(1).is_some_and(|before| word(before) == "la"))
    {
        (50.0, at + 1)
    } else if let Some((many, whole)) =
        word(at).split_once('-').and_then(|(m, p)| Some((word_value(m, language)?, part(p)?)))
    {
        (100.0 * count(many) / whole, at + 1)
    } else if let (Some(many), Some(whole)) = (small(word(at), language), part(word(at + 1)))
        && (many > 1 || matches!(word(at + 2), "of" | "de"))
    {
        (100.0 * count(many) / whole, at + 2)
    } else if let (Some(many), "in" | "out", true) = (small(word(at), language), word(at + 1), language == Language::En)
    {
        let at_whole = if word(at + 1) == "out" && word(at + 2) == "of" { at + 3 } else { at + 2 };
        (100.0 * count(many) / count(small(word(at_whole), language).filter(|whole| *whole > many)?), at_whole + 1)
    } else if let (Some(many), "de", "cada") = (small(word(at), language), word(at + 1), word(at + 2)) {
        (100.0 * count(many) / count(small(word(at + 3), language).filter(|whole| *whole > many)?), at + 4)
    } else {
        return None;
    };
    Some((counted(sentence, tokens, at, &Number { low: value, high: None, end, kind: MentionKind::Share }), end))
}

fn small(word: &str, language: Language) -> Option<u64> {
    match word {
        "a" if language == Language::En => Some(1),
        _ => word_value(word, language).or_else(|| word.parse().ok()).filter(|value| (1..=100).contains(value)),
    }
}

/// A numeral or number words, with what stands around them.
fn number(sentence: &Sentence, tokens: &[Token<'_>], at: usize) -> Option<(Mention, usize)> {
    let number = range_at(tokens, at, sentence.language)?;
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_str());
    let before = at.checked_sub(1).map_or("", |index| tokens[index].lower.as_str());
    let before_that = at.checked_sub(2).map_or("", |index| tokens[index].lower.as_str());
    let end = number.end;
    let is_name =
        NAMES.contains(&before) || matches!(before, "#" | "/") || (before == "." && NAMES.contains(&before_that));
    if is_name && !tokens[at].is_word() {
        return Some((plain(sentence, tokens, at..end, MentionKind::Identifier), end));
    }
    if is_year(tokens, at, end) {
        let mut mention = plain(sentence, tokens, at..end, MentionKind::Year);
        mention.value = Some(number.low);
        return Some((mention, end));
    }
    let percent_end = match (word(end), word(end + 1)) {
        ("%" | "percent", _) => Some(end + 1),
        ("per", "cent") | ("por", "ciento") => Some(end + 2),
        (_, _) => None,
    };
    if let Some(end) = percent_end {
        let number = Number { end, kind: MentionKind::Share, ..number };
        return Some((counted(sentence, tokens, at, &number), end));
    }
    let is_money =
        CURRENCY_SIGNS.contains(&before) || MONEY.contains(&word(end)) || (before == "/" && before_that == "s");
    let kind = if is_money {
        MentionKind::Money
    } else if is_age(tokens, at, end) {
        MentionKind::Age
    } else if DURATIONS.contains(&word(end)) {
        MentionKind::Duration
    } else {
        MentionKind::Count
    };
    Some((counted(sentence, tokens, at, &Number { kind, ..number }), end))
}

/// One value, or "between … and …", "… to …", "…–…".
fn range_at(tokens: &[Token<'_>], at: usize, language: Language) -> Option<Number> {
    let (low, end) = value_at(tokens, at, language)?;
    let before = at.checked_sub(1).map_or("", |index| tokens[index].lower.as_str());
    let joint = tokens.get(end).map_or("", |token| token.lower.as_str());
    let is_joint = matches!(joint, "to" | "-" | "–" | "a")
        || (matches!(before, "between" | "entre") && matches!(joint, "and" | "y"));
    let upper = is_joint.then(|| value_at(tokens, end + 1, language)).flatten().filter(|(high, _)| *high > low);
    Some(match upper {
        Some((high, end)) => Number { low, high: Some(high), end, kind: MentionKind::Count },
        None => Number { low, high: None, end, kind: MentionKind::Count },
    })
}

fn value_at(tokens: &[Token<'_>], at: usize, language: Language) -> Option<(f64, usize)> {
    let token = tokens.get(at)?;
    if token.is_numeral() {
        let value = numeral_value(token.text, language)?;
        let scale = tokens.get(at + 1).map_or("", |next| next.lower.as_str());
        let scale = match scale {
            "thousand" | "mil" => 1e3,
            "million" | "millones" | "millón" => 1e6,
            "billion" => 1e9,
            _ => return Some((value, at + 1)),
        };
        return Some((value * scale, at + 2));
    }
    if let Some((_, value)) = COLLECTIVES.iter().find(|(word, _)| *word == token.lower) {
        return Some((*value, at + 1));
    }
    let (value, end) = words_at(tokens, at, language)?;
    // A lone "one", "un" or "una" is an article or a pronoun.
    let is_article = value == 1 && end == at + 1;
    let is_dozen = tokens.get(end).is_some_and(|next| next.lower == "dozen");
    (!is_article).then_some(if is_dozen { (count(value) * 12.0, end + 1) } else { (count(value), end) })
}

/// Four digits without separator, with nothing counted behind them, are a year.
fn is_year(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    let is_year_token = |index: usize| {
        let text = tokens[index].text;
        text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && ("1400"..="2199").contains(&text)
    };
    if !is_year_token(at) || (end > at + 1 && !is_year_token(end - 1)) {
        return false;
    }
    let before = at.checked_sub(1).map_or("", |index| tokens[index].lower.as_str());
    // "más de 2000 mujeres": the preposition belongs to the qualifier.
    let is_qualified = before == "de"
        && at
            .checked_sub(2)
            .is_some_and(|index| matches!(tokens[index].lower.as_str(), "más" | "menos" | "cerca" | "alrededor"));
    let is_introduced = !is_qualified
        && matches!(
            before,
            "in" | "since"
                | "of"
                | "until"
                | "from"
                | "during"
                | "en"
                | "desde"
                | "de"
                | "del"
                | "hasta"
                | "between"
                | "entre"
                | ","
                | "("
                | "/"
        )
        || dates::month(before).is_some();
    let behind = tokens.get(end);
    let is_count = behind.is_some_and(|next| next.is_word() && !next.is_capitalised() && looks_plural(&next.lower));
    is_introduced || !is_count
}

fn looks_plural(word: &str) -> bool {
    (word.ends_with('s') && word.len() > 3 && !matches!(word, "was" | "has" | "this" | "its" | "entre" | "tras"))
        || matches!(word, "people" | "women" | "men" | "children" | "police" | "dead")
}

fn is_age(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    let word = |index: usize| tokens.get(index).map_or("", |token| token.lower.as_str());
    let back = |steps: usize| at.checked_sub(steps).map_or("", |index| tokens[index].lower.as_str());
    let is_years = matches!(word(end), "years" | "year" | "años" | "año");
    let english = matches!(back(1), "aged" | "age")
        || (is_years && (word(end + 1) == "old" || (word(end + 1) == "of" && word(end + 2) == "age")));
    let spanish = is_years
        && ((back(1) == "de" && PERSONS.contains(&back(2))) || (word(end + 1) == "de" && word(end + 2) == "edad"));
    english || spanish
}

/// A mention with its qualifier and noun.
fn counted(sentence: &Sentence, tokens: &[Token<'_>], at: usize, number: &Number) -> Mention {
    let front = if number.high.is_some() { None } else { qualifiers::before(tokens, at, sentence.language) };
    let behind = qualifiers::behind(tokens, number.end);
    let is_vague = matches!(tokens[at].lower.as_str(), "dozens" | "docenas" | "decenas");
    let start = front.map_or(at, |(_, start)| start);
    let end = behind.map_or(number.end, |(_, end)| end);
    let mut mention = plain(sentence, tokens, start..end, number.kind);
    mention.value = Some(number.low);
    mention.upper = number.high;
    let found = front.or(behind).map(|(qualifier, _)| qualifier);
    mention.qualifier = found.unwrap_or(if is_vague { Qualifier::AtLeast } else { Qualifier::Exact });
    mention.noun = nouns::behind(tokens, end, sentence.language);
    mention
}

fn plain(sentence: &Sentence, tokens: &[Token<'_>], range: std::ops::Range<usize>, kind: MentionKind) -> Mention {
    Mention {
        kind,
        value: None,
        upper: None,
        qualifier: Qualifier::Exact,
        span: tokens[range.start].span.start..tokens[range.end - 1].span.end,
        noun: String::new(),
        unit: String::new(),
        population: String::new(),
        whole: None,
        period: None,
        place: String::new(),
        speakers: Vec::new(),
        is_negated: false,
        sentence: sentence.span.clone(),
        in_quotation: false,
        language: sentence.language,
    }
}

/// Counts are small enough for a float to hold them exactly.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(value: u64) -> f64 {
    value as f64
}
