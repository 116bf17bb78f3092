//! Why does a pair weigh what it weighs? In words for one pair, as charts for those around the threshold.

use link::{
    pair::{PairScorer as _, RowNumber, ScoredPair},
    report::waterfall::{Frequency, Waterfall, steps},
    review::sheet::SheetRecord,
    settings::Settings,
    table::Table,
};

use super::Found;
use crate::{
    arguments,
    failure::{Cause, Failure},
    language::spoken,
};

/// Rarity that moves a weight by less than this is not worth a word.
const BITS_SHOWN: f32 = 0.05;

/// The pair of `--explain` in words.
pub(crate) fn words(options: &arguments::Link, table: &Table, found: &Found<'_>) -> Result<String, Failure> {
    let mut rows = options.results.explain.iter().map(|name| row_of(table, name));
    let (Some(left), Some(right)) = (rows.next().transpose()?, rows.next().transpose()?) else {
        return Err(Failure::new(Cause::Usage, "--explain needs two records", "write them as LIST:ID LIST:ID"));
    };
    if left == right {
        return Err(Failure::new(Cause::Usage, "--explain names one record twice", "name two records"));
    }
    let pair = found.linker.scorer(&found.linkage.model).score(left, right);
    let waterfall = waterfall(table, found, &pair);
    let width = waterfall.left.values.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut lines = vec![format!("{}  and  {}", name_of(table, pair.left), name_of(table, pair.right)), String::new()];
    for ((name, left), (_, right)) in waterfall.left.values.iter().zip(&waterfall.right.values) {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
        lines.push(format!("  {name:<width$}  {}  |  {}", shown(left), shown(right)));
    }
    lines.push(String::new());
    lines.extend(waterfall.words(spoken()).lines().map(|line| format!("  {line}")));
    lines.push(String::new());
    lines.push(said(table, found, &pair));
    Ok(lines.join("\n"))
}

/// What became of the pair.
fn said(table: &Table, found: &Found<'_>, pair: &ScoredPair) -> String {
    let cluster_of = &found.linkage.clustering.cluster_of;
    let is_one = cluster_of[pair.left as usize] == cluster_of[pair.right as usize];
    let same_list = table.list_of[pair.left as usize] == table.list_of[pair.right as usize];
    let alone = same_list && found.linker.one_row_per_list()[usize::from(table.list_of[pair.left as usize])];
    let looked_at = if alone {
        "Both are in a list that holds nobody twice, so they are not compared."
    } else if found.linker.is_candidate(pair.left, pair.right) {
        "A blocking rule finds this pair."
    } else {
        "No blocking rule finds this pair."
    };
    let kept = if is_one { "They are in one cluster." } else { "They are in two clusters." };
    format!("{looked_at} The threshold is {:.1} bits. {kept}", found.threshold_bits())
}

/// The record that `LIST:ID` names; a list or an id may hold colons.
fn row_of(table: &Table, name: &str) -> Result<RowNumber, Failure> {
    let splits = name.match_indices(':').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let mut rows = splits.filter_map(|(list, id)| {
        let place = table.lists.iter().position(|known| known == list)?;
        table.find(u16::try_from(place).ok()?, id)
    });
    rows.next().ok_or_else(|| {
        let message = format!("--explain: no list has the record '{name}'");
        let lists = table.lists.iter().map(|list| format!("'{list}'")).collect::<Vec<_>>().join(", ");
        Failure::new(Cause::Usage, message, format!("write it as LIST:ID; the lists are {lists}"))
    })
}

fn name_of(table: &Table, row: RowNumber) -> String {
    format!("{}:{}", table.lists[usize::from(table.list_of[row as usize])], table.id(row))
}

/// The kept pairs nearest to the threshold, explained.
pub(crate) fn around_threshold(table: &Table, found: &Found<'_>, count: usize) -> Vec<Waterfall> {
    let mut pairs: Vec<&ScoredPair> = found.linkage.pairs.iter().collect();
    let threshold = found.threshold_bits();
    let distance = |pair: &ScoredPair| (f64::from(pair.match_weight_bits) - threshold).abs();
    let nearer = |one: &&ScoredPair, other: &&ScoredPair| {
        distance(one).total_cmp(&distance(other)).then_with(|| (one.left, one.right).cmp(&(other.left, other.right)))
    };
    if count < pairs.len() {
        pairs.select_nth_unstable_by(count, nearer);
        pairs.truncate(count);
    }
    pairs.sort_by(nearer);
    pairs.into_iter().map(|pair| waterfall(table, found, pair)).collect()
}

fn waterfall(table: &Table, found: &Found<'_>, pair: &ScoredPair) -> Waterfall {
    let settings = found.linker.settings();
    let rarity = found.linker.rarity_bits(pair).into_iter().enumerate();
    let frequencies: Vec<(usize, Frequency)> = rarity
        .filter(|(_, bits)| bits.abs() >= BITS_SHOWN)
        .map(|(at, bits)| (at, Frequency { value: value(table, settings, (at, pair.left)), bits: f64::from(bits) }))
        .collect();
    Waterfall {
        left: record(table, pair.left),
        right: record(table, pair.right),
        steps: steps(&found.linkage.model, found.linker.shape(), pair.pattern, &frequencies),
    }
}

/// The value of the first field of a comparison, as it was written.
fn value(table: &Table, settings: &Settings, (comparison, row): (usize, RowNumber)) -> String {
    let named = settings.comparisons.get(comparison).map(link::settings::Comparison::fields).unwrap_or_default();
    let mut words = Vec::new();
    for name in named {
        let field = settings.fields.iter().find(|field| field.name == name);
        let columns = field.map(|field| field.columns.clone()).filter(|columns| !columns.is_empty());
        let columns = columns.unwrap_or_else(|| vec![name]);
        words.extend(columns.iter().filter_map(|column| table.value(row, column)).map(str::to_owned));
    }
    if words.is_empty() { "the value".to_owned() } else { words.join(" ") }
}

/// A record as its list has it.
pub(crate) fn record(table: &Table, row: RowNumber) -> SheetRecord {
    let value = |name: &String| (name.clone(), table.value(row, name).map(str::to_owned));
    SheetRecord {
        list: table.lists[usize::from(table.list_of[row as usize])].clone(),
        id: table.id(row).to_owned(),
        values: table.columns.iter().map(|column| value(&column.name)).collect(),
    }
}
