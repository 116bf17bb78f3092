//! Settings that nobody had to guess: fields, comparisons and blocking rules proposed from the lists themselves.
//!
//! 1. The columns are recognised by header and values.
//! 2. Each field gets its stock comparison; each gives keys for blocking rules, from the whole value to its first letters.
//! 3. How many pairs any conjunction of keys would make is seen on random pairs, and counted exactly for those chosen.
//! 4. A first, narrow set of rules trains a first model. The likely matches that it finds tell which conjunctions find
//!    matches; rules are chosen one by one, each time the one that finds most new likely matches for its pairs, until the
//!    budget is spent. Then once more, with the matches that the wider rules found.
//!
//! Sources: the search for conjunctions under a budget of pairs follows Michelson & Knoblock 2006, *AAAI* 440-445, and
//! Bilenko, Kamath & Mooney 2006, *ICDM* 87-96 (greedy weighted cover), with likely matches in the place of labels.

mod keys;
mod plan;
mod rules;

use serde::Serialize;

use crate::{
    columns::{RecognisedField, recognise},
    linker::{LinkError, Linker, Options},
    settings::Settings,
    table::Table,
};

pub use plan::Skipped;
pub use rules::ProposedRule;

/// Pairs per record that the rules may make together.
const PAIRS_PER_ROW: u64 = 60;

/// A small file may make as many pairs as this.
const FEWEST_PAIRS: u64 = 400_000;

/// Pairs per record of the first, narrow rules.
const NARROW: u64 = 12;

/// What may be chosen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wishes {
    /// Pairs that the rules may make together; 60 per record where none is given.
    pub pairs: Option<u64>,
    /// True where no list holds a person twice.
    pub one_row_per_list: bool,
    /// Seed of every draw.
    pub seed: Option<u64>,
}

/// What is proposed, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The settings.
    pub settings: Settings,
    /// The rules with what each would find.
    pub rules: Vec<ProposedRule>,
    /// Columns that are not compared, each with its reason.
    pub skipped: Vec<Skipped>,
    /// Pairs that the rules may make together.
    pub budget_pairs: u64,
    /// Likely matches from which the rules were chosen.
    pub likely_matches: f64,
}

/// Proposes settings for a table.
///
/// # Errors
/// Where no column can be compared.
pub fn propose(table: &Table, wishes: &Wishes, options: &Options<'_>) -> Result<Proposal, LinkError> {
    if table.rows() < 2 {
        return Err(LinkError::TooFewRows(table.rows()));
    }
    let fields: Vec<RecognisedField> = recognise(table);
    let mut plan = plan::of(&fields);
    if plan.settings.comparisons.is_empty() {
        return Err(LinkError::NothingToCompare { columns: fields.iter().map(|field| field.name.clone()).collect() });
    }
    plan.settings.one_row_per_list = wishes.one_row_per_list;
    plan.settings.seed = wishes.seed.unwrap_or(plan.settings.seed);
    let rows = table.rows() as u64;
    let all = rows.saturating_mul(rows.saturating_sub(1)) / 2;
    let budget = wishes.pairs.unwrap_or((rows * PAIRS_PER_ROW).max(FEWEST_PAIRS)).min(all);
    let mut search = rules::Search::new(table, &plan, options)?;
    let mut chosen = search.narrow((rows * NARROW).max(FEWEST_PAIRS / 4).min(budget));
    let mut likely = 0.0;
    // Wider each time: what one round finds tells the next where to look.
    for share in [8, 1] {
        plan.settings.blocking = chosen.iter().map(|rule| rule.keys.clone()).collect();
        let linker = Linker::new(table, &plan.settings)?;
        let trained = linker.train(options)?;
        let scored = linker.score(&trained.model, &Options { one_in: 1, ..*options })?;
        likely = search.learn(&scored.pairs);
        let better = search.choose(budget / share);
        // Where nothing looks like a match, there is nothing to choose by.
        if !better.is_empty() {
            chosen = better;
        }
    }
    plan.settings.blocking = chosen.iter().map(|rule| rule.keys.clone()).collect();
    Ok(Proposal {
        settings: plan.settings,
        rules: chosen,
        skipped: plan.skipped,
        budget_pairs: budget,
        likely_matches: likely,
    })
}
