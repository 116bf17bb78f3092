//! Does the fitted model look like the table?
//!
//! Posterior predictive check: tables of as many documented persons are drawn from the fitted model and compared with the
//! real one, cell by cell and by the Freeman-Tukey distance (Gelman, Meng & Stern 1996, *Statistica Sinica* 6:733-760). It
//! speaks of the documented alone: a model may fit them and be wrong on the rest.

use std::ops::ControlFlow;

use serde::Serialize;

use super::chain::{Chain, Job};
use super::run::Run;
use super::watch::Watched;
use super::{Refusal, Settings, subject};
use crate::CaptureTable;
use crate::diagnostics::quantile;

/// Tables drawn from each chain.
const REPLICATES: usize = 250;

/// Sweeps between two of them.
const REPLICATE_SWEEPS: usize = 20;

/// A cell and what the model expects there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellFit {
    /// The pattern, lists without anybody left out; 0 for all patterns that do not occur.
    pub pattern: u32,
    /// Persons in the table.
    pub found: u64,
    /// 2.5 % quantile of the persons in drawn tables.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// Result of a posterior predictive check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Share of drawn tables that are farther from the model than the real one: near 0 the model does not fit.
    pub farther_share: f64,
    /// Every pattern that occurs, then those that do not together.
    pub cells: Vec<CellFit>,
}

impl Fit {
    /// Cells outside of their interval; one in twenty is expected to be.
    pub fn cells_outside(&self) -> usize {
        self.cells.iter().filter(|cell| (cell.found as f64) < cell.low || cell.found as f64 > cell.high).count()
    }
}

/// Draws tables from the fitted model and compares them with the real one.
///
/// ```
/// use estimate::{CaptureTable, lcmcr::{Settings, posterior_predictive}};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let fit = posterior_predictive(&table, &Settings::for_lists(3))?;
/// assert_eq!(fit.cells.len(), 8); // 7 patterns, and none of the others
/// assert!(fit.farther_share > 0.05);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`super::fit`].
pub fn posterior_predictive(table: &CaptureTable, settings: &Settings) -> Result<Fit, Refusal> {
    settings.check()?;
    let subject = subject(table)?;
    let (_, mut chains) = Run::start(&subject, settings, &|_| ControlFlow::Continue(())).until_converged()?;
    let mut real = subject.persons.clone();
    real.push(0);
    let mut drawn: Vec<Vec<f64>> = vec![Vec::new(); real.len()];
    let mut farther = 0.0;
    let unwatched = Watched::new(&|_| ControlFlow::Continue(()), settings.sweeps_max);
    let job = Job { subject: &subject, watched: &unwatched };
    for chain in &mut chains {
        for _ in 0..REPLICATES {
            chain.burn(job, REPLICATE_SWEEPS);
            let (expected, replicate) = replicate(chain, subject.documented);
            let (of_real, of_drawn) = (distance(&real, &expected), distance(&replicate, &expected));
            farther += if of_drawn > of_real { 1.0 } else { 0.0 };
            drawn.iter_mut().zip(replicate).for_each(|(counts, count)| counts.push(count as f64));
        }
    }
    let patterns = subject.plan.cells.iter().map(|cell| cell.pattern).chain([0]);
    let cells = patterns.zip(real).zip(drawn).map(|((pattern, found), mut counts)| {
        counts.sort_unstable_by(f64::total_cmp);
        CellFit { pattern, found, low: quantile(&counts, 0.025), high: quantile(&counts, 0.975) }
    });
    Ok(Fit { farther_share: farther / (chains.len() * REPLICATES) as f64, cells: cells.collect() })
}

/// Expected persons of each cell and a table drawn from them, the patterns that do not occur last.
fn replicate(chain: &mut Chain, documented: u64) -> (Vec<f64>, Vec<u64>) {
    let theta = chain.theta();
    let share = theta.documented_share();
    let mut shares: Vec<f64> = theta.totals.iter().map(|total| total / share).collect();
    shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
    let mut counts = vec![0; shares.len()];
    chain.chance().multinomial(documented, &shares, &mut counts);
    (shares.into_iter().map(|share| share * documented as f64).collect(), counts)
}

/// Freeman and Tukey's distance.
fn distance(counts: &[u64], expected: &[f64]) -> f64 {
    counts.iter().zip(expected).map(|(count, mean)| ((*count as f64).sqrt() - mean.sqrt()).powi(2)).sum()
}
