//! How many persons may there be? Partitions drawn from the posterior, as capture tables for the estimate.

use link::{
    cluster::Judgement,
    linkage::{draw_judged, draw_settings},
    sample::{CaptureNames, CaptureVersion, PartitionDraws, Settings, capture_csv, capture_json},
    table::Table,
};

use super::Found;
use crate::failure::{Cause, Failure};

/// Draws that are written as capture tables, at most.
const TABLES: usize = 1_000;

/// Partitions drawn.
pub(crate) struct Draws {
    pub(crate) draws: PartitionDraws,
    /// What the posterior says of the share of matches that the rules reach; nothing where it cannot be told.
    pub(crate) is_corrected: bool,
}

/// Draws partitions.
pub(crate) fn draw(
    (count, threads): (usize, usize),
    found: &Found<'_>,
    judgements: &[Judgement],
) -> Result<Draws, Failure> {
    let (linker, linkage) = (found.linker, found.linkage);
    let settings = Settings { draws: count, seed: linker.settings().seed, threads, ..draw_settings(linkage) };
    let refused = |error: link::sample::SampleError| {
        Failure::new(
            Cause::Material,
            error.to_string(),
            "draw with fewer lists, or settle the judgements that are named",
        )
    };
    let draws = draw_judged((linker, linkage), judgements, None, &settings).map_err(refused)?;
    Ok(Draws { draws, is_corrected: settings.recall.is_some() })
}

impl Draws {
    /// The capture tables as text and as JSON.
    pub(crate) fn tables(&self, table: &Table) -> (String, String) {
        let version = if self.is_corrected { CaptureVersion::Corrected } else { CaptureVersion::Reached };
        let names = CaptureNames { lists: &table.lists, strata: &[] };
        let json = capture_json(&self.draws, names, version, TABLES);
        (capture_csv(&self.draws, names, version, TABLES), format!("{json}\n"))
    }
}
