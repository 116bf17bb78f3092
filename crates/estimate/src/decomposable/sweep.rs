//! The posteriors of many graphs at many numbers of undocumented persons, by tables.
//!
//! Graphs share their families (a list with its parents), so at each point the families' terms are worked out once and a
//! graph costs one addition a list. Points are taken in blocks that stay in the cache.

use std::collections::BTreeMap;

use super::{
    curve::Curve,
    marginal::{Evidence, Marginal},
};

/// Points worked on together.
pub(super) const BLOCK: usize = 64;

/// Families of some graphs, and the graphs as places of their families.
#[derive(Debug, Clone)]
pub(super) struct Families<'a> {
    evidence: &'a Evidence,
    lists: usize,
    marginals: Vec<Marginal>,
    /// Places in `marginals` of (list and parents) and of parents: [family].
    rows: Vec<[usize; 2]>,
    /// Places in `rows`: [graph][list], in one run.
    graphs: Vec<u32>,
}

impl<'a> Families<'a> {
    /// Of some graphs, each by the parents of its lists in a perfect order.
    pub(super) fn new(evidence: &'a Evidence, graphs: &[super::Graph]) -> Self {
        let mut families =
            Self { evidence, lists: evidence.lists, marginals: Vec::new(), rows: Vec::new(), graphs: Vec::new() };
        let (mut sets, mut places) = (BTreeMap::new(), BTreeMap::new());
        for (list, parents) in graphs.iter().flat_map(|graph| graph.parents().iter().enumerate()) {
            let row = *places.entry((list, *parents)).or_insert_with(|| {
                let place = [*parents | 1 << list, *parents].map(|set| {
                    *sets.entry(set).or_insert_with(|| {
                        families.marginals.push(evidence.marginal(set));
                        families.marginals.len() - 1
                    })
                });
                families.rows.push(place);
                families.rows.len() - 1
            });
            families.graphs.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        families
    }

    /// Of every graph up to seven lists; a family's place is its list and parents.
    pub(super) fn of_every(evidence: &'a Evidence, graphs: &[super::every::Parents]) -> Self {
        let (lists, size) = (evidence.lists, 1_usize << evidence.lists);
        let marginals = (0..size).map(|set| evidence.marginal(u32::try_from(set).unwrap_or(0))).collect();
        // Parents without the list's own bit, so that half of the table is not needed.
        let squeeze = |list: usize, parents: usize| (parents & ((1 << list) - 1)) | (parents >> (list + 1) << list);
        let mut rows = vec![[0; 2]; lists * size / 2];
        for list in 0..lists {
            for parents in (0..size).filter(|parents| parents >> list & 1 == 0) {
                rows[list * size / 2 + squeeze(list, parents)] = [parents | 1 << list, parents];
            }
        }
        let mut places = Vec::with_capacity(graphs.len() * lists);
        for graph in graphs {
            for (list, parents) in graph.iter().enumerate().take(lists) {
                places.push(u32::try_from(list * size / 2 + squeeze(list, usize::from(*parents))).unwrap_or(u32::MAX));
            }
        }
        Self { evidence, lists, marginals, rows, graphs: places }
    }

    /// Some of the graphs, given by their places from low to high.
    pub(super) fn only(mut self, kept: &[usize]) -> Self {
        let lists = self.lists;
        for (place, graph) in kept.iter().enumerate() {
            self.graphs.copy_within(graph * lists..(graph + 1) * lists, place * lists);
        }
        self.graphs.truncate(kept.len() * lists);
        self.graphs.shrink_to_fit();
        self
    }

    pub(super) fn len(&self) -> usize {
        self.graphs.len() / self.lists.max(1)
    }

    fn rows_of(&self, graph: usize) -> &[u32] {
        &self.graphs[graph * self.lists..(graph + 1) * self.lists]
    }

    /// Puts one graph's posterior into a curve.
    pub(super) fn curve(&self, graph: usize, curve: &mut Curve) {
        let both = |row: &u32| {
            let [family, parents] = self.rows[*row as usize];
            (self.marginals[family], self.marginals[parents])
        };
        curve.refill(self.rows_of(graph).iter().map(both));
    }

    /// Works through every graph at some points: `visit(graph, values)` with one logarithm for each point, at most
    /// [`BLOCK`] of them.
    pub(super) fn visit(&self, points: &[f64], room: &mut Room, mut visit: impl FnMut(usize, &[f64])) {
        let points = &points[..points.len().min(BLOCK)];
        room.fill(self, points);
        for graph in 0..self.len() {
            let mut values = room.shared;
            for row in self.rows_of(graph) {
                let terms = &room.rows[*row as usize];
                values.iter_mut().zip(terms).for_each(|(value, term)| *value += term);
            }
            visit(graph, &values[..points.len()]);
        }
    }
}

/// Room for one block: a logarithm for each point.
#[derive(Debug, Clone)]
pub(super) struct Room {
    marginals: Vec<[f64; BLOCK]>,
    rows: Vec<[f64; BLOCK]>,
    shared: [f64; BLOCK],
}

impl Room {
    pub(super) fn new() -> Self {
        Self { marginals: Vec::new(), rows: Vec::new(), shared: [0.0; BLOCK] }
    }

    fn fill(&mut self, families: &Families<'_>, points: &[f64]) {
        for (value, point) in self.shared.iter_mut().zip(points) {
            *value = families.evidence.ln_shared(*point);
        }
        self.marginals.resize(families.marginals.len(), [0.0; BLOCK]);
        for (values, marginal) in self.marginals.iter_mut().zip(&families.marginals) {
            for (value, point) in values.iter_mut().zip(points) {
                *value = families.evidence.ln_marginal(*marginal, *point);
            }
        }
        self.rows.resize(families.rows.len(), [0.0; BLOCK]);
        for (values, [family, parents]) in self.rows.iter_mut().zip(&families.rows) {
            let both = self.marginals[*family].iter().zip(&self.marginals[*parents]);
            values.iter_mut().zip(both).for_each(|(value, (family, parents))| *value = family - parents);
        }
    }
}
