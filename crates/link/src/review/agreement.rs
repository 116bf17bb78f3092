//! Do reviewers agree, beyond what chance alone would give?
//!
//! Sources: Cohen 1960, *Educ. Psychol. Meas.* 20:37-46 (kappa of two); Krippendorff 2011, *Computing Krippendorff's
//! Alpha-Reliability*, University of Pennsylvania (alpha of many, with gaps; nominal).

use std::collections::{BTreeMap, BTreeSet};

use super::chance::as_f64;

/// What several reviewers said of several units: `[unit][reviewer]`; `None` where a reviewer did not see the unit.
pub type Ratings<C> = [Vec<Option<C>>];

/// Why agreement has no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAgreement {
    /// Nothing was seen by two.
    #[error("no pair was judged by two reviewers; give some pairs to more than one")]
    NothingShared,
    /// Chance alone would give the same.
    #[error(
        "all shared judgements are the same word, so agreement cannot be told from chance; review more varied pairs"
    )]
    OneWordOnly,
}

/// How often two reviewers of the same unit say the same: the share of agreeing pairs of judgements.
///
/// ```
/// let ratings = [vec![Some(1), Some(1)], vec![Some(1), Some(2)], vec![Some(3), None]];
/// assert_eq!(link::review::agreement::share_agreed(&ratings), Ok(0.5));
/// ```
///
/// # Errors
/// Where no unit was judged by two.
pub fn share_agreed<C: Ord + Copy>(ratings: &Ratings<C>) -> Result<f64, NoAgreement> {
    let (mut agreed, mut pairs) = (0, 0);
    for unit in ratings {
        let counts = word_counts(unit);
        let judged: u64 = counts.values().sum();
        pairs += judged * judged.saturating_sub(1);
        agreed += counts.values().map(|count| count * (count - 1)).sum::<u64>();
    }
    if pairs == 0 { Err(NoAgreement::NothingShared) } else { Ok(as_f64(agreed) / as_f64(pairs)) }
}

/// Cohen's kappa of two reviewers: (observed - expected) / (1 - expected) agreement; units seen by one only are left out.
///
/// ```
/// // 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, expected 0.5.
/// let times = |left, right, count| std::iter::repeat_n((Some(left), Some(right)), count);
/// let pairs: Vec<_> = times(1, 1, 20).chain(times(1, 0, 5)).chain(times(0, 1, 10)).chain(times(0, 0, 15)).collect();
/// assert!((link::review::agreement::cohen_kappa(&pairs)? - 0.4).abs() < 1e-12);
/// # Ok::<(), link::review::agreement::NoAgreement>(())
/// ```
///
/// # Errors
/// Where nothing is shared, or everything is one word.
pub fn cohen_kappa<C: Ord + Copy>(pairs: &[(Option<C>, Option<C>)]) -> Result<f64, NoAgreement> {
    let shared: Vec<(C, C)> = pairs.iter().filter_map(|(left, right)| Some(((*left)?, (*right)?))).collect();
    if shared.is_empty() {
        return Err(NoAgreement::NothingShared);
    }
    let mut margins: BTreeMap<C, (u64, u64)> = BTreeMap::new();
    for (left, right) in &shared {
        margins.entry(*left).or_default().0 += 1;
        margins.entry(*right).or_default().1 += 1;
    }
    if margins.len() < 2 {
        return Err(NoAgreement::OneWordOnly);
    }
    let units = as_f64(shared.len() as u64);
    let observed = as_f64(shared.iter().filter(|(left, right)| left == right).count() as u64) / units;
    let expected = margins.values().map(|(left, right)| as_f64(left * right)).sum::<f64>() / (units * units);
    Ok((observed - expected) / (1.0 - expected))
}

/// Krippendorff's alpha for nominal words, any number of reviewers, gaps allowed: 1 - observed / expected disagreement.
///
/// With n values in units that at least two judged, o_cc agreeing values (each unit's weighed by 1 / (m - 1)) and n_c
/// values of word c: alpha = 1 - (n - 1) (n - sum o_cc) / (n^2 - sum n_c^2).
///
/// ```
/// let ratings = [vec![Some(1), Some(1)], vec![Some(2), Some(2)], vec![Some(1), Some(2)]];
/// // n = 6, sum o_cc = 4, n_c = 3 and 3: 1 - 5 * 2 / (36 - 18) = 4/9.
/// assert!((link::review::agreement::krippendorff_alpha(&ratings)? - 4.0 / 9.0).abs() < 1e-12);
/// # Ok::<(), link::review::agreement::NoAgreement>(())
/// ```
///
/// # Errors
/// Where nothing is shared, or everything is one word.
pub fn krippendorff_alpha<C: Ord + Copy>(ratings: &Ratings<C>) -> Result<f64, NoAgreement> {
    let mut margins: BTreeMap<C, u64> = BTreeMap::new();
    let mut coincident = 0.0;
    for counts in ratings.iter().map(|unit| word_counts(unit)) {
        let judged: u64 = counts.values().sum();
        if judged < 2 {
            continue;
        }
        let agreeing: u64 = counts.values().map(|count| count * (count - 1)).sum();
        coincident += as_f64(agreeing) / as_f64(judged - 1);
        counts.iter().for_each(|(word, count)| *margins.entry(*word).or_default() += count);
    }
    let values: u64 = margins.values().sum();
    if values == 0 {
        return Err(NoAgreement::NothingShared);
    }
    if margins.len() < 2 {
        return Err(NoAgreement::OneWordOnly);
    }
    let n = as_f64(values);
    let expected = n * n - margins.values().map(|count| as_f64(count * count)).sum::<f64>();
    Ok(1.0 - (n - 1.0) * (n - coincident) / expected)
}

/// The units on which reviewers differ, in their order: what the reviewers should discuss. `[unit]`, counted from 0.
///
/// ```
/// let ratings = [vec![Some("same"), Some("same")], vec![Some("same"), Some("unsure")], vec![Some("same"), None]];
/// assert_eq!(link::review::agreement::disagreements(&ratings), [1]);
/// ```
pub fn disagreements<C: Ord + Copy>(ratings: &Ratings<C>) -> Vec<usize> {
    let differs = |unit: &Vec<Option<C>>| unit.iter().flatten().collect::<BTreeSet<_>>().len() > 1;
    ratings.iter().enumerate().filter(|(_, unit)| differs(unit)).map(|(at, _)| at).collect()
}

/// How often two reviewers said each pair of words: `(word of the first, word of the second)` to units.
///
/// ```
/// let ratings = [vec![Some("same"), Some("unsure")], vec![Some("same"), Some("unsure")], vec![None, Some("same")]];
/// let table = link::review::agreement::cross_table(&ratings, (0, 1));
/// assert_eq!(table[&("same", "unsure")], 2);
/// assert_eq!(table.len(), 1);
/// ```
pub fn cross_table<C: Ord + Copy>(ratings: &Ratings<C>, reviewers: (usize, usize)) -> BTreeMap<(C, C), u64> {
    let mut table = BTreeMap::new();
    for unit in ratings {
        let said = |reviewer: usize| unit.get(reviewer).copied().flatten();
        if let (Some(first), Some(second)) = (said(reviewers.0), said(reviewers.1)) {
            *table.entry((first, second)).or_default() += 1;
        }
    }
    table
}

/// How many reviewers of a unit said each word.
fn word_counts<C: Ord + Copy>(unit: &[Option<C>]) -> BTreeMap<C, u64> {
    let mut counts = BTreeMap::new();
    for word in unit.iter().flatten() {
        *counts.entry(*word).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Krippendorff 2011, section C: four observers, twelve units, five categories, 0 where there is a gap.
    const OBSERVERS: [[u8; 12]; 4] = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];

    fn units() -> Vec<Vec<Option<u8>>> {
        let value = |observer: &[u8; 12], unit: usize| Some(observer[unit]).filter(|word| *word > 0);
        (0..12).map(|unit| OBSERVERS.iter().map(|observer| value(observer, unit)).collect()).collect()
    }

    #[test]
    fn krippendorffs_own_example_has_his_alpha() {
        assert!((krippendorff_alpha(&units()).unwrap() - 0.743).abs() < 0.0005);
        assert_eq!(disagreements(&units()), [1, 5, 7]);
    }

    #[test]
    fn cohens_example_of_three_diagnoses_has_his_kappa() {
        // Cohen 1968, *Psychol. Bull.* 70:213-220, table 1: 200 patients, kappa 0.492.
        let cells = [[88, 14, 18], [10, 40, 10], [2, 6, 12]];
        let row = |left: usize| {
            let cell = move |right: usize| std::iter::repeat_n((Some(left), Some(right)), cells[left][right]);
            (0..3).flat_map(cell)
        };
        let pairs: Vec<_> = (0..3).flat_map(row).collect();
        assert_eq!(pairs.len(), 200);
        assert!((cohen_kappa(&pairs).unwrap() - 0.492).abs() < 0.0005);
        let units: Vec<_> = pairs.iter().map(|(left, right)| vec![*left, *right]).collect();
        assert!((share_agreed(&units).unwrap() - 0.70).abs() < 1e-12);
    }

    #[test]
    fn one_word_or_one_reviewer_gives_a_reason_instead_of_a_number() {
        assert_eq!(krippendorff_alpha(&[vec![Some(1), None]]), Err(NoAgreement::NothingShared));
        assert_eq!(krippendorff_alpha(&[vec![Some(1), Some(1)]]), Err(NoAgreement::OneWordOnly));
        assert_eq!(cohen_kappa(&[(Some(1), Some(1))]), Err(NoAgreement::OneWordOnly));
        assert_eq!(share_agreed::<u8>(&[]), Err(NoAgreement::NothingShared));
    }
}
