//! Does the interval hold the truth as often as it says?
//!
//! Populations are drawn from tables of classes, as in the studies that the model was published with: so many persons per
//! class, each on every list with its class's chance. The population is known, so coverage can be counted.
//!
//! Source of the design: Manrique-Vallier 2016, *Biometrics* 72:1246-1254, section 5.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fit;
use super::settings::Settings;
use crate::chance::Chance;
use crate::{CaptureTable, ImpossibleTable};

/// A population by classes.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassTable {
    /// Persons of each class and their chance to be on each list: [class]([list]).
    pub classes: Vec<(u64, Vec<f64>)>,
}

impl ClassTable {
    /// The published design: 1,800 persons whom five lists hardly reach and 200 whom they reach well.
    pub fn two_classes() -> Self {
        let hidden = vec![0.033, 0.033, 0.099, 0.132, 0.033];
        let known = vec![0.66, 0.825, 0.759, 0.99, 0.693];
        Self { classes: vec![(1800, hidden), (200, known)] }
    }

    /// Persons in all.
    pub fn population(&self) -> u64 {
        self.classes.iter().map(|(persons, _)| persons).sum()
    }

    /// Draws who is on which list.
    ///
    /// ```
    /// use estimate::{chance::Chance, lcmcr::ClassTable};
    /// // Ten persons who are surely on all of two lists.
    /// let sure = ClassTable { classes: vec![(10, vec![1.0, 1.0])] };
    /// assert_eq!(sure.draw(&mut Chance::new(1, 0))?.with_pattern(0b11), 10);
    /// # Ok::<(), estimate::ImpossibleTable>(())
    /// ```
    ///
    /// # Errors
    /// Where nobody is on any list, or there are not 2 to 16 lists.
    pub fn draw(&self, chance: &mut Chance) -> Result<CaptureTable, ImpossibleTable> {
        let lists = self.classes.first().map_or(0, |(_, chances)| chances.len());
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for (persons, chances) in &self.classes {
            for _ in 0..*persons {
                let pattern = chances
                    .iter()
                    .take(32)
                    .enumerate()
                    .fold(0, |pattern, (list, on)| pattern | u32::from(chance.uniform() < *on) << list);
                *counts.entry(pattern).or_default() += 1;
            }
        }
        counts.remove(&0);
        CaptureTable::new(lists, counts)
    }
}

/// How often the interval held the truth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Coverage {
    /// Populations drawn.
    pub populations: usize,
    /// Those whose table was refused.
    pub refused: usize,
    /// Those whose 95 % interval held the population.
    pub covered: usize,
    /// Mean over fitted populations of the ratio of the posterior median to the truth.
    pub mean_ratio: f64,
}

impl Coverage {
    /// Share of the fitted populations whose interval held the truth.
    pub fn share(&self) -> f64 {
        self.covered as f64 / (self.populations - self.refused).max(1) as f64
    }
}

/// Draws populations and counts how often the 95 % interval holds the truth.
pub fn coverage(truth: &ClassTable, populations: usize, settings: &Settings) -> Coverage {
    let numbers: Vec<u64> = (0..populations as u64).collect();
    let population = truth.population() as f64;
    let results = crate::pool::in_parallel(&numbers, settings.threads, |number| {
        let mut chance = Chance::new(settings.seed, 1_000_000 + number);
        let seed = chance.bits();
        let table = truth.draw(&mut chance).ok()?;
        let summary = fit(&table, &Settings { seed, threads: 1, ..settings.clone() }).ok()?.summary();
        Some(((summary.low..=summary.high).contains(&population), summary.median / population))
    });
    let fitted: Vec<(bool, f64)> = results.into_iter().flatten().collect();
    Coverage {
        populations,
        refused: populations - fitted.len(),
        covered: fitted.iter().filter(|(covered, _)| *covered).count(),
        mean_ratio: fitted.iter().map(|(_, ratio)| ratio).sum::<f64>() / fitted.len().max(1) as f64,
    }
}
