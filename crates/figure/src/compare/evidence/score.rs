//! How well does a figure fit a number? Points for each field, each with its reason in words.

use std::collections::BTreeSet;

use record::{Decision, Edtf, Language, Mention, MentionKind, Qualifier, date::Day};

use super::{context::Context, words::Evidence};
use crate::{
    Figure,
    compare::{
        countries,
        judge::is_shifted,
        words::{holds, is_function_word, stem, stems},
    },
    qualifier::{admits, is_same},
    unit::CountingUnit,
};

/// Points of a value that is the figure's, or that its qualifier ties to it.
const VALUE: f64 = 3.0;
const VALUE_QUALIFIED: f64 = 2.0;

/// Points of a keyword among the number's own words, in its sentence, and near it; of each at most three count.
const KEYWORD_OWN: f64 = 1.5;
const KEYWORD_SENTENCE: f64 = 1.2;
const KEYWORD_NEAR: f64 = 0.5;

/// Stems of nouns that may stand for anybody and anything, and what each takes away of its point.
const GENERAL: &[&str] = &["peopl", "person", "persona", "cas", "caso"];
const NOUN_GENERAL: f64 = 0.5;

/// Points of a time that both name, of a place that the figure names, of a speaker who is the figure's, of the unit.
const PERIOD: f64 = 1.0;
const PLACE: f64 = 0.5;
const SPEAKER: f64 = 1.0;
const UNIT: f64 = 0.5;

/// What a time, a country or a decision takes away that the figure does not have.
const OTHER_UNIT: f64 = -2.0;
const OTHER_PERIOD: f64 = -2.0;
const OTHER_COUNTRY: f64 = -6.0;
const OTHER_DECISION: f64 = -2.5;

/// Words of a name that tell one speaker from another are longer.
const SHORT_WORD: usize = 3;

/// A figure with its points.
pub(super) struct Scored<'a> {
    pub(super) figure: &'a Figure,
    pub(super) points: f64,
    pub(super) is_value_borne: bool,
    pub(super) evidence: Vec<Evidence>,
}

/// The points of a figure; none where it is of another kind, or nothing but the value speaks for it.
pub(super) fn score<'a>(mention: &Mention, context: &Context, figure: &'a Figure) -> Option<Scored<'a>> {
    if !is_same_kind(mention, figure) {
        return None;
    }
    let mut evidence = Vec::new();
    let (mut points, is_value_borne) = value(mention, figure, &mut evidence);
    let words = words(mention, context, figure, &mut evidence)?;
    points += words.points;
    points += unit(mention, words.is_noun_shared, figure, &mut evidence);
    points += circumstances(mention, figure, &mut evidence);
    points += decision(context, figure, words.count, &mut evidence);
    Some(Scored { figure, points, is_value_borne, evidence })
}

/// Percentages are held against shares, ages against years, durations against hours and years, counts against the rest.
fn is_same_kind(mention: &Mention, figure: &Figure) -> bool {
    let unit = figure.definition.unit.as_str();
    match mention.kind {
        // One is often written for the other; the comparison says so.
        MentionKind::Share | MentionKind::Points => matches!(unit, "percent" | "points"),
        MentionKind::Age => unit == "years",
        MentionKind::Duration => unit == "hours" || unit == "years",
        MentionKind::Count => !matches!(unit, "percent" | "points" | "years" | "hours"),
        MentionKind::Rate
        | MentionKind::Ratio
        | MentionKind::Measure
        | MentionKind::Money
        | MentionKind::Year
        | MentionKind::Date
        | MentionKind::Ordinal
        | MentionKind::Identifier => false,
    }
}

fn value(mention: &Mention, figure: &Figure, evidence: &mut Vec<Evidence>) -> (f64, bool) {
    let Some(value) = figure.printed() else { return (0.0, false) };
    let claimed_majority = figure.definition.claim.as_ref().is_some_and(|claim| claim.qualifier == Qualifier::Majority);
    let Some(printed) = mention.value else {
        let is_majority = mention.qualifier == Qualifier::Majority && (claimed_majority || value > 50.0);
        if is_majority {
            evidence.push(Evidence::MoreThanHalf);
        }
        let points = if claimed_majority { VALUE } else { 1.0 };
        return (if is_majority { points } else { 0.0 }, is_majority);
    };
    if claimed_majority {
        return (0.0, false);
    }
    let interval = mention.upper.zip(figure.interval());
    if interval.is_some_and(|(upper, (low, high))| is_same(printed, low.round()) && is_same(upper, high.round())) {
        evidence.push(Evidence::Interval(printed, mention.upper.unwrap_or(printed)));
        return (VALUE, true);
    }
    if is_same(printed, value) {
        evidence.push(Evidence::Value(value));
        return (VALUE, true);
    }
    if admits(printed, mention.qualifier, value).is_ok() {
        evidence.push(Evidence::QualifiedValue(value));
        return (VALUE_QUALIFIED, true);
    }
    if is_shifted(printed, value) {
        evidence.push(Evidence::Digits(value));
        return (VALUE_QUALIFIED, true);
    }
    (0.0, false)
}

/// What words say of a figure.
struct OfWords {
    points: f64,
    is_noun_shared: bool,
    count: usize,
}

/// The counted noun and the figure's keywords; none where neither names the figure.
fn words(mention: &Mention, context: &Context, figure: &Figure, evidence: &mut Vec<Evidence>) -> Option<OfWords> {
    let definition = &figure.definition;
    let noun = stems(definition.noun.get(context.language));
    // The noun of an age or a duration is a unit of time: it tells nothing.
    let is_telling = !matches!(mention.kind, MentionKind::Age | MentionKind::Duration);
    let shares = |(stem, _): &(&String, &String)| is_telling && noun.contains(*stem) && !is_function_word(stem);
    let shared: Vec<&str> = context.noun.iter().filter(shares).map(|(_, word)| word.as_str()).collect();
    if !shared.is_empty() {
        evidence.push(Evidence::Noun(shared.iter().copied().map(str::to_owned).collect()));
    }
    let keywords = match context.language {
        Language::En => &definition.keywords.en,
        Language::Es => &definition.keywords.es,
    };
    // A word of the counted noun is no further evidence.
    let counted: BTreeSet<String> = shared.iter().map(|word| stem(word)).collect();
    // Who says it is evidence of its own.
    let said: BTreeSet<String> = mention.speakers.iter().flat_map(|speaker| stems(speaker)).collect();
    let is_new = |word: &&str| !holds(&counted, word) && !holds(&said, word);
    let keywords: Vec<&str> = keywords.iter().map(String::as_str).filter(is_new).collect();
    let (own, rest): (Vec<&str>, Vec<&str>) = keywords.into_iter().partition(|word| holds(&context.own, word));
    let (sentence, rest): (Vec<&str>, Vec<&str>) = rest.into_iter().partition(|word| holds(&context.sentence, word));
    let near: Vec<&str> = rest.into_iter().filter(|word| holds(&context.near, word)).collect();
    let is_named =
        !own.is_empty() || !sentence.is_empty() || shared.len() > 1 || (!near.is_empty() && !shared.is_empty());
    if !is_named {
        return None;
    }
    let all: Vec<&str> = own.iter().chain(&sentence).chain(&near).copied().collect();
    if !all.is_empty() {
        evidence.push(Evidence::Words(all.iter().copied().map(str::to_owned).collect()));
    }
    let count = |words: usize| f64::from(u8::try_from(words.min(3)).unwrap_or(3));
    let in_sentence = count(sentence.len()).min(3.0 - count(own.len()));
    let of_keywords =
        KEYWORD_OWN * count(own.len()) + KEYWORD_SENTENCE * in_sentence + KEYWORD_NEAR * count(near.len());
    let general = shared.iter().filter(|word| GENERAL.contains(&stem(word).as_str())).count();
    Some(OfWords {
        points: count(shared.len()) - NOUN_GENERAL * count(general) + of_keywords,
        is_noun_shared: !shared.is_empty(),
        count: shared.len() + all.len(),
    })
}

/// Time, place, speaker and unit.
fn circumstances(mention: &Mention, figure: &Figure, evidence: &mut Vec<Evidence>) -> f64 {
    let definition = &figure.definition;
    let mut points = 0.0;
    // The time in a sentence on a verdict may be that of the crime.
    let held = figure.period().filter(|_| definition.decision.is_none());
    if let Some((said, held)) = mention.period.as_ref().zip(held) {
        let meets = overlaps(said, &held);
        points += if meets { PERIOD } else { OTHER_PERIOD };
        evidence.push(Evidence::Period { said: said.clone(), held, meets });
    }
    let held_country = definition.place.as_deref().and_then(countries::of_code);
    let said_country = countries::country(&mention.place);
    if let Some((said, held)) = said_country.zip(held_country) {
        points += if said == held { PLACE } else { OTHER_COUNTRY };
        evidence.push(Evidence::Place(mention.place.clone()));
    } else if !mention.place.is_empty() && names(figure, mention.language, &mention.place) {
        points += PLACE;
        evidence.push(Evidence::Place(mention.place.clone()));
    }
    let speaker = mention.speakers.iter().find(|speaker| is_speaker(figure, mention.language, speaker));
    if let Some(speaker) = speaker {
        points += SPEAKER;
        evidence.push(Evidence::Speaker(speaker.clone()));
    }
    points
}

/// The unit that the noun names, held against the figure's.
fn unit(mention: &Mention, is_noun_shared: bool, figure: &Figure, evidence: &mut Vec<Evidence>) -> f64 {
    let units = CountingUnit::of_noun(&mention.noun).zip(figure.definition.counting_unit());
    let Some((said, counted)) = units.filter(|_| mention.kind == MentionKind::Count) else { return 0.0 };
    if said.is_comparable(counted) {
        evidence.push(Evidence::Unit(figure.definition.unit.clone()));
        return UNIT;
    }
    // A noun that both have tells more than a unit that was changed in the retelling.
    if is_noun_shared { 0.0 } else { OTHER_UNIT }
}

/// A verdict word beside the number, held against the decision that the figure counts.
fn decision(context: &Context, figure: &Figure, words: usize, evidence: &mut Vec<Evidence>) -> f64 {
    let Some(counted) = figure.definition.decision else { return 0.0 };
    let outcomes: Vec<&Decision> = context.decisions.iter().filter(|said| **said != Decision::Charged).collect();
    if context.is_whole && counted != Decision::Charged {
        return OTHER_DECISION;
    }
    if outcomes.is_empty() || counted == Decision::Charged {
        return 0.0;
    }
    if outcomes.contains(&&counted) {
        evidence.push(Evidence::Decision(counted));
        // A verdict word alone is a keyword, and names no trial.
        return if words > 1 { UNIT } else { 0.0 };
    }
    OTHER_DECISION
}

/// True where two times have a day in common.
pub(in crate::compare) fn overlaps(left: &Edtf, right: &Edtf) -> bool {
    let before = |end: Option<Day>, start: Option<Day>| end.zip(start).is_some_and(|(end, start)| end < start);
    let ((left_start, left_end), (right_start, right_end)) = (left.bounds(), right.bounds());
    !before(left_end, right_start) && !before(right_end, left_start)
}

/// True where a figure's own words name a place.
fn names(figure: &Figure, language: Language, place: &str) -> bool {
    let definition = &figure.definition;
    let text = format!(
        "{} {} {}",
        definition.title.get(language),
        definition.population.get(language),
        definition.noun.get(language)
    );
    holds(&stems(&text), place)
}

/// True where a speaker is the figure's register, or one of those who handed it on.
fn is_speaker(figure: &Figure, language: Language, speaker: &str) -> bool {
    let claim = figure.definition.claim.as_ref();
    let chain = claim.into_iter().flat_map(|claim| claim.chain.iter().chain([&claim.by])).map(String::as_str);
    let said: Vec<String> =
        stems(speaker).into_iter().filter(|word| word.len() > SHORT_WORD && !is_function_word(word)).collect();
    chain.chain([figure.definition.register.get(language)]).any(|name| {
        let known = stems(name);
        !said.is_empty() && said.iter().all(|word| known.contains(word))
    })
}
