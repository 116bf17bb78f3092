//! The measures themselves: two known values of an operand in, a number or a yes or no out.

use crate::{
    columns::places,
    comparison::{expression::Measure, letters::Words, operand::Operand},
};

/// Words of a text that are looked at.
const WORDS: usize = 24;

/// Two words at least this similar count as one word spelt differently.
const SAME_WORD: f64 = 0.9;

/// True where the measure is worth remembering.
pub(crate) fn is_costly(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::JaroWinkler
            | Measure::CrossedJaroWinkler
            | Measure::Levenshtein
            | Measure::DamerauLevenshtein
            | Measure::Words
            | Measure::Jaccard
            | Measure::Cosine
            | Measure::Km
            | Measure::Shared
    )
}

/// True where small is alike.
pub(crate) fn is_distance(measure: Measure) -> bool {
    measure.bound() == super::expression::Bound::AtMost
}

/// True where the letters' signature bounds the measure.
pub(crate) fn is_jaro_winkler(measure: Measure) -> bool {
    matches!(measure, Measure::JaroWinkler | Measure::CrossedJaroWinkler)
}

/// A costly measure of two known values.
pub(crate) fn value(measure: Measure, operand: &Operand, (left, right): (u32, u32)) -> f32 {
    let text = |with: fn(&Words, u32, u32) -> f32| operand.words.as_ref().map(|words| with(words, left, right));
    let found = match measure {
        Measure::JaroWinkler | Measure::CrossedJaroWinkler => text(Words::jaro_winkler),
        Measure::Levenshtein => text(Words::levenshtein),
        Measure::DamerauLevenshtein => text(Words::damerau_levenshtein),
        Measure::Words => text(shared_words),
        Measure::Jaccard => text(jaccard),
        Measure::Cosine => Some(cosine(&operand.vectors[left as usize], &operand.vectors[right as usize])),
        Measure::Km => match (operand.points[left as usize], operand.points[right as usize]) {
            #[expect(clippy::cast_possible_truncation, reason = "kilometres need few digits")]
            (Some(left), Some(right)) => Some(places::distance_km(left, right) as f32),
            (_, _) => None,
        },
        Measure::Shared => Some(operand.sets.shared(left, right)),
        Measure::Same
        | Measure::Missing
        | Measure::Swapped
        | Measure::Crossed
        | Measure::Initial
        | Measure::Days
        | Measure::Months
        | Measure::Years
        | Measure::Contains
        | Measure::DayMonthSwapped
        | Measure::OneDigit
        | Measure::Difference
        | Measure::Share
        | Measure::Gap => None,
    };
    // What cannot be measured is as far apart as can be.
    found.unwrap_or(if is_distance(measure) { f32::INFINITY } else { f32::NEG_INFINITY })
}

/// A cheap test of two known values.
pub(crate) fn holds(measure: Measure, operand: &Operand, (left, right): (u32, u32), bound: f32) -> bool {
    let numbers = || (operand.numbers[left as usize], operand.numbers[right as usize]);
    match measure {
        Measure::Initial => operand.words.as_ref().is_some_and(|words| is_initial(words, left, right)),
        Measure::Difference => {
            let (left, right) = numbers();
            (left - right).abs() <= f64::from(bound)
        }
        Measure::Share => {
            let (left, right) = numbers();
            (left - right).abs() <= f64::from(bound) * left.abs().max(right.abs())
        }
        Measure::Gap => match (operand.counts[left as usize], operand.counts[right as usize]) {
            (Some(left), Some(right)) => f64::from(left.gap(right)) <= f64::from(bound),
            (_, _) => false,
        },
        Measure::Same => left == right,
        Measure::Missing | Measure::Swapped | Measure::Crossed => false,
        Measure::Days | Measure::Months | Measure::Years => false,
        Measure::Contains | Measure::DayMonthSwapped | Measure::OneDigit => false,
        Measure::JaroWinkler
        | Measure::CrossedJaroWinkler
        | Measure::Levenshtein
        | Measure::DamerauLevenshtein
        | Measure::Words
        | Measure::Jaccard
        | Measure::Km
        | Measure::Cosine
        | Measure::Shared => {
            let value = value(measure, operand, (left, right));
            if is_distance(measure) { value <= bound } else { value >= bound }
        }
    }
}

fn is_initial(words: &Words, left: u32, right: u32) -> bool {
    let (left, right) = (words.beginning(left), words.beginning(right));
    let is_one = |text: &str| text.chars().take_while(|char| *char != '.').count() == 1;
    (is_one(left) || is_one(right)) && left.chars().next() == right.chars().next()
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS).collect()
}

fn is_same_word(left: &str, right: &str) -> bool {
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    left == right
        || initial(left, right)
        || initial(right, left)
        || (left.len() > 3 && right.len() > 3 && strsim::jaro_winkler(left, right) >= SAME_WORD)
}

/// Words of the shorter text that the longer has too, each of its words taken once, over the words of the shorter.
#[expect(clippy::cast_precision_loss, reason = "few words")]
fn shared_words(words: &Words, left: u32, right: u32) -> f32 {
    let (mut short, mut long) = (tokens(words.beginning(left)), tokens(words.beginning(right)));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    if short.is_empty() {
        return 0.0;
    }
    let all = short.len();
    let mut shared = 0;
    for is_alike in [|left: &str, right: &str| left == right, is_same_word] {
        short.retain(|word| {
            let found = long.iter().position(|other| is_alike(word, other));
            found.map(|place| long.swap_remove(place)).is_none()
        });
        shared = all - short.len();
    }
    shared as f32 / all as f32
}

#[expect(clippy::cast_precision_loss, reason = "few words")]
fn jaccard(words: &Words, left: u32, right: u32) -> f32 {
    let set = |value| -> std::collections::BTreeSet<&str> { tokens(words.beginning(value)).into_iter().collect() };
    let (left, right) = (set(left), set(right));
    let all = left.union(&right).count();
    if all == 0 { 0.0 } else { left.intersection(&right).count() as f32 / all as f32 }
}

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    if left.len() != right.len() || left.is_empty() {
        return f32::NEG_INFINITY;
    }
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// True where the measure looks at the letters.
pub(crate) fn reads_text(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::JaroWinkler
            | Measure::CrossedJaroWinkler
            | Measure::Levenshtein
            | Measure::DamerauLevenshtein
            | Measure::Initial
            | Measure::Words
            | Measure::Jaccard
    )
}
