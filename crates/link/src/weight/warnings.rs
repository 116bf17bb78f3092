//! What in a trained model should make a person look again, in sentences that say how to mend it.

use serde::{Deserialize, Serialize};

use super::dependence::LeftOver;
use super::em::{Ending, LAMBDA_BOUNDS};
use super::fixed::Side;
use super::model::{ComparisonModel, LevelProbability, Model};
use super::training::Training;
use crate::pattern::PatternCounts;

/// A weight that moves nothing.
const WEAK_BITS: f64 = 0.3;
/// A comparison that is hardly ever known.
const MISSING_SHARE: f64 = 0.95;
/// Inversions and strong dependences below this are let pass.
const SLACK_BITS: f64 = 0.1;
/// Sessions whose m of one level differ by more disagree, if both saw so many matches.
const SESSION_DIFFERENCE: f64 = 0.2;
const SESSION_MATCHES: f64 = 20.0;
/// Matches that the prior expects, as parts of those found among candidates, within which the two agree.
const PRIOR_RATIO: (f64, f64) = (0.9, 5.0);

/// Something about the model that should be looked at.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelWarning {
    /// No pair at a level.
    #[error(
        "{comparison}, '{level}': nothing was seen among {} at this level, so its weight is a guess; \
         merge it with its neighbour or fix its probability", pairs_of(*.side)
    )]
    NotObserved {
        /// Name of the comparison.
        comparison: String,
        /// Label of the level.
        level: String,
        /// Among matches or among non-matches.
        side: Side,
    },
    /// A stronger level that weighs less.
    #[error(
        "{comparison}: '{stronger}' weighs {stronger_bits:.1} bits, less than the weaker '{weaker}' with \
         {weaker_bits:.1}; merge the two levels or look at pairs of both"
    )]
    Inverted {
        /// Name of the comparison.
        comparison: String,
        /// Label of the level that should weigh more.
        stronger: String,
        /// Its weight.
        stronger_bits: f64,
        /// Label of the level that should weigh less.
        weaker: String,
        /// Its weight.
        weaker_bits: f64,
    },
    /// Weights near nought.
    #[error("{comparison}: no level weighs more than {WEAK_BITS} bits; this comparison decides nothing, leave it out")]
    TellsNothing {
        /// Name of the comparison.
        comparison: String,
    },
    /// Hardly ever known.
    #[error("{comparison}: not known in {:.1} % of pairs; fill the field or leave the comparison out", .share * 100.0)]
    HardlyKnown {
        /// Name of the comparison.
        comparison: String,
        /// Share of pairs where a value is missing.
        share: f64,
    },
    /// EM ran out of steps.
    #[error(
        "{fit}: EM stopped after {steps} steps without coming to rest; allow more steps or use another training rule"
    )]
    NotConverged {
        /// Which fit: a rule, or all candidates.
        fit: String,
        /// Steps made.
        steps: usize,
    },
    /// Not a probability.
    #[error("{comparison}, '{level}': probability {value} is not above 0 and below 1; correct the model file")]
    NotAProbability {
        /// Name of the comparison.
        comparison: String,
        /// Label of the level.
        level: String,
        /// Its value.
        value: f64,
    },
    /// Lambda at its bound.
    #[error("{fit}: EM holds {} for matches; the rule cannot train the model, choose one that mixes both", all_or_none(*.lambda))]
    AtBound {
        /// Which fit.
        fit: String,
        /// Share of matches.
        lambda: f64,
    },
    /// Two training rules that tell different things.
    #[error(
        "{comparison}, '{level}': m is {:.2} with rule '{}' and {:.2} with rule '{}'; \
         check whether one of the rules uses a field made from this one", .one.1, .one.0, .other.1, .other.0
    )]
    SessionsDisagree {
        /// Name of the comparison.
        comparison: String,
        /// Label of the level.
        level: String,
        /// The rule with the lowest m, and this.
        one: (String, f64),
        /// The rule with the highest.
        other: (String, f64),
    },
    /// The prior and the candidates tell different things.
    #[error(
        "the prior expects {prior_matches:.0} matches, the candidates hold about {expected_matches:.0}; \
         correct the recall of the rules behind the prior, or widen blocking"
    )]
    PriorAgainstCandidates {
        /// Prior times possible pairs.
        prior_matches: f64,
        /// Sum of match probabilities.
        expected_matches: f64,
    },
    /// Dependence that the model does not hold.
    #[error(
        "{first} and {second} go together among {} ({bits:.2} bits beyond the model); \
         correct for dependence, or make them one comparison", pairs_of(*.side)
    )]
    Dependent {
        /// Name of one comparison.
        first: String,
        /// Name of the other.
        second: String,
        /// In which class.
        side: Side,
        /// What one tells of the other and the model does not know.
        bits: f64,
    },
    /// Nothing beside it tells matches from others.
    #[error(
        "{comparison} is the only comparison, and what it tells of matches cannot be learnt from itself; \
         compare another field, give labels, or fix its probabilities"
    )]
    OnlyOne {
        /// Name of the comparison.
        comparison: String,
    },
    /// A comparison that no training rule left free.
    #[error("{comparison}: every training rule uses its fields, so its m is a guess; add a rule without them")]
    NeverTrained {
        /// Name of the comparison.
        comparison: String,
    },
}

fn pairs_of(side: Side) -> &'static str {
    match side {
        Side::Match => "matches",
        Side::NonMatch => "non-matches",
    }
}

fn all_or_none(lambda: f64) -> &'static str {
    if lambda > 0.5 { "all pairs" } else { "no pair" }
}

/// What the numbers of a model alone say: levels never seen, inverted weights, comparisons that tell nothing.
///
/// ```
/// use link::weight::{model::*, warnings::of_model};
/// let level = |label: &str, m, u| LevelModel {
///     label: label.to_owned(),
///     m_probability: LevelProbability::Estimated(m),
///     u_probability: LevelProbability::Estimated(u),
/// };
/// let levels = vec![level("the same", 0.5, 0.25), level("similar", 0.4, 0.1), level("different", 0.1, 0.65)];
/// let comparison = ComparisonModel { name: "name".to_owned(), levels };
/// let model = Model { prior: 0.1, comparisons: vec![comparison], interactions: Vec::new(), relatives: None };
/// let warnings = of_model(&model);
/// // log2(0.5 / 0.25) = 1, log2(0.4 / 0.1) = 2
/// assert!(warnings[0].to_string().starts_with("name: 'the same' weighs 1.0 bits, less than the weaker 'similar' with 2.0"));
/// ```
pub fn of_model(model: &Model) -> Vec<ModelWarning> {
    model.comparisons.iter().flat_map(of_comparison).collect()
}

fn of_comparison(comparison: &ComparisonModel) -> Vec<ModelWarning> {
    let name = || comparison.name.clone();
    let mut warnings = Vec::new();
    for level in &comparison.levels {
        for (side, probability) in [(Side::Match, level.m_probability), (Side::NonMatch, level.u_probability)] {
            let value = probability.value();
            if !(value > 0.0 && value < 1.0) && comparison.levels.len() > 1 {
                warnings.push(ModelWarning::NotAProbability { comparison: name(), level: level.label.clone(), value });
            }
            if matches!(probability, LevelProbability::NotObserved(_)) {
                warnings.push(ModelWarning::NotObserved { comparison: name(), level: level.label.clone(), side });
            }
        }
    }
    for pair in comparison.levels.windows(2) {
        let (stronger_bits, weaker_bits) = (pair[0].match_weight_bits(), pair[1].match_weight_bits());
        if stronger_bits < weaker_bits - SLACK_BITS {
            let (stronger, weaker) = (pair[0].label.clone(), pair[1].label.clone());
            warnings.push(ModelWarning::Inverted { comparison: name(), stronger, stronger_bits, weaker, weaker_bits });
        }
    }
    if comparison.levels.iter().all(|level| level.match_weight_bits().abs() < WEAK_BITS) {
        warnings.push(ModelWarning::TellsNothing { comparison: name() });
    }
    warnings
}

/// Comparisons that are hardly ever known among these pairs.
pub(crate) fn of_missing(model: &Model, counts: &PatternCounts) -> Vec<ModelWarning> {
    let pairs = counts.pairs().max(1) as f64;
    let share = |comparison: usize| counts.at_levels(comparison).first().map_or(0.0, |missing| *missing as f64 / pairs);
    let names = model.comparisons.iter().map(|comparison| comparison.name.clone()).enumerate();
    let shares = names.map(|(place, comparison)| ModelWarning::HardlyKnown { comparison, share: share(place) });
    shares
        .filter(|warning| matches!(warning, ModelWarning::HardlyKnown { share, .. } if *share > MISSING_SHARE))
        .collect()
}

/// One comparison alone, which neither labels nor fixed probabilities explain.
pub(crate) fn of_one(model: &Model) -> Option<ModelWarning> {
    match model.comparisons.as_slice() {
        [only] => Some(ModelWarning::OnlyOne { comparison: only.name.clone() }),
        _ => None,
    }
}

/// What the training says: fits that did not come to rest, bounds, sessions that disagree.
pub(crate) fn of_training(model: &Model, training: &Training) -> Vec<ModelWarning> {
    let mut warnings = Vec::new();
    let sessions = training.sessions.iter().map(|session| (session.rule.as_str(), &session.progress));
    for (fit, progress) in sessions.chain(training.candidates.iter().map(|fit| ("all candidates", &fit.progress))) {
        let fit = fit.to_owned();
        if progress.ending == Ending::StoppedAtLimit {
            warnings.push(ModelWarning::NotConverged { fit: fit.clone(), steps: progress.trace.len() });
        }
        let (low, high) = (LAMBDA_BOUNDS.0 * 1.01, 1.0 - (1.0 - LAMBDA_BOUNDS.1) * 1.01);
        let is_empty = progress.expected_matches < 1.0;
        if is_empty || progress.lambda <= low || progress.lambda >= high {
            warnings.push(ModelWarning::AtBound { fit, lambda: progress.lambda });
        }
    }
    for (place, comparison) in model.comparisons.iter().enumerate() {
        let trained = training.sessions.iter().filter(|session| session.m_probability[place].is_some()).count();
        if trained == 0 && !training.sessions.is_empty() && training.candidates.is_none() {
            warnings.push(ModelWarning::NeverTrained { comparison: comparison.name.clone() });
        }
        warnings.extend(disagreement(place, comparison, training));
    }
    warnings
}

/// The level of a comparison on which the sessions differ most, where that is too much.
fn disagreement(place: usize, comparison: &ComparisonModel, training: &Training) -> Option<ModelWarning> {
    let sessions = training.sessions.iter().filter(|session| session.expected_known[place] >= SESSION_MATCHES);
    let sessions: Vec<(&str, &Vec<f64>)> =
        sessions.filter_map(|session| Some((session.rule.as_str(), session.m_probability[place].as_ref()?))).collect();
    let at_level = |level: usize| {
        let values = sessions.iter().map(|(rule, m)| (*rule, m[level]));
        let one = values.clone().min_by(|left, right| left.1.total_cmp(&right.1))?;
        let other = values.max_by(|left, right| left.1.total_cmp(&right.1))?;
        (other.1 - one.1 > SESSION_DIFFERENCE).then_some((level, one, other))
    };
    let worst = (0..comparison.levels.len()).filter_map(at_level);
    let (level, one, other) = worst.max_by(|left, right| (left.2.1 - left.1.1).total_cmp(&(right.2.1 - right.1.1)))?;
    Some(ModelWarning::SessionsDisagree {
        comparison: comparison.name.clone(),
        level: comparison.levels[level].label.clone(),
        one: (one.0.to_owned(), one.1),
        other: (other.0.to_owned(), other.1),
    })
}

/// Where the prior expects far more or fewer matches than the candidates hold.
pub fn of_prior(prior: f64, possible_pairs: f64, expected_matches: f64) -> Option<ModelWarning> {
    let prior_matches = prior * possible_pairs;
    let ratio = prior_matches / expected_matches.max(1.0);
    let is_apart = ratio < PRIOR_RATIO.0 || ratio > PRIOR_RATIO.1;
    is_apart.then_some(ModelWarning::PriorAgainstCandidates { prior_matches, expected_matches })
}

/// Strong dependence that the model does not hold.
pub(crate) fn of_dependence(model: &Model, left_over: &[(Side, LeftOver)]) -> Vec<ModelWarning> {
    let name = |place: usize| model.comparisons[place].name.clone();
    let strong = left_over.iter().filter(|(_, left)| left.bits > SLACK_BITS);
    let warning = |(side, left): &(Side, LeftOver)| ModelWarning::Dependent {
        first: name(left.comparisons.0),
        second: name(left.comparisons.1),
        side: *side,
        bits: left.bits,
    };
    strong.map(warning).collect()
}
