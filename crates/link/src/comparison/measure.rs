//! The measures themselves: two known values of an operand in, a number or a yes or no out.

use crate::{
    columns::places,
    comparison::{expression::Measure, letters::Words, operand::Operand},
};

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
        Measure::Words => text(Words::shared),
        Measure::Jaccard => text(Words::jaccard),
        Measure::Cosine => Some(cosine(&operand.vectors[left as usize], &operand.vectors[right as usize])),
        Measure::Km => match (operand.points[left as usize], operand.points[right as usize]) {
            #[expect(clippy::cast_possible_truncation, reason = "kilometres need few digits")]
            (Some(left), Some(right)) => Some(places::distance_km(left, right) as f32),
            (_, _) => None,
        },
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
        | Measure::TwoParts
        | Measure::Difference
        | Measure::Share => None,
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
        Measure::Same => left == right,
        Measure::Missing | Measure::Swapped | Measure::Crossed => false,
        Measure::Days | Measure::Months | Measure::Years => false,
        Measure::Contains | Measure::DayMonthSwapped | Measure::OneDigit | Measure::TwoParts => false,
        Measure::JaroWinkler
        | Measure::CrossedJaroWinkler
        | Measure::Levenshtein
        | Measure::DamerauLevenshtein
        | Measure::Words
        | Measure::Jaccard
        | Measure::Km
        | Measure::Cosine => {
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
