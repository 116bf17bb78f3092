//! How many are missing where persons differ in their chance of being documented?
//!
//! Latent class capture-recapture: every person belongs to a class, classes differ in their chances to be on each list,
//! and given the class the lists are independent. The number of classes is left open by a Dirichlet process cut at `K`.
//! Sampled by Gibbs sweeps on cells, by at least four chains from scattered starts: plain ones where they agree and a
//! tempered pilot run finds the same, tempered ones elsewhere. Chains that do not agree are run on, then refused.
//!
//! Assumes that linkage is right, the population closed, and independence given the class, which no table can test: two
//! models that fit the documented alike may differ without bound in the undocumented (Link 2003, *Biometrics*
//! 59:1123-1130; Aleshin-Guendel, Sadinle & Wakefield 2024, *Biostatistics* 25). A person whom no list could ever hold is
//! not in the estimate.
//!
//! Sources: Manrique-Vallier 2016, *Biometrics* 72:1246-1254; Papaspiliopoulos & Roberts 2008, *Biometrika* 95:169-186.

mod chain;
mod check;
mod dealt;
mod ladder;
mod moves;
mod pilot;
mod plan;
mod posterior;
mod prior;
mod refusal;
mod run;
mod rung;
mod settings;
#[cfg(test)]
mod tests;
mod theta;
mod truth;
mod watch;

pub use check::{CellFit, Fit, posterior_predictive};
pub use posterior::{Posterior, Tempering, Warning};
pub use prior::{PriorSensitivity, Variant, prior_sensitivity};
pub use refusal::Refusal;
pub use settings::{DEFAULT_SEED, Priors, Settings};
pub use truth::{ClassTable, Coverage, coverage};
pub use watch::{Progress, Watch};

use std::ops::ControlFlow;

use crate::CaptureTable;
use crate::diagnostics::Diagnosis;
use chain::Subject;
use run::Run;

/// Fewest lists that the model takes.
const LISTS_MIN: usize = 3;

/// Draws the population from its posterior, or says why it cannot be had. Lists that hold nobody are left out of the
/// model.
///
/// ```
/// use estimate::{CaptureTable, lcmcr::{Settings, fit}};
/// // Three independent lists that each hold half of 800 persons: 100 in each of the 8 patterns, one of which is unseen.
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let summary = fit(&table, &Settings::for_lists(3))?.summary();
/// assert!(summary.low < 800.0 && 800.0 < summary.high, "{summary:?}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where fewer than three lists hold anybody, nobody is on two, the settings cannot be run, the chains do not agree
/// within the stated sweeps, or more than 0.1 % of the draws lie beyond the declared cap.
pub fn fit(table: &CaptureTable, settings: &Settings) -> Result<Posterior, Refusal> {
    fit_watched(table, settings, &|_| ControlFlow::Continue(()))
}

/// As [`fit`], telling a watcher how far it is; the watcher may end it.
///
/// ```
/// use std::ops::ControlFlow;
/// use estimate::{CaptureTable, lcmcr::{Progress, Refusal, Settings, fit_watched}};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let impatient = |progress: Progress| if progress.sweeps > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
/// assert!(matches!(fit_watched(&table, &Settings::for_lists(3), &impatient), Err(Refusal::Cancelled { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`fit`], and where the watcher ended it.
pub fn fit_watched(table: &CaptureTable, settings: &Settings, watch: Watch<'_>) -> Result<Posterior, Refusal> {
    settings.check()?;
    let subject = subject(table)?;
    Run::start(&subject, settings, watch).until_converged().map(|(posterior, _)| posterior)
}

/// A run of stated length, whatever its chains look like.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Sample {
    /// The population in persons: [chain][draw].
    pub draws: Vec<Vec<f64>>,
    /// How well the chains agree.
    pub diagnosis: Diagnosis,
    /// Sweeps over all chains and temperatures.
    pub sweeps: u64,
}

/// Runs the chains for `burn_in + draws * thinning` sweeps without any gate, plain or tempered: for measuring the sampler,
/// never for a published number.
///
/// ```
/// use estimate::{CaptureTable, lcmcr::{Settings, sample}};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let settings = Settings { burn_in: 100, draws: 200, thinning: 2, ..Settings::for_lists(3) };
/// assert_eq!(sample(&table, &settings, false)?.sweeps, 4 * (100 + 200 * 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`fit`], but for chains that do not agree and for a cap.
pub fn sample(table: &CaptureTable, settings: &Settings, tempered: bool) -> Result<Sample, Refusal> {
    settings.check()?;
    let subject = subject(table)?;
    Ok(Run::start(&subject, settings, &|_| ControlFlow::Continue(())).once(tempered))
}

/// The table without its empty lists, ready to be sampled.
fn subject(table: &CaptureTable) -> Result<Subject, Refusal> {
    let usable: Vec<usize> = (0..table.lists()).filter(|list| table.on_list(*list) > 0).collect();
    if usable.len() < LISTS_MIN {
        return Err(Refusal::TooFewLists { found: usable.len() });
    }
    if table.patterns().all(|(pattern, _)| pattern.count_ones() < 2) {
        return Err(Refusal::NoOverlap);
    }
    let left_out = (0..table.lists()).filter(|list| !usable.contains(list));
    let left_out_lists = left_out.map(|list| table.names()[list].clone()).collect();
    let kept =
        |pattern: u32| usable.iter().enumerate().fold(0, |kept, (place, list)| kept | (pattern >> list & 1) << place);
    let mut cells: Vec<(u32, u64)> = table.patterns().map(|(pattern, persons)| (kept(pattern), persons)).collect();
    cells.sort_unstable();
    Ok(Subject {
        plan: plan::Plan::new(usable.len(), cells.iter().map(|(pattern, _)| *pattern)),
        persons: cells.iter().map(|(_, persons)| *persons).collect(),
        documented: table.documented(),
        left_out_lists,
    })
}
