//! From counts of patterns to a model: u from random pairs, m from training rules and candidates, the prior, and a report.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210; see the modules that each step names.

use serde::{Deserialize, Serialize};

use super::decoded::{Decoded, Levels};
use super::dependence::{self, Dependence, PairDependence};
use super::em::{self, Class, EmOptions, Ending, Fit, Start, Step};
use super::fixed::{self, Fixed, FixedError, Pins, Side, normalised};
use super::model::{ComparisonModel, Interaction, LevelModel, LevelProbability, Model};
use super::prior::{self, PriorError, PriorSource};
use super::warnings::{self, ModelWarning};
use super::{labels, random};
use crate::pattern::{PatternCounts, PatternShape};

/// Expected matches below which a level counts as not seen.
const SEEN_PAIRS: f64 = 0.5;

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
    /// Where the prior comes from; `None` is from the candidates with blocking recall 1.
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
            dependence: None,
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
/// # Errors
/// Where counts do not fit together, or a given value or the prior cannot be used.
pub fn train(evidence: &Evidence, options: &TrainingOptions) -> Result<Trained, TrainError> {
    check(evidence)?;
    let sizes = sizes(&evidence.random.shape);
    let m_pins = fixed::pins(&evidence.fixed, Side::Match, &sizes)?;
    let u_pins = fixed::pins(&evidence.fixed, Side::NonMatch, &sizes)?;
    let em = EmOptions { m_pins, u_pins, dependence: options.dependence, ..options.em.clone() };
    let u = random::u_probabilities(&evidence.random, &em.u_pins);
    let sessions = sessions(evidence, &values(&u), &em);
    let (pooled, m) = combined(&sessions, &sizes, &em);
    let mut parts = Parts { m, u, seen: pooled, interactions: Vec::new(), fit: None };
    if let Some(candidates) = &evidence.candidates {
        parts.fit_candidates(candidates, evidence, &Fitting { method: options.method, em: &em });
    }
    parts.add_labels(evidence, options.label_prior_pairs, &em);
    let prior = the_prior(evidence, options, parts.fit.as_ref())?;
    let model = parts.model(prior, &evidence.comparisons);
    let reports = evidence.training.iter().zip(&sessions).map(|(block, fit)| session_report(block, fit)).collect();
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

fn sizes(shape: &PatternShape) -> Vec<usize> {
    (0..shape.comparisons()).map(|comparison| usize::from(shape.levels(comparison))).collect()
}

fn values(probabilities: &[Vec<LevelProbability>]) -> Levels {
    probabilities.iter().map(|levels| levels.iter().map(|level| level.value()).collect()).collect()
}

fn sessions(evidence: &Evidence, u: &Levels, em: &EmOptions) -> Vec<Fit> {
    let independent = EmOptions { dependence: None, ..em.clone() };
    let fit = |block: &TrainingBlock| em::session(&block.counts, &block.excluded, u, &independent);
    evidence.training.iter().map(fit).collect()
}

/// Expected matches at each level over all sessions, and m from these: each session has a say by its expected matches.
fn combined(sessions: &[Fit], sizes: &[usize], em: &EmOptions) -> (Levels, Levels) {
    let mut pooled: Levels = sizes.iter().map(|size| vec![0.0; size.saturating_sub(1)]).collect();
    for session in sessions {
        for (sum, expected) in pooled.iter_mut().flatten().zip(session.expected_at_levels.iter().flatten()) {
            *sum += expected;
        }
    }
    let guess = em::first_guess(sizes);
    let m = pooled.iter().zip(guess).enumerate().map(|(comparison, (counts, guess))| {
        let pins = em.m_pins.get(comparison).map_or(&[][..], Vec::as_slice);
        let is_trained = counts.iter().sum::<f64>() > 0.0;
        if is_trained { normalised(counts, em.smoothing_pairs, pins) } else { normalised(&guess, 0.0, pins) }
    });
    let m = m.collect();
    (pooled, m)
}

struct Fitting<'a> {
    method: Method,
    em: &'a EmOptions,
}

/// The model while it is being made.
struct Parts {
    m: Levels,
    u: Vec<Vec<LevelProbability>>,
    seen: Levels, // expected or judged matches at each level
    interactions: Vec<Interaction>,
    fit: Option<Fit>,
}

impl Parts {
    fn fit_candidates(&mut self, candidates: &Candidates, evidence: &Evidence, fitting: &Fitting) {
        let em = fitting.em;
        let together = match (fitting.method, &em.dependence) {
            (Method::AllPairs | Method::Sessions, Some(dependence)) => {
                dependence::terms_among(&evidence.random, dependence)
            }
            (Method::Candidates, _) | (_, None) => Vec::new(),
        };
        let start = Start {
            lambda: 0.1 * candidates.counts.pairs() as f64 / candidates.possible_pairs.max(1.0),
            matches: Class { alone: self.m.clone(), together: Vec::new() },
            non_matches: Class { alone: values(&self.u), together },
        };
        let fit = match fitting.method {
            Method::Sessions => {
                let m_pins = self.m.iter().map(|levels| levels.iter().map(|level| Some(*level)).collect()).collect();
                let em = EmOptions { m_pins, ..em.clone() };
                em::em_all_pairs(&candidates.counts, candidates.possible_pairs, start, &em)
            }
            Method::AllPairs => em::em_all_pairs(&candidates.counts, candidates.possible_pairs, start, em),
            Method::Candidates => em::em_candidates(&candidates.counts, Start { lambda: 0.1, ..start }, em),
        };
        self.m.clone_from(&fit.matches.alone);
        if fitting.method == Method::Candidates {
            let seen = |value: &f64| LevelProbability::Estimated(*value);
            self.u = fit.non_matches.alone.iter().map(|levels| levels.iter().map(seen).collect()).collect();
        }
        if fitting.method != Method::Sessions {
            self.seen.clone_from(&fit.expected_at_levels);
        }
        self.interactions = dependence::combined(&fit.matches.together, &fit.non_matches.together);
        self.fit = Some(fit);
    }

    fn add_labels(&mut self, evidence: &Evidence, prior_pairs: f64, em: &EmOptions) {
        if let Some(same) = &evidence.same {
            self.m = labels::updated(&self.m, prior_pairs, same, &em.m_pins);
            let decoded = Decoded::of(same, &[]);
            let counts = decoded.at_levels(&decoded.pairs);
            self.seen.iter_mut().flatten().zip(counts.iter().flatten()).for_each(|(seen, count)| *seen += count);
        }
        if let Some(different) = &evidence.different {
            let before = values(&self.u);
            let after = labels::updated(&before, evidence.random.pairs().max(1) as f64, different, &em.u_pins);
            for (level, value) in self.u.iter_mut().flatten().zip(after.iter().flatten()) {
                *level = match level {
                    LevelProbability::Estimated(_) => LevelProbability::Estimated(*value),
                    LevelProbability::NotObserved(before) if *value > *before => LevelProbability::Estimated(*value),
                    LevelProbability::NotObserved(_) => LevelProbability::NotObserved(*value),
                };
            }
        }
        self.mark_given(&em.m_pins);
    }

    /// A given level counts as seen.
    fn mark_given(&mut self, m_pins: &Pins) {
        for (seen, pin) in self.seen.iter_mut().flatten().zip(m_pins.iter().flatten()) {
            if pin.is_some() {
                *seen = seen.max(SEEN_PAIRS);
            }
        }
    }

    fn model(&self, prior: f64, words: &[ComparisonWords]) -> Model {
        let comparison = |(place, words): (usize, &ComparisonWords)| {
            let level = |(level, label): (usize, &String)| {
                let m = self.m[place][level];
                let is_seen = self.seen[place][level] >= SEEN_PAIRS;
                LevelModel {
                    label: label.clone(),
                    m_probability: if is_seen {
                        LevelProbability::Estimated(m)
                    } else {
                        LevelProbability::NotObserved(m)
                    },
                    u_probability: self.u[place][level],
                }
            };
            ComparisonModel { name: words.name.clone(), levels: words.labels.iter().enumerate().map(level).collect() }
        };
        let comparisons = words.iter().enumerate().map(comparison).collect();
        Model { prior, comparisons, interactions: self.interactions.clone() }
    }

    fn report(&self, evidence: &Evidence, method: Method) -> Option<CandidatesReport> {
        let (candidates, fit) = (evidence.candidates.as_ref()?, self.fit.as_ref()?);
        let decoded = Decoded::of(&candidates.counts, &[]);
        let among_non_matches = match method {
            Method::Candidates => dependence::measure(&decoded, &fit.others_by_pairs(&decoded)),
            Method::Sessions | Method::AllPairs => dependence::among(&evidence.random),
        };
        Some(CandidatesReport {
            pairs: candidates.counts.pairs(),
            possible_pairs: candidates.possible_pairs,
            progress: progress(fit),
            among_matches: dependence::measure(&decoded, &fit.match_probabilities_by_pairs(&decoded)),
            among_non_matches,
        })
    }
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
    if let Some(candidates) = &training.candidates {
        if training.method != Method::Candidates {
            let expected = candidates.progress.expected_matches;
            all.extend(warnings::of_prior(model.prior, candidates.possible_pairs, expected));
        }
        let held = |pair: &&PairDependence| {
            !model.interactions.iter().any(|interaction| interaction.comparisons == pair.comparisons)
        };
        for (side, found) in [(Side::Match, &candidates.among_matches), (Side::NonMatch, &candidates.among_non_matches)]
        {
            let left: Vec<PairDependence> = found.iter().filter(held).cloned().collect();
            all.extend(warnings::of_dependence(model, side, &left));
        }
    }
    all
}

#[cfg(test)]
mod tests;
