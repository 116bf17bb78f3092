//! From counts of patterns to a model: u from random pairs, m from training rules and candidates, the prior, and a report.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210; see the modules that each step names.

mod fit;

use serde::{Deserialize, Serialize};

use super::decoded::{Decoded, Levels};
use super::dependence::{self, Dependence, LeftOver, PairDependence};
use super::em::{self, Class, EmOptions, Ending, Fit, Start, Step};
use super::fixed::{self, Fixed, FixedError, Pins, Side, normalised};
use super::model::{ComparisonModel, Interaction, LevelModel, LevelProbability, Model};
use super::prior::{self, PriorError, PriorSource};
use super::relatives::Relatives;
use super::warnings::{self, ModelWarning};
use super::{labels, random};
use crate::pattern::{PatternCounts, PatternShape};
use fit::Parts;

/// What a comparison and its levels are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonWords {
    /// Name of the comparison.
    pub name: String,
    /// Labels of levels 1, 2, …
    pub labels: Vec<String>,
}

/// The pairs of one training rule.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingBlock {
    /// The rule in words.
    pub rule: String,
    /// Places of the comparisons that the rule's fields touch.
    pub excluded: Vec<usize>,
    /// Its pairs.
    pub counts: PatternCounts,
}

/// All pairs that blocking found.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidates {
    /// Their patterns.
    pub counts: PatternCounts,
    /// Pairs that could match, candidates or not.
    pub possible_pairs: f64,
}

/// All that a model is trained from. Invariant checked by [`train`]: all counts have the shape of the random pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Words of each comparison.
    pub comparisons: Vec<ComparisonWords>,
    /// Pairs drawn at random.
    pub random: PatternCounts,
    /// Pairs of each training rule.
    pub training: Vec<TrainingBlock>,
    /// All candidates.
    pub candidates: Option<Candidates>,
    /// Pairs judged to be matches.
    pub same: Option<PatternCounts>,
    /// Pairs judged to be non-matches.
    pub different: Option<PatternCounts>,
    /// Values given by the settings.
    pub fixed: Vec<Fixed>,
}

/// How the model is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// m from the training rules alone.
    Sessions,
    /// m from all candidates, beginning with the training rules; u of random pairs; prior and weights speak of all pairs.
    AllPairs,
    /// m and u from all candidates; prior and weights speak of candidates only.
    Candidates,
}

/// Choices of training.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainingOptions {
    /// How the model is fitted.
    pub method: Method,
    /// Where the prior comes from.
    pub prior: PriorSource,
    /// Correction of dependence; `None` is independence.
    pub dependence: Option<Dependence>,
    /// Pairs that the unsupervised fit is worth beside labelled pairs.
    pub label_prior_pairs: f64,
    /// When EM stops.
    pub em: EmOptions,
}

impl Default for TrainingOptions {
    fn default() -> Self {
        Self {
            method: Method::AllPairs,
            prior: PriorSource::Candidates { blocking_recall: 1.0 },
            dependence: Some(Dependence::default()),
            label_prior_pairs: 50.0,
            em: EmOptions::default(),
        }
    }
}

/// How EM went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Share of matches at the end.
    pub lambda: f64,
    /// Sum of match probabilities.
    pub expected_matches: f64,
    /// Every step.
    pub trace: Vec<Step>,
    /// Whether it came to rest.
    pub ending: Ending,
}

/// What one training rule gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionReport {
    /// The rule.
    pub rule: String,
    /// Its pairs.
    pub pairs: u64,
    /// m of each comparison; `None` where the rule touches it or nothing was known.
    pub m_probability: Vec<Option<Vec<f64>>>,
    /// Expected matches in which the comparison is known.
    pub expected_known: Vec<f64>,
    /// How EM went.
    pub progress: Progress,
}

/// What all candidates gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CandidatesReport {
    /// Candidate pairs.
    pub pairs: u64,
    /// Pairs that could match.
    pub possible_pairs: f64,
    /// How EM went.
    pub progress: Progress,
    /// Dependence among expected matches, before correction.
    pub among_matches: Vec<PairDependence>,
    /// Dependence among random pairs, or the expected non-matches where these are fitted, before correction.
    pub among_non_matches: Vec<PairDependence>,
    /// What of these the model does not hold.
    pub left_over: Vec<(Side, LeftOver)>,
}

/// The report of a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// How the model was fitted.
    pub method: Method,
    /// Each training rule.
    pub sessions: Vec<SessionReport>,
    /// All candidates.
    pub candidates: Option<CandidatesReport>,
    /// What should be looked at.
    pub warnings: Vec<ModelWarning>,
}

/// A model and how it came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// The report.
    pub training: Training,
}

/// Why nothing can be trained.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TrainError {
    /// Counts of different comparisons.
    #[error("{0}: the patterns are not those of the random pairs; count all with the same comparisons and levels")]
    OtherShape(String),
    /// A training rule that names no comparison.
    #[error("rule '{rule}' leaves out comparison {comparison}, which does not exist; comparisons count from 0")]
    NoSuchComparison {
        /// The rule.
        rule: String,
        /// What it names.
        comparison: usize,
    },
    /// A given value.
    #[error("a fixed probability cannot be used")]
    Fixed(#[from] FixedError),
    /// The prior.
    #[error("the prior cannot be used")]
    Prior(#[from] PriorError),
    /// The prior is to come from candidates, or from rules, and there are none.
    #[error("the prior needs candidates and there are none; give the prior, or count the candidates")]
    NoCandidates,
}

/// Trains a model.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::{prior::PriorSource, training::*}};
/// let none = PatternCounts::empty(PatternShape::new(&[3])?);
/// let (mut random, mut same) = (none.clone(), none);
/// random.add(1, 1);
/// random.add(2, 98);
/// same.add(1, 50); // fifty pairs judged to be matches, all with the strongest level
/// let labels = vec!["the same".to_owned(), "different".to_owned()];
/// let comparisons = vec![ComparisonWords { name: "name".to_owned(), labels }];
/// let (training, fixed) = (Vec::new(), Vec::new());
/// let evidence = Evidence { comparisons, random, training, candidates: None, same: Some(same), different: None, fixed };
/// let options = TrainingOptions { prior: PriorSource::Fixed(0.001), ..TrainingOptions::default() };
/// let level = &train(&evidence, &options)?.model.comparisons[0].levels[0];
/// assert_eq!(level.m_probability.value(), 0.975); // (0.95 * 50 + 50) / 100
/// assert_eq!(level.u_probability.value(), 0.015); // (1 + 0.5) / (99 + 2 * 0.5)
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where counts do not fit together, or a given value or the prior cannot be used.
pub fn train(evidence: &Evidence, options: &TrainingOptions) -> Result<Trained, TrainError> {
    check(evidence)?;
    let sizes = fit::sizes(&evidence.random.shape);
    let m_pins = fixed::pins(&evidence.fixed, Side::Match, &sizes)?;
    let u_pins = fixed::pins(&evidence.fixed, Side::NonMatch, &sizes)?;
    let em = EmOptions { m_pins, u_pins, dependence: options.dependence, ..options.em.clone() };
    let mut parts = Parts::fit(evidence, options.method, &em);
    parts.add_labels(evidence, options.label_prior_pairs, &em);
    let prior = the_prior(evidence, options, parts.fit.as_ref())?;
    let model = parts.model(prior, &evidence.comparisons);
    let reports =
        evidence.training.iter().zip(&parts.sessions).map(|(block, fit)| session_report(block, fit)).collect();
    let candidates = parts.report(evidence, options.method);
    let mut training = Training { method: options.method, sessions: reports, candidates, warnings: Vec::new() };
    training.warnings = all_warnings(&model, &training, evidence);
    Ok(Trained { model, training })
}

fn check(evidence: &Evidence) -> Result<(), TrainError> {
    let shape = &evidence.random.shape;
    let named = evidence.training.iter().map(|block| (block.rule.as_str(), &block.counts));
    let candidates = evidence.candidates.iter().map(|candidates| ("candidates", &candidates.counts));
    let same = evidence.same.iter().map(|counts| ("pairs judged the same", counts));
    let different = evidence.different.iter().map(|counts| ("pairs judged different", counts));
    let mut all = named.chain(candidates).chain(same).chain(different);
    if let Some((name, _)) = all.find(|(_, counts)| counts.shape != *shape) {
        return Err(TrainError::OtherShape(name.to_owned()));
    }
    let has_words = |(place, words): (usize, &ComparisonWords)| {
        place < shape.comparisons() && words.labels.len() + 1 == usize::from(shape.levels(place))
    };
    let is_complete = evidence.comparisons.len() == shape.comparisons();
    if !is_complete || !evidence.comparisons.iter().enumerate().all(has_words) {
        return Err(TrainError::OtherShape("names of comparisons and levels".to_owned()));
    }
    for block in &evidence.training {
        if let Some(comparison) = block.excluded.iter().find(|comparison| **comparison >= shape.comparisons()) {
            return Err(TrainError::NoSuchComparison { rule: block.rule.clone(), comparison: *comparison });
        }
    }
    Ok(())
}

fn progress(fit: &Fit) -> Progress {
    let (lambda, expected_matches, ending) = (fit.lambda, fit.expected_matches, fit.ending);
    Progress { lambda, expected_matches, trace: fit.trace.clone(), ending }
}

fn session_report(block: &TrainingBlock, fit: &Fit) -> SessionReport {
    let expected_known: Vec<f64> = fit.expected_at_levels.iter().map(|levels| levels.iter().sum()).collect();
    let m_of = |(m, known): (&Vec<f64>, &f64)| (*known > 0.0).then(|| m.clone());
    let m_probability = fit.matches.alone.iter().zip(&expected_known).map(m_of).collect();
    let (rule, pairs) = (block.rule.clone(), block.counts.pairs());
    SessionReport { rule, pairs, m_probability, expected_known, progress: progress(fit) }
}

fn the_prior(evidence: &Evidence, options: &TrainingOptions, fit: Option<&Fit>) -> Result<f64, TrainError> {
    let possible = evidence.candidates.as_ref().map(|candidates| candidates.possible_pairs);
    match options.prior {
        PriorSource::Fixed(prior) => Ok(prior::fixed(prior)?),
        PriorSource::Rules { pairs, recall } => {
            let possible = possible.ok_or(TrainError::NoCandidates)?;
            Ok(prior::from_matches(pairs as f64, recall, possible)?)
        }
        PriorSource::Candidates { blocking_recall } => {
            let (possible, fit) = possible.zip(fit).ok_or(TrainError::NoCandidates)?;
            match options.method {
                Method::Candidates => Ok(fit.lambda.clamp(prior::BOUNDS.0, 1.0 - 1e-9)),
                Method::Sessions | Method::AllPairs => {
                    Ok(prior::from_matches(fit.expected_matches, blocking_recall, possible)?)
                }
            }
        }
    }
}

fn all_warnings(model: &Model, training: &Training, evidence: &Evidence) -> Vec<ModelWarning> {
    let pairs = evidence.candidates.as_ref().map_or(&evidence.random, |candidates| &candidates.counts);
    let mut all = warnings::of_model(model);
    all.extend(warnings::of_missing(model, pairs));
    all.extend(warnings::of_training(model, training));
    if evidence.fixed.is_empty() && evidence.same.is_none() {
        all.extend(warnings::of_one(model));
    }
    if let Some(candidates) = &training.candidates {
        if training.method != Method::Candidates {
            let expected = candidates.progress.expected_matches;
            all.extend(warnings::of_prior(model.prior, candidates.possible_pairs, expected));
        }
        all.extend(warnings::of_dependence(model, &candidates.left_over));
    }
    all
}

#[cfg(test)]
mod tests;
