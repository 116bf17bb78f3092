//! Does every move leave the posterior as it is?
//!
//! Parameters are drawn from the prior and a table from them, so that the pair is a draw from the joint law and the
//! parameters are a draw from the posterior of that very table. A move that leaves posteriors as they are gives another
//! draw of the same joint law: whatever is computed from parameters and table has the same mean before and after. Each
//! move is tried alone, then all together, then the exchange of two rungs with tables of different size. The prior and
//! the tables are drawn by code of their own.
//!
//! Source of the idea: Geweke 2004, *JASA* 99:799-804, here with independent replicates, whose errors are known.

use super::*;
use crate::lcmcr::plan::Plan;

const LISTS: usize = 3;
const REPLICATES: usize = 40_000;

/// Standard errors that a mean may be off: beyond chance over all numbers of this file.
const ERRORS_MAX: f64 = 4.5;

/// One replicate: a rung that stands at a draw from its own posterior.
struct Joint {
    subject: Subject,
    priors: Priors,
    classes: usize,
}

impl Joint {
    fn new(priors: Priors, classes: usize) -> Self {
        let plan = Plan::new(LISTS, 1..1 << LISTS);
        Self { subject: Subject { plan, persons: vec![1; 7], documented: 7 }, priors, classes }
    }

    fn theta(&self, chance: &mut Chance) -> Theta {
        let plan = &self.subject.plan;
        let mut theta = Theta::start(plan, self.classes, 0.9, chance);
        theta.alpha = gamma(self.priors.alpha_shape, chance) / self.priors.alpha_rate;
        let (mut left, mut ln_left) = (1.0, 0.0);
        for class in 0..self.classes - 1 {
            // V is Beta(1, alpha), so 1 - V is a power of a uniform number.
            let ln_rest = chance.uniform().ln() / theta.alpha;
            theta.rest[class] = ln_rest.exp();
            theta.nu[class] = left * -ln_rest.exp_m1();
            ln_left += ln_rest;
            left = f64::exp(ln_left);
        }
        (theta.nu[self.classes - 1], theta.ln_last) = (left, ln_left);
        for list in 0..LISTS {
            for class in 0..self.classes {
                let (on, not) = (gamma(self.priors.listed, chance), gamma(self.priors.unlisted, chance));
                theta.odds[list * theta.stride + class] = on / not;
                theta.off[list * theta.stride + class] = not / (on + not);
            }
        }
        theta.weigh(plan);
        theta
    }

    /// So many documented persons, each with a pattern of its own.
    fn rung(&self, documented: u64, chance: &mut Chance) -> Rung {
        let theta = self.theta(chance);
        let mut persons = vec![0; theta.totals.len()];
        for _ in 0..documented {
            let mut left = chance.uniform() * theta.totals.iter().sum::<f64>();
            let place = theta.totals.iter().position(|total| {
                left -= total;
                left < 0.0
            });
            persons[place.unwrap_or(0)] += 1;
        }
        let counts = Counts { share: 1.0, persons, documented };
        Rung::with(counts, theta, Dealt::nobody(&self.subject.plan, self.classes))
    }

    fn table<'a>(&'a self, rung: &'a Rung) -> Table<'a> {
        Table { plan: &self.subject.plan, counts: &rung.counts, priors: &self.priors }
    }
}

/// A gamma number as a sum of exponential ones and a power of a beta one (Jöhnk 1964, *Metrika* 8:5-15).
fn gamma(shape: f64, chance: &mut Chance) -> f64 {
    let whole: f64 = (0..shape as usize).map(|_| -chance.uniform().ln()).sum();
    let part = shape.fract();
    if part == 0.0 {
        return whole;
    }
    loop {
        let (x, y) = (chance.uniform().powf(1.0 / part), chance.uniform().powf(1.0 / (1.0 - part)));
        if x + y <= 1.0 {
            return whole - chance.uniform().ln() * x / (x + y);
        }
    }
}

/// Bounded numbers of parameters and table.
fn numbers(rung: &Rung) -> [f64; 12] {
    let (theta, counts) = (&rung.theta, &rung.counts);
    let on = |list: usize, class: usize| 1.0 - theta.off[list * theta.stride + class];
    let n = counts.documented as f64;
    let ln_fit: f64 = counts
        .persons
        .iter()
        .zip(&theta.totals)
        .filter(|(count, _)| **count > 0)
        .map(|(count, total)| *count as f64 * (total / theta.documented_share()).ln())
        .sum();
    let (first, singles) = (theta.nu[0], (counts.persons[0] + counts.persons[1] + counts.persons[3]) as f64 / n);
    let last = theta.classes - 1;
    [
        first,
        first * first,
        theta.nu[..theta.classes].iter().map(|share| share * share).sum(),
        theta.nu[last],
        on(0, 0),
        on(1, 0) * on(2, last),
        first * on(2, 0),
        theta.none,
        theta.none * singles,
        (ln_fit / n).exp(),
        theta.alpha / (1.0 + theta.alpha),
        theta.ln_last.max(-9.0) * singles / (1.0 + theta.alpha),
    ]
}

/// Mean differences in standard errors.
fn errors<const WIDTH: usize>(differences: impl Iterator<Item = [f64; WIDTH]>) -> [f64; WIDTH] {
    let (mut sums, mut squares) = ([0.0; WIDTH], [0.0; WIDTH]);
    for difference in differences {
        for place in 0..WIDTH {
            sums[place] += difference[place];
            squares[place] += difference[place] * difference[place];
        }
    }
    std::array::from_fn(|place| if squares[place] > 0.0 { sums[place] / squares[place].sqrt() } else { 0.0 })
}

fn minus<const WIDTH: usize>(after: [f64; WIDTH], before: [f64; WIDTH]) -> [f64; WIDTH] {
    std::array::from_fn(|place| after[place] - before[place])
}

/// The published priors, and others that are nowhere flat.
fn joints() -> [Joint; 3] {
    let other = Priors { alpha_shape: 2.0, alpha_rate: 1.5, listed: 1.5, unlisted: 2.5 };
    [Joint::new(Priors::default(), 3), Joint::new(other, 2), Joint::new(other, 5)]
}

/// Tries a move on many replicates of each prior and size of table.
fn leaves_posteriors_as_they_are(what: &str, act: impl Fn(&mut Rung, &Joint, &mut Chance)) {
    for (stream, joint) in joints().into_iter().enumerate() {
        for documented in [3, 25] {
            let mut chance = Chance::new(91 + documented, stream as u64);
            let found = errors((0..REPLICATES).map(|_| {
                let mut rung = joint.rung(documented, &mut chance);
                let before = numbers(&rung);
                act(&mut rung, &joint, &mut chance);
                minus(numbers(&rung), before)
            }));
            assert!(found.iter().all(|error| error.abs() < ERRORS_MAX), "{what}, {documented} persons: {found:.1?}");
        }
    }
}

#[test]
fn the_step_along_the_ridge_leaves_posteriors_as_they_are() {
    leaves_posteriors_as_they_are("ridge", |rung, joint, chance| {
        let mut theta = rung.theta.clone();
        (0..4).for_each(|_| theta.move_along_ridge(joint.table(rung), chance));
        rung.theta = theta;
    });
}

#[test]
fn the_gibbs_sweep_without_other_moves_leaves_posteriors_as_they_are() {
    leaves_posteriors_as_they_are("Gibbs", |rung, joint, chance| {
        let table = Table { plan: &joint.subject.plan, counts: &rung.counts, priors: &joint.priors };
        rung.dealt.deal_out(&rung.theta, table, chance);
        rung.theta.draw(&rung.dealt, table, chance);
    });
}

#[test]
fn label_moves_leave_posteriors_as_they_are() {
    leaves_posteriors_as_they_are("labels", |rung, joint, chance| {
        let table = Table { plan: &joint.subject.plan, counts: &rung.counts, priors: &joint.priors };
        for _ in 0..4 {
            rung.dealt.deal_out(&rung.theta, table, chance);
            rung.theta.move_labels(&mut rung.dealt, chance);
            rung.theta.draw(&rung.dealt, table, chance);
        }
    });
}

#[test]
fn whole_sweeps_leave_posteriors_as_they_are() {
    leaves_posteriors_as_they_are("sweep", |rung, joint, chance| {
        (0..3).for_each(|_| rung.sweep(&joint.subject, &joint.priors, chance));
    });
}

/// Share of the undocumented, alone and with the table.
fn undocumented_numbers(undocumented: u64, counts: &Counts) -> [f64; 3] {
    let n = counts.documented as f64;
    let share = undocumented as f64 / (undocumented as f64 + n);
    [share, share * share, share * counts.persons[6] as f64 / n]
}

/// Two rungs whose tables have different sizes: parameters of both keep their laws, and so do the undocumented that each
/// of them reports after an exchange.
#[test]
fn exchanges_leave_posteriors_and_the_undocumented_as_they_are() {
    for (stream, joint) in joints().into_iter().enumerate() {
        let mut chance = Chance::new(97, stream as u64);
        let (mut of_parameters, mut of_undocumented, mut exchanged) = (Vec::new(), Vec::new(), 0);
        for _ in 0..REPLICATES {
            let (mut cold, mut hot) = (joint.rung(6, &mut chance), joint.rung(2, &mut chance));
            let before = (numbers(&cold), numbers(&hot));
            let odds = cold.theta.none / cold.theta.documented_share();
            let fresh = chance.negative_binomial(6.0, odds);
            for _ in 0..2 {
                cold.sweep(&joint.subject, &joint.priors, &mut chance);
                hot.sweep(&joint.subject, &joint.priors, &mut chance);
                cold.exchange(&mut hot, &mut chance);
            }
            exchanged += cold.exchanged;
            let reported = undocumented_numbers(cold.undocumented(), &cold.counts);
            of_undocumented.push(minus(reported, undocumented_numbers(fresh, &cold.counts)));
            of_parameters.push(minus(numbers(&cold), before.0));
            of_parameters.push(minus(numbers(&hot), before.1));
        }
        let parameters = [0, 1].map(|rung| errors(of_parameters.iter().skip(rung).step_by(2).copied()));
        assert!(parameters.iter().flatten().all(|error| error.abs() < ERRORS_MAX), "{parameters:.1?}");
        let undocumented = errors(of_undocumented.into_iter());
        assert!(undocumented.iter().all(|error| error.abs() < ERRORS_MAX), "{undocumented:.1?}");
        assert!(exchanged > REPLICATES as u64 / 8, "{exchanged}");
    }
}

/// The test sees a wrong move: classes that change places without regard to their sizes.
#[test]
fn a_wrong_move_is_noticed() {
    let joint = Joint::new(Priors::default(), 3);
    let mut chance = Chance::new(99, 0);
    let found = errors((0..REPLICATES).map(|_| {
        let mut rung = joint.rung(25, &mut chance);
        let before = numbers(&rung);
        let table = Table { plan: &joint.subject.plan, counts: &rung.counts, priors: &joint.priors };
        rung.dealt.deal_out(&rung.theta, table, &mut chance);
        rung.dealt.swap(0, 1);
        rung.theta.draw(&rung.dealt, table, &mut chance);
        minus(numbers(&rung), before)
    }));
    assert!(found.iter().any(|error| error.abs() > 3.0 * ERRORS_MAX), "{found:.1?}");
}
