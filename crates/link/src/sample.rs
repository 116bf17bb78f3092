//! How sure is it who is whom? Partitions of records into persons, drawn from the posterior.
//!
//! Every draw is one way in which the records may belong to persons; the number of persons and the capture table of each draw
//! carry the uncertainty of the linkage into whatever is estimated from them. Records that no kept pair connects are persons of
//! their own; partitions are sampled within the components of the kept pairs, with all pairs within a component scored. m, u and
//! the prior are drawn in turn with the partition. What blocking never reaches is added from the posterior of its recall.
//!
//! Assumes that comparisons are independent given match status, but for the model's interactions; that the kept pairs reach
//! every other cluster of records worth considering; and that the records of a missed pair are like those of found pairs.
//!
//! Sources: Sadinle 2014, *Ann. Appl. Stat.* 8:2404-2434; Sadinle 2018, *Ann. Appl. Stat.* 12:1013-1038 (draws handed to the
//! estimation); Steorts, Hall & Fienberg 2016, *J. Am. Stat. Assoc.* 111:1660-1672; McVeigh & Murray 2017, arXiv 1710.10558.

mod below;
mod capture;
mod chain;
mod check;
mod component;
mod diagnose;
mod draws;
mod evidence;
mod missed;
mod parameters;
mod partition;
mod random;
mod setting;
mod split_merge;
mod sweep;
mod target;
#[cfg(test)]
mod tests;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;

pub use capture::{CaptureNames, CaptureVersion, capture_csv, capture_json};
pub use check::SampleError;
pub use component::Cut;
pub use diagnose::mixing;
pub use draws::{CaptureCell, CaptureTable, Draw, LabelledDraws, Mixing, PartitionDraws, Summary};
pub use parameters::Parameters;
pub use setting::{ClusterPrior, Constraints, Evidence, Learning, MOST_LISTS, PseudoCounts, RecallPosterior, Settings};
pub use split_merge::Moves;

/// Draws partitions of the records into persons.
///
/// # Errors
/// Where the evidence contradicts itself or a setting is out of range; see [`SampleError`].
///
/// ```
/// use link::pair::{PairScorer, ScoredPair};
/// use link::sample::{Constraints, Evidence, Learning, Settings, draw_partitions};
/// # use link::weight::model::{ComparisonModel, LevelModel, LevelProbability::Estimated, Model};
/// struct Same;
/// impl PairScorer for Same {
///     fn score(&self, left: u32, right: u32) -> ScoredPair {
///         ScoredPair { left, right, match_weight_bits: 0.0, term_frequency_bits: 0.0, pattern: 1 }
///     }
/// }
/// // One comparison; its level 1 has m / u = 0.9 / 0.3 = 3. The prior odds are 1 to 3: two records are one person or not, 50 : 50.
/// # let level = |m, u| LevelModel { label: String::new(), m_probability: Estimated(m), u_probability: Estimated(u) };
/// # let levels = vec![level(0.9, 0.3), level(0.1, 0.7)];
/// # let model = Model { prior: 0.25, comparisons: vec![ComparisonModel { name: "name".into(), levels }], interactions: vec![], relatives: None };
/// # let shape = link::pattern::PatternShape::new(&[3])?;
/// let edges = [Same.score(0, 1)];
/// let evidence = Evidence {
///     list_of: &[0, 1, 1],
///     strata: None,
///     edges: &edges,
///     scorer: &Same,
///     model: &model,
///     shape: &shape,
///     constraints: Constraints::default(),
/// };
/// let draws = draw_partitions(&evidence, &Settings { draws: 10_000, learning: Learning::Fixed, ..Settings::default() })?;
/// assert!((draws.persons().mean - 2.5).abs() < 0.02); // 2 persons or 3
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw_partitions(evidence: &Evidence, settings: &Settings) -> Result<PartitionDraws, SampleError> {
    check::check(evidence, settings)?;
    let found = component::blocks(evidence, settings)?;
    let patterns = parameters::Patterns::new(evidence, &found.patterns);
    let ground = chain::Ground::new(evidence, settings, (&found.blocks, &patterns));
    let mut recorded = chain::Recorded::default();
    if settings.labels_every.is_some() {
        recorded.labels.components = found.blocks.iter().map(|block| block.rows.clone()).collect();
    }
    let mut seeds = ChaCha20Rng::seed_from_u64(settings.seed);
    for chain in 0..settings.chains {
        let extra = usize::from(chain < settings.draws % settings.chains);
        chain::run_chain(&ground, (chain, settings.draws / settings.chains + extra), seeds.random(), &mut recorded);
    }
    let by_chain = |of: &dyn Fn(&Draw) -> f64| {
        let draws = |chain| recorded.draws.iter().filter(move |draw| draw.chain == chain);
        mixing(&(0..settings.chains).map(|chain| draws(chain).map(of).collect()).collect::<Vec<_>>())
    };
    Ok(PartitionDraws {
        persons_mixing: by_chain(&|draw| draw.persons as f64),
        posterior_mixing: by_chain(&|draw| draw.posterior_bits),
        records: evidence.list_of.len() as u64,
        records_in_components: found.blocks.iter().map(|block| block.rows.len() as u64).sum(),
        components: found.blocks.len() as u64,
        cuts: found.cuts,
        draws: recorded.draws,
        parameters: recorded.parameters,
        moves: recorded.moves,
        labels: recorded.labels,
    })
}
