//! Hierarchical log-linear models: every interaction brings all those within it.

use std::fmt;

/// The interactions of a model beyond its main effects, each as a bit field of lists, in order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Model {
    lists: usize,
    interactions: Vec<u32>, // Invariant: ordered by size, closed under taking subsets of two or more lists.
}

impl Model {
    /// Every hierarchical model with all main effects and without the interaction of all lists: 8 for three lists,
    /// 113 for four, 6,893 for five.
    pub fn all(lists: usize) -> Vec<Self> {
        let mut candidates: Vec<u32> = (1..1_u32 << lists)
            .filter(|set| set.count_ones() >= 2 && set.count_ones() < u32::try_from(lists).unwrap_or(0))
            .collect();
        candidates.sort_by_key(|set| (set.count_ones(), *set));
        let mut models = Vec::new();
        extend(&candidates, &mut Vec::new(), &mut |interactions| {
            models.push(Self { lists, interactions: interactions.to_vec() })
        });
        models
    }

    /// The columns of the design: intercept (the empty set), main effects, interactions.
    pub(super) fn columns(&self) -> Vec<u32> {
        let mains = (0..self.lists).map(|list| 1 << list);
        std::iter::once(0).chain(mains).chain(self.interactions.iter().copied()).collect()
    }
}

fn extend(candidates: &[u32], chosen: &mut Vec<u32>, found: &mut impl FnMut(&[u32])) {
    let Some((set, rest)) = candidates.split_first() else { return found(chosen) };
    extend(rest, chosen, found);
    let is_closed = set.count_ones() == 2 || bits(*set).all(|bit| chosen.contains(&(set & !bit)));
    if is_closed {
        chosen.push(*set);
        extend(rest, chosen, found);
        chosen.pop();
    }
}

fn bits(set: u32) -> impl Iterator<Item = u32> {
    (0..32).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}

impl fmt::Display for Model {
    /// Generators in the usual notation: `[123,14,5]`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mains: Vec<u32> = (0..self.lists).map(|list| 1 << list).collect();
        let terms: Vec<u32> = mains.iter().chain(&self.interactions).copied().collect();
        let is_generator = |term: &u32| terms.iter().all(|other| other == term || other & term != *term);
        let mut names: Vec<String> = terms
            .iter()
            .filter(|term| is_generator(term))
            .map(|term| {
                (1..=self.lists).filter(|list| term >> (list - 1) & 1 == 1).map(|list| list.to_string()).collect()
            })
            .collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
        write!(formatter, "[{}]", names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_models_as_the_literature_counts() {
        assert_eq!([2, 3, 4, 5].map(|lists| Model::all(lists).len()), [1, 8, 113, 6_893]);
    }
}
