//! Strata one by one, then their sum.
//!
//! A stratum is fitted with random numbers of its own name, so that neither the order of strata nor the number of threads
//! changes it. The draws of each are put into random order before they are added, because draws of different strata are
//! independent. A refused stratum is not in the sum and is named beside it.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use super::lists::{LeftOutList, usable_lists};
use super::whole::{apportion, round_persons};
use crate::CaptureTable;
use crate::chance::Chance;
use crate::diagnostics::{Summary, summarise};
use crate::lcmcr::{Posterior, Progress, Refusal, Settings, Watch, fit_watched};

/// A cell in which one model is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// Its name, of which there is one only.
    pub name: String,
    /// The part of the total that it belongs to, such as a perpetrator or a province.
    pub group: String,
    /// Its persons per pattern.
    pub table: CaptureTable,
}

/// A stratum's posterior or the reason why it has none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StratumFit {
    /// The stratum's name.
    pub name: String,
    /// The part of the total that it belongs to.
    pub group: String,
    /// Persons on at least one list, used or not.
    pub documented: u64,
    /// Lists that hold too few.
    pub left_out_lists: Vec<LeftOutList>,
    /// Persons who are on those only, and are in no estimate.
    pub persons_left_out: u64,
    /// The draws, or why there are none.
    pub result: Result<Posterior, Refusal>,
}

/// A number that is the same for the same name.
pub(super) fn name_seed(name: &str) -> u64 {
    // Fowler, Noll & Vo's hash, 64 bits, variant 1a.
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Works through items on some threads and returns the results in the items' order.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else { return done };
            done.push((place, work(item)));
        }
    };
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads.clamp(1, items.len().max(1))).map(|_| scope.spawn(take)).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("a fit has no state in which it panics")).collect()
    });
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Fits every stratum; lists with fewer than `persons_min` persons of a stratum are left out there.
///
/// ```
/// use estimate::{CaptureTable, lcmcr::Settings, pool::{Stratum, fit_strata, total}};
/// let even = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let apart = CaptureTable::new(3, [(0b001, 9), (0b010, 9)])?;
/// let stratum = |name: &str, table| Stratum { name: name.into(), group: "all".into(), table };
/// let strata = [stratum("north", even.clone()), stratum("south", even), stratum("east", apart)];
/// let fits = fit_strata(&strata, &Settings::for_lists(3), 1);
/// assert_eq!(fits[2].result.as_ref().unwrap_err().to_string(), "2 lists hold anybody; the latent class model needs 3");
/// let total = total(&fits, 7);
/// assert_eq!((total.documented, total.left_out.len()), (1400, 1)); // 700 + 700, without the east
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit_strata(strata: &[Stratum], settings: &Settings, persons_min: u64) -> Vec<StratumFit> {
    fit_strata_watched(strata, (settings, persons_min), &|_, _| ControlFlow::Continue(()))
}

/// Called from any of the threads with the name of a stratum and how far its fit is; [`ControlFlow::Break`] ends that fit.
pub type WatchStrata<'a> = &'a (dyn Fn(&str, Progress) -> ControlFlow<()> + Sync);

/// As [`fit_strata`], telling a watcher how far each stratum is. A fit that the watcher ends is refused as cancelled.
///
/// ```
/// use std::ops::ControlFlow;
/// use estimate::{CaptureTable, lcmcr::Settings, pool::{Stratum, fit_strata_watched}};
/// let table = CaptureTable::new(3, (1..8).map(|pattern| (pattern, 100)))?;
/// let strata = [Stratum { name: "north".into(), group: "all".into(), table }];
/// let fits = fit_strata_watched(&strata, (&Settings::for_lists(3), 1), &|_, _| ControlFlow::Break(()));
/// assert!(fits[0].result.as_ref().unwrap_err().to_string().starts_with("cancelled"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit_strata_watched(
    strata: &[Stratum],
    (settings, persons_min): (&Settings, u64),
    watch: WatchStrata<'_>,
) -> Vec<StratumFit> {
    // Many persons take long: started first, they do not keep one thread busy at the end.
    let mut order: Vec<usize> = (0..strata.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(strata[*place].table.documented()));
    let fits = in_parallel(&order, settings.threads, |place| {
        let stratum = &strata[*place];
        fit_stratum(stratum, (settings, persons_min), &|progress| watch(&stratum.name, progress))
    });
    let mut placed: Vec<(usize, StratumFit)> = order.into_iter().zip(fits).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, fit)| fit).collect()
}

fn fit_stratum(stratum: &Stratum, (settings, persons_min): (&Settings, u64), watch: Watch<'_>) -> StratumFit {
    let usable = usable_lists(&stratum.table, persons_min);
    let seed = Chance::new(settings.seed, name_seed(&stratum.name)).bits();
    let result = match &usable.table {
        Some(table) if table.lists() >= 3 => {
            let classes = settings.classes.min(Settings::for_lists(table.lists()).classes);
            fit_watched(table, &Settings { seed, threads: 1, classes, ..settings.clone() }, watch)
        }
        Some(_) | None => Err(Refusal::TooFewLists { found: usable.used.len() }),
    };
    StratumFit {
        name: stratum.name.clone(),
        group: stratum.group.clone(),
        documented: stratum.table.documented(),
        left_out_lists: usable.left_out,
        persons_left_out: usable.persons_left_out,
        result,
    }
}

/// A part of the total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The group's name.
    pub group: String,
    /// Persons on at least one used list, in fitted strata.
    pub documented: u64,
    /// The population of its fitted strata.
    pub summary: Summary,
    /// The mean in whole persons; those of all parts add up to the total's.
    pub printed_persons: u64,
    /// Draws of its population.
    pub draws: Vec<f64>,
}

/// The sum over fitted strata.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Total {
    /// Persons on at least one used list, in fitted strata.
    pub documented: u64,
    /// The population of the fitted strata, with its joint interval.
    pub summary: Summary,
    /// The mean in whole persons.
    pub printed_persons: u64,
    /// The groups in order of name.
    pub parts: Vec<Part>,
    /// Draws of the sum.
    pub draws: Vec<f64>,
    /// Strata without an estimate: name, documented persons, reason.
    pub left_out: Vec<(String, u64, String)>,
}

/// Adds fitted strata up, draw by draw. The sum does not depend on the order of the strata.
pub fn total(fits: &[StratumFit], seed: u64) -> Total {
    let mut ordered: Vec<&StratumFit> = fits.iter().collect();
    ordered.sort_by(|a, b| (&a.group, &a.name).cmp(&(&b.group, &b.name)));
    let fitted: Vec<(&StratumFit, &Posterior)> =
        ordered.iter().filter_map(|fit| fit.result.as_ref().ok().map(|posterior| (*fit, posterior))).collect();
    let length = fitted.iter().map(|(_, posterior)| posterior.draws.iter().map(Vec::len).sum()).min().unwrap_or(0);
    let mut parts = Vec::new();
    let mut draws = vec![0.0; length];
    for of_group in fitted.chunk_by(|a, b| a.0.group == b.0.group) {
        let mut sum = vec![0.0; length];
        for (fit, posterior) in of_group {
            let mut pooled = posterior.pooled();
            Chance::new(seed, name_seed(&fit.name)).shuffle(&mut pooled);
            sum.iter_mut().zip(pooled).for_each(|(sum, draw)| *sum += draw);
        }
        draws.iter_mut().zip(&sum).for_each(|(total, part)| *total += part);
        parts.push(Part {
            group: of_group[0].0.group.clone(),
            documented: of_group.iter().map(|(_, posterior)| posterior.documented).sum(),
            summary: summarise(&sum),
            printed_persons: 0,
            draws: sum,
        });
    }
    let summary = summarise(&draws);
    let printed_persons = round_persons(summary.mean);
    let means: Vec<f64> = parts.iter().map(|part| part.summary.mean).collect();
    let whole = apportion(&means, printed_persons);
    parts.iter_mut().zip(whole).for_each(|(part, persons)| part.printed_persons = persons);
    let refused = ordered.iter().filter_map(|fit| {
        fit.result.as_ref().err().map(|reason| (fit.name.clone(), fit.documented, reason.to_string()))
    });
    Total {
        documented: fitted.iter().map(|(_, posterior)| posterior.documented).sum(),
        summary,
        printed_persons,
        parts,
        draws,
        left_out: refused.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strata() -> Vec<Stratum> {
        (0..4_u64)
            .map(|number| Stratum {
                name: format!("stratum {number}"),
                group: if number % 2 == 0 { "even".into() } else { "odd".into() },
                table: CaptureTable::new(3, (1..8).map(|pattern| (pattern, 20 + 7 * number + u64::from(pattern))))
                    .unwrap(),
            })
            .collect()
    }

    #[test]
    fn the_total_is_the_same_in_any_order_and_with_any_threads() {
        let settings = Settings { draws: 400, ..Settings::for_lists(3) };
        let first = total(&fit_strata(&strata(), &settings, 1), 1);
        let mut turned = strata();
        turned.reverse();
        let again = total(&fit_strata(&turned, &Settings { threads: 7, ..settings }, 1), 1);
        assert_eq!(first, again);
    }

    #[test]
    fn parts_add_up_and_the_joint_interval_is_narrower_than_the_sum_of_intervals() {
        let fits = fit_strata(&strata(), &Settings { draws: 400, ..Settings::for_lists(3) }, 1);
        let total = total(&fits, 1);
        assert_eq!(total.parts.iter().map(|part| part.printed_persons).sum::<u64>(), total.printed_persons);
        let widths: f64 = fits
            .iter()
            .map(|fit| fit.result.as_ref().unwrap().summary())
            .map(|summary| summary.high - summary.low)
            .sum();
        assert!(total.summary.high - total.summary.low < 0.8 * widths);
    }

    #[test]
    fn nothing_fitted_is_no_total() {
        let apart = CaptureTable::new(3, [(1, 5), (2, 5), (4, 5)]).unwrap();
        let stratum = Stratum { name: "a".into(), group: "g".into(), table: apart };
        let total = total(&fit_strata(&[stratum], &Settings::for_lists(3), 1), 1);
        assert_eq!((total.documented, total.draws.len(), total.printed_persons), (0, 0, 0));
        assert!(total.left_out[0].2.starts_with("nobody is on more than one list"));
    }
}
