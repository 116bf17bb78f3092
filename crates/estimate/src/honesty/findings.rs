//! What is known of an estimate, and the warnings that follow from it.
//!
//! Whoever reports fills in what there is; what is missing warns of nothing.

use serde::Serialize;

use super::{Variant, Warning, dependence_band};
use crate::{CaptureTable, log_linear::Existence};

/// Models so many BIC units from the best fit about alike (Raftery 1995, *Sociol. Methodol.* 25:111-163: "weak" evidence).
pub const RIVAL_BIC: f64 = 2.0;

/// Estimates that differ by this factor differ.
const FACTOR: f64 = 1.5;

/// Estimates under other priors that differ by this factor depend on the prior.
const PRIOR_FACTOR: f64 = 1.25;

/// Above this many times the documented most of the number is the model's.
const RATIO_MAX: f64 = 5.0;

/// More of the posterior must not be cut off.
const CUT_OFF_MAX: f64 = 1e-3;

/// Fewer replicates leave the variance between them open.
const REPLICATES_MIN: usize = 10;

/// What chains must reach (Vehtari et al. 2021, *Bayesian Analysis* 16:667-718).
const CHAINS_MIN: usize = 4;
const R_HAT_MAX: f64 = 1.01;
const EFFECTIVE_MIN: f64 = 400.0;

/// A model that was fitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelResult {
    /// Its name.
    pub model: String,
    /// What it says, in persons; NaN where it has no estimate.
    pub population_persons: f64,
    /// Schwarz's criterion.
    pub bic: f64,
    /// Whether it has a maximum.
    pub existence: Existence,
}

/// How chains agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChainResult {
    /// Chains.
    pub chains: usize,
    /// Rank-normalised split R-hat.
    pub r_hat: f64,
    /// Effective draws in the bulk, over all chains.
    pub ess_bulk: f64,
    /// Effective draws in the tails.
    pub ess_tail: f64,
    /// Median of each chain, in persons.
    pub medians_persons: Vec<f64>,
}

/// An estimate under a prior.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PriorResult {
    /// The prior in words.
    pub prior: String,
    /// What it gives, in persons.
    pub population_persons: f64,
}

/// An estimate that is a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subtraction {
    /// What is estimated so.
    pub name: String,
    /// The difference, in persons.
    pub persons: f64,
    /// Documented persons of that kind.
    pub documented: u64,
}

/// Persons that somebody documented later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaterCount {
    /// Who.
    pub source: String,
    /// Persons.
    pub documented: u64,
}

/// Totals over strata.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Totals {
    /// From one table of everybody, in persons, where it was tried.
    pub pooled_persons: Option<f64>,
    /// Sum of the strata, in persons.
    pub stratified_persons: f64,
    /// Strata without an estimate and their documented persons.
    pub left_out: Vec<(String, u64)>,
    /// Documented persons of all strata, those left out with them.
    pub documented: u64,
}

/// What is known of an estimate.
#[derive(Debug, Clone, Default)]
pub struct Findings<'a> {
    /// The table.
    pub table: Option<&'a CaptureTable>,
    /// The estimate, in persons.
    pub population_persons: Option<f64>,
    /// Upper end of its interval, in persons.
    pub high_persons: Option<f64>,
    /// Models that were compared.
    pub models: Vec<ModelResult>,
    /// The model that gave the estimate, where one did.
    pub chosen: Option<ModelResult>,
    /// Share of the posterior beyond a limit, and the limit in persons.
    pub cut_off: Option<(f64, f64)>,
    /// How chains agree.
    pub chains: Option<ChainResult>,
    /// Where the posterior has hills, in persons.
    pub hills_persons: Vec<f64>,
    /// Estimates without one list, and with two as one.
    pub variants: Vec<Variant>,
    /// Estimates under other priors, the chosen one with them.
    pub priors: Vec<PriorResult>,
    /// Estimates that are differences.
    pub subtractions: Vec<Subtraction>,
    /// What was documented later.
    pub later: Vec<LaterCount>,
    /// Totals over strata.
    pub totals: Option<Totals>,
    /// Linkages or imputations that were combined; `None` where there is one table by nature.
    pub replicates: Option<usize>,
}

impl Findings<'_> {
    /// The warnings, in the order of their codes.
    ///
    /// ```
    /// use estimate::{CaptureTable, honesty::Findings};
    /// let table = CaptureTable::new(3, [(0b001, 400), (0b010, 300), (0b100, 200), (0b011, 20), (0b101, 15)])?;
    /// let findings = Findings { table: Some(&table), population_persons: Some(6_000.0), ..Findings::default() };
    /// let codes: Vec<&str> = findings.warnings().iter().map(|warning| warning.code()).collect();
    /// assert_eq!(codes, ["W2", "W5", "W8"]); // lists 2 and 3 share nobody; 6,000 persons of whom 935 are documented
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        self.of_table(&mut warnings);
        self.of_models(&mut warnings);
        self.of_posterior(&mut warnings);
        self.of_stability(&mut warnings);
        self.of_totals(&mut warnings);
        warnings
    }

    fn of_table(&self, warnings: &mut Vec<Warning>) {
        let Some(table) = self.table else { return };
        let (usable, left_out) = match table.usable() {
            Ok(usable) => (usable.table.lists(), usable.dropped.iter().map(ToString::to_string).collect()),
            Err(_) => (1, vec!["what the others hold is on one list, or on all of them".to_owned()]),
        };
        if usable < 3 {
            warnings.push(Warning::FewLists { usable, left_out });
        }
        let overlap = table.overlap();
        let name = |list: usize| table.names()[list].clone();
        let apart: Vec<[String; 2]> = overlap
            .pairs
            .iter()
            .filter(|pair| pair.both == 0)
            .map(|pair| [name(pair.first), name(pair.second)])
            .collect();
        if !apart.is_empty() {
            warnings.push(Warning::NoOverlap { pairs: apart });
        }
        for pair in &overlap.pairs {
            for odds in pair.within.iter().filter(|odds| odds.is_strong()) {
                warnings.push(Warning::DependentPair {
                    pair: [name(pair.first), name(pair.second)],
                    within: name(odds.third),
                    ratio: odds.ratio,
                    low: odds.low,
                    high: odds.high,
                });
            }
        }
    }

    fn of_models(&self, warnings: &mut Vec<Warning>) {
        if let Some(chosen) = self.chosen.as_ref().filter(|chosen| chosen.existence != Existence::Exists) {
            warnings.push(Warning::NoMaximum { model: chosen.model.clone(), existence: chosen.existence });
        }
        let fitted = self.models.iter().filter(|model| model.existence == Existence::Exists && model.bic.is_finite());
        let best = fitted.clone().map(|model| model.bic).fold(f64::INFINITY, f64::min);
        let near: Vec<(String, f64)> = fitted
            .filter(|model| model.bic <= best + RIVAL_BIC)
            .map(|model| (model.model.clone(), model.population_persons))
            .collect();
        if let Some((lowest, highest)) = apart(&near, FACTOR) {
            warnings.push(Warning::RivalModels { lowest, highest, models: near.len() });
        }
        if let (Some(table), Some(population)) = (self.table, self.population_persons.filter(|at| at.is_finite())) {
            let band = dependence_band(table.documented(), population, &[0.5, 2.0]);
            let (low_persons, high_persons) = (band[0].population_persons, band[1].population_persons);
            if high_persons > FACTOR * low_persons {
                warnings.push(Warning::DependenceBand { low_persons, high_persons });
            }
        }
    }

    fn of_posterior(&self, warnings: &mut Vec<Warning>) {
        if let Some((share, limit_persons)) = self.cut_off.filter(|(share, _)| share.is_nan() || *share > CUT_OFF_MAX) {
            warnings.push(Warning::CutOff { share, limit_persons });
        }
        if let Some(failures) = self.chains.as_ref().map(failures_of).filter(|failures| !failures.is_empty()) {
            warnings.push(Warning::Chains { failures });
        }
        if self.hills_persons.len() > 1 {
            warnings.push(Warning::SeveralHills { at_persons: self.hills_persons.clone() });
        }
        if let (Some(table), Some(population)) = (self.table, self.population_persons) {
            let ratio = population / crate::capture::float(table.documented());
            if ratio > RATIO_MAX {
                warnings.push(Warning::MostlyUndocumented { ratio });
            }
        }
    }

    fn of_stability(&self, warnings: &mut Vec<Warning>) {
        let mut estimates: Vec<(String, f64)> = self
            .variants
            .iter()
            .filter_map(|variant| Some((variant.change.clone(), *variant.population_persons.as_ref().ok()?)))
            .collect();
        let not_estimable = self.variants.len() - estimates.len();
        if let Some(population) = self.population_persons.filter(|_| !self.variants.is_empty()) {
            estimates.push(("all lists".to_owned(), population));
        }
        if let Some((lowest, highest)) = apart(&estimates, FACTOR) {
            warnings.push(Warning::ListDecides { lowest, highest, not_estimable });
        }
        let priors: Vec<(String, f64)> =
            self.priors.iter().map(|prior| (prior.prior.clone(), prior.population_persons)).collect();
        if let Some((lowest, highest)) = apart(&priors, PRIOR_FACTOR) {
            warnings.push(Warning::PriorDecides { lowest, highest });
        }
        for Subtraction { name, persons, documented } in self.subtractions.iter().cloned() {
            warnings.push(Warning::Subtraction { name, persons, documented });
        }
        let Some(high_persons) = self.high_persons.or(self.population_persons) else { return };
        for LaterCount { source, documented } in self.later.iter().cloned() {
            if crate::capture::float(documented) > high_persons {
                warnings.push(Warning::Refuted { high_persons, documented, source });
            }
        }
    }

    fn of_totals(&self, warnings: &mut Vec<Warning>) {
        if let Some(totals) = &self.totals {
            if !totals.left_out.is_empty() {
                let documented: u64 = totals.left_out.iter().map(|(_, documented)| documented).sum();
                warnings.push(Warning::StrataLeftOut {
                    names: totals.left_out.iter().map(|(name, _)| name.clone()).collect(),
                    documented,
                    share: crate::capture::float(documented) / crate::capture::float(totals.documented.max(1)),
                });
            }
            let stratified_persons = totals.stratified_persons;
            if let Some(pooled_persons) = totals.pooled_persons.filter(|pooled| differ(*pooled, stratified_persons)) {
                warnings.push(Warning::PoolingDiffers { pooled_persons, stratified_persons });
            }
        }
        if let Some(found) = self.replicates.filter(|found| *found < REPLICATES_MIN) {
            warnings.push(Warning::FewReplicates { found });
        }
    }
}

/// The lowest and the highest of some estimates, where they differ by a factor or one is without bound.
fn apart(estimates: &[(String, f64)], factor: f64) -> Option<((String, f64), (String, f64))> {
    let numbers = estimates.iter().filter(|estimate| !estimate.1.is_nan());
    let lowest = numbers.clone().min_by(|one, other| one.1.total_cmp(&other.1))?;
    let highest = numbers.max_by(|one, other| one.1.total_cmp(&other.1))?;
    (highest.1 > factor * lowest.1).then(|| (lowest.clone(), highest.clone()))
}

fn differ(one: f64, other: f64) -> bool {
    one.max(other) > FACTOR * one.min(other)
}

fn failures_of(chains: &ChainResult) -> Vec<String> {
    let mut failures = Vec::new();
    if chains.chains < CHAINS_MIN {
        failures.push(format!("{} chains where {CHAINS_MIN} are needed", chains.chains));
    }
    if chains.r_hat.is_nan() || chains.r_hat > R_HAT_MAX {
        let medians: Vec<String> = chains.medians_persons.iter().map(|median| format!("{median:.0}")).collect();
        failures.push(format!("R-hat {:.3}, chain medians {}", chains.r_hat, medians.join(", ")));
    }
    for (what, effective) in [("bulk", chains.ess_bulk), ("tails", chains.ess_tail)] {
        if effective.is_nan() || effective < EFFECTIVE_MIN {
            failures.push(format!("{effective:.0} effective draws in the {what} where {EFFECTIVE_MIN} are needed"));
        }
    }
    failures
}

#[cfg(test)]
mod tests;
