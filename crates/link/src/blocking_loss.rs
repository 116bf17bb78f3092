//! How many true matches does no blocking rule reach?
//!
//! Families of rules that fail for different reasons (birth, death, name and place) are to matches what lists are to
//! people: a match that two families reach is "seen twice", and how often that happens tells how many no family reaches.
//! Log-linear models of the table of families allow for matches that are easy or hard for all families alike, as far as
//! pairs of families show it; the estimates of all models are averaged by how well they fit.
//!
//! Assumes that match probabilities are right on average, and that no group of matches is out of reach of every family:
//! such matches are in no table, so the loss is then larger than estimated.
//!
//! Sources: Sekar & Deming 1949, *J. Amer. Statist. Assoc.* 44:101-115 (two occasions, dependence); Fienberg 1972,
//! *Biometrika* 59:591-603 (log-linear models); Chao 1987, *Biometrics* 43:783-791 (lower bound); Chapman 1951, *Univ.
//! Calif. Publ. Statist.* 1:131-160 (pairs); Burnham & Anderson 2002, *Model Selection and Multimodel Inference*, 2nd ed.,
//! chapters 2 and 4 (weights, variance of an average); Dasylva & Goussanou 2021, *Survey Methodology* 47-2:299-311 (false
//! negatives due to blocking).

use serde::Serialize;

mod log_linear;

/// Fewer expected matches than this in two or more families tell nothing.
const OVERLAP_MIN: f64 = 10.0;

/// Models with less weight than this are not shown.
const WEIGHT_SHOWN: f64 = 0.01;

/// Standard error of the logarithm of the missed matches that no data can lessen: the interaction of all families, taken as nil,
/// may as well halve or double them, at 95 %.
const UNTESTABLE: f64 = 0.354;

/// Half the width of a 95 % interval, in standard errors.
const STANDARD_ERRORS_95: f64 = 1.959_963_984_540_054;

/// Expected matches by the families that reach them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FamilyTable {
    families: Vec<String>, // Invariant: 2 to 5.
    expected: Vec<f64>,    // [mask]; invariant: 2^families cells, finite, not negative, cell 0 is 0.
}

/// Cells that no families can produce.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ImpossibleCells {
    /// Too few or too many families.
    #[error("{0} families of blocking rules; group the rules into 2 to 5 that fail for different reasons")]
    Families(usize),
    /// Not one cell for each set of families.
    #[error("{found} cells; give {wanted}, one for each set of families, the empty set first")]
    Cells {
        /// How many were given.
        found: usize,
        /// How many there must be.
        wanted: usize,
    },
    /// A cell that is negative or no number.
    #[error("cell {mask} holds {value}; expected matches are finite and not negative")]
    Value {
        /// Which.
        mask: usize,
        /// What it holds.
        value: f64,
    },
}

/// Why nothing can be said: a finding, shown in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotEstimable {
    /// The families hardly share a match.
    #[error(
        "{found:.1} expected matches are reached by two or more families of blocking rules; at least {OVERLAP_MIN} are needed"
    )]
    OverlapTooSmall {
        /// How many they share.
        found: f64,
    },
}

/// What blocking loses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockingLoss {
    /// The families.
    pub families: Vec<String>,
    /// Expected matches that at least one family reaches.
    pub seen: f64,
    /// Estimated matches that none reaches.
    pub missed: f64,
    /// The 95 % confidence interval of that: sampling, disagreement between models, and what none of them can know.
    pub missed_interval_95: (f64, f64),
    /// Share of matches that are reached.
    pub recall: f64,
    /// The 95 % confidence interval of that.
    pub recall_interval_95: (f64, f64),
    /// Chao's lower bound of the matches that none reaches.
    pub missed_lower_bound: f64,
    /// Models that weigh anything, the heaviest first.
    pub models: Vec<ModelLoss>,
    /// What each pair of families says by itself.
    pub pairs: Vec<PairLoss>,
    /// What must be said beside the number.
    pub notes: Vec<String>,
}

/// One log-linear model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelLoss {
    /// Which families depend on each other: `birth*death + name`.
    pub model: String,
    /// Matches that no family reaches.
    pub missed: f64,
    /// Standard error of its logarithm.
    pub ln_standard_error: f64,
    /// Akaike's criterion, corrected for small samples.
    pub aicc: f64,
    /// Its weight in the average.
    pub weight: f64,
}

/// Two families by themselves: Chapman's estimate of all matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairLoss {
    /// The families.
    pub families: (String, String),
    /// All matches, reached or not, if the two are independent.
    pub matches: f64,
}

impl FamilyTable {
    /// Checks the cells: `[mask]`, bit 0 being the first family; what stands in cell 0 is not known and not read.
    ///
    /// # Errors
    /// Where no families can produce such cells.
    pub fn new(families: Vec<String>, mut expected: Vec<f64>) -> Result<Self, ImpossibleCells> {
        if !(2..=5).contains(&families.len()) {
            return Err(ImpossibleCells::Families(families.len()));
        }
        let wanted = 1 << families.len();
        if expected.len() != wanted {
            return Err(ImpossibleCells::Cells { found: expected.len(), wanted });
        }
        expected[0] = 0.0;
        match expected.iter().position(|value| !value.is_finite() || *value < 0.0) {
            Some(mask) => Err(ImpossibleCells::Value { mask, value: expected[mask] }),
            None => Ok(Self { families, expected }),
        }
    }

    /// Expected matches that at least one family reaches.
    pub fn seen(&self) -> f64 {
        self.expected.iter().sum()
    }

    /// Expected matches that exactly so many families reach.
    fn reached_by(&self, families: u32) -> f64 {
        let cells = self.expected.iter().enumerate().filter(|(mask, _)| mask.count_ones() == families);
        cells.map(|(_, expected)| expected).sum()
    }

    /// Expected matches that all families of a set reach.
    fn reached_by_all(&self, set: usize) -> f64 {
        let cells = self.expected.iter().enumerate().filter(|(mask, _)| mask & set == set);
        cells.map(|(_, expected)| expected).sum()
    }

    /// Chao's lower bound of what no family reaches, from matches reached once and twice; unbiased form where none is twice.
    fn lower_bound(&self) -> f64 {
        let families = log_linear::float(self.families.len());
        let (once, twice) = (self.reached_by(1), self.reached_by(2));
        let bound = if twice > 0.0 { once * once / (2.0 * twice) } else { once * (once - 1.0).max(0.0) / 2.0 };
        bound * (families - 1.0) / families
    }

    fn pairs(&self) -> Vec<PairLoss> {
        let mut pairs = Vec::new();
        for (one, first) in self.families.iter().enumerate() {
            for (other, second) in self.families.iter().enumerate().skip(one + 1) {
                let both = self.reached_by_all(1 << one | 1 << other);
                let each = (self.reached_by_all(1 << one) + 1.0) * (self.reached_by_all(1 << other) + 1.0);
                pairs.push(PairLoss { families: (first.clone(), second.clone()), matches: each / (both + 1.0) - 1.0 });
            }
        }
        pairs
    }
}

/// Three families, no interaction of all three: what none reaches, in closed form; `None` where a pair shares nothing.
///
/// ```text
/// missed = c111 c100 c010 c001 / (c110 c101 c011)
/// ```
///
/// ```
/// let cells = [0.0, 20.0, 10.0, 20.0, 40.0, 40.0, 20.0, 100.0];
/// assert_eq!(link::blocking_loss::without_highest(&cells), Some(50.0)); // 100*20*10*40 / (20*40*20)
/// ```
pub fn without_highest(cells: &[f64; 8]) -> Option<f64> {
    let below = cells[0b011] * cells[0b101] * cells[0b110];
    (below > 0.0).then(|| cells[0b111] * cells[0b001] * cells[0b010] * cells[0b100] / below)
}

/// Estimates what no family reaches.
///
/// ```
/// use link::blocking_loss::{FamilyTable, estimate};
/// let families = ["birth", "death"].map(String::from).to_vec();
/// let loss = estimate(&FamilyTable::new(families, vec![0.0, 40.0, 20.0, 80.0])?)?;
/// assert!((loss.missed - 10.0).abs() < 1e-6); // 40 * 20 / 80
/// assert!((loss.recall - 140.0 / 150.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where the families share too few matches.
pub fn estimate(table: &FamilyTable) -> Result<BlockingLoss, NotEstimable> {
    let seen = table.seen();
    let shared = seen - table.reached_by(1);
    if shared < OVERLAP_MIN {
        return Err(NotEstimable::OverlapTooSmall { found: shared });
    }
    let mut models = log_linear::fit_all(&table.families, &table.expected);
    let lower_bound = table.lower_bound();
    let (missed, ln_error, has_model) = match average(&mut models) {
        Some((missed, ln_error)) => (missed, ln_error, true),
        None => (lower_bound, (1.0 / lower_bound.max(1.0)).sqrt(), false),
    };
    let spread = (STANDARD_ERRORS_95 * ln_error.hypot(UNTESTABLE)).min(700.0).exp();
    let missed_interval_95 = (missed / spread, missed * spread);
    let recall = |missed: f64| seen / (seen + missed);
    models.retain(|model| model.weight >= WEIGHT_SHOWN);
    Ok(BlockingLoss {
        families: table.families.clone(),
        seen,
        missed,
        missed_interval_95,
        recall: recall(missed),
        recall_interval_95: (recall(missed_interval_95.1), recall(missed_interval_95.0)),
        missed_lower_bound: lower_bound,
        notes: notes(table, has_model),
        models,
        pairs: table.pairs(),
    })
}

/// The weighted mean of the models' logarithms and its standard error; sets the weights. `None` without any model.
fn average(models: &mut [ModelLoss]) -> Option<(f64, f64)> {
    let best = models.iter().map(|model| model.aicc).reduce(f64::min)?;
    let sum: f64 = models.iter().map(|model| ((best - model.aicc) / 2.0).exp()).sum();
    models.iter_mut().for_each(|model| model.weight = ((best - model.aicc) / 2.0).exp() / sum);
    models.sort_by(|one, other| other.weight.total_cmp(&one.weight).then_with(|| one.model.cmp(&other.model)));
    let ln_missed: f64 = models.iter().map(|model| model.weight * model.missed.ln()).sum();
    // Where a model misses next to nothing its logarithm is hardly known, but the number is: the variance is that of the
    // log-normal law with the number's own mean and standard error (Chao 1987, equation 12).
    let distance =
        |model: &ModelLoss| (model.ln_standard_error.powi(2).ln_1p() + (model.missed.ln() - ln_missed).powi(2)).sqrt();
    let ln_error: f64 = models.iter().map(|model| model.weight * distance(model)).sum();
    Some((ln_missed.exp(), ln_error))
}

fn notes(table: &FamilyTable, has_model: bool) -> Vec<String> {
    let mut notes = vec![
        "matches that every family misses for one reason are in no cell: the loss may be larger than estimated".to_owned(),
        "cells are sums of match probabilities: where those are too high for pairs that one family reaches, the loss is \
         estimated too high"
            .to_owned(),
    ];
    if table.families.len() == 2 {
        notes.push(
            "two families cannot show whether they depend on each other; they are taken as independent".to_owned(),
        );
    } else {
        notes.push("the interaction of all families together is taken as nil, which no data can test; the interval is wide enough for \
             twice and half as many"
                .to_owned(),
        );
    }
    if !has_model {
        notes.push("no model has a maximum; Chao's lower bound stands in its place".to_owned());
    }
    for (place, family) in
        table.families.iter().enumerate().filter(|(place, _)| table.reached_by_all(1 << place) == 0.0)
    {
        notes.push(format!("family {} ('{family}') reaches no match", place + 1));
    }
    notes
}

#[cfg(test)]
mod tests;
