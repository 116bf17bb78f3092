//! The fit itself: training rules, then all candidates, then the random pairs without the matches among them, and round again.
//!
//! Matches, and relatives, among the random pairs look like dependence (everything agrees at once) and like chance agreement. So each random pair
//! counts in u, and in its interactions, only by its probability of being of strangers under the fit
//! before.

use super::*;

/// Rounds of fitting and of taking the matches out of the random pairs, at most.
const ROUNDS: usize = 8;

/// The rounds end when no u moves more than this part of itself.
const SETTLED: f64 = 1e-4;

/// Expected matches below which a level counts as not seen.
const SEEN_PAIRS: f64 = 0.5;

pub(super) fn sizes(shape: &PatternShape) -> Vec<usize> {
    (0..shape.comparisons()).map(|comparison| usize::from(shape.levels(comparison))).collect()
}

fn values(probabilities: &[Vec<LevelProbability>]) -> Levels {
    probabilities.iter().map(|levels| levels.iter().map(|level| level.value()).collect()).collect()
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

/// The model while it is being made.
pub(super) struct Parts {
    m: Levels,
    u: Vec<Vec<LevelProbability>>,
    seen: Levels, // expected or judged matches at each level
    interactions: Vec<Interaction>,
    /// The fit of each training rule.
    pub(super) sessions: Vec<Fit>,
    /// The fit of all candidates.
    pub(super) fit: Option<Fit>,
    random: Decoded,
    non_matches: Vec<f64>, // expected non-matches of each pattern of the random pairs
}

impl Parts {
    /// Fits all that the evidence allows.
    pub(super) fn fit(evidence: &Evidence, method: Method, em: &EmOptions) -> Self {
        let random = Decoded::of(&evidence.random, &[]);
        let non_matches = random.pairs.clone();
        let u = random::u_of(&random, &non_matches, &em.u_pins);
        let (m, seen, interactions, sessions) = (Levels::new(), Levels::new(), Vec::new(), Vec::new());
        let mut parts = Self { m, u, seen, interactions, sessions, fit: None, random, non_matches };
        parts.fit_sessions(evidence, em);
        let Some(candidates) = &evidence.candidates else { return parts };
        // Independence in the first round: the matches among the random pairs are not yet known.
        let independent = EmOptions { dependence: None, ..em.clone() };
        parts.fit_candidates(candidates, method, &independent);
        if method == Method::Candidates {
            parts.fit_candidates(candidates, method, em);
            return parts;
        }
        for _ in 0..ROUNDS {
            let before = values(&parts.u);
            parts.take_matches_out(em);
            parts.fit_sessions(evidence, em);
            parts.fit_candidates(candidates, method, em);
            let moved = values(&parts.u);
            let moves =
                before.iter().flatten().zip(moved.iter().flatten()).map(|(one, other)| (one / other - 1.0).abs());
            if moves.fold(0.0, f64::max) < SETTLED {
                break;
            }
        }
        parts
    }

    fn fit_sessions(&mut self, evidence: &Evidence, em: &EmOptions) {
        let u = values(&self.u);
        let independent = EmOptions { dependence: None, ..em.clone() };
        let fit = |block: &TrainingBlock| em::session(&block.counts, &block.excluded, &u, &independent);
        self.sessions = evidence.training.iter().map(fit).collect();
        (self.seen, self.m) = combined(&self.sessions, &self.random.sizes, em);
    }

    fn fit_candidates(&mut self, candidates: &Candidates, method: Method, em: &EmOptions) {
        let together = match (method, &em.dependence) {
            (Method::AllPairs | Method::Sessions, Some(dependence)) => {
                dependence::terms(&self.random, &self.non_matches, dependence)
            }
            (Method::Candidates, _) | (_, None) => Vec::new(),
        };
        let pairs = candidates.counts.pairs() as f64;
        let start = Start {
            lambda: 0.1 * pairs / candidates.possible_pairs.max(1.0),
            matches: Class { alone: self.m.clone(), together: Vec::new() },
            non_matches: Class { alone: values(&self.u), together },
            relatives: self.fit.as_ref().and_then(|fit| fit.relatives.clone()),
        };
        let fit = match method {
            Method::Sessions => {
                let m_pins = self.m.iter().map(|levels| levels.iter().map(|level| Some(*level)).collect()).collect();
                let em = EmOptions { m_pins, ..em.clone() };
                em::em_all_pairs(&candidates.counts, candidates.possible_pairs, start, &em)
            }
            Method::AllPairs => em::em_all_pairs(&candidates.counts, candidates.possible_pairs, start, em),
            Method::Candidates => em::em_candidates(&candidates.counts, Start { lambda: 0.1, ..start }, em),
        };
        match method {
            Method::Sessions => {}
            Method::AllPairs => self.take_m(&fit),
            Method::Candidates => {
                self.take_m(&fit);
                let seen = |value: &f64| LevelProbability::Estimated(*value);
                self.u = fit.non_matches.alone.iter().map(|levels| levels.iter().map(seen).collect()).collect();
            }
        }
        self.interactions = dependence::combined(&fit.matches.together, &fit.non_matches.together);
        self.fit = Some(fit);
    }

    fn take_m(&mut self, fit: &Fit) {
        self.m.clone_from(&fit.matches.alone);
        self.seen.clone_from(&fit.expected_at_levels);
    }

    /// u from the random pairs, each by its probability of being of strangers.
    fn take_matches_out(&mut self, em: &EmOptions) {
        let Some(fit) = &self.fit else { return };
        let others = fit.no_strangers(&self.random);
        self.non_matches = self.random.pairs.iter().zip(others).map(|(pairs, others)| pairs * (1.0 - others)).collect();
        self.u = random::u_of(&self.random, &self.non_matches, &em.u_pins);
    }

    pub(super) fn add_labels(&mut self, evidence: &Evidence, prior_pairs: f64, em: &EmOptions) {
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

    pub(super) fn model(&self, prior: f64, words: &[ComparisonWords]) -> Model {
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
        Model { prior, comparisons, interactions: self.interactions.clone(), relatives: self.relatives() }
    }

    fn relatives(&self) -> Option<Relatives> {
        self.fit.as_ref().and_then(|fit| fit.relatives.clone())
    }

    pub(super) fn report(&self, evidence: &Evidence, method: Method) -> Option<CandidatesReport> {
        let (candidates, fit) = (evidence.candidates.as_ref()?, self.fit.as_ref()?);
        let decoded = Decoded::of(&candidates.counts, &[]);
        let matches = fit.match_probabilities_by_pairs(&decoded);
        let candidate_others = fit.others_by_pairs(&decoded);
        let (others, other_weights) = match method {
            Method::Candidates => (&decoded, &candidate_others),
            Method::Sessions | Method::AllPairs => (&self.random, &self.non_matches),
        };
        let of_matches = dependence::left_over(&decoded, &matches, &fit.matches.together);
        let of_others = dependence::left_over(others, other_weights, &fit.non_matches.together);
        let of_matches = of_matches.into_iter().map(|left| (Side::Match, left));
        Some(CandidatesReport {
            pairs: candidates.counts.pairs(),
            possible_pairs: candidates.possible_pairs,
            progress: progress(fit),
            among_matches: dependence::measure(&decoded, &matches),
            among_non_matches: dependence::measure(others, other_weights),
            left_over: of_matches.chain(of_others.into_iter().map(|left| (Side::NonMatch, left))).collect(),
        })
    }
}
