//! All published numbers as one system: which cells there are, and what anyone may know of them beside their values.
//!
//! Known are: that the rows of a table add up to its figure; which cells are made of the same records, and which of the records
//! of several others (a region of its provinces, in one table or in two figures); sums and differences of figures; each earlier
//! version, in which the same held; and, where no count has fallen, that counts only grow. Records that are public are counted
//! by anyone. A relation that holds between the records by chance is taken to be known, which hides more and never less.

use std::collections::{BTreeMap, BTreeSet};

use disclose::{Cell, CellId, Protected, Rule, System, rule};
use record::{FigureId, RecordId};

use super::{
    scale::Scale,
    subject::{Key, Records, Subject},
};
use crate::{Definition, Derive};

mod records;
mod versions;

/// How much is taken for granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assume {
    /// That counts only grow, and that what holds between figures now held before.
    All,
    /// Only what a table says of itself: records were moved or withdrawn, so that the rest was not always so.
    Tables,
}

/// Something of which not too much may be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) protected: Protected,
    pub(super) rule: Rule,
    pub(super) key: Key,
    /// Whether the build stops where it cannot be granted.
    pub(super) is_strict: bool,
}

/// A sum that is nought, in terms of cells.
type Sum = Vec<(Key, i64)>;

/// The published set.
#[derive(Debug)]
pub(super) struct Linked<'a> {
    pub(super) subjects: &'a [Subject<'a>],
    pub(super) scale: Scale,
    pub(super) system: System,
    /// The cells that are printed now, and those of held figures as they would be.
    pub(super) now: BTreeMap<Key, CellId>,
    pub(super) records: BTreeMap<Key, Records>,
    /// Small cells, which are hidden by a rule of their own.
    pub(super) primary: BTreeMap<CellId, (Key, Rule)>,
    pub(super) wishes: Vec<Wish>,
    /// Figures whose last version stays.
    pub(super) held: BTreeSet<FigureId>,
    /// Sums and differences of counted figures, with their values.
    pub(super) derived: BTreeMap<FigureId, i64>,
    sums: Vec<Sum>,
    /// Those of them that a table says of itself.
    own_sums: Vec<Sum>,
}

impl<'a> Linked<'a> {
    /// The system of some figures. Those of `tied` stay at their last version where that is no correction.
    pub(super) fn new(
        subjects: &'a [Subject<'a>],
        derivations: &[&Definition],
        (assume, tied): (Assume, &BTreeSet<FigureId>),
    ) -> Self {
        let numbers: BTreeSet<&RecordId> =
            subjects.iter().flat_map(|subject| &subject.members).map(|member| &member.record).collect();
        let numbers: BTreeMap<&RecordId, usize> = numbers.into_iter().enumerate().map(|(at, id)| (id, at)).collect();
        let weights = subjects.iter().flat_map(|subject| &subject.members).map(|member| member.weight);
        let scale = Scale::of(weights);
        let mut records = BTreeMap::new();
        for subject in subjects {
            records.extend(subject.records(&numbers, scale));
        }
        let mut linked = Self {
            subjects,
            scale,
            system: System::default(),
            now: BTreeMap::new(),
            records,
            primary: BTreeMap::new(),
            wishes: Vec::new(),
            held: BTreeSet::new(),
            derived: BTreeMap::new(),
            sums: Vec::new(),
            own_sums: Vec::new(),
        };
        for subject in subjects {
            linked.add(subject, tied.contains(subject.id()));
        }
        linked.rows_add_up();
        linked.same_records();
        linked.unions();
        linked.nested();
        linked.derive(derivations);
        for sum in linked.sums.iter().chain(&linked.own_sums) {
            let terms: Vec<(CellId, i64)> = sum.iter().map(|(key, times)| (linked.now[key], *times)).collect();
            linked.system.relate(&terms);
        }
        linked.earlier(assume);
        linked
    }

    /// Adds the cells of a figure.
    fn add(&mut self, subject: &Subject<'_>, is_tied: bool) {
        let total = Key::total(subject.id());
        let threshold = self.scale.times(subject.threshold_units());
        let is_held = subject.is_held(&self.records[&total], (self.scale, is_tied));
        let is_small = self.small(subject, &total).is_some();
        if is_held {
            self.held.insert(subject.id().clone());
        }
        let from = total.clone();
        let keys: Vec<Key> = self
            .records
            .range(from..)
            .map(|(key, _)| key)
            .take_while(|key| key.figure == *subject.id())
            .cloned()
            .collect();
        for key in keys {
            // Where the figure itself is hidden or not public, none of its rows is printed.
            if key.part.is_some() && (!subject.is_public() || is_small) {
                continue;
            }
            let records = &self.records[&key];
            let cell = if is_held || !subject.is_public() {
                Cell::unseen(format!("{key}, as it would be"), 0)
            } else {
                self.printed(subject, &key, records)
            };
            let is_unseen = cell.printed.is_none();
            let id = self.system.add(cell);
            self.now.insert(key.clone(), id);
            let Some(rule) = self.small(subject, &key).filter(|_| !is_unseen) else { continue };
            let value = self.records[&key].value();
            let protected = match &subject.coarse {
                Some(coarse) if key.part.is_some() => {
                    let (least, most) = coarse.protected(self.scale.nearest(value), subject.threshold_units());
                    let (least, most) = (self.scale.times(least), self.scale.times(most));
                    Protected { cell: id, least, most, slides: true }
                }
                Some(_) | None => {
                    self.primary.insert(id, (key.clone(), rule));
                    Protected::small(id, threshold.max(value + 1))
                }
            };
            // Nobody is protected where all are public.
            if self.records[&key].withheld > 0 {
                self.wishes.push(Wish { protected, rule, key, is_strict: true });
            }
        }
    }

    /// A cell that is printed unless it is hidden.
    fn printed(&self, subject: &Subject<'_>, key: &Key, records: &Records) -> Cell {
        let value = records.value();
        if value == 0 || subject.is_waived() {
            return Cell::kept(key.to_string(), value);
        }
        let is_listed = key.part.as_ref().is_none_or(|(column, label)| subject.was_listed(column, label));
        let least = records.public.max(i64::from(is_listed));
        let cost = value.unsigned_abs() + 1;
        // A figure's own number stands in articles: hiding a row costs less than hiding it.
        let cell = Cell::printed(key.to_string(), value, (least, if key.part.is_some() { cost } else { 100 * cost }));
        if key.part.is_some() { cell.within(subject.print(value, self.scale)) } else { cell }
    }

    /// The rule by which a cell may not be printed.
    fn small(&self, subject: &Subject<'_>, key: &Key) -> Option<Rule> {
        let records = &self.records[key];
        let threshold = self.scale.times(subject.threshold_units());
        let is_open = subject.is_waived() || !subject.is_public();
        (!is_open).then(|| rule::primary(records.value(), (threshold, records.is_of_one_source))).flatten()
    }

    /// The rows of each column add up to the figure.
    fn rows_add_up(&mut self) {
        for subject in self.subjects {
            for column in &subject.columns {
                let rows = self.now.keys().filter(|key| key.figure == *subject.id() && key.column() == Some(column));
                let rows: Vec<(Key, i64)> = rows.map(|key| (key.clone(), -1)).collect();
                if !rows.is_empty() {
                    self.own_sums.push([(Key::total(subject.id()), 1)].into_iter().chain(rows).collect());
                }
            }
        }
    }

    /// Sums and differences of figures that are counted.
    fn derive(&mut self, derivations: &[&Definition]) {
        loop {
            let before = self.derived.len();
            for definition in derivations {
                if self.derived.contains_key(&definition.id) {
                    continue;
                }
                let terms: Vec<(&FigureId, i64)> = match &definition.derive {
                    Some(Derive::Sum(all)) => all.iter().map(|id| (id, 1)).collect(),
                    Some(Derive::Difference(from, less)) => vec![(from, 1), (less, -1)],
                    Some(Derive::Share(..)) | None => continue,
                };
                self.derive_one(definition, &terms);
            }
            if self.derived.len() == before {
                return;
            }
        }
    }

    fn derive_one(&mut self, definition: &Definition, terms: &[(&FigureId, i64)]) {
        let keys: Vec<(Key, i64)> = terms.iter().map(|(id, times)| (Key::total(id), *times)).collect();
        if !keys.iter().all(|(key, _)| self.now.contains_key(key)) || keys.iter().any(|(key, _)| self.is_held(key)) {
            return;
        }
        let of =
            |what: fn(&Records) -> i64| keys.iter().map(|(key, times)| times * what(&self.records[key])).sum::<i64>();
        let (value, withheld) = (of(Records::value), of(|records| records.withheld));
        let key = Key::total(&definition.id);
        let is_waived = definition.disclosure.as_ref().is_some_and(|rule| rule.waived.is_some());
        let threshold = terms.iter().map(|(id, _)| self.threshold(&Key::total(id))).max().unwrap_or(0);
        let cell = if is_waived || value <= 0 {
            Cell::kept(key.to_string(), value)
        } else {
            Cell::printed(key.to_string(), value, (1, 50 * (value.unsigned_abs() + 1)))
        };
        let id = self.system.add(cell);
        self.now.insert(key.clone(), id);
        self.derived.insert(definition.id.clone(), value);
        let records = Records { public: value - withheld, withheld, ..Records::default() };
        self.records.insert(key.clone(), records);
        let sum = [(key.clone(), 1)].into_iter().chain(keys.into_iter().map(|(key, times)| (key, -times))).collect();
        self.own_sums.push(sum);
        let is_small = rule::primary(value, (threshold, false)).is_some() && withheld > 0 && !is_waived;
        if is_small {
            self.primary.insert(id, (key.clone(), Rule::Threshold));
            let protected = Protected::small(id, threshold);
            self.wishes.push(Wish { protected, rule: Rule::Threshold, key, is_strict: true });
        }
    }

    /// The figures that a figure shares records with, or is made of, and theirs in turn.
    pub(super) fn tied_to(&self, figure: &FigureId) -> BTreeSet<FigureId> {
        let mut tied = BTreeSet::from([figure.clone()]);
        loop {
            let before = tied.len();
            for sum in self.sums.iter().chain(&self.own_sums) {
                if sum.iter().any(|(key, _)| tied.contains(&key.figure)) {
                    tied.extend(sum.iter().map(|(key, _)| key.figure.clone()));
                }
            }
            if tied.len() == before {
                return tied;
            }
        }
    }

    fn subject(&self, figure: &FigureId) -> Option<&'a Subject<'a>> {
        self.subjects.iter().find(|subject| subject.id() == figure)
    }

    fn threshold(&self, key: &Key) -> i64 {
        self.subject(&key.figure).map_or(0, |subject| self.scale.times(subject.threshold_units()))
    }

    fn is_waived(&self, key: &Key) -> bool {
        self.subject(&key.figure).is_some_and(Subject::is_waived)
    }

    fn is_held(&self, key: &Key) -> bool {
        self.held.contains(&key.figure)
    }
}
