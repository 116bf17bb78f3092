//! One record against many: the level of a comparison for each of them.
//!
//! The levels are those that a pair alone would have (`Program::level`): only the order of work differs. The weakest level is
//! given first and overwritten by the stronger ones where a level is cheap; where one is costly, only the records that no
//! stronger level took are asked.

use crate::{
    comparison::{
        dates::{DateTest, Span},
        expression::Measure,
        gathered::{Need, Strip},
        measure,
        memory::Memory,
        operand::{Cells, Operand},
        program::{Plain, Program, Shape, Step, Two},
    },
    table::MISSING,
};

/// A level that no test has given yet.
const OPEN: u8 = u8::MAX;

/// What stands behind the numbers of a strip.
#[derive(Clone, Copy)]
pub(super) struct Behind<'a> {
    pub(super) cells: &'a Cells,
    pub(super) operands: &'a [Operand],
}

impl Program {
    /// Says what has to be gathered for it: `[operand]`.
    pub(super) fn needs(&self, needs: &mut [Need]) {
        match &self.shape {
            Shape::Equal(_) => {}
            Shape::Similar { operand, .. } => needs[*operand].sketches = true,
            Shape::Plain(tests) => tests.iter().for_each(|test| match test {
                Plain::Same(_) => {}
                Plain::Dates(operand, _) => needs[*operand].spans = true,
            }),
            Shape::Any => self.steps.iter().for_each(|step| step.needs(needs)),
        }
    }

    /// The level of each of the others: `levels[place]`.
    pub(super) fn strip(&self, strip: Strip<'_>, behind: Behind<'_>, (memory, levels): (&mut Memory, &mut [u8])) {
        match &self.shape {
            Shape::Equal(operands) => {
                self.known_at_all(operands.iter().copied(), strip, levels);
                for (place, operand) in operands.iter().enumerate().rev() {
                    equal(strip.numbers(*operand), level(place), levels);
                }
            }
            Shape::Plain(tests) => {
                self.known_at_all(tests.iter().map(|test| test.operand()), strip, levels);
                for (place, test) in tests.iter().enumerate().rev() {
                    match test {
                        Plain::Same(operand) => equal(strip.numbers(*operand), level(place), levels),
                        Plain::Dates(operand, test) => dates(strip, (*operand, *test), level(place), levels),
                    }
                }
            }
            Shape::Similar { operand, slot, bounds, levels_at } => {
                let similar = Similar { operand: *operand, slot: *slot, bounds, levels_at: *levels_at };
                similar.strip(strip, &behind.operands[*operand], (memory, levels));
            }
            Shape::Any => self.any(strip, behind, (memory, levels)),
        }
    }

    /// Gives the last level where some operand is known on both sides, else none.
    fn known_at_all(&self, operands: impl Iterator<Item = usize>, strip: Strip<'_>, levels: &mut [u8]) {
        let last = u8::try_from(self.steps.len()).unwrap_or(u8::MAX);
        levels.fill(0);
        let mut seen = usize::MAX;
        for operand in operands {
            let (left, rights) = strip.numbers(operand);
            if left != MISSING && operand != seen {
                for (level, right) in levels.iter_mut().zip(rights) {
                    *level = if *right == MISSING { *level } else { last };
                }
            }
            seen = operand;
        }
    }

    /// Asks level after level, each only of the records that none before it took.
    fn any(&self, strip: Strip<'_>, behind: Behind<'_>, (memory, levels): (&mut Memory, &mut [u8])) {
        levels.fill(0);
        for operand in &self.known {
            let (left, rights) = strip.numbers(*operand);
            if left != MISSING {
                for (level, right) in levels.iter_mut().zip(rights) {
                    *level = if *right == MISSING { *level } else { OPEN };
                }
            }
        }
        let mut open: Vec<u32> = Vec::with_capacity(strip.len());
        open.extend((0_u32..).zip(levels.iter()).filter(|(_, level)| **level == OPEN).map(|(place, _)| place));
        let mut taken = Vec::with_capacity(open.len());
        for (place, step) in (1..).zip(&self.steps) {
            taken.clone_from(&open);
            step.select(strip, behind, (memory, &mut taken));
            taken.iter().for_each(|at| levels[*at as usize] = place);
            open.retain(|at| levels[*at as usize] == OPEN);
            if open.is_empty() {
                return;
            }
        }
        let last = u8::try_from(self.steps.len() + 1).unwrap_or(u8::MAX);
        open.iter().for_each(|at| levels[*at as usize] = last);
    }
}

/// The level of a step; a comparison has fewer than 255.
fn level(step: usize) -> u8 {
    u8::try_from(step + 1).unwrap_or(u8::MAX)
}

fn equal((left, rights): (u32, &[u32]), place: u8, levels: &mut [u8]) {
    if left != MISSING {
        for (level, right) in levels.iter_mut().zip(rights) {
            *level = if *right == left { place } else { *level };
        }
    }
}

fn dates(strip: Strip<'_>, (operand, test): (usize, DateTest), place: u8, levels: &mut [u8]) {
    if strip.numbers(operand).0 == MISSING {
        return;
    }
    let (left, rights) = strip.spans(operand);
    // One loop for each kind of test.
    match test {
        DateTest::Within(days) => paint((rights, levels), place, |right| DateTest::Within(days).holds(left, right)),
        DateTest::Contains => paint((rights, levels), place, |right| DateTest::Contains.holds(left, right)),
        DateTest::DayMonthSwapped => {
            paint((rights, levels), place, |right| DateTest::DayMonthSwapped.holds(left, right));
        }
        DateTest::OneDigit => paint((rights, levels), place, |right| DateTest::OneDigit.holds(left, right)),
        DateTest::TwoParts => paint((rights, levels), place, |right| DateTest::TwoParts.holds(left, right)),
    }
}

fn paint((rights, levels): (&[Span], &mut [u8]), place: u8, holds: impl Fn(Span) -> bool) {
    for (level, right) in levels.iter_mut().zip(rights) {
        *level = if holds(*right) { place } else { *level };
    }
}

/// One operand: equal, then Jaro-Winkler of at least each bound in turn.
struct Similar<'a> {
    operand: usize,
    slot: usize,
    bounds: &'a [f32],
    levels_at: usize,
}

impl Similar<'_> {
    fn strip(&self, strip: Strip<'_>, operand: &Operand, (memory, levels): (&mut Memory, &mut [u8])) {
        let (left, rights) = strip.numbers(self.operand);
        if left == MISSING {
            levels.fill(0);
            return;
        }
        let other = u8::try_from(2 + self.bounds.len()).unwrap_or(u8::MAX);
        let (sketch, sketches) = strip.sketches(self.operand);
        let (reach, kept) = memory.similar(self.slot, self.levels_at);
        // Two passes, so that the places of the memory are fetched many at a time.
        let (mut asked, mut count) = (std::mem::take(&mut kept.asked), 0);
        asked.resize(levels.len().max(asked.len()), 0);
        for (place, ((level, right), with)) in (0_u32..).zip(levels.iter_mut().zip(rights).zip(sketches)) {
            let (is_equal, is_missing) = (*right == left, *right == MISSING);
            let is_asked = sketch.may_reach(*with, reach) & !is_equal & !is_missing;
            *level = if is_equal { 1 } else { other };
            *level = if is_missing { 0 } else { *level };
            asked[count] = place;
            count += usize::from(is_asked);
        }
        for place in &asked[..count] {
            let right = rights[*place as usize];
            levels[*place as usize] = kept.level((left, right), || self.level(operand, (left, right)));
        }
        kept.asked = asked;
    }

    #[inline(never)]
    fn level(&self, operand: &Operand, (left, right): (u32, u32)) -> u8 {
        let value = measure::value(Measure::JaroWinkler, operand, (left.min(right), left.max(right)));
        let place = self.bounds.iter().position(|bound| value >= *bound).unwrap_or(self.bounds.len());
        u8::try_from(2 + place).unwrap_or(u8::MAX)
    }
}

impl Step {
    fn needs(&self, needs: &mut [Need]) {
        match self {
            Self::Else | Self::Same(_) | Self::Measured(_) => {}
            Self::Dates { operand, .. } => needs[*operand].spans = true,
            Self::Remembered { test, .. } => {
                needs[test.first].sketches |= measure::is_jaro_winkler(test.measure);
            }
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.needs(needs)),
            Self::Not(part) => part.needs(needs),
        }
    }

    /// Keeps the places at which it holds.
    fn select(&self, strip: Strip<'_>, behind: Behind<'_>, (memory, places): (&mut Memory, &mut Vec<u32>)) {
        match self {
            Self::Else => {}
            Self::Same(operand) => {
                let (left, rights) = strip.numbers(*operand);
                places.retain(|place| left != MISSING && rights[*place as usize] == left);
            }
            Self::Dates { operand, test } => {
                let ((number, numbers), (left, rights)) = (strip.numbers(*operand), strip.spans(*operand));
                let is_known = |place: usize| number != MISSING && numbers[place] != MISSING;
                places.retain(|place| is_known(*place as usize) && test.holds(left, rights[*place as usize]));
            }
            Self::Remembered { test, .. } if measure::is_jaro_winkler(test.measure) => {
                let ((left, rights), (sketch, sketches)) = (strip.numbers(test.first), strip.sketches(test.first));
                let operand = &behind.operands[test.first];
                places.retain(|place| {
                    let right = rights[*place as usize];
                    let is_known = left != MISSING && right != MISSING;
                    is_known && memory.reaches(*test, operand, ((left, right), (sketch, sketches[*place as usize])))
                });
            }
            Self::Remembered { .. } | Self::Measured(_) => places.retain(|place| {
                let (left, right) = strip.rows(*place as usize);
                self.holds(Two::of(behind.cells, behind.operands, left.min(right), left.max(right)), memory)
            }),
            Self::All(parts) => parts.iter().for_each(|part| part.select(strip, behind, (memory, places))),
            Self::Any(parts) => {
                let mut rest = places.clone();
                for part in parts {
                    let mut here = rest.clone();
                    part.select(strip, behind, (memory, &mut here));
                    without(&mut rest, &here);
                }
                without(places, &rest);
            }
            Self::Not(part) => {
                let mut held = places.clone();
                part.select(strip, behind, (memory, &mut held));
                without(places, &held);
            }
        }
    }
}

/// Takes places out; both ascend.
fn without(places: &mut Vec<u32>, out: &[u32]) {
    let mut out = out.iter().peekable();
    places.retain(|place| {
        let is_out = out.peek() == Some(&place);
        if is_out {
            out.next();
        }
        !is_out
    });
}

#[cfg(test)]
mod tests {
    use super::super::{Codes, Comparisons, Gathered};
    use super::*;
    use crate::{
        fields::Fields,
        settings::Settings,
        table::{Table, TableBuilder},
    };

    /// A comparison of every shape: equality, dates, similarity, and conditions with `and`, `or`, `not` and a measure that
    /// is no date and no word.
    const SETTINGS: &str = r#"
        field = [{ name = "name", kind = "folded" }, { name = "born", kind = "date" }, { name = "age", kind = "number" }]
        [[comparison]]
        name = "place"
        level = [{ when = "same(place)" }, { when = "same(province)" }]
        [[comparison]]
        name = "born"
        level = [{ when = "same(born)" }, { when = "contains(born)" }, { when = "day_month_swapped(born)" },
                 { when = "one_digit(born)" }, { when = "two_parts(born)" }, { when = "years(born) <= 2" }]
        [[comparison]]
        name = "name"
        level = [{ when = "same(name)" }, { when = "jaro_winkler(name) >= 0.9" }, { when = "jaro_winkler(name) >= 0.7" }]
        [[comparison]]
        name = "mixed"
        level = [{ when = "same(name) and years(born) <= 1" }, { when = "jaro_winkler(name) >= 0.85 and not same(place)" },
                 { when = "crossed(name, place) or difference(age) <= 3" }, { when = "damerau_levenshtein(name) <= 2" }]
    "#;

    fn table() -> Table {
        let words =
            ["", "ana quispe", "anna quispe", "ana quiroga", "jose huaman", "josé huamán", "lima", "mamani rosa"];
        let dates =
            ["", "1983-04-03", "1983-03-04", "1983-04-08", "1983-04-18", "1983-04", "1984", "1999-12-31", "no date"];
        let (places, provinces) = (["", "lima", "puno", "ana quispe"], ["", "north", "south"]);
        let mut builder = TableBuilder::default();
        let columns = ["name", "born", "place", "province", "age"].map(str::to_owned);
        let of = builder.list("a", &columns).unwrap();
        for row in 0..120_usize {
            let age = (row * 7 % 31).to_string();
            let cells = [
                words[row % words.len()],
                dates[row * 5 / 3 % dates.len()],
                places[row * 11 % places.len()],
                provinces[row / 4 % provinces.len()],
                if row % 6 == 0 { "" } else { &age },
            ];
            builder.row(&format!("{row:03}"), of.iter().copied().zip(cells));
        }
        builder.build().unwrap()
    }

    #[test]
    fn one_against_many_is_as_each_pair_alone_in_either_order() {
        let (table, settings): (_, Settings) = (table(), toml::from_str(SETTINGS).unwrap());
        let comparisons = Comparisons::of(&settings, &mut Fields::new(&table, &settings), table.rows()).unwrap();
        let (mut alone, mut memory) = (comparisons.memory(), comparisons.memory());
        let (mut gathered, mut work) = (Gathered::default(), Codes::default());
        let mut rows: Vec<u32> = (0..120).collect();
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..2 {
            comparisons.gather(&rows, &mut gathered);
            for left in 0..rows.len() - 1 {
                let strip = Strip { gathered: &gathered, left, from: left + 1, until: rows.len() };
                comparisons.patterns(strip, (&mut memory, &mut work));
                for (right, code) in rows[left + 1..].iter().zip(&work.codes) {
                    let pair = (rows[left].min(*right), rows[left].max(*right));
                    assert_eq!(*code, comparisons.pattern(pair, &mut alone), "{pair:?}");
                    seen.insert(*code);
                }
            }
            rows.reverse();
        }
        let levels = |comparison| {
            let levels = seen.iter().map(|code| comparisons.shape.level(*code, comparison));
            levels.collect::<std::collections::BTreeSet<u8>>().len()
        };
        let all: Vec<usize> = (0..4).map(levels).collect();
        assert_eq!(all, [4, 8, 5, 6], "every level of every comparison is met");
    }
}
