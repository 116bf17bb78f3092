//! A counted figure as disclosure control sees it: its rule, its cells with the records in each, and what was published of it.

use std::collections::{BTreeMap, BTreeSet};

use disclose::{Coarse, Printed, Sensitivity};
use record::{FigureId, Reader, RecordId};

use super::{
    Earlier, RowMark, Thresholds,
    earlier::{Labels, Version},
    scale::Scale,
};
use crate::{Definition, Member, count::Counted};

/// Which cell of which figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) figure: FigureId,
    /// Column and label; nothing for the figure's own number.
    pub(super) part: Option<(String, String)>,
}

impl Key {
    pub(super) fn total(figure: &FigureId) -> Self {
        Self { figure: figure.clone(), part: None }
    }

    pub(super) fn cell(figure: &FigureId, column: &str, label: &str) -> Self {
        Self { figure: figure.clone(), part: Some((column.to_owned(), label.to_owned())) }
    }

    pub(super) fn column(&self) -> Option<&str> {
        self.part.as_ref().map(|(column, _)| column.as_str())
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.figure)?;
        match &self.part {
            Some((column, label)) => write!(formatter, ", {column} '{label}'"),
            None => Ok(()),
        }
    }
}

/// A figure that was counted.
#[derive(Debug, Clone)]
pub(crate) struct Subject<'a> {
    pub(super) definition: &'a Definition,
    pub(super) threshold: u64,
    pub(super) coarse: Option<Coarse>,
    pub(super) columns: Vec<String>,
    pub(super) members: Vec<Member>,
    /// Of each member, its label in each column.
    pub(super) labels: Vec<Vec<String>>,
    /// Of each member, the labels that anyone may see of it.
    open: Vec<BTreeSet<String>>,
    /// Of each member, who told of it, where the rule names a column that says so.
    told_by: Option<Vec<String>>,
    /// Labels by what stands for them in the ledger, and the other way round.
    pub(super) by_mark: Labels,
    marks: Labels,
    pub(super) versions: Vec<Version>,
    /// Entries of versions of another query, or of a form that cannot be read: nothing is set beside them.
    pub(super) not_compared: Vec<u64>,
}

/// The records of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Records {
    /// Each record with its weight, in order.
    pub(super) weights: BTreeMap<usize, i64>,
    pub(super) public: i64,
    pub(super) withheld: i64,
    pub(super) is_of_one_source: bool,
}

impl Records {
    pub(super) fn value(&self) -> i64 {
        self.public + self.withheld
    }
}

impl<'a> Subject<'a> {
    /// A figure with what was counted; the reason where its rule names a column that its query does not return.
    pub(crate) fn new(
        definition: &'a Definition,
        (counted, members, open): (Counted, Vec<Member>, Vec<BTreeSet<String>>),
        (thresholds, earlier, mark): (Thresholds, &[Earlier], RowMark<'_>),
    ) -> Result<Self, String> {
        let rule = definition.disclosure.as_ref();
        let mut columns = counted.columns;
        let mut labels: Vec<Vec<String>> = counted.members.into_iter().map(|member| member.labels).collect();
        let mut told_by = None;
        if let Some(source) = rule.and_then(|rule| rule.source.as_ref()) {
            let at = columns.iter().position(|column| column == source);
            let at = at.ok_or_else(|| format!("disclosure: the query returns no column '{source}'"))?;
            columns.remove(at);
            told_by = Some(labels.iter_mut().map(|labels| labels.remove(at)).collect());
        }
        let rows: BTreeSet<(&String, &String)> = labels.iter().flat_map(|labels| columns.iter().zip(labels)).collect();
        let marked =
            |(column, label): (&String, &String)| (column.clone(), label.clone(), mark(&definition.id, column, label));
        let rows: Vec<(String, String, String)> = rows.into_iter().map(marked).collect();
        let by_mark: Labels =
            rows.iter().map(|(by, label, mark)| ((by.clone(), mark.clone()), label.clone())).collect();
        let query = definition.query();
        let read: Vec<(u64, Option<Version>)> =
            earlier.iter().map(|earlier| (earlier.as_of, Version::read(earlier, query.as_deref(), &by_mark))).collect();
        Ok(Self {
            definition,
            threshold: thresholds.of(definition),
            coarse: rule.and_then(|rule| rule.coarse()),
            columns,
            members,
            labels,
            open,
            told_by,
            marks: rows.into_iter().map(|(by, label, mark)| ((by, label), mark)).collect(),
            by_mark,
            not_compared: read.iter().filter(|(_, version)| version.is_none()).map(|(as_of, _)| *as_of).collect(),
            versions: read.into_iter().filter_map(|(_, version)| version).collect(),
        })
    }

    pub(super) fn id(&self) -> &FigureId {
        &self.definition.id
    }

    pub(super) fn is_waived(&self) -> bool {
        self.definition.disclosure.as_ref().is_some_and(|rule| rule.waived.is_some())
    }

    /// Whether strangers see it.
    pub(super) fn is_public(&self) -> bool {
        Reader::PUBLIC.may_see(self.definition.access)
    }

    /// What stands for a row in the ledger.
    pub(super) fn mark(&self, column: &str, label: &str) -> String {
        self.marks.get(&(column.to_owned(), label.to_owned())).cloned().unwrap_or_default()
    }

    /// What its rows are rounded to.
    pub(super) fn base(&self) -> Option<u32> {
        self.definition.disclosure.as_ref().and_then(|rule| rule.round)
    }

    /// Whether the newest version is of another query.
    pub(super) fn has_new_query(&self) -> bool {
        let last = self.last().map(|version| version.as_of);
        self.not_compared.last().is_some_and(|other| last.is_none_or(|last| last < *other))
    }

    pub(super) fn last(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Whether a row with this label was listed in the last version: one that was not is left out while it is hidden.
    pub(super) fn was_listed(&self, column: &str, label: &str) -> bool {
        let Some(last) = self.versions.iter().rev().find(|version| version.has_column(column)) else { return true };
        let mut cells = last.breakdowns.iter().filter(|by| by.column == column).flat_map(|by| &by.cells);
        cells.any(|cell| cell.label == label)
    }

    /// The records of the figure and of each of its cells.
    pub(super) fn records(&self, numbers: &BTreeMap<&RecordId, usize>, scale: Scale) -> BTreeMap<Key, Records> {
        let mut found: BTreeMap<Key, Records> = BTreeMap::from([(Key::total(self.id()), Records::default())]);
        let mut sources: BTreeMap<Key, BTreeSet<&str>> = BTreeMap::new();
        for (at, member) in self.members.iter().enumerate() {
            let cells = self.columns.iter().zip(&self.labels[at]);
            let cells = cells.map(|(column, label)| Key::cell(self.id(), column, label));
            for key in [Key::total(self.id())].into_iter().chain(cells) {
                let records = found.entry(key.clone()).or_default();
                let weight = scale.whole(member.weight);
                records.weights.insert(numbers[&member.record], weight);
                let is_open = key.part.as_ref().is_some_and(|(_, label)| self.open[at].contains(label));
                *(if member.is_public || is_open { &mut records.public } else { &mut records.withheld }) += weight;
                if let Some(told_by) = self.told_by.as_ref().filter(|_| !member.is_public) {
                    sources.entry(key).or_default().insert(&told_by[at]);
                }
            }
        }
        for (key, sources) in sources {
            let is_one = sources.len() == 1 && !sources.contains("");
            found.entry(key).or_default().is_of_one_source = is_one;
        }
        found
    }

    /// Whether its last version stays: where so few withheld records came since that they would be recognised by the
    /// difference, or it is tied to such a figure. A correction downwards is never held back.
    pub(super) fn is_held(&self, records: &Records, (scale, is_tied): (Scale, bool)) -> bool {
        let Some(was) = self.last().map(|last| last.total_cell(scale)) else { return false };
        let Some(total) = was.printed.map(|printed| printed.least) else { return false };
        let (more, withheld) = (records.value() - total, records.withheld - (total - was.public));
        let is_few = withheld > 0 && withheld < scale.times(self.threshold_units());
        let is_shown = self.is_waived() || !self.is_public() || withheld < 0 || more < 0;
        // A row that is there no more cannot be printed again.
        let is_known = self.last().is_some_and(|last| last.is_known(&self.by_mark));
        !is_shown && is_known && (is_few && more > 0 || is_tied)
    }

    pub(super) fn threshold_units(&self) -> i64 {
        i64::try_from(self.threshold).unwrap_or(i64::MAX)
    }

    /// How a row is printed where it is shown.
    pub(super) fn print(&self, units: i64, scale: Scale) -> Printed {
        let Some(coarse) = &self.coarse else { return Printed::exactly(units) };
        let (_, printed) = coarse.print(scale.nearest(units));
        // A weight that is not whole may lie half a person beyond.
        let half = scale.times(1) / 2;
        Printed { least: scale.times(printed.least) - half, most: scale.times(printed.most) + half }
    }
}

impl Thresholds {
    /// The threshold of a figure.
    pub fn of(self, definition: &Definition) -> u64 {
        let rule = definition.disclosure.as_ref();
        let of_sensitivity = |sensitivity| match sensitivity {
            Sensitivity::Named => Sensitivity::Named.threshold(),
            Sensitivity::Ordinary => self.threshold,
            Sensitivity::Grave => self.grave,
        };
        let sensitivity = rule.and_then(|rule| rule.sensitivity).unwrap_or_default();
        rule.and_then(|rule| rule.threshold).unwrap_or_else(|| of_sensitivity(sensitivity))
    }
}
