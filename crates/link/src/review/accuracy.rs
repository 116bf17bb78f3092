//! How many of the links are right, and how many of the matches are found? Precision and recall from a reviewed sample.
//!
//! The sample is random within weight bands (see [`super::choose::by_band`]); a threshold inside a band cuts the band in
//! two parts, whose sizes are known. Estimates weigh each part's share of matches by its pairs. Intervals: each part's
//! share has the Jeffreys posterior Beta(same + 1/2, different + 1/2), the matches among its unseen pairs are binomial
//! given the share, and the measures are computed from 4,000 joint draws. Recall is within the candidates, or, where a
//! blocking recall is given, over all pairs. Pairs judged unsure are left out of the estimate and counted both ways in
//! its bounds. Assumes that the decided pairs are decided rightly.
//!
//! Sources: Cochran 1977, *Sampling Techniques*, 3rd ed., ch. 5 and 5A.9 (strata, poststrata); Brown, Cai & DasGupta 2001,
//! *Stat. Sci.* 16:101-133 (Jeffreys interval); Binette & Steorts 2022, *Sci. Adv.* 8:eabi8021 (evaluation of linkage).

use super::{
    Decision,
    chance::{Chance, as_f64},
    choose::{band_of, ordered},
    rate::{BlockingRecall, Ends, Rate},
};

/// Joint draws behind an interval.
const DRAWS: usize = 4_000;
/// A threshold inside a band is offered only where both parts of the band have so many decided pairs.
const DECIDED_IN_PART_MIN: u64 = 10;

/// A pair that a person decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedPair {
    /// Its weight.
    pub match_weight_bits: f64,
    /// What was decided.
    pub decision: Decision,
}

/// Why a measure has no number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotEstimable {
    /// A part from which nothing was decided.
    #[error(
        "none of the {pairs} pairs from {from_bits} to {to_bits} bits was decided; review some, or cut at a band's edge"
    )]
    NotReviewed {
        /// Lowest weight of the part.
        from_bits: f64,
        /// Where the next part begins.
        to_bits: f64,
        /// Its pairs.
        pairs: u64,
    },
    /// No pair reaches the threshold.
    #[error("no pair reaches {threshold_bits} bits; lower the threshold")]
    NothingAbove {
        /// The threshold.
        threshold_bits: f64,
    },
    /// No match was seen.
    #[error("no reviewed pair was judged the same; review more pairs of high weight")]
    NoMatches,
}

/// A review that does not fit the pairs.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ReviewError {
    /// More judged than there are.
    #[error(
        "from {from_bits} to {to_bits} bits {judged} pairs were judged but there are {pairs}; give each pair once, with its weight"
    )]
    MoreThanThereAre {
        /// Lowest weight of the band.
        from_bits: f64,
        /// Where the next begins.
        to_bits: f64,
        /// Judged pairs.
        judged: u64,
        /// Candidate pairs.
        pairs: u64,
    },
    /// A weight that is no number.
    #[error("a weight is not a number; leave the pair out")]
    NoWeight,
}

/// Why no threshold keeps to a stated error.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NoThreshold {
    /// All have more false matches.
    #[error(
        "no threshold has at most {target} false matches; the best has {best} at {at_bits} bits: review more pairs, or improve the comparisons"
    )]
    NotAttainable {
        /// The stated error.
        target: f64,
        /// The least share that some threshold has (the upper end, where that was asked).
        best: f64,
        /// That threshold.
        at_bits: f64,
    },
    /// Nothing to decide from.
    #[error(
        "too few pairs were decided to estimate the false matches at any threshold; review more pairs of high weight"
    )]
    NothingReviewed,
}

/// What has to keep to the stated error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The estimate: about half of the time the truth is worse, and choosing flatters it a little.
    Estimate,
    /// The upper end of the interval.
    UpperEnd,
}

/// A threshold with what it keeps and loses.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdChoice {
    /// Pairs of this weight and above are links.
    pub threshold_bits: f64,
    /// Share of links that are false.
    pub false_match_share: Rate,
    /// All measures there.
    pub accuracy: Accuracy,
}

/// The measures at a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct Accuracy {
    /// Pairs of this weight and above are links.
    pub threshold_bits: f64,
    /// Share of links that are right.
    pub precision: Result<Rate, NotEstimable>,
    /// Share of the candidates' matches that are links.
    pub recall_in_candidates: Result<Rate, NotEstimable>,
    /// Share of all matches that are links, where a blocking recall was given.
    pub recall: Option<Result<Rate, NotEstimable>>,
    /// Harmonic mean of precision and recall in candidates.
    pub f1_in_candidates: Result<Rate, NotEstimable>,
}

/// A random sample of candidate pairs by weight bands, judged.
#[derive(Debug, Clone)]
pub struct ReviewedSample {
    weights_bits: Vec<f64>, // Invariant: ordered; those of all candidates.
    edges_bits: Vec<f64>,   // Invariant: ordered, each once.
    judged: Vec<JudgedPair>,
    seed: u64,
}

/// Pairs on one side of a threshold within one band.
#[derive(Debug, Clone, Copy)]
struct Part {
    from_bits: f64,
    to_bits: f64,
    pairs: u64,
    same: u64,
    different: u64,
    unsure: u64,
}

/// What becomes of unsure pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unsure {
    LeftOut,
    Worst,
    Best,
}

/// The candidates above and below a threshold.
struct Cut {
    above: Vec<Part>,
    below: Vec<Part>,
}

/// Counts from which all measures follow: matches above, pairs above, matches below.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    true_links: f64,
    links: f64,
    missed: f64,
}

type Measure = fn(Outcome) -> f64;
const PRECISION: Measure = |outcome| outcome.true_links / outcome.links;
const RECALL: Measure = |outcome| outcome.true_links / (outcome.true_links + outcome.missed);
const F1: Measure = |outcome| 2.0 * outcome.true_links / (outcome.links + outcome.true_links + outcome.missed);

impl ReviewedSample {
    /// A sample: the weights of all candidates, the inner edges of the bands it was drawn from, what was judged, and the
    /// seed of the draws behind the intervals.
    ///
    /// # Errors
    /// Where more was judged than there is, or a weight is no number.
    pub fn new(
        weights_bits: impl IntoIterator<Item = f64>,
        edges_bits: &[f64],
        judged: &[JudgedPair],
        seed: u64,
    ) -> Result<Self, ReviewError> {
        let mut weights_bits: Vec<f64> = weights_bits.into_iter().collect();
        if weights_bits.iter().chain(judged.iter().map(|pair| &pair.match_weight_bits)).any(|bits| bits.is_nan()) {
            return Err(ReviewError::NoWeight);
        }
        weights_bits.sort_by(f64::total_cmp);
        let sample = Self { weights_bits, edges_bits: ordered(edges_bits), judged: judged.to_vec(), seed };
        for part in sample.cut(f64::NEG_INFINITY).above {
            let (from_bits, to_bits, pairs) = (part.from_bits, part.to_bits, part.pairs);
            let judged = part.same + part.different + part.unsure;
            if judged > pairs {
                return Err(ReviewError::MoreThanThereAre { from_bits, to_bits, judged, pairs });
            }
        }
        Ok(sample)
    }

    /// Precision, recall and F1 where pairs of this weight and above are links.
    ///
    /// ```
    /// use link::review::{Decision::*, accuracy::{JudgedPair, ReviewedSample}};
    /// // 100 pairs at 8 bits, 10 of them judged, 9 the same; 100 at -8 bits, 10 of them judged, none the same.
    /// let judge = |match_weight_bits, decision, count| vec![JudgedPair { match_weight_bits, decision }; count];
    /// let judged = [judge(8.0, Same, 9), judge(8.0, Different, 1), judge(-8.0, Different, 10)].concat();
    /// let weights = (0..200).map(|at| if at < 100 { 8.0 } else { -8.0 });
    /// let accuracy = ReviewedSample::new(weights, &[0.0], &judged, 1).unwrap().accuracy(0.0, None);
    /// assert_eq!(accuracy.precision.unwrap().estimate, 0.9);
    /// let recall = accuracy.recall_in_candidates.unwrap();
    /// assert_eq!(recall.estimate, 1.0); // no match was seen below …
    /// assert!(recall.interval_95.low < 0.9); // … among ten of a hundred
    /// ```
    pub fn accuracy(&self, threshold_bits: f64, blocking: Option<&BlockingRecall>) -> Accuracy {
        let cut = self.cut(threshold_bits);
        let scenarios = self.scenarios(&cut, blocking);
        let overall = |outcome: Outcome, blocking: f64| RECALL(outcome) * blocking;
        let blocked = blocking.map_or(1.0, BlockingRecall::estimate);
        let both = || cut.check_above(threshold_bits).and_then(|()| cut.check_matches());
        let rate = |measure: Measure| rate(&scenarios, 1.0, |outcome, _| measure(outcome));
        Accuracy {
            threshold_bits,
            precision: cut.check_above(threshold_bits).map(|()| rate(PRECISION)),
            recall_in_candidates: cut.check_matches().map(|()| rate(RECALL)),
            recall: blocking.map(|_| cut.check_matches().map(|()| self::rate(&scenarios, blocked, overall))),
            f1_in_candidates: both().map(|()| rate(F1)),
        }
    }

    /// The smallest threshold whose share of false matches is at most the stated one: a band's edge, or the weight of a
    /// judged pair that leaves enough decided pairs on both sides within its band.
    ///
    /// # Errors
    /// Where there is none: the refusal names the best that could be had.
    pub fn threshold_for(&self, target: f64, assurance: Assurance) -> Result<ThresholdChoice, NoThreshold> {
        let mut best: Option<(f64, f64)> = None;
        for threshold_bits in self.offered_thresholds() {
            let cut = self.cut(threshold_bits);
            if cut.check_above(threshold_bits).is_err() {
                continue;
            }
            let estimate = 1.0 - PRECISION(cut.estimate(Unsure::LeftOut));
            let share = match assurance {
                Assurance::UpperEnd if estimate <= target => {
                    rate(&self.scenarios(&cut, None), 1.0, |outcome, _| PRECISION(outcome))
                        .complement()
                        .interval_95
                        .high
                }
                Assurance::UpperEnd | Assurance::Estimate => estimate,
            };
            if share <= target {
                let accuracy = self.accuracy(threshold_bits, None);
                let false_match_share =
                    accuracy.precision.map(Rate::complement).map_err(|_| NoThreshold::NothingReviewed)?;
                return Ok(ThresholdChoice { threshold_bits, false_match_share, accuracy });
            }
            if best.is_none_or(|(least, _)| share < least) {
                best = Some((share, threshold_bits));
            }
        }
        Err(best.map_or(NoThreshold::NothingReviewed, |(best, at_bits)| NoThreshold::NotAttainable {
            target,
            best,
            at_bits,
        }))
    }

    fn offered_thresholds(&self) -> Vec<f64> {
        let mut offered: Vec<f64> = self.judged.iter().map(|pair| pair.match_weight_bits).collect();
        offered.retain(|bits| {
            let cut = self.cut(*bits);
            let band = band_of(*bits, &self.edges_bits);
            let inside = |part: &&Part| band_of(part.from_bits, &self.edges_bits) == band && part.pairs > 0;
            let decided = |part: &Part| part.same + part.different;
            cut.above.iter().chain(&cut.below).filter(inside).all(|part| decided(part) >= DECIDED_IN_PART_MIN)
        });
        offered.extend(&self.edges_bits);
        ordered(&offered)
    }

    /// The parts above and below a threshold, lowest first.
    fn cut(&self, threshold_bits: f64) -> Cut {
        let mut edges = self.edges_bits.clone();
        edges.push(threshold_bits);
        let edges = ordered(&edges);
        let below = |bits: f64| self.weights_bits.partition_point(|weight| *weight < bits);
        let part = |place: usize| {
            let from_bits = if place == 0 { f64::NEG_INFINITY } else { edges[place - 1] };
            let to_bits = edges.get(place).copied().unwrap_or(f64::INFINITY);
            let end = if place == edges.len() { self.weights_bits.len() } else { below(to_bits) };
            let pairs = (end - if place == 0 { 0 } else { below(from_bits) }) as u64;
            Part { from_bits, to_bits, pairs, same: 0, different: 0, unsure: 0 }
        };
        let mut parts: Vec<Part> = (0..=edges.len()).map(part).collect();
        for pair in &self.judged {
            let part = &mut parts[band_of(pair.match_weight_bits, &edges)];
            match pair.decision {
                Decision::Same => part.same += 1,
                Decision::Different => part.different += 1,
                Decision::Unsure => part.unsure += 1,
            }
        }
        let (above, below) = parts.into_iter().partition(|part| part.from_bits >= threshold_bits);
        Cut { above, below }
    }

    /// Estimate and draws, with unsure pairs left out, at their worst and at their best.
    fn scenarios(&self, cut: &Cut, blocking: Option<&BlockingRecall>) -> [Scenario; 3] {
        let run = |unsure: Unsure| {
            let mut chance = Chance::new(self.seed);
            let draw = |_| (cut.draw(unsure, &mut chance), blocking.map_or(1.0, |recall| recall.draw(&mut chance)));
            Scenario { estimate: cut.estimate(unsure), draws: (0..DRAWS).map(draw).collect() }
        };
        let left_out = run(Unsure::LeftOut);
        if cut.above.iter().chain(&cut.below).all(|part| part.unsure == 0) {
            return [left_out.clone(), left_out.clone(), left_out];
        }
        [left_out, run(Unsure::Worst), run(Unsure::Best)]
    }
}

#[derive(Debug, Clone)]
struct Scenario {
    estimate: Outcome,
    draws: Vec<(Outcome, f64)>,
}

/// A measure over the three scenarios.
fn rate(scenarios: &[Scenario; 3], blocking: f64, measure: impl Fn(Outcome, f64) -> f64) -> Rate {
    let [left_out, worst, best] = scenarios.each_ref().map(|scenario| {
        let estimate = Some(measure(scenario.estimate, blocking)).filter(|value| value.is_finite()).unwrap_or(0.0);
        let draws = scenario.draws.iter().map(|(outcome, blocking)| measure(*outcome, *blocking));
        (estimate, Ends::of_draws(draws.filter(|value| value.is_finite()).collect(), estimate))
    });
    Rate {
        estimate: left_out.0,
        interval_95: left_out.1,
        unsure_bounds: Ends { low: worst.0.min(left_out.0), high: best.0.max(left_out.0) },
        unsure_interval_95: Ends { low: worst.1.low.min(left_out.1.low), high: best.1.high.max(left_out.1.high) },
    }
}

impl Cut {
    fn check_above(&self, threshold_bits: f64) -> Result<(), NotEstimable> {
        if self.above.iter().all(|part| part.pairs == 0) {
            return Err(NotEstimable::NothingAbove { threshold_bits });
        }
        self.above.iter().try_for_each(Part::check)
    }

    fn check_matches(&self) -> Result<(), NotEstimable> {
        self.above.iter().chain(&self.below).try_for_each(Part::check)?;
        let any = self.above.iter().chain(&self.below).any(|part| part.same > 0);
        if any { Ok(()) } else { Err(NotEstimable::NoMatches) }
    }

    fn estimate(&self, unsure: Unsure) -> Outcome {
        let matches = |parts: &[Part], is_above: bool| -> f64 {
            let of_part = |part: &Part| {
                let (same, different) = part.resolved(unsure, is_above);
                as_f64(part.pairs) * as_f64(same) / as_f64((same + different).max(1))
            };
            parts.iter().map(of_part).sum()
        };
        self.outcome(matches(&self.above, true), matches(&self.below, false))
    }

    fn draw(&self, unsure: Unsure, chance: &mut Chance) -> Outcome {
        let mut matches = |parts: &[Part], is_above: bool| -> f64 {
            parts.iter().map(|part| part.draw(part.resolved(unsure, is_above), chance)).sum()
        };
        let (true_links, missed) = (matches(&self.above, true), matches(&self.below, false));
        self.outcome(true_links, missed)
    }

    fn outcome(&self, true_links: f64, missed: f64) -> Outcome {
        Outcome { true_links, links: as_f64(self.above.iter().map(|part| part.pairs).sum()), missed }
    }
}

impl Part {
    fn check(&self) -> Result<(), NotEstimable> {
        let (from_bits, to_bits, pairs) = (self.from_bits, self.to_bits, self.pairs);
        let is_known = pairs == 0 || self.same + self.different > 0;
        if is_known { Ok(()) } else { Err(NotEstimable::NotReviewed { from_bits, to_bits, pairs }) }
    }

    /// Pairs the same and different, unsure ones resolved: the worst is a false link above and a missed match below.
    fn resolved(&self, unsure: Unsure, is_above: bool) -> (u64, u64) {
        match (unsure, is_above) {
            (Unsure::LeftOut, _) => (self.same, self.different),
            (Unsure::Worst, true) | (Unsure::Best, false) => (self.same, self.different + self.unsure),
            (Unsure::Worst, false) | (Unsure::Best, true) => (self.same + self.unsure, self.different),
        }
    }

    /// Matches among its pairs: those seen, and a draw for those not seen.
    fn draw(&self, (same, different): (u64, u64), chance: &mut Chance) -> f64 {
        let unseen = self.pairs.saturating_sub(same + different);
        if unseen == 0 {
            return as_f64(same);
        }
        let share = chance.beta((as_f64(same) + 0.5, as_f64(different) + 0.5));
        as_f64(same + chance.binomial(unseen, share))
    }
}

#[cfg(test)]
mod tests;
