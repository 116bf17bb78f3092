//! How many, when it is not known which lists depend on each other? An average over all decomposable graphs.
//!
//! In a graph two lists without an edge are independent given the lists between them. Every chordal graph is a model in
//! which the posterior of the population has a closed form under a hyper-Dirichlet prior; the average weighs each graph by
//! how well it explains the table. All graphs are looked at for three to seven lists; beyond, chains walk among them.
//! Before the table is seen all graphs weigh the same.
//!
//! Assumes perfect linkage, a closed population, persons alike within the table, and that some decomposable graph holds. Without
//! any overlap the prior alone would decide, so such tables are refused. With the prior 1/N the graph in which
//! all lists are joined has a tail like `N^-(1 + delta (2^p - 1))`, so with the default weight the posterior has no mean in
//! the strict sense: the mean given here is that up to the grid's end, beyond which less than a millionth lies. Where the
//! median and the mean differ much, the median is to be read.
//!
//! Sources: Madigan & York 1997, *Biometrika* 84:19-31 (method, formulas in `marginal`); Dawid & Lauritzen 1993, *Ann.
//! Statist.* 21:1272-1317 (prior); Dellaportas & Forster 1999, *Biometrika* 86:615-633 (averaging over models).

use serde::Serialize;

use crate::{CaptureTable, chance::Chance, diagnostics::Summary};

mod cells;
mod chains;
mod curve;
mod distribution;
mod every;
mod exact;
mod graph;
mod integrate;
mod marginal;
mod panels;
mod priors;
mod ratio;
mod refusal;
mod sweep;
mod walk;

pub use chains::{Agreement, Chains};
pub use distribution::{Cell, Distribution, Hill};
pub use graph::{Graph, NotDecomposable};
pub use priors::{UnderPrior, under_other_weights};
pub use refusal::Refusal;

use integrate::{Integral, Range, integrate};
use marginal::Evidence;
use sweep::Families;

/// Beyond a declared largest population, a uniform prior is followed this many times as far to see what it cuts off.
const LOOK_BEYOND: f64 = 100.0;

/// Points of a grid of equal steps.
const MAX_POINTS: u64 = 20_000_000;

/// What must hold.
pub const ASSUMPTIONS: &str = "nobody entered or left the population; every match was found; some graph of dependence without \
                               unbridged rings holds; persons are alike within the table";

/// What is believed of the population before the table is seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "prior")]
pub enum PopulationPrior {
    /// In proportion to 1/N for every N from the documented up (Jeffreys' for a scale).
    Reciprocal,
    /// The same for every N up to the documented and so many undocumented persons. A limit is part of this prior: without
    /// one, the posterior need not have a sum.
    Uniform {
        /// Most undocumented persons.
        undocumented_max: u64,
    },
}

/// At which numbers of undocumented persons the posterior is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "grid")]
pub enum Grid {
    /// All numbers, by quadrature, as far as there is more than a millionth of the mass.
    Adaptive,
    /// The same up to a largest number; what lies beyond is measured.
    UpTo {
        /// Most undocumented persons.
        undocumented_max: u64,
    },
    /// Every `step` persons, as older programs do; what lies outside is measured.
    Every {
        /// Fewest undocumented persons.
        from: u64,
        /// Most undocumented persons.
        to: u64,
        /// Persons from one point to the next, at least 1.
        step: u64,
    },
}

/// How graphs are averaged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settings {
    /// Prior weight of each of the `2^lists` cells, above 0; `None` for `2^-lists`, a weight of one person in all.
    pub cell_weight: Option<f64>,
    /// Prior on the population.
    pub prior: PopulationPrior,
    /// Where the posterior is computed.
    pub grid: Grid,
    /// Largest share of the posterior that may lie outside of the grid; more is a refusal. 1 accepts everything, and
    /// [`Posterior::share_outside`] tells what was accepted.
    pub share_outside_max: f64,
    /// Graphs whose best point is so many natural logarithms below the best graph's are left out; infinite for none.
    pub drop_nats: f64,
    /// How many of the heaviest graphs are told, at least one.
    pub keep_graphs: usize,
    /// How chains walk where there are too many graphs to weigh each.
    pub chains: Chains,
}

impl Default for Settings {
    /// Weight of one person, prior 1/N, adaptive grid, at most a thousandth outside, 45 natural logarithms (10^-20), 100
    /// graphs.
    fn default() -> Self {
        Self {
            cell_weight: None,
            prior: PopulationPrior::Reciprocal,
            grid: Grid::Adaptive,
            share_outside_max: 1e-3,
            drop_nats: 45.0,
            keep_graphs: 100,
            chains: Chains::default(),
        }
    }
}

/// A graph with what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GraphPosterior {
    /// Its cliques, such as `[123,34]`.
    pub model: String,
    /// The graph.
    #[serde(skip)]
    pub graph: Graph,
    /// Posterior probability, between 0 and 1.
    pub probability: f64,
    /// Mean of the population if this graph holds, in persons.
    pub mean_persons: f64,
}

/// The posterior of the population, averaged over graphs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Posterior {
    /// Persons on at least one list.
    pub documented: u64,
    /// Mean, deviation and quantiles of the population, in persons.
    pub summary: Summary,
    /// Hills of the posterior from low to high; more than one where graphs disagree.
    pub hills: Vec<Hill>,
    /// The heaviest graphs, heaviest first.
    pub graphs: Vec<GraphPosterior>,
    /// The whole posterior.
    pub distribution: Distribution,
    /// Share of the posterior outside of the limits that the settings gave, between 0 and 1.
    pub share_outside: f64,
    /// Upper bound of the share beyond the last number looked at.
    pub end_share: f64,
    /// The most undocumented persons that were looked at.
    pub end_persons: f64,
    /// The posterior falls at last like `N^-tail_exponent`: without a mean up to 2, without a variance up to 3.
    pub tail_exponent: f64,
    /// Persons of the mean that come from the highest thousandth of the posterior: much of the mean is then the tail's.
    pub far_mean_persons: f64,
    /// How chains among graphs agreed; `None` where every graph was weighed.
    pub agreement: Option<Agreement>,
    /// Graphs that were weighed; with chains, those that they visited.
    pub graphs_examined: u64,
    /// Graphs that were integrated; the others are too far below the best.
    pub graphs_kept: u64,
    /// Numbers of undocumented persons at which all of them were computed.
    pub points: usize,
    /// Prior weight of each cell.
    pub cell_weight: f64,
}

impl Posterior {
    /// Draws populations, in persons: `[draw]`. The same stream gives the same draws.
    ///
    /// ```
    /// use estimate::{chance::Chance, decomposable::{Settings, average}};
    /// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
    /// let posterior = average(&estimate::CaptureTable::new(3, counts)?, &Settings::default())?;
    /// let draws = posterior.draws(10_000, &mut Chance::new(19_481_210, 0));
    /// let above = draws.iter().filter(|draw| **draw > posterior.summary.median).count();
    /// assert!(above.abs_diff(5_000) < 250);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn draws(&self, number: usize, chance: &mut Chance) -> Vec<f64> {
        self.distribution.draws(number, chance)
    }
}

/// Averages over decomposable graphs.
///
/// ```
/// // Spina bifida, three lists (Regal & Hook 1991), a weight of one person for each cell.
/// use estimate::decomposable::{Settings, average};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let table = estimate::CaptureTable::new(3, counts)?;
/// let posterior = average(&table, &Settings { cell_weight: Some(1.0), ..Settings::default() })?;
/// assert_eq!(posterior.graphs[0].model, "[12,3]");
/// assert!((posterior.summary.median - 732.0).abs() < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where the table or the settings cannot be used, limits cut off the posterior, or it has no end.
pub fn average(table: &CaptureTable, settings: &Settings) -> Result<Posterior, Refusal> {
    let evidence = evidence(table, settings)?;
    let range = range(settings)?;
    let least = settings.drop_nats + 20.0;
    if table.lists() > settings.chains.exact_to.min(every::MAX_EXACT) {
        let visited = chains::visit(&evidence, &settings.chains)?;
        let graph = |edges: &u128| Graph::of_neighbours(&walk::neighbours_of(*edges, table.lists()));
        let graphs: Vec<Graph> = visited.graphs.iter().filter_map(graph).collect();
        let families = Families::new(&evidence, &graphs);
        let found = integrate(&evidence, &families, &visited.parts, (range, least))?;
        let posterior = posterior(table, settings, &found, |place| graphs[place].clone())?;
        return Ok(Posterior { agreement: Some(visited.agreement(&found.masses)?), ..posterior });
    }
    let kept = exact::kept(&evidence, settings.drop_nats);
    let found = integrate(&evidence, &kept.families, &kept.parts, (range, least))?;
    let graphs = every::every_graph(table.lists());
    let graph = |place: usize| Graph::of_parents(&graphs[kept.places[place]][..table.lists()]);
    let posterior = posterior(table, settings, &found, graph)?;
    Ok(Posterior { graphs_examined: graphs.len() as u64, ..posterior })
}

fn cell_weight(table: &CaptureTable, settings: &Settings) -> f64 {
    settings.cell_weight.unwrap_or(1.0 / crate::capture::float(1 << table.lists()))
}

fn evidence(table: &CaptureTable, settings: &Settings) -> Result<Evidence, Refusal> {
    let patterns = table.impossible().count();
    if patterns > 0 {
        return Err(Refusal::ImpossiblePatterns { patterns });
    }
    if table.lists() < 3 {
        return Err(Refusal::WrongNumberOfLists { found: table.lists() });
    }
    if table.documented() == table.on_exactly(1) {
        return Err(Refusal::NoOverlap);
    }
    let weight = cell_weight(table, settings);
    if !(1e-9..=1e9).contains(&weight) {
        return Err(Refusal::Setting { name: "the prior weight of a cell", value: weight, wanted: "1e-9 to 1e9" });
    }
    if settings.drop_nats.is_nan() || settings.drop_nats < 10.0 {
        return Err(Refusal::Setting { name: "drop_nats", value: settings.drop_nats, wanted: "10 or more" });
    }
    if !(0.0..=1.0).contains(&settings.share_outside_max) {
        let value = settings.share_outside_max;
        return Err(Refusal::Setting { name: "the share that may lie outside", value, wanted: "0 to 1" });
    }
    let Chains { chains, draws_max, .. } = settings.chains;
    if !(4..=64).contains(&chains) || draws_max < 1_000 {
        let value = crate::capture::float(chains.min(draws_max) as u64);
        return Err(Refusal::Setting {
            name: "chains or draws",
            value,
            wanted: "4 to 64 chains of 1,000 draws or more",
        });
    }
    Ok(Evidence::new(table, weight, settings.prior == PopulationPrior::Reciprocal))
}

fn range(settings: &Settings) -> Result<Range, Refusal> {
    let whole = |persons: u64| crate::capture::float(persons.min(1_u64 << 53));
    let limit = match settings.prior {
        PopulationPrior::Reciprocal => f64::INFINITY,
        PopulationPrior::Uniform { undocumented_max } => whole(undocumented_max),
    };
    let (from, to, step) = match settings.grid {
        Grid::Adaptive => (0.0, f64::INFINITY, None),
        Grid::UpTo { undocumented_max } => (0.0, whole(undocumented_max), None),
        Grid::Every { from, to, step } => {
            if from > to || step == 0 || (to - from) / step >= MAX_POINTS {
                let wanted = "at least 1, and no more than 20,000,000 points";
                return Err(Refusal::Setting { name: "the grid's step", value: whole(step), wanted });
            }
            (whole(from), whole(to), Some(whole(step)))
        }
    };
    let end = limit.is_finite().then_some(LOOK_BEYOND * (limit + 1.0));
    Ok(Range { from, to: to.min(limit), step, end })
}

fn posterior(
    table: &CaptureTable,
    settings: &Settings,
    found: &Integral,
    graph: impl Fn(usize) -> Graph,
) -> Result<Posterior, Refusal> {
    let inside: f64 = found.masses.iter().sum();
    let share_outside = (found.outside / (inside + found.outside)).clamp(0.0, 1.0);
    let range = range(settings)?;
    let cut_off = Refusal::CutOff { from: range.from, to: range.to, share: share_outside };
    if share_outside > settings.share_outside_max {
        return Err(cut_off);
    }
    let distribution = Distribution::new(found.cells.clone()).ok_or(cut_off)?;
    let documented = crate::capture::float(table.documented());
    let mut order: Vec<usize> = (0..found.masses.len()).collect();
    order.sort_by(|one, other| found.masses[*other].total_cmp(&found.masses[*one]).then(one.cmp(other)));
    order.truncate(settings.keep_graphs.max(1));
    order.retain(|place| found.masses[*place] > 0.0);
    let told = |place: &usize| {
        let (mass, graph) = (found.masses[*place], graph(*place));
        let mean_persons = documented + found.firsts[*place] / mass;
        GraphPosterior { model: graph.to_string(), graph, probability: mass / inside, mean_persons }
    };
    let far = distribution.quantile(0.999);
    let far_mean_persons = distribution.mean_above(far);
    let mean = documented + found.firsts.iter().sum::<f64>() / inside;
    Ok(Posterior {
        documented: table.documented(),
        summary: Summary { mean, ..distribution.summary() },
        hills: distribution.hills(),
        graphs: order.iter().map(told).collect(),
        distribution,
        share_outside,
        end_share: found.beyond_end / (inside + found.outside),
        end_persons: found.end_persons,
        tail_exponent: found.tail_exponent,
        far_mean_persons,
        agreement: None,
        graphs_examined: found.masses.len() as u64,
        graphs_kept: found.masses.len() as u64,
        points: found.points,
        cell_weight: cell_weight(table, settings),
    })
}

#[cfg(test)]
mod tests;
