//! What was published before, as the ledger keeps it: everybody may still have it.

use std::collections::BTreeMap;

use disclose::{Printed, coarse::Words};
use serde::Deserialize;

use super::scale::Scale;
use crate::outcome::{Breakdown, BreakdownCell};

/// A figure as it was once published.
#[derive(Debug, Clone, PartialEq)]
pub struct Earlier {
    /// Size of the ledger from which it was computed.
    pub as_of: u64,
    /// What [`crate::Figure::published`] gave.
    pub value: serde_json::Value,
}

/// What can be read of a version.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Version {
    pub(super) as_of: u64,
    /// The figure's value; nothing where it was hidden.
    pub(super) total: Option<f64>,
    pub(super) withheld: f64,
    pub(super) breakdowns: Vec<Breakdown>,
}

/// A cell of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WasCell {
    /// What was printed; nothing where it was hidden.
    pub(super) printed: Option<Printed>,
    /// How many of them were public.
    pub(super) public: i64,
}

#[derive(Deserialize)]
struct Published {
    value: Option<f64>,
    query: Option<String>,
    #[serde(default)]
    withheld: f64,
    #[serde(default)]
    breakdowns: Vec<PublishedBreakdown>,
}

#[derive(Deserialize)]
struct PublishedBreakdown {
    column: String,
    cells: Vec<PublishedCell>,
}

#[derive(Deserialize)]
struct PublishedCell {
    row: String,
    count: Option<f64>,
    #[serde(default)]
    public: f64,
    words: Option<Words>,
}

impl PublishedBreakdown {
    /// With the labels that its rows have today; a row that is there no more keeps its mark.
    fn labelled(self, labels: &Labels) -> Breakdown {
        let column = self.column;
        let cell = |cell: PublishedCell| BreakdownCell {
            label: labels.get(&(column.clone(), cell.row.clone())).unwrap_or(&cell.row).clone(),
            mark: cell.row,
            count: cell.count,
            public: cell.public,
            words: cell.words,
        };
        let cells = self.cells.into_iter().map(cell).collect();
        Breakdown { cells, column: column.clone(), withheld: None }
    }
}

/// Labels by column and mark.
pub(super) type Labels = BTreeMap<(String, String), String>;

impl Version {
    /// Reads a version of the query that the figure has now; nothing where it was another one.
    pub(super) fn read(earlier: &Earlier, query: Option<&str>, labels: &Labels) -> Option<Self> {
        let published: Published = serde_json::from_value(earlier.value.clone()).ok()?;
        if published.query.as_deref() != query || query.is_none() {
            return None;
        }
        let Published { value: total, withheld, breakdowns, .. } = published;
        let breakdowns = breakdowns.into_iter().map(|by| by.labelled(labels)).collect();
        Some(Self { as_of: earlier.as_of, total, withheld, breakdowns })
    }

    /// Whether all its rows are there still.
    pub(super) fn is_known(&self, labels: &Labels) -> bool {
        let mut rows = self.breakdowns.iter().flat_map(|by| by.cells.iter().map(move |cell| (by, cell)));
        rows.all(|(by, cell)| labels.contains_key(&(by.column.clone(), cell.mark.clone())))
    }

    pub(super) fn total_cell(&self, scale: Scale) -> WasCell {
        let printed = self.total.map(|total| Printed::exactly(scale.whole(total)));
        WasCell { printed, public: self.total.map_or(0, |total| scale.whole(total - self.withheld)) }
    }

    /// Its cells by column and label. `base` is what its rows are rounded to.
    pub(super) fn cells(&self, scale: Scale, base: Option<u32>) -> BTreeMap<(&str, &str), WasCell> {
        let scaled = |words: Words| {
            let range = words.range(base);
            Printed { least: scale.times(range.least), most: scale.times(range.most) }
        };
        let mut cells = BTreeMap::new();
        for breakdown in &self.breakdowns {
            for cell in &breakdown.cells {
                let exact = cell.count.map(|count| Printed::exactly(scale.whole(count)));
                let printed = exact.or(cell.words.map(scaled));
                let was = WasCell { printed, public: scale.whole(cell.public) };
                cells.insert((breakdown.column.as_str(), cell.label.as_str()), was);
            }
        }
        cells
    }

    pub(super) fn has_column(&self, column: &str) -> bool {
        self.breakdowns.iter().any(|breakdown| breakdown.column == column)
    }
}
