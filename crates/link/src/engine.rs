//! The run: fields, blocks, model, scores, clusters, in the order in which they depend on each other.

use crate::{
    blocking::{self, RuleCount},
    comparison::Comparisons,
    fields::Fields,
    pair::ScoredPair,
    score::{self, Pairs, Scorer, Weights},
    settings::Settings,
    table::Table,
    train,
    weight::model::Model,
};

/// For trial.
pub struct Trial {
    pub pairs: Vec<ScoredPair>,
    pub counts: Vec<RuleCount>,
    pub model: Model,
    pub compared: u64,
}

/// For trial.
pub fn trial(table: &Table, settings: &Settings, threads: usize, clock: &dyn Fn(&str)) -> Trial {
    let mut fields = Fields::new(table, settings);
    let comparisons = Comparisons::of(settings, &mut fields, table.rows()).unwrap_or_else(|e| panic!("{e}"));
    clock("comparisons");
    let candidates = blocking::candidates(table, settings, &mut fields).unwrap_or_else(|e| panic!("{e}"));
    drop(fields);
    clock("blocking");
    let has_duplicates = vec![!settings.one_row_per_list; table.lists.len()];
    let pairs = Pairs {
        index: &candidates.index,
        list_of: &table.list_of,
        has_duplicates: &has_duplicates,
        threads,
        one_in: 1,
        watch: &|_| true,
    };
    let random = train::random_patterns(&comparisons, &pairs, settings);
    clock("random");
    let expected = candidates.counts.iter().map(|c| c.pairs).sum();
    let (cand, one_in) = train::candidate_patterns(&comparisons, &pairs, expected);
    clock("candidate sample");
    let n = table.rows() as f64;
    let mut possible = n * (n - 1.0) / 2.0;
    if settings.one_row_per_list {
        for l in 0..table.lists.len() {
            let k = table.list_of.iter().filter(|x| usize::from(**x) == l).count() as f64;
            possible -= k * (k - 1.0) / 2.0;
        }
    }
    let model = train::quick(&comparisons, &random, (&cand, one_in), possible);
    clock("em");
    let weights = Weights::of(&model, &comparisons);
    let pass = score::score(&comparisons, (&weights, settings.keep_bits), &pairs);
    clock("score");
    let mut counts = candidates.counts;
    for (c, n) in counts.iter_mut().zip(&pass.new_pairs) {
        c.new_pairs = *n;
    }
    let _s = Scorer { comparisons: &comparisons, weights: &weights };
    Trial { compared: pass.counts.pairs(), pairs: pass.pairs, counts, model }
}
