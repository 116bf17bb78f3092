//! Hierarchical log-linear models: every interaction brings all those within it.
//!
//! Source: Bishop, Fienberg & Holland 1975, *Discrete Multivariate Analysis*, section 3.2 (hierarchy, generators). The
//! models on all lists are the simplicial complexes on that many labelled points without the full one: 8, 113, 6,893
//! and 7,785,061 for three to six lists (OEIS A014466 less those that leave a point out).

use std::fmt;

/// The interactions of a model beyond its main effects, each as a bit field of lists, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Model {
    lists: usize,
    interactions: Vec<u32>, // Invariant: ordered by size, closed under taking subsets of two or more lists.
}

/// Text that names no hierarchical model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAModel {
    /// A generator that is no set of lists, as "[12,3]" or "[1.12,3]" writes them.
    #[error("'{0}' names no lists; write generators as [12,3], lists above 9 as 1.12")]
    Generator(String),
    /// The interaction of all lists cannot be estimated.
    #[error("the interaction of all lists is not identified; leave it out")]
    Saturated,
}

impl Model {
    /// Independence: main effects alone.
    pub fn main_effects(lists: usize) -> Self {
        Self { lists, interactions: Vec::new() }
    }

    /// The smallest hierarchical model with these interactions (bit fields) and all main effects.
    ///
    /// ```
    /// let model = estimate::log_linear::Model::of_generators(4, &[0b0111, 0b1001])?;
    /// assert_eq!(model.to_string(), "[123,14]");
    /// # Ok::<(), estimate::log_linear::NotAModel>(())
    /// ```
    ///
    /// # Errors
    /// Where a set names no list of the table, or all of them.
    pub fn of_generators(lists: usize, generators: &[u32]) -> Result<Self, NotAModel> {
        let full = full(lists);
        let mut interactions: Vec<u32> = Vec::new();
        for generator in generators {
            if *generator == 0 || generator & !full != 0 {
                return Err(NotAModel::Generator(format!("{generator:b}")));
            }
            if *generator == full {
                return Err(NotAModel::Saturated);
            }
            interactions.extend(subsets(*generator).filter(|set| set.count_ones() >= 2));
        }
        Ok(Self::closed(lists, interactions))
    }

    /// Reads "[123,14,5]"; lists above 9 are separated by points: "[1.12,3]".
    ///
    /// # Errors
    /// Where the text names no hierarchical model of so many lists.
    pub fn parse(lists: usize, text: &str) -> Result<Self, NotAModel> {
        let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
        let generator = |name: &str| {
            let wrong = || NotAModel::Generator(name.to_owned());
            let digits: Vec<&str> =
                if name.contains('.') || lists > 9 { name.split('.').collect() } else { name.split("").collect() };
            digits.iter().filter(|digit| !digit.is_empty()).try_fold(0_u32, |set, digit| {
                let list = digit.trim().parse::<usize>().map_err(|_| wrong())?;
                if (1..=lists).contains(&list) { Ok(set | 1 << (list - 1)) } else { Err(wrong()) }
            })
        };
        let generators = inner.split(',').map(generator).collect::<Result<Vec<u32>, _>>()?;
        Self::of_generators(lists, &generators)
    }

    /// Every hierarchical model with all main effects and without the interaction of all lists: 8 for three lists,
    /// 113 for four, 6,893 for five. Six lists have 7,785,061 and need a gigabyte; a search does not keep them.
    pub fn all(lists: usize) -> Vec<Self> {
        let candidates = candidates(lists, lists.saturating_sub(1));
        let mut models = Vec::new();
        extend(&candidates, &mut Vec::new(), &mut |interactions| {
            models.push(Self { lists, interactions: interactions.to_vec() });
        });
        models
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.lists
    }

    /// Interactions of two or more lists, as bit fields, smaller ones first.
    pub fn interactions(&self) -> &[u32] {
        &self.interactions
    }

    /// The interactions that are within no other, larger ones first; a list without interaction is one.
    pub fn generators(&self) -> Vec<u32> {
        let terms: Vec<u32> = self.terms().filter(|set| *set != 0).collect();
        let is_generator = |term: &u32| terms.iter().all(|other| other == term || other & term != *term);
        let mut generators: Vec<u32> = terms.iter().copied().filter(is_generator).collect();
        generators.sort_by_key(|set| (std::cmp::Reverse(set.count_ones()), members(*set)));
        generators
    }

    /// Intercept, main effects, interactions.
    pub fn parameters(&self) -> usize {
        1 + self.lists + self.interactions.len()
    }

    /// Sets of the design's columns: the intercept (the empty set), main effects, interactions.
    pub(super) fn terms(&self) -> impl Iterator<Item = u32> + '_ {
        std::iter::once(0).chain((0..self.lists).map(|list| 1 << list)).chain(self.interactions.iter().copied())
    }

    /// From interactions that are closed under subsets, in any order.
    pub(super) fn closed(lists: usize, mut interactions: Vec<u32>) -> Self {
        interactions.sort_by_key(|set| (set.count_ones(), *set));
        interactions.dedup();
        Self { lists, interactions }
    }

    /// The interaction by which a neighbour differs, and whether it has it and this model does not.
    pub(super) fn step_to(&self, neighbour: &Self) -> (u32, bool) {
        let is_wider = neighbour.interactions.len() > self.interactions.len();
        let (long, short) = if is_wider { (neighbour, self) } else { (self, neighbour) };
        let mut pairs = long.interactions.iter().zip(&short.interactions);
        let first = pairs.position(|(one, other)| one != other).unwrap_or(short.interactions.len());
        (long.interactions.get(first).copied().unwrap_or(0), is_wider)
    }

    /// Models with one interaction more or less, in a fixed order.
    pub(super) fn neighbours(&self, largest: usize) -> Vec<Self> {
        let is_in = |set: u32| {
            set.count_ones() < 2
                || self
                    .interactions
                    .binary_search_by_key(&(set.count_ones(), set), |other| (other.count_ones(), *other))
                    .is_ok()
        };
        let joined = |set: &u32| bits(*set).all(|bit| is_in(set & !bit));
        let most = u32::try_from(largest.min(self.lists - 1)).unwrap_or(u32::MAX);
        let mut wider: Vec<u32> = pairs(self.lists);
        for set in &self.interactions {
            wider.extend((0..self.lists).map(|list| set | 1 << list));
        }
        wider.retain(|set| set.count_ones() <= most && !is_in(*set) && joined(set));
        wider.sort_by_key(|set| (set.count_ones(), *set));
        wider.dedup();
        let more = wider.iter().map(|set| self.interactions.iter().copied().chain([*set]).collect());
        let tops = self.generators().into_iter().filter(|set| set.count_ones() >= 2);
        let less = tops.map(|top| self.interactions.iter().copied().filter(|set| *set != top).collect());
        more.chain(less).map(|interactions| Self::closed(self.lists, interactions)).collect()
    }
}

/// All pairs of lists.
pub(super) fn pairs(lists: usize) -> Vec<u32> {
    candidates(lists, 2)
}

/// All sets of two lists up to so many, smaller ones first.
pub(super) fn candidates(lists: usize, largest: usize) -> Vec<u32> {
    let mut sets: Vec<u32> =
        (1..=full(lists)).filter(|set| (2..=largest).contains(&(set.count_ones() as usize))).collect();
    sets.sort_by_key(|set| (set.count_ones(), *set));
    sets
}

/// All lists.
pub(super) fn full(lists: usize) -> u32 {
    u32::MAX >> (32 - lists)
}

/// Visits each choice of candidates that is closed under subsets, given those chosen already.
pub(super) fn extend(candidates: &[u32], chosen: &mut Vec<u32>, found: &mut impl FnMut(&[u32])) {
    let Some((set, rest)) = candidates.split_first() else { return found(chosen) };
    extend(rest, chosen, found);
    let is_closed = set.count_ones() == 2 || bits(*set).all(|bit| chosen.contains(&(set & !bit)));
    if is_closed {
        chosen.push(*set);
        extend(rest, chosen, found);
        chosen.pop();
    }
}

/// Single lists of a set.
pub(super) fn bits(set: u32) -> impl Iterator<Item = u32> {
    (0..32).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}

/// Non-empty subsets of a set.
fn subsets(set: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(Some(set), move |subset| subset.checked_sub(1).map(|below| below & set))
        .take_while(|subset| *subset != 0)
}

/// Patterns that contain a set.
pub(super) fn supersets(set: u32, lists: usize) -> impl Iterator<Item = u32> {
    let rest = full(lists) & !set;
    std::iter::once(set).chain(subsets(rest).map(move |more| set | more))
}

fn members(set: u32) -> Vec<u32> {
    (0..32).filter(|list| set >> list & 1 == 1).collect()
}

impl fmt::Display for Model {
    /// Generators in the usual notation: `[123,14,5]`; with ten lists or more `[1.12,3]`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = if self.lists > 9 { "." } else { "" };
        let name = |set: &u32| {
            members(*set).iter().map(|list| (list + 1).to_string()).collect::<Vec<String>>().join(separator)
        };
        write!(formatter, "[{}]", self.generators().iter().map(name).collect::<Vec<String>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_models_as_the_literature_counts() {
        assert_eq!([2, 3, 4, 5].map(|lists| Model::all(lists).len()), [1, 8, 113, 6_893]);
    }

    #[test]
    fn a_model_is_read_as_it_is_written() {
        for model in Model::all(4) {
            assert_eq!(Model::parse(4, &model.to_string()), Ok(model));
        }
        let wide = Model::of_generators(12, &[0b1000_0000_0001, 0b110]).unwrap();
        assert!(wide.to_string().starts_with("[1.12,2.3,4,"), "{wide}");
        assert_eq!(Model::parse(12, &wide.to_string()), Ok(wide));
    }

    #[test]
    fn what_names_no_model_is_refused() {
        assert_eq!(Model::parse(3, "[123]"), Err(NotAModel::Saturated));
        assert_eq!(Model::parse(3, "[14,2]"), Err(NotAModel::Generator("14".to_owned())));
    }

    #[test]
    fn every_model_is_reached_from_any_other_by_neighbours() {
        let mut seen = std::collections::BTreeSet::from([Model::main_effects(4)]);
        let mut open: Vec<Model> = seen.iter().cloned().collect();
        while let Some(model) = open.pop() {
            for next in model.neighbours(3) {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        assert_eq!(seen.len(), 113);
    }
}
