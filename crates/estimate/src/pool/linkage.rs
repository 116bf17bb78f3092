//! What does it matter that linkage is uncertain?
//!
//! Partitions drawn from the posterior of matches give one capture table each. Every table is fitted, and the fits are
//! combined as imputations (Rubin 1987): a false non-match raises the population, a false match lowers it, and the variance
//! between tables is the linkage's. Equal tables are fitted once, which is what makes many draws affordable.

use serde::Serialize;

use super::replicates::{Combined, Moments, TooFewReplicates, combine};
use super::strata::{in_parallel, name_seed};
use crate::{CaptureTable, chance::Chance};

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
    let (place_of, different) = distinct(draws.iter());
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

/// What a model says of one table: whom it documents, how many others there are, and draws of these.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicate {
    /// Persons on at least one list.
    pub documented: u64,
    /// The model's own number of undocumented persons: its mean, its median or its most likely.
    pub undocumented_persons: f64,
    /// Draws of that; as many for each table.
    pub draws: Vec<f64>,
}

impl Replicate {
    fn moments(&self) -> Moments {
        Moments { mean_persons: self.undocumented_persons, ..Moments::of_draws(self.documented, &self.draws) }
    }
}

/// Strata over sampled linkages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StrataPool {
    /// Each stratum's answer, or why there is none: `[stratum]`.
    pub strata: Vec<Result<LinkagePool, NoPool>>,
    /// The sum of those that have one.
    pub total: Result<LinkagePool, NoPool>,
}

/// Fits a model to the tables of several strata in each sampled linkage, `draws: [linkage][stratum]`, combines each stratum
/// and the sums. Draws of different strata are independent and are put into random order before they are added, so that
/// the interval of the sum is a joint one. A table that several linkages share is fitted once; no table where nobody of
/// the stratum is documented.
///
/// ```
/// use estimate::{CaptureTable, pool::{Replicate, pool_strata_linkages}};
/// // The undocumented are as many as the documented, in every draw.
/// let double = |table: &CaptureTable| -> Result<Replicate, String> {
///     let documented = table.documented();
///     Ok(Replicate { documented, undocumented_persons: documented as f64, draws: vec![documented as f64; 100] })
/// };
/// let table = |both| CaptureTable::new(2, [(1, 20), (2, 10), (3, both)]).map(Some);
/// let draws = [vec![table(5)?, table(30)?], vec![table(7)?, None], vec![table(5)?, table(30)?]];
/// let pool = pool_strata_linkages(&["north".into(), "south".into()], &draws, (1, 7), double);
/// assert_eq!(pool.strata[0].as_ref().unwrap().combined.population_persons, 72.0); // 36 = (35 + 37 + 35) / 3, and 36
/// assert!(pool.strata[1].is_err()); // one linkage in three has nobody there
/// assert_eq!(pool.total.unwrap().combined.documented, 36); // the north alone
/// # Ok::<(), estimate::ImpossibleTable>(())
/// ```
pub fn pool_strata_linkages<E: std::fmt::Display>(
    names: &[String],
    draws: &[Vec<Option<CaptureTable>>],
    (threads, seed): (usize, u64),
    model: impl Fn(&CaptureTable) -> Result<Replicate, E> + Sync,
) -> StrataPool {
    let (place_of, different) = distinct(draws.iter().flatten());
    let results = in_parallel(&different, threads, |table| match table {
        Some(table) => model(table).map_err(|reason| reason.to_string()),
        None => Err("nobody is documented there".to_owned()),
    });
    let result = |linkage: usize, stratum: usize| &results[place_of[linkage * names.len() + stratum]];
    let each: Vec<usize> = (0..draws.len()).collect();
    let pool = |of_draw: &dyn Fn(usize) -> Result<Moments, String>, tables: &[&Option<CaptureTable>]| {
        let moments: Vec<Result<Moments, String>> = each.iter().map(|linkage| of_draw(*linkage)).collect();
        pooled(&each, &moments).map(|pool| LinkagePool { fitted: distinct(tables.iter().copied()).1.len(), ..pool })
    };
    let stratum = |stratum: usize| {
        let of_draw = |linkage: usize| result(linkage, stratum).as_ref().map(Replicate::moments).map_err(Clone::clone);
        pool(&of_draw, &draws.iter().map(|strata| &strata[stratum]).collect::<Vec<_>>())
    };
    let strata: Vec<Result<LinkagePool, NoPool>> = (0..names.len()).map(stratum).collect();
    let summed: Vec<usize> = (0..names.len()).filter(|stratum| strata[*stratum].is_ok()).collect();
    let sum = |linkage: usize| {
        let mut sum = Replicate { documented: 0, undocumented_persons: 0.0, draws: Vec::new() };
        for stratum in &summed {
            let found = result(linkage, *stratum).as_ref().map_err(|why| format!("{}: {why}", names[*stratum]))?;
            let mut drawn = found.draws.clone();
            Chance::new(seed, name_seed(&names[*stratum])).shuffle(&mut drawn);
            sum.documented += found.documented;
            sum.undocumented_persons += found.undocumented_persons;
            sum.draws.resize(drawn.len(), 0.0);
            sum.draws.iter_mut().zip(drawn).for_each(|(sum, draw)| *sum += draw);
        }
        Ok(sum.moments())
    };
    let total = pool(&sum, &different);
    StrataPool { strata, total }
}

/// The place of each item among the different ones.
fn distinct<'a, T: PartialEq + 'a>(items: impl Iterator<Item = &'a T>) -> (Vec<usize>, Vec<&'a T>) {
    let mut different: Vec<&T> = Vec::new();
    let place = |item: &'a T| {
        different.iter().position(|other| *other == item).unwrap_or_else(|| {
            different.push(item);
            different.len() - 1
        })
    };
    let places = items.map(place).collect();
    (places, different)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Level,
        method::{Method, Plan},
    };

    /// The pairs that linkage is unsure of move persons from two patterns into their union.
    fn linkages(number: usize, unsure: u64) -> Vec<Vec<Option<CaptureTable>>> {
        let mut chance = Chance::new(71, 0);
        let mut table = |_| {
            let matched = chance.binomial(unsure, 0.5);
            let counts =
                [(1, 160 - matched), (2, 150 - matched), (3, 60 + matched), (4, 140), (5, 60), (6, 60), (7, 30)];
            vec![Some(CaptureTable::new(3, counts).unwrap())]
        };
        (0..number).map(&mut table).collect()
    }

    fn fit(table: &CaptureTable) -> Result<Replicate, crate::method::Refusal> {
        let plan = Plan { level: Level::USUAL, seed: 19_481_210, threads: 1 };
        let found = Method::LogLinear.answer(table, &plan)?;
        Ok(found.replicate(400, &mut Chance::new(5, 0)))
    }

    fn all(draws: &[Vec<Option<CaptureTable>>]) -> Result<LinkagePool, NoPool> {
        pool_strata_linkages(&["all".to_owned()], draws, (2, 1), fit).total
    }

    #[test]
    fn more_unsure_pairs_bring_more_variance_and_equal_tables_are_fitted_once() {
        let sure = all(&linkages(16, 0)).unwrap();
        assert!(sure.fitted == 1 && sure.combined.share_between < 1e-12);
        let some = all(&linkages(16, 8)).unwrap();
        let many = all(&linkages(16, 80)).unwrap();
        assert!(some.fitted < many.fitted);
        assert!(many.combined.share_between > some.combined.share_between, "{many:?} {some:?}");
        assert!(many.combined.high - many.combined.low > sure.combined.high - sure.combined.low);
    }

    #[test]
    fn a_sum_of_strata_has_a_joint_interval_and_leaves_the_refused_out() {
        let apart = CaptureTable::new(3, [(1, 5), (2, 5), (4, 5)]).unwrap();
        let with = |strata: Vec<Option<CaptureTable>>| [strata.clone(), strata, vec![Some(apart.clone())]].concat();
        let draws: Vec<Vec<Option<CaptureTable>>> = linkages(16, 8).into_iter().map(with).collect();
        let names = ["north", "south", "coast"].map(str::to_owned);
        let pool = pool_strata_linkages(&names, &draws, (2, 1), fit);
        let [north, south] = [0, 1].map(|place: usize| pool.strata[place].as_ref().unwrap().combined);
        let refusal = pool.strata[2].as_ref().unwrap_err();
        assert!(refusal.to_string().starts_with("16 of 16 sampled linkages gave no estimate"), "{refusal}");
        let total = pool.total.unwrap().combined;
        assert_eq!(total.documented, north.documented + south.documented);
        let widths = north.high - north.low + south.high - south.low;
        assert!(total.high - total.low < 0.8 * widths, "{total:?} {north:?}");
        // What strata share of the linkages is drawn together and does not cancel out.
        assert!(total.share_between > north.share_between);
    }

    #[test]
    fn without_a_linkage_there_is_no_pool() {
        assert!(all(&[]).is_err());
    }
}
