//! What graphs expect of every pattern: the counts that a predictive check compares with the table.
//!
//! Under a hyper-Dirichlet law the chances of a list's presence given its parents are independent of all others, so a
//! pattern's mean chance is the product over lists of `(y + delta) / (y + delta)` of (list and parents) over parents.
//!
//! Source: Dawid & Lauritzen 1993, *Ann. Statist.* 21:1272-1317, section 4 (strong hyper-Markov laws).

use super::{GraphPosterior, Posterior};
use crate::{CaptureTable, capture::float};

impl Posterior {
    /// Expected persons of each pattern, averaged over the graphs that are told: `[pattern - 1]`. Each graph takes its own
    /// mean population. `None` for a table of other lists than the posterior's.
    ///
    /// ```
    /// use estimate::{chance::Chance, decomposable::{Settings, average}, honesty::predictive_check};
    /// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
    /// let table = estimate::CaptureTable::new(3, counts)?;
    /// let cells = average(&table, &Settings::default())?.expected_cells(&table).unwrap();
    /// assert!((cells.iter().sum::<f64>() - 626.0).abs() < 1.0); // the documented
    /// let check = predictive_check(&table, &vec![cells; 1000], &mut Chance::new(1, 0))?;
    /// assert!(check.share_as_far > 0.05);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn expected_cells(&self, table: &CaptureTable) -> Option<Vec<f64>> {
        if self.graphs.iter().any(|graph| graph.graph.lists() != table.lists()) {
            return None;
        }
        let mut cells = vec![0.0; (1 << table.lists()) - 1];
        let told: f64 = self.graphs.iter().map(|graph| graph.probability).sum();
        for graph in &self.graphs {
            let expected = expected(table, graph, self.cell_weight);
            cells.iter_mut().zip(expected).for_each(|(cell, persons)| *cell += graph.probability / told * persons);
        }
        Some(cells)
    }
}

/// Expected persons of each pattern under one graph: `[pattern - 1]`.
fn expected(table: &CaptureTable, graph: &GraphPosterior, cell_weight: f64) -> Vec<f64> {
    let lists = table.lists();
    let undocumented = graph.mean_persons - float(table.documented());
    // Counts and prior weights of all tables of a set of lists, at the patterns themselves.
    let margin = |set: u32| {
        let weight = cell_weight * float(1 << (lists - set.count_ones() as usize));
        let mut counts = vec![weight; 1 << lists];
        counts[0] += undocumented;
        table.patterns().for_each(|(pattern, persons)| counts[(pattern & set) as usize] += float(persons));
        counts
    };
    let mut cells = vec![graph.mean_persons; (1 << lists) - 1];
    for (list, parents) in graph.graph.parents().iter().enumerate() {
        let (family, parents) = (parents | 1 << list, *parents);
        let (above, below) = (margin(family), margin(parents));
        for (cell, pattern) in cells.iter_mut().zip(1_u32..) {
            *cell *= above[(pattern & family) as usize] / below[(pattern & parents) as usize];
        }
    }
    cells
}
