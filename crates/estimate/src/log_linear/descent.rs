//! Which models fit a table of many lists? A descent from independence, one interaction more or less at a time.
//!
//! With many lists each fit takes milliseconds and each model has hundreds of neighbours. There the neighbours are ranked
//! by what one step of Newton's method says that they gain, which needs the present model's information matrix alone, and
//! the most promising are fitted. Where none of those is better, all neighbours are fitted before the descent ends, so
//! that no neighbour of the last model is better than it.
//!
//! Sources: Rao 1948, *Proc. Camb. Phil. Soc.* 44:50-57 (gain of a new term from its score); Wald 1943, *Trans. Am. Math.
//! Soc.* 54:426-482 (loss of a term that is there).

use std::collections::BTreeSet;

use super::{
    Fit, Interrupt, Model,
    cells::Cells,
    existence::Reduced,
    fit::fit_cells,
    newton::Newton,
    search::{Options, Search, sort},
};
use crate::NotEstimable;

/// No descent is longer: there are 120 pairs of 16 lists.
const MAX_DESCENT: usize = 400;

/// Up to so many lists all neighbours are fitted at every step.
const ALL_NEIGHBOURS_LISTS: usize = 8;

/// Neighbours that are fitted where they are too many.
const PROMISING: usize = 12;

/// Goes to the best neighbour as long as it is better, from independence.
pub(super) fn descend(cells: &Cells, options: &Options, interrupt: Interrupt<'_>) -> Result<Search, NotEstimable> {
    let mut descent = Descent {
        cells,
        options,
        interrupt,
        seen: BTreeSet::new(),
        found: Search { fits: Vec::new(), examined: 0, without_maximum: 0, is_exhaustive: false },
    };
    let Some(mut best) = descent.fit(vec![Model::main_effects(cells.lists)])? else { return Ok(descent.found) };
    for _ in 0..MAX_DESCENT {
        let neighbours = best.model.neighbours(options.largest);
        let mut next = None;
        if cells.lists > ALL_NEIGHBOURS_LISTS {
            next = descent.fit(descent.promising(&best.model, &neighbours))?;
        }
        if next.as_ref().is_none_or(|next| !is_better(next, &best, options)) {
            next = descent.fit(neighbours)?;
        }
        let Some(better) = next.filter(|next| is_better(next, &best, options)) else { break };
        best = better;
    }
    let mut found = descent.found;
    sort(&mut found.fits, options.criterion);
    found.fits.truncate(options.keep);
    Ok(found)
}

fn is_better(next: &Fit, best: &Fit, options: &Options) -> bool {
    next.by(options.criterion) < best.by(options.criterion)
}

/// What a descent has seen.
struct Descent<'a> {
    cells: &'a Cells,
    options: &'a Options,
    interrupt: Interrupt<'a>,
    seen: BTreeSet<Model>,
    found: Search,
}

impl Descent<'_> {
    /// Fits those that were not seen before, and returns the best of them.
    fn fit(&mut self, mut models: Vec<Model>) -> Result<Option<Fit>, NotEstimable> {
        models.retain(|model| self.seen.insert(model.clone()));
        self.found.examined += models.len() as u64;
        let fits = fit_side_by_side(self.cells, &models, (self.options.threads, self.interrupt))?;
        self.found.without_maximum += fits.iter().filter(|fit| fit.is_none()).count() as u64;
        let mut fits: Vec<Fit> = fits.into_iter().flatten().collect();
        sort(&mut fits, self.options.criterion);
        let best = fits.first().cloned();
        self.found.fits.extend(fits);
        Ok(best)
    }

    /// The neighbours of a model that one step of Newton's method likes best, those seen before left out.
    fn promising(&self, model: &Model, neighbours: &[Model]) -> Vec<Model> {
        let mut newton = Newton::new(self.cells.lists);
        let reduced = Reduced::new(self.cells, model);
        if fit_cells(self.cells, model, &mut newton).is_err() || !newton.inform(self.cells, &reduced.columns) {
            return Vec::new();
        }
        let persons = self.cells.persons();
        #[expect(clippy::cast_precision_loss, reason = "at most 2^16 parameters")]
        let penalty = |parameters: usize| self.options.criterion.penalty(parameters as f64, persons);
        let mut ranked: Vec<(f64, &Model)> = Vec::new();
        for neighbour in neighbours.iter().filter(|neighbour| !self.seen.contains(*neighbour)) {
            let gain = match model.step_to(neighbour) {
                (set, true) if self.cells.margins[set as usize] > 0.0 => {
                    newton.gain_of(self.cells, &reduced.columns, set)
                }
                // The cells that hold it are closed, and what was expected there is gained.
                (set, true) => newton.expected(set),
                (set, false) => -newton.loss_of(&reduced.columns, set),
            };
            let parameters = Reduced::new(self.cells, neighbour).parameters();
            ranked.push((penalty(parameters) - 2.0 * gain, neighbour));
        }
        ranked.sort_by(|one, other| one.0.total_cmp(&other.0));
        ranked.into_iter().take(PROMISING).map(|(_, neighbour)| neighbour.clone()).collect()
    }
}

/// Fits models in their order, each from the counts.
fn fit_side_by_side(
    cells: &Cells,
    models: &[Model],
    (threads, interrupt): (usize, Interrupt<'_>),
) -> Result<Vec<Option<Fit>>, NotEstimable> {
    let share = models.len().div_ceil(threads.clamp(1, 64)).max(1);
    let work = |models: &[Model]| -> Result<Vec<Option<Fit>>, NotEstimable> {
        let mut newton = Newton::new(cells.lists);
        let one = |model: &Model| {
            if interrupt().is_break() {
                return Err(NotEstimable::Cancelled);
            }
            Ok(fit_cells(cells, model, &mut newton).ok())
        };
        models.iter().map(one).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = models.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let parts: Result<Vec<_>, _> =
            parts.into_iter().map(|part| part.join().expect("a fit does not panic")).collect();
        parts.map(|parts| parts.into_iter().flatten().collect())
    })
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::{
        CaptureTable,
        chance::Chance,
        lcmcr::ClassTable,
        log_linear::{search, search_watched},
    };

    /// Ten lists, two classes: no model with one interaction more or less is better than the last.
    #[test]
    fn no_neighbour_of_the_last_model_is_better() {
        let class = |chance: f64| (0..10).map(|list| chance + 0.02 * f64::from(list % 3)).collect();
        let truth = ClassTable { classes: vec![(1_500, class(0.1)), (300, class(0.4))] };
        let table = truth.draw(&mut Chance::new(3, 0)).unwrap();
        let options = Options { threads: 2, ..Options::default() };
        let found = search(&table, &options).unwrap();
        let cells = Cells::observed(&table);
        let best = &found.fits[0];
        assert!(!best.model.interactions().is_empty() && !found.is_exhaustive);
        let mut newton = Newton::new(10);
        for neighbour in best.model.neighbours(options.largest) {
            if let Ok(fit) = fit_cells(&cells, &neighbour, &mut newton) {
                assert!(fit.bic >= best.bic, "{neighbour} {} {}", fit.bic, best.bic);
            }
        }
        assert_eq!(found, search(&table, &Options { threads: 1, ..options }).unwrap());
        let ended = search_watched(&table, &options, &|| ControlFlow::Break(()));
        assert_eq!(ended, Err(NotEstimable::Cancelled));
    }

    /// What one step of Newton's method says of a term is near to what fitting it gives, where that is little.
    #[test]
    fn gains_and_losses_are_foretold() {
        let counts = [(1, 60), (2, 49), (3, 4), (4, 247), (5, 112), (6, 142), (7, 12)];
        let table = CaptureTable::new(3, counts).unwrap();
        let cells = Cells::observed(&table);
        let mut newton = Newton::new(3);
        let [narrow, wide] = ["[12,3]", "[12,23]"].map(|name| Model::parse(3, name).unwrap());
        let deviance = |model: &Model, newton: &mut Newton| fit_cells(&cells, model, newton).unwrap().deviance;
        let gained = (deviance(&narrow, &mut newton) - deviance(&wide, &mut newton)) / 2.0;
        let columns = Reduced::new(&cells, &wide).columns;
        assert!(newton.inform(&cells, &columns));
        let lost = newton.loss_of(&columns, 0b110);
        deviance(&narrow, &mut newton);
        let columns = Reduced::new(&cells, &narrow).columns;
        assert!(newton.inform(&cells, &columns));
        let foretold = newton.gain_of(&cells, &columns, 0b110);
        assert!(
            (foretold / gained - 1.0).abs() < 0.1 && (lost / gained - 1.0).abs() < 0.1,
            "{foretold} {lost} {gained}"
        );
    }
}
