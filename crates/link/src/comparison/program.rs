//! A comparison made ready to run: for two rows of numbers, the first level that holds.
//!
//! Whatever is cheap is asked first and whatever is costly is remembered: equality is one comparison of numbers, a
//! similarity that cannot reach the lowest bound is not computed, and those that are computed are remembered.

use crate::{
    comparison::{
        dates::DateTest,
        expression::{Expression, Measure, Predicate},
        measure,
        memory::Memory,
        operand::{Cells, Operand},
    },
    table::{MISSING, ValueNumber},
};

/// A comparison with its operands numbered.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// Level 0 unless one of these is known on both sides.
    pub(super) known: Vec<usize>,
    pub(super) steps: Vec<Step>,
    pub(super) shape: Shape,
}

/// Comparisons of a common shape, which run without asking each level anew.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// Equal values of one operand after the other.
    Equal(Vec<usize>),
    /// One operand: equal, then Jaro-Winkler of at least each bound in turn.
    Similar { operand: usize, slot: usize, bounds: Vec<f32>, levels_at: usize },
    /// One plain test after the other.
    Plain(Vec<Plain>),
    /// Anything else.
    Any,
}

/// A level of equality or of dates.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plain {
    Same(usize),
    Dates(usize, DateTest),
}

/// A level's condition with operands numbered.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Else,
    Same(usize),
    /// A measure that is remembered, and whether small is alike.
    Remembered {
        test: Test,
        is_distance: bool,
    },
    Dates {
        operand: usize,
        test: DateTest,
    },
    Measured(Test),
    All(Vec<Step>),
    Any(Vec<Step>),
    Not(Box<Step>),
}

/// One test that is more than equality.
#[derive(Debug, Clone, Copy)]
pub(super) struct Test {
    pub(super) measure: Measure,
    pub(super) first: usize,
    second: usize,
    pub(super) bound: f32,
    pub(super) slot: usize,
}

/// Numbers the operands and the measured values of comparisons.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    /// Atoms in the order of their operands.
    pub(crate) atoms: Vec<String>,
    /// `[slot]`: what is remembered, and the lowest bound that is asked of it.
    slots: Vec<(Measure, usize, f32)>,
    /// Comparisons of the shape `Similar`.
    similar: usize,
}

impl Compiler {
    /// The number of an atom.
    pub(crate) fn operand(&mut self, atom: &str) -> usize {
        let known = self.atoms.iter().position(|known| known == atom);
        known.unwrap_or_else(|| {
            self.atoms.push(atom.to_owned());
            self.atoms.len() - 1
        })
    }

    /// Makes a comparison ready. `known`: atoms of which one must be known on both sides.
    pub(crate) fn program(&mut self, levels: &[Expression], known: &[String]) -> Program {
        let steps: Vec<Step> = levels.iter().map(|level| self.step(level)).collect();
        let mut shape = Shape::of(&steps);
        if let Shape::Similar { levels_at, .. } = &mut shape {
            *levels_at = self.similar;
            self.similar += 1;
        }
        Program { known: known.iter().map(|atom| self.operand(atom)).collect(), steps, shape }
    }

    /// A memory for one thread.
    pub(crate) fn memory(&self) -> Memory {
        Memory::of(self.slots.iter().map(|(_, _, floor)| *floor), self.similar)
    }

    fn step(&mut self, level: &Expression) -> Step {
        match level {
            Expression::Else => Step::Else,
            Expression::Is(predicate) => self.test(predicate),
            Expression::All(parts) => Step::All(parts.iter().map(|part| self.step(part)).collect()),
            Expression::Any(parts) => Step::Any(parts.iter().map(|part| self.step(part)).collect()),
            Expression::Not(part) => Step::Not(Box::new(self.step(part))),
        }
    }

    fn test(&mut self, predicate: &Predicate) -> Step {
        let first = self.operand(&predicate.atoms[0]);
        let second = predicate.atoms.get(1).map_or(first, |atom| self.operand(atom));
        if predicate.measure == Measure::Same {
            return Step::Same(first);
        }
        if let Some(test) = DateTest::of(predicate.measure, predicate.bound) {
            return Step::Dates { operand: first, test };
        }
        let slot = self.slot(predicate, first);
        let test = Test { measure: predicate.measure, first, second, bound: predicate.bound, slot };
        if slot == usize::MAX || predicate.measure == Measure::CrossedJaroWinkler {
            return Step::Measured(test);
        }
        Step::Remembered { test, is_distance: measure::is_distance(predicate.measure) }
    }

    fn slot(&mut self, predicate: &Predicate, operand: usize) -> usize {
        let is_it = |(measure, at, _): &(Measure, usize, f32)| *measure == predicate.measure && *at == operand;
        match self.slots.iter().position(is_it) {
            Some(place) => {
                self.slots[place].2 = self.slots[place].2.min(predicate.bound);
                place
            }
            None if measure::is_costly(predicate.measure) => {
                self.slots.push((predicate.measure, operand, predicate.bound));
                self.slots.len() - 1
            }
            None => usize::MAX,
        }
    }
}

impl Plain {
    pub(super) fn operand(&self) -> usize {
        let (Self::Same(operand) | Self::Dates(operand, _)) = self;
        *operand
    }
}

impl Shape {
    fn of(steps: &[Step]) -> Self {
        let last = steps.len().saturating_sub(1);
        if !matches!(steps.last(), Some(Step::Else)) {
            return Self::Any;
        }
        let equal = steps[..last].iter().map(|step| match step {
            Step::Same(operand) => Some(*operand),
            Step::Else | Step::Remembered { .. } | Step::Dates { .. } | Step::Measured(_) => None,
            Step::All(_) | Step::Any(_) | Step::Not(_) => None,
        });
        if let Some(operands) = equal.collect() {
            return Self::Equal(operands);
        }
        let plain = steps[..last].iter().map(|step| match step {
            Step::Same(operand) => Some(Plain::Same(*operand)),
            Step::Dates { operand, test } => Some(Plain::Dates(*operand, *test)),
            Step::Else | Step::Remembered { .. } | Step::Measured(_) | Step::All(_) | Step::Any(_) | Step::Not(_) => {
                None
            }
        });
        if let Some(plain) = plain.collect() {
            return Self::Plain(plain);
        }
        let Some(Step::Same(operand)) = steps.first() else { return Self::Any };
        let (mut bounds, mut slots) = (Vec::new(), Vec::new());
        for step in &steps[1..last] {
            match step {
                Step::Remembered { test, .. } if test.measure == Measure::JaroWinkler && test.first == *operand => {
                    bounds.push(test.bound);
                    slots.push(test.slot);
                }
                Step::Else | Step::Same(_) | Step::Remembered { .. } | Step::Dates { .. } | Step::Measured(_) => {
                    return Self::Any;
                }
                Step::All(_) | Step::Any(_) | Step::Not(_) => return Self::Any,
            }
        }
        slots.first().map_or(Self::Any, |slot| Self::Similar { operand: *operand, slot: *slot, bounds, levels_at: 0 })
    }
}

impl Program {
    /// Levels that a pair can have, level 0 included.
    pub(crate) fn levels(&self) -> usize {
        self.steps.len() + 1
    }

    /// The level of two records: 0 where there is no information, else the first that holds.
    #[inline]
    pub(crate) fn level(&self, pair: Two<'_>, memory: &mut Memory) -> u8 {
        let place = match &self.shape {
            Shape::Equal(operands) => self.equal(operands, pair),
            Shape::Similar { operand, slot, bounds, .. } => Self::similar((*operand, *slot, bounds), pair, memory),
            Shape::Plain(plain) => self.plain(plain, pair),
            Shape::Any if !self.known.iter().any(|operand| pair.is_known(*operand)) => return 0,
            Shape::Any => 1 + self.steps.iter().position(|step| step.holds(pair, memory)).unwrap_or(self.steps.len()),
        };
        u8::try_from(place).unwrap_or(u8::MAX)
    }

    #[inline]
    fn equal(&self, operands: &[usize], pair: Two<'_>) -> usize {
        let mut known = false;
        for (place, operand) in operands.iter().enumerate() {
            let (left, right) = (pair.left[*operand], pair.right[*operand]);
            if left == right && left != MISSING {
                return place + 1;
            }
            known |= left != MISSING && right != MISSING;
        }
        if known { self.steps.len() } else { 0 }
    }

    #[inline]
    fn plain(&self, tests: &[Plain], pair: Two<'_>) -> usize {
        let mut is_known = false;
        for (place, test) in tests.iter().enumerate() {
            let (left, right) = (pair.left[test.operand()], pair.right[test.operand()]);
            if left == MISSING || right == MISSING {
                continue;
            }
            is_known = true;
            let holds = match test {
                Plain::Same(_) => left == right,
                Plain::Dates(operand, test) => pair.operands[*operand].dates.holds(*test, (left, right)),
            };
            if holds {
                return place + 1;
            }
        }
        if is_known { self.steps.len() } else { 0 }
    }

    #[inline]
    fn similar((operand, slot, bounds): (usize, usize, &[f32]), pair: Two<'_>, memory: &mut Memory) -> usize {
        let (left, right) = (pair.left[operand], pair.right[operand]);
        if left == MISSING || right == MISSING {
            return 0;
        }
        if left == right {
            return 1;
        }
        let value = memory.similarity((Measure::JaroWinkler, slot), &pair.operands[operand], (left, right));
        2 + bounds.iter().position(|bound| value >= *bound).unwrap_or(bounds.len())
    }
}

/// Two rows of numbers and what the numbers stand for.
#[derive(Clone, Copy)]
pub(crate) struct Two<'a> {
    pub(crate) left: &'a [ValueNumber],
    pub(crate) right: &'a [ValueNumber],
    pub(crate) operands: &'a [Operand],
}

impl<'a> Two<'a> {
    /// Two records of the lists.
    #[inline]
    pub(crate) fn of(cells: &'a Cells, operands: &'a [Operand], left: u32, right: u32) -> Self {
        Self { left: cells.row(left), right: cells.row(right), operands }
    }

    #[inline]
    fn is_known(&self, operand: usize) -> bool {
        self.left[operand] != MISSING && self.right[operand] != MISSING
    }
}

impl Step {
    #[inline]
    pub(super) fn holds(&self, pair: Two<'_>, memory: &mut Memory) -> bool {
        match self {
            Self::Else => true,
            Self::Same(operand) => pair.left[*operand] == pair.right[*operand] && pair.left[*operand] != MISSING,
            Self::Dates { operand, test } => {
                let (left, right) = (pair.left[*operand], pair.right[*operand]);
                left != MISSING && right != MISSING && pair.operands[*operand].dates.holds(*test, (left, right))
            }
            Self::Remembered { test, is_distance } => {
                let (left, right) = (pair.left[test.first], pair.right[test.first]);
                if left == MISSING || right == MISSING {
                    return false;
                }
                let value = memory.similarity((test.measure, test.slot), &pair.operands[test.first], (left, right));
                if *is_distance { value <= test.bound } else { value >= test.bound }
            }
            Self::Measured(test) => test.holds(pair, memory),
            Self::All(parts) => parts.iter().all(|part| part.holds(pair, memory)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(pair, memory)),
            Self::Not(part) => !part.holds(pair, memory),
        }
    }
}

impl Test {
    #[inline]
    fn holds(&self, pair: Two<'_>, memory: &mut Memory) -> bool {
        let operand = &pair.operands[self.first];
        let (left, right) = (pair.left[self.first], pair.right[self.first]);
        match self.measure {
            Measure::Missing => return left == MISSING || right == MISSING,
            Measure::Swapped => {
                let crossed = [(left, pair.right[self.second]), (pair.left[self.second], right)];
                return crossed.iter().all(|(one, other)| one == other && *one != MISSING);
            }
            Measure::Crossed => {
                let crossed = [(left, pair.right[self.second]), (pair.left[self.second], right)];
                return crossed.iter().any(|(one, other)| one == other && *one != MISSING);
            }
            Measure::CrossedJaroWinkler => {
                let crossed = [(left, pair.right[self.second]), (pair.left[self.second], right)];
                return crossed.iter().any(|(one, other)| {
                    *one != MISSING
                        && *other != MISSING
                        && memory.similarity((self.measure, self.slot), operand, (*one, *other)) >= self.bound
                });
            }
            Measure::Same
            | Measure::JaroWinkler
            | Measure::Levenshtein
            | Measure::DamerauLevenshtein
            | Measure::Initial
            | Measure::Words
            | Measure::Jaccard
            | Measure::Days
            | Measure::Months
            | Measure::Years
            | Measure::Contains
            | Measure::DayMonthSwapped
            | Measure::OneDigit
            | Measure::TwoParts
            | Measure::Km
            | Measure::Difference
            | Measure::Share
            | Measure::Cosine
            | Measure::Shared
            | Measure::Gap => {}
        }
        if left == MISSING || right == MISSING {
            return false;
        }
        measure::holds(self.measure, operand, (left, right), self.bound)
    }
}
