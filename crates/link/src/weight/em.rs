//! Which pairs are matches, when nobody has said so? Expectation maximisation over the counts of agreement patterns.
//!
//! A pair is a match with probability lambda; given that, its levels have the probabilities m, otherwise u. Each step
//! gives every pattern its match probability under the present numbers, then takes the numbers from the patterns so
//! weighted. Half a pair is added to every level (the mode under a Dirichlet prior), so a nought cannot stick, and every step
//! raises the likelihood with that prior. Comparisons are independent given match status unless the classes come
//! with interactions (see [`super::dependence`]), which are then taken anew at each step.
//!
//! Three uses: [`session`] works on the pairs of one blocking rule and leaves out what the rule touches, u being known from
//! random pairs; [`em_all_pairs`] works on all candidates and holds every pair that is no candidate for a non-match, so
//! that u from random pairs stays right; [`em_candidates`] fits u of the candidates' own non-matches too, because blocking
//! selects agreement.
//!
//! Where it is known in which comparisons relatives are like strangers (their given names), non-matches are of two kinds:
//! relatives, who share surname, place or day, and strangers. Without them a file of families has "family" for its matches.
//!
//! Sources: Dempster, Laird & Rubin 1977, *J. R. Statist. Soc. B* 39:1-38 (EM); Winkler 1988, *ASA Proc. Survey Research
//! Methods* 667-671, and Jaro 1989, *JASA* 84:414-420 (EM for record linkage).

use serde::{Deserialize, Serialize};

use super::decoded::{Decoded, Levels};
use super::dependence::{self, Dependence};
use super::fixed::{Pins, normalised};
use super::model::Interaction;
use super::relatives::{Relatives, lowered_bits};
use crate::pair::probability;
use crate::pattern::PatternCounts;

/// Lambda stays between these.
pub const LAMBDA_BOUNDS: (f64, f64) = (1e-15, 1.0 - 1e-9);

/// A level at which matches are so many times as frequent as strangers identifies a person, and not a family.
const IDENTIFIES: f64 = 8.0;

/// No more matches than this disagree altogether in what tells relatives.
const MOST_DIFFERENT: f64 = 0.25;

/// How the dependence structure is looked for: fit, choose, and again, at most so often.
const STRUCTURE_ROUNDS: usize = 4;

/// When EM stops, and what holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct EmOptions {
    /// Pairs added to every level of m, and of u where u is fitted.
    pub smoothing_pairs: f64,
    /// Converged when no m or u moves more than this, and lambda no more than this part of itself.
    pub tolerance: f64,
    /// Steps at most.
    pub max_steps: usize,
    /// Given values of m.
    pub m_pins: Pins,
    /// Given values of u; only where u is fitted.
    pub u_pins: Pins,
    /// Whether and how comparisons may depend on each other; `None` is independence.
    pub dependence: Option<Dependence>,
    /// Comparisons in which relatives are like strangers; without any, relatives are not told from them. Only where u is known.
    pub tells_relatives: Vec<usize>,
}

impl Default for EmOptions {
    fn default() -> Self {
        let (m_pins, u_pins) = (Pins::new(), Pins::new());
        let tells_relatives = Vec::new();
        Self {
            smoothing_pairs: 0.5,
            tolerance: 1e-6,
            max_steps: 1_000,
            m_pins,
            u_pins,
            dependence: None,
            tells_relatives,
        }
    }
}

/// The probabilities of one class, matches or non-matches.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Class {
    /// Of each level: `[comparison][level - 1]`.
    pub alone: Levels,
    /// log2 of what two levels have together over the product of what each has alone.
    pub together: Vec<Interaction>,
}

/// One step of EM.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Share of matches after the step.
    pub lambda: f64,
    /// The largest change of an m or u; of lambda, as a part of itself.
    pub largest_change: f64,
    /// ln of the likelihood of the pairs before the step, with the prior of the smoothing.
    pub ln_likelihood: f64,
}

/// Whether EM came to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The last change was below the tolerance.
    Converged,
    /// The steps ran out first.
    StoppedAtLimit,
}

/// What EM found.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Share of matches: among the pairs of the session, the candidates, or all possible pairs.
    pub lambda: f64,
    /// m.
    pub matches: Class,
    /// u: of strangers, where relatives are told from them.
    pub non_matches: Class,
    /// Relatives; their interactions are those of strangers.
    pub relatives: Option<Relatives>,
    /// Sum of match probabilities over the pairs.
    pub expected_matches: f64,
    /// Expected matches at each level: `[comparison][level - 1]`; nought where left out.
    pub expected_at_levels: Levels,
    /// Match probability of each pattern, in the order of the counts.
    pub match_probabilities: Vec<f64>,
    /// Probability of each pattern that it is of relatives; empty where these are not told from strangers.
    pub relative_probabilities: Vec<f64>,
    /// Every step.
    pub trace: Vec<Step>,
    /// Whether it came to rest.
    pub ending: Ending,
}

/// Where matches begin: 0.95 at the strongest level, the rest shared.
///
/// ```
/// let start = link::weight::em::first_guess(&[4]);
/// assert_eq!(start[0][0], 0.95);
/// assert!((start[0][1] - 0.025).abs() < 1e-12); // level 0 has no probability: two levels share 0.05
/// ```
pub fn first_guess(sizes: &[usize]) -> Levels {
    let guess = |size: &usize| match size.saturating_sub(1) {
        0 => Vec::new(),
        1 => vec![1.0],
        levels => (0..levels).map(|level| if level == 0 { 0.95 } else { 0.05 / (levels - 1) as f64 }).collect(),
    };
    sizes.iter().map(guess).collect()
}

/// m from the pairs of one blocking rule; `excluded` are the comparisons that its fields touch.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::em::{EmOptions, session}};
/// let shape = PatternShape::new(&[3, 3, 3])?;
/// let mut counts = PatternCounts::empty(shape.clone());
/// counts.add(shape.encode(&[1, 1, 1]), 1_000);
/// counts.add(shape.encode(&[2, 2, 1]), 9_000);
/// let fit = session(&counts, &[2], &vec![vec![0.01, 0.99]; 3], &EmOptions::default());
/// assert!((fit.lambda - 0.1).abs() < 0.001); // a tenth of the pairs agrees on all that the rule leaves free
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn session(counts: &PatternCounts, excluded: &[usize], u: &Levels, options: &EmOptions) -> Fit {
    let decoded = Decoded::of(counts, excluded);
    let matches = Class { alone: first_guess(&decoded.sizes), together: Vec::new() };
    let non_matches = Class { alone: u.clone(), together: Vec::new() };
    let start = Start { lambda: 0.05, matches, non_matches, relatives: None };
    let options = &EmOptions { tells_relatives: Vec::new(), ..options.clone() };
    Em { decoded: &decoded, possible: decoded.total(), fits_u: false, options }.run(start)
}

/// m and lambda from all candidates, where every other possible pair counts as a non-match and u speaks of all pairs.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::em::*};
/// let shape = PatternShape::new(&[3, 3, 3])?;
/// let mut candidates = PatternCounts::empty(shape.clone());
/// candidates.add(shape.encode(&[1, 1, 1]), 1_000);
/// candidates.add(shape.encode(&[1, 2, 2]), 9_000);
/// let class = |alone| Class { alone, together: Vec::new() };
/// let (m, u) = (class(first_guess(&[3, 3, 3])), class(vec![vec![0.01, 0.99]; 3]));
/// let fit = em_all_pairs(&candidates, 1e6, Start { lambda: 0.01, matches: m, non_matches: u, relatives: None }, &EmOptions::default());
/// assert!((fit.lambda - 0.001).abs() < 1e-5); // 1,000 of 1,000,000
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn em_all_pairs(candidates: &PatternCounts, possible_pairs: f64, start: Start, options: &EmOptions) -> Fit {
    let decoded = Decoded::of(candidates, &[]);
    let possible = possible_pairs.max(decoded.total());
    Em { decoded: &decoded, possible, fits_u: false, options }.run_with_structure(start)
}

/// m, u and lambda of the candidates alone. The u that comes out is that of candidates, not of random pairs.
///
/// Where many candidates are relatives, who agree on surnames and place, the two classes may settle on "relatives and matches"
/// against the rest, with interactions more so than without; [`em_all_pairs`], which knows u from random pairs, does not.
///
/// ```
/// use link::{pattern::{PatternCounts, PatternShape}, weight::em::*};
/// let shape = PatternShape::new(&[3, 3, 3])?;
/// let mut candidates = PatternCounts::empty(shape.clone());
/// candidates.add(shape.encode(&[1, 1, 1]), 1_000);
/// candidates.add(shape.encode(&[1, 2, 2]), 9_000);
/// let class = |alone| Class { alone, together: Vec::new() };
/// let (m, u) = (class(first_guess(&[3, 3, 3])), class(vec![vec![0.01, 0.99]; 3]));
/// let fit = em_candidates(&candidates, Start { lambda: 0.01, matches: m, non_matches: u, relatives: None }, &EmOptions::default());
/// assert!((fit.lambda - 0.1).abs() < 1e-3); // 1,000 of 10,000
/// assert!(fit.non_matches.alone[0][0] > 0.999); // blocking selects agreement: all candidates agree here
/// # Ok::<(), link::pattern::TooManyPatterns>(())
/// ```
pub fn em_candidates(candidates: &PatternCounts, start: Start, options: &EmOptions) -> Fit {
    let decoded = Decoded::of(candidates, &[]);
    Em { decoded: &decoded, possible: decoded.total(), fits_u: true, options }.run_with_structure(start)
}

/// Where EM begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Share of matches.
    pub lambda: f64,
    /// m.
    pub matches: Class,
    /// u.
    pub non_matches: Class,
    /// Relatives as an earlier fit found them; nothing where there was none.
    pub relatives: Option<Relatives>,
}

struct Em<'a> {
    decoded: &'a Decoded,
    possible: f64, // Invariant: at least the pairs in `decoded`; the others are non-matches.
    fits_u: bool,
    options: &'a EmOptions,
}

impl Em<'_> {
    /// Independence first; then the strongest dependences of each class are chosen, and fitted, until the choice stands.
    fn run_with_structure(&self, start: Start) -> Fit {
        let mut fit = self.run(start);
        let Some(dependence) = &self.options.dependence else { return fit };
        for _ in 0..STRUCTURE_ROUNDS {
            let matches = dependence::terms(self.decoded, &fit.match_probabilities_by_pairs(self.decoded), dependence);
            let others = fit.others_by_pairs(self.decoded);
            let non_matches = match self.fits_u {
                true => dependence::terms(self.decoded, &others, dependence),
                false => fit.non_matches.together.clone(),
            };
            let is_settled = edges(&matches) == edges(&fit.matches.together)
                && edges(&non_matches) == edges(&fit.non_matches.together);
            if is_settled {
                break;
            }
            let mut trace = std::mem::take(&mut fit.trace);
            let matches = Class { alone: fit.matches.alone, together: matches };
            let non_matches = Class { alone: fit.non_matches.alone, together: non_matches };
            fit = self.run(Start { lambda: fit.lambda, matches, non_matches, relatives: fit.relatives });
            trace.append(&mut fit.trace);
            fit.trace = trace;
        }
        fit
    }

    fn run(&self, start: Start) -> Fit {
        let Start { lambda, matches, non_matches, relatives } = start;
        let lambda = lambda.clamp(LAMBDA_BOUNDS.0, LAMBDA_BOUNDS.1);
        let relatives = match self.fits_u || self.options.tells_relatives.is_empty() {
            true => None,
            false => relatives.or_else(|| Some(self.first_relatives(lambda, &matches, &non_matches))),
        };
        let mut fit = Fit {
            lambda,
            matches,
            non_matches,
            relatives,
            expected_matches: 0.0,
            expected_at_levels: Levels::new(),
            match_probabilities: vec![0.0; self.decoded.pairs.len()],
            relative_probabilities: Vec::new(),
            trace: Vec::new(),
            ending: Ending::StoppedAtLimit,
        };
        for _ in 0..self.options.max_steps {
            let step = self.step(&mut fit);
            fit.trace.push(step);
            if step.largest_change < self.options.tolerance {
                fit.ending = Ending::Converged;
                break;
            }
        }
        self.expect(&mut fit);
        fit.expected_at_levels = self.decoded.at_levels(&fit.match_probabilities_by_pairs(self.decoded));
        fit
    }

    fn step(&self, fit: &mut Fit) -> Step {
        let ln_likelihood = self.expect(fit);
        let before = (fit.matches.alone.clone(), fit.non_matches.alone.clone(), fit.lambda);
        let weights = fit.match_probabilities_by_pairs(self.decoded);
        self.refit(&mut fit.matches, &weights, &self.options.m_pins);
        if fit.relatives.is_some() {
            self.hold_matches(&mut fit.matches);
        }
        if self.fits_u {
            let others = fit.others_by_pairs(self.decoded);
            self.refit(&mut fit.non_matches, &others, &self.options.u_pins);
        }
        self.refit_relatives(fit);
        let smoothing = self.options.smoothing_pairs;
        let lambda = (fit.expected_matches + smoothing) / (self.possible + 2.0 * smoothing);
        fit.lambda = lambda.clamp(LAMBDA_BOUNDS.0, LAMBDA_BOUNDS.1);
        let change = (fit.lambda / before.2 - 1.0).abs();
        let change = change.max(distance(&fit.matches.alone, &before.0));
        Step {
            lambda: fit.lambda,
            largest_change: change.max(distance(&fit.non_matches.alone, &before.1)),
            ln_likelihood,
        }
    }

    /// Match probabilities under the present numbers; returns ln of the likelihood with the prior.
    fn expect(&self, fit: &mut Fit) -> f64 {
        let match_bits = fit.matches.bits(self.decoded);
        let mut other_bits = fit.non_matches.bits(self.decoded);
        let relatives = fit.bits_over_strangers(self.decoded);
        other_bits.iter_mut().zip(&relatives).for_each(|(bits, more)| *bits += lowered_bits(*more, 0.0));
        let prior_bits = (fit.lambda / (1.0 - fit.lambda)).log2();
        let ln_others = (1.0 - fit.lambda).ln();
        let (mut ln_likelihood, mut expected) = ((self.possible - self.decoded.total()) * ln_others, 0.0);
        for (pattern, pairs) in self.decoded.pairs.iter().enumerate() {
            let bits = prior_bits + match_bits[pattern] - other_bits[pattern];
            fit.match_probabilities[pattern] = probability(bits);
            expected += pairs * fit.match_probabilities[pattern];
            // ln(lambda m + (1 - lambda) u) = ln((1 - lambda) u) + ln(1 + odds)
            let ln_odds = bits * std::f64::consts::LN_2;
            let ln_sum = if ln_odds > 30.0 { ln_odds } else { ln_odds.exp().ln_1p() };
            ln_likelihood += pairs * (ln_others + other_bits[pattern] * std::f64::consts::LN_2 + ln_sum);
        }
        let of_relatives = |(bits, matched): (&f64, &f64)| (1.0 - matched) * probability(*bits);
        fit.relative_probabilities = relatives.iter().zip(&fit.match_probabilities).map(of_relatives).collect();
        fit.expected_matches = expected;
        ln_likelihood + self.ln_prior(fit)
    }

    /// Where relatives begin: like strangers where that is known of them, else half like matches.
    fn first_relatives(&self, lambda: f64, matches: &Class, strangers: &Class) -> Relatives {
        let of = |(comparison, (m, u)): (usize, (&Vec<f64>, &Vec<f64>))| match self.tells(comparison) {
            true => u.clone(),
            false => m.iter().zip(u).map(|(m, u)| f64::midpoint(*m, *u)).collect(),
        };
        let probabilities = matches.alone.iter().zip(&strangers.alone).enumerate().map(of).collect();
        let like_strangers = self.options.tells_relatives.clone();
        Relatives { share: lambda, like_strangers, probabilities }
    }

    fn tells(&self, comparison: usize) -> bool {
        self.options.tells_relatives.contains(&comparison)
    }

    /// Keeps matches from becoming relatives: where these are like strangers, most matches agree somehow.
    fn hold_matches(&self, matches: &mut Class) {
        for comparison in &self.options.tells_relatives {
            let Some(levels) = matches.alone.get_mut(*comparison) else { continue };
            let Some((last, others)) = levels.split_last_mut() else { continue };
            let agreeing = others.iter().sum::<f64>();
            if *last > MOST_DIFFERENT && agreeing > 0.0 {
                others.iter_mut().for_each(|level| *level *= (1.0 - MOST_DIFFERENT) / agreeing);
                *last = MOST_DIFFERENT;
            }
        }
    }

    fn refit_relatives(&self, fit: &mut Fit) {
        let Some(relatives) = &mut fit.relatives else { return };
        let weights = fit.relative_probabilities.iter().zip(&self.decoded.pairs);
        let weights: Vec<f64> = weights.map(|(probability, pairs)| probability * pairs).collect();
        let smoothing = self.options.smoothing_pairs;
        for (comparison, counts) in self.decoded.at_levels(&weights).iter().enumerate() {
            if counts.iter().sum::<f64>() > 0.0 {
                let (m, u) = (&fit.matches.alone[comparison], &fit.non_matches.alone[comparison]);
                let held = |(m, u): (&f64, &f64)| (self.tells(comparison) && *m >= IDENTIFIES * u).then_some(*u);
                let pins: Vec<Option<f64>> = m.iter().zip(u).map(held).collect();
                relatives.probabilities[comparison] = normalised(counts, smoothing, &pins);
            }
        }
        let share = (weights.iter().sum::<f64>() + smoothing) / (self.possible + 2.0 * smoothing);
        relatives.share = share.clamp(LAMBDA_BOUNDS.0, 0.5);
    }

    /// What the smoothing adds to the ln of the likelihood.
    fn ln_prior(&self, fit: &Fit) -> f64 {
        let ln_sum = |levels: &Levels| -> f64 { levels.iter().flatten().map(|value| value.max(1e-300).ln()).sum() };
        let u = if self.fits_u { ln_sum(&fit.non_matches.alone) } else { 0.0 };
        let lambda = fit.lambda.ln() + (1.0 - fit.lambda).ln();
        let fitted = fit.relatives.as_ref().map_or(0.0, |relatives| {
            let of = relatives.probabilities.iter().enumerate().filter(|(comparison, _)| !self.tells(*comparison));
            relatives.share.ln() + ln_sum(&of.map(|(_, levels)| levels.clone()).collect())
        });
        self.options.smoothing_pairs * (ln_sum(&fit.matches.alone) + u + lambda + fitted)
    }

    fn refit(&self, class: &mut Class, weights: &[f64], pins: &Pins) {
        let counts = self.decoded.at_levels(weights);
        for (comparison, counts) in counts.iter().enumerate() {
            // A comparison that was left out, or never known, stays as it was.
            if counts.iter().sum::<f64>() > 0.0 {
                let pins = pins.get(comparison).map_or(&[][..], Vec::as_slice);
                class.alone[comparison] = normalised(counts, self.options.smoothing_pairs, pins);
            }
        }
        let shrinkage = self.options.dependence.as_ref().map_or(0.0, |dependence| dependence.shrinkage_pairs);
        for interaction in &mut class.together {
            let joint = self.decoded.at_pairs_of_levels(weights, interaction.comparisons);
            interaction.bits = dependence::term(&joint, shrinkage);
        }
    }
}

impl Fit {
    /// Expected matches of each pattern.
    pub(crate) fn match_probabilities_by_pairs(&self, decoded: &Decoded) -> Vec<f64> {
        self.match_probabilities.iter().zip(&decoded.pairs).map(|(probability, pairs)| probability * pairs).collect()
    }

    /// Probability of patterns, which need not be those of the fit, that they are of no strangers; lambda must be that of all
    /// pairs.
    pub(crate) fn no_strangers(&self, decoded: &Decoded) -> Vec<f64> {
        let prior_bits = (self.lambda / (1.0 - self.lambda)).log2();
        let bits = self.matches.bits(decoded).into_iter().zip(self.non_matches.bits(decoded));
        let matches = bits.map(|(matches, others)| prior_bits + matches - others);
        let relatives = self.bits_over_strangers(decoded);
        let odds = |at: usize| relatives.get(at).map_or(0.0, |bits| bits.min(1_000.0).exp2());
        let either = |(at, bits): (usize, f64)| probability((bits.min(1_000.0).exp2() + odds(at)).log2());
        matches.enumerate().map(either).collect()
    }

    /// log2 of relatives over strangers at each pattern; empty where relatives are not told from them.
    fn bits_over_strangers(&self, decoded: &Decoded) -> Vec<f64> {
        let Some(relatives) = &self.relatives else { return Vec::new() };
        let log2 = |levels: &Levels| decoded.spread(levels, |value| value.max(1e-300).log2());
        let (of, strangers) = (log2(&relatives.probabilities), log2(&self.non_matches.alone));
        let odds_bits = relatives.odds_bits(self.lambda);
        let bits = |row: &[u32]| row.iter().map(|cell| of[*cell as usize] - strangers[*cell as usize]).sum::<f64>();
        decoded.rows().map(|row| odds_bits + bits(row)).collect()
    }

    /// Expected non-matches of each pattern.
    pub(crate) fn others_by_pairs(&self, decoded: &Decoded) -> Vec<f64> {
        let others = self.match_probabilities.iter().zip(&decoded.pairs);
        others.map(|(probability, pairs)| (1.0 - probability) * pairs).collect()
    }
}

impl Class {
    /// log2 of the probability of each pattern.
    fn bits(&self, decoded: &Decoded) -> Vec<f64> {
        let alone = decoded.spread(&self.alone, |value| value.max(1e-300).log2());
        let of_row = |row: &[u32]| {
            let together = self.together.iter().map(|interaction| {
                let (first, second) = interaction.comparisons;
                interaction.bits_at_levels(decoded.level(row, first), decoded.level(row, second))
            });
            row.iter().map(|cell| alone[*cell as usize]).sum::<f64>() + together.sum::<f64>()
        };
        decoded.rows().map(of_row).collect()
    }
}

fn edges(interactions: &[Interaction]) -> Vec<(usize, usize)> {
    interactions.iter().map(|interaction| interaction.comparisons).collect()
}

fn distance(left: &Levels, right: &Levels) -> f64 {
    let both = left.iter().flatten().zip(right.iter().flatten());
    both.map(|(left, right)| (left - right).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests;
