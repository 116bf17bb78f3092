//! The stranger: what can be worked out from nothing but what is printed?
//!
//! Shares no code with [`crate::protect()`]. First it narrows every range by one relation at a time, in whole numbers, until nothing
//! moves; then it asks a linear program for the least and the most of the cell. An end counts as possible only where whole
//! counts were found that meet all that is known, checked here in whole numbers; where the program's counts are fractions, an
//! integer program is asked. So a certificate rests on counts that anyone can add up and not on a solver's word, and a
//! solver that gives up is a breach.
//!
//! Source: Hundepool & others 2012, *Statistical Disclosure Control*, section 4.3.2 (the intruder's problem).

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};
use serde::Serialize;

/// The most that a stranger thinks possible of a count of which nothing is said.
const MOST: i64 = 10_000_000;

/// Branchings of an integer program.
const MAX_NODES: u64 = 2_000;

/// Times that all relations are gone through to narrow ranges.
const MAX_ROUNDS: usize = 100;

/// What is printed of a count, or known of it beside that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// What it is called.
    pub name: String,
    /// The least that it can be by itself.
    pub least: i64,
    /// The most that it can be by itself.
    pub most: Option<i64>,
}

/// All that a stranger has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attack {
    /// The counts.
    pub seen: Vec<Seen>,
    /// Sums that are nought: counts by place, each with its number.
    pub relations: Vec<Vec<(usize, i64)>>,
}

/// What came of trying to work out one count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is called.
    pub name: String,
    /// The least of which it is shown that it is possible.
    pub least: Option<i64>,
    /// The most of which it is shown that it is possible; a count of ten million or more says that there is no bound.
    pub most: Option<i64>,
    /// What must be possible.
    pub wanted: Wanted,
}

/// A count of which not too much may be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Wanted {
    /// Its place.
    pub place: usize,
    /// The least that must be possible.
    pub least: i64,
    /// The most that must be possible.
    pub most: i64,
    /// Whether a range as wide that lies higher will do.
    pub slides: bool,
}

impl Finding {
    /// Whether less is possible than must be.
    pub fn is_breach(&self) -> bool {
        let Wanted { least, most, slides, .. } = self.wanted;
        let is_wide = self.width().is_some_and(|width| width >= most - least);
        let is_low = slides || self.least.is_some_and(|found| found <= least);
        !is_wide || !is_low || self.most.is_none_or(|found| found < most)
    }

    /// Persons between the least and the most.
    pub fn width(&self) -> Option<i64> {
        Some(self.most? - self.least?)
    }
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Least,
    Most,
}

type Ranges = Vec<(i64, i64)>;

impl Attack {
    /// Tries to work out counts.
    ///
    /// ```
    /// use disclose::attack::{Attack, Seen, Wanted};
    /// let seen = |least, most| Seen { name: String::new(), least, most };
    /// let seen = vec![seen(47, Some(47)), seen(40, Some(40)), seen(1, None), seen(1, None)];
    /// let attack = Attack { seen, relations: vec![vec![(0, 1), (1, -1), (2, -1), (3, -1)]] };
    /// let found = attack.try_all(&[Wanted { place: 2, least: 1, most: 3, slides: false }]);
    /// assert_eq!((found[0].least, found[0].most), (Some(1), Some(6))); // 47 - 40 = 7 are two cells of one at least
    /// assert!(!found[0].is_breach());
    /// ```
    pub fn try_all(&self, wanted: &[Wanted]) -> Vec<Finding> {
        let own: Ranges = self.seen.iter().map(|seen| (seen.least, seen.most.unwrap_or(MOST))).collect();
        let ranges = self.narrow(own);
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        let of = self.parts(&ranges);
        let try_one = |wanted: &Wanted| {
            let at = wanted.place;
            let (least, most) = match &ranges {
                None => (None, None),
                Some(ranges) if ranges[at].0 == ranges[at].1 => (Some(ranges[at].0), Some(ranges[at].1)),
                Some(ranges) => {
                    let part = parts.entry(of[at]).or_insert_with(|| self.part(of[at], (&of, ranges)));
                    (part.reach(at, End::Least), part.reach(at, End::Most))
                }
            };
            let name = self.seen[at].name.clone();
            Finding { name, least, most, wanted: *wanted }
        };
        wanted.iter().map(try_one).collect()
    }

    /// Ranges narrowed by each relation in turn; nothing where no counts are left.
    fn narrow(&self, mut ranges: Ranges) -> Option<Ranges> {
        for _ in 0..MAX_ROUNDS {
            let before = ranges.clone();
            for relation in &self.relations {
                let ends = |(at, times): &(usize, i64), ranges: &Ranges| {
                    let (one, two) = (ranges[*at].0 * times, ranges[*at].1 * times);
                    (one.min(two), one.max(two))
                };
                let own: Vec<(i64, i64)> = relation.iter().map(|term| ends(term, &ranges)).collect();
                let (low, high) = own.iter().fold((0, 0), |(low, high), (least, most)| (low + least, high + most));
                for ((at, times), (least, most)) in relation.iter().zip(own) {
                    let (low, high) = (low - least, high - most);
                    // times · x = −others
                    let (from, to) = if *times > 0 { (-high, -low) } else { (low, high) };
                    let size = times.abs();
                    ranges[*at].0 = ranges[*at].0.max(-(-from).div_euclid(size));
                    ranges[*at].1 = ranges[*at].1.min(to.div_euclid(size));
                    if ranges[*at].0 > ranges[*at].1 {
                        return None;
                    }
                }
            }
            if ranges == before {
                break;
            }
        }
        Some(ranges)
    }

    /// Which counts that are not known hang together: the first place of each one's part.
    fn parts(&self, ranges: &Option<Ranges>) -> Vec<usize> {
        let mut of: Vec<usize> = (0..self.seen.len()).collect();
        let Some(ranges) = ranges else { return of };
        let open = |at: usize| ranges[at].0 < ranges[at].1;
        loop {
            let mut is_done = true;
            for relation in &self.relations {
                let tied: Vec<usize> = relation.iter().map(|(at, _)| *at).filter(|at| open(*at)).collect();
                let Some(first) = tied.iter().map(|at| of[*at]).min() else { continue };
                for at in tied {
                    is_done &= of[at] == first;
                    of[at] = first;
                }
            }
            if is_done {
                return of;
            }
        }
    }

    /// One part with its relations.
    fn part(&self, first: usize, (of, ranges): (&[usize], &Ranges)) -> Part {
        let places: Vec<usize> = (0..of.len()).filter(|at| of[*at] == first && ranges[*at].0 < ranges[*at].1).collect();
        let index: BTreeMap<usize, usize> = places.iter().enumerate().map(|(here, at)| (*at, here)).collect();
        let mut rows = BTreeSet::new();
        for relation in &self.relations {
            let known = |at: &usize| ranges[*at].0 == ranges[*at].1;
            let sum: i64 = relation.iter().filter(|(at, _)| known(at)).map(|(at, times)| -times * ranges[*at].0).sum();
            let terms: Vec<(usize, i64)> =
                relation.iter().filter_map(|(at, times)| Some((*index.get(at)?, *times))).collect();
            if !terms.is_empty() {
                rows.insert((terms, sum));
            }
        }
        let ranges = places.iter().map(|at| ranges[*at]).collect();
        Part { index, ranges, rows: rows.into_iter().collect() }
    }
}

/// Counts that are not known and hang together.
struct Part {
    index: BTreeMap<usize, usize>,
    ranges: Ranges,
    rows: Vec<(Vec<(usize, i64)>, i64)>,
}

impl Part {
    /// The furthest that a count can go, by counts that were found and checked.
    fn reach(&self, at: usize, end: End) -> Option<i64> {
        let here = *self.index.get(&at)?;
        let counts = self.counts(here, end, false).or_else(|| self.counts(here, end, true))?;
        Some(counts[here])
    }

    fn counts(&self, here: usize, end: End, is_whole: bool) -> Option<Vec<i64>> {
        let direction =
            if end == End::Least { OptimizationDirection::Minimize } else { OptimizationDirection::Maximize };
        let mut problem = Problem::new(direction);
        let variable = |(place, (least, most)): (usize, &(i64, i64))| {
            let weight = f64::from(u8::from(place == here));
            match (i32::try_from(*least), i32::try_from(*most)) {
                (Ok(least), Ok(most)) if is_whole => problem.add_integer_var(weight, (least, most)),
                _ => problem.add_var(weight, (float(*least), float(*most))),
            }
        };
        let variables: Vec<Variable> = self.ranges.iter().enumerate().map(variable).collect();
        for (terms, sum) in &self.rows {
            let terms: Vec<(Variable, f64)> = terms.iter().map(|(at, times)| (variables[*at], float(*times))).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, float(*sum));
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(MAX_NODES);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        let counts: Vec<i64> = variables.iter().map(|variable| nearest(solution.var_value(*variable))).collect();
        self.holds(&counts).then_some(counts)
    }

    /// Whether whole counts meet all that is known.
    fn holds(&self, counts: &[i64]) -> bool {
        let fits = counts.iter().zip(&self.ranges).all(|(count, (least, most))| (least..=most).contains(&count));
        let adds_up = |(terms, sum): &(Vec<(usize, i64)>, i64)| {
            terms.iter().map(|(at, times)| counts[*at] * times).sum::<i64>() == *sum
        };
        fits && self.rows.iter().all(adds_up)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of persons are far below 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "between bounds of at most ten million or a printed count")]
fn nearest(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(least: i64, most: Option<i64>) -> Seen {
        Seen { name: "cell".to_owned(), least, most }
    }

    fn wanted(place: usize, least: i64, most: i64) -> Wanted {
        Wanted { place, least, most, slides: false }
    }

    #[test]
    fn subtraction_is_a_breach() {
        let attack = Attack {
            seen: vec![seen(42, Some(42)), seen(40, Some(40)), seen(1, None)],
            relations: vec![vec![(0, 1), (1, -1), (2, -1)]],
        };
        let found = &attack.try_all(&[wanted(2, 1, 3)])[0];
        assert_eq!((found.least, found.most, found.width()), (Some(2), Some(2), Some(0)));
        assert!(found.is_breach());
    }

    /// Three sums of two cells each tell all three, though no single relation tells any.
    #[test]
    fn several_sums_together_are_a_breach() {
        let hidden = || seen(0, None);
        let printed = |count| seen(count, Some(count));
        let attack = Attack {
            seen: vec![hidden(), hidden(), hidden(), printed(7), printed(6), printed(5)],
            relations: vec![
                vec![(3, 1), (0, -1), (1, -1)],
                vec![(4, 1), (0, -1), (2, -1)],
                vec![(5, 1), (1, -1), (2, -1)],
            ],
        };
        let found = attack.try_all(&[wanted(0, 1, 5), wanted(2, 1, 3)]);
        assert_eq!((found[0].least, found[0].most), (Some(4), Some(4)));
        assert_eq!((found[1].least, found[1].most), (Some(2), Some(2)));
    }

    /// Fractions reach further than persons can: x + y = 2z with x, y at most one and z at most one half is x = y = z = 0.
    #[test]
    fn only_whole_counts_are_possible() {
        let attack = Attack {
            seen: vec![seen(0, Some(1)), seen(0, Some(1)), seen(0, Some(3)), seen(1, Some(1))],
            // 2x + 2y + z = 3: x + y is 0 or 1, z is 3 or 1
            relations: vec![vec![(0, 2), (1, 2), (2, 1), (3, -3)]],
        };
        let found = attack.try_all(&[wanted(2, 0, 3), wanted(0, 0, 1)]);
        assert_eq!((found[0].least, found[0].most), (Some(1), Some(3)), "z = 0 would need one half");
        assert_eq!((found[1].least, found[1].most), (Some(0), Some(1)));
    }

    #[test]
    fn what_contradicts_itself_is_a_breach_and_not_a_certificate() {
        let attack = Attack {
            seen: vec![seen(1, Some(1)), seen(2, Some(2)), seen(0, None)],
            relations: vec![vec![(0, 1), (1, -1)]],
        };
        assert!(attack.try_all(&[wanted(2, 0, 3)])[0].is_breach());
    }
}
