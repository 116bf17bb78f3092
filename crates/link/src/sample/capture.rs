//! Capture tables of draws as CSV and JSON: what the estimation step reads.

use serde::Serialize;

use super::draws::{CaptureTable, Draw, PartitionDraws};

/// What lists and strata are called.
#[derive(Debug, Clone, Copy)]
pub struct CaptureNames<'a> {
    /// `[list]`.
    pub lists: &'a [String],
    /// `[stratum]`; a stratum beyond its end is called by its number.
    pub strata: &'a [String],
}

/// Which of the two tables of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureVersion {
    /// As far as blocking reaches.
    Reached,
    /// After the joins that blocking missed.
    Corrected,
}

impl CaptureVersion {
    fn of(self, draw: &Draw) -> &CaptureTable {
        match self {
            Self::Reached => &draw.captures,
            Self::Corrected => &draw.corrected,
        }
    }
}

#[derive(Serialize)]
struct JsonTables<'a> {
    format: &'static str,
    version: u32,
    corrected: bool,
    lists: &'a [String],
    draws: Vec<JsonDraw>,
}

#[derive(Serialize)]
struct JsonDraw {
    draw: usize,
    persons: u64,
    cells: Vec<JsonCell>,
}

#[derive(Serialize)]
struct JsonCell {
    stratum: String,
    lists: Vec<u8>,
    persons: u32,
}

/// At most so many draws, evenly spread: their numbers.
fn spread(draws: usize, at_most: usize) -> impl Iterator<Item = usize> {
    let taken = at_most.min(draws);
    (0..taken).map(move |at| at * draws / taken)
}

/// One line for each cell of at most so many draws: `draw, stratum`, a column of 0 or 1 for each list, `persons`.
///
/// ```
/// use link::sample::{CaptureNames, CaptureVersion, capture_csv};
/// # use link::sample::{CaptureCell, CaptureTable, Draw, Mixing, PartitionDraws};
/// # let captures = CaptureTable { cells: vec![CaptureCell { stratum: 0, lists: 0b10, persons: 7 }] };
/// # let corrected = captures.clone();
/// # let draw = Draw { chain: 0, persons: 7, missed_joins: 0, recall: 1.0, kept_apart: 0.0, posterior_bits: 0.0, captures, corrected, unplaced_joins: 0 };
/// # let mixing = Mixing { r_hat: 1.0, effective_draws: 1.0 };
/// # let draws = PartitionDraws { draws: vec![draw], records: 7, records_in_components: 0, components: 0, cuts: vec![],
/// #     parameters: vec![], moves: Default::default(), persons_mixing: mixing, posterior_mixing: mixing, labels: Default::default() };
/// let lists = ["church".to_string(), "press".to_string()];
/// let names = CaptureNames { lists: &lists, strata: &[] };
/// // Seven persons whom only the second list holds:
/// assert_eq!(capture_csv(&draws, names, CaptureVersion::Reached, 10), "draw,stratum,church,press,persons\n0,0,0,1,7\n");
/// ```
pub fn capture_csv(draws: &PartitionDraws, names: CaptureNames, version: CaptureVersion, at_most: usize) -> String {
    let lists: String = names.lists.iter().map(|list| quoted(list) + ",").collect();
    let mut csv = format!("draw,stratum,{lists}persons\n");
    for number in spread(draws.draws.len(), at_most) {
        for cell in &version.of(&draws.draws[number]).cells {
            csv += &format!("{number},{},", quoted(&names.stratum(cell.stratum)));
            held(cell.lists, names.lists.len()).for_each(|bit| csv += if bit == 1 { "1," } else { "0," });
            csv += &format!("{}\n", cell.persons);
        }
    }
    csv
}

/// The same as JSON.
pub fn capture_json(
    draws: &PartitionDraws,
    names: CaptureNames,
    version: CaptureVersion,
    at_most: usize,
) -> serde_json::Value {
    let of_draw = |draw: usize| {
        let table = version.of(&draws.draws[draw]);
        let cells = table.cells.iter().map(|cell| JsonCell {
            stratum: names.stratum(cell.stratum),
            lists: held(cell.lists, names.lists.len()).collect(),
            persons: cell.persons,
        });
        JsonDraw { draw, persons: table.persons(), cells: cells.collect() }
    };
    let tables = JsonTables {
        format: "capture-draws",
        version: 1,
        corrected: version == CaptureVersion::Corrected,
        lists: names.lists,
        draws: spread(draws.draws.len(), at_most).map(of_draw).collect(),
    };
    serde_json::to_value(tables).expect("texts and numbers are always JSON")
}

impl CaptureNames<'_> {
    fn stratum(&self, stratum: u16) -> String {
        self.strata.get(usize::from(stratum)).cloned().unwrap_or_else(|| stratum.to_string())
    }
}

fn held(lists: u16, count: usize) -> impl Iterator<Item = u8> {
    (0..count).map(move |list| u8::from(u32::from(lists).checked_shr(list as u32).is_some_and(|bits| bits & 1 == 1)))
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_spread_evenly_and_names_are_quoted() {
        assert_eq!(spread(10, 4).collect::<Vec<_>>(), [0, 2, 5, 7]);
        assert_eq!(spread(3, 10).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(spread(0, 10).count(), 0);
        assert_eq!(quoted("the \"A\", list"), "\"the \"\"A\"\", list\"");
        assert_eq!(held(0b101, 4).collect::<Vec<_>>(), [1, 0, 1, 0]);
    }
}
