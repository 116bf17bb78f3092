//! What does it matter that linkage is uncertain?
//!
//! Partitions drawn from the posterior of matches give one capture table each. Every table is fitted, and the fits are
//! combined as imputations (Rubin 1987): a false non-match raises the population, a false match lowers it, and the variance
//! between tables is the linkage's. Equal tables are fitted once, which is what makes many draws affordable.

use serde::Serialize;

use super::replicates::{Combined, Moments, TooFewReplicates, combine};
use super::strata::{Stratum, StratumFit, fit_strata, in_parallel, total};
use crate::lcmcr::{Refusal, Settings};

/// Draws that may be refused before the pool is: with more left out, those that remain are a choice.
const REFUSED_SHARE_MAX: f64 = 0.1;

/// The answer over sampled linkages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinkagePool {
    /// The combined answer; its `share_between` is the share of the variance that is due to linkage.
    pub combined: Combined,
    /// Draws whose table was refused: place and reason.
    pub refused: Vec<(usize, String)>,
    /// Different tables that were fitted.
    pub fitted: usize,
}

/// Why sampled linkages have no common answer.
#[derive(Debug, Clone, PartialEq, Serialize, thiserror::Error)]
pub enum NoPool {
    /// Too few of them, or one without finite moments.
    #[error(transparent)]
    Replicates(#[from] TooFewReplicates),
    /// Too many were refused, so that the others are no sample any more.
    #[error("{refused} of {draws} sampled linkages gave no estimate, more than one in ten; the first: {reason}")]
    TooManyRefused {
        /// Draws without an estimate.
        refused: usize,
        /// Draws in all.
        draws: usize,
        /// Why the first was refused.
        reason: String,
    },
}

/// Fits a model to what each sampled linkage gives (a capture table, or tables of several strata) and combines.
///
/// ```
/// use estimate::{CaptureTable, pool::{Moments, pool_linkages}};
/// // Two linkages of the same records, which differ in one matched pair; the model is Chapman's.
/// let tables = [CaptureTable::new(2, [(1, 28), (2, 10), (3, 13)])?, CaptureTable::new(2, [(1, 27), (2, 9), (3, 14)])?];
/// let chapman = |table: &CaptureTable| -> Result<Moments, String> {
///     let both = table.with_pattern(3) as f64;
///     let undocumented = (table.with_pattern(1) * table.with_pattern(2)) as f64 / (both + 1.0);
///     Ok(Moments::of_estimate(table.documented(), undocumented, undocumented * 3.0))
/// };
/// let pool = pool_linkages(&tables, 1, chapman)?;
/// assert_eq!(pool.combined.population_persons, 69.0); // 51 (rounded from 50.5) and 18 = (20 + 16.2) / 2
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where more than one draw in ten is refused, or fewer than two remain.
pub fn pool_linkages<T, E>(
    draws: &[T],
    threads: usize,
    model: impl Fn(&T) -> Result<Moments, E> + Sync,
) -> Result<LinkagePool, NoPool>
where
    T: Sync + PartialEq,
    E: std::fmt::Display,
{
    let mut different: Vec<&T> = Vec::new();
    let place_of: Vec<usize> = draws
        .iter()
        .map(|draw| {
            different.iter().position(|other| *other == draw).unwrap_or_else(|| {
                different.push(draw);
                different.len() - 1
            })
        })
        .collect();
    let results = in_parallel(&different, threads, |draw| model(draw).map_err(|reason| reason.to_string()));
    pooled(&place_of, &results)
}

/// Combines results, of which each draw has one.
fn pooled(place_of: &[usize], results: &[Result<Moments, String>]) -> Result<LinkagePool, NoPool> {
    let (mut moments, mut refused) = (Vec::new(), Vec::new());
    for (draw, place) in place_of.iter().enumerate() {
        match &results[*place] {
            Ok(found) => moments.push(*found),
            Err(reason) => refused.push((draw, reason.clone())),
        }
    }
    if refused.len() as f64 > REFUSED_SHARE_MAX * place_of.len() as f64 {
        let reason = refused[0].1.clone();
        return Err(NoPool::TooManyRefused { refused: refused.len(), draws: place_of.len(), reason });
    }
    Ok(LinkagePool { combined: combine(&moments)?, refused, fitted: results.len() })
}

/// Sums strata under the latent class model within each sampled linkage, `draws: [linkage][stratum]`, and combines the
/// sums. A stratum whose table several linkages share is fitted once.
///
/// # Errors
/// As [`pool_linkages`]; a draw with any refused stratum counts as refused, because its sum would lack it.
pub fn pool_strata_linkages(draws: &[Vec<Stratum>], settings: &Settings) -> Result<LinkagePool, NoPool> {
    let mut different: Vec<Stratum> = Vec::new();
    let places: Vec<Vec<usize>> = draws
        .iter()
        .map(|strata| {
            strata
                .iter()
                .map(|stratum| {
                    different.iter().position(|other| other == stratum).unwrap_or_else(|| {
                        different.push(stratum.clone());
                        different.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    let fits = fit_strata(&different, settings, 1);
    let sum = |strata: &Vec<usize>| -> Result<Moments, String> {
        let chosen: Vec<StratumFit> = strata.iter().map(|place| fits[*place].clone()).collect();
        if let Some((name, reason)) = first_refusal(&chosen) {
            return Err(format!("{name}: {reason}"));
        }
        let sum = total(&chosen, settings.seed);
        let undocumented: Vec<f64> = sum.draws.iter().map(|draw| draw - sum.documented as f64).collect();
        Ok(Moments::of_draws(sum.documented, &undocumented))
    };
    let results: Vec<Result<Moments, String>> = places.iter().map(sum).collect();
    let all: Vec<usize> = (0..draws.len()).collect();
    let pool = pooled(&all, &results)?;
    Ok(LinkagePool { fitted: different.len(), ..pool })
}

fn first_refusal(fits: &[StratumFit]) -> Option<(&str, &Refusal)> {
    fits.iter().find_map(|fit| fit.result.as_ref().err().map(|reason| (fit.name.as_str(), reason)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CaptureTable;
    use crate::chance::Chance;

    /// The pairs that linkage is unsure of move persons from two patterns into their union.
    fn linkages(number: usize, unsure: u64) -> Vec<Vec<Stratum>> {
        let mut chance = Chance::new(71, 0);
        (0..number)
            .map(|_| {
                let matched = chance.binomial(unsure, 0.5);
                let counts =
                    [(1, 160 - matched), (2, 150 - matched), (3, 60 + matched), (4, 140), (5, 60), (6, 60), (7, 30)];
                let table = CaptureTable::new(3, counts).unwrap();
                vec![Stratum { name: "all".into(), group: "all".into(), table }]
            })
            .collect()
    }

    #[test]
    fn more_unsure_pairs_bring_more_variance_and_equal_tables_are_fitted_once() {
        let settings = Settings { draws: 400, ..Settings::for_lists(3) };
        let sure = pool_strata_linkages(&linkages(16, 0), &settings).unwrap();
        assert!(sure.fitted == 1 && sure.combined.share_between < 1e-12);
        let some = pool_strata_linkages(&linkages(16, 8), &settings).unwrap();
        let many = pool_strata_linkages(&linkages(16, 80), &settings).unwrap();
        assert!(some.fitted < many.fitted);
        assert!(many.combined.share_between > some.combined.share_between, "{many:?} {some:?}");
        assert!(many.combined.high - many.combined.low > sure.combined.high - sure.combined.low);
    }

    #[test]
    fn a_pool_of_refusals_is_refused() {
        let apart = CaptureTable::new(3, [(1, 5), (2, 5), (4, 5)]).unwrap();
        let stratum = Stratum { name: "coast".into(), group: "all".into(), table: apart };
        let refusal = pool_strata_linkages(&vec![vec![stratum]; 12], &Settings::for_lists(3)).unwrap_err();
        assert!(refusal.to_string().starts_with("12 of 12 sampled linkages gave no estimate"), "{refusal}");
        assert!(pool_strata_linkages(&[], &Settings::for_lists(3)).is_err());
    }
}
