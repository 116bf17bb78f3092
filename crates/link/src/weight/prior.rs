//! How likely is a match before anything is compared? The share of matches among all possible pairs.
//!
//! Sources: Fellegi & Sunter 1969, *JASA* 64:1183-1210 (the prior odds in the decision rule); Winkler 1988, *ASA Proc. Survey
//! Research Methods* 667-671 (from EM).

use serde::{Deserialize, Serialize};

/// The prior stays between these.
pub const BOUNDS: (f64, f64) = (1e-15, 0.5);

/// Where the prior comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriorSource {
    /// Given.
    Fixed(f64),
    /// Pairs that satisfy strict rules, over the share of matches that such rules are thought to find.
    Rules {
        /// Pairs that satisfy any of the rules.
        pairs: u64,
        /// Share of all matches that satisfy one, a guess.
        recall: f64,
    },
    /// Expected matches among candidates, over the share of matches that blocking reaches.
    Candidates {
        /// Share of all matches that are candidates; 1 where it is not known.
        blocking_recall: f64,
    },
}

/// A prior that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PriorError {
    /// A recall that is none.
    #[error("the recall is {0}; give a share above 0 and at most 1")]
    Recall(f64),
    /// No pair could match.
    #[error("there are {0} possible pairs; nothing can be linked")]
    NoPossiblePairs(f64),
    /// A fixed prior that is none.
    #[error("the prior is {0}; give a share above 0 and below 1")]
    Prior(f64),
}

/// (expected matches / recall) / possible pairs, within [`BOUNDS`].
///
/// ```
/// use link::weight::prior::from_matches;
/// assert_eq!(from_matches(800.0, 0.8, 1e6), Ok(0.001)); // 800 found are 1,000 in all
/// assert!(from_matches(800.0, 0.0, 1e6).is_err());
/// ```
///
/// # Errors
/// Where the recall is no share, or there is no possible pair.
pub fn from_matches(expected_matches: f64, recall: f64, possible_pairs: f64) -> Result<f64, PriorError> {
    if !(recall > 0.0 && recall <= 1.0) {
        return Err(PriorError::Recall(recall));
    }
    if !(possible_pairs >= 1.0 && possible_pairs.is_finite()) {
        return Err(PriorError::NoPossiblePairs(possible_pairs));
    }
    Ok((expected_matches.max(0.0) / recall / possible_pairs).clamp(BOUNDS.0, BOUNDS.1))
}

/// A prior that was given.
///
/// # Errors
/// Where it is no share.
pub fn fixed(prior: f64) -> Result<f64, PriorError> {
    if prior > 0.0 && prior < 1.0 { Ok(prior) } else { Err(PriorError::Prior(prior)) }
}

/// Pairs that can match: all pairs, or with lists that hold nobody twice only those between lists.
///
/// ```
/// use link::weight::prior::possible_pairs;
/// assert_eq!(possible_pairs(&[3, 2], false), 10.0); // 5 * 4 / 2
/// assert_eq!(possible_pairs(&[3, 2], true), 6.0); // 3 * 2
/// ```
pub fn possible_pairs(records_of_lists: &[u64], only_between_lists: bool) -> f64 {
    let pairs = |records: f64| records * (records - 1.0) / 2.0;
    let within: f64 = records_of_lists.iter().map(|records| pairs(*records as f64)).sum();
    let all = pairs(records_of_lists.iter().sum::<u64>() as f64);
    if only_between_lists { all - within } else { all }
}
