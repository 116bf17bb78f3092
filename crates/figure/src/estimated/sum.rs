//! What do the strata of a figure sum up to? Of one linkage, or over sampled ones; parts add up to the printed whole.

use estimate::{
    CaptureTable,
    chance::Chance,
    diagnostics::quantile,
    method::{Found, Method, Plan, Statistic},
    pool::{Combined, LinkagePool, apportion, pool_strata_linkages, round_persons},
};

use super::{Answer, words::Why};

/// Draws of the undocumented of one table: of these, moments are taken.
const DRAWS: usize = 400;

/// Draws of a sum of strata, of which the ends are quantiles.
const SUM_DRAWS: usize = 4_000;

/// A number in persons: a stratum's, or a sum's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Persons {
    pub(super) documented: u64,
    pub(super) undocumented: u64,
    pub(super) low: f64,
    /// Infinite where the lists set no bound.
    pub(super) high: f64,
}

impl Persons {
    pub(super) fn population(&self) -> u64 {
        self.documented + self.undocumented
    }

    pub(super) fn answer(&self, is_lower_bound: bool) -> Answer {
        Answer::Number {
            population_persons: self.population(),
            low: round_persons(self.low),
            high: self.high.is_finite().then(|| round_persons(self.high)),
            is_lower_bound,
        }
    }

    fn of_found(found: &Found) -> Self {
        Self {
            documented: found.documented,
            undocumented: round_persons(found.population_persons).saturating_sub(found.documented),
            low: found.low.round(),
            high: found.high.round(),
        }
    }

    fn of_combined(combined: &Combined) -> Self {
        Self {
            documented: combined.documented,
            undocumented: round_persons(combined.population_persons).saturating_sub(combined.documented),
            low: combined.low,
            high: combined.high,
        }
    }
}

/// A sum and its parts, `[stratum]`.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    pub(super) whole: Result<Persons, Why>,
    pub(super) parts: Vec<Result<Persons, Why>>,
    /// The pool over sampled linkages, where there is one.
    pub(super) pool: Option<LinkagePool>,
}

/// True where any of these says "at least".
pub(super) fn is_lower_bound<'a>(mut found: impl Iterator<Item = &'a Found>) -> bool {
    found.any(|found| found.statistic == Statistic::LowerBound)
}

/// The sum of strata that are fitted on one linkage.
pub(super) fn of_one_linkage(found: &[&Found], plan: &Plan) -> Sum {
    let own: Vec<Persons> = found.iter().map(|found| Persons::of_found(found)).collect();
    let whole = match own.as_slice() {
        [] => Err(Why::NoStratum),
        [one] => Ok(*one),
        several => Ok(joint(found, several, plan)),
    };
    with_parts(whole, own.into_iter().map(Ok).collect(), None)
}

/// Draws of strata are independent; their sum has one interval.
fn joint(found: &[&Found], own: &[Persons], plan: &Plan) -> Persons {
    let mut sums = vec![0.0; SUM_DRAWS];
    for (stream, found) in (0..).zip(found) {
        let draws = found.undocumented(SUM_DRAWS, &mut Chance::new(plan.seed, stream));
        sums.iter_mut().zip(draws).for_each(|(sum, draw)| *sum += draw);
    }
    sums.sort_by(f64::total_cmp);
    let documented: u64 = own.iter().map(|part| part.documented).sum();
    #[expect(clippy::cast_precision_loss, reason = "a table holds at most 10^9 persons")]
    let end = |share: f64| documented as f64 + quantile(&sums, share).round();
    let undocumented: f64 = found.iter().map(|found| found.population_persons - whole_number(found.documented)).sum();
    let undocumented = round_persons(undocumented);
    Persons { documented, undocumented, low: end(plan.level.tail()), high: end(1.0 - plan.level.tail()) }
}

#[expect(clippy::cast_precision_loss, reason = "a table holds at most 10^9 persons")]
fn whole_number(persons: u64) -> f64 {
    persons as f64
}

/// The sum over sampled linkages, `draws: [linkage][stratum]`.
pub(super) fn over_linkages(
    names: &[String],
    draws: &[Vec<Option<CaptureTable>>],
    (method, plan, threads): (Method, &Plan, usize),
    least: u64,
) -> Sum {
    let model = |table: &CaptureTable| {
        let found = method.answer(table, plan).map_err(|why| Why::Method(Box::new(why)).text(least))?;
        Ok(found.replicate(DRAWS, &mut Chance::new(plan.seed, 0)))
    };
    let model =
        |table: &CaptureTable| model(table).map_err(|why: record::Bilingual| why.get(record::Language::En).to_owned());
    let found = pool_strata_linkages(names, draws, (threads, plan.seed), model);
    let persons = |pool: &LinkagePool| Persons::of_combined(&pool.combined.at(plan.level));
    let parts = found.strata.iter().map(|pool| pool.as_ref().map(persons).map_err(|why| Why::Pool(why.clone())));
    let parts = parts.collect();
    let whole = found.total.as_ref().map(persons).map_err(|why| match names.len() {
        1 => Why::Pool(why.clone()),
        _ if found.strata.iter().all(Result::is_err) => Why::NoStratum,
        _ => Why::Pool(why.clone()),
    });
    with_parts(whole, parts, found.total.ok())
}

/// Rounds the parts so that they add up to the whole.
fn with_parts(whole: Result<Persons, Why>, mut parts: Vec<Result<Persons, Why>>, pool: Option<LinkagePool>) -> Sum {
    if let Ok(whole) = &whole {
        let there: Vec<&mut Persons> = parts.iter_mut().flatten().collect();
        let of = |get: fn(&Persons) -> u64| there.iter().map(|part| whole_number(get(part))).collect::<Vec<f64>>();
        let documented = apportion(&of(|part| part.documented), whole.documented);
        let undocumented = apportion(&of(|part| part.undocumented), whole.undocumented);
        for ((part, documented), undocumented) in there.into_iter().zip(documented).zip(undocumented) {
            (part.documented, part.undocumented) = (documented, undocumented);
        }
    }
    Sum { whole, parts, pool }
}

#[cfg(test)]
mod tests {
    use estimate::Level;

    use super::*;

    const PLAN: Plan = Plan { level: Level::USUAL, seed: 19_481_210, threads: 1 };

    fn found(scale: u64) -> Found {
        let counts = [(1, 60), (2, 49), (3, 14), (4, 147), (5, 12), (6, 42), (7, 12)];
        let table =
            CaptureTable::new(3, counts.map(|(pattern, persons)| (pattern, persons * scale + u64::from(pattern))));
        Method::LogLinear.answer(&table.unwrap(), &PLAN).unwrap()
    }

    #[test]
    fn parts_add_up_to_the_printed_whole_with_a_joint_interval() {
        let strata = [found(1), found(2), found(3)];
        let sum = of_one_linkage(&strata.iter().collect::<Vec<_>>(), &PLAN);
        let whole = sum.whole.unwrap();
        let parts: Vec<Persons> = sum.parts.into_iter().map(Result::unwrap).collect();
        assert_eq!(parts.iter().map(Persons::population).sum::<u64>(), whole.population());
        assert_eq!(parts.iter().map(|part| part.documented).sum::<u64>(), whole.documented);
        let widths: f64 = parts.iter().map(|part| part.high - part.low).sum();
        assert!(whole.high - whole.low < 0.9 * widths, "{whole:?} {parts:?}");
    }

    #[test]
    fn one_stratum_keeps_the_interval_of_its_method() {
        let one = found(2);
        let sum = of_one_linkage(&[&one], &PLAN);
        let whole = sum.whole.unwrap();
        assert_eq!((whole.low, whole.high), (one.low.round(), one.high.round()));
        assert!(of_one_linkage(&[], &PLAN).whole.is_err());
    }
}
