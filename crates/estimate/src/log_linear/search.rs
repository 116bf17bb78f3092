//! Which models fit a table best? Every hierarchical model up to five lists (six on demand), a descent beyond.
//!
//! Models are visited graph by graph (a graph is the set of a model's pairs), each fit starting from the one before it
//! in the same graph. Graphs share nothing, so the result does not depend on how many threads work on them.
//!
//! Sources: Edwards & Havránek 1985, *Biometrika* 72:339-351 (search among hierarchical models); Silverman, Chan &
//! Vincent 2024, *Statistical Methods in Medical Research* 33:1-17 (descent by BIC where all are too many).

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
};

use super::{
    Criterion, Fit, Interrupt, Model,
    cells::Cells,
    descent::descend,
    existence::Reduced,
    fit::fit_cells,
    models::{candidates, extend, pairs},
    newton::{Newton, Outcome, Precision},
};
use crate::{CaptureTable, NotEstimable};

/// Seven lists have 2.4 * 10^12 models.
const MAX_EXHAUSTIVE: usize = 6;

/// Models between two looks at whether to go on.
const ASKED_MODELS: u64 = 256;

/// How models are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// By what they are ranked.
    pub criterion: Criterion,
    /// Lists of the largest interaction, from 2; the interaction of all lists is never in a model.
    pub largest: usize,
    /// Every model is fitted up to so many lists, at most 6; a descent beyond.
    pub exhaustive_to: usize,
    /// How many of the best are kept.
    pub keep: usize,
    /// Threads; changes the time and nothing else.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { criterion: Criterion::Bic, largest: super::MAX_LISTS, exhaustive_to: 5, keep: 10_000, threads: 1 }
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The best models, best first.
    pub fits: Vec<Fit>,
    /// Models that were looked at.
    pub examined: u64,
    /// Models of those without a maximum likelihood estimate.
    pub without_maximum: u64,
    /// False where a descent looked at a part of them.
    pub is_exhaustive: bool,
}

/// Ranks the models of a table.
///
/// ```
/// use estimate::{CaptureTable, log_linear::{Options, search}};
/// let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
/// let found = search(&CaptureTable::new(3, counts)?, &Options::default())?;
/// assert_eq!((found.examined, found.fits[0].model.to_string().as_str()), (8, "[12,3]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Where no model has a maximum likelihood estimate.
pub fn search(table: &CaptureTable, options: &Options) -> Result<Search, NotEstimable> {
    search_watched(table, options, &|| ControlFlow::Continue(()))
}

/// As [`search`], asking several times a second whether to go on.
///
/// ```
/// use std::ops::ControlFlow;
/// use estimate::{CaptureTable, NotEstimable, log_linear::{Options, search_watched}};
/// let table = CaptureTable::new(5, (1..32).map(|pattern| (pattern, 20)))?;
/// let ended = search_watched(&table, &Options::default(), &|| ControlFlow::Break(()));
/// assert_eq!(ended, Err(NotEstimable::Cancelled));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`search`], and where it was told to end.
pub fn search_watched(
    table: &CaptureTable,
    options: &Options,
    interrupt: Interrupt<'_>,
) -> Result<Search, NotEstimable> {
    let cells = Cells::observed(table);
    let found = if table.lists() <= options.exhaustive_to.min(MAX_EXHAUSTIVE) {
        exhaustive(&cells, options, interrupt)?
    } else {
        descend(&cells, options, interrupt)?
    };
    if found.fits.is_empty() { Err(NotEstimable::NoModelFits) } else { Ok(found) }
}

/// A model as a set of sets: bit `s` for interaction `s`.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    value: f64,
    model: u64,
}

fn exhaustive(cells: &Cells, options: &Options, interrupt: Interrupt<'_>) -> Result<Search, NotEstimable> {
    let graphs = 1_u32 << pairs(cells.lists).len();
    let next = AtomicU32::new(0);
    let is_stopped = AtomicBool::new(false);
    let work = || {
        let mut walk = Walk::new(cells, options, (interrupt, &is_stopped));
        loop {
            let graph = next.fetch_add(1, Ordering::Relaxed);
            if graph >= graphs || is_stopped.load(Ordering::Relaxed) {
                return walk;
            }
            walk.visit_graph(graph);
        }
    };
    let walks: Vec<Walk<'_>> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..options.threads.clamp(1, 64)).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let joined = others.into_iter().map(|other| other.join().expect("a walk does not panic"));
        std::iter::once(mine).chain(joined).collect()
    });
    if is_stopped.load(Ordering::Relaxed) {
        return Err(NotEstimable::Cancelled);
    }
    let examined = walks.iter().map(|walk| walk.examined).sum();
    let without_maximum = walks.iter().map(|walk| walk.without_maximum).sum();
    let mut best: Vec<Ranked> = walks.into_iter().flat_map(|walk| walk.best).collect();
    trim(&mut best, options.keep);
    let mut newton = Newton::new(cells.lists);
    let refit = |ranked: &Ranked| fit_cells(cells, &unpack(cells.lists, ranked.model), &mut newton).ok();
    let mut fits: Vec<Fit> = best.iter().filter_map(refit).collect();
    sort(&mut fits, options.criterion);
    Ok(Search { fits, examined, without_maximum, is_exhaustive: true })
}

pub(super) fn sort(fits: &mut [Fit], criterion: Criterion) {
    fits.sort_by(|one, other| {
        one.by(criterion).total_cmp(&other.by(criterion)).then_with(|| one.model.cmp(&other.model))
    });
}

fn trim(best: &mut Vec<Ranked>, keep: usize) {
    best.sort_by(|one, other| one.value.total_cmp(&other.value).then(one.model.cmp(&other.model)));
    best.truncate(keep);
}

fn unpack(lists: usize, model: u64) -> Model {
    Model::closed(lists, (1..64).filter(|set| model >> set & 1 == 1).collect())
}

/// One thread's way through the models of some graphs.
struct Walk<'a> {
    cells: &'a Cells,
    options: &'a Options,
    interrupt: (Interrupt<'a>, &'a AtomicBool),
    newton: Newton,
    reduced: Reduced,
    /// Coefficients of the last model of this graph that had a maximum.
    last: Vec<f64>,
    has_last: bool,
    best: Vec<Ranked>,
    examined: u64,
    without_maximum: u64,
}

impl<'a> Walk<'a> {
    fn new(cells: &'a Cells, options: &'a Options, interrupt: (Interrupt<'a>, &'a AtomicBool)) -> Self {
        Self {
            cells,
            options,
            interrupt,
            newton: Newton::new(cells.lists),
            reduced: Reduced::of_terms(cells, std::iter::empty()),
            last: vec![0.0; cells.counts.len()],
            has_last: false,
            best: Vec::new(),
            examined: 0,
            without_maximum: 0,
        }
    }

    fn visit_graph(&mut self, graph: u32) {
        let lists = self.cells.lists;
        if (lists == 2 || self.options.largest < 2) && graph > 0 {
            return;
        }
        let all = pairs(lists);
        let (mut chosen, mut left_out) = (Vec::new(), Vec::new());
        for (place, pair) in all.into_iter().enumerate() {
            if graph >> place & 1 == 1 { &mut chosen } else { &mut left_out }.push(pair);
        }
        let mut wider = candidates(lists, self.options.largest.min(lists - 1));
        wider.retain(|set| set.count_ones() > 2 && left_out.iter().all(|pair| set & pair != *pair));
        self.has_last = false;
        extend(&wider, &mut chosen, &mut |interactions| self.visit(interactions));
    }

    fn visit(&mut self, interactions: &[u32]) {
        let (interrupt, is_stopped) = self.interrupt;
        if self.examined.is_multiple_of(ASKED_MODELS) && interrupt().is_break() {
            is_stopped.store(true, Ordering::Relaxed);
        }
        self.examined += 1;
        if is_stopped.load(Ordering::Relaxed) {
            return;
        }
        let cells = self.cells;
        let mains = (0..cells.lists).map(|list| 1_u32 << list);
        self.reduced.refill(cells, std::iter::once(0).chain(mains).chain(interactions.iter().copied()));
        let columns = &self.reduced.columns;
        self.newton.open_all_but(cells, &self.reduced.boundary);
        let mut outcome = Outcome::None;
        if self.has_last {
            self.newton.coefficients.fill(0.0);
            columns.iter().for_each(|set| self.newton.coefficients[*set as usize] = self.last[*set as usize]);
            outcome = self.newton.refit(cells, columns, Precision::RANKING);
        }
        if outcome == Outcome::None {
            outcome = self.newton.fit(cells, columns, Precision::RANKING);
        }
        let Outcome::Maximum { ln_likelihood, .. } = outcome else {
            self.without_maximum += 1;
            return;
        };
        self.last.copy_from_slice(&self.newton.coefficients);
        self.has_last = true;
        #[expect(clippy::cast_precision_loss, reason = "at most 64 parameters")]
        let penalty = self.options.criterion.penalty(self.reduced.parameters() as f64, cells.persons());
        let model = interactions.iter().fold(0_u64, |model, set| model | 1 << set);
        self.best.push(Ranked { value: penalty - 2.0 * ln_likelihood, model });
        if self.best.len() > 4 * self.options.keep.max(1_000) {
            trim(&mut self.best, self.options.keep);
        }
    }
}
